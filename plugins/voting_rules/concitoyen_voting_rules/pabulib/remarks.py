"""What a reader must be told of a file that can nevertheless be counted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """A French sentence, its kind, and the first place it speaks of, from 1 (0 where it is about the whole file)."""

    kind: str
    text: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"ligne {self.line}, colonne {self.column} : {self.text}" if self.line else self.text
