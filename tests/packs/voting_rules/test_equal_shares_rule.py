"""Equal shares as a rulebook chooses them: what each candidate is told, and what holds of every outcome."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.domain.payment import Payment
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
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

TOWN = {"a": 30, "b": 26, "c": 16, "d": 3}
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


def test_a_rival_that_looked_cheaper_and_is_dearer_does_not_win() -> None:
    cast = [times(3, "c"), times(1, "a", "b"), times(2, "a", "b", "c")]
    outcome = EqualSharesRule().count(election({"a": 5, "b": 12, "c": 5}, cast, 28), FIRST_COME)
    assert [(step.candidate, step.decision) for step in outcome.rounds] == [
        ("c", "funded"),
        ("a", "funded"),
        ("b", "not-funded"),
    ]
