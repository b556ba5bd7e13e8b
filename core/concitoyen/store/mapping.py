"""From domain to rows and back, two functions per table; reading validates again."""

import json

from concitoyen.domain.award import Award, Deliberation
from concitoyen.domain.count import Outcome
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.journal import Act
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.domain.reasons import Message
from concitoyen.domain.urn import Seal
from concitoyen.store.columns import canonical
from concitoyen.store.rows import ActRow, AwardRow, EditionRow, OutcomeRow, ProposalRow, SealRow


def row_of_edition(edition: Edition) -> EditionRow:
    """An edition as a row."""
    decided = edition.deliberation
    return EditionRow(
        id=edition.id,
        title=edition.title,
        rulebook_source=edition.rulebook_source,
        rulebook_text=edition.rulebook_text,
        rulebook_sha256=edition.rulebook_sha256,
        packs=canonical(dict(edition.packs)),
        stage=edition.stage.value,
        practice=edition.practice,
        simulated=edition.simulated,
        deliberation=canonical(decided.model_dump(mode="json")) if decided else None,
        created_at=edition.created_at,
        published_at=edition.published_at,
    )


def edition_of_row(row: EditionRow) -> Edition:
    """A row as an edition."""
    return Edition(
        id=row.id,
        title=row.title,
        rulebook_source=row.rulebook_source,
        rulebook_text=row.rulebook_text,
        rulebook_sha256=row.rulebook_sha256,
        packs=json.loads(row.packs),
        stage=Stage(row.stage),
        practice=row.practice,
        simulated=row.simulated,
        deliberation=Deliberation.model_validate_json(row.deliberation) if row.deliberation else None,
        created_at=row.created_at,
        published_at=row.published_at,
    )


def row_of_proposal(proposal: Proposal) -> ProposalRow:
    """A proposal as a row."""
    return ProposalRow(
        edition=proposal.edition,
        id=proposal.id,
        title=proposal.title,
        structure=proposal.structure,
        legal_form=proposal.legal_form,
        summary=proposal.summary,
        commune=proposal.commune,
        territory=proposal.territory,
        category=proposal.category,
        themes=canonical(proposal.themes),
        labels=canonical(proposal.labels),
        total_cost_cents=proposal.total_cost.cents,
        requested_cents=proposal.requested.cents,
        status=proposal.status.value,
        status_reason=proposal.status_reason,
        deposited_at=proposal.deposited_at,
    )


def proposal_of_row(row: ProposalRow) -> Proposal:
    """A row as a proposal."""
    return Proposal(
        edition=row.edition,
        id=row.id,
        title=row.title,
        structure=row.structure,
        legal_form=row.legal_form,
        summary=row.summary,
        commune=row.commune,
        territory=row.territory,
        category=row.category,
        themes=tuple(json.loads(row.themes)),
        labels=tuple(json.loads(row.labels)),
        total_cost=Money(row.total_cost_cents),
        requested=Money(row.requested_cents),
        status=Status(row.status),
        status_reason=row.status_reason,
        deposited_at=row.deposited_at,
    )


def row_of_seal(seal: Seal) -> SealRow:
    """A seal as a row."""
    return SealRow(edition=seal.edition, document=canonical(seal.model_dump(mode="json")))


def seal_of_row(row: SealRow) -> Seal:
    """A row as a seal."""
    return Seal.model_validate_json(row.document)


def row_of_act(act: Act) -> ActRow:
    """An act as a row of the journal."""
    return ActRow(
        edition=act.edition,
        number=act.number,
        at=act.at,
        actor=act.actor,
        kind=act.kind,
        subject=act.subject,
        details=canonical(dict(act.details)),
        previous=act.previous,
        hash=act.hash,
    )


def act_of_row(row: ActRow) -> Act:
    """A row of the journal as an act."""
    return Act(
        edition=row.edition,
        number=row.number,
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        subject=row.subject,
        details=json.loads(row.details),
        previous=row.previous,
        hash=row.hash,
    )


def row_of_outcome(edition: str, outcome: Outcome) -> OutcomeRow:
    """An outcome as a row."""
    return OutcomeRow(edition=edition, document=canonical(outcome.model_dump(mode="json")))


def outcome_of_row(row: OutcomeRow) -> Outcome:
    """A row as an outcome."""
    return Outcome.model_validate_json(row.document)


def row_of_award(edition: str, position: int, award: Award) -> AwardRow:
    """An award as a row."""
    return AwardRow(
        edition=edition,
        proposal=award.proposal,
        position=position,
        amount_cents=award.amount.cents,
        line=award.line,
        why=canonical(award.why.model_dump(mode="json")),
    )


def award_of_row(row: AwardRow) -> Award:
    """A row as an award."""
    return Award(
        proposal=row.proposal,
        amount=Money(row.amount_cents),
        line=row.line,
        why=Message.model_validate_json(row.why),
    )
