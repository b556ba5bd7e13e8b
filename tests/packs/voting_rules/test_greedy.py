"""The most voted first, while the envelope lasts: counts done by hand."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from concitoyen.domain.count import Election, Outcome, Result, Round
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.rules.greedy import Greedy
from tests.packs.voting_rules.elections import FIRST_COME, election, euros, times, voted

SPACE, UNIT = "\u202f", "\u00a0€"
COSTS = {"velo": 16_000, "four": 30_000, "scene": 5_000, "puits": 14_000, "bac": 4_000}
VOTES = {"velo": 40, "four": 30, "scene": 20, "puits": 10, "bac": 5}


def counted(rule: Greedy, costs: Mapping[str, int], votes: Mapping[str, int], envelope: int) -> Outcome:
    return rule.count(voted(costs, votes, envelope), FIRST_COME)


def why(outcome: Outcome) -> dict[str, str]:
    """The sentence of each candidate, by rank, its no-break spaces made plain."""
    return {result.candidate: plain(result.why.text) for result in outcome.results}


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def funded(outcome: Outcome) -> list[str]:
    return [result.candidate for result in outcome.funded]


def test_projects_are_funded_by_votes_and_one_that_no_longer_fits_is_passed_over() -> None:
    outcome = counted(Greedy(), COSTS, VOTES, envelope=34_000)
    assert why(outcome) == {
        "velo": "retenu : 16 000 € pour 34 000 € restants",
        "four": "il restait 18 000 €, il en coûte 30 000 € : non retenu",
        "scene": "retenu : 5 000 € pour 18 000 € restants",
        "puits": "il restait 13 000 €, il en coûte 14 000 € : non retenu",
        "bac": "retenu : 4 000 € pour 13 000 € restants",
    }
    assert (outcome.spent, outcome.balance) == (euros(25_000), euros(9_000))


def test_without_skip_the_count_stops_at_the_first_that_does_not_fit() -> None:
    outcome = counted(Greedy(skip=False), COSTS, VOTES, envelope=34_000)
    assert why(outcome) == {
        "velo": "retenu : 16 000 € pour 34 000 € restants",
        "four": "il restait 18 000 €, il en coûte 30 000 € : non retenu",
        "scene": "le dépouillement s'est arrêté avant, à « Four » qui ne tenait plus : non retenu",
        "puits": "le dépouillement s'est arrêté avant, à « Four » qui ne tenait plus : non retenu",
        "bac": "le dépouillement s'est arrêté avant, à « Four » qui ne tenait plus : non retenu",
    }
    assert outcome.balance == euros(18_000)


def test_after_the_stop_even_a_project_that_would_not_fit_is_told_of_the_stop() -> None:
    costs = {"velo": 6_000, "four": 5_000, "scene": 9_000}
    outcome = counted(Greedy(skip=False), costs, {"velo": 3, "four": 2, "scene": 1}, envelope=10_000)
    assert why(outcome)["scene"] == ("le dépouillement s'est arrêté avant, à « Four » qui ne tenait plus : non retenu")


def test_after_the_stop_a_project_with_too_few_votes_is_told_of_its_votes() -> None:
    costs = {"velo": 6_000, "four": 5_000, "scene": 1_000}
    rule = Greedy(skip=False, minimum_votes=2)
    outcome = counted(rule, costs, {"velo": 3, "four": 2, "scene": 1}, envelope=10_000)
    assert why(outcome)["scene"] == "il fallait au moins 2 voix : non retenu"


def test_the_outcome_holds_every_round_every_result_and_the_money() -> None:
    outcome = counted(Greedy(), {"velo": 6_000, "four": 5_000}, {"velo": 2, "four": 3}, envelope=9_000)
    kept = Message(
        message="retenu : {cost} pour {left} restants",
        values={"cost": f"5{SPACE}000{UNIT}", "left": f"9{SPACE}000{UNIT}"},
    )
    passed = Message(
        message="il restait {left}, il en coûte {cost} : non retenu",
        values={"left": f"4{SPACE}000{UNIT}", "cost": f"6{SPACE}000{UNIT}"},
    )
    assert outcome == Outcome(
        rule="voting_rules:greedy",
        results=(
            Result(candidate="four", votes=3, rank=1, decision="funded", amount=euros(5_000), why=kept),
            Result(candidate="velo", votes=2, rank=2, decision="not-funded", amount=Money(0), why=passed),
        ),
        rounds=(
            Round(
                number=1,
                candidate="four",
                decision="funded",
                cost=euros(5_000),
                remaining_before=euros(9_000),
                remaining_after=euros(4_000),
                why=kept,
            ),
            Round(
                number=2,
                candidate="velo",
                decision="not-funded",
                cost=euros(6_000),
                remaining_before=euros(4_000),
                remaining_after=euros(4_000),
                why=passed,
            ),
        ),
        ties=(),
        envelope=euros(9_000),
        voters=5,
    )


def test_the_outcome_explains_each_project_in_one_sentence() -> None:
    outcome = counted(Greedy(), COSTS, VOTES, envelope=34_000)
    assert plain(outcome.explain("velo")) == "1er avec 40 voix ; retenu : 16 000 € pour 34 000 € restants."
    assert plain(outcome.explain("four")) == (
        "2e avec 30 voix ; il restait 18 000 €, il en coûte 30 000 € : non retenu."
    )


def test_a_project_that_costs_just_what_remains_is_funded() -> None:
    assert funded(counted(Greedy(), {"velo": 500, "four": 500}, {"velo": 2, "four": 1}, 1_000)) == [
        "velo",
        "four",
    ]


def test_one_cent_too_much_is_too_much() -> None:
    asked = voted({"velo": 500, "four": 500}, {"velo": 2, "four": 1}, 1_000)
    short = asked.model_copy(update={"envelope": Money(99_999)})
    assert funded(Greedy().count(short, FIRST_COME)) == ["velo"]


def test_a_project_dearer_than_the_whole_envelope_is_told_so() -> None:
    outcome = counted(Greedy(), {"velo": 20_000, "four": 5_000}, {"velo": 9, "four": 1}, envelope=10_000)
    assert why(outcome) == {
        "velo": "coûte 20 000 €, plus que l'enveloppe entière (10 000 €) : non retenu",
        "four": "retenu : 5 000 € pour 10 000 € restants",
    }


def test_without_skip_a_project_dearer_than_the_whole_envelope_stops_the_count_as_any_other() -> None:
    outcome = counted(Greedy(skip=False), {"velo": 20_000, "four": 5_000}, {"velo": 9, "four": 1}, 10_000)
    assert funded(outcome) == []


def test_a_project_that_costs_nothing_is_funded_with_nothing_left() -> None:
    outcome = counted(Greedy(), {"velo": 1_000, "pret": 0}, {"velo": 2, "pret": 1}, envelope=1_000)
    assert why(outcome)["pret"] == "retenu : ne coûte rien"


def test_a_project_without_votes_is_funded_if_money_is_left_and_told_why() -> None:
    outcome = counted(Greedy(), {"velo": 1_000, "four": 1_000}, {"velo": 1}, envelope=5_000)
    assert why(outcome)["four"] == (
        "retenu sans aucune voix, le règlement n'en exigeant pas : 1 000 € pour 4 000 € restants"
    )


def test_a_minimum_of_votes_leaves_money_rather_than_fund_below_it() -> None:
    costs = {"velo": 1_000, "four": 1_000, "scene": 1_000}
    outcome = counted(Greedy(minimum_votes=10), costs, {"velo": 10, "four": 9}, envelope=5_000)
    assert why(outcome) == {
        "velo": "retenu : 1 000 € pour 5 000 € restants",
        "four": "il fallait au moins 10 voix : non retenu",
        "scene": "il fallait au moins 10 voix : non retenu",
    }


@pytest.mark.parametrize("rule", [Greedy(), Greedy(skip=False), Greedy(minimum_votes=1)])
def test_when_nobody_votes_nobody_is_funded(rule: Greedy) -> None:
    outcome = counted(rule, {"velo": 1_000, "four": 0}, {}, envelope=5_000)
    assert why(outcome) == {
        "velo": "aucun bulletin n'a été déposé : non retenu",
        "four": "aucun bulletin n'a été déposé : non retenu",
    }
    assert (outcome.voters, outcome.balance) == (0, euros(5_000))


def test_ballots_left_blank_are_voters_who_chose_nobody() -> None:
    outcome = Greedy(minimum_votes=1).count(election({"velo": 1_000}, [times(4)], 5_000), FIRST_COME)
    assert outcome.voters == 4
    assert why(outcome) == {"velo": "il fallait au moins 1 voix : non retenu"}


def test_an_election_without_candidates_has_an_empty_outcome() -> None:
    empty = Election(candidates=(), contests=(), ballots=(), envelope=euros(5_000))
    expected = Outcome(rule="voting_rules:greedy", results=(), rounds=(), ties=(), envelope=euros(5_000), voters=0)
    assert Greedy().count(empty, FIRST_COME) == expected


def test_two_candidates_with_one_id_are_refused() -> None:
    asked = voted({"velo": 1_000, "four": 1_000}, {"velo": 1}, 5_000)
    doubled = asked.model_copy(update={"candidates": (*asked.candidates, asked.candidates[1])})
    with pytest.raises(CountError) as refused:
        Greedy().count(doubled, FIRST_COME)
    assert str(refused.value) == (
        "Plusieurs projets soumis au vote portent le même identifiant (four) : leurs voix "
        "seraient confondues. Donnez à chacun le sien."
    )


def test_the_outcome_keeps_the_seed_of_the_draw() -> None:
    asked = voted({"velo": 1_000}, {"velo": 1}, 5_000, draw_seed="62")
    assert Greedy().count(asked, FIRST_COME).draw_seed == "62"


def test_figures_far_beyond_any_budget_stay_exact() -> None:
    huge = 10**14
    outcome = counted(Greedy(), {"velo": huge, "four": 1}, {"velo": 3, "four": 2}, envelope=huge)
    assert funded(outcome) == ["velo"]
    assert outcome.balance == Money(0)


def test_a_negative_minimum_of_votes_is_refused() -> None:
    with pytest.raises(ValidationError):
        Greedy(minimum_votes=-1)
