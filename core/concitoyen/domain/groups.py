"""Groups of projects that a règlement speaks of: a category, a canton, a bearer, a label."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BeforeValidator

from concitoyen.domain.model import Model
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.names import fold, nearest

Grouping = Literal["category", "territory", "canton", "epci", "commune", "bearer", "label", "theme"]

IN_FRENCH: Mapping[Grouping, str] = MappingProxyType(
    {
        "category": "catégorie",
        "territory": "territoire",
        "canton": "canton",
        "epci": "intercommunalité",
        "commune": "commune",
        "bearer": "porteur",
        "label": "étiquette",
        "theme": "thème",
    }
)

WHERE: Mapping[Grouping, str] = MappingProxyType(
    {
        "category": "dans la catégorie",
        "territory": "dans le territoire",
        "canton": "dans le canton",
        "epci": "dans l'intercommunalité",
        "commune": "dans la commune",
        "bearer": "pour le porteur",
        "label": "sous l'étiquette",
        "theme": "dans le thème",
    }
)
"""What is written before the name of a group to say where one chooses."""

Titles = Mapping[str, Mapping[str, str]]
"""Names of groups for people: grouping, then group, then name."""


def _one_or_more(written: object) -> object:
    return (written,) if isinstance(written, str) else written


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]


class Groups(Model):
    """The groups in which a project stands; a project may stand in several cantons, labels or themes.

    `commune` is a code of the gazetteer, the other places are as the gazetteer names them.
    """

    category: str = ""
    territory: str = ""
    commune: str = ""
    cantons: tuple[str, ...] = ()
    epci: str = ""
    bearer: str = ""
    labels: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    def groups(self, by: Grouping) -> tuple[str, ...]:
        """The groups of one kind; bearers written alike, accents and case aside, are one."""
        match by:
            case "canton":
                return self.cantons
            case "label":
                return self.labels
            case "theme":
                return self.themes
            case "bearer":
                return (fold(self.bearer),) if self.bearer.strip() else ()
            case _:
                one: str = getattr(self, by)
                return (one,) if one else ()


class Facts(Groups):
    """What decides whether a project is taken: its groups, its id and what it would receive."""

    id: str
    cost: NonNegativeMoney


class Takes(Model):
    """Which projects are taken: those that fulfil every key given, and none of those that `but` takes.

    Several values of one key are alternatives. Without any key, every project is taken.
    """

    category: OneOrMore = ()
    territory: OneOrMore = ()
    canton: OneOrMore = ()
    epci: OneOrMore = ()
    commune: OneOrMore = ()
    bearer: OneOrMore = ()
    label: OneOrMore = ()
    theme: OneOrMore = ()
    project: OneOrMore = ()
    cost_at_most: NonNegativeMoney | None = None
    cost_more_than: NonNegativeMoney | None = None
    but: "Takes | None" = None

    def named(self) -> Mapping[Grouping, tuple[str, ...]]:
        """The groups that are named, by kind."""
        return {by: names for by in IN_FRENCH if (names := getattr(self, by))}

    def takes(self, project: Facts) -> bool:
        """Whether this project is taken."""
        return (
            all(_meet(project, by, names) for by, names in self.named().items())
            and (not self.project or project.id in self.project)
            and (self.cost_at_most is None or project.cost <= self.cost_at_most)
            and (self.cost_more_than is None or project.cost > self.cost_more_than)
            and not (self.but and self.but.takes(project))
        )


def _meet(project: Facts, by: Grouping, names: Sequence[str]) -> bool:
    wanted = {fold(name) for name in names} if by == "bearer" else set(names)
    return not wanted.isdisjoint(project.groups(by))


def title_of(by: Grouping, group: str, titles: Titles) -> str:
    """The group as people call it: « canton « Avion » »."""
    return f"{IN_FRENCH[by]} « {titles.get(by, {}).get(group, group)} »"


def group_faults(by: Grouping, names: Iterable[str], titles: Titles) -> list[str]:
    """A sentence for each of these groups that the rulebook's own lists do not have; bearers have no list."""
    known = titles.get(by)
    if known is None:
        return []
    return [_unknown(by, name, known) for name in names if name not in known]


def takes_faults(takes: Takes, titles: Titles) -> list[str]:
    """A sentence for each group named that does not exist in this edition."""
    inner = takes_faults(takes.but, titles) if takes.but else []
    return [*(fault for by, names in takes.named().items() for fault in group_faults(by, names, titles)), *inner]


def _unknown(by: Grouping, name: str, known: Mapping[str, str]) -> str:
    where = " ; déclarez-la dans [proposals] labels" if by == "label" else ""
    near = nearest(name, known)
    hint = f" ; vouliez-vous dire « {near} » ?" if near else f"{where} ({_few(known)})."
    return f"{IN_FRENCH[by]} « {name} » : cette édition n'en a pas de ce nom{hint}"


def _few(known: Mapping[str, str], shown: int = 12) -> str:
    names = list(known)
    return ", ".join(names[:shown]) + (", …" if len(names) > shown else "") if names else "il n'y en a aucun"
