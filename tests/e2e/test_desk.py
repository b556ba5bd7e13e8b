"""The agent's desk in Chromium: a phone or a desk for the agent, a tablet for the voter, the keyboard alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from concitoyen.usecases import passwords
from concitoyen.usecases.lend_kiosk import open_kiosk
from concitoyen.usecases.manage_agents import agent_of
from tests.e2e.conftest import Visitor, turned
from tests.e2e.test_accessibility import too_wide, violations
from tests.e2e.test_receipt import tab_to
from tests.e2e.test_sending import in_the_urn
from tests.web.agents import CHEAP, PASSWORD, hire
from tests.web.world import EDITION, FAVOURITE, World

pytestmark = pytest.mark.e2e
DESK, START = f"/agents/{EDITION}/guichet", f"/{EDITION}/kiosque"
SIZES = {"phone": (360, 740), "computer": (1280, 900)}
TYPED = ("Delattre", "Zoé", "27", "3", "2001", "Béthune")


@pytest.fixture
def town(town: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A town that votes at a desk only, where Camille is."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    town.ask_for_proof('["core:desk"]')
    hire(town)
    return town


@pytest.fixture(params=SIZES)
def screen(request: pytest.FixtureRequest) -> tuple[int, int]:
    """How wide and high both screens are."""
    return SIZES[request.param]


@pytest.fixture
def tablet(chromium: Browser, site: str, town: World, screen: tuple[int, int]) -> Iterator[Visitor]:
    """A tablet that Camille has lent, on its first screen."""
    with town.engine.begin() as desk:
        agent = agent_of(desk, "camille")
        wanted = (EDITION, "Marché d’Arras", town.clock.now + timedelta(hours=8))
        token, _ = open_kiosk(desk, agent, wanted, town.clock.now, chance=bytes)
    yield from _opened(chromium, site, screen, START, token)


@pytest.fixture
def agent(chromium: Browser, site: str, screen: tuple[int, int]) -> Iterator[Visitor]:
    """Camille, at her desk."""
    for visitor in _opened(chromium, site, screen, f"/agents/connexion?vers={DESK}"):
        visitor.page.get_by_label("Identifiant").fill("camille")
        visitor.page.get_by_label("Mot de passe").fill(PASSWORD)
        visitor.page.get_by_role("button", name="Se connecter").click()
        visitor.page.wait_for_url(f"**{DESK}")
        yield visitor


def _opened(chromium: Browser, site: str, screen: tuple[int, int], path: str, token: str = "") -> Iterator[Visitor]:
    width, height = screen
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
    if token:
        context.add_cookies([{"name": "kiosque", "value": token, "url": site, "httpOnly": True, "sameSite": "Strict"}])
    made = Visitor(page=context.new_page(), site=site)
    made.listen()
    made.open(path)
    yield made
    context.close()


def seen(page: Page) -> list[str]:
    """What is wrong with the page in sight: accessibility, and what is wider than the screen."""
    return violations(page) + too_wide(page)


def admit(page: Page) -> str:
    """The agent types a person by the keyboard alone, and reads the code."""
    tab_to(page, "#nom")
    for typed in TYPED:
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#code-guichet")
    return page.locator("#code-guichet").inner_text().replace(" ", "").replace("\n", "")


def test_an_agent_and_a_voter_by_keyboard_alone_from_the_document_to_the_receipt(
    agent: Visitor, tablet: Visitor, town: World
) -> None:
    desk, booth = agent.page, tablet.page
    faults = seen(desk) + seen(booth)
    code = admit(desk)
    expect(desk.locator("h1")).to_have_text("Le code de Zoé Delattre")
    faults += seen(desk)
    tab_to(booth, "#code")
    booth.keyboard.type("000000" if code != "000000" else "111111")
    with turned(booth):
        booth.keyboard.press("Enter")
    expect(booth.get_by_role("alert")).to_contain_text("Ce code n’est pas le bon")
    faults += seen(booth)
    tab_to(booth, "#code")
    booth.keyboard.press("Control+A")
    booth.keyboard.type(code)
    with turned(booth):
        booth.keyboard.press("Enter")
    expect(booth.get_by_text("un agent a vérifié qui vous êtes")).to_be_visible()
    assert booth.locator("#nom").count() == 0
    faults += seen(booth)
    tab_to(booth, f"#choix-cooperation-innovation-{FAVOURITE}")
    booth.keyboard.press("Space")
    tab_to(booth, "button[type=submit]")
    with turned(booth):
        booth.keyboard.press("Enter")
    expect(booth.locator("h1")).to_have_text("Merci, votre vote est compté\u00a0!")
    faults += seen(booth)
    assert "Delattre" not in booth.content()
    with turned(booth):
        booth.get_by_role("link", name="J’ai fini, au suivant").click()
    expect(booth.locator("#code")).to_have_value("")
    assert (in_the_urn(town), faults, agent.complaints, tablet.complaints) == ((1, 1), [], [], [])


def test_a_code_that_its_voter_left_on_the_first_screen_goes_away(tablet: Visitor) -> None:
    page = tablet.page
    page.clock.install()
    tablet.open(START)
    page.locator("#code").fill("123456")
    page.clock.run_for(80_000)
    expect(page.locator("#code")).to_have_value("123456")
    page.clock.run_for(30_000)
    expect(page.locator("#code")).to_have_value("")


def test_without_network_the_tablet_keeps_the_code_and_the_choices(
    agent: Visitor, tablet: Visitor, town: World
) -> None:
    code, page = admit(agent.page), tablet.page
    page.locator("#code").fill(code)
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("status").filter(has_text="Le réseau ne répond pas.")).to_be_visible()
    with turned(page):
        page.context.set_offline(offline=False)
    page.locator(f"#choix-cooperation-innovation-{FAVOURITE}").check()
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Je vote").click()
    expect(page.get_by_role("status").filter(has_text="Le réseau ne répond pas.")).to_be_visible()
    with turned(page):
        page.context.set_offline(offline=False)
    expect(page.locator("h1")).to_have_text("Merci, votre vote est compté\u00a0!")
    assert in_the_urn(town) == (1, 1)
