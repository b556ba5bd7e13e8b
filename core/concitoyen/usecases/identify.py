"""Show who one is: ask for a code, give it back, and receive a token that outlives a cast that must be tried again.

Nothing here reads the roll: whoever has no proof learns nothing of who has voted. A wrong code is an answer and not
an error, because the try must be committed.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from concitoyen.domain.identity import Consultation, HeldCode, IdentityProvider, Letter, Proof, SentCode, Vouched
from concitoyen.domain.mail import mailbox, plainly
from concitoyen.domain.one_time_code import new_digits, read_code, read_digits
from concitoyen.domain.people import Person
from concitoyen.domain.periods import DAY, HOUR, MINUTE, end_of, up_to
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.sealing.boxes import Chance
from concitoyen.usecases.cast_ballot import OpenVote, voter_mark
from concitoyen.usecases.desk import Desk, refuse, refuse_if

CODE_BYTES = 16
PRINTED = "printed code"
TOKEN_TIME = timedelta(minutes=15)
LETTERS_AN_HOUR, LETTERS_A_DAY = 5, 12
"""To one mailbox, asked from one address of the network: a stranger elsewhere does not use up what its owner asks."""
LETTERS_IN_ALL = 40
"""To one mailbox in a day, whoever asks: with five tries each, somebody guesses one of a million codes 200 times."""
LETTERS_A_NETWORK = 600
"""From one address of the network in an hour: a whole school behind one address asks for its codes at ease."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A person who wants to show who they are, for one ballot, at an instant.

    `network` is the address that the request comes from, for the limits; empty at an agent's desk, which has none.
    """

    vote: OpenVote
    person: Person
    attempt: str
    at: datetime
    network: str = ""

    @property
    def voter(self) -> str:
        """The person's mark on the roll."""
        return voter_mark(self.vote, self.person)

    def hashed(self, use: str, *parts: str) -> str:
        """A keyed hash under the edition's key, 64 hexadecimal digits; uses never meet."""
        return keyed_hash(self.vote.identity_key, use, *parts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a code: a token that proves the identity, or the reason why not."""

    token: str = ""
    objection: Objection | None = None


def keyed_hash(key: bytes, use: str, *parts: str) -> str:
    """A hash under a key, 64 hexadecimal digits, of parts that hold no line break; uses never meet."""
    return hmac.digest(key, "\n".join(("concitoyen", use, *parts)).encode(), "sha256").hex()


def open_ways(rules: Rules) -> Mapping[str, IdentityProvider]:
    """The ways that a page may offer by itself; a desk is not one of them (`usecases.admit_voter`)."""
    return {name: way for name, way in rules.providers.items() if not isinstance(way, Vouched)}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A letter to send once its code is kept for good, and what to take back when it cannot leave."""

    claim: Claim
    name: str
    code: str
    letter: Letter


def send_code(
    desk: Desk, claim: Claim, provider: str, way: SentCode, chance: Chance, *, again: bool = False
) -> Leaving | None:
    """Keep a new code and give the letter to send once the transaction is committed.

    None when one was sent for this attempt that may still be typed: the same form came twice. Another one is sent to
    who asks for it, by `again`. Raises Refused when this way is not open to the person, or too many letters were
    asked for.
    """
    refuse_if(way.objections(claim.person))
    edition, name, codes = claim.vote.edition.id, _mail_name(claim, provider), desk.work.mail_codes
    if not again and codes.waits(edition, name, claim.at, way.tries):
        return None
    _count_letter(desk, claim, provider)
    codes.purge(claim.at)
    desk.work.quotas.purge(claim.at)
    digits = new_digits(chance(CODE_BYTES))
    until, code = up_to(claim.at + timedelta(minutes=way.minutes), MINUTE), claim.hashed("mail code", name, digits)
    if again:
        codes.save(edition, name, code, until)
    elif not codes.save_first(edition, name, code, until, at=claim.at, most=way.tries):
        _count_one_less(desk, claim)
        return None
    rulebook = claim.vote.rules.rulebook.edition
    about = Consultation(title=claim.vote.edition.title, authority=rulebook.authority, contact=rulebook.contact)
    return Leaving(claim, name, code, way.letter(plainly(claim.person.email), digits, about))


def take_back(desk: Desk, unsent: Leaving) -> None:
    """A letter did not leave: the same form sends another one, and this one does not count."""
    if desk.work.mail_codes.forget(unsent.claim.vote.edition.id, unsent.name, unsent.code):
        _count_one_less(desk, unsent.claim)


def check_sent_code(desk: Desk, claim: Claim, provider: str, way: SentCode, typed: str) -> Verdict:
    """Compare what was typed with the code that was sent; right, it serves this voter until it is over."""
    name, edition = _mail_name(claim, provider), claim.vote.edition.id
    kept = desk.work.mail_codes.try_once(edition, name, claim.at, way.tries)
    if kept is None:
        return Verdict(objection=_said(f"{provider}-over", "Ce code n'est plus valable. Demandez-en un autre."))
    digits = read_digits(typed)
    right = hmac.compare_digest(kept.code, claim.hashed("mail code", name, digits))
    if right and desk.work.mail_codes.claim(edition, name, _holder(claim, digits)):
        return Verdict(token=token_for(claim, provider))
    left = way.tries - kept.tries
    if left == 0:
        return Verdict(objection=_said(f"{provider}-over", "Ce code n'est pas le bon. Demandez-en un autre."))
    tries = "1 essai" if left == 1 else f"{left} essais"
    message = "Ce code n'est pas le bon : il vous reste {tries}. Prenez celui du dernier message reçu."
    return Verdict(objection=_said(provider, message, tries=tries))


def check_held_code(desk: Desk, claim: Claim, provider: str, way: HeldCode, typed: str) -> Verdict:
    """Bind a printed code to this voter, if it is free or already theirs.

    An unknown code, one of another edition, a revoked one and one that served somebody else get the same answer.
    Wrong codes are not counted: nobody guesses one of 31 ** 11 (see `one_time_code`), and whoever is made to wait for
    the wrong codes of others would be kept from voting by them.
    """
    refuse_if(way.objections(claim.person))
    code = read_code(typed)
    if not code:
        message = "Un caractère de ce code est faux : recopiez les douze, sans 0, O, 1, I ni L."
        return Verdict(objection=_said(provider, message))
    if desk.work.codes.claim(claim.vote.edition.id, claim.hashed(PRINTED, code), _holder(claim, code)):
        return Verdict(token=token_for(claim, provider))
    message = (
        "Ce code ne convient pas : il a peut-être déjà servi, ou c'est celui d'un autre vote. Vérifiez votre feuille."
    )
    return Verdict(objection=_said(provider, message))


def token_for(claim: Claim, provider: str) -> str:
    """A signed text that proves, for fifteen minutes, that this person has shown who they are for this attempt."""
    until = int((claim.at + TOKEN_TIME).timestamp())
    return f"{provider}.{until}.{_signature(claim, provider, until)}"


def proof_of(claim: Claim, token: str) -> Proof | None:
    """What a token proves at the instant of the claim; None when it is over, or another's, or was never ours."""
    provider, _, rest = token.partition(".")
    written, _, signature = rest.partition(".")
    until = int(written) if written.isascii() and written.isdigit() and len(written) < len(str(2**63)) else 0
    if not hmac.compare_digest(signature.encode(), _signature(claim, provider, until).encode()):
        return None
    return Proof(provider, claim.voter, claim.attempt) if claim.at.timestamp() < until else None


def _signature(claim: Claim, provider: str, until: int) -> str:
    return claim.hashed("token", provider, claim.voter, claim.attempt, str(until))


def _holder(claim: Claim, code: str) -> str:
    """Who uses a code, as a hash that takes the code itself to be recognised: the roll alone does not tell."""
    return claim.hashed("holder", code, claim.voter)


def _mail_name(claim: Claim, provider: str) -> str:
    return claim.hashed("mail", provider, mailbox(claim.person.email), claim.attempt)


def _count_letter(desk: Desk, claim: Claim, provider: str) -> None:
    """One letter more for this mailbox and this network; raises Refused beyond the limits."""
    edition, quotas, keys = claim.vote.edition.id, desk.work.quotas, _limits_of_letters(claim)
    used_up = any(quotas.used_up(edition, key, most) for key, _, most in keys)
    if used_up or not all(quotas.take(edition, key, until, most) for key, until, most in keys):
        message = "Trop de codes ont été demandés. Utilisez le dernier reçu, ou attendez une heure."
        raise refuse(f"{provider}-too-many", message, field="email")


def _count_one_less(desk: Desk, claim: Claim) -> None:
    for key, _, _ in _limits_of_letters(claim):
        desk.work.quotas.give_back(claim.vote.edition.id, key)


def _limits_of_letters(claim: Claim) -> list[tuple[str, datetime, int]]:
    """Under which keys the letters of this mailbox and this network are counted, until when, and how many may leave."""
    to, network = mailbox(claim.person.email), _network(claim.network)
    hour, day = end_of(claim.at, HOUR), end_of(claim.at, DAY)
    here = f"{to} {network}"
    limits = [("mailbox", here, hour, LETTERS_AN_HOUR), ("mailbox", here, day, LETTERS_A_DAY)]
    limits.append(("mailbox", to, day, LETTERS_IN_ALL))
    limits += [("network", network, hour, LETTERS_A_NETWORK)] if network else []
    return [(_quota(claim, f"letters {what} {most}", who, until), until, most) for what, who, until, most in limits]


def _quota(claim: Claim, what: str, who: str, until: datetime) -> str:
    return claim.hashed("quota", what, who, until.isoformat())


def _network(address: str) -> str:
    """The address by which a home or a school is known: the whole of it, or the first half of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ip_network((address, 64), strict=False))  # noqa: PLR2004 - IPv4, a /64


def _said(rule: str, message: str, **values: str | int) -> Objection:
    return Objection(rule=rule, message=message, values=values, field="code")
