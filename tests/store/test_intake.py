"""Ballots written together: each has the fate that it would have had alone; none is thanked before it is durable."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import make_url

from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import Busy, Overtaken, StoreError
from concitoyen.domain.urn import Envelope, Fate, receipt_of
from concitoyen.store.intake.intake import Intake, Told
from concitoyen.store.intake.opening import asyncpg_options, open_intake
from concitoyen.store.intake.postgresql import PostgresqlWriter
from concitoyen.store.store import Store
from tests.loops import run
from tests.store.examples import EDITION

RULEBOOK = "9" * 64
Result = TypeVar("Result")


def envelope(name: str, attempt: str = "", entry: bytes = b"sealed", edition: str = EDITION.id) -> Envelope:
    """The vote of somebody, from a page of theirs."""
    voter = hashlib.sha256(name.encode()).hexdigest()
    id = hashlib.sha256((attempt or name).encode()).hexdigest()[:32]
    return Envelope(edition=edition, rulebook=RULEBOOK, voter=voter, id=id, entry=entry)


def with_intake(store: Store, story: Callable[[Intake], Awaitable[Result]]) -> Result:
    """Run a story with an intake that is stopped at its end."""

    async def told() -> Result:
        intake = open_intake(store)
        try:
            return await story(intake)
        finally:
            await intake.stop()

    return run(told())


async def put_all(intake: Intake, envelopes: Sequence[Envelope]) -> list[Told | BaseException]:
    """Hand them all in at once."""
    return await asyncio.gather(*map(intake.put, envelopes), return_exceptions=True)


def put(store: Store, *envelopes: Envelope) -> list[Told | BaseException]:
    """Hand them all in at once, to an intake of their own."""
    return with_intake(store, lambda intake: put_all(intake, envelopes))


def counts(store: Store) -> tuple[int, int]:
    """Marks on the roll and ballots in the urn."""
    with store.read() as work:
        return work.roll.count(EDITION.id), work.urn.count(EDITION.id)


@pytest.fixture
def voting(store: Store) -> Store:
    """A store whose edition is frozen: it takes ballots."""
    turn(store, Stage.FROZEN)
    return store


def turn(store: Store, stage: Stage, rulebook: str = RULEBOOK) -> None:
    with store.begin() as work:
        work.editions.update(EDITION.model_copy(update={"stage": stage, "rulebook_sha256": rulebook}))


def test_ballots_that_come_together_are_all_kept_with_their_receipts(voting: Store) -> None:
    handed = [envelope(f"n° {number}", entry=secrets.token_bytes(number)) for number in range(1, 1200)]
    assert put(voting, *handed) == [(Fate.KEPT, receipt_of(one.entry)) for one in handed]
    with voting.read() as work:
        assert sorted(work.urn.entries(EDITION.id)) == sorted(one.entry for one in handed)
        assert all(work.roll.holds(EDITION.id, one.voter) for one in handed)


def test_ballots_that_come_one_after_the_other_are_each_kept(voting: Store) -> None:
    async def story(intake: Intake) -> list[Told]:
        return [await asyncio.wait_for(intake.put(envelope(f"n° {number}")), timeout=20) for number in range(30)]

    assert with_intake(voting, story) == [(Fate.KEPT, receipt_of(b"sealed"))] * 30


def test_a_retry_finds_the_receipt_of_what_is_in_the_urn(voting: Store) -> None:
    first = envelope("Zoé", entry=b"first")
    again = first._replace(entry=b"sealed anew")
    assert put(voting, first) == [(Fate.KEPT, receipt_of(b"first"))]
    assert put(voting, again) == [(Fate.REPEATED, receipt_of(b"first"))]
    assert counts(voting) == (1, 1)


def test_of_a_storm_of_one_voter_one_ballot_is_kept(voting: Store) -> None:
    fates = put(voting, *[envelope("Zoé", f"page {number}") for number in range(100)])
    assert fates.count((Fate.ALREADY_VOTED, "")) == 99
    assert counts(voting) == (1, 1)


def test_a_double_click_gets_the_same_receipt_twice(voting: Store) -> None:
    twice = envelope("Zoé", entry=b"one"), envelope("Zoé", entry=b"one, sealed again")
    assert put(voting, *twice) == [(Fate.KEPT, receipt_of(b"one")), (Fate.REPEATED, receipt_of(b"one"))]
    assert counts(voting) == (1, 1)


def test_a_page_that_two_people_use_serves_the_first_and_tells_the_second(voting: Store) -> None:
    first, second = put(voting, envelope("Zoé", "the page"), envelope("Ali", "the page"))
    assert first == (Fate.KEPT, receipt_of(b"sealed"))
    assert isinstance(second, Overtaken)
    assert counts(voting) == (1, 1)


@pytest.mark.parametrize("stage", [Stage.PREPARED, Stage.COUNTED, Stage.PUBLISHED])
def test_an_urn_that_is_not_open_takes_nothing(store: Store, stage: Stage) -> None:
    turn(store, stage)
    assert put(store, envelope("Zoé"), envelope("Ali")) == [(Fate.CLOSED, "")] * 2
    assert counts(store) == (0, 0)


def test_a_ballot_found_valid_under_another_rulebook_is_not_taken(voting: Store) -> None:
    assert put(voting, envelope("Zoé")._replace(rulebook="8" * 64)) == [(Fate.CLOSED, "")]
    assert counts(voting) == (0, 0)


def test_a_retry_after_the_count_still_finds_its_receipt(voting: Store) -> None:
    put(voting, envelope("Zoé"))
    turn(voting, Stage.COUNTED)
    assert put(voting, envelope("Zoé"), envelope("Ali")) == [(Fate.REPEATED, receipt_of(b"sealed")), (Fate.CLOSED, "")]


def test_who_votes_in_an_unknown_edition_is_told_that_it_is_closed(voting: Store) -> None:
    assert put(voting, envelope("Zoé", edition="autre")) == [(Fate.CLOSED, "")]


def test_one_ballot_that_cannot_be_written_does_not_keep_the_others_out(voting: Store) -> None:
    faulty = [envelope("Ali")._replace(voter="too short"), envelope("Bo")._replace(id="\0" * 32)]
    told = put(voting, envelope("Zoé"), *faulty, envelope("Cléo"))
    assert [told[0], told[3]] == [(Fate.KEPT, receipt_of(b"sealed"))] * 2
    assert isinstance(told[1], StoreError)
    assert counts(voting)[0] == counts(voting)[1]


def test_when_too_many_wait_one_more_is_told_so_at_once(voting: Store) -> None:
    async def story(intake: Intake) -> list[Told | BaseException]:
        intake._room = 3
        return await put_all(intake, [envelope(f"n° {number}") for number in range(5)])

    told = with_intake(voting, story)
    assert [type(one) for one in told] == [tuple, tuple, tuple, Busy, Busy]
    assert counts(voting) == (3, 3)


def test_stopping_writes_what_waits_and_takes_nothing_more(voting: Store) -> None:
    async def story(intake: Intake) -> list[Told | BaseException]:
        waiting = [asyncio.create_task(intake.put(envelope(f"n° {number}"))) for number in range(600)]
        await asyncio.sleep(0)
        await intake.stop()
        return await asyncio.gather(*waiting, intake.put(envelope("late")), return_exceptions=True)

    told = with_intake(voting, story)
    assert told[:-1] == [(Fate.KEPT, receipt_of(b"sealed"))] * 600
    assert isinstance(told[-1], StoreError)
    assert counts(voting) == (600, 600)


def test_who_goes_away_before_the_answer_leaves_a_whole_vote(voting: Store) -> None:
    async def story(intake: Intake) -> None:
        gone = asyncio.create_task(intake.put(envelope("Zoé")))
        await asyncio.sleep(0)
        gone.cancel()
        await intake.put(envelope("Ali"))

    with_intake(voting, story)
    assert counts(voting) == (2, 2)


def test_several_processes_that_write_at_once_keep_one_ballot_of_each_voter(voting: Store) -> None:
    async def story(intake: Intake) -> list[Told | BaseException]:
        others = [open_intake(voting) for _ in range(3)]
        votes = [envelope(f"n° {number}", entry=bytes([number])) for number in range(200)]
        told = await asyncio.gather(*(put_all(one, votes) for one in (intake, *others)))
        for other in others:
            await other.stop()
        return [one for answers in told for one in answers]

    told = with_intake(voting, story)
    fates = [one[0] for one in told if isinstance(one, tuple)]
    assert (fates.count(Fate.KEPT), fates.count(Fate.REPEATED)) == (200, 600)
    assert counts(voting) == (200, 200)


def test_whoever_holds_the_edition_is_waited_for(voting: Store) -> None:
    async def story(intake: Intake) -> tuple[Told, bool]:
        with voting.begin() as work:
            work.editions.hold(EDITION.id)
            cast = asyncio.create_task(intake.put(envelope("Zoé")))
            await asyncio.sleep(0.3)
            waited = not cast.done()
            work.editions.update(EDITION.model_copy(update={"stage": Stage.COUNTED, "rulebook_sha256": RULEBOOK}))
        return await cast, waited

    assert with_intake(voting, story) == ((Fate.CLOSED, ""), True)
    assert counts(voting) == (0, 0)


def test_a_database_that_does_not_answer_is_said_and_its_password_is_not(tmp_path: Path) -> None:
    for options in ({"dsn": f"postgresql://u@/base?host={tmp_path}", "timeout": 1.0},):
        writer = PostgresqlWriter(options, "postgresql://u:***@/base")
        told = run(put_all(Intake(writer), [envelope("Zoé")]))
        assert re.fullmatch(r"La base postgresql://u:\*\*\*@/base ne répond pas .*", str(told[0]))


def test_connections_that_the_server_closes_are_replaced(voting: Store) -> None:
    async def story(intake: Intake) -> list[Told | BaseException]:
        first = await put_all(intake, [envelope("Zoé")])
        writer = intake._writer
        for connection in getattr(writer, "_free", []):
            connection.terminate()
        return [*first, *await put_all(intake, [envelope("Ali")])]

    assert with_intake(voting, story) == [(Fate.KEPT, receipt_of(b"sealed"))] * 2


@pytest.mark.parametrize(
    ("address", "dsn"),
    [
        ("postgresql://u:p%40ss%2Fword@db.example:5433/base", "postgresql://u:p%40ss%2Fword@db.example:5433/base"),
        ("postgresql+psycopg://u@/base?host=%2Frun%2Fpg", "postgresql://u@/base?host=%2Frun%2Fpg"),
        ("postgresql://u@h/b?sslmode=require&keepalives=1", "postgresql://u@h/b?sslmode=require"),
    ],
)
def test_the_address_of_the_database_is_the_same_for_both_drivers(address: str, dsn: str) -> None:
    assert asyncpg_options(make_url(address))["dsn"] == dsn


def test_the_time_to_connect_is_the_one_of_the_address() -> None:
    assert asyncpg_options(make_url("postgresql://u@h/b?connect_timeout=2"))["timeout"] == 2.0
