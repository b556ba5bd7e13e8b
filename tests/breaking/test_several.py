"""Several processes serve one site: what one is told, all know; what one loses, nobody does."""

import signal
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import psutil
import pytest
from sqlalchemy import text

from concitoyen.cli.workers import FOR_BALLOTS, PER_PROCESS, must_bear, told_of_limits
from concitoyen.domain.errors import SettingsError
from concitoyen.domain.urn import receipt_of
from concitoyen.settings import Settings
from concitoyen.store.intake.postgresql import LANES
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases, PostgresDatabases, SqliteDatabases
from concitoyen.testing.postgres import PostgresServer
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.web.front.gate import FRESH
from tests.breaking.served import Insistent
from tests.breaking.several import PROCESSES, Line, Several, several
from tests.breaking.town import (
    LONG_AFTER,
    SEALED,
    STAFF,
    UNSEALED,
    body,
    entries,
    open_engine,
    roll_and_urn,
    two_open_votes,
    vote_of,
)

VOTERS, VOTES_EACH = 6, 5_000
STRANGERS = 1_000_000
"""Numbers of people whom no rush sends."""
SECONDS_TO_NOTICE = 10
PATH, HOSTED = f"/api/editions/{SEALED}/ballots", f"/api/editions/{UNSEALED}/ballots"


@pytest.fixture(scope="module")
def kept(databases: Databases) -> Iterator[tuple[Several, str]]:
    """One site for the whole module: to start three processes takes seconds."""
    with databases.fresh(prepare=two_open_votes) as url, several(url) as site:
        yield site, url


@pytest.fixture
def site(kept: tuple[Several, str]) -> Several:
    """The site, started again if the test before has stopped it."""
    here, _ = kept
    if not here.serves:
        here.start()
    return here


@pytest.fixture
def engine(kept: tuple[Several, str]) -> Iterator[Engine]:
    """One more process on the same database, as a command of the host is: the test's own."""
    made = open_engine(kept[1])
    yield made
    made.store.close()


@pytest.fixture
def lines(site: Several) -> Iterator[list[Line]]:
    """A line to each process."""
    made = site.lines()
    yield made
    site.hang_up(made)


def votes(engine: Engine, numbers: Sequence[int], edition: str = SEALED) -> list[dict[str, Any]]:
    contests = vote_of(engine, edition).contests
    return [body(contests, number) for number in numbers]


def receipts_in(engine: Engine) -> set[str]:
    return {receipt_of(entry) for entry in entries(engine, SEALED)}


@contextmanager
def rush(site: Several, engine: Engine, first: int) -> Iterator[list[Insistent]]:
    """Voters insist while the block does its worst; at the end nobody who was thanked is missing, nobody is twice."""
    before, over = receipts_in(engine), Event()
    voters = [
        Insistent(site, PATH, votes(engine, range(start, start + VOTES_EACH)), over)
        for start in range(first, first + VOTERS * VOTES_EACH, VOTES_EACH)
    ]
    for voter in voters:
        voter.start()
    yield voters
    over.set()
    for voter in voters:
        voter.join(timeout=30)
    assert {voter.is_alive() for voter in voters} == {False}
    assert set().union(*(voter.seen for voter in voters)) <= {0, 200, 201, 503}
    thanked = [receipt for voter in voters for receipt in voter.receipts]
    assert len(thanked) > VOTERS
    assert sorted(thanked) == sorted(receipts_in(engine) - before)
    assert len(set(roll_and_urn(engine, SEALED))) == 1


def test_connections_and_ballots_spread_over_the_processes(site: Several, lines: list[Line], engine: Engine) -> None:
    many = 40 * PROCESSES
    assert min(site.spread(many).values()) > many // PROCESSES // 10
    started = {line.pid: psutil.Process(line.pid).cpu_times().user for line in lines}
    with rush(site, engine, 0):
        time.sleep(1)
    worked = {pid: psutil.Process(pid).cpu_times().user - before for pid, before in started.items()}
    assert min(worked.values()) > sum(worked.values()) / PROCESSES / 10


def test_one_person_at_once_in_every_process_is_one_ballot(lines: list[Line], engine: Engine) -> None:
    people = votes(engine, range(STRANGERS, STRANGERS + 25))
    together = Barrier(PROCESSES)

    def statuses(line: Line) -> list[int]:
        told = []
        for vote in people:
            page = {**vote, "attempt": f"{line.pid:016x}{vote['attempt'][:16]}"}  # each has opened a page of their own
            together.wait(timeout=30)
            told.append(line.post(PATH, page)[0])
        return told

    before, _ = roll_and_urn(engine, SEALED)
    with ThreadPoolExecutor(PROCESSES) as pool:
        told = zip(*pool.map(statuses, lines), strict=True)
    assert [sorted(one) for one in told] == [[201, *[409] * (PROCESSES - 1)]] * len(people)
    assert roll_and_urn(engine, SEALED) == (before + len(people),) * 2


def test_one_page_sent_to_every_process_gets_one_receipt(lines: list[Line], engine: Engine) -> None:
    (vote,) = votes(engine, [STRANGERS + 100])
    told = [line.post(PATH, vote) for line in lines]
    assert [status for status, _ in told] == [201, *[200] * (PROCESSES - 1)]
    assert len({answer["receipt"] for _, answer in told}) == 1


def test_an_act_elsewhere_shows_in_every_process_within_its_second(lines: list[Line], engine: Engine) -> None:
    address = f"/{SEALED}/"
    kept = [line.get(address) for line in lines]
    assert len(set(kept)) == 1
    with engine.begin() as desk:
        act = desk.record(Signature(STAFF, datetime.now(UTC)), "essai", SEALED)
    assert act.hash[:12] not in kept[0]
    time.sleep(FRESH)
    assert [act.hash[:12] in line.get(address) for line in lines] == [True] * PROCESSES


def test_a_count_made_elsewhere_closes_the_vote_in_every_process(lines: list[Line], engine: Engine) -> None:
    early = votes(engine, range(STRANGERS + 200, STRANGERS + 200 + PROCESSES), UNSEALED)
    late = votes(engine, range(STRANGERS + 300, STRANGERS + 300 + PROCESSES), UNSEALED)
    assert [line.post(HOSTED, vote)[0] for line, vote in zip(lines, early, strict=True)] == [201] * PROCESSES
    signature = Signature(STAFF, datetime.now(UTC) + LONG_AFTER)
    outcome = close_and_count(engine, UNSEALED, signature, draw_seed="4 8 15 16 23")
    assert [line.post(HOSTED, vote)[0] for line, vote in zip(lines, late, strict=True)] == [409] * PROCESSES
    assert roll_and_urn(engine, UNSEALED) == (PROCESSES, PROCESSES)
    assert outcome.voters == PROCESSES


def test_processes_killed_in_a_rush_lose_no_ballot_the_last_goes_on_and_others_take_their_place(
    site: Several, engine: Engine
) -> None:
    with rush(site, engine, 100_000) as voters:
        dead = set()
        for _ in range(PROCESSES - 1):
            time.sleep(0.3)
            dead.add(site.kill())
        at_death = sum(len(voter.receipts) for voter in voters)
        time.sleep(0.3)
        assert sum(len(voter.receipts) for voter in voters) > at_death
        site.revive()
        lines = site.lines()
        assert dead.isdisjoint(line.pid for line in lines)
        site.hang_up(lines)


def test_connections_to_the_database_stay_within_their_number(site: Several, engine: Engine) -> None:
    most = 0
    with rush(site, engine, 500_000), ThreadPoolExecutor(8 * PROCESSES) as readers:
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            asked = [readers.submit(site.get, f"/{SEALED}/projets?q={number}") for number in range(8 * PROCESSES)]
            most = max(most, connections(engine, site))
            assert {answer.result() for answer in asked} == {200}
    assert PROCESSES <= most <= PROCESSES * PER_PROCESS


def connections(engine: Engine, site: Several) -> int:
    """How many connections to the database the processes hold now."""
    if engine.store.engine.dialect.name == "sqlite":
        files = [held.path for pid in site.pids() for held in psutil.Process(pid).open_files()]
        return files.count(str(engine.store.engine.url.database))
    others = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND NOT pid = ANY(:ours)")
    with engine.store.engine.connect() as connection:
        ours = [connection.execute(text("SELECT pg_backend_pid()")).scalar_one()]
        return int(connection.execute(others, {"ours": ours}).scalar_one())


def test_a_site_that_is_stopped_in_a_rush_writes_what_every_process_has_heard(site: Several, engine: Engine) -> None:
    with rush(site, engine, 600_000):
        time.sleep(0.5)
        assert set(site.stop()) <= {0, -signal.SIGTERM}
        site.start()


def test_when_the_process_above_is_killed_the_others_stop_and_leave_the_port(site: Several) -> None:
    (port, *_), processes = site.ports, site.pids()
    assert not is_free(port)
    site.behead()
    deadline = time.monotonic() + SECONDS_TO_NOTICE
    while not (is_free(port) and left(processes) == len(site.ports) - 1) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_free(port)
    assert left(processes) == len(site.ports) - 1  # where each was started by its own command, the others go on
    site.end()


def left(processes: Sequence[int]) -> int:
    """How many of these processes live; nobody may be there to bury the others."""
    found = [process for process in psutil.process_iter() if process.pid in processes]
    return sum(process.status() != psutil.STATUS_ZOMBIE for process in found)


def is_free(port: int) -> bool:
    """Whether a site could be started again on a port."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def test_each_process_counts_the_limits_for_itself(postgres: PostgresServer) -> None:
    with (
        PostgresDatabases(postgres).fresh(prepare=two_open_votes) as url,
        several(url, CONCITOYEN_LIMIT_VOTES="3 + 0.01/s") as site,
    ):
        engine, lines = open_engine(url), site.lines()
        people = iter(votes(engine, range(5 * PROCESSES)))
        told = [[line.post(PATH, next(people))[0] for _ in range(5)] for line in lines]
        assert told == [[201, 201, 201, 429, 429]] * PROCESSES
        assert roll_and_urn(engine, SEALED) == (3 * PROCESSES, 3 * PROCESSES)
        site.hang_up(lines)
        engine.store.close()


def test_who_starts_several_processes_is_told_of_their_limits() -> None:
    settings = Settings()
    assert "jusqu'à 4 fois ce qu'elles disent" in told_of_limits(settings, 4)
    assert told_of_limits(settings, 1) == ""
    none = {"limit_pages": None, "limit_searches": None, "limit_votes": None}
    assert told_of_limits(settings.model_copy(update=none), 4) == ""


def test_more_processes_than_the_database_bears_are_refused_with_the_way_out(postgres: PostgresServer) -> None:
    with PostgresDatabases(postgres).fresh() as url:
        store = Store.open(url)
        must_bear(store, 4)
        with pytest.raises(SettingsError, match=r"5 processus ouvrent jusqu'à 110 connexions \(22 chacun\)") as told:
            must_bear(store, 5)
        store.close()
    assert "ajoutez 13 à son réglage max_connections" in str(told.value)
    assert "--workers 4." in str(told.value)
    assert FOR_BALLOTS == LANES


def test_several_processes_on_sqlite_are_refused_with_the_way_out(tmp_path: Path) -> None:
    with SqliteDatabases(tmp_path).fresh() as url:
        store = Store.open(url)
        with pytest.raises(SettingsError, match="2 processus demandent PostgreSQL"):
            must_bear(store, 2)
        store.close()
