"""One project in each category."""

import pytest

from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.category import Category
from concitoyen.domain.errors import Refused
from concitoyen.domain.money import Money
from concitoyen_voting_rules.forms.one_per_category import OnePerCategory

PRATIQUES = Category(id="pratiques", title="Pratiques de l'ESS")
COOPERATION = Category(id="cooperation", title="Coopération")
INNOVATION = Category(id="innovation", title="Innovation sociale")
CATEGORIES = [PRATIQUES, COOPERATION, INNOVATION]


def standing(name: str, category: str, order: int) -> Candidate:
    return Candidate(id=name, title=name.capitalize(), cost=Money(100), order=order, category=category)


VELO = standing("velo", "innovation", 1)
FOUR = standing("four", "pratiques", 2)
SCENE = standing("scene", "innovation", 3)
CANDIDATES = [SCENE, VELO, FOUR]


def contest(id: str, title: str, *names: str) -> Contest:
    titles = {name: name.capitalize() for name in names}
    return Contest(id=id, title=title, candidates=names, least=0, most=1, marking="one", titles=titles)


def contests(form: OnePerCategory) -> tuple[Contest, ...]:
    return form.contests(CANDIDATES, CATEGORIES)


def refusals(form: OnePerCategory, choices: dict[str, dict[str, int]]) -> list[str]:
    ballot = Ballot(choices=choices)
    return [objection.text for objection in form.objections(ballot, contests(form), "article 4")]


def test_each_category_that_has_candidates_is_a_contest_in_the_order_of_the_rulebook() -> None:
    assert contests(OnePerCategory()) == (
        contest("pratiques", "Pratiques de l'ESS", "four"),
        contest("innovation", "Innovation sociale", "velo", "scene"),
    )


def test_the_order_in_which_candidates_are_read_does_not_change_the_ballot() -> None:
    form = OnePerCategory()
    assert form.contests(CANDIDATES[::-1], CATEGORIES) == form.contests(CANDIDATES, CATEGORIES)


def test_without_candidates_there_is_no_contest() -> None:
    assert OnePerCategory().contests([], CATEGORIES) == ()


def test_one_choice_in_each_category_is_a_valid_ballot() -> None:
    choices = {"pratiques": {"four": 1}, "innovation": {"scene": 1}}
    assert refusals(OnePerCategory(), choices) == []
    assert refusals(OnePerCategory(may_abstain=False), choices) == []


def test_two_choices_in_one_category_are_refused() -> None:
    assert refusals(OnePerCategory(), {"innovation": {"velo": 1, "scene": 1}}) == [
        "« Innovation sociale » : 2 projets choisis, le maximum est 1. Gardez ceux que vous préférez."
    ]


def test_a_project_chosen_in_another_category_is_refused() -> None:
    assert refusals(OnePerCategory(), {"pratiques": {"velo": 1}}) == [
        "« Pratiques de l'ESS » : le projet « Velo » n'y est pas soumis au vote."
    ]


def test_a_category_may_be_left_blank_where_the_rulebook_lets_voters_abstain() -> None:
    assert refusals(OnePerCategory(), {"pratiques": {"four": 1}}) == []


def test_a_category_left_blank_is_refused_where_the_rulebook_asks_for_all() -> None:
    assert refusals(OnePerCategory(may_abstain=False), {"pratiques": {"four": 1}}) == [
        "« Innovation sociale » : 0 projet(s) choisi(s), il en faut au moins 1."
    ]


def test_an_empty_ballot_is_refused() -> None:
    assert refusals(OnePerCategory(), {}) == ["Le bulletin est vide : choisissez au moins un projet."]


def test_candidates_in_no_category_are_named_all_at_once() -> None:
    lost = [standing("puits", "", 4), standing("bac", "inovation", 5)]
    with pytest.raises(Refused) as refused:
        OnePerCategory().contests([*CANDIDATES, *lost], CATEGORIES)
    assert [objection.text for objection in refused.value.objections] == [
        (
            "« Puits » (puits) n'a pas de catégorie : on ne peut pas voter par catégorie. "
            "Classez-le avant d'ouvrir le vote (catégories : pratiques, cooperation, innovation)."
        ),
        (
            "« Bac » (bac) a une catégorie inconnue, « inovation » : on ne peut pas voter par catégorie. "
            "Classez-le avant d'ouvrir le vote (catégories : pratiques, cooperation, innovation)."
        ),
    ]
    assert {objection.field for objection in refused.value.objections} == {"category"}


def test_a_rulebook_without_categories_is_told_that_there_are_none() -> None:
    with pytest.raises(Refused, match=r"catégories : aucune"):
        OnePerCategory().contests([VELO], [])


def test_the_voter_is_told_whether_every_category_must_be_filled() -> None:
    assert OnePerCategory().instructions() == (
        "Choisissez au plus un projet dans chaque catégorie ; vous pouvez en laisser de côté."
    )
    assert OnePerCategory(may_abstain=False).instructions() == (
        "Choisissez un projet dans chaque catégorie, sans en oublier."
    )
