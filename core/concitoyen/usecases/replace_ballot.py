"""Replace a ballot that is in the urn, by the secret that only its voter holds.

The roll is neither read nor written: nobody but the holder of the secret can tell whose ballot was replaced.
"""

import re
import secrets
from datetime import datetime

from pydantic import JsonValue

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.calendar import Calendar
from concitoyen.domain.errors import Refused
from concitoyen.domain.journal import REPLACED
from concitoyen.domain.rules import Rules
from concitoyen.domain.urn import ballot_id, receipt_of
from concitoyen.sealing.boxes import Chance
from concitoyen.usecases.cast_ballot import OpenVote, open_vote, sealed
from concitoyen.usecases.desk import Desk, Signature, refuse, refuse_if
from concitoyen.usecases.unchanged import must_stay

VOTER = "votant"
CODE = re.compile(r"[0-9a-f]{32}")
RULE = "core:replacement"


def replace_ballot(
    desk: Desk,
    edition_id: str,
    attempt: str,
    ballot: Ballot,
    signature: Signature,
    *,
    chance: Chance = secrets.token_bytes,
) -> str:
    """Put a ballot in the place of the one cast under `attempt`, which is gone; the receipt of the new one.

    The journal gains one act without a subject, dated to the day: it tells that a replacement took place.
    Raises Refused, and changes nothing, when the rulebook wants votes to be final, when the vote is not open, when
    the ballot is not valid, or when no ballot was cast under this code.
    """
    vote = open_vote(desk, edition_id, signature)
    must_be_replaceable(vote)
    refuse_if(vote.rules.ballot_objections(ballot, vote.contests))
    # Sealed before anything is looked for: a code takes as long to refuse as to accept.
    entry = sealed(vote, ballot, "site", chance)
    must_stay(desk, vote)
    desk.work.journal.last(edition_id)  # from here on, two replacements of one ballot take turns
    id = ballot_id(edition_id, attempt)
    if not CODE.fullmatch(attempt) or not desk.work.urn.remove(edition_id, id):
        raise unknown_code()
    desk.work.urn.put(edition_id, id, entry)
    desk.record(Signature(VOTER, day_of(vote.rules.calendar, signature.at)), REPLACED, edition_id)
    return receipt_of(entry)


def must_be_replaceable(vote: OpenVote) -> None:
    """Raise Refused when the rulebook wants votes to be final."""
    if not vote.rules.rulebook.urn.replaceable:
        basis = vote.rules.rulebook.urn.basis("replaceable")
        raise refuse(
            RULE,
            "Dans « {title} », un vote est définitif : il ne peut pas être remplacé.",
            article=basis.text if basis else "",
            title=vote.edition.title,
        )


def unknown_code() -> Refused:
    """The refusal of a code under which no ballot is in the urn."""
    return refuse(RULE, "Aucun bulletin n'a été déposé avec ce code : vérifiez chaque signe.", field="replacement")


def day_of(calendar: Calendar, at: datetime) -> datetime:
    """The beginning of the day of an instant, on the clock of the edition: it joins with no ballot."""
    return calendar.local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def told_replacements(desk: Desk, edition_id: str, rules: Rules) -> dict[str, JsonValue]:
    """What the act of the count tells of replacements: how many took place, where the rulebook allows them."""
    if not rules.rulebook.urn.replaceable:
        return {}
    return {"replaced": sum(act.kind == REPLACED for act in desk.work.journal.of(edition_id))}
