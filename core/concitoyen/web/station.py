"""The polling station of a process: what open votes need in memory, and the intake that writes their ballots."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import Busy, Overtaken
from concitoyen.domain.identity import Proof
from concitoyen.domain.people import Person
from concitoyen.domain.rules import Rules
from concitoyen.domain.urn import Admission, Envelope, Fate
from concitoyen.sealing.boxes import Chance
from concitoyen.store.intake.intake import Intake, Told
from concitoyen.store.intake.opening import open_intake
from concitoyen.usecases.admit_voter import seal_admitted
from concitoyen.usecases.cast_ballot import ATTEMPT_BYTES, Cast, OpenVote, already_voted, open_vote, seal_vote
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.phases import must_be_open
from concitoyen.web import public
from concitoyen.web.public import PublicEdition
from concitoyen.web.rereading import Rereading
from concitoyen.web.sealing import SealingTable

VOTER = "votant"


@dataclass(frozen=True, slots=True)
class _Polls:
    """The rules of an edition and, while its vote is open, what every voter shares."""

    rules: Rules
    vote: OpenVote | None


class PollingStation:
    """Takes ballots in for every edition; `clock` is asked at every ballot, the database about every second."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], chance: Chance) -> None:
        """Take ballots in for the editions of this engine."""
        self.intake: Intake = open_intake(engine.store)
        self._engine = engine
        self._clock = clock
        self._chance = chance
        self._table = SealingTable(self.intake)
        self._polls = Rereading(self._read_polls)
        self._views = Rereading(self._read_view)

    async def view(self, edition: str) -> PublicEdition:
        """An edition as the public may see it, at most a second ago; raises NotFound."""
        return replace(await self._views.get(edition), at=self._clock())

    async def vote(self, edition: str) -> OpenVote:
        """The open vote of an edition; raises NotFound, and Refused when the calendar or the count closes it."""
        polls = await self._polls.get(edition)
        must_be_open(polls.rules, VOTE, self._clock())
        if polls.vote is None:  # it opened since
            polls = await self._polls.read_again(edition)
            must_be_open(polls.rules, VOTE, self._clock())
        if polls.vote is None:
            raise Overtaken("Le vote est en train d'ouvrir : réessayez dans un instant.")
        return polls.vote

    @property
    def is_full(self) -> bool:
        """Whether one more ballot would be refused."""
        return self._table.is_full

    async def cast(
        self, edition: str, person: Person, ballot: Ballot, attempt: str = "", proof: Proof | None = None
    ) -> Cast:
        """Cast a ballot, and answer once it is durable: the receipt, and whether it was in already.

        `attempt` is the 32 hexadecimal digits that the voter's page holds, drawn where it gave none: the same person
        with the same attempt gets the same receipt. `proof` is that of the voter, where the rulebook does not take
        their word.

        Raises NotFound, Refused with every reason, Busy at once when too many wait, StoreError when the database does
        not answer; only after Refused and Busy is it certain that nothing was written: the same attempt finds out.
        """
        attempt = attempt or self._chance(ATTEMPT_BYTES).hex()

        def sealed(vote: OpenVote) -> Envelope:
            return seal_vote(vote, person, ballot, attempt, self._chance, proof=proof)

        return await self._cast(edition, sealed)

    async def cast_admitted(self, edition: str, admission: Admission, ballot: Ballot, attempt: str) -> Cast:
        """The same for somebody whom an agent has admitted (`usecases.admit_voter`)."""
        return await self._cast(edition, lambda vote: seal_admitted(vote, admission, ballot, attempt, self._chance))

    async def _cast(self, edition: str, sealed: Callable[[OpenVote], Envelope]) -> Cast:
        vote = await self.vote(edition)
        fate, receipt = await self._put(partial(sealed, vote))
        if fate is Fate.CLOSED:  # counted, or under another rulebook than the one that we know
            self._polls.forget(edition)
            vote = await self.vote(edition)
            fate, receipt = await self._put(partial(sealed, vote))
        if fate is Fate.CLOSED:
            raise Overtaken("Le règlement de ce vote est en train de changer : réessayez dans un instant.")
        if fate is Fate.ALREADY_VOTED:
            raise already_voted(vote.rules)
        return Cast(receipt, repeated=fate is Fate.REPEATED)

    async def _put(self, seal: Callable[[], Envelope]) -> Told:
        if self.is_full:
            raise Busy("Trop de bulletins arrivent en même temps : rien n'est enregistré, réessayez dans un instant.")
        return await self._table.put(seal)

    async def close(self) -> None:
        """Write the ballots that wait, and give the connections back."""
        await self.intake.stop()

    def _read_polls(self, name: str) -> _Polls:
        signature = Signature(VOTER, self._clock())
        with self._engine.read() as desk:
            edition, rules = desk.edition(name)
            if not rules.calendar.is_open(VOTE, signature.at):
                return _Polls(rules, None)
            if edition.stage is not Stage.PREPARED:
                return _Polls(rules, open_vote(desk, name, signature))
        with self._engine.begin() as desk:
            return _Polls(rules, open_vote(desk, name, signature))

    def _read_view(self, name: str) -> PublicEdition:
        return public.edition(self._engine, name, self._clock())
