"""The Method of Equal Shares: counts of the literature, counts done by hand, and what is told of them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, Payment, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, EqualShares, equal_shares
from concitoyen_voting_rules.rules.equal_shares.market import Utility
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.tied import by_priority
from tests.packs.voting_rules.elections import CONTEST, FIRST_COME, election, euros, times
from tests.packs.voting_rules.laws import TIES, does_not_depend_on_order, elections, funded, is_whole, plain, why

COMPLETIONS = st.builds(
    EqualSharesRule,
    utility=st.sampled_from(["cost", "cardinality"]),
    completion=st.sampled_from(["none", "add-one"]),
    start=st.sampled_from(["exact", "floor"]),
    step=st.integers(1, 20),
    stop=st.sampled_from(["exhaustive", "overspend"]),
    fill=st.sampled_from(["none", "by-votes", "utilitarian"]),
    comparison=st.sampled_from(["none", "satisfaction", "exclusion"]),
    minimum_votes=st.integers(0, 3),
)


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


# ── the rule of a rulebook ────────────────────────────────────────────────────────────────────────────

COSTS = {"velo": 600, "four": 300, "scene": 500, "bac": 0, "mare": 50}
CAST = [times(6, "velo", "four"), times(3, "scene"), times(1, "bac", "four")]


def test_each_candidate_is_told_why() -> None:
    """By hand, 90 € each: four 300/7; then velo has 6·(90 - 300/7) = 282.86 €; scene has 270 €."""
    outcome = EqualSharesRule().count(election(COSTS, CAST, 900), FIRST_COME)
    assert why(outcome) == {
        "bac": "retenu : ne coûte rien",
        "four": "retenu : 300 € pour 900 € restants ; prix pour chacun : environ 42,86 €, que paient ses soutiens (7)",
        "velo": "il reste environ 282,86 € à ceux qui l'ont choisi, il en coûte 600 € : non retenu",
        "scene": "il reste 270 € à ceux qui l'ont choisi, il en coûte 500 € : non retenu",
        "mare": "il fallait au moins 1 voix : non retenu",
    }
    assert [plain(note.text) for note in outcome.notes] == ["Chaque votant reçoit une part de 90 €."]
    four = next(step for step in outcome.rounds if step.candidate == "four")
    assert four.payments == (Payment(voters=7, each=Fraction(30_000, 7), total=Fraction(30_000)),)


def test_those_who_give_all_they_have_are_told_apart() -> None:
    cast = [times(1, "four", "velo"), times(1, "four"), times(2, "velo"), times(2)]
    found = EqualSharesRule(utility="cardinality").count(election({"four": 12, "velo": 18}, cast, 60), FIRST_COME)
    assert why(found)["velo"] == (
        "retenu : 18 € pour 48 € restants ; prix pour chacun : 7 € ; soutiens qui le paient : 2, "
        "qui donnent tout ce qui leur reste : 1"
    )
    assert found.rounds[1].payments == (
        Payment(voters=2, each=Fraction(700), total=Fraction(1400)),
        Payment(voters=1, each=None, total=Fraction(400)),
    )


def by_points(costs: Mapping[str, int], ballots: Sequence[Mapping[str, int]], envelope: int) -> Election:
    cast = tuple(WeightedBallot(ballot=Ballot(choices={CONTEST: marks}), weight=1) for marks in ballots)
    held = election(costs, [], envelope).model_copy(update={"ballots": cast})
    contest = held.contests[0].model_copy(update={"values": (0, 5), "marking": "points"})
    return held.model_copy(update={"contests": (contest,)})


def test_points_are_told_with_the_price_of_a_point() -> None:
    held = by_points({"four": 16, "velo": 9, "bac": 3}, [{"four": 3}, {"four": 1, "velo": 2}, {"bac": 0}], 36)
    outcome = EqualSharesRule(utility="points", minimum_votes=0).count(held, FIRST_COME)
    assert why(outcome) == {
        "four": "retenu : 16 € pour 36 € restants ; prix du point : 4 €, que paient ses soutiens (2)",
        "velo": "il reste 8 € à ceux qui l'ont choisi, il en coûte 9 € : non retenu",
        "bac": "personne ne l'a choisi : non retenu",
    }
    assert outcome.explain("four").startswith("1er avec 4 points")
    assert outcome.rounds[0].payments == (Payment(voters=2, each=Fraction(400), total=Fraction(1600)),)


def test_points_that_some_cannot_pay_are_told() -> None:
    held = by_points({"four": 18}, [{"four": 3}, {"four": 1}], 20)
    outcome = EqualSharesRule(utility="points").count(held, FIRST_COME)
    assert why(outcome)["four"] == (
        "retenu : 18 € pour 20 € restants ; prix du point : 8 € ; soutiens qui le paient : 1, "
        "qui donnent tout ce qui leur reste : 1"
    )


@pytest.mark.parametrize("marking", ["rank", "grade"])
def test_ranks_and_grades_are_not_points(marking: str) -> None:
    held = by_points({"four": 18}, [{"four": 1}], 20)
    contest = held.contests[0].model_copy(update={"marking": marking})
    with pytest.raises(CountError, match="se remplit par rangs ou par mentions"):
        EqualSharesRule(utility="points").count(held.model_copy(update={"contests": (contest,)}), FIRST_COME)


def test_points_are_not_simple_choices() -> None:
    with pytest.raises(CountError, match="compte des choix simples"):
        EqualSharesRule().count(by_points({"four": 18}, [{"four": 2}], 20), FIRST_COME)


def test_larger_shares_and_a_fill_are_told() -> None:
    cast = [times(3, "a"), times(2, "b"), times(1, "b", "c"), times(1, "d")]
    rule = EqualSharesRule(completion="add-one", stop="exhaustive", step=euros(1), fill="by-votes")
    outcome = rule.count(election(TOWN, cast, 63), FIRST_COME)
    assert [plain(note.text) for note in outcome.notes] == [
        "La part de chaque votant est portée à 10 €, en 1 pas, pour employer l'enveloppe."
    ]
    assert why(outcome)["c"] == "il restait 4 €, il en coûte 16 € : non retenu"
    filled = EqualSharesRule(fill="by-votes").count(election({"a": 30, "c": 16}, [cast[0], times(6, "c")], 46), ())
    assert why(filled)["a"] == "retenu avec l'argent que les parts égales laissent : 30 € pour 30 € restants"


def test_a_comparison_is_told_whoever_wins() -> None:
    rule = EqualSharesRule(comparison="satisfaction")
    outcome = rule.count(election({"a": 10, "b": 4}, [times(3, "a"), times(2, "b")], 10), FIRST_COME)
    assert why(outcome) == {
        "a": "retenu par le nombre de voix, que la comparaison a préféré : 10 € pour 10 € restants",
        "b": "il restait 0 €, il en coûte 4 € : non retenu",
    }
    assert outcome.notes[-1].text == (
        "Le classement par voix sert mieux 3 votants, les parts égales 2 : le classement par voix l'emporte."
    )
    outcome = rule.count(election({"a": 9, "b": 4}, [times(2, "a"), times(2, "b")], 9), FIRST_COME)
    assert funded(outcome) == ["b"]
    assert outcome.notes[-1].text == (
        "Les parts égales servent mieux 2 votants, le classement par voix 2 : elles l'emportent."
    )


def test_a_tie_is_told_by_the_effective_support_that_is_equal() -> None:
    cast = [times(2, "a"), times(2, "b")]
    outcome = EqualSharesRule().count(election({"a": 4, "b": 2}, cast, 12), FIRST_COME)
    assert [(tie.candidates, tie.score) for tie in outcome.ties] == [(("a", "b"), 2)]
    cheap = EqualSharesRule(utility="cardinality").count(election({"a": 4, "b": 4}, cast, 12), FIRST_COME)
    assert [(tie.candidates, tie.score) for tie in cheap.ties] == [(("a", "b"), 200)]


def test_a_candidate_dearer_than_the_envelope_does_not_end_the_completion() -> None:
    cast = [times(3, "a"), times(1, "b")]
    rule = EqualSharesRule(completion="add-one")
    outcome = rule.count(election({"a": 11, "b": 7}, cast, 10), FIRST_COME)
    assert funded(outcome) == ["b"]
    assert why(outcome)["a"] == "coûte 11 €, plus que l'enveloppe entière (10 €) : non retenu"


def test_a_step_of_nothing_is_refused_with_the_rulebook() -> None:
    with pytest.raises(ValidationError, match="au moins un centime"):
        EqualSharesRule(step=Money(0))


def test_maxima_may_be_kept_around_the_rule_while_nothing_is_revised() -> None:
    assert EqualSharesRule(fill="by-votes").limits == "around"
    assert EqualSharesRule(completion="add-one").limits == "refused"
    assert EqualSharesRule(comparison="exclusion").limits == "refused"


@given(held=elections(most_cost=60), rule=COMPLETIONS)
@settings(max_examples=200)
def test_every_outcome_is_whole(held: Election, rule: EqualSharesRule) -> None:
    is_whole(rule.count(held, TIES), held)


@given(held=elections(most_cost=60), rule=COMPLETIONS, data=st.data())
def test_order_and_merging_change_nothing(held: Election, rule: EqualSharesRule, data: st.DataObject) -> None:
    does_not_depend_on_order(rule, held, data)


@given(held=elections(values=(0, 5), most_cost=60), completion=st.sampled_from(["none", "add-one"]), data=st.data())
def test_points_in_any_order_too(held: Election, completion: str, data: st.DataObject) -> None:
    rule = EqualSharesRule.model_validate({"utility": "points", "completion": completion, "step": "0.07"})
    is_whole(rule.count(held, TIES), held)
    does_not_depend_on_order(rule, held, data)


@given(held=elections(most_cost=60))
def test_payments_of_a_round_sum_to_the_cost(held: Election) -> None:
    for step in EqualSharesRule().count(held, TIES).rounds:
        assert sum(payment.total for payment in step.payments) == (step.cost.cents if step.payments else 0)


def test_thousands_of_millions_of_steps_that_change_nothing_are_not_taken_one_by_one() -> None:
    """One cent at a time from nothing: a at 5 millions each, then b takes 10**9 more of one voter."""
    votes = profile("ab", {"a": 1, "ab": 1})
    found = counted(votes, {"a": 10**7, "b": 10**9}, 10**7, completion=Completion("floor", 1))
    assert (won(found, "ab"), found.run.share) == ("a", Fraction(10**9 + 5 * 10**6 - 1))
