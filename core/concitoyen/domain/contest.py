"""A contest, the part of a ballot that is counted apart, and every reason why marks in it are not valid."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from concitoyen.domain.contest_faults import FAULTS
from concitoyen.domain.groups import IN_FRENCH, Grouping
from concitoyen.domain.model import Model
from concitoyen.domain.money import NO_BREAK_SPACE, NonNegativeMoney, total
from concitoyen.domain.reasons import Message

Marking = Literal["one", "approve", "rank", "points", "grade"]


class Spread(Model):
    """At most so many marks in each group of a kind: « two projects of a category ».

    `by` is the kind of group, `groups` the groups of each project, `names` those of groups as people call them, where
    they are known.
    """

    by: Grouping
    groups: Mapping[str, tuple[str, ...]]
    most: int = Field(ge=1)
    names: Mapping[str, str] = Field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of group as people call it: « catégorie »."""
        return IN_FRENCH[self.by]

    def called(self, group: str) -> str:
        """A group as people call it, where its name is known."""
        return self.names.get(group, group)

    def crowded(self, marks: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
        """Each group that has too many, and the projects marked in it."""
        inside: dict[str, list[str]] = {}
        for project in marks:
            for group in self.groups.get(project, ()):
                inside.setdefault(group, []).append(project)
        return ((group, projects) for group, projects in inside.items() if len(projects) > self.most)


class Fault(Message):
    """What is wrong with the marks of a contest; `project` is the one whose mark alone is wrong, where it is one."""

    project: str = ""


class Contest(Model):
    """A part of the ballot counted apart, and the candidates that stand in it.

    `least` and `most` bound how many may be marked, and `values` the value of one mark, both inclusive. `marking` is
    how it is marked, for forms that do not mark all contests alike. Ranks go from 1, the best, without gap or
    repetition. `points` bounds the sum of values, `sum_at_most` the sum of the `costs` of what is marked.
    `grades` names the values of grades, worst first; `default_grade` is that of a project left without. At most one
    contest of a `family` may be marked (« your canton »), or `family_most`. One that is `optional` may be left blank,
    whatever `least`. `most_for` and `most_against` bound the marks above and below zero, and a mark below zero needs
    `for_before_against` above. `spreads` bound the marks in groups of projects. `on_paper` is how many candidates
    voters saw here, where a part of the count leaves some out.
    """

    id: str = Field(pattern=r"^($|[^@])")
    title: str
    candidates: tuple[str, ...]
    least: int = Field(default=0, ge=0)
    most: int = Field(ge=1)
    values: tuple[int, int] = (1, 1)
    marking: Marking | None = None
    titles: Mapping[str, str] = Field(default_factory=dict)
    points: tuple[int, int] | None = None
    sum_at_most: NonNegativeMoney | None = None
    costs: Mapping[str, NonNegativeMoney] = Field(default_factory=dict)
    grades: tuple[str, ...] = ()
    default_grade: int | None = None
    family: str = ""
    family_most: int = Field(default=1, ge=1)
    optional: bool = False
    most_for: int | None = Field(default=None, ge=1)
    most_against: int | None = Field(default=None, ge=0)
    for_before_against: int = Field(default=0, ge=0)
    spreads: tuple[Spread, ...] = ()
    on_paper: int = 0

    @property
    def is_for_or_against(self) -> bool:
        """Whether a mark is for a project or against it, and nothing else."""
        return self.values == (-1, 1) and self.most_against is not None

    @property
    def size(self) -> int:
        """How many candidates voters saw."""
        return max(self.on_paper, len(self.candidates))

    def name_of(self, project: str) -> str:
        """The title of a project where it is known, else its id."""
        return self.titles.get(project, project)

    def is_plainly_valid(self, marks: Mapping[str, int]) -> bool:
        """Whether these marks are valid without a closer look, as those of most ballots; `faults` says the rest."""
        if not self._is_plain or not self.least <= len(marks) <= self.most:
            return False
        low, high = self.values
        given = marks.values()
        return not marks or (low <= min(given) and max(given) <= high and marks.keys() <= self._standing)

    @cached_property
    def _standing(self) -> frozenset[str]:
        return frozenset(self.candidates)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether marks are bounded by their number and their values only."""
        return (
            self.marking != "rank"
            and self.points is None
            and self.sum_at_most is None
            and self.most_for is None
            and self.most_against is None
            and not self.for_before_against
            and not self.spreads
        )

    def faults(self, marks: Mapping[str, int], titles: Mapping[str, str] | None = None) -> Iterator[Fault]:
        """Every reason why these marks are not valid here, each a French sentence that names the contest.

        `titles` are those of projects that stand elsewhere on the ballot.
        """
        told = {"contest": self.title}
        for fault in (
            *self._strangers(marks, titles or {}),
            *self._number(marks),
            *self._values(marks),
            *self._signs(marks),
            *self._spread(marks),
            *self._sums(marks),
        ):
            yield fault.model_copy(update={"values": {**told, **fault.values}})

    def _strangers(self, marks: Mapping[str, int], titles: Mapping[str, str]) -> Iterator[Fault]:
        for project in marks:
            if project not in self.candidates:
                yield Fault(
                    message=FAULTS["stranger"],
                    values={"project": titles.get(project, project)},
                )

    def _number(self, marks: Mapping[str, int]) -> Iterator[Fault]:
        if len(marks) > self.most:
            yield Fault(
                message=FAULTS["most"],
                values={"count": len(marks), "most": self.most},
            )
        if len(marks) < self.least and self.marking == "grade":
            missing = [self.name_of(project) for project in self.candidates if project not in marks]
            yield Fault(
                message=FAULTS["ungraded"],
                values={"count": len(missing), "missing": _some(missing)},
            )
        elif len(marks) < self.least:
            yield Fault(
                message=FAULTS["least"],
                values={"count": len(marks), "least": self.least},
            )

    def _values(self, marks: Mapping[str, int]) -> Iterator[Fault]:
        low, high = self.values
        for project, value in marks.items():
            if not low <= value <= high:
                yield Fault(
                    message=FAULTS["value"],
                    values={"value": value, "project": self.name_of(project), "low": low, "high": high},
                    project=project if project in self._standing else "",
                )
        if self.marking == "rank":
            yield from self._ranks(marks)

    def _ranks(self, marks: Mapping[str, int]) -> Iterator[Fault]:
        for rank, times in sorted(Counter(marks.values()).items()):
            if times > 1:
                equal = [self.name_of(project) for project, value in marks.items() if value == rank]
                yield Fault(
                    message=FAULTS["same-rank"],
                    values={"projects": _all(equal), "rank": rank},
                )
        missing = [str(rank) for rank in range(1, len(marks) + 1) if rank not in marks.values()]
        if missing and len(set(marks.values())) == len(marks):
            yield Fault(
                message=FAULTS["gap"],
                values={"missing": " et ".join(missing), "last": len(marks)},
            )

    def _signs(self, marks: Mapping[str, int]) -> Iterator[Fault]:
        liked = sum(value > 0 for value in marks.values())
        disliked = sum(value < 0 for value in marks.values())
        if self.most_for is not None and liked > self.most_for:
            yield Fault(
                message=FAULTS["for"],
                values={"count": liked, "most": self.most_for},
            )
        if self.most_against is not None and disliked > self.most_against:
            yield Fault(
                message=FAULTS["against"],
                values={"count": disliked, "most": self.most_against},
            )
        if disliked and liked < self.for_before_against:
            yield Fault(
                message=FAULTS["for-first"],
                values={"least": self.for_before_against, "count": liked},
            )

    def _spread(self, marks: Mapping[str, int]) -> Iterator[Fault]:
        for spread in self.spreads:
            for group, projects in spread.crowded(marks):
                yield Fault(
                    message=FAULTS["spread"],
                    values={
                        "projects": _all([self.name_of(project) for project in projects]),
                        "kind": spread.kind,
                        "group": spread.called(group),
                        "most": spread.most,
                    },
                )

    def _sums(self, marks: Mapping[str, int]) -> Iterator[Fault]:
        given = sum(marks.values())
        if self.points and marks and given > self.points[1]:
            yield Fault(
                message=FAULTS["points"],
                values={"given": given, "most": self.points[1], "over": given - self.points[1]},
            )
        if self.points and marks and given < self.points[0]:
            yield Fault(
                message=FAULTS["unspent"],
                values={"given": given, "least": self.points[0], "under": self.points[0] - given},
            )
        if self.sum_at_most is not None:
            spent = total([self.costs[project] for project in marks if project in self.costs])
            if spent > self.sum_at_most:
                yield Fault(
                    message=FAULTS["sum"],
                    values={"spent": str(spent), "most": str(self.sum_at_most)},
                )


def _all(names: list[str]) -> str:
    return " et ".join(f"« {name} »" for name in names)


def _some(names: list[str], shown: int = 3) -> str:
    told = ", ".join(f"« {name} »" for name in names[:shown])
    return told if len(names) <= shown else f"{told}{NO_BREAK_SPACE}…"
