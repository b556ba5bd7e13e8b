"""Groups of projects, and the tables that say which projects they take."""

from typing import Any

import pytest

from concitoyen.domain.groups import Grouping, Takes, group_faults, takes_faults, title_of
from concitoyen.domain.money import Money
from tests.domain.around import candidate

FACTS: dict[str, Any] = {
    "category": "nature",
    "territory": "nord",
    "commune": "62001",
    "cantons": ("Arras-1", "Arras-2"),
    "epci": "CU d'Arras",
    "bearer": "L'Œuf",
    "labels": ("jeunes",),
    "themes": ("climat",),
}
ONE = candidate("velo", 5000, **FACTS)
NOTHING = candidate("four", 100)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("category", ("nature",)),
        ("territory", ("nord",)),
        ("commune", ("62001",)),
        ("canton", ("Arras-1", "Arras-2")),
        ("epci", ("CU d'Arras",)),
        ("bearer", ("l oeuf",)),
        ("label", ("jeunes",)),
        ("theme", ("climat",)),
    ],
)
def test_a_project_stands_in_its_groups(by: Grouping, groups: tuple[str, ...]) -> None:
    assert ONE.groups(by) == groups
    assert NOTHING.groups(by) == ()


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ({}, True),
        ({"category": "nature"}, True),
        ({"category": ["culture", "nature"]}, True),
        ({"category": "culture"}, False),
        ({"canton": "Arras-2", "label": "jeunes"}, True),
        ({"canton": "Arras-2", "label": "aînés"}, False),
        ({"bearer": "l'oeuf"}, True),
        ({"project": ["velo"]}, True),
        ({"project": ["four"]}, False),
        ({"cost_at_most": 5000}, True),
        ({"cost_at_most": 4999}, False),
        ({"cost_more_than": 4999}, True),
        ({"cost_more_than": 5000}, False),
        ({"but": {"label": "jeunes"}}, False),
        ({"but": {"label": "aînés"}}, True),
    ],
)
def test_a_table_takes_the_projects_that_fulfil_all_its_keys(written: dict[str, Any], taken: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert Takes.model_validate(written).takes(ONE) is taken


def test_the_groups_that_an_edition_does_not_know_are_told_with_the_nearest() -> None:
    titles = {"category": {"nature": "Nature", "culture": "Culture"}, "label": {}, "territory": {"nord": "Nord"}}
    table = Takes.model_validate({"category": "natur", "label": "jeunes", "but": {"territory": "zzz"}})
    assert takes_faults(table, titles) == [
        "catégorie « natur » : cette édition n'en a pas de ce nom ; vouliez-vous dire « nature » ?",
        (
            "étiquette « jeunes » : cette édition n'en a pas de ce nom ; déclarez-la dans [proposals] labels "
            "(il n'y en a aucun)."
        ),
        "territoire « zzz » : cette édition n'en a pas de ce nom (nord).",
    ]
    assert group_faults("bearer", ["n'importe qui"], titles) == []
    many = {"canton": {f"canton-{number}": "" for number in range(20)}}
    assert group_faults("canton", ["zzz"], many)[0].endswith("canton-11, …).")


def test_a_group_is_called_by_its_title() -> None:
    assert title_of("category", "nature", {"category": {"nature": "La nature"}}) == "catégorie « La nature »"
    assert title_of("bearer", "l oeuf", {}) == "porteur « l oeuf »"


def test_what_a_project_would_receive_decides() -> None:
    assert Takes(cost_at_most=Money.euros(100)).takes(NOTHING)
