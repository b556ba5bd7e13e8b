"""The totals by channel of a bundle: an older one has none, and whoever rewrites them whole meets the ballots."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from concitoyen.testing.databases import SqliteDatabases
from concitoyen.usecases.bundle.container import pack
from tests.usecases.bundles import FAVOURITES, SHAPES, bundle_of, by_the_tool, held, read, value, verify
from tests.usecases.conftest import opened, with_the_core_tables
from tests.usecases.town import ID
from tests.usecases.ville import Ville


def test_a_vote_counted_before_channels_were_told_is_still_verified(tmp_path: Path) -> None:
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, FAVOURITES)
        parts = read(bundle_of(town))
    rechained(parts, lambda act: act["details"].pop("channels"))
    value("roll.json", lambda it: it.pop("channels"))(parts)
    data = pack(ID, parts)
    assert verify(data).faults == ()
    assert by_the_tool(tmp_path, data)[0] == 0


def test_ballots_that_tell_another_channel_than_the_totals_are_found(tmp_path: Path) -> None:
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, SHAPES["le canal pèse"])
        parts = read(bundle_of(town))
    rechained(parts, lambda act: act["details"].update(channels={"site": 8, "paper": 1}))
    value("roll.json", lambda it: it.update(channels={"site": 8, "paper": 1}))(parts)
    data = pack(ID, parts)
    said = [fault.text for fault in verify(data).faults]
    assert said == ["les bulletins donnent par canal {'site': 9, 'paper': 0}, le journal dit {'site': 8, 'paper': 1}"]
    assert "comptes : 0 bulletins papier, le journal dit 1" in by_the_tool(tmp_path, data)[1]


def rechained(parts: dict[str, str], change: Callable[[Any], object]) -> None:
    """Change the act of the count, and seal the journal again from there: what only who holds the database can do."""
    acts, before = [json.loads(line) for line in parts["journal.jsonl"].splitlines()], ""
    for act in acts:
        if act.get("kind") == "vote.counted":
            change(act)
        act["previous"] = before or act["previous"]
        if before or act.get("kind") == "vote.counted":
            body = {name: one for name, one in act.items() if name != "hash"}
            text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            act["hash"] = before = hashlib.sha256(text.encode()).hexdigest()
    parts["journal.jsonl"] = "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)


def test_totals_by_channel_that_do_not_add_up_are_found(tmp_path: Path) -> None:
    with opened(SqliteDatabases(tmp_path), with_the_core_tables, Ville()) as town:
        held(town, FAVOURITES)
        parts = read(bundle_of(town))
    rechained(parts, lambda act: act["details"].update(channels={"site": 8, "paper": 0}))
    value("roll.json", lambda it: it.update(channels={"site": 8, "paper": 0}))(parts)
    data = pack(ID, parts)
    told = "les totaux par canal {'site': 8, 'paper': 0} ne font pas 9 émargements"
    assert [fault.text for fault in verify(data).faults] == [told]
    assert f"comptes : {told}" in by_the_tool(tmp_path, data)[1]
