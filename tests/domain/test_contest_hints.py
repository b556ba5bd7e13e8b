"""What a voter is told before marking a contest, from the least bounded to the most."""

import pytest

from concitoyen.domain.contest import Contest, Marking, Spread
from concitoyen.domain.contest_hints import hint, hints
from concitoyen.domain.money import Money

FIVE = ("a", "b", "c", "d", "e")


def contest(**facts: object) -> Contest:
    """Five projects."""
    return Contest.model_validate({"id": "p", "title": "Projets", "candidates": FIVE, "most": 5, **facts})


RANKED = "Le rang 1 est pour celui que vous préférez, puis 2, 3… Un rang ne sert qu'une fois."
ZERO = "Rien d'écrit, c'est zéro."
SIGNED: dict[str, object] = {"values": (-1, 1), "most_against": 1}


@pytest.mark.parametrize(
    ("marking", "facts", "told"),
    [
        ("one", {"most": 1, "least": 1}, "Cochez un seul projet."),
        ("one", {"most": 1}, "Cochez un seul projet, ou aucun."),
        ("one", {"most": 1, "least": 1, "optional": True}, "Cochez un seul projet, ou aucun."),
        ("approve", {"most": 1}, "Cochez un seul projet, ou aucun."),
        ("approve", {"least": 1}, "Cochez autant de projets que vous voulez."),
        ("approve", {"most": 3}, "Cochez 3 projets au plus."),
        ("approve", {"most": 3, "least": 3}, "Cochez 3 projets, ni plus ni moins."),
        ("approve", {"most": 3, "least": 2}, "Cochez de 2 à 3 projets."),
        ("approve", {"least": 2}, "Cochez au moins 2 projets."),
        (
            "approve",
            {"least": 2, "most": 3, "optional": True},
            "Cochez de 2 à 3 projets. Vous pouvez aussi laisser toute cette partie vide.",
        ),
        (
            "approve",
            {"sum_at_most": Money.euros(1000)},
            "Cochez autant de projets que vous voulez. Ensemble, ils ne doivent pas coûter plus de 1 000 €.",
        ),
        (
            "approve",
            {"most": 3, "spreads": (Spread(by="territory", groups={}, most=2),)},
            "Cochez 3 projets au plus. Au plus 2 par territoire.",
        ),
        ("rank", {"most": 1}, "Donnez le rang 1 à un seul projet."),
        ("rank", {"least": 5}, f"Donnez un rang à chaque projet. {RANKED}"),
        ("rank", {}, f"Donnez un rang à autant de projets que vous voulez. {RANKED}"),
        ("rank", {"most": 3}, f"Donnez un rang à 3 projets au plus. {RANKED}"),
        ("rank", {"most": 3, "least": 3}, f"Donnez un rang à 3 projets, ni plus ni moins. {RANKED}"),
        ("points", {"values": (0, 5)}, "Donnez une note de 0 à 5 aux projets que vous voulez."),
        ("points", {"values": (0, 5), "least": 5}, "Donnez une note de 0 à 5 à chaque projet."),
        ("points", {"values": (1, 7), "points": (1, 7)}, f"Vous avez 7 points à partager. {ZERO}"),
        ("points", {"values": (1, 1), "points": (1, 1)}, f"Vous avez un point à donner. {ZERO}"),
        (
            "points",
            {"values": (1, 3), "points": (7, 7), "least": 2, "most": 4},
            (
                "Vous avez 7 points à partager. Un projet en reçoit 3 au plus. "
                f"Partagez-les entre 2 projets au moins et 4 au plus. Donnez-les tous. {ZERO}"
            ),
        ),
        (
            "points",
            SIGNED,
            "Pour chaque projet, dites si vous êtes pour, contre, ou sans avis. Un vote contre au plus.",
        ),
        (
            "points",
            {**SIGNED, "most_for": 2, "for_before_against": 2, "most_against": 3},
            (
                "Pour chaque projet, dites si vous êtes pour, contre, ou sans avis. 2 votes pour au plus. "
                "3 votes contre au plus. Pour voter contre un projet, votez d'abord pour 2 autres."
            ),
        ),
        (
            "points",
            {**SIGNED, "most_for": 1, "for_before_against": 1},
            (
                "Pour chaque projet, dites si vous êtes pour, contre, ou sans avis. Un vote pour au plus. "
                "Un vote contre au plus. Pour voter contre un projet, votez d'abord pour un autre."
            ),
        ),
        ("grade", {"least": 5}, "Donnez une mention à chaque projet."),
        ("grade", {"least": 5, "default_grade": 1}, "Donnez une mention aux projets que vous voulez."),
    ],
)
def test_a_contest_says_how_it_is_marked_and_within_which_bounds(
    marking: Marking, facts: dict[str, object], told: str
) -> None:
    assert hint(contest(**facts), marking).replace("\u202f", " ").replace("\u00a0", " ") == told


def test_a_contest_that_says_how_it_is_marked_is_heard_first() -> None:
    assert hint(contest(marking="grade", least=5), "approve") == "Donnez une mention à chaque projet."


def test_hints_are_known_in_english() -> None:
    (told,) = hints(contest(most=3), "approve")
    assert told.told("en") == "Tick up to 3 projects."
