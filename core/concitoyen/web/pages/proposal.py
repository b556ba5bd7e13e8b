"""The page of one proposal."""

from concitoyen.domain.proposal import Proposal, Status
from concitoyen.web.cards import SENTENCES, STATUSES, amount, tag
from concitoyen.web.contexts.base import Link, Provenance, Reason
from concitoyen.web.contexts.proposal import MoneyPanel, MoneyRow, ProposalOutcome, ProposalPage
from concitoyen.web.frame import frame
from concitoyen.web.public import PublicEdition
from concitoyen.web.wording import ordinal, sentence, votes


def proposal_page(view: PublicEdition, proposal: Proposal) -> ProposalPage:
    """Everything public about a proposal."""
    category = next((one for one in view.rules.categories if one.id == proposal.category), None)
    votable = view.vote_is_open and proposal.status is Status.ON_THE_BALLOT
    return ProposalPage(
        title=proposal.title,
        edition=frame(view),
        back=Link(href=f"{view.href}projets", label="Tous les projets"),
        structure=proposal.structure,
        commune=view.place(proposal),
        territory=view.territory(proposal),
        category=tag(view, proposal.category),
        category_rule=category.test if category else "Le comité n’a pas encore rangé ce projet.",
        category_source=Provenance(article=category.article or None) if category else Provenance(),
        themes=view.themes(proposal),
        description=tuple(part.strip() for part in proposal.summary.split("\n") if part.strip()),
        money=_money(view, proposal),
        status=STATUSES[proposal.status],
        status_sentence=SENTENCES[proposal.status],
        outcome=_outcome(view, proposal),
        vote=Link(href=f"{view.href}vote?projet={proposal.id}", label="Voter pour ce projet") if votable else None,
    )


def _money(view: PublicEdition, proposal: Proposal) -> MoneyPanel:
    money, label = amount(view, proposal)
    heading = {"accordés": "Accordé", "possibles": "Peut recevoir", "demandés": "Demandé"}[label]
    return MoneyPanel(
        rows=(
            MoneyRow(label="Coût total du projet", value=str(proposal.total_cost)),
            MoneyRow(label="Demandé", value=str(proposal.requested)),
            MoneyRow(label=heading, value=str(money), strong=True),
        ),
        reason=_reason(view, proposal),
    )


def _reason(view: PublicEdition, proposal: Proposal) -> Reason:
    if proposal.category not in view.rules.category_titles:
        return Reason(text="Le montant possible dépendra de la catégorie.")
    grant = view.rules.grant(proposal)
    return Reason(text=sentence(grant.why.text), article=grant.article or None)


def _outcome(view: PublicEdition, proposal: Proposal) -> ProposalOutcome | None:
    if view.results is None or proposal.id not in view.results.by_proposal:
        return None
    result = view.results.by_proposal[proposal.id]
    award = view.results.award_of.get(proposal.id)
    return ProposalOutcome(
        heading="Le résultat du vote",
        votes=votes(result.votes, simulated=view.edition.simulated, weighted=view.rules.weighs_channels),
        rank=f"{ordinal(result.rank)} sur {len(view.results.outcome.results)} projets",
        why=sentence(award.why.text if award else result.why.text),
        badge=STATUSES[proposal.status],
    )
