"""What every rule that takes simple choices must satisfy, checked on small elections full of ties and exact fits."""

from hypothesis import strategies as st

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule, WeightedBallot
from concitoyen.domain.money import Money
from concitoyen_voting_rules.ties.lowest_cost import LowestCost
from concitoyen_voting_rules.ties.public_draw import PublicDraw
from tests.packs.voting_rules.elections import CONTEST, ballot, one_contest

TIES: tuple[tuple[str, TieBreak], ...] = (
    ("voting_rules:lowest-cost", LowestCost()),
    ("voting_rules:public-draw", PublicDraw(seed="62")),
)
NAMES = ("velo", "four", "scene", "puits", "bac", "gare", "mare")


@st.composite
def elections(draw: st.DrawFn, *, values: tuple[int, int] = (1, 1), most_cost: int = 500) -> Election:
    """Few candidates, small figures; with `values`, each mark has a value between these bounds."""
    names = NAMES[: draw(st.integers(0, len(NAMES)))]
    standing = tuple(
        Candidate(id=name, title=name.capitalize(), cost=Money(draw(st.integers(0, most_cost))), order=order)
        for order, name in enumerate(names, start=1)
    )
    mark = st.integers(*values)
    chosen = st.dictionaries(st.sampled_from(names), mark) if names else st.just(dict[str, int]())
    cast = draw(st.lists(st.tuples(chosen, st.integers(1, 4)), max_size=8))
    return Election(
        candidates=standing,
        contests=one_contest(standing, values),
        ballots=tuple(
            WeightedBallot(ballot=ballot().model_copy(update={"choices": {CONTEST: marks}}), weight=weight)
            for marks, weight in cast
        ),
        envelope=Money(draw(st.integers(0, 3 * most_cost))),
    )


def is_whole(outcome: Outcome, election: Election) -> None:
    """Never over budget; every candidate has one result and one round; money goes down by what is funded."""
    assert Money(0) <= outcome.spent <= election.envelope
    names = [result.candidate for result in outcome.results]
    assert sorted(names) == sorted(one.id for one in election.candidates)
    assert [step.candidate for step in outcome.rounds] == names
    assert [result.rank for result in outcome.results] == list(range(1, len(names) + 1))
    left = election.envelope
    for step in outcome.rounds:
        assert step.remaining_before == left
        left = left - step.cost if step.decision == "funded" else left
        assert step.remaining_after == left
    assert outcome.funded == () or election.voters > 0


def does_not_depend_on_order(rule: VotingRule, election: Election, data: st.DataObject) -> None:
    """Ballots, candidates and voters in any order, merged or one by one, give the same outcome."""
    expected = rule.count(election, TIES)
    standing = tuple(data.draw(st.permutations(election.candidates)))
    single = [WeightedBallot(ballot=cast.ballot, weight=1) for cast in election.ballots for _ in range(cast.weight)]
    shuffled = Election(
        candidates=standing,
        contests=one_contest(standing, election.contests[0].values),
        ballots=tuple(data.draw(st.permutations(single))),
        envelope=election.envelope,
    )
    assert rule.count(shuffled, TIES) == expected


def why(outcome: Outcome) -> dict[str, str]:
    """The sentence of each candidate, by rank, its no-break spaces made plain."""
    return {result.candidate: plain(result.why.text) for result in outcome.results}


def plain(text: str) -> str:
    """No-break spaces made plain."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def funded(outcome: Outcome) -> list[str]:
    """Who is funded, by rank."""
    return [result.candidate for result in outcome.funded]
