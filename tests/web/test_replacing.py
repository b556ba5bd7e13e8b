"""A ballot is replaced on its page by the code shown once; where votes are final, every page says so."""

import re

import pytest
from httpx import Response
from litestar.testing import TestClient

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.errors import StoreError
from concitoyen.settings import Allowance
from tests.web.conftest import Client
from tests.web.elsewhere import CHANGES, WIELICZKA, settle
from tests.web.forms import ANSWERS, IDENTITY, send, token, words
from tests.web.test_ballot_forms import in_clear
from tests.web.test_one_vote import again, receipt
from tests.web.test_vote import in_the_urn, ticked
from tests.web.world import EDITION, World


@pytest.fixture
def edition(town: World) -> str:
    """An edition whose ballots can be replaced, in the middle of its vote."""
    return settle(town, "wieliczka-2023", WIELICZKA, urn=CHANGES)


def cast(client: Client, edition: str) -> Response:
    return send(client, {**IDENTITY, "commune": "Wieliczka", "choix-projects": "p1"}, edition)


def code(page: Response) -> str:
    """The code of replacement, in groups as it is shown."""
    found = re.search(r'id="code-secret"><code>(.*?)</code>', page.text)
    assert found is not None
    return " ".join(re.findall(r"<span>([0-9a-f]{4})</span>", found[1]))


def replace(client: Client, edition: str, typed: str, project: str = "p2") -> Response:
    page = client.get(f"/{edition}/vote/remplacer")
    sent = {"_csrf_token": token(page.text), "choix-projects": project, "remplacement": typed}
    return client.post(f"/{edition}/vote/remplacer", data=sent)


def test_the_code_is_shown_once_with_what_it_is_for(client: Client, edition: str) -> None:
    page = cast(client, edition)
    assert re.fullmatch(r"([0-9a-f]{4} ){7}[0-9a-f]{4}", code(page))
    assert "Il n’est montré qu’une fois." in words(page)
    assert f'href="/{edition}/vote/remplacer"' in page.text
    assert "définitif" not in words(client.get(f"/{edition}/vote"))


@pytest.mark.parametrize("writing", [str, str.upper, lambda shown: shown.replace(" ", "-"), lambda shown: f" {shown} "])
def test_the_code_replaces_the_ballot_however_it_is_spaced(
    client: Client, town: World, edition: str, writing: type[str]
) -> None:
    first = cast(client, edition)
    page = replace(client, edition, writing(code(first)))
    assert page.status_code == 201
    assert "L’ancien en est sorti et n’existe plus." in words(page)
    assert receipt(page) != receipt(first)
    assert in_clear(town, edition) == [{"projects": {"p2": 1}}]


def test_an_unknown_code_is_told_beside_its_field_and_nothing_is_lost(
    client: Client, town: World, edition: str
) -> None:
    cast(client, edition)
    page = replace(client, edition, "0000 1111")
    assert page.status_code == 422
    assert "Aucun bulletin n’a été déposé avec ce code" in words(page)
    assert '<a href="#remplacement">' in page.text
    assert 'value="0000 1111"' in page.text
    assert ticked(page.text) == ["p2"]
    assert in_clear(town, edition) == [{"projects": {"p1": 1}}]


def test_an_empty_code_and_an_empty_ballot_are_slips(client: Client, edition: str) -> None:
    assert "Écrivez le code montré après votre vote." in words(replace(client, edition, " "))
    assert "Le bulletin est vide" in words(replace(client, edition, "0" * 32, project=""))


def test_who_votes_twice_is_shown_the_way_to_replace(client: Client, edition: str) -> None:
    cast(client, edition)
    page = cast(client, edition)
    assert page.status_code == 409
    assert f'href="/{edition}/vote/remplacer"' in page.text


def test_after_the_closing_minute_no_ballot_is_replaced(client: Client, town: World, edition: str) -> None:
    shown = code(cast(client, edition))
    page = client.get(f"/{edition}/vote/remplacer")
    with town.engine.read() as desk:
        closing = desk.edition(edition)[1].calendar.last_close(VOTE)
    assert closing is not None
    town.clock.now = closing
    sent = {"_csrf_token": token(page.text), "choix-projects": "p2", "remplacement": shown}
    late = client.post(f"/{edition}/vote/remplacer", data=sent)
    assert late.status_code == 409
    assert "Le vote est fermé depuis le" in words(late)
    assert in_clear(town, edition) == [{"projects": {"p1": 1}}]


def test_where_votes_are_final_the_page_says_so_with_the_article(client: Client, town: World) -> None:
    send(client, ANSWERS)
    page = client.get(f"/{EDITION}/vote/remplacer")
    assert page.status_code == 409
    assert "Ce vote est définitif" in words(page)
    assert in_the_urn(town) == (1, 1)


def test_a_database_that_does_not_answer_keeps_the_code_and_the_choices(
    client: Client, edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreError("La base ne répond pas.")

    shown = code(cast(client, edition))
    with monkeypatch.context() as cut:
        cut.setattr("concitoyen.web.pages.replacing.replace_ballot", away)
        page = replace(client, edition, shown)
    assert page.status_code == 503
    assert again(page)["remplacement"] == shown
    assert client.post(f"/{edition}/vote/remplacer", data=again(page)).status_code == 201
    read = client.post(f"/{edition}/vote/remplacer/corriger", data=again(page))
    assert ticked(read.text) == ["p2"]


def test_a_program_that_tries_codes_is_told_to_wait_and_a_voter_loses_nothing(town: World, edition: str) -> None:
    with TestClient(town.app(limit_votes=Allowance(30, 0.1))) as client:
        page = client.get(f"/{edition}/vote/remplacer")
        sent = {"_csrf_token": token(page.text), "choix-projects": "p2", "remplacement": "0" * 32}
        answers = [client.post(f"/{edition}/vote/remplacer", data=sent) for _ in range(31)]
        assert [answer.status_code for answer in answers] == [422] * 30 + [429]
        assert answers[-1].headers["retry-after"] == "10"
        assert again(answers[-1]) == sent


def test_whoever_invents_where_they_come_from_waits_as_well(town: World, edition: str) -> None:
    with TestClient(town.app(limit_votes=Allowance(2, 0.1))) as client:
        page = client.get(f"/{edition}/vote/remplacer")
        sent = {"_csrf_token": token(page.text), "choix-projects": "p2", "remplacement": "0" * 32}
        path, invented = f"/{edition}/vote/remplacer", [{"X-Forwarded-For": f"192.0.2.{last}"} for last in range(3)]
        answers = [client.post(path, data=sent, headers=headers).status_code for headers in invented]
        assert answers == [422, 422, 429]
