"""The public data as JSON."""

from tests.web.conftest import Client
from tests.web.world import EDITION, FAVOURITE, SHORT_ENVELOPE, World


def test_editions_tell_their_calendar_and_fingerprint(reader: Client, published: World) -> None:
    edition = reader.get(f"/api/editions/{EDITION}").json()
    with published.engine.read() as desk:
        known = desk.work.editions.get(EDITION)
        last = desk.work.journal.last(EDITION)
    assert edition["rulebook_sha256"] == known.rulebook_sha256
    assert last is not None
    assert edition["journal_head"] == last.hash
    assert edition["simulated"] is True
    assert [phase["opens"] for phase in edition["phases"] if phase["kind"] == "vote"] == ["2023-09-01T00:00:00+02:00"]


def test_a_proposal_is_told_whole(reader: Client) -> None:
    proposal = reader.get(f"/api/editions/{EDITION}/proposals/{FAVOURITE}").json()
    assert proposal == {
        "id": "handi62",
        "title": "HANDI62",
        "structure": "Gamins Exceptionnels",
        "summary": proposal["summary"],
        "commune_code": "62119",
        "commune": "Béthune",
        "territory": "Artois",
        "category": "cooperation-innovation",
        "themes": ["Citoyenneté", "Enfance/Famille", "Handicap"],
        "total_cost": "42000.00",
        "requested": "21000.00",
        "status": "laureate",
    }


def test_the_outcome_is_told_with_its_trace(reader: Client) -> None:
    outcome = reader.get(f"/api/editions/{EDITION}/outcome").json()
    assert outcome["voters"] == 42
    assert outcome["envelope"] == f"{SHORT_ENVELOPE}.00"
    assert outcome["results"][0]["proposal"] == FAVOURITE
    assert outcome["results"][0]["votes"] == 42
    assert len(outcome["trace"]) == 14
    assert {result["line"] for result in outcome["results"]} == {"autorisation-engagement", "enveloppe-annuelle", ""}


def test_the_outcome_does_not_exist_before_publication(client: Client, town: World) -> None:
    town.count()
    answer = client.get(f"/api/editions/{EDITION}/outcome")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_wrong_address_is_a_problem_for_machines(client: Client) -> None:
    answer = client.get("/api/editions/rien/proposals")
    assert answer.status_code == 404
    assert answer.json()["title"] == "Cette page n’existe pas, ou plus"


def test_the_schema_describes_the_api_and_only_it(client: Client) -> None:
    schema = client.get("/api/schema").json()
    assert schema["openapi"].startswith("3.1")
    assert sorted(schema["paths"]) == [
        "/api/editions",
        "/api/editions/{edition}",
        "/api/editions/{edition}/ballots",
        "/api/editions/{edition}/bundle.zip",
        "/api/editions/{edition}/identity/codes",
        "/api/editions/{edition}/identity/proofs",
        "/api/editions/{edition}/outcome",
        "/api/editions/{edition}/proposals",
        "/api/editions/{edition}/proposals/{proposal}",
        "/api/editions/{edition}/receipts",
        "/api/editions/{edition}/receipts.txt",
        "/api/editions/{edition}/receipts/stretch",
    ]
