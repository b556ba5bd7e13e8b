"""Nothing of the results is anywhere before publication, with results in the store that could leak."""

import re

from tests.web.conftest import Client
from tests.web.world import EDITION, VOTE_IS_CLOSED, World

PATHS = (
    "/",
    f"/{EDITION}/",
    f"/{EDITION}/projets",
    f"/{EDITION}/projets?categorie=pratiques",
    f"/{EDITION}/regles",
    f"/{EDITION}/vote",
    f"/{EDITION}/resultats",
    "/api/editions",
    f"/api/editions/{EDITION}",
    f"/api/editions/{EDITION}/proposals",
    f"/api/editions/{EDITION}/outcome",
    f"/api/editions/{EDITION}/receipts",
    f"/api/editions/{EDITION}/receipts/stretch",
    f"/api/editions/{EDITION}/receipts.txt",
)
JOURNAL = re.compile(r"<code>[0-9a-f]{12}</code>|\"journal_head\":\"[0-9a-f]{64}\"")
TOKEN = re.compile(r'name="(?:_csrf_token|essai)" value="[^"]*"')


def everything(client: Client, town: World) -> dict[str, str]:
    """Every public answer, without the head of the journal, which tells only that an act was done."""
    with town.engine.read() as desk:
        names = [proposal.id for proposal in desk.work.proposals.of(EDITION)]
    one_by_one = [f"/{EDITION}/projets/{name}" for name in names]
    by_api = [f"/api/editions/{EDITION}/proposals/{name}" for name in names]
    answers = {path: client.get(path).text for path in (*PATHS, *one_by_one, *by_api)}
    return {path: TOKEN.sub("", JOURNAL.sub("", text)) for path, text in answers.items()}


def test_the_count_changes_nothing_that_the_public_can_read(client: Client, town: World) -> None:
    client.get(f"/{EDITION}/")  # the vote opens
    town.clock.now = VOTE_IS_CLOSED
    before = everything(client, town)
    town.count()
    assert everything(client, town) == before


def test_the_amendment_changes_nothing_that_the_public_can_read(client: Client, town: World) -> None:
    outcome = town.count()
    before = everything(client, town)
    town.amend(next(result.candidate for result in outcome.results if result.decision == "not-funded"))
    assert everything(client, town) == before


def test_the_votes_cast_so_far_are_told_to_nobody(client: Client, town: World) -> None:
    client.get(f"/{EDITION}/")
    before = everything(client, town)
    town.vote({"pratiques": "alimentation-solidaire"}, voters=7)
    assert everything(client, town) == before


def test_publication_shows_them_all_at_once(client: Client, town: World) -> None:
    town.count()
    hidden = everything(client, town)
    town.publish()
    shown = everything(client, town)
    assert "42\u00a0voix" not in "".join(hidden.values())
    assert "42\u00a0voix" in shown[f"/{EDITION}/projets/handi62"]
    assert '"votes":42' in shown[f"/api/editions/{EDITION}/outcome"]
    assert "Les résultats ne sont pas encore publiés" in hidden[f"/{EDITION}/resultats"]
