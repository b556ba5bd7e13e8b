"""Official outcomes are recomputed from ballots, and each difference is told honestly."""

from collections.abc import Mapping, Sequence

import pytest

from concitoyen.domain.election_files import ElectionReplay
from concitoyen.domain.errors import ElectionFileError
from concitoyen_voting_rules.pabulib.official import scores_of
from concitoyen_voting_rules.pabulib.replay import replay
from tests.packs.voting_rules.pabulib.files import POINTS_VOTES, pb, points, ranked, read

Meta = Mapping[str, str | None]


def told(content: bytes) -> ElectionReplay:
    return replay(read(content))


def approvals(**votes: int) -> Sequence[str]:
    """So many ballots that approve one project each."""
    names = [name for name, count in votes.items() for _ in range(count)]
    return ["voter_id;vote", *(f"{number};{name}" for number, name in enumerate(names))]


def town(meta: Meta, costs: Mapping[str, int], votes: Mapping[str, int], selected: Mapping[str, int]) -> bytes:
    """A town where each voter approves one project."""
    rows = [f"{name};{cost};{selected.get(name, 0)}" for name, cost in costs.items()]
    return pb(meta, ["project_id;cost;selected", *rows], approvals(**votes))


COSTS = {"a": 600, "b": 500, "c": 300, "d": 100}
VOTES = {"a": 4, "b": 3, "c": 2, "d": 1}


def test_greedy_passes_over_what_does_not_fit() -> None:
    found = told(town({}, COSTS, VOTES, {"a": 1, "c": 1, "d": 1}))
    assert (found.verdict, found.funded, found.official, found.why) == (
        "reproduced",
        ("a", "c", "d"),
        ("a", "c", "d"),
        "",
    )


def test_greedy_without_skip_stops_there() -> None:
    assert told(town({"rule": "greedy-no-skip"}, COSTS, VOTES, {"a": 1})).verdict == "reproduced"


def test_without_skip_a_project_withdrawn_after_the_vote_stops_nothing() -> None:
    costs = {"a": 600, "b": 999_999_999, "c": 300, "d": 100}
    assert told(town({"rule": "greedy-no-skip"}, costs, VOTES, {"a": 1, "c": 1, "d": 1})).verdict == "reproduced"


def test_without_skip_everything_may_fit() -> None:
    meta = {"rule": "greedy-no-skip", "budget": "2000"}
    assert told(town(meta, COSTS, VOTES, dict.fromkeys(COSTS, 1))).verdict == "reproduced"


@pytest.mark.parametrize(("least", "funded"), [("2", {"a": 1, "c": 1}), ("20%", {"a": 1, "c": 1}), ("3", {"a": 1})])
def test_a_threshold_is_reached_by_equality_and_may_be_a_share_of_voters(least: str, funded: Mapping[str, int]) -> None:
    meta = {"rule": "greedy-threshold", "min_project_score_threshold": least}
    assert told(town(meta, COSTS, VOTES, funded)).verdict == "reproduced"


def test_a_threshold_that_is_a_word_is_refused() -> None:
    meta = {"rule": "greedy-threshold", "min_project_score_threshold": "assez"}
    with pytest.raises(ElectionFileError, match=r"ligne 15, colonne 29 : le seuil « assez » n'est pas un nombre\."):
        told(town(meta, COSTS, VOTES, {"a": 1}))


def test_poznan_funds_the_project_at_which_it_stops_when_four_fifths_are_there() -> None:
    costs = {"a": 600, "b": 500, "c": 100}
    votes = {"a": 3, "b": 2, "c": 1}
    meta = {"rule": "greedy-custom", "unit": "Poznań"}
    found = told(town(meta, costs, votes, {"a": 1, "b": 2}))
    assert (found.verdict, found.why) == ("reproduced", "Avec ceux marqués 2 ou 3 : b.")
    dearer = {**costs, "b": 501}
    assert told(town(meta, dearer, votes, {"a": 1})).verdict == "reproduced"
    tells = {"rule": "greedy-custom", "comment": "#1: we fund at least 80% of that project"}
    assert told(town(tells, costs, votes, {"a": 1, "b": 2})).verdict == "reproduced"


def test_poznan_gives_further_money_to_the_next_ones_and_to_no_other() -> None:
    costs = {"a": 900, "b": 500, "c": 500}
    votes = {"a": 3, "b": 2, "c": 1}
    meta = {"rule": "greedy-custom", "unit": "Poznań"}
    assert told(town(meta, costs, votes, {"a": 1, "b": 3})).verdict == "reproduced"
    assert told(town(meta, costs, votes, {"a": 1, "c": 3})).verdict == "differs"


def test_another_custom_rule_is_greedy_unless_the_file_tells_it() -> None:
    assert told(town({"rule": "greedy-custom"}, COSTS, VOTES, {"a": 1, "c": 1, "d": 1})).verdict == "reproduced"


def test_who_is_funded_in_another_way_is_told_apart() -> None:
    found = told(town({"rule": "greedy-no-skip"}, COSTS, VOTES, {"a": 1, "c": 2}))
    assert (found.verdict, found.why) == ("reproduced", "Financés autrement (selected 2 ou 3) : c.")


AMSTERDAM_PROJECTS = (
    "project_id;cost;category;selected",
    "a;300;vert;1",
    "b;300;vert;0",
    "c;200;vert;1",
    "d;500;sport;1",
)
AMSTERDAM: Meta = {
    "categories": "vert,sport",
    "budget_per_category": "400,600",
    "leftover_budget": "Fund additional projects that fit within leftover budget ordered by score",
}
AMSTERDAM_VOTES = approvals(a=4, b=3, c=2, d=1)


def test_money_divided_by_category_is_spent_there_then_what_is_left_over_pays_the_next_ones() -> None:
    found = told(pb(AMSTERDAM, AMSTERDAM_PROJECTS, AMSTERDAM_VOTES))
    assert found.verdict == "reproduced"
    assert found.why == "Lecture suivie : une part du budget par catégorie ou quartier, puis ce qui reste."
    assert found.funded == ("a", "d", "c")


def test_parts_may_be_named_or_in_the_order_in_which_projects_name_them() -> None:
    for meta in (
        {"budget_per_category": "[vert: 400, sport: 600]"},
        {"budget_per_category": "400,600", "categories": None},
    ):
        assert told(pb({**AMSTERDAM, **meta}, AMSTERDAM_PROJECTS, AMSTERDAM_VOTES)).verdict == "reproduced"


def test_a_part_may_stop_at_the_first_that_does_not_fit() -> None:
    projects = ("project_id;cost;neighborhood;selected", "a;300;est;1", "b;300;est;0", "c;100;est;0", "d;500;ouest;1")
    meta = {"neighborhoods": "est,ouest", "budget_per_neighborhood": "400,600"}
    found = told(pb(meta, projects, AMSTERDAM_VOTES))
    assert found.verdict == "reproduced"
    assert "chacune arrêtée au premier projet qui ne tient pas" in found.why


@pytest.mark.parametrize("written", ["beaucoup,600", "400"])
def test_parts_that_cannot_be_read_leave_the_whole_budget_and_it_is_said(written: str) -> None:
    projects = [row[:-1] + str(int(row[0] in "abc")) if row[0] != "p" else row for row in AMSTERDAM_PROJECTS]
    meta = {**AMSTERDAM, "budget_per_category": written, "budget": "1100"}
    found = told(pb(meta, projects, AMSTERDAM_VOTES))
    assert (found.verdict, found.why) == ("reproduced", "Lecture suivie : le budget entier, sans parts.")


# ── ties ──────────────────────────────────────────────────────────────────────────────────────────────

TIED_COSTS = {"a": 600, "b": 400, "c": 400}
TIED_VOTES = {"a": 3, "b": 1, "c": 1}


def test_a_tie_that_the_order_of_the_file_settles_is_counted_as_such() -> None:
    found = told(town({}, TIED_COSTS, TIED_VOTES, {"a": 1, "b": 1}))
    assert (found.verdict, found.equals) == ("reproduced", 1)
    assert found.why == "Égalités tranchées dans l'ordre du fichier : 1."


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip"])
def test_a_tie_decided_by_what_the_file_does_not_say_is_never_a_reproduction(rule: str) -> None:
    found = told(town({"rule": rule}, TIED_COSTS, TIED_VOTES, {"a": 1, "c": 1}))
    assert found.verdict == "tie"
    assert found.why == "égalité non déterminée par le fichier : b, c ont le même score, retenu : c."


def test_a_tie_that_changes_nothing_is_not_told() -> None:
    found = told(town({"budget": "1400"}, TIED_COSTS, TIED_VOTES, {"a": 1, "b": 1, "c": 1}))
    assert (found.verdict, found.equals) == ("reproduced", 0)


# ── ballots that are no approvals ─────────────────────────────────────────────────────────────────────


def test_points_rank_projects() -> None:
    found = told(points())
    assert (found.verdict, found.funded, found.remarks) == ("reproduced", ("a", "c"), ())


def test_ranks_are_worth_what_gives_the_recorded_scores() -> None:
    three_two_one = ranked()
    assert scores_of(read(three_two_one)).values == (8, 6, 4)
    assert told(three_two_one).verdict == "reproduced"
    projects = ("project_id;cost;score;selected", "a;600;5;1", "b;500;3;0", "c;300;1;1")
    assert scores_of(read(ranked(projects=projects))).values == (5, 3, 1)
    assert told(ranked(projects=projects)).verdict == "reproduced"


def test_ranks_may_be_worth_the_most_that_a_ballot_may_hold() -> None:
    projects = ("project_id;cost;score;selected", "a;600;6;1", "b;500;2;0", "c;300;0;1")
    votes = ("voter_id;vote", "1;a,b", "2;a")
    assert scores_of(read(ranked(projects=projects, votes=votes))).values == (6, 2, 0)


def test_a_file_that_does_not_record_scores_of_ranks_is_told_so() -> None:
    projects = ("project_id;cost;selected", "a;600;1", "b;500;0", "c;300;1")
    found = told(ranked(projects=projects, votes=("voter_id;vote", "1;a,b", "2;a")))
    assert [remark.kind for remark in found.remarks] == ["rank-scores"]


def test_an_ordinal_file_with_points_is_counted_by_them() -> None:
    votes = ("voter_id;vote;points", "1;a,b,c;3,2,1", "2;a,c,b;3,2,1", "3;b,a,c;3,2,1")
    assert scores_of(read(ranked(votes=votes))).values == (8, 6, 4)


def test_scores_that_no_way_gives_are_told_with_the_first_project() -> None:
    projects = ("project_id;cost;score;selected", "a;600;80;1", "b;500;6;0", "c;300;4;1")
    (remark,) = told(ranked(projects=projects)).remarks
    assert (remark.kind, remark.line, remark.column) == ("recorded-score", 17, 7)
    assert "a, en a 80 d'inscrits et 8 dans les bulletins" in remark.text


# ── equal shares ──────────────────────────────────────────────────────────────────────────────────────

SHARES: Meta = {"rule": "equalshares", "budget": "1000", "max_length": None}
SHARED_PROJECTS = "project_id;cost;selected"


def test_equal_shares_let_each_group_buy_its_own() -> None:
    projects = (SHARED_PROJECTS, "a;500;1", "b;400;0", "c;500;1")
    votes = [
        "voter_id;vote",
        *(f"{number};a,b" for number in range(4)),
        "4;a",
        *(f"{number};c" for number in range(5, 10)),
    ]
    assert told(pb(SHARES, projects, votes)).verdict == "reproduced"
    assert told(pb({**SHARES, "rule": "equalshares/add1"}, projects, votes)).verdict == "reproduced"
    assert told(pb({**SHARES, "rule": "equalshares-comparison"}, projects, votes)).verdict == "reproduced"


def test_one_more_each_buys_what_shares_alone_could_not() -> None:
    projects = (SHARED_PROJECTS, "a;600;1", "b;300;0")
    votes = ["voter_id;vote", "1;a", "2;a", "3;b", "4;"]
    assert told(pb({**SHARES, "rule": "equalshares/add1"}, projects, votes)).verdict == "differs"
    projects = (SHARED_PROJECTS, "a;600;1", "b;300;1")
    assert told(pb({**SHARES, "rule": "equalshares/add1"}, projects, votes)).verdict == "reproduced"


def test_equal_shares_by_points() -> None:
    meta = {"rule": "equalshares", "budget": "1400"}
    votes = ("voter_id;vote;points", "1;a,b;4,2", "2;a,c;3,3", "3;b,a,c;3,2,1")
    assert told(points(meta, votes)).verdict in ("reproduced", "differs")
    assert told(points(meta, votes)).funded


def test_a_tie_among_equal_shares_is_told() -> None:
    projects = (SHARED_PROJECTS, "a;1000;0", "b;1000;1")
    votes = ("voter_id;vote", "1;a,b", "2;a,b")
    found = told(pb(SHARES, projects, votes))
    assert (found.verdict, found.equals) == ("tie", 1)


def test_two_criteria_settle_most_ties_among_equal_shares() -> None:
    projects = (SHARED_PROJECTS, "a;1000;0", "b;900;1")
    found = told(pb(SHARES, projects, ("voter_id;vote", "1;a,b", "2;a,b")))
    assert (found.verdict, found.equals) == ("reproduced", 0)


def test_ranks_are_no_utilities_to_share_by() -> None:
    found = told(ranked({"rule": "equalshares"}))
    assert found.verdict == "no-rule"
    assert "« equalshares »" in found.why


# ── differences ───────────────────────────────────────────────────────────────────────────────────────


def test_a_difference_names_projects_passed_over_and_those_beyond_the_money() -> None:
    found = told(town({}, COSTS, VOTES, {"a": 1, "b": 1}))
    assert found.verdict == "differs"
    assert found.why == "Retenus au-delà de ce qui restait : b (500)."
    found = told(town({}, COSTS, VOTES, {"a": 1, "d": 1}))
    assert found.why == "Tenaient dans ce qui restait et ne sont pas retenus : c (300)."


def test_a_project_selected_under_the_threshold_is_named() -> None:
    meta = {"rule": "greedy-threshold", "min_project_score_threshold": "2"}
    found = told(town(meta, COSTS, VOTES, {"a": 1, "c": 1, "d": 1}))
    assert found.why == "Retenus sous le seuil : d (100)."


def test_conflicts_that_the_file_does_not_name_are_told_as_such() -> None:
    found = told(town({"rule": "greedy-exclusive"}, COSTS, VOTES, {"a": 1, "d": 1}))
    assert found.verdict == "differs"
    assert found.why.endswith(
        "La règle écarte des projets incompatibles avec un mieux placé, et le fichier ne dit pas lesquels."
    )


def test_missing_ballots_are_the_reason_where_recorded_scores_give_the_decision() -> None:
    projects = ("project_id;cost;votes;selected", "a;600;4;0", "b;500;9;1", "c;500;8;1")
    found = told(pb({}, projects, approvals(a=4, b=3, c=2)))
    assert found.verdict == "differs"
    assert found.why.endswith("Les scores inscrits donnent la sélection du fichier : il y manque des bulletins.")
    assert [remark.kind for remark in found.remarks] == ["recorded-score"]


def test_recorded_scores_that_explain_nothing_are_told_too() -> None:
    projects = ("project_id;cost;votes;selected", "a;600;9;0", "b;500;9;1", "c;500;1;1")
    found = told(pb({}, projects, approvals(a=4, b=3, c=2)))
    assert found.why.endswith("Les scores inscrits diffèrent aussi du recompte des bulletins.")


def test_what_the_file_says_of_paper_ballots_or_of_the_project_is_quoted() -> None:
    meta = {"comment": "#1: Paper ballots are not here. #2: Project c is special. #3: Nice weather."}
    found = told(town(meta, COSTS, VOTES, {"a": 1, "d": 1}))
    assert found.why.endswith(
        "Le fichier dit : « Paper ballots are not here. » Le fichier dit : « Project c is special. »"
    )


def test_another_set_of_the_same_kind_still_has_a_sentence() -> None:
    meta = {**SHARES, "budget": "1400"}
    found = told(town(meta, COSTS, VOTES, {"a": 1, "b": 1, "c": 1}))
    assert (found.verdict, found.why) == ("differs", "la sélection du fichier n'est pas celle de la règle.")


# ── no decision, no rule ──────────────────────────────────────────────────────────────────────────────


def test_a_file_without_a_decision_is_still_counted() -> None:
    found = told(pb({}, ("project_id;cost", "a;600", "b;500"), approvals(a=2, b=1)))
    assert (found.verdict, found.funded, found.official) == ("no-selection", ("a",), ())
    assert told(pb({}, ("project_id;cost;selected", "a;600;"), approvals(a=2))).verdict == "no-selection"


def test_a_file_without_decision_nor_rule_gives_nobody() -> None:
    found = told(pb({"rule": None}, ("project_id;cost", "a;600"), approvals(a=2)))
    assert (found.rule, found.verdict, found.funded) == ("unknown", "no-selection", ())


def test_a_file_without_a_rule_says_which_common_one_would_agree() -> None:
    found = told(town({"rule": "unknown", "comment": "#1: Council decided."}, COSTS, VOTES, {"a": 1}))
    assert found.verdict == "no-rule"
    assert "La règle « greedy-no-skip » donne la même sélection. Le fichier dit : « Council decided. »" in found.why
    found = told(town({"rule": "unknown"}, COSTS, VOTES, {"d": 1}))
    assert found.why.endswith("Aucune règle courante ne donne la même sélection.")
    assert told(town({"rule": "dice"}, COSTS, VOTES, {"d": 1})).verdict == "no-rule"


def test_votes_recorded_as_decimals_or_words_are_read_or_left() -> None:
    projects = ("project_id;cost;votes;selected", "a;600;4.0;1", "b;500;x;0")
    found = told(pb({}, projects, approvals(a=4, b=0)))
    assert (found.verdict, found.remarks) == ("reproduced", ())


def test_the_votes_of_the_points_file_are_what_its_scores_say() -> None:
    assert len(POINTS_VOTES) == 4
