"""A count tried on nobody's votes when a rulebook is read: a rule that its ballot cannot feed is refused at once."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from concitoyen.domain.ballot import BallotForm, Candidate
from concitoyen.domain.category import Category
from concitoyen.domain.composition.narrowing import narrowed
from concitoyen.domain.composition.pots import Pot
from concitoyen.domain.count import Election, TieBreak
from concitoyen.domain.errors import CountError, Refused
from concitoyen.domain.groups import Grouping, Titles
from concitoyen.domain.money import Money

KINDS: tuple[Grouping, ...] = ("category", "territory", "canton", "epci", "label", "theme")
CENT = Money(1)


class _InOrder(TieBreak):
    """Any order will do."""

    id: ClassVar[str] = "in-order"
    title: ClassVar[str] = "Dans l'ordre"
    decisive: ClassVar[bool] = True

    def key(self, candidate: Candidate, election: Election) -> int:
        return candidate.order


def refusal(pot: Pot, form: BallotForm, categories: Sequence[Category], titles: Titles) -> str:
    """Why the rule of a pot cannot count this form of ballot, in one sentence; empty when it can.

    Projects of every group that the rulebook names stand, and nobody votes. A form that cannot be made of them is not
    refused.
    """
    standing = tuple(_projects(titles))
    try:
        contests = form.contests(standing, categories)
    except Refused:
        return ""
    election = Election(candidates=standing, contests=contests, ballots=(), envelope=CENT)
    on_paper = {name for contest in contests for name in contest.candidates}
    inside = frozenset(one.id for one in standing if one.id in on_paper and pot.takes.takes(one))
    view = narrowed(election, inside, CENT)
    if not view.contests:
        return ""
    try:
        pot.rule.count(view, [("core:in-order", _InOrder())])
    except CountError as error:
        return str(error)
    return ""


def _projects(titles: Titles) -> Iterator[Candidate]:
    """A project of each group that the rulebook knows, otherwise as the first; two at least."""
    first = {kind: next(iter(names), "") for kind, names in titles.items()}
    groups = [(kind, group) for kind in KINDS for group in titles.get(kind, {})]
    for order, (kind, group) in enumerate([("", ""), ("", ""), *groups], start=1):
        own = {**first, "label": "", kind: group}
        yield Candidate(
            id=f"projet-{order}",
            title=f"Projet {order}",
            cost=CENT,
            order=order,
            category=own.get("category", ""),
            territory=own.get("territory", ""),
            commune=own.get("commune", ""),
            cantons=_one(own.get("canton", "")),
            epci=own.get("epci", ""),
            bearer=f"porteur {order}",
            labels=_one(own["label"]),
            themes=_one(own.get("theme", "")),
        )


def _one(group: str) -> tuple[str, ...]:
    return (group,) if group else ()
