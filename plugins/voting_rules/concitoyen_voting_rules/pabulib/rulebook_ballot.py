"""The form of a ballot: what META allows as the table [ballot] of a rulebook, and back."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from concitoyen_voting_rules.pabulib.ballot_limits import row_sums
from concitoyen_voting_rules.pabulib.election import PbElection

Table = dict[str, object]
_UNKNOWN_TO_FORMS = (
    *("min_sum_cost", "min_length_per_category", "max_length_per_category"),
    *("min_sum_cost_per_category", "max_sum_cost_per_category"),
)


def ballot_table(election: PbElection) -> Table:
    """The table [ballot]; raises ElectionFileError where no form of the pack says the whole of META."""
    for key in _UNKNOWN_TO_FORMS:
        if election.meta.get(key, "0") != "0":
            election.meta.refuse(key, f"{key} n'a pas d'équivalent dans un règlement.")
    return _FORMS[election.vote_type](election)


def _lengths(election: PbElection) -> tuple[int, int]:
    """The fewest and the most projects that a ballot may hold."""
    meta = election.meta
    return meta.count("min_length") or 1, meta.count("max_length") or max(1, len(election.ids))


def _approval(election: PbElection) -> Table:
    least, most = _lengths(election)
    limit = election.meta.amount("max_sum_cost")
    if limit is None:
        return favourites(least, most)
    if least > 1:
        election.meta.refuse("max_sum_cost", "max_sum_cost avec min_length n'a pas d'équivalent dans un règlement.")
    written = election.unit.written(election.unit.whole(limit))
    found: Table = {"form": "voting_rules:knapsack", "sum_at_most": written if "." in written else int(written)}
    return found | ({"at_most": most} if "max_length" in election.meta else {})


def favourites(least: int, most: int) -> Table:
    """So many favourites."""
    lengths: Table = {"exactly": most} if least == most else {"at_least": least, "at_most": most}
    return {"form": "voting_rules:favourites", **lengths}


def _ordinal(election: PbElection) -> Table:
    least, most = _lengths(election)
    return {"form": "voting_rules:ranking", "places": most, **({"at_least": least} if least > 1 else {})}


def _cumulative(election: PbElection) -> Table:
    meta, votes = election.meta, election.votes
    _refuse_decimals(election)
    sums = row_sums(votes, votes.points) if votes.points is not None else ()
    total = meta.count("max_sum_points") or max([1, *(int(one) for one in sums)])
    least = meta.count("min_sum_points") or 0
    if least not in (0, 1, total):
        meta.refuse("min_sum_points", "min_sum_points n'a d'équivalent que s'il vaut 1 ou max_sum_points.")
    each, (fewest, most) = meta.count("max_points"), _lengths(election)
    return {
        "form": "voting_rules:points",
        "total": total,
        **({"per_project": each} if each else {}),
        **({"projects_at_least": fewest} if fewest > 1 else {}),
        **({"projects_at_most": most} if "max_length" in meta else {}),
        **({"spend_all": True} if least == total > 1 else {}),
    }


def _scoring(election: PbElection) -> Table:
    meta, points = election.meta, election.votes.points
    _refuse_decimals(election)
    if meta.number("default_score"):
        meta.refuse("default_score", "default_score n'a pas d'équivalent dans un règlement.")
    given = [int(one) for one in points] if points is not None else []
    lowest = int(meta.number("min_points") or min([0, *given]))
    if lowest < 0:
        meta.refuse("vote_type", "des notes négatives n'ont pas d'équivalent dans un règlement.")
    return {"form": "voting_rules:scores", "lowest": lowest, "highest": meta.count("max_points") or max([1, *given])}


def _refuse_decimals(election: PbElection) -> None:
    if election.votes.unit.decimals:
        election.meta.refuse("vote_type", "des points décimaux n'ont pas d'équivalent dans un règlement.")


_FORMS: Mapping[str, Callable[[PbElection], Table]] = MappingProxyType(
    {
        "approval": _approval,
        "choose-1": lambda _: favourites(1, 1),
        "ordinal": _ordinal,
        "cumulative": _cumulative,
        "scoring": _scoring,
    }
)


def ballot_meta(ballot: Mapping[str, object]) -> dict[str, str]:
    """The keys of META that a table [ballot] says; none for a form that the format does not have."""
    words = _WORDS.get(str(ballot.get("form", "")).partition(":")[2])
    found = words(ballot) if words else {}
    return {key: str(value) for key, value in found.items() if value is not None}


def _chosen(ballot: Mapping[str, object]) -> Table:
    exactly = ballot.get("exactly")
    most, least = exactly or ballot.get("at_most"), exactly or ballot.get("at_least", 1)
    return {"vote_type": "choose-1" if most == 1 else "approval", "min_length": least, "max_length": most}


_WORDS: Mapping[str, Callable[[Mapping[str, object]], Table]] = MappingProxyType(
    {
        "favourites": _chosen,
        "approval": _chosen,
        "choose-one": lambda _: _chosen({"exactly": 1}),
        "knapsack": lambda ballot: {**_chosen(ballot), "vote_type": "approval", "max_sum_cost": ballot["sum_at_most"]},
        "ranking": lambda ballot: {
            "vote_type": "ordinal",
            "min_length": ballot.get("at_least", 1),
            "max_length": ballot.get("places"),
        },
        "points": lambda ballot: {
            "vote_type": "cumulative",
            "min_length": ballot.get("projects_at_least", 1),
            "max_length": ballot.get("projects_at_most"),
            "max_points": ballot.get("per_project"),
            "min_sum_points": ballot["total"] if ballot.get("spend_all") else None,
            "max_sum_points": ballot["total"],
        },
        "scores": lambda ballot: {
            "vote_type": "scoring",
            "min_points": ballot.get("lowest", 0),
            "max_points": ballot["highest"],
        },
    }
)
