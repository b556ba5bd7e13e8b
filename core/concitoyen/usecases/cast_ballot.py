"""Cast a ballot: eligibility, validity, roll mark, urn and receipt in one act.

`open_vote` says what holds for every voter of an edition, `seal_vote` makes one person's vote ready without touching
the database, and `keep_vote` writes it. `cast_ballot` does the three; the site groups what it keeps (`store.intake`).
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.channel import Channel
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.errors import AttemptUsed, Overtaken, Refused, SettingsError
from concitoyen.domain.identity import Proof
from concitoyen.domain.names import is_blank
from concitoyen.domain.people import Person, identity_text
from concitoyen.domain.proposal import Status
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.shorthand import Shorthand
from concitoyen.domain.urn import USED, Admission, Envelope, Fate, Seal, ballot_id, receipt_of
from concitoyen.sealing.boxes import Chance, seal_ballot
from concitoyen.usecases.beside_mark import bracket_at_opening, clues_of, echo_of, proof_objections
from concitoyen.usecases.desk import Desk, Signature, refuse, refuse_if
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.phases import must_be_open

ATTEMPT_BYTES = 16


@dataclass(frozen=True)
class OpenVote:
    """What every voter of an edition shares while its vote is open."""

    edition: Edition
    rules: Rules
    contests: tuple[Contest, ...]
    seal: Seal
    shorthand: Shorthand
    roll_key: bytes
    urn_key: bytes
    clue_key: bytes
    identity_key: bytes


@dataclass(frozen=True)
class Cast:
    """A ballot that is in the urn: the receipt, and whether it was there already from the same attempt."""

    receipt: str
    repeated: bool = False


def ballot_paper(desk: Desk, edition: Edition, rules: Rules) -> tuple[Contest, ...]:
    """The contests on the ballot of an edition whose vote has opened.

    They are remembered only once the opening is committed: until then it may be undone.
    """

    def make() -> tuple[Contest, ...]:
        return rules.contests(rules.candidates(desk.work.proposals.of(edition.id, statuses=[Status.ON_THE_BALLOT])))

    was_read = desk.seen.get(edition.id)
    return desk.engine.paper(edition, make) if was_read and was_read.stage is Stage.FROZEN else make()


def open_vote(desk: Desk, edition_id: str, signature: Signature) -> OpenVote:
    """The vote of an edition, opened if its hour has come.

    Raises Refused when it is not open or its bureau has not formed its key, SettingsError when the host's secret is
    not that of the opening.
    """
    edition, rules = desk.edition(edition_id)
    must_be_open(rules, VOTE, signature.at)
    if edition.stage in COUNTED:
        raise too_late(edition)
    return vote_of(desk, edition, rules, signature.at)


def vote_of(desk: Desk, edition: Edition, rules: Rules, at: datetime) -> OpenVote:
    """The vote of an edition that has opened and is not counted; for paper, that is typed after the closing too.

    Raises as `open_vote`.
    """
    edition_id = edition.id
    edition = open_due_vote(desk, edition, rules, at)
    seal = desk.work.seals.of(edition_id)
    if seal is None or edition.stage is Stage.PREPARED:
        raise refuse(
            "core:urn",
            "L'urne de « {title} » n'est pas prête : les membres du bureau n'ont pas encore formé sa clé.",
            title=edition.title,
        )
    if not hmac.compare_digest(seal.check, desk.engine.secret_check(edition_id)):
        raise SettingsError(
            f"Le secret de ce serveur n'est plus celui de l'ouverture du vote « {edition_id} » : remettez l'ancien "
            "(CONCITOYEN_SECRET ou le fichier secret), sinon une personne pourrait voter deux fois."
        )
    engine = desk.engine
    return OpenVote(
        edition=edition,
        rules=rules,
        contests=ballot_paper(desk, edition, rules),
        seal=seal,
        shorthand=Shorthand(seal.names),
        roll_key=engine.roll_key(edition_id),
        urn_key=engine.urn_key(edition_id),
        clue_key=engine.clue_key(edition_id),
        identity_key=engine.identity_key(edition_id),
    )


def seal_vote(
    vote: OpenVote, person: Person, ballot: Ballot, attempt: str, chance: Chance, *, proof: Proof | None = None
) -> Envelope:
    """A person's vote on the site, checked and sealed; raises Refused with every reason. Nothing is read or written.

    Where the rulebook does not take a person's word, `proof` must be theirs (`usecases.identify`).
    """
    refuse_if(vote_objections(vote, person, ballot))
    admission = admission_of(vote, person)
    refuse_if(proof_objections(vote.rules, admission.voter, attempt, proof))
    return enclose(vote, admission, ballot, attempt, chance)


def admission_of(vote: OpenVote, person: Person) -> Admission:
    """What the roll is to know of a person; whether they may vote is not looked at here."""
    return Admission(
        edition=vote.edition.id,
        rulebook=vote.edition.rulebook_sha256,
        voter=voter_mark(vote, person),
        clues=clues_of(vote.clue_key, person, vote.rules.gazetteer),
        bracket=bracket_at_opening(vote.rules, person),
    )


def enclose(vote: OpenVote, admission: Admission, ballot: Ballot, attempt: str, chance: Chance) -> Envelope:
    """The vote of who was admitted, sealed; the ballot is known to be valid."""
    edition, rulebook, voter, clues, bracket = admission
    return Envelope(
        edition=edition,
        rulebook=rulebook,
        voter=voter,
        id=ballot_id(edition, attempt),
        entry=sealed(vote, ballot, "site", chance),
        clues=clues + echo_of(vote.clue_key, voter, attempt),
        bracket=bracket,
    )


def sealed(vote: OpenVote, ballot: Ballot, channel: Channel, chance: Chance) -> bytes:
    """A ballot that came by a channel, as the urn holds it; it is known to be valid."""
    text = vote.shorthand.write(vote.rules.cast_by(ballot, channel))
    return seal_ballot(text, vote.seal, vote.urn_key, chance)


def vote_objections(vote: OpenVote, person: Person, ballot: Ballot) -> list[Objection]:
    """Every reason against a person or a ballot, but for the proof of who they are and whether they have voted."""
    return [*person_objections(person, vote.rules), *vote.rules.ballot_objections(ballot, vote.contests)]


def voter_mark(vote: OpenVote, person: Person) -> str:
    """What the roll keeps of a person: a keyed hash of the identity that the rulebook names."""
    identity = identity_text(person, vote.rules.rulebook.roll.identity, vote.rules.gazetteer)
    return hmac.digest(vote.roll_key, identity.encode(), "sha256").hex()


def keep_vote(desk: Desk, envelope: Envelope) -> tuple[Fate, str]:
    """Write a vote in the roll and the urn, or neither; its fate, and the receipt of what is in the urn under its id.

    Raises Overtaken when another voter's ballot was cast under the same attempt.
    """
    work = desk.work
    marked = work.roll.mark(envelope.edition, envelope.voter, envelope.clues)
    kept = work.urn.find(envelope.edition, envelope.id)
    if kept is not None:
        if marked or not envelope.echoes(work.roll.clues_of(envelope.edition, envelope.voter)):
            raise AttemptUsed(USED)
        return Fate.REPEATED, receipt_of(kept)
    if not marked:
        return Fate.ALREADY_VOTED, ""
    work.brackets.grow(envelope.edition, envelope.bracket)
    work.urn.put(envelope.edition, envelope.id, envelope.entry)
    # The roll and the urn refer to the edition: whoever counts was waited for, and we look again.
    now = work.editions.get(envelope.edition)
    if now.stage in COUNTED:
        raise Overtaken(_TOO_LATE.format(title=now.title))
    return Fate.KEPT, envelope.receipt


def cast_ballot(
    desk: Desk,
    edition_id: str,
    person: Person,
    ballot: Ballot,
    signature: Signature,
    *,
    attempt: str = "",
    chance: Chance = secrets.token_bytes,
    proof: Proof | None = None,
) -> Cast:
    """Put a ballot in the urn and the voter on the roll, or raise Refused with every reason and write neither.

    The roll holds a keyed hash of the identity that the rulebook names, the urn the sealed choices under an id that
    only the holder of `attempt` can find; without one it is drawn. No journal line is written, since its number and
    time would tie one to the other. The same voter with the same attempt finds the receipt again.
    """
    vote = open_vote(desk, edition_id, signature)
    envelope = seal_vote(vote, person, ballot, attempt or chance(ATTEMPT_BYTES).hex(), chance, proof=proof)
    fate, receipt = keep_vote(desk, envelope)
    if fate is Fate.ALREADY_VOTED:
        raise already_voted(vote.rules)
    return Cast(receipt, repeated=fate is Fate.REPEATED)


def already_voted(rules: Rules) -> Refused:
    """The refusal of a second vote."""
    basis = rules.rulebook.roll.basis("identity")
    return refuse(
        "core:one-ballot-each",
        "Une personne de {same} a déjà voté : chacun vote une seule fois.",
        article=basis.text if basis else "",
        same=_same(rules.rulebook.roll.identity),
    )


def too_late(edition: Edition) -> Refused:
    """The refusal of a ballot that comes after the count."""
    return refuse("core:count", _TOO_LATE, title=edition.title)


COUNTED = (Stage.COUNTED, Stage.PUBLISHED)
_TOO_LATE = "Le dépouillement de « {title} » est fait : l'urne ne reçoit plus de bulletin."
_NAMES = {
    "last_name": ("le nom", "nom"),
    "first_name": ("le prénom", "prénom"),
    "birth_date": ("la date de naissance", "date de naissance"),
    "commune": ("la commune", "commune"),
    "email": ("l'adresse électronique", "adresse électronique"),
}


def person_objections(person: Person, rules: Rules) -> list[Objection]:
    """What is missing, and every rule that does not hold; what is missing is said once."""
    missing = [field for field in rules.rulebook.roll.identity if _is_blank(person, field)]
    said = [
        Objection(rule="core:identity", field=field, message="Il manque {what}.", values={"what": _NAMES[field][0]})
        for field in missing
    ]
    return [*said, *(objection for objection in rules.person_objections(person) if objection.field not in missing)]


def _is_blank(person: Person, field: str) -> bool:
    """Whether nothing is left of a field once it is normalised; a dash is no name."""
    written = getattr(person, field)
    if not isinstance(written, str):
        return False
    return not written.strip() if field == "email" else is_blank(written)


def _same(identity: Sequence[str]) -> str:
    """« mêmes nom, prénom et commune »."""
    *first, last = (_NAMES[field][1] for field in identity)
    return f"mêmes {', '.join(first)} et {last}" if first else f"même {last}"
