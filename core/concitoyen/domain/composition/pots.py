"""The parts of an envelope: how much money, for which candidates, and where what is left goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.channel import Weights
from concitoyen.domain.conditions import Condition
from concitoyen.domain.count import Election, TieBreak, VotingRule
from concitoyen.domain.errors import CountError
from concitoyen.domain.groups import Grouping, Takes, Titles
from concitoyen.domain.money import Money, total

NOTHING = Money(0)
Ties = Sequence[tuple[str, TieBreak]]
Voters = Literal["all", "concerned"]
Shared = Literal["equally", "population", "voters"]


@dataclass(frozen=True, kw_only=True)
class Pot:
    """A part of the envelope as the rulebook states it; `by` makes one of each group that has candidates.

    The money is an amount, a share of the envelope, or, for one pot at most, what the others leave. It is that of
    each group, unless `shared` says how groups share it: equally, by `population`, or by voters who chose one of their
    projects. `voters` are all who voted, or only those concerned: who chose a project of the pot.
    """

    id: str
    title: str
    rule: VotingRule
    ties: Ties
    takes: Takes = field(default_factory=Takes)
    by: Grouping | None = None
    amount: Money | None = None
    amounts: Mapping[str, Money] = field(default_factory=dict)
    share: Fraction | None = None
    shared: Shared | None = None
    population: Mapping[str, int] = field(default_factory=dict)
    left_to: str = ""
    projects_at_most: int | None = None
    voters: Voters = "all"

    @property
    def is_rest(self) -> bool:
        """Whether the pot receives what the others leave of the envelope."""
        return self.amount is None and self.share is None and not self.amounts

    def money(self, envelope: Money, group: str = "") -> Money:
        """What the rulebook states for the pot, or for one group of it; zero when it states nothing."""
        if group in self.amounts:
            return self.amounts[group]
        if self.share is not None:
            return envelope.fraction(self.share)
        return self.amount or Money(0)


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What becomes of the money that the rule leaves: another rule among the others, then the next project.

    The next project is the first by rank that no longer fits. It is funded whole when that exceeds the money by no
    more than `overshoot`, and than `overshoot_percent` per cent of its cost; else in part, when what is left is at
    least `partial_percent` per cent of its cost. It is done in these `pots`, or in all of them.
    """

    leftover: VotingRule | None = None
    partial_percent: Decimal | None = None
    overshoot: Money = NOTHING
    overshoot_percent: Decimal | None = None
    pots: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Projects that the vote does not decide: funded in any case, from the envelope or not, or set aside."""

    projects: tuple[str, ...]
    funded: bool
    charged: bool
    article: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A condition, and the pot in which it is asked; every pot when empty."""

    condition: Condition
    pot: str = ""


@dataclass(frozen=True, kw_only=True)
class Composition:
    """All that the rulebook asks of the count; without pots, the whole envelope is one."""

    rule_id: str
    rule: VotingRule
    ties: Ties
    pots: tuple[Pot, ...] = ()
    conditions: tuple[Placed, ...] = ()
    decided: tuple[Decided, ...] = ()
    filling: Filling = field(default_factory=Filling)
    titles: Titles = field(default_factory=dict)
    weights: Weights = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether the voting rule says it all."""
        return not (self.pots or self.conditions or self.decided) and self.filling == Filling()

    def all_pots(self) -> tuple[Pot, ...]:
        """The pots, or the whole envelope as one."""
        return self.pots or (Pot(id="", title="", rule=self.rule, ties=self.ties),)


@dataclass(frozen=True)
class Portion:
    """One pot at the count, or one group of it: who stands in it and what it has of its own."""

    pot: Pot
    title: str
    candidates: frozenset[str]
    money: Money


def portions(composition: Composition, election: Election) -> tuple[Portion, ...]:
    """Every pot in the order of the rulebook, each group apart; raises CountError when they exceed the envelope."""
    pots, titles = composition.all_pots(), composition.titles
    drafts = {pot.id: tuple(_parts(pot, election, titles, pot.money(election.envelope))) for pot in pots}
    stated = total([part.money for parts in drafts.values() for part in parts])
    if stated > election.envelope:
        raise CountError(
            f"Les parts de l'enveloppe font {stated}, plus qu'elle ({election.envelope}) : "
            "corrigez les montants de [[count.pots]]."
        )
    rest = election.envelope - stated
    return tuple(
        part for pot in pots for part in (_parts(pot, election, titles, rest) if pot.is_rest else drafts[pot.id])
    )


def _parts(pot: Pot, election: Election, titles: Titles, money: Money) -> Iterator[Portion]:
    """The portions of a pot; `money` is what the rulebook gives it, each group receiving as much unless they share."""
    taken = [one for one in election.candidates if pot.takes.takes(one)]
    if pot.by is None:
        yield Portion(pot, pot.title, frozenset(one.id for one in taken), money)
        return
    names = titles.get(pot.by, {})
    groups = groups_of(pot.by, taken, also=names if pot.shared else pot.amounts, titles=titles)
    inside = {group: frozenset(one.id for one in taken if group in one.groups(pot.by)) for group in groups}
    weights = _weights(pot, election, inside)
    for group in groups:
        own = money.fraction(weights[group]) if pot.shared else pot.money(election.envelope, group)
        yield Portion(pot, f"{pot.title} : {names.get(group, group)}", inside[group], own)


def _weights(pot: Pot, election: Election, inside: Mapping[str, frozenset[str]]) -> Mapping[str, Fraction]:
    """The share of each group in what the groups of a pot share; nothing when nobody counts for any."""
    if pot.shared == "voters":
        counted = {group: _voters(election, names) for group, names in inside.items()}
    elif pot.shared == "population":
        counted = {group: pot.population.get(group, 0) for group in inside}
    else:
        counted = dict.fromkeys(inside, 1)
    return {group: Fraction(one, sum(counted.values()) or 1) for group, one in counted.items()}


def _voters(election: Election, names: frozenset[str]) -> int:
    """How many voters chose one of these projects at least."""
    return sum(
        cast.weight
        for cast in election.ballots
        if any(value > 0 and name in names for marks in cast.ballot.choices.values() for name, value in marks.items())
    )


def groups_of(
    by: Grouping, candidates: Sequence[Candidate], *, also: Sequence[str] | Mapping[str, object] = (), titles: Titles
) -> list[str]:
    """The groups that have candidates, and those named besides, in the order of the rulebook's lists, then of names."""
    found = {group for one in candidates for group in one.groups(by)} | set(also)
    listed = [group for group in titles.get(by, {}) if group in found]
    return [*listed, *sorted(found - set(listed))]
