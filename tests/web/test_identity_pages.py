"""The voter shows who they are between the form and the ballot, without JavaScript, and the pages carry everything."""

import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from concitoyen.domain.errors import StoreError
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.print_codes import draw_codes, keep_codes
from tests.web.conftest import Client
from tests.web.forms import ANSWERS, again, hidden, send, token, words
from tests.web.test_one_vote import receipt
from tests.web.test_vote import in_the_urn
from tests.web.world import EDITION, FAVOURITE, IN_PREPARATION, STAFF, World

MAIL = '["core:email-code"]'
BOTH = '["core:email-code", "core:one-time-code"]'
ZOE = {**ANSWERS, "courriel": "zoe@exemple.org"}
OTHER = {**ZOE, "prenom": "Léo", "nom": "Carpentier", "courriel": "leo@exemple.org"}


@pytest.fixture
def by_mail(client: Client, town: World) -> Client:
    """A browser before an edition that sends codes by e-mail."""
    town.ask_for_proof(MAIL)
    return client


@pytest.fixture
def sheet(town: World) -> str:
    """The code of a printed sheet, of an edition that takes those and codes by e-mail."""
    town.ask_for_proof(BOTH)
    with town.engine.begin() as desk:
        (code,) = draw_codes(desk, EDITION, "Collège Ferry", 1, chance=lambda count: b"7" * count)
        keep_codes(desk, EDITION, "Collège Ferry", [code], Signature(STAFF, IN_PREPARATION))
    return code


def test_the_form_is_sent_once_then_the_code_casts_the_ballot_in_the_same_act(by_mail: Client, town: World) -> None:
    asked = send(by_mail, ZOE)
    assert (asked.status_code, in_the_urn(town)) == (200, (0, 0))
    assert "Un code vient d’être envoyé à z…\u2060@exemple.org." in words(asked)
    assert re.search(r'<input id="code"[^>]* inputmode="numeric" autocomplete="one-time-code"', asked.text)
    answer = again(by_mail, asked, code=town.code())
    assert (answer.status_code, in_the_urn(town)) == (201, (1, 1))
    assert "Merci, votre vote est compté" in words(answer)


def test_the_letter_is_plain_text_without_anything_to_follow(by_mail: Client, town: World) -> None:
    send(by_mail, ZOE)
    letter = town.letter()
    assert (letter["To"], letter.get_content_type()) == ("zoe@exemple.org", "text/plain")
    assert letter["Subject"] == "Votre code pour voter : Budget citoyen 2023"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "http" not in letter.get_content()
    assert "Delattre" not in letter.as_string()


def test_the_page_carries_the_whole_ballot_and_the_server_keeps_nothing_of_it(by_mail: Client) -> None:
    carried = hidden(send(by_mail, ZOE))
    assert {name: carried[name] for name in ZOE} == ZOE
    assert re.fullmatch(r"[0-9a-f]{32}", str(carried["essai"]))


def test_a_wrong_code_tells_the_tries_left_and_keeps_everything(by_mail: Client, town: World) -> None:
    asked = send(by_mail, ZOE)
    wrong = again(by_mail, asked, code="000000" if town.code() != "000000" else "111111")
    assert (wrong.status_code, in_the_urn(town)) == (422, (0, 0))
    assert "il vous reste 4 essais" in words(wrong)
    assert "<title>Erreur" in wrong.text
    assert hidden(wrong) == {**hidden(asked), "_csrf_token": hidden(wrong)["_csrf_token"]}
    assert again(by_mail, wrong, code=town.code()).status_code == 201


def test_a_code_that_is_over_is_told_and_another_can_be_asked(by_mail: Client, town: World) -> None:
    asked = send(by_mail, ZOE)
    first = town.code()
    town.clock.now = town.clock.now.replace(minute=16)
    over = again(by_mail, asked, code=first)
    assert "Ce code n’est plus valable. Demandez-en un autre." in words(over)
    again(by_mail, over, geste="renvoyer")
    assert len(list(town.letters.glob("*.eml"))) == 2
    assert again(by_mail, over, code=town.code()).status_code == 201


def test_the_same_form_sent_twice_shows_the_code_page_and_sends_one_letter(by_mail: Client, town: World) -> None:
    page = by_mail.get(f"/{EDITION}/vote")
    form = {**hidden(page), **ZOE}
    told = [by_mail.post(f"/{EDITION}/vote", data=form) for _ in range(7)]
    assert {(one.status_code, words(one)) for one in told} == {(200, words(told[0]))}
    assert "Un code vous attend" in words(told[0])
    corrected = by_mail.post(f"/{EDITION}/vote/corriger", data=hidden(told[0]))
    asked = by_mail.post(f"/{EDITION}/vote", data={**hidden(corrected), **ZOE, "prenom": "Zoë"})
    assert len(list(town.letters.glob("*.eml"))) == 1
    assert again(by_mail, asked, code=town.code()).status_code == 201


def test_another_code_leaves_for_who_asks_for_it(by_mail: Client, town: World) -> None:
    asked = send(by_mail, ZOE)
    once_more = again(by_mail, asked, geste="renvoyer")
    assert len(list(town.letters.glob("*.eml"))) == 2
    assert again(by_mail, once_more, code=town.code()).status_code == 201


def test_the_answers_can_be_corrected_on_the_way(by_mail: Client) -> None:
    asked = send(by_mail, ZOE)
    form = by_mail.post(f"/{EDITION}/vote/corriger", data=hidden(asked))
    assert 'value="zoe@exemple.org"' in form.text
    assert f'value="{FAVOURITE}" checked' in form.text
    assert 'formaction="/pasdecalais-2023/vote/corriger"' in asked.text


def test_the_form_asks_for_the_address_that_the_code_needs(by_mail: Client, town: World) -> None:
    answer = send(by_mail, ANSWERS)
    assert "Écrivez votre adresse e-mail." in words(answer)
    assert "n’est pas une adresse e-mail complète" in words(send(by_mail, {**ZOE, "courriel": "zoe"}))
    assert list(town.letters.glob("*.eml")) == []


def test_no_letter_leaves_for_who_may_not_vote_or_for_a_ballot_that_is_not_valid(by_mail: Client, town: World) -> None:
    assert send(by_mail, {**ZOE, "annee": "2019"}).status_code == 403
    assert send(by_mail, {**ZOE, "choix-cooperation-innovation": "rien"}).status_code == 422
    assert list(town.letters.glob("*.eml")) == []


def test_who_has_voted_and_who_has_not_get_the_same_page_until_the_proof(by_mail: Client, town: World) -> None:
    again(by_mail, send(by_mail, ZOE), code=town.code())
    voted, unknown = send(by_mail, ZOE), send(by_mail, OTHER)
    assert voted.status_code == unknown.status_code == 200
    assert words(voted).replace("z…", "l…") == words(unknown)
    told = again(by_mail, voted, code=town.code())
    assert told.status_code == 422
    assert "déjà voté" not in words(told)


def test_already_voted_is_told_after_the_proof(by_mail: Client, town: World) -> None:
    again(by_mail, send(by_mail, ZOE), code=town.code())
    told = again(by_mail, send(by_mail, ZOE), code=town.code())
    assert (told.status_code, in_the_urn(town)) == (409, (1, 1))
    assert "Vous avez déjà voté" in words(told)


def test_the_right_code_sent_twice_finds_the_receipt_again(by_mail: Client, town: World) -> None:
    asked = send(by_mail, ZOE)
    receipts = {receipt(again(by_mail, asked, code=town.code())) for _ in "12"}
    assert (len(receipts), in_the_urn(town)) == (1, (1, 1))


@pytest.mark.parametrize("stolen", ["nom", "annee"])
def test_a_proof_does_not_serve_another_person(by_mail: Client, town: World, stolen: str) -> None:
    carried = hidden(send(by_mail, ZOE))
    again(by_mail, send(by_mail, OTHER), code=town.code())
    data = {**carried, stolen: "1999" if stolen == "annee" else "Autre", "preuve": "core:email-code.9999999999.00"}
    answer = by_mail.post(f"/{EDITION}/vote", data=data)
    assert (answer.status_code, in_the_urn(town)) == (200, (1, 1))
    assert "Un code vous attend" in words(answer)


@contextmanager
def broken_urn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For a moment, no ballot can be kept."""

    def full(*_: object) -> None:
        raise StoreError("La base ne répond pas.")

    with monkeypatch.context() as broken:
        broken.setattr("concitoyen.store.intake.intake.Intake.hand", full)
        yield


def test_the_proof_is_not_lost_when_the_ballot_must_be_sent_again(
    by_mail: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = send(by_mail, ZOE)
    with broken_urn(monkeypatch):
        told = again(by_mail, asked, code=town.code())
    assert (told.status_code, told.headers["retry-after"], in_the_urn(town)) == (503, "5", (0, 0))
    assert "vos réponses sont gardées sur cette page" in words(told)
    town.clock.now = town.clock.now.replace(minute=14)
    carried = {name: text for name, text in hidden(told).items() if name != "code"}
    assert by_mail.post(f"/{EDITION}/vote", data=carried).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_a_mail_server_that_is_down_loses_nothing_and_is_told(
    by_mail: Client, town: World, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(town.letters)
    town.letters.write_text("pas un dossier")
    with caplog.at_level(logging.WARNING):
        told = send(by_mail, ZOE)
    assert told.status_code == 503
    assert "Le code n’est pas parti" in words(told)
    assert "zoe" not in caplog.text
    assert [again(by_mail, told).status_code for _ in range(9)] == [503] * 9  # and none of them counts
    town.letters.unlink()
    again(by_mail, told)
    assert again(by_mail, told, code=town.code()).status_code == 201


# ── a choice of ways, and printed codes ───────────────────────────────────────────────────────────────


def test_of_several_ways_the_voter_chooses_one(client: Client, town: World) -> None:
    town.ask_for_proof(BOTH)
    choice = send(client, ANSWERS)
    assert re.findall(r'name="moyen" value="([^"]+)"', choice.text) == ["core:email-code", "core:one-time-code"]
    address = again(client, choice, moyen="core:email-code")
    assert "Où envoyer votre code" in words(address)
    asked = again(client, address, courriel="zoe@exemple.org")
    assert again(client, asked, code=town.code()).status_code == 201


def test_the_code_of_a_sheet_is_typed_as_it_is_printed_or_otherwise(client: Client, town: World, sheet: str) -> None:
    asked = again(client, send(client, ANSWERS), moyen="core:one-time-code")
    assert "Recopiez le code de la feuille" in words(asked)
    typed = " ".join(sheet[start : start + 4] for start in (0, 4, 8)).lower()
    assert again(client, asked, code=typed).status_code == 201
    stolen = send(client, {**OTHER, "moyen": "core:one-time-code", "code": sheet})
    assert (stolen.status_code, in_the_urn(town)) == (422, (1, 1))
    assert "il a peut-être déjà servi" in words(stolen)


def test_the_square_on_the_sheet_opens_the_form_with_its_code_and_the_vote_is_one_act(
    client: Client, town: World, sheet: str
) -> None:
    page = client.get(f"/{EDITION}/vote", params={"code": sheet, "moyen": "core:one-time-code"})
    carried = hidden(page)
    assert (carried["code"], carried["moyen"]) == (sheet, "core:one-time-code")
    answer = client.post(f"/{EDITION}/vote", data={**carried, **ANSWERS})
    assert (answer.status_code, in_the_urn(town)) == (201, (1, 1))


def test_an_edition_that_votes_at_the_desk_only_says_so(client: Client, town: World) -> None:
    town.ask_for_proof('["core:desk"]')
    sent = {**ANSWERS, "_csrf_token": token(client.get("/agents/connexion").text)}
    for answer in (client.get(f"/{EDITION}/vote"), client.post(f"/{EDITION}/vote", data=sent)):
        assert answer.status_code == 409
        assert "Ce vote se fait au guichet Un agent vérifie qui vous êtes, puis vous votez seul" in words(answer)
    assert in_the_urn(town) == (0, 0)


def test_an_edition_that_also_takes_a_declaration_lets_the_voter_choose_it(client: Client, town: World) -> None:
    town.ask_for_proof('["core:declaration", "core:email-code"]')
    choice = send(client, ANSWERS)
    assert again(client, choice, moyen="core:declaration").status_code == 201
