"""Marks in a contest: every reason why they are not valid, in words that name projects by their title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, valid_marks
from concitoyen.domain.contest import Contest
from concitoyen.domain.money import Money

NAMES = ("velo", "four", "scene", "puits")
TITLES = {name: name.capitalize() for name in NAMES}


def contest(**facts: object) -> Contest:
    told = {"id": "c", "title": "Projets", "candidates": NAMES, "most": 4, "titles": TITLES, **facts}
    return Contest.model_validate(told)


def faults(of: Contest, **marks: int) -> list[str]:
    return [fault.text.replace("\u202f", " ").replace("\u00a0", " ") for fault in of.faults(marks)]


def test_a_project_from_elsewhere_is_named_by_its_title_where_the_ballot_knows_it() -> None:
    here, there = contest(), contest(id="d", candidates=("bac",), titles={"bac": "Le bac"})
    (objection,) = valid_marks(Ballot(choices={"c": {"bac": 1}}), [here, there], rule="r")
    assert objection.text == "« Projets » : le projet « Le bac » n'y est pas soumis au vote."
    assert faults(here, zzz=1) == ["« Projets » : le projet « zzz » n'y est pas soumis au vote."]


def test_a_value_out_of_bounds_names_the_project() -> None:
    assert faults(contest(values=(0, 5)), velo=6) == [
        "« Projets » : la valeur 6 donnée à « Velo » n'est pas entre 0 et 5.",
    ]


def test_what_is_wrong_with_one_mark_alone_tells_whose_mark_it_is() -> None:
    seven = contest(values=(1, 5), points=(0, 7), marking="points")
    wrong = valid_marks(Ballot(choices={"c": {"velo": 6, "four": 3, "zzz": 9}}), [seven], rule="r")
    assert [(fault.field, fault.project) for fault in wrong] == [("c", ""), ("c", "velo"), ("c", ""), ("c", "")]
    assert [fault.text.partition(" : ")[2][:16] for fault in wrong] == [
        "le projet « zzz ",
        "la valeur 6 donn",
        "la valeur 9 donn",
        "18 points donnés",
    ]


def test_ranks_go_from_one_without_gap_or_equals() -> None:
    ranked = contest(marking="rank", values=(1, 3), most=3)
    assert faults(ranked, velo=1, four=2) == []
    assert faults(ranked, velo=2, four=2, scene=1) == [
        "« Projets » : « Velo » et « Four » ont le même rang (2) : donnez à chacun le sien.",
    ]
    assert faults(ranked, velo=1, four=3) == [
        "« Projets » : il manque le rang 2 : classez de 1 à 2, sans trou.",
    ]


def test_points_have_a_total_and_may_have_to_be_given_whole() -> None:
    seven = contest(marking="points", values=(1, 3), points=(7, 7))
    assert faults(seven, velo=3, four=3, scene=1) == []
    assert faults(seven, velo=3, four=3, scene=2) == ["« Projets » : 8 points donnés, vous en avez 7. Retirez-en 1."]
    assert faults(seven, velo=3) == ["« Projets » : 3 point(s) donné(s), il faut en donner 7. Ajoutez-en 4."]
    assert faults(seven) == []


def test_a_basket_holds_in_its_sum() -> None:
    costs = {name: Money.euros(4000) for name in NAMES}
    basket = contest(sum_at_most=8000, costs=costs)
    assert faults(basket, velo=1, four=1) == []
    assert faults(basket, velo=1, four=1, scene=1, zzz=1)[1:] == [
        "« Projets » : vos projets coûtent ensemble 12 000 €, plus que 8 000 €. Retirez-en.",
    ]


@pytest.mark.parametrize(
    ("least", "told"),
    [(4, "il en manque 3 (« Four », « Scene », « Puits »)."), (2, "il en manque 3 (« Four », « Scene », « Puits »).")],
)
def test_a_grade_is_asked_for_every_project(least: int, told: str) -> None:
    graded = contest(marking="grade", values=(1, 4), least=least)
    assert faults(graded, velo=1) == [f"« Projets » : donnez une mention à chaque projet ; {told}"]


def test_only_a_few_missing_projects_are_listed() -> None:
    graded = contest(marking="grade", values=(1, 4), least=4)
    assert faults(graded)[0].endswith("il en manque 4 (« Velo », « Four », « Scene » …).")


def test_a_contest_remembers_how_many_stood_on_the_paper() -> None:
    assert contest().size == 4
    assert contest(candidates=("velo",), on_paper=4).size == 4


def test_an_optional_contest_may_be_left_blank_and_only_one_of_a_family_is_marked() -> None:
    nord = contest(id="nord", title="Nord", candidates=("velo",), least=1, family="Quartier", optional=True)
    sud = contest(id="sud", title="Sud", candidates=("four",), least=1, family="Quartier", optional=True)
    ville = contest(id="ville", title="Ville", candidates=("scene",), least=1)
    papers = [nord, sud, ville]
    assert valid_marks(Ballot(choices={"nord": {"velo": 1}, "ville": {"scene": 1}}), papers, rule="r") == ()
    told = valid_marks(Ballot(choices={"nord": {"velo": 1}, "sud": {"four": 1}}), papers, rule="r")
    assert [one.text for one in told] == [
        "« Ville » : 0 projet(s) choisi(s), il en faut au moins 1.",
        "« Quartier » : choisissez dans une seule partie, pas dans « Nord » et « Sud ».",
    ]


KINDS = st.builds(
    contest,
    least=st.integers(0, 2),
    most=st.integers(1, 4),
    values=st.sampled_from([(1, 1), (0, 3)]),
    marking=st.sampled_from([None, "rank", "approve"]),
    points=st.sampled_from([None, (2, 4)]),
    sum_at_most=st.sampled_from([None, Money(150)]),
    costs=st.just(dict.fromkeys(NAMES, Money(100))),
)


@given(KINDS, st.dictionaries(st.sampled_from([*NAMES, "zzz"]), st.integers(-1, 4)))
def test_marks_that_are_plainly_valid_have_no_fault(kind: Contest, marks: dict[str, int]) -> None:
    assert not (kind.is_plainly_valid(marks) and list(kind.faults(marks)))


@given(st.dictionaries(st.sampled_from([*NAMES, "zzz"]), st.integers(0, 2)))
def test_marks_of_a_simple_contest_are_plainly_valid_or_have_a_fault(marks: dict[str, int]) -> None:
    assert contest(least=1, most=2).is_plainly_valid(marks) != bool(list(contest(least=1, most=2).faults(marks)))
