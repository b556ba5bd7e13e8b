"""The static files, kept in memory under names that carry a digest of their content.

A name changes when its file does, so a browser may keep a file for a year and never shows an old one.
"""

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static"
DIGEST_LENGTH = 10
SERVED = frozenset({".css", ".js", ".svg", ".woff2", ".ico"})

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file ready to be sent."""

    name: str
    content: bytes
    media_type: str


def _hashed_name(path: str, content: bytes) -> str:
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()[:DIGEST_LENGTH]}{dot}{suffix}"


def _asset(path: str, content: bytes) -> Asset:
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return Asset(name=_hashed_name(path, content), content=content, media_type=media_type)


def _with_hashed_urls(css: str, names: Mapping[str, str]) -> str:
    """Return a style sheet whose ``url("fonts/x.woff2")`` name the hashed files."""
    return re.sub(r'url\("([^":]+)"\)', lambda found: f'url("{names[found[1]]}")', css)


class Assets:
    """All the static files of the site, found by their plain path or by their hashed name."""

    def __init__(self, folder: Path = STATIC, prefix: str = "/static/") -> None:
        """Read every served file below ``folder``; style sheets come last since they name the others."""
        self._prefix = prefix
        self._by_path: dict[str, Asset] = {}
        files = (path for path in folder.rglob("*") if path.suffix in SERVED)
        for path in sorted(files, key=lambda path: (path.suffix == ".css", path.as_posix())):
            self._add(path.relative_to(folder).as_posix(), path.read_bytes())
        self.by_name = {asset.name: asset for asset in self._by_path.values()}

    def _add(self, path: str, content: bytes) -> None:
        if path.endswith(".css"):
            names = {known: asset.name for known, asset in self._by_path.items()}
            content = _with_hashed_urls(content.decode(), names).encode()
        self._by_path[path] = _asset(path, content)

    def url(self, path: str) -> str:
        """Return the address of a static file, for templates; an unknown path is an error of the template."""
        return self._prefix + self._by_path[path].name


@cache
def shipped() -> Assets:
    """Those of the site, read once in the life of a process: they change with the version only."""
    return Assets()
