"""What voters marked: every list of VOTES turned into the indices of projects, with each fault at its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

import numpy as np

from concitoyen_voting_rules.pabulib.amounts import MOST_POINTS, NotANumberError, Unit, number
from concitoyen_voting_rules.pabulib.cells import WORD, Cells, Items, Places, Spans, Words, mixed
from concitoyen_voting_rules.pabulib.faults import refuse, shown
from concitoyen_voting_rules.packing import Ints


@dataclass(frozen=True, eq=False)
class Votes:
    """Every mark in the order in which voters wrote it: row i marks `marked[firsts[i]:firsts[i + 1]]`.

    `points` stand at the same places, in `unit`, or are None where the file gives none.
    """

    cells: Cells
    items: Items
    marked: Ints
    points: Ints | None
    unit: Unit

    @property
    def firsts(self) -> Places:
        """Where the marks of each row begin."""
        return self.items.firsts

    @cached_property
    def lengths(self) -> Places:
        """How many marks each row has, repeats included."""
        return np.diff(self.firsts)

    @cached_property
    def repeats(self) -> Places:
        """The rows that mark a project more than once."""
        if not (self.lengths > 1).any():
            return np.zeros(0, np.int64)
        most = int(self.marked.max()) + 1
        keys = np.sort(self.items.rows * most + self.marked)
        return np.unique(keys[1:][keys[1:] == keys[:-1]] // most)

    def refuse(self, row: int, text: str, item: int | None = None) -> NoReturn:
        """Raise a sentence at a row's list, or at one of its items."""
        at = int(self.items.spans.starts[self.firsts[row] if item is None else item]) if self.lengths[row] else None
        refuse(self.cells.source, *self.cells.place(self.start_of(row) if at is None else at, row), text)

    def place(self, row: int) -> tuple[int, int]:
        """Line and column at which a row's list begins."""
        at = int(self.items.spans.starts[self.firsts[row]]) if self.lengths[row] else self.start_of(row)
        return self.cells.place(at, row)

    def start_of(self, row: int) -> int:
        """The byte at which a row begins."""
        return int(self.cells.column(0).starts[row])


def read_votes(cells: Cells, header: Sequence[str], projects: Sequence[str]) -> Votes:
    """The marks of every row.

    Raises ElectionFileError on a voter who is there twice, a project that is not in PROJECTS, points that are not
    numbers or not as many as the projects they go with.
    """
    names = [name.strip().lower() for name in header]
    _refuse_double_voters(cells, names.index("voter_id"))
    lists = cells.items(cells.column(names.index("vote")))
    items, marked, empty = _projects(cells, lists, projects)
    if "points" not in names:
        return Votes(cells, items, marked, None, Unit(0))
    columns = cells.column(names.index("points"))
    given = cells.items(columns)
    points, unit = _points(cells, given, lists, empty)
    return Votes(cells, items, marked, points, unit)


def _projects(cells: Cells, items: Items, projects: Sequence[str]) -> tuple[Items, Ints, Places | None]:
    """The items that name a project, its index, and which items were empty (None when none was)."""
    ids = [project.encode() for project in projects]
    count = max(1, -(-max((len(name) for name in ids), default=1) // WORD))
    known = _known_words(ids, count)
    order = np.argsort(mixed(known), kind="stable")
    spans = items.spans
    index, right = _find(cells, spans, known, order)
    empty = None
    if not right.all():
        spans = cells.stripped(spans)
        index, right = _find(cells, spans, known, order)
        empty = spans.starts == spans.ends
        wrong = np.flatnonzero(~right & ~empty)
        if len(wrong):
            _refuse_unknown(cells, Items(spans, items.firsts), int(wrong[0]))
        kept = ~empty
        firsts = np.concatenate([[0], np.cumsum(kept)])[items.firsts]
        items, index = Items(Spans(spans.starts[kept], spans.ends[kept]), firsts), index[kept]
    return items, index, empty


def _known_words(ids: Sequence[bytes], count: int) -> list[Words]:
    if not ids:
        return [np.zeros(0, np.uint64)] * count
    padded = b"".join(name.ljust(count * WORD, b"\0") for name in ids)
    table = np.frombuffer(padded, "<u8").reshape(len(ids), count)
    return [np.ascontiguousarray(table[:, place]).astype(np.uint64) for place in range(count)]


def _find(
    cells: Cells, spans: Spans, known: list[Words], order: Places
) -> tuple[Ints, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    """The index of the project of each item, and whether the item is exactly that project's id."""
    if not len(order) or not len(spans):
        return np.zeros(len(spans), np.int64), np.zeros(len(spans), bool)
    words = cells.words(spans, len(known))
    keys = mixed(known)[order]
    index = order[np.minimum(np.searchsorted(keys, mixed(words)), len(order) - 1)]
    right = (spans.ends - spans.starts) <= len(known) * WORD
    for mine, theirs in zip(words, known, strict=True):
        right &= mine == theirs[index]
    return index, right


def _refuse_unknown(cells: Cells, items: Items, item: int) -> NoReturn:
    row = int(items.rows[item])
    name = cells.read(items.spans, item)
    text = f"le bulletin choisit {shown(name)}, qui n'est pas dans PROJECTS."
    refuse(cells.source, *cells.place(int(items.spans.starts[item]), row), text)


def _points(cells: Cells, given: Items, lists: Items, empty: Places | None) -> tuple[Ints, Unit]:
    """The points of each mark, as whole numbers of the smallest unit."""
    spans = cells.stripped(given.spans)
    if empty is not None:
        spans, given = _without_empty(spans, given)
        kept = ~empty
        lists = Items(
            Spans(lists.spans.starts[kept], lists.spans.ends[kept]),
            np.concatenate([[0], np.cumsum(kept)])[lists.firsts],
        )
    uneven = np.flatnonzero(np.diff(given.firsts) != np.diff(lists.firsts))
    if len(uneven):
        row = int(uneven[0])
        choices, values = int(np.diff(lists.firsts)[row]), int(np.diff(given.firsts)[row])
        at = int(spans.starts[given.firsts[row]]) if values else int(cells.column(0).starts[row])
        refuse(cells.source, *cells.place(at, row), f"le bulletin a {choices} projets et {values} nombres de points.")
    return _numbers(cells, Items(spans, given.firsts))


def _without_empty(spans: Spans, items: Items) -> tuple[Spans, Items]:
    kept = spans.starts < spans.ends
    spans = Spans(spans.starts[kept], spans.ends[kept])
    return spans, Items(spans, np.concatenate([[0], np.cumsum(kept)])[items.firsts])


def _numbers(cells: Cells, items: Items) -> tuple[Ints, Unit]:
    words = cells.words(items.spans, 2)
    _, first, inverse = np.unique(mixed(words), return_index=True, return_inverse=True)
    values = []
    for item in first.tolist():
        text = cells.read(items.spans, item)
        try:
            values.append(number(text, MOST_POINTS) if len(text) <= 2 * WORD else _too_long())
        except NotANumberError as error:
            row = int(items.rows[item])
            refuse(cells.source, *cells.place(int(items.spans.starts[item]), row), f"{shown(text)} (points) {error}.")
    unit = Unit.of(values)
    return np.array([unit.whole(value) for value in values], np.int64)[inverse], unit


def _too_long() -> NoReturn:
    raise NotANumberError("est démesuré")


def _refuse_double_voters(cells: Cells, column: int) -> None:
    spans = cells.column(column)
    count = max(1, -(-int((spans.ends - spans.starts).max(initial=1)) // WORD))
    keys = mixed(cells.words(spans, count))
    ordered = np.sort(keys)
    suspects = ordered[1:][ordered[1:] == ordered[:-1]]
    seen: dict[str, int] = {}
    for row in np.flatnonzero(np.isin(keys, suspects)).tolist():
        name = cells.read(spans, row).strip()
        if name in seen:
            text = f"le votant {shown(name)} a déjà voté à la ligne {seen[name]}."
            refuse(cells.source, *cells.place(int(spans.starts[row]), row), text)
        seen[name] = int(cells.lines[row])
