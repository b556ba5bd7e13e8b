"""The effort that an application makes for its voter while the site is attacked: the challenge of the forms, by JSON.

Without it the API would be the way round the forms. An application that is refused for it gets a challenge, searches
the numbers or waits, and sends the same body again with `effort`.
"""

from collections.abc import Sequence

from pydantic import Field

from concitoyen.domain.people import Person
from concitoyen.web.api.models import ApiModel, Problem
from concitoyen.web.challenge import ANSWER, FIELD, Passed, TooSoon
from concitoyen.web.site import Site

LONGEST = 254
TITLE = "Un effort est demandé"
DETAIL = (
    "Le site reçoit trop d’envois abusifs. Trouvez les nombres que décrit « effort », ou attendez les secondes de "
    "« wait » après l’avoir reçu, puis renvoyez la même demande avec « effort »."
)
SEARCH = (
    "Numbers between dots, one per puzzle: SHA-256 of « given:puzzle:number », puzzles counted from 0, begins with as "
    "many zero bits as « bits » says. Left out once « wait » seconds have passed."
)


class EffortIn(ApiModel):
    """A challenge that was given, and its answer."""

    given: str = Field(max_length=LONGEST)
    answer: str = Field(default="", max_length=LONGEST, description=SEARCH)


class EffortOut(ApiModel):
    """A challenge: what to send back as `effort`, for one voter and within a quarter of an hour."""

    given: str
    puzzles: int
    bits: int
    wait: int = Field(description="Seconds after which it serves without an answer")


class EffortProblem(Problem):
    """Problem details with a challenge; one that came too soon comes back, with the seconds that are left."""

    effort: EffortOut


def who_of(person: Person, attempt: str) -> Sequence[str]:
    """What the same voter sends again with the same vote."""
    named = (person.last_name, person.first_name, person.birth_date.isoformat(), person.commune, person.email)
    return (attempt, *named)


def effort_asked(site: Site, edition: str, made: EffortIn | None, who: Sequence[str]) -> EffortProblem | None:
    """The challenge to be met before this request is taken in, None when it has been; for a thread.

    Raises NotFound, and StoreError when the database does not answer: the same challenge then serves at the next try.
    """
    if not site.challenges.are_needed():
        return None
    with site.engine.read() as desk:
        desk.edition(edition)
    at = site.clock()
    form = {FIELD: made.given, ANSWER: made.answer} if made else {}
    verdict = site.challenges.judge(edition, at, form, who)
    if isinstance(verdict, Passed):
        return None
    part = site.challenges.part(edition, at, form if isinstance(verdict, TooSoon) else None)
    wait = verdict.seconds if isinstance(verdict, TooSoon) else part.wait
    asked = EffortOut(given=part.given, puzzles=part.puzzles, bits=part.bits, wait=wait)
    return EffortProblem(title=TITLE, status=428, detail=DETAIL, effort=asked)
