"""Documents as data: a model names its kind, its fields and its template; a renderer prints it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, Field

from concitoyen.domain.award import Award, Deliberation
from concitoyen.domain.ballot import Candidate, Contest
from concitoyen.domain.edition import Edition
from concitoyen.domain.model import Model
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.territory import Commune


class Case(Model):
    """What the engine knows when it prints a document about one laureate.

    `facts` holds what the bearer's file adds (address, SIRET, IBAN…), by field name; it may be empty.
    """

    edition: Edition
    proposal: Proposal
    award: Award
    category: str
    themes: tuple[str, ...]
    commune: Commune
    territory: str
    deliberation: Deliberation
    facts: Mapping[str, str] = Field(default_factory=dict)


class PaperCase(Model):
    """What the engine knows when it prints what a place needs to vote on paper: its ballot, its sign-in sheet.

    `places` gives the commune of each candidate, `identity` the fields that tell two voters apart, `lines` how many
    people may sign.
    """

    edition: Edition
    place: str
    authority: str
    instructions: str
    contests: tuple[Contest, ...]
    candidates: Mapping[str, Candidate]
    places: Mapping[str, str]
    identity: tuple[str, ...]
    closes: str
    lines: int = 0


class DocumentModel(Model):
    """A model of document that a pack ships: what it is, its version, its merge fields, its template.

    `fields` is a frozen pydantic model with a French title per field; `prepare` gives their raw values for a case
    (a `Case` for a laureate's document, a `PaperCase` for a place's), and a missing one is refused by name before
    printing. `renderer` is the full id of the renderer that reads the template (« documents:typst »).
    """

    id: str
    kind: str
    title: str
    language: str = "fr"
    version: str
    date: date
    fields: type[BaseModel]
    prepare: Callable[[Any], Mapping[str, object]]
    template: Path
    renderer: str


class Renderer(ABC):
    """Prints documents; one instance serves a whole run, so that fonts are read once."""

    id: ClassVar[str]
    title: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]

    @abstractmethod
    def render(self, model: DocumentModel, fields: BaseModel, *, issued: datetime) -> bytes:
        """The document's bytes, the same for the same fields and instant; raises DocumentError."""
