"""The calendar of an edition as a readable frieze."""

from typing import Literal

from pydantic import Field

from concitoyen.web.contexts.base import Context

COLUMNS = 24
"""The frieze is cut in this many equal columns; the style sheet has one class for each."""

PhaseState = Literal["past", "now", "next"]


class Month(Context):
    """A month named above the frieze, from column ``start`` up to, not including, ``end``."""

    label: str
    start: int = Field(ge=1, le=COLUMNS)
    end: int = Field(ge=2, le=COLUMNS + 1)


class TimelinePhase(Context):
    """A phase with its dates in words and the columns it covers (``end`` not included)."""

    title: str
    sentence: str | None = None
    dates: str
    state: PhaseState
    state_label: str
    start: int = Field(ge=1, le=COLUMNS)
    end: int = Field(ge=2, le=COLUMNS + 1)
    article: str | None = None


class Timeline(Context):
    """All the phases of an edition in the order of their opening."""

    months: tuple[Month, ...]
    phases: tuple[TimelinePhase, ...]
