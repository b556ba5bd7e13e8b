"""What forms of ballot share: one contest, or one for each group that has candidates, in the order of deposit."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from concitoyen.domain.ballot import Candidate, Contest, Marking, Spread
from concitoyen.domain.category import Category
from concitoyen.domain.errors import Refused
from concitoyen.domain.groups import IN_FRENCH, Grouping
from concitoyen.domain.names import slug
from concitoyen.domain.reasons import Objection
from concitoyen_voting_rules.order import by_deposit

PROJECTS = "projects"
FEMININE = ("category", "epci", "commune", "label")


def contest(
    id: str,
    title: str,
    standing: Sequence[Candidate],
    *,
    marking: Marking,
    least: int,
    most: int | None = None,
    **more: Any,  # noqa: ANN401 - the other fields of a contest, which pydantic validates
) -> Contest:
    """A contest of these candidates; where fewer can be marked than must be, marking as many as can be is enough."""
    possible = [len(standing), *(_room(spread) for spread in more.get("spreads", ()))]
    return Contest(
        id=id,
        title=title,
        candidates=by_deposit(standing),
        least=min(least, *possible),
        most=most if most is not None else max(1, len(standing)),
        marking=marking,
        titles={one.id: one.title for one in standing},
        **more,
    )


def spreads(most: Mapping[Grouping, int], candidates: Sequence[Candidate]) -> tuple[Spread, ...]:
    """At most so many choices in each group of these kinds."""
    return tuple(
        Spread(by=by, groups={one.id: one.groups(by) for one in candidates}, most=some) for by, some in most.items()
    )


def _room(spread: Spread) -> int:
    """How many projects can be marked at most, when none is in two groups."""
    inside = Counter(group for groups in spread.groups.values() for group in groups)
    alone = sum(not groups for groups in spread.groups.values())
    return alone + sum(min(count, spread.most) for count in inside.values())


def at_most_per(most: Mapping[Grouping, int]) -> str:
    """The end of a sentence: « , et 2 au plus par catégorie »."""
    return "".join(f", et {some} au plus par {IN_FRENCH[by]}" for by, some in most.items())


def groups(
    by: Grouping, candidates: Sequence[Candidate], categories: Sequence[Category], *, rule: str
) -> Iterator[tuple[str, str, list[Candidate]]]:
    """Each group that has candidates, with an id for its contest and a title; categories in the rulebook's order.

    Raises Refused, with an objection for each candidate in no group: it could not be voted for.
    """
    titles = {category.id: category.title for category in categories} if by == "category" else {}
    lost = [one for one in candidates if not one.groups(by) or (titles and not set(one.groups(by)) & titles.keys())]
    if lost:
        raise Refused([_lost(one, by, rule) for one in lost])
    found = {group for one in candidates for group in one.groups(by)}
    listed = [group for group in titles if group in found]
    for group in [*listed, *sorted(found - set(listed))]:
        inside = [one for one in candidates if group in one.groups(by)]
        yield slug(group) or group, titles.get(group, group), inside


def _lost(candidate: Candidate, by: Grouping, rule: str) -> Objection:
    article = "aucune" if by in FEMININE else "aucun"
    return Objection(
        rule=rule,
        message="« {title} » ({id}) n'est dans {none} {group} : on ne pourrait pas voter pour lui. Placez-le avant.",
        values={"title": candidate.title, "id": candidate.id, "none": article, "group": IN_FRENCH[by]},
        field=by,
    )


def projects(count: int) -> str:
    """The number with its noun: « 1 projet », « 3 projets »."""
    return f"{count} projet{'s' if count > 1 else ''}"


def points(count: int) -> str:
    """The number with its noun: « 1 point », « 7 points »."""
    return f"{count} point{'s' if count > 1 else ''}"
