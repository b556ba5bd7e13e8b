"""How many voters have something that they chose, and how much of it; a choice is a mark above zero."""

from collections.abc import Collection, Sequence
from fractions import Fraction

import numpy as np

from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile


def had(profile: Profile, amounts: Sequence[int] | Ints, funded: Collection[int]) -> Ints:
    """For each ballot, the sum of the amounts of its funded choices; that sum must stay below 2**63."""
    worth = np.zeros(len(profile.candidates), np.int64)
    chosen = sorted(funded)
    worth[chosen] = np.asarray(amounts, np.int64)[chosen]
    # A running sum may wrap around: differences are right all the same, as they are taken modulo 2**64.
    running = np.concatenate([[0], np.cumsum(np.where(profile.values > 0, worth[profile.marked], 0))])
    sums: Ints = running[profile.starts[1:]] - running[profile.starts[:-1]]
    return sums


def represented(profile: Profile, funded: Collection[int]) -> Fraction:
    """The share of voters with at least one funded choice; 0 when nobody voted."""
    one = had(profile, np.ones(len(profile.candidates), np.int64), funded)
    return Fraction(int(profile.weights[one > 0].sum()), profile.voters or 1)


def funded_choices(profile: Profile, funded: Collection[int]) -> dict[int, int]:
    """How many voters have no funded choice, one, two…, without gap up to the most that anybody has."""
    counts = had(profile, np.ones(len(profile.candidates), np.int64), funded)
    voters = np.zeros(int(counts.max(initial=0)) + 1, np.int64)
    np.add.at(voters, counts, profile.weights)
    return dict(enumerate(voters.tolist()))


def funded_money(profile: Profile, costs: Sequence[int] | Ints, funded: Collection[int]) -> dict[int, int]:
    """How many voters have funded choices worth so many cents, from the least."""
    sums, group = np.unique(had(profile, costs, funded), return_inverse=True)
    voters = np.zeros(len(sums), np.int64)
    np.add.at(voters, group, profile.weights)
    return dict(zip(sums.tolist(), voters.tolist(), strict=True))


def median(histogram: dict[int, int]) -> int:
    """What at least half of the voters have or exceed; 0 when nobody voted."""
    left = sum(histogram.values())
    half = (left + 1) // 2
    for amount in sorted(histogram):
        if left >= half > left - histogram[amount]:
            return amount
        left -= histogram[amount]
    return 0
