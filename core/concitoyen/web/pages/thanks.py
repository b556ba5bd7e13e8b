"""After the urn: the thanks with the receipt, and the code that replaces the ballot."""

from urllib.parse import quote

import segno

from concitoyen.web.contexts import vote as context
from concitoyen.web.contexts.base import Link
from concitoyen.web.frame import frame
from concitoyen.web.pages.vote import AT_HOME, Booth, closing_words
from concitoyen.web.public import PublicEdition

GROUP = 4
PICTURE_SCALE = 4
PICTURE_BORDER = 3
"""In modules; the standard asks for 4, readers manage with 2 on a light panel."""

KEPT = "Votre bulletin est dans l’urne, à part de votre nom."
REPEATED = "Nous l’avions déjà reçu de vous\u00a0: il n’est dans l’urne qu’une seule fois, à part de votre nom."
REPLACED = "Votre nouveau bulletin est dans l’urne. L’ancien en est sorti et n’existe plus."


def thanks_page(
    view: PublicEdition,
    receipt: str,
    *,
    site: str,
    repeated: bool = False,
    replaced: bool = False,
    code: str = "",
    booth: Booth = AT_HOME,
) -> context.ThanksPage:
    """The ballot is in the urn; `site` is the public address of the site, `code` what replaces the ballot, or empty."""
    shown = view.rules.rulebook.urn.replaceable and code
    return context.ThanksPage(
        title="Votre vote est bien enregistré",
        edition=frame(view),
        indexed=False,
        heading="Votre vote est bien enregistré" if repeated or replaced else "Merci, votre vote est compté\u00a0!",
        sentence=REPLACED if replaced else REPEATED if repeated else KEPT,
        receipt=receipt_shown(view, receipt, site),
        code=_code(view, code) if shown else None,
        next_steps=(
            closing_words(view),
            "Après la fermeture, les bulletins seront mélangés, puis comptés.",
            "Les résultats paraîtront ici, tous en même temps. Vous pourrez alors vérifier votre reçu.",
        ),
        links=()
        if booth.kiosk
        else (
            Link(href=view.href, label="Retour à l’accueil"),
            Link(href=f"{view.href}projets", label="Revoir les projets"),
        ),
        kiosk=booth.kiosk,
    )


def receipt_shown(view: PublicEdition, receipt: str, site: str) -> context.Receipt:
    """A receipt as the voter takes it away."""
    check = f"{site.rstrip('/')}{view.href}bulletin"
    text = (
        f"{view.edition.title}\n\nMon reçu de vote :\n{receipt}\n\n"
        f"Après la publication des résultats, je peux vérifier que mon bulletin a été compté :\n{check}\n\n"
        "Ce reçu ne dit à personne ce que j'ai choisi.\n"
    )
    code = segno.make(f"{check}#{receipt}", error="m", micro=False)
    return context.Receipt(
        whole=receipt,
        groups=in_groups(receipt),
        file=f"data:text/plain;charset=utf-8,{quote(text)}",
        file_name=f"recu-{view.edition.id}.txt",
        picture=code.svg_data_uri(scale=PICTURE_SCALE, border=PICTURE_BORDER, dark="#000", light="#fff"),
        check_href=f"{view.href}bulletin",
    )


def _code(view: PublicEdition, code: str) -> context.ReplacementCode:
    return context.ReplacementCode(whole=code, groups=in_groups(code), href=f"{view.href}vote/remplacer")


def in_groups(digits: str) -> tuple[str, ...]:
    """Hexadecimal digits by four, to be read and typed."""
    return in_groups_of(GROUP, digits)


def in_groups_of(size: int, digits: str) -> tuple[str, ...]:
    """Digits by so many, to be read and typed."""
    return tuple(digits[start : start + size] for start in range(0, len(digits), size))
