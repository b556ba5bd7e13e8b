"""The practice edition: the rules and initiatives of a demonstration, with a vote that is open today."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Stage
from concitoyen.domain.proposal import Status
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.packs import Packs
from concitoyen.store.store import Store
from concitoyen.usecases.open_practice import PRACTICE, open_practice, practice_text
from tests.usecases.conftest import with_the_core_tables
from tests.usecases.town import SECRET, Town, ballot, citizen

NOW = datetime(2031, 3, 30, 1, 30, tzinfo=UTC)  # the night on which clocks go forward


@pytest.fixture(scope="module")
def packs() -> Packs:
    """Every installed pack."""
    return Packs.discover()


@pytest.fixture
def practice(tmp_path: Path, packs: Packs) -> Iterator[Town]:
    """A database in which the practice edition is open."""
    url = f"sqlite:///{tmp_path}/essai.db"
    with_the_core_tables(url)
    store = Store.open(url)
    town = Town(store, packs, edition=PRACTICE)
    open_practice(town.engine, packs.demonstrations["pasdecalais:2023"], NOW, 2023, lambda *_: None)
    yield town
    store.close()


def test_its_vote_is_open_now_and_nobody_has_voted(practice: Town) -> None:
    edition = practice.edition
    assert (edition.stage, edition.practice, edition.simulated) == (Stage.FROZEN, True, False)
    assert set(practice.statuses().values()) == {Status.ON_THE_BALLOT}
    assert len(practice.statuses()) == 59
    assert practice.roll_and_urn() == (0, 0)
    assert practice.engine.secret == SECRET


def test_anybody_may_try_it_today(practice: Town) -> None:
    practice.vote(citizen(commune="Arras"), ballot(cooperation="l-atelier-inclusif"), "2031-03-30 04:00")
    assert practice.roll_and_urn() == (1, 1)


def test_its_dates_are_marked_as_ours(practice: Town, packs: Packs) -> None:
    rules = read_rules(practice.edition.rulebook_source, packs)
    said = {basis.text for table in rules.rulebook.phases if (basis := table.basis("opens"))}
    assert said == {"Édition d'essai : dates déplacées pour que le vote soit ouvert aujourd'hui."}


@settings(max_examples=20)
@given(now=st.datetimes(datetime(2024, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - the rulebook's times are local
def test_whatever_the_day_the_rulebook_is_good_and_the_vote_open_for_a_year(packs: Packs, now: datetime) -> None:
    text = packs.rulebooks["pasdecalais:pasdecalais-2023"].file.read_text(encoding="utf-8")
    calendar = read_rules(practice_text(text, now), packs).calendar
    opening, closing = calendar.first_opening(VOTE), calendar.last_close(VOTE)
    assert opening is not None
    assert closing is not None
    day = timedelta(days=1)
    here = now.replace(tzinfo=UTC)
    assert 6 * day < here - opening < 9 * day
    assert 364 * day < closing - opening < 366 * day
