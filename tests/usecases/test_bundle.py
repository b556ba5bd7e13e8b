"""The bundle of a vote: the same bytes, and the same result by two verifiers."""

import json
import runpy
import tomllib
from pathlib import Path

import pytest

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.paper import CardFate
from concitoyen.domain.rulebook_file import read_rulebook
from concitoyen.testing.databases import SqliteDatabases
from concitoyen.usecases.bundle.container import pack
from tests.usecases.bundles import FAVOURITES, PACKS, SHAPES, TOOL, bundle_of, by_the_tool, held, read, verify
from tests.usecases.conftest import opened, vote_is_open, with_the_core_tables
from tests.usecases.town import ID, Town, citizen
from tests.usecases.ville import RULEBOOK, Ville


@pytest.mark.parametrize("shape", SHAPES)
def test_both_verifiers_find_the_same_result(bundles: dict[str, bytes], folder: Path, shape: str) -> None:
    verdict = verify(bundles[shape])
    assert verdict.faults == ()
    assert (verdict.edition, verdict.voters) == (ID, 9)
    assert by_the_tool(folder, bundles[shape], verdict.head) == (
        0,
        f"Même résultat : 9 bulletins, {verdict.laureates} lauréats. Journal : {verdict.head}\n",
    )


def test_the_bundle_of_an_edition_is_always_the_same_bytes(tmp_path: Path) -> None:
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, RULEBOOK)
        first = bundle_of(town)
        assert first == bundle_of(town) == bundle_of(town, confidential=True)


def test_nobody_came_and_both_verifiers_agree(folder: Path, tmp_path: Path) -> None:
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, RULEBOOK, voters=0)
        data = bundle_of(town)
    assert verify(data).faults == ()
    assert by_the_tool(folder, data)[0] == 0


def test_a_blank_card_on_paper_is_a_ballot_for_both_verifiers(folder: Path, tmp_path: Path) -> None:
    with opened(SqliteDatabases(tmp_path), vote_is_open, Ville()) as town:
        town.place()
        town.sign(1, citizen("Un"))
        town.sign(2, citizen("Deux"))
        town.two_read(1, Ballot(choices={"pratiques": {"jardin": 1}}))
        town.two_read(2, None, CardFate.BLANK)
        town.deposit_place()
        town.count()
        data = bundle_of(town, confidential=True)
    assert json.loads(read(data)["roll.json"]) == {"total": 2, "channels": {"site": 0, "paper": 2}}
    assert verify(data).faults == ()
    assert by_the_tool(folder, data)[0] == 0


def test_a_rule_that_the_second_verifier_does_not_know_is_said(folder: Path, tmp_path: Path) -> None:
    rulebook = FAVOURITES.replace("voting_rules:greedy", "voting_rules:equal-shares")
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, rulebook)
        data = bundle_of(town)
    assert verify(data).faults == ()
    status, said = by_the_tool(folder, data)
    assert (status, said.splitlines()[0]) == (
        0,
        (
            "Remarque : tout est vérifié sauf le compte, que ce vérificateur ne sait pas refaire "
            "(règle voting_rules:equal-shares)"
        ),
    )
    assert "Rien de changé : 9 bulletins" in said


@pytest.mark.parametrize("book", sorted(PACKS.rulebooks))
def test_the_second_verifier_takes_no_rulebook_of_ours_for_another(book: str) -> None:
    source = PACKS.rulebooks.choose(book).file.read_text(encoding="utf-8")
    kept = json.loads(read_rulebook(source, book).canonical())
    agrees = runpy.run_path(str(TOOL))["agrees"]
    assert agrees(tomllib.loads(source), kept)
    assert not agrees(tomllib.loads(source.replace("envelope = ", "envelope = 1", 1)), kept)


def test_the_bundle_names_the_engine_that_counted_whichever_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, RULEBOOK)
        first = bundle_of(town)
        monkeypatch.setattr("concitoyen.usecases.bundle.make.version", lambda _: "99.0")
        assert bundle_of(town) == first


def test_another_version_of_a_pack_is_remarked_and_not_held_against_the_result(bundles: dict[str, bytes]) -> None:
    parts = read(bundles["trois favoris"])
    about = json.loads(parts["edition.json"])
    about["packs"]["voting_rules"] = "0.0.9"
    parts["edition.json"] = json.dumps(about)
    verdict = verify(pack(ID, parts))
    assert verdict.remarks == ("extension voting_rules : 0.0.9 au dépouillement, 1.0 ici",)
    assert verdict.faults == ()


# ── when ──────────────────────────────────────────────────────────────────────────────────────────────


def test_no_bundle_before_the_results_are_public_unless_it_is_confidential(counted: Town) -> None:
    assert counted.refusal(lambda: bundle_of(counted)) == (
        "Les résultats de « Budget de la Ville 2027 » ne sont pas publics ; "
        "--confidential écrit un dossier à ne pas diffuser."
    )
    assert verify(bundle_of(counted, confidential=True)).faults == ()


def test_no_bundle_at_all_before_the_count(voting: Town) -> None:
    assert voting.refusal(lambda: bundle_of(voting, confidential=True)) == (
        "« Budget de la Ville 2027 » n'est pas dépouillée : rien à recompter."
    )


def test_the_acts_of_bearers_and_the_committee_are_told_by_their_hashes_alone(bundles: dict[str, bytes]) -> None:
    journal = read(bundles["trois favoris"])["journal.jsonl"]
    kinds = [act.get("kind") for act in map(json.loads, journal.splitlines())]
    assert "vote.counted" in kinds
    assert kinds.count(None) == 15
    assert "porteuse" not in journal


def test_nothing_in_a_bundle_lets_anybody_try_the_secrets_of_a_host(tmp_path: Path) -> None:
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, RULEBOOK)
        told, check = "".join(read(bundle_of(town)).values()), town.engine.secret_check(town.id)
    assert '"seal":{' in told
    assert check not in told
