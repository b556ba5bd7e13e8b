"""From the tables of the count to what stands around its voting rule, bound to the rules that packs give."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from concitoyen.domain.category import Category
from concitoyen.domain.composition.pots import Composition, Decided, Filling, Placed, Pot, Ties
from concitoyen.domain.conditions import Limit
from concitoyen.domain.count import VotingRule
from concitoyen.domain.count_tables import CountTable, PotTable
from concitoyen.domain.groups import Titles, group_faults, takes_faults
from concitoyen.domain.money import Money, total
from concitoyen.domain.problems import Path
from concitoyen.domain.rulebook import Rulebook
from concitoyen.domain.tables import Chosen
from concitoyen.domain.territory import Gazetteer, cantons_of
from concitoyen.plugin.chooser import Chooser

COUNT = ("count",)
FEW = 5
Populations = Mapping[str, Mapping[str, int]]
"""Inhabitants: grouping, then group, then how many."""


def titles_of(
    rulebook: Rulebook, gazetteer: Gazetteer, categories: tuple[Category, ...], themes: Mapping[str, str]
) -> Titles:
    """The groups that this edition knows, by kind, with their names for people; bearers are known at the count."""
    cantons = sorted({name for commune in gazetteer.communes for name in cantons_of(commune)})
    known: dict[str, Mapping[str, str]] = {
        "category": {category.id: category.title for category in categories},
        "theme": themes,
        "label": rulebook.proposals.labels,
    }
    if gazetteer.communes:
        known |= {
            "territory": gazetteer.territory_names,
            "canton": {name: name for name in cantons},
            "epci": {name: name for name in sorted({one.epci for one in gazetteer.communes if one.epci})},
            "commune": {one.code: one.name for one in gazetteer.communes},
        }
    return known


def populations_of(gazetteer: Gazetteer) -> Populations:
    """The inhabitants of each group of which every inhabitant is in one at most, by kind."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in ("territory", "epci", "commune")}
    for one in gazetteer.communes:
        found["territory"][one.territory] += one.population
        found["epci"][one.epci] += one.population
        found["commune"][one.code] += one.population
    return found


def around(
    chooser: Chooser,
    rulebook: Rulebook,
    rule: VotingRule | None,
    ties: Ties,
    titles: Titles,
    populations: Populations,
) -> Composition:
    """All that the tables of the count ask; what cannot be bound is told to the chooser."""
    return _Around(chooser, rulebook.count, rule, ties, titles, populations).composition()


class _Around:
    def __init__(
        self,
        chooser: Chooser,
        table: CountTable,
        rule: VotingRule | None,
        ties: Ties,
        titles: Titles,
        populations: Populations,
    ) -> None:
        self.chooser = chooser
        self.table = table
        self.rule = rule
        self.ties = ties
        self.titles = titles
        self.populations = populations

    def composition(self) -> Composition:
        pots = tuple(self._pots())
        found = Composition(
            rule_id=self.table.rule,
            rule=self.rule,  # type: ignore[arg-type] # None only with a problem, and then no Rules is made
            ties=self.ties,
            pots=pots,
            conditions=tuple(self._conditions()),
            decided=tuple(self._decided()),
            filling=self._filling(),
            titles=self.titles,
            weights=self.table.weights,
        )
        self._refuse_unkept_limits(found)
        return found

    def _pots(self) -> Iterator[Pot]:
        for index, table in enumerate(self.table.pots):
            path = (*COUNT, "pots", index)
            self.chooser.tell((*path, "takes"), takes_faults(table.takes, self.titles))
            self._check_groups(table, path)
            rule = self.rule
            if table.count:
                rule = self.chooser.instance(self.chooser.packs.voting_rules, table.count, (*path, "count"))
            yield Pot(
                id=table.id,
                title=table.title,
                rule=rule,  # type: ignore[arg-type] # as above
                ties=self.chooser.ties(table.ties, (*path, "ties")) if table.ties else self.ties,
                takes=table.takes,
                by=table.by,
                amount=table.amount,
                amounts=table.amounts,
                share=table.share,
                shared=table.shared,
                population=self.populations.get(table.by or "label", {}),
                left_to=table.left_to or "",
                projects_at_most=table.projects_at_most,
                voters=table.voters,
            )

    def _check_groups(self, table: PotTable, path: Path) -> None:
        if table.by is None:
            return
        self.chooser.tell((*path, "amounts"), group_faults(table.by, table.amounts, self.titles))
        known = self.titles.get(table.by, {})
        if table.shared is not None:
            self._check_shared(table, path)
            return
        each = table.amount or (self.table.envelope.fraction(table.share) if table.share else Money(0))
        stated = total([table.amounts.get(group, each) for group in known])
        if stated > self.table.envelope:
            text = (
                f"les {len(known)} groupes reçoivent ensemble {stated}, plus que l'enveloppe ({self.table.envelope}) ; "
                "si ce montant est pour tous, dites comment ils le partagent avec shared."
            )
            self.chooser.tell(path, [text])

    def _check_shared(self, table: PotTable, path: Path) -> None:
        inhabitants = self.populations.get(table.by or "", {})
        empty = [name for group, name in self.titles.get(table.by or "", {}).items() if not inhabitants.get(group)]
        if table.shared == "population" and empty:
            text = (
                f"la population de {', '.join(empty[:FEW])}{', …' if len(empty) > FEW else ''} n'est pas dans la liste "
                "des territoires : remplissez sa colonne population."
            )
            self.chooser.tell((*path, "shared"), [text])

    def _conditions(self) -> Iterator[Placed]:
        for index, table in enumerate(self.table.conditions):
            path = (*COUNT, "conditions", index)
            condition = self.chooser.instance(self.chooser.packs.count_conditions, table, path)
            if condition:
                self.chooser.tell(path, condition.faults(self.titles))
                yield Placed(condition=condition, pot=table.pot or "")

    def _decided(self) -> Iterator[Decided]:
        for table in self.table.decided:
            basis = table.basis("projects")
            yield Decided(
                projects=table.projects,
                funded=table.outcome == "funded",
                charged=table.charged,
                article=basis.text if basis else "",
            )

    def _filling(self) -> Filling:
        table = self.table.filling
        if table is None:
            return Filling()
        path = (*COUNT, "filling", "leftover")
        packs = self.chooser.packs
        return Filling(
            leftover=self.chooser.instance(packs.voting_rules, table.leftover, path) if table.leftover else None,
            partial_percent=table.partial_percent,
            overshoot=table.overshoot or Money(0),
            overshoot_percent=table.overshoot_percent,
            pots=table.pots,
        )

    def _refuse_unkept_limits(self, found: Composition) -> None:
        """A maximum that a rule cannot keep is refused now, not on the evening of the count."""
        limits = [placed for placed in found.conditions if isinstance(placed.condition, Limit)]
        unkept = dict.fromkeys(fault for placed in limits for fault in self._unkept(found, placed))
        self.chooser.tell((*COUNT, "rule"), [*unkept])
        for index, pot in enumerate(found.pots):
            if pot.projects_at_most is not None and _refuses(pot.rule):
                path = (*COUNT, "pots", index, "projects_at_most")
                self.chooser.tell(path, [self._cannot(self.table.pots[index].count or self.table)])

    def _unkept(self, found: Composition, placed: Placed) -> Iterator[str]:
        counted = {table.id: table.count for table in self.table.pots}
        for pot in found.all_pots():
            if placed.pot in ("", pot.id) and _refuses(pot.rule):
                yield self._cannot(counted.get(pot.id) or self.table)
        filling = self.table.filling
        if filling and filling.leftover and _refuses(found.filling.leftover):
            yield self._cannot(filling.leftover)

    def _cannot(self, table: CountTable | Chosen) -> str:
        able = [id for id, offered in self.chooser.packs.voting_rules.items() if _can(offered)]
        return (
            f"la règle « {table.rule} » ne sait pas respecter un maximum par groupe avec ces paramètres ; "
            f"règles qui le savent : {', '.join(able) or 'aucune'}."
        )


def _refuses(rule: VotingRule | None) -> bool:
    return rule is not None and rule.limits == "refused"


def _can(rule: type[VotingRule]) -> bool:
    """Whether a rule keeps a maximum when no parameter is given; one that needs parameters is not proposed."""
    try:
        return rule().limits != "refused"
    except ValidationError:
        return False
