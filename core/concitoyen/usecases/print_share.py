"""Print the sheet that a member of the bureau takes away; its bytes are given to who asked, and kept nowhere."""

from collections.abc import Sequence
from datetime import datetime

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.filling import fill
from concitoyen.domain.rules import Rules
from concitoyen.domain.share_sheet import ShareSheet
from concitoyen.sealing.shares import fingerprint
from concitoyen.usecases.desk import Desk
from concitoyen.usecases.form_bureau import MemberShare
from concitoyen.usecases.recognise_share import bureau_seal

KIND = "share-sheet"


def share_sheets(desk: Desk, edition_id: str, shares: Sequence[MemberShare]) -> tuple[ShareSheet, ...]:
    """What the sheets of these members say; raises Refused where no bureau has formed."""
    edition, rules = desk.edition(edition_id)
    seal = bureau_seal(desk, edition_id)
    return tuple(
        ShareSheet(
            subject=share.member,
            edition=edition.title,
            authority=rules.rulebook.edition.authority,
            member=share.member,
            threshold=seal.threshold,
            members=len(seal.members),
            fingerprint=fingerprint(seal),
            words=tuple(share.words.split()),
        )
        for share in shares
    )


def share_model(desk: Desk, edition_id: str) -> DocumentModel | None:
    """The model that the rulebook names for these sheets, else the first that an installed pack gives, else none."""
    rules: Rules = desk.edition(edition_id)[1]
    given = (model for model in desk.packs.documents.values() if model.kind == KIND)
    return rules.documents.get(KIND) or next(given, None)


def print_share(desk: Desk, model: DocumentModel, sheet: ShareSheet, issued: datetime) -> bytes:
    """The sheet as the model prints it; raises DocumentError for a name that cannot be printed."""
    renderer = desk.packs.renderers.choose(model.renderer)()
    return renderer.render(model, fill(model, sheet.model_dump(), subject=sheet.member), issued=issued)
