"""Every page and state, on a phone, on a desk, by day and by night: no axe-core violation, nothing out of the screen.

A machine sees only a part of RGAA: this is a gate, not a declaration of conformity.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Visitor, turned
from tests.web.forms import ANSWERS
from tests.web.world import EDITION, FAVOURITE, FAVOURITES, VOTE_OF_2024, World

pytestmark = pytest.mark.e2e

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
READ = ("/", *(f"/{EDITION}/{page}" for page in ("", "projets", f"projets/{FAVOURITE}", "regles", "vote", "resultats")))
MORE = (f"/{EDITION}/projets?q=rien+de+tel", f"/{EDITION}/projets?territoire=artois", f"/{EDITION}/projets/rien")


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """What axe-core finds wrong with a page, one line each; contrast is left to the system that forces its colours."""
    page.evaluate(AXE)
    options = {"runOnly": TAGS, "rules": {"color-contrast": {"enabled": colours}}}
    found = page.evaluate("options => axe.run(options).then(answer => answer.violations)", options)
    return [f"{page.url} {one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def too_wide(page: Page) -> list[str]:
    """The page, when it scrolls sideways."""
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{page.url} is {width} pixels too wide"] if width > 0 else []


def states(visitor: Visitor, town: World) -> Iterator[Page]:
    """Every page in every state that can be reached."""
    page = visitor.page
    for path in (*READ, *MORE):
        visitor.open(path)
        yield page
    for change in ({"nom": "", "mois": "14", "commune": ""}, {"annee": "2020"}, {}, {}):
        visitor.open(f"/{EDITION}/vote?projet={FAVOURITE}")
        type_in(page, {**ANSWERS, **change})
        yield page
    town.play()
    for path in READ:
        visitor.open(path)
        yield page
    town.clock.now = VOTE_OF_2024
    visitor.open(f"/{FAVOURITES}/vote")
    yield page


def type_in(page: Page, answers: Mapping[str, str]) -> None:
    """Fill the form in and send it."""
    for name in ("prenom", "nom", "jour", "mois", "annee", "commune"):
        page.locator(f"#{name}").fill(answers[name])
    with turned(page):
        page.get_by_role("button", name="Je vote").click()


def test_no_page_or_state_has_a_violation_on_a_phone(visitor: Visitor, town: World) -> None:
    assert [line for page in states(visitor, town) for line in violations(page) + too_wide(page)] == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")], ids=str)
def test_no_page_has_a_violation_at_another_width_or_by_night(
    chromium: Browser, site: str, town: World, width: int, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visitor = Visitor(page=page, site=site)
    found = []
    for path in READ:
        visitor.open(path)
        found += violations(page) + too_wide(page)
    town.play()
    for path in READ:
        visitor.open(path)
        found += violations(page) + too_wide(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("settings", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}], ids=str)
def test_the_ballot_works_with_forced_colours_and_reduced_motion(
    chromium: Browser, site: str, settings: Mapping[str, str]
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.emulate_media(**settings)  # type: ignore[arg-type] # one of the two literals above
    page.goto(f"{site}/{EDITION}/vote?projet={FAVOURITE}")
    type_in(page, ANSWERS)
    assert page.locator("h1").inner_text() == "Merci, votre vote est compté\u00a0!"
    assert violations(page, colours=False) == []
    context.close()
