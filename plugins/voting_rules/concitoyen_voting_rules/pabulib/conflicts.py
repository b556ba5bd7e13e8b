"""Projects that exclude one another, where a comment of the file names them: the format has no field for it."""

import re
from collections.abc import Sequence

from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.readings import Case
from concitoyen_voting_rules.pabulib.selection import Selection

SAYS = "Mutually exclusive projects:"
"""How our own files begin the comment; groups follow, their ids after commas, the groups after semicolons."""
_NAMED = re.compile(rf"#\d+:\s*{SAYS}(.*?)(?=\s*#\d+:|$)", re.DOTALL)


def comment_of(groups: Sequence[Sequence[str]]) -> str:
    """The comment that names these groups."""
    return f"#1: {SAYS} {'; '.join(', '.join(group) for group in groups)}"


def conflicts(election: PbElection) -> tuple[tuple[int, ...], ...]:
    """The groups of which one project at most is funded, by index; none when no comment names them all."""
    found = _NAMED.search(election.meta.get("comment", ""))
    if not found:
        return ()
    index = {name: place for place, name in enumerate(election.ids)}
    groups = [[name.strip() for name in group.split(",")] for group in found[1].split(";")]
    if any(name not in index for group in groups for name in group):
        return ()
    return tuple(tuple(sorted(index[name] for name in group)) for group in groups)


def exclusive(case: Case) -> Selection:
    """From the highest score down, passing over what does not fit, and what a project already funded excludes."""
    groups = [frozenset(group) for group in conflicts(case.election)]
    walk = Selection(case.pot.budget)
    for level in case.pot.levels(case.standing, case.prefer):
        open_ones = [one for one in level if case.pot.costs[one] <= walk.left and not _excluded(one, walk, groups)]
        together = sum(case.pot.costs[one] for one in open_ones) <= walk.left
        if not together or any(len(group.intersection(open_ones)) > 1 for group in groups):
            walk.loose.append(level)
        for one in open_ones:
            if case.pot.costs[one] <= walk.left and not _excluded(one, walk, groups):
                walk.fund(one, case.pot.costs[one])
    return walk


def _excluded(project: int, walk: Selection, groups: Sequence[frozenset[int]]) -> bool:
    return any(project in group and not group.isdisjoint(walk.funded) for group in groups)
