"""What the pack of the Pas-de-Calais offers; a table of contents, the bodies are elsewhere."""

from collections.abc import Sequence

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
from concitoyen.plugin import Dataset, Demonstration, Pack, RulebookFile, hookimpl
from concitoyen_pasdecalais.datasets import DATASETS
from concitoyen_pasdecalais.demonstration import EDITION_2023
from concitoyen_pasdecalais.documents import DOCUMENTS
from concitoyen_pasdecalais.editions import RULEBOOKS
from concitoyen_pasdecalais.legal_forms import legal_form_objections
from concitoyen_pasdecalais.territories import communes

PACK = Pack(name="pasdecalais", title="Budget citoyen du Pas-de-Calais", hook_api=1)


@hookimpl
def register_rulebooks() -> Sequence[RulebookFile]:
    """The editions 2018, 2021, 2023 and 2024."""
    return RULEBOOKS


@hookimpl
def register_datasets() -> Sequence[Dataset]:
    """Themes, legal forms, and the laureates of 2021 and 2023."""
    return DATASETS


@hookimpl
def register_territories() -> Sequence[Gazetteer]:
    """The 887 communes in nine territories."""
    return [communes()]


@hookimpl
def check_proposal(proposal: Proposal, rules: Rules) -> Sequence[Objection]:  # noqa: ARG001 - the hook's signature
    """Only a structure of the social economy, or citizens on their way to one, may deposit."""
    return legal_form_objections(proposal)


@hookimpl
def register_documents() -> Sequence[DocumentModel]:
    """The convention of the Budget citoyen."""
    return DOCUMENTS


@hookimpl
def register_demonstrations() -> Sequence[Demonstration]:
    """The 2023 edition, played with its real initiatives and simulated voters."""
    return [EDITION_2023]
