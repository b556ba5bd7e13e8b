"""A challenge serves once, and what is kept of it goes with it."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from sqlalchemy import text

from concitoyen.usecases.spend_challenge import ONE_IN, spend_challenge
from tests.usecases.town import Town

NOON = datetime(2027, 9, 12, 12, 0, 30, tzinfo=UTC)
LIFE = timedelta(minutes=15)


def spend(town: Town, written: str, at: datetime = NOON) -> bool:
    with town.engine.begin() as desk:
        return spend_challenge(desk, town.id, written, at, at + LIFE)


def kept(town: Town) -> list[tuple[object, ...]]:
    with town.store.transaction() as session:
        return [tuple(row) for row in session.connection().execute(text("SELECT * FROM quotas")).all()]


def test_of_ten_who_bring_the_same_challenge_at_once_one_goes_on(standing: Town) -> None:
    together, passed = Barrier(10), list[bool]()

    def bring() -> None:
        together.wait(timeout=10)
        passed.append(spend(standing, "1.aa"))

    crowd = [Thread(target=bring) for _ in range(10)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(timeout=30)
    assert sorted(passed) == [False] * 9 + [True]


def test_what_is_kept_is_a_hash_until_a_whole_minute(standing: Town) -> None:
    assert spend(standing, "1.aa")
    ((edition, key, until, count),) = kept(standing)
    assert (edition, len(str(key)), count) == (standing.id, 64, 1)
    assert "12:16:00" in str(until)
    assert "1.aa" not in str(kept(standing))


def test_what_is_over_is_removed_in_time(standing: Town) -> None:
    assert all(spend(standing, f"1.{number:x}") for number in range(20))
    later = NOON + LIFE + timedelta(minutes=1)
    assert all(spend(standing, f"2.{number:x}", later) for number in range(8 * ONE_IN))
    assert len(kept(standing)) == 8 * ONE_IN
