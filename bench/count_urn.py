"""Opens, verifies and counts a full urn under the rules of the Pas-de-Calais, and says where the time went.

`python bench/count_urn.py [BALLOTS] [host|bureau|both] [DATABASE_URL]`; a million ballots unless told otherwise.
"""

import argparse
import hashlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from sqlalchemy import Connection, event
from sqlmodel import Session

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.urn import ballot_id
from concitoyen.plugin.packs import Packs
from concitoyen.sealing.boxes import key_pair
from concitoyen.store.migrate import migrate
from concitoyen.store.rows import RollRow, UrnRow
from concitoyen.store.statements import insert_all
from concitoyen.store.store import Store
from concitoyen.usecases.cast_ballot import OpenVote, open_vote, sealed
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.play_demo import file_proposals

EDITION = "pasdecalais-2023"
ROWS = 10_000
ABSTENTION = 0.3
KEY = Random("bench").randbytes(32)  # noqa: S311 - a benchmark is replayed
NEW_YEAR = Signature("bench", datetime(2023, 1, 1, tzinfo=UTC))
MILLION = 1_000_000
LIMIT = 60


def ballots(vote: OpenVote, count: int) -> Iterator[Ballot]:
    """Ballots: in each category, the first projects are chosen more often than the last."""
    random = Random(2023)  # noqa: S311 - as above
    ranked = [
        (contest.id, contest.candidates, list(accumulate(1 / rank for rank in range(1, len(contest.candidates) + 1))))
        for contest in vote.contests
    ]
    while count:
        chosen = {
            name: {random.choices(candidates, cum_weights=weights)[0]: 1}
            for name, candidates, weights in ranked
            if random.random() > ABSTENTION
        }
        if chosen:
            count -= 1
            yield Ballot(choices=chosen)


def prepare(engine: Engine, scheme: str, count: int) -> datetime:
    """An edition whose urn holds that many sealed ballots, and its roll as many marks; when its vote closes."""
    shipped = engine.packs.rulebooks.choose(f"pasdecalais:{EDITION}")
    text = shipped.text().replace('sealing = "bureau"', f'sealing = "{scheme}"')
    demonstration = engine.packs.demonstrations.choose("pasdecalais:2023")
    with engine.begin() as desk:
        create_edition(desk, text, NEW_YEAR, source=shipped.file.name)
        _, rules = file_proposals(desk, EDITION, demonstration, 1, lambda *_: None)
        if scheme == "bureau":
            form_bureau(desk, EDITION, ["une", "deux"], 2, NEW_YEAR, chance=lambda _: KEY)
    vote = next(phase for phase in rules.calendar.phases if phase.kind == VOTE)
    with engine.begin() as desk:
        opened = open_vote(desk, EDITION, Signature("bench", vote.opens))
    fill(engine, opened, count)
    return vote.closes


def fill(engine: Engine, vote: OpenVote, count: int) -> None:
    """Seal the ballots and write them as rows: what casting them one by one would leave."""
    cast, done = ballots(vote, count), 0
    while batch := list(islice(cast, ROWS)):
        numbers = range(done, done + len(batch))
        entries = [sealed(vote, ballot, "site", os.urandom) for ballot in batch]
        urn = [
            UrnRow(id=ballot_id(EDITION, str(number)), edition=EDITION, entry=entry)
            for number, entry in zip(numbers, entries, strict=True)
        ]
        roll = [
            RollRow(edition=EDITION, voter=hashlib.sha256(str(number).encode()).hexdigest(), clues=b"")
            for number in numbers
        ]
        with Session(engine.store.engine) as session:
            insert_all(session, urn)
            insert_all(session, roll)
            session.commit()
        done += len(batch)


@contextmanager
def writing(engine: Engine) -> Iterator[list[float]]:
    """Seconds that each transaction lasted that wrote during the block: for as long, others wait."""
    held, begun = list[float](), dict[int, float]()

    def begins(connection: Connection) -> None:
        if connection.get_execution_options().get("concitoyen_mode") == "write":
            begun[id(connection)] = time.perf_counter()

    def ends(connection: Connection) -> None:
        if id(connection) in begun:
            held.append(time.perf_counter() - begun.pop(id(connection)))

    event.listen(engine.store.engine, "begin", begins)
    event.listen(engine.store.engine, "commit", ends)
    yield held
    event.remove(engine.store.engine, "begin", begins)
    event.remove(engine.store.engine, "commit", ends)


def measure(scheme: str, count: int, url: str) -> float:
    """Seconds to open, verify and count that many ballots."""
    store, packs = Store.open(url), Packs.discover()
    migrate(store, packs.folders)
    engine = Engine(store=store, packs=packs, secret=b"bench")
    began = time.perf_counter()
    closing = prepare(engine, scheme, count)
    print(f"{scheme}: {count} ballots sealed and written in {time.perf_counter() - began:.1f} s", flush=True)
    key = key_pair(lambda _: KEY)[1] if scheme == "bureau" else None
    began, worked = time.perf_counter(), time.process_time()
    with writing(engine) as held:
        outcome = close_and_count(engine, EDITION, Signature("bench", closing), opening_key=key, draw_seed="bench")
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    with engine.read() as desk:
        distinct = len(desk.work.counted.ballots(EDITION))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{scheme}: {outcome.voters} ballots ({distinct} distinct) opened, verified and counted in {seconds:.1f} s, "
        f"{cpu:.1f} s of CPU; {memory} MB at most; others wait for {max(held):.2f} s, {max(held) / seconds:.2f} of it"
    )
    store.close()
    return seconds


def main() -> None:
    """Measure one scheme, or both."""
    asked = argparse.ArgumentParser(description="Open, verify and count a full urn.")
    asked.add_argument("ballots", nargs="?", type=int, default=MILLION)
    asked.add_argument("scheme", nargs="?", choices=["host", "bureau", "both"], default="both")
    asked.add_argument(
        "database", nargs="?", default="", help="an empty database; SQLite in a temporary folder without"
    )
    told = asked.parse_args()
    for scheme in ["host", "bureau"] if told.scheme == "both" else [told.scheme]:
        with tempfile.TemporaryDirectory() as folder:
            seconds = measure(scheme, told.ballots, told.database or f"sqlite:///{Path(folder) / 'bench.db'}")
        if scheme == "host" and seconds > LIMIT * told.ballots / MILLION:
            sys.exit(f"over {LIMIT} s for a million ballots")


if __name__ == "__main__":
    main()
