"""META as the sections [ballot] and [count] of a rulebook, and back."""

from collections.abc import Mapping
from types import MappingProxyType

from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.faults import refuse

_FORMS = {"approval": "favourites", "choose-1": "favourites"}
_RULES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "greedy": {"skip": True},
        "greedy-threshold": {"skip": True},
        "greedy-no-skip": {"skip": False},
    }
)


def rulebook_text(election: PbElection) -> str:
    """The TOML of [ballot] and [count], each value with META as its article.

    Raises ElectionFileError for a form or a rule that no rule of the pack says whole.
    """
    return "\n".join([*_ballot(election), "", *_count(election), ""])


def _ballot(election: PbElection) -> list[str]:
    meta, form = election.meta, election.vote_type
    if form not in _FORMS:
        meta.refuse("vote_type", f"vote_type = {form} n'a pas de forme de bulletin à citer dans un règlement.")
    lines = ["[ballot]", f'form = "voting_rules:{_FORMS[form]}"']
    if form == "choose-1":
        lines.append("exactly = 1")
    else:
        most = meta.count("max_length") or max(1, len(election.ids))
        least = meta.count("min_length") or 1
        lines += [f"exactly = {most}"] if least == most else [f"at_least = {least}", f"at_most = {most}"]
    return [*lines, _article(election)]


def _count(election: PbElection) -> list[str]:
    meta = election.meta
    parameters = _RULES.get(meta.rule)
    if parameters is None:
        meta.refuse("rule", f"la règle « {meta.rule} » n'a pas d'équivalent entier dans un règlement.")
    if election.unit.decimals > 2:  # noqa: PLR2004 - cents
        refuse(election.source, 0, 0, "un règlement compte en centimes, ce fichier a des montants plus fins.")
    lines = ["[count]", 'rule = "voting_rules:greedy"', f"envelope = {_amount(election)}"]
    lines += [f"{key} = {str(value).lower()}" for key, value in parameters.items()]
    least = meta.count("min_project_score_threshold")
    if least:
        lines.append(f"minimum_votes = {least}")
    lines.append('ties = ["voting_rules:earliest-deposit"]')
    return [*lines, _article(election)]


def _amount(election: PbElection) -> str:
    written = election.unit.written(election.budget)
    return f'"{written}"' if "." in written else written


def _article(election: PbElection) -> str:
    source = election.source.replace("\\", "/").replace('"', "'")
    return f'article = "META de {source}"'


def meta_of(ballot: Mapping[str, object], count: Mapping[str, object]) -> dict[str, str]:
    """The keys of META that two tables of a rulebook say; none for what the format has no word for."""
    found: dict[str, str] = {}
    form = str(ballot.get("form", "")).partition(":")[2]
    if form == "favourites":
        exactly = ballot.get("exactly")
        most, least = exactly or ballot.get("at_most", 1), exactly or ballot.get("at_least", 1)
        found |= {
            "vote_type": "choose-1" if most == 1 else "approval",
            "min_length": str(least),
            "max_length": str(most),
        }
    if str(count.get("rule", "")).partition(":")[2] == "greedy":
        minimum = count.get("minimum_votes", 0)
        skip = count.get("skip", True)
        found["rule"] = "greedy-threshold" if skip and minimum else "greedy" if skip else "greedy-no-skip"
        if minimum:
            found["min_project_score_threshold"] = str(minimum)
    return found
