"""Close the vote at its minute, count the urn, and draw up the list of laureates.

The urn is opened and counted ahead, in a transaction that reads: what takes minutes keeps nobody waiting. The one that
writes makes sure, by a hash of each sealed ballot, that nothing has changed, and counts again what has.
"""

import hashlib
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.count import Outcome
from concitoyen.domain.dates import closing_words
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.proposal import Proposal, Step, after
from concitoyen.domain.rules import Rules
from concitoyen.usecases.count_urn import UrnCount, count_urn
from concitoyen.usecases.desk import Desk, Engine, Signature, refuse
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.sweep_remains import may_leave_remains, sweep_after_the_count


def close_and_count(
    engine: Engine, edition_id: str, signature: Signature, *, opening_key: bytes | None = None, draw_seed: str = ""
) -> Outcome:
    """The outcome of an edition whose vote is over; `draw_seed` settles ties where the rulebook asks for a draw.

    `opening_key` is the private key that the bureau has rebuilt from its shares, where the urn is sealed by one.
    Raises Refused before the minute of closing or when the count was made already, CountError and
    UnresolvedTie as the voting rule does. Roll and urn must agree to the ballot. Once it is committed, the ballots that
    others have replaced leave the files of the database too, or do so as soon as no vote is open.
    """
    with engine.read() as desk:
        ahead = _ahead(desk, edition_id, signature, opening_key, draw_seed)
    with engine.begin() as desk:
        return count_at(desk, edition_id, signature, opening_key=opening_key, draw_seed=draw_seed, ahead=ahead)


def count_at(
    desk: Desk,
    edition_id: str,
    signature: Signature,
    *,
    opening_key: bytes | None = None,
    draw_seed: str = "",
    ahead: UrnCount | None = None,
) -> Outcome:
    """The same in a transaction that is under way, which keeps others waiting for all that was not done `ahead`."""
    edition, rules = desk.held(edition_id)
    _must_be_over(edition, rules, signature)
    if edition.stage is Stage.PREPARED:  # nobody came: the ballot was never asked for
        opening = rules.calendar.first_opening(VOTE)
        edition = open_due_vote(desk, edition, rules, opening) if opening else edition
    _must_be_complete(desk, edition)
    count = count_urn(desk, edition, rules, opening_key=opening_key, draw_seed=draw_seed, ahead=ahead)
    _write(desk, edition, count, signature)
    if may_leave_remains(desk, edition):
        desk.afterwards.append(partial(sweep_after_the_count, desk.engine, signature))
    return count.outcome


def _ahead(
    desk: Desk, edition_id: str, signature: Signature, opening_key: bytes | None, draw_seed: str
) -> UrnCount | None:
    """The count as it would be now, after the same checks; none where the vote has yet to be opened, its urn empty."""
    edition, rules = desk.edition(edition_id)
    _must_be_over(edition, rules, signature)
    if edition.stage is Stage.PREPARED:
        return None
    _must_be_complete(desk, edition)
    return count_urn(desk, edition, rules, opening_key=opening_key, draw_seed=draw_seed)


def _write(desk: Desk, edition: Edition, count: UrnCount, signature: Signature) -> None:
    outcome = count.outcome
    _settle(desk, count.basis.proposals, outcome)
    desk.work.counted.save(edition.id, count.texts, count.opened.receipts)
    desk.work.outcomes.save(edition.id, outcome)
    desk.work.awards.replace(edition.id, count.awards)
    desk.work.editions.update(edition.model_copy(update={"stage": Stage.COUNTED}))
    act = desk.record(
        signature,
        "vote.counted",
        edition.id,
        details={
            "rulebook_sha256": edition.rulebook_sha256,
            "engine": version("concitoyen"),
            "roll": desk.work.roll.count(edition.id),
            "urn": outcome.voters,
            "urn_sha256": count.urn_sha256,
            "receipts_root": count.receipts_root,
            "outcome_sha256": hashlib.sha256(outcome.canonical().encode()).hexdigest(),
            "laureates": len(outcome.funded),
            "spent": outcome.spent.in_euros,
            "draw_seed": count.basis.draw_seed,
            "channels": {str(name): number for name, number in count.channels.items()},
            **count.replacements,
        },
    )
    desk.tell(LaureatesDecided(edition=edition.id, awards=count.awards, act=act.number))


def _must_be_over(edition: Edition, rules: Rules, signature: Signature) -> None:
    closing = rules.calendar.last_close(VOTE)
    if closing is None or signature.at < closing:
        when = closing_words(rules.calendar.local(closing)) if closing else "une date que le règlement ne donne pas"
        raise refuse(
            "core:calendar",
            "Le vote n'est pas clos : on ne compte pas avant le {when}.",
            when=when,
        )
    if edition.stage in (Stage.COUNTED, Stage.PUBLISHED):
        raise refuse("core:count", "Le dépouillement de « {title} » est déjà fait.", title=edition.title)


def _must_be_complete(desk: Desk, edition: Edition) -> None:
    _must_have_deposited(desk, edition)
    marks, ballots = desk.work.roll.count(edition.id), desk.work.urn.count(edition.id)
    if marks != ballots:
        raise refuse(
            "core:count",
            "L'émargement compte {marks} votants et l'urne {ballots} bulletins : le dépouillement s'arrête là.",
            marks=marks,
            ballots=ballots,
        )


def _must_have_deposited(desk: Desk, edition: Edition) -> None:
    waiting = [place.name for place in desk.work.paper.places(edition.id) if not place.deposited]
    if waiting:
        raise refuse(
            "core:paper",
            "Le papier n'est pas rentré : les cartes de {places} ne sont pas dans l'urne.",
            places=", ".join(f"« {name} »" for name in waiting),
        )


def _settle(desk: Desk, proposals: Sequence[Proposal], outcome: Outcome) -> None:
    funded = {result.candidate for result in outcome.funded}
    for proposal in proposals:
        step = Step.AWARD if proposal.id in funded else Step.SET_ASIDE
        reason = outcome.explain(proposal.id)
        desk.work.proposals.update(
            proposal.model_copy(update={"status": after(proposal, step), "status_reason": reason})
        )
