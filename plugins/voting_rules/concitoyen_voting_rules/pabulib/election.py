"""A .pb file as an election: costs and budget in whole units, ballots as a Profile, what was recorded and decided."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Self

import numpy as np

from concitoyen.domain.channel import Weights
from concitoyen_voting_rules.pabulib.amounts import CENTS, Unit
from concitoyen_voting_rules.pabulib.ballot_limits import BY_POINTS, ballot_remarks
from concitoyen_voting_rules.pabulib.by_channel import row_weights
from concitoyen_voting_rules.pabulib.cells import Cells
from concitoyen_voting_rules.pabulib.faults import refuse, shown
from concitoyen_voting_rules.pabulib.meta import Meta
from concitoyen_voting_rules.pabulib.projects import Projects, read_projects
from concitoyen_voting_rules.pabulib.remarks import Remark
from concitoyen_voting_rules.pabulib.sections import Row, Sections, cut
from concitoyen_voting_rules.pabulib.tally import profile_of, repeated
from concitoyen_voting_rules.pabulib.votes import Votes, read_votes
from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile

WITHOUT_POINTS = ("approval", "choose-1")


@dataclass(frozen=True, eq=False)
class PbElection:
    """What can be counted of a file; candidates are in the order of PROJECTS, which stands for that of deposit."""

    source: str
    sections: Sections
    meta: Meta
    projects: Projects
    votes: Votes
    unit: Unit
    costs: Ints
    budget: int
    remarks: tuple[Remark, ...]

    @classmethod
    def read(cls, content: bytes, source: str = "élection.pb") -> Self:
        """The election in a file.

        Raises ElectionFileError, one sentence with line and column, on whatever could give a wrong winner.
        """
        return cls.of(cut(content, source), source)

    @classmethod
    def of(cls, sections: Sections, source: str) -> Self:
        """The election of sections already cut."""
        meta = Meta(sections, source)
        vote_type = meta.vote_type
        meta.required("budget")
        budget = meta.amount("budget") or Decimal(0)
        projects = read_projects(sections, source)
        _refuse_wrong_number(meta, "num_projects", len(projects.ids), "PROJECTS", "projet")
        _refuse_vote_columns(sections.votes_header, vote_type, source)
        cells = Cells.of(sections, source)
        _refuse_wrong_number(meta, "num_votes", len(cells), "VOTES", "bulletin")
        header = _counted_columns(sections.votes_header, cells, vote_type)
        votes = read_votes(cells, header, projects.ids)
        unit = Unit.of([*projects.costs, budget], CENTS)
        costs = np.array([unit.whole(cost) for cost in projects.costs], np.int64)
        remarks = (*projects.remarks, *ballot_remarks(meta, votes, costs, unit), *repeated(votes))
        return cls(source, sections, meta, projects, votes, unit, costs, unit.whole(budget), remarks)

    @property
    def ids(self) -> tuple[str, ...]:
        """The candidates, by index."""
        return self.projects.ids

    @property
    def vote_type(self) -> str:
        """approval, choose-1, cumulative, ordinal or scoring."""
        return self.meta.vote_type

    @cached_property
    def profile(self) -> Profile:
        """Distinct ballots: 1 for an approval, points in their unit, or ranks from 1 for an ordinal ballot."""
        return profile_of(self.votes, self.ids, self.vote_type, self.meta.number("default_score"))

    def weighed(self, weights: Weights) -> Profile:
        """The profile in which each ballot is there as often as its channel (`voting_method`) weighs.

        Raises ElectionFileError where the file does not tell the channel of a ballot.
        """
        rows = row_weights(self.votes.cells, self.sections.votes_header, weights)
        return profile_of(self.votes, self.ids, self.vote_type, self.meta.number("default_score"), rows)

    @property
    def currency(self) -> str:
        """The code of the currency (PLN, HUF…), empty where META does not say it."""
        return self.meta.get("currency", "")

    def told(self, amount: int) -> str:
        """An amount in whole units as people write it, in the file's currency."""
        return f"{self.unit.written(amount)} {self.currency}".strip()

    @property
    def voters(self) -> int:
        """How many ballots the file has, blank ones included."""
        return len(self.votes.cells)


def _refuse_wrong_number(meta: Meta, key: str, found: int, section: str, what: str) -> None:
    said = meta.count(key)
    if said is not None and said != found:
        plural = "s" if found > 1 else ""
        meta.refuse(key, f"META annonce {key} = {said}, la section {section} a {found} {what}{plural}.")


def _refuse_vote_columns(header: Row, vote_type: str, source: str) -> None:
    names = [cell.strip().lower() for cell in header.cells]
    needed = ["voter_id", "vote", *(["points"] if vote_type in BY_POINTS else [])]
    for name in needed:
        if name not in names:
            wanted = f"VOTES n'a pas de colonne « {name} » ; en-tête : {shown(header.raw)}."
            refuse(source, header.line, 1, wanted)
    for place, name in enumerate(names):
        if name and name in names[:place]:
            refuse(source, header.line, header.column(place), f"la colonne {shown(name)} est là deux fois.")


def _counted_columns(header: Row, cells: Cells, vote_type: str) -> list[str]:
    """The names of the columns; points that the form of ballot does not have are refused, unless all are empty."""
    names = [cell.strip().lower() for cell in header.cells]
    if vote_type in BY_POINTS or "points" not in names:
        return names
    place = names.index("points")
    given = cells.stripped(cells.column(place))
    filled = np.flatnonzero(given.starts < given.ends)
    if len(filled) and vote_type in WITHOUT_POINTS:
        row = int(filled[0])
        text = f"le bulletin donne des points, or vote_type est « {vote_type} »."
        refuse(cells.source, *cells.place(int(given.starts[row]), row), text)
    if not len(filled):
        names[place] = ""
    return names
