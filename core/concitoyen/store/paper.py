"""Votes on paper, kept: places, sign-in sheets and cards."""

from sqlalchemy import delete
from sqlmodel import Session, col

from concitoyen.domain.errors import NotFound
from concitoyen.domain.paper import CardFate, CardReading, Place, SheetLine, SignatureFate
from concitoyen.store.rows import CardRow, PlaceRow, SheetRow, table_of
from concitoyen.store.statements import affected, insert_all, insert_if_new, overwrite, rows_where, upsert


class Paper:
    """The places of every edition, with their sheets and their cards."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # ── places ────────────────────────────────────────────────────────────────────────────────────────

    def open(self, place: Place) -> bool:
        """Keep a new place; False when its id is taken."""
        return insert_if_new(self._session, PlaceRow(**place.model_dump()))

    def place(self, edition: str, id: str, *, hold: bool = False) -> Place:
        """One place, kept from other writers until the end when `hold`; raises NotFound."""
        found = rows_where(self._session, PlaceRow, col(PlaceRow.edition) == edition, col(PlaceRow.id) == id, lock=hold)
        if not found:
            raise NotFound(f"Aucun lieu de vote « {id} » dans l'édition « {edition} ».")
        return _place(found[0])

    def places(self, edition: str) -> tuple[Place, ...]:
        """Every place of an edition, by name."""
        rows = rows_where(self._session, PlaceRow, col(PlaceRow.edition) == edition)
        return tuple(sorted((_place(row) for row in rows), key=lambda place: (place.name, place.id)))

    def update(self, place: Place) -> None:
        """Write a place over its earlier state."""
        overwrite(self._session, PlaceRow(**place.model_dump()))

    # ── sign-in sheets ────────────────────────────────────────────────────────────────────────────────

    def sign(self, line: SheetLine) -> None:
        """Keep a line of a sheet; an IntegrityError when it is taken: look at `line` first, the place being held."""
        insert_all(self._session, [SheetRow(**line.model_dump())])

    def line(self, edition: str, place: str, number: int) -> SheetLine | None:
        """One line of a sheet, or None."""
        here = (col(SheetRow.edition) == edition, col(SheetRow.place) == place, col(SheetRow.line) == number)
        found = rows_where(self._session, SheetRow, *here)
        return _line(found[0]) if found else None

    def strike(self, line: SheetLine) -> bool:
        """Take a line away; tells whether it was there."""
        table = table_of(SheetRow)
        same = (table.c.edition == line.edition, table.c.place == line.place, table.c.line == line.line)
        return affected(self._session, delete(table).where(*same)) == 1

    def sheet(self, edition: str, place: str) -> tuple[SheetLine, ...]:
        """The lines of a place, in the order of the sheet."""
        rows = rows_where(self._session, SheetRow, col(SheetRow.edition) == edition, col(SheetRow.place) == place)
        return tuple(sorted((_line(row) for row in rows), key=lambda line: line.line))

    # ── cards ─────────────────────────────────────────────────────────────────────────────────────────

    def read(self, reading: CardReading) -> None:
        """Keep an agent's reading of a card, in place of their earlier one."""
        upsert(self._session, CardRow(**reading.model_dump()))

    def readings(self, edition: str, place: str, card: int | None = None) -> tuple[CardReading, ...]:
        """Every reading of the cards of a place, or of one of them, by card and reader."""
        here = [col(CardRow.edition) == edition, col(CardRow.place) == place]
        if card is not None:
            here.append(col(CardRow.card) == card)
        rows = rows_where(self._session, CardRow, *here)
        found = (_reading(row) for row in rows)
        return tuple(sorted(found, key=lambda reading: (reading.card, reading.reader)))

    def forget_cards(self, edition: str, place: str) -> None:
        """Take every reading of a place away, once its cards are in the urn."""
        table = table_of(CardRow)
        self._session.execute(delete(table).where(table.c.edition == edition, table.c.place == place))

    def forget_card(self, edition: str, place: str, card: int) -> int:
        """Take every reading of one card away; how many there were."""
        table = table_of(CardRow)
        same = (table.c.edition == edition, table.c.place == place, table.c.card == card)
        return affected(self._session, delete(table).where(*same))

    def pending(self, edition: str) -> int:
        """Accepted signatures whose cards are not in the urn yet: marks of the roll without a ballot so far."""
        waiting = {place.id for place in self.places(edition) if not place.deposited}
        accepted = SheetRow, col(SheetRow.edition) == edition, col(SheetRow.fate) == SignatureFate.ACCEPTED.value
        return sum(row.place in waiting for row in rows_where(self._session, *accepted))


def _place(row: PlaceRow) -> Place:
    return Place(edition=row.edition, id=row.id, name=row.name, deposited=row.deposited)


def _line(row: SheetRow) -> SheetLine:
    return SheetLine(edition=row.edition, place=row.place, line=row.line, fate=SignatureFate(row.fate), proof=row.proof)


def _reading(row: CardRow) -> CardReading:
    return CardReading(
        edition=row.edition,
        place=row.place,
        card=row.card,
        reader=row.reader,
        fate=CardFate(row.fate),
        digest=row.digest,
        entry=row.entry,
    )
