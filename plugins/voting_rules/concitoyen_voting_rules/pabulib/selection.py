"""Projects funded from the highest score down, in the ways that organisers do it; every tie that matters is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

Level = list[int]


@dataclass(frozen=True)
class Pot:
    """What a walk over projects needs: their scores, costs, and the money."""

    scores: Sequence[int]
    costs: Sequence[int]
    budget: int

    def levels(self, among: Collection[int], prefer: Collection[int] = ()) -> list[Level]:
        """Projects of equal score together, the highest first; inside, those preferred, then the file's order."""
        found: dict[int, Level] = {}
        for project in sorted(among, key=lambda one: (one not in prefer, one)):
            found.setdefault(self.scores[project], []).append(project)
        return [found[score] for score in sorted(found, reverse=True)]


@dataclass
class Selection:
    """The projects funded, in order; the money left; the ties whose order changes who is funded.

    `refused` is the project at which a walk that does not skip has stopped.
    """

    left: int
    funded: list[int] = field(default_factory=list)
    loose: list[Level] = field(default_factory=list)
    refused: int | None = None

    def fund(self, project: int, cost: int) -> None:
        """Take a project and its money."""
        self.funded.append(project)
        self.left -= cost


def with_skip(pot: Pot, levels: Sequence[Level], start: Selection | None = None) -> Selection:
    """A project that does not fit in what is left is passed over, and the next one is looked at."""
    walk = start or Selection(pot.budget)
    for level in levels:
        fitting = [project for project in level if pot.costs[project] <= walk.left]
        if sum(pot.costs[project] for project in fitting) > walk.left:
            walk.loose.append(level)
        for project in fitting:
            if pot.costs[project] <= walk.left:
                walk.fund(project, pot.costs[project])
    return walk


def without_skip(pot: Pot, levels: Sequence[Level], *, every_tie: bool = False) -> Selection:
    """The walk stops at the first project that does not fit.

    `every_tie` also tells a tie about which project it stops at, for rules that do something with that project.
    """
    walk = Selection(pot.budget)
    for level in levels:
        costs = [pot.costs[project] for project in level]
        if len(level) > 1 and sum(costs) > walk.left and (every_tie or min(costs) <= walk.left):
            walk.loose.append(level)
        for project in level:
            if pot.costs[project] > walk.left:
                walk.refused = project
                return walk
            walk.fund(project, pot.costs[project])
    return walk


@dataclass(frozen=True)
class Gaps:
    """How a decision leaves the walk with skip: who was passed over although they fitted, who was taken beyond."""

    passed: tuple[int, ...]
    beyond: tuple[int, ...]


def gaps(pot: Pot, levels: Sequence[Level], decided: Collection[int]) -> Gaps:
    """Follow the decision from the highest score down, and note each step that the walk would not take."""
    left, passed, beyond = pot.budget, list[int](), list[int]()
    for level in levels:
        for project in level:
            fits = pot.costs[project] <= left
            if project in decided:
                left -= pot.costs[project]
                if not fits:
                    beyond.append(project)
            elif fits:
                passed.append(project)
    return Gaps(tuple(passed), tuple(beyond))
