"""A town that holds a small edition: its people, and each of their acts as one sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import MetaData, select

import concitoyen_categories.plugin as categories
import concitoyen_pasdecalais.plugin as pasdecalais
import concitoyen_voting_rules.plugin as voting_rules
from concitoyen.domain.award import Amendment, Award, Deliberation
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Outcome
from concitoyen.domain.edition import Edition
from concitoyen.domain.errors import ConcitoyenError
from concitoyen.domain.identity import Proof
from concitoyen.domain.journal import Act
from concitoyen.domain.money import Money
from concitoyen.domain.paper import CardFate, CardState, Place, PlaceReport, SignatureFate
from concitoyen.domain.people import Person
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.plugin.packs import Packs
from concitoyen.sealing.boxes import Chance, key_pair
from concitoyen.store.store import Store
from concitoyen.usecases.amend_awards import amend_awards
from concitoyen.usecases.cast_ballot import Cast, cast_ballot
from concitoyen.usecases.change_rulebook import change_rulebook
from concitoyen.usecases.close_and_count import close_and_count, count_at
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.deposit_proposal import ProposalFile, deposit_proposal
from concitoyen.usecases.desk import Desk, Engine, Signature
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.judge_proposal import (
    confirm_standing,
    label_proposal,
    refuse_proposal,
    withdraw_proposal,
)
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.paper_vote import (
    deposit_cards,
    open_place,
    read_card,
    reconcile,
    sign_sheet,
    strike_line,
)
from concitoyen.usecases.publish_results import publish_results
from tests.usecases.ville import RULEBOOK, Ville

PARIS = ZoneInfo("Europe/Paris")
SECRET = b"le secret des tests, que personne ne garde"
ID = "ville-2027"
MEMBERS = ("Une présidente", "Un assesseur", "Une secrétaire")


def bureau_chance() -> Chance:
    """The chance by which the key of the town's bureau is drawn: the same key every time."""
    return Random("bureau").randbytes  # noqa: S311 - tests are replayed


def at(written: str) -> datetime:
    """« 2027-09-01 12:00 » on the clock of the town."""
    return datetime.fromisoformat(written).replace(tzinfo=PARIS)


def by(actor: str, written: str) -> Signature:
    """Who signs, and when."""
    return Signature(actor, at(written))


def packs_with(ville: Ville) -> Packs:
    """The town's pack among three of ours."""
    modules = {
        "categories": categories,
        "pasdecalais": pasdecalais,
        "ville": ville,
        "voting_rules": voting_rules,
    }
    return Packs(modules, dict.fromkeys(("categories", "pasdecalais", "voting_rules"), "1.0"))


def citizen(last_name: str = "Petit", **changes: str) -> Person:
    """Jeanne Petit of Marœuil, born in 1990, but for what is said otherwise."""
    facts = {"first_name": "Jeanne", "birth_date": "1990-05-17", "commune": "Marœuil", **changes}
    return Person(last_name=last_name, **{**facts, "birth_date": date.fromisoformat(facts["birth_date"])})


def ballot(**choices: str) -> Ballot:
    """A ballot with one choice in each category named: `ballot(pratiques="jardin")`."""
    return Ballot(choices={category: {name: 1} for category, name in choices.items()})


def file(title: str = "Jardin", **changes: object) -> ProposalFile:
    """A bearer's file that nothing is wrong with, but for what is said otherwise."""
    facts: dict[str, object] = {
        "title": title,
        "structure": f"Les amis de {title}",
        "legal_form": "association",
        "commune": "Marœuil",
        "category": "pratiques",
        "themes": ["culture", "environnement"],
        "total_cost": 20000,
        "requested": 5000,
    }
    return ProposalFile.model_validate({**facts, **changes})


class Town:
    """One edition in one database, and what people do in it; each act is a transaction unless they are `together`."""

    def __init__(self, store: Store, packs: Packs, edition: str = ID) -> None:
        self.engine = Engine(store=store, packs=packs, secret=SECRET)
        self.store = store
        self.id = edition
        self._shared: Desk | None = None
        self._chance = Random(2027)  # noqa: S311 - tests are replayed

    @contextmanager
    def together(self) -> Iterator[None]:
        """The acts of this block are one transaction, committed whatever they refused."""
        with self.engine.begin() as desk:
            self._shared = desk
            try:
                yield
            finally:
                self._shared = None

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        if self._shared:
            yield self._shared
        else:
            with self.engine.begin() as desk:
                yield desk

    # ── acts ──────────────────────────────────────────────────────────────────────────────────────────

    def create(self, text: str = RULEBOOK, when: str = "2027-01-04 09:00") -> Edition:
        with self._desk() as desk:
            edition = create_edition(desk, text, by("mission", when))
            if desk.engine.rules(edition).rulebook.urn.sealing == "bureau":
                form_bureau(desk, edition.id, MEMBERS, 2, by("mission", when), chance=bureau_chance())
            return edition

    def deposit(self, handed_in: ProposalFile, when: str = "2027-04-10 10:00") -> Proposal:
        with self._desk() as desk:
            return deposit_proposal(desk, self.id, handed_in, by("porteuse", when))

    def label(self, proposal: str, *labels: str, when: str = "2027-06-10 10:00") -> Proposal:
        with self._desk() as desk:
            return label_proposal(desk, self.id, proposal, frozenset(labels), by("comité", when))

    def refuse(self, proposal: str, reason: str, when: str = "2027-06-10 10:00") -> Proposal:
        with self._desk() as desk:
            return refuse_proposal(desk, self.id, proposal, reason, by("comité", when))

    def confirm(self, proposal: str, when: str = "2027-07-10 10:00") -> Proposal:
        with self._desk() as desk:
            return confirm_standing(desk, self.id, proposal, by("porteuse", when))

    def withdraw(self, proposal: str, reason: str = "", when: str = "2027-07-10 10:00") -> Proposal:
        with self._desk() as desk:
            return withdraw_proposal(desk, self.id, proposal, reason, by("porteuse", when))

    def open_vote(self, when: str = "2027-09-01 00:00") -> Edition:
        with self._desk() as desk:
            edition, rules = desk.edition(self.id)
            return open_due_vote(desk, edition, rules, at(when))

    def vote(
        self,
        person: Person,
        choices: Ballot,
        when: str = "2027-09-10 12:00",
        attempt: str = "",
        proof: Proof | None = None,
    ) -> Cast:
        with self._desk() as desk:
            signature, chance = by("site", when), self._chance.randbytes
            return cast_ballot(desk, self.id, person, choices, signature, attempt=attempt, chance=chance, proof=proof)

    # ── paper ─────────────────────────────────────────────────────────────────────────────────────────

    def place(self, name: str = "Mairie", when: str = "2027-09-01 09:00") -> Place:
        with self._desk() as desk:
            return open_place(desk, self.id, name, by("mission", when))

    def sign(
        self, line: int, person: Person, *, place: str = "mairie", when: str = "2027-09-12 09:00", late: bool = False
    ) -> tuple[SignatureFate, list[str]]:
        with self._desk() as desk:
            kept, objections = sign_sheet(desk, self.id, place, line, person, by("agent", when), late=late)
            return kept.fate, [one.text for one in objections]

    def strike(
        self, line: int, person: Person | None, *, place: str = "mairie", when: str = "2027-09-12 10:00"
    ) -> None:
        with self._desk() as desk:
            strike_line(desk, self.id, place, line, person, by("agent", when))

    def card(
        self,
        number: int,
        choices: Ballot | None,
        *,
        reader: str = "Ana",
        fate: CardFate = CardFate.VALID,
        place: str = "mairie",
        when: str = "2027-10-01 09:00",
    ) -> CardState:
        with self._desk() as desk:
            signature = by(reader, when)
            return read_card(desk, self.id, place, number, choices, signature, fate=fate, chance=self._chance.randbytes)

    def two_read(self, number: int, choices: Ballot | None, fate: CardFate = CardFate.VALID) -> CardState:
        self.card(number, choices, reader="Ana", fate=fate)
        return self.card(number, choices, reader="Bo", fate=fate)

    def deposit_place(
        self, explanation: str = "", *, place: str = "mairie", when: str = "2027-10-01 10:00"
    ) -> PlaceReport:
        with self._desk() as desk:
            signature = by("mission", when)
            return deposit_cards(
                desk, self.id, place, signature, explanation=explanation, chance=self._chance.randbytes
            )

    def report(self, place: str = "mairie") -> PlaceReport:
        with self.engine.read() as desk:
            return reconcile(desk, self.id, place)

    def count(self, when: str = "2027-10-01 09:00", draw_seed: str = "") -> Outcome:
        signature, key = by("mission", when), key_pair(bureau_chance())[1]
        if self._shared:
            return count_at(self._shared, self.id, signature, opening_key=key, draw_seed=draw_seed)
        return close_and_count(self.engine, self.id, signature, opening_key=key, draw_seed=draw_seed)

    def amend(self, when: str = "2027-11-20 12:00", **changes: object) -> tuple[Award, ...]:
        facts: dict[str, object] = {"author": "une élue", "reason": "un projet de plus", **changes}
        with self._desk() as desk:
            return amend_awards(desk, self.id, Amendment.model_validate(facts), by("assemblée", when))

    def publish(self, when: str = "2027-11-20 18:00", number: str = "2027-1") -> Edition:
        decision = Deliberation(number=number, body="L'assemblée", day=at(when).date())
        with self._desk() as desk:
            return publish_results(desk, self.id, by("assemblée", when), deliberation=decision)

    def change_rulebook(self, text: str, when: str = "2027-03-01 09:00", reason: str = "") -> Edition:
        with self._desk() as desk:
            return change_rulebook(desk, self.id, text, by("mission", when), reason=reason)

    # ── several acts ──────────────────────────────────────────────────────────────────────────────────

    def stand(self, title: str, *labels: str, when: str = "2027-04-10 10:00", **changes: object) -> Proposal:
        """Deposited, labelled and confirmed."""
        deposited = self.deposit(file(title, **{"category": "", **changes}), when)
        self.label(deposited.id, *(labels or ("pratiques",)))
        return self.confirm(deposited.id)

    def with_three_candidates(self) -> None:
        """The edition, with « Jardin », « Atelier » and « Fablab » standing."""
        self.create()
        self.stand("Jardin")
        self.stand("Atelier", when="2027-04-11 10:00")
        self.stand("Fablab", "innovation", when="2027-04-12 10:00", total_cost=40000, requested=16000)

    def with_an_open_vote(self) -> None:
        """The three on the ballot."""
        self.with_three_candidates()
        self.open_vote()

    def with_a_count(self) -> None:
        """The edition counted: Fablab and Jardin are laureates, Atelier does not fit."""
        self.with_an_open_vote()
        self.vote(citizen("Un"), ballot(pratiques="jardin", innovation="fablab"))
        self.vote(citizen("Deux"), ballot(innovation="fablab"))
        self.count()

    # ── what can be seen ──────────────────────────────────────────────────────────────────────────────

    @property
    def edition(self) -> Edition:
        with self.store.read() as work:
            return work.editions.get(self.id)

    def statuses(self) -> Mapping[str, Status]:
        with self.store.read() as work:
            return {proposal.id: proposal.status for proposal in work.proposals.of(self.id)}

    def reason(self, proposal: str) -> str:
        with self.store.read() as work:
            return work.proposals.get(self.id, proposal).status_reason

    def awards(self) -> Mapping[str, tuple[Money, str]]:
        with self.store.read() as work:
            return {award.proposal: (award.amount, award.line) for award in work.awards.of(self.id)}

    def journal(self) -> tuple[Act, ...]:
        with self.store.read() as work:
            return work.journal.of(self.id)

    def kinds(self) -> list[str]:
        return [act.kind for act in self.journal()]

    def roll_and_urn(self) -> tuple[int, int]:
        with self.store.read() as work:
            return work.roll.count(self.id), work.urn.count(self.id)

    def tables(self) -> Mapping[str, Sequence[tuple[object, ...]]]:
        """Every row of every table of the database."""
        metadata = MetaData()
        with self.store.engine.connect() as connection:
            metadata.reflect(connection)
            return {
                name: sorted((tuple(row) for row in connection.execute(select(table))), key=str)
                for name, table in metadata.tables.items()
            }

    def refusal(self, act: Callable[[], object], error: type[ConcitoyenError] = ConcitoyenError) -> str:
        """What a person is told when an act is refused, once it is sure that it wrote nothing.

        The transaction around the act is committed: even a caller that goes on after a refusal leaves no trace
        of it.
        """
        before = self.tables()
        with self.together(), pytest.raises(error) as caught:
            act()
        assert self.tables() == before
        return str(caught.value)
