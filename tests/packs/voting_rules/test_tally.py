"""Counting choices, and refusing what is not one."""

import pytest

from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.tally import approvals
from tests.packs.voting_rules.elections import FIRST_COME, candidates, election, one_contest, times

COSTS = {"velo": 1000, "four": 1000}
FORMS = (
    "Formes de bulletin possibles : voting_rules:one-per-category, voting_rules:favourites, "
    'ou toute forme dont chaque choix vaut 1. Des points se comptent par voting_rules:greedy avec by = "points", des '
    "rangs par voting_rules:positional, des mentions par voting_rules:majority-judgment."
)


def test_votes_are_the_sum_of_the_voters_of_each_ballot() -> None:
    ballots = [times(3, "velo"), times(2, "velo", "four"), times(1)]
    assert approvals(election(COSTS, ballots, 0), rule="voting_rules:greedy") == {"four": 2, "velo": 5}


def test_a_candidate_that_nobody_chose_has_no_votes_and_is_counted() -> None:
    assert approvals(election(COSTS, [times(1, "velo")], 0), rule="r") == {"four": 0, "velo": 1}


def test_contests_are_counted_together() -> None:
    standing = (
        Candidate(id="velo", title="Vélo", cost=Money(1), order=1, category="a"),
        Candidate(id="four", title="Four", cost=Money(1), order=2, category="b"),
    )
    contests = (
        Contest(id="a", title="A", candidates=("velo",), most=1),
        Contest(id="b", title="B", candidates=("four",), most=1),
    )
    both = WeightedBallot(ballot=Ballot(choices={"a": {"velo": 1}, "b": {"four": 1}}), weight=2)
    one = WeightedBallot(ballot=Ballot(choices={"a": {}, "b": {"four": 1}}), weight=1)
    voted = Election(candidates=standing, contests=contests, ballots=(both, one), envelope=Money(0))
    assert approvals(voted, rule="r") == {"four": 3, "velo": 2}


def counted(ballot: Ballot, values: tuple[int, int] = (1, 1)) -> str:
    """What the count says of this ballot when it refuses it."""
    standing = candidates(COSTS)
    asked = Election(
        candidates=standing,
        contests=one_contest(standing, values),
        ballots=(WeightedBallot(ballot=ballot, weight=1),),
        envelope=Money(0),
    )
    with pytest.raises(CountError) as refused:
        Greedy().count(asked, FIRST_COME)
    return str(refused.value)


def test_a_ballot_with_points_is_refused_and_the_forms_taken_are_named() -> None:
    assert counted(Ballot(choices={"projets": {"velo": 3}})) == (
        "La règle « voting_rules:greedy » compte des choix simples, et un bulletin donne la "
        "valeur 3 à « velo ». " + FORMS
    )


def test_a_form_with_points_is_refused_even_where_every_ballot_gives_one_point() -> None:
    assert counted(Ballot(choices={"projets": {"velo": 1}}), values=(0, 5)) == (
        "La règle « voting_rules:greedy » compte des choix simples, et « Projets » se note de 0 à 5. " + FORMS
    )


@pytest.mark.parametrize(("contest", "candidate"), [("projets", "puits"), ("cantons", "velo")])
def test_a_choice_that_does_not_stand_in_its_contest_is_refused(contest: str, candidate: str) -> None:
    assert counted(Ballot(choices={contest: {candidate: 1}})) == (
        f"Un bulletin choisit « {candidate} » dans « {contest} », où il n'est pas soumis au vote : "
        "dépouillez avec les projets et le règlement qui ont servi au vote."
    )


def test_a_choice_that_stands_in_a_contest_but_is_no_candidate_is_refused() -> None:
    asked = election(COSTS, [times(1, "four")], 0)
    without_four = asked.model_copy(update={"candidates": asked.candidates[:1]})
    with pytest.raises(CountError, match=r"« four » dans « projets »"):
        approvals(without_four, rule="r")
