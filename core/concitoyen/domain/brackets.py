"""Age brackets: totals that stand apart from voters and ballots, published without the small ones."""

from collections.abc import Mapping, Sequence

from concitoyen.domain.model import Model

SMALL = 5
"""A total below this is never published: it would speak of people whom their neighbours know."""


class BracketTotal(Model):
    """One line of the published table: a bracket, and how many voters; None where the total is held back."""

    label: str
    voters: int | None
    small: bool = False


def bracket_of(age: int, bounds: Sequence[int]) -> str:
    """The name of the bracket of an age: `0-10`, `11-17`, `60+` with the bounds 11, 18 and 60."""
    above = [bound for bound in bounds if bound <= age]
    below = [bound for bound in bounds if bound > age]
    return f"{above[-1] if above else 0}-{below[0] - 1}" if below else f"{above[-1]}+"


def brackets_between(bounds: Sequence[int]) -> tuple[str, ...]:
    """Every bracket, the youngest first."""
    return tuple(bracket_of(age, bounds) for age in (*([0] if bounds[:1] != (0,) else []), *bounds))


def bracket_label(bracket: str) -> str:
    """« moins de 11 ans », « de 11 à 17 ans », « 60 ans et plus »."""
    low, _, high = bracket.partition("-")
    if not high:
        return f"{low.removesuffix('+')} ans et plus"
    return f"moins de {int(high) + 1} ans" if low == "0" else f"de {low} à {high} ans"


def published_totals(totals: Mapping[str, int], bounds: Sequence[int]) -> tuple[BracketTotal, ...]:
    """The totals as they may be published, beside the number of all voters.

    A total under five is told as such. As all voters are known, one total held back alone could be computed from
    the others: the smallest of these is then held back too, until what is hidden tells nothing of anybody.
    """
    counted = {bracket: totals.get(bracket, 0) for bracket in brackets_between(bounds)}
    hidden = {bracket for bracket, total in counted.items() if total < SMALL}
    while hidden and hidden != set(counted) and _told_by_the_rest([counted[bracket] for bracket in hidden]):
        hidden.add(min(counted.keys() - hidden, key=lambda bracket: (counted[bracket], bracket)))
    return tuple(
        BracketTotal(label=bracket_label(bracket), voters=None if bracket in hidden else total, small=total < SMALL)
        for bracket, total in counted.items()
    )


def _told_by_the_rest(hidden: Sequence[int]) -> bool:
    """Whether the sum of the totals held back says what they are."""
    together = sum(hidden)
    return len(hidden) == 1 or together < SMALL or (max(hidden) < SMALL and together == len(hidden) * (SMALL - 1))
