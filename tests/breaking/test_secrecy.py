"""Whoever holds the whole database, and knows in which order people voted, still does not know what they voted."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.shorthand import Shorthand
from concitoyen.domain.urn import Envelope
from concitoyen.store.intake.opening import open_intake
from concitoyen.testing.databases import Databases, PostgresDatabases, SqliteDatabases
from concitoyen.testing.postgres import postgres_server
from concitoyen.usecases.cast_ballot import seal_vote
from concitoyen.usecases.desk import Engine
from tests.breaking.town import SEALED, UNSEALED, open_engine, person, two_open_votes, vote_of
from tests.loops import run

VOTERS = 240
FOUR_DEVIATIONS = 4 * (0.25 / (VOTERS / 2)) ** 0.5
"""Of the share of right answers among half of the voters, when each answer is drawn by heads or tails."""


@dataclass
class Stolen:
    """The database with all its files, the voters in the order in which they came, and what nobody should know."""

    engine: Engine
    files: Path
    edition: str
    envelopes: list[Envelope]
    ballots: list[Ballot]
    shorthand: Shorthand

    def bytes(self) -> bytes:
        """Every byte of every file; PostgreSQL first writes what it holds in memory, and may take a file away."""
        engine = self.engine.store.engine
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("CHECKPOINT"))
        held = []
        for path in sorted(self.files.rglob("*")):
            with suppress(FileNotFoundError):
                held += [path.read_bytes()] if path.is_file() else []
        return b"".join(held)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Databases whose files nobody else has written to: other tests count, and a count is written in clear."""
    if request.param == "sqlite":
        yield SqliteDatabases(tmp_path_factory.mktemp("alone"))
        return
    with postgres_server() as server:
        yield PostgresDatabases(server)


@pytest.fixture(scope="module", params=[SEALED, UNSEALED])
def stolen(request: pytest.FixtureRequest, alone: Databases) -> Iterator[Stolen]:
    """A vote in which people come one by one, as at three in the morning: each is a transaction of their own."""
    with alone.fresh(prepare=two_open_votes) as url:
        engine, edition = open_engine(url), str(request.param)
        vote = vote_of(engine, edition)
        chance = Random(f"secret of {edition}")  # noqa: S311 - tests are replayed
        two = [Ballot(choices={contest.id: {contest.candidates[0]: 1}}) for contest in vote.contests[:2]]
        ballots = [chance.choice(two) for _ in range(VOTERS)]
        envelopes = [
            seal_vote(vote, person(number), ballot, chance.randbytes(16).hex(), chance.randbytes)
            for number, ballot in enumerate(ballots)
        ]

        async def one_by_one() -> None:
            intake = open_intake(engine.store)
            for envelope in envelopes:
                await intake.put(envelope)
            await intake.stop()

        run(one_by_one())
        yield Stolen(engine, files_of(engine), edition, envelopes, ballots, vote.shorthand)
        engine.store.close()


def files_of(engine: Engine) -> Path:
    """The folder that holds the database, its logs included."""
    if engine.store.engine.dialect.name == "sqlite":
        return Path(str(engine.store.engine.url.database)).parent
    with engine.store.engine.connect() as connection:
        return Path(str(connection.execute(text("SHOW data_directory")).scalar_one()))


def entries_in_order(stolen: Stolen) -> list[bytes]:
    """The urn in the order in which the files say that it was filled."""
    if stolen.engine.store.engine.dialect.name == "postgresql":
        wanted = text("SELECT entry FROM urn WHERE edition = :edition ORDER BY xmin::text::bigint, ctid")
        with stolen.engine.store.engine.connect() as connection:
            return [bytes(row[0]) for row in connection.execute(wanted, {"edition": stolen.edition})]
    log = next(stolen.files.glob("*-wal"), None) or next(stolen.files.glob("*.sqlite"))
    held = log.read_bytes()
    return sorted((envelope.entry for envelope in stolen.envelopes), key=held.find)


def guessed(entries: Sequence[bytes], known: Sequence[Ballot]) -> list[Ballot]:
    """A guess for each entry beyond the known ones: the ballot of the known entry that looks most like it."""
    studied = list(zip(entries, known, strict=False))

    def unlike(one: bytes, other: bytes) -> int:
        return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()

    return [min(studied, key=lambda pair: unlike(pair[0], entry))[1] for entry in entries[len(known) :]]


def share(guesses: Sequence[Ballot], truth: Sequence[Ballot]) -> float:
    return sum(guess == true for guess, true in zip(guesses, truth, strict=True)) / len(truth)


def test_who_knows_in_which_order_ballots_came_and_half_of_them_guesses_the_others_by_heads_or_tails(
    stolen: Stolen,
) -> None:
    entries, half = entries_in_order(stolen), VOTERS // 2
    assert len(entries) == VOTERS
    right = share(guessed(entries, stolen.ballots[:half]), stolen.ballots[half:])
    assert abs(right - 0.5) < FOUR_DEVIATIONS


def test_the_same_guess_would_find_every_ballot_that_was_not_sealed(stolen: Stolen) -> None:
    entries, half = [ballot.canonical().encode() for ballot in stolen.ballots], VOTERS // 2
    assert share(guessed(entries, stolen.ballots[:half]), stolen.ballots[half:]) == 1


def test_every_sealed_ballot_is_of_one_length_and_no_two_are_alike(stolen: Stolen) -> None:
    entries = entries_in_order(stolen)
    assert len({len(entry) for entry in entries}) == 1
    assert len({entry[:16] for entry in entries}) == len({entry[-16:] for entry in entries}) == VOTERS


def test_no_file_holds_a_choice_or_a_name_before_the_count(stolen: Stolen) -> None:
    held = stolen.bytes()
    assert stolen.envelopes[7].entry in held  # it is there that we look
    assert bytes.fromhex(stolen.envelopes[7].voter) in held
    some = stolen.ballots[:1] + stolen.ballots[-1:]
    chosen = [ballot.canonical().encode().partition(b"{")[2].partition(b"{")[2] for ballot in some]
    written = [write(ballot).encode() for write in (Ballot.canonical, stolen.shorthand.write) for ballot in some]
    names = [name.encode() for number in (7, 200) for name in (f"Numéro {number}", f"numero{number}")]
    assert [found for found in (*written, *chosen, *names) if found in held] == []


def test_the_rows_of_the_urn_lie_in_an_order_that_says_nothing_once_they_come_together(
    databases: Databases,
) -> None:
    with databases.fresh(prepare=two_open_votes) as url:
        engine = open_engine(url)
        vote = vote_of(engine, UNSEALED)
        chance = Random("together")  # noqa: S311 - tests are replayed
        ballot = Ballot(choices={vote.contests[0].id: {vote.contests[0].candidates[0]: 1}})
        sealed = [
            seal_vote(vote, person(number), ballot, chance.randbytes(16).hex(), chance.randbytes)
            for number in range(50)
        ]

        async def together() -> None:
            intake = open_intake(engine.store)
            await asyncio.gather(*map(intake.put, sealed))
            await intake.stop()

        run(together())
        stolen = Stolen(engine, files_of(engine), UNSEALED, sealed, [], vote.shorthand)
        by_id = [envelope.entry for envelope in sorted(sealed, key=lambda one: one.id)]
        if engine.store.engine.dialect.name == "postgresql":
            assert entries_in_order(stolen) == by_id
        else:
            with engine.read() as desk:
                assert list(desk.work.urn.entries(UNSEALED)) == by_id
        engine.store.close()
