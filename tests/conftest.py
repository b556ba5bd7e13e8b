"""What every test of this repository shares: the browser rule and the settings of hypothesis."""

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

IN_CI = os.environ.get("CI") == "true"
CHROMIUM = shutil.which("chromium")
SLOW = ("install", "breaking", "e2e", "docs", "scenarios", "cli")
"""Folders whose files take long: they are given out first, so that no processor waits for the other at the end."""
NO_BROWSER = "Chromium is absent: run `make setup`, or install the package « chromium » of your system."

# A shared machine may be slow without being wrong; in CI the same examples are drawn every time.
hypothesis.settings.register_profile("house", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what is slow; leave browser tests out where there is no browser, except in CI, where they must run."""
    here = Path(__file__).parent
    items.sort(key=lambda item: not (item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] in SLOW))
    if CHROMIUM is not None or IN_CI:
        return
    left_out = [item for item in items if item.get_closest_marker("e2e")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In CI, a browser test without a browser fails with the way out."""
    if CHROMIUM is None and item.get_closest_marker("e2e"):
        pytest.fail(NO_BROWSER, pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that browser tests did not run."""
    if CHROMIUM is None:
        terminalreporter.write_sep("!", "NO BROWSER TEST HAS RUN", red=True, bold=True)
        terminalreporter.write_line(NO_BROWSER, red=True)
