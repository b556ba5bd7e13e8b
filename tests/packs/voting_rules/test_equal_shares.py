"""The Method of Equal Shares: counts of the literature, and counts done by hand."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest

from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, EqualShares, equal_shares
from concitoyen_voting_rules.rules.equal_shares.market import Utility
from concitoyen_voting_rules.rules.tied import by_priority
from tests.packs.voting_rules.elections import election, times


def profile(names: str, ballots: Mapping[str, int]) -> Profile:
    """Approvals written as words: {"ab": 3} is three voters for a and b; "" is a blank ballot."""
    return Profile.from_election(election(dict.fromkeys(names, 1), [times(n, *b) for b, n in ballots.items()], 1))


def pointed(names: str, ballots: Sequence[tuple[Mapping[str, int], int]]) -> Profile:
    """Ballots of points, each with its number of voters."""
    starts = np.cumsum([0, *(len(marks) for marks, _ in ballots)])
    marked = [names.index(name) for marks, _ in ballots for name in marks]
    values = [points for marks, _ in ballots for points in marks.values()]
    weights = [weight for _, weight in ballots]
    return Profile.from_rows(names, starts, np.array(marked), np.array(values), np.array(weights))


def counted(
    votes: Profile,
    costs: Mapping[str, int],
    budget: int,
    utility: Utility = "cost",
    completion: Completion = Completion(),  # noqa: B008 - a frozen value
) -> EqualShares:
    """Ties go to the first of the list."""
    ranks = by_priority(range(len(costs)))
    return equal_shares(votes, list(costs.values()), budget, ranks, utility=utility, completion=completion)


def statement(found: EqualShares, ballot: int) -> tuple[dict[int, str], str]:
    """What a voter paid and has left, as text."""
    paid, left = found.run.statement(ballot)
    return {one: str(price) for one, price in paid.items()}, str(left)


def won(found: EqualShares, names: str) -> str:
    return "".join(names[winner] for winner in found.winners)


def test_bike_path_playground_and_library_as_on_equalshares_net() -> None:
    """Example 1 of equalshares.net/explanation: eleven voters with 100 each; the gym, second by votes, loses."""
    names = "bgpyl"  # bike path, gym, park, playground, library
    costs = dict(zip(names, (700, 400, 250, 200, 100), strict=True))
    table = ["bg", "bgp", "bg", "bgp", "bgp", "bg", "pyl", "y", "yl", "pyl", "b"]
    votes = profile(names, {ballot: table.count(ballot) for ballot in table})
    found = counted(votes, costs, 1100)
    assert won(found, names) == "byl"
    assert list(found.run.prices) == [100, 50, Fraction(100, 3)]
    assert [payers.whole for payers in found.run.payers] == [7, 4, 3]


def test_example_13_of_lackner_and_skowron() -> None:
    """Multi-Winner Voting with Approval Preferences (Springer, 2023), example 11: only a is paid, at 1/8."""
    cast = {"ab": 3, "ac": 3, "ad": 2, "bcf": 1, "e": 1, "f": 1, "g": 1}
    found = counted(profile("abcdefg", cast), dict.fromkeys("abcdefg", 1), 4)
    assert won(found, "abcdefg") == "a"
    assert found.run.prices == (Fraction(1, 8),)
    assert found.run.purses.backing(1) == 3 * (Fraction(1, 3) - Fraction(1, 8)) + Fraction(1, 3)


def test_two_thirds_and_one_third_are_served_in_proportion() -> None:
    """Proportionality as Peters, Pierczyński and Skowron (2021) explain it: 60 for left, 30 for right, 3 of 9 seats."""
    costs = dict.fromkeys("abcdefxyz", 10) | {"u": 10}
    found = counted(profile("abcdefxyzu", {"abcdef": 60, "xyzu": 30}), costs, 90)
    assert sorted(won(found, "abcdefxyzu")) == sorted("abcdefxyz")


def test_the_poor_give_all_they_have_and_the_others_share_the_rest() -> None:
    """By hand: 10 each. a (15) at 7.50; then b (12) has 2.50 of one voter, and 9.50 of the two others at 4.75."""
    found = counted(profile("ab", {"ab": 1, "a": 1, "b": 2}), {"a": 15, "b": 12}, 40, "cardinality")
    assert won(found, "ab") == "ba"
    found = counted(profile("ab", {"ab": 1, "a": 1, "b": 2, "": 2}), {"a": 12, "b": 18}, 60, "cardinality")
    assert list(found.run.prices) == [6, 7]
    assert found.run.payers == ((2, 0, 2), (2, 1, 2))
    assert statement(found, 0) == ({0: "6", 1: "4"}, "0")
    assert statement(found, 1) == ({0: "6"}, "4")
    assert statement(found, 2) == ({1: "7"}, "3")
    assert statement(found, 3) == ({}, "10")


def test_with_points_each_pays_in_proportion_to_the_points() -> None:
    """By hand: 12 each; 4 points for 16: 4 a point, 12 for the voter of 3 points, 4 for the voter of one."""
    votes = pointed("ab", [({"a": 3}, 1), ({"a": 1, "b": 2}, 1), ({"b": 0}, 1)])
    found = counted(votes, {"a": 16, "b": 8}, 36, "points")
    assert won(found, "ab") == "ab"
    assert list(found.run.prices) == [4, 4]
    assert [statement(found, ballot) for ballot in range(3)] == [
        ({0: "12"}, "0"),
        ({0: "4", 1: "8"}, "0"),
        ({}, "12"),
    ]


def test_cost_utility_prefers_many_voters_and_cardinality_prefers_little_money() -> None:
    votes = profile("ab", {"a": 3, "b": 2, "ab": 1})
    costs = {"a": 12, "b": 3}
    assert won(counted(votes, costs, 36), "ab") == "ab"
    assert won(counted(votes, costs, 36, "cardinality"), "ab") == "ba"


def test_what_costs_nothing_is_funded_first_when_somebody_wants_it() -> None:
    found = counted(profile("abc", {"ac": 1}), {"a": 5, "b": 0, "c": 0}, 10)
    assert (won(found, "abc"), found.cost) == ("ca", 5)


@pytest.mark.parametrize("ballots", [{}, {"": 4}])
def test_without_any_mark_nobody_is_funded(ballots: dict[str, int]) -> None:
    everything = Completion(step=1, fill="by-votes", comparison="satisfaction")
    assert counted(profile("ab", ballots), {"a": 1, "b": 0}, 10, completion=everything).winners == ()


def test_without_candidates_nobody_is_funded() -> None:
    assert counted(profile("", {"": 2}), {}, 10, completion=Completion(step=1, fill="by-votes")).winners == ()


def test_exact_ties_are_told_and_follow_the_order_given() -> None:
    votes = profile("abc", {"a": 2, "b": 2, "c": 1})
    found = equal_shares(votes, [4, 4, 1], 10, by_priority([2, 1, 3]))
    assert won(found, "abc") == "bac"
    assert [(tie.tied, tie.score, tie.order) for tie in found.ties] == [((0, 1), Fraction(1, 2), (1, 0))]


def test_figures_beyond_any_budget_are_still_exact() -> None:
    """One cent decides among ten million voters and 10**15 cents."""
    votes = profile("ab", {"a": 5_000_000, "b": 4_999_999, "": 1})
    budget = 10**15
    assert won(counted(votes, {"a": 5 * 10**14, "b": 4_999_999 * 10**8}, budget), "ab") == "ab"
    assert won(counted(votes, {"a": 5 * 10**14 + 1, "b": 4_999_999 * 10**8}, budget), "ab") == "b"


def test_a_price_that_floats_cannot_tell_from_another_is_still_lower() -> None:
    """Both cost about a third of a cent a voter; they differ by one part in 10**17."""
    votes = profile("ab", {"a": 3 * 10**6, "b": 3 * 10**6})
    costs = {"a": 10**17 + 1, "b": 10**17}
    found = counted(votes, costs, 10**18, "cardinality")
    assert (won(found, "ab"), found.ties) == ("ba", ())


def test_it_is_lower_also_when_some_supporters_are_poor() -> None:
    """By hand, 4·10**10 each: c takes 3·10**10 of two voters, who then give a and b their last 10**10."""
    votes = profile("abc", {"a": 3 * 10**6, "b": 3 * 10**6, "ac": 1, "bc": 1})
    costs = {"a": 10**17 + 1, "b": 10**17, "c": 6 * 10**10}
    found = counted(votes, costs, 4 * 10**10 * (6 * 10**6 + 2), "cardinality")
    assert (won(found, "abc"), found.ties) == ("cba", ())
    assert found.run.prices[1] == Fraction(10**17 - 10**10, 3 * 10**6)


# ── completion ────────────────────────────────────────────────────────────────────────────────────────

TOWN = {"a": 30, "b": 26, "c": 16, "d": 3}
TOWN_VOTES = {"a": 3, "b": 2, "bc": 1, "d": 1}


def test_larger_shares_go_on_until_the_next_would_overspend() -> None:
    """By hand, 7 voters: at 9 b and d; at 10 a too; c takes 16 from the third voter of b, who has them at 25."""
    found = counted(profile("abcd", TOWN_VOTES), TOWN, 63, completion=Completion(step=1))
    assert found.run.share == 24
    assert (won(found, "abcd"), found.cost, found.steps) == ("abd", 59, 15)


def test_larger_shares_may_stop_as_soon_as_nothing_else_fits() -> None:
    found = counted(profile("abcd", TOWN_VOTES), TOWN, 63, completion=Completion(step=1, stop="exhaustive"))
    assert (won(found, "abcd"), found.run.share, found.steps) == ("abd", Fraction(10), 1)


def test_shares_may_start_from_a_multiple_of_the_step() -> None:
    votes = profile("a", {"a": 3})
    assert counted(votes, {"a": 100}, 10, completion=Completion("floor", 2)).run.share == 32
    assert counted(votes, {"a": 100}, 10, completion=Completion("exact", 2)).run.share == Fraction(94, 3)


def test_larger_shares_end_when_everything_is_bought() -> None:
    found = counted(profile("ab", {"a": 2, "b": 1}), {"a": 4, "b": 5}, 12, completion=Completion(step=1))
    assert (won(found, "ab"), found.steps) == ("ab", 1)


def test_a_step_gives_something() -> None:
    with pytest.raises(CountError, match="0 n'en est pas une"):
        Completion(step=0)


def test_a_fill_takes_what_fits_by_votes_or_by_utility_for_the_cost() -> None:
    """Six voters with 4 each: only d is paid. By votes a then fits; by votes for the cost c does, and a no longer."""
    votes = profile("acdx", {"a": 3, "c": 2, "d": 1})
    costs = {"a": 20, "c": 9, "d": 4, "x": 1}
    assert won(counted(votes, costs, 24, completion=Completion(fill="by-votes")), "acdx") == "da"
    by_cost = counted(votes, costs, 24, "cardinality", Completion(fill="utilitarian"))
    assert won(by_cost, "acdx") == "dc"
    same = counted(votes, costs, 24, "cost", Completion(fill="utilitarian"))
    assert won(same, "acdx") == "da"


def test_ties_of_a_fill_are_told() -> None:
    found = counted(profile("ab", {"a": 1, "b": 1}), {"a": 6, "b": 6}, 6, completion=Completion(fill="by-votes"))
    assert won(found, "ab") == "a"
    assert [(tie.tied, tie.score) for tie in found.ties] == [((0, 1), Fraction(1))]


def test_most_votes_replace_equal_shares_that_serve_fewer_voters() -> None:
    """By hand: equal shares fund b for 2 of 5 voters with 2 each; most votes fund a for 3."""
    votes, costs = profile("ab", {"a": 3, "b": 2}), {"a": 10, "b": 4}
    assert won(counted(votes, costs, 10), "ab") == "b"
    for comparison in ("satisfaction", "exclusion"):
        found = counted(votes, costs, 10, completion=Completion(comparison=comparison))
        assert found.comparison is not None
        assert (found.comparison.prefer_shares, found.comparison.prefer_votes) == (2, 3)
        assert (won(found, "ab"), found.ties) == ("a", ())


def test_equal_shares_stay_where_as_many_voters_are_better_served() -> None:
    votes, costs = profile("abc", {"ac": 2, "b": 2}), {"a": 9, "b": 4, "c": 1}
    found = counted(votes, costs, 9, completion=Completion(comparison="exclusion"))
    assert found.comparison is not None
    assert not found.comparison.votes_win
    assert won(found, "abc") == "bc"


def test_thousands_of_millions_of_steps_that_change_nothing_are_not_taken_one_by_one() -> None:
    """One cent at a time from nothing: a at 5 millions each, then b takes 10**9 more of one voter."""
    votes = profile("ab", {"a": 1, "ab": 1})
    found = counted(votes, {"a": 10**7, "b": 10**9}, 10**7, completion=Completion("floor", 1))
    assert (won(found, "ab"), found.run.share) == ("a", Fraction(10**9 + 5 * 10**6 - 1))


# ── figures that have no sense ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("costs", "budget", "sentence"),
    [({"a": 1}, 1, "2 projets et 1 montants"), ({"a": -1, "b": 1}, 1, "négatif"), ({"a": 1, "b": 1}, -1, "négatif")],
)
def test_costs_that_have_no_sense_are_refused(costs: dict[str, int], budget: int, sentence: str) -> None:
    with pytest.raises(CountError, match=sentence):
        counted(profile("ab", {"a": 1}), costs, budget)


def test_negative_points_are_refused() -> None:
    with pytest.raises(CountError, match="points négatifs"):
        counted(pointed("a", [({"a": -1}, 1)]), {"a": 1}, 1, "points")
