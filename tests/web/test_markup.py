"""In every page and state: well-formed HTML, ids used once, and every reference to an id finds it."""

from collections import Counter
from html.parser import HTMLParser

import pytest

from concitoyen.testing.databases import SqliteDatabases
from tests.web.preview import identity_pages, pages
from tests.web.world import world

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "option", "wbr"})
"""Elements that have no end, and `option`, whose end may be left out."""

REFERENCES = ("for", "aria-describedby", "aria-labelledby", "list")


class Reader(HTMLParser):
    """Notes what a page opens, closes, names and refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.references: list[str] = []
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids[given["id"] or ""] += 1
        for name in REFERENCES:
            self.references += (given.get(name) or "").split()
        if (target := given.get("href") or "").startswith("#"):
            self.references.append(target[1:])
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A shape of a drawing, closed at once."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}> closes something else")

    def all_faults(self) -> list[str]:
        """Everything that is wrong with the page."""
        twice = [f"id {name} is used {times} times" for name, times in self.ids.items() if times > 1]
        lost = [f"#{name} does not exist" for name in self.references if name not in self.ids]
        never = [f"<{tag}> is never closed" for tag in self.open]
        steps = zip(self.levels, self.levels[1:], strict=False)
        jumps = [f"h{level} follows h{before}" for before, level in steps if level > before + 1]
        return [*self.faults, *never, *twice, *lost, *jumps]


@pytest.fixture(scope="module")
def written(worlds: SqliteDatabases) -> dict[str, str]:
    """Every page by name."""
    with world(worlds) as town:
        found = dict(pages(town))
    with world(worlds) as town:
        return {**found, **dict(identity_pages(town))}


def test_every_page_of_every_state_is_well_formed(written: dict[str, str]) -> None:
    faults = {}
    for name, page in written.items():
        reader = Reader()
        reader.feed(page)
        faults[name] = reader.all_faults()
    assert len(written) == 46
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_title_tells_pages_apart(written: dict[str, str]) -> None:
    titles = {name: page.split("<title>")[1].split("</title>")[0] for name, page in written.items()}
    assert titles["vote-wrong"].startswith("Erreur")
    assert len(set(titles.values())) >= 12
