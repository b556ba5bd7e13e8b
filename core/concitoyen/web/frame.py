"""The frame of an edition's pages and the words for where the edition stands."""

import re

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Stage
from concitoyen.web.contexts.base import Badge, Contact, EditionFrame, NavLink
from concitoyen.web.public import PublicEdition

FRENCH_PHONE = re.compile(r"0\d(?:[ .]?\d{2,3}){3,4}")


def frame(view: PublicEdition) -> EditionFrame:
    """The frame around every page of an edition."""
    known = view.edition
    return EditionFrame(
        id=known.id,
        href=view.href,
        title=known.title,
        host=view.rules.rulebook.edition.authority,
        status=status(view),
        nav=_menu(view),
        contact=_contact(view),
        practice=known.practice,
        simulated=known.simulated,
        rulebook_sha256=known.rulebook_sha256,
        rulebook_frozen=known.stage is not Stage.PREPARED,
        journal_head=view.journal_head or None,
    )


def status(view: PublicEdition) -> Badge:
    """Where the edition stands, in two or three words."""
    if view.results is not None:
        return Badge(label="résultats publiés", tone="done")
    if view.vote_is_open:
        return Badge(label="vote ouvert", tone="open")
    calendar = view.rules.calendar
    closing = calendar.last_close(VOTE)
    if closing is not None and view.at >= closing:
        return Badge(label="vote terminé", tone="soon")
    current = calendar.open_at(view.at)
    if current:
        return Badge(label=current[-1].title.lower(), tone="soon")
    return Badge(label="en préparation", tone="quiet")


def _menu(view: PublicEdition) -> tuple[NavLink, ...]:
    links = [
        NavLink(href=view.href, label="Accueil", section="home"),
        NavLink(href=f"{view.href}projets", label="Projets", section="proposals"),
        NavLink(href=f"{view.href}regles", label="Règles", section="rules"),
        NavLink(href=f"{view.href}resultats", label="Résultats", section="results"),
    ]
    if view.vote_is_open:
        links.append(NavLink(href=f"{view.href}vote", label="Je vote", section="vote", strong=True))
    return tuple(links)


def _contact(view: PublicEdition) -> Contact | None:
    table = view.rules.rulebook.edition
    if not table.contact:
        return None
    found = FRENCH_PHONE.search(table.contact)
    if found is None:
        return Contact(name=table.authority, address=table.contact)
    digits = re.sub(r"\D", "", found[0])
    rest = table.contact.replace(found[0], "").strip(" ,;–—-")
    return Contact(name=table.authority, phone=found[0], phone_href=f"tel:+33{digits[1:]}", address=rest or None)
