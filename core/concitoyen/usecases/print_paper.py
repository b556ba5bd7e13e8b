"""Print what a place needs to vote on paper: the ballot of the edition, and a sign-in sheet."""

from datetime import datetime

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.dates import closing_words
from concitoyen.domain.documents import DocumentModel, PaperCase
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.errors import DocumentError
from concitoyen.domain.filling import fill
from concitoyen.domain.proposal import Status
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk

BALLOT, SHEET = "ballot-paper", "sign-in-sheet"
ON_PAPER = {Stage.PREPARED: [Status.STANDING]}
"""Before the vote opens the ballot may be printed from the projects that stand; they may still change."""


def print_ballot(desk: Desk, edition_id: str, issued: datetime) -> bytes:
    """The ballot of an edition, the same for every voter; raises DocumentError without a model or a project."""
    edition, rules = desk.edition(edition_id)
    return _print(desk, BALLOT, _case(desk, edition, rules), rules, issued)


def print_sheet(desk: Desk, edition_id: str, place: str, lines: int, issued: datetime) -> bytes:
    """A sign-in sheet of so many lines; raises DocumentError as `print_ballot`."""
    edition, rules = desk.edition(edition_id)
    case = _case(desk, edition, rules).model_copy(update={"place": place, "lines": lines})
    return _print(desk, SHEET, case, rules, issued)


def _print(desk: Desk, kind: str, case: PaperCase, rules: Rules, issued: datetime) -> bytes:
    model = _model(desk, kind, rules)
    renderer = desk.packs.renderers.choose(model.renderer)()
    fields = fill(model, model.prepare(case), subject=case.place or case.edition.title)
    return renderer.render(model, fields, issued=issued)


def _model(desk: Desk, kind: str, rules: Rules) -> DocumentModel:
    """The model that the rulebook names, else the first that an installed pack gives for this kind."""
    if chosen := rules.documents.get(kind):
        return chosen
    for model in desk.packs.documents.values():
        if model.kind == kind:
            return model
    msg = f"Aucun pack installé n'offre de modèle de genre « {kind} » : installez le pack documents."
    raise DocumentError(msg)


def _case(desk: Desk, edition: Edition, rules: Rules) -> PaperCase:
    statuses = ON_PAPER.get(edition.stage, [Status.ON_THE_BALLOT, Status.LAUREATE, Status.NOT_RETAINED])
    candidates = rules.candidates(desk.work.proposals.of(edition.id, statuses=statuses))
    if not candidates:
        msg = f"« {edition.title} » n'a encore aucun projet à mettre sur un bulletin."
        raise DocumentError(msg)
    closing = rules.calendar.last_close(VOTE)
    by_code = rules.gazetteer.by_code
    contests = rules.contests(candidates)
    return PaperCase(
        edition=edition,
        place="",
        authority=rules.rulebook.edition.authority,
        instructions=rules.form.instructions(),
        contests=tuple(one.model_copy(update={"marking": one.marking or rules.form.marking}) for one in contests),
        candidates={one.id: one for one in candidates},
        places={one.id: by_code[one.commune].name for one in candidates if one.commune in by_code},
        identity=rules.rulebook.roll.identity,
        closes=f"Le vote ferme le {closing_words(rules.calendar.local(closing))}." if closing else "",
    )
