"""Majority judgment: the best median grade first; equal medians are told apart by taking median grades off one by one.

Balinski and Laraki, « A theory of measuring, electing, and ranking », PNAS 104 (2007), and « Majority Judgment », 2011.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import lcm
from typing import ClassVar

import numpy as np

from concitoyen.domain.ballot import Contest
from concitoyen.domain.count import Election
from concitoyen.domain.errors import CountError
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.outcomes import by_index
from concitoyen_voting_rules.rules.ranked import Place, Ranked
from concitoyen_voting_rules.rules.tied import Order
from concitoyen_voting_rules.tally import contest_of, grades_given

Counts = Sequence[int]
"""How many voters gave each grade, the lowest first."""


class MajorityJudgment(Ranked):
    """Candidates are ranked by majority judgment and funded one after another, whole or not at all.

    The voters of a contest are those who graded something there; a candidate that they left without a grade has the
    default grade of the contest, or else the lowest. Contests with different numbers of voters are compared as if
    each voter counted as many times as it takes to make them equal. With `minimum_grade`, a candidate whose majority
    grade is lower is not funded, and does not stop the count.
    """

    id: ClassVar[str] = "majority-judgment"
    title: ClassVar[str] = "Jugement majoritaire"

    minimum_grade: str | None = None

    def read(self, election: Election, *, rule: str) -> Profile:
        """Grades."""
        return grades_given(election, rule=rule)

    def ranking(self, election: Election, profile: Profile, order: Order) -> Sequence[Place]:
        """Every candidate, from the best majority grade down."""
        contests = contest_of(election, rule=f"voting_rules:{self.id}")
        standing = [contests[candidate.id] for candidate in by_index(election, profile)]
        _refuse_different_grades(election.contests)
        self._refuse_unknown_minimum(election.contests)
        counts = grade_counts(profile, standing)
        keys = middle_out(counts)
        levels: dict[tuple[int, ...], list[int]] = {}
        for one, key in enumerate(keys):
            levels.setdefault(key, []).append(one)
        names = [one for key in sorted(levels, reverse=True) for one in order(levels[key], key[0] if key else 0)]
        return [Place(one, told=_told(counts[one], standing[one])) for one in names]

    def left_out(self, election: Election, profile: Profile, places: Sequence[Place]) -> Mapping[int, Message]:
        """Those whose majority grade is below the minimum; everyone when nobody voted."""
        out = dict(super().left_out(election, profile, places))
        if self.minimum_grade is None or not election.contests:
            return out
        contests = contest_of(election, rule=f"voting_rules:{self.id}")
        standing = [contests[candidate.id] for candidate in by_index(election, profile)]
        counts = grade_counts(profile, standing)
        grades = standing[0].grades if standing else ()
        for one, row in enumerate(counts):
            if one not in out and (not sum(row) or majority_grade(row) < grades.index(self.minimum_grade)):
                out[one] = Message(
                    message="il fallait au moins la mention majoritaire « {grade} » : non retenu",
                    values={"grade": self.minimum_grade},
                )
        return out

    def _refuse_unknown_minimum(self, contests: Sequence[Contest]) -> None:
        known = contests[0].grades if contests else ()
        if self.minimum_grade is not None and contests and self.minimum_grade not in known:
            listed = ", ".join(f"« {grade} »" for grade in known) or "elles n'ont pas de nom"
            raise CountError(
                f"minimum_grade demande « {self.minimum_grade} », qui n'est pas une mention du bulletin ({listed})."
            )


def grade_counts(profile: Profile, contests: Sequence[Contest]) -> list[list[int]]:
    """How many voters of its contest gave each candidate each grade; `contests` are by candidate. Linear in marks."""
    if not contests:
        return []
    low, high = contests[0].values
    counts = np.zeros((len(contests), high - low + 1), np.int64)
    np.add.at(counts, (profile.marked, profile.values - low), profile.weights[profile.rows])
    voters = {contest.id: _voters(profile, contest) for contest in contests}
    for one, contest in enumerate(contests):
        default = low if contest.default_grade is None else contest.default_grade
        counts[one, default - low] += voters[contest.id] - counts[one].sum()
    found: list[list[int]] = counts.tolist()
    return found


def _voters(profile: Profile, contest: Contest) -> int:
    inside = np.isin(profile.marked, [profile.index[name] for name in contest.candidates])
    return int(profile.weights[np.unique(profile.rows[inside])].sum())


def middle_out(counts: Sequence[Counts]) -> list[tuple[int, ...]]:
    """A key for each candidate: the greater goes first, as in the majority ranking, and equal keys are true ties.

    Taking the median off one by one (the lower of two) reads the sorted grades from the middle outwards, the lower
    side first. Each side changes grade a few times only: keys hold the grades of both sides where some candidate's
    change. Candidates without voters have the lowest key, ().
    """
    sizes = [sum(row) for row in counts]
    whole = lcm(*(size for size in sizes if size))
    # Each voter twice, so that there is an even number of grades: `whole` on each side of the middle.
    scaled = [
        [2 * count * (whole // size) if size else 0 for count in row] for row, size in zip(counts, sizes, strict=True)
    ]
    sides = [(_outwards(row, whole), _outwards(row[::-1], whole)) for row in scaled]
    changes = sorted({0, *(step for pair in sides for side in pair for step, _ in side if step < whole)})
    return [
        tuple(grade for step in changes for grade in (_at(low, step), len(row) - 1 - _at(high, step))) if size else ()
        for (low, high), row, size in zip(sides, counts, sizes, strict=True)
    ]


def _outwards(row: Counts, half: int) -> list[tuple[int, int]]:
    """The grades of the lower half from the middle down: each with the step at which it begins."""
    found, below = list[tuple[int, int]](), 0
    for grade, count in enumerate(row):
        top = min(below + count, half)
        if top > below:
            found.append((half - top, grade))
        below += count
    return found[::-1]


def _at(side: Sequence[tuple[int, int]], step: int) -> int:
    """The grade of one side at a step."""
    return side[bisect_right(side, step, key=lambda change: change[0]) - 1][1]


def _refuse_different_grades(contests: Sequence[Contest]) -> None:
    if len({contest.values for contest in contests}) > 1:
        raise CountError(
            "Les parties du bulletin n'ont pas les mêmes mentions : le jugement majoritaire ne peut pas les comparer. "
            "Donnez à toutes la même échelle, ou comptez-les à part."
        )


def majority_grade(counts: Counts) -> int:
    """The place of the median grade among these counts, the lower of two; somebody must have voted."""
    return _at(_outwards([2 * count for count in counts], sum(counts)), 0)


def _told(counts: Counts, contest: Contest) -> Message:
    voters = sum(counts)
    if not voters:
        return Message(message="aucune mention")
    median = majority_grade(counts)
    name = contest.grades[median] if contest.grades else str(median + contest.values[0])
    return Message(
        message="la mention majoritaire « {grade} » ({above} au-dessus, {below} au-dessous, sur {voters})",
        values={"grade": name, "above": sum(counts[median + 1 :]), "below": sum(counts[:median]), "voters": voters},
    )
