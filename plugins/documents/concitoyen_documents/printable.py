"""From merge fields to what a template receives: plain JSON, every amount and date already in French."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from pydantic import BaseModel

from concitoyen.domain.money import Money
from concitoyen_documents.french import in_letters, long_date

Printable: TypeAlias = "str | int | list[Printable] | dict[str, Printable] | None"


def printable(value: object) -> Printable:
    """The value as a template reads it.

    Money becomes `{figures, letters, cents}`, a date or datetime `{long, iso}`, a model a table of its
    fields and computed fields, text its composed Unicode form with plain line ends. Raises TypeError on
    anything else, floats first of all.
    """
    match value:
        case Enum():
            return printable(value.value)
        case str():
            return unicodedata.normalize("NFC", "\n".join(value.splitlines()))
        case int() | None:
            return value
        case Decimal() | Money() | date():
            return _in_french(value)
        case _:
            return _container(value)


def printable_fields(fields: BaseModel) -> dict[str, Printable]:
    """The fields and computed fields of a model, by name, as a template reads them."""
    names = [*type(fields).model_fields, *type(fields).model_computed_fields]
    return {name: printable(getattr(fields, name)) for name in names}


def _in_french(value: Decimal | Money | date) -> Printable:
    match value:
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case Money():
            return {"figures": str(value), "letters": in_letters(value), "cents": value.cents}
        case date():
            day = value.date() if isinstance(value, datetime) else value
            return {"long": long_date(day), "iso": value.isoformat()}


def _container(value: object) -> Printable:
    if isinstance(value, BaseModel):
        return printable_fields(value)
    if isinstance(value, Mapping):
        return {str(key): printable(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [printable(item) for item in value]
    msg = f"a value of type {type(value).__name__} cannot be printed in a document: {value!r}"
    raise TypeError(msg)
