"""The command line: each command parses, asks one use case, and prints."""

import gc
from collections.abc import Callable
from functools import cache

__all__ = ["main"]


def main() -> None:
    """Run the `concitoyen` command."""
    _loaded()()


@cache
def _loaded() -> Callable[[], None]:
    """The command with all that it imports, none of which is garbage: collecting it takes a tenth of the start."""
    gc.disable()
    from concitoyen.cli.app import main as typed

    gc.freeze()
    gc.enable()
    return typed
