"""In whatever order things happen, on screens and on paper, marks and ballots agree, and so does the recount."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import ConcitoyenError, Refused, StoreError
from concitoyen.domain.paper import SignatureFate
from concitoyen.domain.proposal import Status
from concitoyen.domain.urn import Envelope, Fate
from concitoyen.store.intake.intake import Intake, Told
from concitoyen.store.intake.sqlite import SqliteWriter
from concitoyen.usecases.admit_voter import seal_admitted
from concitoyen.usecases.bundle.make import make_bundle
from concitoyen.usecases.bundle.verify import verify_bundle
from concitoyen.usecases.cast_ballot import admission_of, seal_vote
from concitoyen.usecases.desk import Desk, Signature
from concitoyen.usecases.paper_vote import deposit_cards, open_place, read_card, sign_sheet, strike_line
from concitoyen.usecases.replace_ballot import replace_ballot
from tests.breaking.town import (
    SEALED,
    a_vote_that_may_change,
    choice,
    count,
    open_engine,
    packs,
    person,
    roll_and_urn,
    vote_of,
)
from tests.loops import Loop

Done = TypeVar("Done")
Crash = Literal["", "before the commit", "after the commit"]
VOTERS, PAGES, CHOICES = st.integers(0, 7), st.integers(0, 3), st.integers(0, 40)
AT_THE_DESK = 3
"""The page of who was admitted by an agent; the others are those of voters at home."""


class Frail(SqliteWriter):
    """A writer that fails once, where it is told to."""

    crash: Crash = ""

    def _together(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        told = super()._together(batch)
        self._fail("after the commit")
        return told

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with super()._transaction() as connection:
            yield connection
            self._fail("before the commit")

    def _fail(self, here: Crash) -> None:
        if self.crash == here:
            self.crash = ""
            raise sqlite3.OperationalError("disk I/O error")


@cache
def prepared() -> Path:
    """An open vote in which ballots may be replaced, made once."""
    path = Path(tempfile.mkdtemp()) / "prepared.sqlite"
    a_vote_that_may_change(f"sqlite:///{path}")
    return path


class PowerCut(Exception):  # noqa: N818 - what happens, as a voter would say it
    """The machine stops before an act is committed."""


class Vote(RuleBasedStateMachine):
    """Voters who come back and change their mind, a sheet and a box of cards, an agent's desk, a machine that fails."""

    @initialize()
    def opens(self) -> None:
        self.folder_of_this_vote = tempfile.TemporaryDirectory()
        path = Path(self.folder_of_this_vote.name) / "vote.sqlite"
        shutil.copyfile(prepared(), path)
        self.engine = open_engine(f"sqlite:///{path}")
        self.vote = vote_of(self.engine, SEALED)
        self.runner = Loop()
        self.path = str(path)
        self.chance = Random("anything").randbytes  # noqa: S311 - tests are replayed
        self.expected: dict[int, tuple[int, int]] = {}
        """The page and the choice of each voter who is in by a screen."""
        self.lines: dict[int, int] = {}
        """The line of each voter who is in by a signature."""
        self.typed = 0
        self.cards: list[Ballot] = []
        self.acts(lambda desk: open_place(desk, SEALED, "Mairie", self.signs()))
        self.start()

    def start(self) -> None:
        self.writer = Frail(self.path)
        self.intake = Intake(self.writer)

    # ── what people do ────────────────────────────────────────────────────────────────────────────────

    def signs(self, name: str = "mission") -> Signature:
        return Signature(name, datetime.now(UTC))

    def acts(self, act: Callable[[Desk], Done], *, cut: bool = False) -> Done | None:
        """An act of somebody, unless the machine stops before it is committed."""
        done = None
        with suppress(PowerCut), self.engine.begin() as desk:
            done = act(desk)
            if cut:
                raise PowerCut
        return None if cut else done

    def ballot(self, chosen: int) -> Ballot:
        return choice(self.vote.contests, chosen)

    def attempt(self, voter: int, page: int) -> str:
        return Random(f"{voter} {page}").randbytes(16).hex()  # noqa: S311 - tests are replayed

    def sealed(self, voter: int, page: int, chosen: int) -> Envelope:
        attempt = self.attempt(voter, page)
        if page == AT_THE_DESK:
            admission = admission_of(self.vote, person(voter))
            return seal_admitted(self.vote, admission, self.ballot(chosen), attempt, self.chance)
        return seal_vote(self.vote, person(voter), self.ballot(chosen), attempt, self.chance)

    def put(self, votes: Sequence[tuple[int, int, int]]) -> list[Told | BaseException]:
        async def together() -> list[Told | BaseException]:
            return await asyncio.gather(*(self.intake.put(self.sealed(*one)) for one in votes), return_exceptions=True)

        return self.runner.run(together())

    def expect(self, votes: Sequence[tuple[int, int, int]]) -> list[Fate]:
        return [self.expected_of(*one) for one in votes]

    def expected_of(self, voter: int, page: int, chosen: int) -> Fate:
        if voter in self.lines:
            return Fate.ALREADY_VOTED
        if voter in self.expected:
            return Fate.REPEATED if self.expected[voter][0] == page else Fate.ALREADY_VOTED
        self.expected[voter] = page, chosen
        return Fate.KEPT

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

    @rule(voter=VOTERS, page=PAGES, chosen=CHOICES, cut=st.booleans())
    def somebody_replaces_a_ballot(self, voter: int, page: int, chosen: int, *, cut: bool) -> None:
        code, new = self.attempt(voter, page), self.ballot(chosen)
        mine = self.expected.get(voter, (None, 0))[0] == page
        try:
            self.acts(lambda desk: replace_ballot(desk, SEALED, code, new, self.signs(), chance=self.chance), cut=cut)
        except Refused:
            assert not mine
        else:
            assert mine
            if not cut:
                self.expected[voter] = page, chosen

    @rule(voter=VOTERS, cut=st.booleans())
    def somebody_signs_the_sheet(self, voter: int, *, cut: bool) -> None:
        line = self.typed + 1
        signed = self.acts(
            lambda desk: sign_sheet(desk, SEALED, "mairie", line, person(voter), self.signs())[0].fate, cut=cut
        )
        if signed is not None:
            self.typed = line
            has_voted = voter in self.expected or voter in self.lines
            assert signed is (SignatureFate.ALREADY_VOTED if has_voted else SignatureFate.ACCEPTED)
            if not has_voted:
                self.lines[voter] = line

    @rule(voter=VOTERS, cut=st.booleans())
    def a_line_typed_wrong_is_struck(self, voter: int, *, cut: bool) -> None:
        if voter in self.lines:
            line = self.lines[voter]
            self.acts(lambda desk: strike_line(desk, SEALED, "mairie", line, person(voter), self.signs()), cut=cut)
            if not cut:
                del self.lines[voter]

    @rule(chosen=CHOICES)
    def two_agents_read_a_card(self, chosen: int) -> None:
        number, read = len(self.cards) + 1, self.ballot(chosen)
        for agent in ("agent Ana", "agent Bo"):
            signature = self.signs(agent)
            self.acts(lambda desk: read_card(desk, SEALED, "mairie", number, read, signature, chance=self.chance))  # noqa: B023 - called at once
        self.cards.append(read)

    @rule()
    def it_stops_and_starts(self) -> None:
        self.runner.run(self.intake.stop())
        self.start()

    # ── what must be so ───────────────────────────────────────────────────────────────────────────────

    @invariant()
    def there_are_as_many_marks_as_ballots_and_cards_to_come(self) -> None:
        if hasattr(self, "engine"):
            screens, sheet = len(self.expected), len(self.lines)
            assert roll_and_urn(self.engine, SEALED) == (screens + sheet, screens)
            with self.engine.read() as desk:
                assert desk.work.paper.pending(SEALED) == sheet

    def teardown(self) -> None:
        self.runner.run(self.intake.stop())
        self.runner.close()
        self.acts(
            lambda desk: deposit_cards(
                desk, SEALED, "mairie", self.signs(), explanation="le compte du soir", chance=self.chance
            )
        )
        voters = len(self.expected) + len(self.lines)
        assert roll_and_urn(self.engine, SEALED) == (voters, voters)
        if voters:
            self.count_twice()
        self.engine.store.close()
        self.folder_of_this_vote.cleanup()

    def count_twice(self) -> None:
        """The count is that of what was cast, and whoever holds the bundle finds the same."""
        outcome = count(self.engine, SEALED)
        with self.engine.read() as desk:
            ballots = desk.work.counted.ballots(SEALED)
            _, rules = desk.edition(SEALED)
            stood = desk.work.proposals.of(SEALED, statuses=[Status.LAUREATE, Status.NOT_RETAINED])
            bundle = make_bundle(desk, SEALED, confidential=True)
        counted = Counter({one.ballot.canonical(): one.weight for one in ballots})
        on_screens = Counter(self.ballot(chosen).canonical() for _, chosen in self.expected.values())
        on_paper = counted - on_screens
        assert counted - on_paper == on_screens
        assert on_paper.total() == len(self.lines)
        read = Counter(card.canonical() for card in self.cards)
        assert not on_paper - read - Counter({Ballot(choices={}).canonical(): on_paper.total()})
        assert rules.count(rules.candidates(stood), ballots[::-1], "4 8 15 16 23") == outcome
        assert verify_bundle(bundle, packs()).faults == ()


TestVote = Vote.TestCase
Vote.TestCase.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
