"""The most that a laureate receives, and why."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from concitoyen.domain.category import Cap, grant
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal
from concitoyen_categories.caps.flat import FlatCap
from concitoyen_categories.caps.percentage import PercentageCap
from concitoyen_categories.caps.tranches import TranchesCap

SLICES = [{"percent": 50, "up_to": 10_000}, {"percent": 20, "up_to": 50_000}, {"percent": 10}]


def percentage(**parameters: Any) -> PercentageCap:  # noqa: ANN401 - parameters as a rulebook gives them
    return PercentageCap.model_validate(parameters)


def tranches(**parameters: Any) -> TranchesCap:  # noqa: ANN401 - parameters as a rulebook gives them
    return TranchesCap.model_validate(parameters)


def costing(total: Money, requested: Money | None = None) -> Proposal:
    return Proposal(
        id="velo",
        edition="village-2027",
        title="Vélo",
        commune="62999",
        territory="bas",
        category="projets",
        total_cost=total,
        requested=total if requested is None else requested,
    )


def told(cap: Cap, total: str) -> tuple[str, str]:
    """The ceiling and its sentence for a total cost in euros, no-break spaces made plain."""
    ceiling = cap.ceiling_of(costing(Money.euros(total)))
    return plain(str(ceiling.amount)), plain(ceiling.why.text)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


FLAT = FlatCap.model_validate({"amount": 5000})
TENTH = percentage(percent=10, ceiling=15_000)
EIGHTH = percentage(percent=Decimal("12.5"))
BY_SLICES = tranches(slices=SLICES, ceiling=15_000)


@pytest.mark.parametrize(
    ("cap", "total", "amount", "why"),
    [
        (FLAT, "40000", "5 000 €", "plafond de 5 000 €"),
        (
            TENTH,
            "120000",
            "12 000 €",
            "10 % du coût total de 120 000 € : 12 000 €, dans la limite de 15 000 €",
        ),
        (
            TENTH,
            "150000",
            "15 000 €",
            "10 % du coût total de 150 000 € : 15 000 €, dans la limite de 15 000 €",
        ),
        (TENTH, "180000", "15 000 €", "plafond de 15 000 € (10 % du coût total de 180 000 € : 18 000 €)"),
        (EIGHTH, "40007", "5 000 €", "12,5 % du coût total de 40 007 € : 5 000 €"),
        (percentage(percent=Decimal("12.50")), "0", "0 €", "12,5 % du coût total de 0 € : 0 €"),
        (percentage(percent=100), "7.30", "7 €", "100 % du coût total de 7,30 € : 7 €"),
        (
            BY_SLICES,
            "40000",
            "11 000 €",
            (
                "50 % de 10 000 € + 20 % de 30 000 € sur un coût total de 40 000 € : 11 000 €, dans "
                "la limite de 15 000 €"
            ),
        ),
        (
            BY_SLICES,
            "90000",
            "15 000 €",
            (
                "plafond de 15 000 € (50 % de 10 000 € + 20 % de 40 000 € + 10 % de 40 000 € sur "
                "un coût total de 90 000 € : 17 000 €)"
            ),
        ),
        (
            tranches(slices=SLICES[:1]),
            "90000",
            "5 000 €",
            "50 % de 10 000 € sur un coût total de 90 000 € : 5 000 €",
        ),
        (BY_SLICES, "0", "0 €", "aucune tranche sur un coût total de 0 € : 0 €, dans la limite de 15 000 €"),
    ],
)
def test_a_cap_gives_an_amount_and_says_why_in_figures(cap: Cap, total: str, amount: str, why: str) -> None:
    assert told(cap, total) == (amount, why)


@pytest.mark.parametrize(
    ("step", "amount"), [("1", "1 234 €"), ("0.01", "1 234,56 €"), ("100", "1 200 €"), ("10000", "0 €")]
)
def test_a_share_is_rounded_down_to_the_step_of_the_rulebook(step: str, amount: str) -> None:
    assert told(percentage(percent=10, round_down_to=step), "12345.67")[0] == amount


def test_slices_are_rounded_once_and_not_one_by_one() -> None:
    half_euros = [{"percent": 50, "up_to": 1}, {"percent": 50, "up_to": 2}]
    assert told(tranches(slices=half_euros), "2")[0] == "1 €"


def test_a_slice_may_count_for_nothing() -> None:
    franchise = [{"percent": 0, "up_to": 1000}, {"percent": 50}]
    assert told(tranches(slices=franchise), "3000")[0] == "1 000 €"


def test_a_laureate_that_asks_for_less_than_its_cap_receives_what_it_asks() -> None:
    asked = costing(Money.euros(40_000), requested=Money.euros(4_000))
    given_amount = grant(asked, {"projets": FLAT}, {"projets": "article 5"})
    assert (given_amount.amount, given_amount.article) == (Money.euros(4_000), "article 5")
    assert plain(given_amount.why.text) == "montant demandé (4 000 €), inférieur au plafond (5 000 €)"


def test_a_laureate_that_asks_for_more_than_its_cap_receives_the_cap() -> None:
    given_amount = grant(costing(Money.euros(180_000)), {"projets": TENTH}, {})
    assert given_amount.amount == Money.euros(15_000)
    assert plain(given_amount.why.text) == "plafond de 15 000 € (10 % du coût total de 180 000 € : 18 000 €)"


@pytest.mark.parametrize(
    ("cap", "parameters", "sentence"),
    [
        (FlatCap, {"amount": -1}, "un montant ne peut pas être négatif"),
        (FlatCap, {"amount": 4.5}, "un montant s'écrit en euros, entier ou décimal exact"),
        (FlatCap, {}, "Field required"),
        (PercentageCap, {"percent": 0}, "greater than 0"),
        (PercentageCap, {"percent": 101}, "less than or equal to 100"),
        (PercentageCap, {"percent": 10, "ceiling": -5}, "un montant ne peut pas être négatif"),
        (PercentageCap, {"percent": 10, "round_down_to": 0}, "l'arrondi doit être plus grand que zéro"),
        (PercentageCap, {"percent": 10, "round_down_to": -1}, "l'arrondi doit être plus grand que zéro"),
        (TranchesCap, {"slices": []}, "at least 1 item"),
        (TranchesCap, {"slices": [{"percent": 101}]}, "less than or equal to 100"),
        (TranchesCap, {"slices": [{"percent": -1}]}, "greater than or equal to 0"),
        (
            TranchesCap,
            {"slices": [{"percent": 50}, {"percent": 20}]},
            "slices : la tranche 1 n'est pas la dernière : donnez-lui une limite, up_to",
        ),
        (
            TranchesCap,
            {"slices": [{"percent": 50, "up_to": 500}, {"percent": 20, "up_to": 500}]},
            "les limites de slices doivent monter : 500\u00a0€ vient après 500\u00a0€",
        ),
        (
            TranchesCap,
            {"slices": [{"percent": 50, "up_to": 0}]},
            "les limites de slices doivent monter : 0\u00a0€ vient après 0\u00a0€",
        ),
    ],
)
def test_parameters_that_cannot_be_are_refused(cap: type[Cap], parameters: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        cap.model_validate(parameters)
    assert sentence in str(refused.value)


RATES = st.decimals(min_value="0.01", max_value="100", places=2)
COSTS = st.integers(0, 10**12).map(Money)
STEPS = st.sampled_from([1, 100, 1000]).map(Money)


@given(rate=RATES, total=COSTS, step=STEPS)
def test_a_share_is_the_largest_multiple_of_the_step_that_is_not_above_the_exact_one(
    rate: Decimal, total: Money, step: Money
) -> None:
    amount = PercentageCap(percent=rate, round_down_to=step).ceiling_of(costing(total)).amount
    exact = Fraction(total.cents) * Fraction(rate) / 100
    assert amount.cents % step.cents == 0
    assert amount.cents <= exact < amount.cents + step.cents


@given(total=COSTS, ceiling=COSTS, rate=RATES)
def test_the_ceiling_is_never_exceeded(total: Money, ceiling: Money, rate: Decimal) -> None:
    assert PercentageCap(percent=rate, ceiling=ceiling).ceiling_of(costing(total)).amount <= ceiling
    slices = tranches(slices=SLICES, ceiling=ceiling)
    assert slices.ceiling_of(costing(total)).amount <= ceiling


@given(total=COSTS, more=COSTS)
def test_a_dearer_project_is_never_capped_lower(total: Money, more: Money) -> None:
    dearer = BY_SLICES.ceiling_of(costing(total + more)).amount
    assert BY_SLICES.ceiling_of(costing(total)).amount <= dearer


@given(total=COSTS, rate=RATES)
def test_slices_of_one_rate_are_that_percentage(total: Money, rate: Decimal) -> None:
    same = tranches(slices=[{"percent": rate, "up_to": 700}, {"percent": rate}], round_down_to="0.01")
    whole = percentage(percent=rate, round_down_to="0.01")
    assert same.ceiling_of(costing(total)).amount == whole.ceiling_of(costing(total)).amount
