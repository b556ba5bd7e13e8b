"""The assembly amends the list of laureates: it adds on a line of the budget, or takes out."""

from concitoyen.domain.award import Amendment, Award, balances
from concitoyen.domain.edition import Stage
from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.proposal import Step, after
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
    kept = [award for award in desk.work.awards.of(edition_id) if award.proposal not in amendment.removes]
    added = [_added(desk, edition_id, name, amendment, rules) for name in amendment.adds]
    for name in amendment.removes:
        _move(desk, edition_id, name, Step.SET_ASIDE, amendment)
    awards = (*kept, *added)
    balances(awards, [table.as_line() for table in rules.rulebook.budget_lines])
    desk.work.awards.replace(edition_id, awards)
    act = desk.record(signature, "awards.amended", edition_id, details=amendment.model_dump(mode="json"))
    desk.tell(LaureatesDecided(edition=edition_id, awards=awards, act=act.number))
    return awards


def _added(desk: Desk, edition_id: str, name: str, amendment: Amendment, rules: Rules) -> Award:
    _move(desk, edition_id, name, Step.AWARD, amendment)
    grant = rules.grant(desk.work.proposals.get(edition_id, name))
    why = Message(
        message="ajouté par amendement, sur proposition de {author} ({reason}) ; {grant}",
        values={"author": amendment.author, "reason": amendment.reason, "grant": grant.why.text},
    )
    return Award(proposal=name, amount=grant.amount, line=amendment.line or rules.rulebook.count.line, why=why)


def _move(desk: Desk, edition_id: str, name: str, step: Step, amendment: Amendment) -> None:
    proposal = desk.work.proposals.get(edition_id, name)
    what = "Ajoutée" if step is Step.AWARD else "Retirée"
    reason = f"{what} par amendement, sur proposition de {amendment.author} : {amendment.reason}."
    moved = proposal.model_copy(update={"status": after(proposal, step), "status_reason": reason})
    desk.work.proposals.update(moved)
