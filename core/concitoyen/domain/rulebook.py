"""The rulebook: a règlement as data, each value with the article that says it or marked as our choice."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from concitoyen.domain.award import BudgetLine
from concitoyen.domain.calendar import Calendar, Phase, instant
from concitoyen.domain.category import Category
from concitoyen.domain.model import Model
from concitoyen.domain.money import NonNegativeMoney

ID = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
RULE_ID = r"[a-z][a-z0-9_]*:[a-z0-9]+(?:-[a-z0-9]+)*"


def _is_id(name: str) -> str:
    if not re.fullmatch(ID, name):
        msg = f"« {name} » n'est pas un identifiant : minuscules sans accent, chiffres et tirets (exemple : ma-ville)"
        raise ValueError(msg)
    return name


def _is_rule_id(name: str) -> str:
    if not re.fullmatch(RULE_ID, name):
        msg = f"« {name} » ne nomme pas une règle d'un pack (exemple : core:minimum-age)"
        raise ValueError(msg)
    return name


Id = Annotated[str, AfterValidator(_is_id)]
RuleId = Annotated[str, AfterValidator(_is_rule_id)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"le fuseau horaire « {name} » est inconnu (exemple : Europe/Paris)"
        raise ValueError(msg) from error
    return name


class Basis(Model):
    """Where a value comes from: an article, or a choice of ours that the sources leave open."""

    kind: Literal["article", "choice"]
    text: str


class Table(Model):
    """A table of the rulebook with its citations.

    `article` covers every key, `articles` one key each, and `choices` marks a key that no source states,
    with the reason for what was chosen.
    """

    article: str = ""
    articles: Mapping[str, str] = Field(default_factory=dict)
    choices: Mapping[str, str] = Field(default_factory=dict)

    citation_keys: ClassVar[frozenset[str]] = frozenset({"article", "articles", "choices"})
    names: ClassVar[frozenset[str]] = frozenset({"id"})

    def values(self) -> dict[str, Any]:
        """What the table says, citations left out; a default is told only when it has a citation of its own.

        So the file and its canonical text, where defaults are spelt out, tell the same.
        """
        return {key: value for key, value in self.written().items() if self._tells(key, value)}

    def written(self) -> dict[str, Any]:
        """Every key that the text gives, citations left out."""
        own = {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}
        return {key: value for key, value in {**own, **self.extras()}.items() if key not in self.citation_keys}

    def _tells(self, key: str, value: object) -> bool:
        field = type(self).model_fields.get(key)
        default = field is not None and not field.is_required() and value == field.get_default()
        return not default or key in self.articles or key in self.choices

    def extras(self) -> dict[str, Any]:
        """The parameters of a chosen rule."""
        return dict(self.model_extra or {})

    def basis(self, key: str) -> Basis | None:
        """The article or choice behind one value."""
        if choice := self.choices.get(key, "").strip():
            return Basis(kind="choice", text=choice)
        article = self.articles.get(key, self.article).strip()
        return Basis(kind="article", text=article) if article else None

    def unfounded(self) -> list[str]:
        """The keys that neither an article nor a choice explains; nested tables answer for themselves."""
        return [key for key, value in self.written().items() if self._is_own(key, value) and not self.basis(key)]

    def _is_own(self, key: str, value: object) -> bool:
        parts = value if isinstance(value, tuple) else (value,)
        nested = bool(parts) and all(isinstance(part, Table) for part in parts)
        return key not in self.names and not nested


class Chosen(Table):
    """A rule chosen by id; every other key is a parameter, validated by the model that its pack gives."""

    model_config = ConfigDict(extra="allow")

    rule: RuleId


_rule_id = TypeAdapter[str](RuleId)


def _tie(written: object, _either: ValidatorFunctionWrapHandler) -> str | Chosen:
    return _rule_id.validate_python(written) if isinstance(written, str) else Chosen.model_validate(written)


Tie = Annotated[RuleId | Chosen, WrapValidator(_tie)]
"""A tie-break: its id, or a table when it has parameters. One fault gives one sentence, not one per reading."""


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
    """What makes two voters the same person."""

    identity: tuple[Literal["last_name", "first_name", "birth_date", "commune", "email"], ...] = Field(min_length=1)


class TerritoriesTable(Table):
    """The list of territories and communes, by the id that a pack gives it."""

    list: RuleId


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


class ProposalsTable(Table):
    """What a file may say: the list of themes and how many of them."""

    themes: RuleId | None = None
    themes_at_most: int | None = Field(default=None, ge=1)


class BallotTable(Table):
    """The form of the ballot; every other key is a parameter of the form."""

    model_config = ConfigDict(extra="allow")

    form: RuleId


class CountTable(Table):
    """The voting rule, its envelope, the budget line charged, and the criteria between equals, in order."""

    model_config = ConfigDict(extra="allow")

    rule: RuleId
    envelope: NonNegativeMoney
    line: Id
    ties: tuple[Tie, ...] = ()


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
        for section in ("roll", "territories", "categories", "proposals", "ballot", "count"):
            yield (section,), getattr(self, section)
        for index, category in enumerate(self.categories.list):
            yield ("categories", "list", index), category
            if category.cap:
                yield ("categories", "list", index, "cap"), category.cap
        for index, tie in enumerate(self.count.ties):
            if isinstance(tie, Chosen):
                yield ("count", "ties", index), tie
