"""Every error that Concitoyen raises on purpose.

ConcitoyenError
├── RulebookError      a rulebook cannot be read, or asks for what no active pack offers
├── Refused            an act is refused, with reasons; nothing was written
├── NotFound           an edition, a proposal or a document that does not exist
├── CountError         ballots cannot be counted as the rulebook asks
│   └── UnresolvedTie  the rulebook's list of tie-breaks leaves candidates equal
├── ElectionFileError  a file of ballots is refused; the sentence names its file, line and column
├── BundleError        a file is not a bundle of a vote, or not one that this version reads
├── JournalBroken      the chain of acts does not hold
├── StoreError         the database cannot be reached or used as it is; the sentence says the way out
│   ├── NotMigrated    its tables are not those of the installed version
│   ├── Overtaken      someone else wrote first; the act may be tried again
│   └── Busy           too much waits to be written already; nothing was taken in
├── MailError          a letter could not be handed over to the mail server; it may be sent again
├── SettingsError      a setting of this host (CONCITOYEN_…) is wrong or missing
├── DocumentError      a document lacks a field, or its template cannot be rendered
└── PackError          a pack cannot be loaded, or contributes what it must not
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concitoyen.domain.problems import Problem
    from concitoyen.domain.reasons import Objection


class ConcitoyenError(Exception):
    """The root of the tree; its text is a sentence that says what happened and what to do."""


class RulebookError(ConcitoyenError):
    """A rulebook is refused; `problems` lists every one of its faults, not only the first."""

    def __init__(self, source: str, problems: "Sequence[Problem]") -> None:
        self.source = source
        self.problems = tuple(problems)
        lines = "\n".join(f"  {source}{problem.place} : {problem.text}" for problem in self.problems)
        plural = "s" if len(self.problems) > 1 else ""
        super().__init__(f"Le règlement est refusé, {len(self.problems)} point{plural} à corriger :\n{lines}")


class Refused(ConcitoyenError):  # noqa: N818 - « Refused » is the word of the trade, and reads better in a handler
    """An act is refused for reasons that the person may read; nothing was written."""

    def __init__(self, objections: "Sequence[Objection]") -> None:
        self.objections = tuple(objections)
        super().__init__(" ".join(objection.text for objection in self.objections))


class NotFound(ConcitoyenError):  # noqa: N818 - named as the page that it becomes
    """The thing asked for does not exist."""


class CountError(ConcitoyenError):
    """The ballots cannot be counted as the rulebook asks."""


class UnresolvedTie(CountError):  # noqa: N818 - says the state, as its siblings do
    """The rulebook's tie-breaks leave several candidates equal, and nothing else may choose between them."""


class ElectionFileError(ConcitoyenError):
    """A file of ballots cannot be read as an election; `line` and `column` count from 1, 0 where there is none."""

    def __init__(self, source: str, line: int, column: int, text: str) -> None:
        self.source, self.line, self.column, self.text = source, line, column, text
        place = f", ligne {line}, colonne {column}" if line else ""
        super().__init__(f"{source}{place} : {text}")

    def __reduce__(self) -> tuple[type["ElectionFileError"], tuple[str, int, int, str]]:
        """Rebuilt from its parts when it comes back from another process."""
        return type(self), (self.source, self.line, self.column, self.text)


class BundleError(ConcitoyenError):
    """A file cannot be read as the bundle of a vote."""


class JournalBroken(ConcitoyenError):  # noqa: N818 - says the state, as its siblings do
    """An act of the journal was changed, removed or inserted after the fact."""


class StoreError(ConcitoyenError):
    """The database cannot be reached, opened or written to; the sentence says what to do."""


class NotMigrated(StoreError):  # noqa: N818 - says the state, as its siblings do
    """The tables of the database are not those that the installed version needs."""


class Overtaken(StoreError):  # noqa: N818 - says what happened to the act
    """Another act was written in between: nothing was written, and the same act may be tried again."""


class AttemptUsed(Overtaken):
    """Another voter's ballot was cast under the same attempt: nothing was written, and another attempt is needed."""


class Busy(StoreError):  # noqa: N818 - says the state, as its siblings do
    """More waits to be written than can be soon: nothing was taken in, and the same act may be tried again."""


class MailError(ConcitoyenError):
    """A letter was not sent; the sentence says why to the host, and the person may ask for it again."""


class SettingsError(ConcitoyenError):
    """A setting of this host cannot be used: the sentence names the variable of the environment."""


class DocumentError(ConcitoyenError):
    """A document cannot be made: the sentence names the document, the subject and every faulty field."""


class PackError(ConcitoyenError):
    """A pack cannot be used: the sentence names the pack, the cause and the way out."""
