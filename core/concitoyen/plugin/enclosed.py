"""A rulebook with the data files that it names, gathered in one text that can be sealed."""

import tomllib
from pathlib import Path

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.problems import Problem

HEADER = "# Les fichiers que nomme ce règlement, joints pour être scellés avec lui."


def read_with_files(file: Path, source: str | None = None) -> str:
    """The text of a rulebook, followed by `[territories.files]` with each data file that it names.

    Files are looked for beside the rulebook. Raises RulebookError for one that is not there. A text that is not TOML
    is given as it is: whoever reads it says what is wrong.
    """
    text = file.read_text(encoding="utf-8-sig")
    try:
        territories = tomllib.loads(text).get("territories", {})
    except ValueError:
        return text
    name = territories.get("file") if isinstance(territories, dict) else None
    if not isinstance(name, str) or name in territories.get("files", {}):
        return text
    return (
        f"{text.rstrip()}\n\n{HEADER}\n[territories.files]\n{_quoted(name)} = '''\n{_content(file, name, source)}'''\n"
    )


def _content(file: Path, name: str, source: str | None) -> str:
    path = (file.parent / name).resolve()
    place = ("territories", "file")
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        told = "n'est pas écrit en UTF-8" if isinstance(error, UnicodeDecodeError) else "ne peut pas être lu"
        text = f"le fichier « {name} » {told} ; placez-le dans le dossier du règlement ({file.parent})."
        raise RulebookError(source or file.name, [Problem(path=place, text=text)]) from error
    if "'''" in content:
        text = f"le fichier « {name} » contient trois apostrophes de suite, ce qu'un règlement ne peut pas joindre."
        raise RulebookError(source or file.name, [Problem(path=place, text=text)])
    return content if content.endswith("\n") else f"{content}\n"


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
