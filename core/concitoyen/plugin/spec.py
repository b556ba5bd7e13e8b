"""Every hook, typed, in the order of an edition's life.

Answers come in the order of pack names and are keyed `pack:id`; two answers with one key are refused. No hook
may wrap, reorder or replace the answer of another pack.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from concitoyen.domain.ballot import BallotForm
from concitoyen.domain.category import Cap, CategoryScheme
from concitoyen.domain.conditions import Condition
from concitoyen.domain.count import TieBreak, VotingRule
from concitoyen.domain.documents import DocumentModel, Renderer
from concitoyen.domain.election_files import ElectionFormat
from concitoyen.domain.events import DocumentRendered, LaureatesDecided
from concitoyen.domain.identity import IdentityProvider
from concitoyen.domain.measure import Measure
from concitoyen.domain.people import EligibilityRule
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
from concitoyen.plugin.data import Dataset, RulebookFile
from concitoyen.plugin.demonstration import Demonstration
from concitoyen.plugin.manager import hookspec


class Tables(Protocol):
    """The database as a listener sees it: one transaction at a time, for the pack's own tables."""

    def transaction(self) -> AbstractContextManager[Any]:
        """A `concitoyen.store.base.Session`, committed when the block ends well."""


class Hooks(Protocol):
    """What a pack may answer; it answers what it likes and leaves the rest."""

    @hookspec
    def register_rulebooks(self) -> Sequence[RulebookFile]:
        """Rulebooks that the pack ships.

        Called once, when first needed.
        Each becomes an edition that `concitoyen edition create` can open by its id.
        Example: `return [RulebookFile(id="exemple-2027", title="Budget citoyen 2027", file=HERE / "2027.toml")]`
        """

    @hookspec
    def register_datasets(self) -> Sequence[Dataset]:
        """Static data: files with source, licence and date.

        Called once, when first needed.
        A rulebook names a dataset by id (themes), a demonstration too (proposals).
        Example: `return [Dataset(id="themes", title="Thèmes", file=HERE / "themes.csv", …)]`
        """

    @hookspec
    def register_territories(self) -> Sequence[Gazetteer]:
        """Lists of territories and communes.

        Called once, when first needed.
        `[territories] list = "pack:id"` in a rulebook chooses one of them.
        Example: `return [Gazetteer(id="communes", title="Communes", territories=…, communes=…)]`
        """

    @hookspec
    def register_category_schemes(self) -> Sequence[type[CategoryScheme]]:
        """Ways to assign categories to proposals.

        Called once, when first needed.
        `[categories] scheme = "pack:id"` chooses one; its other keys are the parameters.
        Example: `return [Capped]`
        """

    @hookspec
    def register_caps(self) -> Sequence[type[Cap]]:
        """Ceilings on what a laureate receives.

        Called once, when first needed.
        `cap = { rule = "pack:id", … }` in a category chooses one.
        Example: `return [FlatCap, PercentageCap]`
        """

    @hookspec
    def register_eligibility_rules(self) -> Sequence[type[EligibilityRule]]:
        """Conditions to vote.

        Called once, when first needed.
        Each `[[eligibility]] rule = "pack:id"` of a rulebook must hold for a ballot to be
        accepted.
        Example: `return [MinimumAge]`
        """

    @hookspec
    def register_identity_providers(self) -> Sequence[type[IdentityProvider]]:
        """Ways to show who one is before a ballot is accepted.

        Called once, when first needed.
        `[roll] providers = ["pack:id", …]` lists them; of several, the voter chooses one.
        Example: `return [WorkMail]`
        """

    @hookspec
    def check_proposal(self, proposal: Proposal, rules: Rules) -> Sequence[Objection]:
        """Objections to a proposal when it is deposited.

        Called by the deposit for every pack that the edition activates. Any objection refuses the deposit, and the
        bearer reads all of them at once.
        Example: `return [] if proposal.structure else [Objection(…)]`
        """

    @hookspec
    def register_ballot_forms(self) -> Sequence[type[BallotForm]]:
        """Forms of ballot.

        Called once, when first needed.
        `[ballot] form = "pack:id"` chooses one; its other keys are the parameters.
        Example: `return [OnePerCategory]`
        """

    @hookspec
    def register_voting_rules(self) -> Sequence[type[VotingRule]]:
        """Ways to go from ballots to laureates.

        Called once, when first needed.
        `[count] rule = "pack:id"` chooses one; its other keys are the parameters.
        Example: `return [Greedy]`
        """

    @hookspec
    def register_count_conditions(self) -> Sequence[type[Condition]]:
        """Conditions that a règlement asks beside its voting rule.

        Called once, when first needed.
        `[[count.conditions]] rule = "pack:id"` chooses one; its other keys are the parameters.
        Example: `return [Threshold, AtLeastPerGroup]`
        """

    @hookspec
    def register_tie_breaks(self) -> Sequence[type[TieBreak]]:
        """Criteria between candidates with the same votes.

        Called once, when first needed.
        `[count] ties = ["pack:id", …]` lists them in order.
        Example: `return [EarliestDeposit, PublicDraw]`
        """

    @hookspec
    def register_documents(self) -> Sequence[DocumentModel]:
        """Models of documents: conventions, letters.

        Called once, when first needed.
        `[[documents]] kind = "convention", model = "pack:id"` chooses one for the edition.
        Example: `return [CONVENTION_2023]`
        """

    @hookspec
    def register_renderers(self) -> Sequence[type[Renderer]]:
        """Engines that print the models of documents.

        Called once, when first needed.
        A model names its renderer by its full id.
        Example: `return [Typst]`
        """

    @hookspec
    def register_measures(self) -> Sequence[type[Measure]]:
        """Ways to measure what an outcome is worth.

        Called once, when first needed.
        `concitoyen simulate` takes all of them but the costly ones, which `--measure pack:id` adds.
        Example: `return [Satisfaction]`
        """

    @hookspec
    def register_election_formats(self) -> Sequence[type[ElectionFormat]]:
        """Formats of election files that can be read, counted, replayed, checked and written.

        Called once, when first needed.
        The command line names a format by its id: `concitoyen pabulib replay` works with the one called « pabulib ».
        Example: `return [Pabulib]`
        """

    @hookspec
    def register_demonstrations(self) -> Sequence[Demonstration]:
        """Editions that `concitoyen demo` can play.

        Called once, when first needed; `concitoyen demo --scenario pack:id` plays one.
        Example: `return [Demonstration(id="2027", rulebook="exemple:exemple-2027", …)]`
        """

    @hookspec
    def on_laureates_decided(self, event: LaureatesDecided, tables: Tables) -> None:
        """Told when the list of laureates is decided or changed.

        Called after the commit, for every pack that the edition activates. The answer is ignored; an exception is
        logged with the pack's name and does not undo the decision.
        Example: `with tables.transaction() as session: session.add(…)`
        """

    @hookspec
    def on_document_rendered(self, event: DocumentRendered, tables: Tables) -> None:
        """Told when a document of an edition was printed.

        Called after the commit, for every pack that the edition activates. The answer is ignored; an exception is
        logged with the pack's name, and the document stays printed.
        Example: `with tables.transaction() as session: session.add(…)`
        """
