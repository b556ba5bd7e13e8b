"""Maximin support: counts done by hand, every load against all sets of projects, and flows in whole units."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.count import Election
from concitoyen.domain.errors import CountError
from concitoyen.domain.payment import Payment
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.flow import Payments
from concitoyen_voting_rules.rules.maximin_support import MaximinSupport, maximin_support
from concitoyen_voting_rules.rules.phragmen import phragmen
from concitoyen_voting_rules.rules.tied import by_priority
from tests.packs.voting_rules.elections import FIRST_COME, election, times, voted
from tests.packs.voting_rules.laws import TIES, does_not_depend_on_order, elections, funded, is_whole, plain, why

RULES = st.builds(
    MaximinSupport, misfit=st.sampled_from(["stop", "stop-at-tied", "skip"]), minimum_votes=st.integers(0, 3)
)
COSTS = {"a": 900, "b": 600, "c": 1000}
CAST = [times(6, "a", "b"), times(4, "a"), times(2, "b", "c")]


def test_payments_are_shared_anew_at_each_turn() -> None:
    """By hand: b costs 600 / 8 = 75; then a and b 1500 / 12 voters = 125, where Phragmén has (900 + 6 · 75) / 10 = 135.

    c: {b, c} 1600 / 8 = 200; {a, b, c} 2500 / 12; {c} 1000 / 2 = 500.
    """
    outcome = MaximinSupport().count(election(COSTS, CAST, 2_000), FIRST_COME)
    assert why(outcome) == {
        "b": "retenu : 600 € pour 2 000 € restants ; une fois les charges repartagées, aucun votant ne porte "
        "plus de 75 €, le moins possible à ce tour",
        "a": "retenu : 900 € pour 1 400 € restants ; une fois les charges repartagées, aucun votant ne porte "
        "plus de 125 €, le moins possible à ce tour",
        "c": "il restait 500 €, il en coûte 1 000 € : non retenu",
    }


def test_a_round_tells_one_way_to_share_all_costs_under_its_load() -> None:
    outcome = MaximinSupport().count(election(COSTS, CAST, 2_000), FIRST_COME)
    paid = {step.candidate: step.payments for step in outcome.rounds if step.payments}
    assert paid["b"] == (Payment(voters=8, each=Fraction(7_500), total=Fraction(60_000), load=Fraction(7_500)),)
    # All twelve bear 125 € once a is paid: the four of a alone pay it for a, the six of a and b the other 400 €.
    assert paid["a"] == (
        Payment(voters=6, each=Fraction(20_000, 3), total=Fraction(40_000), load=Fraction(12_500)),
        Payment(voters=4, each=Fraction(12_500), total=Fraction(50_000), load=Fraction(12_500)),
    )
    assert plain(outcome.explain("b")).endswith("Pour lui, 8 votants paient 75 € chacun et portent 75 € en tout.")


@given(election=elections(), rule=RULES)
def test_payments_sum_to_the_cost_and_no_load_exceeds_the_one_told(election: Election, rule: MaximinSupport) -> None:
    profile = Profile.from_election(election)
    costs = [election.by_id[name].cost.cents for name in profile.candidates]
    among = [one for one, votes in enumerate(profile.approvals().tolist()) if votes >= rule.minimum_votes]
    order, misfit = by_priority(range(len(costs))), rule.misfit
    for one in maximin_support(profile, costs, election.envelope.cents, order, misfit=misfit, among=among):
        assert sum(paid.total for paid in one.payments) == (costs[one.candidate] if one.payments else 0)
        assert all(paid.load is not None and one.load is not None and paid.load <= one.load for paid in one.payments)


def test_the_last_one_is_paid_by_its_two_voters_alone() -> None:
    profile = Profile.from_election(election(COSTS, CAST, 0))
    run = maximin_support(profile, [900, 600, 1000], 2500, by_priority(range(3)))
    assert [(one.candidate, one.load) for one in run] == [(1, Fraction(75)), (0, Fraction(125)), (2, Fraction(500))]


def heaviest(profile: Profile, costs: Sequence[int], projects: Sequence[int]) -> Fraction:
    """The least that the most loaded voter can bear: the greatest cost per voter over all sets of projects (Hall)."""
    loads = [Fraction(0)]
    for size in range(1, len(projects) + 1):
        for some in combinations(projects, size):
            payers = np.unique(np.concatenate([profile.supporters(one) for one in some]))
            loads.append(Fraction(sum(costs[one] for one in some), int(profile.weights[payers].sum())))
    return max(loads)


@given(election=elections(), misfit=st.sampled_from(["stop", "skip"]))
@settings(max_examples=60)
def test_each_turn_goes_to_the_least_load_over_all_ways_to_share(election: Election, misfit: str) -> None:
    profile = Profile.from_election(election)
    costs = [election.by_id[name].cost.cents for name in profile.candidates]
    supported = [one for one in range(len(costs)) if len(profile.supporters(one))]
    outcome = maximin_support(
        profile,
        costs,
        1200,
        by_priority(range(len(costs))),
        misfit="stop" if misfit == "stop" else "skip",
        among=supported,
    )
    bought, waiting = list[int](), [one for one in supported if costs[one] <= 1200]
    for step in outcome:
        loads = {one: heaviest(profile, costs, [*bought, one]) for one in waiting}
        assert step.load == loads[step.candidate] == min(loads.values())
        waiting.remove(step.candidate)
        bought += [step.candidate] if step.funded else []


def test_figures_far_beyond_64_bits_stay_exact() -> None:
    huge = 10**14
    asked = election(
        {"a": huge, "b": huge, "c": huge}, [times(7, "a", "b"), times(3, "b", "c"), times(1, "c")], 3 * huge
    )
    outcome = MaximinSupport().count(asked, FIRST_COME)
    assert funded(outcome) == ["b", "a", "c"]
    profile = Profile.from_election(asked)
    run = maximin_support(profile, [huge * huge] * 3, 3 * huge * huge, by_priority(range(3)))
    assert [one.load for one in run] == [Fraction(huge**2, 10), Fraction(2 * huge**2, 10), Fraction(3 * huge**2, 11)]


def test_projects_without_votes_come_last_and_are_only_bought_if_the_rulebook_asks_no_vote() -> None:
    asked = voted({"velo": 100, "bac": 100, "four": 300}, {"velo": 2}, 450)
    assert funded(MaximinSupport().count(asked, FIRST_COME)) == ["velo"]
    outcome = MaximinSupport(minimum_votes=0, misfit="skip").count(asked, FIRST_COME)
    assert funded(outcome) == ["velo", "bac"]


def test_a_project_that_costs_nothing_comes_first() -> None:
    outcome = MaximinSupport().count(voted({"velo": 5, "pret": 0}, {"velo": 9, "pret": 1}, 5), FIRST_COME)
    assert funded(outcome) == ["pret", "velo"]


def test_ballots_that_are_not_simple_choices_are_refused() -> None:
    asked = election({"velo": 1}, [], 5)
    points = asked.contests[0].model_copy(update={"values": (0, 3)})
    with pytest.raises(CountError, match="« voting_rules:maximin-support » compte des choix simples"):
        MaximinSupport().count(asked.model_copy(update={"contests": (points,)}), FIRST_COME)


@given(election=elections(), rule=RULES)
@settings(max_examples=60)
def test_an_outcome_is_whole(election: Election, rule: MaximinSupport) -> None:
    is_whole(rule.count(election, TIES), election)


@given(election=elections(), rule=RULES, data=st.data())
@settings(max_examples=30)
def test_the_order_of_ballots_and_candidates_changes_nothing(
    election: Election, rule: MaximinSupport, data: st.DataObject
) -> None:
    does_not_depend_on_order(rule, election, data)


@given(election=elections())
@settings(max_examples=60)
def test_the_first_turn_is_that_of_phragmen(election: Election) -> None:
    profile = Profile.from_election(election)
    costs = [election.by_id[name].cost.cents for name in profile.candidates]
    order = by_priority(range(len(costs)))
    assert maximin_support(profile, costs, 500, order)[:1] == phragmen(profile, costs, 500, order)[:1]


def test_a_chain_of_groups_is_paid_from_its_far_end() -> None:
    """Four projects in a row, each of two groups in common with the next: only the last group can pay more."""
    payers = [np.array([0, 1]), np.array([1, 2]), np.array([2, 3]), np.array([3, 4])]
    payments = Payments(
        payers, [20, 10, 10, 10], np.full(5, 10), [np.array(x) for x in ([0, 10], [0, 10], [0, 10], [0, 10])]
    )
    assert payments.overcharged() == []
    assert [paid.tolist() for paid in payments.paid] == [[10, 10], [0, 10], [0, 10], [0, 10]]


def test_who_is_asked_too_much_is_named_with_those_in_the_way() -> None:
    payers = [np.array([0]), np.array([0, 1]), np.array([2])]
    payments = Payments(payers, [8, 5, 1], np.array([10, 2, 5]))
    assert payments.overcharged() == [0, 1]
