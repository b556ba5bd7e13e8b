"""Elections held elsewhere, in files: what a format that a pack offers can say of one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule
from concitoyen.domain.model import Model

Verdict = Literal["reproduced", "tie", "differs", "no-selection", "no-rule"]
Level = Literal["error", "warning"]


class FileRemark(Model):
    """What a reader should know of a file; line and column count from 1, 0 where the whole file is meant."""

    kind: str
    text: str
    level: Level = "warning"
    line: int = 0
    column: int = 0


class ElectionInfo(Model):
    """What a file holds; amounts are written in the file's currency."""

    title: str
    rule: str
    ballot_form: str
    projects: int
    voters: int
    distinct_ballots: int
    marks: int
    budget: str
    currency: str
    selected: int | None
    remarks: tuple[FileRemark, ...] = ()


class ElectionCount(Model):
    """Who is funded when a rule counts the ballots of a file, in the order of the rule; amounts in its currency."""

    rule: str
    funded: tuple[str, ...]
    spent: str
    budget: str
    voters: int
    ties: int
    currency: str = ""
    remarks: tuple[FileRemark, ...] = ()


class ElectionReplay(Model):
    """What the ballots give under the rule that the file names, beside what was decided.

    `tie` says that an order among equals explains the decision and that the file does not give that order;
    `no-rule` that the file names no rule. `equals` counts the ties that the order of the file has settled.
    """

    rule: str
    verdict: Verdict
    why: str
    funded: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    equals: int = 0
    remarks: tuple[FileRemark, ...] = ()


class ElectionFormat(ABC):
    """A format of election files, on bytes; `name` is the file's name, as faults show it.

    Every method raises ElectionFileError, with line and column, on a file that it cannot trust.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    suffix: ClassVar[str]

    @abstractmethod
    def read(self, content: bytes, name: str) -> Election:
        """The election, ready for any voting rule."""

    @abstractmethod
    def info(self, content: bytes, name: str) -> ElectionInfo:
        """What the file holds."""

    @abstractmethod
    def count(self, content: bytes, name: str, rule: VotingRule, ties: Sequence[tuple[str, TieBreak]]) -> ElectionCount:
        """Who is funded under a voting rule of any pack."""

    @abstractmethod
    def replay(self, content: bytes, name: str) -> ElectionReplay:
        """The official outcome recomputed from the ballots."""

    @abstractmethod
    def check(self, content: bytes, name: str) -> tuple[FileRemark, ...]:
        """Every fault that the format's own checker would find, and what could give a wrong winner."""

    @abstractmethod
    def write(self, election: Election, outcome: Outcome | None, facts: Mapping[str, str]) -> bytes:
        """A file of this format; `facts` are what the format asks beside the election, by its own keys."""
