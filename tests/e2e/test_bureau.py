"""The bureau's whole ceremony in a browser: key, sheets, a share read again, vote, opening, results, a receipt."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from concitoyen.domain.agents import Grant, Role
from concitoyen.usecases.change_rulebook import change_rulebook
from concitoyen.usecases.desk import Signature
from tests.e2e.conftest import Visitor
from tests.e2e.test_accessibility import too_wide, type_in, violations
from tests.e2e.test_agents import fill, sent
from tests.web.agents import PASSWORD, hire
from tests.web.forms import ANSWERS
from tests.web.world import EDITION, FAVOURITE, IN_PREPARATION, STAFF, VOTE_IS_CLOSED, VOTE_IS_OPEN, World

pytestmark = pytest.mark.e2e

URN = f"/agents/{EDITION}/urne"
MEMBERS = ("Présidente", "Premier assesseur", "Secrétaire")
BRACKETS = '[roll]\nbrackets = [18, 30, 60]\narticle = "Pour les essais"\n'
TOLD = (
    "Identifiant",
    "Former un autre bureau",
    "Écrivez en chiffres combien de parts ouvrent l’urne",
    "Cette page ne s’affiche qu’une fois.",
    "Il faut 2 parts sur 3 pour ouvrir l’urne.",
    "le mot 7, « fauxmot », n’est pas de la liste",
    "Part reconnue : Premier assesseur.",
    "L’urne ne s’ouvre pas avant.",
    "Il manque 2 parts : l’urne reste fermée.",
    "Il manque 1 part : l’urne reste fermée.",
    "semblent avoir changé de place",
    "2 parts sur 2",
    "L’urne est ouverte et dépouillée.",
    "et rien n’en est public",
    "ou aucun des trois",
    "Les résultats sont publics depuis le 2 octobre 2023.",
    "Qui a voté",
    "Votre bulletin a été compté",
)
"""What each page says, in the order of the ceremony."""


@pytest.fixture
def bureau(town: World) -> World:
    """Before the vote, an agent of the bureau who also runs the edition; its rulebook tells who voted by age."""
    with town.engine.begin() as desk:
        text = desk.work.editions.get(EDITION).rulebook_source.replace("[roll]\n", BRACKETS)
        change_rulebook(desk, EDITION, text, Signature(STAFF, IN_PREPARATION))
    hire(town, "camille", Grant(role=Role.BUREAU, edition=EDITION), Grant(role=Role.MISSION, edition=EDITION))
    town.clock.now = IN_PREPARATION
    return town


def enter(page: Page, site: str) -> None:
    """Sign in, and go to the page of the urn."""
    page.goto(f"{site}{URN}")
    fill(page, identifiant="camille", motdepasse=PASSWORD)
    sent(page, "Se connecter")


def sheet_of(page: Page, member: str) -> Page:
    """The sheet of a member as a page, in the tab that the button opens."""
    button = page.get_by_role("button", name=f"En page web pour {member}")
    button.focus()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    opened.value.wait_for_load_state()
    return opened.value


def words_on(sheet: Page) -> str:
    return " ".join(line.split()[1] for line in sheet.locator(".share-words li").all_inner_texts())


def ceremony(page: Page, site: str, town: World) -> Iterator[Page]:
    """Every page of the ceremony, in every state that it comes to."""
    page.goto(f"{site}{URN}")
    yield page
    fill(page, identifiant="camille", motdepasse=PASSWORD)
    yield sent(page, "Se connecter")
    page.get_by_text("Former un autre bureau").click()
    fill(page, membres="Présidente", seuil="deux")
    yield sent(page, "Former une autre clé")
    fill(page, membres="\n".join(MEMBERS), seuil="2")
    yield sent(page, "Former une autre clé")
    shares = []
    for member in MEMBERS:
        sheet = sheet_of(page, member)
        shares.append(words_on(sheet))
        if member == MEMBERS[0]:
            yield sheet
        sheet.close()
    yield from read_again(page, shares)
    town.clock.now = VOTE_IS_OPEN
    receipt = vote(page, site)
    town.vote({"cooperation-innovation": FAVOURITE}, voters=12)
    enter_again(page, site)
    yield page
    town.clock.now = VOTE_IS_CLOSED
    enter_again(page, site)
    yield page
    yield from open_urn(page, shares)
    yield from publish(page, site)
    page.get_by_role("link", name="Voir la page des résultats").click()
    yield page
    page.goto(f"{site}/{EDITION}/bulletin")
    fill(page, recu=receipt)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict").get_by_role("heading")).to_have_text("Votre bulletin a été compté")
    yield page


def read_again(page: Page, shares: list[str]) -> Iterator[Page]:
    """A member reads their sheet again: a word copied wrong, then the right one."""
    page.get_by_role("link", name="Toutes les feuilles sont imprimées").click()
    words = shares[1].split()
    page.locator("#relire").fill(" ".join([*words[:6], "fauxmot", *words[7:]]))
    yield sent(page, "Relire cette part")
    page.locator("#relire").fill(shares[1])
    yield sent(page, "Relire cette part")


def vote(page: Page, site: str) -> str:
    """Somebody votes on the site; the receipt that they keep."""
    page.goto(f"{site}/{EDITION}/vote?projet={FAVOURITE}")
    type_in(page, ANSWERS)
    return page.locator("#recu-code").inner_text()


def enter_again(page: Page, site: str) -> None:
    """The session is over since long: sign in anew."""
    page.context.clear_cookies()
    enter(page, site)


def open_urn(page: Page, shares: list[str]) -> Iterator[Page]:
    """Two of the three members give their share; one alone opens nothing, and a word typed wrong is pointed at."""
    page.locator("#mots").fill(shares[2])
    yield sent(page, "Donner cette part")
    wrong = shares[0].split()
    first = next(place for place in range(4, len(wrong)) if wrong[place] != wrong[place + 1])
    wrong[first], wrong[first + 1] = wrong[first + 1], wrong[first]
    page.locator("#mots").fill(" ".join(wrong))
    yield sent(page, "Donner cette part")
    page.locator("#mots").fill(shares[0])
    yield sent(page, "Donner cette part")
    fill(page, graine="Loto 4 8 15")
    yield sent(page, "Ouvrir l’urne")


def publish(page: Page, site: str) -> Iterator[Page]:
    """The assembly has deliberated."""
    page.goto(f"{site}/agents/{EDITION}/publication")
    yield page
    fill(page, numero="2023-513")
    yield sent(page, "Publier les résultats")
    fill(page, assemblee="Commission permanente", jour="2023-11-20")
    yield sent(page, "Publier les résultats")


def test_the_whole_ceremony_has_no_violation_on_a_phone(visitor: Visitor, bureau: World) -> None:
    headings, said = [], []
    for page in ceremony(visitor.page, visitor.site, bureau):
        headings.append(page.locator("h1").inner_text())
        said.append(" ".join(page.locator("main").inner_text().split()))
        assert violations(page) + too_wide(page) == []
    assert headings == [
        "Connexion des agents",
        *["Le bureau et l’urne"] * 2,
        "Le bureau est formé",
        "Part de la clé de l’urne\u00a0: Présidente",
        *["Le bureau et l’urne"] * 3,
        *["Ouvrir l’urne"] * 4,
        "Le dépouillement est fait",
        *["Publier les résultats"] * 3,
        "Les résultats",
        "Vérifier mon reçu",
    ]
    assert [told for told, page in zip(TOLD, said, strict=True) if told not in page] == []


def test_the_whole_ceremony_has_no_violation_on_a_desk_by_night(chromium: Browser, site: str, bureau: World) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.emulate_media(color_scheme="dark")
    found = [line for state in ceremony(page, site, bureau) for line in violations(state) + too_wide(state)]
    context.close()
    assert found == []


def test_a_sheet_comes_as_a_pdf_that_the_browser_is_told_not_to_keep(visitor: Visitor, bureau: World) -> None:
    assert bureau.clock.now == IN_PREPARATION
    page = visitor.page
    enter(page, visitor.site)
    page.get_by_text("Former un autre bureau").click()
    fill(page, membres="\n".join(MEMBERS), seuil="2")
    sent(page, "Former une autre clé")
    button = page.get_by_role("button", name="Ouvrir la feuille (PDF) pour Secrétaire")
    parked = page.locator("form", has=button).locator("input[name=feuille]").input_value()
    token = page.locator("input[name=_csrf_token]").first.input_value()
    asked = page.request.post(
        f"{visitor.site}{URN}/feuille", form={"feuille": parked, "forme": "pdf", "_csrf_token": token}
    )
    assert (asked.status, asked.headers["content-type"], asked.headers["cache-control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert asked.body().startswith(b"%PDF-")
