"""Equal shares as Pabulib's files name them: shares of the budget, one more unit of currency each while it lasts."""

from collections.abc import Sequence

from concitoyen.domain.count import Score
from concitoyen_voting_rules.pabulib.readings import Case
from concitoyen_voting_rules.pabulib.selection import Selection
from concitoyen_voting_rules.rules.equal_shares import equal_shares
from concitoyen_voting_rules.rules.equal_shares.completion import Completion

NAMES = ("equalshares", "equalshares-comparison", "equalshares/add1", "equalshares/add1-comparison")
UTILITIES = ("approval", "choose-1")


def shared(case: Case) -> Selection:
    """Winners with the utility of cost for approvals, of points otherwise.

    `add1` gives each voter one more unit of currency until the next one would overspend, from the share rounded
    down. Ties: the cheaper, then the one with more votes (the text of the format's checker); those that remain equal
    are told.
    """
    election = case.election
    ranked = _Ties(case)
    one_more = "add1" in election.meta.rule
    outcome = equal_shares(
        election.profile,
        election.costs,
        election.budget,
        ranked,
        utility="cost" if election.vote_type in UTILITIES else "points",
        completion=Completion(
            start="floor" if one_more else "exact",
            step=int(10**election.unit.decimals) if one_more else None,
            stop="overspend",
            comparison="satisfaction" if election.meta.rule.endswith("comparison") else "none",
        ),
    )
    return Selection(
        left=election.budget - outcome.cost, funded=list(outcome.winners), loose=sorted(map(list, ranked.loose))
    )


class _Ties:
    """Puts tied candidates in order, and keeps the ties that its two criteria leave open."""

    def __init__(self, case: Case) -> None:
        self.votes = case.election.profile.approvals()
        self.case = case
        self.loose: set[tuple[int, ...]] = set()

    def __call__(self, tied: Sequence[int], score: Score) -> Sequence[int]:
        """The cheaper first, then more votes, then those preferred, then the order of the file."""
        order = sorted(tied, key=lambda one: (*self._key(one), one not in self.case.prefer, one))
        first = [one for one in order if self._key(one) == self._key(order[0])]
        if len(first) > 1:
            self.loose.add(tuple(sorted(first)))
        return order

    def _key(self, project: int) -> tuple[int, int]:
        return int(self.case.election.costs[project]), -int(self.votes[project])
