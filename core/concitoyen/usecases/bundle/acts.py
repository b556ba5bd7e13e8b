"""The journal as a bundle tells it: the acts of the vote whole, the others by their hashes alone."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from concitoyen.domain.errors import BundleError
from concitoyen.domain.journal import FIRST

LINKS = {"number", "previous", "hash"}


@dataclass(frozen=True)
class Acts:
    """The lines of a journal, as they were read."""

    lines: tuple[Mapping[str, Any], ...]

    @classmethod
    def read(cls, text: str) -> "Acts":
        """Read one JSON object a line; raises BundleError."""
        try:
            lines = [json.loads(line) for line in text.splitlines()]
        except (ValueError, RecursionError):
            lines = []
        if not lines or not all(map(_is_an_act, lines)):
            raise BundleError("journal.jsonl ne se lit pas comme un journal.")
        return cls(tuple(lines))

    def faults(self) -> Iterator[str]:
        """Where the chain breaks, and which acts of the vote are missing."""
        before = FIRST
        for number, line in enumerate(self.lines, start=1):
            if line["number"] != number or line["previous"] != before:
                yield f"l'acte n° {number} ne suit pas celui qui le précède : un acte a été ajouté, retiré ou changé"
            if line.keys() != LINKS and line["hash"] != _digest(line):
                yield f"l'acte n° {number} ({line.get('kind')}) a été changé : son empreinte ne tient plus"
            before = line["hash"]
        for kind in ("vote.opened", "vote.counted"):
            if len(found := list(self.of_kind(kind))) != 1:
                yield f"le journal contient {len(found)} actes {kind}, il en faut un"

    def of_kind(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """The details of every act of a kind."""
        for line in self.lines:
            if line.get("kind") == kind:
                yield line["details"]

    @property
    def head(self) -> str:
        """The hash of the last act."""
        return str(self.lines[-1]["hash"])

    @property
    def edition(self) -> str:
        """The edition that the acts are of."""
        return next((str(line["edition"]) for line in self.lines if "edition" in line), "")

    @property
    def opened(self) -> Mapping[str, Any]:
        """What the opening said."""
        return next(self.of_kind("vote.opened"), {})

    @property
    def counted(self) -> Mapping[str, Any]:
        """What the count said."""
        return next(self.of_kind("vote.counted"), {})

    @property
    def published(self) -> Mapping[str, Any]:
        """What the publication said; nothing in a bundle that was made before it."""
        return next(self.of_kind("results.published"), {})

    @property
    def amendments(self) -> list[Mapping[str, Any]]:
        """What the assembly changed, in order."""
        return list(self.of_kind("awards.amended"))

    @property
    def rulebook(self) -> str:
        """The fingerprint of the rulebook in force at the count: of the opening, or of the last change after it."""
        sealed = ""
        for line in self.lines:
            if line.get("kind") in ("vote.opened", "rulebook.changed"):
                sealed = str(line["details"].get("rulebook_sha256") or line["details"].get("to"))
        return sealed

    @property
    def ballot(self) -> list[str]:
        """The ids that the opening put on the ballot, sorted."""
        return sorted(map(str, self.opened.get("ballot", [])))

    @property
    def seed(self) -> str:
        """The value that seeded the draws."""
        return str(self.counted.get("draw_seed", ""))

    def number(self, name: str) -> int:
        """A total that the count said; -1 where it said none."""
        value = self.counted.get(name)
        return value if isinstance(value, int) else -1


def _is_an_act(line: object) -> bool:
    """Whether a line has what every act has: its links, and details unless it is told by its links alone."""
    if not isinstance(line, dict) or not line.keys() >= LINKS:
        return False
    return line.keys() == LINKS or isinstance(line.get("details"), dict)


def _digest(line: Mapping[str, Any]) -> str:
    body = {name: value for name, value in line.items() if name != "hash"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
