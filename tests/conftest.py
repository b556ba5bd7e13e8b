"""What every test of this repository shares: the browser rule, the settings of hypothesis, what coverage measures."""

import gc
import os
import shutil
from pathlib import Path

import hypothesis
import pytest
from coverage import Coverage

IN_CI = os.environ.get("CI") == "true"
CHROMIUM = shutil.which("chromium")
SLOW = ("docs", "install", "breaking", "e2e", "testing", "cli", "web")
"""Folders whose files take long: they are given out first, so that no processor waits for the other at the end.

They play the whole product, or try rules at length, and coverage looks away meanwhile: the domain and the voting rules
are covered by tests nearer to them, and measuring slows every line by half.
"""
TO_COMMANDS = "COVERAGE_PROCESS_CONFIG"
"""By this variable coverage follows the processes that a measured one starts."""
MEASURE = pytest.StashKey[Coverage | None]()
NO_BROWSER = "Chromium is absent: run `make setup`, or install the package « chromium » of your system."

# A shared machine may be slow without being wrong; in CI the same examples are drawn every time.
hypothesis.settings.register_profile("house", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the coverage that measures this process, if any, to stop it during slow folders."""
    config.stash[MEASURE] = Coverage.current()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Measure the tests of the folders that are not slow, and no command that a test starts."""
    measure = item.config.stash[MEASURE]
    if measure is None:
        return
    os.environ.pop(TO_COMMANDS, None)  # here, the workers of pytest-xdist are there already
    if not _is_slow(item) and Coverage.current() is None:
        measure.start()
    elif _is_slow(item) and Coverage.current() is measure:
        measure.stop()


def pytest_collection_finish() -> None:
    """Tell the collector of garbage that what is loaded by now stays: it would look at all of it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what is slow; leave browser tests out where there is no browser, except in CI, where they must run."""
    items.sort(key=lambda item: SLOW.index(_folder(item)) if _is_slow(item) else len(SLOW))
    if CHROMIUM is not None or IN_CI:
        return
    left_out = [item for item in items if item.get_closest_marker("e2e")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _is_slow(item: pytest.Item) -> bool:
    return _folder(item) in SLOW


def _folder(item: pytest.Item) -> str:
    here = Path(__file__).parent
    return item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In CI, a browser test without a browser fails with the way out."""
    if CHROMIUM is None and item.get_closest_marker("e2e"):
        pytest.fail(NO_BROWSER, pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that browser tests did not run."""
    if CHROMIUM is None:
        terminalreporter.write_sep("!", "NO BROWSER TEST HAS RUN", red=True, bold=True)
        terminalreporter.write_line(NO_BROWSER, red=True)
