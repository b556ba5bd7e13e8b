"""The book of a composed count: who is funded for how much, every step in order, and what is left of the pot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Decision, Outcome, Result, Round
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message

NOTHING = Money(0)


@dataclass
class Ledger:
    """Written as the count goes; `money` is what is left of the open pot."""

    by_id: Mapping[str, Candidate]
    money: Money = NOTHING
    pot: str = ""
    funded: dict[str, Money] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    verdicts: dict[str, tuple[Decision, Money, Message, str]] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)

    def copy(self) -> "Ledger":
        """The same book, to try a way and come back."""
        return Ledger(
            self.by_id,
            self.money,
            self.pot,
            dict(self.funded),
            list(self.rounds),
            dict(self.verdicts),
            list(self.notes),
        )

    def open(self, pot: str, money: Money) -> None:
        """Go on with another pot."""
        self.pot, self.money = pot, money

    def fund(self, name: str, amount: Money, why: Message) -> None:
        """Fund a candidate from the open pot."""
        self._round(name, "funded", self.money - amount, why)
        self.funded[name] = amount
        self.verdicts[name] = ("funded", amount, why, self.pot)

    def refuse(self, name: str, why: Message, *, again: bool = False) -> None:
        """Say why a candidate is not funded; `again` as in `adopt`."""
        self._round(name, "not-funded", self.money, why)
        if not again:
            self.verdicts[name] = ("not-funded", Money(0), why, self.pot)

    def release(self, name: str, why: Message) -> None:
        """Take back the money of a candidate that was funded."""
        self._round(name, "not-funded", self.money + self.funded.pop(name), why)
        self.verdicts[name] = ("not-funded", Money(0), why, self.pot)

    def adopt(self, outcome: Outcome, *, again: bool = False) -> None:
        """Enter what a voting rule decided with the money of the open pot.

        When those who lost are counted `again`, who loses once more keeps the reason of the first time.
        """
        for step in outcome.rounds:
            self.rounds.append(step.model_copy(update={"number": len(self.rounds) + 1, "pot": self.pot}))
        for result in outcome.results if not again else outcome.funded:
            self.verdicts[result.candidate] = (result.decision, result.amount, result.why, self.pot)
        self.notes += outcome.notes
        self.funded.update(bought(outcome))
        self.money -= outcome.spent

    def verdict(self, name: str) -> dict[str, Any]:
        """What was decided of a candidate in the end, as fields of its result."""
        decision, amount, why, pot = self.verdicts[name]
        return {"decision": decision, "amount": amount, "why": why, "pot": pot}

    def result(self, name: str, votes: int) -> Result:
        """The result of a candidate that no rule counted; its rank comes later."""
        return Result(candidate=name, votes=votes, rank=0, **self.verdict(name))

    def _round(self, name: str, decision: Decision, left: Money, why: Message) -> None:
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                candidate=name,
                decision=decision,
                cost=self.by_id[name].cost,
                remaining_before=self.money,
                remaining_after=left,
                why=why,
                pot=self.pot,
            )
        )
        self.money = left


def bought(outcome: Outcome) -> dict[str, Money]:
    """What each laureate of a rule receives, in the order in which the rule elected them."""
    amounts = {result.candidate: result.amount for result in outcome.funded}
    return {name: amounts[name] for name in _in_order(outcome.rounds, amounts)}


def _in_order(rounds: Sequence[Round], amounts: Mapping[str, Money]) -> Iterator[str]:
    elected = [step.candidate for step in rounds if step.decision == "funded" and step.candidate in amounts]
    yield from dict.fromkeys([*elected, *amounts])
