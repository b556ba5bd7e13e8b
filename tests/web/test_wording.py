"""French as people write it, and the calendar as a frieze."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from concitoyen.domain.calendar import Calendar
from concitoyen.web.contexts.timeline import COLUMNS
from concitoyen.web.timeline import Scale
from concitoyen.web.wording import count, days, listing, number, ordinal, sentence, spaced, typeset_page, until

PARIS = Calendar(timezone="Europe/Paris", phases=())


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2023, 9, 1), date(2023, 9, 1), "le 1er septembre 2023"),
        (date(2023, 9, 1), date(2023, 9, 30), "du 1er au 30 septembre 2023"),
        (date(2023, 4, 3), date(2023, 6, 22), "du 3 avril au 22 juin 2023"),
        (date(2023, 12, 31), date(2024, 1, 1), "du 31 décembre 2023 au 1er janvier 2024"),
    ],
)
def test_a_stretch_of_days_repeats_nothing(first: date, last: date, words: str) -> None:
    assert days(first, last) == words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2023, 10, 1, tzinfo=ZoneInfo("Europe/Paris")), "30 septembre 2023 à\u00a024\u00a0h"),
        (datetime(2023, 9, 30, 18, 30, tzinfo=ZoneInfo("Europe/Paris")), "30 septembre 2023 à\u00a018\u00a0h\u00a030"),
        (datetime(2023, 9, 30, 16, tzinfo=ZoneInfo("UTC")), "30 septembre 2023 à\u00a018\u00a0h"),
    ],
)
def test_a_closing_is_told_on_the_clock_of_the_edition(instant: datetime, words: str) -> None:
    assert until(PARIS, instant) == words


def test_numbers_and_nouns_agree() -> None:
    assert [count(value, "projet") for value in (0, 1, 2, 6331)] == [
        "0\u00a0projet",
        "1\u00a0projet",
        "2\u00a0projets",
        "6\u202f331\u00a0projets",
    ]
    assert (number(692000), ordinal(1), ordinal(12)) == ("692\u202f000", "1er", "12e")


def test_a_clause_becomes_a_sentence() -> None:
    assert (sentence("plafond atteint"), sentence("déjà dit."), sentence("")) == ("Plafond atteint.", "Déjà dit.", "")
    assert (listing([]), listing(["a"]), listing(["a", "b", "c"])) == ("", "a", "a, b et c")


@pytest.mark.parametrize("months", [1, 2, 5, 9, 12, 13, 21, 24, 30, 60])
def test_a_frieze_of_any_length_fills_its_columns(months: int) -> None:
    last = date(2023 + (months - 1) // 12, (months - 1) % 12 + 1, 28)
    scale = Scale(date(2023, 1, 1), last)
    named = scale.months()
    assert named[0].start == 1
    assert [month.end for month in named[:-1]] == [month.start for month in named[1:]]
    assert all(month.end - month.start >= 2 for month in named)
    assert 1 <= scale.start(last) < scale.end(last, last) <= COLUMNS + 1


def test_no_line_breaks_before_a_colon_or_inside_quotes() -> None:
    assert spaced("« A » : trop ; retirez-en.") == "«\u00a0A\u00a0»\u00a0: trop\u00a0; retirez-en."


def test_an_apostrophe_is_curled_between_letters_only() -> None:
    assert spaced("L'urne d'« Arras », le mot '12' et 3'") == "L’urne d’«\u00a0Arras\u00a0», le mot '12' et 3'"


def test_a_page_is_set_where_it_is_read_and_nowhere_else() -> None:
    page = (
        '<p title="l&#39;urne : 1">L&#39;urne : « ici » !</p><input value="d&#39;Arc ; x">'
        "<textarea>\nL&#39;aîné : moi</textarea><p>Fini&nbsp;; c&#39;est bon"
    )
    assert typeset_page(f"{page}</p>") == (
        '<p title="l&#39;urne : 1">L’urne\u00a0: «\u00a0ici\u00a0»\u00a0!</p><input value="d&#39;Arc ; x">'
        "<textarea>\nL&#39;aîné : moi</textarea><p>Fini&nbsp;; c’est bon</p>"
    )
