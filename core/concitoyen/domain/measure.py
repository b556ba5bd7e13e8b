"""What an outcome is worth: exact figures that a pack takes of an election and of an outcome."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from concitoyen.domain.count import Election, Outcome, Score
from concitoyen.domain.languages import Language, money, number, to_translate, translated, written
from concitoyen.domain.model import Model, Rule
from concitoyen.domain.money import NO_BREAK_SPACE, Money
from concitoyen.domain.reasons import Message

Unit = Literal["share", "voters", "money", "verdict"]
"""A share of one; a number of voters; cents; 1 for yes and 0 for no."""


class Figure(Model):
    """One figure, exact; `value` is None where it could not be settled, `note` tells more, a `headline` is shown."""

    id: str
    label: Message
    value: Score | None
    unit: Unit
    note: Message | None = None
    headline: bool = False

    def shown(self, language: Language = "fr") -> str:
        """The figure for people, rounded where it must be: « 87,5 % », « 1 812 », « 4 000 € », « oui »."""
        if self.value is None:
            return translated(to_translate("indéterminé"), language)
        if self.unit == "verdict":
            return translated(to_translate("oui") if self.value else to_translate("non"), language)
        if self.unit == "money":
            return money(Money(round(self.value)), language)
        if self.unit == "voters":
            return number(round(self.value), language)
        return written(_percent(Fraction(self.value)), language)


class Measured(Model):
    """The figures that a measure took of one outcome."""

    measure: str
    title: str
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure | None:
        """A figure by its id, where it was taken."""
        return next((figure for figure in self.figures if figure.id == name), None)


class Measure(Rule, ABC):
    """A way to measure outcomes; `costly` says that it is only taken when somebody asks for it."""

    costly: ClassVar[bool] = False

    @abstractmethod
    def of(self, election: Election, outcomes: Sequence[Outcome]) -> Sequence[Sequence[Figure]]:
        """The figures of each outcome of an election, in the order of outcomes."""


def _percent(share: Fraction) -> str:
    tenths = round(share * 1000)
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}{NO_BREAK_SPACE}%" if rest else f"{whole}{NO_BREAK_SPACE}%"
