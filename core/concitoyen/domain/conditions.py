"""What a règlement asks beside its voting rule: bars, floors and quotas over the candidates."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.composition.quota import Quota
from concitoyen.domain.count import Election
from concitoyen.domain.groups import Titles
from concitoyen.domain.model import Model, Rule
from concitoyen.domain.reasons import Message

How = Literal["first", "correct"]


class Floor(Model):
    """A set of candidates of which at least so many are funded; `title` is the group as people call it."""

    title: str
    candidates: frozenset[str]
    least: int = Field(ge=1)


class Condition(Rule, ABC):
    """A condition of the count, chosen by `[[count.conditions]]`; it is a `Bar`, a `Limit` or a `Guarantee`."""

    def faults(self, titles: Titles) -> Sequence[str]:
        """What is wrong with the parameters in this edition, in sentences; checked when the rulebook is read."""
        return ()


class Bar(Condition, ABC):
    """Keeps candidates out of the count."""

    @abstractmethod
    def refusals(self, election: Election) -> Mapping[str, Message]:
        """Why each candidate that is kept out is, by id."""


class Limit(Condition, ABC):
    """Lets no more than so many candidates, or so much money, be funded in some sets."""

    @abstractmethod
    def quotas(self, candidates: Sequence[Candidate], titles: Titles) -> Sequence[Quota]:
        """The sets and their maximum."""


class Guarantee(Condition, ABC):
    """Has at least so many candidates funded in some sets.

    `how` is `first` to fund them before the others, or `correct` to count as if nothing was asked, then give them
    the places of the last laureates that their own groups can spare.
    """

    how: How = "first"

    @abstractmethod
    def floors(self, candidates: Sequence[Candidate], titles: Titles) -> Sequence[Floor]:
        """The sets and their minimum."""
