"""The voter's path without JavaScript: one form, one act."""

import re
from datetime import UTC, datetime

import pytest

from tests.web.conftest import Client
from tests.web.forms import ANSWERS, IDENTITY, send, token, words
from tests.web.world import EDITION, FAVOURITE, FAVOURITES, IN_PREPARATION, SECOND, VOTE_IS_CLOSED, VOTE_OF_2024, World


def in_the_urn(town: World, edition: str = EDITION) -> tuple[int, int]:
    """Marks on the roll and ballots in the urn."""
    with town.engine.read() as desk:
        return desk.work.roll.count(edition), desk.work.urn.count(edition)


def ticked(page: str) -> list[str]:
    """The values of the boxes that are ticked."""
    return re.findall(r'value="([^"]*)" checked', page)


def test_a_ballot_is_cast_in_one_act(client: Client, town: World) -> None:
    answer = send(client, ANSWERS)
    assert answer.status_code == 201
    assert "Merci, votre vote est compté" in words(answer)
    assert in_the_urn(town) == (1, 1)


def test_the_thanks_do_not_repeat_the_choices(client: Client) -> None:
    assert "HANDI62" not in send(client, ANSWERS).text


def test_one_choice_per_category_is_a_radio_button_with_a_way_to_abstain(client: Client) -> None:
    html = client.get(f"/{EDITION}/vote").text
    assert html.count("<fieldset") == 6
    assert html.count("Je ne choisis pas dans cette catégorie") == 5
    assert 'type="checkbox"' not in html


def test_favourites_are_boxes_with_their_limit(client: Client, town: World) -> None:
    town.clock.now = VOTE_OF_2024
    page = client.get(f"/{FAVOURITES}/vote")
    assert "Cochez 3 projets au plus." in words(page)
    assert page.text.count('type="checkbox"') == 14


def test_the_commune_is_asked_and_never_the_postal_code(client: Client) -> None:
    html = client.get(f"/{EDITION}/vote").text
    assert '<option value="Béthune">' in html
    assert "62400" not in html


def test_homonyms_are_offered_with_their_code(client: Client) -> None:
    html = client.get(f"/{EDITION}/vote").text
    offered = re.findall(r'<option value="([^"]+)">', html)
    assert len(offered) == len(set(offered)) == 887


def test_who_comes_from_a_proposal_finds_it_ticked(client: Client) -> None:
    assert ticked(client.get(f"/{EDITION}/vote", params={"projet": SECOND}).text) == [SECOND]
    assert ticked(client.get(f"/{EDITION}/vote", params={"projet": "inconnu"}).text) == []


def test_a_form_with_errors_comes_back_filled_and_points_to_its_fields(client: Client, town: World) -> None:
    answer = send(client, {**ANSWERS, "nom": "", "jour": "31", "mois": "2", "commune": "Bétune"})
    html = answer.text
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', html) == ["nom", "jour"]
    assert 'value="Zoé"' in html
    assert 'value="Bétune"' in html
    assert ticked(html) == [FAVOURITE]
    assert 'aria-describedby=" nom-erreur" aria-invalid="true"' in html
    assert in_the_urn(town) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("", "", ""), "Écrivez votre date de naissance."),
        (("27", "mars", "2001"), "« 27 mars 2001 » n’est pas une date."),
        (("27", "3", "01"), "« 27 3 01 » n’est pas une date."),
        (("27", "3", "2031"), "Cette date de naissance est dans le futur : vérifiez-la."),
    ],
)
def test_a_date_that_cannot_be_is_a_slip(client: Client, typed: tuple[str, str, str], sentence: str) -> None:
    answer = send(client, {**ANSWERS, **dict(zip(("jour", "mois", "annee"), typed, strict=True))})
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_misspelt_commune_is_a_slip_with_a_suggestion(client: Client, town: World) -> None:
    answer = send(client, {**ANSWERS, "commune": "Bétune"})
    assert answer.status_code == 422
    assert "Vouliez-vous dire « Béthune » ?" in words(answer)
    assert in_the_urn(town) == (0, 0)


def test_an_empty_ballot_is_told_so(client: Client, town: World) -> None:
    blank = {**ANSWERS, "choix-cooperation-innovation": ""}
    answer = send(client, blank)
    assert answer.status_code == 422
    assert "Le bulletin est vide" in words(answer)
    assert ticked(answer.text) == [""]
    assert in_the_urn(town) == (0, 0)


def test_too_many_favourites_are_refused_and_kept_on_the_form(client: Client, town: World) -> None:
    town.clock.now = VOTE_OF_2024
    four = [FAVOURITE, SECOND, "la-mine-d-art", "touchez-terre"]
    answer = send(client, {**IDENTITY, "choix-favourites": four}, FAVOURITES)
    assert answer.status_code == 422
    assert "4 projets choisis, le maximum est 3" in words(answer)
    assert sorted(ticked(answer.text)) == sorted(four)
    assert in_the_urn(town, FAVOURITES) == (0, 0)


def test_two_choices_in_one_category_are_refused(client: Client, town: World) -> None:
    answer = send(client, {**ANSWERS, "choix-pratiques": [SECOND, "au-shopping-solidaire"]})
    assert answer.status_code == 422
    assert in_the_urn(town) == (0, 0)


def test_an_unknown_project_is_refused(client: Client, town: World) -> None:
    answer = send(client, {**ANSWERS, "choix-pratiques": "autre-projet"})
    assert answer.status_code == 422
    assert "n’y est pas soumis au vote" in words(answer)
    assert in_the_urn(town) == (0, 0)


def test_a_voter_under_age_is_told_the_rule_and_its_article(client: Client, town: World) -> None:
    answer = send(client, {**ANSWERS, "annee": "2019"})
    assert answer.status_code == 403
    assert "Pour voter, il faut avoir 11 ans ou plus" in words(answer)
    assert "Pages publiques du Département : vote dès 11 ans" in words(answer)
    assert in_the_urn(town) == (0, 0)


def test_a_voter_from_elsewhere_is_told_kindly(client: Client, town: World) -> None:
    answer = send(client, {**ANSWERS, "commune": "Xyzzyville"})
    assert answer.status_code == 403
    assert "Vous ne pouvez pas voter dans cette édition" in words(answer)
    assert in_the_urn(town) == (0, 0)


def test_the_refused_voter_can_correct_without_typing_again(client: Client) -> None:
    refused = send(client, {**ANSWERS, "annee": "2019"})
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', refused.text)
    form = client.post(f"/{EDITION}/vote/corriger", data=dict(fields))
    assert form.status_code == 200
    assert 'value="Delattre"' in form.text
    assert 'value="2019"' in form.text
    assert ticked(form.text) == [FAVOURITE]


def test_the_same_person_votes_once_however_the_name_is_written(client: Client, town: World) -> None:
    send(client, ANSWERS)
    again = send(client, {**ANSWERS, "prenom": "ZOE", "nom": "delattre", "commune": "bethune"})
    assert again.status_code == 409
    assert "Vous avez déjà voté" in words(again)
    assert in_the_urn(town) == (1, 1)


@pytest.mark.parametrize(
    ("instant", "sentence"),
    [(IN_PREPARATION, "Le vote ouvrira le"), (VOTE_IS_CLOSED, "Le vote est fermé depuis le")],
)
def test_outside_the_vote_the_ballot_is_not_shown(
    client: Client, town: World, instant: datetime, sentence: str
) -> None:
    town.clock.now = instant
    answer = client.get(f"/{EDITION}/vote")
    assert answer.status_code == 409
    assert sentence in words(answer)
    assert "<fieldset" not in answer.text


def test_a_ballot_sent_after_the_closing_minute_is_refused(client: Client, town: World) -> None:
    sent = {**ANSWERS, "_csrf_token": token(client.get(f"/{EDITION}/vote").text)}
    town.clock.now = datetime(2023, 9, 30, 22, tzinfo=UTC)  # midnight in Paris
    answer = client.post(f"/{EDITION}/vote", data=sent)
    assert answer.status_code == 409
    assert "Le vote est fermé" in words(answer)
    assert in_the_urn(town) == (0, 0)


def test_what_was_typed_is_kept_nowhere_by_the_browser(client: Client) -> None:
    assert client.get(f"/{EDITION}/vote").headers["cache-control"] == "private, no-cache"  # empty, for who goes back
    assert send(client, ANSWERS).headers["cache-control"] == "no-store"
