"""Nothing in a bundle changes unseen: both verifiers say what was changed, and refuse what is no bundle."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import BundleError
from concitoyen.testing.databases import SqliteDatabases
from concitoyen.usecases.bundle.container import MANIFEST, PARTS, pack
from tests.usecases.bundles import (
    PROJECTS,
    SEED,
    Parts,
    bundle_of,
    by_the_tool,
    read,
    rewritten,
    rows,
    swap,
    value,
    verify,
)
from tests.usecases.conftest import opened, vote_is_open
from tests.usecases.town import ID, citizen
from tests.usecases.ville import RULEBOOK, Ville


def first_funded(outcome: Any) -> Any:  # noqa: ANN401 - JSON as it was read
    return next(one for one in outcome["results"] if one["decision"] == "funded")


def another_project(lines: list[str]) -> None:
    line = lines.pop()
    old = next(name for name in PROJECTS if f'"{name}"' in line)
    new = next(name for name in PROJECTS if f'"{name}"' not in line and PROJECTS[name] == PROJECTS[old])
    lines.append(line.replace(f'"{old}"', f'"{new}"'))


def flip(lines: list[str]) -> None:
    lines[0] = ("1" if lines[0][0] == "0" else "0") + lines[0][1:]


def hide(kind: str) -> Callable[[list[str]], None]:
    """Tell an act by its links alone, as those that are not of the vote: the chain still holds."""

    def hidden(lines: list[str]) -> None:
        place = next(place for place, line in enumerate(lines) if f'"kind":"{kind}"' in line)
        act = json.loads(lines[place])
        lines[place] = json.dumps({name: act[name] for name in ("number", "previous", "hash")})

    return hidden


def as_before_the_assembly(parts: Parts) -> None:
    """The amendment is hidden, and the list of laureates is that of the count."""
    rows("journal.jsonl", hide("awards.amended"))(parts)
    line = json.loads(parts["rulebook.json"])["count"]["line"]
    funded = [one for one in json.loads(parts["outcome.json"])["results"] if one["decision"] == "funded"]
    awards = [
        {"proposal": one["candidate"], "amount": one["amount"], "line": line, "why": one["why"]} for one in funded
    ]
    parts["awards.json"] = json.dumps(awards)


def as_if_never_published(parts: Parts) -> None:
    rows("journal.jsonl", hide("results.published"))(parts)


def two_titles_swapped(parts: Parts) -> None:
    for name in ("proposals.json", "candidates.json"):
        value(name, lambda it: swapped(it, "title"))(parts)


def another_total_by_channel(parts: Parts) -> None:
    value("roll.json", lambda it: it["channels"].update(site=8))(parts)
    swap("journal.jsonl", '"site":9', '"site":8')(parts)


def swapped(projects: Any, what: str) -> None:  # noqa: ANN401 - JSON as it was read
    projects[0][what], projects[1][what] = projects[1][what], projects[0][what]


MUTATIONS: dict[str, tuple[Callable[[Parts], None], str]] = {
    "one ballot changed": (rows("ballots.txt", another_project), "bulletins : les bulletins ont l'empreinte"),
    "one ballot more": (rows("ballots.txt", lambda lines: lines.insert(0, lines[0])), "bulletins : les bulletins ont"),
    "one ballot less": (rows("ballots.txt", list.pop), "bulletins : les bulletins ont l'empreinte"),
    "one ballot counted twice": (rows("ballots.txt", lambda x: x.append("2" + x.pop()[1:])), "comptes : "),
    "a receipt changed": (rows("receipts.txt", flip), "reçus : la racine des reçus est"),
    "a receipt more": (rows("receipts.txt", lambda lines: lines.append("f" * 64)), "comptes : "),
    "a receipt less": (rows("receipts.txt", list.pop), "comptes : "),
    "an act changed": (swap("journal.jsonl", '"actor":"mission"', '"actor":"personne"'), "journal : l'acte n° 1 "),
    "an act less": (rows("journal.jsonl", lambda lines: lines.pop(3)), "journal : l'acte n° 4 ne suit pas"),
    "an act hidden": (
        rows("journal.jsonl", lambda lines: lines.append(lines.pop(4).replace('"number":5', '"number":4'))),
        "journal : l'acte n° 5 ne suit pas",
    ),
    "the seed changed": (swap("journal.jsonl", SEED, "Loto 1 2 3"), "(vote.counted) a été changé"),
    "the engine changed": (
        value("edition.json", lambda it: it.update(engine="0.0.9")),
        "règlement : edition.json dit engine : 0.0.9, ",
    ),
    "a cap changed": (
        swap("rulebook.json", '"amount":16000', '"amount":15000'),
        "règlement : rulebook.json a l'empreinte",
    ),
    "a cap changed in the source": (
        swap("rulebook.toml", "amount = 16000", "amount = 15000"),
        "règlement : rulebook.toml",
    ),
    "the envelope changed": (
        swap("rulebook.json", '"envelope":22000', '"envelope":12000'),
        "règlement : rulebook.json",
    ),
    "another rulebook named": (
        value("edition.json", lambda it: it.update(rulebook_sha256="0")),
        "règlement : edition.json",
    ),
    "one of the site said to be on paper": (
        value("roll.json", lambda it: it["channels"].update(site=8, paper=1)),
        "comptes : roll.json donne par canal",
    ),
    "the channels left out": (value("roll.json", lambda it: it.pop("channels")), "comptes : roll.json donne par canal"),
    "the channels changed in the journal too": (
        another_total_by_channel,
        "ne font pas 9 émargements",
    ),
    "an amendment hidden": (as_before_the_assembly, "publication"),
    "the publication hidden": (as_if_never_published, "publi"),
    "the titles of two projects swapped": (two_titles_swapped, "projets : "),
    "the structures of two projects swapped": (
        value("proposals.json", lambda it: swapped(it, "structure")),
        "projets : ",
    ),
    "a simulated vote that says it is one of people": (
        value("edition.json", lambda it: it.update(simulated=not it["simulated"])),
        "edition.json dit simulated",
    ),
    "another authority": (
        value("edition.json", lambda it: it.update(authority="Une autre")),
        "edition.json dit authority",
    ),
    "a sentence with figures changed in the source": (
        swap("rulebook.toml", 'title = "Budget de la Ville 2027"', 'title = "Budget volé 2027"'),
        "règlement : rulebook.toml",
    ),
    "an amount ten times larger in the source": (
        swap("rulebook.toml", "envelope = 22000", 'envelope = "2200.0"'),
        "",
    ),
    "a roll of one more": (value("roll.json", lambda it: it.update(total=10)), "comptes : "),
    "a cost changed": (value("candidates.json", lambda it: it[0].update(cost=1)), "projets : "),
    "an order changed": (value("candidates.json", lambda it: it[0].update(order=9)), "projets : "),
    "a request changed": (value("proposals.json", lambda it: it[0].update(requested=1)), "projets : "),
    "a project less": (value("candidates.json", list.pop), "projets : "),
    "votes changed": (value("outcome.json", lambda it: it["results"][0].update(votes=99)), "99 publi"),
    "an amount changed": (value("outcome.json", lambda it: first_funded(it).update(amount=7)), "résultat : "),
    "a decision changed": (
        value("outcome.json", lambda it: first_funded(it).update(decision="not-funded")),
        "résultat : ",
    ),
    "an award changed": (value("awards.json", lambda it: it[0].update(amount=7)), "publi"),
    "an award less": (value("awards.json", list.pop), "publi"),
}


@pytest.mark.parametrize("shape", ["une voix par catégorie", "trois favoris"])
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_whatever_changes_both_verifiers_say_what(
    bundles: dict[str, bytes], folder: Path, shape: str, mutation: str
) -> None:
    """The manifest is made again after the change: hashes alone would not have told."""
    parts = read(bundles[shape])
    change, told = MUTATIONS[mutation]
    change(parts)
    data = pack(ID, parts)
    ours = "\n".join(f"{fault.check} : {fault.text}" for fault in verify(data).faults)
    status, theirs = by_the_tool(folder, data)
    assert told in ours
    assert status == 1
    assert told in theirs or "illisible ou modifié" in theirs


def test_a_change_of_the_rulebook_that_is_not_told_is_missed(folder: Path, tmp_path: Path) -> None:
    """Another article alone: the outcome is the same, and the rulebook shown would be the one before."""
    after = RULEBOOK.replace('"Article 12"', '"Article 12 bis"')
    with opened(SqliteDatabases(tmp_path), vote_is_open, Ville()) as town:
        town.vote(citizen("Un"), Ballot(choices={"pratiques": {"jardin": 1}}))
        with town.engine.read() as desk:
            before, _ = desk.edition(town.id)
        town.change_rulebook(after, when="2027-09-10 10:00", reason="une coquille")
        town.count()
        town.publish()
        parts = read(bundle_of(town))
    assert verify(pack(ID, parts)).faults == ()
    rows("journal.jsonl", hide("rulebook.changed"))(parts)
    value("edition.json", lambda it: it.update(rulebook_sha256=before.rulebook_sha256))(parts)
    data = pack(ID, {**parts, "rulebook.json": before.rulebook_text, "rulebook.toml": before.rulebook_source})
    assert [fault.check for fault in verify(data).faults] == ["règlement"]
    status, said = by_the_tool(folder, data)
    assert status == 1
    assert "le dépouillement s'est fait sous" in said


UNREADABLE: dict[str, Callable[[Parts], None]] = {
    "a text in the place of an amount": value("awards.json", lambda it: it[0].update(amount="beaucoup")),
    "an amount without end": value("awards.json", lambda it: it[0].update(amount="Infinity")),
    "a list in the place of an act's details": rows("journal.jsonl", lambda lines: lines.append('{"details":[]}')),
    "brackets without end": lambda parts: parts.update({"roll.json": "[" * 100_000}),
    "a journal of brackets": lambda parts: parts.update({"journal.jsonl": "[" * 100_000}),
    "a mark before the text": lambda parts: parts.update({"edition.json": "\ufeff" + parts["edition.json"]}),
}


@pytest.mark.parametrize("writing", UNREADABLE)
def test_no_writing_in_a_part_stops_a_verifier_without_a_sentence(
    bundles: dict[str, bytes], folder: Path, writing: str
) -> None:
    parts = read(bundles["trois favoris"])
    UNREADABLE[writing](parts)
    data = pack(ID, parts)
    assert verify(data).faults
    assert by_the_tool(folder, data)[0] == 1


def test_a_compressed_part_is_not_unpacked(folder: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, bytes(100_000_000))
    with pytest.raises(BundleError, match="est compressée ou trop grande : rien n'en est lu"):
        verify(made.getvalue())
    assert by_the_tool(folder, made.getvalue()) == (1, "Une partie est compressée ou trop grande : rien n'en est lu.\n")


@settings(max_examples=25, deadline=None)
@given(part=st.sampled_from(PARTS), place=st.integers(0), byte=st.integers(1, 255))
def test_no_byte_of_a_part_changes_unseen(
    bundles: dict[str, bytes], folder: Path, part: str, place: int, byte: int
) -> None:
    whole = bytearray(bundles["trois favoris"])
    text = read(bundles["trois favoris"])[part].encode()
    start = whole.index(text)
    whole[start + place % len(text)] ^= byte
    with pytest.raises(BundleError):  # the archive's own checksum stops here; a new archive meets the manifest
        verify(bytes(whole))
    assert by_the_tool(folder, bytes(whole))[0] == 1


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_not_that_of_the_manifest_is_named(bundles: dict[str, bytes], folder: Path, part: str) -> None:
    parts = read(bundles["trois favoris"])
    before = hashlib.sha256(parts[part].encode()).hexdigest().encode()
    data = pack(ID, {**parts, part: parts[part] + " "})
    after = hashlib.sha256((parts[part] + " ").encode()).hexdigest().encode()
    forged = rewritten(data, MANIFEST, after, before)
    said = f"manifeste : la partie {part} n'a pas la taille ou l'empreinte que dit le manifeste"
    assert said in [f"{fault.check} : {fault.text}" for fault in verify(forged).faults]
    assert said in by_the_tool(folder, forged)[1]


def test_the_head_of_the_journal_as_it_was_published_is_compared(bundles: dict[str, bytes], folder: Path) -> None:
    data = bundles["trois favoris"]
    head = verify(data).head
    assert verify(data, head=head).faults == ()
    assert [fault.text for fault in verify(data, head="0" * 64).faults] == [
        f"la dernière empreinte est {head}, et non {'0' * 64}"
    ]
    assert by_the_tool(folder, data, "0" * 64)[0] == 1


# ── files that are no bundle ──────────────────────────────────────────────────────────────────────────


OTHER_FILES = [
    (b"", "n'est pas un dossier de dépouillement, ou il est abîmé"),
    (b"PK\x05\x06" + bytes(18), "manifest.json manque"),
]


@pytest.mark.parametrize(("data", "told"), OTHER_FILES)
def test_another_file_is_refused_in_one_sentence(folder: Path, data: bytes, told: str) -> None:
    with pytest.raises(BundleError, match=told):
        verify(data)
    assert by_the_tool(folder, data)[0] == 1


def test_a_bundle_of_a_later_format_is_not_guessed(bundles: dict[str, bytes], folder: Path) -> None:
    data = rewritten(bundles["trois favoris"], MANIFEST, b'"version": 1', b'"version": 2')
    with pytest.raises(BundleError, match="au format concitoyen-bundle 2, cette version lit concitoyen-bundle 1"):
        verify(data)
    assert by_the_tool(folder, data) == (1, "Format inconnu : concitoyen-bundle 2.\n")
