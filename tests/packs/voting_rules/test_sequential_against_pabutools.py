"""The same winners as pabutools 1.2.3, where it is right, on random elections (it is a tool of tests only)."""

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from pabutools.election import (  # type: ignore[import-untyped] # it has no annotations
    ApprovalBallot,
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    Instance,
    Project,
)
from pabutools.rules import (  # type: ignore[import-untyped] # it has no annotations
    greedy_utilitarian_welfare,
    max_additive_utilitarian_welfare,
    sequential_phragmen,
)
from pabutools.rules import maximin_support as their_maximin_support

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.greedy import by_rate
from concitoyen_voting_rules.rules.knapsack import knapsack
from concitoyen_voting_rules.rules.maximin_support import maximin_support
from concitoyen_voting_rules.rules.phragmen import phragmen
from concitoyen_voting_rules.rules.purchases import Purchase
from concitoyen_voting_rules.rules.ranked import fill
from concitoyen_voting_rules.rules.tied import by_priority, ranked


class Drawn:
    """A random election; small figures give many ties, large ones hardly any."""

    def __init__(self, seed: int, *, projects: int = 12, voters: int = 60, largest: int = 9) -> None:
        chance = np.random.default_rng(seed)
        self.names = [f"p{number:02d}" for number in range(projects)]
        self.costs: list[int] = chance.integers(1, largest + 1, projects).tolist()
        self.budget = sum(self.costs) // 3
        self.rows = [chance.choice(projects, chance.integers(0, 5), replace=False) for _ in range(voters)]
        self.order = by_priority(range(projects))

    def profile(self) -> Profile:
        return Profile.from_rows(
            self.names,
            np.concatenate([[0], np.cumsum([len(row) for row in self.rows])]),
            np.concatenate([*self.rows, np.array([], np.int64)]),
        )

    def theirs(self) -> tuple[Instance, ApprovalProfile]:
        standing = [Project(name, cost) for name, cost in zip(self.names, self.costs, strict=True)]
        ballots = [ApprovalBallot([standing[one] for one in row]) for row in self.rows]
        return Instance(standing, budget_limit=self.budget), ApprovalProfile(ballots)

    def told(self, allocation: Iterable[Project]) -> set[int]:
        return {self.names.index(project.name) for project in allocation}


def bought(turns: Sequence[Purchase]) -> set[int]:
    return {turn.candidate for turn in turns if turn.funded}


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("largest", [3, 10_000])
def test_sequential_phragmen_elects_the_same(seed: int, largest: int) -> None:
    drawn = Drawn(seed, largest=largest)
    turns = phragmen(drawn.profile(), drawn.costs, drawn.budget, drawn.order, misfit="stop-at-tied")
    assert bought(turns) == drawn.told(sequential_phragmen(*drawn.theirs()))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # it builds its programs as older releases of PuLP did
@pytest.mark.parametrize("seed", range(3))
def test_maximin_support_elects_the_same(seed: int) -> None:
    drawn = Drawn(seed, projects=7, voters=25, largest=10_000)
    profile = drawn.profile()
    supported = np.flatnonzero(profile.approvals()).tolist()
    turns = maximin_support(profile, drawn.costs, drawn.budget, drawn.order, misfit="skip", among=supported)
    assert bought(turns) == drawn.told(their_maximin_support(*drawn.theirs())) & set(supported)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("cost_counts", [False, True])
def test_the_greatest_welfare_is_the_same(seed: int, cost_counts: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    drawn = Drawn(seed, largest=10_000)
    votes = drawn.profile().approvals().tolist()
    values = [count * cost for count, cost in zip(votes, drawn.costs, strict=True)] if cost_counts else votes
    best = knapsack(values, drawn.costs, drawn.budget)
    sat_class = Cost_Sat if cost_counts else Cardinality_Sat
    theirs = drawn.told(max_additive_utilitarian_welfare(*drawn.theirs(), sat_class=sat_class))
    assert best is not None
    assert best.value == sum(values[one] for one in theirs)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("largest", [3, 10_000])
def test_greedy_by_votes_and_by_votes_per_cost_elect_the_same(seed: int, largest: int) -> None:
    drawn = Drawn(seed, largest=largest)
    votes = drawn.profile().approvals().tolist()
    for ranking, sat_class in (
        (ranked(dict(enumerate(votes)), drawn.order), Cost_Sat),
        (by_rate(votes, drawn.costs, drawn.order), Cardinality_Sat),
    ):
        ours = [step.candidate for step in fill(ranking, drawn.costs, drawn.budget) if step.funded]
        theirs = greedy_utilitarian_welfare(*drawn.theirs(), sat_class=sat_class)
        assert set(ours) == drawn.told(theirs)
