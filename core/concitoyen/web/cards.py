"""A proposal in a few words: its card, its category's tint, its status."""

from concitoyen.domain.count import Result
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.web.contexts.base import Badge
from concitoyen.web.contexts.proposals import TINTS, CategoryTag, ProposalCard
from concitoyen.web.public import PublicEdition
from concitoyen.web.wording import votes

STATUSES = {
    Status.LABELLED: Badge(label="labellisé", tone="soon"),
    Status.STANDING: Badge(label="candidat au vote", tone="soon"),
    Status.ON_THE_BALLOT: Badge(label="soumis au vote", tone="open"),
    Status.LAUREATE: Badge(label="lauréat", tone="done"),
    Status.NOT_RETAINED: Badge(label="non retenu", tone="quiet"),
}
SENTENCES = {
    Status.LABELLED: "Le comité a vérifié ce projet et l’a labellisé.",
    Status.STANDING: "Le projet est labellisé et son porteur a confirmé qu’il se présente au vote.",
    Status.ON_THE_BALLOT: "Le projet est soumis au vote des habitants.",
    Status.LAUREATE: "Le projet est lauréat : il reçoit de l’argent pour se faire.",
    Status.NOT_RETAINED: "Le projet n’est pas retenu cette fois-ci.",
}


def tag(view: PublicEdition, category: str) -> CategoryTag:
    """The category with its tint, by its place in the rulebook."""
    titles = view.rules.category_titles
    place = list(titles).index(category) if category in titles else 0
    return CategoryTag(label=titles.get(category, "Sans catégorie"), tint=place % TINTS + 1)


def amount(view: PublicEdition, proposal: Proposal) -> tuple[Money, str]:
    """What the proposal receives once the results are public, else what it may receive, with the word for it."""
    if view.results is not None and proposal.id in view.results.award_of:
        return view.results.award_of[proposal.id].amount, "accordés"
    if proposal.category in view.rules.category_titles:
        return view.rules.grant(proposal).amount, "possibles"
    return proposal.requested, "demandés"


def card(view: PublicEdition, proposal: Proposal) -> ProposalCard:
    """The card of a proposal; its status shows only what is not obvious from the list around it."""
    money, label = amount(view, proposal)
    result = view.results.by_proposal.get(proposal.id) if view.results else None
    return ProposalCard(
        href=href(view, proposal),
        title=proposal.title,
        structure=proposal.structure,
        place=f"{view.place(proposal)}, {view.territory(proposal)}",
        category=tag(view, proposal.category),
        themes=view.themes(proposal),
        summary=proposal.summary,
        amount=str(money),
        amount_label=label,
        status=None if proposal.status is Status.ON_THE_BALLOT else STATUSES[proposal.status],
        votes=_votes(view, result) if result else None,
    )


def _votes(view: PublicEdition, result: Result) -> str:
    return votes(result.votes, simulated=view.edition.simulated, weighted=view.rules.weighs_channels)


def href(view: PublicEdition, proposal: Proposal) -> str:
    """The address of a proposal's page."""
    return f"{view.href}projets/{proposal.id}"
