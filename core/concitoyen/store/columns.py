"""Column types that hold the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, LargeBinary, String, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator, TypeEngine

from concitoyen.domain.errors import Refused
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Objection


class Unstorable(Refused, DontWrapMixin):
    """A value that PostgreSQL cannot keep; SQLite refuses it too, so that both behave alike."""

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__([Objection(rule="core:storable", message=message, values=values)])


class PlainText(TypeDecorator[str]):
    """Text without NUL or lone surrogates, in UTF-8."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what one of the two databases could not give back."""
        if value is not None and ("\0" in value or not value.isascii()):
            _check(value)
        return value


class Instant(TypeDecorator[datetime]):
    """An aware instant, read back in UTC: `timestamptz` on PostgreSQL, ISO 8601 with its offset on SQLite.

    The text has a fixed width (microseconds always written), so that its order is the order of time.
    Raises ValueError on a naive datetime.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text where the database has no instants."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - text or datetime
        """Write in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its time zone, {value.isoformat()} has none")
        instant = value.astimezone(UTC)
        return instant.isoformat(timespec="microseconds") if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - the same
        """Read in UTC."""
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(UTC)


class HexDigits(TypeDecorator[str]):
    """Hexadecimal digits in lower case, kept as the bytes that they write: half the room, in the same order."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Keep the bytes; raises ValueError for anything but pairs of digits."""
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Give the digits back."""
        return None if value is None else value.hex()


class Cents(TypeDecorator[int]):
    """An amount in whole cents, on 64 bits."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Refuse an amount beyond 64 bits."""
        if value is not None and not -(2**63) <= value < 2**63:
            raise Unstorable(
                "Le montant {amount} est trop grand pour être exact : vérifiez-le.", amount=str(Money(value))
            )
        return value


def canonical(document: object) -> str:
    """A JSON document as one text: sorted keys, no spaces, accents as they are."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _check(text: str) -> None:
    try:
        text.encode()
        faulty = "\0" in text
    except UnicodeEncodeError:
        faulty = True
    if faulty:
        shown = text.replace("\0", "␀").encode(errors="replace").decode()
        raise Unstorable(
            "Le texte « {text} » contient un caractère invisible, qui ne peut pas être conservé : ressaisissez-le.",
            text=shown[:80],
        )
