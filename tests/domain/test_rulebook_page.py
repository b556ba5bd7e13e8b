"""The page on the rulebook tells every table and every key, and no other."""

import re
from pathlib import Path

import pytest

from concitoyen.domain.count_tables import ConditionTable, DecidedTable, FillingTable, PotTable
from concitoyen.domain.model import Model
from concitoyen.domain.rulebook import (
    BallotTable,
    CategoriesTable,
    CategoryTable,
    Chosen,
    CountTable,
    DocumentTable,
    EditionTable,
    LineTable,
    PartTable,
    PhaseTable,
    ProposalsTable,
    RollTable,
    Rulebook,
    Table,
    TerritoriesTable,
    UrnTable,
)

PAGE = (Path(__file__).parents[2] / "docs/reference/rulebook.md").read_text(encoding="utf-8")
TABLES: dict[str, type[Model]] = {
    "[edition]": EditionTable,
    "[[phases]]": PhaseTable,
    "[[eligibility]]": Chosen,
    "[roll]": RollTable,
    "[urn]": UrnTable,
    "[territories]": TerritoriesTable,
    "[categories]": CategoriesTable,
    "[[categories.list]]": CategoryTable,
    "[proposals]": ProposalsTable,
    "[ballot]": BallotTable,
    "[[ballot.parts]]": PartTable,
    "[count]": CountTable,
    "[[count.pots]]": PotTable,
    "[[count.conditions]]": ConditionTable,
    "[[count.decided]]": DecidedTable,
    "[count.filling]": FillingTable,
    "[[budget_lines]]": LineTable,
    "[[documents]]": DocumentTable,
}


def section(heading: str) -> str:
    found = re.search(rf"^### `{re.escape(heading)}`\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None, heading
    return found[1]


def test_every_table_of_the_rulebook_has_its_section_in_order() -> None:
    sections = re.findall(r"^### `(\[.+\])`$", PAGE, re.MULTILINE)
    assert sections == list(TABLES)
    assert {name.strip("[]").partition(".")[0] for name in sections} == set(Rulebook.model_fields)


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_of_a_table_is_told_and_no_other(heading: str) -> None:
    told = re.findall(r"^\| `(\w+)` \|", section(heading), re.MULTILINE)
    assert set(told) == set(TABLES[heading].model_fields) - Table.citation_keys


@pytest.mark.parametrize("heading", TABLES)
def test_a_key_is_told_to_be_compulsory_exactly_when_it_is(heading: str) -> None:
    said = dict(re.findall(r"^\| `(\w+)` \|.*\| (obligatoire|[^|]*) \| [^|]*\|$", section(heading), re.MULTILINE))
    fields = TABLES[heading].model_fields
    assert {key for key, default in said.items() if default == "obligatoire"} == {
        key for key in said if fields[key].is_required()
    }


def test_the_citations_are_told() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| (?:texte|table) \| [^|]*\|$", PAGE, re.MULTILINE)) == Table.citation_keys
