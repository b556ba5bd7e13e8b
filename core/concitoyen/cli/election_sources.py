"""Election files wherever they stand: alone, in a folder, in a tar; read one at a time, never beyond a size."""

import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from concitoyen.domain.errors import ElectionFileError, NotFound

LARGEST = 2**28
"""Bytes of one file."""
BLOCK = 2**20
"""Bytes read at once; a block without an end of line is no file of ballots."""
ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2")


@dataclass(frozen=True)
class Source:
    """A file by its path, or a member of an archive."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """The file's name, as sentences show it."""
        return Path(self.member or self.path).name


def sources(path: Path, suffix: str) -> Sequence[Source]:
    """The files of a path, in the order of names; raises NotFound when there is none."""
    if path.is_dir():
        found = [Source(file) for file in sorted(path.rglob(f"*{suffix}")) if file.is_file()]
    elif not path.exists():
        raise NotFound(f"{path} n'existe pas : donnez un fichier {suffix}, un dossier ou une archive tar.")
    elif path.name.endswith(ARCHIVES):
        found = [Source(path, name) for name in _members(path, suffix)]
    else:
        found = [Source(path)]
    if not found:
        raise NotFound(f"{path} ne contient aucun fichier {suffix}.")
    return found


def contents(wanted: Sequence[Source]) -> Iterator[tuple[Source, bytes | ElectionFileError]]:
    """The content of each file, or why it cannot be had; an archive is read once, in its own order."""
    archives: dict[Path, dict[str, Source]] = {}
    for source in wanted:
        if source.member:
            archives.setdefault(source.path, {})[source.member] = source
        else:
            yield source, _content(source)
    for path, members in archives.items():
        yield from _archived(path, members)


def _content(source: Source) -> bytes | ElectionFileError:
    try:
        with source.path.open("rb") as file:
            return _bounded(_blocks(file), source.name)
    except OSError as error:
        return ElectionFileError(source.name, 0, 0, f"le fichier ne peut pas être lu ({error.strerror}).")


def _archived(path: Path, members: dict[str, Source]) -> Iterator[tuple[Source, bytes | ElectionFileError]]:
    left = dict(members)
    fault = "le fichier n'y est plus"
    try:
        with tarfile.open(path) as archive:
            for entry in archive:
                file = archive.extractfile(entry) if entry.name in left else None
                if file:
                    content = _bounded(_blocks(file), left[entry.name].name)
                    yield left.pop(entry.name), content
    except (tarfile.TarError, OSError, EOFError) as error:
        fault = str(error)
    for source in left.values():
        yield source, ElectionFileError(source.name, 0, 0, f"l'archive {path.name} est abîmée ({fault}).")


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(BLOCK), b"")


def _bounded(blocks: Iterator[bytes], name: str) -> bytes | ElectionFileError:
    """All blocks together, but no more of them than an election has."""
    kept, size = list[bytes](), 0
    for block in blocks:
        kept.append(block)
        size += len(block)
        if size > LARGEST:
            return ElectionFileError(
                name, 1, 1, f"le fichier pèse plus de {LARGEST >> 20} Mio : ce n'est pas une élection."
            )
        if len(block) == BLOCK and b"\n" not in block and b"\r" not in block:
            line = sum(part.count(b"\n") for part in kept) + 1
            return ElectionFileError(name, line, 1, "cette ligne dépasse 1 Mio : ce n'est pas un fichier de bulletins.")
    return b"".join(kept)


def _members(path: Path, suffix: str) -> list[str]:
    try:
        with tarfile.open(path) as archive:
            return sorted(entry.name for entry in archive if entry.isfile() and entry.name.endswith(suffix))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise NotFound(f"L'archive {path} ne peut pas être lue ({error}).") from error
