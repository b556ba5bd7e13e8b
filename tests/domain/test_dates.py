"""Instants in French: the same words on pages, on paper and in refusals, and no midnight whose day is in doubt."""

from datetime import datetime

import pytest

from concitoyen.domain.dates import closing_words, opening_words


def at(written: str) -> datetime:
    """What the clock on the town hall shows."""
    return datetime.fromisoformat(f"{written}+02:00")


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("local", "opens", "closes"),
    [
        (at("2023-10-01 00:00"), "1er octobre 2023", "30 septembre 2023 à 24 h"),
        (at("2024-01-01 00:00"), "1er janvier 2024", "31 décembre 2023 à 24 h"),
        (at("2023-09-30 18:00"), "30 septembre 2023 à 18 h", "30 septembre 2023 à 18 h"),
        (at("2023-09-30 08:05"), "30 septembre 2023 à 8 h 05", "30 septembre 2023 à 8 h 05"),
        (at("2023-09-30 00:30"), "30 septembre 2023 à 0 h 30", "30 septembre 2023 à 0 h 30"),
    ],
)
def test_an_instant_is_told_as_an_opening_and_as_a_closing(local: datetime, opens: str, closes: str) -> None:
    assert [plain(opening_words(local)), plain(closing_words(local))] == [opens, closes]


def test_an_hour_stays_on_the_line_of_its_unit() -> None:
    assert closing_words(at("2023-10-01 00:00")).endswith(" 2023 à\u00a024\u00a0h")
