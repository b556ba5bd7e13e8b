"""The bureau forms its key on the site: each member's sheet is shown once, and nothing of it is kept."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from httpx import Response
from pypdf import PdfReader

from concitoyen.domain.agents import Grant, Role
from concitoyen.sealing.shares import read_share, rebuild_key
from concitoyen.usecases.recognise_share import bureau_seal, recognise_share
from tests.web.agents import Client, enter, hire
from tests.web.forms import token, words
from tests.web.world import EDITION, IN_PREPARATION, VOTE_IS_OPEN, World

URN = f"/agents/{EDITION}/urne"
MEMBERS = "Présidente\r\n\r\n  Premier   assesseur\r\nSecrétaire\r\n"
NAMES = ("Présidente", "Premier assesseur", "Secrétaire")
SHEET = re.compile(r'name="feuille" value="([^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="(parts|remplace)" value="([^"]*)">')
WORD = re.compile(r'<li value="\d+"><span>\d+</span> ([a-z]+)</li>')


@pytest.fixture
def bureau(client: Client, town: World) -> Client:
    """An agent of the bureau, before the vote."""
    town.clock.now = IN_PREPARATION
    hire(town, "camille", Grant(role=Role.BUREAU, edition=EDITION))
    enter(client)
    return client


def post(client: Client, page: str, path: str, **fields: str) -> Response:
    """Send the form of a page with what it hides."""
    data = {**dict(HIDDEN.findall(page)), **fields, "_csrf_token": token(page)}
    return client.post(path, data=data, follow_redirects=True)


def form(client: Client, members: str = MEMBERS, threshold: str = "2") -> Response:
    return post(client, client.get(URN).text, f"{URN}/former", membres=members, seuil=threshold)


def sheets(client: Client, page: str, form: str = "page") -> list[Response]:
    return [
        client.post(f"{URN}/feuille", data={"feuille": parked, "forme": form, "_csrf_token": token(page)})
        for parked in SHEET.findall(page)
    ]


def shares(client: Client, page: str) -> list[str]:
    return [" ".join(WORD.findall(sheet.text)) for sheet in sheets(client, page)]


def test_a_key_is_formed_and_enough_of_its_sheets_open_the_urn(bureau: Client, town: World) -> None:
    made = form(bureau)
    assert made.status_code == 200
    assert "Le bureau est formé" in words(made)
    given = shares(bureau, made.text)
    with town.engine.read() as desk:
        seal = bureau_seal(desk, EDITION)
        assert [recognise_share(desk, EDITION, share) for share in given] == list(NAMES)
        [*_, act] = [act for act in desk.work.journal.of(EDITION) if act.kind == "bureau.formed"]
    assert act.actor == "agent camille"
    assert (seal.threshold, seal.members) == (2, NAMES)
    assert rebuild_key([given[0], given[2]], seal)


def test_a_sheet_is_a_pdf_that_no_cache_keeps(bureau: Client) -> None:
    made = form(bureau)
    printed = sheets(bureau, made.text, "pdf")
    assert {answer.headers["cache-control"] for answer in (made, *printed, *sheets(bureau, made.text))} == {"no-store"}
    assert [answer.headers["content-type"] for answer in printed] == ["application/pdf"] * 3
    text = PdfReader(BytesIO(printed[1].content)).pages[0].extract_text()
    listed = re.findall(r"^\d{1,2}\s+([a-z]+)$", text, re.MULTILINE)
    assert " ".join(listed) == shares(bureau, made.text)[1]
    assert "Premier assesseur" in text


def test_a_name_that_no_font_prints_still_gets_its_sheet(bureau: Client) -> None:
    made = form(bureau, "Ana \U0001343f\nBo")
    printed = sheets(bureau, made.text, "pdf")
    assert [answer.headers["content-type"].split(";")[0] for answer in printed] == ["text/html", "application/pdf"]
    assert len(WORD.findall(printed[0].text)) == 33


def test_no_word_of_a_share_is_in_the_page_the_database_or_a_file(bureau: Client, town: World) -> None:
    made = form(bureau)
    given = shares(bureau, made.text)
    sheets(bureau, made.text, "pdf")
    base = Path(town.engine.store.engine.url.database or "")
    kept = b"".join(path.read_bytes() for path in base.parent.glob(f"{base.name}*")).decode("latin-1")
    some = [" ".join(share.split()[5:8]) for share in given]
    assert [part for part in some if part in made.text or part in kept] == []


def test_the_same_page_sent_again_forms_no_second_key(bureau: Client, town: World) -> None:
    page = bureau.get(URN).text
    first = post(bureau, page, f"{URN}/former", membres=MEMBERS, seuil="2")
    again = post(bureau, page, f"{URN}/former", membres=MEMBERS, seuil="2")
    assert again.status_code == 422
    assert "vient d’être formé : rien n’a changé, et ses feuilles valent" in words(again)
    with town.engine.read() as desk:
        assert recognise_share(desk, EDITION, shares(bureau, first.text)[0]) == "Présidente"


def test_another_bureau_makes_the_sheets_of_the_first_worthless(bureau: Client) -> None:
    first = shares(bureau, form(bureau).text)
    assert "Former un autre bureau" in words(bureau.get(URN))
    form(bureau, "Ana\nBo")
    told = post(bureau, bureau.get(URN).text, f"{URN}/verifier", relire=first[0])
    assert told.status_code == 422
    assert "elle n’est pas de l’urne de « pasdecalais-2023 »" in words(told)


@pytest.mark.parametrize(
    ("members", "threshold", "told"),
    [
        ("", "2", "il faut de 1 à 16 membres"),
        ("Ana\nBo", "3", "un seuil qui ne dépasse pas leur nombre"),
        ("Ana\nAna", "2", "deux membres n’ont pas le même"),
        ("Ana\nBo", "deux", "Écrivez en chiffres combien de parts ouvrent l’urne"),
        ("Ana\nBo", "", "Écrivez en chiffres combien de parts ouvrent l’urne"),
    ],
)
def test_a_bureau_that_cannot_be_is_told_why_and_keeps_what_was_typed(
    bureau: Client, members: str, threshold: str, told: str
) -> None:
    refused = form(bureau, members, threshold)
    assert refused.status_code == 422
    assert told in words(refused)
    assert f">\n{members}</textarea>" in refused.text
    assert f'value="{threshold}"' in refused.text


def test_a_share_read_again_is_named_or_its_wrong_word_is(bureau: Client) -> None:
    given = shares(bureau, form(bureau).text)
    page = bureau.get(URN).text
    assert "Part reconnue : Secrétaire." in words(post(bureau, page, f"{URN}/verifier", relire=given[2]))
    listed = given[2].split()
    other = given[1].split()[20]
    swapped = " ".join([*listed[:20], other if other != listed[20] else listed[19], *listed[21:]])
    wrong = post(bureau, page, f"{URN}/verifier", relire=swapped)
    assert wrong.status_code == 422
    assert f"le mot 21, « {swapped.split()[20]} », semble faux : sans doute « {listed[20]} »" in words(wrong)
    assert wrong.headers["cache-control"] == "no-store"
    assert f'type="password" value="{swapped}"' in wrong.text
    right = post(bureau, wrong.text, f"{URN}/verifier", relire=given[2])
    assert " ".join(listed[5:8]) not in right.text


def test_once_the_vote_is_open_the_key_stays_and_shares_are_still_read_again(bureau: Client, town: World) -> None:
    page = form(bureau)
    given = shares(bureau, page.text)
    town.vote({"pratiques": "alimentation-solidaire"}, voters=1)
    before = bureau.get(URN).text
    assert "/urne/former" not in before
    assert read_share(given[0]).words == given[0]
    assert "Part reconnue : Présidente." in words(post(bureau, before, f"{URN}/verifier", relire=given[0]))
    late = post(bureau, before, f"{URN}/former", membres=MEMBERS, seuil="2")
    assert "est ouvert : l’urne garde sa clé" in words(late)


def test_the_sheets_of_another_agents_page_or_of_an_hour_ago_are_not_shown(bureau: Client, town: World) -> None:
    made = form(bureau)
    town.clock.now = IN_PREPARATION.replace(hour=IN_PREPARATION.hour + 1)
    assert [WORD.findall(answer.text) for answer in sheets(bureau, made.text)] == [[], [], []]
    town.clock.now = IN_PREPARATION
    hire(town, "dominique", Grant(role=Role.BUREAU), name="Dominique")
    enter(bureau, "dominique")
    assert [WORD.findall(answer.text) for answer in sheets(bureau, made.text)] == [[], [], []]


def test_the_page_asks_for_the_password_before_it_shows_the_form(bureau: Client, town: World) -> None:
    town.clock.now = IN_PREPARATION.replace(minute=(IN_PREPARATION.minute + 15) % 60)
    assert "Votre mot de passe, encore une fois" in words(bureau.get(URN))


def test_while_the_vote_is_open_the_page_says_until_when(bureau: Client, town: World) -> None:
    town.clock.now = VOTE_IS_OPEN
    enter(bureau)
    assert "L’urne ne s’ouvre pas avant." in words(bureau.get(URN))
