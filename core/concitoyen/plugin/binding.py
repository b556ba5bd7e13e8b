"""From a rulebook's ids to working rules, or to the whole list of what cannot be bound."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from concitoyen.domain.category import Cap, CategoryScheme
from concitoyen.domain.count import TieBreak
from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import RulebookError
from concitoyen.domain.model import Rule
from concitoyen.domain.people import EligibilityRule, Terms
from concitoyen.domain.problems import Path, Problem, problems_of
from concitoyen.domain.rulebook import Chosen, Rulebook
from concitoyen.domain.rulebook_file import key_lines, located, read_rulebook
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
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
    try:
        active = packs.activate(rulebook.edition.packs)
    except Unknown as error:
        problem = Problem(path=("edition", "packs"), text=str(error))
        raise RulebookError(source, located([problem], lines or {})) from error
    binder = _Binder(rulebook, active)
    rules = binder.rules()
    if binder.problems:
        raise RulebookError(source, located(binder.problems, lines or {}))
    return rules


class _Binder:
    """Binds one table after another and collects what is wrong, so that a jurist sees all of it at once."""

    def __init__(self, rulebook: Rulebook, packs: Packs) -> None:
        self.rulebook = rulebook
        self.packs = packs
        self.problems: list[Problem] = []

    def rules(self) -> Rules:
        book = self.rulebook
        gazetteer = self._choose(self.packs.territories, book.territories.list, ("territories", "list"))
        empty = Gazetteer(id="", title="", territories=(), communes=())
        scheme = self._instance(
            self.packs.category_schemes, book.categories.scheme, book.categories.extras(), ("categories",), "scheme"
        )
        form = self._instance(self.packs.ballot_forms, book.ballot.form, book.ballot.extras(), ("ballot",), "form")
        voting_rule = self._instance(self.packs.voting_rules, book.count.rule, book.count.extras(), ("count",))
        bound = Rules(
            rulebook=book,
            gazetteer=gazetteer or empty,
            eligibility=self._eligibility(gazetteer or empty),
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
        self._check_scheme(scheme, bound)
        return bound

    def _check_scheme(self, scheme: CategoryScheme | None, bound: Rules) -> None:
        faults = scheme.faults(bound.categories) if scheme else ()
        self.problems += [Problem(path=("categories",), text=fault) for fault in faults]

    def _eligibility(self, gazetteer: Gazetteer) -> tuple[tuple[EligibilityRule, Terms], ...]:
        bound = []
        for index, table in enumerate(self.rulebook.eligibility):
            rule = self._chosen(self.packs.eligibility_rules, table, ("eligibility", index))
            if rule:
                basis = table.basis("rule")
                terms = Terms(
                    rule=table.rule,
                    article=basis.text if basis else "",
                    calendar=self.rulebook.calendar,
                    gazetteer=gazetteer,
                )
                bound.append((rule, terms))
        return tuple(bound)

    def _caps(self) -> dict[str, Cap]:
        caps = {}
        for index, table in enumerate(self.rulebook.categories.list):
            if table.cap:
                cap = self._chosen(self.packs.caps, table.cap, ("categories", "list", index, "cap"))
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
        name = self.rulebook.proposals.themes
        dataset = self._choose(self.packs.datasets, name, ("proposals", "themes")) if name else None
        return {row["id"]: row["name"] for row in dataset.rows()} if dataset else {}

    def _ties(self) -> tuple[tuple[str, TieBreak], ...]:
        ties = []
        for index, tie in enumerate(self.rulebook.count.ties):
            table = tie if isinstance(tie, Chosen) else Chosen(rule=tie)
            tie_break = self._chosen(self.packs.tie_breaks, table, ("count", "ties", index))
            if tie_break:
                ties.append((table.rule, tie_break))
        if len(ties) == len(self.rulebook.count.ties) and not (ties and ties[-1][1].decisive):
            decisive = [name for name, rule in self.packs.tie_breaks.items() if rule.decisive]
            self.problems.append(
                Problem(
                    path=("count", "ties"),
                    text=(
                        "la liste doit finir par un critère qui départage toujours, sinon une égalité arrêterait "
                        f"le dépouillement ; possibles : {', '.join(decisive) or 'aucun'}."
                    ),
                )
            )
        return tuple(ties)

    def _documents(self) -> dict[str, DocumentModel]:
        found = {}
        for index, table in enumerate(self.rulebook.documents):
            model = self._choose(self.packs.documents, table.model, ("documents", index, "model"))
            if model and model.kind != table.kind:
                text = f"le modèle « {table.model} » est de genre « {model.kind} », pas « {table.kind} »."
                self.problems.append(Problem(path=("documents", index, "kind"), text=text))
            elif model:
                found[table.kind] = model
        return found

    def _choose(self, catalogue: Catalogue[T], name: str, path: Path) -> T | None:
        try:
            return catalogue.choose(name)
        except Unknown as error:
            self.problems.append(Problem(path=path, text=str(error)))
            return None

    def _chosen(self, catalogue: Catalogue[type[R]], table: Chosen, path: Path) -> R | None:
        return self._instance(catalogue, table.rule, table.extras(), path)

    def _instance(
        self, catalogue: Catalogue[type[R]], name: str, parameters: Mapping[str, Any], path: Path, key: str = "rule"
    ) -> R | None:
        rule = self._choose(catalogue, name, (*path, key))
        if rule is None:
            return None
        try:
            return rule.model_validate(parameters)
        except ValidationError as error:
            self.problems += problems_of(error, rule, path)
            return None
