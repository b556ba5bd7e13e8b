"""The rulebooks of the four editions, as TOML files beside this module."""

from pathlib import Path

from concitoyen.plugin import RulebookFile

_HERE = Path(__file__).parent / "rulebooks"

RULEBOOKS = tuple(
    RulebookFile(id=f"pasdecalais-{year}", title=f"Budget citoyen {year}", file=_HERE / f"{year}.toml")
    for year in (2018, 2021, 2023, 2024)
)
