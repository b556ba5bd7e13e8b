"""The desk at which an act is done: one transaction, the packs, the journal, and what to tell afterwards."""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from concitoyen.domain.ballot import Contest
from concitoyen.domain.edition import Edition
from concitoyen.domain.errors import Refused
from concitoyen.domain.events import Event
from concitoyen.domain.journal import QUIET, Act, seal
from concitoyen.domain.merkle import Tree
from concitoyen.domain.money import amounts_in, tell_amounts_in
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rulebook import Rulebook
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import bind
from concitoyen.plugin.packs import Packs
from concitoyen.store.store import Store, Work

CACHED_RULEBOOKS = 32
CACHED_TREES = 2
"""A million receipts and their nodes weigh 64 MB."""
CHECK_DIGITS = 32


@dataclass(frozen=True)
class Signature:
    """Who acts, and when (an aware instant, given by the caller: nothing below reads a clock)."""

    actor: str
    at: datetime


@dataclass(frozen=True)
class Engine:
    """A running engine: its store, its packs, and the secret that keys the roll."""

    store: Store
    packs: Packs
    secret: bytes
    _rules: dict[str, Rules] = field(default_factory=dict, repr=False)
    _papers: dict[tuple[str, str], tuple[Contest, ...]] = field(default_factory=dict, repr=False)
    _trees: dict[str, Tree] = field(default_factory=dict, repr=False)
    _watchers: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def rules(self, edition: Edition) -> Rules:
        """The working rules of an edition, bound once per frozen text."""
        rules = self._rules.get(edition.rulebook_sha256)
        if rules is None:
            if len(self._rules) >= CACHED_RULEBOOKS:
                self._rules.clear()
            rules = bind(Rulebook.from_canonical(edition.rulebook_text), self.packs, source=edition.id)
            self._rules[edition.rulebook_sha256] = rules
        return rules

    def paper(self, edition: Edition, make: Callable[[], tuple[Contest, ...]]) -> tuple[Contest, ...]:
        """The contests on an edition's ballot, made once: a frozen edition's ballot only changes with its rulebook."""
        key = (edition.id, edition.rulebook_sha256)
        paper = self._papers.get(key)
        if paper is None:
            if len(self._papers) >= CACHED_RULEBOOKS:
                self._papers.clear()
            paper = self._papers[key] = make()
        return paper

    def tree(self, edition: str, make: Callable[[], Tree]) -> Tree:
        """The tree of the receipts of a counted edition, made once: after the count it never changes."""
        tree = self._trees.get(edition)
        if tree is None:
            if len(self._trees) >= CACHED_TREES:
                self._trees.clear()
            tree = self._trees[edition] = make()
        return tree

    def roll_key(self, edition: str) -> bytes:
        """The key of one edition's roll, derived from the host's secret."""
        return self._derived("roll", edition)

    def urn_key(self, edition: str) -> bytes:
        """The key of one edition's urn where no bureau holds it, derived from the host's secret."""
        return self._derived("urn", edition)

    def parking_key(self, edition: str) -> bytes:
        """The key under which the bureau's page carries the shares given so far."""
        return self._derived("ceremony", edition)

    def clue_key(self, edition: str) -> bytes:
        """The key of the likenesses beside one edition's roll, another than the roll's own."""
        return self._derived("clue", edition)

    def identity_key(self, edition: str) -> bytes:
        """The key of the codes and tokens that prove an identity in one edition."""
        return self._derived("identity", edition)

    def secret_check(self, edition: str) -> str:
        """A value that only this host's secret gives: written at the opening, it tells when the secret has changed."""
        return self._derived("check", edition).hex()[:CHECK_DIGITS]

    def _derived(self, use: str, edition: str) -> bytes:
        return hmac.digest(self.secret, f"concitoyen {use} {edition}".encode(), hashlib.sha256)

    @contextmanager
    def begin(self) -> Iterator["Desk"]:
        """A desk whose acts are committed together when the block ends well; packs are told after that."""
        with amounts_in(""), self.store.begin() as work:
            desk = Desk(work=work, engine=self)
            yield desk
        if desk.has_acted:
            for watcher in self._watchers:
                watcher()
        for action in desk.afterwards:
            action()
        self._tell(desk)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have `watcher` called after each commit that wrote an act, from whichever thread committed.

        A ballot writes no act, and one that replaces another a quiet one: this is for who keeps what the public reads,
        not for who counts.
        """
        self._watchers.append(watcher)

    @contextmanager
    def read(self) -> Iterator["Desk"]:
        """A desk that only reads."""
        with amounts_in(""), self.store.read() as work:
            desk = Desk(work=work, engine=self)
            yield desk
        self._tell(desk)

    def _tell(self, desk: "Desk") -> None:
        for event in desk.events:
            self.packs.activate(tuple(desk.seen[event.edition].packs)).tell(event, self.store)


@dataclass
class Desk:
    """One transaction with what acts need around it."""

    work: Work
    engine: Engine
    events: list[Event] = field(default_factory=list)
    seen: dict[str, Edition] = field(default_factory=dict)
    has_acted: bool = False
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What to do once this is committed, and not before; none of it may undo or refuse what is done."""

    @property
    def packs(self) -> Packs:
        """The packs of the engine."""
        return self.engine.packs

    def edition(self, name: str) -> tuple[Edition, Rules]:
        """An edition and its working rules; raises NotFound."""
        return self._known(self.work.editions.get(name))

    def held(self, name: str) -> tuple[Edition, Rules]:
        """The same, kept from everybody else until this transaction ends: for those who freeze, count or publish."""
        return self._known(self.work.editions.hold(name))

    def _known(self, edition: Edition) -> tuple[Edition, Rules]:
        """The edition and its rules; what this transaction says from here on tells amounts in its currency."""
        self.seen[edition.id] = edition
        rules = self.engine.rules(edition)
        tell_amounts_in(rules.currency)
        return edition, rules

    def record(
        self,
        signature: Signature,
        kind: str,
        edition: str,
        subject: str = "",
        details: Mapping[str, JsonValue] | None = None,
    ) -> Act:
        """Write an act at the end of the edition's journal."""
        act = seal(
            previous=self.work.journal.last(edition),
            at=signature.at,
            actor=signature.actor,
            kind=kind,
            edition=edition,
            subject=subject,
            details=details,
        )
        self.work.journal.append(act)
        self.has_acted = self.has_acted or kind not in QUIET
        return act

    def tell(self, event: Event) -> None:
        """Have the packs told once this transaction is committed."""
        self.events.append(event)


def refuse(rule: str, message: str, *, field: str = "", article: str = "", **values: str | int) -> Refused:
    """A refusal with one reason, to be raised."""
    return Refused([Objection(rule=rule, article=article, message=message, values=values, field=field)])


def refuse_if(objections: Sequence[Objection]) -> None:
    """Raise Refused when there is any objection."""
    if objections:
        raise Refused(objections)


NewId = Callable[[], str]
"""Gives a fresh identifier, 32 hexadecimal digits; an argument, so that a run can be replayed."""
