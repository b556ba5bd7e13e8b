"""What agents find in their space: one line per page, shown to those who may do its act.

`{edition}` in an address makes it a page of each edition; an address without it belongs to all of them.
"""

from dataclasses import dataclass

from concitoyen.domain.agents import Act, Agent, may


@dataclass(frozen=True, slots=True)
class Task:
    """A page for agents: its words, its address, the act that it needs."""

    title: str
    description: str
    href: str
    act: Act

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
)


def tasks_of(agent: Agent, edition: str | None) -> tuple[tuple[Task, str], ...]:
    """What an agent may do in an edition, or outside of any, with the addresses."""
    return tuple(
        (task, task.href.replace("{edition}", edition or ""))
        for task in TASKS
        if task.is_of_an_edition == (edition is not None) and may(agent, task.act, edition)
    )
