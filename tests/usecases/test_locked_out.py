"""Nobody is kept from showing who they are by what others type or ask for in their name."""

from collections.abc import Iterator

import pytest

from concitoyen.domain.errors import Refused
from concitoyen.domain.one_time_code import new_code
from concitoyen.testing.databases import Databases
from tests.usecases.desk_of_codes import OTHER_ATTEMPT, ZOE, CodeTown, code_town
from tests.usecases.test_identify import NOT_THIS_SHEET, OVER, said
from tests.usecases.town import citizen


@pytest.fixture
def town(databases: Databases) -> Iterator[CodeTown]:
    """The town whose rulebook asks for a code, while its vote is open."""
    with code_town(databases) as found:
        yield found


def test_nobody_waits_for_the_wrong_codes_that_others_typed_under_their_name_or_from_their_school(
    town: CodeTown,
) -> None:
    code = town.print_codes()[0]
    for number in range(210):
        person = ZOE if number < 30 else citizen(f"N{number}")
        assert said(town.sheet(new_code(number.to_bytes(16)), person, network="192.0.2.7")) == NOT_THIS_SHEET
    assert town.sheet(code, network="192.0.2.7").token
    assert not town.tables()["quotas"]


def test_nobody_uses_up_the_tries_of_a_code_that_somebody_else_asked_for(town: CodeTown) -> None:
    town.ask()
    for number in range(9):
        stranger = f"{number + 1:032}"
        assert said(town.answer("000000", attempt=stranger)) == OVER
    town.ask(attempt=OTHER_ATTEMPT, code=111111)
    for _ in range(9):
        town.answer("000000", attempt=OTHER_ATTEMPT)
    assert town.answer("482913").token


def test_a_stranger_elsewhere_does_not_use_up_the_letters_of_a_mailbox(town: CodeTown) -> None:
    for hour in range(3):
        for number in range(4):
            town.ask(late=hour * 3600 + number, attempt=OTHER_ATTEMPT, network="192.0.2.7")
    town.refusal(lambda: town.ask(late=3 * 3600, network="192.0.2.7"), Refused)
    assert town.ask(late=3 * 3600, network="192.0.2.8").to == "zoe@exemple.fr"


def test_a_mailbox_is_not_flooded_from_many_places_either(town: CodeTown) -> None:
    for number in range(40):
        town.ask(network=f"192.0.2.{number}")
    town.refusal(lambda: town.ask(network="192.0.2.250"), Refused)
