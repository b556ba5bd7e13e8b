"""pabutools on the same elections, given what it recommends: a multiprofile and exact fractions."""

from dataclasses import dataclass
from pathlib import Path

from cities import City
from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project, parse_pabulib
from pabutools.rules import method_of_equal_shares, sequential_phragmen
from pabutools.tiebreaking import TieBreakingRule


@dataclass(frozen=True, eq=False)
class Peer:
    """An election as pabutools sees it."""

    instance: Instance
    profile: ApprovalProfile
    order: TieBreakingRule

    def equal_shares(self, increment: int | None = None) -> list[str]:
        """Whom its equal shares elect."""
        found = method_of_equal_shares(
            self.instance,
            self.profile,
            sat_class=Cost_Sat,
            tie_breaking=self.order,
            voter_budget_increment=increment,
        )
        return sorted(project.name for project in found)

    def phragmen(self) -> list[str]:
        """Whom its sequential Phragmén elects."""
        return sorted(
            project.name for project in sequential_phragmen(self.instance, self.profile, tie_breaking=self.order)
        )


def peer(made: City) -> Peer:
    """An election in arrays."""
    projects = [Project(name, cost) for name, cost in zip(made.names, made.costs, strict=True)]
    instance = Instance(projects, budget_limit=made.budget)
    bounds = zip(made.starts[:-1], made.starts[1:], strict=True)
    ballots = [ApprovalBallot(projects[one] for one in made.marked[begin:end]) for begin, end in bounds]
    return Peer(instance, ApprovalProfile(ballots, instance=instance).as_multiprofile(), _by_name())


def read(path: Path) -> Peer:
    """A .pb file, as its own reader reads it."""
    instance, profile = parse_pabulib(str(path))
    return Peer(instance, profile.as_multiprofile(), _by_name())


def _by_name() -> TieBreakingRule:
    return TieBreakingRule(lambda _, __, project: project.name)
