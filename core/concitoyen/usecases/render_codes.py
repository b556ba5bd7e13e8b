"""Turn the codes of a place into a document: the square of each, the address to type, the date of closing."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import segno

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.code_sheets import CodeSheet
from concitoyen.domain.dates import closing_words
from concitoyen.domain.filling import fill
from concitoyen.domain.identity import HeldCode
from concitoyen.domain.one_time_code import written
from concitoyen.usecases.desk import Desk

MODEL = "documents:codes"


def render_codes(
    desk: Desk, edition_id: str, place: str, codes: Sequence[str], *, public_url: str, issued: datetime
) -> bytes:
    """The slips of these codes, as the model `documents:codes` prints them, or the one that the rulebook names.

    Raises Unknown where no installed pack offers it, DocumentError for a place that cannot be printed.
    """
    edition, rules = desk.edition(edition_id)
    model = rules.documents.get("codes") or desk.packs.documents.choose(MODEL)
    way = next(name for name, one in rules.providers.items() if isinstance(one, HeldCode))
    base = f"{public_url.rstrip('/')}/{edition_id}/vote"
    last = rules.calendar.last_close(VOTE)
    values = {
        "subject": place,
        "edition": edition.title,
        "authority": rules.rulebook.edition.authority,
        "place": place,
        "address": base.removeprefix(f"{urlsplit(base).scheme}://"),
        "closes": f"Vote ouvert jusqu'au {closing_words(rules.calendar.local(last))}." if last else "",
        "sheets": [_sheet(code, f"{base}?{urlencode({'moyen': way, 'code': code}, safe=':')}") for code in codes],
    }
    renderer = desk.packs.renderers.choose(model.renderer)()
    return renderer.render(model, fill(model, values, subject=place), issued=issued)


def _sheet(code: str, address: str) -> CodeSheet:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, nl=False, border=0)
    return CodeSheet(code=written(code), address=address, square=drawn.getvalue().decode())
