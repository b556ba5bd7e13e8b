"""The agents' pages of the vote on paper: two agents, one box, one report, from the browser."""

import re
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from concitoyen.domain.agents import Grant, Role
from concitoyen.usecases import passwords
from tests.web.agents import CHEAP, Client, enter, hire, send
from tests.web.elsewhere import EXAMPLE, POINTS, WIELICZKA, settle
from tests.web.forms import tied, words
from tests.web.world import EDITION, FAVOURITE, SECOND, World

PAPER = f"/agents/{EDITION}/papier"
HALL = f"{PAPER}/mairie-d-arras"
CHOSEN = {"choix-cooperation-innovation": FAVOURITE, "choix-pratiques": SECOND}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def ana(town: World) -> Iterator[Client]:
    """An agent of the desk and of the mission, and the place that she has added."""
    hire(town, "ana", Grant(role=Role.DESK), Grant(role=Role.MISSION), name="Ana Petit")
    with TestClient(town.app()) as made:
        enter(made, "ana")
        send(made, PAPER, PAPER, {"name": "Mairie d’Arras"})
        yield made


@pytest.fixture
def bo(town: World) -> Iterator[Client]:
    """Another agent of the desk, on another computer."""
    hire(town, "bo", Grant(role=Role.DESK), name="Bo Grand")
    with TestClient(town.app()) as made:
        enter(made, "bo")
        yield made


def person(number: int, **changes: str) -> dict[str, str]:
    """A line of the sheet."""
    facts = {"nom": f"N° {number}", "prenom": "Camille", "jour": "1", "mois": "1", "annee": "1990", "commune": "Arras"}
    return {"ligne": str(number), **facts, **changes}


def sign(client: Client, fields: dict[str, str]) -> str:
    return words(send(client, f"{HALL}/feuille", f"{HALL}/feuille", fields))


def read(client: Client, card: int, **fields: str) -> str:
    data = {"carte": str(card), "etat": "valid", **fields}
    return words(send(client, f"{HALL}/cartes", f"{HALL}/cartes", data))


def in_the_urn(town: World) -> tuple[int, int]:
    with town.engine.read() as desk:
        return desk.work.roll.count(EDITION), desk.work.urn.count(EDITION)


def test_a_box_from_the_sheet_to_the_urn(town: World, ana: Client, bo: Client) -> None:
    assert "Ligne 1 : acceptée." in sign(ana, person(1))
    assert "Ligne 2 : acceptée." in sign(ana, person(2))
    assert "Carte 1 : enregistrée. Un autre agent doit la lire aussi." in read(ana, 1, **CHOSEN)
    assert "Carte 1 : les deux lectures sont les mêmes." in read(bo, 1, **CHOSEN)
    read(ana, 2, etat="blank")
    assert "les deux lectures" in read(bo, 2, etat="blank")
    report = words(ana.get(HALL))
    assert "Signatures sur la feuille 2" in report
    assert "Cartes sorties de la boîte 2" in report
    assert send(ana, HALL, f"{HALL}/urne", {"motif": ""}).status_code == 303
    assert "dans l’urne" in words(ana.get(HALL))
    assert in_the_urn(town) == (2, 2)


def test_every_page_names_its_edition(ana: Client) -> None:
    for page in (PAPER, HALL, f"{HALL}/feuille", f"{HALL}/cartes"):
        assert re.search(r"</h1>\s*<p[^>]*>Budget citoyen 2023", ana.get(page).text), page


def test_who_signed_cannot_vote_on_the_site_and_the_sheet_finds_who_did(town: World, ana: Client) -> None:
    town.vote({"pratiques": SECOND}, voters=1)
    said = sign(ana, person(1))
    assert "Ligne 1 : a déjà voté. Une carte sera mise de côté." in said
    assert in_the_urn(town) == (1, 1)


def test_two_readings_that_differ_are_told_without_showing_the_other(ana: Client, bo: Client) -> None:
    read(ana, 1, **CHOSEN)
    page = words(bo.get(f"{HALL}/cartes"))
    assert "L’autre agent a déjà lu, et vous pas encore : 1." in page
    assert "checked" not in re.findall(r'<input[^>]+name="choix-[^>]+>', bo.get(f"{HALL}/cartes").text)
    said = read(bo, 1, **{"choix-pratiques": SECOND})
    assert "vous n’avez pas lu la même chose que l’autre agent" in said
    assert "Cartes lues différemment par deux agents : 1." in words(ana.get(HALL))


def test_what_is_wrong_comes_back_filled_with_its_reason(ana: Client) -> None:
    said = send(ana, f"{HALL}/feuille", f"{HALL}/feuille", person(1, jour="31", mois="2"))
    assert said.status_code == 422
    assert "n’est pas une date" in words(said)
    assert 'value="N° 1"' in said.text
    said = send(ana, f"{HALL}/cartes", f"{HALL}/cartes", {"carte": "x", "etat": "valid", **CHOSEN})
    assert said.status_code == 422
    assert "Écrivez le numéro en chiffres" in words(said)
    assert f'value="{FAVOURITE}" checked' in said.text
    assert send(ana, f"{HALL}/cartes", f"{HALL}/cartes", {"carte": "1", "etat": "valid"}).status_code == 422


def test_a_card_for_and_against_is_typed_in_words(town: World, ana: Client, bo: Client) -> None:
    edition = settle(town, "pour-et-contre", EXAMPLE)
    enter(ana, "ana")
    enter(bo, "bo")
    cards = f"/agents/{edition}/papier/mairie/cartes"
    send(ana, f"/agents/{edition}/papier", f"/agents/{edition}/papier", {"name": "Mairie"})
    assert "Pour Contre Sans avis" in words(ana.get(cards))
    card = {"carte": "1", "etat": "valid", "valeur-projects|p1": "1", "valeur-projects|p3": "1"}
    refused = send(ana, cards, cards, {**card, "valeur-projects|p2": "1"})
    assert refused.status_code == 422
    assert "3 votes pour, le maximum est 2." in words(refused)
    assert refused.text.count('value="1" checked') == 3
    assert "enregistrée" in words(send(ana, cards, cards, {**card, "valeur-projects|p4": "-1"}))
    assert "les deux lectures sont les mêmes" in words(send(bo, cards, cards, {**card, "valeur-projects|p4": "-1"}))


def test_a_number_out_of_bounds_on_a_card_is_told_beside_its_field(town: World, ana: Client) -> None:
    edition = settle(town, POINTS, WIELICZKA)
    enter(ana, "ana")
    places = f"/agents/{edition}/papier"
    send(ana, places, places, {"name": "Mairie"})
    cards = f"{places}/mairie/cartes"
    refused = send(ana, cards, cards, {"carte": "1", "etat": "valid", "valeur-projects|p2": "6"})
    assert refused.status_code == 422
    assert tied(refused.text, "choix-projects-p2").endswith("n’est pas entre 1 et 5.")


def test_a_line_is_struck_by_the_same_person_typed_again(town: World, ana: Client) -> None:
    sign(ana, person(1))
    wrong = send(ana, f"{HALL}/feuille", f"{HALL}/feuille/rayer", person(7, **{"ligne-rayee": "1"}))
    assert "n’est pas celle de cette personne" in words(wrong)
    assert in_the_urn(town) == (1, 0)
    right = send(ana, f"{HALL}/feuille", f"{HALL}/feuille/rayer", person(1, **{"ligne-rayee": "1"}))
    assert "Ligne 1 : rayée." in words(right)
    assert in_the_urn(town) == (0, 0)


def test_a_person_that_nobody_can_read_is_a_refused_line(ana: Client) -> None:
    assert "Ligne 1 : personne non identifiable." in sign(ana, {"ligne": "1", "illisible": "1"})


def test_a_gap_is_explained_before_the_deposit(ana: Client) -> None:
    sign(ana, person(1))
    refused = send(ana, HALL, f"{HALL}/urne", {"motif": ""})
    assert refused.status_code == 422
    assert "1 carte de moins que de signatures" in words(refused)
    assert send(ana, HALL, f"{HALL}/urne", {"motif": "une carte emportée"}).status_code == 303


def test_only_the_mission_puts_cards_in_the_urn(ana: Client, bo: Client) -> None:
    assert ana.get(HALL).status_code == 200
    assert "Mettre les cartes dans l’urne" not in words(bo.get(HALL))
    assert send(bo, HALL, f"{HALL}/urne", {"motif": ""}).status_code == 403


def test_the_ballot_and_the_sheet_are_pdfs_for_agents_alone(town: World, ana: Client) -> None:
    for path in (f"{PAPER}/bulletin.pdf", f"{HALL}/feuille.pdf?lignes=20"):
        answer = ana.get(path)
        assert answer.content.startswith(b"%PDF-")
        assert answer.headers["cache-control"] == "no-store"
        with TestClient(town.app()) as stranger:
            assert stranger.get(path, follow_redirects=False).status_code in {303, 403}


def test_a_card_typed_under_a_wrong_number_is_taken_out_and_the_journal_says_so(
    town: World, ana: Client, bo: Client
) -> None:
    sign(ana, person(1))
    read(ana, 1, **CHOSEN)
    read(bo, 1, **CHOSEN)
    read(ana, 11, **CHOSEN)
    assert "un seul agent : 11" in words(ana.get(HALL))

    def take_out(number: str) -> str:
        return words(send(ana, f"{HALL}/cartes", f"{HALL}/cartes/retirer", {"carte-retiree": number}))

    assert "La carte 12 de « Mairie d’Arras » n’a pas été lue." in take_out("12")
    assert "Écrivez le numéro en chiffres" in take_out("onze")
    assert "Carte 11 : retirée. Le journal le dit." in take_out("11")
    with town.engine.read() as desk:
        last = desk.work.journal.last(EDITION)
    assert last is not None
    assert (last.kind, last.details) == ("paper.card-forgotten", {"card": 11})
    send(ana, HALL, f"{HALL}/urne", {"motif": ""})
    assert in_the_urn(town) == (1, 1)
