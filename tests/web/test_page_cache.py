"""Pages kept in memory: always the page that would be made now, for everybody alike, within bounds."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import text

from concitoyen.plugin.packs import Packs
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases, PostgresDatabases
from concitoyen.testing.postgres import PostgresServer
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.web import public
from concitoyen.web.app import Application
from concitoyen.web.contexts.home import HomePage
from concitoyen.web.front.gate import FRESH, LAST_RESORT
from concitoyen.web.front.porch import Porch
from concitoyen.web.pages.home import home_page
from concitoyen.web.public import PublicEdition
from tests.loops import run
from tests.web.conftest import Client
from tests.web.elsewhere import CHANGES, WIELICZKA, settle
from tests.web.forms import ANSWERS, IDENTITY, send
from tests.web.test_replacing import code, replace
from tests.web.world import (
    EDITION,
    FAVOURITE,
    FAVOURITES,
    IN_PREPARATION,
    RESULTS_ARE_OUT,
    ROLL_KEY,
    VOTE_IS_CLOSED,
    VOTE_IS_OPEN,
    World,
    world,
)

PAGES = (
    "/",
    f"/{EDITION}/",
    f"/{EDITION}/projets",
    f"/{EDITION}/projets?categorie=pratiques",
    f"/{EDITION}/projets/{FAVOURITE}",
    f"/{EDITION}/regles",
    f"/{EDITION}/resultats",
    f"/{FAVOURITES}/",
    "/api/editions",
    f"/api/editions/{EDITION}",
    f"/api/editions/{EDITION}/proposals",
    f"/api/editions/{EDITION}/proposals/{FAVOURITE}",
)


def porch_of(app: Litestar) -> Porch:
    """What stands before the routes of a site."""
    return cast(Application, app).porch


A_MOMENT = timedelta(microseconds=1)


def boundaries(town: World) -> list[datetime]:
    """Every instant at which a phase of either edition opens or closes."""
    with town.engine.read() as desk:
        calendars = [desk.edition(name)[1].calendar for name in (EDITION, FAVOURITES)]
    return sorted({at for calendar in calendars for phase in calendar.phases for at in (phase.opens, phase.closes)})


@pytest.fixture(scope="module")
def both(published: World) -> Iterator[tuple[Client, Client, World]]:
    """The same world with its pages kept, and with none kept."""
    with TestClient(published.app()) as keeps, TestClient(published.app(page_cache_bytes=0)) as makes:
        yield keeps, makes, published


@examples(max_examples=60)
@given(data=st.data())
def test_a_page_kept_is_the_page_that_would_be_made_at_any_instant(
    both: tuple[Client, Client, World], data: st.DataObject
) -> None:
    keeps, makes, town = both
    path = data.draw(st.sampled_from(PAGES))
    edges = st.builds(
        lambda edge, step: edge + step * A_MOMENT, st.sampled_from(boundaries(town)), st.sampled_from((-1, 0, 1))
    )
    anywhere = st.datetimes(datetime(2022, 12, 1), datetime(2025, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware by `timezones`
    for at in data.draw(st.lists(edges | anywhere, min_size=1, max_size=4)):
        town.clock.now = at
        assert keeps.get(path).content == makes.get(path).content


@pytest.mark.parametrize("path", PAGES)
def test_a_page_changes_at_the_exact_instant_and_is_kept_until_the_next(town: World, path: str) -> None:
    with TestClient(town.app()) as keeps, TestClient(town.app(page_cache_bytes=0)) as makes:
        for edge in boundaries(town):
            for at in (edge - A_MOMENT, edge):
                town.clock.now = at
                assert keeps.get(path).content == makes.get(path).content, at


def acts(town: World) -> Iterator[Callable[[], object]]:
    """The acts of an edition from the opening of the vote to the publication."""
    with TestClient(town.app()) as client:
        town.clock.now = VOTE_IS_OPEN
        yield lambda: client.get(f"/{EDITION}/")
        yield town.count
        with town.engine.read() as desk:
            outcome = desk.work.outcomes.get(EDITION)
        left = next(result.candidate for result in outcome.results if result.decision == "not-funded")
        yield lambda: town.amend(left)
        yield town.publish


def rows(town: World) -> list[object]:
    """Every row from which the public pages are made."""
    with town.engine.store.transaction() as session:
        tables = ("editions", "proposals", "outcomes", "awards", "journal")
        return [session.connection().execute(text(f"SELECT * FROM {table}")).all() for table in tables]  # noqa: S608 - names written above


def test_whatever_changes_a_page_changes_the_mark_of_its_edition(town: World) -> None:
    changes = []
    for act in acts(town):
        before, marked = rows(town), marks(town)
        act()
        changes.append((rows(town) != before, marks(town) != marked))
    assert changes == [(True, True)] * 4


def marks(town: World) -> object:
    with town.engine.read() as desk:
        return desk.work.editions.marks()


def test_an_act_of_this_process_shows_at_once(town: World) -> None:
    with TestClient(town.app()) as client:
        town.count()
        assert "voix" not in client.get(f"/{EDITION}/projets/{FAVOURITE}").text
        town.publish()
        assert "42\u00a0voix" in client.get(f"/{EDITION}/projets/{FAVOURITE}").text


def test_ballots_make_no_page_again(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(town.app()) as client, counted(monkeypatch) as made:
        for _ in range(3):
            assert send(client, {**ANSWERS, "prenom": f"Zoé {len(made)}"}).status_code in {201, 409}
            client.get(f"/{EDITION}/")
    assert len(made) == 1


def replacing(town: World) -> tuple[str, Client, str]:
    """An edition whose ballots can be replaced, a visitor, and the code of a ballot that is in."""
    edition, client = settle(town, "wieliczka-2023", WIELICZKA, urn=CHANGES), TestClient(town.app())
    return edition, client, code(send(client, {**IDENTITY, "commune": "Wieliczka", "choix-projects": "p1"}, edition))


def test_a_rush_of_replacements_makes_no_page_again(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    edition, client, typed = replacing(town)
    with client, counted(monkeypatch) as made:
        pages = [client.get(f"/{edition}/").text]
        for project in ("p2", "p3", "p4"):
            assert replace(client, edition, typed, project).status_code == 201
            pages.append(client.get(f"/{edition}/").text)
    assert (len(made), len(set(pages))) == (1, 1)
    with town.engine.read() as desk:
        assert [act.kind for act in desk.work.journal.of(edition)][-3:] == ["ballot.replaced"] * 3


def test_the_pages_print_the_last_act_that_is_not_a_replacement(town: World) -> None:
    edition, client, typed = replacing(town)
    with client:
        replace(client, edition, typed)
        with town.engine.begin() as desk:
            act = desk.record(Signature("mission ESS", town.clock.now), "essai", edition)
        replace(client, edition, typed, "p3")
        assert act.hash[:12] in client.get(f"/{edition}/").text
        assert client.get(f"/api/editions/{edition}").json()["journal_head"] == act.hash


@contextmanager
def another_process(town: World) -> Iterator[World]:
    """Another process on the same database: it shares nothing with the first but what is written."""
    engine = Engine(Store.open(town.settings.database_url), Packs.discover(), ROLL_KEY.encode())
    yield World(engine=engine, settings=town.settings, clock=town.clock, pulse=town.pulse)
    engine.store.close()


def test_an_act_of_another_process_shows_within_a_second(databases: Databases) -> None:
    path = f"/{EDITION}/resultats"
    with world(databases) as town, another_process(town) as other, TestClient(town.app()) as client:
        town.count()
        town.clock.now = RESULTS_ARE_OUT
        assert "Résultats à venir" in client.get(path).text
        other.publish()
        town.pulse.seconds += FRESH - 0.01
        assert "Résultats à venir" in client.get(path).text
        town.pulse.seconds += 0.01
        assert "Publiés le 21 novembre 2023" in client.get(path).text


def test_while_the_database_is_away_nothing_changes_and_pages_still_show(postgres: PostgresServer) -> None:
    path = f"/{EDITION}/"
    with world(PostgresDatabases(postgres)) as town, TestClient(town.app()) as client:
        page = client.get(path).content
        with away(town, postgres):
            town.pulse.seconds += 2 * FRESH
            assert client.get(path).content == page
            assert client.get(f"/{EDITION}/regles").status_code == 503
            town.pulse.seconds += LAST_RESORT
            assert client.get(path).status_code == 503
        assert client.get(path).content == page


@contextmanager
def away(town: World, postgres: PostgresServer) -> Iterator[None]:
    """A database that refuses everybody, those who were connected included."""
    name = town.engine.store.engine.url.database
    lock, unlock = (f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {allowed}' for allowed in ("false", "true"))
    store = Store.open(postgres.url("postgres"))
    everybody = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - the test's own database
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(lock))
        connection.execute(text(everybody))
        yield
        connection.execute(text(unlock))
    store.close()


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Every home page that is made meanwhile."""
    made: list[object] = []

    def home(view: PublicEdition) -> HomePage:
        made.append(view)
        return home_page(view)

    monkeypatch.setattr("concitoyen.web.pages.routes.home_page", home)
    yield made


def test_a_crowd_that_comes_at_once_has_the_page_made_once(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def crowd(app: Litestar) -> set[bytes]:
        async with AsyncClient(transport=ASGITransport(app=cast(Any, app)), base_url="http://site") as client:
            answers = await asyncio.gather(*(client.get(f"/{EDITION}/") for _ in range(50)))
        return {answer.content for answer in answers}

    town.clock.now = IN_PREPARATION
    with counted(monkeypatch) as made:
        assert len(run(crowd(town.app()))) == 1
    assert len(made) == 1


# ── what is kept, and how much ────────────────────────────────────────────────────────────────────────


def test_parameters_that_mean_nothing_make_no_other_page(town: World) -> None:
    app = town.app()
    with TestClient(app) as client:
        page = client.get(f"/{EDITION}/projets").content
        size = porch_of(app).pages.size
        for number in range(30):
            for query in (f"fbclid={number}", f"x={number}&page=1", f"q=&q=%20&y={number}"):
                assert client.get(f"/{EDITION}/projets?{query}").content == page
            client.get(f"/{EDITION}?utm={number}")
        assert porch_of(app).pages.size == size + home_size(town)


def home_size(town: World) -> int:
    app = town.app()
    with TestClient(app) as client:
        client.get(f"/{EDITION}/")
    return porch_of(app).pages.size


def test_the_same_filters_in_another_order_are_the_same_page(town: World) -> None:
    app = town.app()
    with TestClient(app) as client:
        one = client.get(f"/{EDITION}/projets?categorie=pratiques&territoire=artois")
        size = porch_of(app).pages.size
        other = client.get(f"/{EDITION}/projets?territoire=artois&z=1&categorie=pratiques&page=1&theme=")
    assert (other.content, porch_of(app).pages.size) == (one.content, size)


@pytest.mark.parametrize(
    "query",
    [
        "q=alimentation",
        "categorie=ma-voisine",
        "categorie=pratiques&categorie=x",
        "page=9999",
        "theme=%ff",
        "x=1&" * 21,
        "categorie=" + "a" * 600,
    ],
)
def test_what_somebody_typed_is_kept_nowhere(client: Client, town: World, query: str) -> None:
    app = town.app()
    with TestClient(app) as browser:
        asked = browser.get(f"/{EDITION}/projets?{query}")
        assert asked.status_code == 200
        assert porch_of(app).pages.size == 0
        assert asked.content == client.get(f"/{EDITION}/projets?{query}").content


def test_the_ballot_and_refusals_are_kept_nowhere(town: World) -> None:
    app = town.app()
    with TestClient(app) as client:
        for path in (f"/{EDITION}/vote", f"/{EDITION}/projets/rien", "/rien/", f"/api/editions/{EDITION}/outcome"):
            client.get(path)
    assert porch_of(app).pages.size == 0


def test_a_cookie_changes_nothing_in_a_page_for_all(town: World) -> None:
    with TestClient(town.app()) as visitor, TestClient(town.app()) as voter:
        voter.get(f"/{EDITION}/vote")
        assert voter.cookies
        assert voter.get(f"/{EDITION}/").content == visitor.get(f"/{EDITION}/").content


def test_many_filters_never_send_a_plain_page_away(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = town.app(page_cache_bytes=200_000)
    with TestClient(app) as client, counted(monkeypatch) as made:
        client.get(f"/{EDITION}/regles")  # the vote opens
        client.get(f"/{EDITION}/")
        for theme in ("culture", "sante", "handicap", "citoyennete", "environnement"):
            for category in ("pratiques", "cooperation-innovation"):
                client.get(f"/{EDITION}/projets?theme={theme}&categorie={category}")
        client.get(f"/{EDITION}/")
        assert porch_of(app).pages.size <= 200_000
    assert len(made) == 1


def test_static_files_are_kept_too_and_stay_as_long_in_the_browser(town: World) -> None:
    app = town.app()
    with TestClient(app) as client:
        href = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
        first = client.get(href)
        size = porch_of(app).pages.size
        again = client.get(href, headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert first.headers["content-encoding"] == "gzip"
    assert (again.status_code, porch_of(app).pages.size) == (304, size)


def test_after_the_closing_minute_no_kept_page_calls_to_vote(town: World) -> None:
    with TestClient(town.app()) as client:
        town.clock.now = datetime(2023, 9, 30, 21, 59, 59, 999_999, tzinfo=UTC)
        assert f'href="/{EDITION}/vote"' in client.get(f"/{EDITION}/").text
        town.clock.now += A_MOMENT
        assert f'href="/{EDITION}/vote"' not in client.get(f"/{EDITION}/").text
        town.clock.now = VOTE_IS_CLOSED
        assert "Le vote est terminé" in client.get(f"/{EDITION}/").text


def test_the_ballot_and_searches_read_the_edition_once_as_long_as_nothing_is_written(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    real = public.edition

    def edition(engine: Engine, name: str, at: datetime) -> PublicEdition:
        reads.append(name)
        return real(engine, name, at)

    monkeypatch.setattr(public, "edition", edition)
    with TestClient(town.app()) as client:
        client.get(f"/{EDITION}/regles")  # the vote opens
        reads.clear()
        for word in ("jardin", "eau", "air"):
            assert client.get(f"/{EDITION}/vote").status_code == 200
            assert client.get(f"/{EDITION}/projets?q={word}").status_code == 200
        assert reads == [EDITION]
        town.count()
        client.get(f"/{EDITION}/vote")
        assert reads == [EDITION, EDITION]


@pytest.mark.parametrize("path", [f"/{FAVOURITES}/vote", f"/{FAVOURITES}/projets?q=a"])
def test_a_page_made_each_time_changes_at_the_exact_instant_too(town: World, path: str) -> None:
    with TestClient(town.app()) as keeps, TestClient(town.app(page_cache_bytes=0)) as makes:
        for edge in boundaries(town):
            for at in (edge - A_MOMENT, edge):
                town.clock.now = at
                assert without_token(keeps.get(path).text) == without_token(makes.get(path).text), at


def without_token(page: str) -> str:
    return re.sub(r'name="(?:_csrf_token|essai)" value="[^"]*"', "", page)
