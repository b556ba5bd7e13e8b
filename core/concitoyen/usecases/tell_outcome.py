"""The outcome of a demonstration as files: JSON for machines, the annex of the deliberation for people."""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from concitoyen.domain.award import Award, balances
from concitoyen.domain.money import total
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk
from concitoyen.usecases.play_demo import Played

SIMULATED = "Voix simulées : une machine les a tirées au sort, ce ne sont pas celles d'un vrai vote."
ANNEX = (
    "Structure",
    "Initiative",
    "Thèmes",
    "Commune",
    "Territoire",
    "Résumé",
    "Catégorie",
    "Montant proposé",
)


def outcome_json(desk: Desk, played: Played) -> str:
    """The whole outcome of a played demonstration, the same bytes for the same seed."""
    edition, rules = desk.edition(played.edition)
    awards = desk.work.awards.of(played.edition)
    lines = balances(awards, rules.budget_lines)
    laureates = _laureates(desk, played.edition, rules, awards)
    told = {
        "edition": edition.id,
        "title": edition.title,
        "simulated": edition.simulated,
        "notice": SIMULATED,
        "before_amendment": _count_and_total(played.before_amendment),
        "after_amendment": _count_and_total(played.after_amendment),
        "lines": [
            {
                "id": line.line.id,
                "operation": line.line.operation,
                "imputation": line.line.imputation,
                "label": line.line.label,
                "kind": line.line.kind,
                "available_eur": line.line.available.in_euros,
                "charged_eur": line.charged.in_euros,
                "balance_eur": line.balance.in_euros,
            }
            for line in lines
        ],
        "by_category": dict(sorted(Counter(laureate["category"] for laureate in laureates).items())),
        "laureates": laureates,
        "voters": {"accepted": played.accepted, "refused": dict(played.refused)},
        "rulebook_sha256": edition.rulebook_sha256,
        "packs": dict(edition.packs),
        "seed": played.seed,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _laureates(desk: Desk, edition: str, rules: Rules, awards: tuple[Award, ...]) -> list[dict[str, Any]]:
    outcome = desk.work.outcomes.get(edition)
    imputations = {table.id: table.imputation for table in rules.rulebook.budget_lines}
    told = []
    for award in awards:
        proposal = desk.work.proposals.get(edition, award.proposal)
        result = outcome.result(award.proposal)
        told.append(
            {
                "proposal": proposal.id,
                "structure": proposal.structure,
                "initiative": proposal.title,
                **_places(proposal, rules),
                "category": proposal.category,
                "votes": result.votes,
                "rank": result.rank,
                "amount_eur": award.amount.in_euros,
                "line": imputations[award.line],
                "why": award.why.text,
            }
        )
    return sorted(told, key=lambda laureate: laureate["rank"])


def _places(proposal: Proposal, rules: Rules) -> Mapping[str, str]:
    return {
        "commune": rules.gazetteer.by_code[proposal.commune].name,
        "territory": rules.gazetteer.territory_names[proposal.territory],
    }


def _count_and_total(step: tuple[int, Any]) -> dict[str, Any]:
    return {"count": step[0], "total_eur": step[1].in_euros}


def annex_csv(desk: Desk, edition_id: str) -> str:
    """Annex 1 of the deliberation, one line per laureate in the order of structures, and the TOTAL."""
    _, rules = desk.edition(edition_id)
    awards = {award.proposal: award for award in desk.work.awards.of(edition_id)}
    proposals = [desk.work.proposals.get(edition_id, name) for name in awards]
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(ANNEX)
    for proposal in sorted(proposals, key=lambda proposal: (proposal.structure.casefold(), proposal.title.casefold())):
        places = _places(proposal, rules)
        writer.writerow(
            [
                _cell(proposal.structure),
                _cell(proposal.title),
                ", ".join(rules.themes[theme] for theme in proposal.themes),
                places["commune"],
                places["territory"],
                _cell(proposal.summary),
                rules.category_titles[proposal.category],
                awards[proposal.id].amount.in_euros,
            ]
        )
    sum_of_awards = total([award.amount for award in awards.values()])
    writer.writerow(["TOTAL", *[""] * (len(ANNEX) - 2), sum_of_awards.in_euros])
    return sheet.getvalue()


def _cell(text: str) -> str:
    """A bearer's text, which no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def journal_jsonl(desk: Desk, edition_id: str) -> str:
    """The journal, one act per line."""
    return "".join(f"{act.line()}\n" for act in desk.work.journal.of(edition_id))
