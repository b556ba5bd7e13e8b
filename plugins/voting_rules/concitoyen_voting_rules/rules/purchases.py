"""What sequential Phragmén and maximin support share: projects bought one after another at the least load."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

from pydantic import Field

from concitoyen.domain.count import Election, LimitsKept, Outcome, TieBreak, VotingRule
from concitoyen.domain.money import Money
from concitoyen.domain.payment import Payment, gathered
from concitoyen.domain.reasons import Message, clauses
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.rules.figures import rounded
from concitoyen_voting_rules.rules.outcomes import Fate, by_index, costs_of, excluded, outcome_of
from concitoyen_voting_rules.rules.tied import Order, TieRecord
from concitoyen_voting_rules.tally import simple_choices

GROUPS = 12
"""A round tells so many groups of voters; those beyond, the smallest, are told together."""
Misfit = Literal["stop", "stop-at-tied", "skip"]
"""What to do when the next one no longer fits: stop there; stop even when only one tied with it does not; pass over."""


@dataclass(frozen=True)
class Purchase:
    """One candidate whose turn came: the load that it would bring, and whether it was bought.

    `load` is None without supporters. `stopped_by` is the candidate that ended the count before this one's turn.
    `payments` say who pays for one that was bought.
    """

    candidate: int
    load: Fraction | None
    left: int
    funded: bool
    stopped_by: int | None = None
    payments: tuple[Payment, ...] = ()


class Loads(Protocol):
    """What voters bear after some purchases."""

    waiting: set[int]

    def next(self) -> tuple[Sequence[int], Fraction | None]:
        """Those of `waiting` that would bring the least load, and that load; None when none has supporters."""
        ...

    def payments(self, one: int, load: Fraction) -> Sequence[Payment]:
        """Who would pay for it, by groups of voters that pay and then bear the same."""
        ...

    def buy(self, one: int, load: Fraction | None) -> None:
        """Its supporters now bear this load."""
        ...

    def pass_over(self, one: int) -> None:
        """It is not asked again."""
        ...


def purchases(loads: Loads, costs: Sequence[int], budget: int, order: Order, misfit: Misfit) -> Iterator[Purchase]:
    """What becomes of each candidate that waits, in the order in which their turn comes."""
    stopped, left = None, budget
    while loads.waiting:
        tied, load = loads.next()
        first = tuple(order(tied, 0 if load is None else load))
        if stopped is None:
            stopped = _stops(first, costs, left, misfit)
        one = first[0] if stopped is None or stopped not in first else stopped
        funded = stopped is None and costs[one] <= left
        paid = gathered(loads.payments(one, load), GROUPS) if funded and load is not None else ()
        yield Purchase(one, load, left, funded, None if one == stopped else stopped, paid)
        if funded:
            loads.buy(one, load)
            left -= costs[one]
        else:
            loads.pass_over(one)


def _stops(first: Sequence[int], costs: Sequence[int], left: int, misfit: Misfit) -> int | None:
    """The candidate at which the count stops, among those whose turn it is."""
    concerned = {"stop": first[:1], "stop-at-tied": first, "skip": ()}[misfit]
    return next((one for one in concerned if costs[one] > left), None)


class PurchaseRule(VotingRule, ABC):
    """Projects are bought one after another; a rule says which comes next and what load it brings.

    `misfit` says what to do when the next one costs more than what remains; `minimum_votes` is what it takes to be
    considered, and 0 lets projects without votes share what remains at the end. Nobody is funded when nobody voted.
    """

    misfit: Misfit = "stop"
    minimum_votes: int = Field(default=1, ge=0)

    @property
    def limits(self) -> LimitsKept:
        """Leaving out one that is not yet bought changes nothing before it."""
        return "around"

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome, with one round for each candidate, in the order in which their turn came.

        Raises CountError on ballots that are not simple choices, UnresolvedTie as `break_tie` does.
        """
        rule = f"voting_rules:{self.id}"
        profile = simple_choices(election, rule=rule)
        order = TieRecord(election, ties, profile.candidates)
        out = excluded(election, profile, self.minimum_votes, order)
        among = sorted(set(range(len(profile.candidates))) - {fate.candidate for fate in out})
        bought = self.bought(profile, costs_of(election, profile), election.envelope.cents, order, among)
        fates = [self._fate(purchase, election, profile) for purchase in bought]
        counted = outcome_of(rule, election, profile, [*fates, *out], order)
        paid = {profile.candidates[purchase.candidate]: purchase.payments for purchase in bought}
        rounds = [step.model_copy(update={"payments": paid.get(step.candidate, ())}) for step in counted.rounds]
        return counted.model_copy(update={"rounds": tuple(rounds)})

    @abstractmethod
    def bought(
        self, profile: Profile, costs: Sequence[int], budget: int, order: Order, among: Sequence[int]
    ) -> Sequence[Purchase]:
        """What becomes of `among`, in the order in which their turn comes."""

    @abstractmethod
    def told(self, load: Fraction) -> Message:
        """What a load means, in a clause that follows « retenu : 300 € pour 900 € restants ; »."""

    def _fate(self, purchase: Purchase, election: Election, profile: Profile) -> Fate:
        standing = by_index(election, profile)
        candidate, left = standing[purchase.candidate], Money(purchase.left)
        if purchase.stopped_by is not None:
            return Fate(purchase.candidate, funded=False, why=sentences.after_the_stop(standing[purchase.stopped_by]))
        if not purchase.funded:
            return Fate(purchase.candidate, funded=False, why=sentences.does_not_fit(candidate.cost, left))
        if purchase.load is None:
            return Fate(purchase.candidate, funded=True, why=sentences.funded(candidate.cost, left, 0))
        why = clauses(sentences.funded(candidate.cost, left), self.told(purchase.load))
        return Fate(purchase.candidate, funded=True, why=why)


def load_in_money(message: str, load: Fraction) -> Message:
    """A clause in which {load} is an amount, rounded to the cent."""
    return Message(message=message, values={"load": rounded(load)})
