"""At most so many candidates, or so much money, of a set: what no voting rule may exceed."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from concitoyen.domain.languages import to_translate
from concitoyen.domain.model import Model
from concitoyen.domain.money import Money, NonNegativeMoney
from concitoyen.domain.reasons import Message


class Quota(Model):
    """A set of candidates of which at most so many, or for at most so much money, are funded.

    `title` is the group as people call it: « canton « Avion » ».
    """

    title: str
    candidates: frozenset[str]
    most: int | None = Field(default=None, ge=0)
    amount: NonNegativeMoney | None = None

    def breach(self, candidate: str, cost: Money, funded: Sequence[tuple[str, Money]]) -> Message | None:
        """Why this candidate may not be funded beside those that are, each with its cost; None when it may.

        What is refused once stays refused when more is funded.
        """
        if candidate not in self.candidates:
            return None
        inside = [amount for name, amount in funded if name in self.candidates]
        if self.most is not None and len(inside) >= self.most:
            several = to_translate("{group} : le règlement n'y finance pas plus de {most} projets : non retenu")
            one = to_translate("{group} : le règlement n'y finance pas plus d'un projet : non retenu")
            return Message(message=one if self.most == 1 else several, values={"group": self.title, "most": self.most})
        spent = Money(sum(amount.cents for amount in inside))
        if self.amount is not None and spent + cost > self.amount:
            return Message(
                message="{group} : avec {spent} déjà attribués, {cost} dépasseraient le maximum de {most} : non retenu",
                values={"group": self.title, "spent": str(spent), "cost": str(cost), "most": str(self.amount)},
            )
        return None

    def beside(self, funded: Iterable[tuple[str, Money]]) -> "Quota":
        """The same quota for those who come after: what is already funded is taken off."""
        inside = [amount for name, amount in funded if name in self.candidates]
        most = None if self.most is None else max(0, self.most - len(inside))
        spent = Money(sum(amount.cents for amount in inside))
        amount = None if self.amount is None else max(Money(0), self.amount - spent)
        return self.model_copy(update={"most": most, "amount": amount})


def breach(candidate: str, cost: Money, funded: Sequence[tuple[str, Money]], quotas: Sequence[Quota]) -> Message | None:
    """The first quota that keeps a candidate out, in words; None when none does."""
    found = (quota.breach(candidate, cost, funded) for quota in quotas)
    return next((message for message in found if message), None)
