"""From ticks and typed marks to a ballot, by the contests that stand on it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from concitoyen.domain.ballot import Ballot, Contest, Marking
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.ballot_form import Answers, option_id, part_of

WHOLE = re.compile(r"-?[0-9]{1,6}")
TICKED: frozenset[Marking] = frozenset({"one", "approve"})


def ballot_of(answers: Answers, contests: Sequence[Contest], marking: Marking) -> Ballot:
    """The ballot that was meant: of a family only the chosen contests, and no mark where none is typed.

    `marking` is how contests are marked that do not say it. A zero counts only where zero is a value; where one is for
    or against, it is no mark. What names no contest is kept, for the rules to refuse.
    """
    by_id = {contest.id: contest for contest in contests}
    choices: dict[str, dict[str, int]] = {}
    for name, ticked in answers.choices.items():
        choices[name] = dict.fromkeys(ticked, 1)
    for name, typed in answers.marks.items():
        if name not in by_id or (by_id[name].marking or marking) not in TICKED:
            choices[name] = dict(_values(typed, by_id.get(name)))
    return Ballot(choices={name: marks for name, marks in choices.items() if _meant(answers, by_id.get(name))})


def mark_errors(answers: Answers, contests: Sequence[Contest]) -> list[FormError]:
    """What was typed as a mark and is no whole number, each beside its field."""
    return [
        FormError(
            anchor=option_id(contest.id, project),
            text=f"«\u00a0{text}\u00a0» n’est pas un nombre entier\u00a0: écrivez par exemple 3, ou rien.",
        )
        for contest in contests
        if _meant(answers, contest)
        for project, text in answers.marks.get(contest.id, {}).items()
        if text and not WHOLE.fullmatch(text)
    ]


def _values(typed: Mapping[str, str], contest: Contest | None) -> Iterator[tuple[str, int]]:
    zero_counts = contest is not None and contest.values[0] <= 0 and not contest.is_for_or_against
    for project, text in typed.items():
        if WHOLE.fullmatch(text) and (int(text) or zero_counts):
            yield project, int(text)


def _meant(answers: Answers, contest: Contest | None) -> bool:
    """Whether the marks of a contest count: of a family, only those of the contests that the voter chose, if any."""
    if contest is None or not contest.family:
        return True
    return contest.id in answers.parts.get(part_of(contest), (contest.id,))
