"""The Method of Equal Shares, exact and fast."""

from concitoyen_voting_rules.rules.equal_shares.completion import Completion
from concitoyen_voting_rules.rules.equal_shares.method import EqualShares, equal_shares

__all__ = ["Completion", "EqualShares", "equal_shares"]
