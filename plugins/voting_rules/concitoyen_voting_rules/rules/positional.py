"""Points of rank: the first of a ballot has so many points, the second fewer, down a scale that the rulebook gives."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator

from concitoyen.domain.count import Election, Score
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.figures import points_told
from concitoyen_voting_rules.rules.ranked import Place, Threshold
from concitoyen_voting_rules.rules.tied import Order, ranked
from concitoyen_voting_rules.tally import contest_of, ranks_given

Scale = Annotated[tuple[Annotated[Fraction, Field(ge=0)], ...], Field(min_length=1)]


class Positional(Threshold):
    """Candidates are ranked by points of rank and funded one after another, whole or not at all.

    `scale` gives the points of the first, the second, and so on ([3, 2, 1], or ["1", "1/2", "1/3"]); later ranks have
    none. "borda" gives the last of a contest's candidates 0, the one before 1, up to the first. Thresholds, `skip` and
    the rest are those of `Threshold` and `Ranked`.
    """

    id: ClassVar[str] = "positional"
    title: ClassVar[str] = "Des points selon le rang"

    scale: Scale | Literal["borda"]

    @field_validator("scale")
    @classmethod
    def _never_rises(cls, scale: tuple[Fraction, ...] | str) -> tuple[Fraction, ...] | str:
        if not isinstance(scale, str) and list(scale) != sorted(scale, reverse=True):
            raise ValueError(
                "un rang ne peut pas valoir plus que le rang d'avant : donnez les points du premier au dernier"
            )
        return scale

    def read(self, election: Election, *, rule: str) -> Profile:
        """Rankings of each contest, from 1, without gap or repetition."""
        return ranks_given(election, rule=rule)

    def ranking(self, election: Election, profile: Profile, order: Order) -> Sequence[Place]:
        """Every candidate, from the most points down."""
        scales = self._scales(election, profile)
        points = rank_points(profile, scales)
        names = ranked(dict(enumerate(points)), order)
        return [Place(one, points[one], points_told(points[one])) for one in names]

    def _scales(self, election: Election, profile: Profile) -> list[Sequence[Fraction]]:
        if not isinstance(self.scale, str):
            return [self.scale] * len(profile.candidates)
        contests = contest_of(election, rule=f"voting_rules:{self.id}")
        sizes = [contests[name].size for name in profile.candidates]
        return [[Fraction(size - rank) for rank in range(1, size + 1)] for size in sizes]


def rank_points(profile: Profile, scales: Sequence[Sequence[Fraction]]) -> list[Score]:
    """The points of each candidate, when the values of marks are ranks and `scales` gives points by rank for each.

    Exact: voters are counted by candidate and rank, then multiplied. Linear in marks.
    """
    longest = max((len(scale) for scale in scales), default=0)
    voters = np.zeros((len(profile.candidates), longest), np.int64)
    scored = profile.values <= longest
    places = profile.marked[scored], profile.values[scored] - 1
    np.add.at(voters, places, profile.weights[profile.rows[scored]])
    totals = [
        sum((count * points for count, points in zip(row, scale, strict=False)), Fraction(0))
        for row, scale in zip(voters.tolist(), scales, strict=True)
    ]
    return [total.numerator if total.denominator == 1 else total for total in totals]
