"""The rule of a file as the table [count] of a rulebook, with the tables that come under it."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from concitoyen_voting_rules.pabulib.ballot_limits import BY_POINTS
from concitoyen_voting_rules.pabulib.conflicts import conflicts
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.faults import refuse
from concitoyen_voting_rules.pabulib.official import ADDED, scores_of, with_value
from concitoyen_voting_rules.pabulib.readings import tells_reserve, unwithdrawn
from concitoyen_voting_rules.pabulib.rulebook_ballot import Table
from concitoyen_voting_rules.pabulib.shares import divided, leaves_to_all, shares
from concitoyen_voting_rules.pabulib.shares_rule import NAMES
from concitoyen_voting_rules.pabulib.tally import RankScore, borda, by_limit, summed

IN_FILE_ORDER = ("voting_rules:earliest-deposit", "voting_rules:public-draw")
"""The order of PROJECTS stands for that of deposit; no draw is ever needed, but a rulebook must end by one."""
CHEAPEST = "voting_rules:lowest-cost"
RESERVE_PERCENT = 20
"""Poznań funds the project at which it stops when a fifth of its cost, at most, is missing."""
More = Sequence[tuple[str, Table]]


def count_tables(election: PbElection) -> tuple[Table, More]:
    """The table [count], and those under it, each with its heading; raises ElectionFileError where there is none."""
    if election.unit.decimals > 2:  # noqa: PLR2004 - cents
        refuse(election.source, 0, 0, "un règlement compte en centimes, ce fichier a des montants plus fins.")
    meta = election.meta
    if meta.rule in NAMES:
        return _equal_shares(election), []
    tables = _GREEDY.get(meta.rule)
    if tables is None:
        meta.refuse("rule", f"la règle « {meta.rule} » n'a pas d'équivalent entier dans un règlement.")
    rule, more = _ranking(election), tables(election)
    skip = not (meta.rule == "greedy-no-skip" or any(name == "[count.filling]" for name, _ in more))
    count: Table = {"rule": rule.pop("rule"), "envelope": _amount(election, election.budget), "skip": skip, **rule}
    return {**count, "ties": [*IN_FILE_ORDER]}, [*_withdrawn(election), *more]


def available(election: PbElection, more: More) -> int | str:
    """What the line of the budget must hold for these tables."""
    beyond = [table["overshoot"] for _, table in more if "overshoot" in table]
    total = Decimal(election.unit.written(election.budget)) + sum(Decimal(str(one)) for one in beyond)
    return _amount(election, election.unit.whole(total))


def _amount(election: PbElection, amount: int) -> int | str:
    written = election.unit.written(amount)
    return written if "." in written else int(written)


def _equal_shares(election: PbElection) -> Table:
    meta = election.meta
    if election.vote_type == "ordinal":
        meta.refuse("rule", "des rangs n'ont pas de parts égales : il faut des choix ou des points.")
    if "add1" in meta.rule and any(election.costs[one] > election.budget for one in unwithdrawn(election)):
        text = "un projet plus cher que le budget arrête l'ajout dans ce format, et un règlement le met de côté."
        meta.refuse("rule", text)
    one_more: Table = {"completion": "add-one", "start": "floor", "step": 1, "stop": "overspend"}
    return {
        "rule": "voting_rules:equal-shares",
        "envelope": _amount(election, election.budget),
        "utility": "points" if election.vote_type in BY_POINTS else "cost",
        **(one_more if "add1" in meta.rule else {}),
        **({"comparison": "satisfaction"} if meta.rule.endswith("comparison") else {}),
        "minimum_votes": 0,
        "ties": [CHEAPEST, *IN_FILE_ORDER],
    }


# ── by what projects are ranked ───────────────────────────────────────────────────────────────────────


def _ranking(election: PbElection) -> Table:
    """The rule and its threshold."""
    if election.vote_type == "ordinal" or election.vote_type in BY_POINTS:
        rule: Table = _positions(election) if election.vote_type == "ordinal" else _by_points()
        return rule | _threshold(election, "minimum_points")
    return {"rule": "voting_rules:greedy"} | _threshold(election, "minimum_votes")


def _by_points() -> Table:
    return {"rule": "voting_rules:greedy", "by": "points"}


def _positions(election: PbElection) -> Table:
    """Points of rank that give the file's scores; refuses those that depend on the length of each ballot."""
    votes, projects = election.votes, len(election.ids)
    most = election.meta.count("max_length") or int(votes.lengths.max(initial=1))
    found = scores_of(election).values
    ways: tuple[tuple[object, RankScore], ...] = ((list(range(most, 0, -1)), by_limit), ("borda", borda))
    scales = [scale for scale, way in ways if tuple(summed(votes, projects, way(votes, most, projects))) == found]
    if not scales:
        text = "les points d'un rang, dans ce fichier, n'ont pas de barème dans un règlement."
        election.meta.refuse("vote_type", text)
    return {"rule": "voting_rules:positional", "scale": scales[0]}


def _threshold(election: PbElection, key: str) -> Table:
    written = election.meta.get("min_project_score_threshold", "")
    if not written.endswith("%"):
        least = election.meta.count("min_project_score_threshold")
        return {key: least} if least else {}
    if key == "minimum_points":
        text = "un seuil en part des votants ne se dit pas de points dans un règlement."
        election.meta.refuse("min_project_score_threshold", text)
    share = written.removesuffix("%").strip().replace(",", ".")
    return {"minimum_share": share if "." in share else int(share)}


# ── what comes under [count] ──────────────────────────────────────────────────────────────────────────


def _withdrawn(election: PbElection) -> More:
    """Projects withdrawn after the vote, which stop nothing."""
    standing = set(unwithdrawn(election))
    names = [name for index, name in enumerate(election.ids) if index not in standing]
    return [("[[count.decided]]", {"projects": names, "outcome": "set-aside"})] if names else []


def _greedy(election: PbElection) -> More:
    return _pots(election) if divided(election) else []


def _undivided(election: PbElection) -> More:
    if divided(election):
        election.meta.refuse("rule", f"« {election.meta.rule} » par parts n'a pas d'équivalent dans un règlement.")
    return []


def _exclusive(election: PbElection) -> More:
    _undivided(election)
    groups = conflicts(election)
    if not groups:
        election.meta.refuse("rule", "le fichier ne dit pas quels projets s'excluent : un règlement doit les nommer.")
    return [
        ("[[count.conditions]]", {"rule": "voting_rules:exclusive", "projects": [election.ids[one] for one in group]})
        for group in groups
    ]


def _custom(election: PbElection) -> More:
    """Poznań's reserve: what is missing is a fifth of the cost at most, and so a quarter of the budget at most."""
    _undivided(election)
    if not tells_reserve(election):
        election.meta.refuse("rule", "la règle « greedy-custom » n'a pas d'équivalent entier dans un règlement.")
    if with_value(election, ADDED):
        election.meta.refuse("rule", "l'argent ajouté après coup (selected = 3) n'est pas dans le fichier.")
    quarter = _amount(election, -(-election.budget // 4))
    return [("[count.filling]", {"overshoot": quarter, "overshoot_percent": RESERVE_PERCENT})]


_GREEDY: Mapping[str, Callable[[PbElection], More]] = MappingProxyType(
    {
        "greedy": _greedy,
        "greedy-threshold": _greedy,
        "greedy-no-skip": _undivided,
        "greedy-exclusive": _exclusive,
        "greedy-custom": _custom,
    }
)


def _pots(election: PbElection) -> More:
    """One pot for each part of the money, in the order of META, then what is left where META shares it again."""
    parts = shares(election)
    if not parts:
        election.meta.refuse("rule", "les parts du budget ne se lisent pas : un règlement doit les nommer.")
    if sum(part.budget for part in parts) > election.budget:
        election.meta.refuse("budget", "les parts du budget font ensemble plus que le budget.")
    rest = leaves_to_all(election)
    found: list[Table] = [
        {
            "id": f"part-{number}",
            "title": part.name,
            "takes": {"project": [election.ids[one] for one in sorted(part.projects)]},
            "amount": _amount(election, part.budget),
            **({"left_to": "reste"} if rest else {}),
        }
        for number, part in enumerate(parts, start=1)
        if part.projects
    ]
    if rest:
        found.append({"id": "reste", "title": "Ce qui reste"})
    return [("[[count.pots]]", pot) for pot in found]
