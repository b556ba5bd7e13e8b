"""Where every edition stands now: what decides whether a page kept in memory is still the one to show.

A public page depends on two things alone. What is written: read at most once a second by one statement, and at once
after an act of this process. The clock: a page says which phases are open, closed or to come, so it changes at the
instants of the calendar and nowhere between them; those are compared at each request, without a database.
"""

import asyncio
import logging
from bisect import bisect_right
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from concitoyen.domain.edition import Mark
from concitoyen.domain.errors import StoreError
from concitoyen.domain.rulebook import Rulebook
from concitoyen.usecases.desk import Engine

log = logging.getLogger("concitoyen.web")

FRESH = 1.0
"""Seconds for which what was read holds: an act of another process shows within this time."""

LAST_RESORT = 60.0
"""Seconds for which what was read is still shown when the database does not answer: nothing is written then."""

Pulse = Callable[[], float]
"""Seconds on a clock that nobody sets (`time.monotonic`)."""

Period = tuple[datetime, datetime]
ALWAYS: Period = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class State:
    """What a page depends on: the marks of its edition, or of all of them, and the period in which it was made."""

    edition: str | None
    marks: tuple[Mark, ...]
    since: datetime
    until: datetime

    def holds(self, marks: tuple[Mark, ...], at: datetime) -> bool:
        """Whether a page made in this state is the page to show."""
        return self.since <= at < self.until and marks == self.marks


@dataclass(frozen=True, slots=True)
class Standing:
    """Every edition as it was read once; `None` stands for all of them together."""

    marks: Mapping[str | None, tuple[Mark, ...]]
    instants: Mapping[str | None, tuple[datetime, ...]]

    def state(self, edition: str | None, at: datetime) -> State:
        """The state of an edition, or of all, at an instant."""
        since, until = between(self.instants[edition], at)
        return State(edition, self.marks[edition], since, until)


def between(instants: tuple[datetime, ...], at: datetime) -> Period:
    """The stretch around `at` in which no phase opens or closes: from its start included to its end excluded."""
    place = bisect_right(instants, at)
    since = instants[place - 1] if place else ALWAYS[0]
    return since, instants[place] if place < len(instants) else ALWAYS[1]


@dataclass(frozen=True, slots=True)
class _Read:
    standing: Standing
    begun: float
    acts: int


class Gate:
    """The standing of the editions, never older than a second while the database answers."""

    def __init__(self, engine: Engine, pulse: Pulse) -> None:
        """Watch the acts of this process; nothing is read before the first visitor."""
        self._engine = engine
        self._pulse = pulse
        self._acts = 0
        self._last: _Read | None = None
        self._reading: asyncio.Future[None] | None = None
        self._calendars: dict[str, tuple[datetime, ...]] = {}
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gate")
        engine.watch(self._act)

    def _act(self) -> None:
        self._acts += 1

    def close(self) -> None:
        """Let the reading thread go."""
        self._thread.shutdown(wait=False)

    def at_hand(self) -> Standing | None:
        """The standing without waiting, when it is fresh."""
        last = self._last
        if last is not None and last.acts == self._acts and self._pulse() - last.begun < FRESH:
            return last.standing
        return None

    async def refresh(self) -> None:
        """Have the standing at hand for who cannot wait for it, if the database answers."""
        if self.at_hand() is None:
            with suppress(StoreError):
                await self.standing()

    async def standing(self) -> Standing:
        """The standing, read again if need be; requests that ask together share one reading.

        Raises StoreError when the database does not answer and what is known is a minute old.
        """
        asked, acts = self._pulse(), self._acts
        while not self._answers(asked, acts):
            failed = await self._read_once(asked)
            if failed is not None:
                return self._last_resort(failed)
        return self._known().standing

    def _answers(self, asked: float, acts: int) -> bool:
        last = self._last
        return last is not None and last.acts >= acts and asked - last.begun < FRESH

    def _known(self) -> _Read:
        if self._last is None:
            raise StoreError("La base n'a pas encore été lue.")
        return self._last

    async def _read_once(self, asked: float) -> StoreError | None:
        """Join the reading under way, or begin one; a database that is slow is as one that does not answer."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read())
            self._reading.add_done_callback(self._done)
        reading = self._reading
        done, _ = await asyncio.wait({reading}, timeout=FRESH if self._last else None)
        if not done:
            return StoreError("La base tarde à répondre.")
        failure = reading.exception()
        if failure is None or isinstance(failure, StoreError):
            return failure
        raise failure

    def _done(self, reading: asyncio.Future[None]) -> None:
        self._reading = None
        if not reading.cancelled() and (failure := reading.exception()) is not None:
            log.warning("pages: %s", failure)

    async def _read(self) -> None:
        begun, acts = self._pulse(), self._acts
        standing = await asyncio.get_running_loop().run_in_executor(self._thread, self._look)
        self._last = _Read(standing, begun, acts)

    def _last_resort(self, failed: StoreError) -> Standing:
        if self._last is None or self._pulse() - self._last.begun > LAST_RESORT:
            raise failed
        return self._last.standing

    def _look(self) -> Standing:
        with self._engine.read() as desk:
            marks = desk.work.editions.marks()
            for mark in marks:
                if mark.rulebook_sha256 not in self._calendars:
                    text = desk.work.editions.get(mark.edition).rulebook_text
                    self._calendars[mark.rulebook_sha256] = _instants(text)
        used = {mark.rulebook_sha256: self._calendars[mark.rulebook_sha256] for mark in marks}
        self._calendars = used
        each: dict[str | None, tuple[datetime, ...]] = {mark.edition: used[mark.rulebook_sha256] for mark in marks}
        together = tuple(sorted({instant for instants in used.values() for instant in instants}))
        known: dict[str | None, tuple[Mark, ...]] = {mark.edition: (mark,) for mark in marks}
        return Standing(marks={**known, None: marks}, instants={**each, None: together})


def _instants(rulebook: str) -> tuple[datetime, ...]:
    phases = Rulebook.from_canonical(rulebook).calendar.phases
    return tuple(sorted({at.astimezone(UTC) for phase in phases for at in (phase.opens, phase.closes)}))
