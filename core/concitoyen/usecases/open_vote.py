"""The vote opens by the calendar: the rulebook is frozen and the ballot is made, once."""

from datetime import datetime

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.proposal import Status, Step, after
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, Signature

CALENDAR = "calendrier"


def open_due_vote(desk: Desk, edition: Edition, rules: Rules, at: datetime) -> Edition:
    """The edition, frozen with its ballot when its vote has begun; the same edition otherwise."""
    if edition.stage is not Stage.PREPARED or not rules.calendar.is_open(VOTE, at):
        return edition
    edition, rules = desk.held(edition.id)
    if edition.stage is not Stage.PREPARED:  # somebody else opened it while we waited
        return edition
    standing = desk.work.proposals.of(edition.id, statuses=[Status.STANDING])
    for proposal in standing:
        desk.work.proposals.update(proposal.model_copy(update={"status": after(proposal, Step.ADMIT)}))
    frozen = edition.model_copy(update={"stage": Stage.FROZEN})
    desk.work.editions.update(frozen)
    desk.record(
        Signature(CALENDAR, at),
        "vote.opened",
        edition.id,
        details={
            "rulebook_sha256": edition.rulebook_sha256,
            "ballot": [proposal.id for proposal in sorted(standing, key=lambda proposal: proposal.id)],
        },
    )
    return frozen
