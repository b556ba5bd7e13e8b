"""Majority judgment: counts of the literature, its own way to tell equal medians apart, and what is refused."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.rules.majority_judgment import MajorityJudgment, middle_out
from tests.packs.voting_rules.elections import CONTEST, FIRST_COME, candidates, euros
from tests.packs.voting_rules.laws import TIES, does_not_depend_on_order, elections, funded, is_whole, plain, why

GRADES = ("pas convaincu", "pourquoi pas", "j'aime bien", "coup de cœur")


def one_by_one(counts: Sequence[int]) -> list[int]:
    """The medians taken off one by one, the lower of two (Balinski and Laraki 2007)."""
    grades = [grade for grade, count in enumerate(counts) for _ in range(count)]
    taken = []
    while grades:
        taken.append(grades.pop((len(grades) + 1) // 2 - 1))
    return taken


@st.composite
def ballots_of_one_size(draw: st.DrawFn) -> list[list[int]]:
    """Grades of several candidates by the same number of voters."""
    voters = draw(st.integers(1, 9))
    grades = st.lists(st.integers(0, 3), min_size=voters, max_size=voters)
    return [[given.count(grade) for grade in range(4)] for given in draw(st.lists(grades, min_size=2, max_size=6))]


@given(counts=ballots_of_one_size())
def test_keys_compare_as_medians_taken_off_one_by_one(counts: list[list[int]]) -> None:
    keys, medians = middle_out(counts), [one_by_one(row) for row in counts]
    for first in range(len(counts)):
        for second in range(len(counts)):
            assert (keys[first] > keys[second]) == (medians[first] > medians[second])
            assert (keys[first] == keys[second]) == (counts[first] == counts[second])


@given(counts=ballots_of_one_size(), times=st.integers(2, 5))
def test_every_voter_counted_several_times_changes_nothing(counts: list[list[int]], times: int) -> None:
    assert middle_out([[count * times for count in row] for row in counts]) == middle_out(counts)


def test_three_candidates_of_orsay_in_2007() -> None:
    """Experiment of Balinski and Laraki, 22 April 2007: per thousand, rounded; « to reject » or no grade first."""
    bayrou, royal, sarkozy = middle_out(
        [[74, 84, 148, 251, 307, 136], [125, 122, 168, 191, 227, 167], [282, 71, 115, 143, 198, 191]]
    )
    assert bayrou > royal > sarkozy
    assert (bayrou[0], royal[0], sarkozy[0]) == (3, 3, 3)


def graded(ballots: Sequence[tuple[Mapping[str, int], int]], envelope: int = 30, **contest: object) -> Election:
    """velo, four and scene at 10 € each, graded from 0 to 3."""
    standing = candidates({"velo": 10, "four": 10, "scene": 10})
    told = {"id": CONTEST, "title": "Projets", "candidates": ("velo", "four", "scene"), "most": 3, "values": (0, 3)}
    return Election(
        candidates=standing,
        contests=(Contest.model_validate({**told, "grades": GRADES, **contest}),),
        ballots=tuple(WeightedBallot(ballot=Ballot(choices={CONTEST: marks}), weight=n) for marks, n in ballots),
        envelope=euros(envelope),
    )


CAST = [({"velo": 3, "four": 2, "scene": 2}, 2), ({"velo": 2, "four": 2, "scene": 3}, 1), ({"velo": 0, "four": 2}, 2)]


def test_the_best_majority_grade_goes_first_and_the_sentence_tells_it() -> None:
    """By hand, five voters: velo 0 0 2 3 3, four 2 2 2 2 2, scene 0 0 2 2 3: medians 2; then velo 0, four 2, scene 0,
    then velo 3, scene 2.
    """
    outcome = MajorityJudgment().count(graded(CAST, envelope=20), FIRST_COME)
    assert [plain(outcome.explain(one.candidate)) for one in outcome.results] == [
        (
            "1er avec la mention majoritaire « j'aime bien » (0 au-dessus, 0 au-dessous, sur 5) ; "
            "retenu : 10 € pour 20 € restants."
        ),
        (
            "2e avec la mention majoritaire « j'aime bien » (2 au-dessus, 2 au-dessous, sur 5) ; "
            "retenu : 10 € pour 10 € restants."
        ),
        (
            "3e avec la mention majoritaire « j'aime bien » (1 au-dessus, 2 au-dessous, sur 5) ; "
            "il restait 0 €, il en coûte 10 € : non retenu."
        ),
    ]


def test_a_project_left_without_grade_has_the_default_grade_of_the_contest() -> None:
    cast = [({"velo": 2}, 3), ({"four": 3, "velo": 2}, 2)]
    assert funded(MajorityJudgment().count(graded(cast, 10), FIRST_COME)) == ["velo"]
    assert funded(MajorityJudgment().count(graded(cast, 10, default_grade=3), FIRST_COME)) == ["four"]


def test_the_same_grades_are_a_true_tie_broken_by_the_rulebook() -> None:
    outcome = MajorityJudgment().count(graded([({"velo": 3, "four": 2}, 1), ({"velo": 2, "four": 3}, 1)]), FIRST_COME)
    assert [(tie.candidates, tie.score, tie.order) for tie in outcome.ties] == [(("four", "velo"), 2, ("velo", "four"))]


def test_grades_without_names_are_told_by_their_value_and_blank_ballots_grade_nobody() -> None:
    outcome = MajorityJudgment().count(graded([({}, 4), ({"velo": 1}, 1)], grades=()), FIRST_COME)
    assert outcome.explain("velo").startswith(
        "1er avec la mention majoritaire « 1 » (0 au-dessus, 0 au-dessous, sur 1)"
    )


def test_when_nobody_votes_nobody_is_funded_and_nobody_has_a_grade() -> None:
    outcome = MajorityJudgment().count(graded([]), FIRST_COME)
    assert set(why(outcome).values()) == {"aucun bulletin n'a été déposé : non retenu"}
    assert outcome.explain("velo").startswith("1er avec aucune mention ; aucun bulletin n'a été déposé : non retenu.")


def test_an_election_without_candidates_has_an_empty_outcome() -> None:
    empty = Election(candidates=(), contests=(), ballots=(), envelope=euros(5))
    assert MajorityJudgment().count(empty, FIRST_COME).results == ()


def test_contests_with_different_numbers_of_voters_are_compared_in_proportion() -> None:
    standing = candidates({"a": 1, "b": 1})
    contests = tuple(
        Contest(id=name, title=name.upper(), candidates=(name,), most=1, values=(0, 3), marking="grade")
        for name in "ab"
    )
    cast = (
        WeightedBallot(ballot=Ballot(choices={"a": {"a": 3}}), weight=2),
        WeightedBallot(ballot=Ballot(choices={"a": {"a": 1}}), weight=1),
        WeightedBallot(ballot=Ballot(choices={"b": {"b": 3}}), weight=41),
        WeightedBallot(ballot=Ballot(choices={"b": {"b": 1}}), weight=20),
    )
    asked = Election(candidates=standing, contests=contests, ballots=cast, envelope=euros(1))
    assert funded(MajorityJudgment().count(asked, FIRST_COME)) == ["b"]
    other = contests[1].model_copy(update={"values": (0, 5)})
    with pytest.raises(CountError, match="n'ont pas les mêmes mentions"):
        MajorityJudgment().count(asked.model_copy(update={"contests": (contests[0], other)}), FIRST_COME)


@pytest.mark.parametrize("contest", [{"marking": "points"}, {"values": (1, 1)}])
def test_ballots_without_grades_are_refused(contest: dict[str, object]) -> None:
    asked = graded([])
    asked = asked.model_copy(update={"contests": (asked.contests[0].model_copy(update=contest),)})
    with pytest.raises(CountError, match="compte des mentions, et « Projets » ne se remplit pas par mentions"):
        MajorityJudgment().count(asked, FIRST_COME)


@pytest.mark.parametrize("value", [-1, 4])
def test_a_grade_outside_the_scale_is_refused(value: int) -> None:
    with pytest.raises(CountError, match=f"un bulletin donne la valeur {value} à « velo »"):
        MajorityJudgment().count(graded([({"velo": value}, 1)]), FIRST_COME)


def test_a_grade_for_a_project_that_does_not_stand_is_refused() -> None:
    with pytest.raises(CountError, match="choisit « gare » dans « projets », où il n'est pas soumis au vote"):
        MajorityJudgment().count(graded([({"gare": 1}, 1)]), FIRST_COME)


@given(election=elections(values=(0, 3)), skip=st.booleans(), data=st.data())
@settings(max_examples=60)
def test_an_outcome_is_whole_whatever_the_order(election: Election, data: st.DataObject, skip: bool) -> None:  # noqa: FBT001 - drawn by name
    rule = MajorityJudgment(skip=skip)
    is_whole(rule.count(election, TIES), election)
    does_not_depend_on_order(rule, election, data)


def test_a_minimum_grade_leaves_out_those_below_without_stopping_the_count() -> None:
    """velo: 3 3 0, four: 2 2 1, scene: 1 1 1; medians 3, 2, 1."""
    cast = [({"velo": 3, "four": 2, "scene": 1}, 2), ({"velo": 0, "four": 1, "scene": 1}, 1)]
    held = graded(cast, grades=GRADES)
    assert funded(MajorityJudgment().count(held, FIRST_COME)) == ["velo", "four", "scene"]
    outcome = MajorityJudgment(minimum_grade="j'aime bien", skip=False).count(held, FIRST_COME)
    assert funded(outcome) == ["velo", "four"]
    assert why(outcome)["scene"] == "il fallait au moins la mention majoritaire « j'aime bien » : non retenu"
    nobody = MajorityJudgment(minimum_grade="j'aime bien").count(graded([], grades=GRADES), FIRST_COME)
    assert set(why(nobody).values()) == {"aucun bulletin n'a été déposé : non retenu"}


def test_a_minimum_that_is_no_grade_of_the_ballot_stops_the_count() -> None:
    rule = MajorityJudgment(minimum_grade="bien")
    with pytest.raises(CountError, match=r"n'est pas une mention du bulletin .*« pourquoi pas »"):
        rule.count(graded([({"velo": 3}, 1)], grades=GRADES), FIRST_COME)
    with pytest.raises(CountError, match="elles n'ont pas de nom"):
        rule.count(graded([({"velo": 3}, 1)], grades=()), FIRST_COME)
    empty = graded([]).model_copy(update={"candidates": (), "contests": ()})
    assert rule.count(empty, FIRST_COME).results == ()
