"""The rulebook: a règlement as data, each value with the article that says it or marked as our choice."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from concitoyen.domain.award import BudgetLine
from concitoyen.domain.calendar import Calendar, Phase, instant
from concitoyen.domain.category import Category
from concitoyen.domain.count_tables import CountTable, tables_of
from concitoyen.domain.groups import Grouping, Takes
from concitoyen.domain.model import Model
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.tables import Basis, Chosen, Id, Provider, RuleId, Table

__all__ = ["Basis", "Chosen", "CountTable", "Rulebook", "Table"]

PARTS = "core:parts"
"""The form of a ballot that has several parts."""
DECLARATION = "core:declaration"
"""The way to show who one is where the rulebook names none: what the voter declares is enough."""

Age = Annotated[int, Field(ge=1, le=120)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"le fuseau horaire « {name} » est inconnu (exemple : Europe/Paris)"
        raise ValueError(msg) from error
    return name


def _currency_code(written: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", written):
        msg = f"« {written} » n'est pas le code d'une monnaie (ISO 4217, trois majuscules : EUR, PLN, CHF)"
        raise ValueError(msg)
    return written


def _date_and_time(written: object) -> object:
    """A bare date would silently mean its first minute, and a number an instant since 1970."""
    if isinstance(written, datetime | str):
        return written
    msg = "une date et une heure sont attendues (2023-09-01T00:00:00) ; la fermeture est exclue"
    raise ValueError(msg)


Moment = Annotated[datetime, BeforeValidator(_date_and_time)]


class EditionTable(Model):
    """Who holds the edition, under which act, with which packs."""

    id: Id
    title: str = Field(min_length=1)
    packs: tuple[str, ...] = ()
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Paris"
    currency: Annotated[str, AfterValidator(_currency_code)] = "EUR"
    authority: str
    contact: str = ""
    adopted: str = ""
    sources: tuple[str, ...] = ()


class PhaseTable(Table):
    """A phase as written: a time without offset is local to the edition's time zone."""

    kind: Id
    title: str
    opens: Moment
    closes: Moment

    names: ClassVar[frozenset[str]] = frozenset({"kind", "title"})


class RollTable(Table):
    """What makes two voters the same person, how they show who they are, and the ages that are told apart."""

    identity: tuple[Literal["last_name", "first_name", "birth_date", "commune", "email"], ...] = Field(min_length=1)
    providers: tuple[Provider, ...] = Field(default=(DECLARATION,), min_length=1)
    brackets: tuple[Age, ...] = ()

    @model_validator(mode="after")
    def _ages_rise(self) -> Self:
        if list(self.brackets) != sorted(set(self.brackets)):
            raise ValueError("les âges de brackets vont en montant, chacun une fois (exemple : [11, 18, 26, 60])")
        return self

    def chosen(self) -> tuple[tuple[int, Chosen], ...]:
        """The providers as tables, each with its place in the list."""
        tables = (one if isinstance(one, Chosen) else Chosen(rule=one) for one in self.providers)
        return tuple(enumerate(tables))

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], Table]]:
        """The providers that have parameters, with the path that leads to each."""
        for index, provider in enumerate(self.providers):
            if isinstance(provider, Chosen):
                yield ("roll", "providers", index), provider


class UrnTable(Table):
    """Who can open the urn, and whether a ballot may be replaced until the vote closes."""

    sealing: Literal["bureau", "host"] = "host"
    replaceable: bool = False


class TerritoriesTable(Table):
    """The list of territories and communes: by the id that a pack gives it, or a CSV file kept in `files`."""

    list: RuleId | None = None
    file: str | None = None
    title: str = ""
    files: Mapping[str, str] = Field(default_factory=dict)

    names: ClassVar[frozenset[str]] = frozenset({"title", "files"})

    @property
    def places(self) -> tuple[str | None, str]:
        """What the communes are read from: the id of a list, or the text of the file."""
        return self.list, self.files.get(self.file or "", "")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.list is None) == (self.file is None):
            raise ValueError("dites où est la liste : celle d'un pack (list) ou un fichier CSV (file), l'une des deux")
        return self


class CategoryTable(Table):
    """A category, its test and its cap."""

    id: Id
    title: str
    test: str = ""
    combines: tuple[Id, ...] = ()
    cap: Chosen | None = None

    names: ClassVar[frozenset[str]] = frozenset({"id", "title"})

    def as_category(self) -> Category:
        """The category as the domain knows it."""
        basis = self.basis("test") or self.basis("title")
        return Category(
            id=self.id,
            title=self.title,
            test=self.test,
            combines=self.combines,
            article=basis.text if basis else "",
        )


class CategoriesTable(Table):
    """The scheme of categories and their list."""

    model_config = ConfigDict(extra="allow")

    scheme: RuleId
    list: tuple[CategoryTable, ...] = ()


def _themes(written: object, _either: ValidatorFunctionWrapHandler) -> str | Mapping[str, str]:
    return _rule_id.validate_python(written) if isinstance(written, str) else _named.validate_python(written)


_rule_id = TypeAdapter[str](RuleId)
_named = TypeAdapter[Mapping[str, str]](Mapping[Id, str])
Themes = Annotated[RuleId | Mapping[Id, str], WrapValidator(_themes)]
"""Themes of a dataset, by its id, or listed: id and name. One fault gives one sentence, not one per reading."""


class ProposalsTable(Table):
    """What a file may say: the list of themes and how many of them; and the labels that the committee may give."""

    themes: Themes | None = None
    themes_at_most: int | None = Field(default=None, ge=1)
    labels: Mapping[Id, str] = Field(default_factory=dict)


class PartTable(Table):
    """A part of a ballot that has several, with a form of its own; every other key is a parameter of the form."""

    model_config = ConfigDict(extra="allow")

    id: Id
    title: str
    form: RuleId
    takes: Takes = Takes()
    by: Grouping | None = None
    one_of: bool = False
    groups_at_most: int | None = Field(default=None, ge=1)
    required: bool = False
    each: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)

    names: ClassVar[frozenset[str]] = frozenset({"id", "title"})

    @model_validator(mode="after")
    def _one_of_several(self) -> Self:
        if self.one_of and self.by is None:
            raise ValueError('one_of choisit une partie parmi plusieurs : dites lesquelles avec by (by = "territory")')
        if self.one_of and self.required:
            raise ValueError("one_of laisse le choix du groupe, required les demande tous : gardez l'un des deux")
        if self.groups_at_most is not None and (self.one_of or self.required or self.by is None):
            raise ValueError(
                "groups_at_most laisse le choix de quelques groupes : donnez-le avec by, sans one_of ni required"
            )
        if self.each and self.by is None:
            raise ValueError('each donne ses paramètres à un groupe : dites lesquels avec by (by = "territory")')
        return self

    @property
    def groups_marked(self) -> int | None:
        """How many groups a voter may mark; None for all."""
        return 1 if self.one_of else self.groups_at_most

    def own(self, group: str) -> Chosen:
        """The form of one group, with the parameters that it has of its own."""
        return Chosen.model_validate({"rule": self.form, **self.extras(), **self.each[group]})


class BallotTable(Table):
    """The form of the ballot, every other key being a parameter of it; `core:parts` has parts, each with its form."""

    model_config = ConfigDict(extra="allow")

    form: RuleId
    parts: tuple[PartTable, ...] = ()

    @model_validator(mode="after")
    def _parts_where_they_belong(self) -> Self:
        if bool(self.parts) != (self.form == PARTS):
            raise ValueError(f"un bulletin en plusieurs parties s'écrit form = « {PARTS} » avec des [[ballot.parts]]")
        return self


class LineTable(Table):
    """A budget line open to this edition."""

    id: Id
    operation: str = ""
    imputation: str
    label: str
    kind: Literal["AE", "CP"] = "AE"
    available: NonNegativeMoney

    def as_line(self) -> BudgetLine:
        """The line as the domain knows it."""
        return BudgetLine.model_validate(self.model_dump(exclude=set(self.citation_keys)))


class DocumentTable(Table):
    """Which model of document serves for which kind."""

    kind: Id
    model: RuleId

    names: ClassVar[frozenset[str]] = frozenset({"kind"})


class Rulebook(Model):
    """A whole règlement, as read from its TOML file; rules are still ids, bound to packs later."""

    edition: EditionTable
    phases: tuple[PhaseTable, ...] = Field(min_length=1)
    eligibility: tuple[Chosen, ...] = ()
    roll: RollTable
    urn: UrnTable = UrnTable()
    territories: TerritoriesTable
    categories: CategoriesTable
    proposals: ProposalsTable = ProposalsTable()
    ballot: BallotTable
    count: CountTable
    budget_lines: tuple[LineTable, ...] = ()
    documents: tuple[DocumentTable, ...] = ()

    @cached_property
    def calendar(self) -> Calendar:
        """The phases as instants; raises ValueError as `instant` and `Phase` do."""
        zone = self.edition.timezone
        phases = tuple(
            Phase(
                kind=table.kind,
                title=table.title,
                opens=instant(table.opens, zone),
                closes=instant(table.closes, zone),
                article=basis.text if (basis := table.basis("opens")) else "",
            )
            for table in self.phases
        )
        return Calendar(timezone=zone, phases=phases)

    def canonical(self) -> str:
        """One text for one meaning: JSON with sorted keys, whatever the layout and comments of the file."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def sha256(self) -> str:
        """The fingerprint by which the rulebook is frozen when the vote opens."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @classmethod
    def from_canonical(cls, text: str) -> "Rulebook":
        """Read what `canonical` wrote."""
        return cls.model_validate(json.loads(text))

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], Table]]:
        """Every table with citations and the path that leads to it."""
        for section in ("phases", "eligibility", "budget_lines", "documents"):
            for index, table in enumerate(getattr(self, section)):
                yield (section, index), table
        for section in ("roll", "urn", "territories", "categories", "proposals", "ballot", "count"):
            yield (section,), getattr(self, section)
        yield from self.roll.tables()
        for index, category in enumerate(self.categories.list):
            yield ("categories", "list", index), category
            if category.cap:
                yield ("categories", "list", index, "cap"), category.cap
        for index, part in enumerate(self.ballot.parts):
            yield ("ballot", "parts", index), part
        yield from tables_of(self.count)
