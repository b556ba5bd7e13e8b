"""The assembly amends the list of laureates: it adds on a line of the budget, or takes out."""

from collections import Counter
from collections.abc import Mapping, Sequence

from concitoyen.domain.award import Amendment, Award, balances
from concitoyen.domain.edition import Stage
from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.proposal import Proposal, Step, after
from concitoyen.domain.reasons import Message
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, Signature, refuse


def amend_awards(desk: Desk, edition_id: str, amendment: Amendment, signature: Signature) -> tuple[Award, ...]:
    """The whole list after the amendment; the amounts added are those that the rulebook grants.

    Raises Refused when nothing is counted yet, when a proposal cannot come in or go out, or when a line of the
    budget would be overdrawn.
    """
    edition, rules = desk.held(edition_id)
    if edition.stage is not Stage.COUNTED:
        raise refuse(
            "core:amendment",
            "« {title} » n'est pas entre le dépouillement et la publication : la liste ne peut pas être amendée.",
            title=edition.title,
        )
    _must_say_what_and_why(amendment)
    moved = [
        *(_moved(desk, edition_id, name, Step.SET_ASIDE, amendment) for name in amendment.removes),
        *(_moved(desk, edition_id, name, Step.AWARD, amendment) for name in amendment.adds),
    ]
    awards = amended(desk.work.awards.of(edition_id), amendment, {one.id: one for one in moved}, rules)
    balances(awards, rules.budget_lines)
    for proposal in moved:
        desk.work.proposals.update(proposal)
    desk.work.awards.replace(edition_id, awards)
    act = desk.record(signature, "awards.amended", edition_id, details=amendment.model_dump(mode="json"))
    desk.tell(LaureatesDecided(edition=edition_id, awards=awards, act=act.number))
    return awards


def amended(
    awards: Sequence[Award], amendment: Amendment, proposals: Mapping[str, Proposal], rules: Rules
) -> tuple[Award, ...]:
    """The list once amended: those who stay in their order, then those who come in."""
    kept = [award for award in awards if award.proposal not in amendment.removes]
    return (*kept, *(_award(proposals[name], amendment, rules) for name in amendment.adds))


def _must_say_what_and_why(amendment: Amendment) -> None:
    if not amendment.author.strip() or not amendment.reason.strip():
        raise refuse("core:amendment", "Un amendement a un auteur et un motif : écrivez les deux.", field="reason")
    named = [*amendment.adds, *amendment.removes]
    if not named:
        raise refuse("core:amendment", "Cet amendement n'ajoute et ne retire aucune initiative.", field="adds")
    for name, times in Counter(named).items():
        if times > 1:
            raise refuse(
                "core:amendment",
                "L'amendement nomme {times} fois l'initiative « {name} » : une seule suffit.",
                field="adds",
                times=times,
                name=name,
            )


def _award(proposal: Proposal, amendment: Amendment, rules: Rules) -> Award:
    grant = rules.grant(proposal)
    why = Message(
        message="ajouté par amendement (auteur : {author} ; motif : {reason}) ; {grant}",
        values={"author": amendment.author, "reason": amendment.reason, "grant": grant.why.text},
    )
    return Award(proposal=proposal.id, amount=grant.amount, line=amendment.line or rules.rulebook.count.line, why=why)


def _moved(desk: Desk, edition_id: str, name: str, step: Step, amendment: Amendment) -> Proposal:
    proposal = desk.work.proposals.get(edition_id, name)
    what = "Ajoutée" if step is Step.AWARD else "Retirée"
    reason = f"{what} par amendement (auteur : {amendment.author}) : {amendment.reason}."
    return proposal.model_copy(update={"status": after(proposal, step), "status_reason": reason})
