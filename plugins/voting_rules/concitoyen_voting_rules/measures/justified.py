"""EJR+ up to any project: is there a group that agrees on a project, could pay for it, and has too little?

After Brill and Peters, « Robust and Verifiable Proportionality Axioms for Multiwinner Voting » (2023): as one project
left out is enough to show a violation, each is looked at in turn, and its supporters from those who have least.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from concitoyen_voting_rules.measures.satisfaction import had
from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile

By = Literal["cost", "number"]
_NEAR = 1 + 1e-9
"""Floats propose what lies within it; whole numbers decide."""


@dataclass(frozen=True)
class Wronged:
    """A group of so many voters that could pay for a candidate with its share (in cents), and has at most so much."""

    candidate: int
    voters: int
    share: Fraction
    most: int


def wronged(
    profile: Profile, costs: Sequence[int], budget: int, funded: Collection[int], *, by: By = "cost"
) -> Wronged | None:
    """The first candidate that shows a violation, with its largest group; None when the outcome satisfies EJR+.

    Satisfaction is the cost, or the number, of funded choices. The outcome fails when a candidate outside it is
    chosen by a group of share s = voters * budget / all, none of whom has more than what s pays for, the candidate
    included: satisfaction + cost <= s, or (satisfaction + 1) * cost <= s. Equal shares with the same satisfaction
    never fails. O(marks log marks).
    """
    worth = costs if by == "cost" else [1] * len(costs)
    satisfaction = had(profile, worth, funded)
    for candidate in range(len(costs)):
        if candidate not in funded:
            found = _group(profile, satisfaction, candidate, costs[candidate], budget, by)
            if found:
                return found
    return None


def _group(profile: Profile, satisfaction: Ints, candidate: int, cost: int, budget: int, by: By) -> Wronged | None:
    inside = slice(profile.column_starts[candidate], profile.column_starts[candidate + 1])
    ballots = profile.column_ballots[inside][profile.column_values[inside] > 0]
    levels, group = np.unique(satisfaction[ballots], return_inverse=True)
    voters = np.zeros(len(levels), np.int64)
    np.add.at(voters, group, profile.weights[ballots])
    sizes = np.cumsum(voters)
    needed = levels.astype(np.float64) + cost if by == "cost" else (levels.astype(np.float64) + 1) * cost
    near = np.flatnonzero(needed * profile.voters <= sizes * float(budget) * _NEAR)
    for place in reversed(near.tolist()):
        most, size = int(levels[place]), int(sizes[place])
        exact = most + cost if by == "cost" else (most + 1) * cost
        if exact * profile.voters <= size * budget:
            return Wronged(candidate, size, Fraction(size * budget, profile.voters), most)
    return None
