"""A tablet lent by an agent is never told to wait; a cookie that somebody invents changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from litestar.testing import TestClient
from litestar.types import Scope

from concitoyen.usecases import passwords
from concitoyen.web.door import Jar
from concitoyen.web.places import LOOKED_UP_A_SECOND, MOST_REMEMBERED, REMEMBERED, AgentsPlaces
from tests.web.agents import CHEAP, Client, enter, hire, lend, send
from tests.web.world import World


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def tablet(town: World) -> Iterator[Client]:
    """A tablet lent to voters."""
    hire(town)
    with TestClient(town.app()) as made:
        enter(made)
        lend(made)
        yield made


@pytest.fixture
def places(town: World) -> AgentsPlaces:
    return AgentsPlaces(town.engine, Jar(secure=False), town.clock)


def holding(cookie: str) -> Scope:
    return cast(Scope, {"headers": [(b"cookie", cookie.encode())]})


def test_the_tablet_is_exempt_until_it_is_paused_or_its_hour(town: World, tablet: Client, places: AgentsPlaces) -> None:
    asks = holding(f"csrf=x; kiosque={tablet.cookies['kiosque']}")
    assert places(asks)
    send(tablet, "/agents/borne", "/agents/borne/pause", {})
    assert places(asks)  # remembered for a few seconds
    town.clock.now += REMEMBERED
    assert not places(asks)


def test_nobody_else_is(places: AgentsPlaces, tablet: Client) -> None:
    for cookie in ("", "kiosque=", f"kiosque={'ab' * 32}", f"agent={tablet.cookies['kiosque']}", "kiosque=" + "é" * 9):
        assert not places(holding(cookie))
    assert not places(cast(Scope, {"headers": []}))


def test_invented_cookies_ask_the_database_a_few_times_a_second(
    town: World, places: AgentsPlaces, tablet: Client
) -> None:
    for number in range(LOOKED_UP_A_SECOND):
        assert not places(holding(f"kiosque={number:064x}"))
    asks = holding(f"kiosque={tablet.cookies['kiosque']}")
    assert not places(asks)
    town.clock.now += timedelta(seconds=1)
    assert places(asks)


def test_what_is_remembered_is_bounded(town: World, places: AgentsPlaces) -> None:
    for number in range(MOST_REMEMBERED + 50):
        town.clock.now += timedelta(seconds=1) if number % LOOKED_UP_A_SECOND == 0 else timedelta(0)
        places(holding(f"kiosque={number:064x}"))
    assert len(places._known) == MOST_REMEMBERED
