"""Codes that prove an identity, and how often one may ask: keyed hashes only, removed once they are over."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, not_, or_, update
from sqlmodel import Session, col, select

from concitoyen.store.identity_rows import AdmissionRow, CodeRow, MailCodeRow, QuotaRow
from concitoyen.store.rows import table_of
from concitoyen.store.statements import affected, insert_all, insert_if_new, insert_into, rows_where, upsert

HASH = re.compile(r"[0-9a-f]{64}")


class Codes:
    """Printed codes, each bound to a place and usable by one voter."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, edition: str, place: str, codes: Sequence[str]) -> None:
        """Keep new codes of a place; raises ValueError for anything but keyed hashes."""
        if not all(HASH.fullmatch(code) for code in codes):
            raise ValueError("a code is kept as a keyed hash of 64 hexadecimal digits, and never as it is printed")
        insert_all(
            self._session,
            [CodeRow(edition=edition, code=code, place=place, holder="", revoked=False) for code in sorted(codes)],
        )

    def claim(self, edition: str, code: str, holder: str) -> bool:
        """Bind a code to its first holder; True for that holder ever after, False for anybody else."""
        table = table_of(CodeRow)
        free = or_(table.c.holder == "", table.c.holder == holder)
        mine = and_(table.c.edition == edition, table.c.code == code, table.c.revoked.is_(False), free)
        return affected(self._session, update(table).where(mine).values(holder=holder)) == 1

    def revoke(self, edition: str, *, place: str = "", code: str = "") -> int:
        """Make the unused codes of a place, or one code, useless; how many there were."""
        table = table_of(CodeRow)
        which = table.c.code == code if code else table.c.place == place
        unused = and_(table.c.edition == edition, which, table.c.holder == "", table.c.revoked.is_(False))
        return affected(self._session, update(table).where(unused).values(revoked=True))

    def places(self, edition: str) -> Mapping[str, tuple[int, int, int]]:
        """For each place: codes printed, used, revoked."""
        used = func.sum(case((col(CodeRow.holder) != "", 1), else_=0))
        revoked = func.sum(case((col(CodeRow.revoked).is_(True), 1), else_=0))
        chosen = select(CodeRow.place, func.count(), used, revoked).where(col(CodeRow.edition) == edition)
        found = self._session.exec(chosen.group_by(col(CodeRow.place))).all()
        return {place: (int(printed), int(spent), int(gone)) for place, printed, spent, gone in sorted(found)}


class MailCodes:
    """Codes sent by e-mail, until they expire."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, edition: str, id: str, code: str, until: datetime) -> None:
        """Keep a new code, in place of an earlier one of the same address and attempt; the tries begin anew."""
        upsert(self._session, MailCodeRow(edition=edition, id=id, code=code, until=until, tries=0, holder=""))

    def waits(self, edition: str, id: str, at: datetime, most: int) -> bool:
        """Whether a code may still be typed that nobody has used yet, after fewer tries than `most`."""
        table = table_of(MailCodeRow)
        mine = and_(table.c.edition == edition, table.c.id == id)
        return bool(rows_where(self._session, MailCodeRow, mine, *_waiting(at, most)))

    def save_first(self, edition: str, id: str, code: str, until: datetime, *, at: datetime, most: int) -> bool:
        """Keep a new code unless one `waits`; of two saved at the same time, one is True."""
        table = table_of(MailCodeRow)
        row = MailCodeRow(edition=edition, id=id, code=code, until=until, tries=0, holder="").model_dump()
        statement = insert_into(self._session, table).on_conflict_do_update(
            index_elements=[*table.primary_key], set_=row, where=not_(and_(*_waiting(at, most)))
        )
        return affected(self._session, statement, row) == 1

    def forget(self, edition: str, id: str, code: str) -> bool:
        """Remove a code, because its letter did not leave; another that has taken its place stays."""
        table = table_of(MailCodeRow)
        mine = and_(table.c.edition == edition, table.c.id == id, table.c.code == code)
        return affected(self._session, delete(table).where(mine)) == 1

    def try_once(self, edition: str, id: str, at: datetime, most: int) -> MailCodeRow | None:
        """Count a try and give the code to compare with; None when there is none, it is over, or tries are used up.

        The try is counted by one statement, so that tries made at the same time all count.
        """
        table = table_of(MailCodeRow)
        live = and_(table.c.edition == edition, table.c.id == id, table.c.until > at, table.c.tries < most)
        if affected(self._session, update(table).where(live).values(tries=table.c.tries + 1)) == 0:
            return None
        return rows_where(self._session, MailCodeRow, col(MailCodeRow.edition) == edition, col(MailCodeRow.id) == id)[0]

    def claim(self, edition: str, id: str, holder: str) -> bool:
        """Bind a code to its first holder, giving back the try; True for that holder until it expires."""
        table = table_of(MailCodeRow)
        free = or_(table.c.holder == "", table.c.holder == holder)
        mine = and_(table.c.edition == edition, table.c.id == id, free)
        return affected(self._session, update(table).where(mine).values(holder=holder, tries=table.c.tries - 1)) == 1

    def purge(self, at: datetime) -> int:
        """Remove the codes that are over; how many there were."""
        table = table_of(MailCodeRow)
        return affected(self._session, delete(table).where(table.c.until <= at))

    def count(self, edition: str) -> int:
        """How many codes are kept."""
        chosen = select(func.count()).select_from(MailCodeRow).where(col(MailCodeRow.edition) == edition)
        return self._session.exec(chosen).one()


def _waiting(at: datetime, most: int) -> tuple[ColumnElement[bool], ...]:
    kept = table_of(MailCodeRow).c
    return kept.until > at, kept.tries < most, kept.holder == ""


class Admissions:
    """Voters whom agents have admitted at a desk, until their code is over."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, edition: str, id: str, box: str, until: datetime) -> bool:
        """Keep an admission; False when another has the same code."""
        return insert_if_new(self._session, AdmissionRow(edition=edition, id=id, box=box, until=until))

    def find(self, edition: str, id: str, at: datetime) -> str | None:
        """The box of an admission that is not over."""
        rows = rows_where(self._session, AdmissionRow, col(AdmissionRow.edition) == edition, col(AdmissionRow.id) == id)
        return rows[0].box if rows and at < rows[0].until else None

    def purge(self, at: datetime) -> int:
        """Remove the admissions that are over; how many there were."""
        table = table_of(AdmissionRow)
        return affected(self._session, delete(table).where(table.c.until <= at))


class Quotas:
    """How often somebody has asked, in periods that end at a whole minute."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, edition: str, key: str, until: datetime, most: int) -> bool:
        """Count one more for a key until the end of its period; False when it already had `most`."""
        table = table_of(QuotaRow)
        statement = insert_into(self._session, table)
        more = statement.on_conflict_do_update(
            index_elements=[*table.primary_key],
            set_={"count": table.c.count + 1},
            where=table.c.count < most,
        )
        row = QuotaRow(edition=edition, key=key, until=until, count=1)
        return affected(self._session, more, row.model_dump()) == 1

    def give_back(self, edition: str, key: str) -> None:
        """Count one less for a key: what was asked for did not take place."""
        table = table_of(QuotaRow)
        mine = and_(table.c.edition == edition, table.c.key == key, table.c.count > 0)
        affected(self._session, update(table).where(mine).values(count=table.c.count - 1))

    def used_up(self, edition: str, key: str, most: int) -> bool:
        """Whether a key already had `most`; nothing is counted."""
        rows = rows_where(self._session, QuotaRow, col(QuotaRow.edition) == edition, col(QuotaRow.key) == key)
        return bool(rows) and rows[0].count >= most

    def purge(self, at: datetime) -> int:
        """Remove the periods that are over; how many there were."""
        table = table_of(QuotaRow)
        return affected(self._session, delete(table).where(table.c.until <= at))
