"""Phases as instants in the edition's time zone; they may overlap, and a day may have 23 or 25 hours."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, model_validator

from concitoyen.domain.model import Model

VOTE = "vote"
DEPOSIT = "deposit"
LABELLING = "labelling"
STANDING = "standing"


def _at_its_offset(at: datetime) -> datetime:
    """The same instant under a plain offset.

    Python compares two times of one ZoneInfo by their clocks: on the night when 2 h 30 comes twice, an hour
    would be lost.
    """
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0)), fold=0)


Instant = Annotated[AwareDatetime, AfterValidator(_at_its_offset)]


class Phase(Model):
    """A period in which something may be done: from `opens` included to `closes` excluded."""

    kind: str
    title: str
    opens: Instant
    closes: Instant
    article: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Phase":
        if self.closes <= self.opens:
            msg = (
                f"la phase « {self.kind} » se termine ({self.closes.isoformat()}) "
                f"avant de commencer ({self.opens.isoformat()})"
            )
            raise ValueError(msg)
        return self

    def is_open(self, at: datetime) -> bool:
        """Whether `at` (an aware instant) falls in the phase."""
        return self.opens <= at < self.closes


class Calendar(Model):
    """The phases of an edition, in the order of the rulebook."""

    timezone: str
    phases: tuple[Phase, ...]

    def of_kind(self, kind: str) -> tuple[Phase, ...]:
        """The phases of one kind; several when, say, a vote is held in two rounds."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Phase, ...]]:
        kinds = {phase.kind for phase in self.phases}
        return {kind: tuple(phase for phase in self.phases if phase.kind == kind) for kind in kinds}

    def is_open(self, kind: str, at: datetime) -> bool:
        """Whether a phase of this kind is open at the instant `at`."""
        return any(phase.is_open(at) for phase in self.of_kind(kind))

    def open_at(self, at: datetime) -> tuple[Phase, ...]:
        """Every phase open at the instant `at`, overlapping ones included."""
        return tuple(phase for phase in self.phases if phase.is_open(at))

    def last_close(self, kind: str) -> datetime | None:
        """The instant after which no phase of this kind is open any more, or None without one."""
        return max((phase.closes for phase in self.of_kind(kind)), default=None)

    def first_opening(self, kind: str) -> datetime | None:
        """The first instant of the first phase of this kind, or None without one."""
        return min((phase.opens for phase in self.of_kind(kind)), default=None)

    def local(self, at: datetime) -> datetime:
        """The instant as the clock on the town hall shows it."""
        return at.astimezone(ZoneInfo(self.timezone))

    def day(self, kind: str) -> date | None:
        """The local day on which the first phase of this kind opens."""
        return self._days.get(kind)

    @cached_property
    def _days(self) -> Mapping[str, date]:
        openings = {kind: min(phase.opens for phase in phases) for kind, phases in self._by_kind.items()}
        return {kind: self.local(opening).date() for kind, opening in openings.items()}


def instant(written: datetime, timezone: str) -> datetime:
    """Turn a date and time as written in a rulebook into an instant in `timezone`.

    A time with an offset is taken as it is; the answer carries the offset of that day. A local time that does
    not exist (the night when clocks go forward) or exists twice (the night when they go back) raises
    ValueError: a law must not be ambiguous.
    """
    zone = ZoneInfo(timezone)
    if written.tzinfo is not None:
        return _placed(written, zone)
    first, second = written.replace(tzinfo=zone, fold=0), written.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return _at_its_offset(first)
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != written:
        msg = f"l'heure {written.isoformat(' ')} n'existe pas en {timezone} : cette nuit-là, les horloges avancent"
        raise ValueError(msg)
    msg = (
        f"l'heure {written.isoformat(' ')} existe deux fois en {timezone} (les horloges reculent) : "
        f"écrivez {first.isoformat()} ou {second.isoformat()}"
    )
    raise ValueError(msg)


def _placed(written: datetime, zone: ZoneInfo) -> datetime:
    try:
        return _at_its_offset(written.astimezone(zone))
    except OverflowError as error:
        msg = f"la date {written.isoformat(' ')} est hors du calendrier"
        raise ValueError(msg) from error


def in_order(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """The phases by opening, then closing: the order of a page, never of a right."""
    return tuple(sorted(phases, key=lambda phase: (phase.opens, phase.closes, phase.kind)))
