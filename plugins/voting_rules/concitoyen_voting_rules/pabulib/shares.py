"""Money that META divides between categories or neighbourhoods, as in Amsterdam."""

from collections.abc import Sequence
from dataclasses import dataclass

from concitoyen_voting_rules.pabulib.amounts import NotANumberError, amount
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.readings import Case
from concitoyen_voting_rules.pabulib.selection import Pot, Selection, with_skip, without_skip

_KEYS = (
    ("budget_per_category", "categories", "category"),
    ("budget_per_neighborhood", "neighborhoods", "neighborhood"),
)
_BRACKETS = str.maketrans("", "", "[]{}()'\"")


@dataclass(frozen=True)
class Share:
    """A part of the money, and the projects that it is for."""

    name: str
    budget: int
    projects: frozenset[int]


def divided(election: PbElection) -> bool:
    """Whether META divides the money."""
    return any(election.meta.get(key, "") for key, _, _ in _KEYS)


def shares(election: PbElection) -> tuple[Share, ...]:
    """Each part, from amounts in the order of the names that META lists, or from « name: amount » pairs.

    None when the amounts cannot be read, or are not as many as the names.
    """
    return tuple(share for key, names, column in _KEYS for share in _shares(election, key, names, column))


def _shares(election: PbElection, key: str, names: str, column: str) -> Sequence[Share]:
    if not election.meta.get(key, ""):
        return ()
    cells = [_parts(cell) for cell in election.projects.values(column) or ("",) * len(election.ids)]
    pairs = [part.replace("=", ":").rpartition(":") for part in _parts(election.meta[key])]
    titles = [title.strip() for title, _, _ in pairs]
    if not all(titles):
        titles = _parts(election.meta.get(names, "")) or list(dict.fromkeys(part for cell in cells for part in cell))
    try:
        money = [election.unit.whole(amount(written)) for _, _, written in pairs]
    except NotANumberError:
        return ()
    if len(titles) != len(money):
        return ()
    return [
        Share(title, budget, frozenset(index for index, cell in enumerate(cells) if title in cell))
        for title, budget in zip(titles, money, strict=True)
    ]


def _parts(written: str) -> list[str]:
    return [part.strip() for part in written.translate(_BRACKETS).split(",") if part.strip()]


def leaves_to_all(election: PbElection) -> bool:
    """Whether META gives what parts leave to the next projects, whatever their part."""
    return "additional" in election.meta.get("leftover_budget", "").lower()


def by_share(case: Case) -> Selection:
    """Each part is spent on its own projects, passing over what does not fit; then what is left over."""
    return _walked(case, strict=False)


def by_strict_share(case: Case) -> Selection:
    """As `by_share`, each part stopping at the first project that does not fit."""
    return _walked(case, strict=True)


def _walked(case: Case, *, strict: bool) -> Selection:
    """What is left over pays, where META says so, the next projects that fit, whatever their part."""
    walk = Selection(case.pot.budget)
    standing = case.standing
    for part in shares(case.election):
        pot = Pot(case.pot.scores, case.pot.costs, part.budget)
        among = [project for project in standing if project in part.projects and project not in walk.funded]
        levels = pot.levels(among, case.prefer)
        inner = without_skip(pot, levels) if strict else with_skip(pot, levels)
        walk.loose += inner.loose
        for project in inner.funded:
            walk.fund(project, case.pot.costs[project])
    if leaves_to_all(case.election):
        rest = [project for project in standing if project not in walk.funded]
        with_skip(case.pot, case.pot.levels(rest, case.prefer), walk)
    return walk
