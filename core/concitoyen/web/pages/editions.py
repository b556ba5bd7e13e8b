"""The list of editions."""

from collections.abc import Sequence

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.money import total
from concitoyen.web.contexts.editions import EditionItem, EditionsPage
from concitoyen.web.frame import status
from concitoyen.web.public import PublicEdition
from concitoyen.web.timeline import open_until
from concitoyen.web.wording import count, days, phase_days, until


def editions_page(views: Sequence[PublicEdition]) -> EditionsPage:
    """Those under way, then those whose results are public."""
    return EditionsPage(
        title="Les éditions",
        current=tuple(_item(view) for view in views if view.results is None),
        past=tuple(_item(view) for view in views if view.results is not None),
    )


def _item(view: PublicEdition) -> EditionItem:
    return EditionItem(
        href=view.href,
        title=view.edition.title,
        host=view.rules.rulebook.edition.authority,
        dates=_dates(view),
        sentence=_sentence(view),
        status=status(view),
        practice=view.edition.practice,
    )


def _dates(view: PublicEdition) -> str:
    calendar = view.rules.calendar
    phase = open_until(calendar, VOTE, view)
    if phase is not None:
        return f"Le vote est ouvert jusqu’au {until(calendar, phase.closes)}"
    votes = calendar.of_kind(VOTE)
    return f"Vote {days(*phase_days(calendar, votes[0]))}" if votes else "Sans vote prévu"


def _sentence(view: PublicEdition) -> str:
    if view.results is not None:
        amount = total([award.amount for award in view.results.awards])
        return f"{count(len(view.results.awards), 'lauréat')}, {amount} accordés."
    return f"{count(len(view.proposals), 'projet')} à découvrir."
