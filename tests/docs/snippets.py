"""Reads the fenced blocks of a Markdown page, and says which commands a shell block asks to run."""

import re
from dataclasses import dataclass
from pathlib import Path

SHELL = ("console", "sh", "shell", "bash")
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)
NO_RUN = re.compile(r"<!-- no-run(?:: (?P<reason>[^>]+?))? -->\s*\Z")


class SnippetError(ValueError):
    """A page asks for what the runner refuses; the sentence says where."""


@dataclass(frozen=True)
class Snippet:
    """One fenced block: its first line of code in the page, its language, the words that follow it."""

    page: Path
    line: int
    language: str
    tags: tuple[str, ...]
    code: str
    no_run: bool = False

    @property
    def place(self) -> str:
        """Page and line, as an editor opens them."""
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A command line, and the output that the page shows for it (empty where it shows none)."""

    line: str
    shown: str = ""

    def shows(self, output: str) -> bool:
        """Whether the output is what the page shows; « … » stands for anything, over several lines too."""
        pattern = ".*".join(re.escape(part) for part in self.shown.split("…"))
        return not self.shown or re.fullmatch(pattern, _stripped(output), re.DOTALL) is not None


def read_snippets(page: Path) -> list[Snippet]:
    """Give every fenced block of a page that names a language, in order.

    A shell block may be left out by `<!-- no-run: the reason -->` on the line above; any other may not.
    """
    text = page.read_text(encoding="utf-8")
    found = []
    for fence in FENCE.finditer(text):
        language, *tags = fence["info"].split() or [""]
        line = text.count("\n", 0, fence.start("code")) + 1
        left_out = NO_RUN.search(text, 0, fence.start())
        if left_out and (language not in SHELL or not left_out["reason"]):
            sentence = f"{page}:{line}: only a shell block may be left out, with a reason: <!-- no-run: why -->"
            raise SnippetError(sentence)
        code = "\n".join(row.removeprefix(fence["indent"]) for row in fence["code"].splitlines())
        found.append(Snippet(page, line, language, tuple(tags), code, left_out is not None))
    return [snippet for snippet in found if snippet.language]


def commands(snippet: Snippet) -> list[Command]:
    """Give the `concitoyen` commands of a shell block; after a « $ » prompt, what follows is their output."""
    rows = re.sub(r"\\\n\s*", "", snippet.code).splitlines()
    starts = [number for number, row in enumerate(rows) if _is_command(row, snippet.language)]
    ends = [*starts[1:], len(rows)]
    found = [
        Command(rows[start].removeprefix("$ "), _stripped("\n".join(rows[start + 1 : end])))
        for start, end in zip(starts, ends, strict=True)
    ]
    return [command for command in found if command.line.startswith("concitoyen ")]


def _is_command(row: str, language: str) -> bool:
    return row.startswith("$ ") if language == "console" else bool(row.strip())


def _stripped(output: str) -> str:
    return "\n".join(row.rstrip() for row in output.strip().splitlines())
