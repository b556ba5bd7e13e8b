"""The rulebook's tables as entries of the rules page: values in words, grouped by the article that covers them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from concitoyen.domain.dates import closing_words, french_date, opening_words
from concitoyen.domain.model import Rule
from concitoyen.domain.money import NO_BREAK_SPACE
from concitoyen.domain.rulebook import Basis, Table
from concitoyen.web.contexts.base import Provenance
from concitoyen.web.contexts.rules import RuleEntry
from concitoyen.web.wording import listing

KEYS = {
    "age": "âge",
    "amount": "montant",
    "at_least": "au moins",
    "at_most": "au plus",
    "available": "disponible",
    "bound": "lecture",
    "ceiling": "jamais plus de",
    "closes": "fin",
    "envelope": "enveloppe",
    "exactly": "nombre de choix",
    "identity": "reconnus par",
    "imputation": "imputation",
    "kind": "nature des crédits",
    "label": "libellé",
    "line": "ligne du budget",
    "list": "liste",
    "may_abstain": "on peut ne pas choisir dans une catégorie",
    "minimum_votes": "nombre de voix minimum",
    "model": "modèle",
    "on": "vérifié",
    "opens": "début",
    "operation": "opération",
    "percent": "part du coût total",
    "round_down_to": "arrondi à",
    "skip": "si un projet coûte plus que ce qui reste, on passe au suivant",
    "themes": "thèmes",
    "themes_at_most": "thèmes au plus par projet",
    "ties": "en cas d’égalité, dans cet ordre",
    "within": "seulement dans",
}
"""French words for the keys that rulebooks use; another pack's own key is shown as it is written."""

VALUES = {
    ("bound", "from"): "à partir de cet âge, compris",
    ("bound", "over"): "plus que cet âge",
    ("identity", "birth_date"): "la date de naissance",
    ("identity", "commune"): "la commune",
    ("identity", "email"): "l’adresse e-mail",
    ("identity", "first_name"): "le prénom",
    ("identity", "last_name"): "le nom",
    ("kind", "AE"): "autorisation d’engagement",
    ("kind", "CP"): "crédits de paiement",
    ("on", "vote"): "le premier jour du vote",
}
UNITS = {"age": "ans", "percent": "%"}
REQUIRED = "condition exigée"
CHOSEN = frozenset({"rule", "form", "scheme"})


def value_words(key: str, value: object) -> str:
    """One value of the rulebook as people read it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return closing_words(value) if key == "closes" else opening_words(value)
    if isinstance(value, date):
        return french_date(value)
    if isinstance(value, tuple | list):
        return listing([value_words(key, item) for item in value])
    if key in UNITS:
        return f"{value}{NO_BREAK_SPACE}{UNITS[key]}".replace(".", ",")
    return VALUES.get((key, str(value)), str(value))


def parameters(rule: Rule) -> dict[str, Any]:
    """The parameters of a bound rule, by key, those that are left out aside."""
    return {name: value for name, value in rule if value not in (None, ())}


def rule_line(rule: Rule) -> str:
    """A rule with its parameters on one line: « Plafond fixe : 5 000 € »."""
    given = {key: value for key, value in parameters(rule).items() if key in rule.model_fields_set}
    if not given:
        return rule.title
    words = [value_words(key, value) for key, value in given.items()]
    if len(given) > 1:
        words = [f"{_key(key)} {word}" for key, word in zip(given, words, strict=True)]
    return f"{rule.title}{NO_BREAK_SPACE}: {', '.join(words)}"


def entries(
    table: Table, label: str, rule: Rule | None = None, said: Mapping[str, str] | None = None
) -> tuple[RuleEntry, ...]:
    """The entries of a table: its values in the order written, those that one source covers together.

    `rule` is the bound rule that the table chooses; `said` gives the words of some keys, an empty text to leave
    a key out.
    """
    values = {**_typed(table, rule), **dict(said or {})}
    shown = [key for key in table.values() if key not in table.names and _speaks(values.get(key, ""))]
    if rule and rule.title == label:  # the label has said it already, unless there is nothing else to say
        shown = [key for key in shown if key not in CHOSEN] or shown
    return tuple(_grouped(table, label, shown, values, rule))


def _speaks(value: object) -> bool:
    """Whether a value is one to show: not empty, not a table of its own."""
    nested = isinstance(value, Table) or (isinstance(value, tuple) and any(isinstance(item, Table) for item in value))
    return value != "" and not nested


def _typed(table: Table, rule: Rule | None) -> dict[str, Any]:
    values = table.values()
    return {**values, **{key: value for key, value in parameters(rule).items() if key in values}} if rule else values


def _grouped(
    table: Table, label: str, keys: list[str], values: Mapping[str, Any], rule: Rule | None
) -> Iterator[RuleEntry]:
    for basis, group in groupby(keys, key=table.basis):
        words = [_clause(key, values[key], label, rule) for key in group]
        yield RuleEntry(label=label, value=_raised(f"{NO_BREAK_SPACE}; ".join(words)), source=provenance(basis))


def _clause(key: str, value: object, label: str, rule: Rule | None) -> str:
    if key in CHOSEN and rule:
        return REQUIRED if rule.title == label else rule.title
    return f"{_key(key)}{NO_BREAK_SPACE}: {value_words(key, value)}"


def _key(key: str) -> str:
    return KEYS.get(key, key.replace("_", " "))


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def provenance(basis: Basis | None) -> Provenance:
    """Where a value comes from."""
    if basis is None:
        return Provenance()
    return Provenance(choice=basis.text) if basis.kind == "choice" else Provenance(article=basis.text)
