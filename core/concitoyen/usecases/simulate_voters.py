"""Simulated voters for a demonstration: seeded, drawn over real communes, some of them not allowed to vote."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random

from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.calendar import Phase
from concitoyen.domain.people import Person
from concitoyen.domain.territory import Commune, Gazetteer

CHILD = 5
SHORTEST_MONTH, SHORT_YEAR = 28, 360
NEIGHBOUR = 3.0
LAST = 0.004


@dataclass(frozen=True)
class Visit:
    """One simulated person who comes to vote, with their ballot and the instant at which they come."""

    person: Person
    ballot: Ballot
    at: datetime


@dataclass(frozen=True)
class Electorate:
    """What the simulation draws from."""

    gazetteer: Gazetteer
    candidates: Sequence[Candidate]
    contests: Sequence[Contest]
    phase: Phase
    ages: tuple[int, int]
    elsewhere: Sequence[str]
    last: Sequence[str]

    @property
    def day(self) -> date:
        """The day on which ages are told: that of the opening."""
        return self.phase.opens.date()

    abstention: Decimal


def visits(electorate: Electorate, *, eligible: int, ineligible: int, random: Random) -> Iterator[Visit]:
    """`eligible` persons who may vote and `ineligible` who may not (too young, from elsewhere, here twice), in order.

    The same random state gives the same visits.
    """
    appeal = {candidate.id: _appeal(candidate, electorate.last, random) for candidate in electorate.candidates}
    communes = electorate.gazetteer.communes
    weights = list(accumulate(max(commune.population, 1) for commune in communes))
    instants = sorted(_instant(electorate.phase, random) for _ in range(eligible + ineligible))
    refused = set(_sample(len(instants), ineligible, random))
    seen: list[Person] = []
    for number, at in enumerate(instants):
        commune = communes[_pick(weights, random)]
        ballot = _ballot(electorate, appeal, commune, random)
        if number in refused and (seen or number % 3):
            yield Visit(_ineligible(electorate, number, commune, seen, random), ballot, at)
            continue
        person = Person(
            last_name=f"Simulation {number:06d}",
            first_name="Voix",
            birth_date=_birth(electorate.day, electorate.ages, random),
            commune=commune.code,
        )
        seen.append(person)
        yield Visit(person, ballot, at)


def _ineligible(
    electorate: Electorate, number: int, commune: Commune, seen: Sequence[Person], random: Random
) -> Person:
    kind = number % 3
    if kind == 0 and seen:
        return seen[int(random.random() * len(seen))]
    youngest = electorate.ages[0]
    elsewhere = electorate.elsewhere[int(random.random() * len(electorate.elsewhere))]
    return Person(
        last_name=f"Simulation {number:06d}",
        first_name="Voix",
        birth_date=_birth(
            electorate.day, (min(CHILD, youngest - 1), youngest - 1) if kind == 1 else electorate.ages, random
        ),
        commune=commune.code if kind == 1 else elsewhere,
    )


def _birth(day: date, ages: tuple[int, int], random: Random) -> date:
    """A birth date whose completed years on a day are one of these ages."""
    first, last = ages
    age = first + int(random.random() * (last - first + 1))
    anniversary = date(day.year - age, day.month, min(day.day, SHORTEST_MONTH))
    return anniversary - timedelta(days=int(random.random() * SHORT_YEAR))


def _appeal(candidate: Candidate, last: Sequence[str], random: Random) -> float:
    spread = 0.6 + random.random() + random.random()
    return LAST if candidate.id in last else spread


def _ballot(electorate: Electorate, appeal: dict[str, float], commune: Commune, random: Random) -> Ballot:
    territory = {candidate.id: candidate.territory for candidate in electorate.candidates}
    choices: dict[str, dict[str, int]] = {}
    for contest in electorate.contests:
        if contest.least == 0 and choices and random.random() < float(electorate.abstention):
            continue
        wanted = max(contest.least, 1 + int(random.random() * contest.most))
        left = list(contest.candidates)
        marked: dict[str, int] = {}
        while left and len(marked) < wanted:
            near = [appeal[name] * (NEIGHBOUR if territory[name] == commune.territory else 1.0) for name in left]
            chosen = left.pop(_pick(list(accumulate(near)), random))
            marked[chosen] = contest.values[1]
        choices[contest.id] = marked
    return Ballot(choices=choices)


def _instant(phase: Phase, random: Random) -> datetime:
    seconds = int((phase.closes - phase.opens).total_seconds())
    return phase.opens + timedelta(seconds=int(random.random() * seconds))


def _pick(cumulated: Sequence[float], random: Random) -> int:
    return min(bisect_right(cumulated, random.random() * cumulated[-1]), len(cumulated) - 1)


def _sample(size: int, count: int, random: Random) -> list[int]:
    numbers = list(range(size))
    for index in range(min(count, size)):
        other = index + int(random.random() * (size - index))
        numbers[index], numbers[other] = numbers[other], numbers[index]
    return numbers[:count]
