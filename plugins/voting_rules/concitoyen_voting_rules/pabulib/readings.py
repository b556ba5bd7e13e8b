"""How each rule that META names is read: a walk over projects, and which values of `selected` it answers for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from concitoyen_voting_rules.pabulib.amounts import NotANumberError, amount, number
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.official import ADDED, Scores, with_value
from concitoyen_voting_rules.pabulib.selection import Pot, Selection, with_skip, without_skip

SENTINEL = 999_999_999
"""The cost that Pabulib writes for a project withdrawn after the vote."""
RESERVE_SHARE = Fraction(4, 5)
"""Poznań: the project at which the money ends is funded too when this share of it is left."""


@dataclass(frozen=True)
class Case:
    """An election, by what its projects are ranked, and who is preferred among equals."""

    election: PbElection
    scores: Scores
    prefer: Collection[int] = ()

    @property
    def pot(self) -> Pot:
        """All the money."""
        return Pot(self.scores.values, [int(cost) for cost in self.election.costs], self.election.budget)

    @property
    def standing(self) -> list[int]:
        """The projects that reach the threshold and were not withdrawn."""
        least = threshold(self.election, self.scores)
        withdrawn = self.election.unit.whole(number(str(SENTINEL)))
        costs = self.election.costs
        return [index for index, score in enumerate(self.scores.values) if score >= least and costs[index] != withdrawn]


Reading = Callable[[Case], Selection]


def threshold(election: PbElection, scores: Scores) -> Fraction:
    """The score without which a project is not funded, in the unit of scores; a share (« 10% ») is of the voters."""
    written = election.meta.get("min_project_score_threshold", "")
    if not written:
        return Fraction(-(10**18))
    try:
        value = Fraction(number(written.removesuffix("%")))
    except NotANumberError as error:
        election.meta.refuse("min_project_score_threshold", f"le seuil « {written} » {error}.")
    if written.endswith("%"):
        return value * election.voters / 100
    return value * 10**scores.unit.decimals


def greedy(case: Case) -> Selection:
    """From the highest score down, passing over what does not fit; by category first where META says so."""
    parts = shares(case.election)
    if parts:
        return _by_share(case, parts)
    return with_skip(case.pot, case.pot.levels(case.standing, case.prefer))


def no_skip(case: Case) -> Selection:
    """From the highest score down, until one does not fit."""
    return without_skip(case.pot, case.pot.levels(case.standing, case.prefer))


def custom(case: Case) -> Selection:
    """Poznań's rule where the file is Poznań's or tells it; otherwise greedy."""
    if case.election.meta.get("unit", "") == "Poznań" or "80%" in case.election.meta.get("comment", ""):
        return reserve(case)
    return greedy(case)


def reserve(case: Case) -> Selection:
    """Until one does not fit, and that one too when 80 % of its cost is left; then those of further money.

    The amount of that money is not in the file, only how many projects it has paid (selected = 3): they must be the
    next ones.
    """
    levels = case.pot.levels(case.standing, case.prefer)
    walk = without_skip(case.pot, levels, every_tie=True)
    project = walk.refused
    if project is not None and walk.left >= RESERVE_SHARE * case.pot.costs[project]:
        walk.fund(project, case.pot.costs[project])
    further = len(with_value(case.election, ADDED))
    rest = [project for level in levels for project in level if project not in walk.funded]
    for project in rest[:further]:
        walk.fund(project, case.pot.costs[project])
    return walk


@dataclass(frozen=True)
class Share:
    """A part of the money, and the projects that it is for."""

    name: str
    budget: int
    projects: frozenset[int]


def shares(election: PbElection) -> tuple[Share, ...]:
    """The money of each category or neighbourhood, where META gives it."""
    for key, names, column in (
        ("budget_per_category", "categories", "category"),
        ("budget_per_neighborhood", "neighborhoods", "neighborhood"),
    ):
        if election.meta.get(key, ""):
            return tuple(_shares(election, key, names, column))
    return ()


def _shares(election: PbElection, key: str, names: str, column: str) -> list[Share]:
    written = election.meta.listed(key)
    pairs = [part.replace("=", ":").rpartition(":") for part in written]
    titles = [title.strip() for title, _, _ in pairs] if all(title for title, _, _ in pairs) else election.meta.listed(names)
    if len(titles) != len(written):
        election.meta.refuse(key, f"{key} donne {len(written)} montants pour {len(titles)} noms dans {names}.")
    cells = election.projects.values(column) or ("",) * len(election.ids)
    found = []
    for title, (_, _, money) in zip(titles, pairs, strict=True):
        try:
            budget = election.unit.whole(amount(money))
        except NotANumberError as error:
            election.meta.refuse(key, f"« {money} » {error}.")
        members = [index for index, cell in enumerate(cells) if title in [part.strip() for part in cell.split(",")]]
        found.append(Share(title, budget, frozenset(members)))
    return found


def _by_share(case: Case, parts: tuple[Share, ...]) -> Selection:
    """Each share is spent on its own projects; what is left over pays the next ones that fit, where META says so."""
    walk = Selection(case.pot.budget)
    standing = case.standing
    for part in parts:
        pot = Pot(case.pot.scores, case.pot.costs, part.budget)
        among = [project for project in standing if project in part.projects and project not in walk.funded]
        inner = with_skip(pot, pot.levels(among, case.prefer))
        walk.loose += inner.loose
        for project in inner.funded:
            walk.fund(project, case.pot.costs[project])
    if "additional" in case.election.meta.get("leftover_budget", "").lower():
        rest = [project for project in standing if project not in walk.funded]
        with_skip(case.pot, case.pot.levels(rest, case.prefer), walk)
    return walk


READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        "greedy": greedy,
        "greedy-threshold": greedy,
        "greedy-exclusive": greedy,
        "greedy-no-skip": no_skip,
        "greedy-custom": custom,
    }
)
"""By the name in META; equal shares are read in `shares_rule`."""
