"""A faulty rulebook is refused with all its faults, each with its line, its key and what to do."""

import pytest

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.rulebook_file import read_rulebook
from tests.plugin.exemple import TOML, changed


def refusal(*pairs: tuple[str, str]) -> list[str]:
    """Each problem as « line [key] : sentence », the line being that of the changed text."""
    text = changed(*pairs)
    with pytest.raises(RulebookError) as caught:
        read_rulebook(text, "exemple.toml")
    return [f"{problem.place} : {problem.text}" for problem in caught.value.problems]


def line_of(text: str, occurrence: int = 1) -> int:
    """The line of the unchanged rulebook on which a text begins."""
    position = -1
    for _ in range(occurrence):
        position = TOML.index(text, position + 1)
    return TOML.count("\n", 0, position) + 1


UNCITED = (
    'aucun article ne dit cette valeur : ajoutez article = "…" à la table, articles.{0} = "…", '
    'ou choices.{0} = "…" si c\'est un choix.'
)


def test_a_sound_rulebook_is_read() -> None:
    assert read_rulebook(TOML).edition.id == "exemple-2027"


def test_a_text_that_is_not_toml_is_refused_with_its_line_and_column() -> None:
    assert refusal(("[roll]", "[roll")) == [
        (
            f":{line_of('[roll]')} : le texte n'est pas du TOML : Expected ']' at the end of a table declaration. "
            f"Voyez la colonne 6 de la ligne {line_of('[roll]')}."
        )
    ]


def test_a_text_that_stops_too_early_is_refused_without_a_line() -> None:
    with pytest.raises(RulebookError) as caught:
        read_rulebook('a = "', "x.toml")
    assert caught.value.problems[0].line in (1, None)
    with pytest.raises(RulebookError) as caught:
        read_rulebook("a = [1,", "x.toml")
    assert str(caught.value) == (
        "Le règlement est refusé, 1 point à corriger :\n"
        "  x.toml : le texte n'est pas du TOML : Invalid value (at end of document)."
    )


def test_a_number_too_long_to_read_is_refused_as_the_rest() -> None:
    with pytest.raises(RulebookError, match="le texte n'est pas du TOML"):
        read_rulebook(f"a = {'9' * 5000}")


@pytest.mark.parametrize(
    ("pair", "line", "told"),
    [
        (
            ("[roll]\nidentity", "[roll]\nidentyty"),
            ("identity", 1),
            "[roll.identyty] : la clé « identyty » est inconnue ici ; vouliez-vous dire « identity » ?",
        ),
        (
            ('label = "Vie associative"', 'lable = "Vie associative"'),
            ("label", 1),
            "[budget_lines[1].lable] : la clé « lable » est inconnue ici ; vouliez-vous dire « label » ?",
        ),
        (
            ('title = "Nature en ville"\ntest', 'title = "Nature en ville"\ntset'),
            ("test", 1),
            "[categories.list[1].tset] : la clé « tset » est inconnue ici ; vouliez-vous dire « test » ?",
        ),
        (
            ("[territories]", "[teritories]"),
            ("[territories]", 1),
            "[teritories] : la clé « teritories » est inconnue ici ; vouliez-vous dire « territories » ?",
        ),
        (
            ("envelope = 30000", "envelope = -1"),
            ("envelope", 1),
            "[count.envelope] : un montant ne peut pas être négatif (-1\u00a0€).",
        ),
        (
            ('id = "nature"', 'id = "Nature"'),
            ('id = "nature"', 1),
            (
                "[categories.list[1].id] : « Nature » n'est pas un identifiant : minuscules sans accent, chiffres et "
                "tirets (exemple : ma-ville)."
            ),
        ),
        (
            ('form = "exemple:favourites"', 'form = "favourites"'),
            ("form", 1),
            "[ballot.form] : « favourites » ne nomme pas une règle d'un pack (exemple : core:minimum-age).",
        ),
        (
            ("opens = 2027-09-01T08:00:00", "opens = 2027-09-01"),
            ("opens = 2027-09-01T08:00:00", 1),
            "[phases[2].opens] : une date et une heure sont attendues (2023-09-01T00:00:00) ; la fermeture est exclue.",
        ),
        (
            ("opens = 2027-09-01T08:00:00", "opens = 1693526400"),
            ("opens = 2027-09-01T08:00:00", 1),
            "[phases[2].opens] : une date et une heure sont attendues (2023-09-01T00:00:00) ; la fermeture est exclue.",
        ),
        (
            ('timezone = "Europe/Paris"', 'timezone = "Paris"'),
            ("timezone", 1),
            "[edition.timezone] : le fuseau horaire « Paris » est inconnu (exemple : Europe/Paris).",
        ),
        (
            ('ties = ["exemple:earliest", {', 'ties = ["Earliest", {'),
            ("ties", 1),
            "[count.ties[1]] : « Earliest » ne nomme pas une règle d'un pack (exemple : core:minimum-age).",
        ),
        (
            ('{ rule = "exemple:draw", salt', '{ ruel = "exemple:draw", salt'),
            ("ties", 1),
            (
                "[count.ties[2].rule] : cette valeur est obligatoire et manque ; « ruel » y ressemble : "
                "est-ce elle, mal écrite ?"
            ),
        ),
        (
            ('"birth_date"]', '"birthday"]'),
            ("identity", 1),
            "[roll.identity[3]] : valeurs possibles : 'last_name', 'first_name', 'birth_date', 'commune' ou 'email'.",
        ),
    ],
)
def test_a_fault_of_form_is_told_with_its_line(pair: tuple[str, str], line: tuple[str, int], told: str) -> None:
    assert f":{line_of(*line)} {told}" in refusal(pair)


def test_phases_that_end_before_they_begin_are_refused() -> None:
    assert refusal(("closes = 2027-10-01", "closes = 2027-08-01")) == [
        (
            f":{line_of('closes = 2027-10-01')} [phases[2].closes] : la phase « vote » se termine "
            "(2027-08-01T00:00:00+02:00) avant de commencer (2027-09-01T08:00:00+02:00)."
        )
    ]


def test_an_hour_that_does_not_exist_or_exists_twice_is_refused() -> None:
    found = refusal(
        ("opens = 2027-03-01T00", "opens = 2027-03-28T02"), ("closes = 2027-10-01T00", "closes = 2027-10-31T02")
    )
    assert [text.partition(" : ")[0] for text in found] == [
        f":{line_of('opens')} [phases[1].opens]",
        f":{line_of('closes', 2)} [phases[2].closes]",
    ]
    assert "n'existe pas en Europe/Paris" in found[0]
    assert "existe deux fois en Europe/Paris" in found[1]


def test_a_rulebook_without_a_vote_is_refused() -> None:
    assert refusal(('kind = "vote"', 'kind = "ballot"')) == [
        ' [phases] : aucune phase de vote (kind = "vote") : le règlement doit dire quand on vote.'
    ]


def test_a_category_given_twice_is_refused() -> None:
    assert refusal(('id = "culture"', 'id = "nature"')) == [
        (
            f":{line_of('[[categories.list]]', 2)} [categories.list[2]] : "
            "« nature » est déjà défini plus haut ; donnez un autre nom."
        )
    ]


def test_a_kind_of_document_given_twice_is_refused() -> None:
    document = '[[documents]]\nkind = "convention"\nmodel = "exemple:convention"\narticle = "A"\n\n'
    (found,) = refusal(("[[documents]]", f"{document}[[documents]]"))
    assert found.endswith("[documents[2]] : « convention » est déjà défini plus haut ; donnez un autre nom.")


def test_a_budget_line_given_twice_is_refused() -> None:
    line = '[[budget_lines]]\nid = "fonctionnement"\nimputation = "1"\nlabel = "L"\navailable = 1\narticle = "D"\n\n'
    found = refusal(("[[documents]]", f"{line}[[documents]]"))
    assert found[-1].endswith("[budget_lines[2]] : « fonctionnement » est déjà défini plus haut ; donnez un autre nom.")


def test_a_count_charged_to_an_unknown_line_is_refused() -> None:
    assert refusal(('line = "fonctionnement"', 'line = "ailleurs"')) == [
        (
            f":{line_of('line =')} [count.line] : la ligne « ailleurs » n'est pas dans [[budget_lines]] "
            "(lignes connues : fonctionnement)."
        )
    ]


def test_an_envelope_above_its_line_is_refused() -> None:
    assert refusal(("envelope = 30000", "envelope = 30001")) == [
        (
            f":{line_of('envelope')} [count.envelope] : l'enveloppe (30\u202f001\u00a0€) dépasse le disponible "
            "de la ligne (30\u202f000\u00a0€)."
        )
    ]


def test_a_category_that_combines_an_unknown_one_is_refused() -> None:
    assert refusal(('test = "Le projet rassemble."', 'combines = ["nature", "sport"]')) == [
        (
            f":{line_of('test', 2)} [categories.list[2].combines] : « sport » n'est pas une catégorie de la liste "
            "(nature, culture)."
        )
    ]


def test_a_value_that_nothing_founds_is_refused() -> None:
    assert refusal(('most = 2\narticle = "Article 9"', "most = 2")) == [
        f":{line_of('form')} [ballot.form] : {UNCITED.format('form')}",
        f":{line_of('most = 2', 2)} [ballot.most] : {UNCITED.format('most')}",
    ]


def test_a_misspelt_citation_is_named() -> None:
    found = refusal(('most = 2\narticle = "Article 9"', 'most = 2\nartcle = "Article 9"'))
    assert found[-1].endswith("[ballot.artcle] : la clé « artcle » est inconnue ici ; vouliez-vous dire « article » ?")


def test_a_citation_of_a_key_that_is_not_there_is_refused() -> None:
    pair = ("articles", "choices")
    for kind in pair:
        found = refusal(('article = "Article 9"', f'article = "Article 9"\n{kind} = {{ least = "?" }}'))
        assert [text.partition("] : ")[2] for text in found] == ["cite « least », qui n'est pas dans la table."]
        assert f"[ballot.{kind}.least]" in found[0]


def test_a_value_cited_both_as_an_article_and_as_a_choice_is_refused() -> None:
    both = 'article = "Article 9"\narticles = { most = "Article 9" }\nchoices = { most = "Nous" }'
    (found,) = refusal(('article = "Article 9"', both))
    assert found.endswith(
        "[ballot.choices.most] : « most » est cité comme article et comme choix : gardez l'un des deux."
    )


def test_a_cap_in_one_line_is_covered_by_its_category_and_a_tie_by_the_list() -> None:
    (tie,) = refusal(('article = "Article 10"', 'articles = { rule = "10", envelope = "10", line = "10" }'))
    assert tie.endswith(f"[count.ties] : {UNCITED.format('ties')}")
    without = ('salt = 3, article = "Article 11" }', "salt = 3 }")
    assert read_rulebook(changed(without)).count.ties[0] == "exemple:earliest"
    found = refusal(('ceiling = "10 000" }\narticle = "Article 6"', 'ceiling = "10 000" }'))
    assert [text.partition("] : ")[0].partition("[")[2] for text in found] == [
        "categories.list[1].test",
        "categories.list[1].cap.ceiling",
        "categories.list[1].cap.rate",
        "categories.list[1].cap.rule",
    ]


def test_a_plain_tie_beside_a_table_needs_a_citation_of_its_own() -> None:
    articles = 'articles = { rule = "10", envelope = "10", line = "10", ties = "10" }'
    assert read_rulebook(changed(('article = "Article 10"', articles))).count.ties[0] == "exemple:earliest"


def test_every_fault_is_told_in_the_order_of_the_file() -> None:
    found = refusal(
        ("closes = 2027-10-01", "closes = 2027-08-01"), ("30000\nline", "30001\nline"), ('"Article 12"', '""')
    )
    places = [text.partition(" : ")[0].partition(" ")[2] for text in found]
    assert places == ["[phases[2].closes]", "[count.envelope]", "[documents[1].model]"]
