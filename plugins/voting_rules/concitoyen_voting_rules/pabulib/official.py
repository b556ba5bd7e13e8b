"""What PROJECTS records beside the ballots: who was selected, with which votes and which score."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from concitoyen_voting_rules.pabulib.amounts import Unit
from concitoyen_voting_rules.pabulib.ballot_limits import BY_POINTS
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.remarks import Remark
from concitoyen_voting_rules.pabulib.tally import RANK_SCORES, marks, summed
from concitoyen_voting_rules.packing import Ints

SELECTED, RESERVE, ADDED = 1, 2, 3
"""Values of `selected`: by the rule, by a special rule that the comment tells, by further money."""


@dataclass(frozen=True)
class Decision:
    """The projects of each value of `selected`."""

    by_rule: frozenset[int]
    otherwise: frozenset[int]

    @property
    def everyone(self) -> frozenset[int]:
        """All who are funded, whatever the way."""
        return self.by_rule | self.otherwise


def decision_of(election: PbElection) -> Decision | None:
    """What was decided; None when the file has no `selected`."""
    values = election.projects.whole("selected")
    if values is None or all(value is None for value in values):
        return None
    return Decision(
        by_rule=frozenset(index for index, value in enumerate(values) if value == SELECTED),
        otherwise=frozenset(index for index, value in enumerate(values) if value and value != SELECTED),
    )


def with_value(election: PbElection, code: int) -> frozenset[int]:
    """The projects that have one value of `selected`."""
    values = election.projects.whole("selected") or ()
    return frozenset(index for index, value in enumerate(values) if value == code)


@dataclass(frozen=True)
class Scores:
    """By what projects are ranked: recomputed from ballots, beside what the file records (None where it does not)."""

    column: str
    values: tuple[int, ...]
    unit: Unit
    recorded: tuple[int, ...] | None
    remarks: tuple[Remark, ...] = ()

    @property
    def agree(self) -> bool:
        """Whether ballots give what the file records."""
        return self.recorded is None or self.recorded == self.values


def scores_of(election: PbElection) -> Scores:
    """The score by which the organiser ranked projects: votes, points, or points for ranks."""
    votes, projects = election.votes, len(election.ids)
    if election.vote_type in BY_POINTS or votes.points is not None:
        points = votes.points if votes.points is not None else np.zeros(0, np.int64)
        values = summed(votes, projects, points) + _unmentioned(election)
        return _scores(election, "score", values, votes.unit)
    if election.vote_type == "ordinal":
        return _ranked(election)
    return _scores(election, "votes", marks(votes, projects), Unit(0))


def _unmentioned(election: PbElection) -> Ints:
    """What the default score gives each project over the voters who do not mention it."""
    default = election.meta.number("default_score") or Decimal(0)
    each = int(default.scaleb(election.votes.unit.decimals))
    return (election.voters - marks(election.votes, len(election.ids))) * each


def _ranked(election: PbElection) -> Scores:
    """Of the usual scores for ranks, the one that gives what the file records; the most usual where none does."""
    votes, projects = election.votes, len(election.ids)
    most = election.meta.count("max_length") or int(votes.lengths.max(initial=0))
    found = [
        (name, _scores(election, "score", summed(votes, projects, score(votes, most, projects)), Unit(0)))
        for name, score in RANK_SCORES.items()
    ]
    known = [scores for _, scores in found if scores.recorded is not None and scores.agree]
    if known:
        return known[0]
    first = found[0][1]
    if len({scores.values for _, scores in found}) > 1 and first.recorded is None:
        text = "le fichier ne dit pas les points d'un rang : k, k − 1… 1 pour un bulletin de k projets."
        remark = Remark(kind="rank-scores", text=text)
        return Scores(first.column, first.values, first.unit, first.recorded, (*first.remarks, remark))
    return first


def _scores(election: PbElection, column: str, values: Ints, unit: Unit) -> Scores:
    found = tuple(int(value) for value in values)
    written = election.projects.whole(column)
    if written is None or all(value is None for value in written):
        return Scores(column, found, unit, None)
    recorded = tuple((value or 0) * 10**unit.decimals for value in written)
    wrong = [index for index, value in enumerate(found) if value != recorded[index]]
    if not wrong:
        return Scores(column, found, unit, recorded)
    return Scores(column, found, unit, recorded, (_mismatch(election, column, wrong, found, recorded, unit),))


def _mismatch(
    election: PbElection, column: str, wrong: Sequence[int], found: Sequence[int], recorded: Sequence[int], unit: Unit
) -> Remark:
    first = wrong[0]
    row = election.projects.rows[first]
    text = (
        f"{column} diffère du recompte pour {len(wrong)} projet(s) ; le premier, {election.ids[first]}, "
        f"en a {unit.written(recorded[first])} d'inscrits et {unit.written(found[first])} dans les bulletins."
    )
    place = row.column(election.projects.columns.index(column))
    return Remark(kind="recorded-score", line=row.line, column=place, text=text)
