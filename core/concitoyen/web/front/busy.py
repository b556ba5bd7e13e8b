"""The answer to a reader who asks too much: made once, so that refusing costs nearly nothing."""

from collections.abc import Callable, Mapping

from litestar import Response
from litestar.types import Send

from concitoyen.web.front.kept import Headers

TOO_MANY = 429
HTML, DATA = "/", "/api/"


class Busy:
    """Two answers, one for people and one for programs."""

    def __init__(self, made: Callable[[str], Response[str]], promised: Mapping[str, str]) -> None:
        """Make both now, with the headers that every answer carries."""
        self._answers = {path: _answer(made(path), promised) for path in (HTML, DATA)}

    async def refuse(self, path: str, seconds: int, send: Send) -> None:
        """Tell a reader to come back in so many seconds."""
        headers, body = self._answers[DATA if path.startswith(DATA) else HTML]
        told = [*headers, (b"retry-after", str(seconds).encode())]
        await send({"type": "http.response.start", "status": TOO_MANY, "headers": told})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _answer(response: Response[str], promised: Mapping[str, str]) -> tuple[Headers, bytes]:
    body = response.content.encode()
    media_type = str(getattr(response.media_type, "value", response.media_type))
    headers = {
        **promised,
        **{name: str(value) for name, value in response.headers.items()},
        "Content-Type": f"{media_type}; charset=utf-8",
        "Content-Length": str(len(body)),
    }
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()], body
