"""How groups share what a pot receives."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.composition.pots import NOTHING, Filling, Shared, portions
from concitoyen.domain.groups import Takes
from concitoyen.domain.money import Money
from tests.domain.around import composition, election, funded, pot

NAMES = {"territory": {"nord": "Le Nord", "sud": "Le Sud", "est": "L'Est"}}
PLACES = {name: {"territory": place} for name, place in {"a": "nord", "b": "nord", "c": "sud"}.items()}
COSTS = {"a": 100, "b": 100, "c": 100}


@pytest.mark.parametrize(
    ("shared", "told"),
    [
        ("equally", {"Le Nord": 20000, "Le Sud": 20000, "L'Est": 20000}),
        ("population", {"Le Nord": 30000, "Le Sud": 20000, "L'Est": 10000}),
        ("voters", {"Le Nord": 45000, "Le Sud": 15000, "L'Est": 0}),
    ],
)
def test_groups_share_equally_by_inhabitants_or_by_voters(shared: Shared, told: dict[str, int]) -> None:
    people = {"nord": 3000, "sud": 2000, "est": 1000}
    share = pot("q", by="territory", share=Fraction(2, 3), shared=shared, population=people)
    found = portions(
        composition(pots=(share,), titles=NAMES), election(COSTS, {"a": 20, "b": 10, "c": 10}, 900, **PLACES)
    )
    assert {part.title.removeprefix("Q : "): part.money.cents for part in found} == told


def test_what_the_others_leave_may_be_shared_too_and_cents_that_do_not_divide_stay() -> None:
    pots = (pot("v", takes=Takes(project=("c",)), amount=Money(100)), pot("q", by="territory", shared="equally"))
    found = portions(composition(pots=pots, titles=NAMES), election(COSTS, {}, 2, **PLACES))
    assert [part.money.cents for part in found] == [100, 33, 33, 33]


def test_nobody_shares_when_nobody_chose_anything() -> None:
    share = pot("q", by="territory", amount=Money(600), shared="voters")
    found = portions(composition(pots=(share,), titles=NAMES), election(COSTS, {}, 9, **PLACES))
    assert [part.money for part in found] == [NOTHING] * 3


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=3, max_size=3))
def test_groups_never_share_more_than_the_pot_has(cents: int, people: list[int]) -> None:
    inhabitants = dict(zip(NAMES["territory"], people, strict=True))
    share = pot("q", by="territory", amount=Money(cents), shared="population", population=inhabitants)
    found = portions(composition(pots=(share,), titles=NAMES), election(COSTS, {}, 10**4, **PLACES))
    given_away = sum(part.money.cents for part in found)
    assert given_away <= cents
    assert given_away > cents - 3 or not sum(people)


def test_the_money_left_is_filled_in_the_pots_that_the_rulebook_names() -> None:
    votes = {"a": 30, "b": 20, "c": 10}
    pots = (
        pot("n", takes=Takes(territory=("nord",)), amount=Money.euros(150)),
        pot("s", takes=Takes(territory=("sud",)), amount=Money.euros(50)),
    )
    everywhere = composition(pots=pots, filling=Filling(partial_percent=Decimal(1)))
    in_one = composition(pots=pots, filling=Filling(partial_percent=Decimal(1), pots=("s",)))
    held = election(COSTS, votes, 200, **PLACES)
    assert funded(composed(held, everywhere)) == {"a": 100, "b": 50, "c": 50}
    assert funded(composed(held, in_one)) == {"a": 100, "c": 50}
