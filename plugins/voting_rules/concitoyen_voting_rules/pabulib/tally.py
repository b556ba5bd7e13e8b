"""Marks added up: as a Profile for any rule, and as the votes and scores that organisers publish."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

import numpy as np

from concitoyen_voting_rules.pabulib.cells import MOST_MARKS, Places
from concitoyen_voting_rules.pabulib.faults import refuse
from concitoyen_voting_rules.pabulib.remarks import Remark
from concitoyen_voting_rules.pabulib.votes import Votes
from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile

RankScore = Callable[[Votes, int, int], Ints]
"""The points of each mark, from the votes, the most projects on a ballot, and the number of projects."""


def repeated(votes: Votes) -> Iterator[Remark]:
    """What a ballot that marks a project more than once is counted for."""
    rows = votes.repeats
    if len(rows):
        line, column = votes.place(int(rows[0]))
        text = (
            f"bulletins qui marquent deux fois un même projet : {len(rows)} ; le score publié compte chaque marque, "
            "une règle qui compte des votants n'en compte qu'une (des points s'ajoutent, le meilleur rang reste)."
        )
        yield Remark(kind="repeated-project", line=line, column=column, text=text)


def profile_of(
    votes: Votes, ids: tuple[str, ...], vote_type: str, default: Decimal | None = None, weights: Ints | None = None
) -> Profile:
    """The distinct ballots; `default` is what scoring gives a project that the voter does not mention.

    `weights` are what each row weighs, 1 where they are not given.
    """
    if vote_type == "choose-1":
        return _choices(votes, ids, weights)
    if vote_type == "approval":
        return Profile.from_rows(ids, *_sets(votes), None, weights)
    if vote_type == "ordinal":
        return Profile.from_rows(ids, *_rankings(votes), weights)
    points = votes.points if votes.points is not None else np.ones(len(votes.marked), np.int64)
    if default:
        return _scored(votes, ids, points, int(default.scaleb(votes.unit.decimals)), weights)
    kept = points != 0
    firsts = np.concatenate([[0], np.cumsum(kept)])[votes.firsts]
    return Profile.from_rows(ids, firsts, votes.marked[kept], points[kept], weights)


def _choices(votes: Votes, ids: tuple[str, ...], weights: Ints | None) -> Profile:
    """Ballots of one mark are merged by counting."""
    if weights is None:
        tally = np.bincount(votes.marked, minlength=len(ids))
    else:
        tally = summed(votes, len(ids), weights[votes.items.rows])
    chosen = np.flatnonzero(tally)
    return Profile.from_rows(ids, np.arange(len(chosen) + 1), chosen, None, tally[chosen])


def _sets(votes: Votes) -> tuple[Places, Ints]:
    """Each ballot's projects ascending, once each: where ballots begin, and projects."""
    most = int(votes.marked.max(initial=0)) + 1
    keys = np.sort(votes.items.rows * most + votes.marked)
    if len(votes.repeats):
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    rows, marked = np.divmod(keys, most)
    return _begins(rows, len(votes.cells)), marked


def _rankings(votes: Votes) -> tuple[Places, Ints, Ints]:
    """The same with the best rank of each project."""
    most = int(votes.marked.max(initial=0)) + 1
    keys = votes.items.rows * most + votes.marked
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)]
    rows, marked = np.divmod(keys[first], most)
    return _begins(rows, len(votes.cells)), marked, ranks(votes)[order[first]]


def _begins(rows: Ints, count: int) -> Places:
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))])


def _scored(votes: Votes, ids: tuple[str, ...], points: Ints, default: int, weights: Ints | None) -> Profile:
    """Every project scored by every voter; refuses a table that no memory holds."""
    if len(votes.cells) * len(ids) > MOST_MARKS:
        line, _ = votes.place(0)
        text = f"default_score note {len(ids)} projets pour {len(votes.cells)} votants : plus de {MOST_MARKS} notes."
        refuse(votes.cells.source, line, 1, text)
    table = np.full((len(votes.cells), len(ids)), default, np.int64)
    table[votes.items.rows, votes.marked] = points
    firsts = np.arange(len(votes.cells) + 1) * len(ids)
    return Profile.from_rows(ids, firsts, np.tile(np.arange(len(ids)), len(votes.cells)), table.ravel(), weights)


def ranks(votes: Votes) -> Ints:
    """The place of each mark in its ballot, from 1."""
    return np.arange(len(votes.marked)) - np.repeat(votes.firsts[:-1], votes.lengths) + 1


def marks(votes: Votes, projects: int) -> Ints:
    """How often each project is marked, repeats included: the `votes` that files record."""
    return np.bincount(votes.marked, minlength=projects)


def summed(votes: Votes, projects: int, values: Ints) -> Ints:
    """The sum of one value per mark, by project."""
    total = np.zeros(projects, np.int64)
    np.add.at(total, votes.marked, values)
    return total


def by_length(votes: Votes, _most: int, _projects: int) -> Ints:
    """k, k - 1, …, 1 on a ballot that ranks k projects."""
    return np.repeat(votes.lengths, votes.lengths) - ranks(votes) + 1


def by_limit(votes: Votes, most: int, _projects: int) -> Ints:
    """m, m - 1, … where m is the most projects that a ballot may rank."""
    return np.maximum(most - ranks(votes) + 1, 0)


def borda(votes: Votes, _most: int, projects: int) -> Ints:
    """Borda: as many points as there are projects that could stand below."""
    return projects - ranks(votes)


RANK_SCORES: Mapping[str, RankScore] = MappingProxyType(
    {"longueur du bulletin": by_length, "longueur maximale": by_limit, "Borda": borda}
)
"""How organisers turn a ranking into points, the most usual first."""
