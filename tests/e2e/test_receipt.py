"""From the vote to the receipt checked after the publication, by keyboard alone, on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Visitor, turned
from tests.e2e.test_accessibility import too_wide, violations
from tests.web.world import EDITION, World

pytestmark = pytest.mark.e2e
CHECK = f"/{EDITION}/bulletin"
MOST_STOPS = 120


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; every stop on the way must be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def vote_by_keyboard(visitor: Visitor) -> str:
    """From the home page to the receipt, without a mouse; gives the receipt."""
    page = visitor.page
    visitor.open(f"/{EDITION}/")
    tab_to(page, "a.strong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vote")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#prenom")
    for typed in ("Zoé", "Delattre", "27", "3", "2001", "Béthune"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.matches('button[type=submit]')"):
        page.keyboard.press("Tab")
    with turned(page):
        page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"
    return page.locator("#recu-code").inner_text().strip()


def ask(page: Page, receipt: str) -> None:
    """Type a receipt and send it with Enter."""
    tab_to(page, "#recu")
    page.keyboard.press("Control+A")
    page.keyboard.type(receipt)
    page.keyboard.press("Enter")


def test_the_whole_path_by_keyboard_from_the_choice_to_the_proof(visitor: Visitor, town: World) -> None:
    page = visitor.page
    code = vote_by_keyboard(visitor)
    assert violations(page) + too_wide(page) == []
    visitor.open(CHECK)
    expect(page.locator(".lead")).to_contain_text("dès que les résultats seront publiés")
    town.play()
    visitor.open(CHECK)
    ask(page, " ".join(code[start : start + 4] for start in range(0, 64, 4)).upper())
    verdict = page.locator(".verdict")
    expect(verdict).to_be_focused()
    expect(verdict.get_by_role("heading")).to_have_text("Votre bulletin a été compté")
    root = page.locator("#racine-code").inner_text().strip()
    steps = verdict.get_by_role("listitem").all_inner_texts()
    assert f"La racine trouvée est bien celle des résultats\u00a0: {root}" in steps
    assert any("sur 43" in step for step in steps)
    assert violations(page) + too_wide(page) == []
    page.get_by_role("main").get_by_role("link", name="page des résultats").click()
    assert page.locator("#racine-code").inner_text().strip() == root


def test_the_receipt_never_leaves_the_browser(visitor: Visitor, town: World) -> None:
    code = vote_by_keyboard(visitor)
    town.play()
    asked = list[str]()
    visitor.page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    visitor.open(CHECK)
    ask(visitor.page, code)
    expect(visitor.page.locator(".verdict-good")).to_be_visible()
    assert [line for line in asked if code[:8] in line] == []


def test_a_receipt_that_is_not_there_and_a_root_that_is_another_are_told_apart(visitor: Visitor, town: World) -> None:
    code = vote_by_keyboard(visitor)
    town.play()
    visitor.open(CHECK)
    ask(visitor.page, ("1" if code[0] == "0" else "0") + code[1:])
    heading = visitor.page.locator(".verdict h2")
    expect(heading).to_have_text("Ce reçu n’est pas dans la liste")
    assert violations(visitor.page) == []
    visitor.page.evaluate("document.querySelector('[data-root]').dataset.root = '0'.repeat(64)")
    ask_again = visitor.page.get_by_label("Votre reçu")
    ask_again.fill(code)
    ask_again.press("Enter")
    expect(heading).to_have_text("La preuve ne tient pas")


def test_a_photographed_receipt_and_a_downloaded_one_are_checked_at_once(visitor: Visitor, town: World) -> None:
    page = visitor.page
    code = vote_by_keyboard(visitor)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le reçu").click()
    town.play()
    visitor.open(f"{CHECK}#{code}")
    expect(page.locator(".verdict-good")).to_be_visible()
    assert page.url == f"{visitor.site}{CHECK}"
    visitor.open(CHECK)
    page.get_by_label("Ou le fichier que vous avez téléchargé").set_input_files(download.value.path())
    expect(page.locator(".verdict-good")).to_be_visible()


def test_without_a_script_the_server_checks_and_says_so(
    chromium: Browser, visitor: Visitor, site: str, town: World
) -> None:
    code = vote_by_keyboard(visitor)
    town.play()
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}{CHECK}")
    page.fill("#recu", code)
    page.click("button[type=submit]")
    assert page.inner_text(".verdict h2") == "Votre bulletin a été compté"
    assert "C’est le serveur qui a fait ce calcul" in page.inner_text(".verdict")
    context.close()


def test_the_receipt_is_copied_by_its_button(chromium: Browser, site: str) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    visitor = Visitor(page=context.new_page(), site=site)
    code = vote_by_keyboard(visitor)
    visitor.page.get_by_role("button", name="Copier le reçu").click()
    expect(visitor.page.locator(".copied")).to_have_text("C’est copié.")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == code
    context.close()
