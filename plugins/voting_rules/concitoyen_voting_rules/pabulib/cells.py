"""The rows of VOTES cut into cells and lists by numpy, without one Python object per vote."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from concitoyen_voting_rules.pabulib.faults import refuse
from concitoyen_voting_rules.pabulib.sections import Sections, quoted_rows

Places = NDArray[np.int64]
Words = NDArray[np.uint64]

WORD = 8
MOST_MARKS = 2**25
"""Separators in the votes of one file; more would not fit a modest machine's memory."""

_LINE, _CELL, _ITEM = ord("\n"), ord(";"), ord(",")
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(WORD + 1)], np.uint64)
_SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


@dataclass(frozen=True, eq=False)
class Spans:
    """Pieces of the text, by the bytes where they begin and end."""

    starts: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, eq=False)
class Items:
    """The items of one column's lists: `spans` of all items, row after row; row i has those of `firsts[i:i + 2]`."""

    spans: Spans
    firsts: Places

    @cached_property
    def rows(self) -> Places:
        """The row of each item."""
        return np.repeat(np.arange(len(self.firsts) - 1), np.diff(self.firsts))


class Cells:
    """The rows of a VOTES section; `lines` are the lines on which they begin."""

    def __init__(self, text: bytes, columns: int, lines: Places, source: str) -> None:
        self.source = source
        self.columns = columns
        self.lines = lines
        self.text = text
        self._bytes = np.frombuffer(text + bytes(WORD), np.uint8)
        self._words = np.ndarray((len(text) + 1,), "<u8", self._bytes.data, strides=(1,))
        self._ends = np.flatnonzero(self._bytes == _LINE)
        self._starts = np.concatenate([[0], self._ends[:-1] + 1])
        self._separators = self._places_of(_CELL)
        self._before = self._count_before()

    @classmethod
    def of(cls, sections: Sections, source: str) -> "Cells":
        """The rows after the header of VOTES; raises ElectionFileError on a row with more cells than the header."""
        body = sections.votes.rstrip()
        columns = len(sections.votes_header.cells)
        if b'"' in body:
            return cls._quoted(body, columns, sections.votes_line, source)
        text = body + b"\n" if body else b""
        lines = np.arange(text.count(b"\n")) + sections.votes_line
        if b"\n\n" in text or text.startswith(b"\n"):
            rows = text.split(b"\n")[:-1]
            kept = [place for place, row in enumerate(rows) if row]
            text = b"".join(rows[place] + b"\n" for place in kept)
            lines = lines[kept]
        return cls(text, columns, lines, source)

    @classmethod
    def _quoted(cls, body: bytes, columns: int, first_line: int, source: str) -> "Cells":
        """Cells with quotes are read one by one; separators inside them become blanks, which no list needs."""
        rows, lines = [], []
        for row in quoted_rows(body, first_line, source):
            if any(row.cells):
                rows.append(";".join(cell.replace(";", " ").replace("\n", " ") for cell in row.cells))
                lines.append(row.line)
        text = "".join(f"{row}\n" for row in rows).encode()
        return cls(text, columns, np.array(lines, np.int64), source)

    def __len__(self) -> int:
        return len(self._ends)

    def column(self, index: int) -> Spans:
        """The cells of one column, empty in rows that are too short."""
        before = self._before
        if before is None:
            table = self._separators.reshape(len(self), self.columns - 1)
            starts = table[:, index - 1] + 1 if index else self._starts
            return Spans(starts, self._ends if index == self.columns - 1 else table[:, index])
        first, count = before[:-1], np.diff(before)
        padded = np.concatenate([self._separators, [0]])
        starts = padded[np.minimum(first + index - 1, len(padded) - 1)] + 1 if index else self._starts
        ends = padded[np.minimum(first + index, len(padded) - 1)]
        return Spans(np.where(index <= count, starts, self._ends), np.where(index < count, ends, self._ends))

    def items(self, cells: Spans) -> Items:
        """The items of the comma-separated lists of these cells; an empty cell has one empty item."""
        commas = self._places_of(_ITEM)
        low, high = np.searchsorted(commas, cells.starts), np.searchsorted(commas, cells.ends)
        firsts = np.concatenate([[0], np.cumsum(high - low + 1)])
        if firsts[-1] != len(commas) + len(cells):
            inside = np.zeros(len(commas) + 1, np.int8)
            np.add.at(inside, low, 1)
            np.subtract.at(inside, high, 1)
            commas = commas[np.cumsum(inside[:-1]) > 0]
        starts, ends = np.empty(firsts[-1], np.int64), np.empty(firsts[-1], np.int64)
        opens, closes = np.zeros(firsts[-1], bool), np.zeros(firsts[-1], bool)
        opens[firsts[:-1]] = closes[firsts[1:] - 1] = True
        starts[opens], starts[~opens] = cells.starts, commas + 1
        ends[closes], ends[~closes] = cells.ends, commas
        return Items(Spans(starts, ends), firsts)

    def stripped(self, spans: Spans) -> Spans:
        """The same pieces without the blanks around them."""
        starts, ends = spans.starts.copy(), spans.ends.copy()
        while (blank := (starts < ends) & (self._bytes[starts] <= ord(" "))).any():
            starts += blank
        while (blank := (starts < ends) & (self._bytes[ends - 1] <= ord(" "))).any():
            ends -= blank
        return Spans(starts, ends)

    def words(self, spans: Spans, count: int) -> list[Words]:
        """The first `count` × 8 bytes of each piece, zeros after its end, as 64-bit words."""
        length = spans.ends - spans.starts
        found = []
        for place in range(count):
            size = np.clip(length - place * WORD, 0, WORD)
            at = np.minimum(spans.starts + place * WORD, len(self.text))
            found.append(self._words[at] & _MASKS[size])
        return found

    def read(self, spans: Spans, index: int) -> str:
        """One piece as text."""
        return self.text[int(spans.starts[index]) : int(spans.ends[index])].decode()

    def place(self, at: int, row: int) -> tuple[int, int]:
        """Line and column, from 1, of a byte in a row."""
        return int(self.lines[row]), len(self.text[int(self._starts[row]) : at].decode(errors="replace")) + 1

    def _places_of(self, mark: int) -> Places:
        """Where a mark stands; refused, before any memory is taken for them, where there are too many."""
        found = self._bytes == mark
        if np.count_nonzero(found) > MOST_MARKS:
            line = int(self.lines[0])
            refuse(self.source, line, 1, f"plus de {MOST_MARKS} cellules ou choix dans un seul fichier : trop grand.")
        return np.flatnonzero(found)

    def _count_before(self) -> Places | None:
        """How many separators stand before each row; None when every row has as many cells as the header.

        Empty cells beyond the header, which spreadsheets add, are let through; refuses any other.
        """
        rows, wanted = len(self._ends), self.columns - 1
        if len(self._separators) == rows * wanted:
            table = self._separators.reshape(rows, wanted)
            if ((table[:, 0] >= self._starts) & (table[:, -1] < self._ends)).all():
                return None
        before = np.searchsorted(self._separators, np.concatenate([self._starts, [len(self.text)]]))
        for row in np.flatnonzero(np.diff(before) > wanted).tolist():
            at = int(self._separators[before[row] + wanted]) + 1
            if self.text[at : int(self._ends[row])].strip(b"; \t"):
                text = f"la ligne a {int(np.diff(before)[row]) + 1} cellules, l'en-tête de VOTES en a {self.columns}."
                refuse(self.source, *self.place(at, row), text)
        return before


def mixed(words: list[Words]) -> Words:
    """One 64-bit figure per piece: the word itself where there is one, else a fingerprint."""
    if len(words) == 1:
        return words[0]
    total = np.zeros(len(words[0]), np.uint64)
    for place, word in enumerate(words):
        total = (total ^ word ^ (word >> np.uint64(29))) * np.uint64(_SPREAD[place % len(_SPREAD)])
        total ^= total >> np.uint64(32)
    return total
