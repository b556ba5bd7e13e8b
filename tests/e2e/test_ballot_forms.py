"""Every form of ballot under the voter's eyes: totals, what is too much, the choices read again, no violation."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Visitor, turned
from tests.e2e.test_accessibility import too_wide, violations
from tests.web.elsewhere import (
    BASKET,
    CHANGES,
    EXAMPLE,
    PARIS,
    POINTS,
    RANKS,
    SCORES,
    THREE_DISTRICTS,
    TWO_DISTRICTS,
    WARSAW,
    WIELICZKA,
    Project,
    settle,
)
from tests.web.forms import IDENTITY
from tests.web.world import World

pytestmark = pytest.mark.e2e


@pytest.fixture(params=[(320, "light"), (1280, "dark")], ids=["a small phone", "a desk by night"])
def reader(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody before the same pages on another screen."""
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    made = Visitor(page=context.new_page(), site=site)
    made.listen()
    yield made
    context.close()
    assert made.complaints == []


def running(page: Page) -> str:
    """What is said below the hint of the first part, with plain spaces."""
    return page.locator(".running").first.inner_text().replace("\u202f", " ").replace("\u00a0", " ")


def present(page: Page, commune: str) -> None:
    for field, typed in {**IDENTITY, "commune": commune}.items():
        page.locator(f"#{field}").fill(typed)


def test_points_are_counted_down_and_too_many_are_told_before_sending(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, POINTS, WIELICZKA)
    visitor.open(f"/{edition}/vote")
    page.get_by_role("textbox", name="Projet Arbres").fill("5")
    assert running(page) == "5 points sur 7, il en reste 2."
    page.get_by_role("textbox", name="Projet Bancs").fill("4")
    assert running(page) == "« Vos points » : 9 points donnés, vous en avez 7. Retirez-en 2."
    page.get_by_role("textbox", name="Projet Bancs").fill("2")
    expect(page.locator(".recap-chosen")).to_have_text("Projet Arbres (5), Projet Bancs (2)")
    expect(page.locator(".tally-words")).to_have_text("7\u00a0points sur 7, il en reste 0.")
    present(page, "Wieliczka")
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"


def test_a_number_out_of_bounds_is_told_beside_its_field_before_and_after_sending(reader: Visitor, town: World) -> None:
    page, edition = reader.page, settle(town, POINTS, WIELICZKA)
    reader.open(f"/{edition}/vote")
    typed = page.get_by_role("textbox", name="Projet Bancs")
    typed.fill("6")
    told = "« Vos points » : la valeur 6 donnée à « Projet Bancs » n’est pas entre 1 et 5."
    expect(typed).to_have_accessible_description(told)
    assert typed.get_attribute("aria-invalid") == "true"
    assert running(page) == "6 points sur 7, il en reste 1."
    expect(page.locator("[data-announce]")).to_have_text(told)
    found = violations(page) + too_wide(page)
    typed.fill("5")
    assert (typed.get_attribute("aria-invalid"), typed.get_attribute("aria-describedby")) == (None, None)
    typed.fill("6")
    present(page, "Wieliczka")
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    page.get_by_role("link", name=told).press("Enter")
    expect(typed).to_be_focused()
    expect(typed).to_have_accessible_description(f"Erreur : {told}")
    expect(page.locator(".choice .running:visible")).to_have_count(0)
    assert found + violations(page) + too_wide(page) == []


def test_ranks_are_read_again_in_their_order_and_a_rank_given_twice_is_told(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, RANKS, WIELICZKA)
    visitor.open(f"/{edition}/vote")
    page.get_by_label("Projet Arbres").select_option("2")
    assert running(page) == "« Votre classement » : il manque le rang 1 : classez de 1 à 1, sans trou."
    page.get_by_label("Projet Étang").select_option("2")
    assert running(page) == (
        "« Votre classement » : « Projet Arbres » et « Projet Étang » ont le même rang (2) : donnez à chacun le sien."
    )
    page.get_by_label("Projet Étang").select_option("1")
    assert running(page) == "2 projets dans l’ordre."
    expect(page.locator(".recap-chosen")).to_have_text("Projet Étang (1er), Projet Arbres (2e)")


def test_a_basket_says_what_is_left_and_what_is_too_much(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, BASKET, WIELICZKA)
    visitor.open(f"/{edition}/vote")
    page.get_by_label("Projet Arbres").check()
    assert running(page) == "1 projet, 300 PLN : il reste 700 PLN."
    page.get_by_label("Projet Digue").check()
    assert running(page) == (
        "« Votre panier » : vos projets coûtent ensemble 1 200 PLN, plus que 1 000 PLN. Retirez-en."
    )


def test_only_the_chosen_district_is_open_and_counted(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, "warszawa-2024", WARSAW)
    visitor.open(f"/{edition}/vote")
    expect(page.get_by_label("Cour de Bemowo")).to_be_hidden()
    page.get_by_role("radio", name="Bemowo").check()
    page.get_by_label("Cour de Bemowo").check()
    page.get_by_role("radio", name="Wawer").check()
    expect(page.get_by_label("Cour de Bemowo")).to_be_hidden()
    page.get_by_label("Arbres de Wawer").check()
    expect(page.locator(".recap")).to_contain_text("Arbres de Wawer")
    expect(page.locator(".recap")).not_to_contain_text("Cour de Bemowo")
    present(page, "Wawer")
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"


def test_grades_are_given_with_the_arrow_keys(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, "paris-2021", PARIS)
    visitor.open(f"/{edition}/vote")
    group = page.get_by_role("group", name="Digue verte")
    group.get_by_role("radio", name="J’adore").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(group.get_by_role("radio", name="J’aime bien")).to_be_checked()
    expect(page.locator(".recap")).to_contain_text("Digue verte (J’aime bien)")


def test_for_and_against_by_keyboard_alone_is_told_as_the_server_would(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, "pour-et-contre", EXAMPLE)
    visitor.open(f"/{edition}/vote")
    last = page.get_by_role("group", name="Digue du sud")
    last.get_by_role("radio", name="Sans avis").focus()
    page.keyboard.press("ArrowLeft")
    expect(last.get_by_role("radio", name="Contre")).to_be_checked()
    told = "« Pour et contre » : pour voter contre un projet, votez pour 2 autres ; vous en avez 0."
    assert running(page) == told
    expect(page.locator("[data-announce]")).to_have_text(told)
    for title in ("Arbres du nord", "Bancs du nord"):
        page.get_by_role("group", name=title).get_by_role("radio", name="Pour", exact=True).press("Space")
    assert running(page) == "2 sur 2 pour, 1 sur 1 contre."
    expect(page.locator(".recap-chosen")).to_have_text(
        "Arbres du nord (Pour), Bancs du nord (Pour), Digue du sud (Contre)"
    )
    present(page, "Le Port")
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"


def test_what_is_left_in_a_territory_is_told_once_at_a_pause(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, "petits-et-grands", EXAMPLE)
    visitor.open(f"/{edition}/vote")
    announced = page.locator("[data-announce]")
    assert announced.inner_text() == ""
    page.get_by_label("Arbres du nord").check()
    page.get_by_label("Bancs du nord").check()
    assert running(page) == "2 projets sur 4. Plus de choix dans le territoire « Nord »."
    assert announced.inner_text() == ""
    expect(announced).to_have_text("2\u00a0projets sur 4. Plus de choix dans le territoire « Nord ».")
    page.get_by_label("Bancs du nord").uncheck()
    page.get_by_label("Digue du sud").check()
    assert running(page) == (
        "2 projets sur 4. Encore 1 choix dans le territoire « Nord ». Encore 1 choix dans le territoire « Sud »."
    )
    page.get_by_label("Bancs du nord").check()
    page.get_by_label("Cour du nord").check()
    told = running(page)
    present(page, "Le Port")
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    expect(page.locator(".contest .error")).to_contain_text(told)


def test_points_are_given_by_buttons_that_stop_at_the_bounds(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, POINTS, WIELICZKA)
    visitor.open(f"/{edition}/vote")
    typed = page.get_by_role("textbox", name="Projet Arbres")
    more = page.get_by_role("button", name="Un de plus\u00a0: Projet Arbres")
    for _ in range(7):
        more.click()
    expect(typed).to_have_value("5")
    assert running(page) == "5 points sur 7, il en reste 2."
    for _ in range(6):
        page.get_by_role("button", name="Un de moins\u00a0: Projet Arbres").click()
    expect(typed).to_have_value("")
    typed.focus()
    for key in ("ArrowUp", "ArrowUp", "Tab", "Tab", "ArrowUp"):  # past « En savoir plus », to the next number
        page.keyboard.press(key)
    expect(page.locator(".recap-chosen")).to_have_text("Projet Arbres (2), Projet Bancs (1)")


def test_two_districts_open_side_by_side_and_a_third_is_told(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, TWO_DISTRICTS, THREE_DISTRICTS)
    visitor.open(f"/{edition}/vote")
    family = page.locator(".family > .running")
    page.get_by_role("checkbox", name="Wawer", exact=True).check()
    expect(family).to_have_text("1 sur 2\u00a0: vous pouvez encore en ouvrir 1.")
    page.get_by_role("checkbox", name="Bemowo", exact=True).check()
    page.get_by_label("Arbres de Wawer").check()
    page.get_by_label("Cour de Bemowo").check()
    expect(family).to_have_text("2 sur 2\u00a0: c’est complet.")
    page.get_by_role("checkbox", name="Wesoła", exact=True).check()
    expect(family).to_have_text(
        "« Un quartier » : choisissez dans 2 parties au plus, pas dans « Bemowo » et « Wawer » et « Wesoła »."
    )
    page.get_by_role("checkbox", name="Wesoła", exact=True).uncheck()
    present(page, "Wawer")
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"


def test_the_summary_is_one_link_away_and_covers_nothing_that_has_the_focus(visitor: Visitor, town: World) -> None:
    page, edition = visitor.page, settle(town, "wieliczka-2023", WIELICZKA)
    visitor.open(f"/{edition}/vote")
    page.get_by_role("link", name="Relire et envoyer").click()
    expect(page.get_by_role("heading", name="Je relis mes choix")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Je vote")).to_be_visible()


@pytest.mark.parametrize(
    ("rulebook", "projects"),
    [
        ("paris-2021", PARIS),
        ("warszawa-2024", WARSAW),
        (TWO_DISTRICTS, THREE_DISTRICTS),
        ("pour-et-contre", EXAMPLE),
        (POINTS, WIELICZKA),
        (SCORES, WIELICZKA),
        (RANKS, WIELICZKA),
        (BASKET, WIELICZKA),
    ],
    ids=["paris", "warszawa", "deux quartiers", "pour et contre", "points", "notes", "rangs", "panier"],
)
def test_no_form_of_ballot_has_a_violation(
    reader: Visitor, town: World, rulebook: str, projects: tuple[Project, ...]
) -> None:
    edition = settle(town, rulebook, projects)
    reader.open(f"/{edition}/vote")
    for radio in reader.page.locator(".branch > input").all()[:1]:
        radio.check()
    found = violations(reader.page) + too_wide(reader.page)
    with turned(reader.page):
        reader.page.get_by_role("button", name="Je vote").click()
    expect(reader.page.locator("#erreurs")).to_be_focused()
    assert found + violations(reader.page) + too_wide(reader.page) == []


EVERY_FORM = {
    "paris": ("paris-2021", PARIS),
    "deux quartiers": (TWO_DISTRICTS, THREE_DISTRICTS),
    "pour et contre": ("pour-et-contre", EXAMPLE),
    "points": (POINTS, WIELICZKA),
    "rangs": (RANKS, WIELICZKA),
    "panier": (BASKET, WIELICZKA),
}


@pytest.mark.parametrize(("rulebook", "projects"), EVERY_FORM.values(), ids=EVERY_FORM)
def test_letters_twice_as_big_on_a_phone_push_nothing_out_of_the_screen(
    visitor: Visitor, town: World, rulebook: str, projects: tuple[Project, ...]
) -> None:
    page, edition = visitor.page, settle(town, rulebook, projects)
    visitor.open(f"/{edition}/vote")
    for branch in page.locator(".branch > input:not([value=''])").all()[:1]:
        branch.check()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert too_wide(page) == []
    assert narrow(page) == []


def narrow(page: Page) -> list[str]:
    """What a finger has to touch on the ballot and is smaller than 44 pixels, or runs over its neighbours."""
    found: list[str] = (
        page.evaluate("""() => [...document.querySelectorAll('.choice label, .branch > label, .stepper button')]
      .filter((one) => one.checkVisibility())
      .filter((one) => one.getBoundingClientRect().height < 44 || one.scrollWidth > one.clientWidth + 1)
      .map((one) => `${one.textContent.trim().slice(0, 30)}: ${one.scrollWidth} in ${one.clientWidth}`)""")
    )
    return found


def test_replacing_a_ballot_from_the_code_to_the_new_receipt(reader: Visitor, town: World) -> None:
    page, edition = reader.page, settle(town, "wieliczka-2023", WIELICZKA, urn=CHANGES)
    reader.open(f"/{edition}/vote")
    page.get_by_label("Projet Arbres").check()
    present(page, "Wieliczka")
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    code, first = (page.locator(name).inner_text().strip() for name in ("#code-secret", "#recu-code"))
    found = violations(page) + too_wide(page)
    page.get_by_role("link", name="Remplacer mon bulletin").click()
    page.get_by_label("Projet Bancs").check()
    page.get_by_label("Code de remplacement").fill(" ".join(code[at : at + 4] for at in range(0, 32, 4)))
    found += violations(page) + too_wide(page)
    with turned(page):
        page.get_by_role("button", name="Je remplace mon bulletin").click()
    assert reader.heading() == "Votre vote est bien enregistré"
    assert page.locator("#recu-code").inner_text().strip() != first
    assert found + violations(page) + too_wide(page) == []
