"""Between candidates that have the same votes."""

import pytest

from concitoyen.domain.count import TieBreak, TieBroken, break_tie
from concitoyen.domain.errors import UnresolvedTie
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.ties.earliest_deposit import EarliestDeposit
from concitoyen_voting_rules.ties.lowest_cost import LowestCost
from concitoyen_voting_rules.ties.public_draw import PublicDraw
from tests.packs.voting_rules.elections import FIRST_COME, voted

CHEAPEST: tuple[str, TieBreak] = ("voting_rules:lowest-cost", LowestCost())
COSTS = {"velo": 8000, "four": 5000, "scene": 5000, "bac": 9000}
THREE_EQUAL = voted(COSTS, {"velo": 7, "four": 7, "scene": 7, "bac": 9}, envelope=50_000)


def test_the_first_deposited_goes_first() -> None:
    tie = break_tie(["scene", "velo", "four"], 7, THREE_EQUAL, FIRST_COME)
    assert tie.order == ("velo", "four", "scene")


def test_the_least_costly_goes_first() -> None:
    election = voted({"velo": 8000, "four": 5000}, {}, envelope=0)
    assert break_tie(["velo", "four"], 0, election, [CHEAPEST]).order == ("four", "velo")


def test_three_equals_are_parted_by_two_criteria_in_the_order_of_the_rulebook() -> None:
    outcome = Greedy().count(THREE_EQUAL, [CHEAPEST, *FIRST_COME])
    assert outcome.ties == (
        TieBroken(
            candidates=("four", "scene", "velo"),
            score=7,
            decided_by=("voting_rules:lowest-cost", "voting_rules:earliest-deposit"),
            order=("four", "scene", "velo"),
        ),
    )
    assert [result.candidate for result in outcome.results] == ["bac", "four", "scene", "velo"]


def test_a_criterion_that_parts_nobody_is_not_said_to_have_decided() -> None:
    election = voted({"four": 5000, "scene": 5000}, {"four": 2, "scene": 2}, envelope=5000)
    (tie,) = Greedy().count(election, [CHEAPEST, *FIRST_COME]).ties
    assert tie.decided_by == ("voting_rules:earliest-deposit",)


def test_candidates_with_different_votes_are_no_tie() -> None:
    election = voted({"four": 5000, "scene": 5000}, {"four": 2, "scene": 3}, envelope=5000)
    assert Greedy().count(election, FIRST_COME).ties == ()


def test_equals_that_the_list_leaves_equal_stop_the_count() -> None:
    with pytest.raises(UnresolvedTie, match=r"four = scene.*tirage public"):
        Greedy().count(THREE_EQUAL, [CHEAPEST])


def test_only_a_criterion_that_leaves_nobody_equal_is_decisive() -> None:
    assert PublicDraw.decisive
    assert not EarliestDeposit.decisive
    assert not LowestCost.decisive
