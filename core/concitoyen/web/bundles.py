"""The bundles that the site offers: each file is made once, by one thread, while everybody else goes on."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from concitoyen.domain.errors import NotFound
from concitoyen.usecases.bundle.keep import KeptBundle, keep_bundle
from concitoyen.usecases.desk import Engine

log = logging.getLogger("concitoyen.web")
AT_ONCE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Offered:
    """A bundle as pages tell of it."""

    href: str
    size: int
    sha256: str


class Bundles:
    """The kept bundle of each published edition, known once it was asked for."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        """Keep the files in `folder`, which several processes may share."""
        self._engine = engine
        self._folder = folder
        self._known: dict[str, KeptBundle] = {}
        self._making: dict[str, asyncio.Future[KeptBundle]] = {}

    async def kept(self, edition: str) -> KeptBundle:
        """The file, made now if it must be; raises NotFound until the results are public, OSError without a disk.

        However many ask at once, one thread works: the others stay free for the site.
        """
        known = self._known.get(edition)
        if known is not None and known.path.exists():
            return known
        making = self._making.get(edition)
        if making is None:
            making = asyncio.ensure_future(asyncio.to_thread(keep_bundle, self._engine, self._folder, edition))
            self._making[edition] = making
            making.add_done_callback(lambda _: self._making.pop(edition))
        made = await asyncio.shield(making)
        self._known[edition] = made
        return made

    async def offered(self, edition: str) -> Offered | None:
        """What a page says of the bundle; None until the results are public, or when the disk refuses."""
        try:
            kept = await self.kept(edition)
        except NotFound:
            return None
        except OSError as error:
            log.warning("bundle of %s: %s", edition, error)
            return None
        return Offered(href=f"/api/editions/{edition}/bundle.zip", size=kept.size, sha256=kept.sha256)


def read(path: Path, stretch: range) -> Iterator[bytes]:
    """These bytes of a file, some at a time."""
    with path.open("rb") as file:
        file.seek(stretch.start)
        for start in range(stretch.start, stretch.stop, AT_ONCE):
            yield file.read(min(AT_ONCE, stretch.stop - start))
