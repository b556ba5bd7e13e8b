"""The Method of Equal Shares as a rulebook chooses it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from concitoyen.domain.composition.quota import breach
from concitoyen.domain.count import Election, LimitsKept, Outcome, Round, TieBreak, VotingRule
from concitoyen.domain.money import Money
from concitoyen.domain.payment import Payment
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.rules.equal_shares import sentences as told
from concitoyen_voting_rules.rules.equal_shares.completion import Comparison, Completion, Fill, Start, Stop
from concitoyen_voting_rules.rules.equal_shares.market import Utility
from concitoyen_voting_rules.rules.equal_shares.maxima import Maxima
from concitoyen_voting_rules.rules.equal_shares.method import EqualShares, equal_shares
from concitoyen_voting_rules.rules.equal_shares.run import Payers
from concitoyen_voting_rules.rules.outcomes import Fate, by_index, costs_of, excluded, outcome_of
from concitoyen_voting_rules.rules.tied import TieRecord, ranked
from concitoyen_voting_rules.tally import points_given, simple_choices


class EqualSharesRule(VotingRule):
    """Each voter receives an equal share of the envelope, and buys with others what they support together.

    `utility` says what a voter gains from a laureate: its `cost`, one (`cardinality`), or the `points` of the
    ballot. `completion` `add-one` enlarges shares by `step` for each voter, from the exact share or from one rounded
    down to a multiple of the step (`start`), until the next step would overspend or, with `stop` `exhaustive`, as
    soon as nothing else fits. `fill` then adds by votes, or by utility for the cost. `comparison` keeps most votes
    instead where they serve more voters. A candidate dearer than the envelope, or without `minimum_votes`, is left
    out first. Nobody is funded when nobody voted.
    """

    id: ClassVar[str] = "equal-shares"
    title: ClassVar[str] = "Parts égales : chaque voix dispose du même budget"

    utility: Utility = "cost"
    completion: Literal["none", "add-one"] = "none"
    start: Start = "exact"
    step: Money = Money(100)
    stop: Stop = "overspend"
    fill: Fill = "none"
    comparison: Comparison = "none"
    minimum_votes: int = Field(default=1, ge=0)

    @field_validator("step")
    @classmethod
    def _some_money(cls, step: Money) -> Money:
        if step.cents < 1:
            raise ValueError(f"chaque pas ajoute une somme à chaque votant, au moins un centime, pas {step}")
        return step

    @property
    def limits(self) -> LimitsKept:
        """Quotas hold in each purchase, at each size of the shares, and in what is added or compared."""
        return "inside"

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome, with one round for each candidate: those bought, in order, then the others by votes.

        Raises CountError on ballots of another form, UnresolvedTie as `break_tie` does.
        """
        rule = f"voting_rules:{self.id}"
        profile = self._profile(election, rule)
        record = TieRecord(election, ties, profile.candidates)
        out = excluded(election, profile, self.minimum_votes, record)
        among = sorted(set(range(len(profile.candidates))) - {fate.candidate for fate in out})
        asked = TieRecord(election, ties, profile.candidates)
        found = equal_shares(
            profile,
            costs_of(election, profile),
            election.envelope.cents,
            asked,
            utility=self.utility,
            completion=self._completion(),
            among=among,
            maxima=Maxima.of(election, profile, costs_of(election, profile)),
        )
        self._record(found, record)
        votes = profile.approvals().tolist()
        losers = ranked({one: votes[one] for one in among if one not in found.winners}, record)
        fates = [*self._won(found, election, profile), *self._lost(found, losers, election, profile), *out]
        counted = outcome_of(rule, election, profile, fates, record)
        notes = tuple(self._notes(found)) if election.voters else ()
        return counted.model_copy(update={"rounds": tuple(_paid(counted, found, profile)), "notes": notes})

    def _profile(self, election: Election, rule: str) -> Profile:
        if self.utility != "points":
            return simple_choices(election, rule=rule)
        return points_given(election, rule=rule)

    def _completion(self) -> Completion:
        step = self.step.cents if self.completion == "add-one" else None
        return Completion(self.start, step, self.stop, self.fill, self.comparison)

    def _record(self, found: EqualShares, record: TieRecord) -> None:
        """Keep the ties of what made the laureates, on votes and not on prices where utility is the cost."""
        priced = set(found.run.ties)
        for tie in found.ties:
            record(tie.tied, 1 / tie.score if self.utility == "cost" and tie in priced else tie.score)

    def _won(self, found: EqualShares, election: Election, profile: Profile) -> Iterator[Fate]:
        left, standing, run = election.envelope, by_index(election, profile), found.run
        for candidate in found.winners:
            cost = standing[candidate].cost
            if found.comparison and found.comparison.votes_win:
                why = told.preferred(cost, left)
            elif candidate in run.bought:
                number = run.bought.index(candidate)
                by_point = self.utility == "points"
                why = told.bought(cost, left, run.payers[number], run.prices[number], by_point=by_point)
            elif candidate in run.free:
                why = sentences.funded(cost, left, 1)
            else:
                why = told.added(cost, left)
            yield Fate(candidate, funded=True, why=why, score=self._score(found, candidate))
            left -= cost

    def _lost(self, found: EqualShares, losers: Sequence[int], election: Election, profile: Profile) -> Iterator[Fate]:
        standing, left = by_index(election, profile), election.envelope - Money(found.cost)
        by_votes = self.fill != "none" or (found.comparison is not None and found.comparison.votes_win)
        bought = [(standing[one].id, standing[one].cost) for one in found.winners]
        for candidate in losers:
            cost = standing[candidate].cost
            if not found.market.crowds[candidate]:
                why = told.nobody_chose_it()
            elif refused := breach(standing[candidate].id, cost, bought, election.quotas):
                why = refused
            elif by_votes:
                why = sentences.does_not_fit(cost, left)
            else:
                why = told.not_paid(cost, found.run.purses.backing(candidate))
            yield Fate(candidate, funded=False, why=why, score=self._score(found, candidate))

    def _score(self, found: EqualShares, candidate: int) -> Message | None:
        if self.utility != "points":
            return None
        return Message(message="{points} points", values={"points": found.market.widths[candidate]})

    def _notes(self, found: EqualShares) -> Iterator[Message]:
        yield told.shares(found.run.share, found.steps)
        if found.comparison:
            yield told.comparison(found.comparison)


def _paid(counted: Outcome, found: EqualShares, profile: Profile) -> Iterator[Round]:
    """The rounds, those of candidates that voters bought with what they paid."""
    voted = found.comparison is not None and found.comparison.votes_win
    bought = {} if voted else {candidate: number for number, candidate in enumerate(found.run.bought)}
    for step in counted.rounds:
        number = bought.get(profile.index[step.candidate])
        if number is None:
            yield step
        else:
            payments = _payments(step.cost, found.run.prices[number], found.run.payers[number])
            yield step.model_copy(update={"payments": tuple(payments)})


def _payments(cost: Money, price: Fraction, payers: Payers) -> Iterator[Payment]:
    """Those who pay the price, then those who give all they have."""
    whole = price * payers.prices
    yield Payment(voters=payers.whole, each=price, total=whole)
    if payers.all_they_had:
        yield Payment(voters=payers.all_they_had, each=None, total=cost.cents - whole)
