"""A lent tablet in Chromium: voters in turn, the network cut, nobody there, nothing left behind."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from concitoyen.usecases.lend_kiosk import open_kiosk
from tests.e2e.conftest import Visitor, turned
from tests.e2e.test_accessibility import too_wide, violations
from tests.web.agents import hire
from tests.web.forms import IDENTITY
from tests.web.world import EDITION, FAVOURITE, VOTE_IS_CLOSED, World

pytestmark = pytest.mark.e2e
START = f"/{EDITION}/kiosque"


@pytest.fixture
def tablet(chromium: Browser, site: str, town: World) -> Iterator[Visitor]:
    """A tablet that an agent has lent, on its first screen."""
    agent = hire(town)
    with town.engine.begin() as desk:
        wanted = (EDITION, "Marché d’Arras", town.clock.now + timedelta(hours=8))
        token, _ = open_kiosk(desk, agent, wanted, town.clock.now, chance=bytes)
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, locale="fr-FR", has_touch=True)
    context.add_cookies([{"name": "kiosque", "value": token, "url": site, "httpOnly": True, "sameSite": "Strict"}])
    made = Visitor(page=context.new_page(), site=site)
    made.open(START)
    yield made
    context.close()


def left_alone(page: Page, seconds: int = 80) -> Locator:
    """Let time go on until the tablet asks whether somebody is there: not before so many seconds.

    A page that still scrolls when time jumps counts it as a hand, and waits anew.
    """
    dialog = page.get_by_role("alertdialog", name="Vous êtes toujours là ?")
    page.clock.run_for(1000 * seconds)
    expect(dialog).to_have_count(0)
    for _ in range(10):
        if dialog.count():
            break
        page.clock.run_for(10_000)
    expect(dialog).to_be_visible()
    return dialog


def begin(page: Page) -> None:
    with turned(page):
        page.get_by_role("link", name="Commencer").click()


def fill(page: Page, name: str) -> None:
    page.locator(f"#choix-cooperation-innovation-{FAVOURITE}").check()
    for field, typed in {**IDENTITY, "nom": name}.items():
        page.locator(f"#{field}").fill(typed)


def send(page: Page) -> None:
    with turned(page):
        page.get_by_role("button", name="Je vote").click()


def in_the_urn(town: World) -> tuple[int, int]:
    with town.engine.read() as desk:
        return desk.work.roll.count(EDITION), desk.work.urn.count(EDITION)


def test_voters_follow_each_other_and_the_history_holds_one_page(tablet: Visitor, town: World) -> None:
    page = tablet.page
    pages_before = page.evaluate("history.length")
    for name in ("Un", "Deux", "Trois"):
        begin(page)
        fill(page, name)
        send(page)
        expect(page.locator("h1")).to_have_text("Merci, votre vote est compté\u00a0!")
        with turned(page):
            page.get_by_role("link", name="J’ai fini, au suivant").click()
        expect(page.locator("h1")).to_have_text("Ici, on vote")
    assert in_the_urn(town) == (3, 3)
    assert page.evaluate("history.length") == pages_before
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("history.state") is None


def test_the_tablet_takes_the_whole_screen_and_keeps_it_from_voter_to_voter(tablet: Visitor) -> None:
    page, button = tablet.page, tablet.page.get_by_role("button", name="Plein écran")
    with turned(page):
        page.get_by_role("link", name="Commencer").click()
    page.wait_for_function("document.fullscreenElement !== null")
    fill(page, "Un")
    send(page)
    with turned(page):
        page.get_by_role("link", name="J’ai fini, au suivant").click()
    expect(page.locator("h1")).to_have_text("Ici, on vote")
    assert page.evaluate("document.fullscreenElement !== null")
    expect(button).to_be_hidden()
    page.evaluate("document.exitFullscreen()")
    expect(button).to_be_visible()
    assert violations(page) + too_wide(page) == []
    button.click()
    page.wait_for_function("document.fullscreenElement !== null")
    expect(button).to_be_hidden()


def test_the_thanks_go_back_to_the_start_by_themselves_and_can_be_kept_longer(tablet: Visitor) -> None:
    page = tablet.page
    page.clock.install()
    tablet.open(START)
    begin(page)
    fill(page, "Un")
    send(page)
    page.clock.run_for(10_000)  # and time goes on by itself
    expect(page.locator("[data-left]")).to_have_text(
        re.compile("(20|1[0-9])\u00a0secondes")
    )  # time goes on by itself too
    page.get_by_role("button", name="Rester une minute de plus").click()
    page.clock.run_for(30_000)
    expect(page.locator(".receipt")).to_be_visible()
    page.clock.run_for(51_000)
    expect(page.locator("h1")).to_have_text("Ici, on vote")


def test_a_form_that_is_left_is_cleared_after_a_warning_that_can_be_put_off(tablet: Visitor) -> None:
    page = tablet.page
    page.clock.install()
    tablet.open(START)
    begin(page)
    fill(page, "Un")
    dialog = left_alone(page)
    expect(dialog).to_contain_text("vos choix seront effacés")
    expect(page.get_by_role("button", name="Je continue")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#nom")).to_have_value("Un")
    left_alone(page)
    page.clock.run_for(30_000)
    expect(page.locator("h1")).to_have_text("Ici, on vote")
    begin(page)
    expect(page.locator("#nom")).to_have_value("")
    assert page.locator("input:checked").count() == 0


def test_an_answer_lost_as_the_vote_closes_is_found_again_on_a_tablet_that_has_ended(
    tablet: Visitor, town: World
) -> None:
    page, sent = tablet.page, list[str]()

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            route.fetch()
            town.clock.now = VOTE_IS_CLOSED
            route.abort("connectionreset")
        else:
            route.continue_()

    begin(page)
    fill(page, "Un")
    page.route("**/kiosque/vote", lose_the_first)
    page.get_by_role("button", name="Je vote").click()
    expect(page.locator("h1")).to_have_text("Votre vote est bien enregistré", timeout=20_000)
    expect(page.locator("#recu-code")).to_have_text(re.compile("[0-9a-f]{4}"))
    assert len(sent) > len(set(sent)) == 1
    assert violations(page) + too_wide(page) == []
    with turned(page):
        page.get_by_role("link", name="J’ai fini, au suivant").click()
    expect(page.locator("h1")).to_have_text("Cette borne est fermée")
    assert in_the_urn(town) == (1, 1)


def test_a_ballot_that_comes_after_the_hour_is_told_that_the_tablet_is_closed(tablet: Visitor, town: World) -> None:
    page = tablet.page
    begin(page)
    fill(page, "Un")
    town.clock.now += timedelta(hours=9)
    send(page)
    expect(page.locator("h1")).to_have_text("Cette borne est fermée")
    assert in_the_urn(town) == (0, 0)


def test_without_network_the_tablet_says_so_keeps_the_vote_and_sends_it_once(tablet: Visitor, town: World) -> None:
    page = tablet.page
    begin(page)
    fill(page, "Un")
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Je vote").click()
    expect(page.get_by_role("status").filter(has_text="Le réseau ne répond pas.")).to_be_visible()
    expect(page.locator("#nom")).to_have_value("Un")
    page.context.set_offline(offline=False)
    expect(page.locator("h1")).to_have_text("Merci, votre vote est compté\u00a0!", timeout=20_000)
    page.context.set_offline(offline=True)
    page.get_by_role("link", name="J’ai fini, au suivant").click()
    expect(page.get_by_text("Pas de réseau. Nouvel essai dans un instant…")).to_be_visible()
    assert page.locator("#recu-code").count() == 0
    page.context.set_offline(offline=False)
    expect(page.locator("h1")).to_have_text("Ici, on vote", timeout=10_000)
    assert in_the_urn(town) == (1, 1)


def test_the_next_voter_finds_nothing_by_going_back(tablet: Visitor) -> None:
    page = tablet.page
    begin(page)
    fill(page, "Un")
    send(page)
    with turned(page):
        page.get_by_role("link", name="J’ai fini, au suivant").click()
    page.get_by_role("link", name="Agent").click()
    page.wait_for_url("**/agents/borne")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Ici, on vote")
    assert "Delattre" not in page.content()
    assert page.locator("#recu-code").count() == 0


def test_leaving_the_tablet_asks_for_the_agents_code(tablet: Visitor) -> None:
    page = tablet.page
    page.get_by_role("link", name="Agent").click()
    expect(page.get_by_label("Code à 6 chiffres")).to_be_visible()
    page.goto(f"{tablet.site}/{EDITION}/vote")
    assert page.url == f"{tablet.site}{START}"


def test_everything_can_be_cleared_at_once_and_no_screen_has_a_violation(tablet: Visitor) -> None:
    page = tablet.page
    found = violations(page) + too_wide(page)
    begin(page)
    found += violations(page) + too_wide(page)
    fill(page, "Un")
    with turned(page):
        page.get_by_role("link", name="Tout effacer et recommencer").click()
    expect(page.locator("h1")).to_have_text("Ici, on vote")
    begin(page)
    expect(page.locator("#nom")).to_have_value("")
    fill(page, "Un")
    send(page)
    found += violations(page) + too_wide(page)
    assert found == []
