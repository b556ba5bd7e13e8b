"""A town whose vote is open now: the editions, their voters, and what is in the database afterwards."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import tomli_w

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.count import Outcome
from concitoyen.domain.journal import check_chain
from concitoyen.domain.people import Person
from concitoyen.plugin.packs import Packs
from concitoyen.sealing.boxes import Chance, key_pair
from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from concitoyen.usecases.cast_ballot import OpenVote, open_vote
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.open_practice import practice_text
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.play_demo import file_proposals

SECRET = "le secret des essais de casse"  # noqa: S105 - of a database that lives as long as a test
SEALED, UNSEALED = "scellee", "hote"
STAFF = "mission ESS"
SCENARIO = "pasdecalais:2023"
LONG_AFTER = timedelta(days=800)


def bureau_chance() -> Chance:
    """The chance by which the bureau's key is drawn: the same every time."""
    return Random("bureau").randbytes  # noqa: S311 - tests are replayed


@cache
def packs() -> Packs:
    """The installed packs."""
    return Packs.discover()


def open_engine(url: str) -> Engine:
    """The engine over a database."""
    return Engine(store=Store.open(url), packs=packs(), secret=SECRET.encode())


def two_open_votes(url: str) -> None:
    """One edition sealed by a bureau, one by the host, with the proposals and the rules of 2023."""
    engine = open_engine(url)
    migrate(engine.store, engine.packs.folders)
    for edition in (SEALED, UNSEALED):
        _open(engine, edition)
    engine.store.close()


def a_vote_that_may_change(url: str) -> None:
    """The first of them, in which voters may replace their ballot."""
    engine = open_engine(url)
    migrate(engine.store, engine.packs.folders)
    _open(engine, SEALED, replaceable=True)
    engine.store.close()


def a_vote_that_may_change_and_a_later_one(url: str) -> None:
    """The same, and a second edition that is no practice: its vote is open while the first is counted."""
    engine = open_engine(url)
    migrate(engine.store, engine.packs.folders)
    _open(engine, SEALED, replaceable=True)
    _open(engine, UNSEALED, at=datetime.now(UTC) + LONG_AFTER, practice=False)
    engine.store.close()


def _open(
    engine: Engine, edition: str, *, replaceable: bool = False, at: datetime | None = None, practice: bool = True
) -> None:
    demonstration = engine.packs.demonstrations.choose(SCENARIO)
    now = at or datetime.now(UTC)
    text = engine.packs.rulebooks.choose(demonstration.rulebook).file.read_text(encoding="utf-8")
    data = tomllib.loads(practice_text(text, now.replace(tzinfo=None)), parse_float=Decimal)
    data["edition"]["id"] = edition
    data["urn"]["sealing"] = "bureau" if edition == SEALED else "host"
    if replaceable:
        data["urn"]["replaceable"] = True
        data["urn"].setdefault("choices", {})["replaceable"] = "Chacun peut changer d'avis."
    with engine.begin() as desk:
        signature = Signature(STAFF, now)
        made = create_edition(desk, tomli_w.dumps(data), signature, practice=practice)
        _, rules = file_proposals(desk, edition, demonstration, 1, lambda *_: None)
        if edition == SEALED:
            form_bureau(desk, edition, ["une", "deux", "trois"], 2, signature, chance=bureau_chance())
        open_due_vote(desk, made, rules, now)


def vote_of(engine: Engine, edition: str, at: datetime | None = None) -> OpenVote:
    """What every voter of an edition shares."""
    with engine.begin() as desk:
        return open_vote(desk, edition, Signature("votant", at or datetime.now(UTC)))


def person(number: int) -> Person:
    """Somebody of Arras."""
    return Person(first_name="Camille", last_name=f"Numéro {number}", birth_date=date(1990, 1, 1), commune="Arras")


def choice(contests: tuple[Contest, ...], number: int) -> Ballot:
    """One of the many ballots that are valid."""
    contest = contests[number % len(contests)]
    return Ballot(choices={contest.id: {contest.candidates[number % len(contest.candidates)]: 1}})


def body(contests: tuple[Contest, ...], number: int, attempt: str = "") -> dict[str, Any]:
    """The same person and ballot as JSON."""
    who = person(number)
    return {
        "person": who.model_dump(mode="json", include={"first_name", "last_name", "birth_date", "commune"}),
        "choices": choice(contests, number).model_dump()["choices"],
        "attempt": attempt or Random(number).randbytes(16).hex(),  # noqa: S311 - tests are replayed
    }


def roll_and_urn(engine: Engine, edition: str) -> tuple[int, int]:
    """Marks on the roll and ballots in the urn; the journal must hold whatever happened."""
    with engine.read() as desk:
        check_chain(desk.work.journal.of(edition))
        return desk.work.roll.count(edition), desk.work.urn.count(edition)


def entries(engine: Engine, edition: str) -> list[bytes]:
    """The sealed ballots."""
    with engine.read() as desk:
        return list(desk.work.urn.entries(edition))


def count(engine: Engine, edition: str) -> Outcome:
    """The count, long after the vote."""
    signature, key = Signature(STAFF, datetime.now(UTC) + LONG_AFTER), key_pair(bureau_chance())[1]
    return close_and_count(engine, edition, signature, opening_key=key, draw_seed="4 8 15 16 23")
