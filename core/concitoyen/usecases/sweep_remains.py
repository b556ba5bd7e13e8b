"""Leave nothing, in the files of the database, of ballots that were replaced and of marks that were taken away.

Writing a table anew keeps everybody from it. A count that ends while another vote is open tries for a moment that no
voter feels; what takes longer waits until no vote is open. The journal tells when it is done, without a subject.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition
from concitoyen.domain.errors import ConcitoyenError
from concitoyen.domain.journal import SWEPT
from concitoyen.domain.rulebook import Rulebook
from concitoyen.store.sweeping import sweep
from concitoyen.usecases.cast_ballot import COUNTED
from concitoyen.usecases.desk import Desk, Engine, Signature

log = logging.getLogger("concitoyen.usecases")

A_MOMENT = timedelta(milliseconds=500)
"""For which a table may be kept from those who vote in another edition."""
WHATEVER_IT_TAKES = timedelta(hours=1)


def sweep_remains(engine: Engine, signature: Signature, *, forced: bool = False) -> tuple[str, ...]:
    """The counted editions whose remains are gone now; none when there was nothing to do.

    While a vote is open, or about to open, the ballots of others wait for a moment at most, unless this is `forced`.
    Raises StoreError when it must be done another time; nothing is lost by that.
    """
    with engine.read() as desk:
        editions, patience = _waiting(desk), _patience(desk, signature.at)
    return _swept(engine, signature, editions, WHATEVER_IT_TAKES if forced else patience)


def sweep_when_free(engine: Engine, signature: Signature) -> tuple[str, ...]:
    """The same, but nothing is tried while a vote is open: for who comes back again and again."""
    with engine.read() as desk:
        editions = _waiting(desk)
        patience = _patience(desk, signature.at) if editions else A_MOMENT
    return _swept(engine, signature, editions, patience) if patience > A_MOMENT else ()


def _swept(engine: Engine, signature: Signature, editions: tuple[str, ...], patience: timedelta) -> tuple[str, ...]:
    if editions:
        sweep(engine.store, patience)
    for edition in editions:
        with engine.begin() as desk:
            desk.record(signature, SWEPT, edition)
    return editions


def sweep_after_the_count(engine: Engine, signature: Signature) -> None:
    """The same once a count is committed: it stands, and what must wait waits."""
    try:
        sweep_remains(engine, signature)
    except ConcitoyenError as error:
        log.warning(
            "remains of ballots that were replaced stay in the files of the database until no vote is open: %s", error
        )


def may_leave_remains(desk: Desk, edition: Edition) -> bool:
    """Whether something may have been taken out of the urn or of the roll of an edition."""
    return Rulebook.from_canonical(edition.rulebook_text).urn.replaceable or bool(desk.work.paper.places(edition.id))


def has_remains(desk: Desk, edition: Edition) -> bool:
    """Whether a counted edition may still have something in the files that was taken out of it."""
    if edition.stage not in COUNTED or not may_leave_remains(desk, edition):
        return False
    return not desk.work.journal.tells(edition.id, SWEPT)


def _waiting(desk: Desk) -> tuple[str, ...]:
    return tuple(edition.id for edition in desk.work.editions.list() if has_remains(desk, edition))


def _patience(desk: Desk, at: datetime) -> timedelta:
    """For how long tables may be taken: until the next vote opens, or a moment while one is open."""
    free = min((opening - at for opening in _openings(desk, at)), default=WHATEVER_IT_TAKES)
    return min(max(free, A_MOMENT), WHATEVER_IT_TAKES)


def _openings(desk: Desk, at: datetime) -> Iterator[datetime]:
    """When each vote that is not over opens, or has opened; a practice edition may wait."""
    for edition in desk.work.editions.list():
        if edition.stage not in COUNTED and not edition.practice:
            for phase in Rulebook.from_canonical(edition.rulebook_text).calendar.of_kind(VOTE):
                if at < phase.closes:
                    yield phase.opens
