"""All ballots of an election as a few arrays: what every rule counts from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from concitoyen.domain.count import Election
from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.order import by_deposit
from concitoyen_voting_rules.packing import Indices, Ints, merged, tidied

MOST = 2**62
"""Weighted sums stay below it, so that 64-bit integers never overflow."""

_SHORT = 2**16


@dataclass(frozen=True, eq=False)
class Profile:
    """Distinct ballots with integer weights, in compressed rows.

    Ballot `i` marks the candidates `marked[starts[i]:starts[i + 1]]`, ascending and distinct, with `values` at the
    same places. A blank ballot has no mark, and counts among `voters`. Arrays are never written to. Build it with
    `from_rows` or `from_election`, which check and merge.
    """

    candidates: tuple[str, ...]
    """Ids by index, in the order of deposit."""
    starts: Ints
    """Where the marks of each ballot begin, and at last where they end: ballots + 1 figures."""
    marked: Indices
    """The index of the candidate of each mark."""
    values: Ints
    """The value of each mark: 1 for an approval, else points, a rank or a grade."""
    weights: Ints
    """How many voters cast each ballot, at least 1."""

    @classmethod
    def from_rows(
        cls,
        candidates: Sequence[str],
        starts: NDArray[Any],
        marked: NDArray[Any],
        values: NDArray[Any] | None = None,
        weights: NDArray[Any] | None = None,
    ) -> Self:
        """Check rows, put marks in order, and merge equal ballots, which keep the order of first appearance.

        `values` are 1 and `weights` 1 by default. A candidate marked twice on a ballot is marked once with the sum
        of both values: a reader for which that has no sense (ranks, grades) refuses it before. Raises CountError on
        what is not an election. Linear in marks, n log n in ballots.
        """
        names = tuple(candidates)
        _refuse_homonyms(names)
        ends, marks = np.asarray(starts, np.int64), np.asarray(marked, np.int64)
        points = np.ones(len(marks), np.int64) if values is None else np.asarray(values, np.int64)
        voters = np.ones(max(0, len(ends) - 1), np.int64) if weights is None else np.asarray(weights, np.int64)
        _refuse_shapes(len(names), ends, marks, points, voters)
        _refuse_sizes(ends, points, voters)
        return cls(names, *merged(*tidied(ends, marks.astype(np.int32), points), voters))

    @classmethod
    def from_election(cls, election: Election) -> Self:
        """The ballots of an election, all contests together.

        Raises CountError on candidates with the same id and on a choice that does not stand in its contest.
        """
        _refuse_homonyms([candidate.id for candidate in election.candidates])
        names = by_deposit(election.candidates)
        known = getattr(election.ballots, "profile", None)  # ballots read from a file come with their arrays
        if isinstance(known, cls) and known.candidates == names:
            return known
        rows = list(_rows(election, {name: index for index, name in enumerate(names)}))
        lengths = np.fromiter((len(row) for row in rows), np.int64, len(rows))
        marks = list(chain.from_iterable(rows))
        try:
            values = np.fromiter((value for _, value in marks), np.int64, len(marks))
            weights = np.fromiter((cast.weight for cast in election.ballots), np.int64, len(rows))
        except OverflowError:
            raise CountError(_too_large()) from None
        return cls.from_rows(
            names,
            np.concatenate([[0], np.cumsum(lengths)]),
            np.fromiter((index for index, _ in marks), np.int64, len(marks)),
            values,
            weights,
        )

    def given(self) -> Self:
        """The same ballots without the marks of no value: a project left at zero points is not chosen."""
        return self._only(self.values != 0)

    def liked(self) -> Self:
        """The same voters without the marks below zero: a vote against a project is not a choice of it."""
        return self._only(self.values > 0)

    def chosen(self) -> Self:
        """The same marks, each a choice of value 1 whatever its value was."""
        return self if self.is_plain else self.from_rows(self.candidates, self.starts, self.marked, None, self.weights)

    def among(self, kept: Sequence[int]) -> Self:
        """The same voters, asked about these candidates only (indices); other marks are forgotten."""
        chosen = sorted(kept)
        place = np.full(len(self.candidates), -1, np.int64)
        place[chosen] = np.arange(len(chosen))
        stays = place[self.marked] >= 0
        starts = np.concatenate([[0], np.cumsum(stays)])[self.starts]
        names = [self.candidates[index] for index in chosen]
        return self.from_rows(names, starts, place[self.marked[stays]], self.values[stays], self.weights)

    @cached_property
    def voters(self) -> int:
        """How many ballots were cast, blank ones included."""
        return int(self.weights.sum())

    @cached_property
    def index(self) -> dict[str, int]:
        """The index of each candidate by its id."""
        return {name: index for index, name in enumerate(self.candidates)}

    @cached_property
    def rows(self) -> Indices:
        """The ballot of each mark."""
        return np.repeat(np.arange(len(self.weights), dtype=np.int32), np.diff(self.starts))

    @cached_property
    def column_starts(self) -> Ints:
        """Where the supporters of each candidate begin in `column_ballots`: candidates + 1 figures."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.marked, minlength=len(self.candidates)))])

    @cached_property
    def column_ballots(self) -> Indices:
        """The ballots that mark each candidate, ascending, one candidate after another."""
        return self.rows[self._by_candidate]

    @cached_property
    def column_values(self) -> Ints:
        """The value of each of `column_ballots`."""
        return self.values[self._by_candidate]

    @cached_property
    def column_weights(self) -> Ints:
        """How many voters cast each of `column_ballots`."""
        return self.weights[self.column_ballots]

    @cached_property
    def is_plain(self) -> bool:
        """Whether every mark has the value 1, as approvals have."""
        return bool((self.values == 1).all())

    def supporters(self, candidate: int) -> Indices:
        """The ballots that mark this candidate, ascending."""
        return self.column_ballots[self.column_starts[candidate] : self.column_starts[candidate + 1]]

    def approvals(self) -> Ints:
        """How many voters mark each candidate, whatever the value."""
        return self._columns(self.column_weights)

    def points(self) -> Ints:
        """The sum of the values that voters give each candidate."""
        return self.approvals() if self.is_plain else self._columns(self.column_weights * self.column_values)

    def _only(self, kept: NDArray[np.bool_]) -> Self:
        if kept.all():
            return self
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts]
        return self.from_rows(self.candidates, starts, self.marked[kept], self.values[kept], self.weights)

    @cached_property
    def _by_candidate(self) -> NDArray[np.intp]:
        # numpy sorts 16 bits by radix, in linear time
        narrow = np.uint16 if len(self.candidates) <= _SHORT else np.int32
        return np.argsort(self.marked.astype(narrow), kind="stable")

    def _columns(self, amounts: Ints) -> Ints:
        sums = np.zeros(len(self.candidates), np.int64)
        marked = np.diff(self.column_starts) > 0
        if marked.any():
            sums[marked] = np.add.reduceat(amounts, self.column_starts[:-1][marked])
        return sums


def _refuse_homonyms(names: Sequence[str]) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise CountError(
            f"Plusieurs projets soumis au vote portent le même identifiant ({', '.join(twice)}) : "
            "leurs voix seraient confondues. Donnez à chacun le sien."
        )


def _refuse_shapes(candidates: int, starts: Ints, marked: Ints, values: Ints, weights: Ints) -> None:
    bounded = len(starts) > 0 and starts[0] == 0 and starts[-1] == len(marked) and bool((np.diff(starts) >= 0).all())
    if not bounded or len(values) != len(marked) or len(weights) != len(starts) - 1:
        raise CountError("Les bulletins sont mal découpés : leurs débuts, marques, valeurs et poids se contredisent.")
    if len(marked) and not (marked.min() >= 0 and marked.max() < candidates):
        raise CountError(f"Un bulletin marque un projet inconnu : ils vont de 0 à {candidates - 1}.")
    if len(weights) and weights.min() < 1:
        raise CountError(f"Un bulletin compte pour {weights.min()} votant : il en faut au moins un.")


def _refuse_sizes(starts: Ints, values: Ints, weights: Ints) -> None:
    weighted = np.abs(values.astype(np.float64)) * np.repeat(weights, np.diff(starts))
    if max(weighted.sum(), weights.sum(dtype=np.float64)) >= MOST:
        raise CountError(_too_large())


def _too_large() -> str:
    return f"Les bulletins donnent des valeurs ou des poids démesurés : leur somme doit rester sous {MOST}."


def _rows(election: Election, index: dict[str, int]) -> Iterator[list[tuple[int, int]]]:
    standing = {contest.id: frozenset(contest.candidates) for contest in election.contests}
    for cast in election.ballots:
        row = []
        for contest, marks in cast.ballot.choices.items():
            for name, value in marks.items():
                if name not in index or name not in standing.get(contest, ()):
                    raise CountError(
                        f"Un bulletin choisit « {name} » dans « {contest} », où il n'est pas soumis au vote : "
                        "dépouillez avec les projets et le règlement qui ont servi au vote."
                    )
                row.append((index[name], value))
        yield row
