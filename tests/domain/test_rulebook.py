"""The rulebook: one text for one meaning, and each value with its source."""

import tomllib
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.award import BudgetLine
from concitoyen.domain.category import Category
from concitoyen.domain.money import Money
from concitoyen.domain.rulebook import Basis, Chosen, PhaseTable, Rulebook, TerritoriesTable
from concitoyen.domain.rulebook_file import read_rulebook
from tests.plugin.exemple import TOML, changed

BOOK = read_rulebook(TOML)


def test_the_canonical_text_is_json_with_sorted_keys_and_defaults_spelt_out() -> None:
    text = BOOK.canonical()
    assert text.startswith('{"ballot":{"article":"Article 9","articles":{},"choices":{},"form":"exemple:favourites"')
    assert '"kind":"CP"' in text
    assert '"envelope":30000' in text
    assert '"opens":"2027-03-01T00:00:00"' in text


def test_the_canonical_text_reads_back_with_the_same_hash() -> None:
    again = Rulebook.from_canonical(BOOK.canonical())
    assert (again.canonical(), again.sha256()) == (BOOK.canonical(), BOOK.sha256())
    assert again.calendar == BOOK.calendar


def test_the_frozen_text_tells_the_same_values_and_sources_as_the_file() -> None:
    again = Rulebook.from_canonical(BOOK.canonical())
    for (path, table), (same_path, same_table) in zip(BOOK.tables(), again.tables(), strict=True):
        assert path == same_path
        assert set(table.values()) == set(same_table.values())
        assert {key: table.basis(key) for key in table.values()} == {
            key: same_table.basis(key) for key in same_table.values()
        }


def test_a_comment_or_a_blank_line_does_not_change_the_hash() -> None:
    spread = TOML.replace("\n", "  # une remarque\n\n").replace(" = ", "   =   ")
    assert read_rulebook(spread).sha256() == BOOK.sha256()


def test_windows_line_ends_and_a_byte_order_mark_do_not_change_the_hash() -> None:
    assert read_rulebook("\ufeff" + TOML.replace("\n", "\r\n")).sha256() == BOOK.sha256()


@pytest.mark.parametrize(
    "pair",
    [
        ("envelope = 30000", "envelope = 30000.00"),
        ("envelope = 30000", 'envelope = "30 000 €"'),
        ('timezone = "Europe/Paris"\n', ""),
    ],
    ids=["decimals", "spaces", "a default"],
)
def test_two_ways_to_write_one_value_have_one_hash(pair: tuple[str, str]) -> None:
    assert read_rulebook(changed(pair)).sha256() == BOOK.sha256()


@pytest.mark.parametrize(
    "pair",
    [("age = 16", "age = 17"), ('"Article 10"', '"Article 100"'), ("closes = 2027-10-01T00", "closes = 2027-10-01T01")],
)
def test_another_value_or_article_has_another_hash(pair: tuple[str, str]) -> None:
    assert read_rulebook(changed(pair)).sha256() != BOOK.sha256()


@given(st.permutations(["age = 16", "on = 2027-09-01", 'article = "Article 4"', 'rule = "core:minimum-age"']))
def test_the_order_of_keys_does_not_change_the_hash(lines: list[str]) -> None:
    written = 'rule = "core:minimum-age"\nage = 16\non = 2027-09-01\narticle = "Article 4"'
    assert read_rulebook(changed((written, "\n".join(lines)))).sha256() == BOOK.sha256()


def test_the_calendar_has_the_phases_as_instants_with_their_article() -> None:
    vote = BOOK.calendar.of_kind("vote")[0]
    assert (vote.title, vote.opens, vote.article) == ("Vote", datetime(2027, 9, 1, 6, tzinfo=UTC), "Article 3")


def test_a_value_is_founded_on_its_own_choice_then_its_own_article_then_that_of_the_table() -> None:
    table = PhaseTable.model_validate(
        {
            "kind": "vote",
            "title": "Vote",
            "opens": datetime(2027, 9, 1),  # noqa: DTZ001 - as a rulebook writes it
            "closes": datetime(2027, 10, 1),  # noqa: DTZ001 - as above
            "article": "Article 3",
            "articles": {"closes": "Article 4"},
            "choices": {"kind": " Notre lecture. "},
        }
    )
    assert [table.basis(key) for key in ("opens", "closes", "kind")] == [
        Basis(kind="article", text="Article 3"),
        Basis(kind="article", text="Article 4"),
        Basis(kind="choice", text="Notre lecture."),
    ]
    assert table.unfounded() == []


@pytest.mark.parametrize(
    "citations",
    [{}, {"article": ""}, {"article": "  "}, {"articles": {"x": ""}, "article": "A"}, {"choices": {"x": " "}}],
)
def test_a_blank_citation_founds_nothing(citations: dict[str, object]) -> None:
    table = Chosen.model_validate({"rule": "a:b", "x": 1, **citations})
    assert "x" in table.unfounded()
    assert table.basis("x") is None


def test_the_parameters_of_a_rule_are_what_its_table_says_beside_the_citations() -> None:
    table = BOOK.eligibility[0]
    assert set(table.extras()) == {"age", "on"}
    assert set(table.values()) == {"rule", "age", "on"}


def test_a_default_is_told_when_it_has_a_citation_of_its_own() -> None:
    kept = changed(('kind = "CP"\n', 'kind = "AE"\n'))
    line = read_rulebook(kept).budget_lines[0]
    assert "kind" not in line.values()
    assert "kind" in line.written()
    cited = read_rulebook(kept.replace('"Délibération 12"', '"D"\narticles = { kind = "D, annexe" }')).budget_lines[0]
    assert cited.values()["kind"] == "AE"


def test_a_line_and_a_category_are_given_as_the_domain_knows_them() -> None:
    assert BOOK.budget_lines[0].as_line() == BudgetLine(
        id="fonctionnement", imputation="6574//020", label="Vie associative", kind="CP", available=Money.euros(30000)
    )
    assert BOOK.categories.list[1].as_category() == Category(
        id="culture", title="Culture", test="Le projet rassemble.", article="Article 6"
    )


def test_a_category_may_go_without_a_cap() -> None:
    book = read_rulebook(changed(('\ncap = { rule = "exemple:share", rate = 50, ceiling = "10 000" }', "")))
    assert book.categories.list[0].cap is None
    assert ("categories", "list", 0, "cap") not in [path for path, _ in book.tables()]


def test_a_category_without_any_citation_has_no_article() -> None:
    data = tomllib.loads(TOML, parse_float=Decimal)
    del data["categories"]["list"][1]["article"]
    assert Rulebook.model_validate(data).categories.list[1].as_category().article == ""


def test_a_phase_without_any_citation_has_no_article() -> None:
    data = tomllib.loads(TOML, parse_float=Decimal)
    del data["phases"][1]["article"]
    assert Rulebook.model_validate(data).calendar.phases[1].article == ""


def test_every_table_with_citations_is_visited_with_its_path() -> None:
    assert [path for path, _ in BOOK.tables()] == [
        ("phases", 0),
        ("phases", 1),
        ("eligibility", 0),
        ("eligibility", 1),
        ("budget_lines", 0),
        ("documents", 0),
        ("roll",),
        ("urn",),
        ("territories",),
        ("categories",),
        ("proposals",),
        ("ballot",),
        ("count",),
        ("categories", "list", 0),
        ("categories", "list", 0, "cap"),
        ("categories", "list", 1),
        ("categories", "list", 1, "cap"),
        ("count", "ties", 1),
    ]


def test_the_communes_of_a_rulebook_are_those_of_a_list_or_of_a_file() -> None:
    by_list = TerritoriesTable(list="exemple:quartiers")
    by_file = TerritoriesTable(file="a.csv", files={"a.csv": "code,name,territory\n"})
    assert by_list.places == ("exemple:quartiers", "")
    assert by_file.places == (None, "code,name,territory\n")
    with pytest.raises(ValueError, match="dites où est la liste"):
        TerritoriesTable()
