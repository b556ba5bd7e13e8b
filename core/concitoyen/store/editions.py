"""Editions and their proposals, kept."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from concitoyen.domain.edition import Edition, Mark, Stage
from concitoyen.domain.errors import NotFound, Refused
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.domain.reasons import Objection
from concitoyen.store.journal import head_of
from concitoyen.store.mapping import edition_of_row, proposal_of_row, row_of_edition, row_of_proposal
from concitoyen.store.rows import EditionRow, ProposalRow, table_of
from concitoyen.store.statements import insert_all, insert_if_new, overwrite, reads_only, rows_where

LAST = datetime.max.replace(tzinfo=UTC)


class Editions:
    """The editions of this database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, edition: Edition) -> None:
        """Keep a new edition; raises Refused when its id is taken."""
        if not insert_if_new(self._session, row_of_edition(edition)):
            message = "L'édition « {edition} » existe déjà : choisissez un autre identifiant."
            raise Refused([Objection(rule="core:unique-edition", message=message, values={"edition": edition.id})])

    def get(self, id: str) -> Edition:
        """One edition; raises NotFound, and names those that exist."""
        return self._get(id)

    def hold(self, id: str) -> Edition:
        """One edition that nobody else changes, and in which nobody votes, until this transaction ends.

        For those who freeze, close or publish: ballots being written are waited for. Raises NotFound.
        """
        return self._get(id, lock=True)

    def share(self, id: str) -> Edition:
        """One edition that nobody freezes, changes or counts until this transaction ends; others may vote in it.

        For those who write a ballot: what they have read of its rulebook holds. Raises NotFound.
        """
        return self._get(id, shared=True)

    def list(self) -> tuple[Edition, ...]:
        """Every edition, the oldest first."""
        editions = [edition_of_row(row) for row in rows_where(self._session, EditionRow)]
        return tuple(sorted(editions, key=lambda edition: (edition.created_at, edition.id)))

    def marks(self) -> tuple[Mark, ...]:
        """Where each edition stands, by id, in one statement that reads no page of any table twice."""
        editions = table_of(EditionRow).c
        about = (editions.id, editions.stage, editions.rulebook_sha256, editions.published_at)
        found = self._session.execute(select(*about).add_columns(head_of(editions.id)))
        return tuple(sorted(Mark(id, Stage(stage), sha256, at, last or "") for id, stage, sha256, at, last in found))

    def update(self, edition: Edition) -> None:
        """Write an edition over its earlier state; raises NotFound."""
        if not overwrite(self._session, row_of_edition(edition)):
            raise self._not_found(edition.id)

    def _get(self, id: str, *, lock: bool = False, shared: bool = False) -> Edition:
        for row in rows_where(self._session, EditionRow, col(EditionRow.id) == id, lock=lock, shared=shared):
            return edition_of_row(row)
        raise self._not_found(id)

    def _not_found(self, id: str) -> NotFound:
        known = ", ".join(edition.id for edition in self.list()) or "aucune"
        return NotFound(f"L'édition « {id} » n'existe pas (éditions connues : {known}).")


class Proposals:
    """The proposals of every edition."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, proposal: Proposal) -> None:
        """Keep a new proposal; raises Refused when its id is taken in the edition."""
        if not insert_if_new(self._session, row_of_proposal(proposal)):
            raise _taken(proposal.id)

    def add_all(self, proposals: Sequence[Proposal]) -> None:
        """Keep new proposals, in few statements; raises Refused for the first whose id is taken."""
        seen = {(edition, id) for edition in {proposal.edition for proposal in proposals} for id in self._ids(edition)}
        for proposal in proposals:
            key = (proposal.edition, proposal.id)
            if key in seen:
                raise _taken(proposal.id)
            seen.add(key)
        insert_all(self._session, [row_of_proposal(proposal) for proposal in proposals])

    def get(self, edition: str, id: str) -> Proposal:
        """One proposal; raises NotFound.

        In a transaction that writes, nobody else changes it until the end: what is decided of it holds.
        """
        same = (col(ProposalRow.edition) == edition, col(ProposalRow.id) == id)
        for row in rows_where(self._session, ProposalRow, *same, lock=not reads_only(self._session)):
            return proposal_of_row(row)
        raise _not_found(edition, id)

    def of(self, edition: str, *, statuses: Collection[Status] | None = None) -> tuple[Proposal, ...]:
        """The proposals of an edition, in any status or in these; by instant of deposit, then by id."""
        wanted = [col(ProposalRow.edition) == edition]
        if statuses is not None:
            wanted.append(col(ProposalRow.status).in_([status.value for status in statuses]))
        found = [proposal_of_row(row) for row in rows_where(self._session, ProposalRow, *wanted)]
        return tuple(sorted(found, key=lambda proposal: (proposal.deposited_at or LAST, proposal.id)))

    def update(self, proposal: Proposal) -> None:
        """Write a proposal over its earlier state; raises NotFound."""
        if not overwrite(self._session, row_of_proposal(proposal)):
            raise _not_found(proposal.edition, proposal.id)

    def _ids(self, edition: str) -> Sequence[str]:
        return self._session.exec(select(ProposalRow.id).where(col(ProposalRow.edition) == edition)).all()


def _taken(id: str) -> Refused:
    message = "L'initiative « {proposal} » existe déjà dans cette édition : choisissez un autre identifiant."
    return Refused([Objection(rule="core:unique-proposal", message=message, values={"proposal": id})])


def _not_found(edition: str, id: str) -> NotFound:
    return NotFound(f"L'initiative « {id} » n'existe pas dans l'édition « {edition} ».")
