"""What PROJECTS says: ids, costs, what was recorded and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from concitoyen_voting_rules.pabulib.amounts import NotANumberError, cost
from concitoyen_voting_rules.pabulib.faults import refuse, shown
from concitoyen_voting_rules.pabulib.remarks import Remark
from concitoyen_voting_rules.pabulib.sections import Row, Sections

ID, COST = "project_id", "cost"
MOST_DIGITS = 15


@dataclass(frozen=True, eq=False)
class Projects:
    """The rows of PROJECTS in the order of the file."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ids: tuple[str, ...]
    costs: tuple[Decimal, ...]
    remarks: tuple[Remark, ...]

    def values(self, column: str) -> tuple[str, ...] | None:
        """One column, without blanks around the cells; None when the file does not have it."""
        if column not in self.columns:
            return None
        place = self.columns.index(column)
        return tuple(row.cell(place) for row in self.rows)

    def whole(self, column: str) -> tuple[int | None, ...] | None:
        """One column of whole numbers; None for a cell that holds none."""
        cells = self.values(column)
        return (
            None if cells is None else tuple(int(cell.partition(".")[0]) if _is_whole(cell) else None for cell in cells)
        )


def read_projects(sections: Sections, source: str) -> Projects:
    """The projects; raises ElectionFileError on an id that is empty or there twice, and on a cost that is no amount."""
    header = sections.projects_header
    columns = tuple(cell.strip() for cell in header.cells)
    for name in (ID, COST):
        if name not in columns:
            refuse(source, header.line, 1, f"PROJECTS n'a pas de colonne « {name} » ; en-tête : {shown(header.raw)}.")
    _refuse_repeated_columns(header, source)
    for row in sections.projects:
        if any(cell.strip() for cell in row.cells[len(columns) :]):
            text = f"la ligne a {len(row.cells)} cellules, l'en-tête de PROJECTS en a {len(columns)}."
            refuse(source, row.line, row.column(len(columns)), text)
    ids = _ids(sections.projects, columns.index(ID), source)
    costs, remarks = _costs(sections.projects, columns.index(COST), source)
    return Projects(columns, sections.projects, ids, costs, remarks)


def _refuse_repeated_columns(header: Row, source: str) -> None:
    names = [cell.strip() for cell in header.cells]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            refuse(source, header.line, header.column(place), f"la colonne {shown(name)} est là deux fois.")


def _ids(rows: Sequence[Row], column: int, source: str) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for row in rows:
        name, place = row.cell(column), row.column(column)
        if not name:
            refuse(source, row.line, place, "un projet n'a pas d'identifiant.")
        if "," in name:
            refuse(
                source, row.line, place, f"l'identifiant {shown(name)} a une virgule : aucun bulletin ne peut l'écrire."
            )
        if name in seen:
            refuse(source, row.line, place, f"le projet {shown(name)} est déjà à la ligne {seen[name]}.")
        seen[name] = row.line
    return tuple(seen)


def _costs(rows: Sequence[Row], column: int, source: str) -> tuple[tuple[Decimal, ...], tuple[Remark, ...]]:
    costs, ranges = list[Decimal](), list[Row]()
    for row in rows:
        try:
            value, ranged = cost(row.cell(column))
        except NotANumberError as error:
            refuse(source, row.line, row.column(column), f"le coût {shown(row.cell(column))} {error}.")
        costs.append(value)
        if ranged:
            ranges.append(row)
    remarks = []
    if ranges:
        text = f"{len(ranges)} coûts sont des intervalles ; la borne haute est comptée."
        remarks.append(Remark(kind="cost-range", line=ranges[0].line, column=ranges[0].column(column), text=text))
    return tuple(costs), tuple(remarks)


def _is_whole(cell: str) -> bool:
    whole, _, fraction = cell.partition(".")
    digits = whole.removeprefix("-")
    return digits.isdecimal() and digits.isascii() and len(digits) <= MOST_DIGITS and not fraction.strip("0")
