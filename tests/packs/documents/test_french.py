"""Amounts and dates in words."""

from datetime import date

import pytest

from concitoyen.domain.money import Money
from concitoyen_documents.french import in_letters, long_date


@pytest.mark.parametrize(
    ("euros", "letters"),
    [
        ("0", "zéro euro"),
        ("1", "un euro"),
        ("80", "quatre-vingts euros"),
        ("4000", "quatre mille euros"),
        ("5000", "cinq mille euros"),
        ("14000", "quatorze mille euros"),
        ("16000", "seize mille euros"),
        ("21000", "vingt et un mille euros"),
        ("25000", "vingt-cinq mille euros"),
        ("280000", "deux cent quatre-vingt mille euros"),
        ("1000000", "un million d'euros"),
        ("2000000", "deux millions d'euros"),
        ("2000001", "deux millions un euros"),
        ("0.50", "cinquante centimes"),
        ("1234.01", "mille deux cent trente-quatre euros et un centime"),
    ],
)
def test_an_amount_is_written_as_a_notary_would(euros: str, letters: str) -> None:
    assert in_letters(Money.euros(euros)) == letters


def test_a_negative_amount_is_not_written_in_letters() -> None:
    with pytest.raises(ValueError, match="négatif"):
        in_letters(Money(-1))


def test_the_first_of_a_month_is_an_ordinal_and_a_date_never_breaks() -> None:
    assert long_date(date(2023, 12, 1)) == "1er\u00a0décembre\u00a02023"
    assert long_date(date(2023, 11, 20)) == "20\u00a0novembre\u00a02023"
