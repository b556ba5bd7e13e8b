"""An invented town: the rulebook of its edition, and the pack that it brings."""

from collections.abc import Sequence

from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.territory import Commune, Gazetteer, Territory
from concitoyen.plugin import HOOK_API, Pack, Tables, hookimpl
from concitoyen.store.store import Store

RULEBOOK = """
[edition]
id = "ville-2027"
title = "Budget de la Ville 2027"
packs = ["categories", "pasdecalais", "ville", "voting_rules"]
timezone = "Europe/Paris"
authority = "La Ville"

[[phases]]
kind = "deposit"
title = "Dépôt"
opens = 2027-04-01T00:00:00
closes = 2027-06-01T00:00:00
article = "Article 1"

[[phases]]
kind = "labelling"
title = "Labellisation"
opens = 2027-06-01T00:00:00
closes = 2027-07-01T00:00:00
article = "Article 2"

[[phases]]
kind = "standing"
title = "Candidatures"
opens = 2027-07-01T00:00:00
closes = 2027-09-01T00:00:00
article = "Article 3"

[[phases]]
kind = "vote"
title = "Vote"
opens = 2027-09-01T00:00:00
closes = 2027-10-01T00:00:00
article = "Article 4"

[[eligibility]]
rule = "core:minimum-age"
age = 11
on = "vote"
article = "Article 5"

[[eligibility]]
rule = "core:residence"
article = "Article 6"

[roll]
identity = ["last_name", "first_name", "birth_date", "commune"]
article = "Article 7"

[territories]
list = "ville:communes"
article = "Article 8"

[categories]
scheme = "categories:capped"
article = "Article 9"

[[categories.list]]
id = "pratiques"
title = "Pratiques"
cap = { rule = "categories:flat", amount = 5000, article = "Article 9" }

[[categories.list]]
id = "innovation"
title = "Innovation"
cap = { rule = "categories:flat", amount = 16000, article = "Article 9" }

[[categories.list]]
id = "cooperation"
title = "Coopération"
cap = { rule = "categories:flat", amount = 16000, article = "Article 9" }

[[categories.list]]
id = "les-deux"
title = "Coopération et Innovation"
combines = ["cooperation", "innovation"]
article = "Article 9"
cap = { rule = "categories:flat", amount = 21000, article = "Article 9" }

[proposals]
themes = "pasdecalais:themes-2023"
themes_at_most = 3
article = "Article 10"

[ballot]
form = "voting_rules:one-per-category"
article = "Article 11"

[count]
rule = "voting_rules:greedy"
envelope = 22000
line = "principale"
ties = ["voting_rules:earliest-deposit", "voting_rules:public-draw"]
article = "Article 12"

[[budget_lines]]
id = "principale"
imputation = "6568//01"
label = "Ligne principale"
available = 22000
article = "Article 13"

[[budget_lines]]
id = "annuelle"
imputation = "6568//02"
label = "Ligne annuelle"
available = 7000
article = "Article 13"
"""


class Ville:
    """The town's own pack: a list of communes with homonyms, and an ear that remembers what it was told."""

    PACK = Pack(name="ville", title="La Ville", hook_api=HOOK_API, version="1.0")

    def __init__(self) -> None:
        self.told: list[LaureatesDecided] = []
        self.seen_in_the_database: list[int] = []
        self.store: Store | None = None

    @hookimpl
    def register_territories(self) -> Sequence[Gazetteer]:
        return [
            Gazetteer(
                id="communes",
                title="communes de la Ville",
                territories=(Territory(id="nord", name="Nord"), Territory(id="sud", name="Sud")),
                communes=(
                    Commune(code="99001", name="Marœuil", territory="nord"),
                    Commune(code="99002", name="Hesdin-la-Forêt", territory="nord", former_names=("Huby-Saint-Leu",)),
                    Commune(code="99003", name="Saint-Léger", territory="nord"),
                    Commune(code="99004", name="Saint-Léger", territory="sud"),
                ),
            )
        ]

    @hookimpl
    def on_laureates_decided(self, event: LaureatesDecided, tables: Tables) -> None:
        """What a listener can see: the awards as another transaction reads them."""
        self.told.append(event)
        if self.store:
            with self.store.read() as work:
                self.seen_in_the_database.append(len(work.awards.of(event.edition)))
