"""The official outcome of a file, recomputed from its ballots, and why it differs where it does."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from concitoyen.domain.election_files import ElectionReplay, FileRemark
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.meta import NO_RULE
from concitoyen_voting_rules.pabulib.official import Decision, Scores, decision_of, scores_of
from concitoyen_voting_rules.pabulib.readings import Case, greedy, no_skip
from concitoyen_voting_rules.pabulib.reasons import comments, why_it_differs
from concitoyen_voting_rules.pabulib.remarks import Remark
from concitoyen_voting_rules.pabulib.rules import Named, readings_of
from concitoyen_voting_rules.pabulib.selection import Selection


def replay(election: PbElection) -> ElectionReplay:
    """Reproduced, tied, different with the reason, without a decision or without a rule."""
    rule = election.meta.rule
    scores = scores_of(election)
    decision = decision_of(election)
    readings = readings_of(election)
    told = _Told(election, rule, scores, decision)
    if decision is None:
        funded = readings[0][1](Case(election, scores)).funded if readings else ()
        return told.say("no-selection", "le fichier ne dit pas qui a été retenu (pas de colonne selected).", funded)
    if not readings:
        return _without_rule(told, rule, scores, decision)
    return _compare(told, readings, scores, decision)


@dataclass(frozen=True)
class _Told:
    """What every answer about a file repeats."""

    election: PbElection
    rule: str
    scores: Scores
    decision: Decision | None

    def say(self, verdict: str, why: str, funded: Iterable[int] = (), equals: int = 0) -> ElectionReplay:
        ids = self.election.ids
        official = sorted(self.decision.everyone) if self.decision else ()
        return ElectionReplay.model_validate(
            {
                "rule": self.rule,
                "verdict": verdict,
                "why": why,
                "funded": tuple(ids[index] for index in funded),
                "official": tuple(ids[index] for index in official),
                "equals": equals,
                "remarks": file_remarks((*self.election.remarks, *self.scores.remarks)),
            }
        )


def file_remarks(remarks: Iterable[Remark]) -> tuple[FileRemark, ...]:
    """Remarks as the core passes them on."""
    return tuple(FileRemark(kind=one.kind, text=one.text, line=one.line, column=one.column) for one in remarks)


def _compare(told: _Told, readings: Sequence[Named], scores: Scores, decision: Decision) -> ElectionReplay:
    case = Case(told.election, scores)
    ways = [(name, reading, *target) for name, reading in readings for target in _targets(told, decision)]
    for name, reading, target, note in ways:
        walk = reading(case)
        if set(walk.funded) == target:
            loose = len(walk.loose)
            settled = f"Égalités tranchées dans l'ordre du fichier : {loose}." if loose else ""
            return told.say("reproduced", _sentences(_way(name), note, settled), walk.funded, loose)
    for name, reading, target, note in ways:
        preferred = reading(replace(case, prefer=target))
        if set(preferred.funded) == target:
            why = f"égalité non déterminée par le fichier : {_ties(told.election, preferred, target)}."
            return told.say("tie", _sentences(why, _way(name), note), preferred.funded, len(preferred.loose))
    reading = readings[0][1]
    walk = reading(case)
    return told.say("differs", why_it_differs(case, reading, decision), walk.funded, len(walk.loose))


def _way(name: str) -> str:
    return f"Lecture suivie : {name}." if name else ""


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _targets(told: _Told, decision: Decision) -> list[tuple[frozenset[int], str]]:
    """The decision as the rule takes it, then with those funded in another way."""
    if not decision.otherwise:
        return [(decision.by_rule, "")]
    names = ", ".join(told.election.ids[index] for index in sorted(decision.otherwise))
    return [
        (decision.by_rule, f"Financés autrement (selected 2 ou 3) : {names}."),
        (decision.everyone, f"Avec ceux marqués 2 ou 3 : {names}."),
    ]


def _ties(election: PbElection, walk: Selection, target: Collection[int]) -> str:
    """Each tie that matters, with who was taken."""
    parts = []
    for level in walk.loose:
        taken = [election.ids[index] for index in sorted(level) if index in target]
        names = ", ".join(election.ids[index] for index in sorted(level))
        parts.append(f"{names} ont le même score, retenu : {', '.join(taken) or 'aucun'}")
    return " ; ".join(parts)


def _without_rule(told: _Told, rule: str, scores: Scores, decision: Decision) -> ElectionReplay:
    if rule != NO_RULE:
        return told.say("no-rule", f"la règle « {rule} » n'est pas de celles que l'on sait refaire sur ces bulletins.")
    case = Case(told.election, scores)
    same = [name for name, walk in _COMMON if set(walk(case).funded) == decision.by_rule]
    known = f"La règle « {same[0]} » donne" if same else "Aucune règle courante ne donne"
    said = (f"{known} la même sélection.", *comments(told.election))
    return told.say("no-rule", _sentences("le fichier ne dit pas quelle règle a été suivie.", *said))


_COMMON = (("greedy", greedy), ("greedy-no-skip", no_skip))
