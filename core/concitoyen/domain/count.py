"""From ballots to an outcome, with the trace of why."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.channel import Weights, weights_told
from concitoyen.domain.composition.quota import Quota
from concitoyen.domain.errors import CountError, UnresolvedTie
from concitoyen.domain.explaining import explanation, votes_told
from concitoyen.domain.languages import Language
from concitoyen.domain.model import Model, Rule
from concitoyen.domain.money import Money, NonNegativeMoney, total
from concitoyen.domain.payment import Payment, payments_told
from concitoyen.domain.reasons import Message

Decision = Literal["funded", "not-funded"]
Score = int | Fraction
"""What a rule compares: votes, points, votes per cost, the load of a voter; always exact."""
LimitsKept = Literal["around", "inside", "refused"]


class WeightedBallot(Model):
    """A distinct ballot and the number of voters who cast it."""

    ballot: Ballot
    weight: int = Field(ge=1)


class Election(Model):
    """All that a voting rule may know: candidates, distinct ballots, envelope, and the value that seeds draws.

    `draw_seed` is empty until it is known; a rule or tie-break that needs it refuses to guess. `quotas` are to be
    kept by a rule whose `limits` are `inside`; the others may ignore them. `currency` is that in which amounts are
    told (`domain.money.amounts_in`), empty for euros.
    """

    candidates: tuple[Candidate, ...]
    contests: tuple[Contest, ...]
    ballots: tuple[WeightedBallot, ...]
    envelope: NonNegativeMoney
    draw_seed: str = ""
    quotas: tuple[Quota, ...] = ()
    currency: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Candidate]:
        """Candidates by id."""
        return {candidate.id: candidate for candidate in self.candidates}

    @property
    def voters(self) -> int:
        """How many ballots were cast."""
        known = getattr(self.ballots, "voters", None)  # ballots read from a file say it without being made one by one
        return known if isinstance(known, int) else sum(ballot.weight for ballot in self.ballots)


class TieBreak(Rule, ABC):
    """One criterion between candidates with the same votes; the smaller key goes first.

    `decisive` is True for a criterion that never leaves two candidates equal (a draw).
    """

    decisive: ClassVar[bool] = False

    @abstractmethod
    def key(self, candidate: Candidate, election: Election) -> int | str:
        """What this criterion compares; the same kind of value for every candidate."""


class TieBroken(Model):
    """A true tie: who was equal on what, which criterion decided, in which order they left it."""

    candidates: tuple[str, ...]
    score: Score
    decided_by: tuple[str, ...]
    order: tuple[str, ...]


class Round(Model):
    """One step of the count: what was considered, what became of it, and what remained of the money of its pot."""

    number: int
    candidate: str
    decision: Decision
    cost: Money
    remaining_before: Money
    remaining_after: Money
    why: Message
    pot: str = ""
    payments: tuple[Payment, ...] = ()


class Result(Model):
    """What the count says of one candidate; `rank` starts at 1 and is unique, ties being broken.

    `votes` is how many voters chose it, each as often as the rulebook weighs them; `score` tells what ranked it
    (« 1 240 points ») where that is not its votes.
    """

    candidate: str
    votes: int
    rank: int
    decision: Decision
    amount: Money
    why: Message
    score: Message | None = None
    pot: str = ""


class Outcome(Model):
    """The whole outcome: results by rank, rounds in order, every tie, the money, and what concerns nobody alone.

    `pot` of a result or a round is the title of the part of the envelope in which it was counted. Where the rulebook
    has `weights` by channel, `voters` is still how many voted; votes, scores and payments count by weight.
    """

    rule: str
    results: tuple[Result, ...]
    rounds: tuple[Round, ...]
    ties: tuple[TieBroken, ...]
    envelope: Money
    voters: int
    draw_seed: str = ""
    notes: tuple[Message, ...] = ()
    weights: Weights = Field(default_factory=dict)

    @property
    def funded(self) -> tuple[Result, ...]:
        """The results that are funded, by rank."""
        return tuple(result for result in self.results if result.decision == "funded")

    @property
    def spent(self) -> Money:
        """The sum of what is awarded."""
        return total([result.amount for result in self.funded])

    @property
    def balance(self) -> Money:
        """What remains of the envelope."""
        return self.envelope - self.spent

    def result(self, candidate: str) -> Result:
        """The result of one candidate; raises CountError when it was not on the ballot."""
        for result in self.results:
            if result.candidate == candidate:
                return result
        msg = f"« {candidate} » n'était pas soumis au vote : aucun résultat à expliquer."
        raise CountError(msg)

    def canonical(self) -> str:
        """One text for one outcome: JSON with sorted keys, from which the journal's fingerprint is taken."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def explain(self, candidate: str, language: Language = "fr") -> str:
        """Whole sentences: rank, votes or score, why it is funded or not, the last tie that it was in, who pays."""
        result = self.result(candidate)
        tied = [tie.order for tie in self.ties if candidate in tie.order]
        paid = [step.payments for step in self.rounds if step.candidate == candidate and step.payments]
        told = explanation(
            candidate,
            rank=result.rank,
            score=result.score.told(language)
            if result.score
            else votes_told(result.votes, language, weighted=bool(self.weights)),
            why=result.why,
            pot=result.pot,
            tied=tied[-1] if tied else (),
            language=language,
        )
        payments = payments_told(paid[-1] if paid else (), language)
        return " ".join([told, *payments, *weights_told(self.weights, language)])


class VotingRule(Rule, ABC):
    """A way to go from ballots to an outcome."""

    @property
    def limits(self) -> LimitsKept:
        """How a maximum of funded projects in a group can be kept with this rule, under these parameters.

        `around`: the rule elects one project after another, and leaving out one that is not yet elected changes
        nothing before it; the core counts again without those that break a quota. `inside`: the rule reads
        `election.quotas` and keeps them. `refused`: neither; an edition that asks for it is refused.
        """
        return "refused"

    @abstractmethod
    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome of an election; `ties` are the rulebook's criteria with their ids, in order.

        Raises CountError when the ballots are not of a form that the rule takes, UnresolvedTie when the
        criteria leave candidates equal.
        """


def break_tie(tied: Sequence[str], score: Score, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> TieBroken:
    """Order candidates that have the same score by the rulebook's criteria, and say which ones were needed."""
    groups, used = [list(tied)], list[str]()
    for name, tie_break in ties:
        if all(len(group) == 1 for group in groups):
            break
        finer = [part for group in groups for part in _split(group, tie_break, election)]
        if len(finer) > len(groups):
            used.append(name)
        groups = finer
    still = [group for group in groups if len(group) > 1]
    if still:
        names = " ; ".join(" = ".join(sorted(group)) for group in still)
        msg = (
            f"Égalité non départagée ({names}) : la liste [count] ties du règlement ne suffit pas. "
            "Terminez-la par un critère qui départage toujours, comme un tirage public."
        )
        raise UnresolvedTie(msg)
    order = tuple(group[0] for group in groups)
    return TieBroken(candidates=tuple(sorted(tied)), score=score, decided_by=tuple(used), order=order)


def _split(group: list[str], tie_break: TieBreak, election: Election) -> list[list[str]]:
    if len(group) == 1:
        return [group]
    keyed: dict[int | str, list[str]] = {}
    for name in group:
        keyed.setdefault(tie_break.key(election.by_id[name], election), []).append(name)
    return [keyed[key] for key in sorted(keyed)]


def ranking(
    scores: Mapping[str, Score], election: Election, ties: Sequence[tuple[str, TieBreak]]
) -> tuple[tuple[str, ...], tuple[TieBroken, ...]]:
    """Every candidate from the highest score down, ties broken, and the record of each tie."""
    levels: dict[Score, list[str]] = {}
    for name, score in scores.items():
        levels.setdefault(score, []).append(name)
    order, broken = list[str](), list[TieBroken]()
    for score in sorted(levels, reverse=True):
        if len(levels[score]) == 1:
            order += levels[score]
        else:
            tie = break_tie(levels[score], score, election, ties)
            broken.append(tie)
            order += tie.order
    return tuple(order), tuple(broken)
