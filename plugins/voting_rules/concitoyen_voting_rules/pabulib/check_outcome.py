"""Faults of results: what PROJECTS records against the ballots, and the decision against the rule."""

from collections.abc import Iterator

from concitoyen.domain.election_files import Level
from concitoyen_voting_rules.pabulib.check_tables import Found
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.official import scores_of
from concitoyen_voting_rules.pabulib.replay import replay
from concitoyen_voting_rules.pabulib.tally import marks

_LENIENT = ("greedy-exclusive", "greedy-custom")


def outcome_faults(election: PbElection) -> Iterator[Found]:
    """The faults of results."""
    columns = election.projects.columns
    if "votes" not in columns and "score" not in columns:
        yield Found("warning", "no-results", "PROJECTS n'a ni votes ni score.")
    yield from _vote_faults(election)
    for remark in scores_of(election).remarks:
        level: Level = "error" if remark.kind == "recorded-score" and "score" in columns else "warning"
        yield Found(level, remark.kind, remark.text, remark.line, remark.column)
    yield from _rule_faults(election)


def _vote_faults(election: PbElection) -> Iterator[Found]:
    recorded = election.projects.whole("votes")
    if recorded is None:
        return
    place = election.projects.columns.index("votes")
    counted = marks(election.votes, len(election.ids))
    for index, row in enumerate(election.projects.rows):
        name, said, found = election.ids[index], recorded[index] or 0, int(counted[index])
        at = (row.line, row.column(place))
        if not said:
            yield Found("warning", "no-votes", f"{name} n'a pas de voix : était-il soumis au vote ?", *at)
        if said != found:
            text = f"{name} a {said} votes inscrits, {found} dans les bulletins."
            yield Found("error", "recorded-votes", text, *at)


def _rule_faults(election: PbElection) -> Iterator[Found]:
    meta = election.meta
    found = replay(election)
    limit = "min_project_score_threshold"
    named: Level = "warning" if found.verdict == "no-selection" else "error"
    if meta.rule == "greedy" and limit in meta:
        yield Found(named, "threshold-rule", f"rule = greedy avec {limit} : écrivez greedy-threshold.")
    if meta.rule == "greedy-threshold" and limit not in meta:
        yield Found(named, "threshold-missing", f"rule = greedy-threshold sans {limit}.")
    if meta.rule == "greedy-custom" and not meta.get("comment", ""):
        yield Found("warning", "custom-comment", "rule = greedy-custom sans commentaire qui dise la règle.")
    if found.verdict == "no-selection":
        yield Found("warning", "no-selection", found.why)
    elif found.verdict == "no-rule":
        yield Found("warning", "no-rule", found.why)
    elif found.verdict != "reproduced":
        level: Level = "warning" if meta.rule in _LENIENT else "error"
        yield Found(level, "rule-not-followed", f"la sélection n'est pas celle de « {meta.rule} » : {found.why}")
