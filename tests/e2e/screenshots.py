"""Photograph every page and state on a phone and on a desk: ``python -m tests.e2e.screenshots OUT``.

The pages are those of `tests.web.preview`; OUT then holds the HTML, the static files and one PNG per page and width.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM
from tests.e2e.conftest import QUIET
from tests.web.preview import write

WIDTHS = (360, 1280)
BY_NIGHT = ("home-open", "vote-open", "vote-grades", "vote-points", "vote-thanks-code", "replace", "receipt-published")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, so that pages find their style sheet as on the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def photograph(out: Path) -> None:
    """Write the pages into a folder and a picture of each, by day and by night."""
    pages = write(out)
    with served(out) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 800})
            for path in pages:
                page.goto(f"{site}/{path.name}", wait_until="networkidle")
                page.screenshot(path=out / f"{path.stem}-{width}.png", full_page=True)
            page.emulate_media(color_scheme="dark")
            for name in BY_NIGHT:
                page.goto(f"{site}/{name}.html", wait_until="networkidle")
                page.screenshot(path=out / f"{name}-night-{width}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    photograph(Path(sys.argv[1]))
