"""From what a rule decided of each candidate to the outcome that is published."""

from collections.abc import Sequence
from dataclasses import dataclass

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, Outcome, Result, Round
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.rules.tied import Order, TieRecord, ranked


@dataclass(frozen=True)
class Fate:
    """What becomes of one candidate (an index), why, and what ranked it where that is not its votes."""

    candidate: int
    funded: bool
    why: Message
    score: Message | None = None


def by_index(election: Election, profile: Profile) -> tuple[Candidate, ...]:
    """Candidates in the order of the profile's indices."""
    return tuple(election.by_id[name] for name in profile.candidates)


def costs_of(election: Election, profile: Profile) -> tuple[int, ...]:
    """What each candidate costs, in cents, by index."""
    return tuple(candidate.cost.cents for candidate in by_index(election, profile))


def excluded(election: Election, profile: Profile, minimum_votes: int, order: Order) -> list[Fate]:
    """Those whom no count can fund, by votes: nobody voted, too few did, or they cost more than the envelope."""
    votes, fates = profile.approvals().tolist(), dict[int, Fate]()
    for index, candidate in enumerate(by_index(election, profile)):
        if profile.voters == 0:
            why = sentences.nobody_voted()
        elif votes[index] < minimum_votes:
            why = sentences.too_few_votes(minimum_votes)
        elif candidate.cost > election.envelope:
            why = sentences.dearer_than_the_envelope(candidate.cost, election.envelope)
        else:
            continue
        fates[index] = Fate(index, funded=False, why=why)
    return [fates[index] for index in ranked({index: votes[index] for index in fates}, order)]


def outcome_of(
    rule: str,
    election: Election,
    profile: Profile,
    fates: Sequence[Fate],
    ties: TieRecord,
    votes: Sequence[int] | None = None,
) -> Outcome:
    """The outcome in which candidates had these fates, in this order: one result and one round for each.

    `votes` are by candidate; without them, how many voters marked each.
    """
    votes, standing = votes or profile.approvals().tolist(), by_index(election, profile)
    rounds, results, left = list[Round](), list[Result](), election.envelope
    for number, fate in enumerate(fates, start=1):
        candidate = standing[fate.candidate]
        amount = candidate.cost if fate.funded else Money(0)
        rounds.append(
            Round(
                number=number,
                candidate=candidate.id,
                decision="funded" if fate.funded else "not-funded",
                cost=candidate.cost,
                remaining_before=left,
                remaining_after=left - amount,
                why=fate.why,
            )
        )
        results.append(
            Result(
                candidate=candidate.id,
                votes=votes[fate.candidate],
                rank=number,
                decision="funded" if fate.funded else "not-funded",
                amount=amount,
                why=fate.why,
                score=fate.score,
            )
        )
        left -= amount
    return Outcome(
        rule=rule,
        results=tuple(results),
        rounds=tuple(rounds),
        ties=ties.broken,
        envelope=election.envelope,
        voters=election.voters,
        draw_seed=election.draw_seed,
    )
