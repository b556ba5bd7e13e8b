"""The rules page: the whole rulebook, each value with its source."""

from concitoyen.domain.edition import Stage
from concitoyen.domain.rulebook import CategoryTable
from concitoyen.domain.rules import Rules
from concitoyen.web.cards import tag
from concitoyen.web.contexts.base import Provenance
from concitoyen.web.contexts.rules import CategoryRule, RuleEntry, RuleSection, RulesPage
from concitoyen.web.frame import frame
from concitoyen.web.public import PublicEdition
from concitoyen.web.rule_words import entries, provenance, rule_line
from concitoyen.web.wording import count, number


def rules_page(view: PublicEdition) -> RulesPage:
    """The règlement, chapter by chapter."""
    sections = tuple(section for section in _sections(view.rules) if section.entries)
    categories = tuple(_category(view, table) for table in view.rules.rulebook.categories.list)
    sources = [entry.source for section in sections for entry in section.entries]
    sources += [source for category in categories for source in (category.cap_source, category.source)]
    return RulesPage(
        title="Les règles",
        edition=frame(view),
        lead="Voici toutes les règles de cette édition, telles que le logiciel les applique.",
        sections=sections,
        categories=categories,
        fingerprint=view.edition.rulebook_sha256,
        fingerprint_note=_note(view),
        choices=sum(1 for source in sources if source.choice),
    )


def _note(view: PublicEdition) -> str:
    meaning = "Cette suite de signes (sha256) change dès qu’un seul mot du règlement change."
    if view.edition.stage is Stage.PREPARED:
        return f"Le règlement sera gelé à l’ouverture du vote. {meaning}"
    return f"Le règlement a été gelé à l’ouverture du vote. {meaning}"


def _sections(rules: Rules) -> tuple[RuleSection, ...]:
    return (
        RuleSection(
            id="dates",
            title="Les dates",
            intro=f"Heures du fuseau {rules.calendar.timezone}. Chaque période s’arrête à l’instant de sa fin.",
            entries=tuple(entry for table in rules.rulebook.phases for entry in entries(table, table.title)),
        ),
        RuleSection(
            id="qui-vote",
            title="Qui peut voter",
            intro="Il faut remplir toutes ces conditions.",
            entries=_voters(rules),
        ),
        RuleSection(
            id="projets",
            title="Les projets",
            intro="Ce qu’un dossier peut dire.",
            entries=_projects(rules),
        ),
        RuleSection(
            id="bulletin",
            title="Le bulletin",
            intro=rules.form.instructions(),
            entries=entries(rules.rulebook.ballot, "Forme du bulletin", rules.form),
        ),
        RuleSection(
            id="depouillement",
            title="Comment on compte",
            intro="Le même calcul pour tous les projets, et chacun peut le refaire.",
            entries=_count(rules),
        ),
        RuleSection(id="budget", title="D’où vient l’argent", intro="Les lignes du budget.", entries=_lines(rules)),
        RuleSection(
            id="documents",
            title="Les documents",
            intro="Ce que signent les lauréats.",
            entries=_documents(rules),
        ),
    )


def _voters(rules: Rules) -> tuple[RuleEntry, ...]:
    tables = zip(rules.rulebook.eligibility, rules.eligibility, strict=True)
    conditions = [entry for table, (rule, _) in tables for entry in entries(table, rule.title, rule)]
    gazetteer = rules.gazetteer
    places = f"{count(len(gazetteer.communes), 'commune')}, {count(len(gazetteer.territories), 'territoire')}"
    return (
        *conditions,
        *entries(rules.rulebook.territories, "Les communes", said={"list": places}),
        *entries(rules.rulebook.roll, "Une personne, un vote"),
        *entries(rules.rulebook.urn, "L'urne"),
    )


def _projects(rules: Rules) -> tuple[RuleEntry, ...]:
    themes = {"themes": number(len(rules.themes))} if rules.themes else {}
    return (
        *entries(rules.rulebook.proposals, "Les thèmes", said=themes),
        *entries(rules.rulebook.categories, "Rangement par catégories", rules.scheme),
    )


def _count(rules: Rules) -> tuple[RuleEntry, ...]:
    table = rules.rulebook.count
    lines = {line.id: f"{line.label} ({line.imputation})" for line in rules.rulebook.budget_lines}
    said = {
        "line": lines.get(table.line, table.line),
        "ties": ", puis ".join(rule.title.lower() for _, rule in rules.ties),
    }
    return entries(table, "Dépouillement", rules.voting_rule, said)


def _lines(rules: Rules) -> tuple[RuleEntry, ...]:
    return tuple(
        entry for table in rules.rulebook.budget_lines for entry in entries(table, f"Ligne {table.imputation}")
    )


def _documents(rules: Rules) -> tuple[RuleEntry, ...]:
    return tuple(
        entry
        for table in rules.rulebook.documents
        for entry in entries(
            table,
            table.kind.capitalize(),
            said={"model": rules.documents[table.kind].title if table.kind in rules.documents else table.model},
        )
    )


def _category(view: PublicEdition, table: CategoryTable) -> CategoryRule:
    cap = view.rules.caps.get(table.id)
    article = view.rules.cap_articles.get(table.id, "")
    basis = (table.cap.basis("rule") if table.cap else None) or table.basis("cap")
    return CategoryRule(
        tag=tag(view, table.id),
        description=table.test,
        cap=rule_line(cap) if cap else "Le montant demandé",
        cap_source=provenance(basis) if basis else Provenance(article=article or None),
        source=provenance(table.basis("test")),
    )
