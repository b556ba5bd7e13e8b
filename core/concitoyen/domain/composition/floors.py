"""Which candidates fulfil the floors: the best ranked ones that leave enough money for the other floors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from concitoyen.domain.conditions import Floor
from concitoyen.domain.money import Money

Allowed = Callable[[str, Sequence[tuple[str, Money]]], bool]
"""Whether a candidate may be funded beside those that are, each with its cost."""


@dataclass(frozen=True)
class Pick:
    """A candidate funded for a floor, and those of the floor that ranked before it and could not be."""

    candidate: str
    floor: Floor
    passed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Who can be chosen: candidates by rank, what each costs, and whether quotas allow it."""

    order: Sequence[str]
    costs: dict[str, Money]
    allowed: Allowed

    def picks(
        self, floors: Sequence[Floor], funded: Sequence[tuple[str, Money]], money: Money
    ) -> tuple[list[Pick], list[Floor]]:
        """The candidates to fund for these floors, by rank, and the floors that cannot be met.

        Floors are promised in the order of their best candidate, as long as the cheapest way to meet all those
        promised costs no more than the money; then the best ranked candidate is taken that keeps the promise.
        Promises hold where no candidate is in two floors and no quota stands between.
        """
        promised: list[Floor] = []
        for floor in self.by_best(floors):
            if self._affords([*promised, floor], funded, money):
                promised.append(floor)
        picked: list[Pick] = []
        taken = list(funded)
        # Where floors overlap, the cheapest way was overestimated: try the others with what is left.
        for wanted, kept in ((promised, promised), (floors, ())):
            while pick := self._next(wanted, kept, taken, money):
                picked.append(pick)
                cost = self.costs[pick.candidate]
                taken.append((pick.candidate, cost))
                money -= cost
        return picked, [floor for floor in floors if missing(floor, taken) > 0]

    def _next(
        self, wanted: Sequence[Floor], kept: Sequence[Floor], taken: Sequence[tuple[str, Money]], money: Money
    ) -> Pick | None:
        """The best ranked candidate of a wanted floor that leaves enough for those that must be kept."""
        names = {name for name, _ in taken}
        unmet = [floor for floor in wanted if missing(floor, taken) > 0]
        for name in self.order:
            floor = next((floor for floor in unmet if name in floor.candidates), None)
            if floor is None or name in names or not self.allowed(name, taken):
                continue
            cost = self.costs[name]
            if cost <= money and self._affords(kept, [*taken, (name, cost)], money - cost):
                before = self.order[: self.order.index(name)]
                passed = [one for one in before if one in floor.candidates and one not in names]
                return Pick(name, floor, tuple(passed))
        return None

    def _affords(self, floors: Sequence[Floor], taken: Sequence[tuple[str, Money]], money: Money) -> bool:
        price = self._price(floors, taken)
        return price is not None and price <= money

    def _price(self, floors: Sequence[Floor], taken: Sequence[tuple[str, Money]]) -> Money | None:
        """The cheapest way to meet floors without overlap; None where too few candidates are left."""
        cents = 0
        for floor in floors:
            needed = missing(floor, taken)
            cheapest = sorted(self.costs[name].cents for name in self.available(floor, taken))[:needed]
            if len(cheapest) < needed:
                return None
            cents += sum(cheapest)
        return Money(cents)

    def available(self, floor: Floor, taken: Sequence[tuple[str, Money]]) -> Iterator[str]:
        """The candidates of a floor that may still be funded, by rank."""
        names = {name for name, _ in taken}
        return (
            name for name in self.order if name in floor.candidates and name not in names and self.allowed(name, taken)
        )

    def by_best(self, floors: Sequence[Floor]) -> list[Floor]:
        """Floors in the order of their best ranked candidate; those without any come last."""
        place = {name: index for index, name in enumerate(self.order)}
        last = len(place)
        return sorted(floors, key=lambda floor: min((place.get(name, last) for name in floor.candidates), default=last))


def missing(floor: Floor, taken: Sequence[tuple[str, Money]]) -> int:
    """How many candidates a floor still lacks."""
    return max(0, floor.least - sum(name in floor.candidates for name, _ in taken))
