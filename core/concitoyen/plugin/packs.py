"""The typed face of all packs: what they offer, by full id, and what they say when asked."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, Self, TypeVar

from concitoyen.domain.ballot import BallotForm
from concitoyen.domain.category import Cap, CategoryScheme
from concitoyen.domain.conditions import Condition
from concitoyen.domain.count import TieBreak, VotingRule
from concitoyen.domain.documents import DocumentModel, Renderer
from concitoyen.domain.election_files import ElectionFormat
from concitoyen.domain.errors import NotFound, PackError
from concitoyen.domain.events import DocumentRendered, Event, LaureatesDecided
from concitoyen.domain.identity import IdentityProvider
from concitoyen.domain.measure import Measure
from concitoyen.domain.names import nearest
from concitoyen.domain.people import EligibilityRule
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
from concitoyen.plugin import core_pack
from concitoyen.plugin.data import Dataset, RulebookFile
from concitoyen.plugin.demonstration import Demonstration
from concitoyen.plugin.manager import Manager, installed
from concitoyen.plugin.pack import Pack
from concitoyen.plugin.spec import Hooks, Tables

T = TypeVar("T")
LOCAL_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LISTENERS: Mapping[type[Event], str] = MappingProxyType(
    {LaureatesDecided: "on_laureates_decided", DocumentRendered: "on_document_rendered"}
)
log = logging.getLogger("concitoyen.packs")


class Unknown(NotFound):
    """No pack offers what was asked for; the text is a whole sentence with the nearest known id."""


class Catalogue(Mapping[str, T], Generic[T]):
    """What packs offer of one kind, by full id `pack:thing`, in the order of pack names."""

    def __init__(
        self,
        what: str,
        things: Mapping[str, T],
        active: Sequence[str] = (),
        dormant: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.what = what
        self._things = things
        self._active = tuple(active)
        self._dormant = dormant

    def __getitem__(self, name: str) -> T:
        return self._things[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def choose(self, name: str) -> T:
        """The thing of this id; raises Unknown with the nearest id, or the pack to activate."""
        if name in self._things:
            return self._things[name]
        msg = f"aucun pack actif ({', '.join(self._active)}) n'offre {self.what} « {name} » ; {self._hint(name)}"
        raise Unknown(msg)

    def _hint(self, name: str) -> str:
        if self._dormant(name):
            pack = name.partition(":")[0]
            return f"le pack « {pack} » l'offre : ajoutez « {pack} » à [edition] packs."
        near = nearest(name, self._things)
        return f"vouliez-vous dire « {near} » ?" if near else f"possibles : {', '.join(self._things) or 'aucun'}."


class Packs:
    """The packs of a running engine; `activate` narrows them to those that an edition names."""

    def __init__(self, modules: Mapping[str, Any], versions: Mapping[str, str] | None = None) -> None:
        core = core_pack.PACK.name
        self._modules = {core: core_pack, **modules}
        self._manager = Manager(Hooks, self._modules, {core: version("concitoyen"), **(versions or {})})
        self._active = tuple(self._manager.cards)
        self._answers: dict[tuple[str, str], Mapping[str, Any]] = {}

    @classmethod
    def discover(cls, disabled: Sequence[str] = ()) -> Self:
        """Every installed pack but the disabled ones; raises PackError for one that cannot be loaded."""
        modules: dict[str, Any] = {}
        versions: dict[str, str] = {}
        for name, module, number in installed(disabled):
            if name in modules or name == core_pack.PACK.name:
                msg = f"Deux packs se nomment « {name} » : désinstallez-en un (pip uninstall)."
                raise PackError(msg)
            modules[name], versions[name] = module, number
        return cls(modules, versions)

    def activate(self, names: Sequence[str]) -> "Packs":
        """The same packs narrowed to these; raises Unknown for one that is not installed."""
        for name in names:
            if name not in self._manager.cards:
                near = nearest(name, self._manager.cards)
                hint = f"vouliez-vous dire « {near} » ?" if near else f"installés : {', '.join(self._manager.cards)}."
                msg = f"le pack « {name} » n'est pas installé ; {hint}"
                raise Unknown(msg)
        narrowed = object.__new__(Packs)
        narrowed._modules, narrowed._manager = self._modules, self._manager
        narrowed._answers = self._answers
        narrowed._active = tuple(sorted({core_pack.PACK.name, *names}))
        return narrowed

    @property
    def cards(self) -> tuple[Pack, ...]:
        """The cards of the active packs, in the order of names."""
        return tuple(self._manager.cards[name] for name in self._active)

    @property
    def modules(self) -> Mapping[str, Any]:
        """The plugin module of each active pack, where its resources are found by convention."""
        return {name: self._modules[name] for name in self._active}

    @property
    def folders(self) -> Mapping[str, Path]:
        """The package of each active pack, where its resources are found by convention; the core has its own."""
        modules = {name: module for name, module in self.modules.items() if name != core_pack.PACK.name}
        return {name: Path(module.__file__).parent for name, module in modules.items()}

    @property
    def versions(self) -> Mapping[str, str]:
        """Name and version of each active pack, as an edition records them."""
        return {card.name: card.version for card in self.cards}

    @cached_property
    def rulebooks(self) -> Catalogue[RulebookFile]:
        """Rulebooks shipped by packs."""
        return self._collect("le règlement", "register_rulebooks")

    @cached_property
    def datasets(self) -> Catalogue[Dataset]:
        """Static data."""
        return self._collect("le jeu de données", "register_datasets")

    @cached_property
    def territories(self) -> Catalogue[Gazetteer]:
        """Lists of territories and communes."""
        return self._collect("la liste de territoires", "register_territories")

    @cached_property
    def category_schemes(self) -> Catalogue[type[CategoryScheme]]:
        """Schemes of categories."""
        return self._collect("le schéma de catégories", "register_category_schemes")

    @cached_property
    def caps(self) -> Catalogue[type[Cap]]:
        """Caps."""
        return self._collect("le plafond", "register_caps")

    @cached_property
    def eligibility_rules(self) -> Catalogue[type[EligibilityRule]]:
        """Conditions to vote."""
        return self._collect("la condition de vote", "register_eligibility_rules")

    @cached_property
    def identity_providers(self) -> Catalogue[type[IdentityProvider]]:
        """Ways to show who one is."""
        return self._collect("la preuve d'identité", "register_identity_providers")

    @cached_property
    def ballot_forms(self) -> Catalogue[type[BallotForm]]:
        """Forms of ballot."""
        return self._collect("la forme de bulletin", "register_ballot_forms")

    @cached_property
    def voting_rules(self) -> Catalogue[type[VotingRule]]:
        """Voting rules."""
        return self._collect("la règle de vote", "register_voting_rules")

    @cached_property
    def count_conditions(self) -> Catalogue[type[Condition]]:
        """Conditions of the count."""
        return self._collect("la condition du dépouillement", "register_count_conditions")

    @cached_property
    def tie_breaks(self) -> Catalogue[type[TieBreak]]:
        """Tie-breaks."""
        return self._collect("le critère de départage", "register_tie_breaks")

    @cached_property
    def documents(self) -> Catalogue[DocumentModel]:
        """Models of documents."""
        return self._collect("le modèle de document", "register_documents")

    @cached_property
    def renderers(self) -> Catalogue[type[Renderer]]:
        """Engines that print documents."""
        return self._collect("le moteur de rendu", "register_renderers")

    @cached_property
    def measures(self) -> Catalogue[type[Measure]]:
        """Measures of outcomes."""
        return self._collect("la mesure", "register_measures")

    @cached_property
    def election_formats(self) -> Catalogue[type[ElectionFormat]]:
        """Formats of election files."""
        return self._collect("le format de fichier", "register_election_formats")

    @cached_property
    def demonstrations(self) -> Catalogue[Demonstration]:
        """Demonstrations."""
        return self._collect("la démonstration", "register_demonstrations")

    def check_proposal(self, proposal: Proposal, rules: Rules) -> tuple[Objection, ...]:
        """The objections of every active pack to a proposal, in the order of pack names."""
        answers = self._manager.ask("check_proposal", self._active, proposal=proposal, rules=rules)
        return tuple(objection for _, objections in answers for objection in objections)

    def tell(self, event: Event, tables: Tables) -> None:
        """Tell every active pack, one after another; a failing listener is logged and the others are still told."""
        hook = LISTENERS[type(event)]
        for name in self._active:
            try:
                list(self._manager.ask(hook, [name], event=event, tables=tables))
            except Exception:
                log.exception("Le pack « %s » a échoué en réponse à %s.", name, hook)

    def _collect(self, what: str, hook: str) -> Catalogue[Any]:
        things = {name: thing for pack in self._active for name, thing in self._offered(pack, hook).items()}
        return Catalogue(what, things, self._active, lambda name: self._is_dormant(name, hook))

    def _is_dormant(self, name: str, hook: str) -> bool:
        pack = name.partition(":")[0]
        return pack in self._manager.cards and pack not in self._active and name in self._offered(pack, hook)

    def _offered(self, pack: str, hook: str) -> Mapping[str, Any]:
        """What one pack registers, by full id; asked once, whatever the number of editions."""
        if (pack, hook) not in self._answers:
            self._answers[pack, hook] = self._keyed(pack, hook)
        return self._answers[pack, hook]

    def _keyed(self, pack: str, hook: str) -> Mapping[str, Any]:
        things: dict[str, Any] = {}
        for _, answer in self._manager.ask(hook, [pack]):
            for thing in answer:
                local = getattr(thing, "id", None)
                if not isinstance(local, str) or not LOCAL_ID.fullmatch(local):
                    msg = (
                        f"Le pack « {pack} » offre {thing!r} ({hook}) sous l'id {local!r} : "
                        "écrivez-le en minuscules, chiffres et tirets, comme « minimum-age »."
                    )
                    raise PackError(msg)
                name = f"{pack}:{local}"
                if name in things:
                    msg = f"Le pack « {pack} » offre deux fois « {name} » ({hook}) : changez l'id de l'un des deux."
                    raise PackError(msg)
                things[name] = thing
        return things

    @property
    def hook_names(self) -> tuple[str, ...]:
        """Every hook of the specification."""
        return self._manager.hook_names

    def hooks_used(self) -> Mapping[str, tuple[str, ...]]:
        """For each hook, the packs that implement it."""
        return {
            hook: tuple(name for name, module in self.modules.items() if hasattr(module, hook))
            for hook in self.hook_names
        }
