"""The bundle of published results, made once into a file that every process serves."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from concitoyen.domain.errors import NotFound
from concitoyen.usecases.bundle.container import write_bundle
from concitoyen.usecases.bundle.make import bundle_parts
from concitoyen.usecases.desk import Desk, Engine

HEAD = 16


@dataclass(frozen=True, slots=True)
class KeptBundle:
    """A bundle on disk: `sha256` is that of the whole file, as `concitoyen bundle` says it."""

    path: Path
    size: int
    sha256: str


def keep_bundle(engine: Engine, folder: Path, edition_id: str) -> KeptBundle:
    """The file of an edition's bundle, made now unless it is there; raises NotFound until the results are public.

    Of several processes one makes it while the others wait, and the file appears whole. Its name tells what was
    published, by its act: the first file that was made of it is served for ever, whichever engine runs by then, so that
    a fingerprint once noted stays true. Raises OSError when the folder cannot be written.
    """
    with engine.read() as desk:
        path = folder / _name(desk, edition_id)
        if not path.exists():  # who only reads needs no lock, nor the right to take one
            folder.mkdir(parents=True, exist_ok=True)
            with _alone(folder):
                if not path.exists():
                    _write(desk, edition_id, path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return KeptBundle(path=path, size=path.stat().st_size, sha256=digest)


def _name(desk: Desk, edition_id: str) -> str:
    edition, _ = desk.edition(edition_id)
    if not edition.results_are_public:
        raise NotFound(f"Le dossier de dépouillement de « {edition.title} » paraîtra avec les résultats.")
    published = [act for act in desk.work.journal.of(edition_id) if act.kind == "results.published"]
    head = published[0].hash if published else edition.rulebook_sha256
    return f"{edition.id}.{head[:HEAD]}.zip"


def _write(desk: Desk, edition_id: str, path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            write_bundle(file, edition_id, bundle_parts(desk, edition_id))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else, of any process, while the block runs."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
