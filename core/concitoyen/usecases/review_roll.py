"""Review the roll: groups of marks that look like one person, told by number and likeness, without any name.

What is found cannot be taken out of the urn: nobody knows which ballot is whose.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concitoyen.domain.likeness import KINDS
from concitoyen.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Alike:
    """Marks of the roll that may be of one person, and the kinds of likeness that join them."""

    marks: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The kinds, in words."""
        return tuple(KINDS[kind] for kind in self.kinds)


def review_roll(desk: Desk, edition_id: str) -> tuple[Alike, ...]:
    """The groups of an edition, the largest first; raises NotFound for an unknown edition."""
    desk.edition(edition_id)
    bearers: dict[bytes, list[str]] = {}
    for voter, clues in desk.work.roll.clues(edition_id):
        for clue in (one for one in clues if chr(one[0]) in KINDS):
            bearers.setdefault(clue, []).append(voter)
    shared = {clue: voters for clue, voters in bearers.items() if len(voters) > 1}
    leader = _leaders(shared.values())
    marks: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for clue, voters in shared.items():
        group = leader[voters[0]]
        marks.setdefault(group, set()).update(voters)
        kinds.setdefault(group, set()).add(chr(clue[0]))
    found = [
        Alike(tuple(sorted(marks[group])), tuple(kind for kind in KINDS if kind in kinds[group])) for group in marks
    ]
    return tuple(sorted(found, key=lambda alike: (-len(alike.marks), alike.marks)))


def _leaders(lists: Iterable[Sequence[str]]) -> dict[str, str]:
    """One member that stands for all those whom the lists join, for each of them."""
    above: dict[str, str] = {}

    def leader(one: str) -> str:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for first, *others in lists:
        for other in others:
            above[leader(other)] = leader(first)
    return {one: leader(one) for one in list(above)}
