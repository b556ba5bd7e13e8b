"""A browser without script: what a form offers, and what it would send as it stands."""

from collections.abc import Iterator
from html.parser import HTMLParser

TICKED = frozenset({"radio", "checkbox"})
Pair = tuple[str, str]


class Form(HTMLParser):
    """The controls of the ballot on a page.

    `sent` are the pairs of name and value that would leave, in the order of the page; `offered` the values that each
    list or box lets choose; `typed` the names of the fields in which one writes.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[Pair] = []
        self.offered: dict[str, list[str]] = {}
        self.typed: set[str] = set()
        self._inside = False
        self._list = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down a control."""
        facts = dict(attrs)
        name, value = facts.get("name") or "", facts.get("value") or ""
        if tag == "form":
            self._inside = "ballot" in (facts.get("class") or "").split()
        elif not self._inside:
            return
        elif tag == "select":
            self._list = name
        elif tag == "option" and self._list:
            self._offer(self._list, value, chosen="selected" in facts)
        elif tag == "input" and name and facts.get("type") in TICKED:
            self._offer(name, value, chosen="checked" in facts)
        elif tag == "input" and name:
            self.sent.append((name, value))
            if facts.get("type") != "hidden":
                self.typed.add(name)

    def handle_endtag(self, tag: str) -> None:
        """Leave a list or the form."""
        if tag == "select":
            if not any(name == self._list for name, _ in self.sent):
                self.sent.append((self._list, self.offered[self._list][0]))
            self._list = ""
        elif tag == "form":
            self._inside = False

    def _offer(self, name: str, value: str, *, chosen: bool) -> None:
        self.offered.setdefault(name, []).append(value)
        if chosen:
            self.sent.append((name, value))

    def can_send(self, pair: Pair) -> bool:
        """Whether somebody can fill in the form so that it sends this."""
        name, value = pair
        return name in self.typed or value in self.offered.get(name, ())

    def filled(self, pairs: list[Pair]) -> dict[str, list[str]]:
        """What leaves when these are filled in, and everything else is left as it stands."""
        changed = {name for name, _ in pairs}
        left = [pair for pair in self.sent if pair[0] not in changed]
        data: dict[str, list[str]] = {}
        for name, value in (*left, *pairs):
            data.setdefault(name, []).append(value)
        return data

    def lost(self, pairs: list[Pair]) -> Iterator[Pair]:
        """What could be filled in and does not stand on the form any more."""
        return (pair for pair in pairs if self.can_send(pair) and pair not in self.sent)
