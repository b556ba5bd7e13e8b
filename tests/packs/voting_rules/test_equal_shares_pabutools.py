"""Equal shares against pabutools 1.2.3, where it is right: one utility for all supporters, exact fractions."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabutools.election import (  # type: ignore[import-untyped]  # pabutools has no types
    ApprovalBallot,
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    Instance,
    Project,
)
from pabutools.rules import method_of_equal_shares  # type: ignore[import-untyped]  # as above
from pabutools.tiebreaking import TieBreakingRule  # type: ignore[import-untyped]  # as above

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, equal_shares
from concitoyen_voting_rules.rules.equal_shares.market import Utility
from concitoyen_voting_rules.rules.tied import by_priority

SATISFACTIONS = {"cost": Cost_Sat, "cardinality": Cardinality_Sat}
FIRST = TieBreakingRule(lambda _, __, project: int(project.name))


def theirs(rows: list[set[int]], costs: list[int], budget: int, utility: str, increment: int | None) -> list[int]:
    """What pabutools elects, in order, ties to the first of the list."""
    projects = [Project(str(index), cost) for index, cost in enumerate(costs)]
    instance = Instance(projects, budget_limit=budget)
    ballots = [ApprovalBallot(projects[one] for one in row) for row in rows]
    found = method_of_equal_shares(
        instance,
        ApprovalProfile(ballots, instance=instance),
        sat_class=SATISFACTIONS[utility],
        tie_breaking=FIRST,
        voter_budget_increment=increment,
    )
    return [int(project.name) for project in found]


def ours(rows: list[set[int]], costs: list[int], budget: int, utility: Utility, increment: int | None) -> list[int]:
    starts = np.cumsum([0, *(len(row) for row in rows)])
    marked = np.array([one for row in rows for one in sorted(row)], np.int64)
    votes = Profile.from_rows([str(index) for index in range(len(costs))], starts, marked)
    completion = Completion(step=increment, stop="exhaustive")
    order = by_priority(range(len(costs)))
    return list(equal_shares(votes, costs, budget, order, utility=utility, completion=completion).winners)


@given(
    rows=st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=10),
    costs=st.lists(st.integers(1, 30), min_size=6, max_size=6),
    budget=st.integers(1, 80),
    utility=st.sampled_from(["cost", "cardinality"]),
    increment=st.sampled_from([None, 1, 3]),
)
@settings(max_examples=150, deadline=None)
def test_small_elections_have_the_same_winners_in_the_same_order(
    rows: list[set[int]], costs: list[int], budget: int, utility: Utility, increment: int | None
) -> None:
    assert ours(rows, costs, budget, utility, increment) == theirs(rows, costs, budget, utility, increment)


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
@pytest.mark.parametrize("increment", [None, 400])
@pytest.mark.parametrize("seed", range(3))
def test_larger_elections_too(seed: int, utility: Utility, increment: int | None) -> None:
    dice = Random(seed)  # noqa: S311 - a test, no secret
    fame = [dice.random() ** 2 for _ in range(30)]
    rows = [{one for one in range(30) if dice.random() < fame[one]} for _ in range(200)]
    costs = [dice.randint(100, 20_000) for _ in range(30)]
    expected = theirs(rows, costs, 150_000, utility, increment)
    assert ours(rows, costs, 150_000, utility, increment) == expected
    assert len(expected) > 5
