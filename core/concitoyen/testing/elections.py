"""Hypothesis strategies of elections and ballots: small figures, many ties and exact fits, easy to read when one fails.

>>> from hypothesis import find
>>> find(elections(), lambda election: len(election.candidates) == 1).envelope
Money(cents=0)
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, BallotForm, Candidate
from concitoyen.domain.category import Category
from concitoyen.domain.contest import Contest, Marking
from concitoyen.domain.count import Election, TieBreak, WeightedBallot
from concitoyen.domain.money import Money

CONTEST = "projets"
GRADES = ("À rejeter", "Passable", "Bien", "Très bien")
MOST_POINTS = 9
NAMES = tuple("abcdef")
EURO = 100
DEAREST = 6
"""Candidates cost whole units, up to six, so that several often cost the same, or just what is left."""
VALUES: Mapping[Marking, tuple[int, int]] = MappingProxyType(
    {"approve": (1, 1), "points": (1, MOST_POINTS), "rank": (1, len(NAMES)), "grade": (0, len(GRADES) - 1)}
)
"""How a contest may be marked, and the value of a mark."""


class FirstDeposited(TieBreak):
    """The first deposited goes first; no two candidates of these strategies were deposited together."""

    id: ClassVar[str] = "first-deposited"
    title: ClassVar[str] = "Le premier déposé"
    decisive: ClassVar[bool] = True

    def key(self, candidate: Candidate, election: Election) -> int:
        """The rank of deposit."""
        return candidate.order


TIES: tuple[tuple[str, TieBreak], ...] = (("testing:first-deposited", FirstDeposited()),)


def contest_of(candidates: Sequence[Candidate], marking: Marking = "approve") -> Contest:
    """One contest in which every candidate stands, marked in this way."""
    names = tuple(candidate.id for candidate in candidates)
    low, high = VALUES[marking]
    return Contest(
        id=CONTEST,
        title="Projets",
        candidates=names,
        least=len(names) if marking == "grade" else 0,
        most=max(1, len(names)),
        values=(low, max(1, len(names)) if marking == "rank" else high),
        marking=marking,
        grades=GRADES if marking == "grade" else (),
        default_grade=0 if marking == "grade" else None,
        points=(0, MOST_POINTS * len(names)) if marking == "points" else None,
    )


@st.composite
def marks_of(draw: st.DrawFn, contest: Contest, marking: Marking) -> dict[str, int]:
    """Marks in a contest: some candidates, as many as it allows, each with a value that it allows."""
    marked = [marking == "grade" or draw(st.booleans()) for _ in contest.candidates]
    chosen = [name for name, is_marked in zip(contest.candidates, marked, strict=True) if is_marked]
    if marking == "one":
        chosen = chosen[:1]
    if marking == "rank":
        return {name: rank for rank, name in enumerate(draw(st.permutations(chosen)), start=1)}
    return {name: draw(st.integers(*contest.values)) for name in chosen}


@st.composite
def ballots_of(
    draw: st.DrawFn, form: BallotForm, candidates: Sequence[Candidate], categories: Sequence[Category] = ()
) -> Ballot:
    """Ballots that a form accepts; hypothesis says so when valid ones are too rare to be found."""
    contests = form.contests(candidates, categories)
    drawn = st.fixed_dictionaries(
        {contest.id: marks_of(contest, contest.marking or form.marking) for contest in contests}
    )
    ballots = drawn.map(lambda choices: Ballot(choices={name: marks for name, marks in choices.items() if marks}))
    return draw(ballots.filter(lambda ballot: not form.objections(ballot, contests, "")))


@st.composite
def candidates(
    draw: st.DrawFn, *, most: int = 5, costs: tuple[int, int] = (0, DEAREST), unit: int = EURO
) -> tuple[Candidate, ...]:
    """Candidates named a, b, c…, in order of deposit; costs are between these bounds, in units of so many cents."""
    count = draw(st.integers(0, most))
    return standing([draw(st.integers(*costs)) for _ in range(count)], unit)


def standing(costs: Sequence[int], unit: int = EURO) -> tuple[Candidate, ...]:
    """Candidates a, b, c… at these costs, in units of so many cents."""
    return tuple(
        Candidate(id=name, title=name.upper(), cost=Money(unit * cost), order=order)
        for order, (name, cost) in enumerate(zip(NAMES, costs, strict=False), start=1)
    )


@st.composite
def elections(
    draw: st.DrawFn,
    *,
    marking: Marking = "approve",
    most_candidates: int = 5,
    most_ballots: int = 6,
    costs: tuple[int, int] = (0, DEAREST),
    envelopes: tuple[int, int] = (0, 2 * DEAREST),
    weights: tuple[int, int] = (1, 4),
    unit: int = EURO,
) -> Election:
    """Elections in one contest marked in this way; costs and envelopes are bounds, in units of so many cents."""
    some = draw(candidates(most=most_candidates, costs=costs, unit=unit))
    contest = contest_of(some, marking)
    cast = draw(st.integers(0, most_ballots))
    marks = [(draw(marks_of(contest, marking)), draw(st.integers(*weights))) for _ in range(cast)]
    return Election(
        candidates=some,
        contests=(contest,),
        ballots=tuple(
            WeightedBallot(ballot=Ballot(choices={CONTEST: chosen} if chosen else {}), weight=weight)
            for chosen, weight in marks
        ),
        envelope=Money(unit * draw(st.integers(*envelopes))),
    )


def told(election: Election) -> str:
    """An election in one sentence, for whoever must find out why it goes wrong."""
    costs = ", ".join(f"{one.id} coûte {one.cost}" for one in election.candidates) or "aucun projet"
    cast = ", ".join(_ballot_told(ballot) for ballot in election.ballots) or "aucun"
    return f"enveloppe {election.envelope} ; {costs} ; bulletins : {cast}"


def _ballot_told(cast: WeightedBallot) -> str:
    marks = cast.ballot.choices.get(CONTEST, {})
    simple = all(value == 1 for value in marks.values())
    chosen = " ".join(name if simple else f"{name}={value}" for name, value in marks.items())
    return f"{cast.weight} × [{chosen}]"
