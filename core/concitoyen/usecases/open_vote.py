"""The vote opens by the calendar: the rulebook is frozen and the ballot is made, once."""

from datetime import datetime

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.proposal import Status, Step, after
from concitoyen.domain.rules import Rules
from concitoyen.domain.shorthand import Shorthand, names_of
from concitoyen.domain.urn import Seal
from concitoyen.usecases.commitments import projects_digest
from concitoyen.usecases.desk import Desk, Signature

CALENDAR = "calendrier"


def open_due_vote(desk: Desk, edition: Edition, rules: Rules, at: datetime) -> Edition:
    """The edition, frozen with its ballot when its vote has begun; the same edition otherwise.

    An urn that a bureau must be able to open waits for the bureau's key.
    """
    if edition.stage is not Stage.PREPARED or not rules.calendar.is_open(VOTE, at):
        return edition
    edition, rules = desk.held(edition.id)
    if edition.stage is not Stage.PREPARED:  # somebody else opened it while we waited
        return edition
    formed = desk.work.seals.of(edition.id)
    if formed is None and rules.rulebook.urn.sealing == "bureau":
        return edition  # nobody could seal a ballot yet: `open_vote` says so to the voter
    standing = desk.work.proposals.of(edition.id, statuses=[Status.STANDING])
    contests = rules.contests(rules.candidates(standing))
    names = names_of(contests)
    seal = (formed or Seal(edition=edition.id, scheme="host")).model_copy(
        update={
            "size": Shorthand(names).size(contests, channels=rules.weighs_channels),
            "names": names,
            "check": desk.engine.secret_check(edition.id),
        }
    )
    desk.work.seals.save(seal)
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
            "projects_sha256": projects_digest(standing),
            "simulated": edition.simulated,
            "practice": edition.practice,
            # The journal is published: with `check`, anybody could try secrets on it at leisure.
            "seal": seal.model_dump(mode="json", exclude={"edition", "marks", "names", "check"}),
        },
    )
    return frozen
