"""Verify a bundle: recheck everything that it holds, recount, and say where it differs."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from pydantic import ValidationError

from concitoyen.domain.award import Amendment
from concitoyen.domain.channel import CHANNELS
from concitoyen.domain.errors import BundleError, ConcitoyenError
from concitoyen.domain.merkle import Tree, tree_of_receipts
from concitoyen.domain.rulebook import Rulebook
from concitoyen.domain.rulebook_file import read_rulebook
from concitoyen.plugin.packs import Packs
from concitoyen.usecases.amend_awards import amended
from concitoyen.usecases.bundle.acts import Acts
from concitoyen.usecases.bundle.container import unpack
from concitoyen.usecases.bundle.differences import awards_apart, outcomes_apart
from concitoyen.usecases.bundle.parts import Bundle
from concitoyen.usecases.commitments import awards_digest, projects_digest
from concitoyen.usecases.count_urn import awards_of, urn_digest

UNREAD = (ConcitoyenError, ValidationError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What reading a part raises that was written to be unreadable; RecursionError is told apart, its text is of no use."""


@dataclass(frozen=True)
class Fault:
    """Something in a bundle that does not hold: what was checked, and what was found, in French."""

    check: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What a bundle is worth: its faults, none when everything holds, and what was worth saying beside them."""

    edition: str
    voters: int
    laureates: int
    head: str
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...]


def verify_bundle(data: bytes, packs: Packs, *, head: str = "") -> Verdict:
    """Recheck and recount a bundle without any database; `head` is the journal's head as it was published elsewhere.

    Raises BundleError when the file is no bundle.
    """
    parts, disagreements = unpack(data)
    faults = [Fault("manifeste", text) for text in disagreements]
    try:
        bundle = Bundle(parts, packs, Acts.read(parts["journal.jsonl"]))
    except BundleError as error:
        unread = (*faults, Fault("journal", str(error)))
        return Verdict(edition="", voters=-1, laureates=0, head="", faults=unread, remarks=())
    for name, check in CHECKS.items():
        faults += [Fault(name, text) for text in _found(check, bundle)]
    last = bundle.acts.head
    if head and head != last:
        faults.append(Fault("journal", f"la dernière empreinte est {last}, et non {head}"))
    return Verdict(
        edition=bundle.acts.edition,
        voters=bundle.acts.number("urn"),
        laureates=len(bundle.awards) if not faults else 0,
        head=last,
        faults=tuple(faults),
        remarks=tuple(_remarks(bundle)),
    )


def _found(check: Callable[[Bundle], Iterator[str]], bundle: Bundle) -> list[str]:
    """The faults that a check finds, or that it cannot be made: nothing written in a part stops a verifier."""
    try:
        return list(check(bundle))
    except UNREAD as error:
        return [f"ne peut pas être vérifié : {' '.join(str(error).split())}"]
    except RecursionError:
        return ["ne peut pas être vérifié : une partie est imbriquée sans fin"]


def _journal(bundle: Bundle) -> Iterator[str]:
    yield from bundle.acts.faults()
    if bundle.about.get("public") and len(list(bundle.acts.of_kind("results.published"))) != 1:
        yield "les résultats sont dits publics, et le journal ne raconte pas leur publication"


def _rulebook(bundle: Bundle) -> Iterator[str]:
    text = bundle.parts["rulebook.json"]
    found, sealed = hashlib.sha256(text.encode()).hexdigest(), bundle.acts.rulebook
    if found != sealed:
        yield f"rulebook.json a l'empreinte {found}, le journal a scellé {sealed}"
    counted = bundle.acts.counted.get("rulebook_sha256", sealed)
    if counted != sealed:
        yield f"le dépouillement s'est fait sous le règlement {counted}, le journal ne raconte que {sealed}"
    named = bundle.about.get("rulebook_sha256")
    if named != sealed or bundle.about.get("id") != bundle.acts.edition:
        yield f"edition.json nomme le règlement {named} de {bundle.about.get('id')}, le journal a scellé {sealed}"
    table = Rulebook.from_canonical(text).edition
    kept = {"title": table.title, "authority": table.authority}
    acts = (bundle.acts.opened, bundle.acts.counted)
    kept |= {name: act[name] for act in acts for name in ("simulated", "practice", "engine") if name in act}
    for name, value in kept.items():
        if bundle.about.get(name) != value:
            yield f"edition.json dit {name} : {bundle.about.get(name)}, le règlement ou le journal {value}"
    source = read_rulebook(bundle.parts["rulebook.toml"], "rulebook.toml")
    files = Rulebook.from_canonical(text).territories.files
    whole = source.model_copy(update={"territories": source.territories.model_copy(update={"files": files})})
    if whole.canonical() != text:
        yield "rulebook.toml ne dit pas la même chose que rulebook.json"


def _totals(bundle: Bundle) -> Iterator[str]:
    told = json.loads(bundle.parts["roll.json"])
    roll = told["total"]
    yield from _channels(bundle, told.get("channels"), roll)
    totals = {
        "émargements (roll.json)": roll,
        "émargements (journal)": bundle.acts.number("roll"),
        "bulletins (ballots.txt)": sum(one.weight for one in bundle.ballots),
        "bulletins (journal)": bundle.acts.number("urn"),
        "reçus (receipts.txt)": len(bundle.receipts),
        "votants (outcome.json)": bundle.outcome.voters,
    }
    if len(set(totals.values())) > 1:
        yield f"les comptes diffèrent : {', '.join(f'{count} {what}' for what, count in totals.items())}"


def _channels(bundle: Bundle, channels: object, roll: int) -> Iterator[str]:
    """Totals by channel: those of the journal, none of another name, their sum, and what the ballots tell by weight."""
    said = bundle.acts.counted.get("channels")
    if channels != said:
        yield f"roll.json donne par canal {channels}, le journal dit {said}"
    if not isinstance(said, dict):
        return
    if set(said) != set(CHANNELS) or min(said.values()) < 0 or sum(said.values()) != roll:
        yield f"les totaux par canal {said} ne font pas {roll} émargements"
    if bundle.rules.weighs_channels:
        found = {name: sum(one.weight for one in bundle.ballots if one.ballot.channel == name) for name in CHANNELS}
        if found != said:
            yield f"les bulletins donnent par canal {found}, le journal dit {said}"


def _receipts(bundle: Bundle) -> Iterator[str]:
    if bundle.receipts != sorted(set(bundle.receipts)):
        yield "receipts.txt n'est pas trié, ou contient deux fois le même reçu"
    root, told = tree_of_receipts(bundle.receipts).root.hex(), bundle.acts.counted.get("receipts_root")
    if root != told:
        yield f"la racine des reçus est {root}, le journal dit {told}"


def _ballots(bundle: Bundle) -> Iterator[str]:
    digest, told = urn_digest(bundle.ballots), bundle.acts.counted.get("urn_sha256")
    if digest != told:
        yield f"les bulletins ont l'empreinte {digest}, le journal dit {told}"
    contests = bundle.rules.contests(bundle.candidates)
    for one in bundle.ballots:
        found = (
            () if one.ballot.is_blank else bundle.rules.ballot_objections(one.ballot, contests)
        )  # a paper card may be
        for objection in found:
            yield f"le bulletin {one.ballot.canonical()} n'est pas valable : {objection.text}"
        if not bundle.rules.tells_rightly(one.ballot):
            yield f"le bulletin {one.ballot.canonical()} ne dit pas son canal comme le règlement le veut"


def _candidates(bundle: Bundle) -> Iterator[str]:
    names = sorted(one.id for one in bundle.proposals)
    if names != bundle.acts.ballot:
        yield f"les projets {_apart(names, bundle.acts.ballot)} ne sont pas ceux que l'ouverture a mis au vote"
    digest, told = projects_digest(bundle.proposals), bundle.acts.opened.get("projects_sha256")
    if told and digest != told:
        yield f"les projets ont l'empreinte {digest} (titre, structure, commune), l'ouverture du vote dit {told}"
    expected = {one.id: one for one in bundle.rules.candidates(bundle.proposals)}
    found = {one.id: one for one in bundle.candidates}
    for name in sorted({*expected, *found}):
        if expected.get(name) != found.get(name):
            yield f"le projet « {name} » n'est pas compté tel que le règlement le veut (candidates.json)"


def _outcome(bundle: Bundle) -> Iterator[str]:
    digest = hashlib.sha256(bundle.parts["outcome.json"].encode()).hexdigest()
    if digest != bundle.acts.counted.get("outcome_sha256"):
        yield f"outcome.json a l'empreinte {digest}, le journal dit {bundle.acts.counted.get('outcome_sha256')}"
    recount = bundle.rules.count(bundle.candidates, bundle.ballots, bundle.acts.seed)
    yield from outcomes_apart(recount, bundle.outcome)


def _awards(bundle: Bundle) -> Iterator[str]:
    recount = bundle.rules.count(bundle.candidates, bundle.ballots, bundle.acts.seed)
    awards = awards_of(recount, bundle.rules.rulebook.count.line)
    laureates, spent = bundle.acts.counted.get("laureates"), bundle.acts.counted.get("spent")
    if (len(awards), recount.spent.in_euros) != (laureates, spent):
        yield (
            f"le dépouillement donne {len(awards)} lauréats et {recount.spent}, le journal dit {laureates} et {spent}"
        )
    proposals = {one.id: one for one in bundle.proposals}
    for details in bundle.acts.amendments:
        awards = amended(awards, Amendment.model_validate(details), proposals, bundle.rules)
    yield from awards_apart(awards, bundle.awards)
    digest, told = awards_digest(bundle.awards), bundle.acts.published.get("awards_sha256")
    if told and digest != told:
        yield f"la liste des lauréats a l'empreinte {digest}, sa publication dit {told}"


def _remarks(bundle: Bundle) -> Iterator[str]:
    if not bundle.acts.published:
        yield "les résultats n'étaient pas publics : aucun acte n'engage encore la liste des lauréats"
    engine = bundle.about.get("engine")
    if engine != (here := version("concitoyen")):
        yield f"moteur : {engine} au dépouillement, {here} ici"
    counted = bundle.about.get("packs")
    for name, theirs in sorted(counted.items() if isinstance(counted, dict) else ()):
        ours = bundle.packs.versions.get(name, "absente")
        if ours != theirs:
            yield f"extension {name} : {theirs} au dépouillement, {ours} ici"


def _apart(one: Sequence[str], other: Sequence[str]) -> str:
    return ", ".join(sorted(set(one) ^ set(other))) or "(répétés)"


CHECKS: dict[str, Callable[[Bundle], Iterator[str]]] = {
    "journal": _journal,
    "règlement": _rulebook,
    "comptes": _totals,
    "reçus": _receipts,
    "projets": _candidates,
    "bulletins": _ballots,
    "résultat": _outcome,
    "attributions": _awards,
}


def receipts_of(data: bytes) -> tuple[Tree, str]:
    """The tree of a bundle's receipts, and the root that its journal keeps; raises BundleError."""
    parts, _ = unpack(data)
    try:
        tree = tree_of_receipts(bytes.fromhex(line) for line in parts["receipts.txt"].splitlines())
    except ValueError as error:
        raise BundleError("receipts.txt contient autre chose que des reçus.") from error
    return tree, str(Acts.read(parts["journal.jsonl"]).counted.get("receipts_root", ""))
