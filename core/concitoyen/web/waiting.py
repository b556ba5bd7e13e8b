"""Ask a visitor to come back in a moment, with everything that they typed kept on the page."""

from collections.abc import Iterable

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_429_TOO_MANY_REQUESTS
from litestar.types import ASGIApp, Receive, Scope, Send

from concitoyen.web.contexts.vote import KeptField
from concitoyen.web.limits import Wait
from concitoyen.web.site import Site

KEPT = "kept"


def please_wait(
    seconds: int, fields: Iterable[tuple[str, object]] = (), code: int = HTTP_429_TOO_MANY_REQUESTS
) -> HTTPException:
    """The refusal to raise: 429 for who asks too much, 503 when the site itself is full; `Failures` makes its page.

    `fields` are those of the form, in order; a file is left out, since no page can give one back.
    """
    kept = [KeptField(name=name, value=value) for name, value in fields if isinstance(value, str)]
    return HTTPException(status_code=code, headers={"Retry-After": str(seconds)}, extra={KEPT: kept})


def kept_fields(error: HTTPException) -> tuple[KeptField, ...]:
    """What the refusal carries of the form."""
    extra = error.extra if isinstance(error.extra, dict) else {}
    return tuple(extra.get(KEPT, ()))


class VoteLimit:
    """The limit of the routes that receive a form: `middleware=[VOTE_LIMIT.middleware]`.

    A handler that must decide by itself asks `site.limits.vote(request.scope)` and raises `please_wait`.
    """

    def middleware(self, app: ASGIApp) -> ASGIApp:
        """Let through, or raise `please_wait` with the form; for Litestar."""

        async def limited(scope: Scope, receive: Receive, send: Send) -> None:
            site: Site = scope["litestar_app"].state.site
            decision = site.limits.vote(scope)
            if isinstance(decision, Wait):
                request: Request[object, object, State] = Request(scope, receive)
                form = await request.form()
                refusal = please_wait(decision.seconds, form.multi_items())
                await form.close()
                raise refusal
            await app(scope, receive, send)

        return limited
