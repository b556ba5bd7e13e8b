"""Who goes first among equals: the rulebook's criteria asked only when there is a tie, and a record of each tie."""

from collections.abc import Callable, Mapping, Sequence

from concitoyen.domain.count import Election, Score, TieBreak, TieBroken, break_tie

Order = Callable[[Sequence[int], Score], Sequence[int]]
"""Candidates (indices) that are truly equal, and on what; gives them back in the order in which they go."""


def by_priority(priority: Sequence[int]) -> Order:
    """An order fixed beforehand: the smaller figure goes first."""
    return lambda tied, _: sorted(tied, key=priority.__getitem__)


def ranked(scores: Mapping[int, Score], order: Order) -> list[int]:
    """Candidates from the highest score down, those of the same score in the order that breaks their tie."""
    levels: dict[Score, list[int]] = {}
    for one, score in scores.items():
        levels.setdefault(score, []).append(one)
    return [one for score in sorted(levels, reverse=True) for one in order(levels[score], score)]


class TieRecord:
    """Breaks ties of an election by its rulebook's criteria, the same throughout, and keeps each of them once."""

    def __init__(self, election: Election, ties: Sequence[tuple[str, TieBreak]], names: Sequence[str]) -> None:
        self._election, self._ties, self._names = election, ties, names
        self._index = {name: index for index, name in enumerate(names)}
        self._broken: dict[tuple[tuple[str, ...], Score], TieBroken] = {}

    def __call__(self, tied: Sequence[int], score: Score) -> Sequence[int]:
        """The order of these candidates; raises UnresolvedTie as `break_tie` does."""
        if len(tied) < 2:  # noqa: PLR2004 - a tie takes two
            return tied
        broken = break_tie([self._names[index] for index in tied], score, self._election, self._ties)
        self._broken[broken.candidates, score] = broken
        return [self._index[name] for name in broken.order]

    @property
    def broken(self) -> tuple[TieBroken, ...]:
        """Every tie met, in the order of the count."""
        return tuple(self._broken.values())
