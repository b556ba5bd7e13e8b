"""The first of a ranking first, while the envelope lasts: by votes, by points, or by either for what it costs."""

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from concitoyen.domain.count import Election, Score
from concitoyen.domain.languages import to_translate
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.figures import decimals, points_told
from concitoyen_voting_rules.rules.outcomes import costs_of
from concitoyen_voting_rules.rules.ranked import Place, Threshold
from concitoyen_voting_rules.rules.tied import Order, ranked
from concitoyen_voting_rules.tally import points_given, simple_choices

By = Literal["votes", "points", "votes-per-cost", "points-per-cost"]
_PER = Money(100_000)
"""Rates are told for 1 000 €, or 1 000 of another currency."""


class Greedy(Threshold):
    """Candidates are ranked by votes and funded one after another, whole or not at all.

    `by` ranks them by votes, by points, or by votes or points for each euro that they cost. Thresholds, `skip` and the
    rest are those of `Threshold` and `Ranked`; without any, even a candidate without votes is funded if money is left.
    Complexity: linear in marks, n log n in candidates.
    """

    id: ClassVar[str] = "greedy"
    title: ClassVar[str] = "Les plus choisis, tant que l'enveloppe dure"

    by: By = "votes"

    def read(self, election: Election, *, rule: str) -> Profile:
        """Simple choices to count votes, points as well to count points."""
        return (points_given if self.by.startswith("points") else simple_choices)(election, rule=rule)

    def votes(self, profile: Profile) -> Sequence[int]:
        """Choices, one for each contest in which a voter chose it; where points are counted, voters who gave some."""
        if self.by.startswith("points"):
            return super().votes(profile.liked())
        choices: list[int] = profile.points().tolist()
        return choices

    def ranking(self, election: Election, profile: Profile, order: Order) -> Sequence[Place]:
        """Every candidate, from the most votes, points, or votes or points per euro down."""
        costs, by_points = costs_of(election, profile), self.by.startswith("points")
        totals: list[int] = profile.points().tolist()
        if self.by.endswith("cost"):
            names = by_rate(totals, costs, order)
            return [
                Place(one, totals[one] if by_points else None, _rate(totals[one], costs[one], self.by)) for one in names
            ]
        names = ranked(dict(enumerate(totals)), order)
        return [Place(one, totals[one], points_told(totals[one])) if by_points else Place(one) for one in names]


def by_rate(totals: Sequence[int], costs: Sequence[int], order: Order) -> list[int]:
    """Candidates from the highest total for each unit of cost down; those that cost nothing first, by total."""
    free: dict[int, Score] = {one: totals[one] for one, cost in enumerate(costs) if not cost}
    priced: dict[int, Score] = {one: Fraction(totals[one], cost) for one, cost in enumerate(costs) if cost}
    return [*ranked(free, order), *ranked(priced, order)]


def _rate(total: int, cost: int, by: By) -> Message:
    unit = to_translate("points") if by.startswith("points") else to_translate("voix")
    if not cost:
        return Message(message="{total} {unit} sans rien coûter", values={"total": total, "unit": unit})
    rate = decimals(Fraction(total * _PER.cents, cost))
    return Message(
        message="{total} {unit}, soit {rate} pour {amount}",
        values={"total": total, "unit": unit, "rate": rate, "amount": str(_PER)},
    )
