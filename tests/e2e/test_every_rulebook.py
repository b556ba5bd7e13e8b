"""A few of the rulebooks that we ship, each voted on a phone with script: from the choices to the receipt."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor, turned
from tests.e2e.test_accessibility import too_wide, violations
from tests.web.every_rulebook import EDITION, open_vote, well
from tests.web.forms import IDENTITY
from tests.web.plain_browser import Pair
from tests.web.test_every_rulebook import pairs_of, text_of
from tests.web.world import World

pytestmark = pytest.mark.e2e


def mark(page: Page, pair: Pair) -> None:
    """Tick, choose or type one thing."""
    name, value = pair
    ticked = page.locator(f'input[type=radio][name="{name}"], input[type=checkbox][name="{name}"]')
    control = page.locator(f'select[name="{name}"], input[type=text][name="{name}"]')
    if ticked.count():
        ticked.and_(page.locator(f'[value="{value}"]')).check(force=True)
    elif control.evaluate("one => one.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)


@pytest.mark.parametrize(
    "rulebook",
    ["pasdecalais-2021", "krakow-2024", "deux-tiers-quartiers", "landes-2019", "paris-2021", "pour-et-contre"],
)
def test_a_ballot_is_filled_in_read_again_and_cast(visitor: Visitor, town: World, rulebook: str) -> None:
    trial = open_vote(town, text_of(rulebook))
    filled = well(trial)
    page = visitor.page
    visitor.open(f"/{EDITION}/vote")
    for pair in pairs_of(trial, filled):
        mark(page, pair)
    assert page.locator(".running-wrong").count() == 0
    chosen = sum(len(marks) for marks in filled.values())
    expect(page.locator(".recap-count")).to_have_text(f"Vous avez choisi : {chosen} projet{'s' if chosen > 1 else ''}.")
    assert violations(page) + too_wide(page) == []
    for field, typed in {**IDENTITY, "commune": trial.commune}.items():
        page.locator(f"#{field}").fill(typed)
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    assert visitor.heading() == "Merci, votre vote est compté\u00a0!"
