"""The code by e-mail on a phone, over a poor network, on a lent tablet: nothing is lost, and nothing is left."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor, turned
from tests.e2e.test_accessibility import too_wide, violations
from tests.e2e.test_kiosk import START, begin, fill, left_alone, tablet
from tests.e2e.test_kiosk import send as send_there
from tests.e2e.test_receipt import CHECK, ask, tab_to
from tests.e2e.test_sending import Cuts, forgiving, in_the_urn, receipt
from tests.e2e.test_voter import fill_in
from tests.web.world import EDITION, World

pytestmark = pytest.mark.e2e
MAIL = '["core:email-code"]'
WAITING = "Un code vous attend"
THANKS = "Merci, votre vote est compté\u00a0!"
__all__ = ["forgiving", "tablet"]


@pytest.fixture
def town(town: World) -> World:
    """A town whose edition sends codes by e-mail."""
    town.ask_for_proof(MAIL)
    return town


def asked(visitor: Visitor) -> Page:
    """The page that waits for the code, after a ballot that a phone has sent."""
    visitor.open(f"/{EDITION}/vote?projet=handi62")
    fill_in(visitor)
    visitor.page.get_by_label("Adresse e-mail").fill("zoe@exemple.org")
    with turned(visitor.page):
        visitor.page.get_by_role("button", name="Je vote").click()
    expect(visitor.page.locator("h1")).to_have_text(WAITING)
    return visitor.page


def seen(page: Page) -> list[str]:
    """What is wrong with the page in sight: accessibility, and what is wider than the screen."""
    return violations(page) + too_wide(page)


def test_the_voters_path_by_keyboard_alone_from_the_choice_to_the_receipt_checked(
    visitor: Visitor, town: World
) -> None:
    page = visitor.page
    visitor.open(f"/{EDITION}/")
    tab_to(page, "a.strong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vote")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "#prenom")
    for typed in ("Zoé", "Delattre", "27", "3", "2001", "Béthune", "zoe@exemple.org"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    faults = seen(page)
    while not page.evaluate("document.activeElement.matches('button[type=submit]')"):
        page.keyboard.press("Tab")
    with turned(page):
        page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    assert visitor.heading().replace("\n", " ") == WAITING
    faults += seen(page)
    tab_to(page, "#code")
    page.keyboard.type("000000" if town.code() != "000000" else "111111")
    with turned(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("il vous reste 4 essais")
    faults += seen(page)
    tab_to(page, "#code")
    page.keyboard.press("Control+A")
    page.keyboard.type(town.code())
    with turned(page):
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(THANKS)
    code = receipt(page)
    faults += seen(page)
    town.open_the_urn()
    town.publish()
    visitor.open(CHECK)
    ask(page, code)
    expect(page.locator(".verdict h2")).to_have_text("Votre bulletin a été compté")
    faults += seen(page)
    assert faults == []


def test_a_network_cut_while_the_code_is_sent_loses_nothing(forgiving: Visitor, town: World) -> None:
    page, cuts = asked(forgiving), Cuts(out=1, back=1)
    code = town.code()
    page.route("**/vote", lambda route: cuts(route) if route.request.method == "POST" else route.continue_())
    page.get_by_label("Le code reçu").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Le réseau ne répond pas.")).to_be_visible()
    expect(page.get_by_label("Le code reçu")).to_have_value(code)
    expect(page.locator("h1")).to_have_text("Votre vote est bien enregistré", timeout=20_000)
    assert (len(cuts.sent), len(set(cuts.sent)), in_the_urn(town)) == (3, 1, (1, 1))
    assert len(list(town.letters.glob("*.eml"))) == 1


def test_a_letter_that_does_not_leave_is_told_at_once_and_asked_for_once(forgiving: Visitor, town: World) -> None:
    page = asked(forgiving)
    for letter in town.letters.glob("*.eml"):
        letter.unlink()
    town.letters.rmdir()
    town.letters.write_text("pas un dossier")
    sent = list[str]()
    page.on("request", lambda request: sent.append(request.method))
    with turned(page):
        page.get_by_role("button", name="Renvoyer un code").click()
    expect(page.locator("h1")).to_have_text("Le code n’est pas parti")
    assert sent.count("POST") == 1
    town.letters.unlink()
    town.letters.mkdir()
    with turned(page):
        page.get_by_role("button", name="Envoyer un autre code").click()
    page.get_by_label("Le code reçu").fill(town.code())
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    expect(page.locator("h1")).to_have_text(THANKS)


def test_another_letter_and_a_correction_are_asked_for_without_leaving_the_page(visitor: Visitor, town: World) -> None:
    page = asked(visitor)
    pages_before = page.evaluate("history.length")
    with turned(page):
        page.get_by_role("button", name="Renvoyer un code").click()
    assert len(list(town.letters.glob("*.eml"))) == 2
    with turned(page):
        page.get_by_role("button", name="Corriger mes réponses").click()
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Delattre")
    expect(page.get_by_role("radio", name="HANDI62")).to_be_checked()
    assert page.evaluate("history.length") == pages_before


def test_a_lent_tablet_keeps_nothing_of_the_code_nor_of_who_typed_it(tablet: Visitor, town: World) -> None:
    page = tablet.page
    pages_before = page.evaluate("history.length")
    for name in ("Un", "Deux"):
        begin(page)
        fill(page, name)
        page.locator("#courriel").fill(f"{name.lower()}@exemple.org")
        send_there(page)
        expect(page.locator("h1")).to_have_text(WAITING)
        assert page.locator("#code").get_attribute("autocomplete") == "off"
        assert seen(page) == []
        page.locator("#code").fill(town.code())
        send_there(page)
        expect(page.locator("h1")).to_have_text(THANKS)
        with turned(page):
            page.get_by_role("link", name="J’ai fini, au suivant").click()
    assert in_the_urn(town) == (2, 2)
    assert page.evaluate("history.length") == pages_before
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("history.state") is None


def test_a_tablet_waits_longer_for_a_letter_and_then_clears_everything(tablet: Visitor) -> None:
    page = tablet.page
    page.clock.install()
    tablet.open(START)
    begin(page)
    fill(page, "Un")
    page.locator("#courriel").fill("un@exemple.org")
    send_there(page)
    expect(page.locator("h1")).to_have_text(WAITING)
    left_alone(page, seconds=200)
    page.clock.run_for(31_000)
    expect(page.locator("h1")).to_have_text("Ici, on vote")
    assert "un@exemple.org" not in page.content()
