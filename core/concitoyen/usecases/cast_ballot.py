"""Cast a ballot: eligibility, validity, roll mark and urn in one transaction."""

import hashlib
import hmac
from collections.abc import Sequence

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.errors import Overtaken
from concitoyen.domain.names import fold
from concitoyen.domain.people import Person, identity_text
from concitoyen.domain.proposal import Status
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, NewId, Signature, refuse, refuse_if
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.phases import must_be_open


def ballot_paper(desk: Desk, edition: Edition, rules: Rules) -> tuple[Contest, ...]:
    """The contests on the ballot of an edition whose vote has opened.

    They are remembered only once the opening is committed: until then it may be undone.
    """

    def make() -> tuple[Contest, ...]:
        return rules.contests(rules.candidates(desk.work.proposals.of(edition.id, statuses=[Status.ON_THE_BALLOT])))

    was_read = desk.seen.get(edition.id)
    return desk.engine.paper(edition, make) if was_read and was_read.stage is Stage.FROZEN else make()


def cast_ballot(
    desk: Desk, edition_id: str, person: Person, ballot: Ballot, signature: Signature, *, new_id: NewId
) -> None:
    """Put a ballot in the urn and the voter on the roll, or raise Refused with every reason and write neither.

    The roll holds a keyed hash of the identity that the rulebook names, the urn the choices under a random id;
    no journal line is written, since its number and time would tie one to the other.
    """
    edition, rules = desk.edition(edition_id)
    must_be_open(rules, VOTE, signature.at)
    if edition.stage in COUNTED:
        raise refuse("core:count", _TOO_LATE, title=edition.title)
    edition = open_due_vote(desk, edition, rules, signature.at)
    contests = ballot_paper(desk, edition, rules)
    refuse_if([*_person_objections(person, rules), *rules.ballot_objections(ballot, contests)])
    identity = identity_text(person, rules.rulebook.roll.identity, rules.gazetteer)
    voter = hmac.new(desk.engine.roll_key(edition_id), identity.encode(), hashlib.sha256).hexdigest()
    if not desk.work.roll.mark(edition_id, voter):
        basis = rules.rulebook.roll.basis("identity")
        raise refuse(
            "core:one-ballot-each",
            "Une personne de {same} a déjà voté : chacun vote une seule fois.",
            article=basis.text if basis else "",
            same=_same(rules.rulebook.roll.identity),
        )
    desk.work.urn.put(edition_id, new_id(), ballot)
    # The roll and the urn refer to the edition: whoever counts was waited for, and we look again.
    if desk.work.editions.get(edition_id).stage in COUNTED:
        raise Overtaken(_TOO_LATE.format(title=edition.title))


COUNTED = (Stage.COUNTED, Stage.PUBLISHED)
_TOO_LATE = "Le dépouillement de « {title} » est fait : l'urne ne reçoit plus de bulletin."
_NAMES = {
    "last_name": ("le nom", "nom"),
    "first_name": ("le prénom", "prénom"),
    "birth_date": ("la date de naissance", "date de naissance"),
    "commune": ("la commune", "commune"),
    "email": ("l'adresse électronique", "adresse électronique"),
}


def _person_objections(person: Person, rules: Rules) -> list[Objection]:
    """What is missing, and every rule that does not hold; what is missing is said once."""
    missing = [field for field in rules.rulebook.roll.identity if _is_blank(person, field)]
    said = [
        Objection(rule="core:identity", field=field, message="Il manque {what}.", values={"what": _NAMES[field][0]})
        for field in missing
    ]
    return [*said, *(objection for objection in rules.person_objections(person) if objection.field not in missing)]


def _is_blank(person: Person, field: str) -> bool:
    """Whether nothing is left of a field once it is normalised; a dash is no name."""
    written = str(getattr(person, field))
    return not (written.strip() if field == "email" else fold(written))


def _same(identity: Sequence[str]) -> str:
    """« mêmes nom, prénom et commune »."""
    *first, last = (_NAMES[field][1] for field in identity)
    return f"mêmes {', '.join(first)} et {last}" if first else f"même {last}"
