"""The table [count] of a rulebook as keys of META, where the format has words for the whole of it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from concitoyen.domain.money import Money
from concitoyen_voting_rules.pabulib.conflicts import comment_of
from concitoyen_voting_rules.pabulib.meta import NO_RULE
from concitoyen_voting_rules.pabulib.rulebook_count import RESERVE_PERCENT

Read = Mapping[str, object]
Words = dict[str, str] | None
_AROUND = ("rule", "envelope", "line", "ties", "article", "articles", "choices")
_RESERVE = "#1: Funding stops at the first project that does not fit, funded too if 80% of its cost is left."


def count_meta(ballot: Read, count: Read) -> dict[str, str]:
    """The keys; the rule is unknown when some table or parameter has no word in the format."""
    if not count.get("rule"):
        return {}
    read = _RULES.get(str(count["rule"]).partition(":")[2])
    found = read(ballot, {key: value for key, value in count.items() if key not in _AROUND}) if read else None
    return found or {"rule": NO_RULE}


def _default(parameters: Read, **usual: object) -> bool:
    """Whether parameters are all known, and those given have their usual value."""
    return all(key in usual and value == usual[key] for key, value in parameters.items())


def _greedy(ballot: Read, given: Read) -> Words:
    by, points = given.get("by", "votes"), _form(ballot) in ("points", "scores")
    if by != ("points" if points else "votes"):
        return None
    return _walk({key: value for key, value in given.items() if key != "by"}, points=points)


def _positional(ballot: Read, given: Read) -> Words:
    places, scale = ballot.get("places"), given.get("scale")
    if _form(ballot) != "ranking":
        return None
    walk = _walk({key: value for key, value in given.items() if key != "scale"}, points=True)
    if walk is None:
        return None
    if scale == "borda":
        return {**walk, "scoring_fn": "Borda"}
    descending = isinstance(places, int) and scale == list(range(places, 0, -1))
    return walk if descending else None


def _walk(given: Read, *, points: bool) -> Words:
    """A walk from the first of a ranking down: its threshold, whether it skips, and one thing that comes besides."""
    least = "minimum_points" if points else "minimum_votes"
    more = {key: value for key, value in given.items() if key not in (least, "minimum_share", "strictly", "skip")}
    threshold = _threshold(given, least)
    skip, beside = bool(given.get("skip", True)), _BESIDE.get(next(iter(more), ""))
    if threshold is None or len(more) > 1 or (more and beside is None):
        return None
    if beside:
        told = beside(next(iter(more.values())), skip=skip)
        return None if told is None or (threshold and told["rule"] != "greedy") else {**told, **threshold}
    if threshold and skip:
        return {"rule": "greedy-threshold", **threshold}
    return {"rule": "greedy" if skip else "greedy-no-skip", **threshold}


def _threshold(given: Read, least: str) -> Words:
    """One threshold at most, reached by equality."""
    figure, share = given.get(least), given.get("minimum_share")
    if not figure and not share:
        return {}
    if (figure and share) or (share and (least == "minimum_points" or given.get("strictly"))):
        return None
    said = f"{Decimal(str(share)):f}%" if share else str(int(str(figure)) + bool(given.get("strictly")))
    return {"min_project_score_threshold": said}


def _exclusive(tables: object, *, skip: bool) -> Words:
    """Conditions that are all lists of incompatible projects."""
    found = tables if isinstance(tables, list) else []
    if not skip or any(one.get("rule") != "voting_rules:exclusive" or not one.get("projects") for one in found):
        return None
    return {"rule": "greedy-exclusive", "comment": comment_of([one["projects"] for one in found])}


def _reserve(table: object, *, skip: bool) -> Words:
    """An overshoot of a fifth of the cost at most, which no amount bounds more closely."""
    kept = table if isinstance(table, Mapping) else {}
    if skip or kept.get("overshoot_percent") != RESERVE_PERCENT or "partial_percent" in kept or "leftover" in kept:
        return None
    return {"rule": "greedy-custom", "comment": _RESERVE} if kept.get("overshoot") else None


def _pots(tables: object, *, skip: bool) -> Words:
    """One part of the money for each category, and what is left for all or for nobody."""
    found = list(tables) if isinstance(tables, list) else []
    rest = found.pop() if found and set(found[-1]) <= {"id", "title", "article", "choices"} else None
    amounts = [_part(one, str(rest["id"]) if rest else None) for one in found]
    if not skip or not amounts or None in amounts:
        return None
    pairs = [pair for pair in amounts if pair]
    left = "Fund additional projects that fit within leftover budget ordered by score" if rest else ""
    return {
        "rule": "greedy",
        "categories": ",".join(name for name, _ in pairs),
        "budget_per_category": ",".join(amount for _, amount in pairs),
        **({"leftover_budget": left} if left else {}),
    }


def _part(pot: Read, rest: str | None) -> tuple[str, str] | None:
    takes = pot.get("takes")
    known = set(pot) <= {"id", "title", "takes", "amount", "left_to", "article", "choices"}
    named = takes.get("category") if isinstance(takes, Mapping) and set(takes) == {"category"} else None
    if not known or not isinstance(named, str) or "amount" not in pot or pot.get("left_to") != rest:
        return None
    amount = pot["amount"]
    return named, str(Money.euros(amount).in_euros if isinstance(amount, int | str) else "")


_BESIDE: Mapping[str, Callable[..., Words]] = MappingProxyType(
    {"conditions": _exclusive, "filling": _reserve, "pots": _pots}
)


def _equal_shares(ballot: Read, given: Read) -> Words:
    """Shares as the format knows them: nothing more, or one unit more each from the share rounded down."""
    points = _form(ballot) == "points"
    kept = {key: value for key, value in given.items() if key not in ("comparison", "minimum_votes")}
    usual = {"utility": "points" if points else "cost", "fill": "none"}
    one_more = {"completion": "add-one", "start": "floor", "step": 1, "stop": "overspend"}
    compared = {"none": "", "satisfaction": "-comparison"}.get(str(given.get("comparison", "none")))
    if compared is None or _form(ballot) == "ranking" or kept.get("utility", "cost") != usual["utility"]:
        return None
    if _default(kept, **usual, completion="none"):
        return {"rule": f"equalshares{compared}"}
    explicit = kept.get("start") == "floor" and kept.get("step", 1) == 1
    if explicit and _default({**one_more, **kept}, **usual, **one_more):
        return {"rule": f"equalshares/add1{compared}"}
    return None


def _form(ballot: Read) -> str:
    return str(ballot.get("form", "")).partition(":")[2]


_RULES: Mapping[str, Callable[[Read, Read], Words]] = MappingProxyType(
    {"greedy": _greedy, "positional": _positional, "equal-shares": _equal_shares}
)
