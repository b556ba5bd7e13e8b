"""Change a rulebook: freely before the vote, by a reasoned act once it is frozen, never after the count."""

from collections.abc import Sequence

from concitoyen.domain.ballot import Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.paper import CardFate
from concitoyen.domain.proposal import Status
from concitoyen.domain.rules import Rules
from concitoyen.domain.shorthand import Shorthand
from concitoyen.plugin.binding import read_rules
from concitoyen.usecases.cast_ballot import ballot_paper
from concitoyen.usecases.desk import Desk, Signature, refuse
from concitoyen.usecases.open_urn import open_entries, open_urn, urn_seal
from concitoyen.usecases.open_vote import open_due_vote

LIVE = (Status.DEPOSITED, Status.LABELLED, Status.STANDING)
"""Where a proposal stands that may still come to the ballot."""


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

    Before the vote, every proposal that has a category must find it again. Once the vote is open, a reason is
    compulsory, what tells voters apart is fixed, and every ballot already in the urn must still be valid.
    Raises RulebookError for a faulty text, Refused otherwise.
    """
    edition, before = desk.held(edition_id)
    rules = read_rules(text, desk.packs, source)
    opening = before.calendar.first_opening(VOTE)
    sealed = edition.stage is Stage.FROZEN or (opening is not None and signature.at >= opening)
    _must_be_allowed(edition, rules, reason, sealed=sealed)
    if edition.stage is Stage.FROZEN:
        _recheck_voters(desk, edition, before, rules)
        _recheck_channels(before, rules)
        _recheck_ballots(desk, edition, before, rules)
    else:
        rules.candidates([one for one in desk.work.proposals.of(edition_id, statuses=LIVE) if one.category])
        edition = open_due_vote(desk, edition, before, signature.at)
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


def _must_be_allowed(edition: Edition, rules: Rules, reason: str, *, sealed: bool) -> None:
    if rules.rulebook.edition.id != edition.id:
        raise refuse(
            "core:rulebook",
            "Ce règlement est celui de « {other} », pas de « {id} » : corrigez [edition] id.",
            other=rules.rulebook.edition.id,
            id=edition.id,
        )
    if edition.stage in (Stage.COUNTED, Stage.PUBLISHED):
        raise refuse("core:rulebook", "Le dépouillement est fait : le règlement ne change plus.")
    if sealed and not reason.strip():
        raise refuse(
            "core:rulebook",
            "Le vote est ouvert, le règlement est scellé : une modification demande un motif écrit.",
            field="reason",
        )


def _recheck_voters(desk: Desk, edition: Edition, before: Rules, rules: Rules) -> None:
    """The roll keeps hashes alone: under other words for the same person, somebody could vote again."""
    same = before.rulebook.roll.identity == rules.rulebook.roll.identity
    same_places = before.rulebook.territories.places == rules.rulebook.territories.places
    if desk.work.roll.count(edition.id) and not (same and same_places):
        raise refuse(
            "core:rulebook",
            "L'émargement est commencé : ce qui distingue deux votants ([roll] identity, [territories] list) "
            "ne change plus, sinon une personne pourrait voter deux fois.",
            field="roll" if not same else "territories",
        )
    if desk.work.roll.count(edition.id) and before.rulebook.roll.brackets != rules.rulebook.roll.brackets:
        raise refuse(
            "core:rulebook",
            "Des votants sont déjà comptés par âge : les tranches ([roll] brackets) ne changent plus, car aucune date "
            "de naissance n'est gardée pour les recompter.",
            field="roll",
        )


def _recheck_channels(before: Rules, rules: Rules) -> None:
    """Ballots tell their channel from the first one or never; what a channel weighs may still change."""
    if before.weighs_channels != rules.weighs_channels:
        raise refuse(
            "core:rulebook",
            "L'urne est scellée : ses bulletins disent tous leur canal, ou aucun. Les poids par canal "
            "([count] weights) ne s'ajoutent ni ne se retirent plus.",
            field="count",
        )


def _recheck_ballots(desk: Desk, edition: Edition, before: Rules, rules: Rules) -> None:
    contests = ballot_paper(desk, edition.model_copy(update={"rulebook_sha256": rules.rulebook.sha256()}), rules)
    seal = urn_seal(desk, edition.id)
    if contests == ballot_paper(desk, edition, before) and rules.form == before.form:
        return
    largest = Shorthand(seal.names).size(contests, channels=rules.weighs_channels)
    if seal.scheme == "bureau" or largest > seal.size:
        raise refuse(
            "core:rulebook",
            "L'urne est scellée : personne ne peut vérifier que ses bulletins resteraient valables. Le bulletin "
            "([ballot]) ne change plus.",
            field="ballot",
        )
    invalid = sum(
        ballot.weight
        for ballot in open_urn(desk, edition.id).ballots
        if rules.ballot_objections(ballot.ballot, contests)
    )
    if invalid:
        raise refuse(
            "core:rulebook",
            "{count} bulletin(s) déjà dans l'urne ne seraient plus valables : la modification est refusée.",
            count=invalid,
        )
    _recheck_cards(desk, edition, rules, contests)


def _recheck_cards(desk: Desk, edition: Edition, rules: Rules, contests: Sequence[Contest]) -> None:
    """A card that agents have read goes into the urn as it is: one that is not valid any more would stop the count."""
    waiting = [
        reading.entry
        for place in desk.work.paper.places(edition.id)
        for reading in desk.work.paper.readings(edition.id, place.id)
        if reading.fate is CardFate.VALID
    ]
    opened = open_entries(desk, edition.id, iter(waiting)).ballots
    invalid = sum(one.weight for one in opened if rules.ballot_objections(one.ballot, contests))
    if invalid:
        raise refuse(
            "core:rulebook",
            "{count} lecture(s) de cartes qui attendent d'entrer dans l'urne ne seraient plus valables : la "
            "modification est refusée.",
            count=invalid,
        )
