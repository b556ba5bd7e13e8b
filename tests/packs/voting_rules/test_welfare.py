"""The greatest welfare: against every set of projects, with and without maxima by group, and what it says."""

import sys
from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.composition.quota import Quota
from concitoyen.domain.count import Election
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen_voting_rules.rules import constrained as by_highs
from concitoyen_voting_rules.rules import knapsack as by_states
from concitoyen_voting_rules.rules.constrained import Maximum, constrained
from concitoyen_voting_rules.rules.knapsack import Best, knapsack
from concitoyen_voting_rules.rules.welfare import WelfareMaximum, greatest
from tests.packs.voting_rules.elections import FIRST_COME, election, euros, times, voted
from tests.packs.voting_rules.laws import TIES, does_not_depend_on_order, elections, funded, is_whole, plain, why

FIGURES = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 30)), max_size=9)


def sets(count: int, fixed: Mapping[int, bool]) -> list[tuple[int, ...]]:
    """Every set of indices that keeps what is fixed."""
    everything = chain.from_iterable(combinations(range(count), size) for size in range(count + 1))
    return [some for some in everything if all((one in some) == kept for one, kept in fixed.items())]


def greatest_of_all(values: Sequence[int], maxima: Sequence[Maximum], fixed: Mapping[int, bool]) -> int | None:
    """The greatest value, by trying every set."""
    kept = [
        sum(values[one] for one in some)
        for some in sets(len(values), fixed)
        if all(sum(maximum.weights.get(one, 0) for one in some) <= maximum.most for maximum in maxima)
    ]
    return max(kept, default=None)


@given(figures=FIGURES, budget=st.integers(0, 90), data=st.data(), scale=st.sampled_from([1, 10**17]))
def test_a_knapsack_holds_the_greatest_value_of_all_sets(
    figures: list[tuple[int, int]], budget: int, data: st.DataObject, scale: int
) -> None:
    values, costs = [value * scale for value, _ in figures], [cost * scale for _, cost in figures]
    places = st.integers(0, max(0, len(values) - 1))
    fixed = data.draw(st.dictionaries(places, st.booleans(), max_size=3)) if values else {}
    best = knapsack(values, costs, budget * scale, fixed)
    maximum = Maximum(dict(enumerate(costs)), budget * scale)
    assert (best.value if best else None) == greatest_of_all(values, [maximum], fixed)
    if best:
        assert sum(costs[one] for one in best.chosen) <= budget * scale
        assert sum(values[one] for one in best.chosen) == best.value
        assert all((one in best.chosen) == kept for one, kept in fixed.items())


@given(figures=FIGURES, most=st.integers(0, 4), amount=st.integers(0, 60), data=st.data())
@settings(max_examples=40, deadline=None)
def test_highs_finds_the_greatest_value_of_all_sets_that_keep_the_maxima(
    figures: list[tuple[int, int]], most: int, amount: int, data: st.DataObject
) -> None:
    values, costs = [value for value, _ in figures], [cost for _, cost in figures]
    group = {one: 1 for one in range(len(values)) if one % 2}
    maxima = [Maximum(dict(enumerate(costs)), amount), Maximum(group, most)]
    places = st.integers(0, max(0, len(values) - 1))
    fixed = data.draw(st.dictionaries(places, st.booleans(), max_size=2)) if values else {}
    best = constrained(values, maxima, fixed)
    assert (best.value if best else None) == greatest_of_all(values, maxima, fixed)


COSTS = {"gare": 60, "velo": 50, "four": 50, "bac": 10}


def test_two_middling_projects_gather_more_than_the_most_voted_one() -> None:
    """By hand, 100 €: {velo, four} 13 votes; {gare, bac} 10; the best with gare is 10, with bac {velo, bac} 8."""
    asked = voted(COSTS, {"gare": 9, "velo": 7, "four": 6, "bac": 1}, 100)
    assert why(WelfareMaximum().count(asked, FIRST_COME)) == {
        "velo": "retenu : fait partie de l'ensemble qui réunit le plus ; "
        "le meilleur sans lui réunit environ 76,92 % de ce total",
        "four": "retenu : fait partie de l'ensemble qui réunit le plus ; "
        "le meilleur sans lui réunit environ 76,92 % de ce total",
        "gare": "n'est pas dans l'ensemble qui réunit le plus ; "
        "le meilleur avec lui réunit environ 76,92 % de ce total : non retenu",
        "bac": "n'est pas dans l'ensemble qui réunit le plus ; "
        "le meilleur avec lui réunit environ 76,92 % de ce total : non retenu",
    }


def test_each_euro_may_count_as_much_in_a_large_project() -> None:
    asked = voted({"gare": 90, "velo": 50, "four": 50}, {"gare": 6, "velo": 4, "four": 4}, 100)
    assert funded(WelfareMaximum().count(asked, FIRST_COME)) == ["velo", "four"]
    outcome = WelfareMaximum(utility="cost").count(asked, FIRST_COME)
    assert plain(outcome.explain("gare")) == (
        "1er avec 540 € souhaités ; retenu : fait partie de l'ensemble qui réunit le plus ; "
        "le meilleur sans lui réunit environ 74,07 % de ce total."
    )


def test_points_may_be_gathered_and_a_project_that_gathers_none_is_never_funded() -> None:
    asked = election({"velo": 1, "four": 1, "bac": 0}, [times(2, "velo")], 9)
    outcome = WelfareMaximum(utility="points").count(asked, FIRST_COME)
    assert funded(outcome) == ["velo"]
    assert plain(outcome.explain("velo")).startswith("1er avec 2 points ; retenu")
    assert why(outcome)["bac"] == "ne réunit rien : non retenu"


def test_sets_that_gather_as_much_are_a_tie_broken_by_the_rulebook() -> None:
    asked = voted({"gare": 10, "velo": 5, "four": 5, "bac": 7}, {"gare": 4, "velo": 2, "four": 2, "bac": 1}, 10)
    outcome = WelfareMaximum().count(asked, FIRST_COME)
    assert funded(outcome) == ["gare"]
    tie = outcome.ties[0]
    assert (tie.candidates, tie.score, tie.order) == (("four", "gare", "velo"), 4, ("gare", "velo", "four"))
    assert why(outcome)["velo"] == (
        "n'est pas dans l'ensemble qui réunit le plus ; le meilleur avec lui réunit 100 % de ce total : non retenu"
    )


def test_those_dearer_than_the_envelope_and_an_election_without_voters_are_told_so() -> None:
    dear = WelfareMaximum().count(voted({"gare": 90, "velo": 5}, {"gare": 2, "velo": 1}, 10), FIRST_COME)
    assert why(dear)["gare"] == "coûte 90 €, plus que l'enveloppe entière (10 €) : non retenu"
    nobody = WelfareMaximum().count(voted({"gare": 0}, {}, 10), FIRST_COME)
    assert why(nobody) == {"gare": "aucun bulletin n'a été déposé : non retenu"}


def exclusive(*names: str, most: int | None = 1, amount: Money | None = None) -> Quota:
    return Quota(title="la gare", candidates=frozenset(names), most=most, amount=amount)


def test_maxima_by_group_are_kept_inside() -> None:
    asked = voted({"gare": 5, "velo": 5, "four": 5}, {"gare": 4, "velo": 3, "four": 1}, 10)
    assert WelfareMaximum().limits == "inside"
    one = asked.model_copy(update={"quotas": (exclusive("gare", "velo", "absent"),)})
    assert funded(WelfareMaximum().count(one, FIRST_COME)) == ["gare", "four"]
    none = asked.model_copy(update={"quotas": (exclusive("gare", most=None, amount=euros(4)),)})
    outcome = WelfareMaximum().count(none, FIRST_COME)
    assert funded(outcome) == ["velo", "four"]
    assert why(outcome)["gare"] == (
        "n'est pas dans l'ensemble qui réunit le plus ; le règlement ne permet aucun ensemble avec lui : non retenu"
    )


def test_without_highs_a_maximum_by_group_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    asked = voted({"gare": 5}, {"gare": 4}, 10).model_copy(update={"quotas": (exclusive("gare"),)})
    with pytest.raises(CountError, match=r"HiGHS, qui n'est pas installé\. Installez concitoyen-voting-rules\[highs\]"):
        WelfareMaximum().count(asked, FIRST_COME)


def test_an_answer_that_whole_numbers_do_not_confirm_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def solver(part: float, bound: float) -> SimpleNamespace:
        return SimpleNamespace(
            getSolution=lambda: SimpleNamespace(col_value=[part, part]),
            getInfo=lambda: SimpleNamespace(mip_dual_bound=bound),
        )

    for part, bound, fixed in ((1.0, 2.0, {}), (0.0, 1.0, {}), (0.0, 0.0, {1: True})):
        monkeypatch.setattr(by_highs, "_solver", lambda *_, part=part, bound=bound: solver(part, bound))
        with pytest.raises(CountError, match="que les nombres entiers ne confirment pas"):
            constrained([1, 1], [Maximum({0: 1, 1: 1}, 1)], fixed)


def test_figures_beyond_what_floats_count_are_refused_by_highs_and_counted_otherwise() -> None:
    huge = 2**60
    with pytest.raises(CountError, match="trop grands"):
        constrained([huge, huge + 1], [Maximum({0: 1}, 1)])
    assert knapsack([huge, huge + 1], [huge, huge], huge) == Best((1,), huge + 1)


def test_too_many_sets_of_the_same_value_are_refused_rather_than_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(by_states, "MOST_STATES", 20)
    costs = [2**place + 2**30 for place in range(20)]
    with pytest.raises(CountError, match="Trop d'ensembles de projets se valent"):
        knapsack(costs, costs, sum(costs) // 2)


def test_a_search_that_finds_nothing_chooses_nobody() -> None:
    assert greatest([0], lambda _: None, lambda tied, _: tied).chosen == ()


@given(election=elections(), utility=st.sampled_from(["votes", "cost", "points"]), data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_outcome_is_whole_whatever_the_order(election: Election, utility: str, data: st.DataObject) -> None:
    rule = WelfareMaximum.model_validate({"utility": utility})
    is_whole(rule.count(election, TIES), election)
    does_not_depend_on_order(rule, election, data)
