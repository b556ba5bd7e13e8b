"""The register: which documents each award asks for, and what was printed.

Its table is `documents_register`, made by the pack's own history in `migrations/`.
"""

from typing import Literal

from sqlmodel import col, select

from concitoyen.domain.errors import NotFound
from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.model import Model
from concitoyen.domain.money import Money
from concitoyen.store.base import Cents, Field, PlainText, Session, SQLModel, pack_metadata

State = Literal["to_prepare", "rendered"]


class DocumentsTable(SQLModel):
    """The base of the pack's rows."""

    metadata = pack_metadata("documents")


class RegisterRow(DocumentsTable, table=True):
    """A document that an award asks for; `sha256` is that of the file, once rendered."""

    __tablename__ = "documents_register"

    edition: str = Field(primary_key=True, sa_type=PlainText)
    proposal: str = Field(primary_key=True, sa_type=PlainText)
    kind: str = Field(primary_key=True, sa_type=PlainText)
    model_id: str = Field(default="", sa_type=PlainText)
    model_version: str = Field(default="", sa_type=PlainText)
    amount_cents: int = Field(sa_type=Cents)
    state: str = Field(default="to_prepare", sa_type=PlainText)
    sha256: str | None = Field(default=None, sa_type=PlainText)


class RegisteredDocument(Model):
    """A line of the register; `model_id` and `model_version` are empty until a model is chosen."""

    edition: str
    proposal: str
    kind: str
    model_id: str
    model_version: str
    amount: Money
    state: State
    sha256: str | None


def register_documents_to_prepare(
    session: Session, event: LaureatesDecided, *, kind: str, model_id: str = "", model_version: str = ""
) -> None:
    """Enter a document of this kind for each award; told twice, the register stays the same.

    A document already rendered is to be prepared again when the award's amount has changed. One still to
    prepare leaves the register with its award; one rendered stays, as a trace of what was printed.
    """
    wanted = {award.proposal: award.amount.cents for award in event.awards}
    known = {row.proposal: row for row in _rows(session, event.edition) if row.kind == kind}
    for proposal, row in known.items():
        if proposal not in wanted and row.state == "to_prepare":
            session.delete(row)
    for proposal, cents in wanted.items():
        if proposal not in known or known[proposal].amount_cents != cents:
            row = RegisterRow(
                edition=event.edition,
                proposal=proposal,
                kind=kind,
                model_id=model_id,
                model_version=model_version,
                amount_cents=cents,
            )
            session.merge(row)
    session.flush()


def mark_rendered(
    session: Session, key: tuple[str, str, str], *, model_id: str, model_version: str, sha256: str
) -> None:
    """Record what printed a document, and its SHA-256; `key` is edition, proposal, kind. Raises NotFound."""
    row = session.get(RegisterRow, key)
    if row is None:
        edition, proposal, kind = key
        raise NotFound(
            f"Le document « {kind} » de l'initiative « {proposal} » n'est pas au registre de l'édition "
            f"« {edition} » : seules les initiatives lauréates y sont."
        )
    row.model_id, row.model_version = model_id, model_version
    row.state, row.sha256 = "rendered", sha256
    session.flush()


def registered_documents(session: Session, edition: str) -> tuple[RegisteredDocument, ...]:
    """The register of an edition, by proposal then kind."""
    rows = sorted(_rows(session, edition), key=lambda row: (row.proposal, row.kind))
    return tuple(_document(row) for row in rows)


def _rows(session: Session, edition: str) -> list[RegisterRow]:
    return list(session.exec(select(RegisterRow).where(col(RegisterRow.edition) == edition)))


def _document(row: RegisterRow) -> RegisteredDocument:
    values = row.model_dump(exclude={"amount_cents"})
    return RegisteredDocument.model_validate({**values, "amount": Money(row.amount_cents)})
