"""The decorator that marks a hook; it takes no option, since no pack outranks another."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from concitoyen.plugin.manager import mark_implementation

P = ParamSpec("P")
R = TypeVar("R")


def hookimpl(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of plugin.py as a pack's answer to the hook of the same name."""
    return cast("Callable[P, R]", mark_implementation(function))
