"""Faults that a look at the cells finds: blanks, fields that are missing, unknown, out of order or wrongly filled."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from concitoyen.domain.election_files import Level
from concitoyen_voting_rules.pabulib import fields
from concitoyen_voting_rules.pabulib.faults import shown
from concitoyen_voting_rules.pabulib.fields import Field
from concitoyen_voting_rules.pabulib.sections import Row, Sections, quoted_rows

_BLANK = re.compile(r"(?:^|;|\")\s|\s(?:;|\"|$)")
"""What may be a blank at the edge of a cell."""


@dataclass(frozen=True)
class Found:
    """One fault; `about` is the field that it is about, so that the same fault of many rows is told once."""

    level: Level
    kind: str
    text: str
    line: int = 0
    column: int = 0
    about: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A section whose rows have named cells."""

    name: str
    schema: Mapping[str, Field]
    header: Row
    rows: Sequence[Row]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header."""
        return tuple(cell.strip() for cell in self.header.cells)

    def values(self, column: str) -> list[str]:
        """The cells of a column, none when there is no such column."""
        if column not in self.columns:
            return []
        place = self.columns.index(column)
        return [row.cell(place) for row in self.rows]


@dataclass(frozen=True, eq=False)
class Tables:
    """The three sections, every row read."""

    meta: Mapping[str, Row]
    projects: Table
    votes: Table

    @classmethod
    def of(cls, sections: Sections, source: str) -> Self:
        """Read the votes too."""
        votes = [row for row in quoted_rows(sections.votes, sections.votes_line, source) if any(row.cells)]
        return cls(
            meta={row.cell(0): row for row in reversed(sections.meta)},
            projects=Table("PROJECTS", fields.PROJECTS, sections.projects_header, sections.projects),
            votes=Table("VOTES", fields.VOTES, sections.votes_header, votes),
        )

    def value(self, key: str) -> str:
        """A value of META, empty when it is missing."""
        return self.meta[key].cell(1) if key in self.meta else ""


def table_faults(tables: Tables) -> Iterator[Found]:
    """The faults of the three sections."""
    yield from _meta_faults(tables)
    for table in (tables.projects, tables.votes):
        yield from _header_faults(table)
        for row in table.rows:
            yield from _blanks(table.name, row)
            if len(row.cells) > len(table.columns):
                text = f"une ligne de {table.name} a plus de cellules que l'en-tête."
                yield Found("warning", "extra-cells", text, row.line, 1, table.name)
        for place, name in enumerate(table.columns):
            if name in table.schema:
                yield from _column_faults(table, name, place)


def _meta_faults(tables: Tables) -> Iterator[Found]:
    known = [key for key in tables.meta if key in fields.META]
    for key, field in fields.META.items():
        if field.required and key not in tables.meta:
            yield Found("error", "missing-field", f"META n'a pas « {key} ».", about=key)
    for key, row in tables.meta.items():
        yield from _blanks("META", row)
        if key not in fields.META:
            yield Found("error", "unknown-field", f"META a « {key} », que le format ne connaît pas.", row.line, 1, key)
            continue
        yield from _value_faults("META", key, fields.META[key], row, 1)
        if len(row.cells) > 2:  # noqa: PLR2004 - a key and its value
            yield Found("warning", "extra-cells", f"la ligne de « {key} » a plus de deux cellules.", row.line, 1, key)
    if list(reversed(known)) != sorted(known, key=list(fields.META).index):
        yield Found("warning", "field-order", "les champs de META ne sont pas dans l'ordre du format.", about="META")


def _header_faults(table: Table) -> Iterator[Found]:
    line = table.header.line
    yield from _blanks(table.name, table.header)
    for name in table.columns:
        if name == "target":
            text = "la colonne « target » se nomme « beneficiaries » depuis avril 2026."
            yield Found("error", "unknown-field", text, line, 1, name)
        elif name not in table.schema:
            text = f"{table.name} a « {name} », que le format ne connaît pas."
            yield Found("error", "unknown-field", text, line, 1, name)
    for name, field in table.schema.items():
        if field.required and name not in table.columns:
            yield Found("error", "missing-field", f"{table.name} n'a pas de colonne « {name} ».", line, 1, name)
    known = [name for name in table.columns if name in table.schema]
    if known != sorted(known, key=list(table.schema).index):
        text = f"les colonnes de {table.name} ne sont pas dans l'ordre du format."
        yield Found("warning", "field-order", text, line, 1, table.name)


def _column_faults(table: Table, name: str, place: int) -> Iterator[Found]:
    """The faults of one column; equal cells are looked at once."""
    first: dict[str, Row] = {}
    cells = [row.cell(place) for row in table.rows]
    for row, cell in zip(table.rows, cells, strict=True):
        first.setdefault(cell, row)
    field = table.schema[name]
    wrong = {cell for cell, row in first.items() if any(_value_faults(table.name, name, field, row, place))}
    for row, cell in zip(table.rows, cells, strict=True):
        if cell in wrong:
            yield from _value_faults(table.name, name, field, row, place)


def _value_faults(section: str, name: str, field: Field, row: Row, place: int) -> Iterator[Found]:
    cell = row.cell(place)
    about = f"{section} {name}"
    if not cell:
        if field.filled:
            yield Found("error", "empty-value", f"{section} : « {name} » est vide.", row.line, row.column(place), about)
        return
    if fault := field.fault(cell):
        text = f"{section} : {name} = {shown(cell)} {fault}."
        yield Found("error", "wrong-value", text, row.line, row.column(place), about)
    if name in fields.LISTS[section] and "," in cell and any(part != part.strip() for part in cell.split(",")):
        text = f"{section} : « {name} » a un blanc à côté d'une virgule."
        yield Found("error", "blank-in-list", text, row.line, row.column(place), about)


def _blanks(section: str, row: Row) -> Iterator[Found]:
    if not _BLANK.search(row.raw):
        return
    for place, cell in enumerate(row.cells):
        if cell != cell.strip():
            text = f"{section} : une cellule commence ou finit par un blanc, {shown(cell)}."
            yield Found("error", "blank-around-cell", text, row.line, row.column(place), section)
