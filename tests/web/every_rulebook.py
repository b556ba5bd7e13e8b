"""An edition under any rulebook, with projects enough to vote well and to vote wrong in every part of its ballot."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from concitoyen.domain.ballot import Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.category import Category
from concitoyen.domain.contest import Marking
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Commune
from concitoyen.plugin.binding import read_rules
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.form_bureau import form_bureau
from tests.web.world import World

EDITION = "essai"
COST = 30_000
Marks = Mapping[str, int]
Filled = Mapping[str, Marks]


@dataclass(frozen=True)
class Trial:
    """An open vote: its contests, how those are marked that do not say it, and where a voter may live."""

    contests: tuple[Contest, ...]
    marking: Marking
    commune: str


@dataclass(frozen=True)
class Fault:
    """A ballot that the rules refuse, and a part of the sentence that says why."""

    kind: str
    filled: Filled
    told: str


def open_vote(town: World, text: str) -> Trial:
    """Create an edition under this rulebook, and go to the middle of its vote."""
    text = re.sub(r'^id = ".*?"', f'id = "{EDITION}"', text, count=1, flags=re.MULTILINE)
    packs = town.engine.packs
    opens = read_rules(text, packs).calendar.first_opening(VOTE)
    assert opens is not None
    before = Signature("mission", opens - timedelta(days=300))
    with town.engine.begin() as desk:
        create_edition(desk, text, before)
        _, rules = desk.edition(EDITION)
        if rules.rulebook.urn.sealing == "bureau":
            chance = Random("bureau").randbytes  # noqa: S311 - tests are replayed
            form_bureau(desk, EDITION, ["Présidente", "Assesseur"], 2, before, chance=chance)
        proposals = list(_proposals(rules, before))
        for proposal in proposals:
            desk.work.proposals.add(proposal)
    town.clock.now = opens + timedelta(days=2)
    contests = rules.contests(rules.candidates(proposals))
    return Trial(contests, rules.form.marking, _known(rules)[0].name)


def _proposals(rules: Rules, before: Signature) -> Iterator[Proposal]:
    places = _known(rules)
    here = list({one.territory: one for one in reversed(places)}.values())[-3:][::-1]
    kinds: list[tuple[Commune, Category, tuple[str, ...]]] = [
        (place, category, ()) for category in rules.categories for place in here
    ]
    kinds += [(here[0], rules.categories[0], (label,)) for label in rules.rulebook.proposals.labels]
    for number, (place, category, labels) in enumerate(kind for kind in kinds for _ in range(4)):
        yield Proposal(
            id=f"p{number + 1}",
            edition=EDITION,
            title=f"Projet n° {number + 1}",
            structure="Les Amis",
            summary="Un projet pour tous.",
            commune=place.code,
            territory=place.territory,
            category=category.id,
            labels=labels,
            total_cost=Money.euros(2 * COST),
            requested=Money.euros(COST),
            status=Status.STANDING,
            deposited_at=before.at + timedelta(minutes=number),
        )


def _known(rules: Rules) -> list[Commune]:
    """Communes whose name nobody else bears."""
    return [one for one in rules.gazetteer.communes if len(rules.gazetteer.find(one.name)) == 1]


def well(trial: Trial) -> dict[str, Marks]:
    """A ballot that fills in every part, and of parts to choose between the first."""
    families: set[str] = set()
    filled = {}
    for contest in trial.contests:
        if contest.family not in families:
            filled[contest.id] = _fair(contest, contest.marking or trial.marking)
        families |= {contest.family} - {""}
    return filled


def _fair(contest: Contest, marking: Marking) -> Marks:
    some = contest.candidates[: max(1, contest.least)]
    if contest.is_for_or_against:
        return {**dict.fromkeys(contest.candidates[:2], 1), contest.candidates[2]: -1}
    if marking == "rank":
        return {project: rank for rank, project in enumerate(some, 1)}
    if marking in {"one", "approve"}:
        return dict.fromkeys(some, 1)
    return dict.fromkeys(some, contest.values[1])


def faults(trial: Trial) -> Iterator[Fault]:
    """Each kind of ballot that this rulebook refuses."""
    right = well(trial)
    yield Fault("vide", {}, "Le bulletin est vide")
    family = [one for one in trial.contests if one.family]
    if len(family) > 1:
        most = family[0].family_most
        filled = {one.id: _fair(one, one.marking or trial.marking) for one in family[: most + 1]}
        told = "choisissez dans une seule partie" if most == 1 else f"choisissez dans {most} parties au plus"
        yield Fault("une partie de trop", {**right, **filled}, told)
    for contest in trial.contests:
        if contest.id in right:
            for kind, marks, told in _wrong(contest, contest.marking or trial.marking):
                yield Fault(f"{contest.id or 'bulletin'}, {kind}", {**right, contest.id: marks}, told)


def _wrong(contest: Contest, marking: Marking) -> Iterator[tuple[str, Marks, str]]:
    first, second, *_ = contest.candidates
    low, high = contest.values
    yield from _numbers(contest, marking)
    yield from _sums(contest)
    yield "projet inconnu", {**_fair(contest, marking), "nulle-part": 1}, "n’y est pas soumis au vote"
    if marking not in {"one", "approve"}:
        yield "hors des bornes", {**_fair(contest, marking), first: high + 1}, f"n’est pas entre {low} et {high}"
    if marking == "rank":
        yield "deux fois le même rang", {first: 1, second: 1}, "donnez à chacun le sien"
        yield "rang sauté", {first: 1, second: 3}, "il manque le rang 2"
    if contest.is_for_or_against:
        pros = contest.candidates[: (contest.most_for or 0) + 1]
        cons = contest.candidates[: (contest.most_against or 0) + 1]
        yield "trop de pour", dict.fromkeys(pros, 1), "votes pour, le maximum est"
        yield "trop de contre", dict.fromkeys(cons, -1), "vote(s) contre"
        yield "contre sans pour", {first: 1, second: -1}, "pour voter contre un projet, votez pour"


def _numbers(contest: Contest, marking: Marking) -> Iterator[tuple[str, Marks, str]]:
    standing = contest.candidates
    worth = contest.values[1] if marking in {"points", "grade"} else 1
    if contest.most < len(standing):
        ranked = {project: rank for rank, project in enumerate(standing[: contest.most + 1], 1)}
        yield "trop", ranked if marking == "rank" else dict.fromkeys(ranked, worth), f"le maximum est {contest.most}"
    if contest.least > 1:
        told = "donnez une mention à chaque projet" if marking == "grade" else f"il en faut au moins {contest.least}"
        yield "trop peu", {standing[0]: worth}, told
    for spread in contest.spreads:
        group = spread.groups[standing[0]][0]
        inside = [project for project in standing if group in spread.groups[project]][: spread.most + 1]
        yield "groupe", dict.fromkeys(inside, 1), f"le maximum y est {spread.most}"


def _sums(contest: Contest) -> Iterator[tuple[str, Marks, str]]:
    standing, high = contest.candidates, contest.values[1]
    if contest.points is not None and contest.points[1] < high * len(standing):
        yield "trop de points", dict.fromkeys(standing, high), f"vous en avez {contest.points[1]}"
    if contest.sum_at_most is not None:
        yield "trop cher", dict.fromkeys(standing, 1), "vos projets coûtent ensemble"
