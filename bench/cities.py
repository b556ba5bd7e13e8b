"""Elections of the size of cities, drawn from a seed: in bare arrays, or as the .pb file that a city would publish."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, EqualShares, equal_shares
from concitoyen_voting_rules.rules.equal_shares.purses import Engine
from concitoyen_voting_rules.rules.tied import by_priority

SLICE = 20_000
"""Voters made at once, to keep memory low."""


@dataclass(frozen=True)
class Shape:
    """What an election looks like: how many, how long ballots are, and how far apart the tastes of its districts."""

    name: str
    voters: int
    projects: int
    mean: float = 4.66
    longest: int = 15
    tastes: int = 6
    contrast: float = 0.8
    budget: int = 25_000_000
    seed: int = 2026


WARSAW = Shape("Warsaw-like", 61_668, 83)
LODZ = Shape("Łódź-like", 90_494, 160, mean=7, longest=5, tastes=36, contrast=2.2, budget=6_112_868)
WROCLAW = Shape("Wrocław-like, one choice each", 131_778, 197, mean=1, longest=1, budget=7_500_000)
LONG = Shape("long ballots, as in Amsterdam", 60_000, 40, mean=12, longest=25, budget=4_000_000)
TOWN = Shape("a town", 3_000, 40, budget=8_000_000)


@dataclass(frozen=True, eq=False)
class City:
    """An election in bare arrays."""

    shape: Shape
    starts: NDArray[np.int64]
    marked: NDArray[np.int32]
    costs: list[int]

    @property
    def budget(self) -> int:
        """All the money."""
        return self.shape.budget

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return len(self.starts) - 1

    @property
    def names(self) -> list[str]:
        """The ids of projects."""
        return [f"L{index:03d}" for index in range(len(self.costs))]

    def profile(self) -> Profile:
        """Distinct ballots."""
        return Profile.from_rows(self.names, self.starts, self.marked)

    def counted(self, profile: Profile, engine: Engine, completion: Completion) -> EqualShares:
        """Our count, ties to the first of the list."""
        order = by_priority(range(len(self.costs)))
        return equal_shares(profile, self.costs, self.budget, order, completion=completion, engine=engine)

    def write(self, path: Path) -> Path:
        """The file that a city would publish, with the age and the sex of voters and how they voted."""
        path.write_text("".join(self._lines()), encoding="utf-8")
        return path

    def _lines(self) -> Iterator[str]:
        form = "choose-1" if self.shape.longest == 1 else "approval"
        told = {"country": "Poland", "unit": self.shape.name, "instance": "2026", "description": self.shape.name}
        counted = {"num_projects": len(self.costs), "num_votes": self.voters, "budget": self.budget}
        ways = {"vote_type": form, "rule": "greedy", "date_begin": "2026", "date_end": "2026", "currency": "PLN"}
        yield "META\nkey;value\n"
        yield from (f"{key};{value}\n" for key, value in {**told, **counted, **ways}.items())
        yield f"min_length;1\nmax_length;{self.shape.longest}\nPROJECTS\nproject_id;cost;votes;name\n"
        names, votes = self.names, np.bincount(self.marked, minlength=len(self.costs)).tolist()
        yield from (f"{name};{cost};{vote};{name}\n" for name, cost, vote in zip(names, self.costs, votes, strict=True))
        yield "VOTES\nvoter_id;vote;age;sex;voting_method\n"
        chosen = [names[one] for one in self.marked.tolist()]
        for voter, (start, end) in enumerate(pairwise(self.starts.tolist())):
            ballot = ",".join(chosen[start:end])
            yield f"{1_400_000_000 + voter * 7};{ballot};{18 + voter % 60};{'FM'[voter % 2]};internet\n"


def city(shape: Shape) -> City:
    """Voters of several tastes choose without repetition, in proportion to what their taste likes; whole costs."""
    chance = np.random.default_rng(shape.seed)
    fame = chance.lognormal(0, 0.9, shape.projects)
    taste = np.log(fame * chance.lognormal(0, shape.contrast, (shape.tastes, shape.projects)))
    group = chance.integers(0, shape.tastes, shape.voters)
    most = min(shape.longest, shape.projects)
    lengths = np.minimum(chance.geometric(1 / shape.mean, shape.voters), most)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    marked = np.empty(starts[-1], np.int32)
    for begin in range(0, shape.voters, SLICE):
        end = min(shape.voters, begin + SLICE)
        liking = taste[group[begin:end]] + chance.gumbel(size=(end - begin, shape.projects))
        taken = np.arange(most) < lengths[begin:end, None]
        marked[starts[begin] : starts[end]] = np.argsort(-liking, axis=1)[:, :most][taken]
    costs = np.round(chance.lognormal(12.8, 0.9, shape.projects), -3).astype(np.int64)
    return City(shape, starts, marked, np.maximum(costs, 1000).tolist())
