"""The pages of the tablets lent to voters, built."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from concitoyen.domain.agents import Act, Kiosk, KioskState, may
from concitoyen.usecases.lend_kiosk import is_live
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts import agents as context
from concitoyen.web.contexts.base import Badge, Link
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agents import field, frame
from concitoyen.web.public import PublicEdition
from concitoyen.web.wording import until

USUAL_END = "18:00"
STATES: Mapping[KioskState, Badge] = {
    KioskState.OPEN: Badge(label="ouverte", tone="open"),
    KioskState.PAUSED: Badge(label="en pause", tone="soon"),
    KioskState.CLOSED: Badge(label="fermée", tone="quiet"),
    KioskState.REVOKED: Badge(label="fermée après cinq codes faux", tone="alert"),
}
OVER = Badge(label="fermée à l’heure", tone="quiet")


def lent_from(who: SignedIn, views: Sequence[PublicEdition]) -> tuple[PublicEdition, ...]:
    """The editions in which the agent may lend a tablet."""
    return tuple(view for view in views if may(who.agent, Act.OPEN_KIOSK, view.edition.id))


def kiosks_page(
    who: SignedIn,
    token: str,
    views: Sequence[PublicEdition],
    kiosks: Sequence[Kiosk],
    *,
    typed: Mapping[str, str],
    errors: tuple[FormError, ...] = (),
) -> context.KiosksPage:
    """Lend this device, and see what is lent in the agent's editions, the latest first."""
    chosen = typed.get("edition", "")
    by_id = {view.edition.id: view for view in views}
    return context.KiosksPage(
        title="Bornes de vote",
        indexed=False,
        frame=frame(who, token),
        has_pin=bool(who.agent.pin),
        errors=errors,
        options=tuple(
            context.EditionOption(value=id, label=view.edition.title, selected=id == chosen)
            for id, view in by_id.items()
        ),
        edition_field=field("edition", errors),
        place=field("lieu", errors, typed.get("lieu", "")),
        hour=field("heure", errors, typed.get("heure", USUAL_END)),
        kiosks=tuple(_item(by_id[kiosk.edition], kiosk) for kiosk in reversed(kiosks)),
    )


def _item(view: PublicEdition, kiosk: Kiosk) -> context.KioskItem:
    live = is_live(kiosk, view.at)
    over = not live and kiosk.state in {KioskState.OPEN, KioskState.PAUSED}
    return context.KioskItem(
        place=kiosk.place,
        edition=view.edition.title,
        until=until(view.rules.calendar, kiosk.closes_at),
        status=OVER if over else STATES[kiosk.state],
        close_action=f"/agents/kiosque/{kiosk.id}/fermer" if live else None,
    )


def closing_instant(view: PublicEdition, hour: str) -> datetime | None:
    """An hour typed as « 18:00 », today on the clock of the edition; None when it is no hour."""
    try:
        read = time.fromisoformat(hour)
    except ValueError:
        return None
    return datetime.combine(view.today, read.replace(tzinfo=None), view.rules.calendar.local(view.at).tzinfo)


def kiosk_page(
    kiosk: Kiosk | None, at: datetime, token: str, *, errors: tuple[FormError, ...] = ()
) -> context.KioskPage:
    """The tablet between voters; without a kiosk, or with one that has ended, what to do."""
    live = kiosk is not None and is_live(kiosk, at)
    heading, sentence = _said(kiosk, live=live)
    is_open = live and kiosk is not None and kiosk.state is KioskState.OPEN
    start = (
        Link(href=f"/{kiosk.edition}/vote", label="Faire voter une personne") if kiosk is not None and is_open else None
    )
    return context.KioskPage(
        title=heading,
        indexed=False,
        heading=heading,
        sentence=sentence,
        place=kiosk.place if kiosk is not None and live else "",
        csrf_token=token,
        start=start,
        may_pause=is_open,
        code=field("code", errors) if live else None,
        errors=errors,
        links=() if live else (Link(href="/agents/kiosque", label="Ouvrir une borne"), Link(href="/", label="Accueil")),
    )


def _said(kiosk: Kiosk | None, *, live: bool) -> tuple[str, str]:
    if kiosk is None:
        return "Cet appareil n’est pas une borne", "Un agent peut en faire une borne de vote en se connectant."
    if kiosk.state is KioskState.REVOKED:
        return (
            "Cette borne est fermée",
            "Cinq codes faux de suite. Les bulletins déjà envoyés sont dans l’urne. Un agent peut en rouvrir une ici.",
        )
    if not live:
        return "Cette borne est fermée", "Merci. Les bulletins envoyés d’ici sont dans l’urne."
    if kiosk.state is KioskState.PAUSED:
        return "La borne est en pause", "Un agent va la rouvrir avec son code."
    return "La borne est ouverte", "Une personne vote à la fois, sans compte. Rien ne reste ici après elle."
