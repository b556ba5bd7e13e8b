"""Points, points for each euro, points of rank, first of each contest: what is funded, told and refused."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.figures import points_told
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.rules.plurality import Plurality
from concitoyen_voting_rules.rules.positional import Positional, rank_points
from tests.packs.voting_rules.elections import CONTEST, FIRST_COME, candidates, euros, one_contest, voted
from tests.packs.voting_rules.laws import TIES, does_not_depend_on_order, elections, funded, is_whole, plain, why

COSTS = {"velo": 4_000, "four": 6_000, "scene": 1_000}


def marked(
    costs: Mapping[str, int], ballots: list[tuple[dict[str, int], int]], envelope: int, most: int = 10
) -> Election:
    """An election in which a mark has a value from 0 to `most`."""
    standing = candidates(costs)
    return Election(
        candidates=standing,
        contests=one_contest(standing, (0, most)),
        ballots=tuple(WeightedBallot(ballot=Ballot(choices={CONTEST: marks}), weight=n) for marks, n in ballots),
        envelope=euros(envelope),
    )


def told(election: Election, rule: Greedy | Positional | Plurality) -> list[str]:
    outcome = rule.count(election, FIRST_COME)
    return [plain(outcome.explain(one.candidate)).partition(" À égalité")[0] for one in outcome.results]


POINTS = [({"velo": 5, "four": 2, "scene": 0}, 2), ({"four": 7}, 1), ({"scene": 1}, 3)]


def test_by_points_the_most_points_come_first_and_no_point_is_no_vote() -> None:
    asked = marked(COSTS, POINTS, 7_000)
    assert told(asked, Greedy(by="points")) == [
        "1er avec 11 points ; retenu : 6 000 € pour 7 000 € restants.",
        "2e avec 10 points ; il restait 1 000 €, il en coûte 4 000 € : non retenu.",
        "3e avec 3 points ; retenu : 1 000 € pour 1 000 € restants.",
    ]
    assert {one.candidate: one.votes for one in Greedy(by="points").count(asked, FIRST_COME).results} == {
        "four": 3,
        "velo": 2,
        "scene": 3,
    }


def test_points_per_cost_and_votes_per_cost_rank_by_what_a_euro_brings() -> None:
    assert told(marked(COSTS, POINTS, 7_000), Greedy(by="points-per-cost")) == [
        "1er avec 3 points, soit 3 pour 1 000 € ; retenu : 1 000 € pour 7 000 € restants.",
        "2e avec 10 points, soit 2,5 pour 1 000 € ; retenu : 4 000 € pour 6 000 € restants.",
        "3e avec 11 points, soit environ 1,83 pour 1 000 € ; il restait 2 000 €, il en coûte 6 000 € : non retenu.",
    ]
    free = {"pret": 0, **COSTS}
    assert told(voted(free, {"pret": 1, "velo": 8, "four": 12, "scene": 1}, 10_000), Greedy(by="votes-per-cost")) == [
        "1er avec 1 voix sans rien coûter ; retenu : ne coûte rien.",
        "2e avec 8 voix, soit 2 pour 1 000 € ; retenu : 4 000 € pour 10 000 € restants.",
        "3e avec 12 voix, soit 2 pour 1 000 € ; retenu : 6 000 € pour 6 000 € restants.",
        "4e avec 1 voix, soit 1 pour 1 000 € ; il restait 0 €, il en coûte 1 000 € : non retenu.",
    ]


def test_a_tie_of_votes_per_cost_is_a_tie_of_exact_fractions() -> None:
    outcome = Greedy(by="votes-per-cost").count(voted(COSTS, {"velo": 8, "four": 12}, 10_000), FIRST_COME)
    assert [(tie.candidates, tie.score) for tie in outcome.ties] == [(("four", "velo"), Fraction(1, 50_000))]


THRESHOLDS = {"velo": 25, "four": 24, "scene": 1}


@pytest.mark.parametrize(
    ("rule", "winners", "reason"),
    [
        (Greedy(minimum_votes=24), ["velo", "four"], "il fallait au moins 24 voix : non retenu"),
        (Greedy(minimum_votes=24, strictly=True), ["velo"], "il fallait au moins 25 voix : non retenu"),
        (
            Greedy(minimum_share=Decimal(48)),
            ["velo", "four"],
            "il fallait au moins 48 % des votants, soit 24 voix : non retenu",
        ),
        (
            Greedy(minimum_share=Decimal(48), strictly=True),
            ["velo"],
            "il fallait plus de 48 % des votants, soit 25 voix : non retenu",
        ),
        (
            Greedy(minimum_share=Decimal("2.50")),
            ["velo", "four"],
            "il fallait au moins 2,5 % des votants, soit 2 voix : non retenu",
        ),
        (
            Greedy(by="points", minimum_points=24),
            ["velo", "four"],
            "il fallait au moins 24 points : non retenu",
        ),
        (Greedy(by="points", minimum_points=24, strictly=True), ["velo"], "il fallait plus de 24 points : non retenu"),
    ],
)
def test_a_threshold_is_reached_or_exceeded(rule: Greedy, winners: list[str], reason: str) -> None:
    outcome = rule.count(voted(COSTS, THRESHOLDS, 20_000), FIRST_COME)
    assert funded(outcome) == winners
    assert why(outcome)["scene"] == reason


def test_a_project_below_a_threshold_never_stops_the_count() -> None:
    asked = voted({"velo": 4_000, "four": 6_000, "scene": 500}, {"velo": 9, "scene": 5, "four": 6}, 5_000)
    assert funded(Greedy(skip=False, minimum_share=Decimal(45)).count(asked, FIRST_COME)) == ["velo"]


def test_ranks_and_grades_are_not_points() -> None:
    asked = marked(COSTS, [], 100)
    ranks = asked.contests[0].model_copy(update={"marking": "rank"})
    with pytest.raises(CountError, match=r"compte des points ou des choix simples.*voting_rules:positional"):
        Greedy(by="points").count(asked.model_copy(update={"contests": (ranks,)}), FIRST_COME)


RANKS = [({"velo": 1, "four": 2, "scene": 3}, 3), ({"four": 1, "scene": 2}, 2), ({"scene": 1}, 1)]


def test_ranks_give_points_down_a_scale() -> None:
    """By hand, 3-2-1: velo 3·3 = 9, four 3·2 + 2·3 = 12, scene 3·1 + 2·2 + 1·3 = 10."""
    assert told(marked(COSTS, RANKS, 7_000), Positional(scale=(Fraction(3), Fraction(2), Fraction(1)))) == [
        "1er avec 12 points ; retenu : 6 000 € pour 7 000 € restants.",
        "2e avec 10 points ; retenu : 1 000 € pour 1 000 € restants.",
        "3e avec 9 points ; il restait 0 €, il en coûte 4 000 € : non retenu.",
    ]


@pytest.mark.parametrize(
    ("scale", "points"),
    [
        ("borda", [6, 7, 4]),
        ([1], [3, 2, 1]),
        (["1", "1/2", "1/3"], [3, Fraction(7, 2), 3]),
        ([10, 5, 3, 2, 1], [30, 35, 29]),
    ],
)
def test_any_scale_is_counted_exactly(scale: object, points: list[int | Fraction]) -> None:
    rule = Positional.model_validate({"scale": scale})
    profile = Profile.from_election(marked(COSTS, RANKS, 0))
    scales = [[Fraction(2), Fraction(1), Fraction(0)]] * 3 if isinstance(rule.scale, str) else [rule.scale] * 3
    assert rank_points(profile, scales) == points
    scored = rule.count(marked(COSTS, RANKS, 0), FIRST_COME).results
    assert {one.candidate: one.score for one in scored} == {
        name: points_told(given) for name, given in zip(COSTS, points, strict=True)
    }


def test_borda_gives_nothing_to_the_last_of_each_contest() -> None:
    standing = candidates({"a": 1, "b": 1, "c": 1, "d": 1})
    contests = (
        Contest(id="x", title="X", candidates=("a", "b", "c"), most=3, values=(1, 3), marking="rank"),
        Contest(id="y", title="Y", candidates=("d",), most=1, values=(1, 1), marking="rank"),
    )
    cast = WeightedBallot(ballot=Ballot(choices={"x": {"a": 2, "c": 1}, "y": {"d": 1}}), weight=2)
    asked = Election(candidates=standing, contests=contests, ballots=(cast,), envelope=euros(0))
    outcome = Positional(scale="borda").count(asked, FIRST_COME)
    assert {one.candidate: one.score.text for one in outcome.results if one.score} == {
        "c": "4 points",
        "a": "2 points",
        "b": "0 point",
        "d": "0 point",
    }


@pytest.mark.parametrize("marks", [{"velo": 1, "four": 1}, {"velo": 2}, {"velo": 1, "four": 3}, {"velo": 0}])
def test_marks_that_are_not_a_ranking_are_refused(marks: dict[str, int]) -> None:
    with pytest.raises(CountError, match=r"compte des rangs.*un bulletin ne classe pas de 1 en 1 dans « Projets »"):
        Positional(scale="borda").count(marked(COSTS, [(marks, 1)], 0), FIRST_COME)


def test_a_contest_that_is_not_ranked_is_refused() -> None:
    asked = marked(COSTS, [], 100)
    points = asked.contests[0].model_copy(update={"marking": "points"})
    with pytest.raises(CountError, match="« Projets » ne se remplit pas par rangs"):
        Positional(scale="borda").count(asked.model_copy(update={"contests": (points,)}), FIRST_COME)


def test_a_candidate_of_two_contests_or_of_none_has_no_rank() -> None:
    asked = marked(COSTS, [], 100)
    twice = (asked.contests[0], asked.contests[0].model_copy(update={"id": "b", "title": "Bis"}))
    with pytest.raises(CountError, match="« velo » est dans « Projets » et « Bis »"):
        Positional(scale="borda").count(asked.model_copy(update={"contests": twice}), FIRST_COME)
    with pytest.raises(CountError, match="ne peut pas compter four, scene, velo : aucune partie du bulletin"):
        Positional(scale="borda").count(asked.model_copy(update={"contests": ()}), FIRST_COME)


@pytest.mark.parametrize("scale", [[1, 2], [], [3, -1], "condorcet"])
def test_a_scale_that_rises_is_empty_or_negative_is_refused(scale: object) -> None:
    with pytest.raises(ValidationError):
        Positional.model_validate({"scale": scale})


# ── plurality ──


def two_contests(votes: Mapping[str, int], envelope: int) -> Election:
    """a, b, c at 40, 30, 20 € in « Nord » and d, e at 30, 10 € in « Sud »."""
    standing = candidates({"a": 40, "b": 30, "c": 20, "d": 30, "e": 10})
    contests = tuple(
        Contest(id=title.lower(), title=title, candidates=tuple(names), most=1)
        for title, names in (("Nord", "abc"), ("Sud", "de"))
    )
    cast = [
        WeightedBallot(ballot=Ballot(choices={"nord" if name in "abc" else "sud": {name: 1}}), weight=count)
        for name, count in votes.items()
    ]
    return Election(candidates=standing, contests=contests, ballots=tuple(cast), envelope=euros(envelope))


VOTES = {"a": 9, "b": 8, "c": 7, "d": 6, "e": 5}


def test_the_first_of_each_contest_wins() -> None:
    outcome = Plurality().count(two_contests(VOTES, 100), FIRST_COME)
    assert funded(outcome) == ["a", "d"]
    assert why(outcome)["b"] == "« Nord » a un seul lauréat, un autre y est mieux placé : non retenu"


def test_seats_may_differ_from_one_contest_to_another() -> None:
    outcome = Plurality(seats={"nord": 2, "sud": 0}).count(two_contests(VOTES, 100), FIRST_COME)
    assert funded(outcome) == ["a", "b"]
    assert why(outcome)["c"] == "« Nord » a 2 lauréats, d'autres y sont mieux placés : non retenu"
    assert why(outcome)["d"] == "« Sud » n'a aucun lauréat à désigner : non retenu"


def test_a_contest_without_a_number_of_seats_is_refused() -> None:
    with pytest.raises(CountError, match=r"combien de lauréats a « sud ».*\(il y a nord\)"):
        Plurality(seats={"nord": 2}).count(two_contests(VOTES, 100), FIRST_COME)


def test_a_seat_that_money_cannot_pay_stays_empty_or_goes_to_the_runner_up() -> None:
    asked = two_contests({**VOTES, "d": 60}, 60)
    assert why(Plurality().count(asked, FIRST_COME))["a"] == "il restait 30 €, il en coûte 40 € : non retenu"
    assert funded(Plurality().count(asked, FIRST_COME)) == ["d"]
    assert funded(Plurality(runner_up=True).count(asked, FIRST_COME)) == ["d", "b"]


def test_a_seat_stays_empty_where_nobody_has_enough_votes() -> None:
    asked = two_contests({"a": 2, "d": 1}, 100)
    outcome = Plurality(minimum_votes=2).count(asked, FIRST_COME)
    assert funded(outcome) == ["a"]
    assert why(outcome)["d"] == "il fallait au moins 2 voix : non retenu"


def test_without_skip_a_winner_that_does_not_fit_ends_the_count_for_the_others() -> None:
    outcome = Plurality(skip=False).count(two_contests(VOTES, 35), FIRST_COME)
    assert why(outcome)["d"] == "le dépouillement s'est arrêté avant, à « A » qui ne tenait plus : non retenu"


# ── laws ──

RULES = st.one_of(
    st.builds(
        Greedy,
        by=st.sampled_from(["votes", "points", "votes-per-cost", "points-per-cost"]),
        skip=st.booleans(),
        minimum_votes=st.integers(0, 4),
        minimum_share=st.decimals(0, 100, places=1),
        strictly=st.booleans(),
    ),
    st.builds(Plurality, seats=st.integers(0, 3), runner_up=st.booleans(), skip=st.booleans()),
)


@given(election=elections(), rule=RULES)
def test_an_outcome_is_whole(election: Election, rule: Greedy | Plurality) -> None:
    is_whole(rule.count(election, TIES), election)


@given(election=elections(), rule=RULES, data=st.data())
@settings(max_examples=40)
def test_the_order_of_ballots_and_candidates_changes_nothing(
    election: Election, rule: Greedy | Plurality, data: st.DataObject
) -> None:
    does_not_depend_on_order(rule, election, data)


@given(election=elections(values=(-3, 10)), data=st.data())
@settings(max_examples=40)
def test_points_counted_in_any_order_give_the_same_outcome(election: Election, data: st.DataObject) -> None:
    rule = Greedy(by="points-per-cost")
    is_whole(rule.count(election, TIES), election)
    does_not_depend_on_order(rule, election, data)


@given(election=elections(), rule=st.builds(Plurality, seats=st.integers(0, 3), runner_up=st.booleans()))
def test_no_contest_has_more_laureates_than_seats(election: Election, rule: Plurality) -> None:
    assert isinstance(rule.seats, int)
    assert len(rule.count(election, TIES).funded) <= rule.seats
    assert rule.count(election, TIES).spent >= Money(0)


def test_a_maximum_per_group_can_be_kept_around_a_ranking() -> None:
    assert (Greedy().limits, Plurality().limits, Positional(scale="borda").limits) == ("around", "refused", "around")
