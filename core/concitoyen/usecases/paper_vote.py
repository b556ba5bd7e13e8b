"""Votes on paper: the sheet that people signed, the cards that they dropped, and the report in which both add up.

A signature is a mark on the same roll as a vote on the site; a card becomes a sealed ballot of the same urn. Neither
knows the other: a card has a number on its stack, a signature a line on its sheet.
"""

import hashlib
import hmac
import secrets
from collections import Counter
from itertools import groupby

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.names import slug
from concitoyen.domain.paper import (
    CardFate,
    CardReading,
    CardState,
    Place,
    PlaceReport,
    SheetLine,
    SignatureFate,
    agreed_reading,
    state_of,
)
from concitoyen.domain.people import Person, commune_of
from concitoyen.domain.reasons import Objection
from concitoyen.domain.urn import ballot_id
from concitoyen.sealing.boxes import Chance
from concitoyen.usecases.beside_mark import bracket_at_opening, clues_of
from concitoyen.usecases.cast_ballot import (
    ATTEMPT_BYTES,
    COUNTED,
    OpenVote,
    person_objections,
    sealed,
    too_late,
    vote_of,
    voter_mark,
)
from concitoyen.usecases.desk import Desk, Signature, refuse, refuse_if
from concitoyen.usecases.unchanged import must_stay

NOTHING = Ballot(choices={})


def open_place(desk: Desk, edition_id: str, name: str, signature: Signature) -> Place:
    """A new place where people vote on paper; raises Refused when the edition has one of that name."""
    edition, _ = desk.edition(edition_id)
    if edition.stage in COUNTED:
        raise too_late(edition)
    shown = " ".join(name.split())
    if not slug(shown):
        raise refuse("core:paper", "Donnez le nom du lieu : « Mairie de Lens », « Collège Jean-Zay ».", field="name")
    place = Place(edition=edition_id, id=slug(shown), name=shown)
    if not desk.work.paper.open(place):
        raise refuse("core:paper", "Le lieu « {name} » existe déjà.", name=shown, field="name")
    desk.record(signature, "place.opened", edition_id, subject=place.id, details={"name": shown})
    return place


def sign_sheet(
    desk: Desk, edition_id: str, place_id: str, line: int, person: Person, signature: Signature, *, late: bool = False
) -> tuple[SheetLine, tuple[Objection, ...]]:
    """Type one line of the sign-in sheet: the person is marked on the roll, or the line is kept with what is wrong.

    The objections are the reasons of a line that is not accepted, for the agent's eyes: they are kept nowhere.
    Raises Refused when the line is taken, before the opening of the vote, or once the place is closed.
    """
    vote, place = _place_at_work(desk, edition_id, place_id, signature)
    _must_be_free(desk, place, line)
    mark = voter_mark(vote, person)
    fate, objections = _worth(desk, vote, person, mark, late=late)
    written = SheetLine(edition=edition_id, place=place.id, line=line, fate=fate, proof=_proof(vote, place, line, mark))
    desk.work.paper.sign(written)
    return written, objections


def sign_unreadable(desk: Desk, edition_id: str, place_id: str, line: int, signature: Signature) -> SheetLine:
    """Type a line of which nobody can read who signed; raises Refused as `sign_sheet`."""
    vote, place = _place_at_work(desk, edition_id, place_id, signature)
    _must_be_free(desk, place, line)
    written = SheetLine(
        edition=edition_id,
        place=place.id,
        line=line,
        fate=SignatureFate.UNKNOWN,
        proof=_proof(vote, place, line, ""),
    )
    desk.work.paper.sign(written)
    return written


def strike_line(
    desk: Desk, edition_id: str, place_id: str, line: int, person: Person | None, signature: Signature
) -> None:
    """Undo a line typed wrong.

    For an accepted one the same person must be typed again, so that nobody else's mark is taken off the roll.
    """
    vote, place = _place_at_work(desk, edition_id, place_id, signature)
    mark = voter_mark(vote, person) if person else ""
    kept = desk.work.paper.line(edition_id, place.id, line)
    accepted = kept is not None and kept.fate is SignatureFate.ACCEPTED
    same = kept is not None and hmac.compare_digest(kept.proof, _proof(vote, place, line, mark))
    if kept is None or (accepted and not same):
        raise refuse(
            "core:paper",
            "La ligne {line} de « {name} » n'est pas celle de cette personne : retapez-la comme elle a été saisie.",
            line=line,
            name=place.name,
            field="line",
        )
    desk.work.paper.strike(kept)
    if accepted and person:
        desk.work.roll.unmark(edition_id, mark)
        desk.work.brackets.grow(edition_id, bracket_at_opening(vote.rules, person), -1)
    desk.record(signature, "paper.line-struck", edition_id, subject=place.id, details={"line": line})


def read_card(
    desk: Desk,
    edition_id: str,
    place_id: str,
    card: int,
    ballot: Ballot | None,
    signature: Signature,
    *,
    fate: CardFate = CardFate.VALID,
    chance: Chance = secrets.token_bytes,
) -> CardState:
    """Type what one agent reads on one card; how far the card has come once this reading is kept.

    `ballot` is None on a card that is not valid, and `fate` says why. Raises Refused with every reason when the
    choices are not a valid ballot (the card may have to be rejected), and when the place is closed.
    """
    vote, place = _place_at_work(desk, edition_id, place_id, signature)
    if fate is CardFate.VALID:
        refuse_if(vote.rules.ballot_objections(ballot or NOTHING, vote.contests))
    read = ballot if ballot is not None and fate is CardFate.VALID else NOTHING
    told = f"concitoyen card {place.id} {card} {fate.value} {read.canonical()}"
    reading = CardReading(
        edition=edition_id,
        place=place.id,
        card=card,
        reader=signature.actor,
        fate=fate,
        digest=hmac.digest(vote.roll_key, told.encode(), hashlib.sha256).hex(),
        entry=sealed(vote, read, "paper", chance),
    )
    desk.work.paper.read(reading)
    return state_of(desk.work.paper.readings(edition_id, place.id, card))


def forget_card(desk: Desk, edition_id: str, place_id: str, card: int, signature: Signature) -> None:
    """Undo a card that is not on the stack (a wrong number); the journal says so."""
    _, place = _place_at_work(desk, edition_id, place_id, signature)
    if not desk.work.paper.forget_card(edition_id, place.id, card):
        raise refuse("core:paper", "La carte {card} de « {name} » n'a pas été lue.", card=card, name=place.name)
    desk.record(signature, "paper.card-forgotten", edition_id, subject=place.id, details={"card": card})


def reconcile(desk: Desk, edition_id: str, place_id: str) -> PlaceReport:
    """The report of a place as it stands."""
    place = desk.work.paper.place(edition_id, place_id)
    return _report(desk, place)


def deposit_cards(
    desk: Desk,
    edition_id: str,
    place_id: str,
    signature: Signature,
    *,
    explanation: str = "",
    chance: Chance = secrets.token_bytes,
) -> PlaceReport:
    """Put the cards of a place in the urn, as many as there are accepted signatures, and close the place.

    Cards that a refused signature or an excess sets aside are drawn by lot. Rejected cards, and accepted
    signatures without a card, enter the urn as blank ballots, so that the roll and the urn agree to the ballot.
    Raises Refused with everything that does not add up.
    """
    vote, place = _place_at_work(desk, edition_id, place_id, signature)
    report = _report(desk, place)
    problems = report.problems(explanation)
    refuse_if([Objection(rule="core:paper", message="{problem}", values={"problem": one}) for one in problems])
    cards = [reading for _, readings in _cards(desk, place) if (reading := agreed_reading(readings))]
    kept = _drawn(cards, len(cards) - report.set_aside, chance)
    blanks = [sealed(vote, NOTHING, "paper", chance) for _ in range(report.missing)]
    entries = {
        ballot_id(edition_id, chance(ATTEMPT_BYTES).hex()): entry for entry in [*(k.entry for k in kept), *blanks]
    }
    for name in sorted(entries):
        desk.work.urn.put(edition_id, name, entries[name])
    desk.work.paper.update(place.model_copy(update={"deposited": True}))
    desk.work.paper.forget_cards(edition_id, place.id)
    desk.record(
        signature,
        "place.deposited",
        edition_id,
        subject=place.id,
        details={
            "signatures": {fate.value: number for fate, number in sorted(report.signatures.items())},
            "cards": {fate.value: number for fate, number in sorted(report.cards.items())},
            "set_aside": report.set_aside,
            "missing": report.missing,
            "in_the_urn": len(entries),
            "explanation": explanation.strip(),
        },
    )
    return report


def _place_at_work(desk: Desk, edition_id: str, place_id: str, signature: Signature) -> tuple[OpenVote, Place]:
    """The vote and a place whose cards are not in the urn yet; paper is typed from the opening until the count."""
    edition, rules = desk.edition(edition_id)
    opening = rules.calendar.first_opening(VOTE)
    if edition.stage in COUNTED:
        raise too_late(edition)
    if opening is None or signature.at < opening:
        raise refuse(
            "core:calendar", "Le vote de « {title} » n'est pas ouvert : rien ne se saisit.", title=edition.title
        )
    vote = vote_of(desk, edition, rules, opening)
    must_stay(desk, vote)
    place = desk.work.paper.place(edition_id, place_id, hold=True)
    if place.deposited:
        raise refuse(
            "core:paper",
            "Les cartes de « {name} » sont dans l'urne : ce lieu est clos, rien n'y change.",
            name=place.name,
        )
    return vote, place


def _must_be_free(desk: Desk, place: Place, line: int) -> None:
    if desk.work.paper.line(place.edition, place.id, line):
        raise refuse(
            "core:paper",
            "La ligne {line} de « {name} » est déjà saisie : vérifiez le numéro, ou rayez-la d'abord.",
            line=line,
            name=place.name,
            field="line",
        )


def _worth(
    desk: Desk, vote: OpenVote, person: Person, mark: str, *, late: bool
) -> tuple[SignatureFate, tuple[Objection, ...]]:
    if late:
        return SignatureFate.LATE, ()
    objections = tuple(person_objections(person, vote.rules))
    if objections:
        unknown = commune_of(person, vote.rules.gazetteer) is None or any(
            one.rule in {"core:identity", "core:commune"} for one in objections
        )
        return (SignatureFate.UNKNOWN if unknown else SignatureFate.INELIGIBLE), objections
    accepted = desk.work.roll.mark(vote.edition.id, mark, clues_of(vote.clue_key, person, vote.rules.gazetteer))
    if accepted:
        desk.work.brackets.grow(vote.edition.id, bracket_at_opening(vote.rules, person))
    return (SignatureFate.ACCEPTED if accepted else SignatureFate.ALREADY_VOTED), ()


def _proof(vote: OpenVote, place: Place, line: int, mark: str) -> str:
    """What recognises who signed a line, under the edition's key; it is not the mark of the roll."""
    told = f"concitoyen line {place.id} {line} {mark}"
    return hmac.digest(vote.roll_key, told.encode(), hashlib.sha256).hex()


def _cards(desk: Desk, place: Place) -> list[tuple[int, list[CardReading]]]:
    readings = desk.work.paper.readings(place.edition, place.id)
    return [(card, list(group)) for card, group in groupby(readings, key=lambda reading: reading.card)]


def _report(desk: Desk, place: Place) -> PlaceReport:
    states = [(card, state_of(readings), agreed_reading(readings)) for card, readings in _cards(desk, place)]
    return PlaceReport(
        place=place,
        signatures=Counter(line.fate for line in desk.work.paper.sheet(place.edition, place.id)),
        cards=Counter(reading.fate for _, _, reading in states if reading),
        read_once=tuple(card for card, state, _ in states if state is CardState.READ_ONCE),
        disagreed=tuple(card for card, state, _ in states if state is CardState.DISAGREED),
    )


def _drawn(cards: list[CardReading], number: int, chance: Chance) -> list[CardReading]:
    """So many cards, each set as likely as any other."""
    order = {id(card): chance(ATTEMPT_BYTES) for card in cards}
    return sorted(cards, key=lambda card: order[id(card)])[:number]
