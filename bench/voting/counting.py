"""A full urn, opened and counted."""

import secrets
import time
from datetime import UTC, datetime, timedelta

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.shorthand import Shorthand
from concitoyen.sealing.boxes import key_pair, seal_ballot
from concitoyen.store.rows import RollRow, UrnRow, table_of
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.desk import Engine, Signature
from voting.town import STAFF, Voters, bureau_chance, open_engine

AT_ONCE = 20_000
LONG_AFTER = timedelta(days=800)


def fill(engine: Engine, edition: str, voters: Voters, ballots: int) -> None:
    """Put so many sealed ballots in the urn, and as many marks on the roll."""
    with engine.read() as desk:
        seal = desk.work.seals.of(edition)
    assert seal is not None  # noqa: S101 - the vote is open
    key, left, shorthand = engine.urn_key(edition), ballots, Shorthand(seal.names)
    while left:
        some = min(left, AT_ONCE)
        texts = [shorthand.write(Ballot.model_construct(choices=voters.choices())) for _ in range(some)]
        entries = [seal_ballot(text, seal, key, secrets.token_bytes) for text in texts]
        with engine.store.transaction() as session:
            urn = [{"id": secrets.token_hex(16), "edition": edition, "entry": entry} for entry in entries]
            roll = [{"edition": edition, "voter": secrets.token_hex(32), "clues": b""} for _ in entries]
            session.execute(table_of(UrnRow).insert(), urn)
            session.execute(table_of(RollRow).insert(), roll)
        left -= some


def seconds_to_count(url: str, edition: str, ballots: int) -> float:
    """Open, verify and count them under the rules of the edition."""
    engine, voters = open_engine(url), Voters(url)
    fill(engine, edition, voters, ballots)
    start = time.perf_counter()
    signature, key = Signature(STAFF, datetime.now(UTC) + LONG_AFTER), key_pair(bureau_chance())[1]
    close_and_count(engine, edition, signature, opening_key=key, draw_seed="4 8 15 16 23")
    seconds = time.perf_counter() - start
    engine.store.close()
    return seconds
