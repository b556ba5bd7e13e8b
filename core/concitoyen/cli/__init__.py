"""The command line: each command parses, asks one use case, and prints."""

from concitoyen.cli.app import main

__all__ = ["main"]
