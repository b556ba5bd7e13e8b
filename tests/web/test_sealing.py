"""Ballots that come in the same turn of the loop are sealed side by side, each for whoever asked."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from concitoyen.domain.errors import Busy, Refused
from concitoyen.domain.reasons import Objection
from concitoyen.domain.urn import Envelope, Fate
from concitoyen.store.intake.intake import Told
from concitoyen.web.sealing import SealingTable
from tests.loops import run

FULL = Busy("Trop de bulletins arrivent.")
REFUSED = Refused([Objection(rule="core:identity", message="Il manque le nom.")])


def envelope(voter: str) -> Envelope:
    """The vote of somebody."""
    return Envelope("arras", "ab" * 32, voter * 64, voter * 32, b"sealed")


class Urn:
    """Answers at once that a vote is in; takes all but that of « y »."""

    room = 2

    def hand(self, envelope: Envelope, answer: asyncio.Future[Told]) -> None:
        """Take one in."""
        if envelope.voter.startswith("y"):
            raise FULL
        answer.set_result(told(envelope.voter[0]))


def told(voter: str) -> Told:
    """What the voter is told."""
    return Fate.KEPT, envelope(voter).receipt


class Sealer:
    """Seals, and remembers whose ballots it has sealed."""

    def __init__(self) -> None:
        self.sealed: list[str] = []

    def of(self, voter: str) -> Callable[[], Envelope]:
        """What seals the ballot of a voter; that of « x » is refused."""

        def seal() -> Envelope:
            self.sealed.append(voter)
            if voter == "x":
                raise REFUSED
            return envelope(voter)

        return seal


async def all_of(*asked: Awaitable[Told]) -> list[Told | BaseException]:
    """What each of them is told."""
    return await asyncio.gather(*asked, return_exceptions=True)


def test_everybody_of_a_turn_gets_their_own_ballot_back() -> None:
    table, sealer = SealingTable(Urn()), Sealer()

    async def voters() -> list[Told | BaseException]:
        return await all_of(*(table.put(sealer.of(voter)) for voter in "abc"))

    assert run(voters()) == [told("a"), told("b"), told("c")]
    assert sealer.sealed == ["a", "b", "c"]


def test_a_refusal_is_told_to_one_voter_and_holds_up_nobody() -> None:
    table, sealer = SealingTable(Urn()), Sealer()

    async def voters() -> list[Told | BaseException]:
        return await all_of(*(table.put(sealer.of(voter)) for voter in "axyb"))

    assert run(voters()) == [told("a"), REFUSED, FULL, told("b")]


def test_who_has_gone_is_not_waited_for() -> None:
    table, sealer = SealingTable(Urn()), Sealer()

    async def voters() -> Told:
        gone = asyncio.create_task(table.put(sealer.of("a")))
        stays = asyncio.create_task(table.put(sealer.of("b")))
        asyncio.get_running_loop().call_soon(gone.cancel)
        return await stays

    assert run(voters()) == told("b")
    assert sealer.sealed == ["b"]


def test_those_who_wait_for_the_end_of_the_turn_take_room() -> None:
    table, sealer = SealingTable(Urn()), Sealer()

    async def of_one_turn() -> list[bool]:
        said: list[bool] = []

        async def one(voter: str) -> None:
            said.append(table.is_full)
            await table.put(sealer.of(voter))

        await asyncio.gather(*map(one, "abc"))
        return [*said, table.is_full]

    assert run(of_one_turn()) == [False, False, True, False]


def test_the_next_turn_has_a_table_of_its_own() -> None:
    table, sealer = SealingTable(Urn()), Sealer()

    async def voters() -> list[Told]:
        with pytest.raises(Refused):
            await table.put(sealer.of("x"))
        return [await table.put(sealer.of(voter)) for voter in "ab"]

    assert run(voters()) == [told("a"), told("b")]
