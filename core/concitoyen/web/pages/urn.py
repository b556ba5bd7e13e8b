"""The page on which the bureau opens the urn, built."""

from dataclasses import dataclass
from datetime import datetime

from concitoyen.domain.agents import Act, may
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.rules import Rules
from concitoyen.domain.urn import Seal
from concitoyen.sealing.shares import member_of, read_share
from concitoyen.usecases.cast_ballot import COUNTED
from concitoyen.usecases.desk import Desk
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.usecases.sweep_remains import has_remains, may_leave_remains
from concitoyen.web.contexts.base import Figure, Link
from concitoyen.web.contexts.urn import UrnPage
from concitoyen.web.contexts.vote import FormError, FormField
from concitoyen.web.pages.agents import field, frame
from concitoyen.web.pages.bureau import Typed, bureau_of, forming
from concitoyen.web.pages.thanks import in_groups
from concitoyen.web.wording import count, number, until

NOTHING_TYPED = Typed()
NOTHING_PUBLIC = "Rien n’est public avant la délibération et la publication."


@dataclass(frozen=True)
class Ceremony:
    """What the agent's page holds: the shares given so far, as the server reads them and as the page carries them.

    `typed` is what stands in the form of a key, `told` the member whose share was just read again,
    `words` a share that has a word wrong: it goes back to its field, or all thirty-three would be typed again.
    """

    who: SignedIn
    token: str
    at: datetime
    shares: tuple[str, ...] = ()
    parked: str = ""
    typed: Typed = NOTHING_TYPED
    told: str = ""
    words: str = ""


def urn_page(desk: Desk, edition_id: str, ceremony: Ceremony, errors: tuple[FormError, ...] = ()) -> UrnPage:
    """Where the urn of an edition stands, and what the bureau can do about it now."""
    edition, rules = desk.edition(edition_id)
    page = UrnPage(
        title="Ouvrir l’urne",
        indexed=False,
        frame=frame(ceremony.who, ceremony.token),
        heading="Ouvrir l’urne",
        edition_title=edition.title,
        sentence="",
        action=f"/agents/{edition_id}/urne",
        errors=errors,
    )
    if edition.stage in COUNTED:
        return page.model_copy(update=_counted(desk, edition, ceremony.who))
    closing = rules.calendar.last_close(VOTE)
    seal = desk.work.seals.of(edition_id)
    if closing is None or ceremony.at < closing:
        return page.model_copy(update=_before(edition, rules, seal, ceremony, errors))
    if seal is None or seal.scheme != "bureau":
        said = "Le vote est clos. L’urne est scellée par l’hébergeur\u00a0: aucune part n’est à taper."
        return page.model_copy(update={"sentence": said, "parked": ceremony.parked, "seed": _seed(errors)})
    return page.model_copy(update=_waiting(seal, ceremony, errors))


def _before(
    edition: Edition, rules: Rules, seal: Seal | None, ceremony: Ceremony, errors: tuple[FormError, ...]
) -> dict[str, object]:
    bureau = bureau_of(seal)
    return {
        "title": "Le bureau et l’urne",
        "heading": "Le bureau et l’urne",
        "sentence": _not_yet(rules),
        "parked": ceremony.parked,
        "bureau": bureau,
        "forming": forming(edition, rules, seal, ceremony.typed, errors),
        "to_check": field("relire", errors, ceremony.words) if bureau else None,
        "told": ceremony.told,
    }


def _not_yet(rules: Rules) -> str:
    closing = rules.calendar.last_close(VOTE)
    if closing is None:
        return "La date du vote n’est pas connue\u00a0: il n’y a rien à ouvrir."
    return f"Le vote ferme le {until(rules.calendar, closing)}. L’urne ne s’ouvre pas avant."


def _waiting(seal: Seal, ceremony: Ceremony, errors: tuple[FormError, ...]) -> dict[str, object]:
    given = tuple(member_of(read_share(words), seal) for words in ceremony.shares)
    ready = len(given) >= seal.threshold
    missing = seal.threshold - len(given)
    return {
        "sentence": "Le vote est clos. Les membres du bureau tapent leurs mots, l’un après l’autre.",
        "bureau": bureau_of(seal),
        "needed": seal.threshold,
        "standing": f"Il manque {count(missing, 'part')}\u00a0: l’urne reste fermée." if not ready else "",
        "given": given,
        "missing": ", ".join(name for name in seal.members if name not in given),
        "parked": ceremony.parked,
        "words": None if ready else field("mots", errors, ceremony.words),
        "seed": _seed(errors) if ready else None,
    }


def _seed(errors: tuple[FormError, ...]) -> FormField:
    return field("graine", errors).model_copy(update={"required": False})


def _counted(desk: Desk, edition: Edition, who: SignedIn) -> dict[str, object]:
    outcome = desk.work.outcomes.get(edition.id)
    is_public = edition.stage is Stage.PUBLISHED
    details = next(act.details for act in desk.work.journal.of(edition.id) if act.kind == "vote.counted")
    return {
        "title": "Le dépouillement est fait",
        "heading": "Le dépouillement est fait",
        "sentence": "L’urne est ouverte et dépouillée. Notez ces chiffres au procès-verbal.",
        "figures": (
            Figure(value=number(int(str(details["roll"]))), label="émargements", note=None),
            Figure(value=number(outcome.voters), label="bulletins", note=None),
            Figure(value=number(len(outcome.funded)), label="lauréats", note=str(outcome.spent)),
        ),
        "root": in_groups(str(details["receipts_root"])),
        "head": in_groups(desk.work.journal.shown(edition.id)),
        "remains": _remains(desk, edition),
        "public": "Les résultats sont publics." if is_public else NOTHING_PUBLIC,
        "publication": Link(
            href=f"/agents/{edition.id}/publication",
            label="Voir la publication" if is_public else "Préparer la publication",
        )
        if may(who.agent, Act.PUBLISH_RESULTS, edition.id)
        else None,
    }


def _remains(desk: Desk, edition: Edition) -> str:
    if has_remains(desk, edition):
        return (
            "Ce qui a été remplacé ou corrigé pendant le vote a encore des restes dans les fichiers de la base. "
            "Le site les efface dès qu’aucun vote n’est ouvert\u00a0; l’hébergeur peut le faire plus tôt."
        )
    if may_leave_remains(desk, edition):
        return "Ce qui a été remplacé ou corrigé pendant le vote n’a plus de reste dans les fichiers de la base."
    return ""
