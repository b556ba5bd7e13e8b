"""The bureau opens the urn on one screen: each member types in turn, and nothing is kept."""

import re
from pathlib import Path

import pytest
from httpx import Response
from sqlalchemy import text

from concitoyen.domain.agents import Grant, Role
from concitoyen.domain.edition import Stage
from concitoyen.store.engine import in_mode
from concitoyen.usecases.change_rulebook import change_rulebook
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.sweep_remains import sweep_when_free
from tests.web.agents import Client, enter, hire
from tests.web.forms import token
from tests.web.forms import words as words_of
from tests.web.world import EDITION, IN_PREPARATION, VOTE_IS_CLOSED, VOTE_IS_OPEN, World, bureau_chance

URN = f"/agents/{EDITION}/urne"
MEMBERS = ("Présidente", "Assesseur", "Secrétaire")
HEAD = re.compile(r'id="journal-code".*?</code>', re.DOTALL)
PARKED = re.compile(r'name="parts" value="([^"]*)"')


@pytest.fixture
def words(town: World) -> tuple[str, ...]:
    """The shares of a bureau of three, two of whom open; seven people have voted, and the vote is closed."""
    with town.engine.begin() as desk:
        made = form_bureau(desk, EDITION, MEMBERS, 2, Signature("mission", IN_PREPARATION))
    town.vote({"pratiques": "alimentation-solidaire"}, voters=7)
    town.clock.now = VOTE_IS_CLOSED
    return tuple(share.words for share in made)


def as_the_bureau(client: Client, town: World) -> None:
    hire(town, "camille", Grant(role=Role.BUREAU, edition=EDITION))
    enter(client)


def post(client: Client, page: str, path: str, **fields: str) -> Response:
    """Send the form of a page as it was shown."""
    parked = PARKED.search(page)
    data = {**fields, "parts": parked[1] if parked else "", "_csrf_token": token(page)}
    return client.post(path, data=data, follow_redirects=True)


def test_members_give_their_shares_in_turn_and_the_urn_opens(
    client: Client, town: World, words: tuple[str, ...]
) -> None:
    as_the_bureau(client, town)
    page = client.get(URN)
    assert "0 part sur 2" in page.text
    assert "Présidente, Assesseur, Secrétaire" in page.text
    one = post(client, page.text, URN, mots=words[2].upper())
    assert "1 part sur 2" in one.text
    assert "Secrétaire&nbsp;: part reconnue" in one.text
    two = post(client, one.text, URN, mots=words[0])
    assert "2 parts sur 2" in two.text
    done = post(client, two.text, f"{URN}/ouvrir", graine="Loto 4 8 15")
    assert "L’urne est ouverte et dépouillée" in done.text
    with town.engine.read() as desk:
        [counted] = [act for act in desk.work.journal.of(EDITION) if act.kind == "vote.counted"]
        assert desk.work.editions.get(EDITION).stage is Stage.COUNTED
    assert counted.actor == "agent camille"
    assert (counted.details["urn"], counted.details["draw_seed"]) == (7, "Loto 4 8 15")
    told = re.sub(r"<[^>]*>", "", done.text)
    assert str(counted.details["receipts_root"]) in told
    assert counted.hash in told


def test_the_words_are_never_shown_nor_stored(client: Client, town: World, words: tuple[str, ...]) -> None:
    as_the_bureau(client, town)
    one = post(client, client.get(URN).text, URN, mots=words[0])
    kept = Path(town.engine.store.engine.url.database or "").read_bytes().decode("latin-1")
    some = " ".join(words[0].split()[5:9])
    assert [some in place for place in (one.text, kept, str(client.cookies))] == [False, False, False]
    assert one.headers["cache-control"] == "no-store"


def test_a_wrong_word_is_named_and_the_shares_before_it_are_kept(
    client: Client, town: World, words: tuple[str, ...]
) -> None:
    as_the_bureau(client, town)
    one = post(client, client.get(URN).text, URN, mots=words[0])
    wrong = post(client, one.text, URN, mots=" ".join([*words[1].split()[:7], "fauxmot", *words[1].split()[8:]]))
    assert wrong.status_code == 422
    assert "« fauxmot », n’est pas de la liste" in words_of(wrong)
    assert "1 part sur 2" in wrong.text
    again = post(client, wrong.text, URN, mots=words[0])
    assert "La part de Présidente est déjà donnée" in again.text
    assert "2 parts sur 2" in post(client, again.text, URN, mots=words[1]).text


def test_the_urn_does_not_open_with_too_few_shares(client: Client, town: World, words: tuple[str, ...]) -> None:
    as_the_bureau(client, town)
    one = post(client, client.get(URN).text, URN, mots=words[0])
    refused = post(client, one.text, f"{URN}/ouvrir")
    assert refused.status_code == 422
    assert "Il faut 2 parts différentes" in refused.text


def test_shares_given_more_than_twenty_minutes_ago_are_forgotten(
    client: Client, town: World, words: tuple[str, ...]
) -> None:
    as_the_bureau(client, town)
    one = post(client, client.get(URN).text, URN, mots=words[0])
    town.clock.now = VOTE_IS_CLOSED.replace(minute=21)
    late = post(client, one.text, URN, mots=words[1])
    assert "parts sur 2" not in late.text
    assert "mot de passe" in late.text


def test_the_page_of_another_agent_gives_nothing(client: Client, town: World, words: tuple[str, ...]) -> None:
    as_the_bureau(client, town)
    one = post(client, client.get(URN).text, URN, mots=words[0])
    hire(town, "dominique", Grant(role=Role.BUREAU), name="Dominique")
    enter(client, "dominique")
    parked = PARKED.search(one.text)
    assert parked
    page = client.get(URN).text.replace('name="parts" value="', f'name="parts" value="{parked[1]}" data-was="')
    assert "0 part sur 2" in post(client, page, URN, mots=words[1]).text


@pytest.mark.usefixtures("words")
def test_only_the_bureau_opens_the_urn(client: Client, town: World) -> None:
    assert client.get(URN, follow_redirects=False).status_code in {303, 403}
    hire(town, "camille", Grant(role=Role.MISSION), name="Camille")
    enter(client)
    assert client.get(URN).status_code == 403


@pytest.mark.usefixtures("words")
def test_nothing_is_opened_before_the_closing(client: Client, town: World) -> None:
    town.clock.now = VOTE_IS_OPEN
    as_the_bureau(client, town)
    page = client.get(URN).text
    assert "L’urne ne s’ouvre pas avant" in page
    assert [way for way in ('name="mots"', "/urne/ouvrir") if way in page] == []


def test_the_bureau_is_told_whether_what_was_replaced_has_left_the_files(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concitoyen.store.sweeping.WAIT_AT_MOST", 50)
    with town.engine.begin() as desk:
        written = desk.work.editions.get(EDITION).rulebook_source
        changed = written.replace("[urn]\n", '[urn]\nreplaceable = true\narticle = "Pour les essais"\n')
        change_rulebook(desk, EDITION, changed, Signature("mission", IN_PREPARATION))
        form_bureau(desk, EDITION, MEMBERS, 2, Signature("mission", IN_PREPARATION), chance=bureau_chance())
    town.vote({"pratiques": "alimentation-solidaire"}, voters=7)
    with in_mode(town.engine.store.engine, "read").connect() as backup:
        backup.execute(text("SELECT count(*) FROM urn")).all()
        town.open_the_urn()
    as_the_bureau(client, town)
    page = client.get(URN)
    assert "a encore des restes dans les fichiers de la base" in words_of(page)
    assert sweep_when_free(town.engine, Signature("site", town.clock.now)) == (EDITION,)
    after = client.get(URN)
    assert "n’a plus de reste dans les fichiers de la base" in words_of(after)
    assert HEAD.findall(after.text) == HEAD.findall(page.text)


def test_who_may_publish_goes_on_to_the_publication_and_the_bureau_alone_does_not(client: Client, town: World) -> None:
    town.vote({"pratiques": "alimentation-solidaire"}, voters=7)
    town.open_the_urn()
    as_the_bureau(client, town)
    alone = client.get(URN)
    assert "Rien n’est public avant la délibération" in words_of(alone)
    assert "/publication" not in alone.text
    hire(town, "mission", Grant(role=Role.BUREAU, edition=EDITION), Grant(role=Role.MISSION, edition=EDITION))
    enter(client, "mission")
    assert f'href="/agents/{EDITION}/publication"' in client.get(URN).text
    assert client.get(f"/agents/{EDITION}/publication").status_code == 200
