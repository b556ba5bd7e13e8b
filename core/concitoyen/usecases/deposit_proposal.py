"""Deposit a proposal: every objection at once, or the proposal with its rank of deposit."""

from collections import Counter
from collections.abc import Iterator

from pydantic import Field

from concitoyen.domain.calendar import DEPOSIT
from concitoyen.domain.model import Model
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.names import fold, nearest, slug
from concitoyen.domain.proposal import Proposal, Status, Step, after
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Commune
from concitoyen.usecases.desk import Desk, Signature, refuse_if
from concitoyen.usecases.phases import must_be_open


class ProposalFile(Model):
    """What a bearer hands in; `commune` is a name or an INSEE code, `category` may be left to the committee."""

    id: str = ""
    title: str = Field(min_length=1, max_length=200)
    structure: str = Field(default="", max_length=200)
    legal_form: str = ""
    summary: str = Field(default="", max_length=5000)
    commune: str
    category: str = ""
    themes: tuple[str, ...] = ()
    total_cost: NonNegativeMoney
    requested: NonNegativeMoney


def deposit_proposal(desk: Desk, edition_id: str, file: ProposalFile, signature: Signature) -> Proposal:
    """The deposited proposal; raises Refused with every objection, and then nothing is written."""
    _, rules = desk.edition(edition_id)
    must_be_open(rules, DEPOSIT, signature.at)
    communes = rules.gazetteer.find(file.commune)
    commune = communes[0] if len(communes) == 1 else None
    draft = Proposal(
        **file.model_dump(exclude={"id", "commune"}),
        id=_free_id(desk, edition_id, file),
        edition=edition_id,
        commune=commune.code if commune else "",
        territory=commune.territory if commune else "",
        status=Status.DRAFT,
        deposited_at=signature.at,
    )
    packs = desk.packs.activate(rules.rulebook.edition.packs)
    refuse_if(
        [
            *_commune_objections(file, communes, rules),
            *_file_objections(file, rules),
            # A pack reads a whole proposal: it is asked once we know where the proposal is.
            *(packs.check_proposal(draft, rules) if commune else ()),
        ]
    )
    proposal = draft.model_copy(update={"status": after(draft, Step.DEPOSIT)})
    desk.work.proposals.add(proposal)
    desk.record(signature, "proposal.deposited", edition_id, proposal.id, {"title": proposal.title})
    return proposal


def _commune_objections(file: ProposalFile, found: tuple[Commune, ...], rules: Rules) -> Iterator[Objection]:
    if not found:
        near = rules.gazetteer.suggest(file.commune)
        hint = " Vouliez-vous dire « {near} » ?" if near else ""
        yield Objection(
            rule="core:commune",
            field="commune",
            message=f"« {{name}} » n'est pas une commune de la liste « {{list}} ».{hint}",
            values={"name": file.commune, "list": rules.gazetteer.title, "near": near or ""},
        )
    elif len(found) > 1:
        yield Objection(
            rule="core:commune",
            field="commune",
            message="Plusieurs communes s'appellent « {name} » : écrivez {choices}.",
            values={
                "name": file.commune,
                "choices": " ou ".join(f"{commune.name} ({commune.code})" for commune in found),
            },
        )


def _file_objections(file: ProposalFile, rules: Rules) -> Iterator[Objection]:
    if not fold(file.title):
        yield Objection(rule="core:title", field="title", message="L'initiative n'a pas de titre : donnez-lui un nom.")
    if file.category and file.category not in rules.category_titles:
        yield _unknown("category", "La catégorie", file.category, list(rules.category_titles))
    yield from _theme_objections(file, rules)
    if file.requested > file.total_cost:
        yield Objection(
            rule="core:budget",
            field="requested",
            message="Le montant demandé ({requested}) dépasse le coût total du projet ({total}).",
            values={"requested": str(file.requested), "total": str(file.total_cost)},
        )


def _theme_objections(file: ProposalFile, rules: Rules) -> Iterator[Objection]:
    for theme, times in Counter(file.themes).items():
        if theme not in rules.themes:
            yield _unknown("themes", "Le thème", theme, list(rules.themes))
        elif times > 1:
            yield Objection(
                rule="core:themes",
                field="themes",
                message="Le thème « {theme} » est choisi {times} fois : une seule suffit.",
                values={"theme": rules.themes[theme], "times": times},
            )
    most = rules.rulebook.proposals.themes_at_most
    if most is not None and len(file.themes) > most:
        basis = rules.rulebook.proposals.basis("themes_at_most")
        yield Objection(
            rule="core:themes",
            article=basis.text if basis else "",
            field="themes",
            message="{count} thèmes sont choisis, le maximum est {most}.",
            values={"count": len(file.themes), "most": most},
        )


def _unknown(field: str, what: str, name: str, known: list[str]) -> Objection:
    near = nearest(name, known)
    hint = "vouliez-vous dire « {near} » ?" if near else "possibles : {known}."
    return Objection(
        rule=f"core:{field}",
        field=field,
        message=f"{what} « {{name}} » n'existe pas dans cette édition ; {hint}",
        values={"name": name, "near": near or "", "known": ", ".join(known) or "aucun"},
    )


def _free_id(desk: Desk, edition_id: str, file: ProposalFile) -> str:
    taken = {proposal.id for proposal in desk.work.proposals.of(edition_id)}
    wanted = slug(file.id or file.title) or "initiative"
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
