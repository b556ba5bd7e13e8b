"""What the convention takes from the edition, from the bearer's file, and from nobody in a demonstration."""

from collections.abc import Mapping

from concitoyen.domain.documents import Case
from concitoyen_pasdecalais.documents.legal_form import printed_form
from concitoyen_pasdecalais.documents.specimen import specimen_identity


def convention_values(case: Case) -> Mapping[str, object]:
    """The raw values of `ConventionFields` for a laureate.

    The award and the proposal come from the edition and nothing overrides them; address, SIRET,
    representative and bank account come from `case.facts`. In a simulated or practice edition those that are
    not given are invented, and the document says so.
    """
    return {**_invented(case), **case.facts, **_known(case)}


def _known(case: Case) -> Mapping[str, object]:
    proposal = case.proposal
    return {
        "reference": f"{case.deliberation.number}/{proposal.id}",
        "edition_title": case.edition.title,
        "structure": proposal.structure,
        "legal_form": printed_form(proposal.legal_form),
        "project_title": proposal.title,
        "summary": proposal.summary,
        "category": case.category,
        "themes": case.themes,
        "commune": case.commune.name,
        "territory": case.territory,
        "amount": case.award.amount,
        "deliberation_number": case.deliberation.number,
        "deliberation_date": case.deliberation.day,
        "is_sample": _is_played(case),
    }


def _is_played(case: Case) -> bool:
    return case.edition.simulated or case.edition.practice


def _invented(case: Case) -> Mapping[str, object]:
    if not _is_played(case):
        return {}
    return specimen_identity(
        case.proposal.id,
        structure=case.proposal.structure,
        postal_code=case.commune.postal_codes[0] if case.commune.postal_codes else case.commune.code,
        commune=case.commune.name,
    ).model_dump()
