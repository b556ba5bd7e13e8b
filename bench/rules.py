"""Rules against pabutools on synthetic elections, and ours alone on one of the size where peers take hours.

Run: python bench/rules.py. Each election is drawn from a fixed seed: groups of voters with tastes of their own, and
projects of very different costs. pabutools counts with exact fractions and merged ballots where it can. Ratios compare
the rule alone, in this run, on this machine; winners are compared too.
"""

import sys
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TypeVar

import numpy as np
from pabutools.election import ApprovalBallot, ApprovalProfile, Instance, Project
from pabutools.rules import maximin_support as their_maximin
from pabutools.rules import sequential_phragmen

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.knapsack import knapsack
from concitoyen_voting_rules.rules.maximin_support import maximin_support
from concitoyen_voting_rules.rules.phragmen import phragmen
from concitoyen_voting_rules.rules.tied import by_priority
from concitoyen_voting_rules.rules.transfers import support_transfer

TASTES = 6
Found = TypeVar("Found")


class Drawn:
    """An election of so many projects and voters, about seven choices on a ballot."""

    def __init__(self, projects: int, voters: int, choices: float = 7, seed: int = 2027) -> None:
        chance = np.random.default_rng(seed)
        liked = chance.dirichlet(np.full(projects, 0.4), TASTES)
        tastes = chance.integers(0, TASTES, voters)
        lengths = np.minimum(1 + chance.poisson(choices - 1, voters), projects)
        rows = [
            chance.choice(projects, length, replace=False, p=0.9 * liked[taste] + 0.1 / projects)
            for taste, length in zip(tastes, lengths, strict=True)
        ]
        self.names = [f"p{number:03d}" for number in range(projects)]
        self.costs = (np.exp(chance.normal(11, 1, projects)) // 100 * 10_000).astype(int).tolist()
        self.budget = sum(self.costs) // 4
        self.rows = rows
        self.starts = np.concatenate([[0], np.cumsum(lengths)])
        self.shape = f"{projects} × {voters}"

    def profile(self) -> Profile:
        """Ours."""
        return Profile.from_rows(self.names, self.starts, np.concatenate(self.rows))

    def theirs(self) -> tuple[Instance, ApprovalProfile]:
        """Theirs."""
        standing = [Project(name, cost) for name, cost in zip(self.names, self.costs, strict=True)]
        ballots = [ApprovalBallot([standing[one] for one in row]) for row in self.rows]
        return Instance(standing, budget_limit=self.budget), ApprovalProfile(ballots)


def timed(work: Callable[[], Found]) -> tuple[Found, float]:
    """What the work gives, and its seconds."""
    start = perf_counter()
    found = work()
    return found, perf_counter() - start


def against_phragmen(drawn: Drawn) -> None:
    """Sequential Phragmén, ours and theirs."""
    profile, order = drawn.profile(), by_priority(range(len(drawn.names)))
    turns, ours = timed(lambda: phragmen(profile, drawn.costs, drawn.budget, order, misfit="stop-at-tied"))
    instance, ballots = drawn.theirs()
    merged = ballots.as_multiprofile()
    allocation, theirs = timed(lambda: sequential_phragmen(instance, merged))
    told(
        "Phragmén", drawn, ours, theirs, {turn.candidate for turn in turns if turn.funded} == chosen(drawn, allocation)
    )


def against_maximin(drawn: Drawn) -> None:
    """Maximin support, ours and theirs (one linear program for each candidate and round)."""
    profile, order = drawn.profile(), by_priority(range(len(drawn.names)))
    turns, ours = timed(lambda: maximin_support(profile, drawn.costs, drawn.budget, order, misfit="skip"))
    instance, ballots = drawn.theirs()
    allocation, theirs = timed(lambda: their_maximin(instance, ballots))
    told("Maximin", drawn, ours, theirs, {turn.candidate for turn in turns if turn.funded} == chosen(drawn, allocation))


def chosen(drawn: Drawn, allocation: Iterable[Project]) -> set[int]:
    """Their winners as indices."""
    return {drawn.names.index(project.name) for project in allocation}


def told(rule: str, drawn: Drawn, ours: float, theirs: float, same: bool) -> None:  # noqa: FBT001 - printed
    """One line of figures."""
    verdict = "same winners" if same else "OTHER WINNERS"
    figures = f"pabutools {theirs:8.3f} s   ours {ours:8.4f} s   × {theirs / ours:,.0f}"
    print(f"{rule:10} {drawn.shape:>14}   {figures}   {verdict}")


def alone(drawn: Drawn) -> None:
    """Ours alone, where peers take hours."""
    profile, order, everyone = drawn.profile(), by_priority(range(len(drawn.names))), range(len(drawn.names))
    votes = profile.approvals().tolist()
    works: dict[str, Callable[[], object]] = {
        "Phragmén": lambda: phragmen(profile, drawn.costs, drawn.budget, order, misfit="skip"),
        "Maximin": lambda: maximin_support(profile, drawn.costs, drawn.budget, order, misfit="skip"),
        "Welfare": lambda: knapsack(votes, drawn.costs, drawn.budget),
        "Transfers": lambda: support_transfer(profile, drawn.costs, drawn.budget, order, everyone),
    }
    for rule, work in works.items():
        print(f"{rule:10} {drawn.shape:>14}   ours alone {timed(work)[1]:8.4f} s")


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)  # pabutools goes one level deeper for each project that it elects
    for shape in ((60, 6_000), (100, 10_000), (83, 61_668)):
        against_phragmen(Drawn(*shape))
    for shape in ((8, 100), (12, 200)):
        against_maximin(Drawn(*shape, choices=3))
    alone(Drawn(134, 14_897))
