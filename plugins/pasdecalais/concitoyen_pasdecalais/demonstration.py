"""The 2023 edition for `concitoyen demo`: real initiatives, simulated voters, the amendment that was adopted."""

from datetime import date

from concitoyen.domain.award import Amendment, Deliberation
from concitoyen.plugin import Demonstration

_AMENDED = ("l-atelier-inclusif", "jardin-et-verger-solidaires")

EDITION_2023 = Demonstration(
    id="2023",
    title="Budget citoyen 2023, rejoué avec des voix simulées",
    rulebook="pasdecalais:pasdecalais-2023",
    proposals="pasdecalais:laureates-2023",
    # 2023 turnout is not in the documents; 6 331 is the figure of 2024.
    voters=6331,
    ineligible_per_thousand=12,
    ages=(11, 92),
    elsewhere=("Lille", "Amiens", "Dunkerque", "Abbeville", "Paris", "Tournai"),
    last=_AMENDED,
    deliberation=Deliberation(
        number="2023-513", body="Commission permanente du Conseil départemental", day=date(2023, 11, 20)
    ),
    amendment=Amendment(
        author="un vice-président du Conseil départemental",
        reason="deux initiatives labellisées de plus, sur l'enveloppe annuelle de la Mission ESS",
        adds=_AMENDED,
        line="enveloppe-annuelle",
    ),
)
