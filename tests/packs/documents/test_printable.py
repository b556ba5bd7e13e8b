"""What a template receives."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from pydantic import BaseModel, computed_field

from concitoyen.domain.money import Money
from concitoyen_documents.printable import printable


class Form(StrEnum):
    ASSOCIATION = "association"


class Letter(BaseModel):
    to: str
    amount: Money
    on: date
    form: Form = Form.ASSOCIATION
    copies: tuple[int, ...] = (1, 2)
    note: str | None = None

    @computed_field  # type: ignore[prop-decorator]  # mypy does not know a decorator above @property
    @property
    def polite(self) -> bool:
        return True


def test_a_template_receives_amounts_and_dates_already_in_french() -> None:
    assert printable(Letter(to="Zoé", amount=Money.euros(16000), on=date(2023, 11, 20))) == {
        "to": "Zoé",
        "amount": {"figures": "16\u202f000\u00a0€", "letters": "seize mille euros", "cents": 1_600_000},
        "on": {"long": "20\u00a0novembre\u00a02023", "iso": "2023-11-20"},
        "form": "association",
        "copies": [1, 2],
        "note": None,
        "polite": True,
    }


def test_text_is_composed_and_its_line_ends_are_plain() -> None:
    assert printable("de\u0301jà\r\nvu\u2028ici") == "déjà\nvu\nici"


def test_an_instant_is_printed_as_its_day_and_a_decimal_with_a_comma() -> None:
    instant = datetime(2023, 11, 21, 9, 30, tzinfo=UTC)
    assert printable({"at": instant, "rate": Decimal("12.50")}) == {
        "at": {"long": "21\u00a0novembre\u00a02023", "iso": "2023-11-21T09:30:00+00:00"},
        "rate": "12,50",
    }


@pytest.mark.parametrize("value", [1.5, b"bytes", {1, 2}, object()])
def test_what_has_no_sure_written_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be printed in a document"):
        printable({"nested": [value]})
