"""Awards charged to budget lines: no line is overdrawn, nobody is paid twice."""

import pytest

from concitoyen.domain.award import Award, BudgetLine, LineBalance, balances
from concitoyen.domain.errors import Refused
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message

AE = BudgetLine(id="ae", imputation="6568//930202", label="Mission ESS", available=Money.euros(672151))
CP = BudgetLine(id="cp", imputation="6568//9365", label="Enveloppe annuelle", kind="CP", available=Money.euros(141285))


def award(proposal: str, amount: int, line: str = "ae") -> Award:
    return Award(proposal=proposal, amount=Money.euros(amount), line=line, why=Message(message="financé"))


def test_each_line_is_told_with_what_is_charged_and_what_remains() -> None:
    assert balances([award("a", 600000), award("b", 71000), award("c", 21000, "cp")], [AE, CP]) == (
        LineBalance(line=AE, charged=Money.euros(671000), balance=Money.euros(1151)),
        LineBalance(line=CP, charged=Money.euros(21000), balance=Money.euros(120285)),
    )


def test_a_line_may_be_spent_to_the_last_cent() -> None:
    assert balances([award("a", 672151)], [AE])[0].balance == Money(0)


def test_every_fault_is_told_at_once() -> None:
    awards = [award("a", 672151), award("a", 1), award("b", 5, "xx")]
    with pytest.raises(Refused) as caught:
        balances(awards, [AE, CP])
    assert [objection.text for objection in caught.value.objections] == [
        "L'attribution à « b » est imputée sur la ligne « xx », qui n'est pas au règlement (lignes : ae, cp).",
        "« a » reçoit 2 attributions : une seule est possible.",
        (
            "La ligne 6568//930202 (Mission ESS) serait dépassée : 672\u202f152\u00a0€ imputés pour "
            "672\u202f151\u00a0€ disponibles."
        ),
    ]


def test_an_award_without_any_line_is_told_so() -> None:
    with pytest.raises(Refused, match=r"\(lignes : aucune\)"):
        balances([award("a", 1)], [])
