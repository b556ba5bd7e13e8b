"""Errors as people and machines read them: a French page, or problem details (RFC 9457) below /api/."""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.status_codes import (
    HTTP_303_SEE_OTHER,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from concitoyen.domain.errors import NotFound, Refused, StoreError
from concitoyen.web.api.models import Problem
from concitoyen.web.contexts.base import Link
from concitoyen.web.contexts.error import ErrorPage, WaitingPage
from concitoyen.web.contexts.vote import KeptField
from concitoyen.web.rendering import Renderer
from concitoyen.web.waiting import kept_fields

log = logging.getLogger("concitoyen.web")

RETRY_AFTER = "5"
HOME = Link(href="/", label="Toutes les éditions")
AGENTS_HOME, SIGN_IN, CONFIRM, KIOSK = "/agents/", "/agents/connexion", "/agents/confirmer", "/agents/borne"
READS = frozenset({"GET", "HEAD"})
AnyRequest = Request[object, object, State]

WORDS: Mapping[int, tuple[str, str]] = {
    400: (
        "Cette demande n’est pas claire",
        "L’adresse contient quelque chose que le site ne comprend pas.",
    ),
    403: (
        "Cette page a expiré",
        "Le formulaire est resté ouvert trop longtemps, ou les cookies sont bloqués. Rouvrez la page et recommencez.",
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
        "Beaucoup de demandes arrivent en même temps de votre réseau. Attendez un instant, puis réessayez.",
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
        """An error of the protocol: the framework's code, our words; a form that must be sent again is kept."""
        fields = kept_fields(error)
        if fields:
            return self._keeping(request, error, fields)
        return self._answer(request, error.status_code, headers=dict(error.headers or {}))

    def _keeping(self, request: AnyRequest, error: HTTPException, fields: tuple[KeptField, ...]) -> Response[str]:
        heading, sentence = WORDS.get(error.status_code, WORDS[HTTP_503_SERVICE_UNAVAILABLE])
        headers = {**(error.headers or {}), "Cache-Control": "no-store"}
        page = WaitingPage(
            title=heading,
            indexed=False,
            heading=heading,
            sentence=sentence,
            seconds=int(headers.get("Retry-After", RETRY_AFTER)),
            action=request.url.path,
            kept=fields,
        )
        body = self._renderer.render(page)
        return Response(body, media_type=MediaType.HTML, status_code=error.status_code, headers=headers)

    def busy(self, path: str) -> Response[str]:
        """What a reader who asks too much is told, without a word of what was asked for: it is made once."""
        heading, sentence = WORDS[HTTP_429_TOO_MANY_REQUESTS]
        if path.startswith("/api"):
            return _problem(HTTP_429_TOO_MANY_REQUESTS, heading, sentence, {"Cache-Control": "no-store"})
        return self._page(HTTP_429_TOO_MANY_REQUESTS, heading, sentence, (HOME,), {"Cache-Control": "no-store"})

    def not_found(self, request: AnyRequest, error: NotFound) -> Response[str]:
        """Something that does not exist, or that the public may not see."""
        return self._answer(request, HTTP_404_NOT_FOUND)

    def refused(self, request: AnyRequest, error: Refused) -> Response[str]:
        """An act refused outside the voter's pages; its reasons are made to be read."""
        return self._answer(request, HTTP_409_CONFLICT, detail=str(error))

    def sign_in_first(self, request: AnyRequest, error: HTTPException) -> Response[Any]:
        """Nobody is signed in: the sign-in page, which leads back here; what was sent is not kept."""
        if request.method in READS:
            return _lead(f"{SIGN_IN}?{urlencode({'vers': request.url.path})}")
        return self._say(
            request,
            HTTP_403_FORBIDDEN,
            "Votre session a pris fin",
            "Vous n’êtes pas connecté, ou plus. Rien n’a été enregistré. Connectez-vous, puis recommencez.",
            (Link(href=SIGN_IN, label="Se connecter"),),
        )

    def confirm_first(self, request: AnyRequest, error: HTTPException) -> Response[Any]:
        """A grave act: the password is asked again, then the page comes back."""
        return _lead(f"{CONFIRM}?{urlencode({'vers': request.url.path})}")

    def not_allowed(self, request: AnyRequest, error: HTTPException) -> Response[str]:
        """An agent on a page that is not theirs."""
        return self._say(
            request,
            HTTP_403_FORBIDDEN,
            "Cette page n’est pas ouverte à votre rôle",
            "Rien n’a été enregistré. Si vous devez faire cet acte, demandez à l’hébergeur de changer votre rôle.",
            (Link(href=AGENTS_HOME, label="Mon espace"), Link(href="/", label="Toutes les éditions")),
        )

    def kiosk_idle(self, request: AnyRequest, error: HTTPException) -> Response[Any]:
        """A tablet that serves no voter: the page that says why."""
        return _lead(KIOSK)

    def store(self, request: AnyRequest, error: StoreError) -> Response[str]:
        """The database did not answer, or somebody was quicker: nothing is written, and trying again makes sense."""
        log.error("%s %s: %s", request.method, request.url.path, error)
        return self._answer(request, HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})

    def unexpected(self, request: AnyRequest, error: Exception) -> Response[str]:
        """A fault of ours: logged whole, told without detail."""
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return self._answer(request, HTTP_500_INTERNAL_SERVER_ERROR)

    def _say(
        self, request: AnyRequest, code: int, heading: str, sentence: str, links: tuple[Link, ...]
    ) -> Response[str]:
        page = ErrorPage(title=heading, indexed=False, code=code, heading=heading, sentence=sentence, links=links)
        body = self._renderer.render(page)
        return Response(body, media_type=MediaType.HTML, status_code=code, headers={"Cache-Control": "no-store"})

    def _answer(
        self, request: AnyRequest, code: int, *, detail: str = "", headers: dict[str, str] | None = None
    ) -> Response[str]:
        known = code if code in WORDS else (400 if code < HTTP_500_INTERNAL_SERVER_ERROR else 500)
        heading, sentence = WORDS[known]
        kept = {**(headers or {}), "Cache-Control": "no-store"}
        if request.url.path.startswith("/api"):
            return _problem(code, heading, detail or sentence, kept)
        return self._page(code, heading, detail or sentence, _ways_out(request.url.path), kept)

    def _page(
        self, code: int, heading: str, sentence: str, links: tuple[Link, ...], headers: dict[str, str]
    ) -> Response[str]:
        page = ErrorPage(title=heading, indexed=False, code=code, heading=heading, sentence=sentence, links=links)
        return Response(self._renderer.render(page), media_type=MediaType.HTML, status_code=code, headers=headers)


def _problem(code: int, title: str, detail: str, headers: dict[str, str]) -> Response[str]:
    body = Problem(title=title, status=code, detail=detail).model_dump_json()
    return Response(body, media_type="application/problem+json", status_code=code, headers=headers)


def _lead(path: str) -> Response[Any]:
    """See other: what is there is fetched, whatever was sent here."""
    return Response("", status_code=HTTP_303_SEE_OTHER, headers={"Location": path, "Cache-Control": "no-store"})


def _ways_out(path: str) -> tuple[Link, ...]:
    edition, _, rest = path.strip("/").partition("/")
    if not rest:
        return (HOME,)
    if edition == "agents":
        return (Link(href=AGENTS_HOME, label="Mon espace"), HOME)
    first = Link(href=f"/{edition}/vote", label="Reprendre le vote") if rest.startswith("vote") else None
    back = Link(href=f"/{edition}/", label="L’accueil de l’édition")
    return (first, back, HOME) if first else (back, HOME)
