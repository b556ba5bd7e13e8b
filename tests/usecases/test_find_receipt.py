"""After the closing, who voted in time finds the receipt whose answer was lost; nobody else learns anything."""

from collections.abc import Callable, Iterator

import pytest

from concitoyen.domain.people import Person
from concitoyen.testing.databases import Databases
from concitoyen.usecases.find_receipt import Retry, find_receipt
from tests.usecases.desk_of_codes import ATTEMPT, LEO, OTHER_ATTEMPT, ZOE, CodeTown, code_town
from tests.usecases.test_identify import GOOD
from tests.usecases.town import Town, at

OPEN, CLOSED = "2027-09-30 23:59", "2027-10-01 00:00"


@pytest.fixture
def town(databases: Databases) -> Iterator[CodeTown]:
    """The town whose rulebook asks for a code."""
    with code_town(databases) as found:
        yield found


def find(
    town: Town, person: Person = ZOE, attempt: str = ATTEMPT, *, when: str = CLOSED, token: str = "", code: str = ""
) -> str | None:
    with town.engine.read() as desk:
        return find_receipt(desk, town.id, Retry(person, attempt, at(when), token, code))


def voted_by_mail(town: CodeTown, person: Person = ZOE, attempt: str = ATTEMPT) -> tuple[str, str]:
    """Somebody votes with a code; the token, and the receipt."""
    town.ask(person, attempt)
    token = town.answer("482913", person, attempt).token
    return token, town.vote(person, GOOD, attempt=attempt, proof=town.proof(token, person, attempt)).receipt


def test_the_token_that_served_finds_the_receipt_long_after(town: CodeTown) -> None:
    token, receipt = voted_by_mail(town)
    assert find(town, token=token) == receipt
    assert find(town, token=token, when="2027-10-02 12:00") == receipt


def test_the_code_of_the_letter_finds_it_too_without_counting_a_try(town: CodeTown) -> None:
    _, receipt = voted_by_mail(town)
    assert [find(town, code="000000") for _ in range(20)] == [None] * 20
    assert find(town, code="482 913") == receipt


def test_the_code_of_a_sheet_finds_it_too(town: CodeTown) -> None:
    mine, other, _ = town.print_codes()
    proof = town.proof(town.sheet(mine).token)
    receipt = town.vote(ZOE, GOOD, attempt=ATTEMPT, proof=proof).receipt
    assert (find(town, code=mine), find(town, code=other)) == (receipt, None)


@pytest.mark.parametrize(
    "asked",
    [
        lambda town, _: find(town),
        lambda town, _: find(town, code="000000"),
        lambda town, token: find(town, token=token[:-1] + ("0" if token[-1] != "0" else "1")),
        lambda town, token: find(town, LEO, token=token, code="482913"),
        lambda town, token: find(town, attempt=OTHER_ATTEMPT, token=token, code="482913"),
        lambda town, token: find(town, when=OPEN, token=token, code="482913"),
    ],
    ids=["no proof", "another code", "a forged token", "another person", "another attempt", "while the vote is open"],
)
def test_anything_else_finds_nothing(town: CodeTown, asked: Callable[[CodeTown, str], str | None]) -> None:
    token, _ = voted_by_mail(town)
    voted_by_mail(town, LEO, OTHER_ATTEMPT)  # what could have leaked: both have voted
    assert asked(town, token) is None


def test_a_code_that_was_sent_and_never_used_proves_nothing(town: CodeTown) -> None:
    voted_by_mail(town)
    voted_by_mail(town, LEO, OTHER_ATTEMPT)
    town.ask(LEO, ATTEMPT, late=300, code=111111)
    assert find(town, LEO, ATTEMPT, code="111111") is None


def test_nothing_is_found_before_a_vote_or_after_the_count(town: CodeTown) -> None:
    assert find(town, code="482913") is None
    token, _ = voted_by_mail(town)
    town.count()
    assert find(town, token=token) is None


def test_finding_a_receipt_writes_nothing(town: CodeTown) -> None:
    token, receipt = voted_by_mail(town)
    before = town.roll_and_urn()
    assert find(town, token=token, code="482913") == receipt
    with town.engine.read() as desk:
        assert desk.work.mail_codes.count(town.id) == 1
    assert town.roll_and_urn() == before


def test_where_a_word_is_enough_the_person_and_the_attempt_are(voting: Town) -> None:
    receipt = voting.vote(ZOE, GOOD, attempt=ATTEMPT).receipt
    voting.vote(LEO, GOOD, attempt=OTHER_ATTEMPT)
    assert find(voting) == receipt
    assert find(voting, ZOE.model_copy(update={"last_name": "Inconnue"})) is None
    assert find(voting, ZOE.model_copy(update={"last_name": ""})) is None
    assert find(voting, attempt="c" * 32) is None
