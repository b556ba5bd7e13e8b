"""The conditions that the pack offers: threshold, minimum and maximum per group, projects that exclude one another."""

from typing import Any

import pytest
from pydantic import ValidationError

from concitoyen.domain.ballot import Ballot, Candidate
from concitoyen.domain.conditions import Condition, Floor
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.groups import Takes
from concitoyen.domain.money import Money
from concitoyen.domain.quota import Quota
from concitoyen_voting_rules.vocabulary.at_least_per_group import AtLeastPerGroup
from concitoyen_voting_rules.vocabulary.at_most_per_group import AtMostPerGroup
from concitoyen_voting_rules.vocabulary.exclusive import Exclusive
from concitoyen_voting_rules.vocabulary.threshold import Threshold
from tests.packs.voting_rules.elections import CONTEST, euros, one_contest, voted

TITLES = {"canton": {"avion": "Avion", "bapaume": "Bapaume"}, "label": {"place": "Même place"}}


NEAR = "{} « {} » : cette édition n'en a pas de ce nom ; vouliez-vous dire « {} » ?"


def standing(name: str, order: int, **facts: Any) -> Candidate:  # noqa: ANN401 - any fact of a candidate
    return Candidate(id=name, title=name.capitalize(), cost=euros(10), order=order, **facts)


VELO = standing("velo", 1, cantons=("bapaume",), bearer="L'Amicale", labels=("place",))
FOUR = standing("four", 2, cantons=("bapaume", "avion"), bearer="l amicale")
GARE = standing("gare", 3, bearer="Le Rail", labels=("place",))
THREE = (VELO, FOUR, GARE)


def barred(condition: Threshold, votes: dict[str, int]) -> dict[str, str]:
    election = voted(dict.fromkeys(votes, 10), votes, envelope=100)
    told = condition.refusals(election).items()
    return {name: why.text.replace("\u00a0", " ") for name, why in told}


def test_a_number_of_voters_is_reached_or_exceeded() -> None:
    votes = {"velo": 5, "four": 4}
    assert barred(Threshold(votes=5), votes) == {"four": "il fallait au moins 5 voix, il en a 4 : non retenu"}
    assert barred(Threshold(votes=5, bound="more-than"), votes) == {
        "velo": "il fallait plus de 5 voix, il en a 5 : non retenu",
        "four": "il fallait plus de 5 voix, il en a 4 : non retenu",
    }


def test_a_share_of_voters_is_exact() -> None:
    votes = {"velo": 1, "four": 39}
    half = Threshold.model_validate({"percent": "2.5"})
    assert barred(half, votes) == {}
    assert barred(half, {"velo": 1, "four": 40}) == {
        "velo": "il fallait les voix d'au moins 2,5 % des votants, il en a 1 : non retenu"
    }
    strict = Threshold.model_validate({"percent": "2.5", "bound": "more-than"})
    assert barred(strict, votes) == {"velo": "il fallait les voix de plus de 2,5 % des votants, il en a 1 : non retenu"}


def test_points_may_be_what_is_asked_and_only_of_some() -> None:
    ballot = Ballot(choices={CONTEST: {"velo": 3, "four": 2, "gare": 1}})
    election = Election(
        candidates=THREE,
        contests=one_contest(THREE, values=(1, 3)),
        ballots=(WeightedBallot(ballot=ballot, weight=2),),
        envelope=euros(10),
    )
    some = Threshold(points=5, takes=Takes(label=("place",)))
    assert {name: why.text for name, why in some.refusals(election).items()} == {
        "gare": "il fallait au moins 5 point(s), il en a 2 : non retenu"
    }


def test_each_group_with_candidates_has_a_floor_no_higher_than_it_can_reach() -> None:
    assert AtLeastPerGroup(by="canton", least=2).floors(THREE, TITLES) == [
        Floor(title="canton « Avion »", candidates=frozenset(["four"]), least=1),
        Floor(title="canton « Bapaume »", candidates=frozenset(["velo", "four"]), least=2),
    ]
    some = AtLeastPerGroup(by="canton", only=("avion", "bapaume"))
    assert [floor.title for floor in some.floors([VELO], TITLES)] == ["canton « Bapaume »"]


def test_each_group_has_a_quota_and_bearers_written_alike_are_one() -> None:
    titles = {"bearer": {"l amicale": "L'Amicale", "le rail": "Le Rail"}}
    assert AtMostPerGroup(by="bearer", most=1).quotas(THREE, titles) == [
        Quota(title="porteur « L'Amicale »", candidates=frozenset(["velo", "four"]), most=1),
        Quota(title="porteur « Le Rail »", candidates=frozenset(["gare"]), most=1),
    ]
    (one,) = AtMostPerGroup(by="bearer", amount=Money.euros(5), only=("l'AMICALE",)).quotas(THREE, titles)
    assert (one.candidates, one.amount) == (frozenset(["velo", "four"]), Money.euros(5))
    assert len(AtMostPerGroup(by="canton", most=1, only=("avion",)).quotas(THREE, TITLES)) == 1


def test_projects_that_exclude_one_another_are_a_quota_of_one() -> None:
    expected = [
        Quota(title="projets incompatibles (« Velo », « Gare »)", candidates=frozenset(["velo", "gare"]), most=1)
    ]
    assert Exclusive(label="place").quotas(THREE[::-1], TITLES) == expected
    assert Exclusive(projects=("velo", "gare")).quotas(THREE, TITLES) == expected


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (AtLeastPerGroup(by="canton", only=("avoin",)), [NEAR.format("canton", "avoin", "avion")]),
        (AtMostPerGroup(by="canton", most=1, only=("avion",)), []),
        (Exclusive(label="plage"), [NEAR.format("étiquette", "plage", "place")]),
        (Exclusive(projects=("velo", "gare")), []),
        (Threshold(votes=1), []),
        (Threshold(votes=1, takes=Takes(label=("plage",))), [NEAR.format("étiquette", "plage", "place")]),
    ],
)
def test_groups_that_the_edition_does_not_know_are_told(condition: Condition, told: list[str]) -> None:
    assert list(condition.faults(TITLES)) == told


@pytest.mark.parametrize(
    ("condition", "parameters", "told"),
    [
        (Threshold, {}, "donnez un seul seuil"),
        (Threshold, {"votes": 1, "points": 1}, "donnez un seul seuil"),
        (AtMostPerGroup, {"by": "canton"}, "donnez un maximum : most"),
        (Exclusive, {}, "dites quels projets s'excluent"),
        (Exclusive, {"projects": ["a", "b"], "label": "x"}, "dites quels projets s'excluent"),
        (Exclusive, {"projects": ["a", "a"]}, "au moins deux projets différents"),
    ],
)
def test_parameters_that_say_too_little_or_too_much_are_refused(
    condition: type[Condition], parameters: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        condition.model_validate(parameters)
    assert told in str(refused.value)
