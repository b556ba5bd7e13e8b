"""Counting with what the rulebook adds around its voting rule (docs/decisions/0009)."""

from collections.abc import Mapping
from itertools import chain

from concitoyen.domain import why_composed as why
from concitoyen.domain.count import Election, Outcome, Result, TieBroken
from concitoyen.domain.errors import CountError
from concitoyen.domain.ledger import Ledger
from concitoyen.domain.money import Money
from concitoyen.domain.names import nearest
from concitoyen.domain.pot_count import PotCount
from concitoyen.domain.pots import Composition, Decided, Portion, portions


def composed(election: Election, composition: Composition) -> Outcome:
    """The outcome of an election under everything that the rulebook asks of the count.

    Raises CountError as the voting rule does, and for pots or decided projects that do not fit the election.
    """
    if composition.is_plain:
        return composition.rule.count(election, composition.ties)
    return _Count(election, composition).outcome()


class _Count:
    """One pot after another, in one ledger."""

    def __init__(self, election: Election, composition: Composition) -> None:
        self.election = election
        self.composition = composition
        self.ledger = Ledger(election.by_id)
        self.places: dict[str, tuple[int, int]] = {}
        self.votes: dict[str, int] = {}
        self.ties: list[TieBroken] = []

    def outcome(self) -> Outcome:
        charged = self._decide()
        gifts: dict[str, Money] = {}
        overshoot = self.composition.filling.overshoot
        parts = portions(self.composition, self.election)
        for index, part in enumerate(parts):
            money = part.money + gifts.pop(part.pot.id, Money(0))
            self.ledger.open(part.title, money)
            self._charge(part, charged)
            pot = PotCount(self.election, self.composition, part, self.ledger, overshoot)
            pot.count()
            self.votes |= pot.votes
            self.places |= {name: (index, place) for place, name in enumerate(pot.order)}
            self.ties += [tie for tie in pot.ties if tie not in self.ties]
            overshoot -= max(Money(0), Money(0) - self.ledger.money)
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
                    self.ledger.fund(name, Money(0), why.decided_in(Money(0), decided.article, charged=False))
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
        if left <= Money(0) or not self.composition.pots:
            return
        if target:
            titles = {pot.id: pot.title for pot in self.composition.pots}
            gifts[target] = gifts.get(target, Money(0)) + left
            self.ledger.notes.append(why.moved(part.title, left, titles[target]))
        else:
            self.ledger.notes.append(why.kept(part.title, left))

    def _joined(self, parts: int) -> Outcome:
        for name in self.election.by_id:
            if name not in self.ledger.verdicts:
                self.ledger.open("", Money(0))
                self.ledger.refuse(name, why.in_no_pot())
        chosen = supporters(self.election)
        votes = {name: self.votes.get(name, chosen[name]) for name in self.election.by_id}
        return Outcome(
            rule=self.composition.rule_id,
            results=tuple(self._results(votes, parts)),
            rounds=tuple(self.ledger.rounds),
            ties=tuple(self.ties),
            envelope=self.election.envelope,
            voters=self.election.voters,
            draw_seed=self.election.draw_seed,
            notes=tuple(self.ledger.notes),
        )

    def _results(self, votes: Mapping[str, int], parts: int) -> list[Result]:
        """One pot keeps the ranks of its rule; several are shown by votes, then in the order of pots and ranks."""
        last = (parts, 0)
        order = sorted(
            votes,
            key=lambda name: (
                0 if parts == 1 else -votes[name],
                self.places.get(name, last),
                self.election.by_id[name].order,
                name,
            ),
        )
        return [self.ledger.result(name, votes[name], rank) for rank, name in enumerate(order, start=1)]


def supporters(election: Election) -> dict[str, int]:
    """How many voters gave each candidate something."""
    votes = dict.fromkeys(election.by_id, 0)
    for cast in election.ballots:
        marked = {
            name
            for name, value in chain.from_iterable(marks.items() for marks in cast.ballot.choices.values())
            if value
        }
        for name in marked & votes.keys():
            votes[name] += cast.weight
    return votes
