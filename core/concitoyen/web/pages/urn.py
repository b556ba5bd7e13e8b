"""The page on which the bureau opens the urn, built."""

from dataclasses import dataclass
from datetime import datetime

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition
from concitoyen.domain.rules import Rules
from concitoyen.domain.urn import Seal
from concitoyen.sealing.shares import fingerprint, member_of, read_share
from concitoyen.usecases.cast_ballot import COUNTED
from concitoyen.usecases.desk import Desk
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.base import Figure
from concitoyen.web.contexts.urn import UrnPage
from concitoyen.web.contexts.vote import FormError, FormField
from concitoyen.web.pages.agents import field, frame
from concitoyen.web.wording import number, until


@dataclass(frozen=True)
class Ceremony:
    """What the agent's page holds: the shares given so far, as the server reads them and as the page carries them."""

    who: SignedIn
    token: str
    at: datetime
    shares: tuple[str, ...] = ()
    parked: str = ""


def urn_page(desk: Desk, edition_id: str, ceremony: Ceremony, errors: tuple[FormError, ...] = ()) -> UrnPage:
    """Where the urn of an edition stands, and what the bureau can do about it now."""
    edition, rules = desk.edition(edition_id)
    page = UrnPage(
        title="Ouvrir l’urne",
        indexed=False,
        frame=frame(ceremony.who, ceremony.token),
        edition_title=edition.title,
        sentence="",
        action=f"/agents/{edition_id}/urne",
        errors=errors,
    )
    if edition.stage in COUNTED:
        return page.model_copy(update=_counted(desk, edition))
    closing = rules.calendar.last_close(VOTE)
    if closing is None or ceremony.at < closing:
        return page.model_copy(update={"sentence": _not_yet(rules)})
    seal = desk.work.seals.of(edition_id)
    if seal is None or seal.scheme != "bureau":
        said = "Le vote est clos. L’urne est scellée par l’hébergeur\u00a0: aucune part n’est à taper."
        return page.model_copy(update={"sentence": said, "parked": ceremony.parked, "seed": _seed(errors)})
    return page.model_copy(update=_waiting(seal, ceremony, errors))


def _not_yet(rules: Rules) -> str:
    closing = rules.calendar.last_close(VOTE)
    if closing is None:
        return "La date du vote n’est pas connue\u00a0: il n’y a rien à ouvrir."
    return f"Le vote ferme le {until(rules.calendar, closing)}. L’urne ne s’ouvre pas avant."


def _waiting(seal: Seal, ceremony: Ceremony, errors: tuple[FormError, ...]) -> dict[str, object]:
    given = tuple(member_of(read_share(words), seal) for words in ceremony.shares)
    ready = len(given) >= seal.threshold
    return {
        "sentence": "Le vote est clos. Les membres du bureau tapent leurs mots, l’un après l’autre.",
        "fingerprint": fingerprint(seal),
        "needed": seal.threshold,
        "given": given,
        "missing": ", ".join(name for name in seal.members if name not in given),
        "parked": ceremony.parked,
        "words": None if ready else field("mots", errors),
        "seed": _seed(errors) if ready else None,
    }


def _seed(errors: tuple[FormError, ...]) -> FormField:
    return field("graine", errors).model_copy(update={"required": False})


def _counted(desk: Desk, edition: Edition) -> dict[str, object]:
    outcome, last = desk.work.outcomes.get(edition.id), desk.work.journal.last(edition.id)
    details = next(act.details for act in desk.work.journal.of(edition.id) if act.kind == "vote.counted")
    return {
        "sentence": "L’urne est ouverte et dépouillée. Notez ces chiffres au procès-verbal.",
        "figures": (
            Figure(value=number(int(str(details["roll"]))), label="émargements", note=None),
            Figure(value=number(outcome.voters), label="bulletins", note=None),
            Figure(value=number(len(outcome.funded)), label="lauréats", note=str(outcome.spent)),
        ),
        "root": str(details["receipts_root"]),
        "head": last.hash if last else "",
    }
