"""The pieces of a composed count, each alone: quotas, floors, narrowing, support."""

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.conditions import Floor
from concitoyen.domain.count import Outcome, WeightedBallot
from concitoyen.domain.floors import Choice
from concitoyen.domain.ledger import bought
from concitoyen.domain.money import Money
from concitoyen.domain.narrowing import narrowed
from concitoyen.domain.quota import Quota
from concitoyen.domain.support import support
from tests.domain.around import TIES, MostVoted, election

TEN = Money.euros(10)


def test_a_quota_is_reduced_by_what_is_funded_before() -> None:
    quota = Quota(title="g", candidates=frozenset("ab"), most=1, amount=Money.euros(15))
    left = quota.beside([("a", TEN), ("z", TEN)])
    assert (left.most, left.amount) == (0, Money.euros(5))
    assert Quota(title="g", candidates=frozenset("ab")).beside([("a", TEN)]).most is None


def test_a_quota_says_nothing_of_strangers() -> None:
    quota = Quota(title="g", candidates=frozenset("ab"), most=0)
    assert quota.breach("z", TEN, []) is None
    assert quota.breach("a", TEN, []) is not None


def test_floors_are_ordered_by_their_best_candidate_and_those_without_any_come_last() -> None:
    choice = Choice("cab", dict.fromkeys("abc", TEN), lambda *_: True)
    floors = [
        Floor(title=title, candidates=frozenset(names), least=1)
        for title, names in [("x", "ab"), ("y", "z"), ("w", "c")]
    ]
    assert [floor.title for floor in choice.by_best(floors)] == ["w", "x", "y"]


def test_a_voter_who_chose_nobody_of_a_part_stays_a_voter_unless_only_those_concerned_count() -> None:
    whole = election({"a": 1, "b": 1}, {"a": 3, "b": 2}, 10)
    part = narrowed(whole, ["a"], TEN)
    assert (part.voters, [one.id for one in part.candidates], part.contests[0].size) == (5, ["a"], 2)
    assert narrowed(whole, ["a"], TEN, concerned=True).voters == 3
    assert narrowed(whole, [], TEN).contests == ()


def test_support_counts_a_voter_once_and_points_all() -> None:
    marks = {"c": {"a": 3, "b": 0}, "d": {"a": 2, "zzz": 1}}
    cast = (WeightedBallot(ballot=Ballot(choices=marks), weight=2),)
    whole = election({"a": 1, "b": 1}, {}, 10).model_copy(update={"ballots": cast})
    assert support(whole) == {"a": 2, "b": 0}
    assert support(whole, points=True) == {"a": 10, "b": 0}


def test_the_order_of_laureates_is_that_of_the_rounds_and_then_of_the_results() -> None:
    counted = MostVoted().count(election({"a": 1, "b": 1}, {"a": 1, "b": 2}, 10), TIES)
    assert list(bought(counted)) == ["b", "a"]
    without: Outcome = counted.model_copy(update={"rounds": counted.rounds[1:]})
    assert list(bought(without)) == ["a", "b"]
