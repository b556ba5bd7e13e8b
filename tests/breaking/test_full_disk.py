"""Files that cannot grow any more, by the system's own word: nothing is half written, and all goes on afterwards.

The limit on the size of files (`RLIMIT_FSIZE`) is the one way to a real write that fails in the middle that any account
has in any container: a write stops where the limit is, and the next one fails, as on a disk that is full.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from concitoyen.testing.databases import PostgresDatabases, SqliteDatabases
from concitoyen.usecases.desk import Engine
from tests.breaking.mortal import mortal_postgres
from tests.breaking.served import Served, served
from tests.breaking.site import Asked, at_the_site
from tests.breaking.town import (
    SEALED,
    UNSEALED,
    body,
    count,
    open_engine,
    person,
    roll_and_urn,
    two_open_votes,
    vote_of,
)
from tests.web.forms import attempt, token

ROOM = 200_000
"""Bytes that are left: a dozen ballots that come one by one."""
VOTERS = 120
PAGE = 8192
"""Bytes of a page of PostgreSQL: some fifty ballots."""
SEGMENT = 16 << 20
"""Bytes of a file of PostgreSQL's log: below that, it could not even say what it cannot do."""
OTHERS = f"""INSERT INTO urn (id, edition, entry)
SELECT decode(md5(n::text), 'hex'), '{UNSEALED}', decode(repeat(md5(n::text), 30), 'hex')
FROM generate_series(1, 32000) AS n"""  # noqa: S608 - a name written in town.py
"""Ballots of the other edition, of which there are more than fill such a file."""
JSON, FORM = f"/api/editions/{SEALED}/ballots", f"/{SEALED}/vote"


@dataclass
class Full:
    """A site whose disk can be filled, its voters, and who was thanked."""

    site: Served
    engine: Engine
    folder: Path

    def __post_init__(self) -> None:
        self.contests = vote_of(self.engine, SEALED).contests
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.site.port}", timeout=30)

    def fill(self) -> None:
        """From here on no file grows beyond the largest of them, but for a little room."""
        self.site.limit(max(path.stat().st_size for path in self.folder.iterdir()) + ROOM)

    def vote(self, number: int) -> httpx.Response:
        return self.client.post(JSON, json=body(self.contests, number))

    def form(self, number: int) -> dict[str, str]:
        """The form of the page as a voter has filled it in."""
        page, who, contest = self.client.get(FORM).text, person(number), self.contests[0]
        asked = {"prenom": who.first_name, "nom": who.last_name, "commune": who.commune}
        born = {"jour": "1", "mois": "1", "annee": "1990", f"choix-{contest.id}": contest.candidates[0]}
        return {**asked, **born, "_csrf_token": token(page), "essai": attempt(page)}

    def books(self) -> tuple[int, int]:
        return roll_and_urn(self.engine, SEALED)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Full]:
    with SqliteDatabases(tmp_path).fresh(prepare=two_open_votes) as url, served(url) as site:
        engine = open_engine(url)
        made = Full(site, engine, Path(str(engine.store.engine.url.database)).parent)
        yield made
        made.client.close()
        engine.store.close()


def test_a_disk_that_is_full_refuses_ballots_keeps_forms_and_loses_nothing(full: Full) -> None:
    form = full.form(VOTERS)
    assert full.vote(0).status_code == 201
    full.fill()
    answers = {number: full.vote(number) for number in range(1, VOTERS)}
    thanked = [number for number, answer in answers.items() if answer.status_code == 201]
    refused = [number for number, answer in answers.items() if answer.status_code == 503]
    assert (bool(thanked), bool(refused), len(thanked) + len(refused)) == (True, True, VOTERS - 1)
    assert {answers[number].headers["retry-after"] for number in refused} == {"5"}
    assert full.books() == (1 + len(thanked), 1 + len(thanked))

    kept = full.client.post(FORM, data=form)
    assert (kept.status_code, kept.headers["retry-after"]) == (503, "5")
    assert "vos réponses sont gardées sur cette page" in kept.text
    assert [f'name="{name}" value="{value}"' in kept.text for name, value in form.items() if name != "_csrf_token"] == [
        True
    ] * (len(form) - 1)
    assert {full.client.get(path).status_code for path in ("/", f"/{SEALED}/", f"/{SEALED}/projets", FORM)} == {200}

    full.site.kill()  # and whoever starts it again finds the disk as full as it was
    full.site.start()
    assert full.vote(refused[0]).status_code == 503
    assert full.vote(thanked[0]).json() == answers[thanked[0]].json()
    assert full.books() == (1 + len(thanked), 1 + len(thanked))

    full.site.limit(None)
    assert {full.vote(number).status_code for number in refused} == {201}
    assert full.client.post(FORM, data=form).status_code == 201
    assert {full.vote(number).status_code for number in range(VOTERS)} == {200}
    assert full.books() == (VOTERS + 1, VOTERS + 1)
    with sqlite3.connect(str(full.engine.store.engine.url.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert count(full.engine, SEALED).voters == VOTERS + 1


def test_a_postgresql_whose_files_cannot_grow_refuses_a_rush_at_once_and_loses_nothing() -> None:
    with mortal_postgres() as mortal, PostgresDatabases(mortal.server).fresh(prepare=two_open_votes) as url:

        async def story(site: Asked) -> None:
            votes = site.votes(range(VOTERS))
            with site.engine.store.engine.begin() as connection:
                connection.exec_driver_sql(OTHERS)
                size = int(connection.exec_driver_sql("SELECT pg_relation_size('urn')").scalar_one())
            assert size > SEGMENT
            mortal.stop()
            mortal.start(size + PAGE)
            alone = [await site.post(vote) for vote in votes]
            thanked = sum(answer.status_code == 201 for answer in alone)
            assert 0 < thanked < VOTERS
            rush = await asyncio.gather(*map(site.post, votes))
            assert {answer.status_code for answer in (*alone, *rush)} <= {200, 201, 503}
            assert 503 in {answer.status_code for answer in rush}
            assert not any("file" in answer.text or "base/" in answer.text for answer in rush)
            marks, ballots = site.books()
            assert thanked <= marks == ballots < VOTERS

            mortal.stop()
            mortal.start()
            for _ in range(4):  # the connections of before are gone, which each of them tells once
                again = set(await site.statuses(votes))
            assert again == {200}
            assert site.books() == (VOTERS, VOTERS)

        at_the_site(url, story)
