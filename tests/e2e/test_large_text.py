"""Doubled text on a phone (WCAG 1.4.4) and 400 % of zoom (1.4.10): nothing scrolls sideways, no word is cut off.

Every page and state of the other walks is looked at again: the public pages with all kinds of ballots, the voter's
path, the agents' pages, a lent tablet, the desk, a box of paper, the bureau's ceremony, and what stands in the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from concitoyen.domain.agents import Grant, Role
from concitoyen.usecases.lend_kiosk import open_kiosk
from concitoyen.usecases.manage_agents import agent_of
from tests.e2e.conftest import Visitor
from tests.e2e.screenshots import served
from tests.e2e.test_agents import states
from tests.e2e.test_bureau import bureau as bureau  # noqa: PLC0414 - a fixture
from tests.e2e.test_bureau import ceremony
from tests.e2e.test_desk import DESK, START, admit
from tests.e2e.test_kiosk import begin, fill, send
from tests.e2e.test_paper import box, cards_of, desk_of, sign_in
from tests.e2e.test_paper import two_agents as two_agents  # noqa: PLC0414 - a fixture
from tests.web.agents import hire
from tests.web.elsewhere import POINTS, THREE_DISTRICTS, TWO_DISTRICTS, WIELICZKA, Project, settle
from tests.web.preview import write
from tests.web.world import EDITION, World

pytestmark = pytest.mark.e2e

PHONE = {"width": 360, "height": 740}
READERS: Mapping[str, tuple[dict[str, int], str]] = {
    "doubled text on a phone": (PHONE, "200%"),
    "400 % of zoom": ({"width": 320, "height": 256}, "100%"),
    "doubled text on a desk": ({"width": 1280, "height": 900}, "200%"),
}
"""The screen of each, and the size of the letters for who reads there, against the one that the style sheet gives."""

CUT_OFF = """size => {
  const style = document.documentElement.style;
  style.fontSize = "";
  const given = parseFloat(getComputedStyle(document.documentElement).fontSize);
  style.fontSize = `${given * parseFloat(size) / 100}px`;
  const found = new Set();
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) found.add(`scrolls ${wide} pixels sideways`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || element.closest(".visually-hidden, .stackable thead, .skip")) continue;
    range.selectNodeContents(texts.currentNode);
    for (const box of range.getClientRects()) {
      if (box.width > 1 && (box.left < -1 || box.right > window.innerWidth + 1)) {
        found.add(`cuts « ${texts.currentNode.textContent.trim().slice(0, 60)} »`);
      }
    }
  }
  style.fontSize = "";
  return [...found];
}"""


def cut_off(page: Page) -> list[str]:
    """What is out of the screen for each of those readers; the page is left as it was."""
    before = page.viewport_size
    found = []
    for reader, (screen, size) in READERS.items():
        page.set_viewport_size(screen)  # type: ignore[arg-type] # a width and a height
        found += [f"{page.url}, {reader}: {told}" for told in page.evaluate(CUT_OFF, size)]
    page.set_viewport_size(before or PHONE)  # type: ignore[arg-type] # as above
    return found


def test_no_public_page_kind_of_ballot_or_step_of_the_vote_is_cut_off(chromium: Browser, tmp_path: Path) -> None:
    pages = write(tmp_path)
    found = []
    with served(tmp_path) as site:
        page = chromium.new_page(viewport=PHONE)  # type: ignore[arg-type] # as above
        for path in pages:
            page.goto(f"{site}/{path.name}")
            found += cut_off(page)
        page.close()
    assert found == []


def test_no_page_of_an_agent_or_of_the_tablet_that_they_lend_is_cut_off(visitor: Visitor, town: World) -> None:
    hire(town, "camille", Grant(role=Role.DESK, edition=EDITION), Grant(role=Role.BUREAU))
    assert [told for page in states(visitor.page, visitor.site) for told in cut_off(page)] == []


def test_no_page_of_the_bureaus_ceremony_is_cut_off(visitor: Visitor, bureau: World) -> None:
    assert [told for page in ceremony(visitor.page, visitor.site, bureau) for told in cut_off(page)] == []


@pytest.mark.usefixtures("two_agents")
def test_no_page_of_a_box_of_paper_is_cut_off(visitor: Visitor, chromium: Browser) -> None:
    with desk_of(chromium, visitor.site, "bo", viewport=PHONE) as other:
        assert [told for page in box(visitor.page, other, visitor.site) for told in cut_off(page)] == []


@pytest.mark.usefixtures("two_agents")
@pytest.mark.parametrize(
    ("rulebook", "projects"), [(POINTS, WIELICZKA), (TWO_DISTRICTS, THREE_DISTRICTS)], ids=["points", "districts"]
)
def test_no_page_of_other_cards_is_cut_off(
    visitor: Visitor, town: World, rulebook: str, projects: Sequence[Project]
) -> None:
    cards_of(visitor.page, visitor.site, settle(town, rulebook, projects))
    assert cut_off(visitor.page) == []


def tablet(visitor: Visitor, town: World) -> Page:
    """The browser becomes a tablet that Camille has lent, on its first screen."""
    hire(town)
    with town.engine.begin() as desk:
        wanted = (EDITION, "Marché d’Arras", town.clock.now + timedelta(hours=8))
        token, _ = open_kiosk(desk, agent_of(desk, "camille"), wanted, town.clock.now, chance=bytes)
    cookie = {"name": "kiosque", "value": token, "url": visitor.site, "httpOnly": True, "sameSite": "Strict"}
    visitor.page.context.add_cookies([cookie])  # type: ignore[list-item] # the keys of a cookie
    visitor.open(START)
    return visitor.page


def vote_on(page: Page) -> Iterator[Page]:
    """Every screen of a voter on a tablet, with a slip on the way."""
    yield page
    begin(page)
    yield page
    fill(page, "")
    send(page)
    yield page
    fill(page, "Un")
    send(page)
    yield page


def test_no_screen_of_a_lent_tablet_is_cut_off(visitor: Visitor, town: World) -> None:
    assert [told for page in vote_on(tablet(visitor, town)) for told in cut_off(page)] == []


def at_the_desk(page: Page, site: str) -> Iterator[Page]:
    """The agent's page, and the code that it gives."""
    sign_in(page, site, "camille")
    page.goto(f"{site}{DESK}")
    yield page
    admit(page)
    yield page


def test_no_page_of_the_agents_desk_is_cut_off(visitor: Visitor, town: World) -> None:
    town.ask_for_proof('["core:desk"]')
    page = tablet(visitor, town)
    found = cut_off(page)
    page.context.clear_cookies()
    found += [told for state in at_the_desk(page, visitor.site) for told in cut_off(state)]
    assert found == []
