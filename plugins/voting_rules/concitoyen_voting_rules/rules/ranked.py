"""What every rule that ranks projects and funds them in that order shares: filling the envelope, and thresholds."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from pydantic import Field

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, LimitsKept, Outcome, Score, TieBreak, VotingRule
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.rules.outcomes import Fate, by_index, costs_of, outcome_of
from concitoyen_voting_rules.rules.tied import Order, TieRecord


@dataclass(frozen=True)
class Place:
    """A candidate in a ranking, and what ranked it: points where there are some, told where it is not its votes."""

    candidate: int
    points: Score | None = None
    told: Message | None = None


@dataclass(frozen=True)
class Filled:
    """One candidate of a ranking when its turn came: what was left, whether it was funded, or who ended the count."""

    candidate: int
    left: int
    funded: bool
    stopped_by: int | None = None


def fill(
    ranking: Sequence[int],
    costs: Sequence[int],
    budget: int,
    *,
    skip: bool = True,
    out: Mapping[int, object] | None = None,
) -> Iterator[Filled]:
    """Fund candidates in the order of a ranking, whole or not at all, while the budget lasts.

    `skip` passes over one that no longer fits; without it the count stops there. Those of `out` are never funded
    and never stop the count.
    """
    left, stopped = budget, None
    for one in ranking:
        fits = costs[one] <= left
        funded = fits and stopped is None and one not in (out or ())
        yield Filled(one, left, funded, stopped)
        if funded:
            left -= costs[one]
        elif not fits and not skip and stopped is None and one not in (out or ()):
            stopped = one


class Ranked(VotingRule, ABC):
    """Candidates are ranked and funded one after another, whole or not at all; a rule says how they are ranked.

    `skip` passes over a candidate that no longer fits and goes on; without it the count stops there. Nobody is funded
    when nobody voted.
    """

    skip: bool = True

    @property
    def limits(self) -> LimitsKept:
        """Leaving out one that is not yet funded changes nothing before it."""
        return "around"

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome, with one round for each candidate, in the order of the ranking.

        Raises CountError on ballots of a form that the rule does not take, UnresolvedTie as `break_tie` does.
        """
        profile = self.read(election, rule=f"voting_rules:{self.id}")
        order = TieRecord(election, ties, profile.candidates)
        places = self.ranking(election, profile, order)
        out = self.left_out(election, profile, places)
        steps = fill(
            [place.candidate for place in places],
            costs_of(election, profile),
            election.envelope.cents,
            skip=self.skip,
            out=out,
        )
        votes, standing = self.votes(profile), by_index(election, profile)
        fates = [
            Fate(
                step.candidate,
                step.funded,
                out.get(step.candidate) or _why(step, standing, votes, election),
                place.told,
            )
            for step, place in zip(steps, places, strict=True)
        ]
        return outcome_of(f"voting_rules:{self.id}", election, profile, fates, order, votes)

    def votes(self, profile: Profile) -> Sequence[int]:
        """The votes of each candidate: how many voters marked it."""
        marked: list[int] = profile.approvals().tolist()
        return marked

    @abstractmethod
    def read(self, election: Election, *, rule: str) -> Profile:
        """The ballots, when they are of a form that the rule takes; raises CountError otherwise."""

    @abstractmethod
    def ranking(self, election: Election, profile: Profile, order: Order) -> Sequence[Place]:
        """Every candidate, from the first to the last."""

    def left_out(self, election: Election, profile: Profile, places: Sequence[Place]) -> Mapping[int, Message]:
        """Who cannot be funded whatever money is left, and why."""
        return {} if election.voters else {place.candidate: sentences.nobody_voted() for place in places}


class Threshold(Ranked, ABC):
    """A ranking with thresholds: `minimum_votes`, `minimum_share` (per cent of voters) and `minimum_points`.

    A candidate must reach each of them; with `strictly`, it must exceed them.
    """

    minimum_votes: int = Field(default=0, ge=0)
    minimum_share: Decimal = Field(default=Decimal(0), ge=0, le=100)
    minimum_points: int = Field(default=0, ge=0)
    strictly: bool = False

    def left_out(self, election: Election, profile: Profile, places: Sequence[Place]) -> Mapping[int, Message]:
        """Those below a threshold; everyone when nobody voted."""
        out = dict(super().left_out(election, profile, places))
        votes, voters = self.votes(profile), election.voters
        for place in places:
            why = self._below(votes[place.candidate], voters, place.points)
            if why and place.candidate not in out:
                out[place.candidate] = why
        return out

    def _below(self, votes: int, voters: int, points: Score | None) -> Message | None:
        """Why so many votes or points are not enough; None when they are."""
        share = Fraction(self.minimum_share) * voters / 100
        if self._misses(votes, self.minimum_votes):
            return sentences.too_few_votes(self.minimum_votes + self.strictly)
        if self._misses(votes, share):
            needed = floor(share) + 1 if self.strictly else ceil(share)
            return sentences.too_small_a_share(self.minimum_share, needed, strictly=self.strictly)
        if points is not None and self._misses(points, self.minimum_points):
            return sentences.too_few_points(self.minimum_points, strictly=self.strictly)
        return None

    def _misses(self, reached: Score, minimum: Score) -> bool:
        return bool(minimum) and (reached <= minimum if self.strictly else reached < minimum)


def _why(step: Filled, standing: Sequence[Candidate], votes: Sequence[int], election: Election) -> Message:
    candidate, left = standing[step.candidate], Money(step.left)
    if step.funded:
        return sentences.funded(candidate.cost, left, votes[step.candidate])
    if step.stopped_by is not None:
        return sentences.after_the_stop(standing[step.stopped_by])
    if candidate.cost > election.envelope:
        return sentences.dearer_than_the_envelope(candidate.cost, election.envelope)
    return sentences.does_not_fit(candidate.cost, left)
