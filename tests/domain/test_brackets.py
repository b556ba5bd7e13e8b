"""Age brackets, and what of them may be published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.brackets import bracket_label, bracket_of, brackets_between, published_totals

BOUNDS = (11, 18, 26, 60)


@pytest.mark.parametrize(
    ("age", "bracket"),
    [(0, "0-10"), (10, "0-10"), (11, "11-17"), (17, "11-17"), (18, "18-25"), (59, "26-59"), (60, "60+"), (111, "60+")],
)
def test_an_age_falls_in_the_bracket_that_its_birthday_opens(age: int, bracket: str) -> None:
    assert bracket_of(age, BOUNDS) == bracket


def test_brackets_are_named_in_words() -> None:
    assert [bracket_label(bracket) for bracket in brackets_between(BOUNDS)] == [
        "moins de 11 ans",
        "de 11 à 17 ans",
        "de 18 à 25 ans",
        "de 26 à 59 ans",
        "60 ans et plus",
    ]


def shown(**totals: int) -> list[int | str | None]:
    names = {"child": "0-10", "teen": "11-17", "young": "18-25", "adult": "26-59", "old": "60+"}
    told = published_totals({names[name]: total for name, total in totals.items()}, BOUNDS)
    return ["<5" if one.small else one.voters for one in told]


def test_large_totals_are_published_as_they_are() -> None:
    assert shown(child=5, teen=9, young=30, adult=40, old=12) == [5, 9, 30, 40, 12]


def test_a_small_total_is_held_back_and_so_is_the_one_that_would_give_it_away() -> None:
    assert shown(child=3, teen=9, young=30, adult=40, old=12) == ["<5", None, 30, 40, 12]


def test_an_empty_bracket_is_small_too() -> None:
    assert shown(teen=9, young=30, adult=40, old=12) == ["<5", None, 30, 40, 12]


def test_two_totals_of_four_would_be_told_by_their_sum() -> None:
    assert shown(child=4, teen=4, young=30, adult=40, old=12) == ["<5", "<5", 30, 40, None]


def test_two_small_totals_whose_sum_leaves_a_doubt_need_no_other() -> None:
    assert shown(child=2, teen=4, young=30, adult=40, old=12) == ["<5", "<5", 30, 40, 12]


def test_nothing_is_left_to_say_when_hardly_anybody_voted() -> None:
    assert shown(young=3) == ["<5"] * 5


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5))
def test_no_small_total_follows_from_what_is_published(totals: list[int]) -> None:
    brackets = brackets_between(BOUNDS)
    told = published_totals(dict(zip(brackets, totals, strict=True)), BOUNDS)
    hidden = [total for one, total in zip(told, totals, strict=True) if one.voters is None]
    assert all(total >= 5 for one, total in zip(told, totals, strict=True) if one.voters is not None)
    assert hidden == [] or len(hidden) == 5 or (len(hidden) > 1 and sum(hidden) >= 5)
