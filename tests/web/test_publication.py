"""The mission makes the results public: once, whole, with the assembly's decision or without."""

import pytest
from httpx import Response

from concitoyen.domain.agents import Grant, Role
from concitoyen.domain.edition import Stage
from tests.web.agents import Client, enter, hire
from tests.web.forms import token, words
from tests.web.world import EDITION, World

PAGE = f"/agents/{EDITION}/publication"
DECIDED = {"numero": "2023-513", "assemblee": "Commission permanente", "jour": "2023-11-20"}


@pytest.fixture
def mission(client: Client, town: World) -> Client:
    """An agent of the mission, once the votes are counted."""
    town.count()
    hire(town, "camille", Grant(role=Role.MISSION, edition=EDITION))
    enter(client)
    return client


def publish(client: Client, **fields: str) -> Response:
    page = client.get(PAGE).text
    return client.post(PAGE, data={**fields, "_csrf_token": token(page)}, follow_redirects=True)


def test_the_results_become_public_with_the_assemblys_decision_and_their_bundle(mission: Client, town: World) -> None:
    assert mission.get(f"/api/editions/{EDITION}/outcome").status_code == 404
    said = words(publish(mission, **DECIDED))
    assert "Les résultats sont publics depuis le 2 octobre 2023." in said
    with town.engine.read() as desk:
        edition, last = desk.work.editions.get(EDITION), desk.work.journal.last(EDITION)
    assert edition.stage is Stage.PUBLISHED
    assert last
    assert (last.kind, last.actor, last.details["number"]) == ("results.published", "agent camille", "2023-513")
    assert len(list(town.settings.bundles.glob("*.zip"))) == 1
    assert "après la délibération 2023-513 du 20 novembre 2023" in words(mission.get(f"/{EDITION}/resultats"))


def test_without_a_deliberation_they_are_published_all_the_same(mission: Client) -> None:
    publish(mission)
    assert "Publiés le 2 octobre 2023." in words(mission.get(f"/{EDITION}/resultats"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"jour": ""}, "Donnez le numéro, l’assemblée et le jour"),
        ({"numero": " "}, "Donnez le numéro, l’assemblée et le jour"),
        ({"jour": "20 novembre"}, "Écrivez le jour ainsi : 2027-11-20."),
    ],
)
def test_a_decision_that_is_not_whole_publishes_nothing(
    mission: Client, town: World, change: dict[str, str], told: str
) -> None:
    refused = publish(mission, **{**DECIDED, **change})
    assert refused.status_code == 422
    assert told in words(refused)
    assert 'value="Commission permanente"' in refused.text
    with town.engine.read() as desk:
        assert desk.work.editions.get(EDITION).stage is Stage.COUNTED


def test_a_second_publication_is_refused(mission: Client) -> None:
    page = mission.get(PAGE).text
    publish(mission, **DECIDED)
    again = mission.post(PAGE, data={**DECIDED, "_csrf_token": token(page)})
    assert again.status_code == 422
    assert "sont déjà publics" in words(again)


def test_before_the_count_there_is_nothing_to_publish(client: Client, town: World) -> None:
    hire(town, "camille", Grant(role=Role.MISSION))
    enter(client)
    assert "il n’y a rien à publier" in words(client.get(PAGE))
    assert "Les résultats de « Budget citoyen 2023 » ne sont pas encore dépouillés." in words(publish(client))
