"""What an urn gives under its rulebook; the same once more when nothing of what it was made of has changed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from concitoyen.domain.award import Award, balances
from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.channel import Channel
from concitoyen.domain.count import Outcome, WeightedBallot
from concitoyen.domain.edition import Edition
from concitoyen.domain.journal import Act
from concitoyen.domain.merkle import tree_of_receipts
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.domain.rules import Rules
from concitoyen.domain.urn import Seal
from concitoyen.usecases.channel_totals import channel_totals
from concitoyen.usecases.desk import Desk, refuse
from concitoyen.usecases.open_urn import OpenedUrn, holds_still, open_urn, urn_seal
from concitoyen.usecases.replace_ballot import told_replacements


@dataclass(frozen=True)
class Basis:
    """All that a count is made of beside the ballots: where it is the same and they are, so is the count."""

    edition: Edition
    seal: Seal
    proposals: tuple[Proposal, ...]
    last_act: Act | None
    """The journal tells what places put into the urn, and what was replaced."""
    draw_seed: str


@dataclass(frozen=True)
class UrnCount:
    """The count of an urn, nothing of which is written yet."""

    basis: Basis
    opened: OpenedUrn
    texts: tuple[tuple[str, int], ...]
    """The ballots as they are kept: canonical texts, each with its number."""
    outcome: Outcome
    awards: tuple[Award, ...]
    channels: Mapping[Channel, int]
    replacements: Mapping[str, JsonValue]
    urn_sha256: str
    receipts_root: str


def count_urn(
    desk: Desk,
    edition: Edition,
    rules: Rules,
    *,
    opening_key: bytes | None,
    draw_seed: str,
    ahead: UrnCount | None = None,
) -> UrnCount:
    """The count of an edition whose vote is over: `ahead`, made of an earlier state, where it is still right.

    Ballots opened ahead are not opened again while the urn holds the same; whatever else differs is counted again.
    Raises Refused as `open_urn`, or when the ballots are not what the rulebook and the journal say; CountError and
    UnresolvedTie as the voting rule does.
    """
    proposals = desk.work.proposals.of(edition.id, statuses=[Status.ON_THE_BALLOT])
    basis = Basis(edition, urn_seal(desk, edition.id), tuple(proposals), desk.work.journal.last(edition.id), draw_seed)
    if ahead is None or ahead.basis.seal != basis.seal or not holds_still(desk, edition.id, ahead.opened):
        return _counted(desk, basis, rules, open_urn(desk, edition.id, opening_key))
    return ahead if ahead.basis == basis else _counted(desk, basis, rules, ahead.opened)


def _counted(desk: Desk, basis: Basis, rules: Rules, opened: OpenedUrn) -> UrnCount:
    candidates = rules.candidates(basis.proposals)
    _must_be_valid(opened.ballots, candidates, rules)
    channels = channel_totals(desk, basis.edition.id, rules, opened.ballots)
    outcome = rules.count(candidates, opened.ballots, basis.draw_seed)
    awards = awards_of(outcome, rules.rulebook.count.line)
    balances(awards, rules.budget_lines)
    return UrnCount(
        basis=basis,
        opened=opened,
        texts=tuple((one.ballot.canonical(), one.weight) for one in opened.ballots),
        outcome=outcome,
        awards=awards,
        channels=channels,
        replacements=told_replacements(desk, basis.edition.id, rules),
        urn_sha256=urn_digest(opened.ballots),
        receipts_root=tree_of_receipts(opened.receipts).root.hex(),
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


def awards_of(outcome: Outcome, line: str) -> tuple[Award, ...]:
    """One award per funded result, charged to the line of the count."""
    return tuple(
        Award(proposal=result.candidate, amount=result.amount, line=line, why=result.why) for result in outcome.funded
    )


def urn_digest(ballots: Sequence[WeightedBallot]) -> str:
    """A fingerprint of the urn that does not depend on any order: ballots sorted by their text, with their number."""
    lines = sorted(f"{ballot.weight} {ballot.ballot.canonical()}" for ballot in ballots)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
