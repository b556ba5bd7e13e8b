"""Pydantic's errors become French sentences, an unknown key with the nearest known one."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import pytest
from pydantic import Field, ValidationError

from concitoyen.domain.model import Model
from concitoyen.domain.problems import Problem, dotted, known_keys, problems_of, unknown_key


class Colour(StrEnum):
    """Something to choose."""

    RED = "red"
    BLUE = "blue"


class Inner(Model):
    """A nested table."""

    amount: int = Field(default=0, ge=0, le=10, multiple_of=2)
    rate: Decimal | None = Field(default=None, gt=0, lt=100, max_digits=6, decimal_places=2)


class Outer(Model):
    """Every kind of value."""

    name: str = Field(min_length=2, max_length=4, pattern="^[a-z]+$")
    inner: Inner = Inner()
    items: tuple[Inner, ...] = Field(default=(), max_length=2)
    words: list[str] = Field(default=["a"], min_length=1)
    tags: frozenset[str] = frozenset()
    notes: Mapping[str, str] = Field(default_factory=dict)
    strict: bool = False
    day: date = date(2027, 1, 1)
    at: datetime = datetime(2027, 1, 1)  # noqa: DTZ001 - as a rulebook writes it
    call: Callable[[], int] = int
    letter: Literal["a", "b"] = "a"
    colour: Colour = Colour.RED


def faults(**values: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"name": "abc", **values})
    return [(problem.key, problem.text) for problem in problems_of(caught.value, Outer)]


@pytest.mark.parametrize(
    ("values", "key", "text"),
    [
        ({"nam": 1}, "nam", "la clé « nam » est inconnue ici ; vouliez-vous dire « name » ?"),
        ({"inner": {"amont": 1}}, "inner.amont", "la clé « amont » est inconnue ici ; vouliez-vous dire « amount » ?"),
        ({"items": [{}, {"rat": 1}]}, "items[2].rat", "la clé « rat » est inconnue ici ; vouliez-vous dire « rate » ?"),
        ({"inner": {"zzz": 1}}, "inner.zzz", "la clé « zzz » est inconnue ici ; clés possibles : amount, rate."),
        ({"inner": {"amount": -2}}, "inner.amount", "doit être au moins 0."),
        ({"inner": {"amount": 12}}, "inner.amount", "doit être au plus 10."),
        ({"inner": {"amount": 3}}, "inner.amount", "doit être un multiple de 2."),
        ({"inner": {"amount": "x"}}, "inner.amount", "un nombre entier est attendu."),
        ({"inner": {"amount": []}}, "inner.amount", "un nombre entier est attendu."),
        ({"inner": {"amount": 1.5}}, "inner.amount", "un nombre entier est attendu."),
        ({"inner": {"rate": 0}}, "inner.rate", "doit être plus grand que 0."),
        ({"inner": {"rate": 100}}, "inner.rate", "doit être plus petit que 100."),
        ({"inner": {"rate": "x"}}, "inner.rate", "un nombre décimal est attendu."),
        ({"inner": {"rate": []}}, "inner.rate", "un nombre décimal est attendu."),
        ({"inner": {"rate": Decimal("0.001")}}, "inner.rate", "doit compter au plus 2 décimale(s)."),
        ({"inner": {"rate": Decimal("NaN")}}, "inner.rate", "un nombre fini est attendu."),
        ({"inner": 5}, "inner", "une table est attendue."),
        ({"name": 5}, "name", "un texte entre guillemets est attendu."),
        ({"name": "a"}, "name", "doit compter au moins 2 caractère(s)."),
        ({"name": "abcde"}, "name", "doit compter au plus 4 caractères."),
        ({"name": "AB"}, "name", "n'a pas la forme attendue (^[a-z]+$)."),
        ({"items": 5}, "items", "une liste entre crochets est attendue."),
        ({"items": [{}, {}, {}]}, "items", "doit compter au plus 2 éléments."),
        ({"words": 5}, "words", "une liste entre crochets est attendue."),
        ({"words": []}, "words", "doit compter au moins 1 élément(s)."),
        ({"tags": 5}, "tags", "une liste entre crochets est attendue."),
        ({"notes": 5}, "notes", "une table est attendue."),
        ({"strict": "x"}, "strict", "true ou false est attendu."),
        ({"strict": []}, "strict", "true ou false est attendu."),
        ({"day": "x"}, "day", "une date est attendue (2023-09-01)."),
        ({"day": []}, "day", "une date est attendue (2023-09-01)."),
        ({"day": datetime(2027, 1, 1, 8)}, "day", "une date sans heure est attendue (2023-09-01)."),  # noqa: DTZ001 - as above
        ({"at": "x"}, "at", "une date et une heure sont attendues (2023-09-01T00:00:00)."),
        ({"at": []}, "at", "une date et une heure sont attendues (2023-09-01T00:00:00)."),
        ({"call": 5}, "call", "Input should be callable."),  # what we have no sentence for stays readable
        ({"letter": "c"}, "letter", "valeurs possibles : 'a' ou 'b'."),
        ({"colour": "c"}, "colour", "valeurs possibles : 'red' ou 'blue'."),
    ],
)
def test_a_fault_is_told_in_french_with_its_place(values: dict[str, object], key: str, text: str) -> None:
    assert faults(**values) == [(key, text)]


def test_a_missing_value_is_told_with_the_key_that_resembles_it() -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"nane": "abc"})
    assert [problem.text for problem in problems_of(caught.value, Outer)] == [
        "cette valeur est obligatoire et manque ; « nane » y ressemble : est-ce elle, mal écrite ?",
        "la clé « nane » est inconnue ici ; vouliez-vous dire « name » ?",
    ]


def test_a_missing_value_that_nothing_resembles_is_told_alone() -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({})
    assert [problem.text for problem in problems_of(caught.value, Outer)] == ["cette valeur est obligatoire et manque."]


def test_the_keys_around_a_rule_are_suggested_at_its_own_level_only() -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"name": "abc", "tyes": "x", "inner": {"tyes": "x"}})
    texts = [problem.text for problem in problems_of(caught.value, Outer, ("count",), around=["ties"])]
    assert texts == [
        "la clé « tyes » est inconnue ici ; clés possibles : amount, rate.",
        "la clé « tyes » est inconnue ici ; vouliez-vous dire « ties » ?",
    ]


def test_a_table_that_takes_no_key_says_so() -> None:
    assert unknown_key("a", []) == "la clé « a » est inconnue ici ; clés possibles : aucune."


def test_a_place_is_written_as_people_count() -> None:
    assert dotted(("phases", 0, "articles", "opens")) == "phases[1].articles.opens"
    assert Problem(path=("a",), text="…", line=3).place == ":3 [a]"
    assert Problem(path=("a",), text="…").place == " [a]"
    assert Problem(path=(), text="…", line=3).place == ":3"
    assert Problem(path=(), text="…").place == ""


def test_the_keys_of_a_place_that_is_no_table_are_none() -> None:
    assert known_keys(Outer, ("notes", "x")) == []
    assert known_keys(Outer, ("items", 0)) == ["amount", "rate"]
