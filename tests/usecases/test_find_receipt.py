"""After the closing, who voted in time finds the receipt whose answer was lost; nobody else learns anything."""

import pytest

from concitoyen.domain.people import Person
from concitoyen.usecases.find_receipt import Retry, find_receipt
from tests.usecases.town import Town, at, ballot, citizen

OPEN, CLOSED = "2027-09-30 23:59", "2027-10-01 00:00"
ATTEMPT, OTHER_ATTEMPT = "a" * 32, "b" * 32
GOOD = ballot(pratiques="jardin")
ZOE, LEO, ANA = (citizen(name) for name in ("Delattre", "Carpentier", "Absente"))


def find(town: Town, person: Person = ZOE, attempt: str = ATTEMPT, when: str = CLOSED) -> str | None:
    with town.engine.read() as desk:
        return find_receipt(desk, town.id, Retry(person, attempt, at(when)))


def test_who_voted_finds_the_receipt_until_the_count_and_nothing_is_written(voting: Town) -> None:
    receipt = voting.vote(ZOE, GOOD, when=OPEN, attempt=ATTEMPT).receipt
    before = voting.roll_and_urn()
    assert [find(voting, when=when) for when in (CLOSED, "2027-10-09 12:00")] == [receipt] * 2
    assert find(voting, citizen("DELATTRE")) == receipt
    assert voting.roll_and_urn() == before
    voting.count("2027-10-10 09:00")
    assert find(voting, when="2027-10-10 10:00") is None


@pytest.mark.parametrize(
    ("person", "attempt", "when"),
    [
        (LEO, ATTEMPT, CLOSED),
        (ANA, ATTEMPT, CLOSED),
        (ZOE, OTHER_ATTEMPT, CLOSED),
        (ZOE, "c" * 32, CLOSED),
        (ZOE.model_copy(update={"last_name": ""}), ATTEMPT, CLOSED),
        (ZOE, ATTEMPT, OPEN),
    ],
    ids=["another who voted", "who did not vote", "another's attempt", "no attempt of ours", "nobody", "still open"],
)
def test_anybody_and_anything_else_finds_nothing(voting: Town, person: Person, attempt: str, when: str) -> None:
    voting.vote(ZOE, GOOD, attempt=ATTEMPT)
    voting.vote(LEO, GOOD, attempt=OTHER_ATTEMPT)  # what could have leaked
    assert find(voting, person, attempt, when) is None


def test_who_signed_a_sheet_on_paper_is_not_found_under_an_attempt_of_the_site(voting: Town) -> None:
    voting.vote(ZOE, GOOD, attempt=ATTEMPT)
    voting.place()
    voting.sign(1, LEO)
    assert find(voting, LEO) is None
