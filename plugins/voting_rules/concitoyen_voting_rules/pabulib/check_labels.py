"""Faults of words: dates, comments, coordinates, categories written in two ways."""

import re
import unicodedata
from collections.abc import Iterator

from concitoyen_voting_rules.pabulib.check_tables import Found, Table, Tables
from concitoyen_voting_rules.pabulib.fields import day

_DOMAINS = (("categories", "category"), ("neighborhoods", "neighborhood"), ("subdistricts", "district"))
_LABELS = (("category", True), ("beneficiaries", True), ("district", False), ("neighborhood", False))
_LISTED = ("category", "beneficiaries")


def label_faults(tables: Tables) -> Iterator[Found]:
    """The faults of words of the three sections."""
    yield from _date_faults(tables)
    yield from _comment_faults(tables)
    yield from _coordinate_faults(tables.projects)
    yield from _domain_faults(tables)
    for table in (tables.projects, tables.votes):
        yield from _label_faults(table)


def _date_faults(tables: Tables) -> Iterator[Found]:
    begin, end = day(tables.value("date_begin")), day(tables.value("date_end"))
    if begin and end and end < begin:
        row = tables.meta["date_end"]
        yield Found("error", "dates-reversed", "date_end est avant date_begin.", row.line, row.column(1))


def _comment_faults(tables: Tables) -> Iterator[Found]:
    comment = tables.value("comment")
    numbers = [int(number) for number in re.findall(r"#(\d+):", comment)]
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        row = tables.meta["comment"]
        text = "les commentaires ne sont pas numérotés #1:, #2:… de suite."
        yield Found("warning", "comment-numbers", text, row.line, row.column(1))


def _coordinate_faults(projects: Table) -> Iterator[Found]:
    if "latitude" not in projects.columns and "longitude" not in projects.columns:
        return
    latitudes = projects.values("latitude") or [""] * len(projects.rows)
    longitudes = projects.values("longitude") or [""] * len(projects.rows)
    for row, latitude, longitude in zip(projects.rows, latitudes, longitudes, strict=True):
        if bool(latitude) != bool(longitude):
            text = "un projet a une latitude sans longitude, ou l'inverse."
            yield Found("error", "half-coordinates", text, row.line, 1)
    places = [place for place in zip(latitudes, longitudes, strict=True) if all(place)]
    if len(places) > 1 and len(set(places)) == 1:
        yield Found("warning", "same-coordinates", "tous les projets sont au même endroit.", projects.header.line, 1)


def _domain_faults(tables: Tables) -> Iterator[Found]:
    for key, column in _DOMAINS:
        declared = set(_parts(tables.value(key)))
        for table in (tables.projects, tables.votes) if column != "category" else (tables.projects,):
            used = {part for cell in table.values(column) for part in _labels(column, cell)}
            if not declared or not used:
                continue
            for label in sorted(declared - used):
                text = f"META {key} annonce « {label} », que {table.name} n'utilise pas."
                yield Found("warning", "unused-label", text, about=f"{table.name} {key}")
            for label in sorted(used - declared):
                text = f"{table.name} utilise « {label} », que META {key} n'annonce pas."
                yield Found("warning", "undeclared-label", text, about=f"{table.name} {key}")


def _label_faults(table: Table) -> Iterator[Found]:
    for column, listed in _LABELS:
        if table.name == "VOTES" and listed:
            continue
        written: dict[str, set[str]] = {}
        for row, cell in zip(table.rows, table.values(column), strict=False):
            labels = _labels(column, cell)
            if len(labels) != len(set(labels)):
                text = f"{table.name} : {column} a deux fois le même mot."
                yield Found("warning", "label-twice", text, row.line, 1, f"{table.name} {column}")
            for label in labels:
                written.setdefault(_plain(label), set()).add(label)
        for ways in written.values():
            if len(ways) > 1:
                text = f"{table.name} : {column} écrit un même mot de plusieurs façons ({', '.join(sorted(ways))})."
                yield Found("warning", "label-variants", text, about=f"{table.name} {column}")


def _labels(column: str, cell: str) -> list[str]:
    return _parts(cell) if column in _LISTED else [cell] if cell else []


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def _plain(label: str) -> str:
    letters = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return " ".join(letters.lower().split())
