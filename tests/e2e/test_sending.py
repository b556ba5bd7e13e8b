"""Sending over a poor network: one vote whatever is cut, repeated, reloaded or pressed twice, and it is said."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Visitor, turned
from tests.e2e.test_voter import fill_in, send
from tests.web.forms import IDENTITY
from tests.web.world import EDITION, World

pytestmark = pytest.mark.e2e
VOTE = f"/{EDITION}/vote"
LOST = "net::ERR_"
"""What Chromium writes about a request that a test cut."""


def filled(visitor: Visitor, name: str = "Delattre") -> Page:
    """A ballot ready to be sent."""
    visitor.open(f"{VOTE}?projet=handi62")
    fill_in(visitor, name=name)
    return visitor.page


def receipt(page: Page) -> str:
    return page.locator("#recu-code").inner_text().strip()


def in_the_urn(town: World) -> tuple[int, int]:
    with town.engine.read() as desk:
        return desk.work.roll.count(EDITION), desk.work.urn.count(EDITION)


@pytest.fixture
def forgiving(visitor: Visitor) -> Iterator[Visitor]:
    """A visitor who does not complain of the cuts that the test makes."""
    yield visitor
    visitor.complaints[:] = [line for line in visitor.complaints if LOST not in line and "status of 503" not in line]


class Cuts:
    """A network that fails so many times on the way out, or on the way back."""

    def __init__(self, *, out: int = 0, back: int = 0) -> None:
        self.out, self.back, self.sent = out, back, list[str]()

    def __call__(self, route: Route) -> None:
        self.sent.append(route.request.post_data or "")
        if self.out:
            self.out -= 1
            route.abort("connectionreset")
        elif self.back:
            self.back -= 1
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()


def test_a_network_that_fails_twice_is_told_and_the_same_vote_goes_again(forgiving: Visitor, town: World) -> None:
    page, cuts = filled(forgiving), Cuts(out=2)
    page.route("**/vote", lambda route: cuts(route) if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="Je vote").click()
    expect(page.get_by_role("status").filter(has_text="Le réseau ne répond pas.")).to_be_visible()
    expect(page.get_by_label("Prénom")).to_have_value("Zoé")
    expect(page.locator("h1")).to_have_text("Merci, votre vote est compté\u00a0!", timeout=20_000)
    assert len(cuts.sent) == 3
    assert len(set(cuts.sent)) == 1
    assert in_the_urn(town) == (1, 1)


def test_an_answer_that_is_lost_on_the_way_back_is_found_again(forgiving: Visitor, town: World) -> None:
    page, cuts = filled(forgiving), Cuts(back=1)
    page.route("**/vote", lambda route: cuts(route) if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="Je vote").click()
    expect(page.locator("h1")).to_have_text("Votre vote est bien enregistré", timeout=20_000)
    assert re.fullmatch("[0-9a-f]{64}", receipt(page))
    assert in_the_urn(town) == (1, 1)


def test_a_network_that_never_comes_back_leaves_the_form_filled_and_the_button_ready(forgiving: Visitor) -> None:
    page, cuts = filled(forgiving), Cuts(out=99)
    page.clock.install()
    page.route("**/vote", lambda route: cuts(route) if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="Je vote").click()
    for _ in range(12):
        page.clock.run_for(5_000)
    expect(page.get_by_role("status").filter(has_text="Vos réponses sont toujours là")).to_be_visible()
    expect(page.get_by_role("radio", name="HANDI62")).to_be_checked()
    cuts.out = 0
    with turned(page):
        page.get_by_role("button", name="Je vote").click()
    assert forgiving.heading() == "Merci, votre vote est compté\u00a0!"


def test_a_busy_site_is_waited_for_as_long_as_it_asks(forgiving: Visitor, town: World) -> None:
    page, answers = filled(forgiving), iter([503, 429])

    def refuse(route: Route) -> None:
        status = next(answers, None) if route.request.method == "POST" else None
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, headers={"Retry-After": "1"}, body="<h1>Plus tard</h1>")

    page.route("**/vote", refuse)
    page.get_by_role("button", name="Je vote").click()
    expect(page.get_by_role("status").filter(has_text="Le site est très demandé.")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Merci, votre vote est compté\u00a0!", timeout=10_000)
    assert in_the_urn(town) == (1, 1)


def test_pressing_twice_sends_once_and_says_that_it_is_under_way(visitor: Visitor, town: World) -> None:
    page, sent = filled(visitor), list[str]()

    def slow(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            expect(page.get_by_role("button", name="Envoi en cours…")).to_be_visible()
        route.continue_()

    page.route("**/vote", slow)
    with turned(page):
        page.get_by_role("button", name="Je vote").dblclick()
    assert len(sent) == 1
    assert in_the_urn(town) == (1, 1)


def test_who_reloads_after_voting_finds_the_receipt_again(visitor: Visitor) -> None:
    page = filled(visitor)
    send(visitor)
    code = receipt(page)
    page.reload()
    expect(page.get_by_role("status").filter(has_text="Votre vote est bien enregistré.")).to_contain_text(code)


def test_going_back_after_voting_shows_neither_choices_nor_name(visitor: Visitor) -> None:
    visitor.open(f"/{EDITION}/")
    page = filled(visitor)
    send(visitor)
    page.go_back()
    assert page.url.endswith(f"/{EDITION}/")


@pytest.fixture
def plain(chromium: Browser, site: str) -> Iterator[Page]:
    """A ballot filled in a browser without JavaScript, opened from the home page."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{EDITION}/")
    page.goto(f"{site}{VOTE}?projet=handi62")
    for name, typed in IDENTITY.items():
        page.fill(f"#{name}", typed)
    yield page
    context.close()


def test_without_a_script_a_reload_of_the_sending_is_the_same_vote(plain: Page, town: World) -> None:
    plain.click("button[type=submit]")
    assert plain.inner_text("h1") == "Merci, votre vote est compté\u00a0!"
    code = receipt(plain)
    plain.reload()
    assert plain.inner_text("h1") == "Votre vote est bien enregistré"
    assert receipt(plain) == code
    assert in_the_urn(town) == (1, 1)
    with plain.expect_download() as download:
        plain.click("text=Télécharger le reçu")
    assert code in download.value.path().read_text(encoding="utf-8")


def test_without_a_script_who_goes_back_and_sends_again_finds_the_receipt(plain: Page, town: World) -> None:
    attempt = plain.get_attribute("input[name=essai]", "value")
    plain.click("button[type=submit]")
    code = receipt(plain)
    plain.go_back()
    assert plain.inner_text("h1") == "Je vote"
    assert plain.get_attribute("input[name=essai]", "value") == attempt
    plain.click("button[type=submit]")
    assert plain.inner_text("h1") == "Votre vote est bien enregistré"
    assert (receipt(plain), in_the_urn(town)) == (code, (1, 1))


def test_without_a_script_the_next_person_of_the_house_gets_another_attempt(plain: Page, town: World) -> None:
    attempt = plain.get_attribute("input[name=essai]", "value")
    plain.click("button[type=submit]")
    plain.goto(plain.url)
    assert plain.get_attribute("input[name=essai]", "value") != attempt
    for name, typed in {**IDENTITY, "prenom": "Léo"}.items():
        plain.fill(f"#{name}", typed)
    plain.check("#choix-cooperation-innovation-handi62")
    plain.click("button[type=submit]")
    assert plain.inner_text("h1") == "Merci, votre vote est compté\u00a0!"
    assert in_the_urn(town) == (2, 2)
