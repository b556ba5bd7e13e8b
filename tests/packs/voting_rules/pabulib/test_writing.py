"""Elections of ours become .pb files, and any .pb file can be made tidy."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Candidate, Contest
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.plugin.packs import Packs
from concitoyen_voting_rules import plugin
from concitoyen_voting_rules.pabulib.check import check
from concitoyen_voting_rules.pabulib.file import PbFile
from concitoyen_voting_rules.pabulib.format import Pabulib
from concitoyen_voting_rules.pabulib.write import pb_file, tidied
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.rules.phragmen import Phragmen
from concitoyen_voting_rules.ties.earliest_deposit import EarliestDeposit
from tests.packs.voting_rules.pabulib.files import FACTS, pb, points, read

TIES = [("voting_rules:earliest-deposit", EarliestDeposit())]
FORMAT = Pabulib()


TOWN: Mapping[str, int] = {"velo": 600, "four": 500, "banc": 400}


def election(
    *ballots: Mapping[str, int], most: int = 3, values: tuple[int, int] = (1, 1), ids: Mapping[str, int] = TOWN
) -> Election:
    candidates = tuple(
        Candidate(id=name, title=f"Le  {name}", cost=Money.euros(cost), order=order)
        for order, (name, cost) in enumerate(ids.items(), start=1)
    )
    contest = Contest(id="ville", title="Ville", candidates=tuple(ids), most=most, values=values)
    cast = tuple(WeightedBallot(ballot=Ballot(choices={"ville": dict(marks)}), weight=1) for marks in ballots)
    return Election(candidates=candidates, contests=(contest,), ballots=cast, envelope=Money.euros(1000))


def test_a_counted_election_becomes_a_file_that_has_no_fault_and_replays() -> None:
    held = election({"velo": 1, "four": 1}, {"velo": 1}, {"velo": 1, "four": 1, "banc": 1})
    outcome = Greedy().count(held, TIES)
    content = FORMAT.write(held, outcome, FACTS)
    assert check(content, "x.pb") == ()
    assert FORMAT.replay(content, "x.pb").verdict == "reproduced"
    file = PbFile.read(content)
    assert file.projects[0] == ("velo", "600", "3", "Le velo", "", "1")
    assert list(file.votes) == [("1", "velo,four"), ("2", "velo"), ("3", "velo,four,banc")]
    assert file.meta["rule"] == "greedy"


def test_the_pack_offers_the_format_through_its_hook() -> None:
    assert list(plugin.register_election_formats()) == [Pabulib]
    assert Packs({"voting_rules": plugin}).election_formats.choose("voting_rules:pabulib") is Pabulib


def test_one_choice_each_points_and_ranks_keep_their_form() -> None:
    chosen = FORMAT.write(election({"velo": 1}, {"four": 1}, most=1), None, {**FACTS, "rule": "unknown"})
    assert PbFile.read(chosen).meta["vote_type"] == "choose-1"
    pointed = FORMAT.write(election({"velo": 2, "four": 4}, values=(0, 5)), None, FACTS)
    assert PbFile.read(pointed).votes[0] == ("1", "four,velo", "4,2")
    assert PbFile.read(pointed).meta["max_sum_points"] == "6"
    ordered = FORMAT.write(election({"velo": 2, "four": 1}, values=(1, 3)), None, {**FACTS, "vote_type": "ordinal"})
    assert PbFile.read(ordered).votes[0] == ("1", "four,velo")
    assert PbFile.read(ordered).project_values("score") == ("2", "1", "0")
    for content in (chosen, pointed, ordered):
        assert [remark for remark in check(content, "x.pb") if remark.level == "error"] == []


def test_blank_ballots_are_left_out_and_told_and_a_budget_for_all_is_said() -> None:
    held = election({"velo": 1}, {}, ids={"velo": 600, "puits": 100})
    file = pb_file(held, None, {**FACTS, "comment": "#1: Sunny."})
    assert file.meta["comment"] == "#1: Sunny. #2: 1 blank ballots are left out of this file."
    assert (file.meta["num_votes"], file.meta["fully_funded"]) == ("1", "1")
    assert list(file.meta)[-1] == "comment"
    assert list(pb_file(held, None, {**FACTS, "zone": "A"}).meta)[-1] == "zone"


def test_an_id_that_no_ballot_could_write_is_refused() -> None:
    with pytest.raises(CountError, match=r"« a,b » ne peut pas s'écrire dans un bulletin"):
        pb_file(election(ids={"a,b": 100}), None, FACTS)


def test_a_file_becomes_a_domain_election_and_back() -> None:
    held = FORMAT.read(pb(), "ville.pb")
    assert [candidate.id for candidate in held.candidates] == ["velo", "four", "banc", "puits"]
    assert held.candidates[1] == Candidate(id="four", title="Four à pain", cost=Money.euros(500), order=2)
    assert held.contests[0].values == (1, 1)
    assert (held.voters, len(held.ballots)) == (6, 4)
    assert held.ballots[0] == WeightedBallot(ballot=Ballot(choices={"projets": {"velo": 1, "four": 1}}), weight=2)
    assert len(held.ballots[1:]) == 3
    again = read(FORMAT.write(held, None, FACTS)).profile
    assert sorted(again.approvals().tolist()) == sorted(read(pb()).profile.approvals().tolist())


def test_the_ballots_of_a_file_are_counted_without_being_made_one_by_one() -> None:
    held = FORMAT.read(pb(), "ville.pb")
    assert Profile.from_election(held).approvals().tolist() == [5, 4, 3, 1]
    for rule in (Greedy(), EqualSharesRule(), Phragmen()):
        assert rule.count(held, TIES).voters == 6
    assert "_all" not in vars(held.ballots)
    assert FORMAT.read(points(), "p.pb").contests[0].values == (1, 4)
    empty = FORMAT.read(pb(projects=["project_id;cost"], votes=["voter_id;vote"]), "vide.pb")
    assert (empty.contests, empty.candidates, empty.voters) == ((), (), 0)


def test_arrays_of_other_candidates_are_not_taken_for_those_of_the_election() -> None:
    held = FORMAT.read(pb(), "ville.pb")
    fewer = held.model_copy(update={"candidates": held.candidates[:2]})
    with pytest.raises(CountError, match="n'est pas soumis au vote"):
        Greedy().count(fewer, TIES)
    with pytest.raises(CountError, match="n'est pas soumis au vote"):
        Profile.from_election(fewer)
    asked_otherwise = FORMAT.read(points(), "p.pb")
    simple = asked_otherwise.contests[0].model_copy(update={"values": (1, 1)})
    with pytest.raises(CountError, match="la valeur 4"):
        Greedy().count(asked_otherwise.model_copy(update={"contests": (simple,)}), TIES)


def test_a_file_is_described_and_counted_by_any_rule() -> None:
    info = FORMAT.info(pb({"currency": "EUR", "subunit": "Nord"}), "ville.pb")
    assert (info.title, info.budget, info.currency) == ("France, Trifouilly, 2027, Nord", "1000", "EUR")
    assert (info.projects, info.voters, info.distinct_ballots, info.marks, info.selected) == (4, 6, 4, 13, 2)
    nameless = pb(
        {"country": None, "unit": None, "instance": None}, ("project_id;cost", "velo;1"), ("voter_id;vote", "1;velo")
    )
    assert FORMAT.info(nameless, "ville.pb").title == "ville.pb"
    assert FORMAT.info(nameless, "ville.pb").selected is None
    counted = FORMAT.count(pb(), "ville.pb", Greedy(), TIES)
    assert (counted.funded, counted.spent, counted.budget) == (("velo", "banc"), "1000", "1000")
    assert FORMAT.check(pb(), "ville.pb") == ()


def test_a_tidy_file_has_no_blank_no_useless_decimals_and_the_names_of_today() -> None:
    projects = ("project_id;cost;selected;target;name", " velo ;600.0;1;a, b;V", "four;500.50;0", "z;1;0;;;")
    untidy = PbFile.read(pb({"budget": "1000,0"}, projects[:3], ("age;voter_id;vote", "3;1;velo, four")))
    file = tidied(untidy)
    assert file.project_columns == ("project_id", "cost", "name", "beneficiaries", "selected")
    assert file.projects == (("velo", "600", "V", "a,b", "1"), ("four", "500.50", "", "", "0"))
    assert (file.vote_columns, file.votes) == (("voter_id", "vote", "age"), (("1", "velo,four", "3"),))
    assert file.meta["budget"] == "1000"


@given(st.lists(st.dictionaries(st.sampled_from(["velo", "four", "banc"]), st.just(1), min_size=1), max_size=6))
def test_votes_of_a_written_file_are_those_of_the_election(ballots: list[dict[str, int]]) -> None:
    held = election(*ballots)
    file = read(FORMAT.write(held, None, FACTS))
    written = dict(zip(file.ids, file.profile.approvals().tolist(), strict=True))
    assert written == {name: sum(name in marks for marks in ballots) for name in ("velo", "four", "banc")}
