"""Counting with what the rulebook adds around its voting rule (docs/decisions/0009)."""

from collections.abc import Iterator

from concitoyen.domain.composition import why_composed as why
from concitoyen.domain.composition.ledger import Ledger
from concitoyen.domain.composition.pot_count import PotCount
from concitoyen.domain.composition.pots import NOTHING, Composition, Decided, Portion, portions
from concitoyen.domain.composition.weighing import told_by_weights, weighed
from concitoyen.domain.count import Election, Outcome, Result, TieBroken
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money, amounts_in
from concitoyen.domain.names import nearest
from concitoyen.domain.support import support


def composed(election: Election, composition: Composition) -> Outcome:
    """The outcome of an election under everything that the rulebook asks of the count.

    Raises CountError as the voting rule does, and for pots or decided projects that do not fit the election.
    """
    with amounts_in(election.currency):
        if not composition.weights:
            return _counted(election, composition)
        heavier = weighed(election, composition.weights)
        return told_by_weights(_counted(heavier, composition), composition.weights, election.voters)


def _counted(election: Election, composition: Composition) -> Outcome:
    if composition.is_plain:
        return composition.rule.count(election, composition.ties)
    return _Count(election, composition).outcome()


class _Count:
    """One pot after another, in one ledger."""

    def __init__(self, election: Election, composition: Composition) -> None:
        self.election = election
        self.composition = composition
        self.ledger = Ledger(election.by_id, NOTHING if composition.pots else election.envelope)
        self.places: dict[str, tuple[int, int]] = {}
        self.found: dict[str, Result] = {}
        self.ties: list[TieBroken] = []

    def outcome(self) -> Outcome:
        charged = self._decide()
        gifts: dict[str, Money] = {}
        overshoot = self.composition.filling.overshoot
        parts = portions(self.composition, self.election)
        for index, part in enumerate(parts):
            money = part.money + gifts.pop(part.pot.id, NOTHING)
            self.ledger.open(part.title, money)
            self._charge(part, charged)
            pot = PotCount(self.election, self.composition, part, self.ledger, overshoot)
            pot.count()
            self.found |= pot.found
            self.places |= {name: (index, place) for place, name in enumerate(pot.order)}
            self.ties += [tie for tie in pot.ties if tie not in self.ties]
            overshoot -= max(NOTHING, NOTHING - self.ledger.money)
            self._leave(part, gifts)
        if charged:
            raise CountError(f"Un projet déjà décidé n'entre dans aucune part de l'enveloppe ({', '.join(charged)}).")
        return self._joined(len(parts))

    def _decide(self) -> dict[str, Decided]:
        """Settle what does not depend on money, and give what pots must pay."""
        charged: dict[str, Decided] = {}
        for decided in self.composition.decided:
            for name in decided.projects:
                self._must_stand(name)
                if not decided.funded:
                    self.ledger.refuse(name, why.decided_out(decided.article))
                elif decided.charged:
                    charged[name] = decided
                else:
                    self.ledger.fund(name, NOTHING, why.decided_in(NOTHING, decided.article, charged=False))
        return charged

    def _must_stand(self, name: str) -> None:
        if name not in self.election.by_id:
            near = nearest(name, self.election.by_id)
            hint = f" Vouliez-vous dire « {near} » ?" if near else ""
            raise CountError(f"[[count.decided]] nomme « {name} », qui n'est pas soumis au vote.{hint}")

    def _charge(self, part: Portion, charged: dict[str, Decided]) -> None:
        for name in [name for name in charged if name in part.candidates]:
            cost = self.election.by_id[name].cost
            if cost > self.ledger.money:
                raise CountError(
                    f"Les projets déjà décidés dépassent l'enveloppe : « {name} » coûte {cost}, "
                    f"il reste {self.ledger.money}."
                )
            self.ledger.fund(name, cost, why.decided_in(cost, charged.pop(name).article, charged=True))

    def _leave(self, part: Portion, gifts: dict[str, Money]) -> None:
        left, target = self.ledger.money, part.pot.left_to
        if left <= NOTHING or not self.composition.pots:
            return
        if target:
            titles = {pot.id: pot.title for pot in self.composition.pots}
            gifts[target] = gifts.get(target, NOTHING) + left
            self.ledger.notes.append(why.moved(part.title, left, titles[target]))
        else:
            self.ledger.notes.append(why.kept(part.title, left))

    def _joined(self, parts: int) -> Outcome:
        self.ledger.open("", NOTHING)
        for one in sorted(self.election.candidates, key=lambda one: (one.order, one.id)):
            if one.id not in self.ledger.verdicts:
                self.ledger.refuse(one.id, why.in_no_pot())
        for name, voters in support(self.election).items():
            self.found.setdefault(name, self.ledger.result(name, voters))
        return Outcome(
            rule=self.composition.rule_id,
            results=tuple(self._results(parts)),
            rounds=tuple(self.ledger.rounds),
            ties=tuple(self.ties),
            envelope=self.election.envelope,
            voters=self.election.voters,
            draw_seed=self.election.draw_seed,
            notes=tuple(self.ledger.notes),
        )

    def _results(self, parts: int) -> Iterator[Result]:
        """One pot keeps the ranks of its rule; several are shown by votes, unless a rule ranks by something else."""
        last = (parts, 0)
        by_votes = parts > 1 and all(result.score is None for result in self.found.values())
        order = sorted(
            self.found,
            key=lambda name: (
                -self.found[name].votes if by_votes else 0,
                self.places.get(name, last),
                self.election.by_id[name].order,
                name,
            ),
        )
        for rank, name in enumerate(order, start=1):
            yield self.found[name].model_copy(update={"rank": rank, **self.ledger.verdict(name)})
