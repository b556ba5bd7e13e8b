"""Sequential Phragmén: counts of the literature, counts done by hand, and what holds of every count."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.count import Election, Score
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.domain.payment import Payment, gathered
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.phragmen import Phragmen, phragmen
from concitoyen_voting_rules.rules.purchases import Misfit, Purchase
from concitoyen_voting_rules.rules.tied import by_priority
from tests.packs.voting_rules.elections import FIRST_COME, election, times, voted
from tests.packs.voting_rules.laws import TIES, does_not_depend_on_order, elections, funded, is_whole, plain, why

RULES = st.builds(Phragmen, misfit=st.sampled_from(["stop", "stop-at-tied", "skip"]), minimum_votes=st.integers(0, 3))


def profile(names: str, ballots: dict[str, int]) -> Profile:
    """Approvals written as words: {"ab": 3} is three voters for a and b."""
    return Profile.from_election(election(dict.fromkeys(names, 1), [times(n, *b) for b, n in ballots.items()], 1))


def bought(purchases: tuple[Purchase, ...], names: str) -> list[tuple[str, Fraction | None]]:
    return [(names[one.candidate], one.load) for one in purchases if one.funded]


def test_four_seats_as_in_example_9_of_lackner_and_skowron() -> None:
    """Multi-Winner Voting with Approval Preferences (Springer, 2023), example 9: b and c are tied second."""
    cast = {"ab": 3, "ac": 3, "ad": 2, "bcf": 1, "e": 1, "f": 1, "g": 1}
    ties = list[tuple[Sequence[int], Score]]()

    def order(tied: Sequence[int], score: Score) -> Sequence[int]:
        ties.append((tied, score))
        return sorted(tied)

    run = phragmen(profile("abcdefg", cast), [1] * 7, 4, order)
    assert bought(run, "abcdefg") == [
        ("a", Fraction(1, 8)),
        ("b", Fraction(11, 32)),
        ("c", Fraction(55, 128)),
        ("d", Fraction(5, 8)),
    ]
    assert ([1, 2], Fraction(11, 32)) in ties


def test_three_seats_as_phragmen_counted_them_in_1894() -> None:
    """1034 ABC, 519 PQR, 90 ABQ, 47 APQ elect A, Q, B (told by Janson 2016, arXiv:1611.08826, section 3)."""
    cast = {"ABC": 1034, "PQR": 519, "ABQ": 90, "APQ": 47}
    run = phragmen(profile("ABCPQR", cast), [1] * 6, 3, by_priority(range(6)))
    third = (1 + Fraction(1034, 1171) + 90 * Fraction(1308, 1171 * 656)) / 1124
    assert bought(run, "ABCPQR") == [("A", Fraction(1, 1171)), ("Q", Fraction(1308, 1171 * 656)), ("B", third)]


COSTS = {"velo": 600, "four": 300, "scene": 500, "bac": 100}
CAST = [times(6, "velo", "four"), times(3, "scene"), times(1, "bac", "four")]


def test_with_costs_the_lightest_load_comes_first_and_the_sentence_tells_it() -> None:
    """By hand: four 300/7; bac (100 + 300/7)/1; velo (600 + 6·300/7)/6; scene 500/3, too dear for 500."""
    outcome = Phragmen(misfit="skip").count(election(COSTS, CAST, 900), FIRST_COME)
    assert why(outcome) == {
        "four": "retenu : 300 € pour 900 € restants ; chacun de ses soutiens porte alors environ 42,86 €, "
        "la charge la plus légère possible à ce tour",
        "velo": "retenu : 600 € pour 600 € restants ; chacun de ses soutiens porte alors environ 142,86 €, "
        "la charge la plus légère possible à ce tour",
        "bac": "il restait 0 €, il en coûte 100 € : non retenu",
        "scene": "il restait 0 €, il en coûte 500 € : non retenu",
    }
    assert [(tie.candidates, tie.score, tie.order) for tie in outcome.ties] == [
        (("bac", "velo"), Fraction(100_000, 7), ("velo", "bac"))
    ]


def test_a_round_tells_who_pays_what_and_bears_what_then() -> None:
    """By hand: seven bear 300/7 for four; to bear 1000/7, the six of velo pay 100 more."""
    outcome = Phragmen().count(election(COSTS, CAST, 900), FIRST_COME)
    paid = {step.candidate: step.payments for step in outcome.rounds if step.payments}
    first = Fraction(30_000, 7)
    assert paid == {
        "four": (Payment(voters=7, each=first, total=Fraction(30_000), load=first),),
        "velo": (Payment(voters=6, each=Fraction(10_000), total=Fraction(60_000), load=Fraction(100_000, 7)),),
    }
    assert plain(outcome.explain("velo")).endswith(
        "Pour lui, 6 votants paient 100 € chacun et portent environ 142,86 € en tout."
    )
    assert plain(outcome.explain("velo", "en")).endswith(
        "For it, 6 voters pay €100 each and bear about €142.86 in all."
    )


def test_of_many_groups_the_largest_are_told_and_the_others_together() -> None:
    """Voters of a and then of b, c, d… each bear another load when z comes; those of z alone bear nothing yet."""
    names = "abcdefghijklmn"
    cast = [times(place, name, "z") for place, name in enumerate(names, start=1)] + [times(1, "z")]
    costs = dict.fromkeys(names, 10) | {"z": 3000}
    outcome = Phragmen().count(election(costs, cast, 3140), FIRST_COME)
    (payments,) = [step.payments for step in outcome.rounds if step.candidate == "z"]
    assert [one.voters for one in payments] == [*range(14, 3, -1), 3 + 2 + 1 + 1]
    assert payments[-1].each is None
    assert sum(one.total for one in payments) == 300_000
    told = plain(outcome.explain("z"))
    assert told.count("votants paient") == 2
    assert "79 autres paient" in told
    assert [one.voters for one in gathered(payments[:2], 2)] == [14, 13]


@given(election=elections(), rule=RULES)
def test_payments_of_a_round_sum_to_the_cost(election: Election, rule: Phragmen) -> None:
    for step in rule.count(election, TIES).rounds:
        assert sum(one.total for one in step.payments) == (step.cost.cents if step.payments else 0)
        assert all(one.each is not None and one.load is not None and one.load >= one.each for one in step.payments)


def test_the_count_stops_at_the_first_that_no_longer_fits() -> None:
    outcome = Phragmen().count(election(COSTS, CAST, 800), FIRST_COME)
    assert funded(outcome) == ["four"]
    assert why(outcome)["velo"] == "il restait 500 €, il en coûte 600 € : non retenu"
    told = "le dépouillement s'est arrêté avant, à « Velo » qui ne tenait plus : non retenu"
    assert [why(outcome)[name] for name in ("bac", "scene")] == [told, told]


@pytest.mark.parametrize(
    ("misfit", "winners"), [("stop", ["four", "bac"]), ("stop-at-tied", ["four"]), ("skip", ["four", "bac", "scene"])]
)
def test_when_one_of_two_tied_projects_no_longer_fits_the_rulebook_says_what_to_do(
    misfit: Misfit, winners: list[str]
) -> None:
    standing = {"bac": 100, "four": 300, "scene": 450, "velo": 600}
    outcome = Phragmen(misfit=misfit).count(election(standing, CAST, 899), FIRST_COME)
    assert funded(outcome) == winners


def test_projects_without_votes_share_what_remains_only_if_the_rulebook_asks_no_vote() -> None:
    asked = voted({"velo": 100, "bac": 100, "four": 300}, {"velo": 2}, 450)
    assert funded(Phragmen().count(asked, FIRST_COME)) == ["velo"]
    outcome = Phragmen(minimum_votes=0, misfit="skip").count(asked, FIRST_COME)
    assert funded(outcome) == ["velo", "bac"]
    assert why(outcome)["bac"] == (
        "retenu sans aucune voix, le règlement n'en exigeant pas : 100 € pour 350 € restants"
    )


def test_those_whom_no_count_can_fund_are_told_why() -> None:
    outcome = Phragmen(minimum_votes=2).count(voted({"a": 900, "b": 10, "c": 10}, {"a": 3, "b": 2, "c": 1}, 500), TIES)
    assert why(outcome) == {
        "b": "retenu : 10 € pour 500 € restants ; chacun de ses soutiens porte alors 5 €, "
        "la charge la plus légère possible à ce tour",
        "a": "coûte 900 €, plus que l'enveloppe entière (500 €) : non retenu",
        "c": "il fallait au moins 2 voix : non retenu",
    }


def test_when_nobody_votes_nobody_is_funded() -> None:
    outcome = Phragmen(minimum_votes=0).count(voted({"velo": 1, "four": 0}, {}, 5), FIRST_COME)
    assert set(why(outcome).values()) == {"aucun bulletin n'a été déposé : non retenu"}


def test_a_project_that_costs_nothing_comes_first() -> None:
    outcome = Phragmen().count(voted({"velo": 5, "pret": 0}, {"velo": 9, "pret": 1}, 5), FIRST_COME)
    assert funded(outcome) == ["pret", "velo"]


def test_figures_far_beyond_any_budget_stay_exact() -> None:
    """Two loads that no float tells apart: 10**16 / 3 for each supporter, and one cent more in all."""
    costs = {"velo": 10**14, "four": 10**14}
    asked = voted(costs, {"velo": 3, "four": 3}, 10**14)
    dearer = asked.candidates[0].model_copy(update={"cost": Money(10**16 + 1)})
    asked = asked.model_copy(update={"candidates": (dearer, asked.candidates[1])})
    outcome = Phragmen().count(asked.model_copy(update={"envelope": Money(10**16 + 1)}), FIRST_COME)
    assert (funded(outcome), outcome.ties) == (["four"], ())


def test_ballots_that_are_not_simple_choices_are_refused_and_the_forms_it_takes_are_named() -> None:
    asked = election({"velo": 1}, [], 5)
    points = asked.contests[0].model_copy(update={"values": (0, 3)})
    with pytest.raises(CountError, match=r"« voting_rules:phragmen » compte des choix simples.*favourites"):
        Phragmen().count(asked.model_copy(update={"contests": (points,)}), FIRST_COME)


def test_a_maximum_per_group_can_be_kept_around_it() -> None:
    assert Phragmen().limits == "around"


@given(election=elections(), rule=RULES)
def test_an_outcome_is_whole(election: Election, rule: Phragmen) -> None:
    is_whole(rule.count(election, TIES), election)


@given(election=elections(), rule=RULES, data=st.data())
@settings(max_examples=40)
def test_the_order_of_ballots_and_candidates_changes_nothing(
    election: Election, rule: Phragmen, data: st.DataObject
) -> None:
    does_not_depend_on_order(rule, election, data)


@given(election=elections())
def test_loads_never_go_down_and_add_up_to_what_was_spent(election: Election) -> None:
    profile = Profile.from_election(election)
    costs = [election.by_id[name].cost.cents for name in profile.candidates]
    run = phragmen(profile, costs, election.envelope.cents, by_priority(range(len(costs))), misfit="skip")
    loads = [one.load for one in run if one.funded and one.load is not None]
    assert loads == sorted(loads)
    borne = [Fraction(0)] * len(profile.weights)
    spent = 0
    for one in run:
        if one.funded and one.load is not None:
            spent += costs[one.candidate]
            for ballot in profile.supporters(one.candidate).tolist():
                borne[ballot] = one.load
    assert (
        sum((load * weight for load, weight in zip(borne, profile.weights.tolist(), strict=True)), Fraction(0)) == spent
    )
