"""Ballots as arrays: what is merged, what is refused, what each candidate gathers."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.count import WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen_voting_rules import packing
from concitoyen_voting_rules.profile import MOST, Profile
from tests.packs.voting_rules.elections import ballot, candidates, election, times

NAMES = ("velo", "four", "scene", "puits")
Row = Mapping[int, int]
ROWS = st.lists(st.dictionaries(st.integers(0, 3), st.integers(-3, 9), max_size=4), max_size=12)


def profile(rows: Sequence[Row], weights: Sequence[int] | None = None) -> Profile:
    """One ballot for each row, candidate → value."""
    starts = np.cumsum([0, *(len(row) for row in rows)])
    marks = [mark for row in rows for mark in row.items()]
    return Profile.from_rows(
        NAMES,
        starts,
        np.array([candidate for candidate, _ in marks], np.int64),
        np.array([value for _, value in marks], np.int64),
        None if weights is None else np.array(weights),
    )


def told(given: Profile) -> list[tuple[dict[int, int], int]]:
    """Each ballot, candidate → value, with its weight."""
    bounds = zip(given.starts[:-1], given.starts[1:], given.weights.tolist(), strict=True)
    return [
        (dict(zip(given.marked[a:b].tolist(), given.values[a:b].tolist(), strict=True)), weight)
        for a, b, weight in bounds
    ]


def test_equal_ballots_are_one_ballot_with_the_sum_of_their_weights() -> None:
    found = profile([{0: 1, 2: 1}, {}, {1: 1}, {2: 1, 0: 1}, {}], weights=[1, 2, 3, 4, 5])
    assert told(found) == [({0: 1, 2: 1}, 5), ({}, 7), ({1: 1}, 3)]


def test_the_same_candidates_with_other_points_are_another_ballot() -> None:
    assert told(profile([{0: 1}, {0: 2}])) == [({0: 1}, 1), ({0: 2}, 1)]


def test_a_candidate_marked_twice_is_marked_once_with_the_sum() -> None:
    found = Profile.from_rows(NAMES, np.array([0, 3, 4]), np.array([2, 0, 2, 1]), np.array([1, 5, 3, 1]))
    assert told(found) == [({0: 5, 2: 4}, 1), ({1: 1}, 1)]


def test_blank_ballots_count_among_the_voters() -> None:
    found = profile([{}, {0: 1}], weights=[3, 1])
    assert found.voters == 4
    assert found.approvals().tolist() == [1, 0, 0, 0]


def test_without_ballots_nobody_has_anything() -> None:
    found = Profile.from_rows(NAMES, np.array([0]), np.array([]))
    assert (found.voters, told(found), found.points().tolist()) == (0, [], [0, 0, 0, 0])


def test_without_candidates_there_are_only_blank_ballots() -> None:
    found = Profile.from_rows((), np.array([0, 0, 0]), np.array([]))
    assert (found.voters, told(found), found.approvals().tolist()) == (2, [({}, 2)], [])


@given(rows=ROWS, data=st.data())
def test_whatever_the_rows_nothing_is_lost_or_moved(rows: list[Row], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(rows), max_size=len(rows)))
    found = profile(rows, weights)
    expected: Counter[tuple[tuple[int, int], ...]] = Counter()
    for row, weight in zip(rows, weights, strict=True):
        expected[tuple(sorted(row.items()))] += weight
    assert told(found) == [(dict(row), weight) for row, weight in expected.items()]
    for index, name in enumerate(NAMES):
        marks = [(row[index], weight) for row, weight in zip(rows, weights, strict=True) if index in row]
        assert found.approvals()[index] == sum(weight for _, weight in marks)
        assert found.points()[index] == sum(value * weight for value, weight in marks)
        assert found.index[name] == index


@given(rows=ROWS)
def test_the_supporters_of_a_candidate_are_the_ballots_that_mark_it(rows: list[Row]) -> None:
    found = profile(rows)
    distinct = told(found)
    for candidate in range(len(NAMES)):
        expected = [number for number, (row, _) in enumerate(distinct) if candidate in row]
        assert found.supporters(candidate).tolist() == expected
        span = slice(found.column_starts[candidate], found.column_starts[candidate + 1])
        assert found.column_values[span].tolist() == [distinct[number][0][candidate] for number in expected]


@given(rows=ROWS, kept=st.sets(st.integers(0, 3)))
def test_among_some_candidates_the_same_voters_are_asked(rows: list[Row], kept: set[int]) -> None:
    whole = profile(rows)
    part = whole.among(sorted(kept))
    assert part.candidates == tuple(NAMES[index] for index in sorted(kept))
    assert part.voters == whole.voters
    assert part.points().tolist() == [whole.points()[index] for index in sorted(kept)]


@given(rows=ROWS)
def test_marks_of_no_value_may_be_forgotten_and_values_too(rows: list[Row]) -> None:
    whole = profile(rows)
    assert told(whole.given()) == told(profile([{one: value for one, value in row.items() if value} for row in rows]))
    assert told(whole.chosen()) == told(profile([dict.fromkeys(row, 1) for row in rows]))
    assert whole.chosen().chosen().is_plain


@given(rows=ROWS)
def test_two_ballots_with_the_same_fingerprint_are_still_two_ballots(rows: list[Row]) -> None:
    expected = told(profile(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "fingerprints", lambda marked, _: np.zeros(len(marked), np.uint64))
        assert told(profile(rows)) == expected


def test_an_election_becomes_a_profile_in_the_order_of_deposit() -> None:
    found = Profile.from_election(
        election({"velo": 10, "four": 5}, [times(2, "four", "velo"), times(1), times(3, "four")], 20)
    )
    assert found.candidates == ("velo", "four")
    assert told(found) == [({0: 1, 1: 1}, 2), ({}, 1), ({1: 1}, 3)]


def test_choices_in_several_contests_count_together() -> None:
    standing = candidates({"velo": 10, "four": 5})
    contests = tuple(Contest(id=one.id, title=one.id, candidates=(one.id,), most=1) for one in standing)
    both = Ballot(choices={"velo": {"velo": 1}, "four": {"four": 1}})
    cast = election({}, [], 20).model_copy(
        update={
            "candidates": standing,
            "contests": contests,
            "ballots": (WeightedBallot(ballot=both, weight=2),),
        }
    )
    assert told(Profile.from_election(cast)) == [({0: 1, 1: 1}, 2)]


def test_a_choice_outside_its_contest_is_refused_with_both_names() -> None:
    with pytest.raises(CountError, match="« four » dans « quartier »"):
        Profile.from_election(election({"four": 5}, [times(1, "four", contest="quartier")], 20))


def test_a_choice_of_an_unknown_project_is_refused() -> None:
    with pytest.raises(CountError, match="« gare » dans « projets »"):
        Profile.from_election(election({"four": 5}, [times(1, "gare")], 20))


def test_two_candidates_with_one_id_are_refused_by_their_name() -> None:
    twins = candidates({"velo": 10}) * 2
    with pytest.raises(CountError, match=r"\(velo\)"):
        Profile.from_election(election({"velo": 1}, [], 20).model_copy(update={"candidates": twins}))
    with pytest.raises(CountError, match=r"\(velo\)"):
        Profile.from_rows(("velo", "velo"), np.array([0]), np.array([]))


@pytest.mark.parametrize(
    ("starts", "marked", "values", "weights", "sentence"),
    [
        ([], [], [], [], "mal découpés"),
        ([1, 1], [], [], [1], "mal découpés"),
        ([0, 2], [0], [1], [1], "mal découpés"),
        ([0, 2, 1, 2], [0, 1], [1, 1], [1, 1, 1], "mal découpés"),
        ([0, 1], [0], [1, 1], [1], "mal découpés"),
        ([0, 1], [0], [1], [1, 1], "mal découpés"),
        ([0, 1], [4], [1], [1], "projet inconnu"),
        ([0, 1], [-1], [1], [1], "projet inconnu"),
        ([0, 1], [0], [1], [0], "au moins un"),
        ([0, 1], [0], [2**61], [4], "démesurés"),
        ([0, 1], [0], [-(2**63)], [1], "démesurés"),
        ([0, 0, 0], [], [], [2**62, 2**62], "démesurés"),
    ],
)
def test_rows_that_contradict_themselves_are_refused(
    starts: list[int], marked: list[int], values: list[int], weights: list[int], sentence: str
) -> None:
    with pytest.raises(CountError, match=sentence):
        Profile.from_rows(NAMES, np.array(starts), np.array(marked), np.array(values), np.array(weights))


def test_a_weight_that_no_machine_word_holds_is_refused() -> None:
    crowd = WeightedBallot(ballot=ballot("velo"), weight=2**70)
    with pytest.raises(CountError, match=str(MOST)):
        Profile.from_election(election({"velo": 10}, [crowd], 20))


def test_millions_of_voters_are_summed_exactly() -> None:
    found = profile([{0: 10**9}, {0: 10**9 + 1}], weights=[10**7, 10**7])
    assert found.points()[0] == 10**16 + 10**7 * (10**9 + 1)
