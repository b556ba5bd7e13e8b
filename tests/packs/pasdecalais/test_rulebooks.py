"""The rulebooks of the four editions: what they say, who says it, and that they all can be put to work."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime

import pytest
import tomli_w

from concitoyen.domain.award import Amendment
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.money import Money
from concitoyen.domain.people import Person
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.rulebook import Rulebook
from concitoyen.domain.rulebook_file import read_rulebook
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.packs import Packs
from concitoyen_pasdecalais.demonstration import EDITION_2023
from concitoyen_pasdecalais.editions import RULEBOOKS

YEARS = ("2018", "2021", "2023", "2024")
each_year = pytest.mark.parametrize("year", YEARS)


def text_of(year: str) -> str:
    return next(shipped.file for shipped in RULEBOOKS if shipped.id.endswith(year)).read_text(encoding="utf-8")


def euros(amount: int) -> Money:
    return Money.euros(amount)


# ── reading and binding ───────────────────────────────────────────────────────────────────────────────


def test_the_pack_ships_four_editions(packs: Packs) -> None:
    assert [name for name in packs.rulebooks if name.startswith("pasdecalais:")] == [
        f"pasdecalais:pasdecalais-{year}" for year in YEARS
    ]


@each_year
def test_the_id_of_a_shipped_rulebook_is_that_of_its_edition(editions: Mapping[str, Rules], year: str) -> None:
    assert editions[year].rulebook.edition.id == f"pasdecalais-{year}"
    assert editions[year].rulebook.edition.title == f"Budget citoyen {year}"


@each_year
def test_every_value_has_an_article_or_is_marked_as_a_choice(editions: Mapping[str, Rules], year: str) -> None:
    bare = [
        (path, key)
        for path, table in editions[year].rulebook.tables()
        for key, value in table.values().items()
        if key not in table.names and not _is_nested(value) and table.basis(key) is None
    ]
    assert bare == []


def _is_nested(value: object) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return any(hasattr(part, "citation_keys") for part in parts)


@each_year
def test_every_article_and_choice_is_a_sentence_that_says_something(year: str) -> None:
    for _, table in read_rulebook(text_of(year)).tables():
        said = [table.article or "Article", *table.articles.values(), *table.choices.values()]
        assert [text for text in said if len(text) < 7] == []


@each_year
def test_layout_and_comments_do_not_change_the_hash(year: str) -> None:
    text = text_of(year)
    read = read_rulebook(text)
    respaced = re.sub(r"^(\w+) = ", r"\1    =   ", text, flags=re.MULTILINE)
    bare = "\n".join(line for line in text.splitlines() if line and not line.startswith("#"))
    rewritten = tomli_w.dumps(tomllib.loads(text))
    assert {read_rulebook(other).sha256() for other in (respaced, bare, rewritten)} == {read.sha256()}
    assert Rulebook.from_canonical(read.canonical()).sha256() == read.sha256()


def test_four_editions_have_four_hashes() -> None:
    assert len({read_rulebook(text_of(year)).sha256() for year in YEARS}) == 4


@each_year
def test_a_changed_figure_changes_the_hash(year: str) -> None:
    text = text_of(year)
    changed = text.replace("age = 11", "age = 12")
    assert read_rulebook(changed).sha256() != read_rulebook(text).sha256()


# ── what they say ─────────────────────────────────────────────────────────────────────────────────────


def test_2018_votes_from_the_fifth_to_the_thirtieth_of_september(editions: Mapping[str, Rules]) -> None:
    calendar = editions["2018"].calendar
    opening, closing = calendar.first_opening(VOTE), calendar.last_close(VOTE)
    assert opening == datetime.fromisoformat("2018-09-05T00:00:00+02:00")
    assert closing == datetime.fromisoformat("2018-10-01T00:00:00+02:00")


def test_2023_votes_the_whole_month_of_september(editions: Mapping[str, Rules]) -> None:
    calendar = editions["2023"].calendar
    assert calendar.first_opening(VOTE) == datetime.fromisoformat("2023-09-01T00:00:00+02:00")
    assert calendar.last_close(VOTE) == datetime.fromisoformat("2023-10-01T00:00:00+02:00")


def test_phases_of_2018_overlap_as_the_presentation_says(editions: Mapping[str, Rules]) -> None:
    open_in_may = editions["2018"].calendar.open_at(datetime.fromisoformat("2018-05-20T12:00:00+02:00"))
    assert [phase.kind for phase in open_in_may] == ["comptoirs", "deposit", "labelling"]


@pytest.mark.parametrize(
    ("year", "form", "envelope"),
    [
        ("2018", "one-per-category", 352151),
        ("2021", "one-per-category", 672151),
        ("2023", "one-per-category", 672151),
        ("2024", "favourites", 672151),
    ],
)
def test_each_edition_has_its_ballot_and_its_envelope(
    editions: Mapping[str, Rules], year: str, form: str, envelope: int
) -> None:
    rules = editions[year]
    assert (rules.form.id, rules.rulebook.count.envelope) == (form, euros(envelope))


def test_the_ballot_of_2024_asks_for_three_favourites_at_most(editions: Mapping[str, Rules]) -> None:
    assert editions["2024"].form.instructions() == "Choisissez vos favoris : 3 projets au plus."


def granted(rules: Rules, category: str, *, asks: int, costs: int) -> Money:
    proposal = Proposal(
        id="p",
        edition="e",
        title="P",
        commune="62041",
        territory="arrageois",
        category=category,
        total_cost=euros(costs),
        requested=euros(asks),
    )
    return rules.grant(proposal).amount


@pytest.mark.parametrize(
    ("year", "category", "asks", "costs", "receives"),
    [
        ("2018", "pratiques", 9000, 9000, 4500),
        ("2018", "cooperation", 30000, 80000, 8000),
        ("2018", "cooperation", 30000, 200000, 15000),
        ("2018", "innovation", 30000, 80000, 16000),
        ("2018", "innovation", 30000, 200000, 20000),
        ("2023", "pratiques", 6000, 12000, 5000),
        ("2023", "pratiques", 4000, 12000, 4000),
        ("2023", "cooperation", 20000, 40000, 16000),
        ("2023", "innovation", 14000, 40000, 14000),
        ("2023", "cooperation-innovation", 30000, 60000, 21000),
        ("2023", "transformation", 30000, 60000, 25000),
    ],
)
def test_a_laureate_receives_what_it_asks_within_its_cap(
    editions: Mapping[str, Rules], year: str, category: str, asks: int, costs: int, receives: int
) -> None:
    assert granted(editions[year], category, asks=asks, costs=costs) == euros(receives)


def test_2023_has_two_lines_that_the_deliberation_prints(editions: Mapping[str, Rules]) -> None:
    lines = [
        (line.imputation, line.operation, line.kind, line.available) for line in editions["2023"].rulebook.budget_lines
    ]
    assert lines == [
        ("6568//930202", "C01-650A01", "AE", euros(672151)),
        ("6568//9365", "C01-650A01", "CP", euros(141285)),
    ]


def test_the_amendment_of_2023_names_two_laureates_and_a_line_that_exist(
    editions: Mapping[str, Rules], packs: Packs
) -> None:
    amendment = EDITION_2023.amendment
    assert isinstance(amendment, Amendment)
    rows = {row["id"]: row for row in packs.datasets["pasdecalais:laureates-2023"].rows()}
    assert [rows[name]["structure"] for name in amendment.adds] == ["SCIC Ressources", "Solillers"]
    assert amendment.line in {line.id for line in editions["2023"].rulebook.budget_lines}


# ── who votes ─────────────────────────────────────────────────────────────────────────────────────────


def told(rules: Rules, birth: str, commune: str = "Arras") -> list[str]:
    person = Person(last_name="Petit", first_name="Jeanne", birth_date=date.fromisoformat(birth), commune=commune)
    return [objection.text for objection in rules.person_objections(person)]


OVER_11 = "Pour voter, il faut avoir plus de 11 ans le 5 septembre 2018."
FROM_11 = "Pour voter, il faut avoir 11 ans ou plus le 1er septembre {year}."


@pytest.mark.parametrize(
    ("year", "birth", "expected"),
    [
        # « plus de 11 ans » : douze ans révolus le jour de l'ouverture
        ("2018", "2006-09-05", []),
        ("2018", "2006-09-06", [OVER_11]),
        ("2018", "2007-09-05", [OVER_11]),
        # « dès 11 ans »
        ("2023", "2012-09-01", []),
        ("2023", "2012-09-02", [FROM_11.format(year=2023)]),
        ("2024", "2013-09-01", []),
        ("2024", "2013-09-02", [FROM_11.format(year=2024)]),
        # né un 29 février
        ("2023", "2012-02-29", []),
        ("2018", "2004-02-29", []),
        ("2023", "2023-10-01", ["La date de naissance est dans le futur : vérifiez-la."]),
    ],
)
def test_the_age_is_taken_on_the_day_the_vote_opens(
    editions: Mapping[str, Rules], year: str, birth: str, expected: list[str]
) -> None:
    assert told(editions[year], birth) == expected


def test_somebody_born_on_the_29_of_february_is_eleven_on_the_first_of_march(packs: Packs) -> None:
    text = text_of("2023").replace('on = "vote"', "on = {day}")
    eve = read_rules(text.replace("{day}", "2023-02-28"), packs)
    day = read_rules(text.replace("{day}", "2023-03-01"), packs)
    assert told(eve, "2012-02-29") == ["Pour voter, il faut avoir 11 ans ou plus le 28 février 2023."]
    assert told(day, "2012-02-29") == []


@each_year
def test_only_inhabitants_of_the_departement_vote(editions: Mapping[str, Rules], year: str) -> None:
    (said,) = told(editions[year], "1990-01-01", "Lille")
    assert said.startswith("« Lille » n'est pas une commune de la liste « communes du Pas-de-Calais ».")
    assert told(editions[year], "1990-01-01", "Calais") == []


@each_year
def test_an_objection_cites_its_article(editions: Mapping[str, Rules], year: str) -> None:
    child = Person(last_name="P", first_name="J", birth_date=date(2023, 1, 1), commune="Lille")
    assert [bool(objection.article) for objection in editions[year].person_objections(child)] == [True, True]
