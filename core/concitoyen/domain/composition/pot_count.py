"""The count of one pot: bars, floors, the voting rule within quotas, the corrective, and what is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from concitoyen.domain.composition import why_composed as why
from concitoyen.domain.composition.floors import Choice, missing
from concitoyen.domain.composition.ledger import Ledger, bought
from concitoyen.domain.composition.narrowing import narrowed
from concitoyen.domain.composition.pots import NOTHING, Composition, Portion
from concitoyen.domain.composition.quota import Quota, breach
from concitoyen.domain.conditions import Bar, Condition, Floor, Guarantee, How, Limit
from concitoyen.domain.count import Decision, Election, Outcome, Result, TieBroken, VotingRule
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message


@dataclass
class PotCount:
    """Counts one portion into the ledger; afterwards `order` and `found` say what its rule found, conditions aside."""

    election: Election
    composition: Composition
    portion: Portion
    ledger: Ledger
    overshoot: Money
    order: tuple[str, ...] = ()
    found: dict[str, Result] = field(default_factory=dict)
    ties: list[TieBroken] = field(default_factory=list)
    barred: frozenset[str] = frozenset()

    def count(self) -> None:
        """Decide for every candidate of the portion that is not decided before."""
        standing = [one.id for one in self.election.candidates if self._stands(one.id)]
        view = self._view(standing)
        first = self._run(self.portion.pot.rule, view)
        self.order = tuple(result.candidate for result in sorted(first.results, key=lambda result: result.rank))
        self.found = {result.candidate: result for result in first.results}
        if view.voters == 0:
            self.ledger.adopt(first)
            return
        self._bar(view)
        before = self.ledger.copy()
        self._serve(self._floors("first"))
        self._elect(self.portion.pot.rule)
        if not self._correct(self._floors("correct"), before):
            self._restore(before)
            self.ledger.notes.append(why.could_not_correct())
            self._serve([*self._floors("first"), *self._floors("correct")])
            self._elect(self.portion.pot.rule)
        self._fill()
        taken = list(self.ledger.funded.items())
        floors = [*self._floors("first"), *self._floors("correct")]
        self.ledger.notes += [why.unmet(floor) for floor in floors if missing(floor, taken)]

    def _stands(self, name: str) -> bool:
        settled = any(name in decided.projects for decided in self.composition.decided)
        return name in self.portion.candidates and not settled and name not in self.ledger.funded

    def _conditions(self) -> Iterable[Condition]:
        return (placed.condition for placed in self.composition.conditions if placed.pot in ("", self.portion.pot.id))

    def _view(self, names: Iterable[str]) -> Election:
        quotas = [quota.beside(self.ledger.funded.items()) for quota in self.quotas]
        concerned = self.portion.pot.voters == "concerned"
        return narrowed(self.election, frozenset(names), self.ledger.money, concerned=concerned, quotas=quotas)

    def _run(self, rule: VotingRule, view: Election) -> Outcome:
        outcome = rule.count(view, self.portion.pot.ties)
        self.ties += [tie for tie in outcome.ties if tie not in self.ties]
        return outcome

    # ── bars ──────────────────────────────────────────────────────────────────────────────────────────

    def _bar(self, view: Election) -> None:
        refusals: dict[str, Message] = {}
        for condition in self._conditions():
            if isinstance(condition, Bar):
                refusals = {**condition.refusals(view), **refusals}
        self.barred = frozenset(refusals)
        for name in self.order:
            if name in refusals:
                self.ledger.refuse(name, refusals[name])

    # ── quotas ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """Every maximum that holds in this portion."""
        limits = [condition for condition in self._conditions() if isinstance(condition, Limit)]
        found = [quota for limit in limits for quota in limit.quotas(self.election.candidates, self.composition.titles)]
        if self.portion.pot.projects_at_most is not None:
            most = self.portion.pot.projects_at_most
            found.append(Quota(title=f"« {self.portion.title} »", candidates=self.portion.candidates, most=most))
        return tuple(found)

    def _allowed(self, name: str, funded: Sequence[tuple[str, Money]]) -> bool:
        return breach(name, self.election.by_id[name].cost, funded, self.quotas) is None

    def _open(self) -> list[str]:
        """Who may still be funded here."""
        return [name for name in self.order if name not in self.barred and name not in self.ledger.funded]

    def _elect(self, rule: VotingRule, *, again: bool = False) -> None:
        """Enter what the rule decides for those who are open, counted again without the first to break a quota."""
        out: dict[str, Message] = {}
        while True:
            outcome = self._run(rule, self._view(name for name in self._open() if name not in out))
            found = self._breaches(outcome)
            if not found:
                break
            if rule.limits != "around":
                raise CountError(
                    f"La règle « {outcome.rule} » a financé un projet au-delà d'un maximum du règlement "
                    f"({', '.join(found)}) : elle dit le respecter et ne le fait pas."
                )
            out |= found
        self.ledger.adopt(self._in_this_pot(outcome), again=again)
        for name, message in out.items():
            self.ledger.refuse(name, message, again=again)

    def _in_this_pot(self, outcome: Outcome) -> Outcome:
        """The same, where a rule that saw only what is left would take it for the whole envelope."""
        left = self.ledger.money
        if left == self.election.envelope:
            return outcome

        def told(name: str, decision: Decision) -> dict[str, Message]:
            cost = self.election.by_id[name].cost
            return {"why": why.too_dear(cost, left)} if decision == "not-funded" and cost > left else {}

        return outcome.model_copy(
            update={
                "results": tuple(one.model_copy(update=told(one.candidate, one.decision)) for one in outcome.results),
                "rounds": tuple(one.model_copy(update=told(one.candidate, one.decision)) for one in outcome.rounds),
            }
        )

    def _breaches(self, outcome: Outcome) -> dict[str, Message]:
        """Who was funded against a quota, given those funded before the first of them."""
        found: dict[str, Message] = {}
        taken = list(self.ledger.funded.items())
        quotas = self.quotas
        for name, amount in bought(outcome).items():
            message = breach(name, amount, taken, quotas)
            if message:
                found[name] = message
            elif not found:
                taken.append((name, amount))
        return found

    # ── floors ────────────────────────────────────────────────────────────────────────────────────────

    def _floors(self, how: How) -> list[Floor]:
        inside = [one for one in self.election.candidates if one.id in self.portion.candidates]
        return [
            floor
            for condition in self._conditions()
            if isinstance(condition, Guarantee) and condition.how == how
            for floor in condition.floors(inside, self.composition.titles)
        ]

    @property
    def _choice(self) -> Choice:
        order = [name for name in self.order if name not in self.barred]
        return Choice(order, {name: self.election.by_id[name].cost for name in order}, self._allowed)

    def _serve(self, floors: Sequence[Floor]) -> None:
        """Fund the best of each floor before the others."""
        picks, _ = self._choice.picks(floors, list(self.ledger.funded.items()), self.ledger.money)
        for pick in picks:
            cost = self.election.by_id[pick.candidate].cost
            passed = [self.election.by_id[name].title for name in pick.passed]
            self.ledger.fund(pick.candidate, cost, why.for_the_floor(pick.floor, cost, self.ledger.money, passed))

    def _correct(self, floors: Sequence[Floor], before: Ledger) -> bool:
        """Give unmet floors the places of the last laureates that their own floors can spare; False if it fails.

        Floors that could not even be met `before` the others were funded change nothing.
        """
        kept = [*floors, *self._floors("first")]
        _, hopeless = self._choice.picks(floors, list(before.funded.items()), before.money)
        for floor in self._choice.by_best([floor for floor in floors if floor not in hopeless]):
            while missing(floor, list(self.ledger.funded.items())):
                if not any(self._gives_place(floor, name, kept) for name in self._candidates_of(floor)):
                    return False
        return True

    def _candidates_of(self, floor: Floor) -> list[str]:
        return [name for name in self._open() if name in floor.candidates]

    def _gives_place(self, floor: Floor, name: str, kept: Sequence[Floor]) -> bool:
        """Fund this candidate, last laureates giving way where money lacks; False when not enough can."""
        cost = self.election.by_id[name].cost
        leaving = self._leaving(floor, cost, kept)
        if leaving is None:
            return False
        staying = [(other, amount) for other, amount in self.ledger.funded.items() if other not in leaving]
        if not self._allowed(name, staying):
            return False
        for other in leaving:
            self.ledger.release(other, why.gives_its_place(floor, self.election.by_id[name]))
        self.ledger.fund(name, cost, why.for_the_floor(floor, cost, self.ledger.money))
        return True

    def _leaving(self, floor: Floor, cost: Money, kept: Sequence[Floor]) -> list[str] | None:
        """The last laureates that must leave to pay this cost, the last first; None when not enough can."""
        amounts, staying = self.ledger.funded, dict(self.ledger.funded)
        leaving, money = list[str](), self.ledger.money
        for other in reversed(self.order):
            if money < cost and other in staying and other not in floor.candidates and _spared(other, staying, kept):
                leaving.append(other)
                money += staying.pop(other)
        for other in reversed(leaving):  # whoever need not leave stays, the best ranked first
            if money - amounts[other] >= cost:
                money -= amounts[other]
                leaving = [one for one in leaving if one != other]
        return leaving if money >= cost else None

    def _restore(self, before: Ledger) -> None:
        self.ledger.money, self.ledger.funded = before.money, before.funded
        self.ledger.rounds, self.ledger.verdicts = before.rounds, before.verdicts
        self.ledger.notes = before.notes

    # ── what is left ──────────────────────────────────────────────────────────────────────────────────

    def _fill(self) -> None:
        filling = self.composition.filling
        if filling.pots and self.portion.pot.id not in filling.pots:
            return
        if filling.leftover and self.ledger.money > NOTHING and self._open():
            self._elect(filling.leftover, again=True)
        taken = list(self.ledger.funded.items())
        waiting = [name for name in self._open() if self._allowed(name, taken)]
        too_dear = (name for name in waiting if self.election.by_id[name].cost > self.ledger.money)
        if name := next(too_dear, None):
            self._stretch(name, self.election.by_id[name].cost, self.ledger.money)

    def _stretch(self, name: str, cost: Money, left: Money) -> None:
        """Fund the next project beyond the money, or in part, where the rulebook lets it."""
        filling = self.composition.filling
        over, percent = cost - left, filling.overshoot_percent
        if over <= self.overshoot and (percent is None or left.reaches(100 - percent, cost)):
            self.ledger.fund(name, cost, why.within_the_overshoot(cost, left))
        elif filling.partial_percent is not None and left > NOTHING and left.reaches(filling.partial_percent, cost):
            self.ledger.fund(name, left, why.in_part(cost, left))


def _spared(name: str, funded: dict[str, Money], floors: Sequence[Floor]) -> bool:
    """Whether every floor is still met, or no worse, without this laureate."""
    return all(
        name not in floor.candidates or sum(other in floor.candidates for other in funded) > floor.least
        for floor in floors
    )
