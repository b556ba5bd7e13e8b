"""The challenge in a real browser: solved in a moment, the page alive meanwhile, and possible without a script."""

from collections.abc import Iterator

import pytest
from litestar import Litestar, MediaType, Response, get
from playwright.sync_api import Browser

from concitoyen.web.challenge import ANSWER, FIELD, Challenges, Passed
from concitoyen.web.rendering import Renderer
from concitoyen.web.site import Site
from tests.e2e.conftest import Visitor, serve
from tests.e2e.test_accessibility import too_wide, violations
from tests.web.world import EDITION, World

pytestmark = pytest.mark.e2e

PATH = "/essai-du-defi"
FORM = """
{% extends "layout.html" %}
{% import "parts/challenge.html" as parts with context %}
{% block main %}
<div class="wrap narrow stack">
  <h1>Envoyer</h1>
  <form method="get" action="/">
    {{ parts.challenge(part) }}
    <p><button class="button" type="submit">J’envoie</button></p>
  </form>
</div>
{% endblock %}
"""
WITHOUT_SCRIPT = "Vous pourrez envoyer 20\u00a0secondes après l’ouverture de cette page."
DONE = "Vérification faite\u00a0: vous pouvez envoyer."


class Page:
    """The least that the layout asks for."""

    title, section, indexed, edition = "Envoyer", "none", True, None


@pytest.fixture
def app(town: World) -> Litestar:
    """The site, with one page more: a form with a challenge."""
    made = town.app()
    served: Site = made.state.site
    part = served.challenges.part(EDITION, town.clock())

    @get(PATH, media_type=MediaType.HTML, sync_to_thread=False)
    def form() -> Response[str]:
        return Response(Renderer(served.assets)._environment.from_string(FORM).render(part=part, page=Page()))

    made.register(form)
    return made


@pytest.fixture
def challenges(app: Litestar) -> Challenges:
    """The challenges of the running site."""
    site: Site = app.state.site
    return site.challenges


@pytest.fixture
def site(app: Litestar) -> Iterator[str]:
    """The address of the running site."""
    yield from serve(app)


LONGEST_PAUSE = """
let last = performance.now();
window.longestPause = 0;
setInterval(() => {
  const now = performance.now();
  window.longestPause = Math.max(window.longestPause, now - last);
  last = now;
}, 5);
"""
SOLVED = "() => document.querySelector('[role=status]').textContent.includes('faite')"


def test_a_browser_answers_in_a_moment_while_the_page_stays_alive(
    visitor: Visitor, challenges: Challenges, town: World
) -> None:
    page = visitor.page
    page.add_init_script(LONGEST_PAUSE)
    visitor.open(PATH)
    page.wait_for_function(SOLVED, timeout=60_000)
    assert page.get_by_role("status").inner_text() == DONE
    assert page.evaluate("window.longestPause") < 1_000  # a processor shared with other tests, and no page that hangs
    form = {name: page.locator(f"input[name={name}]").input_value() for name in (FIELD, ANSWER)}
    assert challenges.judge(EDITION, town.clock(), form) == Passed()
    assert violations(page) == []
    assert too_wide(page) == []


def test_without_a_script_the_page_says_how_long_to_wait(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site}{PATH}")
    assert page.get_by_role("status").inner_text() == WITHOUT_SCRIPT
    context.close()
