"""The bureau before the vote, built: the form of its key, the sheets once it has formed, one sheet as a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.rules import Rules
from concitoyen.domain.share_sheet import ShareSheet, numbered_columns
from concitoyen.domain.urn import Seal
from concitoyen.sealing.shares import fingerprint
from concitoyen.web.contexts.agents import AgentFrame
from concitoyen.web.contexts.urn import Bureau, BureauFormedPage, Forming, SharePage, SheetToPrint
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agents import field
from concitoyen.web.pages.thanks import in_groups


@dataclass(frozen=True)
class Typed:
    """What was typed in the form of a key: one member a line, and how many open the urn."""

    members: str = ""
    threshold: str = ""

    @property
    def names(self) -> list[str]:
        """The members, lines that say nothing left aside."""
        return [line.strip() for line in self.members.splitlines() if line.strip()]


def bureau_of(seal: Seal | None) -> Bureau | None:
    """The bureau that has formed, if there is one."""
    if seal is None or seal.scheme != "bureau":
        return None
    opens = f"Il faut {seal.threshold} parts sur {len(seal.members)} pour ouvrir l’urne."
    return Bureau(fingerprint=in_groups(fingerprint(seal)), sentence=f"{', '.join(seal.members)}. {opens}")


def forming(
    edition: Edition, rules: Rules, seal: Seal | None, typed: Typed, errors: tuple[FormError, ...]
) -> Forming | None:
    """The form of a key, where the rulebook asks for a bureau and the vote is not open yet."""
    if edition.stage is not Stage.PREPARED or rules.rulebook.urn.sealing != "bureau":
        return None
    return Forming(
        instead_of=fingerprint(seal) if seal else "",
        members=field("membres", errors, typed.members),
        threshold=field("seuil", errors, typed.threshold),
    )


def formed_page(
    frame: AgentFrame, edition: Edition, seal: Seal, sheets: Sequence[SheetToPrint], *, as_pdf: bool
) -> BureauFormedPage:
    """The sheets to print, one member after the other."""
    bureau = bureau_of(seal)
    if bureau is None:
        raise ValueError("a bureau that has formed has a key")
    return BureauFormedPage(
        title="Le bureau est formé",
        indexed=False,
        frame=frame,
        edition_title=edition.title,
        bureau=bureau,
        action=f"/agents/{edition.id}/urne/feuille",
        as_pdf=as_pdf,
        sheets=tuple(sheets),
        back=f"/agents/{edition.id}/urne",
    )


def share_page(sheet: ShareSheet) -> SharePage:
    """One sheet as a page to print."""
    return SharePage(
        title=f"Part de la clé de l’urne\u00a0: {sheet.member}",
        indexed=False,
        edition_title=sheet.edition,
        member=sheet.member,
        needed=sheet.needed,
        fingerprint=in_groups(sheet.fingerprint),
        columns=tuple(tuple(column) for column in numbered_columns(sheet.words)),
        do=sheet.do,
        do_not=sheet.do_not,
    )
