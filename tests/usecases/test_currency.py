"""An edition held in another money: every amount that it says is told in it, and in euros elsewhere."""

import pytest

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.money import Money
from tests.usecases.town import Town, ballot, citizen
from tests.usecases.ville import RULEBOOK

IN_ZLOTYS = RULEBOOK.replace("[[phases]]", 'currency = "PLN"\n\n[[phases]]', 1)


@pytest.fixture
def zlotys(town: Town) -> Town:
    """The town counted in zlotys; Jardin is a laureate."""
    town.create(IN_ZLOTYS)
    town.stand("Jardin", "pratiques")
    town.open_vote()
    town.vote(citizen(), ballot(pratiques="jardin"))
    return town


def test_the_count_is_told_in_the_money_of_the_edition(zlotys: Town) -> None:
    outcome = zlotys.count()
    (jardin,) = outcome.results
    told = jardin.why.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert told == "retenu : 5 000 PLN pour 22 000 PLN restants"
    assert "€" not in zlotys.reason("jardin")
    assert "PLN" in zlotys.reason("jardin")
    assert outcome.explain("jardin", "en").endswith("PLN\u00a05,000 out of PLN\u00a022,000 remaining.")


def test_what_an_act_says_is_in_the_money_of_the_edition_and_what_follows_in_euros(zlotys: Town) -> None:
    with zlotys.engine.begin() as desk:
        _, rules = desk.edition(zlotys.id)
        grant = rules.grant(desk.work.proposals.get(zlotys.id, "jardin"))
        assert str(grant.amount) == "5\u202f000\u00a0PLN"
        assert "€" not in grant.why.text
    assert str(Money(100)) == "1\u00a0€"


def test_an_edition_that_says_nothing_is_told_in_euros(counted: Town) -> None:
    with counted.engine.read() as desk:
        outcome = desk.work.outcomes.get(counted.id)
        _, rules = desk.edition(counted.id)
        assert rules.currency == ""
        assert str(outcome.spent).endswith("€")


@pytest.mark.parametrize("code", ["zł", "pln", "ZLOTY", ""])
def test_what_is_no_code_of_a_currency_is_refused(town: Town, code: str) -> None:
    with pytest.raises(RulebookError) as refused:
        town.create(IN_ZLOTYS.replace('"PLN"', f'"{code}"'))
    (problem,) = refused.value.problems
    assert problem.key == "edition.currency"
    assert "ISO 4217" in problem.text


def test_a_fault_of_the_rulebook_is_told_in_its_money(town: Town) -> None:
    with pytest.raises(RulebookError) as refused:
        town.create(IN_ZLOTYS.replace("available = 22000", "available = 21000"))
    told = " ".join(problem.text for problem in refused.value.problems)
    assert "PLN" in told
    assert "€" not in told
