"""The .pb format as a pack offers it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule
from concitoyen.domain.election_files import (
    ElectionCount,
    ElectionFormat,
    ElectionInfo,
    ElectionReplay,
    FileRemark,
)
from concitoyen_voting_rules.pabulib.check import check
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.official import decision_of
from concitoyen_voting_rules.pabulib.replay import file_remarks, replay
from concitoyen_voting_rules.pabulib.to_domain import domain_election
from concitoyen_voting_rules.pabulib.write import pb_file


class Pabulib(ElectionFormat):
    """Files of pabulib.org, the library of real participatory budgets."""

    id: ClassVar[str] = "pabulib"
    title: ClassVar[str] = "Pabulib (.pb)"
    suffix: ClassVar[str] = ".pb"

    def read(self, content: bytes, name: str) -> Election:
        """The election, ready for any voting rule."""
        return domain_election(PbElection.read(content, name))

    def info(self, content: bytes, name: str) -> ElectionInfo:
        """What the file holds."""
        election = PbElection.read(content, name)
        meta, decision = election.meta, decision_of(election)
        place = [meta.get(key, "") for key in ("country", "unit", "instance", "subunit")]
        return ElectionInfo(
            title=", ".join(part for part in place if part) or name,
            rule=meta.rule,
            ballot_form=election.vote_type,
            projects=len(election.ids),
            voters=election.voters,
            distinct_ballots=len(election.profile.weights),
            marks=len(election.votes.marked),
            budget=election.unit.written(election.budget),
            currency=election.currency,
            selected=len(decision.everyone) if decision else None,
            remarks=file_remarks(election.remarks),
        )

    def count(self, content: bytes, name: str, rule: VotingRule, ties: Sequence[tuple[str, TieBreak]]) -> ElectionCount:
        """Who is funded under a voting rule of any pack."""
        election = PbElection.read(content, name)
        outcome = rule.count(domain_election(election), ties)
        return ElectionCount(
            rule=outcome.rule,
            funded=tuple(result.candidate for result in outcome.funded),
            spent=election.unit.written(outcome.spent.cents),
            budget=election.unit.written(election.budget),
            voters=election.voters,
            ties=len(outcome.ties),
            currency=election.currency,
            remarks=file_remarks(election.remarks),
        )

    def replay(self, content: bytes, name: str) -> ElectionReplay:
        """The official outcome recomputed from the ballots."""
        return replay(PbElection.read(content, name))

    def check(self, content: bytes, name: str) -> tuple[FileRemark, ...]:
        """Every fault that the format's own checker would find, and what could give a wrong winner."""
        return check(content, name)

    def write(self, election: Election, outcome: Outcome | None, facts: Mapping[str, str]) -> bytes:
        """A file of this format; `facts` are keys of META."""
        return pb_file(election, outcome, facts).write()
