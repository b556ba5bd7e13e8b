"""Make the bundle of a counted edition."""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version

from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.journal import Act
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.rules import Rules
from concitoyen.usecases.bundle.container import Part, pack, to_json
from concitoyen.usecases.cast_ballot import COUNTED
from concitoyen.usecases.desk import Desk, refuse

VOTE_ACTS = frozenset(
    {
        "edition.created",
        "rulebook.changed",
        "bureau.formed",
        "vote.opened",
        "vote.counted",
        "awards.amended",
        "results.published",
    }
)
"""Acts that are told whole; of the others, only the number and the two hashes: the chain can be followed over them."""
PRIVATE = {"edition", "status", "status_reason"}


def make_bundle(desk: Desk, edition_id: str, *, confidential: bool = False) -> bytes:
    """The bytes of a bundle; raises Refused as `bundle_parts`."""
    return pack(edition_id, bundle_parts(desk, edition_id, confidential=confidential))


def bundle_parts(desk: Desk, edition_id: str, *, confidential: bool = False) -> Mapping[str, Part]:
    """All that is needed to recount an edition; the same bytes for the same edition.

    Ballots and receipts are read while they are written: the desk must stay until then. Raises Refused until its
    results are public, unless it is `confidential`, and until it is counted at all.
    """
    edition, rules = desk.edition(edition_id)
    if edition.stage not in COUNTED:
        raise refuse("core:bundle", "« {title} » n'est pas dépouillée : rien à recompter.", title=edition.title)
    if not (edition.results_are_public or confidential):
        raise refuse(
            "core:bundle",
            "Les résultats de « {title} » ne sont pas publics ; --confidential écrit un dossier à ne pas diffuser.",
            title=edition.title,
        )
    acts = _acts(desk, edition)
    proposals = _voted_on(desk, edition, acts)
    candidates = rules.candidates(proposals)
    outcome = desk.work.outcomes.get(edition_id)
    return {
        "edition.json": to_json(_about(edition, rules, acts)),
        "rulebook.json": edition.rulebook_text,
        "rulebook.toml": edition.rulebook_source,
        "proposals.json": to_json([one.model_dump(mode="json", exclude=PRIVATE) for one in proposals]),
        "candidates.json": to_json([one.model_dump(mode="json") for one in candidates]),
        "roll.json": to_json(_roll(desk, edition, acts)),
        "ballots.txt": lambda: desk.work.counted.lines(edition_id),
        "receipts.txt": lambda: (receipt.hex() for receipt in desk.work.counted.receipts(edition_id)),
        "journal.jsonl": lines(map(_told, acts)),
        "outcome.json": outcome.canonical(),
        "awards.json": to_json([award.model_dump(mode="json") for award in desk.work.awards.of(edition_id)]),
    }


def lines(texts: Iterable[str]) -> str:
    """One text a line."""
    return "".join(f"{text}\n" for text in texts)


def _about(edition: Edition, rules: Rules, acts: Iterable[Act]) -> dict[str, object]:
    """What the edition is; the engine is the one that counted, whichever writes the bundle."""
    counted = _counted(acts)
    return {
        "id": edition.id,
        "title": edition.title,
        "authority": rules.rulebook.edition.authority,
        "simulated": edition.simulated,
        "practice": edition.practice,
        "public": edition.results_are_public,
        "rulebook_sha256": edition.rulebook_sha256,
        "engine": counted.get("engine") or version("concitoyen"),
        "packs": dict(edition.packs),
    }


def _roll(desk: Desk, edition: Edition, acts: Iterable[Act]) -> dict[str, object]:
    """How many voted, and by which channel where the count told it."""
    counted = _counted(acts)
    told = {"channels": counted["channels"]} if "channels" in counted else {}
    return {"total": desk.work.roll.count(edition.id), **told}


def _counted(acts: Iterable[Act]) -> Mapping[str, object]:
    return next(act.details for act in acts if act.kind == "vote.counted")


def _acts(desk: Desk, edition: Edition) -> list[Act]:
    """The journal up to the publication: what is done later changes nothing of a bundle that is public."""

    def until() -> Iterator[Act]:
        for act in desk.work.journal.of(edition.id):
            yield act
            if edition.stage is Stage.PUBLISHED and act.kind == "results.published":
                return

    return list(until())


def _voted_on(desk: Desk, edition: Edition, acts: Iterable[Act]) -> list[Proposal]:
    """The proposals that the opening put on the ballot, whatever became of them."""
    opened = next(act for act in acts if act.kind == "vote.opened")
    names = {str(name) for name in _list(opened.details["ballot"])}
    return [one for one in sorted(desk.work.proposals.of(edition.id), key=lambda one: one.id) if one.id in names]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _told(act: Act) -> str:
    if act.kind in VOTE_ACTS:
        return act.line()
    return json.dumps({"number": act.number, "previous": act.previous, "hash": act.hash}, separators=(",", ":"))
