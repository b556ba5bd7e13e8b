"""A town whose rulebook asks voters to show who they are, and each thing that they do for it as one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from concitoyen.domain.identity import HeldCode, Letter, Proof, SentCode
from concitoyen.domain.people import Person
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases
from concitoyen.usecases.cast_ballot import open_vote
from concitoyen.usecases.desk import Desk, Signature
from concitoyen.usecases.identify import (
    Claim,
    Leaving,
    Verdict,
    check_held_code,
    check_sent_code,
    proof_of,
    send_code,
    take_back,
)
from concitoyen.usecases.print_codes import draw_codes, keep_codes
from tests.usecases.conftest import with_the_core_tables
from tests.usecases.town import Town, at, by, citizen, packs_with
from tests.usecases.ville import RULEBOOK, Ville

MAIL, PRINTED = "core:email-code", "core:one-time-code"
BY_CODE = RULEBOOK.replace(
    "[roll]\n", f'[roll]\nproviders = ["{MAIL}", "{PRINTED}", "core:desk"]\nbrackets = [11, 18, 60]\n'
)
ATTEMPT, OTHER_ATTEMPT = "a" * 32, "b" * 32
NOON = "2027-09-10 12:00"
ZOE = citizen("Delattre", first_name="Zoé", email="zoe@exemple.fr")
LEO = citizen("Carpentier", first_name="Léo", email="leo@exemple.fr")


class CodeTown(Town):
    """The town, with what voters do to show who they are; `late` is how many seconds after noon."""

    @contextmanager
    def claiming(self, person: Person, attempt: str, late: float, network: str) -> Iterator[tuple[Desk, Claim]]:
        instant = at(NOON) + timedelta(seconds=late)
        with self._desk() as desk:
            vote = open_vote(desk, self.id, Signature("site", instant))
            yield desk, Claim(vote, person, attempt, instant, network)

    def ask(
        self, person: Person = ZOE, attempt: str = ATTEMPT, late: float = 0, network: str = "", code: int = 482913
    ) -> Letter:
        """A code is sent, or another one, drawn by a chance that the test knows."""
        leaving = self.send(person, attempt, late, network, code, again=True)
        assert leaving is not None
        return leaving.letter

    def send(
        self,
        person: Person = ZOE,
        attempt: str = ATTEMPT,
        late: float = 0,
        network: str = "",
        code: int = 482913,
        *,
        again: bool = False,
    ) -> Leaving | None:
        """The form is sent, without the gesture that asks for another code."""
        with self.claiming(person, attempt, late, network) as (desk, claim):
            way = claim.vote.rules.providers[MAIL]
            assert isinstance(way, SentCode)
            return send_code(desk, claim, MAIL, way, lambda count: code.to_bytes(count, "big"), again=again)

    def take_back(self, leaving: Leaving) -> None:
        """The letter could not leave."""
        with self._desk() as desk:
            take_back(desk, leaving)

    def answer(
        self, typed: str, person: Person = ZOE, attempt: str = ATTEMPT, late: float = 60, network: str = ""
    ) -> Verdict:
        """The code of a letter is typed."""
        with self.claiming(person, attempt, late, network) as (desk, claim):
            way = claim.vote.rules.providers[MAIL]
            assert isinstance(way, SentCode)
            return check_sent_code(desk, claim, MAIL, way, typed)

    def sheet(
        self, typed: str, person: Person = ZOE, attempt: str = ATTEMPT, late: float = 0, network: str = ""
    ) -> Verdict:
        """The code of a printed sheet is typed."""
        with self.claiming(person, attempt, late, network) as (desk, claim):
            way = claim.vote.rules.providers[PRINTED]
            assert isinstance(way, HeldCode)
            return check_held_code(desk, claim, PRINTED, way, typed)

    def proof(self, token: str, person: Person = ZOE, attempt: str = ATTEMPT, late: float = 120) -> Proof | None:
        """What a token proves."""
        with self.claiming(person, attempt, late, "") as (_, claim):
            return proof_of(claim, token)

    def print_codes(self, place: str = "Collège Ferry", count: int = 3) -> tuple[str, ...]:
        """So many sheets for a place."""
        with self._desk() as desk:
            codes = draw_codes(desk, self.id, place, count, chance=self._chance.randbytes)
            keep_codes(desk, self.id, place, codes, by("mission", NOON))
            return codes


def _open(url: str) -> None:
    with_the_core_tables(url)
    store = Store.open(url)
    town = CodeTown(store, packs_with(Ville()))
    town.create(BY_CODE)
    town.stand("Jardin")
    town.stand("Fablab", "innovation", total_cost=40000, requested=16000)
    town.open_vote()
    store.close()


@contextmanager
def code_town(databases: Databases, prepare: Callable[[str], None] = _open) -> Iterator[CodeTown]:
    """The town while its vote is open; nobody has voted."""
    with databases.fresh(prepare=prepare) as url:
        store = Store.open(url)
        yield CodeTown(store, packs_with(Ville()))
        store.close()
