"""Figures are exact, and shown as each language writes them."""

from fractions import Fraction

import pytest

from concitoyen.domain.count import Score
from concitoyen.domain.languages import Language
from concitoyen.domain.measure import Figure, Measured, Unit
from concitoyen.domain.reasons import Message

LABEL = Message(message="Un chiffre")


@pytest.mark.parametrize(
    ("value", "unit", "language", "shown"),
    [
        (Fraction(7, 8), "share", "fr", "87,5\u00a0%"),
        (Fraction(2, 3), "share", "en", "66.7%"),
        (Fraction(1, 2), "share", "fr", "50\u00a0%"),
        (1, "share", "en", "100%"),
        (1812, "voters", "fr", "1\u202f812"),
        (1812, "voters", "en", "1,812"),
        (400_000, "money", "fr", "4\u202f000\u00a0€"),
        (400_000, "money", "en", "€4,000"),
        (1, "verdict", "fr", "oui"),
        (0, "verdict", "en", "no"),
        (None, "verdict", "fr", "indéterminé"),
        (None, "verdict", "en", "not settled"),
    ],
)
def test_a_figure_is_shown_in_its_unit(value: Score | None, unit: Unit, language: Language, shown: str) -> None:
    assert Figure(id="one", label=LABEL, value=value, unit=unit).shown(language) == shown


def test_a_figure_is_found_by_its_id_and_read_back_exactly() -> None:
    figure = Figure(id="one", label=LABEL, value=Fraction(2, 3), unit="share")
    measured = Measured(measure="x:y", title="Mesure", figures=(figure,))
    assert (measured.figure("one"), measured.figure("two")) == (figure, None)
    assert Measured.model_validate_json(measured.model_dump_json()) == measured
