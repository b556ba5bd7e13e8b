"""What no purchase may exceed: at most so many projects of a set, or so much money."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from concitoyen.domain.count import Election
from concitoyen_voting_rules.profile import Profile


@dataclass(frozen=True)
class Maximum:
    """A set of candidates (indices), of which at most so many are bought, for at most so much."""

    inside: frozenset[int]
    most: int | None
    amount: int | None


@dataclass(frozen=True)
class Maxima:
    """Every maximum, and what candidates cost. Whoever is refused beside some stays refused beside more."""

    maxima: tuple[Maximum, ...]
    costs: tuple[int, ...]

    @classmethod
    def of(cls, election: Election, profile: Profile, costs: tuple[int, ...]) -> Self:
        """The quotas of an election, by index."""
        return cls(
            tuple(
                Maximum(
                    frozenset(profile.index[name] for name in quota.candidates if name in profile.index),
                    quota.most,
                    None if quota.amount is None else quota.amount.cents,
                )
                for quota in election.quotas
            ),
            costs,
        )

    def allow(self, candidate: int, bought: Iterable[int]) -> bool:
        """Whether this candidate may be bought beside those."""
        return not self.maxima or all(self._leaves_room(one, candidate, [*bought]) for one in self.maxima)

    def among(self, candidates: Iterable[int]) -> list[int]:
        """Those that may be bought one after another."""
        added = list[int]()
        for one in candidates:
            if self.allow(one, added):
                added.append(one)
        return added

    def _leaves_room(self, maximum: Maximum, candidate: int, bought: Iterable[int]) -> bool:
        if candidate not in maximum.inside:
            return True
        inside = [one for one in bought if one in maximum.inside]
        spent = sum(self.costs[one] for one in inside) + self.costs[candidate]
        return (maximum.most is None or len(inside) < maximum.most) and (
            maximum.amount is None or spent <= maximum.amount
        )


NO_MAXIMA = Maxima((), ())
