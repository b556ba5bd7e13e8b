"""The tables of the count: the rule and its envelope, and what the règlement adds around it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from concitoyen.domain.channel import CHANNELS, Weights
from concitoyen.domain.groups import Grouping, Takes
from concitoyen.domain.money import Money, NonNegativeMoney, total
from concitoyen.domain.tables import Chosen, Id, RuleId, Table, Tie

Percent = Annotated[Decimal, Field(gt=0, le=100)]
Shared = Literal["equally", "population", "voters"]


def _is_fraction(written: str) -> str:
    over, slash, under = written.partition("/")
    plain = slash and all(part.strip().isascii() and part.strip().isdigit() for part in (over, under))
    if not plain or not 0 < int(over) <= int(under):
        msg = f"« {written} » n'est pas une fraction de l'enveloppe (exemples : 2/3, 1/4)"
        raise ValueError(msg)
    return written


Fractional = Annotated[str, AfterValidator(_is_fraction)]
"""A fraction of a whole, above 0 and 1 at most, as people write it: « 2/3 »."""


GROUPS_SHARED_BY: Mapping[str, tuple[Grouping, ...]] = MappingProxyType(
    {
        "population": ("territory", "epci", "commune"),
        "voters": ("category", "territory", "canton", "epci", "commune", "label", "theme"),
    }
)
"""Where each group has inhabitants of its own; where voters of a group can be counted."""


class PotTable(Table):
    """A part of the envelope: which projects, how much, and where what is left goes."""

    id: Id
    title: str
    takes: Takes = Takes()
    by: Grouping | None = None
    amount: NonNegativeMoney | None = None
    amounts: Mapping[str, NonNegativeMoney] = Field(default_factory=dict)
    percent: Percent | None = None
    fraction: Fractional | None = None
    shared: Shared | None = None
    left_to: Id | None = None
    projects_at_most: int | None = Field(default=None, ge=1)
    voters: Literal["all", "concerned"] = "all"
    count: Chosen | None = None
    ties: tuple[Tie, ...] = ()

    names: ClassVar[frozenset[str]] = frozenset({"id", "title"})

    @model_validator(mode="after")
    def _one_way_to_say_how_much(self) -> Self:
        stated = [bool(self.amounts) or self.amount is not None, self.percent is not None, self.fraction is not None]
        if sum(stated) > 1:
            raise ValueError("donnez un montant (amount, amounts) ou une part (percent, fraction), pas les deux")
        if self.by is None and self.amounts:
            raise ValueError('amounts donne un montant à chaque groupe : dites lesquels avec by (by = "territory")')
        if self.shared is not None and (self.by is None or self.amounts):
            raise ValueError("shared partage le montant de la part entre des groupes : donnez by, et pas amounts")
        if self.shared in ("population", "voters") and self.by not in GROUPS_SHARED_BY[self.shared]:
            raise ValueError(
                f'shared = "{self.shared}" partage entre des groupes de l\'un de ces genres : '
                f"{', '.join(GROUPS_SHARED_BY[self.shared])}"
            )
        if self.by is not None and self.shared is None and not any(stated):
            raise ValueError(
                "dites combien reçoit chaque groupe (amount, amounts, percent ou fraction), ou comment ils partagent "
                "ce que reçoit la part (shared)"
            )
        return self

    @property
    def share(self) -> Fraction | None:
        """The part of the envelope that is stated for the pot, if it is stated as one."""
        if self.fraction is not None:
            return Fraction(self.fraction.replace(" ", ""))
        return None if self.percent is None else Fraction(self.percent) / 100

    @property
    def is_rest(self) -> bool:
        """Whether the pot receives what the others leave of the envelope."""
        return self.amount is None and self.share is None and not self.amounts

    def stated(self, envelope: Money) -> Money:
        """The least that the rulebook takes from the envelope for this pot; groups that it does not name aside."""
        if self.amounts:
            return total(list(self.amounts.values()))
        return envelope.fraction(self.share) if self.share is not None else self.amount or Money(0)


class ConditionTable(Chosen):
    """A condition chosen by id, in one pot or in all; every other key is a parameter."""

    pot: Id | None = None


class DecidedTable(Table):
    """Projects that the vote does not decide; `charged` says whether the envelope pays those that are funded."""

    projects: tuple[str, ...] = Field(min_length=1)
    outcome: Literal["funded", "set-aside"]
    charged: bool = True


class FillingTable(Table):
    """What becomes of the money that the rule leaves."""

    leftover: Chosen | None = None
    partial_percent: Percent | None = None
    overshoot: NonNegativeMoney | None = None
    overshoot_percent: Percent | None = None
    pots: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _a_stated_amount(self) -> Self:
        if self.overshoot_percent is not None and self.overshoot is None:
            raise ValueError("dites de combien on peut dépasser au plus : overshoot = un montant")
        return self


class CountTable(Table):
    """The voting rule, its envelope, the budget line charged, the criteria between equals, and what stands around.

    Parameters of the rule are the other keys.
    """

    model_config = ConfigDict(extra="allow")

    rule: RuleId
    envelope: NonNegativeMoney
    line: Id
    ties: tuple[Tie, ...] = ()
    weights: Weights = Field(default_factory=dict)
    pots: tuple[PotTable, ...] = ()
    conditions: tuple[ConditionTable, ...] = ()
    decided: tuple[DecidedTable, ...] = ()
    filling: FillingTable | None = None

    def most(self) -> Money:
        """The most that may be awarded: the envelope, and by how much it may be exceeded."""
        overshoot = self.filling.overshoot if self.filling else None
        return self.envelope + (overshoot or Money(0))

    @field_validator("weights")
    @classmethod
    def _every_channel(cls, weights: Weights) -> Weights:
        silent = [channel for channel in CHANNELS if weights and channel not in weights]
        if silent:
            raise ValueError(
                f"le poids de {' et '.join(silent)} manque : dites celui de chaque canal (site = 1, paper = 2)"
            )
        return weights

    @field_validator("pots")
    @classmethod
    def _one_rest(cls, pots: tuple[PotTable, ...]) -> tuple[PotTable, ...]:
        rest = [pot.id for pot in pots if pot.is_rest]
        if len(rest) > 1:
            raise ValueError(
                f"une seule part peut recevoir ce que les autres laissent de l'enveloppe, pas {' et '.join(rest)} : "
                "donnez aux autres un montant (amount) ou une part (percent, fraction)"
            )
        return pots


def tables_of(count: CountTable) -> Iterator[tuple[tuple[str | int, ...], Table]]:
    """Every table below `[count]` that has citations, with the path that leads to it."""
    yield from _ties(count.ties, ("count", "ties"))
    for index, pot in enumerate(count.pots):
        yield ("count", "pots", index), pot
        if pot.count:
            yield ("count", "pots", index, "count"), pot.count
        yield from _ties(pot.ties, ("count", "pots", index, "ties"))
    for section in ("conditions", "decided"):
        for index, table in enumerate(getattr(count, section)):
            yield ("count", section, index), table
    if count.filling:
        yield ("count", "filling"), count.filling
        if count.filling.leftover:
            yield ("count", "filling", "leftover"), count.filling.leftover


def _ties(ties: tuple[Tie, ...], path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Table]]:
    for index, tie in enumerate(ties):
        if isinstance(tie, Chosen):
            yield (*path, index), tie
