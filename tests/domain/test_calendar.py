"""Phases are instants: a night of 23 or 25 hours neither opens a vote early nor closes it late."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from concitoyen.domain.calendar import Calendar, Phase, in_order, instant

PARIS = "Europe/Paris"
SUMMER, WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
local = datetime.fromisoformat  # a date and an hour as a rulebook writes them, without offset
instants = st.datetimes(local("2020-01-01T00:00"), local("2030-01-01T00:00"), timezones=st.just(UTC))


def phase(opens: datetime, closes: datetime, kind: str = "vote") -> Phase:
    return Phase(kind=kind, title=kind, opens=opens, closes=closes)


def test_a_local_time_takes_the_offset_of_its_day() -> None:
    assert instant(local("2023-09-01T00:00"), PARIS) == datetime(2023, 8, 31, 22, tzinfo=UTC)
    assert instant(local("2023-12-01T00:00"), PARIS).isoformat() == "2023-12-01T00:00:00+01:00"


def test_a_time_with_an_offset_is_taken_as_it_is_and_shown_on_the_local_clock() -> None:
    assert instant(datetime(2023, 9, 1, 10, tzinfo=UTC), PARIS).isoformat() == "2023-09-01T12:00:00+02:00"


def test_a_time_that_the_spring_night_leaves_out_is_refused() -> None:
    with pytest.raises(ValueError, match="n'existe pas") as caught:
        instant(local("2023-03-26T02:30"), PARIS)
    assert str(caught.value) == (
        "l'heure 2023-03-26 02:30:00 n'existe pas en Europe/Paris : cette nuit-là, les horloges avancent"
    )


def test_a_time_that_the_autumn_night_has_twice_is_refused_with_both_ways_to_write_it() -> None:
    with pytest.raises(ValueError, match="existe deux fois") as caught:
        instant(local("2023-10-29T02:30"), PARIS)
    assert str(caught.value) == (
        "l'heure 2023-10-29 02:30:00 existe deux fois en Europe/Paris (les horloges reculent) : "
        "écrivez 2023-10-29T02:30:00+02:00 ou 2023-10-29T02:30:00+01:00"
    )


@pytest.mark.parametrize("hour", [1, 3])
def test_the_hours_around_both_nights_are_plain(hour: int) -> None:
    for day in (local(f"2023-03-26T0{hour}:59:59"), local(f"2023-10-29T0{hour}:00")):
        assert instant(day, PARIS).replace(tzinfo=None) == day


def test_a_date_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^la date 0001-01-01 00:00:00\+02:00 est hors du calendrier$"):
        instant(datetime(1, 1, 1, tzinfo=SUMMER), "America/New_York")


def test_the_hour_that_comes_twice_is_an_hour_of_vote() -> None:
    opens = instant(datetime(2023, 10, 29, 2, 30, tzinfo=SUMMER), PARIS)
    closes = instant(datetime(2023, 10, 29, 2, 30, tzinfo=WINTER), PARIS)
    night = phase(opens, closes)
    assert night.closes - night.opens == timedelta(hours=1)
    paris = ZoneInfo(PARIS)
    assert night.is_open(datetime(2023, 10, 29, 2, 45, tzinfo=paris, fold=0))
    assert night.is_open(datetime(2023, 10, 29, 2, 15, tzinfo=paris, fold=1))
    assert not night.is_open(datetime(2023, 10, 29, 2, 15, tzinfo=paris, fold=0))
    assert not night.is_open(datetime(2023, 10, 29, 2, 30, tzinfo=paris, fold=1))


def test_a_phase_built_on_a_zone_compares_instants_too() -> None:
    paris = ZoneInfo(PARIS)
    opens = datetime(2023, 10, 29, 2, 30, tzinfo=paris, fold=0)
    closes = datetime(2023, 10, 29, 2, 15, tzinfo=paris, fold=1)
    assert phase(opens, closes).closes - phase(opens, closes).opens == timedelta(minutes=45)


def test_a_phase_opens_at_its_first_instant_and_is_over_at_its_last() -> None:
    day = phase(datetime(2023, 9, 1, tzinfo=UTC), datetime(2023, 9, 2, tzinfo=UTC))
    moments = [day.opens - timedelta(microseconds=1), day.opens, day.closes - timedelta(microseconds=1), day.closes]
    assert [day.is_open(at) for at in moments] == [False, True, True, False]


@pytest.mark.parametrize("closes", [datetime(2023, 9, 1, tzinfo=UTC), datetime(2023, 8, 1, tzinfo=UTC)])
def test_a_phase_that_ends_before_it_begins_is_refused(closes: datetime) -> None:
    with pytest.raises(ValidationError) as caught:
        phase(datetime(2023, 9, 1, tzinfo=UTC), closes)
    assert caught.value.errors()[0]["msg"] == (
        f"Value error, la phase « vote » se termine ({closes.isoformat()}) "
        "avant de commencer (2023-09-01T00:00:00+00:00)"
    )


def test_a_phase_refuses_a_time_without_offset() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        phase(local("2023-09-01T00:00"), local("2023-09-02T00:00"))


@given(st.lists(st.tuples(instants, instants).filter(lambda pair: pair[0] != pair[1]), max_size=4), instants)
def test_a_kind_is_open_exactly_when_one_of_its_phases_is(pairs: list[tuple[datetime, datetime]], at: datetime) -> None:
    phases = tuple(phase(min(pair), max(pair)) for pair in pairs)
    calendar = Calendar(timezone=PARIS, phases=phases)
    assert calendar.is_open("vote", at) == any(one.opens <= at < one.closes for one in phases)
    assert calendar.open_at(at) == tuple(one for one in phases if one.is_open(at))
    closing = calendar.last_close("vote")
    assert closing is None or not calendar.is_open("vote", closing)


@given(st.lists(st.tuples(instants, instants).filter(lambda pair: pair[0] != pair[1]), max_size=4))
def test_the_order_of_a_page_does_not_depend_on_that_of_the_file(pairs: list[tuple[datetime, datetime]]) -> None:
    phases = [phase(min(pair), max(pair)) for pair in pairs]
    assert in_order(phases) == in_order(phases[::-1])


def test_a_calendar_knows_the_first_and_the_last_instant_of_a_kind() -> None:
    first = phase(instant(local("2023-09-01T00:00"), PARIS), instant(local("2023-09-10T00:00"), PARIS))
    second = phase(instant(local("2023-09-20T00:00"), PARIS), instant(local("2023-10-01T00:00"), PARIS))
    calendar = Calendar(timezone=PARIS, phases=(second, first))
    assert calendar.of_kind("vote") == (second, first)
    assert calendar.first_opening("vote") == first.opens
    assert calendar.last_close("vote") == second.closes
    assert calendar.day("vote") == date(2023, 9, 1)
    assert calendar.local(first.opens).tzinfo == ZoneInfo(PARIS)


def test_a_calendar_without_a_kind_has_no_instant_for_it() -> None:
    calendar = Calendar(timezone=PARIS, phases=())
    found = (
        calendar.first_opening("vote"),
        calendar.last_close("vote"),
        calendar.day("vote"),
        calendar.of_kind("vote"),
    )
    assert found == (None, None, None, ())
