"""Where a fault of a file stands, and the one sentence that says it."""

from typing import NoReturn

from concitoyen.domain.errors import ElectionFileError

SHOWN = 60
"""How many characters of a cell a sentence quotes."""


def shown(text: str) -> str:
    """A cell as a sentence quotes it: on one line, not too long."""
    flat = " ".join(text.split())
    printable = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in flat)
    return f"« {printable[:SHOWN]}… »" if len(printable) > SHOWN else f"« {printable} »"


def refuse(source: str, line: int, column: int, text: str) -> NoReturn:
    """Raise the sentence with its file, line and column, both counted from 1."""
    raise ElectionFileError(source, line, column, text)
