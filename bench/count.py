"""How many times faster than pabutools equal shares are counted, both in the same run, with the same winners.

`make bench-count` prints ratios; `--quick` takes a smaller election; `--full` enlarges shares by one euro instead of
forty, which takes pabutools half an hour and ten gigabytes. pabutools is given what it recommends: a multiprofile and
exact fractions. Elections are made here, in the shape of real ones: long tails of fame and cost,
groups of taste, ballots of one to fifteen projects.
"""

import argparse
import resource
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

import numpy as np
from numpy.typing import NDArray
from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, EqualShares, equal_shares
from concitoyen_voting_rules.rules.equal_shares.purses import Engine
from concitoyen_voting_rules.rules.tied import by_priority

LONGEST = 15
"""The most projects on a ballot."""
SLICE = 20_000
"""Voters made at once, to keep memory low."""
ENGINES: tuple[Engine, ...] = ("numpy", "numba")


@dataclass(frozen=True, eq=False)
class City:
    """An election in bare arrays."""

    starts: NDArray[np.int64]
    marked: NDArray[np.int32]
    costs: list[int]
    budget: int

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return len(self.starts) - 1

    def profile(self) -> Profile:
        """Distinct ballots."""
        return Profile.from_rows([f"p{index}" for index in range(len(self.costs))], self.starts, self.marked)

    def counted(self, profile: Profile, engine: Engine, completion: Completion) -> EqualShares:
        """Our count, ties to the first of the list."""
        order = by_priority(range(len(self.costs)))
        return equal_shares(profile, self.costs, self.budget, order, completion=completion, engine=engine)


def city(voters: int, projects: int, *, budget: int = 25_000_000, seed: int = 2026) -> City:
    """Voters of six tastes choose without repetition, in proportion to what their taste likes; costs in whole euros."""
    chance = np.random.default_rng(seed)
    fame = chance.lognormal(0, 0.9, projects)
    taste = np.log(fame * chance.lognormal(0, 0.8, (6, projects)))
    group = chance.integers(0, 6, voters)
    lengths = np.minimum(chance.geometric(1 / 4.66, voters), min(LONGEST, projects))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    marked = np.empty(starts[-1], np.int32)
    for begin in range(0, voters, SLICE):
        end = min(voters, begin + SLICE)
        liking = taste[group[begin:end]] + chance.gumbel(size=(end - begin, projects))
        taken = np.arange(min(LONGEST, projects)) < lengths[begin:end, None]
        marked[starts[begin] : starts[end]] = np.argsort(-liking, axis=1)[:, :LONGEST][taken]
    costs = np.round(chance.lognormal(12.8, 0.9, projects), -3).astype(np.int64)
    return City(starts, marked, costs.tolist(), budget)


@dataclass(frozen=True, eq=False)
class Peer:
    """The same election as pabutools sees it."""

    instance: Instance
    profile: ApprovalProfile
    order: TieBreakingRule

    def winners(self, increment: int | None = None) -> list[int]:
        """What pabutools elects."""
        found = method_of_equal_shares(
            self.instance,
            self.profile,
            sat_class=Cost_Sat,
            tie_breaking=self.order,
            voter_budget_increment=increment,
        )
        return sorted(int(project.name[1:]) for project in found)


def peer(made: City) -> Peer:
    """Read the election into pabutools."""
    projects = [Project(f"p{index}", cost) for index, cost in enumerate(made.costs)]
    instance = Instance(projects, budget_limit=made.budget)
    bounds = zip(made.starts[:-1], made.starts[1:], strict=True)
    ballots = [ApprovalBallot(projects[one] for one in made.marked[begin:end]) for begin, end in bounds]
    profile = ApprovalProfile(ballots, instance=instance).as_multiprofile()
    return Peer(instance, profile, TieBreakingRule(lambda _, __, project: int(project.name[1:])))


def seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """The least processor time of several runs: what else the machine does is left out."""
    best = float("inf")
    for _ in range(times):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return best


def peak() -> str:
    """The most memory that this process has taken so far."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def rows(made: City, name: str, increment: int | None) -> None:
    """Print both times and their ratio for one completion, and whether the winners are the same."""
    profile = made.profile()
    completion = Completion() if increment is None else Completion(step=increment, stop="exhaustive")
    spent = {engine: timed(made, profile, engine, completion) for engine in ENGINES}
    ours = made.counted(profile, "auto", completion)
    print(f"{name}: {len(ours.winners)} winners after {ours.steps} steps; our peak so far {peak()}")
    theirs, found = peer(made), list[list[int]]()
    reference = seconds(lambda: found.append(theirs.winners(increment)))
    told = "same winners" if found[0] == sorted(ours.winners) else "OTHER WINNERS"
    print(f"  pabutools {reference:9.3f} s   {told}; peak {peak()}")
    for engine, own in spent.items():
        print(f"  {engine:9} {own:9.4f} s   {reference / own:7.0f} ×")


def timed(made: City, profile: Profile, engine: Engine, completion: Completion) -> float:
    """Our time, everything being loaded."""
    made.counted(profile, engine, Completion())
    return seconds(lambda: made.counted(profile, engine, completion), times=3)


def growth(sizes: list[int]) -> None:
    """Print our time for more and more voters."""
    print("growth, 60 projects")
    for voters in sizes:
        made = city(voters, 60)
        profile = made.profile()
        for engine in ENGINES:
            spent = timed(made, profile, engine, Completion())
            print(f"  {engine} {voters:9,} voters {spent:7.4f} s   {spent / voters * 1e9:5.0f} ns a voter")


def main() -> None:
    """Run every comparison."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="a town instead of a city")
    reader.add_argument("--full", action="store_true", help="enlarge shares by one euro")
    asked = reader.parse_args()
    made = city(3_000, 40, budget=8_000_000) if asked.quick else city(61_668, 83)
    print(f"{len(made.costs)} projects × {made.voters:,} voters")
    rows(made, "equal shares", None)
    step = 25 if asked.quick else 1 if asked.full else 40
    rows(made, f"equal shares, each voter {step} € more at each step", step)
    growth([2_000, 4_000, 8_000, 16_000] if asked.quick else [125_000, 250_000, 500_000, 1_000_000])


if __name__ == "__main__":
    main()
