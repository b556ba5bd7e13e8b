"""An edition: a rulebook put to work, frozen when its vote opens, and the one publication gate."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from concitoyen.domain.award import Deliberation
from concitoyen.domain.model import Model


class Stage(StrEnum):
    """How far an edition has come; only ever forward."""

    PREPARED = "prepared"
    FROZEN = "frozen"
    COUNTED = "counted"
    PUBLISHED = "published"


class Edition(Model):
    """An edition as it is kept: the rulebook's source and canonical text, its hash, and what was done.

    `practice` marks an edition made to try the site, `simulated` one whose ballots were drawn by a machine;
    both are shown wherever their figures are.
    """

    id: str
    title: str
    rulebook_source: str
    rulebook_text: str
    rulebook_sha256: str
    packs: Mapping[str, str]
    stage: Stage = Stage.PREPARED
    practice: bool = False
    simulated: bool = False
    deliberation: Deliberation | None = None
    created_at: AwareDatetime
    published_at: AwareDatetime | None = None

    @property
    def results_are_public(self) -> bool:
        """The publication gate: every page, export and API asks this before it shows a vote, a rank or a laureate."""
        return self.stage is Stage.PUBLISHED


class Mark(NamedTuple):
    """Where an edition stands, as far as what is written can tell: with the clock, all that a public page depends on.

    Whatever changes a public page writes an act, so the head of the journal alone would do; the rest makes two
    restored databases differ even where their journals agree.
    """

    edition: str
    stage: Stage
    rulebook_sha256: str
    published_at: datetime | None
    journal_head: str
