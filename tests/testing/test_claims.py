"""What theorems, or their own definition, promise of the rules that we ship."""

import pytest
from hypothesis import given, settings

from concitoyen.domain.count import Election, VotingRule
from concitoyen.domain.money import Money
from concitoyen.testing.axioms import CLAIMS, Claim
from concitoyen.testing.elections import TIES, elections
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
    (EqualSharesRule(), ("ejr-cost", *JOINTLY)),
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
