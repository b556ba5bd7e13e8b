"""A ballot in several parts, each with its own form: « your canton » and « the whole département »."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen.domain.composition.pots import groups_of
from concitoyen.domain.groups import Grouping, Takes, Titles
from concitoyen.domain.model import Model
from concitoyen.domain.names import slug


class Part(Model):
    """One part: which candidates, all together or by group, and the form in which they are marked.

    A voter marks `groups_at_most` of the groups, or all of them. `forms` are those of groups that have their own. A
    part that is not `required` may be left blank.
    """

    id: str
    title: str
    form: BallotForm
    takes: Takes = Takes()
    by: Grouping | None = None
    groups_at_most: int | None = None
    required: bool = False
    forms: Mapping[str, BallotForm] = Field(default_factory=dict)

    def contests(
        self, candidates: Sequence[Candidate], categories: Sequence[Category], titles: Titles
    ) -> Iterator[Contest]:
        """The contests of this part; none for a group without candidates."""
        taken = [one for one in candidates if self.takes.takes(one)]
        if self.by is None:
            yield from self._within(self.form, taken, categories, self.id, self.title)
            return
        for group in groups_of(self.by, taken, titles=titles):
            inside = [one for one in taken if group in one.groups(self.by)]
            name = titles.get(self.by, {}).get(group, group)
            title = name if self.groups_at_most else f"{self.title} : {name}"
            form = self.forms.get(group, self.form)
            yield from self._within(form, inside, categories, f"{self.id}-{slug(group)}", title)

    def _within(
        self, form: BallotForm, candidates: Sequence[Candidate], categories: Sequence[Category], name: str, title: str
    ) -> Iterator[Contest]:
        found = form.contests(candidates, categories)
        for contest in found:
            alone = len(found) == 1
            yield contest.model_copy(
                update={
                    "id": name if alone else f"{name}-{contest.id}",
                    "title": title if alone else f"{title} : {contest.title}",
                    "marking": contest.marking or form.marking,
                    "optional": not self.required,
                    "family": self.title if self.groups_at_most else contest.family,
                    "family_most": self.groups_at_most or contest.family_most,
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
        choice = [_some_groups(part.title, most) for part in self.parts if (most := part.groups_at_most)]
        own = [
            f"{part.title}, {self.titles.get(part.by or 'label', {}).get(group, group)} : {_lower(form.instructions())}"
            for part in self.parts
            for group, form in part.forms.items()
        ]
        return " ".join([f"Ce bulletin a {len(told)} parties.", *told, *own, *choice])


def _some_groups(title: str, most: int) -> str:
    if most == 1:
        return f"{title} : remplissez une seule partie, celle que vous voulez."
    return f"{title} : remplissez {most} parties au plus, celles que vous voulez."


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
