"""A real server and a real browser: a visitor who complains of any error, foreign request or refused resource."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from litestar import Litestar
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright

from concitoyen.testing.databases import SqliteDatabases
from tests.conftest import CHROMIUM
from tests.web.world import World, world

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
EXPECTED = "the server responded with a status of 4"
"""What Chromium writes about an answer that a test asked for: a refusal is not an error of the page."""


@dataclass
class Visitor:
    """A browser tab on the site, and what went wrong in it."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def listen(self) -> None:
        """Take down every console error and every request that leaves the site."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and EXPECTED not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"a request to {request.url}")


@contextmanager
def turned(page: Page) -> Iterator[None]:
    """Do something that leads to another page, by a navigation or by a script, and wait until it is there."""
    page.evaluate("document.querySelector('main').dataset.old = ''")
    yield
    page.wait_for_selector("main:not([data-old])")


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """Copies of one prepared database."""
    return SqliteDatabases(tmp_path_factory.mktemp("worlds"))


@pytest.fixture
def town(worlds: SqliteDatabases) -> Iterator[World]:
    """A world that a test may change."""
    with world(worlds) as made:
        yield made


@pytest.fixture
def site(town: World) -> Iterator[str]:
    """The address of a running server over that world."""
    yield from serve(town.app())


def serve(app: Litestar) -> Iterator[str]:
    """Serve an application on a free port, and give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
    yield browser
    browser.close()


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Visitor]:
    """Somebody with a phone 360 pixels wide; at the end, nothing may have gone wrong in the browser."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    made = Visitor(page=context.new_page(), site=site)
    made.listen()
    yield made
    context.close()
    assert made.complaints == []
