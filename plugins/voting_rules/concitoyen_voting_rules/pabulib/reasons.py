"""Why a decision is not what the rule gives: which projects, and what the file itself says about it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.official import Decision, Scores
from concitoyen_voting_rules.pabulib.readings import Case, Reading, threshold
from concitoyen_voting_rules.pabulib.selection import Gaps, gaps

_MISSING_BALLOTS = re.compile(r"paper|offline|not included|removed|deleted|excluded|online votes only", re.IGNORECASE)
_COMMENT = re.compile(r"#\d+:\s*(.*?)(?=#\d+:|$)", re.DOTALL)


def why_it_differs(case: Case, reading: Reading, decision: Decision) -> str:
    """Sentences: the projects, then the cause where something tells it."""
    found = _gaps(case, decision.by_rule)
    parts = [*_projects(case, found, decision), *_causes(case, reading, decision, found)]
    return " ".join(parts) or "la sélection du fichier n'est pas celle de la règle."


def _gaps(case: Case, decided: frozenset[int]) -> Gaps:
    standing = set(case.standing) | decided
    return gaps(case.pot, case.pot.levels(standing, decided), decided)


def _projects(case: Case, found: Gaps, decision: Decision) -> Iterable[str]:
    election = case.election
    least = threshold(election, case.scores)
    under = [index for index in sorted(decision.by_rule) if case.scores.values[index] < least]
    if under:
        yield f"Retenus sous le seuil : {_named(election, under)}."
    if found.passed:
        yield f"Tenaient dans ce qui restait et ne sont pas retenus : {_named(election, found.passed)}."
    beyond = [index for index in found.beyond if index not in under]
    if beyond:
        yield f"Retenus au-delà de ce qui restait : {_named(election, beyond)}."


def _causes(case: Case, reading: Reading, decision: Decision, found: Gaps) -> Iterable[str]:
    recorded = case.scores.recorded
    if recorded is not None and not case.scores.agree:
        written = Scores(case.scores.column, recorded, case.scores.unit, recorded)
        same = set(reading(replace(case, scores=written)).funded) == decision.by_rule
        yield (
            "Les scores inscrits donnent la sélection du fichier : il y manque des bulletins."
            if same
            else ("Les scores inscrits diffèrent aussi du recompte des bulletins.")
        )
    if case.election.meta.rule == "greedy-exclusive" and found.passed and not found.beyond:
        yield "La règle écarte des projets incompatibles avec un mieux placé, et le fichier ne dit pas lesquels."
    for text in _COMMENT.findall(case.election.meta.get("comment", "")):
        if _MISSING_BALLOTS.search(text) or any(_names(text, case.election.ids[index]) for index in _touched(found)):
            yield _quoted(text)


def comments(election: PbElection) -> list[str]:
    """What the file's own comments say."""
    return [_quoted(text) for text in _COMMENT.findall(election.meta.get("comment", ""))]


def _quoted(text: str) -> str:
    return f"Le fichier dit : « {text.strip()} »"


def _touched(found: Gaps) -> tuple[int, ...]:
    return (*found.passed, *found.beyond)


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _named(election: PbElection, projects: Iterable[int]) -> str:
    return ", ".join(f"{election.ids[index]} ({election.told(int(election.costs[index]))})" for index in projects)
