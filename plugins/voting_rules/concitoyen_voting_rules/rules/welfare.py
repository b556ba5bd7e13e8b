"""The greatest welfare: among all sets of projects that the budget pays for, the one that gathers most.

Talmon and Faliszewski, « A Framework for Approval-Based Budgeting Methods », AAAI 2019 (rules R^m).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from concitoyen.domain.count import Election, LimitsKept, Outcome, TieBreak, VotingRule
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message, clauses
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.rules.constrained import Maximum, constrained
from concitoyen_voting_rules.rules.figures import percent, points_told
from concitoyen_voting_rules.rules.knapsack import Best, knapsack
from concitoyen_voting_rules.rules.outcomes import Fate, costs_of, outcome_of
from concitoyen_voting_rules.rules.tied import Order, TieRecord, ranked
from concitoyen_voting_rules.tally import points_given, simple_choices

Search = Callable[[Mapping[int, bool]], Best | None]
"""A best set when some candidates are in or out beforehand; None when they cannot be."""
Utility = Literal["votes", "cost", "points"]


@dataclass(frozen=True)
class Welfare:
    """The set that gathers most, what it gathers, and how much the best set would with the opposite for each one.

    `otherwise` is None for a candidate that no set can have, or do without.
    """

    chosen: tuple[int, ...]
    value: int
    otherwise: Mapping[int, int | None]


def greatest(candidates: Sequence[int], search: Search, order: Order) -> Welfare:
    """The best set; where several are equally good, the first in the order of the tie that has those it can.

    One search for each candidate, and one more for each that stands in some best sets but not in all.
    """
    best = search({})
    if best is None:
        return Welfare((), 0, dict.fromkeys(candidates))
    others = {one: search({one: one not in best.chosen}) for one in candidates}
    otherwise = {one: other.value if other else None for one, other in others.items()}
    tied = [one for one, value in otherwise.items() if value == best.value]
    fixed: dict[int, bool] = {}
    for one in order(tied, best.value) if tied else ():
        with_it = search({**fixed, one: True})
        fixed[one] = with_it is not None and with_it.value == best.value
        best = with_it if with_it and fixed[one] else best
    return Welfare(best.chosen, best.value, otherwise)


class WelfareMaximum(VotingRule):
    """All projects at once: the set that gathers most votes, most euros wished for, or most points.

    `utility` is what a funded project gathers: its `votes`; its votes times its `cost`, so that a euro counts as much
    in a large project as in a small one; or its `points`. Projects without any are not funded. Maxima by group are kept
    inside, by HiGHS (the `highs` extra).
    """

    id: ClassVar[str] = "welfare-maximum"
    title: ClassVar[str] = "L'ensemble de projets qui réunit le plus de voix"

    utility: Utility = "votes"

    @property
    def limits(self) -> LimitsKept:
        """Quotas are part of the search."""
        return "inside"

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome, with one round for each candidate, from the one that gathers most down.

        Raises CountError on ballots of a form that the rule does not take, or for want of HiGHS; UnresolvedTie as
        `break_tie` does.
        """
        rule = f"voting_rules:{self.id}"
        profile = (points_given if self.utility == "points" else simple_choices)(election, rule=rule)
        order = TieRecord(election, ties, profile.candidates)
        gathered = self._gathered(election, profile)
        welfare = greatest(
            [one for one, value in enumerate(gathered) if value > 0], _search(election, profile, gathered), order
        )
        in_order = ranked(dict(enumerate(gathered)), order)
        chosen = [one for one in in_order if one in welfare.chosen]
        fates = [
            self._fate(one, election, profile, gathered, welfare)
            for one in [*chosen, *(one for one in in_order if one not in chosen)]
        ]
        return outcome_of(rule, election, profile, fates, order)

    def _gathered(self, election: Election, profile: Profile) -> list[int]:
        votes: list[int] = profile.points().tolist()
        if self.utility != "cost":
            return votes
        return [count * cost for count, cost in zip(votes, costs_of(election, profile), strict=True)]

    def _fate(self, one: int, election: Election, profile: Profile, gathered: Sequence[int], welfare: Welfare) -> Fate:
        cost, inside = election.by_id[profile.candidates[one]].cost, one in welfare.chosen
        if election.voters == 0:
            why = sentences.nobody_voted()
        elif gathered[one] <= 0:
            why = Message(message="ne réunit rien : non retenu")
        elif cost > election.envelope:
            why = sentences.dearer_than_the_envelope(cost, election.envelope)
        else:
            why = _compared(welfare, welfare.otherwise[one], inside=inside)
        return Fate(one, inside, why, self._score(gathered[one]))

    def _score(self, value: int) -> Message | None:
        if self.utility == "votes":
            return None
        if self.utility == "points":
            return points_told(value)
        return Message(message="{amount} souhaités", values={"amount": str(Money(value))})


def _compared(welfare: Welfare, other: int | None, *, inside: bool) -> Message:
    """What the best set gathers, and what the best set would with the opposite for this candidate."""
    if other is None:
        impossible = Message(message="le règlement ne permet aucun ensemble avec lui : non retenu")
        return clauses(Message(message="n'est pas dans l'ensemble qui réunit le plus"), impossible)
    values = {"share": percent(Fraction(other, welfare.value))}
    if inside:
        return clauses(
            Message(message="retenu : fait partie de l'ensemble qui réunit le plus"),
            Message(message="le meilleur sans lui réunit {share} de ce total", values=values),
        )
    return clauses(
        Message(message="n'est pas dans l'ensemble qui réunit le plus"),
        Message(message="le meilleur avec lui réunit {share} de ce total : non retenu", values=values),
    )


def _search(election: Election, profile: Profile, gathered: Sequence[int]) -> Search:
    """The search in this election: a knapsack, or HiGHS when there are quotas."""
    costs, budget = costs_of(election, profile), election.envelope.cents
    useless = dict.fromkeys((one for one, value in enumerate(gathered) if value <= 0), False)
    values = [max(0, value) for value in gathered]
    if not election.quotas:
        return lambda fixed: knapsack(values, costs, budget, {**useless, **fixed})
    maxima = [Maximum(dict(enumerate(costs)), budget)]
    for quota in election.quotas:
        inside = [profile.index[name] for name in quota.candidates if name in profile.index]
        if quota.most is not None:
            maxima.append(Maximum(dict.fromkeys(inside, 1), quota.most))
        if quota.amount is not None:
            maxima.append(Maximum({one: costs[one] for one in inside}, quota.amount.cents))
    return lambda fixed: constrained(values, maxima, {**useless, **fixed})
