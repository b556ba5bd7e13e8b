"""An agent signs in and lends a tablet; every page and state of it passes axe-core, on a phone and on a desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from concitoyen.domain.agents import Grant, Role
from tests.e2e.conftest import Visitor
from tests.e2e.test_accessibility import too_wide, violations
from tests.web.agents import PASSWORD, PIN, hire
from tests.web.world import EDITION, World

pytestmark = pytest.mark.e2e


def sent(page: Page, button: str) -> Page:
    """Press a button by keyboard, and wait for the page that follows."""
    page.get_by_role("button", name=button).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def fill(page: Page, **fields: str) -> None:
    """Type in fields, each reached by its label's id."""
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def states(page: Page, site: str) -> Iterator[Page]:
    """Every page of an agent and of a tablet, in every state that can be reached."""
    page.goto(f"{site}/agents/connexion")
    yield page
    fill(page, identifiant="camille", motdepasse="autre")
    yield sent(page, "Se connecter")
    fill(page, identifiant="camille", motdepasse=PASSWORD)
    yield sent(page, "Se connecter")
    for path in ("moi", "confirmer", f"kiosque?edition={EDITION}"):
        page.goto(f"{site}/agents/{path}")
        yield page
    fill(page, lieu="", heure="18:00")
    yield sent(page, "Ouvrir la borne")
    fill(page, lieu="Marché d’Arras")
    yield sent(page, "Ouvrir la borne")
    yield sent(page, "Mettre en pause")
    fill(page, code="111213")
    yield sent(page, "Rouvrir aux votants")
    fill(page, code=PIN)
    yield sent(page, "Rouvrir aux votants")
    fill(page, code=PIN)
    yield sent(page, "Fermer la borne")
    fill_in_again(page, site)
    page.goto(f"{site}/agents/kiosque")
    yield page
    yield sent(page, "Se déconnecter")


def fill_in_again(page: Page, site: str) -> None:
    """Sign in once more, after the tablet was given back."""
    page.goto(f"{site}/agents/connexion")
    fill(page, identifiant="camille", motdepasse=PASSWORD)
    sent(page, "Se connecter")


@pytest.fixture
def camille(town: World) -> None:
    """An agent of the desk, who is also a member of the bureau."""
    hire(town, "camille", Grant(role=Role.DESK, edition=EDITION), Grant(role=Role.BUREAU))


@pytest.mark.usefixtures("camille")
def test_an_agents_pages_have_no_violation_on_a_phone(visitor: Visitor) -> None:
    headings = []
    for page in states(visitor.page, visitor.site):
        headings.append(visitor.heading())
        assert violations(page) + too_wide(page) == []
    assert headings == [
        "Connexion des agents",
        "Connexion des agents",
        "Mon espace",
        "Mon compte",
        "Votre mot de passe, encore une fois",
        "Bornes de vote",
        "Bornes de vote",
        "La borne est ouverte",
        "La borne est en pause",
        "La borne est en pause",
        "La borne est ouverte",
        "Cette borne est fermée",
        "Bornes de vote",
        "Connexion des agents",
    ]


@pytest.mark.usefixtures("camille")
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")], ids=str)
def test_an_agents_pages_have_no_violation_at_another_width_or_by_night(
    chromium: Browser, site: str, width: int, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = [line for state in states(page, site) for line in violations(state) + too_wide(state)]
    context.close()
    assert found == []


@pytest.mark.usefixtures("camille")
def test_the_sign_in_is_done_by_keyboard_alone(visitor: Visitor) -> None:
    visitor.open("/agents/kiosque")
    page = visitor.page
    page.locator("#identifiant").focus()
    page.keyboard.type("camille")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert visitor.heading() == "Bornes de vote"
