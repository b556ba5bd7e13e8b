"""The desk: an agent who has checked who somebody is admits them, and they vote alone on a lent tablet.

The agent types the person, the engine draws six digits, and keeps for some minutes what the roll is to know of them,
sealed under those digits and the host's secret: no name is kept, and nobody has looked whether they have voted. The
tablet only ever learns the digits.
"""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from concitoyen.domain.agents import Kiosk
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import Busy
from concitoyen.domain.identity import Vouched
from concitoyen.domain.journal import ADMITTED
from concitoyen.domain.one_time_code import new_digits, read_digits
from concitoyen.domain.people import Person
from concitoyen.domain.periods import HOUR, MINUTE, end_of, up_to
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.urn import Admission, Envelope
from concitoyen.sealing.boxes import Chance, lock, unlock
from concitoyen.usecases.cast_ballot import OpenVote, admission_of, enclose, person_objections
from concitoyen.usecases.desk import Desk, Signature, refuse, refuse_if
from concitoyen.usecases.identify import keyed_hash
from concitoyen.usecases.lend_kiosk import pause_kiosk

CODE_BYTES = 16
DRAWS = 50
"""Among a million codes, somebody else's is drawn this often in a row never."""
WRONG_CODES = 10
"""On one tablet in an hour; each one more pauses it until the agent's PIN."""
WRONG = "core:desk"
AGAIN = "Ce code n'est pas le bon, ou il n'est plus valable : demandez-en un autre à l'agent."
PAUSED = "Trop de codes faux : la borne est en pause. Appelez l'agent."


class Given(NamedTuple):
    """The code to say to the person, six digits, and until when it serves."""

    digits: str
    until: datetime


def desks_of(rules: Rules) -> dict[str, Vouched]:
    """The desks of a rulebook, by the name that it gives them."""
    return {name: way for name, way in rules.providers.items() if isinstance(way, Vouched)}


def admit(desk: Desk, vote: OpenVote, person: Person, provider: str, signature: Signature, chance: Chance) -> Given:
    """Admit a person whom an agent has before them; whoever calls it has checked who the agent is.

    Raises Refused when the rulebook has no such desk, or with every reason why this person may not vote; having voted
    is none, since it appears only to who votes. The journal keeps the agent and the instant, and nothing of the person.
    """
    rules, edition = vote.rules, vote.edition.id
    way = desks_of(rules).get(provider)
    if way is None:
        raise refuse(WRONG, "Le règlement ne prévoit pas qu'un agent réponde d'une personne.")
    refuse_if([*person_objections(person, rules), *way.objections(person)])
    admissions, key = desk.work.admissions, vote.identity_key
    admissions.purge(signature.at)
    until = up_to(signature.at + timedelta(minutes=way.minutes), MINUTE)
    admission = admission_of(vote, person)
    for _ in range(DRAWS):
        digits = new_digits(chance(CODE_BYTES))
        if admissions.add(edition, _name(key, digits), _closed(admission, key, digits, chance), until):
            desk.record(signature, ADMITTED, edition)
            return Given(digits, until)
    raise Busy("Trop de codes attendent en même temps : réessayez dans un instant.")


def enter(desk: Desk, vote: OpenVote, typed: str, kiosk: Kiosk, at: datetime) -> Admission | Objection:
    """Who was admitted under the code that a voter typed on a tablet, or why it does not open.

    An unknown code, one that is over and one from before the rulebook changed get the same answer. A wrong one is
    counted, which must be committed: it is an answer and not an error.
    """
    if not read_digits(typed):
        return _said("Le code est fait de six chiffres.")
    admission = admission_under(desk, vote, typed, at)
    if admission is not None and admission.rulebook == vote.edition.rulebook_sha256:
        return admission
    until = end_of(at, HOUR)
    key = keyed_hash(vote.identity_key, "quota", "wrong admission", kiosk.id, until.isoformat())
    if desk.work.quotas.take(vote.edition.id, key, until, WRONG_CODES):
        return _said(AGAIN)
    pause_kiosk(desk, kiosk)
    return _said(PAUSED)


def admission_under(desk: Desk, vote: OpenVote, typed: str, at: datetime) -> Admission | None:
    """Who was admitted under a code that is not over; whoever calls it counts the wrong ones."""
    digits = read_digits(typed)
    box = desk.work.admissions.find(vote.edition.id, _name(vote.identity_key, digits), at)
    return _opened(box, vote.identity_key, digits) if box is not None else None


def seal_admitted(vote: OpenVote, admission: Admission, ballot: Ballot, attempt: str, chance: Chance) -> Envelope:
    """The vote of who was admitted, sealed; raises Refused with every reason. Nothing is read or written."""
    refuse_if(vote.rules.ballot_objections(ballot, vote.contests))
    return enclose(vote, admission, ballot, attempt, chance)


def _name(key: bytes, digits: str) -> str:
    return keyed_hash(key, "admission", digits)


def _closed(admission: Admission, key: bytes, digits: str, chance: Chance) -> str:
    told = json.dumps({**admission._asdict(), "clues": admission.clues.hex()})
    return lock(told.encode(), _box_key(key, digits), chance).hex()


def _opened(box: str, key: bytes, digits: str) -> Admission:
    told = json.loads(unlock(bytes.fromhex(box), _box_key(key, digits)))
    return Admission(**{**told, "clues": bytes.fromhex(told["clues"])})


def _box_key(key: bytes, digits: str) -> bytes:
    return bytes.fromhex(keyed_hash(key, "admission box", digits))


def _said(message: str) -> Objection:
    return Objection(rule=WRONG, message=message, field="code")
