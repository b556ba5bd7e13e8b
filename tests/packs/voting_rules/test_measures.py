"""Measures: what an outcome is worth to voters, counted by hand, against brute force, and on a hundred thousand."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, Outcome
from concitoyen.domain.errors import CountError
from concitoyen.domain.measure import Figure, Measure
from concitoyen_voting_rules.measures import prices
from concitoyen_voting_rules.measures.justified import By, Wronged, wronged
from concitoyen_voting_rules.measures.offered import Justified, Priceability, Satisfaction, Spread
from concitoyen_voting_rules.measures.prices import priceable
from concitoyen_voting_rules.measures.satisfaction import (
    funded_choices,
    funded_money,
    had,
    median,
    represented,
)
from concitoyen_voting_rules.measures.spread import Part, spread
from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.plugin import register_measures
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import equal_shares
from concitoyen_voting_rules.rules.greedy import Greedy
from tests.packs.voting_rules.elections import FIRST_COME, election, euros, times
from tests.packs.voting_rules.laws import plain

NAMES = ("velo", "four", "scene", "bac")


def profile(
    *ballots: Sequence[int], weights: Sequence[int] | None = None, values: Sequence[int] | None = None
) -> Profile:
    starts = np.concatenate([[0], np.cumsum([len(ballot) for ballot in ballots])]).astype(np.int64)
    marked = np.array([one for ballot in ballots for one in ballot], np.int64)
    some = None if values is None else np.array(values)
    return Profile.from_rows(NAMES, starts, marked, some, None if weights is None else np.array(weights))


TOWN = profile([0, 1], [1], [2], [], weights=[3, 2, 4, 1])


def test_a_voter_is_represented_by_one_funded_choice() -> None:
    assert represented(TOWN, {0, 2}) == Fraction(7, 10)
    assert represented(TOWN, set()) == 0
    assert represented(profile(), {0}) == 0


def test_voters_are_told_by_the_number_and_the_money_of_their_funded_choices() -> None:
    assert funded_choices(TOWN, {0, 1}) == {0: 5, 1: 2, 2: 3}
    assert funded_money(TOWN, [500, 300, 800, 0], {0, 1}) == {0: 5, 300: 2, 800: 3}
    assert funded_choices(profile(), {0}) == {0: 0}


def test_a_grade_or_a_mark_of_zero_is_no_choice() -> None:
    graded = profile([0, 1], [0, 1], values=[0, 3, 2, 0])
    assert funded_choices(graded, {0}) == {0: 1, 1: 1}


def test_huge_amounts_are_added_exactly_for_each_ballot() -> None:
    many = profile(*[[0, 1]] * 3, [1], [0, 2])
    assert had(many, [2**61, 2**61, 5, 0], {0, 1, 2}).tolist() == [2**62, 2**61, 2**61 + 5]


@pytest.mark.parametrize(
    ("histogram", "middle"),
    [({}, 0), ({0: 5}, 0), ({0: 4, 7: 1}, 0), ({0: 2, 7: 3}, 7), ({0: 2, 7: 2}, 7), ({0: 1, 3: 3, 9: 1}, 3)],
)
def test_at_least_half_of_the_voters_have_the_median_or_more(histogram: dict[int, int], middle: int) -> None:
    assert median(histogram) == middle
    assert 2 * sum(voters for amount, voters in histogram.items() if amount >= middle) >= sum(histogram.values())


def test_money_and_votes_are_told_by_group() -> None:
    assert spread(["nord", "sud", "nord"], [6, 3, 1], [500, 300, 200], {0, 1}) == (
        Part("nord", 7, 500, Fraction(7, 10), Fraction(5, 8)),
        Part("sud", 3, 300, Fraction(3, 10), Fraction(3, 8)),
    )
    assert spread(["nord"], [0], [500], set()) == (Part("nord", 0, 0, Fraction(0), Fraction(0)),)


# ── EJR+ ──────────────────────────────────────────────────────────────────────────────────────────────

MAJORITY = profile([0, 1], [2], weights=[6, 4])


def test_a_group_that_could_pay_for_its_project_and_has_nothing_is_wronged() -> None:
    assert wronged(MAJORITY, [500, 500, 400, 0], 1000, {0, 1}) == Wronged(2, 4, Fraction(400), 0)
    assert wronged(MAJORITY, [500, 500, 401, 0], 1000, {0, 1}) is None


def test_what_floats_find_near_is_settled_by_whole_numbers() -> None:
    third = profile([0], [1], weights=[10**9, 2 * 10**9])
    assert wronged(third, [10**15 + 1, 0, 0, 0], 3 * 10**15, {1}) is None
    assert wronged(third, [10**15, 0, 0, 0], 3 * 10**15, {1}) == Wronged(0, 10**9, Fraction(10**15), 0)


def test_satisfaction_in_number_asks_for_the_price_of_one_project_more() -> None:
    both = profile([0, 1], weights=[10])
    assert wronged(both, [900, 500, 0, 0], 1000, {0}) is None
    assert wronged(both, [100, 500, 0, 0], 1000, {0}) == Wronged(1, 10, Fraction(1000), 100)
    assert wronged(both, [900, 500, 0, 0], 1000, {0}, by="number") == Wronged(1, 10, Fraction(1000), 1)
    assert wronged(both, [900, 501, 0, 0], 1000, {0}, by="number") is None


def _brute(some: Profile, costs: list[int], budget: int, funded: set[int], by: By) -> bool:
    """Whether some group of ballots, whole, is wronged: every group is tried."""
    ballots = [
        (set(some.marked[some.starts[one] : some.starts[one + 1]].tolist()), int(some.weights[one]))
        for one in range(len(some.weights))
    ]
    for candidate in set(range(len(costs))) - funded:
        theirs = [ballot for ballot in ballots if candidate in ballot[0]]
        for size in range(1, len(theirs) + 1):
            for group in combinations(theirs, size):
                share = Fraction(sum(weight for _, weight in group) * budget, some.voters)
                if by == "cost":
                    short = all(
                        sum(costs[one] for one in chosen & funded) + costs[candidate] <= share for chosen, _ in group
                    )
                else:
                    short = all((len(chosen & funded) + 1) * costs[candidate] <= share for chosen, _ in group)
                if short:
                    return True
    return False


@st.composite
def profiles(draw: st.DrawFn) -> tuple[Profile, list[int], int]:
    """A small profile, costs, and a budget."""
    sets = draw(st.lists(st.sets(st.integers(0, 3)), min_size=1, max_size=5))
    weights = [draw(st.integers(1, 3)) for _ in sets]
    return (
        profile(*[sorted(one) for one in sets], weights=weights),
        [draw(st.integers(0, 6)) for _ in NAMES],
        draw(st.integers(1, 14)),
    )


@given(profiles(), st.sets(st.integers(0, 3)), st.sampled_from(["cost", "number"]))
def test_the_quick_check_finds_what_trying_every_group_finds(
    drawn: tuple[Profile, list[int], int], funded: set[int], by: By
) -> None:
    some, costs, budget = drawn
    assert (wronged(some, costs, budget, funded, by=by) is not None) == _brute(some, costs, budget, funded, by)


@given(profiles())
def test_equal_shares_wrong_nobody_in_the_money_that_they_count(drawn: tuple[Profile, list[int], int]) -> None:
    some, costs, budget = drawn
    winners = set(equal_shares(some, costs, budget, lambda tied, _: sorted(tied)).winners)
    assert wronged(some, costs, budget, winners) is None
    assert priceable(some, costs, budget, winners) is not False


def test_a_hundred_thousand_voters_are_measured_in_no_time() -> None:
    rng = np.random.default_rng(20270307)
    lengths = rng.integers(3, 13, 100_000)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    names = [str(one) for one in range(80)]
    city = Profile.from_rows(names, starts, rng.integers(0, 80, starts[-1]))
    costs = [int(cost) for cost in rng.integers(10**5, 10**8, 80)]
    assert represented(city, set(range(10))) > Fraction(1, 2)
    assert sum(funded_money(city, costs, set(range(10))).values()) == 100_000
    assert wronged(city, costs, 10**9, set(range(10))) is not None


# ── prices ────────────────────────────────────────────────────────────────────────────────────────────


def test_equal_purses_explain_that_each_half_has_its_project() -> None:
    halves = profile([0], [1], weights=[5, 5])
    assert priceable(halves, [500, 500, 0, 0], 1000, {0, 1}) is True


def test_no_purses_explain_that_a_majority_takes_all() -> None:
    assert priceable(MAJORITY, [500, 500, 300, 0], 1000, {0, 1}) is False


def test_what_nobody_chose_cannot_be_paid() -> None:
    assert priceable(MAJORITY, [500, 500, 400, 10], 1000, {3}) is False


def test_what_costs_nothing_needs_no_purse_and_nothing_to_share_is_explained() -> None:
    assert priceable(profile([0]), [0, 0, 0, 0], 0, {0}) is True
    assert priceable(profile(), [5, 0, 0, 0], 10, set()) is True
    assert priceable(profile([0]), [0, 50, 0, 0], 10, {0}) is True


def test_an_election_too_large_for_the_solver_is_not_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "LARGEST", 1)
    assert priceable(MAJORITY, [500, 500, 400, 0], 1000, {0, 1}) is None


def test_what_the_solver_does_not_solve_is_not_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("highspy.Highs.getModelStatus", lambda _: None)
    assert priceable(MAJORITY, [500, 500, 300, 0], 1000, {0, 1}) is None


def test_an_answer_that_whole_numbers_do_not_confirm_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def wild(market: prices._Market, ballots: Ints, _: Ints) -> prices._Proposal:
        nothing = np.zeros(len(ballots))
        return prices._Proposal(1.0, nothing, np.zeros(len(market.paid)), np.zeros(len(market.outside)))

    monkeypatch.setattr(prices, "_proposed", wild)
    assert priceable(MAJORITY, [500, 500, 300, 0], 1000, {0, 1}) is None


def test_without_highs_the_measure_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "highspy", None)
    with pytest.raises(CountError, match=r"installez concitoyen-voting-rules\[highs\]"):
        priceable(MAJORITY, [500, 500, 300, 0], 1000, {0, 1})


@settings(max_examples=30)
@given(profiles(), st.sets(st.integers(0, 3)))
def test_a_settled_answer_agrees_with_the_conditions_that_it_implies(
    drawn: tuple[Profile, list[int], int], funded: set[int]
) -> None:
    some, costs, budget = drawn
    if priceable(some, costs, budget, funded) is True:
        votes = some.approvals().tolist()
        assert all(votes[one] for one in funded if costs[one])


# ── as the pack offers them ───────────────────────────────────────────────────────────────────────────


def measured(measure: Measure, voted: Election) -> dict[str, str]:
    outcome: Outcome = Greedy().count(voted, FIRST_COME)
    (figures,) = measure.of(voted, [outcome])
    return {figure.id: plain(figure.shown()) for figure in figures}


VOTED = election({"velo": 500, "four": 500, "scene": 300}, [times(6, "velo", "four"), times(4, "scene")], envelope=1000)


def test_satisfaction_is_offered() -> None:
    assert measured(Satisfaction(), VOTED) == {
        "represented": "60 %",
        "median-money": "1 000 €",
        "with-0": "4",
        "with-1": "0",
        "with-2": "6",
    }


def test_the_spread_is_offered_where_there_are_groups() -> None:
    assert measured(Spread(), VOTED) == {}
    standing: list[Candidate] = [
        one.model_copy(update={"category": "culture" if one.id == "scene" else "sport"}) for one in VOTED.candidates
    ]
    grouped = VOTED.model_copy(update={"candidates": tuple(standing)})
    assert measured(Spread(), grouped) == {
        "category-culture-money": "0 €",
        "category-culture-votes": "25 %",
        "category-culture-share": "0 %",
        "category-sport-money": "1 000 €",
        "category-sport-votes": "75 %",
        "category-sport-share": "100 %",
    }


def test_a_wronged_group_is_told_with_its_figures() -> None:
    outcome = Greedy().count(VOTED, FIRST_COME)
    (figures,) = Justified().of(VOTED, [outcome])
    assert [(figure.id, figure.shown()) for figure in figures] == [("money", "non"), ("number", "non")]
    assert [plain(figure.note.text) if figure.note else "" for figure in figures] == [
        (
            "4 votants sur 10 veulent « scene » (300 €) : leur part de l'enveloppe est de 400 €, "
            "et aucun d'eux n'a plus de 0 € de choix financés"
        ),
        (
            "4 votants sur 10 veulent « scene » (300 €) : leur part de l'enveloppe est de 400 €, "
            "et aucun d'eux n'a plus de 0 choix financé(s)"
        ),
    ]
    cheap = VOTED.model_copy(update={"envelope": euros(1300)})
    (figures,) = Justified().of(cheap, [Greedy().count(cheap, FIRST_COME)])
    assert [(figure.value, figure.note) for figure in figures] == [(1, None), (1, None)]


def test_prices_are_offered_to_whoever_asks() -> None:
    assert measured(Priceability(), VOTED) == {"priceable": "non"}
    assert Priceability.costly
    blank = election({"velo": 500}, [], envelope=100)
    outcome = Greedy().count(blank, FIRST_COME)
    assert Priceability().of(blank, [outcome]) == [
        [
            Figure(
                id="priceable",
                label=Priceability().of(blank, [outcome])[0][0].label,
                value=1,
                unit="verdict",
                headline=True,
            )
        ]
    ]


def test_the_pack_registers_its_measures() -> None:
    assert [measure.id for measure in register_measures()] == ["satisfaction", "spread", "ejr-plus", "priceability"]
