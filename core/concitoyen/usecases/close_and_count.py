"""Close the vote at its minute, count the urn, and draw up the list of laureates."""

import hashlib
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version

from concitoyen.domain.award import Award, balances
from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.count import Outcome, WeightedBallot
from concitoyen.domain.dates import closing_words
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.merkle import tree_of_receipts
from concitoyen.domain.proposal import Proposal, Status, Step, after
from concitoyen.domain.rules import Rules
from concitoyen.usecases.channel_totals import channel_totals
from concitoyen.usecases.desk import Desk, Signature, refuse
from concitoyen.usecases.open_urn import open_urn
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.replace_ballot import told_replacements
from concitoyen.usecases.sweep_remains import may_leave_remains, sweep_after_the_count


def close_and_count(
    desk: Desk, edition_id: str, signature: Signature, *, opening_key: bytes | None = None, draw_seed: str = ""
) -> Outcome:
    """The outcome of an edition whose vote is over; `draw_seed` settles ties where the rulebook asks for a draw.

    `opening_key` is the private key that the bureau has rebuilt from its shares, where the urn is sealed by one.
    Raises Refused before the minute of closing or when the count was made already, CountError and
    UnresolvedTie as the voting rule does. Roll and urn must agree to the ballot. Once it is committed, the ballots that
    others have replaced leave the files of the database too, or do so as soon as no vote is open.
    """
    edition, rules = desk.held(edition_id)
    edition = _must_be_countable(desk, edition, rules, signature)
    proposals = desk.work.proposals.of(edition_id, statuses=[Status.ON_THE_BALLOT])
    opened = open_urn(desk, edition_id, opening_key)
    candidates = rules.candidates(proposals)
    _must_be_valid(opened.ballots, candidates, rules)
    channels = channel_totals(desk, edition_id, rules, opened.ballots)
    outcome = rules.count(candidates, opened.ballots, draw_seed)
    awards = awards_of(outcome, rules.rulebook.count.line)
    balances(awards, rules.budget_lines)
    _settle(desk, proposals, outcome)
    desk.work.counted.save(edition_id, opened.ballots, opened.receipts)
    desk.work.outcomes.save(edition_id, outcome)
    desk.work.awards.replace(edition_id, awards)
    desk.work.editions.update(edition.model_copy(update={"stage": Stage.COUNTED}))
    act = desk.record(
        signature,
        "vote.counted",
        edition_id,
        details={
            "rulebook_sha256": edition.rulebook_sha256,
            "engine": version("concitoyen"),
            "roll": desk.work.roll.count(edition_id),
            "urn": outcome.voters,
            "urn_sha256": urn_digest(opened.ballots),
            "receipts_root": tree_of_receipts(opened.receipts).root.hex(),
            "outcome_sha256": hashlib.sha256(outcome.canonical().encode()).hexdigest(),
            "laureates": len(outcome.funded),
            "spent": outcome.spent.in_euros,
            "draw_seed": draw_seed,
            "channels": {str(name): number for name, number in channels.items()},
            **told_replacements(desk, edition_id, rules),
        },
    )
    if may_leave_remains(desk, edition):
        desk.afterwards.append(partial(sweep_after_the_count, desk.engine, signature))
    desk.tell(LaureatesDecided(edition=edition_id, awards=awards, act=act.number))
    return outcome


def _must_be_countable(desk: Desk, edition: Edition, rules: Rules, signature: Signature) -> Edition:
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
    if edition.stage is Stage.PREPARED:  # nobody came: the ballot was never asked for
        opening = rules.calendar.first_opening(VOTE)
        edition = open_due_vote(desk, edition, rules, opening) if opening else edition
    _must_have_deposited(desk, edition)
    marks, ballots = desk.work.roll.count(edition.id), desk.work.urn.count(edition.id)
    if marks != ballots:
        raise refuse(
            "core:count",
            "L'émargement compte {marks} votants et l'urne {ballots} bulletins : le dépouillement s'arrête là.",
            marks=marks,
            ballots=ballots,
        )
    return edition


def _must_have_deposited(desk: Desk, edition: Edition) -> None:
    waiting = [place.name for place in desk.work.paper.places(edition.id) if not place.deposited]
    if waiting:
        raise refuse(
            "core:paper",
            "Le papier n'est pas rentré : les cartes de {places} ne sont pas dans l'urne.",
            places=", ".join(f"« {name} »" for name in waiting),
        )


def _must_be_valid(ballots: Sequence[WeightedBallot], candidates: Sequence[Candidate], rules: Rules) -> None:
    """Every ballot was valid when it was cast; one that is not was put in by another door."""
    contests = rules.contests(candidates)
    invalid = sum(one.weight for one in ballots if not _is_valid(one.ballot, contests, rules))
    if invalid:
        raise refuse(
            "core:urn",
            "L'urne contient {invalid} bulletin(s) que le règlement ne permet pas : le dépouillement s'arrête là.",
            invalid=invalid,
        )


def _is_valid(ballot: Ballot, contests: Sequence[Contest], rules: Rules) -> bool:
    valid = ballot.is_blank or not rules.ballot_objections(ballot, contests)  # a paper card may be blank
    return valid and rules.tells_rightly(ballot)


def _settle(desk: Desk, proposals: Sequence[Proposal], outcome: Outcome) -> None:
    funded = {result.candidate for result in outcome.funded}
    for proposal in proposals:
        step = Step.AWARD if proposal.id in funded else Step.SET_ASIDE
        reason = outcome.explain(proposal.id)
        desk.work.proposals.update(
            proposal.model_copy(update={"status": after(proposal, step), "status_reason": reason})
        )


def awards_of(outcome: Outcome, line: str) -> tuple[Award, ...]:
    """One award per funded result, charged to the line of the count."""
    return tuple(
        Award(proposal=result.candidate, amount=result.amount, line=line, why=result.why) for result in outcome.funded
    )


def urn_digest(ballots: Sequence[WeightedBallot]) -> str:
    """A fingerprint of the urn that does not depend on any order: ballots sorted by their text, with their number."""
    lines = sorted(f"{ballot.weight} {ballot.ballot.canonical()}" for ballot in ballots)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
