"""The agent's desk and the tablet beside it: the agent types the person, the person votes alone with six digits."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from httpx import Response
from litestar.testing import TestClient

from concitoyen.domain.agents import Grant, Role
from concitoyen.domain.errors import Busy
from concitoyen.usecases.admit_voter import WRONG_CODES
from concitoyen.web.failures import RETRY_AFTER
from tests.web.agents import PIN, enter, hire, lend
from tests.web.agents import send as send_form
from tests.web.conftest import Client
from tests.web.forms import IDENTITY, hidden, token, words
from tests.web.test_one_vote import MIDNIGHT
from tests.web.test_vote import in_the_urn
from tests.web.world import EDITION, FAVOURITE, FAVOURITES, VOTE_IS_CLOSED, World

DESK, START = f"/agents/{EDITION}/guichet", f"/{EDITION}/kiosque"
CODE, CAST = f"{START}/code", f"{START}/code/vote"
ONLY, ALSO = '["core:desk"]', '["core:declaration", "core:desk"]'
CHOICE = {"choix-cooperation-innovation": FAVOURITE}


@pytest.fixture(autouse=True)
def desk(town: World, request: pytest.FixtureRequest) -> None:
    """An edition in which nobody votes without having seen an agent, who is Camille; or the ways that a test gives."""
    town.ask_for_proof(getattr(request, "param", ONLY))
    hire(town)


@pytest.fixture
def agent(client: Client) -> Client:
    """The agent's telephone."""
    enter(client)
    return client


@pytest.fixture
def tablet(town: World) -> Client:
    """A tablet lent by the same agent, another device before the same database."""
    made = TestClient(town.app())
    enter(made)
    lend(made)
    return made


def admit(agent: Client, **changes: str) -> Response:
    """The agent types a person and answers for them."""
    return send_form(agent, DESK, DESK, {"moyen": "core:desk", **IDENTITY, **changes})


def digits(answer: Response) -> str:
    """The code as the agent reads it."""
    found = re.search(r'id="code-guichet"><span>(\d{3})</span> <span>(\d{3})</span>', answer.text)
    assert found is not None
    return found[1] + found[2]


def type_code(tablet: Client, code: str) -> Response:
    """The voter types a code on the first screen."""
    return send_form(tablet, START, CODE, {"code": code})


def cast(tablet: Client, ballot: Response, choice: Mapping[str, str] = CHOICE) -> Response:
    """The voter chooses and sends."""
    return tablet.post(CAST, data={**hidden(ballot), **choice})


def wrong(code: str, by: int = 1) -> str:
    return f"{(int(code) + by) % 1_000_000:06}"


# ── from the desk to the urn ──────────────────────────────────────────────────────────────────────────


def test_the_agent_types_the_person_who_votes_alone_on_the_tablet(agent: Client, tablet: Client, town: World) -> None:
    given = admit(agent)
    assert given.headers["cache-control"] == "no-store"
    told = words(given)
    assert "Le code de Zoé Delattre" in told
    assert "Il vaut jusqu’à 12 h 30." in told  # 10 h UTC is noon in Arras
    assert "Tablette ouverte : Marché d’Arras." in told
    ballot = type_code(tablet, digits(given))
    assert "C’est fait : un agent a vérifié qui vous êtes." in words(ballot).replace("\u00a0", " ")
    thanks = cast(tablet, ballot)
    assert thanks.status_code == 201
    assert "Merci, votre vote est compté" in words(thanks)
    assert f'href="{START}"' in thanks.text
    assert in_the_urn(town) == (1, 1)


def test_nothing_of_who_they_are_is_on_the_tablet(agent: Client, tablet: Client) -> None:
    ballot = type_code(tablet, digits(admit(agent)))
    thanks = cast(tablet, ballot)
    for page in (ballot, thanks):
        assert page.headers["cache-control"] == "no-store"
        assert [typed for typed in ("Zoé", "Delattre", "2001") if typed in page.text.split("<main")[1]] == []
        assert 'name="nom"' not in page.text


def test_the_same_form_sent_twice_is_one_vote(agent: Client, tablet: Client, town: World) -> None:
    ballot = type_code(tablet, digits(admit(agent)))
    first, second = cast(tablet, ballot), cast(tablet, ballot)
    assert "Nous l’avions déjà reçu" in words(second)
    assert re.findall(r"[0-9a-f]{64}", first.text) == re.findall(r"[0-9a-f]{64}", second.text)
    assert in_the_urn(town) == (1, 1)


def test_a_person_who_comes_back_receives_a_code_and_learns_at_the_end_that_they_have_voted(
    agent: Client, tablet: Client, town: World
) -> None:
    cast(tablet, type_code(tablet, digits(admit(agent))))
    refused = cast(tablet, type_code(tablet, digits(admit(agent, prenom="zoe", nom="DELATTRE"))))
    assert (refused.status_code, "Vous avez déjà voté" in words(refused)) == (409, True)
    assert "Au suivant" in words(refused)
    assert in_the_urn(town) == (1, 1)


def test_a_slip_on_the_ballot_is_mended_without_another_code(agent: Client, tablet: Client, town: World) -> None:
    ballot = type_code(tablet, digits(admit(agent)))
    slip = cast(tablet, ballot, {"choix-cooperation-innovation": "un-projet-inconnu"})
    assert slip.status_code == 422
    assert cast(tablet, slip).status_code == 201
    nothing = cast(tablet, type_code(tablet, digits(admit(agent, prenom="Léo"))), {})
    assert nothing.status_code == 422
    assert "Erreur" in nothing.text
    assert in_the_urn(town) == (1, 1)


def test_a_code_that_ends_while_its_voter_chooses_is_asked_for_again_and_the_choices_stay(
    agent: Client, tablet: Client, town: World
) -> None:
    ballot = type_code(tablet, digits(admit(agent)))
    town.clock.now += timedelta(minutes=31)
    enter(agent)
    late = cast(tablet, ballot)
    assert late.status_code == 422
    assert "demandez-en un autre à l’agent" in words(late)
    assert re.search(rf'value="{FAVOURITE}" checked', late.text)
    assert "code" not in hidden(late)
    fresh = digits(admit(agent))
    assert cast(tablet, late, {**CHOICE, "code": fresh}).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_the_busy_page_keeps_the_ballot_and_its_code(
    agent: Client, tablet: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = type_code(tablet, digits(admit(agent)))

    async def full(*_: object) -> None:
        raise Busy("Trop de bulletins.")

    with monkeypatch.context() as patch:
        patch.setattr("concitoyen.web.station.PollingStation.cast_admitted", full)
        busy = cast(tablet, ballot)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, RETRY_AFTER)
    assert f'action="{CAST}"' in busy.text
    corrected = tablet.post(f"{CAST}/corriger", data=hidden(busy))
    assert re.search(rf'value="{FAVOURITE}" checked', corrected.text)
    assert tablet.post(CAST, data=hidden(busy)).status_code == 201
    assert in_the_urn(town) == (1, 1)


@pytest.mark.parametrize("over", ["the vote and the tablet", "the tablet alone"])
def test_a_lost_receipt_is_found_again_after_the_end_and_only_with_the_same_code(
    agent: Client, tablet: Client, town: World, over: str
) -> None:
    if over == "the vote and the tablet":
        town.clock.now = MIDNIGHT - timedelta(minutes=10)
        enter(agent)
        enter(tablet)
        lend(tablet, heure="23:59")
    else:
        town.clock.now = town.clock.now.replace(hour=15, minute=50)  # the tablet is lent until 18 h in Arras
        enter(agent)
    code, other = digits(admit(agent)), digits(admit(agent, prenom="Léo"))
    ballot = type_code(tablet, code)
    first = re.findall(r"[0-9a-f]{64}", cast(tablet, ballot).text)
    town.clock.now += timedelta(minutes=11)
    again = cast(tablet, ballot)
    assert (again.status_code, re.findall(r"[0-9a-f]{64}", again.text)) == (200, first)
    for changed in ({"code": other}, {"code": ""}, {"essai": "0" * 32}):
        assert "reçu" not in words(cast(tablet, ballot, {**CHOICE, **changed}))
    assert in_the_urn(town) == (1, 1)


def test_the_journal_says_that_an_agent_answered_for_somebody_and_not_for_whom(agent: Client, town: World) -> None:
    admit(agent)
    with town.engine.read() as desk:
        acts = [act for act in desk.work.journal.of(EDITION) if act.kind == "desk.admitted"]
    assert [(act.actor, act.subject, dict(act.details)) for act in acts] == [("agent camille", "", {})]


# ── codes that do not open ────────────────────────────────────────────────────────────────────────────


def test_a_wrong_code_is_told_beside_its_field_and_stays_as_typed(agent: Client, tablet: Client, town: World) -> None:
    code = digits(admit(agent))
    for typed, told in ((wrong(code), "Ce code n’est pas le bon"), ("12", "Le code est fait de six chiffres.")):
        answer = type_code(tablet, typed)
        assert answer.status_code == 422
        assert told in words(answer)
        assert f'value="{typed}"' in answer.text
    assert in_the_urn(town) == (0, 0)


def test_too_many_wrong_codes_pause_the_tablet_until_the_agents_pin(agent: Client, tablet: Client) -> None:
    code = digits(admit(agent))
    for by in range(1, WRONG_CODES + 1):
        assert type_code(tablet, wrong(code, by)).status_code == 422
    assert type_code(tablet, wrong(code)).headers["location"] == "/agents/borne"
    assert "La borne est en pause" in words(tablet.get(START))
    send_form(tablet, "/agents/borne", "/agents/borne/code", {"code": PIN, "suite": "reprendre"})
    assert "Je choisis" in words(type_code(tablet, code))


@pytest.mark.parametrize("path", [CODE, CAST, f"{CAST}/corriger"])
def test_another_device_has_no_use_for_a_code(agent: Client, town: World, path: str) -> None:
    code = digits(admit(agent))
    data = {"_csrf_token": token(agent.get(DESK).text), "code": code, **CHOICE}
    answer = agent.post(path, data=data, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/agents/borne")
    assert in_the_urn(town) == (0, 0)


@pytest.mark.parametrize("path", [CODE, CAST, f"{CAST}/corriger"])
def test_a_tablet_sends_its_own_token_with_a_code(tablet: Client, path: str) -> None:
    assert tablet.post(path, data={"code": "123456"}, follow_redirects=False).status_code == 403


def test_a_tablet_of_another_edition_does_not_serve_this_one(agent: Client, tablet: Client) -> None:
    data = {"_csrf_token": token(tablet.get(START).text), "code": digits(admit(agent))}
    answer = tablet.post(f"/{FAVOURITES}/kiosque/code", data=data, follow_redirects=False)
    assert answer.headers["location"] == "/agents/borne"


def test_the_first_screen_offers_what_the_rulebook_does(tablet: Client) -> None:
    only = tablet.get(START).text
    assert f'action="{CODE}"' in only
    assert f'href="{START}/vote"' not in only
    assert "Ce vote se fait au guichet" in words(tablet.get(f"{START}/vote"))


@pytest.mark.parametrize("desk", [ALSO], indirect=True)
def test_an_edition_with_another_way_too_offers_both_on_the_tablet(tablet: Client) -> None:
    page = tablet.get(START).text
    assert f'action="{CODE}"' in page
    assert f'href="{START}/vote"' in page


# ── the desk itself ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_missing_or_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(agent: Client) -> None:
    answer = admit(agent, nom="", annee="3001")
    told = words(answer)
    assert answer.status_code == 422
    assert "Écrivez votre nom." not in told
    assert "Écrivez le nom." in told
    assert "dans le futur" in told
    assert 'value="Zoé"' in answer.text
    assert 'value="3001"' in answer.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"annee": "2019"}, "ans"), ({"commune": "Lille"}, "Lille")],
    ids=["too young", "from elsewhere"],
)
def test_who_may_not_vote_is_not_admitted_and_the_agent_reads_why(
    agent: Client, changes: Mapping[str, str], told: str
) -> None:
    answer = admit(agent, **changes)
    assert answer.status_code == 422
    assert told in words(answer)
    assert "code-guichet" not in answer.text
    assert 'value="Delattre"' in answer.text


def test_without_a_tablet_the_agent_is_told_where_to_lend_one(agent: Client) -> None:
    page = agent.get(DESK)
    assert "Aucune tablette n’est ouverte" in words(page)
    assert f'href="/agents/kiosque?edition={EDITION}"' in page.text


def test_nobody_is_admitted_while_no_vote_is_open(agent: Client, town: World) -> None:
    town.clock.now = VOTE_IS_CLOSED
    enter(agent)
    page = agent.get(DESK)
    assert "Le vote est fermé" in words(page)
    assert 'name="nom"' not in page.text
    data = {"_csrf_token": token(page.text), "moyen": "core:desk", **IDENTITY}
    assert "Le vote est fermé" in words(agent.post(DESK, data=data))


def test_an_edition_without_a_desk_says_so_and_shows_no_such_task(agent: Client, town: World) -> None:
    hire(town, "lou", Grant(role=Role.DESK, edition=FAVOURITES))
    enter(agent, "lou")
    page = f"/agents/{FAVOURITES}/guichet"
    assert "ne prévoit pas de guichet" in words(agent.get(page))
    assert page not in agent.get("/agents/").text
    assert agent.get(DESK).status_code == 403
    enter(agent)
    assert DESK in agent.get("/agents/").text


def test_an_agent_of_another_edition_admits_nobody_here(agent: Client, town: World) -> None:
    hire(town, "lou", Grant(role=Role.DESK, edition=FAVOURITES))
    enter(agent, "lou")
    data = {"_csrf_token": token(agent.get("/agents/").text), "moyen": "core:desk", **IDENTITY}
    assert agent.post(DESK, data=data).status_code == 403
    with town.engine.read() as desk:
        assert "desk.admitted" not in [act.kind for act in desk.work.journal.of(EDITION)]


def test_an_act_without_a_token_is_refused(agent: Client) -> None:
    assert agent.post(DESK, data={"moyen": "core:desk", **IDENTITY}).status_code == 403


def test_a_desk_that_the_rulebook_does_not_have_is_no_way(agent: Client) -> None:
    assert "Choisissez comment" in words(admit(agent, moyen="core:declaration"))
