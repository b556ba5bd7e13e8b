"""A .pb file as it is: META, PROJECTS and VOTES with every column and every cell verbatim."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self, overload

from concitoyen_voting_rules.pabulib.sections import Sections, cut, quoted_rows

Cells = tuple[str, ...]


class WrittenVotes(Sequence[Cells]):
    """The rows of VOTES, read from the file's bytes only when somebody asks for one."""

    def __init__(self, sections: Sections, source: str) -> None:
        self._sections = sections
        self._source = source

    @cached_property
    def _rows(self) -> Sequence[Cells]:
        rows = quoted_rows(self._sections.votes, self._sections.votes_line, self._source)
        return [row.cells for row in rows if any(row.cells)]

    @overload
    def __getitem__(self, index: int) -> Cells: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Cells]: ...
    def __getitem__(self, index: int | slice) -> Cells | Sequence[Cells]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True, eq=False, kw_only=True)
class PbFile:
    """The three tables of an election; `write` gives their bytes back, `read` reads them."""

    meta: Mapping[str, str]
    project_columns: Cells
    projects: Sequence[Cells]
    vote_columns: Cells
    votes: Sequence[Cells]

    @classmethod
    def read(cls, content: bytes, source: str = "élection.pb") -> Self:
        """The tables of a file; raises ElectionFileError when it has no such structure."""
        return cls.of(cut(content, source), source)

    @classmethod
    def of(cls, sections: Sections, source: str) -> Self:
        """The tables of sections already cut."""
        return cls(
            meta={row.cell(0): ";".join(row.cells[1:]) for row in sections.meta},
            project_columns=sections.projects_header.cells,
            projects=tuple(row.cells for row in sections.projects),
            vote_columns=sections.votes_header.cells,
            votes=WrittenVotes(sections, source),
        )

    def project_values(self, column: str) -> tuple[str, ...]:
        """The cells of one column of PROJECTS, without blanks around them; empty when there is no such column."""
        return _values(self.project_columns, self.projects, column)

    def vote_values(self, column: str) -> tuple[str, ...]:
        """The cells of one column of VOTES, likewise."""
        return _values(self.vote_columns, self.votes, column)

    def write(self) -> bytes:
        """The file in UTF-8, with line feeds, a cell quoted only where it must be."""
        tables = (
            ("META", (("key", "value"), *self.meta.items())),
            ("PROJECTS", (self.project_columns, *self.projects)),
            ("VOTES", (self.vote_columns, *self.votes)),
        )
        return "".join(f"{name}\n{''.join(_lines(rows))}" for name, rows in tables).encode()


def _values(columns: Cells, rows: Sequence[Cells], column: str) -> tuple[str, ...]:
    names = [name.strip() for name in columns]
    if column not in names:
        return ()
    place = names.index(column)
    return tuple(row[place].strip() if place < len(row) else "" for row in rows)


def _lines(rows: Sequence[Cells]) -> Iterator[str]:
    for row in rows:
        yield ";".join(_quoted(cell) for cell in row) + "\n"


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in ';"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
