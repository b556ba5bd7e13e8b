"""Open a practice edition: the same proposals and rules as a demonstration, with a vote that is open now."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import tomli_w

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Edition
from concitoyen.plugin import Demonstration
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.play_demo import STAFF, Progress, file_proposals

PRACTICE = "essai"
OPEN_SINCE = timedelta(days=7)
LASTS = timedelta(days=365)
NOBODY_COUNTS = "Édition d'essai : personne ne la dépouille, elle n'a pas de bureau."
WHY = "Édition d'essai : dates déplacées pour que le vote soit ouvert aujourd'hui."


def open_practice(
    engine: Engine, demonstration: Demonstration, now: datetime, seed: int, progress: Progress
) -> Edition:
    """The practice edition, its vote open for a year from last week; nobody has voted in it."""
    source = engine.packs.rulebooks.choose(demonstration.rulebook)
    text = practice_text(source.file.read_text(encoding="utf-8"), now.replace(tzinfo=None))
    with engine.begin() as desk:
        edition = create_edition(desk, text, Signature(STAFF, now), source="édition d'essai", practice=True)
        _, rules = file_proposals(desk, edition.id, demonstration, seed, progress)
        return open_due_vote(desk, edition, rules, now)


def practice_text(text: str, today: datetime) -> str:
    """The rulebook's text under another id, its phases moved by whole days so that the vote opened last week."""
    data = tomllib.loads(text, parse_float=Decimal)
    vote = next(phase for phase in data["phases"] if phase["kind"] == VOTE)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    moved_by = midnight - OPEN_SINCE - vote["opens"].replace(hour=0, minute=0, second=0, microsecond=0)
    extra = LASTS - (vote["closes"] - vote["opens"])
    data["edition"] |= {"id": PRACTICE, "title": "Vote d'essai"}
    data["urn"] = {"sealing": "host", "choices": {"sealing": NOBODY_COUNTS}}
    data["phases"] = [_moved(phase, moved_by, extra, vote["closes"]) for phase in data["phases"]]
    return tomli_w.dumps(data)


def _moved(phase: Mapping[str, Any], moved_by: timedelta, extra: timedelta, vote_closes: datetime) -> dict[str, Any]:
    def moved(moment: datetime) -> datetime:
        return moment + moved_by + (extra if moment >= vote_closes else timedelta(0))

    kept = {key: phase[key] for key in ("kind", "title")}
    times = {key: moved(phase[key]) for key in ("opens", "closes")}
    return {**kept, **times, "choices": {"opens": WHY, "closes": WHY}}
