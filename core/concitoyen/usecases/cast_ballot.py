"""Cast a ballot: eligibility, validity, roll mark and urn in one transaction."""

import hashlib
import hmac

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.people import Person, identity_text
from concitoyen.domain.proposal import Status
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, NewId, Signature, refuse, refuse_if
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.phases import must_be_open


def ballot_paper(desk: Desk, edition: Edition, rules: Rules) -> tuple[Contest, ...]:
    """The contests on the ballot of an edition whose vote has opened."""

    def make() -> tuple[Contest, ...]:
        return rules.contests(rules.candidates(desk.work.proposals.of(edition.id, statuses=[Status.ON_THE_BALLOT])))

    return desk.engine.paper(edition, make) if edition.stage is Stage.FROZEN else make()


def cast_ballot(
    desk: Desk, edition_id: str, person: Person, ballot: Ballot, signature: Signature, *, new_id: NewId
) -> None:
    """Put a ballot in the urn and the voter on the roll, or raise Refused with every reason and write neither.

    The roll holds a keyed hash of the identity that the rulebook names, the urn the choices under a random id;
    no journal line is written, since its number and time would tie one to the other.
    """
    edition, rules = desk.edition(edition_id)
    must_be_open(rules, VOTE, signature.at)
    edition = open_due_vote(desk, edition, rules, signature.at)
    contests = ballot_paper(desk, edition, rules)
    refuse_if(
        [
            *_missing(person, rules),
            *rules.person_objections(person),
            *rules.ballot_objections(ballot, contests),
        ]
    )
    identity = identity_text(person, rules.rulebook.roll.identity, rules.gazetteer)
    voter = hmac.new(desk.engine.roll_key(edition_id), identity.encode(), hashlib.sha256).hexdigest()
    if not desk.work.roll.mark(edition_id, voter):
        basis = rules.rulebook.roll.basis("identity")
        raise refuse(
            "core:one-ballot-each",
            "Une personne de ce nom, née ce jour-là dans cette commune, a déjà voté : chacun vote une seule fois.",
            article=basis.text if basis else "",
        )
    desk.work.urn.put(edition_id, new_id(), ballot)


_NAMES = {"last_name": "le nom", "first_name": "le prénom", "email": "l'adresse électronique"}


def _missing(person: Person, rules: Rules) -> list[Objection]:
    return [
        Objection(rule="core:identity", field=field, message="Il manque {what}.", values={"what": what})
        for field, what in _NAMES.items()
        if field in rules.rulebook.roll.identity and not getattr(person, field).strip()
    ]
