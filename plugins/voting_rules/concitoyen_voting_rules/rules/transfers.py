"""Cumulative support transfer: the equal share of each voter follows their points, and moves on when it is free.

Skowron, Slinko, Szufa and Talmon, « Participatory Budgeting with Cumulative Votes », arXiv:2009.02690 (2020).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule
from concitoyen.domain.errors import CountError
from concitoyen.domain.languages import to_translate
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.figures import rounded
from concitoyen_voting_rules.rules.outcomes import Fate, by_index, costs_of, excluded, outcome_of
from concitoyen_voting_rules.rules.purse import GUARDS, Amount, ExactPurses, Purses, TooLongError
from concitoyen_voting_rules.rules.tied import Order, TieRecord
from concitoyen_voting_rules.tally import points_given

Selection = Literal["excess", "ratio"]
Shortfall = Literal["elimination", "transfer"]
How = Literal["supported", "completed", "left-over", "eliminated", "short"]
"""Funded by its support; after what was missing was moved to it; by the money left at the end. Or not: eliminated."""


@dataclass(frozen=True)
class Step:
    """What became of a candidate: how, and what its supporters had for it then (cents)."""

    candidate: int
    how: How
    support: Fraction


class SupportTransfer(VotingRule):
    """Every voter shares an equal part of the envelope among projects, in proportion to the points that they gave.

    A project whose support reaches its cost is funded, first the one with the greatest `excess`, or `ratio` of support
    to cost; what is too much goes back to its supporters' other projects. When none does, either the last one is
    eliminated and its support moves on (`elimination`), or the first one that can be completed is, by its own
    supporters, in proportion (`transfer`). In the end, what is left funds projects that still fit.
    """

    id: ClassVar[str] = "support-transfer"
    title: ClassVar[str] = "Report des soutiens"

    selection: Selection = "excess"
    shortfall: Shortfall = "transfer"

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome, with one round for each candidate: those funded in their order, then the others.

        Raises CountError on ballots that are neither points nor simple choices, UnresolvedTie as `break_tie` does.
        """
        rule = f"voting_rules:{self.id}"
        profile = points_given(election, rule=rule)
        if (profile.values < 0).any():
            raise CountError(f"La règle « {rule} » partage des points, et un bulletin en donne de négatifs.")
        order = TieRecord(election, ties, profile.candidates)
        out = excluded(election, profile, 1, order)
        among = sorted(set(range(len(profile.candidates))) - {fate.candidate for fate in out})
        steps = support_transfer(
            profile,
            costs_of(election, profile),
            election.envelope.cents,
            order,
            among,
            selection=self.selection,
            shortfall=self.shortfall,
        )
        fates = [_fate(step, election, profile) for step in steps]
        return outcome_of(rule, election, profile, [*fates, *out], order)


def support_transfer(
    profile: Profile,
    costs: Sequence[int],
    budget: int,
    order: Order,
    among: Sequence[int],
    *,
    selection: Selection = "excess",
    shortfall: Shortfall = "transfer",
) -> tuple[Step, ...]:
    """What became of `among`, all with votes and within the budget: first those funded, in their order.

    The exact fractions of this rule double in length at each purchase, so that no machine holds them for long. Money
    is counted in fixed point, with enough digits for errors to stay far below 2**-100 cent whatever happens (see
    `Purses`): what is told apart is certain. What is not is counted again in fractions as far as they can be held,
    which prove equalities, then with more digits, and more; what even 2**-10000 cent does not tell apart is a tie.
    A round costs the marks of those left.
    """

    def decided(purses: Purses, proven: set[_Doubt] | None) -> tuple[Step, ...]:
        count = _Count(purses, costs, budget, order, selection)
        try:
            count.run(among, shortfall, proven)
        except TooLongError:
            raise _DoubtError(count.met) from None
        return tuple(count.steps)

    proven: set[_Doubt] = set()
    for guard in GUARDS[:-1]:
        with suppress(_DoubtError):
            return decided(Purses(profile, costs, budget, among, guard), proven)
        if guard == GUARDS[0] and len(profile.marked) * len(among) <= MOST_FRACTIONS:
            try:
                return decided(ExactPurses(profile, costs, budget, among), None)
            except _DoubtError as doubt:
                proven = doubt.met
    return decided(Purses(profile, costs, budget, among, GUARDS[-1]), None)


MOST_FRACTIONS = 500_000
"""Marks times projects beyond which fractions would take minutes."""
_Doubt = tuple[tuple[int, ...], tuple[int, ...]]
"""A decision that the digits do not settle: among whom, and who is equal; or who may be just paid for."""


class _DoubtError(Exception):
    """The digits do not settle a decision; `met` are the equalities met before."""

    def __init__(self, met: set[_Doubt]) -> None:
        super().__init__()
        self.met = met


class _Count:
    """The rounds of one count; rough amounts say who need not be compared exactly."""

    def __init__(self, purses: Purses, costs: Sequence[int], budget: int, order: Order, selection: Selection) -> None:
        self._purses, self._costs, self._order, self._selection = purses, costs, order, selection
        self._left = budget
        self._rough = dict[int, float]()
        self._waiting: tuple[int, ...] = ()
        self._proven: set[_Doubt] | None = None
        self.steps = list[Step]()
        self.met: set[_Doubt] = set()

    def run(self, among: Sequence[int], shortfall: Shortfall, proven: set[_Doubt] | None) -> None:
        """Fund, complete or eliminate until nobody is left, then spend what remains.

        Raises _DoubtError at an equality that is not `proven`; takes every equality for one when that is None.
        """
        self._proven = proven
        waiting, short = list(among), list[Step]()
        while waiting:
            self._waiting = tuple(waiting)
            self._rough = {one: self._purses.rough(one) for one in waiting}
            eligible = [one for one in waiting if self._pays(one, self._rough[one], self._purses.support)]
            if eligible:
                waiting.remove(self._fund(eligible, "supported"))
            elif shortfall == "elimination":
                last = self._extreme(waiting, last=True)
                short.insert(0, self._step(last, "eliminated"))
                self._purses.drop(last)
                waiting.remove(last)
            else:
                purses = self._purses
                possible = [one for one in waiting if self._pays(one, purses.rough_reach(one), purses.reachable)]
                if not possible:
                    break
                waiting.remove(self._fund(possible, "completed"))
        while waiting:
            first = self._extreme(waiting)
            short.append(self._step(first, "short"))
            waiting.remove(first)
        self._spend_what_is_left(short)

    def _spend_what_is_left(self, short: Sequence[Step]) -> None:
        late = []
        for step in short:
            if self._costs[step.candidate] <= self._left:
                self._left -= self._costs[step.candidate]
                self.steps.append(Step(step.candidate, "left-over", step.support))
            else:
                late.append(step)
        self.steps += late

    def _fund(self, among: Sequence[int], how: How) -> int:
        one = self._extreme(among)
        self.steps.append(self._step(one, how))
        self._purses.pay(one, self._costs[one])
        self._left -= self._costs[one]
        return one

    def _pays(self, one: int, rough: float, exact: Callable[[int], Amount]) -> bool:
        """Whether an amount reaches the cost of a project."""
        gap = rough - self._costs[one]
        if abs(gap) > self._doubt(one, rough):
            return gap > 0
        missing: Amount = self._costs[one] * self._purses.unit - exact(one)
        if -self._purses.tolerance <= missing <= self._purses.tolerance:
            self._doubt_of(self._waiting, (one,))
        return missing <= self._purses.tolerance

    def _doubt_of(self, among: tuple[int, ...], equal: tuple[int, ...]) -> None:
        """Note an equality, or refuse one that nothing proves."""
        self.met.add((among, equal))
        if self._proven is not None and (among, equal) not in self._proven:
            raise _DoubtError(self.met)

    def _doubt(self, one: int, rough: float) -> float:
        part, cents = self._purses.slack
        return part * (rough + self._costs[one]) + cents

    def _extreme(self, among: Sequence[int], *, last: bool = False) -> int:
        """The first of the selection, or the last; equals by the rulebook's order."""
        sign = -1 if last else 1
        guesses = {one: (sign * self._guess(one), self._doubt(one, self._rough[one])) for one in among}
        floor = max(guess - doubt for guess, doubt in guesses.values())
        keys = {one: sign * self._key(one) for one, (guess, doubt) in guesses.items() if guess + doubt >= floor}
        goal = max(keys.values())
        tied = [one for one, key in keys.items() if goal - key <= 2 * self._purses.tolerance]
        if len(tied) > 1:
            self._doubt_of(tuple(among), tuple(tied))
        ordered = self._order(tied, round(Fraction(sign * goal) / self._purses.unit))
        return ordered[-1 if last else 0]

    def _guess(self, one: int) -> float:
        if self._by_ratio(one):
            return self._rough[one] / self._costs[one]
        return self._rough[one] - self._costs[one]

    def _key(self, one: int) -> Amount:
        support = self._purses.support(one)
        if self._by_ratio(one):
            quotient: Amount = self._purses.part(support, self._costs[one])
            return quotient
        return support - self._costs[one] * self._purses.unit

    def _by_ratio(self, one: int) -> bool:
        return self._selection == "ratio" and self._costs[one] > 0

    def _step(self, one: int, how: How) -> Step:
        return Step(one, how, Fraction(self._purses.support(one)) / self._purses.unit)


_SENTENCES: dict[How, str] = {
    "supported": to_translate(
        "retenu : ses soutiens lui apportent {support} pour {cost}, l'excédent va à leurs autres projets"
    ),
    "completed": to_translate(
        "retenu : ses soutiens lui apportent {support} pour {cost} et complètent avec leurs autres projets"
    ),
    "left-over": to_translate(
        "retenu à la fin avec l'argent restant : ses soutiens lui apportaient {support} pour {cost}"
    ),
    "eliminated": to_translate(
        "éliminé avec {support} pour {cost}, son soutien va aux autres projets de ses votants : non retenu"
    ),
    "short": to_translate(
        "ses soutiens ne réunissent pas {cost}, même avec leurs autres projets ({support} pour lui) : non retenu"
    ),
}


def _fate(step: Step, election: Election, profile: Profile) -> Fate:
    candidate = by_index(election, profile)[step.candidate]
    values = {"support": rounded(step.support), "cost": str(Money(candidate.cost.cents))}
    funded = step.how in ("supported", "completed", "left-over")
    return Fate(step.candidate, funded, Message(message=_SENTENCES[step.how], values=values))
