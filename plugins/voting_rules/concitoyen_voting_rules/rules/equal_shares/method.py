"""The Method of Equal Shares, whole: from a profile to winners, with the trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares.completion import (
    NO_COMPLETION,
    Compared,
    Completion,
    compared,
    enlarged,
    filled,
    first_share,
)
from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.market import Market, Utility
from concitoyen_voting_rules.rules.equal_shares.maxima import NO_MAXIMA, Maxima
from concitoyen_voting_rules.rules.equal_shares.purses import Engine, passes
from concitoyen_voting_rules.rules.equal_shares.run import Run, Tie, run
from concitoyen_voting_rules.rules.tied import Order


@dataclass(frozen=True, eq=False)
class EqualShares:
    """The outcome: the run that counts, the steps that led to it, what was added, and the comparison if any."""

    market: Market
    run: Run
    steps: int
    added: tuple[int, ...]
    comparison: Compared | None
    fill_ties: tuple[Tie, ...]

    @cached_property
    def winners(self) -> tuple[int, ...]:
        """Candidates funded, in order."""
        if self.comparison and self.comparison.votes_win:
            return self.comparison.by_votes
        return self.run.winners + self.added

    @property
    def ties(self) -> tuple[Tie, ...]:
        """True ties of what made the winners: of the run, then of the fill; or of most votes, where they win."""
        if self.comparison and self.comparison.votes_win:
            return self.comparison.ties
        return self.run.ties + self.fill_ties

    @cached_property
    def cost(self) -> int:
        """What they cost together, in the units of the budget."""
        return sum(self.market.costs[winner] for winner in self.winners)


def equal_shares(  # noqa: PLR0913 - an election, and each choice of a rulebook by its own name
    profile: Profile,
    costs: Sequence[int] | NDArray[Any],
    budget: int,
    order: Order,
    *,
    utility: Utility = "cost",
    completion: Completion = NO_COMPLETION,
    among: Sequence[int] | None = None,
    maxima: Maxima = NO_MAXIMA,
    engine: Engine = "auto",
) -> EqualShares:
    """Share the budget equally between voters, who buy together what they support.

    `costs` and `budget` are whole numbers of one unit (cents). `order` breaks true ties, the same at every step of
    the completion. Blank ballots count among voters. `among` restricts the count to some candidates; one dearer than
    the whole budget is never bought, but may end the completion unless it is left out. A candidate that `maxima` refuse
    beside those bought is out of the market, at every step and in the fill and the comparison. Raises
    CountError on figures that have no sense.

    Source: Peters, Pierczyński and Skowron, « Proportional Participatory Budgeting with Additive Utilities »,
    NeurIPS 2021, arXiv:2008.13276; completion and comparison as equalshares.net describes them.
    """
    market = Market.of(profile, costs, budget, utility, among, maxima)
    work = passes(engine, marks=len(market.ballots), often=completion.step is not None)
    head = Head(market)
    counted, steps = run(head, first_share(market, completion), order, work), 0
    if completion.step is not None:
        counted, steps = enlarged(head, counted, order, work, completion)
    added, more = filled(market, counted.winners, completion.fill, order)
    against = compared(market, counted.winners + added, completion.comparison, order)
    return EqualShares(market, counted, steps, added, against, more)
