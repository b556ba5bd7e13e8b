"""Who pays for a project under a rule in which voters pay, and how that is told."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from concitoyen.domain.languages import Language, counted, translated, written
from concitoyen.domain.model import Model
from concitoyen.domain.money import NO_BREAK_SPACE, Money

NAMED = 3
"""So many groups of voters are told one by one, the largest."""


class Payment(Model):
    """Voters who pay for a candidate, in cents, under a rule in which voters pay.

    `each` is what each of them pays, for one unit of support; None where they do not all pay the same: they give all
    they had left, or are the rest of many small groups. `total` is what they pay together. `load` is what each bears in
    all once it is paid, under a rule of loads; None where that is not the same for all, or has no sense.
    """

    voters: int
    each: Fraction | None
    total: Fraction
    load: Fraction | None = None


def gathered(payments: Sequence[Payment], most: int) -> tuple[Payment, ...]:
    """The same, the largest groups first; beyond `most`, the smallest are told together."""
    by_size = sorted(payments, key=lambda one: (-one.voters, one.each or 0, one.load or 0))
    if len(by_size) <= most:
        return tuple(by_size)
    rest = by_size[most - 1 :]
    return (
        *by_size[: most - 1],
        Payment(voters=sum(one.voters for one in rest), each=None, total=sum((one.total for one in rest), Fraction(0))),
    )


def payments_told(payments: Sequence[Payment], language: Language) -> Iterator[str]:
    """A sentence that says who pays and what they then bear; none where no load is known."""
    if not any(one.load is not None for one in payments):
        return
    groups = [_group(one, language) for one in gathered(payments, NAMED)]
    yield translated("Pour lui, {groups}.", language).format(groups=", ".join(groups))


def _group(payment: Payment, language: Language) -> str:
    values = {"voters": payment.voters, "total": _amount(payment.total, language)}
    if payment.each is None or payment.load is None:
        rest = counted(
            "{voters} autre paie {total}", "{voters} autres paient {total} ensemble", payment.voters, language
        )
        return rest.format_map(values)
    values |= {"each": _amount(payment.each, language), "load": _amount(payment.load, language)}
    told = counted(
        "{voters} votant paie {each} et porte {load} en tout",
        "{voters} votants paient {each} chacun et portent {load} en tout",
        payment.voters,
        language,
    )
    return told.format_map(values)


def _amount(cents: Fraction, language: Language) -> str:
    nearest = Money(round(cents))
    return written(str(nearest) if nearest.cents == cents else f"environ{NO_BREAK_SPACE}{nearest}", language)
