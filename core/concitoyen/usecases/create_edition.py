"""Open an edition from a rulebook."""

from concitoyen.domain.edition import Edition
from concitoyen.plugin.binding import read_rules
from concitoyen.usecases.desk import Desk, Signature, refuse

RESERVED = frozenset({"agents", "api", "static"})
"""Addresses of the site that belong to no edition: one that bore such a name could not be opened."""


def create_edition(
    desk: Desk,
    text: str,
    signature: Signature,
    *,
    source: str = "règlement",
    practice: bool = False,
    simulated: bool = False,
) -> Edition:
    """The edition that a rulebook's TOML text describes, with the versions of its packs.

    Raises RulebookError with every fault of the rulebook, Refused when the edition exists already.
    """
    rules = read_rules(text, desk.packs, source)
    table = rules.rulebook.edition
    if table.id in RESERVED:
        raise refuse(
            "core:editions",
            "« {id} » est une adresse du site : donnez un autre id à [edition].",
            id=table.id,
        )
    if table.id in {edition.id for edition in desk.work.editions.list()}:
        raise refuse(
            "core:editions",
            "L'édition « {id} » existe déjà : donnez un autre id à [edition], ou modifiez le règlement de celle-ci.",
            id=table.id,
        )
    edition = Edition(
        id=table.id,
        title=table.title,
        rulebook_source=text,
        rulebook_text=rules.rulebook.canonical(),
        rulebook_sha256=rules.rulebook.sha256(),
        packs=desk.packs.activate(table.packs).versions,
        practice=practice,
        simulated=simulated,
        created_at=signature.at,
    )
    desk.work.editions.add(edition)
    desk.record(
        signature,
        "edition.created",
        edition.id,
        details={"rulebook_sha256": edition.rulebook_sha256, "packs": dict(edition.packs)},
    )
    return edition
