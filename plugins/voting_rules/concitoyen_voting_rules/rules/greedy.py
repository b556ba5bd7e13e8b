"""The most voted first, while the envelope lasts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.count import Election, Outcome, Result, Round, TieBreak, VotingRule, ranking
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.tally import approvals


class Greedy(VotingRule):
    """Candidates are ranked by votes and funded one after another, whole or not at all.

    `skip` passes over a candidate that no longer fits and goes on; without it the count stops there.
    `minimum_votes` is what it takes to be funded; 0 lets even a candidate without votes be, if money is left.
    Nobody is funded when nobody voted. Complexity: linear in marks, n log n in candidates.
    """

    id: ClassVar[str] = "greedy"
    title: ClassVar[str] = "Les plus choisis, tant que l'enveloppe dure"

    skip: bool = True
    minimum_votes: int = Field(default=0, ge=0)

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome, with one round for each candidate.

        Raises CountError on ballots that are not simple choices, UnresolvedTie as `break_tie` does.
        """
        rule = f"voting_rules:{self.id}"
        _refuse_homonyms(election)
        votes = approvals(election, rule=rule)
        order, broken = ranking(votes, election, ties)
        rounds = tuple(self._rounds(order, votes, election))
        return Outcome(
            rule=rule,
            results=tuple(_result(step, votes[step.candidate]) for step in rounds),
            rounds=rounds,
            ties=broken,
            envelope=election.envelope,
            voters=election.voters,
            draw_seed=election.draw_seed,
        )

    def _rounds(self, order: Sequence[str], votes: Mapping[str, int], election: Election) -> Iterator[Round]:
        """One round for each candidate, in the order of votes."""
        left, stopped_at = election.envelope, None
        for number, name in enumerate(order, start=1):
            candidate = election.by_id[name]
            refusal = self._excluded(votes[name], election.voters)
            if refusal is None and stopped_at is not None:
                refusal = sentences.after_the_stop(stopped_at)
            elif refusal is None:
                refusal = _too_dear(candidate.cost, left, election.envelope)
                stopped_at = None if refusal is None or self.skip else candidate
            after = left if refusal else left - candidate.cost
            yield Round(
                number=number,
                candidate=name,
                decision="not-funded" if refusal else "funded",
                cost=candidate.cost,
                remaining_before=left,
                remaining_after=after,
                why=refusal or sentences.funded(candidate.cost, left, votes[name]),
            )
            left = after

    def _excluded(self, votes: int, voters: int) -> Message | None:
        """Why so many votes are not enough, whatever money is left; None when they are."""
        if voters == 0:
            return sentences.nobody_voted()
        if votes < self.minimum_votes:
            return sentences.too_few_votes(self.minimum_votes)
        return None


def _too_dear(cost: Money, left: Money, envelope: Money) -> Message | None:
    """Why there is not enough money; None when there is."""
    if cost > envelope:
        return sentences.dearer_than_the_envelope(cost, envelope)
    if cost > left:
        return sentences.does_not_fit(cost, left)
    return None


def _result(step: Round, votes: int) -> Result:
    return Result(
        candidate=step.candidate,
        votes=votes,
        rank=step.number,
        decision=step.decision,
        amount=step.cost if step.decision == "funded" else Money(0),
        why=step.why,
    )


def _refuse_homonyms(election: Election) -> None:
    seen = Counter(candidate.id for candidate in election.candidates)
    twice = sorted(name for name, times in seen.items() if times > 1)
    if twice:
        raise CountError(
            f"Plusieurs projets soumis au vote portent le même identifiant ({', '.join(twice)}) : "
            "leurs voix seraient confondues. Donnez à chacun le sien."
        )
