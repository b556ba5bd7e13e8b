"""Awards charged to budget lines, and the assembly's amendments that change them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Literal

from concitoyen.domain.errors import Refused
from concitoyen.domain.model import Model
from concitoyen.domain.money import Money, NonNegativeMoney, total
from concitoyen.domain.reasons import Message, Objection


class BudgetLine(Model):
    """A line of the budget: AE (commitments over several years) or CP (this year's payments).

    `imputation` is written as in the deliberation, nature then function (« 6568//930202 »).
    """

    id: str
    operation: str = ""
    imputation: str
    label: str
    kind: Literal["AE", "CP"] = "AE"
    available: NonNegativeMoney


class Award(Model):
    """What a laureate receives, and the line that pays it; never split between lines."""

    proposal: str
    amount: NonNegativeMoney
    line: str
    why: Message


class LineBalance(Model):
    """A line once awards are charged to it."""

    line: BudgetLine
    charged: Money
    balance: Money


class Amendment(Model):
    """A change of the list by the assembly: who proposes it, why, who comes in or goes out, on which line."""

    author: str
    reason: str
    adds: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    line: str = ""


class Deliberation(Model):
    """The decision of the assembly that awards: its number, the body that took it, the day of the meeting."""

    number: str
    body: str
    day: date


def balances(awards: Sequence[Award], lines: Sequence[BudgetLine]) -> tuple[LineBalance, ...]:
    """Each line with what is charged to it.

    Raises Refused when a line is overdrawn or unknown, or a proposal awarded twice.
    """
    known = {line.id for line in lines}
    found = [
        _objection(
            "L'attribution à « {proposal} » est imputée sur la ligne « {line} », "
            "qui n'est pas au règlement (lignes : {known}).",
            proposal=award.proposal,
            line=award.line,
            known=", ".join(sorted(known)) or "aucune",
        )
        for award in awards
        if award.line not in known
    ]
    found += [
        _objection("« {proposal} » reçoit {count} attributions : une seule est possible.", proposal=name, count=times)
        for name, times in Counter(award.proposal for award in awards).items()
        if times > 1
    ]
    result = []
    for line in lines:
        charged = total([award.amount for award in awards if award.line == line.id])
        result.append(LineBalance(line=line, charged=charged, balance=line.available - charged))
        if charged > line.available:
            found.append(
                _objection(
                    "La ligne {imputation} ({label}) serait dépassée : {charged} imputés pour {available} disponibles.",
                    imputation=line.imputation,
                    label=line.label,
                    charged=str(charged),
                    available=str(line.available),
                )
            )
    if found:
        raise Refused(found)
    return tuple(result)


def _objection(message: str, **values: str | int) -> Objection:
    return Objection(rule="core:budget-lines", message=message, values=values)
