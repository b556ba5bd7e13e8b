"""Where the money goes against where the votes were, by category or territory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Part:
    """One group of candidates: its votes and money, and what share of all they are."""

    group: str
    votes: int
    money: int
    share_of_votes: Fraction
    share_of_money: Fraction


def spread(
    groups: Sequence[str], votes: Sequence[int], amounts: Sequence[int], funded: Collection[int]
) -> tuple[Part, ...]:
    """Each group in the order of names; `amounts` are what candidates receive if funded, in cents."""
    cast, spent = sum(votes), sum(amounts[one] for one in funded)
    parts = []
    for group in sorted(set(groups)):
        members = [one for one, name in enumerate(groups) if name == group]
        received = sum(votes[one] for one in members)
        money = sum(amounts[one] for one in members if one in funded)
        parts.append(
            Part(group, received, money, Fraction(received, cast or 1), Fraction(money, spent or 1)),
        )
    return tuple(parts)
