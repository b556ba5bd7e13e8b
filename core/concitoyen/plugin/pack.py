"""The card that every pack shows: its name, its title, the hook API it was written for."""

from pydantic import Field

from concitoyen.domain.model import Model

HOOK_API = 1
"""Raised when a hook changes in a way that an installed pack would feel."""


class Pack(Model):
    """`PACK` in a pack's plugin module; `name` is its entry point, table prefix, template folder and URL segment."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    hook_api: int
    version: str = ""
