"""Ballots laid out for the Method of Equal Shares: who supports what, how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares.loops import NEARLY
from concitoyen_voting_rules.rules.equal_shares.maxima import NO_MAXIMA, Maxima

Utility = Literal["cost", "cardinality", "points"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Market:
    """Columns (supporters by candidate) and rows (marks by ballot), with whole figures and their nearest floats.

    A supporter of degree d pays d times the price of a unit: an approval has degree 1, points have their value.
    """

    costs: tuple[int, ...]
    budget: int
    voters: int
    scales: tuple[int, ...]
    """A price is compared with others once divided by this: the cost where utility is the cost, else 1."""
    starts: NDArray[np.int64]
    ballots: NDArray[np.int32]
    weights: NDArray[np.int64]
    """Voters behind each supporter (a distinct ballot) of each candidate."""
    degrees: NDArray[np.int64]
    widths: tuple[int, ...]
    """The sum of weights times degrees of each candidate."""
    crowds: tuple[int, ...]
    """The sum of weights of each candidate."""
    row_starts: NDArray[np.int64]
    row_marked: NDArray[np.int32]
    row_degrees: NDArray[np.int64]
    row_weights: NDArray[np.int64]
    weight_floats: Floats
    degree_floats: Floats
    width_floats: Floats
    """Weights times degrees of each supporter."""
    cost_floats: Floats
    scale_floats: Floats
    crowd_floats: Floats
    roundings: Floats
    """How far from the truth a sum over the supporters of each candidate may be, given exact money."""
    plain: bool
    """Whether every degree is 1."""
    first_floors: Floats
    """A floor under the price of each candidate when nobody has paid anything; infinite where nobody can buy it."""
    on_sale: tuple[int, ...]
    """Candidates that cost something and that somebody supports."""
    free: tuple[int, ...]
    """Candidates that cost nothing and that somebody supports."""
    maxima: Maxima
    """What no purchase may exceed."""

    @classmethod
    def of(
        cls,
        profile: Profile,
        costs: Sequence[int] | NDArray[Any],
        budget: int,
        utility: Utility,
        among: Sequence[int] | None = None,
        maxima: Maxima = NO_MAXIMA,
    ) -> Self:
        """Lay out a profile; raises CountError on costs, a budget or points that have no sense."""
        prices = tuple(int(cost) for cost in costs)
        _refuse(profile, prices, budget, utility)
        profile = profile.given() if utility == "points" else profile.chosen()
        weights, degrees = profile.column_weights, profile.column_values
        widths, crowds = profile.points(), profile.approvals()
        weight_floats = weights.astype(np.float64)
        scales = prices if utility == "cost" else (1,) * len(prices)
        cost_floats = np.array(prices, np.float64)
        stands = np.full(len(prices), among is None)
        stands[list(among or ())] = True
        supported = stands & (widths > 0)
        for_sale = supported & (cost_floats > 0)
        floors = np.divide(cost_floats, widths, out=np.full(len(prices), np.inf), where=for_sale) * NEARLY
        return cls(
            costs=prices,
            budget=int(budget),
            voters=profile.voters,
            scales=scales,
            starts=profile.column_starts,
            ballots=profile.column_ballots,
            weights=weights,
            degrees=degrees,
            widths=tuple(widths.tolist()),
            crowds=tuple(crowds.tolist()),
            row_starts=profile.starts,
            row_marked=profile.marked,
            row_degrees=profile.values,
            row_weights=profile.weights,
            weight_floats=weight_floats,
            degree_floats=degrees.astype(np.float64),
            width_floats=weight_floats if profile.is_plain else (weights * degrees).astype(np.float64),
            cost_floats=cost_floats,
            scale_floats=np.maximum(1.0, np.array(scales, np.float64)),
            crowd_floats=crowds.astype(np.float64),
            roundings=(np.diff(profile.column_starts) + 8) * cost_floats * 2.0**-51,
            plain=profile.is_plain,
            first_floors=floors,
            on_sale=tuple(for_sale.nonzero()[0].tolist()),
            free=tuple((supported & (cost_floats == 0)).nonzero()[0].tolist()),
            maxima=maxima,
        )

    @cached_property
    def bounds(self) -> tuple[tuple[int, int], ...]:
        """Where the supporters of each candidate begin and end."""
        return tuple(pairwise(self.starts.tolist()))


def _refuse(profile: Profile, costs: tuple[int, ...], budget: int, utility: Utility) -> None:
    if len(costs) != len(profile.candidates):
        raise CountError(f"{len(profile.candidates)} projets et {len(costs)} montants : il en faut un par projet.")
    if min(costs, default=0) < 0 or budget < 0:
        raise CountError("Un montant est négatif : les parts égales comptent des dépenses, non des recettes.")
    if utility == "points" and len(profile.values) and profile.values.min() < 0:
        raise CountError("Un bulletin donne des points négatifs : les parts égales ne comptent que des soutiens.")
