"""What the calendar allows: the one function that every act, page and export asks."""

from datetime import datetime

from concitoyen.domain.calendar import Calendar, Phase
from concitoyen.domain.dates import closing_words, opening_words
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import refuse

_CLOSED = {
    "deposit": "Le dépôt des initiatives",
    "labelling": "La labellisation",
    "standing": "La confirmation de candidature",
    "vote": "Le vote",
}


def must_be_open(rules: Rules, kind: str, at: datetime) -> Phase:
    """The open phase of this kind; raises Refused, with its dates, when none is open at that instant."""
    for phase in rules.calendar.of_kind(kind):
        if phase.is_open(at):
            return phase
    what = _CLOSED.get(kind, f"La phase « {kind} »")
    articles = {phase.article for phase in rules.calendar.of_kind(kind)}
    raise refuse(
        "core:calendar",
        f"{what} n'est pas {_gender(what)} : {{when}}.",
        article=" ; ".join(sorted(articles)),
        when=_when(rules.calendar, kind, at),
    )


def _gender(what: str) -> str:
    return "ouverte" if what.startswith("La ") else "ouvert"


def _when(calendar: Calendar, kind: str, at: datetime) -> str:
    phases = calendar.of_kind(kind)
    if not phases:
        return "le règlement n'en prévoit pas"
    coming = [phase for phase in phases if phase.opens > at]
    if coming:
        return f"ouverture le {opening_words(calendar.local(min(phase.opens for phase in coming)))}"
    return f"c'est terminé depuis le {closing_words(calendar.local(max(phase.closes for phase in phases)))}"
