"""What a proposal receives: what it asks for, within the ceiling of its category."""

import pytest
from pydantic import ValidationError

from concitoyen.domain.category import Ceiling, Grant, grant
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from tests.plugin.exemple import Share, Single, proposal

CAPS = {"nature": Share(rate=50, ceiling=10000)}
ARTICLES = {"nature": "Article 6"}


def test_a_request_below_the_ceiling_is_granted_whole() -> None:
    found = grant(proposal(total_cost=10000, requested=4000), CAPS, ARTICLES)
    assert found == Grant(
        amount=Money.euros(4000),
        ceiling=Money.euros(5000),
        requested=Money.euros(4000),
        why=found.why,
        article="Article 6",
    )
    assert found.why.text == "montant demandé (4\u202f000\u00a0€), inférieur au plafond (5\u202f000\u00a0€)"


@pytest.mark.parametrize("requested", [5000, 9000])
def test_a_request_at_or_above_the_ceiling_receives_the_ceiling_with_its_reason(requested: int) -> None:
    found = grant(proposal(total_cost=10000, requested=requested), CAPS, ARTICLES)
    assert (found.amount, found.requested) == (Money.euros(5000), Money.euros(requested))
    assert found.why.text == "50 % du coût, au plus 10\u202f000\u00a0€"


def test_a_category_without_a_cap_grants_what_is_asked() -> None:
    found = grant(proposal(category="culture", requested=7000), CAPS, ARTICLES)
    assert (found.amount, found.ceiling, found.article) == (Money.euros(7000), Money.euros(7000), "")
    assert found.why.text == "montant demandé (7\u202f000\u00a0€), sans plafond"


def test_no_ceiling_is_below_zero() -> None:
    with pytest.raises(ValidationError, match="négatif"):
        Ceiling(amount=Money(-1), why=Message(message="?"))


def test_a_scheme_finds_no_fault_unless_its_pack_says_so() -> None:
    assert super(Single, Single()).faults(()) == ()
