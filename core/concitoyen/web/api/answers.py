"""From what the public may see to the API's answers."""

from typing import Literal

from concitoyen.domain.count import Result
from concitoyen.domain.identity import Declared, HeldCode, IdentityProvider, SentCode
from concitoyen.domain.money import Money, total
from concitoyen.domain.proposal import Proposal
from concitoyen.web.api.models import (
    BundleOut,
    EditionOut,
    IdentityOut,
    OutcomeOut,
    PhaseOut,
    ProposalOut,
    ResultOut,
    RoundOut,
    WayOut,
)
from concitoyen.web.bundles import Offered
from concitoyen.web.public import PublicEdition, PublishedResults


def decimal(amount: Money) -> str:
    """An amount as a decimal text: « 16000.00 »."""
    whole, cents = divmod(amount.cents, 100)
    return f"{whole}.{cents:02d}"


def edition_out(view: PublicEdition) -> EditionOut:
    """An edition."""
    return EditionOut(
        id=view.edition.id,
        title=view.edition.title,
        authority=view.rules.rulebook.edition.authority,
        currency=view.rules.rulebook.edition.currency,
        url=view.href,
        practice=view.edition.practice,
        simulated=view.edition.simulated,
        vote_is_open=view.vote_is_open,
        results_are_public=view.results is not None,
        phases=tuple(PhaseOut(**phase.model_dump()) for phase in view.rules.calendar.phases),
        identity=IdentityOut(
            fields=view.rules.rulebook.roll.identity,
            ways=tuple(
                WayOut(id=name, label=way.label, by=_kind(way), asks=way.asks)
                for name, way in view.rules.providers.items()
            ),
        ),
        rulebook_sha256=view.edition.rulebook_sha256,
        journal_head=view.journal_head,
    )


def _kind(way: IdentityProvider) -> Literal["declaration", "sent-code", "held-code", "desk"]:
    if isinstance(way, Declared):
        return "declaration"
    if isinstance(way, SentCode):
        return "sent-code"
    return "held-code" if isinstance(way, HeldCode) else "desk"


def proposal_out(view: PublicEdition, proposal: Proposal) -> ProposalOut:
    """A proposal, its status masked before publication."""
    return ProposalOut(
        id=proposal.id,
        title=proposal.title,
        structure=proposal.structure,
        summary=proposal.summary,
        commune_code=proposal.commune,
        commune=view.place(proposal),
        territory=view.territory(proposal),
        category=proposal.category,
        themes=view.themes(proposal),
        total_cost=decimal(proposal.total_cost),
        requested=decimal(proposal.requested),
        status=proposal.status.value,
    )


def outcome_out(view: PublicEdition, results: PublishedResults, offered: Offered | None = None) -> OutcomeOut:
    """The published outcome, with the bundle to recount it from."""
    outcome = results.outcome
    return OutcomeOut(
        edition=view.edition.id,
        simulated=view.edition.simulated,
        rule=outcome.rule,
        envelope=decimal(outcome.envelope),
        voters=outcome.voters,
        awarded=decimal(total([award.amount for award in results.awards])),
        results=tuple(_result(result, results) for result in outcome.results),
        trace=tuple(
            RoundOut(
                number=step.number,
                proposal=step.candidate,
                funded=step.decision == "funded",
                cost=decimal(step.cost),
                remaining=decimal(step.remaining_after),
                why=step.why.text,
            )
            for step in outcome.rounds
        ),
        bundle=BundleOut(url=offered.href, size=offered.size, sha256=offered.sha256) if offered else None,
    )


def _result(result: Result, results: PublishedResults) -> ResultOut:
    award = results.award_of.get(result.candidate)
    return ResultOut(
        proposal=result.candidate,
        rank=result.rank,
        votes=result.votes,
        laureate=award is not None,
        amount=decimal(award.amount) if award else decimal(Money(0)),
        line=award.line if award else "",
        why=award.why.text if award else result.why.text,
    )
