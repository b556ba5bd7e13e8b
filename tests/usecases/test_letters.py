"""The letters that carry a code: one for one form however often it is sent, and none counted that could not leave."""

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest

from concitoyen.testing.databases import Databases
from concitoyen.usecases.identify import Verdict
from tests.usecases.desk_of_codes import ZOE, CodeTown, code_town

OVER = "Ce code n'est plus valable. Demandez-en un autre."


@pytest.fixture
def town(databases: Databases) -> Iterator[CodeTown]:
    """The town whose rulebook asks for a code, while its vote is open."""
    with code_town(databases) as found:
        yield found


def test_the_same_form_sent_again_sends_no_other_letter_and_counts_for_nothing(town: CodeTown) -> None:
    assert town.send() is not None
    again = ZOE.model_copy(update={"first_name": "Zoë", "email": " ZOE+vote@exemple.fr"})
    assert [town.send(person, late=60, code=111111) for person in (ZOE, again) for _ in range(9)] == [None] * 18
    assert town.answer("482913").token != ""
    for number in range(4):
        assert town.send(attempt=f"{number:032}") is not None


def test_of_the_same_form_sent_twice_at_once_one_letter_leaves(town: CodeTown) -> None:
    together, sent = Barrier(6), []

    def send(number: int) -> None:
        together.wait()
        sent.append(town.send(code=number))

    threads = [Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (leaving,) = [one for one in sent if one is not None]
    (digits,) = [line.strip() for line in leaving.letter.text.splitlines() if line.startswith("    ")]
    assert town.answer(digits).token != ""
    for number in range(4):
        assert town.send(attempt=f"{number:032}") is not None


@pytest.mark.parametrize("spent", ["it is over", "its tries are used up", "it has served"])
def test_a_code_that_can_serve_no_more_is_followed_by_another(town: CodeTown, spent: str) -> None:
    town.send()
    for number in range(5) if spent == "its tries are used up" else ():
        town.answer(f"{number:06}")
    if spent == "it has served":
        assert town.answer("482913").token != ""
    assert town.send(late=15 * 60 if spent == "it is over" else 70, code=111111) is not None
    assert town.answer("111111", late=16 * 60).token != ""


def test_a_letter_that_could_not_leave_is_sent_by_the_same_form_and_never_counted(town: CodeTown) -> None:
    for _ in range(20):
        lost = town.send(network="192.0.2.7")
        assert lost is not None
        town.take_back(lost)
    assert {row[-1] for row in town.tables()["quotas"]} == {0}
    assert refused(town.answer("482913")) == OVER
    assert town.send(code=111111) is not None
    assert town.answer("111111").token != ""


def test_a_letter_that_fails_late_takes_nothing_from_the_one_that_took_its_place(town: CodeTown) -> None:
    slow = town.send()
    assert slow is not None
    town.ask(code=111111)
    town.take_back(slow)
    assert town.answer("111111").token != ""


def refused(verdict: Verdict) -> str:
    return verdict.objection.text if verdict.objection else ""
