"""Rulebooks to begin from: real ones as their public pages tell them, our choices marked, and models of no city."""

from pathlib import Path

from concitoyen.plugin import RulebookFile

_HERE = Path(__file__).parent
_TITLES = {
    "deux-tiers-quartiers": "Modèle : deux tiers aux quartiers, ce qui reste en commun",
    "krakow-2024": "Budget participatif de Cracovie 2024",
    "landes-2019": "Budget participatif citoyen des Landes 2019",
    "meuse-2022": "Budget participatif de la Meuse 2022",
    "papier-double": "Modèle : le bulletin papier compte deux fois",
    "paris-2021": "Budget participatif de Paris 2021",
    "petits-et-grands": "Modèle : petits et grands projets de chaque quartier",
    "pour-et-contre": "Modèle : votes pour et contre",
    "warszawa-2024": "Budget participatif de Varsovie 2024",
    "wieliczka-2023": "Million vert de Wieliczka 2023",
}

RULEBOOKS = tuple(RulebookFile(id=id, title=title, file=_HERE / f"{id}.toml") for id, title in _TITLES.items())
