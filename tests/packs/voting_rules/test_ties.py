"""Between candidates that have the same votes."""

import pytest

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, TieBreak, TieBroken, WeightedBallot, break_tie
from concitoyen.domain.errors import UnresolvedTie
from concitoyen_voting_rules.forms.ranking import Ranking
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.ties.earliest_deposit import EarliestDeposit
from concitoyen_voting_rules.ties.fewest_ahead import FewestAhead
from concitoyen_voting_rules.ties.lowest_cost import LowestCost
from concitoyen_voting_rules.ties.most_first_ranks import MostFirstRanks
from concitoyen_voting_rules.ties.most_voters import MostVoters
from concitoyen_voting_rules.ties.public_draw import PublicDraw
from tests.packs.voting_rules.elections import FIRST_COME, candidates, euros, voted

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


def test_among_equal_points_the_most_voters_then_the_most_first_ranks_go_first() -> None:
    standing = candidates({"velo": 1, "four": 1, "scene": 1})
    (contest,) = Ranking(places=2).contests(standing, [])
    cast = {("velo", "four"): 2, ("scene",): 2, ("four", "scene"): 1, ("scene", "velo"): 1}
    election = Election(
        candidates=standing,
        contests=(contest,),
        ballots=tuple(
            WeightedBallot(
                ballot=Ballot(choices={contest.id: {name: rank for rank, name in enumerate(names, start=1)}}),
                weight=weight,
            )
            for names, weight in cast.items()
        ),
        envelope=euros(0),
    )
    voters = break_tie(["velo", "four", "scene"], 0, election, [("v", MostVoters()), *FIRST_COME])
    assert voters.order == ("scene", "velo", "four")
    firsts = break_tie(["velo", "four", "scene"], 0, election, [("f", MostFirstRanks()), *FIRST_COME])
    assert (firsts.order, firsts.decided_by) == (("scene", "velo", "four"), ("f",))
    chosen = voted({"four": 1, "velo": 1}, {"velo": 1, "four": 1}, envelope=0)
    assert MostFirstRanks().key(chosen.candidates[0], chosen) == 0


def test_the_project_of_the_group_with_fewest_ahead_goes_first() -> None:
    election = voted({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, {"a": 9, "b": 8, "c": 5, "d": 5, "e": 5}, envelope=0)
    cantons = {"a": ("x",), "b": ("x", "y"), "c": ("x",), "d": ("x", "y"), "e": ()}
    placed = election.model_copy(
        update={"candidates": tuple(one.model_copy(update={"cantons": cantons[one.id]}) for one in election.candidates)}
    )
    balance = FewestAhead(by="canton")
    assert [balance.key(one, placed) for one in placed.candidates] == [0, 0, 2, 1, 0]
    assert break_tie(["c", "d", "e"], 5, placed, [("g", balance)]).order == ("e", "d", "c")


def test_only_a_criterion_that_leaves_nobody_equal_is_decisive() -> None:
    assert PublicDraw.decisive
    assert not EarliestDeposit.decisive
    assert not LowestCost.decisive
