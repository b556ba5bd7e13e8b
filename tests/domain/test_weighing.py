"""Voters weighed by channel, around any rule: what changes, what does not, and what is told."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.channel import CHANNELS, Channel, Weights
from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.composition.pots import Composition
from concitoyen.domain.composition.weighing import weighed
from concitoyen.domain.count import Election, Outcome, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from tests.domain.around import TIES, MostVoted, candidate

NAMES = ("bac", "four", "mare", "parc")
CONTEST = Contest(id="c", title="C", candidates=NAMES, most=4)


def cast(voters: int, channel: Channel, *names: str) -> WeightedBallot:
    return WeightedBallot(ballot=Ballot(choices={"c": dict.fromkeys(names, 1)}, channel=channel), weight=voters)


def election(*ballots: WeightedBallot, envelope: int = 10, costs: Mapping[str, int] | None = None) -> Election:
    prices = dict.fromkeys(NAMES, 5) | dict(costs or {})
    return Election(
        candidates=tuple(candidate(name, prices[name], order) for order, name in enumerate(NAMES, 1)),
        contests=(CONTEST,),
        ballots=ballots,
        envelope=Money.euros(envelope),
    )


def counted(vote: Election, weights: Weights) -> Outcome:
    return composed(vote, Composition(rule_id="test:most-voted", rule=MostVoted(), ties=TIES, weights=weights))


@st.composite
def elections(draw: st.DrawFn) -> Election:
    """Any ballots of both channels, on projects that the money does not all pay."""
    names = st.lists(st.sampled_from(NAMES), max_size=4, unique=True)
    ballots = draw(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(CHANNELS), names), max_size=8))
    costs = {name: draw(st.integers(0, 8)) for name in NAMES}
    return election(*(cast(voters, channel, *chosen) for voters, channel, chosen in ballots), costs=costs)


WEIGHTS = st.fixed_dictionaries({"site": st.integers(1, 9), "paper": st.integers(1, 9)})


@given(elections())
def test_weights_of_one_are_no_weights(vote: Election) -> None:
    plain, weighted = counted(vote, {}), counted(vote, {"site": 1, "paper": 1})
    assert weighted.model_copy(update={"weights": {}, "notes": ()}) == plain.model_copy(update={"notes": ()})


@given(elections(), WEIGHTS, st.integers(2, 7))
def test_scaling_all_weights_changes_no_laureate(vote: Election, weights: Weights, factor: int) -> None:
    scaled = counted(vote, {channel: factor * weight for channel, weight in weights.items()})
    before = counted(vote, weights)
    assert scaled.funded != () or before.funded == ()
    assert [one.candidate for one in scaled.results] == [one.candidate for one in before.results]
    assert [one.amount for one in scaled.results] == [one.amount for one in before.results]


@given(elections(), WEIGHTS)
def test_a_weight_is_so_many_voters_who_cast_the_same(vote: Election, weights: Weights) -> None:
    repeated = tuple(
        one.model_copy(update={"weight": one.weight * weights[one.ballot.channel]})
        for one in vote.ballots
        if one.ballot.channel
    )
    weighted, many = counted(vote, weights), counted(vote.model_copy(update={"ballots": repeated}), {})
    assert weighted.results == many.results
    assert weighted.voters == sum(one.weight for one in vote.ballots)


def test_the_outcome_says_what_a_channel_weighs_and_how_many_voted() -> None:
    vote = election(cast(3, "site", "four"), cast(2, "paper", "mare"), cast(1, "site", "bac"))
    outcome = counted(vote, {"site": 1, "paper": 2})
    assert [(one.candidate, one.votes) for one in outcome.results] == [
        ("mare", 4),
        ("four", 3),
        ("bac", 1),
        ("parc", 0),
    ]
    assert (outcome.voters, outcome.weights) == (6, {"site": 1, "paper": 2})
    (note,) = outcome.notes
    assert note.told("fr") == (
        "Voix pondérées par canal, bulletins du site : poids 1, bulletins papier : poids 2 ; 6 bulletins font 8 voix."
    )
    assert (
        note.told("en")
        == "Votes weighted by channel, site ballots: weight 1, paper ballots: weight 2; 6 ballots make 8 votes."
    )


def test_an_explanation_speaks_of_weighted_votes() -> None:
    vote = election(cast(3, "site", "four"), cast(2, "paper", "mare"))
    outcome = counted(vote, {"site": 1, "paper": 2})
    assert outcome.explain("mare") == (
        "1er avec 4 voix pondérées ; retenu. "
        "Tous ces nombres comptent chaque votant autant que son bulletin pèse (site : 1, papier : 2)."
    )
    assert outcome.explain("mare", "en").startswith("1st with 4 weighted votes; ")
    assert outcome.explain("mare", "en").endswith(
        "All these figures count each voter as often as their ballot weighs (site: 1, paper: 2)."
    )
    assert counted(vote, {}).explain("mare") == "2e avec 2 voix ; retenu."


def test_a_recount_from_the_canonical_texts_is_the_same() -> None:
    vote = election(cast(3, "site", "four"), cast(2, "paper", "four", "mare"), cast(1, "paper"))
    again = [
        WeightedBallot(ballot=Ballot.from_canonical(one.ballot.canonical()), weight=one.weight)
        for one in reversed(vote.ballots)
    ]
    weights: Weights = {"site": 2, "paper": 3}
    assert counted(vote.model_copy(update={"ballots": tuple(again)}), weights) == counted(vote, weights)


def test_a_ballot_that_does_not_tell_its_channel_stops_the_count() -> None:
    silent = WeightedBallot(ballot=Ballot(choices={"c": {"four": 1}}), weight=1)
    with pytest.raises(CountError, match="l'un d'eux ne dit pas le sien"):
        counted(election(silent), {"site": 1, "paper": 2})


class Known(tuple[WeightedBallot, ...]):
    """Ballots that weigh themselves, as those of a file do: on paper, three voters for one."""

    __slots__ = ()

    def weighed(self, weights: Weights) -> tuple[WeightedBallot, ...]:
        return tuple(cast(one.weight * weights["paper"], "paper", *one.ballot.choices["c"]) for one in self)


def test_ballots_that_know_their_channel_otherwise_weigh_themselves() -> None:
    vote = election().model_copy(update={"ballots": Known([cast(2, "site", "mare")])})
    assert weighed(vote, {"site": 1, "paper": 3}).ballots == (cast(6, "paper", "mare"),)
