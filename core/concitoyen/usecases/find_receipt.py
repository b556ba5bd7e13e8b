"""Find a receipt again where no ballot is taken any more: the answer was lost, and the ballot is in the urn.

Nothing is written. Only who voted under an attempt finds its receipt: the mark of a voter keeps an echo of both. Any
other name under that attempt, on the roll or not, finds nothing, and an attempt that is in no urn reads no roll.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Stage
from concitoyen.domain.people import Person
from concitoyen.domain.urn import ballot_id, echo_in, receipt_of
from concitoyen.usecases.admit_voter import admission_under
from concitoyen.usecases.beside_mark import echo_of
from concitoyen.usecases.cast_ballot import OpenVote, person_objections, vote_of, voter_mark
from concitoyen.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Retry:
    """A vote that comes again: the person, or the code that an agent gave them, and the attempt, at an instant.

    `while_open` where it came to a tablet that is lent no more: it casts nothing, though the vote may still be open.
    """

    voter: Person | str
    attempt: str
    at: datetime
    while_open: bool = False


def find_receipt(desk: Desk, edition_id: str, retry: Retry) -> str | None:
    """The receipt of the ballot that this person cast under this attempt, before the count.

    None for anybody else, any other attempt, and at any other time. Raises SettingsError as `vote_of`.
    """
    entry = desk.work.urn.find(edition_id, ballot_id(edition_id, retry.attempt))
    if entry is None:  # nearly everybody who comes late: the cheapest look comes first
        return None
    edition, rules = desk.edition(edition_id)
    if edition.stage is not Stage.FROZEN or (rules.calendar.is_open(VOTE, retry.at) and not retry.while_open):
        return None
    vote = vote_of(desk, edition, rules, retry.at)
    voter = _mark(desk, vote, retry)
    return receipt_of(entry) if voter and _has_voted_so(desk, vote, voter, retry) else None


def _mark(desk: Desk, vote: OpenVote, retry: Retry) -> str:
    """The mark of who comes again; empty for who could not have voted, and for a code that is over."""
    if isinstance(retry.voter, Person):
        return "" if person_objections(retry.voter, vote.rules) else voter_mark(vote, retry.voter)
    admission = admission_under(desk, vote, retry.voter, retry.at)
    return admission.voter if admission else ""


def _has_voted_so(desk: Desk, vote: OpenVote, voter: str, retry: Retry) -> bool:
    kept = echo_in(desk.work.roll.clues_of(vote.edition.id, voter))
    return hmac.compare_digest(kept, echo_of(vote.clue_key, voter, retry.attempt))
