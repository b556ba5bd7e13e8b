"""The Method of Equal Shares, whole: from a profile to winners, with the trace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares.completion import (
    Compared,
    Comparison,
    Fill,
    Start,
    Stop,
    compared,
    enlarged,
    filled,
    first_share,
)
from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.market import Market, Utility
from concitoyen_voting_rules.rules.equal_shares.purses import Engine, passes
from concitoyen_voting_rules.rules.equal_shares.run import Run, Tie, TieOrder, run


@dataclass(frozen=True, eq=False)
class EqualShares:
    """The outcome: the run that counts, the steps that led to it, what was added, and the comparison if any."""

    market: Market
    run: Run
    steps: int
    added: tuple[int, ...]
    comparison: Compared | None
    ties: tuple[Tie, ...]
    """True ties of the run, then those of the fill."""

    @cached_property
    def winners(self) -> tuple[int, ...]:
        """Candidates funded, in order."""
        if self.comparison and self.comparison.votes_win:
            return self.comparison.by_votes
        return self.run.winners + self.added

    @cached_property
    def cost(self) -> int:
        """What they cost together, in the units of the budget."""
        return sum(self.market.costs[winner] for winner in self.winners)


def equal_shares(
    profile: Profile,
    costs: Sequence[int] | NDArray[Any],
    budget: int,
    ties: Sequence[int] | NDArray[Any] | TieOrder,
    *,
    utility: Utility = "cost",
    start: Start = "exact",
    step: int | None = None,
    stop: Stop = "overspend",
    fill: Fill = "none",
    comparison: Comparison = "none",
    engine: Engine = "auto",
) -> EqualShares:
    """Share the budget equally between voters, who buy together what they support.

    `costs`, `budget` and `step` are whole numbers of one unit (cents). `ties` is a rank for each candidate, the
    smaller first, or a function that orders tied candidates; it serves every step. Without `step` nobody receives
    more than an equal share of the budget. Blank ballots count among voters. Raises CountError on figures that have
    no sense.

    Source: Peters, Pierczyński and Skowron, « Proportional Participatory Budgeting with Additive Utilities »,
    NeurIPS 2021, arXiv:2008.13276; completion and comparison as equalshares.net describes them.
    """
    market = Market.of(profile, costs, budget, utility)
    work = passes(engine, marks=len(market.ballots), often=step is not None)
    choose = ties if callable(ties) else by_rank(ties)
    head = Head(market)
    counted, steps = run(head, first_share(market, start, step or 1), choose, work), 0
    if step is not None:
        counted, steps = enlarged(head, counted, choose, work, step=step, stop=stop)
    added, more = ((), ()) if fill == "none" else filled(market, counted.winners, fill, choose)
    against = None
    if comparison != "none":
        against = compared(market, counted.winners + added, comparison, choose)
    return EqualShares(market, counted, steps, added, against, counted.ties + more)


def by_rank(ranks: Sequence[int] | NDArray[Any]) -> Callable[[Sequence[int]], Sequence[int]]:
    """The order of a static list: each candidate has its own rank, the smaller goes first."""
    rank = [int(one) for one in ranks]
    return lambda tied: sorted(tied, key=rank.__getitem__)
