"""What every voting rule must satisfy: each law gives what is wrong with an outcome, in French, or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule, WeightedBallot
from concitoyen.domain.languages import Language
from concitoyen.domain.money import Money

LANGUAGES: tuple[Language, ...] = ("fr", "en")
FEW = 64
"""Ballots are cast one by one only where there are few."""


@dataclass(frozen=True)
class Trial:
    """A rule put to the test: with which tie-breaks, and how much more than the envelope it may spend."""

    rule: VotingRule
    ties: Sequence[tuple[str, TieBreak]]
    overshoot: Money

    def count(self, election: Election) -> Outcome:
        """The outcome of an election."""
        return self.rule.count(election, self.ties)


Law = Callable[[Trial, Election], Iterator[str]]


def within_budget(trial: Trial, election: Election) -> Iterator[str]:
    """Never over the envelope, never more than a candidate costs, nothing for those who are not funded."""
    outcome = trial.count(election)
    if outcome.spent > election.envelope + trial.overshoot:
        yield f"dépense {outcome.spent} pour une enveloppe de {election.envelope}"
    for result in outcome.results:
        cost = election.by_id[result.candidate].cost if result.candidate in election.by_id else Money(0)
        if result.decision == "funded" and not Money(0) <= result.amount <= cost:
            yield f"donne {result.amount} à « {result.candidate} », qui coûte {cost}"
        if result.decision == "not-funded" and result.amount != Money(0):
            yield f"donne {result.amount} à « {result.candidate} », qui n'est pas retenu"


def whole_trace(trial: Trial, election: Election) -> Iterator[str]:
    """One result for each candidate, ranks without gap, a round for each, and the same facts as the election."""
    outcome = trial.count(election)
    names = sorted(result.candidate for result in outcome.results)
    if names != sorted(election.by_id):
        yield f"donne un résultat à {_listed(names)}, les candidats étant {_listed(sorted(election.by_id))}"
    if [result.rank for result in outcome.results] != list(range(1, len(names) + 1)):
        yield "donne des rangs qui ne vont pas de 1 au dernier, dans l'ordre"
    if (outcome.envelope, outcome.voters) != (election.envelope, election.voters):
        yield f"annonce {outcome.voters} votants et {outcome.envelope}, et non {election.voters} et {election.envelope}"
    yield from _rounds(outcome)


def _rounds(outcome: Outcome) -> Iterator[str]:
    last = {step.candidate: step for step in outcome.rounds}
    for result in outcome.results:
        step = last.get(result.candidate)
        if step is None:
            yield f"n'a pas de tour pour « {result.candidate} » : la trace ne dit pas quand il a été examiné"
        elif step.decision != result.decision:
            yield f"dit de « {result.candidate} » {result.decision} au résultat, {step.decision} au dernier tour"
    if [step.number for step in outcome.rounds] != list(range(1, len(outcome.rounds) + 1)):
        yield "numérote ses tours autrement que 1, 2, 3…"
    for step in outcome.rounds:
        if step.decision == "not-funded" and step.remaining_after != step.remaining_before:
            yield f"change ce qui reste au tour {step.number}, où « {step.candidate} » n'est pas retenu"


def explained(trial: Trial, election: Election) -> Iterator[str]:
    """Each decision has a reason, which can be told in every language."""
    outcome = trial.count(election)
    for result in outcome.results:
        if not result.why.message.strip():
            yield f"ne dit pas pourquoi « {result.candidate} » est {result.decision}"
            continue
        try:
            for language in LANGUAGES:
                outcome.explain(result.candidate, language)
        except (KeyError, IndexError, ValueError) as error:
            yield f"explique « {result.candidate} » par une phrase mal formée ({error!r})"


def deterministic(trial: Trial, election: Election) -> Iterator[str]:
    """The same election gives the same outcome, to the last word."""
    if trial.count(election) != trial.count(election):
        yield "donne deux résultats différents pour la même élection : rien ne doit venir du hasard ni de l'heure"


def anonymous(trial: Trial, election: Election) -> Iterator[str]:
    """Ballots in any order, merged or one by one, give the same outcome."""
    expected = trial.count(election)
    if trial.count(_with_ballots(election, election.ballots[::-1])) != expected:
        yield "change de résultat quand les bulletins sont lus dans l'autre sens"
    if election.voters <= FEW:
        single = [WeightedBallot(ballot=cast.ballot, weight=1) for cast in election.ballots for _ in range(cast.weight)]
        if trial.count(_with_ballots(election, single)) != expected:
            yield "change de résultat quand les bulletins égaux sont comptés un par un"


def neutral(trial: Trial, election: Election) -> Iterator[str]:
    """Neither the place of a candidate in a list nor its id changes what becomes of it."""
    expected = trial.count(election)
    if trial.count(_in_reverse(election)) != expected:
        yield "change de résultat quand les candidats sont lus dans l'autre sens"
    names = sorted(election.by_id)
    other = dict(zip(names, (f"z{name}" for name in reversed(names)), strict=True))
    fates = [(other[result.candidate], result.rank, result.amount) for result in expected.results]
    if [
        (found.candidate, found.rank, found.amount) for found in trial.count(_renamed(election, other)).results
    ] != fates:
        yield "change de résultat quand les candidats changent d'identifiant"


def nobody_without_voters(trial: Trial, election: Election) -> Iterator[str]:
    """Where nobody votes, nobody is funded."""
    if election.voters == 0:
        for result in trial.count(election).funded:
            yield f"retient « {result.candidate} » alors que personne n'a voté"


LAWS: Mapping[str, Law] = MappingProxyType(
    {
        "budget": within_budget,
        "trace": whole_trace,
        "explained": explained,
        "deterministic": deterministic,
        "anonymity": anonymous,
        "neutrality": neutral,
        "no-voters": nobody_without_voters,
    }
)
"""Every law by name."""


def _with_ballots(election: Election, ballots: Sequence[WeightedBallot]) -> Election:
    return election.model_copy(update={"ballots": tuple(ballots)})


def _in_reverse(election: Election) -> Election:
    contests = [one.model_copy(update={"candidates": one.candidates[::-1]}) for one in election.contests]
    return election.model_copy(update={"candidates": election.candidates[::-1], "contests": tuple(contests)})


def _renamed(election: Election, other: Mapping[str, str]) -> Election:
    candidates = [one.model_copy(update={"id": other[one.id]}) for one in election.candidates]
    contests = [
        one.model_copy(update={"candidates": tuple(other[name] for name in one.candidates)})
        for one in election.contests
    ]
    ballots = [cast.model_copy(update={"ballot": _ballot(cast, other)}) for cast in election.ballots]
    changed = {"candidates": tuple(candidates), "contests": tuple(contests), "ballots": tuple(ballots)}
    return election.model_copy(update=changed)


def _ballot(cast: WeightedBallot, other: Mapping[str, str]) -> object:
    choices = {
        contest: {other[name]: value for name, value in marks.items()} for contest, marks in cast.ballot.choices.items()
    }
    return cast.ballot.model_copy(update={"choices": choices})


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "personne"
