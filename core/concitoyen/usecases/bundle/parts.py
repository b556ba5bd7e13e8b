"""The parts of a bundle as a verifier reads them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from concitoyen.domain.award import Award
from concitoyen.domain.ballot import Ballot, Candidate
from concitoyen.domain.count import Outcome, WeightedBallot
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.rulebook import Rulebook
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import bind
from concitoyen.plugin.packs import Packs
from concitoyen.usecases.bundle.acts import Acts


@dataclass(frozen=True)
class Bundle:
    """What a verifier reads, each part when it is asked for; what cannot be read raises then."""

    parts: dict[str, str]
    packs: Packs
    acts: Acts

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """Empty where it cannot be read: the check of the rulebook says so."""
        try:
            value = json.loads(self.parts["edition.json"])
        except (ValueError, RecursionError):
            value = {}
        return value if isinstance(value, dict) else {}

    @cached_property
    def rules(self) -> Rules:
        return bind(Rulebook.from_canonical(self.parts["rulebook.json"]), self.packs, source="rulebook.json")

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        rows = json.loads(self.parts["proposals.json"])
        return tuple(Proposal.model_validate({**row, "edition": self.acts.edition}) for row in rows)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        return TypeAdapter(tuple[Candidate, ...]).validate_json(self.parts["candidates.json"])

    @cached_property
    def ballots(self) -> tuple[WeightedBallot, ...]:
        split = [line.split(" ", 1) for line in self.parts["ballots.txt"].splitlines()]
        read = [WeightedBallot(ballot=Ballot.from_canonical(text), weight=int(weight)) for weight, text in split]
        return tuple(sorted(read, key=lambda one: one.ballot.canonical()))

    @cached_property
    def receipts(self) -> list[bytes]:
        return [bytes.fromhex(line) for line in self.parts["receipts.txt"].splitlines()]

    @cached_property
    def outcome(self) -> Outcome:
        return Outcome.model_validate_json(self.parts["outcome.json"])

    @cached_property
    def awards(self) -> tuple[Award, ...]:
        return TypeAdapter(tuple[Award, ...]).validate_json(self.parts["awards.json"])
