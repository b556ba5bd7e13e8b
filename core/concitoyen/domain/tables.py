"""The tables of a rulebook: values with their citations, and rules chosen by id."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidatorFunctionWrapHandler, WrapValidator

from concitoyen.domain.model import Model

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
        default = (
            field is not None and not field.is_required() and value == field.get_default(call_default_factory=True)
        )
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


def _id_or_table(written: object, _either: ValidatorFunctionWrapHandler) -> str | Chosen:
    return _rule_id.validate_python(written) if isinstance(written, str) else Chosen.model_validate(written)


Tie = Annotated[RuleId | Chosen, WrapValidator(_id_or_table)]
"""A tie-break: its id, or a table when it has parameters. One fault gives one sentence, not one per reading."""

Provider = Annotated[RuleId | Chosen, WrapValidator(_id_or_table)]
"""A way to show who one is: its id, or a table when it has parameters."""
