"""Money is whole cents: what is typed is read exactly or refused, never guessed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from concitoyen.domain.money import MOST_DIGITS, Money, NonNegativeMoney, amounts_in, total

NARROW, NO_BREAK, THIN = "\u202f", "\u00a0", "\u2009"
cents = st.integers(-(10 ** (MOST_DIGITS + 2)) + 1, 10 ** (MOST_DIGITS + 2) - 1)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (5000, 500000),
        (-5000, -500000),
        ("5000", 500000),
        ("5000.5", 500050),
        ("5 000,5", 500050),
        (f"5{NO_BREAK}000,50{NO_BREAK}€", 500050),
        (f"1{NARROW}234{NARROW}567 €", 123456700),
        (f"1{THIN}234", 123400),
        (" 12 ", 1200),
        ("0,05€", 5),
        ("-0,5", -50),
        (Decimal("5000.50"), 500050),
        (Decimal("5E+3"), 500000),
        ("999999999999999,99", 99999999999999999),
        (Money(7), 7),
    ],
)
def test_euros_are_read_as_people_write_them(written: int | str | Decimal | Money, read: int) -> None:
    assert Money.euros(written) == Money(read)


@pytest.mark.parametrize(
    "written",
    ["", "€", "-", "cinq", "1e3", "5.000", "5,", ",5", "50 00", "1 2", "5€0", "--5", "+5", "5 000 00", "٥", "1234 567"],
)
def test_a_text_that_is_not_an_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="n'est pas un montant en euros") as caught:
        Money.euros(written)
    assert str(caught.value) == f"« {written} » n'est pas un montant en euros (exemples : 5000, 5000.50)"


@pytest.mark.parametrize("written", [10**MOST_DIGITS, "1" * 16, Decimal("1E+15"), Decimal("1E+999999"), Decimal("NaN")])
def test_a_huge_amount_is_refused_and_not_rounded(written: int | str | Decimal) -> None:
    with pytest.raises(ValueError, match="n'est pas un montant en euros"):
        Money.euros(written)


@pytest.mark.parametrize("written", [Decimal("0.001"), Decimal("1E-999999")])
def test_a_fraction_of_a_cent_is_refused(written: Decimal) -> None:
    with pytest.raises(ValueError, match="n'est pas un montant en euros"):
        Money.euros(written)


@pytest.mark.parametrize("written", [5000.0, True, None, [5]])
def test_a_float_or_anything_else_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="entier ou décimal exact") as caught:
        Money.euros(written)  # type: ignore[arg-type] # what an untyped caller may give
    assert str(caught.value) == f"un montant s'écrit en euros, entier ou décimal exact, pas {written!r}"


@given(cents)
def test_an_amount_reads_back_as_it_was_written(amount: int) -> None:
    money = Money(amount)
    assert Money.euros(money.in_euros) == money
    assert Money.euros(str(money)) == money


@pytest.mark.parametrize(
    ("amount", "shown", "kept"),
    [
        (0, f"0{NO_BREAK}€", 0),
        (67215100, f"672{NARROW}151{NO_BREAK}€", 672151),
        (100005, f"1{NARROW}000,05{NO_BREAK}€", "1000.05"),
        (-150, f"-1,50{NO_BREAK}€", "-1.50"),
        (-200, f"-2{NO_BREAK}€", -2),
    ],
)
def test_an_amount_is_shown_as_french_people_write_it(amount: int, shown: str, kept: int | str) -> None:
    assert (str(Money(amount)), Money(amount).in_euros) == (shown, kept)


@pytest.mark.parametrize(("currency", "shown"), [("PLN", "12\u00a0PLN"), ("EUR", "12\u00a0€"), ("", "12\u00a0€")])
def test_an_election_of_elsewhere_is_told_in_its_own_money_and_nothing_else_is(currency: str, shown: str) -> None:
    with amounts_in("HUF"):
        with amounts_in(currency):
            assert (str(Money.euros(12)), Money.euros(12).in_euros) == (shown, 12)
        assert str(Money.euros(12)) == "12\u00a0HUF"
    assert str(Money.euros(12)) == "12\u00a0€"


def test_amounts_add_and_subtract() -> None:
    assert Money(5) + Money(7) - Money(20) == Money(-8)
    assert total([Money(5), Money(7)]) == Money(12)
    assert total(()) == Money(0)


@given(cents, st.decimals(0, 100, places=6), st.integers(1, 100000))
def test_a_share_is_the_greatest_multiple_that_does_not_exceed_the_exact_one(
    amount: int, rate: Decimal, step: int
) -> None:
    share = Money(amount).percent(rate, round_down_to=Money(step))
    exact = Fraction(rate) * amount / 100
    assert share.cents % step == 0
    assert share.cents <= exact < share.cents + step


def test_a_share_is_rounded_down_to_the_cent() -> None:
    assert Money(10001).percent(Decimal(10)) == Money(1000)
    assert Money(1004).percent(50) == Money(502)


def test_a_table_of_data_takes_money_in_euros_and_gives_it_back() -> None:
    adapter = TypeAdapter(Money)
    assert adapter.validate_python("12,5") == Money(1250)
    assert adapter.dump_python(Money(1250)) == "12.50"
    assert adapter.dump_json(Money(1200)) == b"12"
    assert adapter.json_schema() == {
        "anyOf": [{"type": "integer"}, {"type": "string"}],
        "description": "Montant en euros",
    }


def test_an_amount_below_zero_is_refused_where_none_may_be() -> None:
    adapter = TypeAdapter[Money](NonNegativeMoney)
    assert adapter.validate_python(0) == Money(0)
    with pytest.raises(ValidationError, match="un montant ne peut pas être négatif"):
        adapter.validate_python(-1)
