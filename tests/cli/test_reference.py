"""docs/reference/cli.md names every command, every option and every setting."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from concitoyen.cli.app import app
from concitoyen.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")


def commands(command: object, name: str) -> Iterator[tuple[str, TyperCommand]]:
    """Every command that can be typed, with its whole name."""
    if isinstance(command, TyperGroup):
        for part, found in command.commands.items():
            yield from commands(found, f"{name} {part}")
    elif isinstance(command, TyperCommand):
        yield name, command


COMMANDS = dict(commands(typer.main.get_command(app), "concitoyen"))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_names_the_command_and_its_options(name: str) -> None:
    assert f"`{name}" in PAGE
    options = [text for option in COMMANDS[name].params if isinstance(option, TyperOption) for text in option.opts]
    section = PAGE[PAGE.index(f"`{name}") :]
    assert [text for text in options if text.startswith("--") and text not in section] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_in_french_what_it_does(name: str) -> None:
    said = COMMANDS[name].help or ""
    assert said.endswith(".")
    assert said[0].isupper()
    assert [
        option.name for option in COMMANDS[name].params if isinstance(option, TyperOption) and not option.help
    ] == []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_reference_names_every_setting(name: str) -> None:
    assert f"| `CONCITOYEN_{name.upper()}` |" in PAGE
