"""What theorems, or their own definition, promise of the rules that we ship."""

import pytest
from hypothesis import given, settings

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, VotingRule, WeightedBallot
from concitoyen.domain.money import Money
from concitoyen.testing.axioms import CLAIMS, Claim
from concitoyen.testing.elections import CONTEST, TIES, contest_of, elections, standing
from concitoyen.testing.rule_laws import Trial
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.rules.maximin_support import MaximinSupport
from concitoyen_voting_rules.rules.phragmen import Phragmen
from concitoyen_voting_rules.rules.plurality import Plurality
from concitoyen_voting_rules.rules.transfers import SupportTransfer
from concitoyen_voting_rules.rules.welfare import WelfareMaximum

JOINTLY: tuple[Claim, ...] = ("pjr-cost", "pjr-number")
CLAIMED: list[tuple[VotingRule, tuple[Claim, ...]]] = [
    (Greedy(), ("exhaustiveness", "monotonicity")),
    (Greedy(by="votes-per-cost"), ("exhaustiveness", "monotonicity")),
    (Plurality(), ("monotonicity",)),
    (WelfareMaximum(), ("exhaustiveness", "monotonicity")),
    (WelfareMaximum(utility="cost"), ("monotonicity",)),
    (EqualSharesRule(), ("ejr-cost", "pjr-cost")),
    (EqualSharesRule(utility="cardinality"), ("ejr-number", *JOINTLY)),
    (EqualSharesRule(fill="by-votes"), ("ejr-cost", "exhaustiveness")),
    (EqualSharesRule(utility="cardinality", fill="utilitarian"), ("ejr-number", "exhaustiveness")),
    (EqualSharesRule(completion="add-one"), ("ejr-cost",)),
    (Phragmen(), JOINTLY),
    (Phragmen(misfit="skip"), ("exhaustiveness", *JOINTLY)),
    (MaximinSupport(), JOINTLY),
    (MaximinSupport(misfit="skip"), ("exhaustiveness", *JOINTLY)),
    (SupportTransfer(), ("exhaustiveness",)),
    (SupportTransfer(shortfall="elimination"), ("exhaustiveness",)),
]
"""What our own rules claim: the theorems on them, and what follows from their definition."""


@pytest.mark.parametrize(
    ("rule", "claim"),
    [(rule, claim) for rule, claims in CLAIMED for claim in claims],
    ids=lambda one: getattr(one, "id", one),
)
@given(election=elections())
@settings(max_examples=60)
def test_every_rule_satisfies_what_it_claims(rule: VotingRule, claim: Claim, election: Election) -> None:
    assert list(CLAIMS[claim](Trial(rule, TIES, Money(0)), election)) == []


def test_equal_shares_by_cost_may_leave_a_group_fewer_projects_than_its_share_would_buy() -> None:
    dear, *cheap = standing([5, 1, 1])
    for_all, for_two = {dear.id: 1}, {one.id: 1 for one in (dear, *cheap)}
    election = Election(
        candidates=(dear, *cheap),
        contests=(contest_of((dear, *cheap)),),
        ballots=tuple(
            WeightedBallot(ballot=Ballot(choices={CONTEST: marks}), weight=weight)
            for marks, weight in ((for_two, 2), (for_all, 1))
        ),
        envelope=Money.euros(5),
    )
    by_cost, by_number = (Trial(EqualSharesRule(utility=one), TIES, Money(0)) for one in ("cost", "cardinality"))
    (told,) = CLAIMS["pjr-number"](by_cost, election)
    assert told.startswith("lèse 2 votants sur 3")
    assert list(CLAIMS["pjr-cost"](by_cost, election)) == list(CLAIMS["pjr-number"](by_number, election)) == []
