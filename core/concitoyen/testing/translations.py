"""Catalogues of sentences: brought up to date with the code, compiled, and checked to be whole.

`python -m concitoyen.testing.translations FOLDER…` extracts the sentences of a package, updates the catalogue of each
language in its `locale/`, and compiles it; a translator then fills in what is empty. Needs Babel.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

MARKERS = frozenset({"Message", "translated", "to_translate"})
"""Calls whose first argument, or whose `message`, is a French sentence; `counted` has two, for one and for several."""
WIDTH = 110


def sentences(package: Path) -> Catalog:
    """Every sentence that the code of a package says, without translation."""
    found = Catalog()
    for file in sorted(package.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for text in _said(call):
                found.add(text)
    return found


def _said(node: ast.AST) -> Iterator[str | tuple[str, str]]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return
    if node.func.id == "counted":
        one, several, *_ = (list(_texts_of(argument)) for argument in node.args)
        yield from zip(one, several, strict=True)
    elif node.func.id in MARKERS:
        for argument in [*node.args[:1], *(word.value for word in node.keywords if word.arg == "message")]:
            yield from _texts_of(argument)


def _texts_of(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts_of(node.body)
        yield from _texts_of(node.orelse)


def catalogues(package: Path) -> Iterator[Path]:
    """The catalogue of each language of a package."""
    yield from sorted(package.glob(f"locale/*/LC_MESSAGES/{package.name}.po"))


def read(file: Path) -> Catalog:
    """A catalogue as its translator wrote it."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parts[-3])


def compiled(file: Path) -> bytes:
    """What a program reads of a catalogue."""
    written = io.BytesIO()
    write_mo(written, read(file))
    return written.getvalue()


def update(package: Path) -> None:
    """Add new sentences to each catalogue, take off those that nobody says any more, and compile."""
    said = sentences(package)
    for file in catalogues(package):
        catalogue = read(file)
        catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
        with file.open("wb") as opened:
            write_po(opened, catalogue, width=WIDTH, no_location=True, sort_output=True, ignore_obsolete=True)
        file.with_suffix(".mo").write_bytes(compiled(file))


def check_translations(package: Path) -> list[str]:
    """Every fault of the catalogues of a package, in French; none where they are whole and compiled."""
    said = sentences(package)
    return [fault for file in catalogues(package) for fault in _faults(file, said)]


def _faults(file: Path, said: Catalog) -> Iterator[str]:
    language, known = file.parts[-3], read(file)
    for message in said:
        if message.id and not _is_translated(known.get(message.id)):
            yield f"« {_text(message)} » n'est pas traduit ({language})."
    for message in known:
        if any(_places(text) != _places(_text(message)) for text in _texts(message) if text):
            yield f"« {_text(message)} » n'a pas les mêmes {{valeurs}} dans sa traduction ({language})."
        if message.id and message.id not in said:
            yield f"« {_text(message)} » est traduit ({language}), mais aucun code ne le dit."
    binary = file.with_suffix(".mo")
    if not binary.is_file() or binary.read_bytes() != compiled(file):
        command = f"python -m concitoyen.testing.translations {file.parts[-5]}"
        yield f"{binary.name} ({language}) n'est pas à jour : {command}"


def _is_translated(message: Message | None) -> bool:
    texts = _texts(message)
    return bool(texts) and all(texts)


def _texts(message: Message | None) -> tuple[str, ...]:
    texts = None if message is None else message.string
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        update(Path(folder))
