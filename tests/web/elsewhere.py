"""Other règlements on the same site: those of real budgets, with a few projects, their vote open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.plugin.enclosed import with_files
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.desk import Signature
from concitoyen_voting_rules.examples import RULEBOOKS
from tests.web.world import World

FILES = {rulebook.id: rulebook.file for rulebook in RULEBOOKS}
BEFORE = datetime(2019, 1, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Project:
    """A project on the ballot: its commune's code, its territory, its labels and its cost in euros."""

    title: str
    commune: str
    territory: str
    labels: tuple[str, ...] = ()
    cost: int = 1000


CHANGES = '\n[urn]\nreplaceable = true\narticle = "Article 7 : chacun peut changer d\'avis."\n'
"""What a rulebook says to let ballots be replaced."""

WIELICZKA = tuple(
    Project(f"Projet {name}", "wieliczka", "wieliczka", cost=cost)
    for name, cost in {"Arbres": 300, "Bancs": 400, "Cour": 500, "Digue": 900, "Étang": 1200}.items()
)
PARIS = (
    Project("Arbres du canal", "75110", "10e-arrondissement"),
    Project("Bains publics", "75110", "10e-arrondissement"),
    Project("Cour ouverte", "75111", "11e-arrondissement"),
    Project("Digue verte", "75112", "12e-arrondissement", ("paris",)),
    Project("École fraîche", "75113", "13e-arrondissement", ("paris",)),
)
WARSAW = (
    Project("Arbres de Wawer", "wawer", "wawer"),
    Project("Bancs de Wawer", "wawer", "wawer"),
    Project("Cour de Bemowo", "bemowo", "bemowo"),
    Project("Digue de la ville", "wawer", "wawer", ("ville",)),
)

EXAMPLE = (
    Project("Arbres du nord", "1", "nord"),
    Project("Bancs du nord", "2", "nord"),
    Project("Cour du nord", "1", "nord"),
    Project("Digue du sud", "3", "sud"),
)


def text_of(name: str) -> str:
    """The whole text of an example, with its data file."""
    file = FILES[name]
    return with_files(file.read_text(encoding="utf-8"), file.parent, name)


def ballot_text(name: str, ballot: str, count: str = 'rule = "voting_rules:greedy"') -> str:
    """The rulebook of Wieliczka under another name, with other lines below `[ballot]` and `[count]`."""
    text = text_of("wieliczka-2023").replace('id = "wieliczka-2023"', f'id = "{name}"')
    settled = (
        f'[ballot]\n{ballot}\narticle = "Pour l\'essai."\n\n'
        f'[count]\n{count}\nenvelope = 1000\nline = "participatif"\n'
        'ties = ["voting_rules:lowest-cost", "voting_rules:public-draw"]\narticle = "Pour l\'essai."\n\n'
    )
    return re.sub(r"\[ballot\].*?(?=\[\[budget_lines)", lambda _: settled, text, flags=re.DOTALL)


BY_POINTS = 'rule = "voting_rules:greedy"\nby = "points"'
POINTS = ballot_text("points", 'form = "voting_rules:points"\ntotal = 7\nper_project = 5', BY_POINTS)
SCORES = ballot_text("notes", 'form = "voting_rules:scores"\nhighest = 5', BY_POINTS)
BASKET = ballot_text("panier", 'form = "voting_rules:knapsack"\nsum_at_most = 1000')
LARGE_BASKET = ballot_text("grand-panier", 'form = "voting_rules:knapsack"\nsum_at_most = 100000')
RANKS = ballot_text(
    "rangs",
    'form = "voting_rules:ranking"\nplaces = 3',
    'rule = "voting_rules:positional"\nscale = [3, 2, 1]',
)
TWO_DISTRICTS = (
    text_of("warszawa-2024")
    .replace('id = "warszawa-2024"', 'id = "deux-quartiers"')
    .replace("one_of = true", "groups_at_most = 2")
    .replace('one_of = "', 'groups_at_most = "')
)
"""Warsaw, but for two districts instead of one."""

THREE_DISTRICTS = (*WARSAW, Project("Étang de Wesoła", "wesola", "wesola"))


def settle(town: World, rulebook: str, projects: Sequence[Project], *, urn: str = "") -> str:
    """Open an edition in a town, in the middle of its vote; `rulebook` is an example's id or a whole text."""
    text = text_of(rulebook) if rulebook in FILES else rulebook
    with town.engine.begin() as desk:
        edition = create_edition(desk, text + urn, Signature("mission", BEFORE))
        _, rules = desk.edition(edition.id)
        for number, project in enumerate(projects):
            desk.work.proposals.add(
                Proposal(
                    id=f"p{number + 1}",
                    edition=edition.id,
                    title=project.title,
                    structure="Les Amis",
                    summary="Un projet pour tous.",
                    commune=project.commune,
                    territory=project.territory,
                    category="projets",
                    labels=project.labels,
                    total_cost=Money.euros(project.cost),
                    requested=Money.euros(project.cost),
                    status=Status.STANDING,
                    deposited_at=BEFORE + timedelta(days=number),
                )
            )
        opens = rules.calendar.first_opening(VOTE)
    assert opens is not None
    town.clock.now = opens + timedelta(days=2)
    return edition.id
