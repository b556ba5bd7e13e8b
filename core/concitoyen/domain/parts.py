"""A ballot in several parts, each with its own form: « your canton » and « the whole département »."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen.domain.groups import Grouping, Takes, Titles
from concitoyen.domain.model import Model
from concitoyen.domain.names import slug
from concitoyen.domain.pots import groups_of


class Part(Model):
    """One part: which candidates, all together or by group, and the form in which they are marked.

    With `one_of`, a voter marks one of the groups at most. A part that is not `required` may be left blank.
    """

    id: str
    title: str
    form: BallotForm
    takes: Takes = Takes()
    by: Grouping | None = None
    one_of: bool = False
    required: bool = False

    def contests(
        self, candidates: Sequence[Candidate], categories: Sequence[Category], titles: Titles
    ) -> Iterator[Contest]:
        """The contests of this part; none for a group without candidates."""
        taken = [one for one in candidates if self.takes.takes(one)]
        if self.by is None:
            yield from self._within(taken, categories, self.id, self.title)
            return
        for group in groups_of(self.by, taken, titles=titles):
            inside = [one for one in taken if group in one.groups(self.by)]
            name = titles.get(self.by, {}).get(group, group)
            title = name if self.one_of else f"{self.title} : {name}"
            yield from self._within(inside, categories, f"{self.id}-{slug(group)}", title)

    def _within(
        self, candidates: Sequence[Candidate], categories: Sequence[Category], name: str, title: str
    ) -> Iterator[Contest]:
        found = self.form.contests(candidates, categories)
        for contest in found:
            alone = len(found) == 1
            yield contest.model_copy(
                update={
                    "id": name if alone else f"{name}-{contest.id}",
                    "title": title if alone else f"{title} : {contest.title}",
                    "marking": contest.marking or self.form.marking,
                    "optional": not self.required,
                    "family": self.title if self.one_of else contest.family,
                }
            )


class Parts(BallotForm):
    """Several parts on one ballot, each marked in its own way.

    A voter may leave blank those that are not required, never all of them. The rulebook writes them as
    `[[ballot.parts]]`.
    """

    id: ClassVar[str] = "parts"
    title: ClassVar[str] = "Bulletin en plusieurs parties"
    marking: ClassVar[Marking] = "approve"

    parts: tuple[Part, ...] = ()
    titles: Titles = Field(default_factory=dict)

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """The contests of every part, in the order of the rulebook."""
        return tuple(contest for part in self.parts for contest in part.contests(candidates, categories, self.titles))

    def instructions(self) -> str:
        """What to do in each part."""
        told = [f"{part.title} : {_lower(part.form.instructions())}" for part in self.parts]
        choice = [
            f"{part.title} : remplissez une seule partie, celle que vous voulez." for part in self.parts if part.one_of
        ]
        return " ".join([f"Ce bulletin a {len(told)} parties.", *told, *choice])


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
