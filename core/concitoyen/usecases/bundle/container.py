"""The file itself: a ZIP archive whose members are stored as they are, dated 1980, with a manifest of their hashes.

Nothing is compressed: deflate does not give the same bytes under every version of its library, and a bundle must. Once
unzipped, every part is a text that `diff` compares.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import BinaryIO

from concitoyen.domain.errors import BundleError

FORMAT = "concitoyen-bundle"
VERSION = 1
MANIFEST = "manifest.json"
PARTS = (
    "edition.json",
    "rulebook.json",
    "rulebook.toml",
    "proposals.json",
    "candidates.json",
    "roll.json",
    "ballots.txt",
    "receipts.txt",
    "journal.jsonl",
    "outcome.json",
    "awards.json",
)
LARGEST = 2**31
"""Bytes in a part; thirty million receipts weigh that much."""
BATCH = 4_096
"""Lines written at once."""
Part = str | Callable[[], Iterator[str]]
"""A text, or what gives its lines anew each time it is asked."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def pack(edition: str, parts: Mapping[str, Part]) -> bytes:
    """The bytes of a bundle: the same for the same parts, on any machine."""
    written = io.BytesIO()
    write_bundle(written, edition, parts)
    return written.getvalue()


def write_bundle(file: BinaryIO, edition: str, parts: Mapping[str, Part]) -> None:
    """Write a bundle into a file: each part is read twice, for its hash and then for itself, and never held whole."""
    listed = {name: _measured(parts[name]) for name in PARTS}
    manifest = to_json({"format": FORMAT, "version": VERSION, "edition": edition, "parts": listed})
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, MANIFEST, manifest, len(manifest.encode()))
        for name in PARTS:
            _add(archive, name, parts[name], int(listed[name]["bytes"]))


def _measured(part: Part) -> dict[str, str | int]:
    size, digest = 0, hashlib.sha256()
    for chunk in _chunks(part):
        size += len(chunk)
        digest.update(chunk)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _add(archive: zipfile.ZipFile, name: str, part: Part, size: int) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.create_system, member.external_attr, member.file_size = 3, _READABLE, size
    with archive.open(member, "w") as target:
        for chunk in _chunks(part):
            target.write(chunk)


def _chunks(part: Part) -> Iterator[bytes]:
    if isinstance(part, str):
        yield part.encode()
        return
    lines = part()
    while batch := list(islice(lines, BATCH)):
        yield "".join(f"{line}\n" for line in batch).encode()


def unpack(data: bytes) -> tuple[dict[str, str], list[str]]:
    """The parts of a bundle, and what does not agree with its manifest, in French.

    Raises BundleError when it is not a bundle that this version reads.
    """
    contents = _members(data)
    try:
        manifest = json.loads(contents.pop(MANIFEST, b""))
        told, listed = (manifest["format"], manifest["version"]), dict(manifest["parts"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError(
            f"Ce fichier n'est pas un dossier de dépouillement : {MANIFEST} manque ou ne se lit pas."
        ) from error
    if told != (FORMAT, VERSION):
        raise BundleError(f"Ce dossier est au format {told[0]} {told[1]}, cette version lit {FORMAT} {VERSION}.")
    faults = list(_disagreements(contents, listed))
    return {name: data.decode("utf-8", errors="replace") for name, data in contents.items()}, faults


def to_json(value: object) -> str:
    """One JSON text for one value, on lines that can be compared."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _members(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len({member.filename for member in members}) != len(members):
                raise BundleError("Ce dossier contient deux fois la même partie.")
            for member in members:
                if member.compress_type != zipfile.ZIP_STORED or member.file_size > LARGEST:
                    raise BundleError(f"La partie {member.filename} est compressée ou trop grande : rien n'en est lu.")
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, OSError) as error:
        raise BundleError(f"Ce fichier n'est pas un dossier de dépouillement, ou il est abîmé ({error}).") from error


def _disagreements(contents: Mapping[str, bytes], listed: Mapping[str, object]) -> Iterator[str]:
    for name in PARTS:
        if name not in contents or name not in listed:
            raise BundleError(f"La partie {name} manque dans le dossier, ou dans son manifeste.")
    for name in sorted({*contents, *listed} - {*PARTS}):
        yield f"la partie {name} est de trop"
    for name in PARTS:
        data = contents[name]
        if listed[name] != {"bytes": len(data), "sha256": _sha256(data)}:
            yield f"la partie {name} n'a pas la taille ou l'empreinte que dit le manifeste"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
