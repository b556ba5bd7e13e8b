"""A box of paper ballots in a browser: what is printed, two agents who type, a report that adds up, the urn."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from concitoyen.domain.agents import Grant, Role
from tests.e2e.conftest import Visitor
from tests.e2e.test_accessibility import too_wide, violations
from tests.e2e.test_agents import fill, sent
from tests.web.agents import PASSWORD, hire
from tests.web.elsewhere import POINTS, THREE_DISTRICTS, TWO_DISTRICTS, WIELICZKA, settle
from tests.web.test_paper import in_the_urn
from tests.web.world import EDITION, FAVOURITE, SECOND, World

pytestmark = pytest.mark.e2e

PAPER = f"/agents/{EDITION}/papier"
HALL = f"{PAPER}/mairie-d-arras"
INNOVATION, PRACTICES = f"choix-cooperation-innovation={FAVOURITE}", f"choix-pratiques={SECOND}"
TOLD = (
    "Identifiant",
    "Aucun lieu pour l’instant.",
    "Mairie d’Arras",
    "n’est pas une date",
    "Ligne 1 : a déjà voté. Une carte sera mise de côté.",
    "Ligne 2 : acceptée.",
    "Ligne 3 : acceptée.",
    "Carte 1 : enregistrée. Un autre agent doit la lire aussi.",
    "Carte 2 : enregistrée. Un autre agent doit la lire aussi.",
    "L’autre agent a déjà lu, et vous pas encore : 1, 2.",
    "vous n’avez pas lu la même chose que l’autre agent",
    "Carte 1 : les deux lectures sont les mêmes.",
    "Carte 2 : les deux lectures sont les mêmes.",
    "1 carte de moins que de signatures",
    "1 carte de moins que de signatures",
    "dans l’urne",
)
"""What each page says, in the order of the path."""


@contextmanager
def desk_of(browser: Browser, site: str, login: str, **options: object) -> Iterator[Page]:
    """A browser of its own for an agent, signed in."""
    context = browser.new_context(**options)  # type: ignore[arg-type] # a viewport or a colour scheme
    page = context.new_page()
    sign_in(page, site, login)
    yield page
    context.close()


def sign_in(page: Page, site: str, login: str) -> None:
    page.goto(f"{site}{PAPER}")
    fill(page, identifiant=login, motdepasse=PASSWORD)
    sent(page, "Se connecter")


def line(page: Page, number: int, **changes: str) -> Page:
    """Type a line of the sheet."""
    facts = {"nom": f"N° {number}", "prenom": "Camille", "jour": "1", "mois": "1", "annee": "1990", "commune": "Arras"}
    fill(page, ligne=str(number), **{**facts, **changes})
    return sent(page, "Enregistrer la ligne")


def card(page: Page, number: int, *choices: str) -> Page:
    """Type a card: by its choices, or blank without any."""
    fill(page, carte=str(number))
    page.locator(f"#etat-{'valid' if choices else 'blank'}").check()
    for name, value in (choice.split("=") for choice in choices):
        page.locator(f"input[name='{name}'][value='{value}']").check()
    return sent(page, "Enregistrer la carte")


def box(page: Page, other: Page, site: str) -> Iterator[Page]:
    """Every page of a box, from the place to the urn; the first agent is Ana, the other is Bo."""
    page.goto(f"{site}{PAPER}")
    yield page
    sign_in(page, site, "ana")
    yield page
    fill(page, name="Mairie d’Arras")
    yield sent(page, "Ajouter")
    page.goto(f"{site}{HALL}/feuille")
    yield line(page, 1, jour="31", mois="2")
    for number in (1, 2, 3):
        yield line(page, number)
    page.goto(f"{site}{HALL}/cartes")
    yield card(page, 1, INNOVATION, PRACTICES)
    yield card(page, 2)
    other.goto(f"{site}{HALL}/cartes")
    yield other
    yield card(other, 1, PRACTICES)
    yield card(other, 1, INNOVATION, PRACTICES)
    yield card(other, 2)
    yield from into_the_urn(page, site)


def into_the_urn(page: Page, site: str) -> Iterator[Page]:
    """The report, refused until its gap is explained."""
    page.goto(f"{site}{HALL}")
    yield page
    yield sent(page, "Mettre dans l’urne")
    page.locator("#motif").fill("une carte emportée")
    yield sent(page, "Mettre dans l’urne")


@pytest.fixture
def two_agents(town: World) -> World:
    hire(town, "ana", Grant(role=Role.DESK), Grant(role=Role.MISSION), name="Ana Petit")
    hire(town, "bo", Grant(role=Role.DESK), name="Bo Grand")
    town.vote({"pratiques": SECOND}, voters=1)  # the person of the first line, on the site
    return town


def test_a_box_goes_from_the_place_to_the_urn_on_a_phone(
    visitor: Visitor, chromium: Browser, two_agents: World
) -> None:
    said = []
    with desk_of(chromium, visitor.site, "bo", viewport={"width": 360, "height": 740}) as other:
        for page in box(visitor.page, other, visitor.site):
            said.append(" ".join(page.locator("main").inner_text().split()))
            assert violations(page) + too_wide(page) == []
    assert [told for told, page in zip(TOLD, said, strict=True) if told not in page] == []
    assert in_the_urn(two_agents) == (3, 3)


def test_a_box_has_no_violation_on_a_desk_by_night(chromium: Browser, site: str, two_agents: World) -> None:
    wide = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}
    with desk_of(chromium, site, "bo", **wide) as other:
        context = chromium.new_context(**wide)  # type: ignore[arg-type] # as above
        found = [line for page in box(context.new_page(), other, site) for line in violations(page) + too_wide(page)]
        context.close()
    assert found == []
    assert in_the_urn(two_agents) == (3, 3)


def cards_of(page: Page, site: str, edition: str) -> None:
    """The agents' page of the cards of a new place, by somebody who signs in."""
    sign_in(page, site, "ana")
    page.goto(f"{site}/agents/{edition}/papier")
    fill(page, name="Salle")
    sent(page, "Ajouter")
    page.goto(f"{site}/agents/{edition}/papier/salle/cartes")


def running(page: Page) -> str:
    """What is said below the hint of the first part, with plain spaces."""
    return page.locator(".running").first.inner_text().replace("\u00a0", " ")


@pytest.mark.usefixtures("two_agents")
def test_points_of_a_card_are_counted_down_by_keyboard_and_too_many_are_told_before_sending(
    visitor: Visitor, town: World
) -> None:
    page = visitor.page
    cards_of(page, visitor.site, settle(town, POINTS, WIELICZKA))
    page.get_by_role("textbox", name="Projet Arbres").focus()
    for key in ("5", "Tab", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert running(page) == "7 points sur 7, il en reste 0."
    assert violations(page) + too_wide(page) == []
    page.keyboard.press("ArrowUp")
    told = "« Vos points » : 8 points donnés, vous en avez 7. Retirez-en 1."
    assert running(page) == told
    expect(page.locator("[data-announce]")).to_have_text(told)
    assert violations(page) + too_wide(page) == []
    sent(page, "Enregistrer la carte")
    expect(page.locator(".contest .error")).to_contain_text(told)
    assert running(page) == ""
    page.get_by_role("textbox", name="Projet Bancs").fill("2")
    assert "Carte 1" in sent(page, "Enregistrer la carte").locator("main").inner_text()


@pytest.mark.usefixtures("two_agents")
def test_a_third_district_on_a_card_is_told_on_a_desk_by_night(chromium: Browser, site: str, town: World) -> None:
    edition = settle(town, TWO_DISTRICTS, THREE_DISTRICTS)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    visitor = Visitor(page=context.new_page(), site=site)
    visitor.listen()
    page = visitor.page
    cards_of(page, site, edition)
    for name in ("Wawer", "Bemowo", "Wesoła"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    assert running(page).startswith("« Un quartier » : choisissez dans 2 parties au plus")
    found = violations(page) + too_wide(page) + visitor.complaints
    context.close()
    assert found == []


@pytest.mark.usefixtures("two_agents")
def test_a_card_is_typed_without_any_script(chromium: Browser, site: str, town: World) -> None:
    edition = settle(town, POINTS, WIELICZKA)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    cards_of(page, site, edition)
    page.get_by_label("Projet Arbres").fill("5")
    told = sent(page, "Enregistrer la carte").locator("main").inner_text()
    context.close()
    assert "Carte 1\u00a0: enregistrée." in told
