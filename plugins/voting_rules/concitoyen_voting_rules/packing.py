"""Rows of marks put in order, and equal ballots merged."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]


def tidied(starts: Ints, marked: Indices, values: Ints) -> tuple[Ints, Indices, Ints]:
    """Marks ascending within each ballot, a repeated candidate once with the sum of its values."""
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    same_row = rows[1:] == rows[:-1]
    if not (same_row & (marked[1:] <= marked[:-1])).any():
        return starts, marked, values
    order = np.lexsort((marked, rows))
    rows, marked, values = rows[order], marked[order], values[order]
    first = np.ones(len(marked), bool)
    first[1:] = (rows[1:] != rows[:-1]) | (marked[1:] != marked[:-1])
    kept = np.flatnonzero(first)
    lengths = np.bincount(rows[kept], minlength=len(starts) - 1)
    return np.concatenate([[0], np.cumsum(lengths)]), marked[kept], np.add.reduceat(values, kept)


def merged(starts: Ints, marked: Indices, values: Ints, weights: Ints) -> tuple[Ints, Indices, Ints, Ints]:
    """Each distinct ballot once, in the order of first appearance, with the sum of its weights."""
    first, group = groups(starts, marked, values)
    if len(first) == len(weights):
        return starts, marked, values, weights
    lengths = np.diff(starts)[first]
    begins = np.concatenate([[0], np.cumsum(lengths)])
    kept = np.arange(begins[-1]) + np.repeat(starts[first] - begins[:-1], lengths)
    total = np.zeros(len(first), np.int64)
    np.add.at(total, group, weights)
    return begins, marked[kept], values[kept], total


def groups(starts: Ints, marked: Indices, values: Ints) -> tuple[Ints, Ints]:
    """The first ballot of each group of equal ballots, and the group of each ballot.

    Fingerprints propose; marks are then compared one by one, so that two ballots with the same fingerprint are
    never taken for one another.
    """
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(fingerprints(marked, values))])
    prints = sums[starts[1:]] - sums[starts[:-1]]
    _, first, group = np.unique(prints, return_index=True, return_inverse=True)
    if not _same(first[group], starts, marked, values):
        group = np.array(list(_by_content(starts, marked, values)), np.int64)
        _, first = np.unique(group, return_index=True)
    appearance = np.argsort(first)
    rank = np.empty_like(appearance)
    rank[appearance] = np.arange(len(appearance))
    return first[appearance], rank[group]


def fingerprints(marked: Indices, values: Ints) -> NDArray[np.uint64]:
    """64 well-scattered bits for each mark (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    bits = values.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + marked.astype(np.uint64) + np.uint64(1)
    bits *= np.uint64(0xD1B54A32D192ED03)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _same(model: Ints, starts: Ints, marked: Indices, values: Ints) -> bool:
    """Whether each ballot has the marks of its model."""
    lengths = np.diff(starts)
    if not np.array_equal(lengths, lengths[model]):
        return False
    twin = np.arange(len(marked)) + np.repeat(starts[model] - starts[:-1], lengths)
    return np.array_equal(marked, marked[twin]) and np.array_equal(values, values[twin])


def _by_content(starts: Ints, marked: Indices, values: Ints) -> Iterator[int]:
    seen: dict[bytes, int] = {}
    for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        yield seen.setdefault(marked[begin:end].tobytes() + values[begin:end].tobytes(), len(seen))
