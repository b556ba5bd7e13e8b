"""The check finds what the format's own checker finds, and says it in French with the place."""

from collections.abc import Mapping, Sequence

import pytest

from concitoyen.domain.election_files import FileRemark
from concitoyen_voting_rules.pabulib.check import check
from tests.packs.voting_rules.pabulib.files import PROJECTS, VOTES, pb, points

Kinds = Sequence[tuple[str, str]]


def found(content: bytes) -> tuple[FileRemark, ...]:
    return check(content, "ville.pb")


def kinds(content: bytes) -> list[tuple[str, str]]:
    return [(remark.level, remark.kind) for remark in found(content)]


def changed(before: str, after: str) -> bytes:
    content = pb()
    assert before.encode() in content
    return content.replace(before.encode(), after.encode())


def test_a_right_file_has_no_fault() -> None:
    assert found(pb()) == ()
    assert found(points()) == ()


META_FAULTS: Mapping[str, tuple[bytes, Kinds]] = {
    "a field is missing": (pb({"unit": None}), [("error", "missing-field")]),
    "a field is empty": (pb({"unit": ""}), [("error", "empty-value")]),
    "a field is unknown": (pb({"colour": "red"}), [("error", "unknown-field")]),
    "a rule is unknown": (pb({"rule": "dice"}), [("error", "wrong-value"), ("warning", "no-rule")]),
    "a country is in the wrong place": (
        pb().replace(b"country;France\nunit;Trifouilly\n", b"unit;Trifouilly\ncountry;France\n"),
        [("warning", "field-order")],
    ),
    "a value has a cell too many": (changed("France\n", "France;Europe\n"), [("warning", "extra-cells")]),
    "a row of PROJECTS has a cell too many": (changed("Bancs;1\n", "Bancs;1;\n"), [("warning", "extra-cells")]),
    "META has no header": (changed("key;value\n", ""), [("error", "missing-header")]),
    "a value ends with a blank": (changed("France\n", "France \n"), [("error", "blank-around-cell")]),
    "a date is none": (pb({"date_end": "31.02.2027"}), [("error", "wrong-value")]),
    "a date is written otherwise": (pb({"date_end": "2027-03-31"}), [("error", "wrong-value")]),
    "dates are reversed": (pb({"date_end": "2026"}), [("error", "dates-reversed")]),
    "a language is none": (pb({"language": "French"}), [("error", "wrong-value")]),
    "comments have no number": (pb({"comment": "Hello"}), [("error", "wrong-value")]),
    "comments are badly numbered": (pb({"comment": "#1: a #3: b"}), [("warning", "comment-numbers")]),
    "a list has blanks": (pb({"categories": "a, b"}), [("error", "blank-in-list")]),
    "a budget has a decimal comma": (pb({"budget": "1000,5"}), [("error", "wrong-value")]),
    "lengths go beyond projects": (
        pb({"max_length": "9"}),
        [("error", "length-over-projects"), ("warning", "length-never-reached")],
    ),
    "everybody could be funded": (
        pb({"budget": "9000"}),
        [("error", "all-affordable"), ("error", "unused-budget"), ("error", "rule-not-followed")],
    ),
    "fully_funded is said wrongly": (pb({"fully_funded": "1"}), [("error", "fully-funded")]),
    "fully_funded has another value": (
        pb({"fully_funded": "2"}),
        [("error", "wrong-value"), ("error", "fully-funded")],
    ),
    "points are limited on approvals": (pb({"max_points": "3"}), [("warning", "foreign-limit")]),
    "a threshold stands beside greedy": (
        pb({"min_project_score_threshold": "1"}),
        [("error", "threshold-rule")],
    ),
    "a threshold is missing": (pb({"rule": "greedy-threshold"}), [("error", "threshold-missing")]),
    "a custom rule is not told": (pb({"rule": "greedy-custom"}), [("warning", "custom-comment")]),
}


@pytest.mark.parametrize(("content", "expected"), META_FAULTS.values(), ids=META_FAULTS.keys())
def test_each_fault_of_meta_is_found(content: bytes, expected: Kinds) -> None:
    assert kinds(content) == list(expected)


def with_column(name: str, *values: str) -> bytes:
    rows = [f"{row};{value}" for row, value in zip(PROJECTS, (name, *values), strict=True)]
    return pb(projects=rows)


def with_votes_column(name: str, *values: str, meta: Mapping[str, str] | None = None) -> bytes:
    rows = [f"{row};{value}" for row, value in zip(VOTES, (name, *values), strict=True)]
    return pb(meta, votes=rows)


TABLE_FAULTS: Mapping[str, tuple[bytes, Kinds]] = {
    "a column is unknown": (with_column("colour", *"abcd"), [("error", "unknown-field")]),
    "a column has its old name": (with_column("target", *"abcd"), [("error", "unknown-field")]),
    "a column is in the wrong place": (with_column("score", *"5431"), [("warning", "field-order")]),
    "latitude stands alone": (
        with_column("latitude", "50", "", "", ""),
        [("error", "half-coordinates")],
    ),
    "a latitude is beyond the pole": (
        with_column("latitude;longitude", "95;2", "50;2", "50;x", "50,5;3"),
        [("error", "wrong-value"), ("error", "wrong-value")],
    ),
    "every project is at one place": (
        with_column("latitude;longitude", *["50;2"] * 4),
        [("warning", "same-coordinates")],
    ),
    "an age is none": (
        with_votes_column("education", *["x"] * 6).replace(b";34;", b";vieux;"),
        [("error", "wrong-value")],
    ),
    "a method of voting is none": (
        with_votes_column("voting_method", *["internet"] * 5, "pigeon"),
        [("error", "wrong-value")],
    ),
    "a method of voting is empty": (
        with_votes_column("voting_method", *["internet"] * 5, ""),
        [("error", "empty-value")],
    ),
    "a vote has a blank beside a comma": (changed("velo,four;34", "velo, four;34"), [("error", "blank-in-list")]),
    "a voter has a blank": (changed("\n1;velo", "\n1 ;velo"), [("error", "blank-around-cell")]),
    "lines are empty": (changed("VOTES\n", "\n\nVOTES\n"), [("warning", "empty-lines")]),
    "a label is written in two ways": (
        with_votes_column("district", "Nord", "nord ", "NORD", "Sud", "", "Été"),
        [("error", "blank-around-cell"), ("warning", "label-variants")],
    ),
    "a category comes twice": (
        with_column("category", "a,a", "b", "", "c").replace(b"selected;category", b"selected;beneficiaries"),
        [("warning", "field-order"), ("warning", "label-twice")],
    ),
    "districts are not those announced": (
        with_votes_column("district", "n", "n", "n", "s", "", "s", meta={"subdistricts": "n,e"}),
        [("warning", "unused-label"), ("warning", "undeclared-label")],
    ),
}


@pytest.mark.parametrize(("content", "expected"), TABLE_FAULTS.values(), ids=TABLE_FAULTS.keys())
def test_each_fault_of_a_table_is_found(content: bytes, expected: Kinds) -> None:
    assert sorted(kinds(content)) == sorted(expected)


def with_projects(*rows: str, meta: Mapping[str, str] | None = None) -> bytes:
    return pb(meta, ("project_id;cost;votes;name;selected", *rows))


OUTCOME_FAULTS: Mapping[str, tuple[bytes, Kinds]] = {
    "a project costs nothing": (
        changed("puits;100;1;Puits;0", "puits;0;1;Puits;1"),
        [("error", "no-cost")],
    ),
    "a project costs more than the budget": (
        changed("puits;100;", "puits;5000;"),
        [("error", "dearer-than-budget")],
    ),
    "a withdrawn project is known by its cost": (
        changed("puits;100;", "puits;999999999;"),
        [("warning", "dearer-than-budget")],
    ),
    "a withdrawn project is selected": (
        changed("puits;100;1;Puits;0", "puits;999999999;1;Puits;1"),
        [
            ("error", "withdrawn-selected"),
            ("warning", "dearer-than-budget"),
            ("error", "budget-exceeded"),
            ("error", "rule-not-followed"),
        ],
    ),
    "what is left would still pay": (
        changed("banc;400;3;Bancs;1", "banc;400;3;Bancs;0"),
        [("error", "unused-budget"), ("error", "rule-not-followed")],
    ),
    "votes are not those of the ballots": (
        changed("puits;100;1;", "puits;100;7;"),
        [("error", "recorded-votes"), ("warning", "recorded-score")],
    ),
    "a project has no votes": (
        with_projects(*PROJECTS[1:], "rien;50;0;Rien;0"),
        [("warning", "no-votes")],
    ),
    "nothing is recorded": (
        pb({}, ("project_id;cost;selected", "velo;600;1", "four;500;0", "banc;400;1", "puits;100;0")),
        [("warning", "no-results")],
    ),
    "nothing is decided": (
        pb({}, ("project_id;cost;votes", "velo;600;5", "four;500;4", "banc;400;3", "puits;100;1")),
        [("warning", "no-selection")],
    ),
    "a cost is a range": (
        pb({}, ("project_id;cost;votes;selected", "velo;5-600;1;0"), ("voter_id;vote", "1;velo")),
        [("error", "wrong-value"), ("error", "cost-range")],
    ),
}


@pytest.mark.parametrize(("content", "expected"), OUTCOME_FAULTS.values(), ids=OUTCOME_FAULTS.keys())
def test_each_fault_of_results_is_found(content: bytes, expected: Kinds) -> None:
    assert set(expected) <= set(kinds(content))


def test_ballots_of_one_project_each_are_told() -> None:
    one = pb({"max_length": "1"}, votes=("voter_id;vote", "1;velo"))
    assert ("warning", "choose-1-suggested") in kinds(one)
    many = pb({"max_length": "3"}, votes=("voter_id;vote", "1;velo", "2;four"))
    assert ("warning", "one-project-each") in kinds(many)
    chosen = pb({"vote_type": "choose-1", "max_length": "2"}, votes=("voter_id;vote", "1;velo"))
    assert ("error", "choose-1-length") in kinds(chosen)
    nobody = pb(votes=("voter_id;vote",))
    assert ("warning", "length-never-reached") not in kinds(nobody)
    free = pb({"max_length": None})
    assert ("warning", "length-never-reached") not in kinds(free)


def test_points_in_rising_order_and_without_a_total_are_told() -> None:
    content = points({"max_sum_points": None}, ("voter_id;vote;points", "1;a,b;2,4", "2;a;1"))
    assert {("error", "missing-limit"), ("warning", "points-order")} <= set(kinds(content))
    assert ("error", "recorded-score") in kinds(content)


def test_what_the_reader_tells_of_ballots_is_a_warning() -> None:
    assert ("warning", "repeated-project") in kinds(pb(votes=("voter_id;vote", "1;velo,velo")))
    assert ("warning", "cost-over-limit") in kinds(pb({"max_sum_cost": "500"}))


def test_a_budget_for_all_may_be_said() -> None:
    content = pb({"fully_funded": "1", "budget": "9000"}).replace(b";0\n", b";1\n")
    assert kinds(content) == []


def test_columns_that_are_missing_are_told() -> None:
    content = pb(votes=("voter_id;choice", "1;velo"))
    assert {("error", "cannot-be-counted"), ("error", "missing-field"), ("error", "unknown-field")} <= set(
        kinds(content)
    )


def test_a_lenient_rule_is_only_warned_about() -> None:
    content = pb({"rule": "greedy-exclusive"}).replace(b"Bancs;1", b"Bancs;0")
    assert kinds(content) == [("warning", "unused-budget"), ("warning", "rule-not-followed")]


def test_a_threshold_keeps_projects_out_of_what_is_left() -> None:
    content = pb({"rule": "greedy-threshold", "min_project_score_threshold": "4"}).replace(b"Bancs;1", b"Bancs;0")
    assert kinds(content) == []


def test_the_same_fault_of_many_rows_is_told_once_with_its_number() -> None:
    content = pb().replace(b",four", b", four")
    (remark,) = found(content)
    assert (remark.kind, remark.line, remark.column) == ("blank-in-list", 23, 3)
    assert remark.text == "VOTES : « vote » a un blanc à côté d'une virgule (3 fois)."


def test_a_fault_that_stops_the_check_itself_is_told_once_after_the_others() -> None:
    assert kinds(pb().replace(b"\n3;", b'\n"3;')) == [("error", "cannot-be-counted")]
    meta = {"rule": "greedy-threshold", "min_project_score_threshold": "2,x"}
    assert kinds(pb(meta)) == [("error", "wrong-value"), ("error", "cannot-be-counted")]


def test_what_cannot_be_counted_is_told_with_the_rest() -> None:
    (remark,) = found(b"nothing")
    assert (remark.level, remark.kind, remark.line) == ("error", "cannot-be-counted", 1)
    content = pb({"num_votes": "7", "unit": None})
    assert kinds(content) == [("error", "cannot-be-counted"), ("error", "missing-field")]
