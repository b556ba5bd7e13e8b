"""A counterexample made as small as it can be: everything that can be taken off is."""

from collections.abc import Callable, Iterator

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.money import Money

EURO = Money(100)
SMALL = Money(20_00)
Condition = Callable[[Election], bool]


def smallest(election: Election, holds: Condition) -> Election:
    """An election for which the condition holds, and for no election that is smaller by one thing."""
    while True:
        found = next((smaller for smaller in _smaller(election) if holds(smaller)), None)
        if found is None:
            return election
        election = found


def _smaller(election: Election) -> Iterator[Election]:
    """One candidate, one ballot, one mark less; a smaller weight; a lower envelope or cost."""
    for candidate in election.candidates:
        yield _without(election, candidate.id)
    for place, cast in enumerate(election.ballots):
        rest = (election.ballots[:place], election.ballots[place + 1 :])
        yield election.model_copy(update={"ballots": (*rest[0], *rest[1])})
        for lighter in _lighter(cast):
            yield election.model_copy(update={"ballots": (*rest[0], lighter, *rest[1])})
    for less in _less(election.envelope):
        yield election.model_copy(update={"envelope": less})
    for candidate in election.candidates:
        for less in _less(candidate.cost):
            cheaper = candidate.model_copy(update={"cost": less})
            candidates = tuple(cheaper if one == candidate else one for one in election.candidates)
            yield election.model_copy(update={"candidates": candidates})


def _less(amount: Money) -> Iterator[Money]:
    """Half as much, then one euro less where it is a small sum: a huge one would take for ever."""
    if amount > EURO:
        yield Money(amount.cents // 2 // EURO.cents * EURO.cents)
    if EURO < amount < SMALL:
        yield amount - EURO


def _without(election: Election, name: str) -> Election:
    contests = tuple(
        contest.model_copy(update={"candidates": tuple(one for one in contest.candidates if one != name)})
        for contest in election.contests
    )
    ballots = tuple(cast.model_copy(update={"ballot": _unmarked(cast.ballot, name)}) for cast in election.ballots)
    candidates = tuple(one for one in election.candidates if one.id != name)
    return election.model_copy(update={"candidates": candidates, "contests": contests, "ballots": ballots})


def _unmarked(ballot: Ballot, name: str) -> Ballot:
    kept = {
        contest: {one: value for one, value in marks.items() if one != name}
        for contest, marks in ballot.choices.items()
    }
    return Ballot(choices={contest: marks for contest, marks in kept.items() if marks})


def _lighter(cast: WeightedBallot) -> Iterator[WeightedBallot]:
    if cast.weight > 1:
        yield cast.model_copy(update={"weight": 1})
        yield cast.model_copy(update={"weight": cast.weight - 1})
    for marks in cast.ballot.choices.values():
        if set(marks.values()) == {1}:  # ranks would have a gap, and grades are given to all
            for name in marks:
                yield cast.model_copy(update={"ballot": _unmarked(cast.ballot, name)})
