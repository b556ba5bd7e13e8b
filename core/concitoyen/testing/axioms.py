"""What a voting rule may claim, checked by trying everything: for small elections with approval ballots."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Literal

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.money import Money
from concitoyen.testing.elections import CONTEST
from concitoyen.testing.rule_laws import Law, Trial

Claim = Literal["exhaustiveness", "monotonicity", "ejr-cost", "ejr-number", "pjr-cost", "pjr-number"]
Utility = Callable[[Sequence[str]], int]


def exhaustive(trial: Trial, election: Election) -> Iterator[str]:
    """Nothing that somebody chose would still fit in what is left."""
    outcome = trial.count(election)
    for result in outcome.results:
        cost = election.by_id[result.candidate].cost
        if result.decision == "not-funded" and result.votes and cost <= outcome.balance:
            yield f"laisse {outcome.balance} quand « {result.candidate} », choisi, n'en coûte que {cost}"


def monotone(trial: Trial, election: Election) -> Iterator[str]:
    """A funded candidate that one more voter chooses, all else being equal, stays funded."""
    for winner in trial.count(election).funded:
        for place, cast in enumerate(election.ballots):
            marks = cast.ballot.choices.get(CONTEST, {})
            if winner.candidate in marks:
                continue
            rest = [cast.model_copy(update={"weight": cast.weight - 1})] if cast.weight > 1 else []
            added = WeightedBallot(ballot=Ballot(choices={CONTEST: {**marks, winner.candidate: 1}}), weight=1)
            ballots = (*election.ballots[:place], *rest, added, *election.ballots[place + 1 :])
            after = trial.count(election.model_copy(update={"ballots": ballots}))
            if after.result(winner.candidate).decision != "funded":
                yield f"écarte « {winner.candidate} », retenu, quand un votant de plus le choisit"
                return


def _cost(election: Election) -> Utility:
    return lambda names: sum(election.by_id[name].cost.cents for name in names)


def _number(_: Election) -> Utility:
    return len


def justified(satisfaction: Callable[[Election], Utility]) -> Law:
    """Extended justified representation up to one project (Peters, Pierczyński and Skowron 2021)."""

    def law(trial: Trial, election: Election) -> Iterator[str]:
        funded = frozenset(result.candidate for result in trial.count(election).funded)
        utility = satisfaction(election)
        names = sorted(election.by_id)
        for size in range(1, len(names) + 1):
            for wanted in combinations(names, size):
                yield from _unjust(election, wanted, funded, utility)

    return law


def _unjust(election: Election, wanted: Sequence[str], funded: frozenset[str], utility: Utility) -> Iterator[str]:
    """A group that agrees on `wanted`, could pay for it with its share, and of which nobody comes near it."""
    cost = sum(election.by_id[name].cost.cents for name in wanted)
    short = sum(
        cast.weight
        for cast in election.ballots
        if (marks := cast.ballot.choices.get(CONTEST, {})).keys() >= set(wanted)
        and not _comes_near(marks, wanted, funded, utility)
    )
    if short and short * election.envelope.cents >= cost * election.voters:
        share = Money(short * election.envelope.cents // election.voters)
        yield (
            f"lèse {short} votants sur {election.voters} qui veulent {', '.join(wanted)} : leur part de l'enveloppe, "
            f"{share}, suffisait à {Money(cost)}, et aucun d'eux n'en a autant, même à un projet près"
        )


def _comes_near(marks: Mapping[str, int], wanted: Sequence[str], funded: frozenset[str], utility: Utility) -> bool:
    had, goal = [name for name in marks if name in funded], utility(wanted)
    missing = [name for name in wanted if name not in funded]
    return utility(had) >= goal or any(utility([*had, name]) > goal for name in missing)


def jointly_justified(satisfaction: Callable[[Election], Utility]) -> Law:
    """Proportional justified representation up to any project (Brill, Forster, Lackner, Maly and Peters 2023)."""

    def law(trial: Trial, election: Election) -> Iterator[str]:
        funded = frozenset(result.candidate for result in trial.count(election).funded)
        utility = satisfaction(election)
        names = sorted(election.by_id)
        for size in range(1, len(names) + 1):
            for wanted in combinations(names, size):
                yield from _jointly_unjust(election, wanted, funded, utility)

    return law


def _jointly_unjust(
    election: Election, wanted: Sequence[str], funded: frozenset[str], utility: Utility
) -> Iterator[str]:
    """A group that agrees on `wanted`, could pay for it, and has together too little: without any one project more."""
    cost, goal = sum(election.by_id[name].cost.cents for name in wanted), utility(wanted)
    agreed = [cast for cast in election.ballots if cast.ballot.choices.get(CONTEST, {}).keys() >= set(wanted)]
    for size in range(1, len(agreed) + 1):
        for group in combinations(agreed, size):
            voters = sum(cast.weight for cast in group)
            if voters * election.envelope.cents < cost * election.voters:
                continue
            had = sorted(funded.intersection(name for cast in group for name in cast.ballot.choices[CONTEST]))
            missing = [name for name in wanted if name not in funded]
            if utility(had) < goal and any(utility([*had, name]) <= goal for name in missing):
                yield (
                    f"lèse {voters} votants sur {election.voters} qui veulent {', '.join(wanted)} : leur part de "
                    f"l'enveloppe suffisait à {Money(cost)}, et ils n'ont pas autant à eux tous, même à un projet près"
                )


CLAIMS: Mapping[Claim, Law] = MappingProxyType(
    {
        "exhaustiveness": exhaustive,
        "monotonicity": monotone,
        "ejr-cost": justified(_cost),
        "ejr-number": justified(_number),
        "pjr-cost": jointly_justified(_cost),
        "pjr-number": jointly_justified(_number),
    }
)
"""What a rule may claim, by name."""
