"""What the public may see of each edition, read once for as long as nothing is written: for pages that must be made."""

from dataclasses import replace
from datetime import datetime

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Mark, Stage
from concitoyen.usecases.desk import Engine
from concitoyen.web import public
from concitoyen.web.front.gate import Gate
from concitoyen.web.public import PublicEdition


class Views:
    """The editions by name, each under the mark that it had when it was read."""

    def __init__(self, engine: Engine, gate: Gate, *, keep: bool) -> None:
        """Keep nothing where `keep` is false: everything is then read each time."""
        self._engine = engine
        self._gate = gate
        self._keep = keep
        self._views: dict[str, tuple[tuple[Mark, ...], PublicEdition]] = {}

    def edition(self, name: str, at: datetime) -> PublicEdition:
        """An edition as the public may see it at an instant; raises NotFound.

        From memory if the marks are fresh and the edition's is the same; the vote that must open is opened as ever.
        """
        standing = self._gate.at_hand()
        marks = standing.marks.get(name, ()) if standing and self._keep else ()
        held, view = self._views.get(name, ((), None))
        if view is not None and marks and held == marks and not _must_open(view, at):
            return replace(view, at=at)
        read = public.edition(self._engine, name, at)
        if [mark.journal_head for mark in marks] == [read.journal_head]:
            self._views[name] = (marks, read)
        return read


def _must_open(view: PublicEdition, at: datetime) -> bool:
    return view.edition.stage is Stage.PREPARED and view.rules.calendar.is_open(VOTE, at)
