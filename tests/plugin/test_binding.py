"""A rulebook is bound to the rules of its packs, or refused with everything that cannot be."""

from pathlib import Path
from typing import ClassVar

import pytest

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import RulebookError
from concitoyen.domain.money import Money
from concitoyen.domain.people import Terms
from concitoyen.domain.rulebook import Rulebook
from concitoyen.domain.rulebook_file import read_rulebook
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import bind, read_rules
from concitoyen.plugin.core_pack import MinimumAge
from concitoyen.plugin.packs import Packs
from tests.plugin.exemple import (
    CONVENTION,
    QUARTIERS,
    THEMES,
    TOML,
    Draw,
    Earliest,
    Favourites,
    LivesOrWorksHere,
    MostVotes,
    Share,
    Single,
    changed,
    exemple_packs,
    exemple_rules,
)


def refusal(*pairs: tuple[str, str], packs: Packs | None = None) -> list[tuple[str, str]]:
    """Each problem as its place and its sentence."""
    with pytest.raises(RulebookError) as caught:
        read_rules(changed(*pairs), packs or exemple_packs(), "exemple.toml")
    return [(problem.place, problem.text) for problem in caught.value.problems]


def at(text: str, key: str, occurrence: int = 1) -> str:
    """The place of a key in the unchanged rulebook."""
    position = -1
    for _ in range(occurrence):
        position = TOML.index(text, position + 1)
    return f":{TOML.count(chr(10), 0, position) + 1} [{key}]"


def test_every_id_becomes_the_rule_of_its_pack_with_its_parameters() -> None:
    rules = exemple_rules()
    age, here = rules.eligibility
    assert age[0] == MinimumAge.model_validate({"age": 16, "on": "2027-09-01"})
    assert age[1] == Terms(rule="core:minimum-age", article="Article 4", calendar=rules.calendar, gazetteer=QUARTIERS)
    assert (here[0], here[1].rule) == (LivesOrWorksHere(), "exemple:lives-or-works-here")
    assert (rules.scheme, rules.form, rules.voting_rule) == (Single(), Favourites(most=2), MostVotes())
    assert rules.caps == {
        "nature": Share(rate=50, ceiling=Money.euros(10000)),
        "culture": Share(rate=100, ceiling=Money.euros("4000.50")),
    }
    assert rules.cap_articles == {"nature": "Article 6", "culture": "Article 7"}
    assert rules.ties == (("exemple:earliest", Earliest()), ("exemple:draw", Draw(salt=3)))
    assert rules.themes == {"climat": "Climat", "jeunesse": "Jeunesse"}
    assert rules.documents == {"convention": CONVENTION}


def rules_of(rules: Rules) -> list[object]:
    """What a set of rules decides with, its rulebook aside."""
    conditions = [(rule, terms.article) for rule, terms in rules.eligibility]
    return [conditions, rules.scheme, rules.categories, rules.caps, rules.form, rules.voting_rule, rules.ties]


def test_the_frozen_text_of_a_rulebook_gives_the_same_rules_as_its_file() -> None:
    rules = exemple_rules()
    again = bind(Rulebook.from_canonical(rules.rulebook.canonical()), exemple_packs())
    assert rules_of(again) == rules_of(rules)


def test_a_category_without_a_cap_has_none() -> None:
    rules = exemple_rules(('\ncap = { rule = "exemple:share", rate = 50, ceiling = "10 000" }', ""))
    assert list(rules.caps) == ["culture"]


def test_themes_and_documents_may_be_left_out() -> None:
    text = TOML.partition("[[documents]]")[0].replace('themes = "exemple:themes"\n', "")
    rules = read_rules(text, exemple_packs())
    assert (rules.themes, rules.documents) == ({}, {})


# ── what cannot be bound ──────────────────────────────────────────────────────────────────────────────


def test_packs_that_are_not_installed_are_all_told_with_their_line() -> None:
    found = refusal(('packs = ["exemple"]', 'packs = ["exemples", "exemple", "zzz"]'))
    assert found == [
        (
            at("packs", "edition.packs[1]"),
            "le pack « exemples » n'est pas installé ; vouliez-vous dire « exemple » ?",
        ),
        (at("packs", "edition.packs[3]"), "le pack « zzz » n'est pas installé ; installés : core, exemple."),
    ]


def test_a_rulebook_without_its_file_is_refused_without_lines() -> None:
    rulebook = read_rulebook(changed(('packs = ["exemple"]', 'packs = ["zzz"]')))
    with pytest.raises(RulebookError) as caught:
        bind(rulebook, exemple_packs())
    assert [problem.line for problem in caught.value.problems] == [None]
    with pytest.raises(RulebookError) as caught:
        bind(read_rulebook(changed(("exemple:share", "exemple:shares"))), exemple_packs())
    assert [problem.line for problem in caught.value.problems] == [None]


def test_unknown_rules_are_all_told_with_their_line_and_the_nearest_one() -> None:
    found = refusal(
        ('rule = "exemple:lives-or-works-here"', 'rule = "exemple:works-here"'),
        ('list = "exemple:quartiers"', 'list = "exemple:quartier"'),
        ('scheme = "exemple:single"', 'scheme = "exemple:singel"'),
        ('form = "exemple:favourites"', 'form = "exemple:favorites"'),
        ('rule = "exemple:most-votes"', 'rule = "exemple:most-vote"'),
        ('themes = "exemple:themes"', 'themes = "exemple:theme"'),
        ('model = "exemple:convention"', 'model = "exemple:conventions"'),
        ('"exemple:earliest"', '"exemple:early"'),
    )
    active = "aucun pack actif (core, exemple) n'offre"
    assert found == [
        (
            at('rule = "exemple:lives', "eligibility[2].rule"),
            (
                f"{active} la condition de vote « exemple:works-here » ; "
                "vouliez-vous dire « exemple:lives-or-works-here » ?"
            ),
        ),
        (
            at('list = "', "territories.list"),
            f"{active} la liste de territoires « exemple:quartier » ; vouliez-vous dire « exemple:quartiers » ?",
        ),
        (
            at("scheme", "categories.scheme"),
            f"{active} le schéma de catégories « exemple:singel » ; vouliez-vous dire « exemple:single » ?",
        ),
        (
            at('themes = "', "proposals.themes"),
            f"{active} le jeu de données « exemple:theme » ; vouliez-vous dire « exemple:themes » ?",
        ),
        (
            at("form = ", "ballot.form"),
            f"{active} la forme de bulletin « exemple:favorites » ; vouliez-vous dire « exemple:favourites » ?",
        ),
        (
            at('rule = "exemple:most', "count.rule"),
            f"{active} la règle de vote « exemple:most-vote » ; vouliez-vous dire « exemple:most-votes » ?",
        ),
        (
            at("ties", "count.ties[1].rule"),
            f"{active} le critère de départage « exemple:early » ; vouliez-vous dire « exemple:earliest » ?",
        ),
        (
            at("model", "documents[1].model"),
            f"{active} le modèle de document « exemple:conventions » ; vouliez-vous dire « exemple:convention » ?",
        ),
    ]


def test_a_rule_of_an_installed_pack_that_the_edition_leaves_aside_is_told_with_the_pack() -> None:
    found = dict(refusal(('packs = ["exemple"]', "packs = []")))
    assert found[at("scheme", "categories.scheme")] == (
        "aucun pack actif (core) n'offre le schéma de catégories « exemple:single » ; "
        "le pack « exemple » l'offre : ajoutez « exemple » à [edition] packs."
    )


@pytest.mark.parametrize(
    ("pair", "mark", "key", "text"),
    [
        (
            ("age = 16", "aeg = 16"),
            "aeg",
            "eligibility[1].aeg",
            "la clé « aeg » est inconnue ici ; vouliez-vous dire « age » ?",
        ),
        (
            ('favourites"\nmost', 'favourites"\nmots'),
            "mots",
            "ballot.mots",
            "la clé « mots » est inconnue ici ; vouliez-vous dire « most » ?",
        ),
        (
            ("ties = [", "tiess = 1\nties = ["),
            "tiess",
            "count.tiess",
            "la clé « tiess » est inconnue ici ; vouliez-vous dire « ties » ?",
        ),
        (
            ('"exemple:single"\n', '"exemple:single"\nlisst = 1\n'),
            "lisst",
            "categories.lisst",
            "la clé « lisst » est inconnue ici ; vouliez-vous dire « list » ?",
        ),
        (("rate = 50", "rate = 150"), "rate = 150", "categories.list[1].cap.rate", "doit être au plus 100."),
        (
            ("ceiling = 4000.50", "ceiling = -1"),
            "ceiling = -1",
            "categories.list[2].cap.ceiling",
            "un montant ne peut pas être négatif (-1\u00a0€).",
        ),
        (("salt = 3", 'salt = "x"'), "ties = ", "count.ties[2].salt", "un nombre entier est attendu."),
        (
            ("on = 2027-09-01", 'on = "voting"'),
            "[[eligibility]]",
            "eligibility[1]",
            "on = « voting » n'est ni une date ni une phase du calendrier (deposit, vote).",
        ),
    ],
)
def test_a_wrong_parameter_is_told_with_its_line_and_key(pair: tuple[str, str], mark: str, key: str, text: str) -> None:
    written = changed(pair)
    line = written.count("\n", 0, written.index(mark)) + 1
    found = [problem for problem in refusal(pair) if not problem[1].startswith("cette valeur est obligatoire")]
    assert found == [(f":{line} [{key}]", text)]


def test_the_last_criterion_between_equals_must_be_decisive() -> None:
    ending = "sinon une égalité arrêterait le dépouillement ; possibles : {}."
    sentence = f"la liste doit finir par un critère qui départage toujours, {ending}"
    for written in ("[]", '["exemple:draw", "exemple:earliest"]'):
        pair = ('["exemple:earliest", { rule = "exemple:draw", salt = 3, article = "Article 11" }]', written)
        assert refusal(pair) == [(at("ties", "count.ties"), sentence.format("exemple:draw"))]
    packs = exemple_packs(register_tie_breaks=[Earliest])
    pair = (', { rule = "exemple:draw", salt = 3, article = "Article 11" }]', "]")
    assert refusal(pair, packs=packs) == [(at("ties", "count.ties"), sentence.format("aucun"))]


def test_a_scheme_tells_what_is_wrong_with_the_categories() -> None:
    without = TOML[: TOML.index("[[categories.list]]")] + TOML[TOML.index("[proposals]") :]
    with pytest.raises(RulebookError) as caught:
        read_rules(without, exemple_packs())
    assert [(problem.place, problem.text) for problem in caught.value.problems] == [
        (at("[categories]", "categories"), "la liste des catégories est vide.")
    ]


def test_a_list_of_communes_that_does_not_hold_together_is_refused() -> None:
    twice = QUARTIERS.model_copy(update={"communes": (*QUARTIERS.communes, QUARTIERS.communes[0])})
    assert refusal(packs=exemple_packs(register_territories=[twice])) == [
        (at('list = "', "territories.list"), "le code « 10001 » y est donné à plusieurs communes.")
    ]


@pytest.mark.parametrize("file", ["absent.csv", "exemple.py"])
def test_themes_that_cannot_be_read_are_refused(file: str) -> None:
    broken = THEMES.model_copy(update={"file": Path(__file__).parent / file})
    ((place, text),) = refusal(packs=exemple_packs(register_datasets=[broken]))
    assert place == at('themes = "', "proposals.themes")
    assert text.startswith("le jeu de données « exemple:themes » n'a pas de colonnes id et name lisibles (")


def test_a_document_of_another_kind_is_refused() -> None:
    assert refusal(('kind = "convention"', 'kind = "letter"')) == [
        (
            at('kind = "convention"', "documents[1].kind"),
            "le modèle « exemple:convention » est de genre « convention », pas « letter ».",
        )
    ]


def test_a_document_that_no_active_pack_can_print_is_refused() -> None:
    model: DocumentModel = CONVENTION.model_copy(update={"renderer": "exemple:plane"})
    assert refusal(packs=exemple_packs(register_documents=[model])) == [
        (
            at("model", "documents[1].model"),
            (
                "aucun pack actif (core, exemple) n'offre le moteur de rendu « exemple:plane » ; "
                "vouliez-vous dire « exemple:plain » ?"
            ),
        )
    ]


class Steady(Share):
    """A cap of another name."""

    id: ClassVar[str] = "steady"


def test_a_missing_cap_is_told_beside_the_other_faults() -> None:
    found = refusal(packs=exemple_packs(register_caps=[Steady]))
    assert [place.partition(" ")[2] for place, _ in found] == [
        "[categories.list[1].cap.rule]",
        "[categories.list[2].cap.rule]",
    ]
