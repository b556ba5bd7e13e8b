"""From a rulebook's ids to working rules, or to the whole list of what cannot be bound."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import ValidationError

from concitoyen.domain.category import Cap
from concitoyen.domain.count import TieBreak
from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import RulebookError
from concitoyen.domain.model import Rule
from concitoyen.domain.people import EligibilityRule, Terms
from concitoyen.domain.problems import Path, Problem, problems_of
from concitoyen.domain.rulebook import Chosen, Rulebook, Table
from concitoyen.domain.rulebook_file import located, read_rulebook
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
from concitoyen.domain.toml_lines import key_lines
from concitoyen.plugin.packs import Catalogue, Packs, Unknown

R = TypeVar("R", bound=Rule)
T = TypeVar("T")


def read_rules(text: str, packs: Packs, source: str = "règlement") -> Rules:
    """The working rules that a TOML text describes; raises RulebookError with every fault and its line."""
    rulebook = read_rulebook(text, source)
    return bind(rulebook, packs, source=source, lines=key_lines(text))


def bind(
    rulebook: Rulebook, packs: Packs, *, source: str = "règlement", lines: Mapping[Path, int] | None = None
) -> Rules:
    """The working rules of a rulebook under the packs that it names; raises RulebookError with every fault."""
    if missing := list(_missing_packs(rulebook, packs)):
        raise RulebookError(source, located(missing, lines or {}))
    binder = _Binder(rulebook, packs.activate(rulebook.edition.packs))
    rules = binder.rules()
    if binder.problems:
        raise RulebookError(source, located(binder.problems, lines or {}))
    return rules


def _missing_packs(rulebook: Rulebook, packs: Packs) -> Iterator[Problem]:
    for index, name in enumerate(rulebook.edition.packs):
        try:
            packs.activate([name])
        except Unknown as error:
            yield Problem(path=("edition", "packs", index), text=str(error))


class _Binder:
    """Binds one table after another and collects what is wrong, so that a jurist sees all of it at once."""

    def __init__(self, rulebook: Rulebook, packs: Packs) -> None:
        self.rulebook = rulebook
        self.packs = packs
        self.problems: list[Problem] = []

    def rules(self) -> Rules:
        book = self.rulebook
        gazetteer = self._gazetteer()
        scheme = self._instance(self.packs.category_schemes, book.categories, ("categories",), "scheme")
        form = self._instance(self.packs.ballot_forms, book.ballot, ("ballot",), "form")
        voting_rule = self._instance(self.packs.voting_rules, book.count, ("count",))
        bound = Rules(
            rulebook=book,
            gazetteer=gazetteer,
            eligibility=self._eligibility(gazetteer),
            scheme=scheme,  # type: ignore[arg-type] # None only with a problem, and then no Rules leaves this module
            categories=tuple(table.as_category() for table in book.categories.list),
            caps=self._caps(),
            cap_articles=self._cap_articles(),
            themes=self._themes(),
            form=form,  # type: ignore[arg-type] # as above
            voting_rule=voting_rule,  # type: ignore[arg-type] # as above
            ties=self._ties(),
            documents=self._documents(),
        )
        self._tell(("categories",), scheme.faults(bound.categories) if scheme else ())
        return bound

    def _tell(self, path: Path, faults: Sequence[str]) -> None:
        self.problems += [Problem(path=path, text=fault) for fault in faults]

    def _gazetteer(self) -> Gazetteer:
        path = ("territories", "list")
        gazetteer = self._choose(self.packs.territories, self.rulebook.territories.list, path)
        if gazetteer is None:
            return Gazetteer(id="", title="", territories=(), communes=())
        self._tell(path, gazetteer.faults())
        return gazetteer

    def _eligibility(self, gazetteer: Gazetteer) -> tuple[tuple[EligibilityRule, Terms], ...]:
        bound = []
        for index, table in enumerate(self.rulebook.eligibility):
            rule = self._instance(self.packs.eligibility_rules, table, ("eligibility", index))
            if rule:
                basis = table.basis("rule")
                terms = Terms(
                    rule=table.rule,
                    article=basis.text if basis else "",
                    calendar=self.rulebook.calendar,
                    gazetteer=gazetteer,
                )
                self._tell(("eligibility", index), self._eligibility_faults(rule, terms))
                bound.append((rule, terms))
        return tuple(bound)

    def _eligibility_faults(self, rule: EligibilityRule, terms: Terms) -> Sequence[str]:
        return rule.faults(terms) if terms.gazetteer.communes else ()

    def _caps(self) -> dict[str, Cap]:
        caps = {}
        for index, table in enumerate(self.rulebook.categories.list):
            if table.cap:
                cap = self._instance(self.packs.caps, table.cap, ("categories", "list", index, "cap"))
                if cap:
                    caps[table.id] = cap
        return caps

    def _cap_articles(self) -> dict[str, str]:
        articles = {}
        for table in self.rulebook.categories.list:
            basis = (table.cap.basis("rule") if table.cap else None) or table.basis("cap")
            articles[table.id] = basis.text if basis else ""
        return articles

    def _themes(self) -> dict[str, str]:
        name, path = self.rulebook.proposals.themes, ("proposals", "themes")
        dataset = self._choose(self.packs.datasets, name, path) if name else None
        try:
            return {row["id"]: row["name"] for row in dataset.rows()} if dataset else {}
        except (OSError, KeyError) as error:
            self._tell(path, [f"le jeu de données « {name} » n'a pas de colonnes id et name lisibles ({error})."])
            return {}

    def _ties(self) -> tuple[tuple[str, TieBreak], ...]:
        ties = []
        for index, tie in enumerate(self.rulebook.count.ties):
            table = tie if isinstance(tie, Chosen) else Chosen(rule=tie)
            tie_break = self._instance(self.packs.tie_breaks, table, ("count", "ties", index))
            if tie_break:
                ties.append((table.rule, tie_break))
        if len(ties) == len(self.rulebook.count.ties) and not (ties and ties[-1][1].decisive):
            decisive = [name for name, rule in self.packs.tie_breaks.items() if rule.decisive]
            text = (
                "la liste doit finir par un critère qui départage toujours, sinon une égalité arrêterait "
                f"le dépouillement ; possibles : {', '.join(decisive) or 'aucun'}."
            )
            self._tell(("count", "ties"), [text])
        return tuple(ties)

    def _documents(self) -> dict[str, DocumentModel]:
        found = {}
        for index, table in enumerate(self.rulebook.documents):
            path = ("documents", index)
            model = self._choose(self.packs.documents, table.model, (*path, "model"))
            if model is None:
                continue
            self._choose(self.packs.renderers, model.renderer, (*path, "model"))
            if model.kind != table.kind:
                text = f"le modèle « {table.model} » est de genre « {model.kind} », pas « {table.kind} »."
                self._tell((*path, "kind"), [text])
            found[table.kind] = model
        return found

    def _choose(self, catalogue: Catalogue[T], name: str, path: Path) -> T | None:
        try:
            return catalogue.choose(name)
        except Unknown as error:
            self._tell(path, [str(error)])
            return None

    def _instance(self, catalogue: Catalogue[type[R]], table: Table, path: Path, key: str = "rule") -> R | None:
        rule = self._choose(catalogue, getattr(table, key), (*path, key))
        if rule is None:
            return None
        try:
            return rule.model_validate(table.extras())
        except ValidationError as error:
            self.problems += problems_of(error, rule, path, around=tuple(type(table).model_fields))
            return None
