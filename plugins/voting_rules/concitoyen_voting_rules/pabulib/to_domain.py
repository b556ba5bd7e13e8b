"""A file's election as the domain's, ready for any voting rule."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from concitoyen.domain.ballot import Candidate, Contest, Marking
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.money import Money
from concitoyen_voting_rules.pabulib.cast import CastBallots
from concitoyen_voting_rules.pabulib.election import PbElection

CONTEST = "projets"
_MARKINGS: Mapping[str, Marking] = MappingProxyType(
    {"approval": "approve", "choose-1": "one", "ordinal": "rank", "cumulative": "points", "scoring": "points"}
)


def domain_election(election: PbElection) -> Election:
    """One contest with every project; amounts are whole numbers of the file's smallest unit, cents as a rule.

    The order of PROJECTS stands for that of deposit. Ballots are not validated again: the reader has done so.
    """
    candidates = tuple(_candidates(election))
    contest = Contest(
        id=CONTEST,
        title="Projets",
        candidates=election.ids,
        least=min(int(election.votes.lengths.min(initial=len(election.ids))), max(1, len(election.ids))),
        most=max(1, int(election.votes.lengths.max(initial=1)), election.meta.count("max_length") or 1),
        values=_values(election),
        marking=_MARKINGS[election.vote_type],
    )
    ballots = cast("tuple[WeightedBallot, ...]", CastBallots(election.profile, CONTEST, election.weighed))
    return Election.model_construct(
        candidates=candidates,
        contests=(contest,) if candidates else (),
        ballots=ballots,
        envelope=Money(election.budget),
        currency=election.currency,
    )


def _candidates(election: PbElection) -> list[Candidate]:
    names, categories = _column(election, "name"), _column(election, "category")
    territories = _column(election, "neighborhood")
    districts = _column(election, "district")
    return [
        Candidate(
            id=name,
            title=names[index] or name,
            cost=Money(int(election.costs[index])),
            order=index + 1,
            category=categories[index],
            territory=territories[index] or districts[index],
        )
        for index, name in enumerate(election.ids)
    ]


def _column(election: PbElection, name: str) -> Sequence[str]:
    return election.projects.values(name) or ("",) * len(election.ids)


def _values(election: PbElection) -> tuple[int, int]:
    """The least and the greatest value of a mark."""
    values = election.profile.values
    if election.vote_type in ("approval", "choose-1") or not len(values):
        return (1, 1)
    return (min(1, int(values.min())), int(values.max()))
