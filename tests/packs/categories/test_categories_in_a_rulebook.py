"""What a rulebook may ask of this pack, and what it is told when it asks wrongly."""

from pathlib import Path

import pytest

from concitoyen.domain.category import Cap
from concitoyen.domain.errors import RulebookError
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal
from concitoyen_categories.caps.flat import FlatCap
from concitoyen_categories.caps.percentage import PercentageCap
from concitoyen_categories.caps.tranches import TranchesCap
from concitoyen_categories.schemes.capped import Capped
from concitoyen_categories.schemes.cost_brackets import CostBrackets
from concitoyen_categories.schemes.single import Single
from tests.docs.snippets import Snippet, read_snippets
from tests.packs.voting_rules.rulebooks import SECTIONS, packs, rules_with

PAGE = Path(__file__).parents[3] / "docs/reference/categories.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = [snippet for snippet in read_snippets(PAGE) if snippet.language == "toml"]


def test_the_pack_offers_its_schemes_and_caps_by_id() -> None:
    assert dict(packs().category_schemes) == {
        "categories:capped": Capped,
        "categories:cost-brackets": CostBrackets,
        "categories:single": Single,
    }
    assert dict(packs().caps) == {
        "categories:flat": FlatCap,
        "categories:percentage": PercentageCap,
        "categories:tranches": TranchesCap,
    }


def test_everything_the_pack_offers_has_a_section_in_its_reference_page() -> None:
    titles = [line for line in TEXT.splitlines() if line.startswith("### ")]
    assert titles == [f"### `{name}`" for name in (*packs().category_schemes, *packs().caps)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda snippet: f"line-{snippet.line}")
def test_every_example_of_the_reference_page_binds_in_a_rulebook(example: Snippet) -> None:
    assert rules_with(example.code).rulebook.edition.id == "village-2027"


def table_below(title: str) -> list[list[str]]:
    """The rows of the worked example of a section of the page, cells apart."""
    section = TEXT.partition(f"### `{title}`\n")[2].partition("\n### ")[0]
    rows = section.partition("**Exemple.**")[2].strip().partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def plain(text: object) -> str:
    return str(text).replace("\u202f", " ").replace("\u00a0", " ")


def costing(total: str) -> Proposal:
    return Proposal(
        id="velo",
        edition="village-2027",
        title="Vélo",
        commune="62999",
        territory="bas",
        total_cost=Money.euros(total),
        requested=Money.euros(total),
    )


@pytest.mark.parametrize("name", ["flat", "percentage", "tranches"])
def test_the_worked_example_of_a_cap_is_what_the_cap_answers(name: str) -> None:
    title = f"categories:{name}"
    (example,) = [one for one in EXAMPLES if one.line > line_of(title)][:1]
    cap: Cap = rules_with(example.code).caps["projets"]
    for total, amount, why in table_below(title):
        ceiling = cap.ceiling_of(costing(total))
        assert (plain(ceiling.amount), plain(ceiling.why.text)) == (amount, why)


def line_of(title: str) -> int:
    return TEXT.count("\n", 0, TEXT.index(f"### `{title}`")) + 1


def test_the_worked_example_of_labels_is_what_the_scheme_answers() -> None:
    rules = rules_with(EXAMPLES[0].code)
    for labels, expected in table_below("categories:capped"):
        given = frozenset(labels.split(" + "))
        assert (rules.scheme.assign(costing("1"), given, rules.categories) or "aucune") == expected


def test_the_worked_example_of_brackets_is_what_the_scheme_answers() -> None:
    rules = rules_with(EXAMPLES[1].code)
    for total, expected in table_below("categories:cost-brackets"):
        assert rules.scheme.assign(costing(total), frozenset(), rules.categories) == expected


def test_a_collectivite_without_categories_votes_in_one_contest() -> None:
    ballot = '[ballot]\nform = "voting_rules:one-per-category"\narticle = "Article 6"\n'
    rules = rules_with(ballot)
    proposal = costing("9000")
    category = rules.scheme.assign(proposal, frozenset(), rules.categories)
    candidates = rules.candidates([proposal.model_copy(update={"category": category})])
    (contest,) = rules.contests(candidates)
    assert (contest.title, contest.candidates) == ("Projets", ("velo",))
    assert candidates[0].cost == Money.euros(5000)


@pytest.mark.parametrize(
    ("cap", "sentence"),
    [
        (
            'rule = "categories:flat", amount = -5',
            "amount : un montant ne peut pas être négatif (-5\u00a0€).",
        ),
        (
            'rule = "categories:flat", amont = 5',
            "amont : la clé « amont » est inconnue ici ; vouliez-vous dire « amount » ?",
        ),
        ('rule = "categories:percentage", percent = 0', "percent : doit être plus grand que 0."),
        ('rule = "categories:percentage", percent = 100.5', "percent : doit être au plus 100."),
        (
            'rule = "categories:percentage", percent = 10, round_down_to = 0',
            ("round_down_to : l'arrondi doit être plus grand que zéro, pas 0\u00a0€ (exemples : 1, 100, 0.01)."),
        ),
        ('rule = "categories:tranches", slices = []', "slices : doit compter au moins 1 élément(s)."),
    ],
)
def test_a_wrong_cap_is_refused_at_its_place_in_one_sentence(cap: str, sentence: str) -> None:
    with pytest.raises(RulebookError) as refused:
        rules_with(SECTIONS["categories"].replace('rule = "categories:flat", amount = 5000', cap))
    told = [f"{problem.key} : {problem.text}" for problem in refused.value.problems]
    assert [sentence in line for line in told].count(True) == 1
    assert all(line.startswith("categories.list[1].cap") for line in told)


def test_faults_of_a_scheme_are_faults_of_the_rulebook() -> None:
    with pytest.raises(RulebookError, match=r"\[categories\] : le schéma « categories:single »"):
        rules_with('[categories]\nscheme = "categories:single"\narticle = "Article 4"\n')
