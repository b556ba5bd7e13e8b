"""Rulebooks of real participatory budgets, to begin from: what their public pages say, and marked choices elsewhere."""

from pathlib import Path

from concitoyen.plugin import RulebookFile

_HERE = Path(__file__).parent
_TITLES = {
    "landes-2019": "Budget participatif citoyen des Landes 2019",
    "meuse-2022": "Budget participatif de la Meuse 2022",
    "paris-2021": "Budget participatif de Paris 2021",
    "warszawa-2024": "Budget participatif de Varsovie 2024",
    "wieliczka-2023": "Million vert de Wieliczka 2023",
}

RULEBOOKS = tuple(RulebookFile(id=id, title=title, file=_HERE / f"{id}.toml") for id, title in _TITLES.items())
