"""From a rulebook's ids to working rules, or to the whole list of what cannot be bound."""

from collections.abc import Iterator, Mapping, Sequence

from concitoyen.domain.ballot import BallotForm
from concitoyen.domain.category import Cap
from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import RulebookError
from concitoyen.domain.gazetteer_file import read_gazetteer
from concitoyen.domain.groups import Titles, group_faults, takes_faults
from concitoyen.domain.identity import IdentityProvider
from concitoyen.domain.money import amounts_in
from concitoyen.domain.parts import Part, Parts
from concitoyen.domain.people import EligibilityRule, Terms
from concitoyen.domain.problems import Path, Problem
from concitoyen.domain.rulebook import PARTS, PartTable, Rulebook, TerritoriesTable
from concitoyen.domain.rulebook_file import located, read_rulebook
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
from concitoyen.domain.toml_lines import key_lines
from concitoyen.plugin.chooser import Chooser
from concitoyen.plugin.count_binding import around, populations_of, titles_of
from concitoyen.plugin.packs import Packs, Unknown
from concitoyen.plugin.trial import refusal


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
    with amounts_in(rulebook.edition.currency):
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


class _Binder(Chooser):
    """Binds one table after another."""

    def __init__(self, rulebook: Rulebook, packs: Packs) -> None:
        super().__init__(packs)
        self.rulebook = rulebook

    def rules(self) -> Rules:
        book = self.rulebook
        gazetteer = self._gazetteer()
        scheme = self.instance(self.packs.category_schemes, book.categories, ("categories",), "scheme")
        categories = tuple(table.as_category() for table in book.categories.list)
        themes = self._themes()
        titles = titles_of(book, gazetteer, categories, themes)
        voting_rule = self.instance(self.packs.voting_rules, book.count, ("count",))
        ties = self.ties(book.count.ties, ("count", "ties"))
        bound = Rules(
            rulebook=book,
            gazetteer=gazetteer,
            eligibility=self._eligibility(gazetteer),
            providers=self._providers(),
            scheme=scheme,  # type: ignore[arg-type] # None only with a problem, and then no Rules leaves this module
            categories=categories,
            caps=self._caps(),
            cap_articles=self._cap_articles(),
            themes=themes,
            form=self._form(titles),  # type: ignore[arg-type] # as above
            voting_rule=voting_rule,  # type: ignore[arg-type] # as above
            ties=ties,
            around=around(self, book, voting_rule, ties, titles, populations_of(gazetteer)),
            documents=self._documents(),
        )
        self.tell(("categories",), scheme.faults(bound.categories) if scheme else ())
        if not self.problems:
            self._try(bound)
        return bound

    def _try(self, bound: Rules) -> None:
        """A rule that cannot count this ballot is refused now, not on the evening of the count."""
        tables = {table.id: index for index, table in enumerate(self.rulebook.count.pots) if table.count}
        told = dict[Path, None]()
        for pot in bound.around.all_pots():
            path: Path = ("count", "pots", tables[pot.id], "count") if pot.id in tables else ("count", "rule")
            fault = refusal(pot, bound.form, bound.categories, bound.around.titles)
            if fault and path not in told:
                told[path] = None
                self.tell(path, [fault])

    def _gazetteer(self) -> Gazetteer:
        table = self.rulebook.territories
        if table.list is None:
            return self._gazetteer_of_file(table)
        path = ("territories", "list")
        gazetteer = self.choose(self.packs.territories, table.list, path)
        if gazetteer is None:
            return Gazetteer(id="", title="", territories=(), communes=())
        self.tell(path, gazetteer.faults())
        return gazetteer

    def _gazetteer_of_file(self, table: TerritoriesTable) -> Gazetteer:
        text = table.files.get(table.file or "")
        path = ("territories", "file")
        if text is None:
            self.tell(
                path, [f"le fichier « {table.file} » n'est pas joint au règlement : lisez-le depuis son dossier."]
            )
            return Gazetteer(id="", title="", territories=(), communes=())
        gazetteer, faults = read_gazetteer(text, table.title or self.rulebook.edition.authority)
        self.tell(path, [f"{table.file}, {fault}" for fault in faults] or gazetteer.faults())
        return gazetteer

    def _form(self, titles: Titles) -> BallotForm | None:
        table = self.rulebook.ballot
        if table.form != PARTS:
            return self.instance(self.packs.ballot_forms, table, ("ballot",), "form")
        parts = []
        for index, part in enumerate(table.parts):
            path = ("ballot", "parts", index)
            self.tell((*path, "takes"), takes_faults(part.takes, titles))
            form = self.instance(self.packs.ballot_forms, part, path, "form")
            if isinstance(form, Parts):
                self.tell((*path, "form"), ["une partie ne peut pas avoir des parties : choisissez une forme simple."])
            elif form:
                facts = {name: getattr(part, name) for name in ("id", "title", "takes", "by", "required")}
                own = self._own_forms(part, path, titles)
                parts.append(Part(form=form, forms=own, groups_at_most=part.groups_marked, **facts))
        return Parts(parts=tuple(parts), titles=titles)

    def _own_forms(self, part: PartTable, path: Path, titles: Titles) -> dict[str, BallotForm]:
        if part.by is None:
            return {}
        self.tell((*path, "each"), group_faults(part.by, part.each, titles))
        found = {
            group: self.instance(self.packs.ballot_forms, part.own(group), (*path, "each", group))
            for group in part.each
        }
        return {group: form for group, form in found.items() if form}

    def _eligibility(self, gazetteer: Gazetteer) -> tuple[tuple[EligibilityRule, Terms], ...]:
        bound = []
        for index, table in enumerate(self.rulebook.eligibility):
            rule = self.instance(self.packs.eligibility_rules, table, ("eligibility", index))
            if rule:
                basis = table.basis("rule")
                terms = Terms(
                    rule=table.rule,
                    article=basis.text if basis else "",
                    calendar=self.rulebook.calendar,
                    gazetteer=gazetteer,
                )
                self.tell(("eligibility", index), self._eligibility_faults(rule, terms))
                bound.append((rule, terms))
        return tuple(bound)

    def _providers(self) -> dict[str, IdentityProvider]:
        bound: dict[str, IdentityProvider] = {}
        for index, table in self.rulebook.roll.chosen():
            path = ("roll", "providers", index)
            provider = self.instance(self.packs.identity_providers, table, path)
            if provider and table.rule in bound:
                self.tell(path, [f"« {table.rule} » est déjà dans la liste : gardez-le une fois."])
            elif provider:
                self.tell(path, provider.faults())
                bound[table.rule] = provider
        return bound

    def _eligibility_faults(self, rule: EligibilityRule, terms: Terms) -> Sequence[str]:
        return rule.faults(terms) if terms.gazetteer.communes else ()

    def _caps(self) -> dict[str, Cap]:
        caps = {}
        for index, table in enumerate(self.rulebook.categories.list):
            if table.cap:
                cap = self.instance(self.packs.caps, table.cap, ("categories", "list", index, "cap"))
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
        if isinstance(name, Mapping):
            return dict(name)
        dataset = self.choose(self.packs.datasets, name, path) if name else None
        try:
            return {row["id"]: row["name"] for row in dataset.rows()} if dataset else {}
        except (OSError, KeyError) as error:
            self.tell(path, [f"le jeu de données « {name} » n'a pas de colonnes id et name lisibles ({error})."])
            return {}

    def _documents(self) -> dict[str, DocumentModel]:
        found = {}
        for index, table in enumerate(self.rulebook.documents):
            path = ("documents", index)
            model = self.choose(self.packs.documents, table.model, (*path, "model"))
            if model is None:
                continue
            self.choose(self.packs.renderers, model.renderer, (*path, "model"))
            if model.kind != table.kind:
                text = f"le modèle « {table.model} » est de genre « {model.kind} », pas « {table.kind} »."
                self.tell((*path, "kind"), [text])
            found[table.kind] = model
        return found
