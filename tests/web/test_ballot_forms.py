"""Every form of ballot on the real site: what is sent, what is refused beside its field, what comes back as typed."""

import re
from collections.abc import Mapping, Sequence

import pytest
from httpx import Response

from concitoyen.domain.shorthand import Shorthand
from concitoyen.sealing.boxes import open_ballot
from tests.web.agents import enter, hire, lend
from tests.web.conftest import Client
from tests.web.elsewhere import (
    BASKET,
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
from tests.web.forms import IDENTITY, attempt, send, tied, token, words
from tests.web.test_vote import in_the_urn, ticked
from tests.web.world import World

Sent = Mapping[str, str | list[str]]
LOVED, LIKED, WHY_NOT = "4", "3", "2"


def voted(client: Client, edition: str, answers: Sent, commune: str) -> Response:
    """Send a ballot from a commune."""
    return send(client, {**IDENTITY, "commune": commune, **answers}, edition)


def in_clear(town: World, edition: str) -> list[Mapping[str, Mapping[str, int]]]:
    """What the host can read in an urn that the host seals."""
    with town.engine.read() as desk:
        seal = desk.work.seals.of(edition)
        assert seal is not None
        key = town.engine.urn_key(edition)
        texts = [open_ballot(entry, seal, key) for entry in desk.work.urn.entries(edition)]
    return [Shorthand(seal.names).read(text).choices for text in texts]


def typed(page: str, name: str) -> str:
    """What a text field or a list holds."""
    field = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    chosen = re.search(rf'<select[^>]*name="{re.escape(name)}".*?</select>', page, re.DOTALL)
    if chosen:
        option = re.search(r'value="(\d*)" selected', chosen[0])
        return option[1] if option else ""
    assert field is not None
    return field[1]


@pytest.mark.parametrize(
    ("rulebook", "projects", "answers", "kept"),
    [
        (
            "paris-2021",
            PARIS,
            {
                "partie-votre-arrondissement": "arrondissement-10e-arrondissement",
                "valeur-arrondissement-10e-arrondissement|p1": LOVED,
                "valeur-arrondissement-10e-arrondissement|p2": WHY_NOT,
                "valeur-arrondissement-11e-arrondissement|p3": LIKED,  # marked first, then another district chosen
                "valeur-paris|p4": "",
            },
            {"arrondissement-10e-arrondissement": {"p1": 4, "p2": 2}},
        ),
        (
            "warszawa-2024",
            WARSAW,
            {
                "partie-un-quartier": "quartier-wawer",
                "choix-quartier-wawer": ["p1", "p2"],
                "choix-ville": "p4",
            },
            {"quartier-wawer": {"p1": 1, "p2": 1}, "ville": {"p4": 1}},
        ),
        ("wieliczka-2023", WIELICZKA, {"choix-projects": ["p1", "p3"]}, {"projects": {"p1": 1, "p3": 1}}),
        (
            POINTS,
            WIELICZKA,
            {"valeur-projects|p1": "5", "valeur-projects|p2": "2", "valeur-projects|p3": "0"},
            {"projects": {"p1": 5, "p2": 2}},
        ),
        (
            SCORES,
            WIELICZKA,
            {"valeur-projects|p1": "5", "valeur-projects|p2": "0", "valeur-projects|p3": ""},
            {"projects": {"p1": 5, "p2": 0}},
        ),
        (
            RANKS,
            WIELICZKA,
            {"valeur-projects|p5": "1", "valeur-projects|p2": "2", "valeur-projects|p1": ""},
            {"projects": {"p5": 1, "p2": 2}},
        ),
        (BASKET, WIELICZKA, {"choix-projects": ["p1", "p2"]}, {"projects": {"p1": 1, "p2": 1}}),
        (
            "pour-et-contre",
            EXAMPLE,
            {
                "valeur-projects|p1": "1",
                "valeur-projects|p2": "",
                "valeur-projects|p3": "1",
                "valeur-projects|p4": "-1",
            },
            {"projects": {"p1": 1, "p3": 1, "p4": -1}},
        ),
        (
            "pour-et-contre",
            EXAMPLE,
            {"valeur-projects|p1": "1", "valeur-projects|p2": "0"},
            {"projects": {"p1": 1}},
        ),
    ],
    ids=[
        "paris",
        "warszawa",
        "wieliczka",
        "points",
        "notes",
        "rangs",
        "panier",
        "pour et contre",
        "zéro n’est pas un avis",
    ],
)
def test_the_urn_holds_what_the_form_said(
    client: Client,
    town: World,
    rulebook: str,
    projects: Sequence[Project],
    answers: Sent,
    kept: Mapping[str, Mapping[str, int]],
) -> None:
    edition = settle(town, rulebook, projects)
    answer = voted(client, edition, answers, projects[0].commune)
    assert answer.status_code == 201, words(answer)
    assert in_clear(town, edition) == [kept]


@pytest.mark.parametrize(
    ("rulebook", "projects", "answers", "told"),
    [
        (
            "paris-2021",
            PARIS,
            {"partie-votre-arrondissement": "", "valeur-paris|p4": LOVED},
            "« Tout Paris » : donnez une mention à chaque projet ; il en manque 1 (« École fraîche »).",
        ),
        (
            "warszawa-2024",
            WARSAW,
            {"choix-quartier-wawer": "p1", "choix-quartier-bemowo": "p3"},
            "choisissez dans une seule partie",
        ),
        (POINTS, WIELICZKA, {"valeur-projects|p1": "5", "valeur-projects|p2": "4"}, "9 points donnés, vous en avez 7."),
        (POINTS, WIELICZKA, {"valeur-projects|p1": "6"}, "n’est pas entre 1 et 5"),
        (POINTS, WIELICZKA, {"valeur-projects|p1": "deux"}, "« deux » n’est pas un nombre entier"),
        (POINTS, WIELICZKA, {"valeur-projects|p1": "-2"}, "n’est pas entre 1 et 5"),
        (POINTS, WIELICZKA, {"valeur-projects|p9": "2"}, "n’y est pas soumis au vote"),
        (RANKS, WIELICZKA, {"valeur-projects|p1": "2", "valeur-projects|p2": "2"}, "donnez à chacun le sien"),
        (RANKS, WIELICZKA, {"valeur-projects|p1": "1", "valeur-projects|p2": "3"}, "il manque le rang 2"),
        (
            BASKET,
            WIELICZKA,
            {"choix-projects": ["p1", "p2", "p3"]},
            "vos projets coûtent ensemble 1 200 PLN, plus que 1 000 PLN",
        ),
        (BASKET, WIELICZKA, {}, "Le bulletin est vide"),
    ],
)
def test_a_ballot_that_the_rules_do_not_allow_comes_back_as_it_was_typed(
    client: Client, town: World, rulebook: str, projects: Sequence[Project], answers: Sent, told: str
) -> None:
    edition = settle(town, rulebook, projects)
    answer = voted(client, edition, answers, projects[0].commune)
    assert answer.status_code == 422, words(answer)
    assert told in words(answer)
    assert answer.text.count('role="alert"') == 1
    for name, value in answers.items():
        if name.startswith("choix-"):
            assert set(value if isinstance(value, list) else [value]) <= set(ticked(answer.text))
        elif isinstance(value, str) and re.fullmatch(r"-?\w+", value) and "p9" not in name and rulebook != "paris-2021":
            assert typed(answer.text, name) == value
    assert in_the_urn(town, edition) == (0, 0)


def test_an_error_of_one_field_stands_beside_it(client: Client, town: World) -> None:
    edition = settle(town, POINTS, WIELICZKA)
    html = voted(client, edition, {"valeur-projects|p1": "deux"}, "Wieliczka").text
    assert '<a href="#choix-projects-p1">' in html
    assert 'aria-invalid="true" aria-describedby="choix-projects-p1-erreur"' in html


BANCS = "choix-projects-p2"
TOO_MUCH = "« Vos points » : la valeur 6 donnée à « Projet Bancs » n’est pas entre 1 et 5."


def test_a_number_out_of_bounds_is_told_beside_its_field_and_a_sum_beside_its_part(client: Client, town: World) -> None:
    edition = settle(town, POINTS, WIELICZKA)
    html = voted(client, edition, {"valeur-projects|p1": "3", "valeur-projects|p2": "6"}, "Wieliczka").text
    assert tied(html, BANCS) == TOO_MUCH
    assert 'aria-describedby="choix-projects-aide choix-projects-erreur"' in html
    alone = voted(client, edition, {"valeur-projects|p2": "6"}, "Wieliczka").text
    assert tied(alone, BANCS) == TOO_MUCH
    assert 'id="choix-projects-erreur"' not in alone


def test_a_number_out_of_bounds_is_told_beside_its_field_on_a_tablet(client: Client, town: World) -> None:
    edition = settle(town, POINTS, WIELICZKA)
    hire(town)
    enter(client)
    lend(client, edition=edition)
    form = f"/{edition}/kiosque/vote"
    page = client.get(form).text
    sent = {**IDENTITY, "commune": "Wieliczka", "valeur-projects|p2": "6"}
    answer = client.post(form, data={**sent, "_csrf_token": token(page), "essai": attempt(page)})
    assert f'action="{form}"' in answer.text
    assert tied(answer.text, BANCS) == TOO_MUCH


def test_a_number_for_a_project_that_is_not_there_is_told_beside_the_part(client: Client, town: World) -> None:
    edition = settle(town, POINTS, WIELICZKA)
    html = voted(client, edition, {"valeur-projects|p9": "6"}, "Wieliczka").text
    assert set(re.findall(r'<li><a href="#([^"]+)">', html)) == {"choix-projects-p1"}


def test_for_and_against_are_words_and_no_project_needs_an_opinion(client: Client, town: World) -> None:
    edition = settle(town, "pour-et-contre", EXAMPLE)
    page = client.get(f"/{edition}/vote")
    radios = r'<input type="radio"[^>]*name="valeur-projects\|p4" value="(-?\d?)"( checked)?><label[^>]*>([^<]+)'
    assert re.findall(radios, page.text) == [("1", "", "Pour"), ("-1", "", "Contre"), ("", " checked", "Sans avis")]
    told = words(page)
    assert "2 votes pour au plus. Un vote contre au plus." in told
    assert "-1" not in told
    refused = voted(client, edition, {"valeur-projects|p1": "1", "valeur-projects|p4": "-1"}, "Le Port")
    assert refused.status_code == 422
    assert re.findall(radios, refused.text)[1] == ("-1", " checked", "Contre")
    assert "pour voter contre un projet, votez pour 2 autres ; vous en avez 1." in words(refused)
    assert in_the_urn(town, edition) == (0, 0)


DISTRICTS = {f"choix-quartier-{name}": chosen for name, chosen in (("wawer", "p1"), ("bemowo", "p3"), ("wesola", "p5"))}


def test_two_districts_are_filled_in_where_two_may_be(client: Client, town: World) -> None:
    edition = settle(town, TWO_DISTRICTS, THREE_DISTRICTS)
    page = words(client.get(f"/{edition}/vote"))
    assert "Choisissez-en 2 au plus : leurs projets s’ouvrent dessous." in page
    assert "Je ne vote pas ici" not in page
    both = ["", "quartier-wawer", "quartier-bemowo"]
    answer = voted(client, edition, {"partie-un-quartier": both, **DISTRICTS}, "Wawer")
    assert answer.status_code == 201, words(answer)
    # What was ticked in Wesoła, then folded away, is not meant.
    assert in_clear(town, edition) == [{"quartier-wawer": {"p1": 1}, "quartier-bemowo": {"p3": 1}}]


def test_a_district_too_many_is_told_beside_the_districts_and_all_stay_open(client: Client, town: World) -> None:
    edition = settle(town, TWO_DISTRICTS, THREE_DISTRICTS)
    three = ["", "quartier-wawer", "quartier-bemowo", "quartier-wesola"]
    answer = voted(client, edition, {"partie-un-quartier": three, **DISTRICTS}, "Wawer")
    assert answer.status_code == 422
    told = "choisissez dans 2 parties au plus, pas dans « Bemowo » et « Wawer » et « Wesoła »."
    assert words(answer).count(told) == 2
    assert 'id="partie-un-quartier-erreur"' in answer.text
    assert '<a href="#partie-un-quartier-quartier-bemowo">' in answer.text
    assert set(ticked(answer.text)) == {*three[1:], "p1", "p3", "p5"}


def test_districts_folded_away_leave_an_empty_ballot(client: Client, town: World) -> None:
    edition = settle(town, TWO_DISTRICTS, THREE_DISTRICTS)
    answer = voted(client, edition, {"partie-un-quartier": "", **DISTRICTS}, "Wawer")
    assert answer.status_code == 422
    assert "Le bulletin est vide" in words(answer)


def test_too_many_in_one_territory_are_told_with_its_name(client: Client, town: World) -> None:
    edition = settle(town, "petits-et-grands", EXAMPLE)
    assert "Cochez autant de projets que vous voulez. Au plus 2 par territoire." in words(
        client.get(f"/{edition}/vote")
    )
    answer = voted(client, edition, {"choix-projects": ["p1", "p2", "p3", "p4"]}, "Le Port")
    assert answer.status_code == 422
    assert "sont dans le même groupe (territoire « Nord »), le maximum y est 2." in words(answer)
    assert ticked(answer.text) == ["p1", "p2", "p3", "p4"]


def test_grades_are_offered_from_the_best_by_their_names(client: Client, town: World) -> None:
    edition = settle(town, "paris-2021", PARIS)
    html = client.get(f"/{edition}/vote").text
    grades = re.findall(r'name="valeur-paris\|p4" value="(\d?)".*?<label[^>]*>([^<]+)', html)
    assert grades == [
        ("4", "J’adore"),
        ("3", "J’aime bien"),
        ("2", "Pourquoi pas\u00a0?"),
        ("1", "Je ne suis pas convaincu(e)"),
        ("", "Sans avis"),
    ]


def test_who_comes_from_a_project_finds_its_part_open(client: Client, town: World) -> None:
    edition = settle(town, "warszawa-2024", WARSAW)
    html = client.get(f"/{edition}/vote", params={"projet": "p3"}).text
    assert ticked(html) == ["quartier-bemowo", "p3"]


def test_the_price_of_each_project_is_told_where_a_sum_is_bounded(client: Client, town: World) -> None:
    edition = settle(town, BASKET, WIELICZKA)
    html = client.get(f"/{edition}/vote").text
    assert re.findall(r'data-cents="(\d+)"', html) == ["100000", "30000", "40000", "50000", "90000", "120000"]
    assert html.count('class="choice-cost"') == 5
