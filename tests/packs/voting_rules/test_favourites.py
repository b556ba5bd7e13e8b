"""N favourites among all projects."""

import pytest
from pydantic import ValidationError

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen_voting_rules.forms.favourites import Favourites
from tests.packs.voting_rules.elections import ballot, candidates

FIVE = candidates(dict.fromkeys(["velo", "four", "scene", "puits", "bac"], 1000))


def accepts(form: Favourites, *chosen: str) -> bool:
    choices = ballot(*chosen, contest="favourites")
    return not form.objections(choices, form.contests(FIVE, []), "article 4")


def test_all_candidates_stand_in_one_contest_in_the_order_of_deposit() -> None:
    names = ("velo", "four", "scene", "puits", "bac")
    titles = {name: name.capitalize() for name in names}
    expected = (
        Contest(
            id="favourites", title="Vos favoris", candidates=names, least=1, most=3, marking="approve", titles=titles
        ),
    )
    assert Favourites(at_most=3).contests(FIVE, []) == expected
    assert Favourites(at_most=3).contests(FIVE[::-1], []) == expected


def test_without_candidates_there_is_no_contest() -> None:
    assert Favourites(at_most=3).contests([], []) == ()


def test_at_most_three_takes_one_to_three_favourites() -> None:
    form = Favourites(at_most=3)
    assert [accepts(form, *[one.id for one in FIVE[:count]]) for count in range(6)] == [
        *(False, True, True, True),
        *(False, False),
    ]


def test_at_least_two_at_most_three_takes_two_or_three() -> None:
    form = Favourites(at_least=2, at_most=3)
    assert [accepts(form, *[one.id for one in FIVE[:count]]) for count in range(5)] == [
        *(False, False, True, True),
        False,
    ]


def test_exactly_three_takes_three_and_nothing_else() -> None:
    form = Favourites(exactly=3)
    assert [accepts(form, *[one.id for one in FIVE[:count]]) for count in range(5)] == [
        *(False, False, False, True),
        False,
    ]


def test_a_ballot_with_too_many_favourites_is_told_the_maximum() -> None:
    form = Favourites(at_most=3)
    choices = ballot("velo", "four", "scene", "bac", contest="favourites")
    (objection,) = form.objections(choices, form.contests(FIVE, []), "article 4")
    assert objection.cited == (
        "« Vos favoris » : 4 projets choisis, le maximum est 3. Gardez ceux que vous préférez. [article 4]"
    )


def test_a_ballot_with_too_few_favourites_is_told_the_minimum() -> None:
    form = Favourites(exactly=3)
    choices = ballot("velo", contest="favourites")
    (objection,) = form.objections(choices, form.contests(FIVE, []), "article 4")
    assert objection.text == "« Vos favoris » : 1 projet(s) choisi(s), il en faut au moins 3."


def test_where_fewer_projects_stand_than_asked_choosing_all_of_them_is_enough() -> None:
    (contest,) = Favourites(exactly=3).contests(FIVE[:2], [])
    assert (contest.least, contest.most) == (2, 3)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (Favourites(exactly=3), "Choisissez 3 projets, ni plus ni moins."),
        (Favourites(at_most=1), "Choisissez 1 projet, ni plus ni moins."),
        (Favourites(at_most=3), "Choisissez vos favoris : 3 projets au plus."),
        (Favourites(at_least=2, at_most=3), "Choisissez vos favoris : de 2 à 3 projets."),
    ],
)
def test_the_voter_is_told_how_many_to_choose(form: Favourites, sentence: str) -> None:
    assert form.instructions() == sentence


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({}, "donnez soit exactly = N, soit at_most = N"),
        ({"at_least": 2}, "donnez soit exactly = N, soit at_most = N"),
        ({"exactly": 3, "at_most": 3}, "donnez soit exactly = N, soit at_most = N"),
        ({"exactly": 3, "at_least": 1}, "exactly fixe déjà le nombre de choix"),
        ({"at_least": 4, "at_most": 3}, "at_least (4) dépasse at_most (3)"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(parameters: dict[str, int], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Favourites.model_validate(parameters)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("name", ["exactly", "at_most", "at_least"])
def test_a_number_of_favourites_below_one_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        Favourites.model_validate({"at_most": 3, name: 0})


def test_choices_may_be_bounded_in_each_group() -> None:
    standing = [
        *candidates({"velo": 1, "four": 1, "scene": 1}, category="nature"),
        *(one.model_copy(update={"order": 4}) for one in candidates({"bac": 1}, category="culture")),
        *(one.model_copy(update={"order": 5}) for one in candidates({"mur": 1})),
    ]
    form = Favourites(exactly=4, at_most_per={"category": 1})
    (contest,) = form.contests(standing, [])
    assert contest.least == 3  # one of nature, one of culture, and the one without category
    assert form.instructions() == "Choisissez 4 projets, ni plus ni moins, et 1 au plus par catégorie."
    marked = Ballot(choices={contest.id: dict.fromkeys(["velo", "scene", "bac", "mur"], 1)})
    (told,) = form.objections(marked, [contest], "")
    assert told.text == (
        "« Vos favoris » : « Velo » et « Scene » sont dans le même groupe (catégorie « nature »), le maximum y est 1. "
        "Gardez ceux que vous préférez."
    )
