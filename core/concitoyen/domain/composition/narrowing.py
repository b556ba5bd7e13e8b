"""The same vote, seen by a part of the count: some of the candidates, their share of the money, those who chose."""

from collections.abc import Collection, Sequence

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.composition.quota import Quota
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.money import Money


def narrowed(
    election: Election,
    names: Collection[str],
    money: Money,
    *,
    concerned: bool = False,
    quotas: Sequence[Quota] = (),
) -> Election:
    """The election with these candidates only and this much money; marks keep their value.

    A voter who chose none of them still counts as a voter, with a blank ballot, unless only those `concerned` do.
    """
    kept = frozenset(names)
    whole = kept == election.by_id.keys()
    ballots = election.ballots if whole else tuple(_only(cast, kept) for cast in election.ballots)
    return election.model_copy(
        update={
            "candidates": tuple(one for one in election.candidates if one.id in kept),
            "contests": tuple(found for contest in election.contests if (found := _part(contest, kept)).candidates),
            "ballots": tuple(cast for cast in ballots if not (concerned and cast.ballot.is_blank)),
            "envelope": money,
            "quotas": tuple(quotas),
        }
    )


def _only(cast: WeightedBallot, kept: frozenset[str]) -> WeightedBallot:
    choices = {
        contest: left
        for contest, marks in cast.ballot.choices.items()
        if (left := {name: value for name, value in marks.items() if name in kept})
    }
    # the marks were validated when they were cast: reading them again would take most of the count's time
    return WeightedBallot.model_construct(ballot=Ballot.model_construct(choices=choices), weight=cast.weight)


def _part(contest: Contest, kept: frozenset[str]) -> Contest:
    left = tuple(name for name in contest.candidates if name in kept)
    return contest.model_copy(update={"candidates": left, "on_paper": contest.size})
