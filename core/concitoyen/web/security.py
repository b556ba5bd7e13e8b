"""What every answer says to the browser, and what every request is checked for."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from litestar.config.csrf import CSRFConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from concitoyen.settings import Settings
from concitoyen.web.waiting import VoteLimit

DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "script-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
HSTS = "max-age=31536000"
LARGEST_BODY = 64 * 1024
NO_CSRF = "without_csrf_cookie"
"""Routes with this option only read: they neither need nor set a cookie."""

VOTE_LIMIT = VoteLimit()


def is_https(settings: Settings) -> bool:
    """Whether the public address is served over TLS."""
    return urlsplit(settings.public_url).scheme == "https"


def csrf(settings: Settings) -> CSRFConfig:
    """The double-submit token; under TLS its cookie is bound to this host and never sent in clear."""
    secure = is_https(settings)
    secret = hmac.digest(settings.secret_key(), b"concitoyen csrf", hashlib.sha256).hex()
    return CSRFConfig(
        secret=secret,
        cookie_name="__Host-csrf" if secure else "csrf",
        cookie_secure=secure,
        cookie_httponly=True,
        cookie_samesite="strict",
        exclude_from_csrf_key=NO_CSRF,
    )


def promised(settings: Settings) -> Mapping[str, str]:
    """The headers of every answer."""
    return {**HEADERS, "Strict-Transport-Security": HSTS} if is_https(settings) else HEADERS


def stamped(settings: Settings) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook that puts the headers on every answer, the framework's own refusals included."""
    always = promised(settings)

    async def stamp(message: Message, _: Scope) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for name, value in always.items():
                headers[name] = value

    return stamp
