"""Small elections, built in one line each."""

from collections.abc import Mapping, Sequence

from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.count import Election, TieBreak, WeightedBallot
from concitoyen.domain.money import Money
from concitoyen_voting_rules.ties.earliest_deposit import EarliestDeposit

FIRST_COME: tuple[tuple[str, TieBreak], ...] = (("voting_rules:earliest-deposit", EarliestDeposit()),)
CONTEST = "projets"


def euros(amount: int) -> Money:
    """Whole euros."""
    return Money.euros(amount)


def candidates(costs: Mapping[str, int], category: str = "") -> tuple[Candidate, ...]:
    """Candidates deposited in this order, at these costs in euros; a title is the id, capitalised."""
    return tuple(
        Candidate(id=name, title=name.capitalize(), cost=euros(cost), order=order, category=category)
        for order, (name, cost) in enumerate(costs.items(), start=1)
    )


def ballot(*chosen: str, contest: str = CONTEST) -> Ballot:
    """A ballot that chooses these projects in one contest."""
    return Ballot(choices={contest: dict.fromkeys(chosen, 1)})


def times(weight: int, *chosen: str, contest: str = CONTEST) -> WeightedBallot:
    """The same ballot from several voters."""
    return WeightedBallot(ballot=ballot(*chosen, contest=contest), weight=weight)


def one_contest(standing: Sequence[Candidate], values: tuple[int, int] = (1, 1)) -> tuple[Contest, ...]:
    """Every candidate in one contest, any number of choices."""
    names = tuple(one.id for one in standing)
    return (Contest(id=CONTEST, title="Projets", candidates=names, most=max(1, len(names)), values=values),)


def election(
    costs: Mapping[str, int], ballots: Sequence[WeightedBallot], envelope: int, draw_seed: str = ""
) -> Election:
    """An election in one contest."""
    standing = candidates(costs)
    return Election(
        candidates=standing,
        contests=one_contest(standing),
        ballots=tuple(ballots),
        envelope=euros(envelope),
        draw_seed=draw_seed,
    )


def voted(costs: Mapping[str, int], votes: Mapping[str, int], envelope: int, draw_seed: str = "") -> Election:
    """An election in which each candidate received these votes, one choice on each ballot."""
    ballots = [times(count, name) for name, count in votes.items() if count]
    return election(costs, ballots, envelope, draw_seed)
