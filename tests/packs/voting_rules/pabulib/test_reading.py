"""Every quirk of real files is read for what it means."""

from concitoyen_voting_rules.pabulib.file import PbFile
from concitoyen_voting_rules.pabulib.official import scores_of
from tests.packs.voting_rules.pabulib.files import PROJECTS, VOTES, pb, points, ranked, read


def ballots(content: bytes) -> list[tuple[tuple[tuple[str, int], ...], int]]:
    """Distinct ballots as names and values, with their weights."""
    profile = read(content).profile
    found = []
    for start, end, weight in zip(profile.starts, profile.starts[1:], profile.weights, strict=False):
        marks = zip(profile.marked[start:end], profile.values[start:end], strict=True)
        found.append((tuple((profile.candidates[place], int(value)) for place, value in marks), int(weight)))
    return found


PLAIN = [
    ((("velo", 1), ("four", 1)), 2),
    ((("velo", 1), ("four", 1), ("banc", 1)), 1),
    ((("velo", 1), ("banc", 1)), 2),
    ((("four", 1), ("puits", 1)), 1),
]


def test_equal_ballots_are_merged_and_money_is_whole_cents() -> None:
    election = read(pb())
    assert ballots(pb()) == PLAIN
    assert election.budget == 100_000
    assert election.costs.tolist() == [60_000, 50_000, 40_000, 10_000]
    assert (election.voters, election.ids, election.remarks) == (6, ("velo", "four", "banc", "puits"), ())


def test_ends_of_line_a_byte_order_mark_and_a_last_line_without_end_change_nothing() -> None:
    assert ballots(pb().replace(b"\n", b"\r\n")) == PLAIN
    assert ballots(pb().replace(b"\n", b"\r")) == PLAIN
    assert ballots(b"\xef\xbb\xbf" + pb()) == PLAIN
    assert ballots(pb().rstrip()) == PLAIN
    assert ballots(pb() + b"\n \n") == PLAIN


def test_blank_lines_and_blanks_around_cells_and_commas_change_nothing() -> None:
    assert ballots(pb().replace(b"VOTES\n", b"\nVOTES\n")) == PLAIN
    assert ballots(pb().replace(b"\n2;", b"\n\n2;")) == PLAIN
    assert ballots(pb().replace(b"age\n1;", b"age\n\n1;")) == PLAIN
    spaced = pb(projects=[row.replace(";", " ; ") for row in PROJECTS], votes=[row.replace(",", ", ") for row in VOTES])
    assert ballots(spaced) == PLAIN
    assert ballots(pb({"budget": " 1000 "})) == PLAIN


def test_the_order_of_columns_and_short_rows_are_free() -> None:
    turned = ["age;voter_id;vote", "34;1;velo,four", "51;2;velo,four,banc", ";3;velo,banc"]
    assert ballots(pb(votes=turned)) == [(PLAIN[0][0], 1), PLAIN[1], (PLAIN[2][0], 1)]
    short = ["voter_id;vote;age;sex", "1;velo,four;34;F", "2;velo,four", "3;velo,banc;12"]
    assert ballots(pb(votes=short)) == [(PLAIN[0][0], 2), (PLAIN[2][0], 1)]


def test_cells_that_a_spreadsheet_adds_to_every_line_change_nothing() -> None:
    padded = b"".join(line + b";" * (6 - line.count(b";")) + b"\n" for line in pb().splitlines())
    assert ballots(padded) == PLAIN
    assert (read(padded).budget, read(padded).meta.rule) == (100_000, "greedy")
    longer = pb(projects=[PROJECTS[0], *(f"{row};;" for row in PROJECTS[1:])], votes=[VOTES[0], f"{VOTES[1]}; ;"])
    assert ballots(longer) == [(PLAIN[0][0], 1)]
    quoted = pb(votes=["voter_id;vote", '1;"velo,four";;', "2;banc"])
    assert ballots(quoted) == [(PLAIN[0][0], 1), ((("banc", 1),), 1)]


def test_an_older_file_without_the_header_of_meta_loses_no_key() -> None:
    older = pb().replace(b"key;value\n", b"")
    assert ballots(older) == PLAIN
    assert read(older).meta["description"] == "Budget de Trifouilly"
    assert PbFile.read(older).write() == pb()


def test_ids_are_any_text_long_or_accented() -> None:
    names = ["OGM/0015", "X.4", "2023/BAD/0002-é-très-long-identifiant", "2023/BAD/0002-é-très-long-identifianx"]
    projects = ["project_id;cost", *(f"{name};100" for name in names)]
    votes = ["voter_id;vote", f"1;{names[2]},{names[0]}", f"2;{names[3]}", f"3;{names[1]},{names[2]}"]
    assert ballots(pb(projects=projects, votes=votes)) == [
        (((names[0], 1), (names[2], 1)), 1),
        (((names[3], 1),), 1),
        (((names[1], 1), (names[2], 1)), 1),
    ]


def test_quoted_cells_may_hold_semicolons_quotes_and_ends_of_line() -> None:
    projects = ["project_id;cost;name", 'a;100;"Un ""four"" ; à pain"', 'b;200;"Deux\nlignes"']
    votes = ["voter_id;vote;neighborhood", '1;a,b;"Centre; nord"', "", '2;"b";Sud']
    file = PbFile.read(pb(projects=projects, votes=votes))
    assert file.project_values("name") == ('Un "four" ; à pain', "Deux\nlignes")
    assert file.vote_values("neighborhood") == ("Centre; nord", "Sud")
    assert ballots(pb({"num_votes": "2"}, projects=projects, votes=votes)) == [
        ((("a", 1), ("b", 1)), 1),
        ((("b", 1),), 1),
    ]


def test_amounts_are_read_exactly_however_they_are_written() -> None:
    costs = ["project_id;cost", "a;4000.0", "b;2458488.22", "c;1 200,5", "d;0.125"]
    election = read(pb({"budget": "400000.0"}, costs, ["voter_id;vote", "1;a,b,c"]))
    assert election.unit.decimals == 3
    assert election.budget == 400_000_000
    assert election.costs.tolist() == [4_000_000, 2_458_488_220, 1_200_500, 125]
    assert election.unit.written(125) == "0.125"
    assert election.unit.written(4_000_000) == "4000"


def test_a_cost_written_as_a_range_counts_for_its_upper_bound_and_is_told() -> None:
    election = read(pb(projects=["project_id;cost", "a;100-250"], votes=["voter_id;vote", "1;a"]))
    assert election.costs.tolist() == [25_000]
    assert [remark.kind for remark in election.remarks] == ["cost-range"]
    assert (election.remarks[0].line, election.remarks[0].column) == (17, 3)


def test_points_are_added_when_a_project_comes_twice_and_the_place_is_told() -> None:
    content = points(votes=["voter_id;vote;points", "1;a,a,b;2,1,1", "2;b,c;1,0"])
    assert ballots(content) == [((("a", 3), ("b", 1)), 1), ((("b", 1),), 1)]
    (remark,) = read(content).remarks
    assert (remark.kind, remark.line, remark.column) == ("repeated-project", 22, 3)
    assert str(remark).startswith("ligne 22, colonne 3 : bulletins qui marquent deux fois un même projet : 1 ;")


def test_points_may_have_decimals_and_blanks() -> None:
    content = points(votes=["voter_id;vote;points", "1; a , b ; 2.5 , 1", "2;b,;2,"])
    election = read(content)
    assert election.votes.unit.decimals == 1
    assert ballots(content) == [((("a", 25), ("b", 10)), 1), ((("b", 20),), 1)]


def test_an_approval_given_twice_is_one_approval_but_two_published_votes() -> None:
    content = pb(votes=["voter_id;vote", "1;velo,velo,four", "2;velo"])
    assert ballots(content) == [((("velo", 1), ("four", 1)), 1), ((("velo", 1),), 1)]
    assert scores_of(read(content)).values == (3, 1, 0, 0)


def test_ranks_count_from_one_and_a_project_ranked_twice_keeps_the_best() -> None:
    assert ballots(ranked(votes=["voter_id;vote", "1;b,a,b", "2;c"])) == [((("a", 2), ("b", 1)), 1), ((("c", 1),), 1)]


def test_one_choice_each_is_counted() -> None:
    content = pb({"vote_type": "choose-1", "max_length": None}, votes=["voter_id;vote", "1;four", "2;velo", "3;four"])
    assert ballots(content) == [((("velo", 1),), 1), ((("four", 1),), 2)]


def test_scores_may_be_negative_and_those_not_mentioned_have_the_default() -> None:
    votes = ["voter_id;vote;points", "1;a,b;-2,3", "2;c;1"]
    content = points({"vote_type": "scoring", "max_sum_points": None}, votes)
    assert ballots(content) == [((("a", -2), ("b", 3)), 1), ((("c", 1),), 1)]
    told = points({"vote_type": "scoring", "max_sum_points": None, "default_score": "5"}, votes)
    assert ballots(told) == [((("a", -2), ("b", 3), ("c", 5)), 1), ((("a", 5), ("b", 5), ("c", 1)), 1)]
    assert scores_of(read(told)).values == (3, 8, 6)


def test_a_blank_ballot_counts_among_voters() -> None:
    election = read(pb(votes=["voter_id;vote", "1;velo", "2;", "3;,"]))
    assert election.profile.voters == 3
    assert [(remark.kind, remark.line, remark.column) for remark in election.remarks] == [("blank-ballot", 24, 1)]


def test_ballots_beyond_a_sum_of_costs_are_counted_and_told() -> None:
    election = read(pb({"max_sum_cost": "1000", "min_sum_cost": "900"}))
    assert [(remark.kind, remark.text, remark.line) for remark in election.remarks] == [
        ("cost-over-limit", "bulletins au-delà de max_sum_cost (1000), comptés : 3.", 25),
        ("cost-under-limit", "bulletins sous min_sum_cost (900), comptés : 1.", 30),
    ]


def test_ballots_within_the_limits_are_not_told() -> None:
    assert read(pb({"max_sum_cost": "2000", "min_sum_cost": "600"})).remarks == ()
    assert read(pb({"min_sum_cost": "600"})).remarks == ()
    assert read(points({"min_sum_points": "1"})).remarks == ()
    assert len(read(pb()).meta) == 12


def test_too_few_points_are_counted_and_told() -> None:
    (remark,) = read(points({"min_sum_points": "6"}, ["voter_id;vote;points", "1;a,b;4,2", "2;a;3"])).remarks
    assert (remark.kind, remark.line) == ("few-points", 24)


def test_an_empty_election_has_no_ballot_and_no_fault() -> None:
    election = read(pb(projects=["project_id;cost"], votes=["voter_id;vote"]))
    assert (election.voters, election.ids, election.profile.voters) == (0, (), 0)
    assert read(points(votes=["voter_id;vote;points"])).profile.voters == 0
    assert read(ranked(votes=["voter_id;vote"])).profile.voters == 0
    assert read(pb(projects=["project_id;cost"], votes=["voter_id;vote", "1;"])).profile.voters == 1


def test_an_empty_points_column_beside_approvals_is_no_matter() -> None:
    assert ballots(pb(votes=["voter_id;vote;points", "1;velo;", "2;velo; "])) == [((("velo", 1),), 2)]


def test_two_votes_with_the_same_fingerprint_are_no_double_vote() -> None:
    votes = ["voter_id;vote", *(f"électrice-numéro-{number};velo" for number in range(500))]
    assert read(pb(votes=votes)).voters == 500
