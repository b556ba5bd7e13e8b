"""Walks over projects as files describe them: greedy, without skip, with Poznań's reserve."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction

from concitoyen_voting_rules.pabulib.amounts import NotANumberError, number
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.official import ADDED, Scores, with_value
from concitoyen_voting_rules.pabulib.selection import Pot, Selection, with_skip, without_skip

SENTINEL = 999_999_999
"""The cost that Pabulib writes for a project withdrawn after the vote."""
RESERVE_SHARE = Fraction(4, 5)
"""Poznań: the project at which the money ends is funded too when this share of it is left."""


@dataclass(frozen=True)
class Case:
    """An election, by what its projects are ranked, and who is preferred among equals."""

    election: PbElection
    scores: Scores
    prefer: Collection[int] = ()

    @property
    def pot(self) -> Pot:
        """All the money."""
        return Pot(self.scores.values, [int(cost) for cost in self.election.costs], self.election.budget)

    @property
    def standing(self) -> list[int]:
        """The projects that reach the threshold and were not withdrawn."""
        least = threshold(self.election, self.scores)
        return [index for index in unwithdrawn(self.election) if self.scores.values[index] >= least]


def unwithdrawn(election: PbElection) -> list[int]:
    """The projects that were not withdrawn after the vote."""
    withdrawn = election.unit.whole(number(str(SENTINEL)))
    return [index for index, cost in enumerate(election.costs) if cost != withdrawn]


Reading = Callable[[Case], Selection]


def threshold(election: PbElection, scores: Scores) -> Fraction:
    """The score without which a project is not funded, in the unit of scores; a share (« 10% ») is of the voters."""
    written = election.meta.get("min_project_score_threshold", "")
    if not written:
        return Fraction(-(10**18))
    try:
        value = Fraction(number(written.removesuffix("%")))
    except NotANumberError as error:
        election.meta.refuse("min_project_score_threshold", f"le seuil « {written} » {error}.")
    if written.endswith("%"):
        return value * election.voters / 100
    return value * int(10**scores.unit.decimals)


def greedy(case: Case) -> Selection:
    """From the highest score down, passing over what does not fit."""
    return with_skip(case.pot, case.pot.levels(case.standing, case.prefer))


def no_skip(case: Case) -> Selection:
    """From the highest score down, until one does not fit."""
    return without_skip(case.pot, case.pot.levels(case.standing, case.prefer))


def reserve(case: Case) -> Selection:
    """Until one does not fit, and that one too when 80 % of its cost is left; then those of further money.

    The amount of that money is not in the file, only how many projects it has paid (selected = 3): they must be the
    next ones.
    """
    levels = case.pot.levels(case.standing, case.prefer)
    walk = without_skip(case.pot, levels, every_tie=True)
    project = walk.refused
    if project is not None and walk.left >= RESERVE_SHARE * case.pot.costs[project]:
        walk.fund(project, case.pot.costs[project])
    further = len(with_value(case.election, ADDED))
    rest = [project for level in levels for project in level if project not in walk.funded]
    for project in rest[:further]:
        walk.fund(project, case.pot.costs[project])
    return walk


def tells_reserve(election: PbElection) -> bool:
    """Whether the file is one of Poznań's, or tells its rule."""
    return election.meta.get("unit", "") == "Poznań" or "80%" in election.meta.get("comment", "")
