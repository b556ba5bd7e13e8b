"""A database with two editions whose vote is open: one sealed by a bureau, one by the host alone."""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import tomli_w

from concitoyen.plugin.packs import Packs
from concitoyen.sealing.boxes import Chance
from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.open_practice import practice_text
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.play_demo import file_proposals

SECRET = "a secret that only the bench knows"  # noqa: S105 - nothing of it outlives the bench
SEALED, UNSEALED = "scellee", "hote"
SCENARIO = "pasdecalais:2023"
STAFF = "banc d'essai"


def bureau_chance() -> Chance:
    """The chance by which the bureau's key is drawn: the same key every time."""
    return Random("bureau").randbytes  # noqa: S311 - a bench is replayed


def open_engine(url: str) -> Engine:
    """The engine over a database."""
    return Engine(store=Store.open(url), packs=Packs.discover(), secret=SECRET.encode())


def prepare(url: str) -> None:
    """Create both editions, with the proposals and the rules of 2023, and open their votes."""
    engine = open_engine(url)
    migrate(engine.store, engine.packs.folders)
    for edition in (SEALED, UNSEALED):
        _open(engine, edition)
    engine.store.close()


def _open(engine: Engine, edition: str) -> None:
    demonstration = engine.packs.demonstrations.choose(SCENARIO)
    text = engine.packs.rulebooks.choose(demonstration.rulebook).file.read_text(encoding="utf-8")
    now = datetime.now(UTC)
    data = tomllib.loads(practice_text(text, now.replace(tzinfo=None)), parse_float=Decimal)
    data["edition"]["id"] = edition
    data["urn"]["sealing"] = "bureau" if edition == SEALED else "host"
    with engine.begin() as desk:
        signature = Signature(STAFF, now)
        made = create_edition(desk, tomli_w.dumps(data), signature, practice=True)
        _, rules = file_proposals(desk, made.id, demonstration, 1, lambda *_: None)
        if edition == SEALED:
            form_bureau(desk, edition, ["une", "deux", "trois"], 2, signature, chance=bureau_chance())
        open_due_vote(desk, made, rules, now)


class Voters:
    """People who each vote once, in as many ways as a year of real voters: who they are never comes twice."""

    def __init__(self, url: str, seed: int = 2027) -> None:
        """Draw from the ballot of the editions at this address."""
        engine = open_engine(url)
        with engine.read() as desk:
            _, rules = desk.edition(SEALED)
            proposals = [one for one in desk.work.proposals.of(SEALED) if one.status == "on-the-ballot"]
            self._contests = rules.contests(rules.candidates(proposals))
            self._communes = [commune.name for commune in rules.gazetteer.communes]
        engine.store.close()
        self._communes = [name for name in self._communes if self._communes.count(name) == 1]
        self._chance = Random(seed)  # noqa: S311 - a bench is replayed
        self._number = 0

    def choices(self) -> dict[str, dict[str, int]]:
        """One project in each of some contests."""
        some = self._chance.sample(self._contests, self._chance.randint(1, len(self._contests)))
        return {contest.id: {self._chance.choice(contest.candidates): 1} for contest in some}

    def bodies(self, number: int) -> Iterator[bytes]:
        """So many ballots as JSON, each of somebody else."""
        for _ in range(number):
            self._number += 1
            yield json.dumps(
                {
                    "person": {
                        "first_name": self._chance.choice(FIRST_NAMES),
                        "last_name": f"{self._chance.choice(LAST_NAMES)}-{_letters(self._number)}",
                        "birth_date": f"{self._chance.randint(1940, 2009)}-0{self._chance.randint(1, 9)}-17",
                        "commune": self._chance.choice(self._communes),
                    },
                    "choices": self.choices(),
                    "attempt": self._chance.randbytes(16).hex(),
                },
                ensure_ascii=False,
            ).encode()


def _letters(number: int) -> str:
    """A name that nobody else bears: names have no digits."""
    return f"{number:x}".translate(str.maketrans("0123456789", "ghijklmnop")).title()


FIRST_NAMES = ("Zoé", "Ali", "Jean-Marie", "Camille", "Inès", "Théo", "Marguerite", "Noël")
LAST_NAMES = ("Delattre", "Lefèvre", "Carlier", "Dupont", "Vasseur", "Leroy", "Bailleul", "de Saint-Omer")
