"""The first of each part of the ballot: one laureate, or so many, in each category or territory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from concitoyen.domain.count import Election, LimitsKept
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.rules.outcomes import by_index
from concitoyen_voting_rules.rules.ranked import Place, Threshold
from concitoyen_voting_rules.rules.tied import Order, ranked
from concitoyen_voting_rules.tally import contest_of, simple_choices

Seats = Annotated[int, Field(ge=0)]


class Plurality(Threshold):
    """In each contest, the `seats` most voted win; they are funded in the order of votes, while the envelope lasts.

    `seats` is a number, or one for each contest by id. With `runner_up`, a seat that a candidate cannot take, for want
    of votes or of money, goes to the next of its contest; without it, the seat stays empty. Without votes, nobody wins.
    """

    id: ClassVar[str] = "plurality"
    title: ClassVar[str] = "Le plus choisi de chaque partie du bulletin"

    seats: Seats | Mapping[str, Seats] = 1
    runner_up: bool = False
    minimum_votes: int = Field(default=1, ge=0)

    @property
    def limits(self) -> LimitsKept:
        """Leaving a winner out gives its seat to another, unless seats stay empty."""
        return "around" if self.runner_up else "refused"

    def read(self, election: Election, *, rule: str) -> Profile:
        """Simple choices."""
        return simple_choices(election, rule=rule)

    def ranking(self, election: Election, profile: Profile, order: Order) -> Sequence[Place]:
        """Every candidate of every contest, from the most votes down."""
        votes = profile.approvals().tolist()
        return [Place(one) for one in ranked(dict(enumerate(votes)), order)]

    def left_out(self, election: Election, profile: Profile, places: Sequence[Place]) -> Mapping[int, Message]:
        """Those below a threshold, and those whose contest has its laureates before their turn."""
        out = dict(super().left_out(election, profile, places))
        contests, standing = contest_of(election, rule=f"voting_rules:{self.id}"), by_index(election, profile)
        taken, left = Counter[str](), election.envelope
        for place in places:
            candidate = standing[place.candidate]
            contest, barred = contests[candidate.id], place.candidate in out
            seats = self._seats(contest.id)
            if not barred and taken[contest.id] >= seats:
                out[place.candidate] = sentences.seats_taken(contest.title, seats)
                continue
            wins = not barred and candidate.cost <= left
            taken[contest.id] += wins or not self.runner_up
            left -= candidate.cost if wins else Money(0)
        return out

    def _seats(self, contest: str) -> int:
        if isinstance(self.seats, int):
            return self.seats
        if contest not in self.seats:
            raise CountError(
                f"Le règlement ne dit pas combien de lauréats a « {contest} » : ajoutez-le à seats "
                f"(il y a {', '.join(sorted(self.seats))})."
            )
        return self.seats[contest]
