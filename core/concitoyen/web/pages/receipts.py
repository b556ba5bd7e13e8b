"""The page that checks a receipt: the browser does it by itself; the server does it for browsers without scripts."""

import re
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from litestar.template.base import csrf_token

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.errors import Refused
from concitoyen.domain.merkle import Tree, includes
from concitoyen.domain.receipts import read_receipt
from concitoyen.usecases.published_receipts import published_receipts
from concitoyen.web.contexts.receipts import ReceiptPage, Verdict
from concitoyen.web.contexts.vote import FormField
from concitoyen.web.frame import frame
from concitoyen.web.pages.thanks import in_groups
from concitoyen.web.public import PublicEdition
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.site import Site
from concitoyen.web.wording import count, number, until

FIELD = "recu"
LONGEST = 2_000
WRITTEN = re.compile(r"(?:[0-9a-fA-F]\s*){64}")
LOST = (
    "Vérifiez chaque signe. Si vous avez remplacé votre bulletin, c’est le dernier reçu qui compte. Si le reçu est le "
    "bon, appelez-nous\u00a0: c’est important pour tout le monde."
)
BROKEN = "La preuve ne tient pas\u00a0: appelez-nous, et gardez cette page."
AnyRequest = Request[Any, Any, State]


@get("/{edition:str}/bulletin", sync_to_thread=True)
def receipt(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The form, or when there will be one."""
    return site.private_page(receipt_page(site, site.edition(edition), csrf_token({"request": request})))


@post("/{edition:str}/bulletin", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def check(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The check made by the server, for browsers without scripts; the receipt is sent in the body, never logged."""
    typed = str((await request.form()).get(FIELD, ""))[:LONGEST]
    return await sync_to_thread(_check, request, site, edition, typed)


def receipt_page(
    site: Site,
    view: PublicEdition,
    token: str,
    *,
    typed: str = "",
    error: str | None = None,
    verdict: Verdict | None = None,
) -> ReceiptPage:
    """The form with the root of the results; before the publication, when they will be."""
    tree = _tree(site, view)
    root = tree.root.hex() if tree else ""
    title = verdict.heading if verdict else "Vérifier mon reçu"
    return ReceiptPage(
        title=f"Erreur\u00a0: {title}" if error else title,
        edition=frame(view),
        indexed=False,
        pending=None if tree else _pending(view),
        action=f"{view.href}bulletin",
        csrf_token=token,
        field=FormField(id=FIELD, name=FIELD, value=typed, error=error),
        api=f"/api/editions/{view.edition.id}/receipts",
        root=root,
        root_groups=in_groups(root),
        size=count(tree.size, "bulletin") if tree else "",
        results_href=f"{view.href}resultats",
        list_href=f"/api/editions/{view.edition.id}/receipts.txt",
        verdict=verdict,
    )


def _check(request: AnyRequest, site: Site, edition: str, typed: str) -> Response[str]:
    view, token = site.edition(edition), csrf_token({"request": request})
    tree = _tree(site, view)
    if tree is None:
        return site.private_page(receipt_page(site, view, token))
    found = WRITTEN.search(typed)
    try:
        leaf = read_receipt(found[0] if found else typed)
    except Refused as refusal:
        page = receipt_page(site, view, token, typed=typed, error=str(refusal))
        return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY)
    return site.private_page(receipt_page(site, view, token, typed=leaf.hex(), verdict=verdict_of(tree, leaf)))


def verdict_of(tree: Tree, leaf: bytes) -> Verdict:
    """Whether a receipt is in the tree, step by step."""
    place = tree.place(leaf)
    if place >= tree.size or tree.leaf(place) != leaf:
        listed = (
            f"Le serveur a cherché ce reçu dans la liste publiée\u00a0: {count(tree.size, 'reçu')}. Il n’y est pas."
        )
        return Verdict(holds=False, heading="Ce reçu n’est pas dans la liste", steps=(listed,), advice=LOST)
    path = tree.path(place)
    found = f"Votre reçu est dans la liste publiée, à la place {number(place + 1)} sur {number(tree.size)}."
    if not includes(tree.root, tree.size, leaf, place, path):
        return Verdict(holds=False, heading="La preuve ne tient pas", steps=(found,), advice=BROKEN)
    return Verdict(
        holds=True,
        heading="Votre bulletin a été compté",
        steps=(
            found,
            f"Le serveur a refait {count(len(path), 'calcul')} à partir de votre reçu.",
            "Il arrive à la même racine que celle des résultats.",
        ),
        advice="C’est le serveur qui a fait ce calcul\u00a0: avec JavaScript, votre navigateur le fait lui-même.",
    )


def _tree(site: Site, view: PublicEdition) -> Tree | None:
    if view.results is None:
        return None
    with site.engine.read() as desk:
        return published_receipts(desk, view.edition.id)


def _pending(view: PublicEdition) -> str:
    closing = view.rules.calendar.last_close(VOTE)
    if closing is None or view.at >= closing:
        return "Le vote est fermé. Vous pourrez vérifier votre reçu ici dès que les résultats seront publiés."
    when = until(view.rules.calendar, closing)
    return f"Le vote ferme le {when}. Vous pourrez vérifier votre reçu ici dès que les résultats seront publiés."


RECEIPTS = Router(path="/", route_handlers=[receipt, check], include_in_schema=False)
