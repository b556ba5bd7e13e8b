"""What a rulebook may ask of this pack, and what it is told when it asks wrongly."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.proposal import Proposal
from concitoyen.plugin.packs import Packs
from concitoyen_voting_rules.forms.approval import Approval
from concitoyen_voting_rules.forms.choose_one import ChooseOne
from concitoyen_voting_rules.forms.favourites import Favourites
from concitoyen_voting_rules.forms.for_against import ForAgainst
from concitoyen_voting_rules.forms.grades import Grades
from concitoyen_voting_rules.forms.knapsack import Knapsack
from concitoyen_voting_rules.forms.one_per_category import OnePerCategory
from concitoyen_voting_rules.forms.one_per_group import OnePerGroup
from concitoyen_voting_rules.forms.points import Points
from concitoyen_voting_rules.forms.ranking import Ranking
from concitoyen_voting_rules.forms.scores import Scores
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.rules.majority_judgment import MajorityJudgment
from concitoyen_voting_rules.rules.maximin_support import MaximinSupport
from concitoyen_voting_rules.rules.phragmen import Phragmen
from concitoyen_voting_rules.rules.plurality import Plurality
from concitoyen_voting_rules.rules.positional import Positional
from concitoyen_voting_rules.rules.transfers import SupportTransfer
from concitoyen_voting_rules.rules.welfare import WelfareMaximum
from concitoyen_voting_rules.ties.earliest_deposit import EarliestDeposit
from concitoyen_voting_rules.ties.fewest_ahead import FewestAhead
from concitoyen_voting_rules.ties.lowest_cost import LowestCost
from concitoyen_voting_rules.ties.most_first_ranks import MostFirstRanks
from concitoyen_voting_rules.ties.most_voters import MostVoters
from concitoyen_voting_rules.ties.public_draw import PublicDraw
from concitoyen_voting_rules.vocabulary.at_least_per_group import AtLeastPerGroup
from concitoyen_voting_rules.vocabulary.at_most_per_group import AtMostPerGroup
from concitoyen_voting_rules.vocabulary.exclusive import Exclusive
from concitoyen_voting_rules.vocabulary.threshold import Threshold
from tests.docs.snippets import Snippet, read_snippets
from tests.packs.voting_rules.elections import FIRST_COME, euros, times, voted
from tests.packs.voting_rules.rulebooks import SECTIONS, packs, rules_with

PAGE = Path(__file__).parents[3] / "docs/reference/voting-rules.md"
TEXT = PAGE.read_text(encoding="utf-8")
GREEDY = (PAGE.parent / "rules/greedy.md").read_text(encoding="utf-8")
EXAMPLES = [snippet for snippet in read_snippets(PAGE) if snippet.language == "toml"]


def offered(installed: Packs) -> dict[str, object]:
    """Everything that the pack offers, by full id."""
    catalogues: list[Mapping[str, object]] = [
        installed.ballot_forms,
        installed.voting_rules,
        installed.count_conditions,
        installed.tie_breaks,
    ]
    found = {name: rule for catalogue in catalogues for name, rule in catalogue.items()}
    return {name: rule for name, rule in found.items() if name.startswith("voting_rules:")}


def test_the_pack_offers_its_forms_rules_and_tie_breaks_by_id() -> None:
    assert offered(packs()) == {
        "voting_rules:choose-one": ChooseOne,
        "voting_rules:one-per-category": OnePerCategory,
        "voting_rules:one-per-group": OnePerGroup,
        "voting_rules:favourites": Favourites,
        "voting_rules:approval": Approval,
        "voting_rules:knapsack": Knapsack,
        "voting_rules:ranking": Ranking,
        "voting_rules:points": Points,
        "voting_rules:scores": Scores,
        "voting_rules:grades": Grades,
        "voting_rules:for-against": ForAgainst,
        "voting_rules:equal-shares": EqualSharesRule,
        "voting_rules:greedy": Greedy,
        "voting_rules:majority-judgment": MajorityJudgment,
        "voting_rules:maximin-support": MaximinSupport,
        "voting_rules:phragmen": Phragmen,
        "voting_rules:plurality": Plurality,
        "voting_rules:positional": Positional,
        "voting_rules:support-transfer": SupportTransfer,
        "voting_rules:welfare-maximum": WelfareMaximum,
        "voting_rules:threshold": Threshold,
        "voting_rules:at-least-per-group": AtLeastPerGroup,
        "voting_rules:at-most-per-group": AtMostPerGroup,
        "voting_rules:exclusive": Exclusive,
        "voting_rules:earliest-deposit": EarliestDeposit,
        "voting_rules:lowest-cost": LowestCost,
        "voting_rules:most-voters": MostVoters,
        "voting_rules:most-first-ranks": MostFirstRanks,
        "voting_rules:fewest-ahead": FewestAhead,
        "voting_rules:public-draw": PublicDraw,
    }


def test_everything_the_pack_offers_has_a_section_in_its_reference_page_or_a_page_of_its_own() -> None:
    titles = [line for line in TEXT.splitlines() if line.startswith("### ")]
    own = {f"voting_rules:{page.stem}" for page in (PAGE.parent / "rules").glob("*.md")}
    assert titles == [f"### `{name}`" for name in offered(packs()) if name not in own]
    assert all(f"](rules/{name.partition(':')[2]}.md)" in TEXT for name in own)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda snippet: f"line-{snippet.line}")
def test_every_example_of_the_reference_page_binds_in_a_rulebook(example: Snippet) -> None:
    assert rules_with(example.code).rulebook.edition.id == "village-2027"


@pytest.mark.parametrize("rule", [Greedy(), Greedy(skip=False)], ids=["skip", "no skip"])
def test_the_worked_example_of_the_page_on_the_most_voted_is_what_the_count_says(rule: Greedy) -> None:
    costs = {"velo": 16_000, "four": 30_000, "scene": 5_000, "puits": 14_000, "bac": 4_000}
    votes = {"velo": 40, "four": 30, "scene": 20, "puits": 10, "bac": 5}
    rows = [
        f"| {one.rank} | {one.candidate} | {one.votes} | {euros(costs[one.candidate])} | {one.why.text} |"
        for one in rule.count(voted(costs, votes, 34_000), FIRST_COME).results
    ]
    table = "\n".join(rows).replace("\u202f", " ").replace("\u00a0", " ")
    assert f"avec `skip = {str(rule.skip).lower()}` |\n| --- | --- | --- | --- | --- |\n{table}\n" in GREEDY


def test_a_count_in_a_rulebook_goes_from_proposals_to_laureates() -> None:
    rules = rules_with(SECTIONS["count"].replace("20000", "9000"))
    proposals = [deposited("velo", day=2, requested=6000), deposited("four", day=1, requested=4000)]
    outcome = rules.count(
        rules.candidates(proposals),
        [times(3, "velo", contest="favourites"), times(3, "four", contest="favourites")],
    )
    assert [(one.candidate, one.amount) for one in outcome.funded] == [
        ("four", euros(4000)),
        ("velo", euros(5000)),
    ]
    assert outcome.ties[0].decided_by == ("voting_rules:earliest-deposit",)


def test_two_files_deposited_at_the_same_instant_are_parted_by_the_draw_and_never_by_their_names() -> None:
    rules = rules_with(SECTIONS["count"].replace("20000", "9000"))
    proposals = [deposited("velo", day=1, requested=6000), deposited("four", day=1, requested=4000)]
    ballots = [times(3, "velo", contest="favourites"), times(3, "four", contest="favourites")]
    orders = {
        seed: rules.count(rules.candidates(proposals), ballots, draw_seed=seed).ties[0] for seed in ("62", "59", "80")
    }
    assert {tie.decided_by for tie in orders.values()} == {("voting_rules:public-draw",)}
    assert {tie.order for tie in orders.values()} == {("four", "velo"), ("velo", "four")}


def deposited(name: str, *, day: int, requested: int) -> Proposal:
    return Proposal(
        id=name,
        edition="village-2027",
        title=name.capitalize(),
        commune="62999",
        territory="bas",
        category="projets",
        total_cost=euros(10_000),
        requested=euros(requested),
        deposited_at=datetime(2027, 3, day, tzinfo=UTC),
    )


def faults(sections: str) -> Sequence[str]:
    """The sentences with which a rulebook is refused, each with its place."""
    with pytest.raises(RulebookError) as refused:
        rules_with(sections)
    return [f"{problem.key} : {problem.text}" for problem in refused.value.problems]


def ballot_section(parameters: str, form: str = "favourites") -> str:
    return f'[ballot]\nform = "voting_rules:{form}"\n{parameters}\narticle = "Article 6"\n'


def count_section(parameters: str) -> str:
    return f"{SECTIONS['count']}{parameters}\n"


@pytest.mark.parametrize(
    ("sections", "sentence"),
    [
        (
            ballot_section("at_mots = 3"),
            "ballot.at_mots : la clé « at_mots » est inconnue ici ; vouliez-vous dire « at_most » ?",
        ),
        (ballot_section("at_most = 0"), "ballot.at_most : doit être au moins 1."),
        (
            ballot_section("at_most = 3\nexactly = 3"),
            "ballot : donnez soit exactly = N, soit at_most = N (et, si besoin, at_least = N).",
        ),
        (
            ballot_section('may_abstain = "parfois"', form="one-per-category"),
            "ballot.may_abstain : true ou false est attendu.",
        ),
        (
            ballot_section("", form="one-per-canton"),
            (
                "ballot.form : aucun pack actif (categories, core, village, voting_rules) n'offre "
                "la forme de bulletin « voting_rules:one-per-canton » ; vouliez-vous dire « "
                "voting_rules:one-per-category » ?"
            ),
        ),
        (count_section("minimum_votes = -1"), "count.minimum_votes : doit être au moins 0."),
        (count_section("skip = 3"), "count.skip : true ou false est attendu."),
        (
            SECTIONS["count"].replace("public-draw", "lowest-cost"),
            (
                "count.ties : la liste doit finir par un critère qui départage toujours, sinon "
                "une égalité arrêterait le dépouillement ; possibles : "
                "voting_rules:public-draw."
            ),
        ),
    ],
)
def test_a_wrong_parameter_is_refused_at_its_place_in_one_sentence(sections: str, sentence: str) -> None:
    assert faults(sections) == [sentence]
