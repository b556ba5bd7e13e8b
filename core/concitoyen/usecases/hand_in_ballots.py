"""Hand in the ballots of simulated visits: sealed one by one, written together, as the site does in a rush."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.errors import Refused
from concitoyen.domain.urn import Envelope, Fate
from concitoyen.sealing.boxes import Chance
from concitoyen.store.intake.intake import LARGEST, Told
from concitoyen.store.intake.opening import open_intake
from concitoyen.usecases.cast_ballot import ATTEMPT_BYTES, already_voted, open_vote, seal_vote
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.phases import must_be_open
from concitoyen.usecases.simulate_voters import Visit


def hand_in(engine: Engine, edition: str, coming: Iterator[Visit], chance: Chance) -> Iterator[Counter[str]]:
    """Hand the ballots of these visits in, and tell after each batch what became of them.

    A tally counts the ballots kept under `Fate.KEPT`, and the others under the first rule that refused them. Of two
    visits of one person, the first is kept.
    """
    while batch := list(islice(coming, LARGEST)):
        yield _batch(engine, edition, batch, chance)


def _batch(engine: Engine, edition: str, batch: Sequence[Visit], chance: Chance) -> Counter[str]:
    tally, envelopes = Counter[str](), list[Envelope]()
    with engine.read() as desk:
        vote = open_vote(desk, edition, Signature("simulation", batch[0].at))
    for visit in batch:
        try:
            must_be_open(vote.rules, VOTE, visit.at)
            envelopes.append(seal_vote(vote, visit.person, visit.ballot, chance(ATTEMPT_BYTES).hex(), chance))
        except Refused as refusal:
            tally[refusal.objections[0].rule] += 1
    twice = already_voted(vote.rules).objections[0].rule
    with ThreadPoolExecutor(max_workers=1) as thread:  # whoever calls may have a loop of their own
        told = thread.submit(asyncio.run, _put(engine, envelopes)).result()
    for fate, _ in told:
        tally[twice if fate is Fate.ALREADY_VOTED else fate] += 1
    return tally


async def _put(engine: Engine, envelopes: Sequence[Envelope]) -> list[Told]:
    intake = open_intake(engine.store)
    try:
        return await asyncio.gather(*(intake.put(envelope) for envelope in envelopes))
    finally:
        await intake.stop()
