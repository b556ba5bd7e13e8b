"""Casting a ballot from a page or from the API: the one function that they call."""

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import Refused
from concitoyen.domain.identity import Proof
from concitoyen.domain.people import Person
from concitoyen.usecases.cast_ballot import Cast
from concitoyen.usecases.identify import Claim, proof_of
from concitoyen.web.site import Site


async def cast(
    site: Site, edition: str, person: Person, ballot: Ballot, attempt: str = "", proof: Proof | None = None
) -> Cast:
    """Cast a ballot in an edition, and answer once it is on the disk: the receipt, and whether it was in already.

    `attempt` is the 32 hexadecimal digits that the voter's page holds: the same person with the same attempt gets the
    same receipt. `proof` is the voter's, where the rulebook does not take their word. Raises NotFound, Refused with
    every reason, Busy at once when too many ballots wait, StoreError when the database does not answer (nobody then
    knows whether the ballot is in: the same attempt finds out).
    """
    return await site.station.cast(edition, person, ballot, attempt, proof)


async def proof(site: Site, edition: str, person: Person, attempt: str, token: str) -> Proof | None:
    """What a token proves of a person now, None for nothing; raises NotFound and Refused as `cast`. Nothing is read."""
    return proof_of(Claim(await site.station.vote(edition), person, attempt, site.clock()), token)


async def found_late(site: Site, edition: str, person: Person, attempt: str, refusal: Refused) -> str | None:
    """The receipt of a vote that was refused because it came after the closing, if it had come in time before."""
    if any(objection.rule != CLOSED for objection in refusal.objections):
        return None
    return await site.late.find(edition, person, attempt)


CLOSED = "core:calendar"
