"""A terminal in an empty folder, and one demonstration that all these tests share."""

from pathlib import Path

import pytest

from concitoyen.cli import context
from tests.cli.terminal import Done, Terminal

ENVIRONMENT = {"COLUMNS": "110", "NO_COLOR": "1", "CONCITOYEN_SECRET": "le secret des tests"}


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal of these tests is 110 columns wide, whoever imported the command line first."""
    for output in (context.console, context.errors):
        monkeypatch.setattr(output, "width", int(ENVIRONMENT["COLUMNS"]))


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in an empty folder."""
    return Terminal(tmp_path, ENVIRONMENT)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """The folder in which `concitoyen demo` wrote its files, and what it printed; played once."""
    folder = tmp_path_factory.mktemp("demo")
    done = Terminal(folder, ENVIRONMENT).run("demo", "--out", "joué")
    assert done.status == 0, done.err
    return folder / "joué", done
