"""Print the documents of an edition's laureates; every faulty field is named before anything is printed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from concitoyen.domain.award import Award
from concitoyen.domain.documents import Case, DocumentModel, Renderer
from concitoyen.domain.edition import Edition
from concitoyen.domain.errors import DocumentError
from concitoyen.domain.events import DocumentRendered
from concitoyen.domain.filling import fill
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk


@dataclass(frozen=True)
class Printed:
    """A printed document: a file name without path, and its bytes."""

    proposal: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Batch:
    """Documents ready to print: their fields are whole."""

    model: DocumentModel
    renderer: Renderer
    documents: tuple[tuple[str, BaseModel], ...]

    def print(self, desk: Desk, edition: str, issued: datetime) -> Iterator[Printed]:
        """Print them one by one, dated by `issued`; packs are told of each once the desk's transaction is over."""
        for number, (proposal, fields) in enumerate(self.documents, start=1):
            content = self.renderer.render(self.model, fields, issued=issued)
            extension = self.renderer.media_type.partition("/")[2]
            desk.tell(
                DocumentRendered(
                    edition=edition,
                    proposal=proposal,
                    kind=self.model.kind,
                    model=self.model.id,
                    version=self.model.version,
                    sha256=hashlib.sha256(content).hexdigest(),
                )
            )
            yield Printed(proposal, f"{number:02d}-{self.model.kind}-{proposal}.{extension}", content)


def prepare_documents(desk: Desk, edition_id: str, kind: str) -> Batch:
    """The documents of one kind for every laureate, in the order of structures.

    Raises DocumentError when the rulebook names no model for this kind, or with every missing or wrong field of
    every document.
    """
    edition, rules = desk.edition(edition_id)
    model = model_of(rules, kind)
    renderer = desk.packs.renderers.choose(model.renderer)()
    documents, faults = [], list[str]()
    for case in _cases(desk, edition, rules):
        try:
            documents.append((case.proposal.id, fill(model, model.prepare(case), subject=case.proposal.title)))
        except DocumentError as error:
            faults.append(str(error))
    if faults:
        raise DocumentError("\n".join(faults))
    return Batch(model=model, renderer=renderer, documents=tuple(documents))


def model_of(rules: Rules, kind: str) -> DocumentModel:
    """The model that a rulebook names for a kind of document; raises DocumentError with the kinds it has."""
    model = rules.documents.get(kind)
    if model is None:
        title, known = rules.rulebook.edition.title, ", ".join(rules.documents) or "aucun"
        msg = f"Le règlement de « {title} » ne nomme aucun modèle de genre « {kind} » (genres connus : {known})."
        raise DocumentError(msg)
    return model


def _cases(desk: Desk, edition: Edition, rules: Rules) -> Iterator[Case]:
    if edition.deliberation is None:
        msg = f"« {edition.title} » n'a pas encore de délibération : publiez d'abord la décision de l'assemblée."
        raise DocumentError(msg)
    awards = {award.proposal: award for award in desk.work.awards.of(edition.id)}
    proposals = [desk.work.proposals.get(edition.id, name) for name in awards]
    for proposal in sorted(proposals, key=lambda proposal: (proposal.structure.casefold(), proposal.id)):
        award: Award = awards[proposal.id]
        yield Case(
            edition=edition,
            proposal=proposal,
            award=award,
            category=rules.category_titles.get(proposal.category, ""),
            themes=tuple(rules.themes.get(theme, theme) for theme in proposal.themes),
            commune=rules.gazetteer.by_code[proposal.commune],
            territory=rules.gazetteer.territory_names.get(proposal.territory, ""),
            deliberation=edition.deliberation,
        )
