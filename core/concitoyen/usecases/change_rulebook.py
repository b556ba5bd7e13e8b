"""Change a rulebook: freely before the vote, by a reasoned act once it is frozen, never after the count."""

from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import read_rules
from concitoyen.usecases.cast_ballot import ballot_paper
from concitoyen.usecases.desk import Desk, Signature, refuse


def change_rulebook(
    desk: Desk,
    edition_id: str,
    text: str,
    signature: Signature,
    *,
    reason: str = "",
    source: str = "règlement",
) -> Edition:
    """The edition under its new rulebook.

    Once the vote is open, a reason is compulsory and every ballot already in the urn must still be valid.
    Raises RulebookError for a faulty text, Refused otherwise.
    """
    edition, _ = desk.held(edition_id)
    rules = read_rules(text, desk.packs, source)
    _must_be_allowed(edition, rules, reason)
    if edition.stage is Stage.FROZEN:
        _recheck_ballots(desk, edition, rules)
    changed = edition.model_copy(
        update={
            "title": rules.rulebook.edition.title,
            "rulebook_source": text,
            "rulebook_text": rules.rulebook.canonical(),
            "rulebook_sha256": rules.rulebook.sha256(),
            "packs": desk.packs.activate(rules.rulebook.edition.packs).versions,
        }
    )
    desk.work.editions.update(changed)
    desk.record(
        signature,
        "rulebook.changed",
        edition_id,
        details={"from": edition.rulebook_sha256, "to": changed.rulebook_sha256, "reason": reason.strip()},
    )
    return changed


def _must_be_allowed(edition: Edition, rules: Rules, reason: str) -> None:
    if rules.rulebook.edition.id != edition.id:
        raise refuse(
            "core:rulebook",
            "Ce règlement est celui de « {other} », pas de « {id} » : corrigez [edition] id.",
            other=rules.rulebook.edition.id,
            id=edition.id,
        )
    if edition.stage in (Stage.COUNTED, Stage.PUBLISHED):
        raise refuse("core:rulebook", "Le dépouillement est fait : le règlement ne change plus.")
    if edition.stage is Stage.FROZEN and not reason.strip():
        raise refuse(
            "core:rulebook",
            "Le vote est ouvert, le règlement est scellé : une modification demande un motif écrit.",
            field="reason",
        )


def _recheck_ballots(desk: Desk, edition: Edition, rules: Rules) -> None:
    changed = edition.model_copy(update={"rulebook_sha256": rules.rulebook.sha256()})
    contests = ballot_paper(desk, changed, rules)
    invalid = sum(
        ballot.weight
        for ballot in desk.work.urn.weighted(edition.id)
        if rules.ballot_objections(ballot.ballot, contests)
    )
    if invalid:
        raise refuse(
            "core:rulebook",
            "{count} bulletin(s) déjà dans l'urne ne seraient plus valables : la modification est refusée.",
            count=invalid,
        )
