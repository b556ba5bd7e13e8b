"""A receipt is checked on its page once the results are public, without a script too."""

import pytest
from httpx import Response

from tests.web.conftest import Client
from tests.web.forms import ANSWERS, send, token, words
from tests.web.test_one_vote import receipt
from tests.web.world import EDITION, World

PAGE = f"/{EDITION}/bulletin"


@pytest.fixture
def kept(client: Client, town: World) -> str:
    """The receipt of somebody whose ballot was counted, once the results are out."""
    code = receipt(send(client, ANSWERS))
    town.play()
    return code


def check(client: Client, typed: str) -> Response:
    return client.post(PAGE, data={"_csrf_token": token(client.get(PAGE).text), "recu": typed})


@pytest.mark.parametrize("writing", [str, str.upper, lambda code: f"Mon reçu :\n{code[:20]} {code[20:]}\nMerci."])
def test_the_server_finds_a_receipt_however_it_is_copied(client: Client, kept: str, writing: type[str]) -> None:
    answer = check(client, writing(kept))
    assert answer.status_code == 200
    assert "Votre bulletin a été compté" in words(answer)
    assert "sur 43" in words(answer)
    assert "Il arrive à la même racine que celle des résultats." in words(answer)
    assert "avec JavaScript, votre navigateur le fait lui-même" in words(answer)


def test_a_receipt_that_was_changed_is_not_in_the_list(client: Client, kept: str) -> None:
    other = ("1" if kept[0] == "0" else "0") + kept[1:]
    answer = check(client, other)
    assert "Ce reçu n’est pas dans la liste" in words(answer)
    assert "c’est le dernier reçu qui compte" in words(answer)


@pytest.mark.usefixtures("kept")
def test_what_is_no_receipt_is_told_beside_the_field_and_kept(client: Client) -> None:
    answer = check(client, "bonjour")
    assert answer.status_code == 422
    assert "« bonjour » n’est pas un reçu" in words(answer)
    assert 'value="bonjour"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_before_the_publication_nothing_can_be_checked_nor_guessed(client: Client, town: World) -> None:
    code = receipt(send(client, ANSWERS))
    asked = token(client.get(f"/{EDITION}/vote").text)
    early = client.get(PAGE)
    assert "dès que les résultats seront publiés" in words(early)
    assert "<form" not in early.text
    town.count()
    assert words(client.get(PAGE)).count("Le vote est fermé.") == 1
    posted = client.post(PAGE, data={"_csrf_token": asked, "recu": code})
    assert "Votre bulletin a été compté" not in words(posted)
    assert "racine" not in words(posted)


@pytest.mark.usefixtures("kept")
def test_the_page_names_the_root_of_the_journal(client: Client, town: World) -> None:
    with town.engine.read() as desk:
        root = next(act.details["receipts_root"] for act in desk.work.journal.of(EDITION) if act.kind == "vote.counted")
    assert f'data-root="{root}"' in client.get(PAGE).text
