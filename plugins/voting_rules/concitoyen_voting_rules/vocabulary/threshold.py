"""A project must be chosen by enough voters, or have enough points, to be counted at all."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from concitoyen.domain.conditions import Bar
from concitoyen.domain.count import Election
from concitoyen.domain.groups import Takes, Titles, takes_faults
from concitoyen.domain.languages import to_translate
from concitoyen.domain.money import NO_BREAK_SPACE
from concitoyen.domain.reasons import Message
from concitoyen.domain.support import support

PERCENT = to_translate("il fallait les voix d'au moins {needed} des votants, il en a {reached} : non retenu")
MORE_THAN_PERCENT = to_translate("il fallait les voix de plus de {needed} des votants, il en a {reached} : non retenu")
VOTES = to_translate("il fallait au moins {needed} voix, il en a {reached} : non retenu")
MORE_THAN_VOTES = to_translate("il fallait plus de {needed} voix, il en a {reached} : non retenu")
POINTS = to_translate("il fallait au moins {needed} point(s), il en a {reached} : non retenu")
MORE_THAN_POINTS = to_translate("il fallait plus de {needed} point(s), il en a {reached} : non retenu")


class Threshold(Bar):
    """Keeps out who has fewer than so many voters (`votes`), so large a share of them (`percent`), or points.

    `bound` is `at-least`, or `more-than` where reaching the figure is not enough. `takes` restricts the threshold to
    some projects. A voter chooses a project by giving it something; blank ballots count in the share.
    """

    id: ClassVar[str] = "threshold"
    title: ClassVar[str] = "Seuil"

    votes: int | None = Field(default=None, ge=0)
    percent: Decimal | None = Field(default=None, ge=0, le=100)
    points: int | None = Field(default=None, ge=0)
    bound: Literal["at-least", "more-than"] = "at-least"
    takes: Takes = Takes()

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        given = [one for one in (self.votes, self.percent, self.points) if one is not None]
        if len(given) != 1:
            raise ValueError("donnez un seul seuil : votes (un nombre), percent (une part des votants) ou points")
        return self

    def faults(self, titles: Titles) -> Sequence[str]:
        """Groups that this edition does not have."""
        return takes_faults(self.takes, titles)

    def refusals(self, election: Election) -> Mapping[str, Message]:
        """Why each candidate below the threshold is not counted."""
        reached = support(election, points=self.points is not None)
        needed = self._needed(election.voters)
        return {
            one.id: self._why(reached[one.id])
            for one in election.candidates
            if self.takes.takes(one) and not self._passes(reached[one.id], needed)
        }

    def _needed(self, voters: int) -> Fraction:
        if self.percent is not None:
            return Fraction(self.percent) * voters / 100
        return Fraction(self.votes if self.votes is not None else self.points or 0)

    def _passes(self, reached: int, needed: Fraction) -> bool:
        return reached > needed if self.bound == "more-than" else reached >= needed

    def _why(self, reached: int) -> Message:
        strict = self.bound == "more-than"
        if self.percent is not None:
            needed = f"{f'{self.percent:f}'.replace('.', ',')}{NO_BREAK_SPACE}%"
            message = MORE_THAN_PERCENT if strict else PERCENT
        elif self.votes is not None:
            needed, message = str(self.votes), MORE_THAN_VOTES if strict else VOTES
        else:
            needed, message = str(self.points), MORE_THAN_POINTS if strict else POINTS
        return Message(message=message, values={"needed": needed, "reached": reached})
