"""Codes that people read and type."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.one_time_code import ALPHABET, new_code, new_digits, read_code, read_digits, written

codes = st.binary(min_size=16, max_size=16).map(new_code)


@given(codes)
def test_a_code_is_read_as_it_was_printed_whatever_its_spaces_and_case(code: str) -> None:
    assert len(code) == 12
    for typed in (
        code,
        written(code),
        written(code).lower(),
        f" {code[:6]} {code[6:]}.",
        written(code).replace("-", "–"),
    ):
        assert read_code(typed) == code


def test_a_program_that_guesses_for_a_month_from_one_address_finds_a_code_once_in_a_thousand() -> None:
    printed, tries = 10**6, 10 * 86_400 * 30
    assert 900 < len(ALPHABET) ** (len(new_code(bytes(16))) - 1) / (printed * tries) < 1_000


@given(codes, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_any_wrong_character_is_noticed(code: str, place: int, letter: str) -> None:
    mistyped = code[:place] + letter + code[place + 1 :]
    assert read_code(mistyped) == (code if mistyped == code else "")


@given(codes, st.integers(0, 10), st.integers(1, 11))
def test_any_two_characters_swapped_are_noticed(code: str, first: int, distance: int) -> None:
    letters = list(code)
    second = min(first + distance, 11)
    letters[first], letters[second] = letters[second], letters[first]
    assert "".join(letters) == code or read_code("".join(letters)) == ""


def test_no_character_looks_like_another() -> None:
    assert set("0O1IL") & set(ALPHABET) == set()
    assert len(set(ALPHABET)) == 31


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKMN-P", "ABCD-EFGH-JKM0", "é" * 12])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_ten_thousand_codes_are_ten_thousand() -> None:
    chance = Random(1)  # noqa: S311 - tests are replayed
    assert len({new_code(chance.randbytes(16)) for _ in range(10_000)}) == 10_000


def test_digits_keep_their_zeros_and_are_read_with_spaces() -> None:
    assert new_digits(b"\0" * 16) == "000000"
    assert read_digits(" 482 913 ") == "482913"


@pytest.mark.parametrize("typed", ["", "48291", "4829131", "48291a", "４８２９１３"])
def test_anything_but_six_digits_is_none(typed: str) -> None:
    assert read_digits(typed) == ""
