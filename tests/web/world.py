"""A small world for the pages: the real rulebooks of 2023 and 2024 with some of the real initiatives.

The clock is the only thing that tests move: the edition of 2023 is in preparation in July, open in September,
closed in October. Its envelope is made short, so that some proposals are not retained.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from litestar import Litestar
from pydantic import SecretStr

from concitoyen.domain.award import Amendment, Deliberation
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.calendar import DEPOSIT, LABELLING, STANDING
from concitoyen.domain.count import Outcome
from concitoyen.domain.money import Money
from concitoyen.domain.people import Person
from concitoyen.plugin.packs import Packs
from concitoyen.sealing.boxes import Chance, key_pair
from concitoyen.settings import Settings
from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases
from concitoyen.usecases.amend_awards import amend_awards
from concitoyen.usecases.cast_ballot import cast_ballot
from concitoyen.usecases.change_rulebook import change_rulebook
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.deposit_proposal import ProposalFile, deposit_proposal
from concitoyen.usecases.desk import Desk, Engine, Signature
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.judge_proposal import confirm_standing, label_proposal
from concitoyen.usecases.publish_results import publish_results
from concitoyen.web.app import create_app

ROLL_KEY = "une clef pour les essais"
FIRST_YEAR = 2023
EDITION = "pasdecalais-2023"
FAVOURITES = "pasdecalais-2024"
PER_CATEGORY = 3
SHORT_ENVELOPE = 100_000
ADULT = date(1990, 1, 1)
IN_PREPARATION = datetime(2023, 7, 20, 10, tzinfo=UTC)
VOTE_IS_OPEN = datetime(2023, 9, 10, 10, tzinfo=UTC)
VOTE_IS_CLOSED = datetime(2023, 10, 2, 10, tzinfo=UTC)
RESULTS_ARE_OUT = datetime(2023, 11, 21, 9, tzinfo=UTC)
VOTE_OF_2024 = datetime(2024, 9, 10, 10, tzinfo=UTC)
FAVOURITE = "handi62"
SECOND = "alimentation-solidaire"
STAFF = "mission ESS"


@dataclass
class Clock:
    """The present instant, as the test says."""

    now: datetime = VOTE_IS_OPEN

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Pulse:
    """Seconds that pass when the test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class World:
    """An engine, its clock and the site over them."""

    engine: Engine
    settings: Settings
    letters: Path = Path("lettres")
    clock: Clock = field(default_factory=Clock)
    pulse: Pulse = field(default_factory=Pulse)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def app(self, **settings: object) -> Litestar:
        changed = self.settings.model_copy(update=settings)
        return create_app(changed, engine=self.engine, clock=self.clock, pulse=self.pulse)

    def letter(self) -> EmailMessage:
        """The last letter that the site sent."""
        path = max(self.letters.glob("*.eml"))
        return message_from_bytes(path.read_bytes(), policy=default)

    def code(self) -> str:
        """The code of the last letter."""
        (found,) = re.findall(r"^    (\d{6})\r?$", self.letter().get_content(), re.MULTILINE)
        return str(found)

    def vote(self, choices: Mapping[str, str], voters: int) -> None:
        """So many voters of 2023 choose the same, each of them another person of Arras."""
        ballot = Ballot(choices={contest: {project: 1} for contest, project in choices.items()})
        for number in itertools.islice(self._numbers, voters):
            person = Person(first_name="Camille", last_name=f"N° {number}", birth_date=ADULT, commune="Arras")
            with self.engine.begin() as desk:
                signature = Signature("votant", VOTE_IS_OPEN)
                cast_ballot(desk, EDITION, person, ballot, signature)

    def ask_for_proof(self, providers: str, brackets: str = "[]") -> None:
        """Before the vote, the rulebook of 2023 comes to ask voters to show who they are."""
        with self.engine.begin() as desk:
            text = desk.work.editions.get(EDITION).rulebook_source
            asked = f'[roll]\nproviders = {providers}\nbrackets = {brackets}\narticle = "Pour les essais"\n'
            changed = text.replace("[roll]\n", asked)
            change_rulebook(desk, EDITION, changed, Signature(STAFF, IN_PREPARATION))

    def count(self) -> Outcome:
        """Forty-two people vote, the vote closes, and the ballots are counted: nothing of it is public yet."""
        self.vote({"cooperation-innovation": FAVOURITE, "pratiques": SECOND}, voters=23)
        self.vote({"cooperation-innovation": FAVOURITE}, voters=19)
        return self.open_the_urn()

    def open_the_urn(self) -> Outcome:
        """The vote closes, and the bureau counts what is in the urn."""
        self.clock.now = VOTE_IS_CLOSED
        signature, key = Signature(STAFF, VOTE_IS_CLOSED), key_pair(bureau_chance())[1]
        return close_and_count(self.engine, EDITION, signature, opening_key=key, draw_seed="4 8 15")

    def amend(self, name: str) -> None:
        """The assembly adds a proposal on the annual line."""
        amendment = Amendment(
            author="une vice-présidente", reason="une initiative de plus", adds=(name,), line="enveloppe-annuelle"
        )
        with self.engine.begin() as desk:
            amend_awards(desk, EDITION, amendment, Signature(STAFF, VOTE_IS_CLOSED))

    def publish(self) -> None:
        """The assembly has deliberated: the results are public."""
        decided = Deliberation(number="2023-513", body="Commission permanente", day=date(2023, 11, 20))
        with self.engine.begin() as desk:
            publish_results(desk, EDITION, Signature(STAFF, RESULTS_ARE_OUT), deliberation=decided)
        self.clock.now = RESULTS_ARE_OUT

    def play(self) -> Outcome:
        """From the first ballot to the publication, with an amendment on the way."""
        outcome = self.count()
        self.amend(next(result.candidate for result in outcome.results if result.decision == "not-funded"))
        self.publish()
        return outcome


@contextmanager
def world(databases: Databases) -> Iterator[World]:
    """A world of its own, over a copy of the prepared database."""
    with databases.fresh(prepare=_prepare) as url, TemporaryDirectory() as letters:
        settings = Settings(
            database_url=url,
            secret=SecretStr(ROLL_KEY),
            mail_url=SecretStr(f"file:{letters}"),
            bundles=Path(letters) / "dossiers",
        )
        engine = _engine(url)
        yield World(engine=engine, settings=settings, letters=Path(letters))
        engine.store.close()


def bureau_chance() -> Chance:
    return Random("bureau").randbytes  # noqa: S311 - tests are replayed


@cache
def _packs() -> Packs:
    return Packs.discover()


def _engine(url: str) -> Engine:
    return Engine(store=Store.open(url), packs=_packs(), secret=ROLL_KEY.encode())


def _prepare(url: str) -> None:
    engine = _engine(url)
    migrate(engine.store, engine.packs.folders)
    for year in (2023, 2024):
        text = engine.packs.rulebooks.choose(f"pasdecalais:pasdecalais-{year}").file.read_text(encoding="utf-8")
        with engine.begin() as desk:
            first = datetime(year, 1, 2, tzinfo=UTC)
            short = text.replace("envelope = 672151", f"envelope = {SHORT_ENVELOPE}")
            edition = create_edition(desk, short, Signature(STAFF, first), simulated=year == FIRST_YEAR)
            _file_proposals(desk, edition.id)
            form_bureau(
                desk, edition.id, ["Présidente", "Assesseur"], 2, Signature(STAFF, first), chance=bureau_chance()
            )
    engine.store.close()


def _file_proposals(desk: Desk, edition: str) -> None:
    """The first initiatives of each category, deposited, labelled and confirmed."""
    _, rules = desk.edition(edition)
    instants = [rules.calendar.first_opening(kind) for kind in (DEPOSIT, LABELLING, STANDING)]
    deposit, label, confirm = (instant for instant in instants if instant)
    left = Counter(dict.fromkeys(rules.category_titles, PER_CATEGORY))
    for row in desk.packs.datasets.choose("pasdecalais:laureates-2023").rows():
        if left[row["category"]] > 0 or row["id"] == SECOND:
            left[row["category"]] -= 1
            filed = deposit_proposal(desk, edition, _file(row), Signature("porteur", deposit))
            label_proposal(desk, edition, filed.id, frozenset({row["category"]}), Signature("comité", label))
            confirm_standing(desk, edition, filed.id, Signature("porteur", confirm))


def _file(row: Mapping[str, str]) -> ProposalFile:
    awarded = Money.euros(row["amount_eur"])
    return ProposalFile(
        id=row["id"],
        title=row["initiative"],
        structure=row["structure"],
        legal_form=row["legal_form"],
        summary=row["description"],
        commune=row["commune"],
        category=row["category"],
        themes=tuple(row["themes"].split()),
        total_cost=awarded + awarded,
        requested=awarded,
    )
