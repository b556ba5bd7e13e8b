"""What META allows on a ballot, held against every ballot at once."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np

from concitoyen_voting_rules.pabulib.amounts import Unit
from concitoyen_voting_rules.pabulib.cells import Places
from concitoyen_voting_rules.pabulib.meta import Meta
from concitoyen_voting_rules.pabulib.remarks import Remark
from concitoyen_voting_rules.pabulib.votes import Votes
from concitoyen_voting_rules.packing import Ints

BY_POINTS = ("cumulative", "scoring")


def ballot_remarks(meta: Meta, votes: Votes, costs: Ints, unit: Unit) -> tuple[Remark, ...]:
    """What stands beyond a limit and can be counted nevertheless; raises ElectionFileError on what cannot."""
    _refuse_lengths(meta, votes)
    if votes.points is not None and meta.vote_type in BY_POINTS:
        _refuse_points(meta, votes)
    return tuple(_remarks(meta, votes, costs, unit))


def _refuse_lengths(meta: Meta, votes: Votes) -> None:
    one = 1 if meta.vote_type == "choose-1" else None
    most, least = one or meta.count("max_length"), one or meta.count("min_length")
    if most is not None and (row := _first(votes.lengths > most)) is not None:
        votes.refuse(row, f"le bulletin choisit {votes.lengths[row]} projets, le maximum est {most}.")
    if least is not None and (row := _first(votes.lengths < least)) is not None:
        votes.refuse(row, f"le bulletin choisit {votes.lengths[row]} projet(s), il en faut au moins {least}.")


def _refuse_points(meta: Meta, votes: Votes) -> None:
    points = votes.points if votes.points is not None else np.zeros(0, np.int64)
    low, high = meta.number("min_points"), meta.number("max_points")
    if low is None and meta.vote_type == "cumulative":
        low = Decimal(0)
    if low is not None and (item := _first(points < _ceiling(low, votes.unit))) is not None:
        _refuse_item(votes, item, f"moins que le minimum, {low:f}")
    if high is not None and (item := _first(points > _floor(high, votes.unit))) is not None:
        _refuse_item(votes, item, f"plus que le maximum, {high:f}")
    most = meta.number("max_sum_points")
    sums = row_sums(votes, points)
    if most is not None and (row := _first(sums > _floor(most, votes.unit))) is not None:
        votes.refuse(
            row, f"le bulletin donne {votes.unit.written(int(sums[row]))} points, le total permis est {most:f}."
        )


def _refuse_item(votes: Votes, item: int, wrong: str) -> None:
    points = int(votes.points[item]) if votes.points is not None else 0
    votes.refuse(int(votes.items.rows[item]), f"un projet reçoit {votes.unit.written(points)} points, {wrong}.", item)


def _remarks(meta: Meta, votes: Votes, costs: Ints, unit: Unit) -> Iterator[Remark]:
    blank = np.flatnonzero(votes.lengths == 0)
    if len(blank):
        yield _remark(votes, blank, "blank-ballot", "bulletins blancs, qui comptent parmi les votants")
    least = meta.number("min_sum_points")
    if least is not None and votes.points is not None:
        short = np.flatnonzero(row_sums(votes, votes.points) < _ceiling(least, votes.unit))
        if len(short):
            yield _remark(votes, short, "few-points", f"bulletins de moins de {least:f} points, comptés")
    if meta.vote_type == "approval":
        yield from _costly(meta, votes, costs, unit)


def _costly(meta: Meta, votes: Votes, costs: Ints, unit: Unit) -> Iterator[Remark]:
    most, least = meta.amount("max_sum_cost"), meta.amount("min_sum_cost")
    if most is None and least is None:
        return
    spent = row_sums(votes, costs[votes.marked])
    if most is not None and len(rows := np.flatnonzero(spent > _floor(most, unit))):
        yield _remark(votes, rows, "cost-over-limit", f"bulletins au-delà de max_sum_cost ({most:f}), comptés")
    if least is not None and len(rows := np.flatnonzero(spent < _ceiling(least, unit))):
        yield _remark(votes, rows, "cost-under-limit", f"bulletins sous min_sum_cost ({least:f}), comptés")


def row_sums(votes: Votes, amounts: Ints) -> Ints:
    """The sum of an amount per mark over each ballot."""
    return np.diff(np.concatenate([[0], np.cumsum(amounts)])[votes.firsts])


def _remark(votes: Votes, rows: Places, kind: str, text: str) -> Remark:
    line, column = votes.place(int(rows[0]))
    return Remark(kind=kind, line=line, column=column, text=f"{text} : {len(rows)}.")


def _first(wrong: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> int | None:
    found = np.flatnonzero(wrong)
    return int(found[0]) if len(found) else None


def _floor(value: Decimal, unit: Unit) -> int:
    """The greatest whole number of units that is not above; a whole number exceeds one as it exceeds the other."""
    return int(value.scaleb(unit.decimals).to_integral_value(ROUND_FLOOR))


def _ceiling(value: Decimal, unit: Unit) -> int:
    """The smallest whole number of units that is not below."""
    return int(value.scaleb(unit.decimals).to_integral_value(ROUND_CEILING))
