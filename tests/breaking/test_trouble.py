"""A database that is full or away: nobody is thanked for nothing, and everything goes on when it is back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from concitoyen.testing.databases import PostgresDatabases, SqliteDatabases
from tests.breaking.mortal import Mortal, mortal_postgres
from tests.breaking.site import Asked, at_the_site
from tests.breaking.town import two_open_votes


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    """A PostgreSQL of our own."""
    with mortal_postgres() as made:
        yield made


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    async def story(site: Asked) -> None:
        assert await site.statuses(site.votes(range(10))) == [201] * 10
        writer: Any = site.intake._writer

        def pages(most: int) -> None:
            writer._kept.execute(f"PRAGMA max_page_count={most}")

        used = writer._thread.submit(lambda: writer._kept.execute("PRAGMA page_count").fetchone()[0]).result()
        writer._thread.submit(pages, used).result()
        statuses = await site.statuses(site.votes(range(10, 900)))
        assert set(statuses) <= {201, 503}
        assert 503 in statuses
        kept = 10 + statuses.count(201)
        assert site.books() == (kept, kept)
        if writer._kept:
            writer._thread.submit(pages, 10**9).result()
        assert set(await site.statuses(site.votes(range(10, 900)))) <= {200, 201}
        assert site.books() == (900, 900)

    with SqliteDatabases(tmp_path).fresh(prepare=two_open_votes) as url:
        at_the_site(url, story)


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT count(*) FROM urn) >= 50 THEN
        RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER full_disk AFTER INSERT ON urn FOR EACH STATEMENT EXECUTE FUNCTION full_disk();
"""
"""PostgreSQL says of the urn what it says of a full disk, once it holds fifty ballots."""


def test_a_postgresql_that_says_its_disk_is_full_half_writes_nothing(mortal: Mortal) -> None:
    async def story(site: Asked) -> None:
        def run(statement: str) -> None:
            with site.engine.store.engine.begin() as connection:
                connection.exec_driver_sql(statement)

        votes = site.votes(range(200))
        run(FULL)
        assert await site.statuses(votes[:20]) == [201] * 20
        for _ in range(2):
            answers = await asyncio.gather(*map(site.post, votes[20:]))
            assert {answer.status_code for answer in answers} <= {200, 201, 503}
            assert 503 in {answer.status_code for answer in answers}
            assert not any("device" in answer.text for answer in answers)
            marks, ballots = site.books()
            assert marks == ballots < 50
        run("DROP TRIGGER full_disk ON urn")
        assert set(await site.statuses(votes)) <= {200, 201}
        assert site.books() == (200, 200)

    with PostgresDatabases(mortal.server).fresh(prepare=two_open_votes) as url:
        at_the_site(url, story)


def test_a_postgresql_that_goes_away_and_comes_back_is_found_again(mortal: Mortal) -> None:
    async def story(site: Asked) -> None:
        votes = site.votes(range(60))
        assert await site.statuses(votes[:20]) == [201] * 20
        mortal.kill()
        for _ in range(2):
            answers = await asyncio.gather(*map(site.post, votes[10:40]))
            assert {answer.status_code for answer in answers} == {503}
            assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
            assert not any("postgres" in answer.text for answer in answers)
        mortal.start()
        assert await site.statuses(votes[:20]) == [200] * 20
        assert await site.statuses(votes[20:]) == [201] * 40
        assert site.books() == (60, 60)

    with PostgresDatabases(mortal.server).fresh(prepare=two_open_votes) as url:
        at_the_site(url, story)


def test_a_voter_whose_page_waits_while_the_database_is_away_keeps_the_form(mortal: Mortal) -> None:
    async def story(site: Asked) -> None:
        (contest, chosen), *_ = site.votes([1])[0]["choices"].items()
        page = await site.client.get("/scellee/vote")
        assert page.status_code == 200
        sent = {
            f"choix-{contest}": next(iter(chosen)),
            "prenom": "Zoé",
            "jour": "1",
            "mois": "1",
            "annee": "1990",
            "commune": "Arras",
            "_csrf_token": page.text.partition('name="_csrf_token" value="')[2].partition('"')[0],
            "nom": "Delattre",
        }
        mortal.kill()
        answer = await site.client.post("/scellee/vote", data=sent)
        mortal.start()
        assert answer.status_code == 503
        assert 'value="Delattre"' in answer.text

    with PostgresDatabases(mortal.server).fresh(prepare=two_open_votes) as url:
        at_the_site(url, story)
