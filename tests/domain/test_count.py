"""Ties: broken by the rulebook's criteria in their order, never by chance or by the order of a list."""

from fractions import Fraction
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, Score, TieBreak, TieBroken, WeightedBallot, break_tie, ranking
from concitoyen.domain.errors import CountError, UnresolvedTie
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from tests.plugin.exemple import Draw, Earliest, MostVotes, ballot


class Cheapest(TieBreak):
    """The one that costs less."""

    id: ClassVar[str] = "cheapest"
    title: ClassVar[str] = "Le moins cher"

    def key(self, candidate: Candidate, election: Election) -> int:
        return candidate.cost.cents


def election(*facts: tuple[str, int, int], **more: object) -> Election:
    candidates = [Candidate(id=name, title=name, cost=Money.euros(cost), order=order) for name, cost, order in facts]
    told = {"contests": (), "ballots": (), "envelope": 100, "draw_seed": "2027", **more}
    return Election.model_validate({"candidates": candidates, **told})


ABC = election(("a", 5, 2), ("b", 5, 1), ("c", 3, 3))
TIES = (("x:cheapest", Cheapest()), ("x:earliest", Earliest()), ("x:draw", Draw()))


def test_the_first_criterion_that_separates_decides_and_later_ones_only_what_is_still_equal() -> None:
    assert break_tie(["a", "b", "c"], 7, ABC, TIES) == TieBroken(
        candidates=("a", "b", "c"), score=7, decided_by=("x:cheapest", "x:earliest"), order=("c", "b", "a")
    )


def test_a_criterion_that_separates_nobody_is_not_said_to_have_decided() -> None:
    assert break_tie(["a", "b"], 7, ABC, TIES) == TieBroken(
        candidates=("a", "b"), score=7, decided_by=("x:earliest",), order=("b", "a")
    )


def test_a_group_of_one_is_left_alone() -> None:
    assert break_tie(["b", "c", "a"], 7, ABC, TIES[:2]).order == ("c", "b", "a")


@given(st.permutations(["a", "b", "c"]))
def test_the_order_in_which_equals_are_given_decides_nothing(names: list[str]) -> None:
    assert break_tie(names, 7, ABC, TIES) == break_tie(["a", "b", "c"], 7, ABC, TIES)


@given(st.permutations(["a", "b", "c"]))
def test_equals_that_no_criterion_separates_stop_the_count_with_their_names(names: list[str]) -> None:
    with pytest.raises(UnresolvedTie) as caught:
        break_tie(names, 7, ABC, TIES[:1])
    assert str(caught.value) == (
        "Égalité non départagée (a = b) : la liste [count] ties du règlement ne suffit pas. "
        "Terminez-la par un critère qui départage toujours, comme un tirage public."
    )


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), min_size=1))
def test_a_ranking_goes_from_the_most_votes_down_and_names_each_candidate_once(scores: dict[str, int]) -> None:
    order, broken = ranking(scores, ABC, TIES)
    assert sorted(order) == sorted(scores)
    assert [scores[name] for name in order] == sorted(scores.values(), reverse=True)
    assert sum(len(tie.candidates) for tie in broken) == sum(
        1 for score in scores.values() if list(scores.values()).count(score) > 1
    )
    assert ranking(dict(reversed(scores.items())), ABC, TIES) == (order, broken)


CAST = (
    WeightedBallot(ballot=ballot("a", "c"), weight=3),
    WeightedBallot(ballot=ballot("b"), weight=2),
)
RUN = MostVotes().count(election(("a", 60, 2), ("b", 50, 1), ("c", 40, 3), ballots=CAST), TIES)


def test_an_outcome_adds_up() -> None:
    assert [result.candidate for result in RUN.funded] == ["c", "a"]
    assert (RUN.spent, RUN.balance, RUN.voters) == (Money.euros(100), Money(0), 5)


def test_an_outcome_explains_each_candidate_in_one_sentence() -> None:
    assert RUN.explain("b") == "3e avec 2 voix ; trop cher pour ce qui reste."


def test_an_outcome_tells_the_tie_that_a_candidate_was_in() -> None:
    assert RUN.explain("c") == (
        "1er avec 3 voix ; financé. À égalité avec « a » : les critères de départage du règlement le mettent 1er sur 2."
    )


def test_a_score_that_is_not_votes_takes_their_place_in_the_sentence() -> None:
    points = Message(message="{points} points", values={"points": 12})
    first = RUN.results[0].model_copy(update={"score": points})
    alone = RUN.model_copy(update={"results": (first,), "ties": ()})
    assert alone.explain("c") == "1er avec 12 points ; financé."


@pytest.mark.parametrize("score", [7, Fraction(7, 3)])
def test_the_score_of_a_tie_is_kept_exactly_when_written_and_read_back(score: Score) -> None:
    tie = TieBroken(candidates=("a", "b"), score=score, decided_by=("x",), order=("b", "a"))
    assert TieBroken.model_validate_json(tie.model_dump_json()) == tie


def test_a_candidate_that_was_not_on_the_ballot_has_no_result() -> None:
    with pytest.raises(CountError, match=r"^« z » n'était pas soumis au vote : aucun résultat à expliquer\.$"):
        RUN.result("z")


@given(st.permutations(CAST))
def test_ballots_in_any_order_give_the_same_outcome(cast: list[WeightedBallot]) -> None:
    again = MostVotes().count(election(("a", 60, 2), ("b", 50, 1), ("c", 40, 3), ballots=cast), TIES)
    assert again == RUN
