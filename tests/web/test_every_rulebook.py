"""Every rulebook that we ship, voted through its own form by a browser without script: well, then wrong in each way."""

from pathlib import Path

import pytest
from httpx import Response

from concitoyen.plugin.enclosed import with_files
from concitoyen.plugin.packs import Packs
from concitoyen.web.pages.ballot_form import BETWEEN, CHOICE, MARK, part_of
from tests.web.conftest import Client
from tests.web.elsewhere import LARGE_BASKET, POINTS, RANKS, SCORES, TWO_DISTRICTS
from tests.web.every_rulebook import EDITION, Fault, Filled, Trial, faults, open_vote, well
from tests.web.forms import IDENTITY, words
from tests.web.plain_browser import Form, Pair
from tests.web.world import World

PLUGINS = Path(__file__).parents[2] / "plugins"
SHIPPED = {one.id: one.file for one in Packs.discover().rulebooks.values()}


def pairs_of(trial: Trial, filled: Filled) -> list[Pair]:
    """What is ticked, chosen and typed for these marks."""
    found: list[Pair] = []
    for contest in trial.contests:
        marks = filled.get(contest.id, {})
        if marks and contest.family:
            found.append((part_of(contest), contest.id))
        if (contest.marking or trial.marking) in {"one", "approve"}:
            found += [(f"{CHOICE}{contest.id}", project) for project in marks]
        else:
            found += [(f"{MARK}{contest.id}{BETWEEN}{project}", str(value)) for project, value in marks.items()]
    return found


def cast(client: Client, trial: Trial, pairs: list[Pair]) -> Response:
    """Open the form, fill it in and send it, the voter's own lines too."""
    form = Form(client.get(f"/{EDITION}/vote").text)
    who = [(name, value) for name, value in {**IDENTITY, "commune": trial.commune}.items() if name in form.typed]
    return client.post(f"/{EDITION}/vote", data=form.filled([*pairs, *who]))


def wrong(client: Client, trial: Trial, fault: Fault) -> list[str]:
    """What is amiss in the answer to a ballot that the rules refuse."""
    pairs = pairs_of(trial, fault.filled)
    answer = cast(client, trial, pairs)
    if answer.status_code != 422:
        return [f"{fault.kind}: {answer.status_code}, {words(answer)[:300]}"]
    found = [] if fault.told in words(answer) else [f"{fault.kind}: « {fault.told} » n'est pas dit"]
    found += [f"{fault.kind}: {answer.text.count(what)} fois {what}" for what in ALERT if answer.text.count(what) != 1]
    if 'class="error"' not in answer.text:
        found.append(f"{fault.kind}: rien n'est dit à côté du groupe")
    return [*found, *(f"{fault.kind}: {name} = {value} perdu" for name, value in Form(answer.text).lost(pairs))]


ALERT = ('role="alert"',)


def test_every_rulebook_of_the_house_is_one_that_a_pack_ships() -> None:
    written = {file for file in PLUGINS.rglob("*.toml") if "\n[[phases]]" in file.read_text(encoding="utf-8")}
    assert written == set(SHIPPED.values())


def text_of(rulebook: str) -> str:
    """The whole text of a rulebook that a pack ships, with its data files."""
    file = SHIPPED[rulebook]
    return with_files(file.read_text(encoding="utf-8"), file.parent, file.name)


OTHERS = {"points": POINTS, "notes": SCORES, "rangs": RANKS, "panier": LARGE_BASKET, "deux quartiers": TWO_DISTRICTS}
"""Rulebooks of these tests, for the forms of ballot that no shipped rulebook has."""


@pytest.mark.parametrize("rulebook", [*SHIPPED, *OTHERS])
def test_the_form_casts_what_is_right_and_gives_back_what_is_wrong(client: Client, town: World, rulebook: str) -> None:
    trial = open_vote(town, OTHERS.get(rulebook) or text_of(rulebook))
    pairs = pairs_of(trial, well(trial))
    form = Form(client.get(f"/{EDITION}/vote").text)
    assert [pair for pair in pairs if not form.can_send(pair)] == []
    assert [amiss for fault in faults(trial) for amiss in wrong(client, trial, fault)] == []
    with town.engine.read() as desk:
        assert desk.work.urn.count(EDITION) == 0
    answer = cast(client, trial, pairs)
    assert answer.status_code == 201, words(answer)
    assert "Merci, votre vote est compté" in words(answer)
    with town.engine.read() as desk:
        assert (desk.work.urn.count(EDITION), desk.work.roll.count(EDITION)) == (1, 1)
