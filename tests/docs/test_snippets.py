"""The documentation runs: every Python block, every `concitoyen` command, every rulebook."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.snippets import SHELL, Command, Snippet, SnippetError, commands, read_snippets

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("README.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")])


def run(line: str, folder: Path) -> str:
    """Run one command line in a folder, with our `concitoyen` first on the PATH, and give its output."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "110", "NO_COLOR": "1"}
    command = ["bash", "-o", "pipefail", "-c", line]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def run_snippet(snippet: Snippet, namespace: dict[str, object], folder: Path) -> None:
    """Run one block as a reader would: Python in the page's namespace, commands in the page's folder."""
    if snippet.language == "python":
        padding = "\n" * (snippet.line - 1)  # a traceback names the line of the page
        exec(compile(padding + snippet.code, str(snippet.page), "exec"), namespace)  # noqa: S102 - our own pages
    elif snippet.language in SHELL and not snippet.no_run:
        for command in commands(snippet):
            output = run(command.line, folder)
            assert command.shows(output), f"{snippet.place}: {command.line} shows something else:\n{output}"
    elif snippet.language == "toml" and "rulebook" in snippet.tags:
        rulebook = folder / f"line-{snippet.line}.toml"
        rulebook.write_text(snippet.code, encoding="utf-8")
        run(f"concitoyen rulebook check {rulebook.name}", folder)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_snippet_of_the_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for snippet in read_snippets(page):
        run_snippet(snippet, namespace, tmp_path)


def page_of(folder: Path, text: str) -> Path:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


def test_a_wrong_python_block_fails_with_the_line_of_the_page(tmp_path: Path) -> None:
    page = page_of(tmp_path, "# Page\n\n```python\nvotes = 3\n```\n\nThen:\n\n```python\nassert votes == 4\n```\n")
    namespace: dict[str, object] = {}
    first, second = read_snippets(page)
    run_snippet(first, namespace, tmp_path)
    with pytest.raises(AssertionError) as caught:
        run_snippet(second, namespace, tmp_path)
    assert caught.traceback[-1].lineno == 9  # counted from 0: line 10 of the page


def test_a_shell_block_gives_the_commands_of_concitoyen_and_no_other(tmp_path: Path) -> None:
    page = page_of(tmp_path, "```sh\nmake run\nconcitoyen packs \\\n  --json\n```\n")
    assert commands(read_snippets(page)[0]) == [Command("concitoyen packs --json")]


def test_a_console_block_shows_the_output_where_an_ellipsis_stands_for_anything(tmp_path: Path) -> None:
    page = page_of(tmp_path, "```console\n$ concitoyen count\n57 laureates\n… left\n$ ls\nfile\n```\n")
    (command,) = commands(read_snippets(page)[0])
    assert command == Command("concitoyen count", "57 laureates\n… left")
    assert command.shows("57 laureates  \n1 151 € left\n")
    assert not command.shows("59 laureates\n1 151 € left\n")


def test_a_block_inside_a_list_loses_its_indent(tmp_path: Path) -> None:
    page = page_of(tmp_path, "1. First:\n\n   ```python\n   if True:\n       votes = 3\n   ```\n")
    assert [snippet.code for snippet in read_snippets(page)] == ["if True:\n    votes = 3"]


def test_a_shell_block_may_be_left_out_with_a_reason(tmp_path: Path) -> None:
    page = page_of(tmp_path, "<!-- no-run: it serves until stopped -->\n\n```sh\nconcitoyen serve\n```\n")
    assert [snippet.no_run for snippet in read_snippets(page)] == [True]


@pytest.mark.parametrize(
    "text",
    ["<!-- no-run: slow -->\n```python\nvotes = 3\n```\n", "<!-- no-run -->\n```sh\nconcitoyen serve\n```\n"],
    ids=["a Python block", "a shell block without a reason"],
)
def test_nothing_else_may_be_left_out(text: str, tmp_path: Path) -> None:
    with pytest.raises(SnippetError, match=r"only a shell block may be left out, with a reason"):
        read_snippets(page_of(tmp_path, text))
