"""A token bucket lets a few tries pass, then one at a time, and never asks for more than the pace."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.pace import NOTHING, Pace, tried

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)
PACE = Pace(burst=3, every=timedelta(seconds=30))


def tries(seconds: list[float]) -> list[timedelta]:
    """How long each try must wait, made so many seconds after noon."""
    bucket: datetime | None = None
    waits = []
    for second in seconds:
        bucket, wait = tried(bucket, PACE, NOON + timedelta(seconds=second))
        waits.append(wait)
    return waits


def test_the_first_tries_pass_at_once_and_the_next_one_waits() -> None:
    assert tries([0, 0, 0, 0]) == [NOTHING, NOTHING, NOTHING, timedelta(seconds=30)]


def test_the_wait_shortens_as_time_goes_and_hammering_does_not_lengthen_it() -> None:
    assert tries([0, 0, 0, 10, 20, 30])[3:] == [timedelta(seconds=20), timedelta(seconds=10), NOTHING]


def test_a_bucket_fills_up_to_its_burst_and_no_further() -> None:
    assert tries([0, 3600, 3600, 3600, 3600])[1:] == [NOTHING, NOTHING, NOTHING, timedelta(seconds=30)]


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    assert tries([60, 0, 0, 0])[3] == timedelta(seconds=30)


def test_a_clock_set_back_by_a_year_shuts_nobody_out() -> None:
    assert tries([0, 0, 0, -31_536_000])[3] <= timedelta(seconds=30)


@given(gaps=st.lists(st.integers(0, 90), max_size=60))
def test_over_any_time_no_more_pass_than_the_burst_and_one_for_each_interval(gaps: list[int]) -> None:
    instants = [float(sum(gaps[: number + 1])) for number in range(len(gaps))]
    passed = tries(instants).count(NOTHING)
    assert passed <= PACE.burst + (instants[-1] if instants else 0) / 30
