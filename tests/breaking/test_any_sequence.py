"""Whatever happens in whatever order, there are as many marks as ballots, and counting twice gives the same."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from concitoyen.domain.errors import ConcitoyenError, StoreError
from concitoyen.domain.proposal import Status
from concitoyen.domain.urn import Envelope, Fate
from concitoyen.store.intake.intake import Intake, Told
from concitoyen.store.intake.sqlite import SqliteWriter
from concitoyen.usecases.cast_ballot import seal_vote
from tests.breaking.town import SEALED, choice, count, open_engine, person, roll_and_urn, two_open_votes, vote_of
from tests.loops import Loop

Crash = Literal["", "before the commit", "after the commit"]
VOTERS, PAGES, CHOICES = st.integers(0, 7), st.integers(0, 2), st.integers(0, 40)


class Frail(SqliteWriter):
    """A writer that fails once, where it is told to."""

    crash: Crash = ""

    def _together(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        told = super()._together(batch)
        self._fail("after the commit")
        return told

    def _told(self, connection: sqlite3.Connection, batch: Sequence[Envelope]) -> list[Told | ConcitoyenError]:
        self._fail("before the commit")
        return super()._told(connection, batch)

    def _fail(self, here: Crash) -> None:
        if self.crash == here:
            self.crash = ""
            raise sqlite3.OperationalError("disk I/O error")


@cache
def prepared() -> Path:
    """Two open votes, made once."""
    path = Path(tempfile.mkdtemp()) / "prepared.sqlite"
    two_open_votes(f"sqlite:///{path}")
    return path


class Vote(RuleBasedStateMachine):
    """Voters who come back, pages that are sent twice, a machine that fails; and what must be in the urn."""

    @initialize()
    def opens(self) -> None:
        self.folder_of_this_vote = tempfile.TemporaryDirectory()
        path = Path(self.folder_of_this_vote.name) / "vote.sqlite"
        shutil.copyfile(prepared(), path)
        self.engine = open_engine(f"sqlite:///{path}")
        self.vote = vote_of(self.engine, SEALED)
        self.runner = Loop()
        self.path = str(path)
        self.expected: dict[int, tuple[int, int]] = {}
        """The page and the choice of each voter who is in."""
        self.inside: set[int] = set()
        self.start()

    def start(self) -> None:
        self.writer = Frail(self.path)
        self.intake = Intake(self.writer)

    def sealed(self, voter: int, page: int, chosen: int) -> Envelope:
        attempt = Random(f"{voter} {page}").randbytes(16).hex()  # noqa: S311 - tests are replayed
        return seal_vote(
            self.vote,
            person(voter),
            choice(self.vote.contests, chosen),
            attempt,
            Random(chosen).randbytes,  # noqa: S311 - tests are replayed
        )

    def put(self, votes: Sequence[tuple[int, int, int]]) -> list[Told | BaseException]:
        async def together() -> list[Told | BaseException]:
            return await asyncio.gather(*(self.intake.put(self.sealed(*one)) for one in votes), return_exceptions=True)

        return self.runner.run(together())

    def expect(self, votes: Sequence[tuple[int, int, int]]) -> list[Fate]:
        fates = []
        for voter, page, chosen in votes:
            known = self.expected.setdefault(voter, (page, chosen))
            first = voter not in self.inside
            self.inside.add(voter)
            fates.append(Fate.KEPT if first else Fate.REPEATED if known[0] == page else Fate.ALREADY_VOTED)
        return fates

    @rule(votes=st.lists(st.tuples(VOTERS, PAGES, CHOICES), min_size=1, max_size=8))
    def some_vote_at_the_same_time(self, votes: list[tuple[int, int, int]]) -> None:
        told = self.put(votes)
        assert [one[0] for one in told if isinstance(one, tuple)] == self.expect(votes)

    @rule(
        votes=st.lists(st.tuples(VOTERS, PAGES, CHOICES), min_size=1, max_size=6, unique_by=lambda one: one[0]),
        crash=st.sampled_from(["before the commit", "after the commit"]),
    )
    def the_machine_fails_while_some_vote(self, votes: list[tuple[int, int, int]], crash: Crash) -> None:
        self.writer.crash = crash
        assert all(isinstance(one, StoreError) for one in self.put(votes))
        if crash == "after the commit":
            self.expect(votes)

    @rule()
    def it_stops_and_starts(self) -> None:
        self.runner.run(self.intake.stop())
        self.start()

    @invariant()
    def there_are_as_many_marks_as_ballots(self) -> None:
        if hasattr(self, "engine"):
            assert roll_and_urn(self.engine, SEALED) == (len(self.expected), len(self.expected))

    def teardown(self) -> None:
        self.runner.run(self.intake.stop())
        self.runner.close()
        if self.expected:
            self.count_twice()
        self.engine.store.close()
        self.folder_of_this_vote.cleanup()

    def count_twice(self) -> None:
        outcome = count(self.engine, SEALED)
        with self.engine.read() as desk:
            ballots = desk.work.counted.ballots(SEALED)
            _, rules = desk.edition(SEALED)
            stood = desk.work.proposals.of(SEALED, statuses=[Status.LAUREATE, Status.NOT_RETAINED])
        cast = Counter(choice(self.vote.contests, chosen).canonical() for _, chosen in self.expected.values())
        assert {one.ballot.canonical(): one.weight for one in ballots} == cast
        assert rules.count(rules.candidates(stood), ballots[::-1], "4 8 15 16 23") == outcome


TestVote = Vote.TestCase
Vote.TestCase.settings = settings(max_examples=12, stateful_step_count=10, deadline=None)
