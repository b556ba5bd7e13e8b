"""Voting while the site is attacked: the browser makes the effort, on a page that came by itself too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor, serve
from tests.e2e.test_accessibility import too_wide, violations
from tests.e2e.test_voter import fill_in, send
from tests.web.world import EDITION, World

pytestmark = pytest.mark.e2e
DONE = "Vérification faite\u00a0: vous pouvez envoyer."


@pytest.fixture
def site(town: World) -> Iterator[str]:
    """The site, asking everybody for the effort."""
    yield from serve(town.app(challenge="always"))


def test_a_voter_corrects_a_slip_and_votes_under_attack(visitor: Visitor, town: World) -> None:
    status = visitor.page.locator("[data-challenge-status]")
    visitor.open(f"/{EDITION}/vote?projet=handi62")
    fill_in(visitor, name="")
    expect(status).to_have_text(DONE, timeout=20_000)
    send(visitor)
    visitor.page.get_by_label("Nom", exact=True).fill("Delattre")
    expect(status).to_have_text(DONE, timeout=20_000)
    assert violations(visitor.page) + too_wide(visitor.page) == []
    send(visitor)
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"
    with town.engine.read() as desk:
        assert desk.work.urn.count(EDITION) == 1
