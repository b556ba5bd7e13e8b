"""The published tree of receipts: RFC 6962, section 2.1, over SHA-256; whoever holds a leaf can check that it is in.

Leaves and nodes are 32 bytes each. A level is kept as one run of bytes, so that a million receipts stay small.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NODE = b"\1"
HASH_BYTES = 32
PAIR = 2 * HASH_BYTES
EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves, by the RFC."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Leaves that follow each other in a tree, from position `first`, with the nodes that lead from them to the root.

    `left` and `right` are the neighbours still needed on each side, from the bottom up. A stretch of one leaf is the
    audit path of the RFC, its nodes parted by side.
    """

    size: int
    first: int
    leaves: tuple[bytes, ...]
    left: tuple[bytes, ...]
    right: tuple[bytes, ...]

    def root(self) -> bytes | None:
        """The root of the only tree of `size` leaves that has these here; None when the nodes do not fit."""
        if not self.leaves or self.first < 0 or self.first + len(self.leaves) > self.size:
            return None
        left, right = list(self.left), list(self.right)
        row, first, size = list(self.leaves), self.first, self.size
        try:
            while size > 1:
                if first % 2:
                    row, first = [left.pop(0), *row], first - 1
                if (first + len(row)) % 2 and first + len(row) < size:
                    row.append(right.pop(0))
                row, first, size = _above(row), first // 2, (size + 1) // 2
        except IndexError:
            return None
        return row[0] if not left and not right else None


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole tree, the leaves first and the root last."""

    levels: tuple[bytes, ...]

    @classmethod
    def over(cls, leaves: Iterable[bytes]) -> "Tree":
        """The tree of these leaf hashes, in the order given. A million take about a second."""
        levels = [b"".join(leaves)]
        while len(levels[-1]) > HASH_BYTES:
            levels.append(_level_above(levels[-1]))
        return cls(levels=tuple(levels))

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self.levels[0]) // HASH_BYTES

    @property
    def root(self) -> bytes:
        """What commits to every leaf and to their order."""
        return self.levels[-1] or EMPTY

    def leaf(self, position: int) -> bytes:
        """The leaf at a position, from 0."""
        return _at(self.levels[0], position)

    def place(self, leaf: bytes) -> int:
        """Where a leaf is, or would be, in a tree whose leaves are sorted."""
        return bisect_left(range(self.size), leaf, key=self.leaf)

    def path(self, position: int) -> tuple[bytes, ...]:
        """The audit path of a leaf: the neighbours that lead from it to the root, from the bottom up."""
        nodes = []
        for level in self.levels[:-1]:
            neighbour = position ^ 1
            if neighbour * HASH_BYTES < len(level):
                nodes.append(_at(level, neighbour))
            position //= 2
        return tuple(nodes)

    def stretch(self, first: int, count: int) -> Stretch:
        """So many leaves from a position on, with what proves them."""
        left, right = list[bytes](), list[bytes]()
        start, end = first, first + count
        for level in self.levels[:-1]:
            if start % 2:
                start -= 1
                left.append(_at(level, start))
            if end % 2 and end * HASH_BYTES < len(level):
                right.append(_at(level, end))
                end += 1
            start, end = start // 2, (end + 1) // 2
        leaves = tuple(self.leaf(position) for position in range(first, first + count))
        return Stretch(size=self.size, first=first, leaves=leaves, left=tuple(left), right=tuple(right))


def tree_of_receipts(receipts: Iterable[bytes]) -> Tree:
    """The tree that is published after the count: the receipts are its leaf hashes, in their own order."""
    return Tree.over(sorted(receipts))


def includes(root: bytes, size: int, leaf: bytes, position: int, path: Sequence[bytes]) -> bool:
    """Whether an audit path leads from a leaf to a root (the algorithm of RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    node, at, last = leaf, position, size - 1
    for neighbour in path:
        if last == 0:
            return False
        if at % 2 or at == last:
            node = _joined(neighbour + node)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            node = _joined(node + neighbour)
        at, last = at // 2, last // 2
    return last == 0 and node == root


def _at(level: bytes, position: int) -> bytes:
    return level[position * HASH_BYTES : (position + 1) * HASH_BYTES]


def _joined(pair: bytes) -> bytes:
    return hashlib.sha256(NODE + pair).digest()


def _level_above(level: bytes) -> bytes:
    """Nodes two by two; a last one without a neighbour goes up as it is."""
    paired = len(level) // PAIR * PAIR
    joined = b"".join([_joined(level[at : at + PAIR]) for at in range(0, paired, PAIR)])
    return joined + level[paired:]


def _above(row: Sequence[bytes]) -> list[bytes]:
    joined = [_joined(row[at] + row[at + 1]) for at in range(0, len(row) - 1, 2)]
    return [*joined, row[-1]] if len(row) % 2 else joined
