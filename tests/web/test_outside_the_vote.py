"""Before, after and without an urn: a page that says which, since when, and what can be done."""

from datetime import UTC, datetime

import pytest

from tests.web.conftest import Client
from tests.web.elsewhere import WIELICZKA, settle, text_of
from tests.web.forms import ANSWERS, attempt, token, words
from tests.web.world import EDITION, IN_PREPARATION, VOTE_IS_CLOSED, World

BUREAU = '\n[urn]\nsealing = "bureau"\narticle = "Article 7."\n'
AT_NOON = datetime(2023, 4, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "heading", "sentence"),
    [
        (IN_PREPARATION, "Le vote n’a pas commencé", "Le vote ouvrira le 1er septembre 2023."),
        (VOTE_IS_CLOSED, "Le vote est fermé", "Le vote est fermé depuis le 30 septembre 2023 à 24 h."),
    ],
)
def test_outside_the_vote_a_page_says_since_or_until_when(
    client: Client, town: World, instant: datetime, heading: str, sentence: str
) -> None:
    town.clock.now = instant
    answer = client.get(f"/{EDITION}/vote")
    assert answer.status_code == 409
    assert f"<h1>{heading}</h1>" in answer.text
    assert sentence in words(answer)
    assert "Rien n’a été enregistré." in words(answer)


def test_between_two_votes_the_next_one_is_announced(client: Client, town: World) -> None:
    text = text_of("wieliczka-2023")
    first = 'title = "Vote"\nopens = 2023-04-03T00:00:00\ncloses = 2023-04-22T00:00:00'
    assert first in text
    again = first.replace("2023-04", "2023-06")
    twice = text.replace(first, f'{first}\narticle = "Un"\n\n[[phases]]\nkind = "vote"\n{again}')
    edition = settle(town, twice, WIELICZKA)
    town.clock.now = datetime(2023, 5, 5, 10, tzinfo=UTC)
    answer = client.get(f"/{edition}/vote")
    assert "Le vote n’a pas commencé" in words(answer)
    assert "Le vote ouvrira le 3 juin 2023." in words(answer)


def test_an_urn_without_its_key_is_told_and_shows_no_ballot(client: Client, town: World) -> None:
    edition = settle(town, "wieliczka-2023", WIELICZKA, urn=BUREAU)
    answer = client.get(f"/{edition}/vote")
    assert answer.status_code == 409
    assert "L’urne n’est pas prête" in words(answer)
    assert "Les membres du bureau n’ont pas encore formé la clé" in words(answer)
    assert "<fieldset" not in answer.text


def test_a_ballot_sent_to_an_urn_without_its_key_is_refused_on_a_page(client: Client, town: World) -> None:
    page = client.get(f"/{EDITION}/vote").text
    edition = settle(town, "wieliczka-2023", WIELICZKA, urn=BUREAU)
    sent = {**ANSWERS, "choix-projects": "p1", "_csrf_token": token(page), "essai": attempt(page)}
    answer = client.post(f"/{edition}/vote", data=sent)
    assert answer.status_code == 409
    assert "L’urne n’est pas prête" in words(answer)


def test_a_vote_without_projects_is_told(client: Client, town: World) -> None:
    edition = settle(town, "wieliczka-2023", ())
    answer = client.get(f"/{edition}/vote")
    assert answer.status_code == 409
    assert "Aucun projet n’est soumis au vote." in words(answer)
