"""Faults of ballots that do not prevent a count, and limits that nobody reaches."""

from collections.abc import Iterator

import numpy as np

from concitoyen_voting_rules.pabulib.check_tables import Found
from concitoyen_voting_rules.pabulib.election import PbElection

_FOREIGN = {
    "approval": ("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score"),
    "choose-1": ("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score"),
}


def ballot_faults(election: PbElection) -> Iterator[Found]:
    """The faults of ballots and of the limits that META sets them."""
    for remark in election.remarks:
        if remark.kind != "cost-range":
            yield Found("warning", remark.kind, remark.text, remark.line, remark.column)
        else:
            yield Found("error", remark.kind, remark.text, remark.line, remark.column)
    yield from _limit_faults(election)
    yield from _length_faults(election)
    yield from _point_faults(election)


def _limit_faults(election: PbElection) -> Iterator[Found]:
    meta, form = election.meta, election.vote_type
    for key in _FOREIGN.get(form, ()):
        if meta.get(key, ""):
            yield Found("warning", "foreign-limit", f"{key} n'a pas de sens pour vote_type = {form}.", about=key)
    if form == "cumulative" and not meta.number("max_sum_points"):
        yield Found("error", "missing-limit", "vote_type = cumulative demande max_sum_points.")
    most, least = meta.count("max_length"), meta.count("min_length")
    if form == "choose-1" and ({most, least} - {None, 1}):
        yield Found("error", "choose-1-length", "vote_type = choose-1 demande min_length et max_length égaux à 1.")
    if most == 1 and form != "choose-1" and len(election.ids) > 1:
        yield Found("warning", "choose-1-suggested", "max_length = 1 : vote_type = choose-1 le dirait mieux.")
    if most is not None and most > len(election.ids):
        text = f"max_length = {most}, plus que les {len(election.ids)} projets."
        yield Found("error", "length-over-projects", text)


def _length_faults(election: PbElection) -> Iterator[Found]:
    most, lengths = election.meta.count("max_length"), election.votes.lengths
    if not most or not len(lengths):
        return
    if int(lengths.max()) < most:
        yield Found("warning", "length-never-reached", f"aucun bulletin n'a les {most} projets que permet max_length.")
    if most > 1 and int(lengths.sum()) == len(lengths):
        text = f"les bulletins ont en moyenne un projet, max_length en permet {most}."
        yield Found("warning", "one-project-each", text)


def _point_faults(election: PbElection) -> Iterator[Found]:
    votes = election.votes
    if votes.points is None or election.vote_type == "ordinal":
        return
    same_row = votes.items.rows[1:] == votes.items.rows[:-1]
    rising = np.flatnonzero(same_row & (votes.points[1:] > votes.points[:-1]))
    if len(rising):
        line, column = votes.place(int(votes.items.rows[rising[0]]))
        text = f"{len(np.unique(votes.items.rows[rising]))} bulletins n'ont pas leurs projets par points décroissants."
        yield Found("warning", "points-order", text, line, column)
