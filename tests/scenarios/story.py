"""Reads a scenario: a rulebook's name, and a story in French of which every line is one known sentence.

    titre: Une voix dans chaque catégorie
    règlement: pasdecalais-2018
    récit: |
      Le 10 avril 2018, La Passerelle, association de Béthune, dépose « Le jardin », qui coûte 9 000 € …
      # un commentaire

A sentence that tells an act may end with « ; c'est refusé : « … » ».
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

QUOTED = re.compile(r"« (.+?) »")


class StoryError(ValueError):
    """A scenario cannot be read or does not hold; the text begins with the file and the line."""


@dataclass(frozen=True)
class Line:
    """One sentence, and where it stands."""

    file: Path
    number: int
    text: str

    @property
    def place(self) -> str:
        """File and line, as an editor opens them."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True)
class Story:
    """A whole scenario."""

    title: str
    rulebook: str
    lines: tuple[Line, ...]


def read_story(file: Path) -> Story:
    """The story of a file; raises StoryError for a key that is missing or unknown."""
    root = yaml.compose(file.read_text(encoding="utf-8"))
    if not isinstance(root, yaml.MappingNode):
        raise StoryError(f"{file}:1: un scénario a trois clés, titre, règlement et récit")
    nodes = {key.value: value for key, value in root.value}
    if set(nodes) != {"titre", "règlement", "récit"}:
        raise StoryError(f"{file}:1: les clés sont titre, règlement et récit, pas {', '.join(nodes)}")
    return Story(
        title=nodes["titre"].value, rulebook=nodes["règlement"].value, lines=tuple(_lines(file, nodes["récit"]))
    )


def _lines(file: Path, node: yaml.ScalarNode) -> Iterator[Line]:
    first = node.start_mark.line + 2  # the block begins on the line after « récit: | »; people count from 1
    for number, text in enumerate(node.value.splitlines(), start=first):
        if text.strip() and not text.startswith("#"):
            yield Line(file, number, text.strip())


def titles(listed: str) -> list[str]:
    """The titles of « A », « B » et « C »."""
    return QUOTED.findall(listed)
