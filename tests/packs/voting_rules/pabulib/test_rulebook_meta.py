"""The tables of a rulebook as META, where the format has words for them."""

from collections.abc import Mapping, Sequence

import pytest

from concitoyen_voting_rules.pabulib.format import Pabulib
from concitoyen_voting_rules.pabulib.rulebook import meta_of
from concitoyen_voting_rules.pabulib.to_domain import domain_election
from tests.packs.voting_rules.pabulib.files import FACTS, ranked, read

CHOICES: Mapping[str, object] = {"form": "voting_rules:approval", "at_most": 3, "at_least": 2}
POINTS: Mapping[str, object] = {"form": "voting_rules:points", "total": 6, "per_project": 3, "projects_at_most": 4}
RANKS: Mapping[str, object] = {"form": "voting_rules:ranking", "places": 3}
GREEDY: Mapping[str, object] = {"rule": "voting_rules:greedy"}
MES: Mapping[str, object] = {"rule": "voting_rules:equal-shares"}
ADD_ONE: Mapping[str, object] = {**MES, "completion": "add-one", "start": "floor"}
SPORT: Mapping[str, object] = {"id": "sport", "title": "Sport", "takes": {"category": "sport"}, "amount": 600}
REST: Mapping[str, object] = {"id": "reste", "title": "Reste"}
RESERVE: Mapping[str, object] = {"overshoot": 500, "overshoot_percent": 20}
CONFLICT: Mapping[str, object] = {"rule": "voting_rules:exclusive", "projects": ["a", "b"], "article": "9"}
Ballot = Mapping[str, object]

BALLOTS: Sequence[tuple[Ballot, Mapping[str, str]]] = [
    (CHOICES, {"vote_type": "approval", "min_length": "2", "max_length": "3"}),
    ({"form": "voting_rules:approval"}, {"vote_type": "approval", "min_length": "1"}),
    ({"form": "voting_rules:choose-one"}, {"vote_type": "choose-1", "min_length": "1", "max_length": "1"}),
    (
        {"form": "voting_rules:favourites", "exactly": 2},
        {"vote_type": "approval", "min_length": "2", "max_length": "2"},
    ),
    (
        {"form": "voting_rules:knapsack", "sum_at_most": 900, "at_most": 1},
        {"vote_type": "approval", "min_length": "1", "max_length": "1", "max_sum_cost": "900"},
    ),
    (RANKS, {"vote_type": "ordinal", "min_length": "1", "max_length": "3"}),
    ({"form": "voting_rules:ranking", "complete": True}, {"vote_type": "ordinal", "min_length": "1"}),
    (
        {**POINTS, "spend_all": True},
        {
            "vote_type": "cumulative",
            "min_length": "1",
            "max_length": "4",
            "max_points": "3",
            "min_sum_points": "6",
            "max_sum_points": "6",
        },
    ),
    (
        {"form": "voting_rules:scores", "highest": 5},
        {"vote_type": "scoring", "min_points": "0", "max_points": "5"},
    ),
    ({"form": "voting_rules:grades"}, {}),
    ({}, {}),
]


@pytest.mark.parametrize(("ballot", "meta"), BALLOTS)
def test_a_form_of_ballot_becomes_meta(ballot: Ballot, meta: Mapping[str, str]) -> None:
    assert meta_of(ballot, {}) == meta


RESERVE_TOLD = "#1: Funding stops at the first project that does not fit, funded too if 80% of its cost is left."
COUNTED: Sequence[tuple[Ballot, Ballot, Mapping[str, str]]] = [
    (CHOICES, GREEDY, {"rule": "greedy"}),
    (CHOICES, {**GREEDY, "skip": False, "ties": ["voting_rules:public-draw"]}, {"rule": "greedy-no-skip"}),
    (
        CHOICES,
        {**GREEDY, "minimum_votes": 5, "strictly": True},
        {"rule": "greedy-threshold", "min_project_score_threshold": "6"},
    ),
    (CHOICES, {**GREEDY, "minimum_share": "2.5"}, {"rule": "greedy-threshold", "min_project_score_threshold": "2.5%"}),
    (
        CHOICES,
        {**GREEDY, "skip": False, "minimum_votes": 5},
        {"rule": "greedy-no-skip", "min_project_score_threshold": "5"},
    ),
    (
        POINTS,
        {**GREEDY, "by": "points", "minimum_points": 9},
        {"rule": "greedy-threshold", "min_project_score_threshold": "9"},
    ),
    (RANKS, {"rule": "voting_rules:positional", "scale": [3, 2, 1]}, {"rule": "greedy"}),
    (RANKS, {"rule": "voting_rules:positional", "scale": "borda"}, {"rule": "greedy", "scoring_fn": "Borda"}),
    (
        CHOICES,
        {**GREEDY, "conditions": [CONFLICT, CONFLICT]},
        {"rule": "greedy-exclusive", "comment": "#1: Mutually exclusive projects: a, b; a, b"},
    ),
    (
        CHOICES,
        {**GREEDY, "skip": False, "filling": RESERVE},
        {
            "rule": "greedy-custom",
            "comment": RESERVE_TOLD,
        },
    ),
    (CHOICES, {**GREEDY, "pots": [SPORT]}, {"rule": "greedy", "categories": "sport", "budget_per_category": "600"}),
    (
        CHOICES,
        {**GREEDY, "minimum_votes": 2, "pots": [{**SPORT, "left_to": "reste"}, REST]},
        {
            "rule": "greedy",
            "categories": "sport",
            "budget_per_category": "600",
            "leftover_budget": "Fund additional projects that fit within leftover budget ordered by score",
            "min_project_score_threshold": "2",
        },
    ),
    (CHOICES, MES, {"rule": "equalshares"}),
    (CHOICES, {**MES, "comparison": "satisfaction", "completion": "none"}, {"rule": "equalshares-comparison"}),
    (CHOICES, ADD_ONE, {"rule": "equalshares/add1"}),
    (POINTS, {**ADD_ONE, "utility": "points", "step": 1}, {"rule": "equalshares/add1"}),
]


@pytest.mark.parametrize(("ballot", "count", "meta"), COUNTED)
def test_a_rule_becomes_meta(ballot: Ballot, count: Ballot, meta: Mapping[str, str]) -> None:
    assert meta_of(ballot, count) == {**meta_of(ballot, {}), **meta}


UNSAID: Sequence[tuple[Ballot, Ballot]] = [
    (CHOICES, {"rule": "voting_rules:phragmen"}),
    (CHOICES, {**GREEDY, "by": "votes-per-cost"}),
    (POINTS, GREEDY),
    (CHOICES, {**GREEDY, "unheard": 1}),
    (CHOICES, {**GREEDY, "minimum_votes": 5, "minimum_share": 5}),
    (CHOICES, {**GREEDY, "minimum_share": 5, "strictly": True}),
    (POINTS, {**GREEDY, "by": "points", "minimum_share": 5}),
    (RANKS, {"rule": "voting_rules:positional", "scale": [5, 3, 1]}),
    (RANKS, {"rule": "voting_rules:positional", "scale": [3, 2, 1], "unheard": 1}),
    (CHOICES, {"rule": "voting_rules:positional", "scale": "borda"}),
    (CHOICES, {**GREEDY, "conditions": [{"rule": "voting_rules:exclusive", "label": "place"}]}),
    (CHOICES, {**GREEDY, "conditions": [CONFLICT], "minimum_votes": 5}),
    (CHOICES, {**GREEDY, "conditions": [CONFLICT], "skip": False}),
    (CHOICES, {**GREEDY, "conditions": [CONFLICT], "filling": RESERVE}),
    (CHOICES, {**GREEDY, "filling": RESERVE}),
    (CHOICES, {**GREEDY, "skip": False, "filling": {"overshoot_percent": 20}}),
    (CHOICES, {**GREEDY, "skip": False, "filling": "oui"}),
    (CHOICES, {**GREEDY, "pots": [REST]}),
    (CHOICES, {**GREEDY, "pots": "oui"}),
    (CHOICES, {**GREEDY, "pots": [{**SPORT, "takes": {"project": ["a"]}}]}),
    (CHOICES, {**GREEDY, "pots": [{**SPORT, "left_to": "ailleurs"}, REST]}),
    (CHOICES, {**MES, "utility": "cardinality"}),
    (CHOICES, {**MES, "comparison": "other"}),
    (RANKS, MES),
    (CHOICES, {**ADD_ONE, "start": "exact"}),
    (CHOICES, {**ADD_ONE, "step": 5}),
    (CHOICES, {**ADD_ONE, "stop": "exhaustive"}),
]


@pytest.mark.parametrize(("ballot", "count"), UNSAID)
def test_a_rule_for_which_the_format_has_no_word_is_unknown(ballot: Ballot, count: Ballot) -> None:
    assert meta_of(ballot, count) == {**meta_of(ballot, {}), "rule": "unknown"}


def test_a_rulebook_by_borda_writes_scores_by_borda() -> None:
    election = read(ranked({"max_length": "3"}))
    held = domain_election(election)
    words = meta_of(RANKS, {"rule": "voting_rules:positional", "scale": "borda"})
    again = read(Pabulib().write(held, None, {**FACTS, **words}))
    assert [row.cell(3) for row in again.projects.rows] == ["5", "3", "1"]
    assert "scoring_fn" not in again.meta
