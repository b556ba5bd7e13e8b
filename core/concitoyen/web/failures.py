"""Errors as people and machines read them: a French page, or problem details (RFC 9457) below /api/."""

import logging
from collections.abc import Mapping

from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.status_codes import (
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from concitoyen.domain.errors import NotFound, Refused, StoreError
from concitoyen.web.api.models import Problem
from concitoyen.web.contexts.base import Link
from concitoyen.web.contexts.error import ErrorPage
from concitoyen.web.rendering import Renderer

log = logging.getLogger("concitoyen.web")

RETRY_AFTER = "5"
AnyRequest = Request[object, object, State]

WORDS: Mapping[int, tuple[str, str]] = {
    400: (
        "Cette demande n’est pas claire",
        "L’adresse contient quelque chose que le site ne comprend pas.",
    ),
    403: (
        "Cette page a expiré",
        "Le formulaire est resté ouvert trop longtemps, ou les cookies sont bloqués. Rouvrez la page de vote.",
    ),
    404: (
        "Cette page n’existe pas, ou plus",
        "L’adresse a peut-être été mal recopiée. Rien n’est cassé.",
    ),
    405: ("Cela ne se fait pas ici", "Cette page ne peut pas recevoir ce qui a été envoyé."),
    408: ("L’envoi est trop lent", "La demande n’est pas arrivée entière. Rien n’a été enregistré."),
    409: ("Ce n’est pas possible maintenant", "La situation a changé entre-temps. Rien n’a été enregistré."),
    413: ("C’est trop long", "L’envoi est plus gros que ce que le site accepte. Rien n’a été enregistré."),
    429: (
        "Trop de demandes d’un coup",
        "Beaucoup de demandes arrivent de votre réseau. Attendez une minute, puis réessayez.",
    ),
    500: (
        "Le site a un problème",
        "C’est notre faute, pas la vôtre. L’équipe est prévenue. Réessayez dans quelques minutes.",
    ),
    503: (
        "Le site est très demandé",
        "Rien n’a été enregistré. Réessayez dans un instant.",
    ),
}


class Failures:
    """Turns every exception into an answer; nothing of the inside is ever shown."""

    def __init__(self, renderer: Renderer) -> None:
        """Use these templates."""
        self._renderer = renderer

    def http(self, request: AnyRequest, error: HTTPException) -> Response[str]:
        """An error of the protocol: the framework's code, our words."""
        return self._answer(request, error.status_code, headers=dict(error.headers or {}))

    def not_found(self, request: AnyRequest, error: NotFound) -> Response[str]:
        """Something that does not exist, or that the public may not see."""
        return self._answer(request, HTTP_404_NOT_FOUND)

    def refused(self, request: AnyRequest, error: Refused) -> Response[str]:
        """An act refused outside the voter's pages; its reasons are made to be read."""
        return self._answer(request, HTTP_409_CONFLICT, detail=str(error))

    def store(self, request: AnyRequest, error: StoreError) -> Response[str]:
        """The database did not answer, or somebody was quicker: nothing is written, and trying again makes sense."""
        log.error("%s %s: %s", request.method, request.url.path, error)
        return self._answer(request, HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})

    def unexpected(self, request: AnyRequest, error: Exception) -> Response[str]:
        """A fault of ours: logged whole, told without detail."""
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return self._answer(request, HTTP_500_INTERNAL_SERVER_ERROR)

    def _answer(
        self, request: AnyRequest, code: int, *, detail: str = "", headers: dict[str, str] | None = None
    ) -> Response[str]:
        known = code if code in WORDS else (400 if code < HTTP_500_INTERNAL_SERVER_ERROR else 500)
        heading, sentence = WORDS[known]
        kept = {**(headers or {}), "Cache-Control": "no-store"}
        if request.url.path.startswith("/api"):
            problem = Problem(title=heading, status=code, detail=detail or sentence)
            body = problem.model_dump_json()
            return Response(body, media_type="application/problem+json", status_code=code, headers=kept)
        page = ErrorPage(
            title=heading,
            indexed=False,
            code=code,
            heading=heading,
            sentence=detail or sentence,
            links=_ways_out(request.url.path),
        )
        body = self._renderer.render(page)
        return Response(body, media_type=MediaType.HTML, status_code=code, headers=kept)


def _ways_out(path: str) -> tuple[Link, ...]:
    edition, _, rest = path.strip("/").partition("/")
    home = Link(href="/", label="Toutes les éditions")
    if not rest:
        return (home,)
    first = Link(href=f"/{edition}/vote", label="Reprendre le vote") if rest.startswith("vote") else None
    back = Link(href=f"/{edition}/", label="L’accueil de l’édition")
    return (first, back, home) if first else (back, home)
