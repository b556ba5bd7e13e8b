"""A rulebook with the data files that it names, gathered in one text that can be sealed."""

import json
import tomllib
from pathlib import Path

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.problems import Problem
from concitoyen.domain.toml_lines import BYTE_ORDER_MARK

HEADER = "# Les fichiers que nomme ce règlement, joints pour être scellés avec lui."
FENCE = "'''"
"""What opens and closes a literal text of TOML."""


def with_files(text: str, folder: Path, source: str) -> str:
    """The text of a rulebook, followed by `[territories.files]` with the data file that it names and does not hold.

    Files are looked for in the folder of the rulebook. Raises RulebookError for one that cannot be read. A text that
    is not TOML is given as it is: whoever reads it says what is wrong.
    """
    try:
        territories = tomllib.loads(text.removeprefix(BYTE_ORDER_MARK)).get("territories")
    except ValueError:
        return text
    known = territories if isinstance(territories, dict) else {}
    name = known.get("file")
    if not isinstance(name, str) or "files" in known:
        return text
    content, fault = _content(folder, name)
    if fault:
        raise RulebookError(source, [Problem(path=("territories", "file"), text=f"le fichier « {name} » {fault}")])
    quoted = json.dumps(name, ensure_ascii=False)
    return f"{text.rstrip()}\n\n{HEADER}\n[territories.files]\n{quoted} = {FENCE}\n{content.rstrip()}\n{FENCE}\n"


def _content(folder: Path, name: str) -> tuple[str, str]:
    """The file's text, or what is wrong with it."""
    try:
        content = (folder / name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return "", "n'est pas en UTF-8 : enregistrez-le dans cet encodage."
    except OSError as error:
        return "", f"ne peut pas être lu ({error.strerror}) : placez-le à côté du règlement."
    return content, f"ne peut pas contenir {FENCE}." if FENCE in content else ""
