"""Names as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.names import fold, nearest, slug


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Saint-Léger", "saint leger"),
        ("ST LEGER", "saint leger"),
        ("Ste-Cécile", "sainte cecile"),
        ("Œuf-en-Ternois", "oeuf en ternois"),
        ("L'Écluse", "l ecluse"),
        ("L\u2019Écluse", "l ecluse"),  # the apostrophe of telephones
        ("L\u02bcÉcluse", "l ecluse"),  # an apostrophe that Unicode calls a letter
        ("\u0149dour", "ndour"),
        ("E\u0301cluse", "ecluse"),  # the accent apart from its letter
        ("Straße", "strasse"),
        ("Søren Łukasz", "soren lukasz"),
        ("  ", ""),
        ("Ольга", "ольга"),
        ("李 明", "李 明"),
    ],
)
def test_a_name_is_the_same_whatever_its_accents_case_and_hyphens(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_two_names_in_another_alphabet_stay_two_names() -> None:
    assert fold("Ольга") != fold("Иван")


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("La Mine d'Art", "la-mine-d-art"),
        ("Ольга", ""),
        ("a" * 60, "a" * 48),
        ("un deux trois", "un-deux-trois"),
        (f"{'b' * 40} {'c' * 20}", "b" * 40),
        (f"{'b' * 40} {'c' * 7} d", f"{'b' * 40}-{'c' * 7}"),
    ],
)
def test_an_address_is_made_of_ascii_and_cut_at_a_word(name: str, address: str) -> None:
    assert slug(name) == address


@given(st.text(), st.integers(5, 60))
def test_an_address_never_exceeds_its_limit_nor_ends_with_a_hyphen(name: str, limit: int) -> None:
    address = slug(name, limit)
    assert len(address) <= limit
    assert address == address.strip("-")


def test_the_nearest_known_word_is_suggested_and_none_when_nothing_is_near() -> None:
    assert nearest("envelop", ["envelope", "line"]) == "envelope"
    assert nearest("zzz", ["envelope", "line"]) is None
