"""The roll and the urn: who has voted, and what was voted.

Nothing here joins the roll and the urn: no common column but the edition, no instant, no sequence.
"""

import re

from sqlalchemy import func
from sqlmodel import Session, col, select

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import WeightedBallot
from concitoyen.store.mapping import row_of_ballot
from concitoyen.store.rows import RollRow, UrnRow
from concitoyen.store.statements import insert_all, insert_if_new

HASH = re.compile(r"[0-9a-f]{64}")
RANDOM = re.compile(r"[0-9a-f]{32}")


class Roll:
    """Who has voted, by a keyed hash of their identity."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def mark(self, edition: str, voter: str) -> bool:
        """Mark a voter; False when already marked. Of two marks at the same time, one is True.

        `voter` is 64 hexadecimal digits; anything else raises ValueError, so that no name is ever kept.
        """
        if not HASH.fullmatch(voter):
            raise ValueError("the roll keeps a keyed hash of 64 hexadecimal digits, and nothing else")
        return insert_if_new(self._session, RollRow(edition=edition, voter=voter))

    def count(self, edition: str) -> int:
        """How many have voted."""
        found = select(func.count()).select_from(RollRow).where(col(RollRow.edition) == edition)
        return self._session.exec(found).one()


class Urn:
    """The ballots, in no order."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, edition: str, id: str, ballot: Ballot) -> None:
        """Put a ballot in; `id` is 32 hexadecimal digits drawn at random, never derived from anything.

        Raises ValueError on another id, IntegrityError when the id is taken: a ballot never replaces another.
        """
        if not RANDOM.fullmatch(id):
            raise ValueError("a ballot's id is 32 random hexadecimal digits")
        insert_all(self._session, [row_of_ballot(edition, id, ballot)])

    def count(self, edition: str) -> int:
        """How many ballots are in."""
        found = select(func.count()).select_from(UrnRow).where(col(UrnRow.edition) == edition)
        return self._session.exec(found).one()

    def weighted(self, edition: str) -> tuple[WeightedBallot, ...]:
        """The distinct ballots, each with the number of voters who cast it, in the order of their texts."""
        distinct = (
            select(UrnRow.ballot, func.count()).where(col(UrnRow.edition) == edition).group_by(col(UrnRow.ballot))
        )
        # Sorted here and not by the database, whose collation is its own.
        found = sorted(self._session.exec(distinct))
        return tuple(WeightedBallot(ballot=Ballot.from_canonical(text), weight=weight) for text, weight in found)
