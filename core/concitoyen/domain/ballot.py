"""Ballots, the contests on them, and the forms that say which ballots are valid."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import ClassVar, Literal

from pydantic import Field

from concitoyen.domain.category import Category
from concitoyen.domain.channel import CHANNEL_KEY, Channel
from concitoyen.domain.contest import Contest, Marking, Spread
from concitoyen.domain.contest_faults import FAULTS
from concitoyen.domain.groups import Facts
from concitoyen.domain.model import Model, Rule
from concitoyen.domain.reasons import Objection

__all__ = ["Ballot", "BallotForm", "Candidate", "Contest", "Marking", "Spread", "valid_marks"]


class Candidate(Facts):
    """A proposal on the ballot: what a voter and a voting rule need to know of it.

    `cost` is what it receives if funded; `order` its rank of deposit, from 1.
    """

    title: str
    order: int = Field(ge=1)


class Ballot(Model):
    """A voter's choices: contest → proposal → value (1 for an approval, else a rank, points or a grade).

    `channel` is how the ballot came, where the rulebook weighs voters by it (`Rules.cast_by`); empty otherwise.
    """

    choices: Mapping[str, Mapping[str, int]]
    channel: Channel | Literal[""] = ""

    def canonical(self) -> str:
        """The same text for the same choices, whatever the order in which they were made.

        The key of the channel is written for `channel` alone: choices under it, that some form let in, are no contest.
        """
        kept = {contest: marks for contest, marks in self.choices.items() if marks and contest != CHANNEL_KEY}
        parts = [(contest, _canonical_marks(marks)) for contest, marks in kept.items()]
        if self.channel:
            parts.append((CHANNEL_KEY, f'"{self.channel}"'))
        return f"{{{','.join([f'{encode_basestring(name)}:{text}' for name, text in sorted(parts)])}}}"

    @classmethod
    def from_canonical(cls, text: str) -> "Ballot":
        """Read what `canonical` wrote."""
        choices = json.loads(text)
        return cls(channel=choices.pop(CHANNEL_KEY, ""), choices=choices)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is chosen."""
        return not any(self.choices.values())


def _canonical_marks(marks: Mapping[str, int]) -> str:
    """As `json` writes it with sorted keys and no space: twice as fast, and every voter waits for it."""
    return f"{{{','.join([f'{encode_basestring(project)}:{marks[project]:d}' for project in sorted(marks)])}}}"


class BallotForm(Rule, ABC):
    """Which choices make a valid ballot.

    `marking` tells the page which control to show: `one` (radio buttons per contest), `approve` (check boxes),
    `rank`, `points` or `grade`; a contest that has a `marking` of its own is marked so.
    """

    marking: ClassVar[Marking]

    @abstractmethod
    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """The contests of the ballot, in the order of the rulebook."""

    @abstractmethod
    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""

    def objections(self, ballot: Ballot, contests: Sequence[Contest], article: str) -> tuple[Objection, ...]:
        """Every reason why this ballot is not valid; the default checks contests, candidates, counts and values."""
        return valid_marks(ballot, contests, rule=self.id, article=article)


def valid_marks(ballot: Ballot, contests: Sequence[Contest], *, rule: str, article: str = "") -> tuple[Objection, ...]:
    """The objections that hold for every form: unknown contest or project, a number or a value out of bounds."""
    if _is_plainly_valid(ballot, contests):
        return ()
    if ballot.is_blank:
        empty = "Le bulletin est vide : choisissez au moins un projet."
        return (Objection(rule=rule, article=article, message=empty),)
    known = {contest.id for contest in contests}
    found = [
        Objection(
            rule=rule,
            article=article,
            message="Le bulletin nomme « {contest} », qui n'est pas une partie de ce vote.",
            values={"contest": name},
        )
        for name in ballot.choices
        if name not in known
    ]
    marked = [(contest, ballot.choices.get(contest.id, {})) for contest in contests]
    faulty = [(contest, marks) for contest, marks in marked if _is_faulty(contest, marks)]
    # Sentences name projects by their titles, which most ballots never need.
    titles = {name: title for contest in contests for name, title in contest.titles.items()} if faulty else {}
    found += [
        Objection(
            rule=rule,
            article=article,
            message=fault.message,
            values=fault.values,
            field=contest.id,
            project=fault.project,
        )
        for contest, marks in faulty
        for fault in contest.faults(marks, titles)
    ]
    return (*found, *_families(ballot, contests, rule=rule, article=article))


def _is_plainly_valid(ballot: Ballot, contests: Sequence[Contest]) -> bool:
    """Whether the ballot is valid without a closer look, as most are: no family of contests, nothing unknown."""
    choices, named, marked = ballot.choices, 0, False
    for contest in contests:
        marks = choices.get(contest.id)
        named += marks is not None
        if marks or not contest.optional:
            if contest.family or not contest.is_plainly_valid(marks or {}):
                return False
            marked = marked or bool(marks)
    return marked and named == len(choices)


def _is_faulty(contest: Contest, marks: Mapping[str, int]) -> bool:
    if not marks and contest.optional:
        return False
    return not contest.is_plainly_valid(marks) and any(contest.faults(marks))


def _families(ballot: Ballot, contests: Sequence[Contest], *, rule: str, article: str) -> Iterator[Objection]:
    marked: dict[str, list[Contest]] = {}
    for contest in contests:
        if contest.family and ballot.choices.get(contest.id):
            marked.setdefault(contest.family, []).append(contest)
    for family, several in marked.items():
        most = several[0].family_most
        if len(several) > most:
            listed = " et ".join(f"« {contest.title} »" for contest in several)
            yield Objection(
                rule=rule,
                article=article,
                message=FAULTS["one-part" if most == 1 else "parts"],
                values={"family": family, "most": most, "contests": listed},
                field=several[-1].id,
            )
