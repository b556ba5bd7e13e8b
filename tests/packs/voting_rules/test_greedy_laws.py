"""What holds of every count by votes, whatever the election."""

from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, TieBreak, WeightedBallot
from concitoyen.domain.money import Money
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.ties.lowest_cost import LowestCost
from concitoyen_voting_rules.ties.public_draw import PublicDraw
from tests.packs.voting_rules.elections import ballot, one_contest

TIES: tuple[tuple[str, TieBreak], ...] = (
    ("voting_rules:lowest-cost", LowestCost()),
    ("voting_rules:public-draw", PublicDraw(seed="62")),
)
NAMES = ("velo", "four", "scene", "puits", "bac", "gare", "mare")
RULES = st.builds(Greedy, skip=st.booleans(), minimum_votes=st.integers(0, 6))


@st.composite
def elections(draw: st.DrawFn) -> Election:
    """Few candidates, small figures: ties, exact fits and money that runs out happen often."""
    names = NAMES[: draw(st.integers(0, len(NAMES)))]
    standing = tuple(
        Candidate(id=name, title=name.capitalize(), cost=Money(draw(st.integers(0, 500))), order=order)
        for order, name in enumerate(names, start=1)
    )
    chosen = st.sets(st.sampled_from(names)) if names else st.just(set[str]())
    cast = draw(st.lists(st.tuples(chosen, st.integers(1, 4)), max_size=8))
    return Election(
        candidates=standing,
        contests=one_contest(standing),
        ballots=tuple(WeightedBallot(ballot=ballot(*sorted(names)), weight=weight) for names, weight in cast),
        envelope=Money(draw(st.integers(0, 1500))),
    )


@given(election=elections(), rule=RULES)
def test_the_envelope_is_never_exceeded(election: Election, rule: Greedy) -> None:
    outcome = rule.count(election, TIES)
    assert Money(0) <= outcome.spent <= election.envelope
    assert outcome.spent + outcome.balance == election.envelope


@given(election=elections(), rule=RULES)
def test_every_candidate_has_one_result_and_one_round(election: Election, rule: Greedy) -> None:
    outcome = rule.count(election, TIES)
    names = [result.candidate for result in outcome.results]
    assert sorted(names) == sorted(one.id for one in election.candidates)
    assert [step.candidate for step in outcome.rounds] == names
    assert [result.rank for result in outcome.results] == list(range(1, len(names) + 1))


@given(election=elections(), rule=RULES)
def test_money_goes_down_by_what_is_funded_and_by_nothing_else(election: Election, rule: Greedy) -> None:
    left = election.envelope
    for step in rule.count(election, TIES).rounds:
        assert step.remaining_before == left
        left = left - step.cost if step.decision == "funded" else left
        assert step.remaining_after == left


@given(election=elections(), rule=RULES, data=st.data())
def test_the_order_of_ballots_candidates_and_contests_changes_nothing(
    election: Election, rule: Greedy, data: st.DataObject
) -> None:
    standing = tuple(data.draw(st.permutations(election.candidates)))
    shuffled = Election(
        candidates=standing,
        contests=one_contest(standing),
        ballots=tuple(data.draw(st.permutations(election.ballots))),
        envelope=election.envelope,
    )
    assert rule.count(shuffled, TIES) == rule.count(election, TIES)


@given(election=elections(), rule=RULES)
def test_one_ballot_for_each_voter_or_equal_ballots_merged_give_the_same_outcome(
    election: Election, rule: Greedy
) -> None:
    weights: dict[str, int] = {}
    for cast in election.ballots:
        weights[cast.ballot.canonical()] = weights.get(cast.ballot.canonical(), 0) + cast.weight
    texts = {cast.ballot.canonical(): cast.ballot for cast in election.ballots}
    merged = [WeightedBallot(ballot=texts[text], weight=weight) for text, weight in weights.items()]
    single = [WeightedBallot(ballot=cast.ballot, weight=1) for cast in election.ballots for _ in range(cast.weight)]
    expected = rule.count(election, TIES)
    assert rule.count(election.model_copy(update={"ballots": tuple(merged)}), TIES) == expected
    assert rule.count(election.model_copy(update={"ballots": tuple(single)}), TIES) == expected


@given(election=elections(), rule=RULES)
def test_a_recount_equals_the_count(election: Election, rule: Greedy) -> None:
    first = rule.count(election, TIES)
    read_again = Election.model_validate_json(election.model_dump_json())
    assert rule.count(read_again, TIES) == first


@given(election=elections(), minimum=st.integers(0, 6))
def test_without_skip_the_laureates_are_the_first_ranks_and_laureates_with_skip_too(
    election: Election, minimum: int
) -> None:
    stopping = Greedy(skip=False, minimum_votes=minimum).count(election, TIES)
    skipping = Greedy(minimum_votes=minimum).count(election, TIES)
    assert [result.rank for result in stopping.funded] == list(range(1, len(stopping.funded) + 1))
    assert {result.candidate for result in stopping.funded} <= {one.candidate for one in skipping.funded}


@given(election=elections())
def test_with_skip_money_is_left_only_where_no_candidate_left_out_would_fit(election: Election) -> None:
    outcome = Greedy().count(election, TIES)
    left_out = [election.by_id[one.candidate] for one in outcome.results if one.decision == "not-funded"]
    if election.voters:
        assert all(candidate.cost > outcome.balance for candidate in left_out)


@given(election=elections(), rule=RULES)
def test_more_votes_never_means_a_worse_rank(election: Election, rule: Greedy) -> None:
    votes = [result.votes for result in rule.count(election, TIES).results]
    assert votes == sorted(votes, reverse=True)


@given(election=elections(), rule=RULES, data=st.data())
def test_one_more_vote_never_makes_a_laureate_lose(election: Election, rule: Greedy, data: st.DataObject) -> None:
    before = rule.count(election, TIES)
    for laureate in before.funded:
        more = WeightedBallot(ballot=ballot(laureate.candidate), weight=data.draw(st.integers(1, 3)))
        after = rule.count(election.model_copy(update={"ballots": (*election.ballots, more)}), TIES)
        assert after.result(laureate.candidate).decision == "funded"
