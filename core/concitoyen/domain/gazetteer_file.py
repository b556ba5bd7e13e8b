"""A list of communes or quarters as a CSV text, for a collectivité that writes no Python."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import dropwhile

from pydantic import ValidationError

from concitoyen.domain.names import nearest, slug
from concitoyen.domain.problems import problems_of
from concitoyen.domain.territory import Commune, Gazetteer, Territory

NEEDED = ("code", "name", "territory")
COLUMNS = (*NEEDED, "canton", "epci", "postal_codes", "population", "longitude", "latitude", "former_names")


def read_gazetteer(text: str, title: str) -> tuple[Gazetteer, list[str]]:
    """The communes and territories of a CSV text, and what is wrong with it, in sentences with the line.

    Lines that begin with « # » at the head are comments (source, licence, date). Postal codes are separated by spaces,
    cantons and former names by « | ». A territory is written by its name.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    comments = len(lines) - len(list(dropwhile(lambda line: line.startswith("#"), lines)))
    reader = csv.DictReader(StringIO("\n".join(lines[comments:])), strict=True)
    try:
        if faults := list(_header_faults(reader.fieldnames or ())):
            return _gazetteer(title, []), faults
        rows = [(comments + reader.line_num, row) for row in reader]
    except csv.Error as error:
        return _gazetteer(title, []), [f"ligne {comments + reader.line_num + 1} : le CSV est mal écrit ({error})."]
    faults = list(_row_faults(rows))
    return _gazetteer(title, [] if faults else [row for _, row in rows]), faults


def _header_faults(names: Sequence[str]) -> Iterator[str]:
    for name in NEEDED:
        if name not in names:
            yield f"la colonne « {name} » manque (colonnes possibles : {', '.join(COLUMNS)})."
    for name, times in Counter(names).items():
        near = nearest(name, COLUMNS)
        if name not in COLUMNS:
            hint = f" ; vouliez-vous dire « {near} » ?" if near else "."
            yield f"la colonne « {name} » est inconnue{hint}"
        elif times > 1:
            yield f"la colonne « {name} » est écrite {times} fois."


def _row_faults(rows: list[tuple[int, dict[str, str]]]) -> Iterator[str]:
    territories: dict[str, str] = {}
    if not rows:
        yield "la liste est vide : une ligne par commune est attendue."
    for number, row in rows:
        if None in row.values() or None in row:
            yield f"ligne {number} : elle n'a pas autant de cases que l'en-tête."
            continue
        for name in NEEDED:
            if not row[name].strip():
                yield f"ligne {number} : la case « {name} » est vide."
        known = territories.setdefault(slug(row["territory"]), row["territory"])
        if known != row["territory"]:
            yield f"ligne {number} : écrivez le territoire « {row['territory']} » comme plus haut, « {known} »."
        try:
            _commune(row)
        except ValidationError as error:
            yield from (f"ligne {number}, {fault.key} : {fault.text}" for fault in problems_of(error, Commune))


def _gazetteer(title: str, rows: list[dict[str, str]]) -> Gazetteer:
    names = {slug(row["territory"]): row["territory"] for row in rows}
    return Gazetteer(
        id="file",
        title=title,
        territories=tuple(Territory(id=id, name=name) for id, name in names.items()),
        communes=tuple(_commune(row) for row in rows),
    )


def _commune(row: Mapping[str, str]) -> Commune:
    return Commune.model_validate(
        {
            "code": row["code"].strip(),
            "name": row["name"].strip(),
            "territory": slug(row["territory"]),
            "canton": row.get("canton", "").strip(),
            "epci": row.get("epci", "").strip(),
            "postal_codes": tuple(row.get("postal_codes", "").split()),
            "population": row.get("population", "").strip() or 0,
            "longitude": row.get("longitude", "").strip(),
            "latitude": row.get("latitude", "").strip(),
            "former_names": tuple(name for name in row.get("former_names", "").split("|") if name.strip()),
        }
    )
