"""Find a receipt again once the vote is closed: the answer was lost in the last minutes, and the ballot is in the urn.

Nothing is written. Who asks must name the person and hold the attempt: an attempt that is in no urn tells nothing, and
nothing is read of the roll for it.
"""

from dataclasses import dataclass
from datetime import datetime

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Stage
from concitoyen.domain.people import Person
from concitoyen.domain.urn import ballot_id, receipt_of
from concitoyen.usecases.cast_ballot import person_objections, vote_of
from concitoyen.usecases.desk import Desk
from concitoyen.usecases.identify import Claim, had_shown


@dataclass(frozen=True, slots=True)
class Retry:
    """A vote that comes again: the person and the attempt, and what had shown who they are: a token or a code."""

    person: Person
    attempt: str
    at: datetime
    token: str = ""
    code: str = ""


def find_receipt(desk: Desk, edition_id: str, retry: Retry) -> str | None:
    """The receipt of the ballot that this person cast under this attempt, between the closing and the count.

    None for anybody else, any other attempt, and at any other time. Raises SettingsError as `vote_of`.
    """
    entry = desk.work.urn.find(edition_id, ballot_id(edition_id, retry.attempt))
    if entry is None:  # nearly everybody who comes late: the cheapest look comes first
        return None
    edition, rules = desk.edition(edition_id)
    if edition.stage is not Stage.FROZEN or rules.calendar.is_open(VOTE, retry.at):
        return None
    if person_objections(retry.person, rules):
        return None
    claim = Claim(vote_of(desk, edition, rules, retry.at), retry.person, retry.attempt, retry.at)
    has_voted = desk.work.roll.holds(edition_id, claim.voter)
    return receipt_of(entry) if has_voted and had_shown(desk, claim, retry.token, retry.code) else None
