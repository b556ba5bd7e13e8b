"""What agents find in their space: one line per page, shown to those who may do its act.

`{edition}` in an address makes it a page of each edition; an address without it belongs to all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from concitoyen.domain.agents import Act, Agent, may
from concitoyen.domain.rules import Rules
from concitoyen.usecases.admit_voter import desks_of


@dataclass(frozen=True, slots=True)
class Task:
    """A page for agents: its words, its address, the act that it needs."""

    title: str
    description: str
    href: str
    act: Act
    fits: Callable[[Rules], bool] = field(default=lambda _: True)
    """Whether the rulebook of an edition has such a page."""

    @property
    def is_of_an_edition(self) -> bool:
        """Whether it is done in one edition."""
        return "{edition}" in self.href


TASKS: tuple[Task, ...] = (
    Task(
        "Votes sur papier",
        "Imprimer les bulletins et les feuilles, saisir les signatures et les cartes, faire le procès-verbal.",
        "/agents/{edition}/papier",
        Act.PRINT_PAPER,
    ),
    Task(
        "Guichet",
        "Vérifier qui est une personne, et lui donner un code\u00a0: elle vote ensuite seule, sur une tablette.",
        "/agents/{edition}/guichet",
        Act.ASSIST_VOTE,
        lambda rules: bool(desks_of(rules)),
    ),
    Task(
        "Bornes de vote",
        "Prêter une tablette aux votants, sur un marché ou dans une école.",
        "/agents/kiosque?edition={edition}",
        Act.OPEN_KIOSK,
    ),
    Task(
        "Le bureau et l’urne",
        "Avant le vote, former la clé et imprimer les parts\u00a0; après la clôture, ouvrir l’urne et dépouiller.",
        "/agents/{edition}/urne",
        Act.OPEN_URN,
    ),
    Task(
        "Publier les résultats",
        "Après le dépouillement et la délibération, tout rendre public en même temps.",
        "/agents/{edition}/publication",
        Act.PUBLISH_RESULTS,
    ),
)


def tasks_of(agent: Agent, edition: str | None, rules: Rules | None = None) -> tuple[tuple[Task, str], ...]:
    """What an agent may do in an edition with these rules, or outside of any, with the addresses."""
    return tuple(
        (task, task.href.replace("{edition}", edition or ""))
        for task in TASKS
        if task.is_of_an_edition == (edition is not None)
        and may(agent, task.act, edition)
        and (rules is None or task.fits(rules))
    )
