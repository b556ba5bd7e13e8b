"""A visitor with a phone and a keyboard finds a project, votes, and cannot vote twice."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor, turned
from tests.web.world import EDITION, FAVOURITE, FAVOURITES, VOTE_OF_2024, World

pytestmark = pytest.mark.e2e


def fill_in(visitor: Visitor, name: str = "Delattre", year: str = "2001") -> None:
    """Type one's identity, from the first name to the commune, going from field to field with Tab."""
    keyboard = visitor.page.keyboard
    visitor.page.get_by_label("Prénom").focus()
    for typed in ("Zoé", name, "27", "3", year, "Béthune"):
        keyboard.type(typed)
        keyboard.press("Tab")


def send(visitor: Visitor) -> None:
    """Press the button with the keyboard."""
    button = visitor.page.get_by_role("button", name="Je vote")
    button.focus()
    with turned(visitor.page):
        visitor.page.keyboard.press("Enter")


def test_a_visitor_finds_a_project_by_an_unaccented_commune_and_votes_for_it(visitor: Visitor, town: World) -> None:
    visitor.open(f"/{EDITION}/projets")
    visitor.page.get_by_label("Un mot du projet, une association, une commune").fill("bethune handi")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("link", name="HANDI62").click()
    visitor.page.get_by_role("link", name="Voter pour ce projet").click()
    expect(visitor.page.get_by_role("radio", name="HANDI62")).to_be_checked()
    fill_in(visitor)
    send(visitor)
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"
    with town.engine.read() as desk:
        assert desk.work.urn.count(EDITION) == 1


def test_filters_narrow_the_list_and_let_go(visitor: Visitor) -> None:
    visitor.open(f"/{EDITION}/projets")
    visitor.page.get_by_label("Territoire").select_option(value="artois")
    visitor.page.get_by_role("button", name="Chercher").click()
    narrowed = visitor.page.locator(".card").count()
    visitor.page.get_by_role("link", name="Artois : retirer ce filtre").click()
    assert 0 < narrowed < visitor.page.locator(".card").count() == 14


def test_a_choice_is_made_with_the_arrow_keys(visitor: Visitor) -> None:
    visitor.open(f"/{EDITION}/vote")
    first = visitor.page.get_by_role("radio").first
    first.focus()
    visitor.page.keyboard.press("Space")
    visitor.page.keyboard.press("ArrowDown")
    expect(first).not_to_be_checked()
    expect(visitor.page.get_by_role("radio").nth(1)).to_be_checked()


def test_the_skip_link_comes_first_and_leads_to_the_content(visitor: Visitor) -> None:
    visitor.open(f"/{EDITION}/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#contenu")).to_be_focused()


def test_the_same_person_is_kindly_refused_a_second_ballot(visitor: Visitor, town: World) -> None:
    for _ in range(2):
        visitor.open(f"/{EDITION}/vote?projet=handi62")
        fill_in(visitor)
        send(visitor)
    assert visitor.heading() == "Vous avez déjà voté"
    with town.engine.read() as desk:
        assert desk.work.urn.count(EDITION) == 1


def test_an_error_leads_to_its_field_and_loses_nothing(visitor: Visitor) -> None:
    visitor.open(f"/{EDITION}/vote?projet=handi62")
    fill_in(visitor, name="")
    send(visitor)
    visitor.page.get_by_role("link", name="Écrivez votre nom.").click()
    expect(visitor.page.get_by_label("Nom", exact=True)).to_be_focused()
    expect(visitor.page.get_by_label("Prénom")).to_have_value("Zoé")
    expect(visitor.page.get_by_role("radio", name="HANDI62")).to_be_checked()


def test_a_child_is_told_the_age_and_can_correct_a_slip(visitor: Visitor) -> None:
    visitor.open(f"/{EDITION}/vote?projet=handi62")
    fill_in(visitor, year="2020")
    send(visitor)
    assert visitor.heading() == "Vous ne pouvez pas voter dans cette édition"
    visitor.page.get_by_role("button", name="Corriger mes réponses").click()
    expect(visitor.page.get_by_label("Année")).to_have_value("2020")
    visitor.page.get_by_label("Année").fill("2010")
    send(visitor)
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"


def test_favourites_are_counted_under_the_eyes_of_the_voter(visitor: Visitor, town: World) -> None:
    town.clock.now = VOTE_OF_2024
    visitor.open(f"/{FAVOURITES}/vote")
    for box in visitor.page.get_by_role("checkbox").all()[:3]:
        box.check()
    expect(visitor.page.locator(".tally")).to_be_in_viewport()
    expect(visitor.page.locator(".tally")).to_contain_text("3\u00a0projets sur 3.")
    fill_in(visitor)
    send(visitor)
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"


def test_a_visitor_receives_a_code_types_it_and_has_voted(visitor: Visitor, town: World) -> None:
    town.ask_for_proof('["core:email-code"]')
    visitor.open(f"/{EDITION}/vote?projet={FAVOURITE}")
    fill_in(visitor)
    visitor.page.get_by_label("Adresse e-mail").fill("zoe@exemple.org")
    send(visitor)
    assert visitor.heading().replace("\n", " ") == "Un code vous attend"
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visitor.page.get_by_label("Le code reçu").focus()
    visitor.page.keyboard.type(town.code())
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"
    with town.engine.read() as desk:
        assert (desk.work.roll.count(EDITION), desk.work.urn.count(EDITION)) == (1, 1)
