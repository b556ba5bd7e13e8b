"""A small rulebook, whole, in which a test or a page of the documentation replaces some sections."""

import tomllib
from types import ModuleType

import concitoyen_categories.plugin
import concitoyen_voting_rules.plugin
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Commune, Gazetteer, Territory
from concitoyen.plugin import HOOK_API, Pack, hookimpl
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.packs import Packs

SECTIONS = {
    "edition": """
[edition]
id = "village-2027"
title = "Budget participatif 2027"
authority = "Village"
packs = ["categories", "village", "voting_rules"]
""",
    "phases": """
[[phases]]
kind = "vote"
title = "Vote"
opens = 2027-09-01T00:00:00
closes = 2027-10-01T00:00:00
article = "Règlement, article 2"
""",
    "roll": """
[roll]
identity = ["last_name", "first_name", "birth_date"]
article = "Règlement, article 3"
""",
    "territories": """
[territories]
list = "village:hameaux"
article = "Règlement, article 3"
""",
    "categories": """
[categories]
scheme = "categories:single"
article = "Règlement, article 4"

[[categories.list]]
id = "projets"
title = "Projets"
cap = { rule = "categories:flat", amount = 5000 }
article = "Règlement, article 5"
""",
    "ballot": """
[ballot]
form = "voting_rules:favourites"
at_most = 3
article = "Règlement, article 6"
""",
    "count": """
[count]
rule = "voting_rules:greedy"
envelope = 20000
line = "participatif"
ties = ["voting_rules:earliest-deposit", "voting_rules:public-draw"]
article = "Règlement, article 7"
""",
    "budget_lines": """
[[budget_lines]]
id = "participatif"
imputation = "65/020"
label = "Budget participatif"
available = 20000
article = "Budget primitif 2027"
""",
}


@hookimpl
def register_territories() -> list[Gazetteer]:
    """One hamlet, of which a part has no known population."""
    hamlet = Territory(id="bas", name="Le Bas")
    village = Commune(code="62999", name="Village", territory="bas", population=500)
    mill = Commune(code="62998", name="Le Moulin", territory="bas")
    return [Gazetteer(id="hameaux", title="Hameaux", territories=(hamlet,), communes=(village, mill))]


def packs() -> Packs:
    """Our two packs, and one that gives a list of territories."""
    card = Pack(name="village", title="Village", hook_api=HOOK_API, version="1")
    village = ModuleType("village")
    vars(village).update(PACK=card, register_territories=register_territories)
    ours = {"categories": concitoyen_categories.plugin, "voting_rules": concitoyen_voting_rules.plugin}
    return Packs({**ours, "village": village})


def rules_with(sections: str) -> Rules:
    """The working rules of the small rulebook, in which these sections stand in for its own."""
    replaced = tomllib.loads(sections)
    kept = "".join(text for name, text in SECTIONS.items() if name not in replaced)
    return read_rules(kept + sections, packs(), source="reglement.toml")
