"""Small elections for what stands around a voting rule, and a rule that is easy to follow."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.conditions import Bar, Floor, Guarantee, Limit
from concitoyen.domain.count import Election, LimitsKept, Outcome, TieBreak, VotingRule, WeightedBallot, ranking
from concitoyen.domain.groups import Titles
from concitoyen.domain.ledger import Ledger
from concitoyen.domain.money import Money
from concitoyen.domain.pots import Composition, Pot
from concitoyen.domain.quota import Quota
from concitoyen.domain.reasons import Message
from concitoyen.domain.support import support


class ByName(TieBreak):
    """The first in the alphabet."""

    id: ClassVar[str] = "by-name"
    title: ClassVar[str] = "Par nom"
    decisive: ClassVar[bool] = True

    def key(self, candidate: Candidate, election: Election) -> str:
        return candidate.id


TIES = (("test:by-name", ByName()),)


class MostVoted(VotingRule):
    """The most voted first; `skip` passes over those that do not fit, `kept` says what it does of quotas."""

    id: ClassVar[str] = "most-voted"
    title: ClassVar[str] = "Le plus de voix"

    kept: LimitsKept = "around"
    skip: bool = True

    @property
    def limits(self) -> LimitsKept:
        return self.kept

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        votes = support(election)
        order, broken = ranking(votes, election, ties)
        ledger = Ledger(election.by_id, money=election.envelope)
        stopped = not election.voters
        for name in order:
            cost = election.by_id[name].cost
            stopped = stopped or (cost > ledger.money and not self.skip)
            if not stopped and cost <= ledger.money:
                ledger.fund(name, cost, Message(message="retenu"))
            else:
                ledger.refuse(name, Message(message="trop cher ou sans votants"))
        results = [
            ledger.result(name, votes[name]).model_copy(update={"rank": rank}) for rank, name in enumerate(order, 1)
        ]
        return Outcome(
            rule="test:most-voted",
            results=tuple(results),
            rounds=tuple(ledger.rounds),
            ties=broken,
            envelope=election.envelope,
            voters=election.voters,
        )


class Kept(Bar):
    """Keeps these candidates out."""

    id: ClassVar[str] = "kept"
    title: ClassVar[str] = "Écartés"

    out: tuple[str, ...]

    def refusals(self, election: Election) -> Mapping[str, Message]:
        return {name: Message(message="écarté") for name in self.out if name in election.by_id}


class AtLeast(Guarantee):
    """At least so many of these."""

    id: ClassVar[str] = "at-least"
    title: ClassVar[str] = "Au moins"

    sets: tuple[tuple[str, ...], ...]
    least: int = 1

    def floors(self, candidates: Sequence[Candidate], titles: Titles) -> Sequence[Floor]:
        return [Floor(title="+".join(names), candidates=frozenset(names), least=self.least) for names in self.sets]


class AtMost(Limit):
    """At most so many of these."""

    id: ClassVar[str] = "at-most"
    title: ClassVar[str] = "Au plus"

    of: tuple[str, ...]
    most: int | None = 1
    amount: Money | None = None

    def quotas(self, candidates: Sequence[Candidate], titles: Titles) -> Sequence[Quota]:
        title = "+".join(self.of)
        return [Quota(title=title, candidates=frozenset(self.of), most=self.most, amount=self.amount)]


def candidate(name: str, cost: int, order: int = 1, **facts: Any) -> Candidate:  # noqa: ANN401 - any fact
    """A candidate at a cost in euros."""
    return Candidate(id=name, title=name.capitalize(), cost=Money.euros(cost), order=order, **facts)


def election(costs: Mapping[str, int], votes: Mapping[str, int], envelope: int, **facts: dict[str, Any]) -> Election:
    """Candidates by cost, each with so many ballots of its own; facts by candidate."""
    standing = tuple(
        candidate(name, cost, order, **facts.get(name, {})) for order, (name, cost) in enumerate(costs.items(), 1)
    )
    return Election(
        candidates=standing,
        contests=(Contest(id="c", title="C", candidates=tuple(costs), most=max(1, len(costs))),),
        ballots=tuple(
            WeightedBallot(ballot=Ballot(choices={"c": {name: 1}}), weight=weight)
            for name, weight in votes.items()
            if weight
        ),
        envelope=Money.euros(envelope),
    )


def composition(**parts: Any) -> Composition:  # noqa: ANN401 - any part of a composition
    """What stands around the rule of the most voted."""
    return Composition(**{"rule_id": "test:most-voted", "rule": MostVoted(), "ties": TIES, **parts})


def pot(name: str, **parts: Any) -> Pot:  # noqa: ANN401 - any part of a pot
    """A pot counted by the most voted."""
    return Pot(**{"id": name, "title": name.capitalize(), "rule": MostVoted(), "ties": TIES, **parts})


def told(outcome: Outcome) -> list[tuple[str, int, str]]:
    """Each candidate by rank, what it receives in euros, and why, in ordinary spaces."""
    return [
        (one.candidate, one.amount.cents // 100, one.why.text.replace("\u202f", " ").replace("\u00a0", " "))
        for one in outcome.results
    ]


def funded(outcome: Outcome) -> dict[str, int]:
    """What each laureate receives, in euros."""
    return {one.candidate: one.amount.cents // 100 for one in outcome.funded}


def notes(outcome: Outcome) -> list[str]:
    """The notes, in ordinary spaces."""
    return [note.text.replace("\u202f", " ").replace("\u00a0", " ") for note in outcome.notes]
