"""The set of projects of greatest value that one budget pays for, exactly.

States are the (cost, value) of sets of the projects considered so far. One that costs more for no more value, or that
could not reach the best known value even if projects could be split, is dropped (Nemhauser and Ullmann 1969; bound of
Dantzig 1957). Projects go by value per cost, so that few states are left; worst case exponential, as for any method.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concitoyen.domain.errors import CountError

Numbers = NDArray[Any]

_MOST = 2**62
MOST_STATES = 4_000_000
"""Beyond, so many sets are nearly as good as one another that memory would not hold them."""


@dataclass(frozen=True)
class Best:
    """A set of greatest value (indices, ascending), and that value."""

    chosen: tuple[int, ...]
    value: int


def knapsack(
    values: Sequence[int], costs: Sequence[int], budget: int, fixed: Mapping[int, bool] | None = None
) -> Best | None:
    """A set of greatest value among those that the budget pays for, or None when what is `fixed` cannot be kept.

    `fixed` says of some that they are in or out. Values are positive; integers of any size, in and out.
    """
    told = fixed or {}
    inside = [one for one, kept in told.items() if kept]
    left = budget - sum(costs[one] for one in inside)
    if left < 0:
        return None
    open_ones = [one for one in range(len(values)) if one not in told and costs[one] <= left]
    free = [one for one in open_ones if not costs[one]]
    priced = sorted((one for one in open_ones if costs[one]), key=lambda one: Fraction(-values[one], costs[one]))
    search = _Search([values[one] for one in priced], [costs[one] for one in priced], left)
    chosen = [*inside, *free, *(priced[place] for place in search.places())]
    return Best(tuple(sorted(chosen)), sum(values[one] for one in chosen))


class _Search:
    """One search, over projects in descending value per cost."""

    def __init__(self, values: Sequence[int], costs: Sequence[int], budget: int) -> None:
        kind = np.int64 if max(sum(values), sum(costs) + budget) < _MOST else object
        self._values, self._costs = np.array([*values, 0], kind), np.array([*costs, 1], kind)
        self._budget, self._kind = budget, kind
        self._all_costs = np.concatenate([np.zeros(1, kind), np.cumsum(self._costs[:-1])])
        self._all_values = np.concatenate([np.zeros(1, kind), np.cumsum(self._values[:-1])])
        self._rates = self._values.astype(np.float64) / self._costs.astype(np.float64)
        # Floats bound from above what a state may still reach; their errors are far below this part of the whole.
        self._margin = float(self._all_values[-1]) * 2.0**-40
        self._parents = list[NDArray[np.int64]]()

    def places(self) -> list[int]:
        """The places of a best set."""
        spent, gained = np.zeros(1, self._kind), np.zeros(1, self._kind)
        best, end, level = -1, (0, 0, 0), 0
        while True:
            reached = self._filled(level, spent)
            completed = gained + self._all_values[reached] - self._all_values[level]
            top = int(np.argmax(completed))
            if completed[top] > best:
                best, end = completed[top], (level, top, int(reached[top]))
            if level + 1 == len(self._values):
                return self._traced(*end)
            spent, gained = self._widened(level, spent, gained, best, reached, completed)
            level += 1

    def _filled(self, level: int, spent: Numbers) -> NDArray[np.int64]:
        """Where each state stops when it takes all projects from this level on, in order, while they fit."""
        stops: NDArray[np.int64] = np.searchsorted(
            self._all_costs, self._budget - spent + self._all_costs[level], side="right"
        )
        return stops - 1

    def _widened(
        self, level: int, spent: Numbers, gained: Numbers, best: int, reached: NDArray[np.int64], completed: Numbers
    ) -> tuple[Numbers, Numbers]:
        """The states of the next level: with and without this project, but only those that may still be best."""
        room = self._budget - spent + self._all_costs[level] - self._all_costs[reached]
        bound = completed.astype(np.float64) + room.astype(np.float64) * self._rates[reached]
        alive = np.flatnonzero(bound >= float(best) - self._margin)
        fits = alive[spent[alive] + self._costs[level] <= self._budget]
        cost = np.concatenate([spent[alive], spent[fits] + self._costs[level]])
        value = np.concatenate([gained[alive], gained[fits] + self._values[level]])
        parent = np.concatenate([alive, ~fits])
        kept = _undominated(cost, value)
        if len(kept) > MOST_STATES:
            raise CountError(
                "Trop d'ensembles de projets se valent à peu près : le maximum exact demanderait trop de mémoire. "
                "Comptez les voix plutôt que leur coût, ou réduisez le nombre de projets."
            )
        self._parents.append(parent[kept])
        return cost[kept], value[kept]

    def _traced(self, level: int, state: int, reached: int) -> list[int]:
        found = list(range(level, reached))
        while level:
            level -= 1
            parent = int(self._parents[level][state])
            if parent < 0:
                found.append(level)
            state = ~parent if parent < 0 else parent
        return found


def _undominated(cost: Numbers, value: Numbers) -> NDArray[np.int64]:
    """The states that no other matches for at most their cost, by cost."""
    order = np.lexsort((-value, cost)) if cost.dtype != object else _python_order(cost, value)
    best = np.maximum.accumulate(value[order])
    first = np.ones(len(order), bool)
    first[1:] = best[1:] > best[:-1]
    kept: NDArray[np.int64] = order[first]
    return kept


def _python_order(cost: Numbers, value: Numbers) -> NDArray[np.int64]:
    return np.array(sorted(range(len(cost)), key=lambda state: (cost[state], -value[state])), np.int64)
