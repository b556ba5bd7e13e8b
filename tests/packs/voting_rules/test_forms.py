"""Every form of ballot: its contest, what it tells the voter, and the parameters that it refuses."""

from typing import Any

import pytest
from pydantic import ValidationError

from concitoyen.domain.ballot import Ballot, BallotForm, Candidate
from concitoyen.domain.category import Category
from concitoyen.domain.errors import Refused
from concitoyen.domain.money import Money
from concitoyen_voting_rules.forms.approval import Approval
from concitoyen_voting_rules.forms.choose_one import ChooseOne
from concitoyen_voting_rules.forms.grades import Grades
from concitoyen_voting_rules.forms.knapsack import Knapsack
from concitoyen_voting_rules.forms.one_per_group import OnePerGroup
from concitoyen_voting_rules.forms.points import Points
from concitoyen_voting_rules.forms.ranking import Ranking
from concitoyen_voting_rules.forms.scores import Scores

NAMES = ("velo", "four", "scene", "puits")
FOUR = tuple(
    Candidate(id=name, title=name.capitalize(), cost=Money.euros(1000), order=order, territory="nord")
    for order, name in enumerate(NAMES, start=1)
)
GRADES = ("Non", "Bof", "Oui")
ONE_CONTEST: tuple[BallotForm, ...] = (
    ChooseOne(),
    Approval(),
    Knapsack(sum_at_most=Money.euros(3000)),
    Ranking(places=3),
    Points(total=7),
    Scores(highest=5),
    Grades(grades=GRADES),
)


def refusals(form: BallotForm, **marks: int) -> list[str]:
    contests = form.contests(FOUR, [])
    ballot = Ballot(choices={contests[0].id: marks})
    return [one.text.replace("\u202f", " ").replace("\u00a0", " ") for one in form.objections(ballot, contests, "")]


@pytest.mark.parametrize("form", ONE_CONTEST, ids=lambda form: form.id)
def test_every_candidate_stands_with_its_title_in_the_order_of_deposit(form: BallotForm) -> None:
    (contest,) = form.contests(FOUR[::-1], [])
    assert contest.candidates == NAMES
    assert contest.titles == {name: name.capitalize() for name in NAMES}
    assert contest.marking == form.marking
    assert form.contests([], []) == ()


@pytest.mark.parametrize(
    ("form", "marks", "told"),
    [
        (ChooseOne(), {"velo": 1}, []),
        (
            ChooseOne(),
            {"velo": 1, "four": 1},
            ["« Votre projet » : 2 projets choisis, le maximum est 1. Gardez ceux que vous préférez."],
        ),
        (Approval(), {"velo": 1, "four": 1, "scene": 1, "puits": 1}, []),
        (
            Approval(at_least=2, at_most=3),
            {"velo": 1},
            ["« Les projets que vous approuvez » : 1 projet(s) choisi(s), il en faut au moins 2."],
        ),
        (Knapsack(sum_at_most=Money.euros(2000)), {"velo": 1, "four": 1}, []),
        (
            Knapsack(sum_at_most=Money.euros(2000)),
            {"velo": 1, "four": 1, "scene": 1},
            ["« Votre panier » : vos projets coûtent ensemble 3 000 €, plus que 2 000 €. Retirez-en."],
        ),
        (Ranking(places=2), {"velo": 1, "four": 2}, []),
        (Ranking(complete=True), {"velo": 1, "four": 2, "scene": 4, "puits": 3}, []),
        (
            Ranking(complete=True),
            {"velo": 1},
            ["« Votre classement » : 1 projet(s) choisi(s), il en faut au moins 4."],
        ),
        (Points(total=7, per_project=3, spend_all=True), {"velo": 3, "four": 3, "scene": 1}, []),
        (
            Points(total=7, per_project=3),
            {"velo": 4},
            ["« Vos points » : la valeur 4 donnée à « Velo » n'est pas entre 1 et 3."],
        ),
        (
            Points(total=10, projects_at_least=3),
            {"velo": 4, "four": 4},
            ["« Vos points » : 2 projet(s) choisi(s), il en faut au moins 3."],
        ),
        (Scores(highest=5), {"velo": 0, "four": 5}, []),
        (
            Scores(highest=5, all_projects=True),
            {"velo": 6, "four": 1, "scene": 1, "puits": 1},
            ["« Vos notes » : la valeur 6 donnée à « Velo » n'est pas entre 0 et 5."],
        ),
        (Grades(grades=GRADES, default="Bof"), {"velo": 3}, []),
        (
            Grades(grades=GRADES),
            {"velo": 3, "four": 1, "scene": 2},
            ["« Vos mentions » : donnez une mention à chaque projet ; il en manque 1 (« Puits »)."],
        ),
    ],
)
def test_a_ballot_is_valid_or_told_why_not(form: BallotForm, marks: dict[str, int], told: list[str]) -> None:
    assert refusals(form, **marks) == told


def test_where_points_cannot_all_be_given_as_many_as_can_be_are_enough() -> None:
    (contest,) = Points(total=7, per_project=3, spend_all=True).contests(FOUR[:2], [])
    assert contest.points == (6, 7)


def test_a_default_grade_is_known_to_the_contest_by_its_value() -> None:
    (contest,) = Grades(grades=GRADES, default="Non").contests(FOUR, [])
    assert (contest.grades, contest.values, contest.default_grade) == (GRADES, (1, 3), 1)
    assert Grades(grades=GRADES).contests(FOUR, [])[0].default_grade is None


def test_one_project_is_chosen_in_each_group() -> None:
    places = [FOUR[0], FOUR[1].model_copy(update={"territory": "est"})]
    form = OnePerGroup(by="territory", may_abstain=False)
    assert [(one.id, one.title, one.candidates, one.least, one.most) for one in form.contests(places, [])] == [
        ("est", "est", ("four",), 1, 1),
        ("nord", "nord", ("velo",), 1, 1),
    ]
    assert OnePerGroup(by="territory").contests(places, [])[0].least == 0


def test_categories_keep_the_order_and_titles_of_the_rulebook() -> None:
    categories = [Category(id="z", title="Zoo"), Category(id="a", title="Art"), Category(id="m", title="Mer")]
    places = [FOUR[0].model_copy(update={"category": "a"}), FOUR[1].model_copy(update={"category": "z"})]
    found = OnePerGroup(by="category").contests(places, categories)
    assert [(one.id, one.title) for one in found] == [("z", "Zoo"), ("a", "Art")]


def test_a_project_in_no_group_is_named_before_the_vote() -> None:
    with pytest.raises(Refused) as refused:
        OnePerGroup(by="canton").contests(FOUR[:1], [])
    assert str(refused.value) == (
        "« Velo » (velo) n'est dans aucun canton : on ne pourrait pas voter pour lui. Placez-le avant."
    )
    stray = FOUR[0].model_copy(update={"category": "inconnue"})
    with pytest.raises(Refused, match="n'est dans aucune catégorie"):
        OnePerGroup(by="category").contests([stray], [Category(id="a", title="Art")])


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (ChooseOne(), "Choisissez le projet que vous préférez, un seul."),
        (
            OnePerGroup(by="territory"),
            "Choisissez au plus un projet pour chaque territoire ; vous pouvez en laisser de côté.",
        ),
        (
            OnePerGroup(by="category", may_abstain=False),
            "Choisissez un projet pour chaque catégorie, sans en oublier aucune.",
        ),
        (
            OnePerGroup(by="canton", may_abstain=False),
            "Choisissez un projet pour chaque canton, sans en oublier aucun.",
        ),
        (Approval(), "Cochez tous les projets que vous trouvez bons, autant que vous voulez."),
        (Approval(at_least=2), "Cochez tous les projets que vous trouvez bons : au moins 2."),
        (Approval(at_most=1), "Cochez les projets que vous trouvez bons : 1 projet au plus."),
        (Approval(at_least=2, at_most=5), "Cochez les projets que vous trouvez bons : de 2 à 5 projets."),
        (
            Knapsack(sum_at_most=Money.euros(2000)),
            "Composez votre panier : ensemble, vos projets ne doivent pas coûter plus de 2 000 €.",
        ),
        (
            Knapsack(sum_at_most=Money.euros(2000), at_most=3),
            "Composez votre panier, 3 au plus : ensemble, vos projets ne doivent pas coûter plus de 2 000 €.",
        ),
        (
            Ranking(complete=True),
            "Classez tous les projets : 1 pour celui que vous préférez, puis 2, et ainsi de suite jusqu'au dernier.",
        ),
        (Ranking(places=1), "Mettez 1 au projet que vous préférez."),
        (
            Ranking(places=3, at_least=3),
            "Classez 3 projets, ni plus ni moins : 1 pour celui que vous préférez, puis 2…",
        ),
        (
            Ranking(places=3),
            "Classez vos projets préférés, 3 au plus : 1 pour le premier, 2 pour le suivant…",
        ),
        (
            Ranking(places=3, at_least=2),
            "Classez vos projets préférés, 3 au plus, et 2 au moins : 1 pour le premier, 2 pour le suivant…",
        ),
        (Points(total=1), "Vous avez 1 point : donnez-les aux projets que vous préférez."),
        (
            Points(total=7, per_project=3, projects_at_least=3, projects_at_most=5, spend_all=True),
            (
                "Vous avez 7 points : donnez-les aux projets que vous préférez, 3 au plus à chacun, "
                "à 3 projets au moins, à 5 projets au plus, sans en garder."
            ),
        ),
        (
            Scores(highest=5),
            "Notez les projets que vous voulez de 0 à 5 : plus le projet vous plaît, plus la note est haute.",
        ),
        (
            Scores(lowest=1, highest=3, all_projects=True),
            "Notez chaque projet de 1 à 3 : plus le projet vous plaît, plus la note est haute.",
        ),
        (Grades(grades=GRADES), "Donnez une mention à chaque projet : « Oui », « Bof », « Non »."),
        (
            Grades(grades=GRADES, default="Bof"),
            "Donnez une mention aux projets (« Oui », « Bof », « Non ») ; un projet sans mention aura « Bof ».",
        ),
    ],
)
def test_a_child_of_eleven_is_told_what_to_do(form: BallotForm, told: str) -> None:
    assert form.instructions().replace("\u202f", " ").replace("\u00a0", " ") == told


@pytest.mark.parametrize(
    ("form", "parameters", "told"),
    [
        (Approval, {"at_least": 3, "at_most": 2}, "at_least (3) dépasse at_most (2)"),
        (Ranking, {}, "donnez soit places = N, le nombre de rangs, soit complete = true"),
        (Ranking, {"places": 3, "complete": True}, "donnez soit places = N"),
        (Ranking, {"complete": True, "at_least": 2}, "complete demande déjà de tout classer"),
        (Ranking, {"places": 2, "at_least": 3}, "at_least (3) dépasse places (2)"),
        (Points, {"total": 5, "per_project": 6}, "per_project (6) dépasse total (5)"),
        (Points, {"total": 2, "projects_at_least": 3}, "demande plus de points que total (2)"),
        (Points, {"total": 9, "projects_at_least": 3, "projects_at_most": 2}, "dépasse projects_at_most (2)"),
        (
            Points,
            {"total": 7, "per_project": 2, "projects_at_most": 3, "spend_all": True},
            "spend_all est impossible : 3 projet(s) à 2 point(s) n'épuisent pas 7",
        ),
        (Scores, {"lowest": 5, "highest": 5}, "lowest (5) doit être plus petit que highest (5)"),
        (Grades, {"grades": ["Oui", "Non", "Oui"]}, "la mention « Oui » est écrite deux fois"),
        (Grades, {"grades": ["Oui", "Non"], "default": "Bof"}, "default (« Bof ») n'est pas dans grades (Oui, Non)"),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(
    form: type[BallotForm], parameters: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        form.model_validate(parameters)
    assert told in str(refused.value)
