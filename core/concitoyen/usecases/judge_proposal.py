"""The committee labels a proposal, or refuses it with a reason; the bearer confirms or withdraws."""

from pydantic import JsonValue

from concitoyen.domain.calendar import LABELLING, STANDING, VOTE
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.proposal import Proposal, Step, after
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, Signature, refuse
from concitoyen.usecases.phases import must_be_open


def label_proposal(
    desk: Desk, edition_id: str, proposal_id: str, labels: frozenset[str], signature: Signature
) -> Proposal:
    """The proposal in the category that the rulebook's scheme gives for the committee's labels.

    The labels that `[proposals] labels` declares play no part in the category: the proposal bears them.
    """
    _, rules = desk.edition(edition_id)
    must_be_open(rules, LABELLING, signature.at)
    proposal = desk.work.proposals.get(edition_id, proposal_id)
    status = after(proposal, Step.LABEL)
    borne = tuple(label for label in rules.rulebook.proposals.labels if label in labels)
    category = rules.scheme.assign(proposal, labels.difference(borne), rules.categories)
    if category is None:
        raise refuse(
            "core:category",
            "Aucune catégorie ne correspond à {labels} (catégories : {known}).",
            field="labels",
            labels=" + ".join(f"« {label} »" for label in sorted(labels.difference(borne))) or "une liste vide",
            known=", ".join(rules.category_titles),
        )
    labelled = proposal.model_copy(update={"status": status, "category": category, "labels": borne})
    desk.work.proposals.update(labelled)
    details: dict[str, JsonValue] = {"category": category}
    if borne:
        details["labels"] = list(borne)
    desk.record(signature, "proposal.labelled", edition_id, proposal_id, details)
    return labelled


def refuse_proposal(desk: Desk, edition_id: str, proposal_id: str, reason: str, signature: Signature) -> Proposal:
    """The proposal refused, with the reason that its bearer will read; an empty reason is not one."""
    _, rules = desk.edition(edition_id)
    must_be_open(rules, LABELLING, signature.at)
    if not reason.strip():
        raise refuse("core:labelling", "Un refus doit être motivé : écrivez la raison.", field="reason")
    return _step(desk, edition_id, proposal_id, Step.REFUSE, signature, reason=reason.strip())


def confirm_standing(desk: Desk, edition_id: str, proposal_id: str, signature: Signature) -> Proposal:
    """The bearer confirms that the proposal stands for the vote, before the ballot is made."""
    edition, rules = desk.held(edition_id)
    if _has_phase(rules, STANDING):
        must_be_open(rules, STANDING, signature.at)
    _must_precede_the_ballot(edition, rules, signature)
    return _step(desk, edition_id, proposal_id, Step.CONFIRM, signature)


def withdraw_proposal(desk: Desk, edition_id: str, proposal_id: str, reason: str, signature: Signature) -> Proposal:
    """The bearer gives up, before the ballot is made."""
    edition, rules = desk.held(edition_id)
    _must_precede_the_ballot(edition, rules, signature)
    return _step(desk, edition_id, proposal_id, Step.WITHDRAW, signature, reason=reason.strip())


def _must_precede_the_ballot(edition: Edition, rules: Rules, signature: Signature) -> None:
    opening = rules.calendar.first_opening(VOTE)
    if edition.stage is Stage.PREPARED and (opening is None or signature.at < opening):
        return
    raise refuse(
        "core:calendar",
        "Le vote de « {title} » a commencé : la liste des initiatives soumises au vote ne change plus.",
        title=edition.title,
    )


def _has_phase(rules: Rules, kind: str) -> bool:
    return bool(rules.calendar.of_kind(kind))


def _step(
    desk: Desk, edition_id: str, proposal_id: str, step: Step, signature: Signature, reason: str = ""
) -> Proposal:
    proposal = desk.work.proposals.get(edition_id, proposal_id)
    moved = proposal.model_copy(update={"status": after(proposal, step), "status_reason": reason})
    desk.work.proposals.update(moved)
    details = {"reason": reason} if reason else {}
    desk.record(signature, f"proposal.{moved.status.value}", edition_id, proposal_id, dict(details))
    return moved
