"""Equal shares under maxima by group: in every purchase, at every size of shares, in the fill and the comparison."""

from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.composition.quota import Quota
from concitoyen.domain.count import Election
from concitoyen.domain.money import Money
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, equal_shares
from concitoyen_voting_rules.rules.equal_shares.completion import first_share
from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.market import Market
from concitoyen_voting_rules.rules.equal_shares.maxima import NO_MAXIMA, Maxima
from concitoyen_voting_rules.rules.equal_shares.purses import passes
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.equal_shares.run import run
from concitoyen_voting_rules.rules.tied import by_priority
from tests.packs.voting_rules.elections import FIRST_COME, election, times
from tests.packs.voting_rules.laws import TIES, elections, is_whole


@st.composite
def limited(draw: st.DrawFn) -> Election:
    """An election with a maximum or two, in number or in money."""
    held = draw(elections(most_cost=60))
    names = [one.id for one in held.candidates]
    inside = st.frozensets(st.sampled_from(names), max_size=4) if names else st.just(frozenset[str]())
    most = st.none() | st.integers(0, 2)
    amount = st.none() | st.integers(0, 90).map(Money)
    quotas = st.lists(st.builds(Quota, title=st.just("T"), candidates=inside, most=most, amount=amount), max_size=2)
    return held.model_copy(update={"quotas": tuple(draw(quotas))})


def test_the_second_of_a_bearer_leaves_its_money_to_others_and_the_shares_grow_without_it() -> None:
    # Ten voters, 10 each. b, 24, is bought by six for 4 each; a, 30, of the same bearer, would be next at 5 and is
    # refused. c, 35, is bought by four for 8,75 each. d, 60, needs 10 of each of the six, who have 6: with 4 more it
    # would be bought, and 24 + 35 + 60 = 119 exceed 100. So shares stop at 13.
    cast = [times(6, "a", "b", "d"), times(4, "c")]
    held = election({"a": 30, "b": 24, "c": 35, "d": 60}, cast, 100)
    two = Quota(title="porteur « Les Amis »", candidates=frozenset({"a", "b"}), most=1)
    rule = EqualSharesRule(utility="cardinality", completion="add-one")
    assert rule.limits == "inside"
    free = rule.count(held, FIRST_COME)
    assert [one.candidate for one in free.funded] == ["b", "a", "c"]
    kept = rule.count(held.model_copy(update={"quotas": (two,)}), FIRST_COME)
    assert [one.candidate for one in kept.funded] == ["b", "c"]
    assert kept.result("a").why.text == (
        "porteur « Les Amis » : le règlement n'y finance pas plus d'un projet : non retenu"
    )
    assert kept.notes[0].text == "La part de chaque votant est portée à 13\u00a0€, en 3 pas, pour employer l'enveloppe."
    assert kept.result("d").why.text.endswith("il en coûte 60\u00a0€ : non retenu")


@given(held=limited())
@settings(max_examples=300)
def test_a_maximum_inside_is_the_same_as_leaving_out_the_first_who_exceeds_it(held: Election) -> None:
    rule, standing = EqualSharesRule(), held.candidates
    while True:
        view = held.model_copy(update={"candidates": standing, "quotas": ()})
        outcome = equal_without(rule, view, held, [one.id for one in standing])
        taken: list[tuple[str, Money]] = []
        first = None
        for name in outcome:
            cost = held.by_id[name].cost
            if any(quota.breach(name, cost, taken) for quota in held.quotas):
                first = name
                break
            taken.append((name, cost))
        if first is None:
            break
        standing = tuple(one for one in standing if one.id != first)
    assert [one.candidate for one in rule.count(held, TIES).funded] == outcome


def equal_without(rule: EqualSharesRule, view: Election, held: Election, kept: list[str]) -> list[str]:
    """The laureates when only some candidates stand, the others being forgotten on the ballots."""
    ballots = tuple(
        cast.model_copy(
            update={
                "ballot": cast.ballot.model_copy(
                    update={
                        "choices": {
                            contest: {name: 1 for name in marks if name in kept}
                            for contest, marks in cast.ballot.choices.items()
                        }
                    }
                )
            }
        )
        for cast in held.ballots
    )
    contests = tuple(
        contest.model_copy(update={"candidates": tuple(name for name in contest.candidates if name in kept)})
        for contest in held.contests
    )
    view = view.model_copy(update={"ballots": ballots, "contests": contests})
    return [one.candidate for one in rule.count(view, TIES).funded]


@given(
    held=limited(),
    completion=st.builds(
        EqualSharesRule,
        completion=st.sampled_from(["none", "add-one"]),
        step=st.just(Money(7)),
        stop=st.sampled_from(["overspend", "exhaustive"]),
        fill=st.sampled_from(["none", "by-votes", "utilitarian"]),
        comparison=st.sampled_from(["none", "satisfaction", "exclusion"]),
    ),
)
@settings(max_examples=300)
def test_no_completion_exceeds_a_maximum(held: Election, completion: EqualSharesRule) -> None:
    outcome = completion.count(held, TIES)
    is_whole(outcome, held)
    for quota in held.quotas:
        inside = [one for one in outcome.funded if one.candidate in quota.candidates]
        assert quota.most is None or len(inside) <= quota.most
        assert quota.amount is None or sum(one.amount.cents for one in inside) <= quota.amount.cents


@given(held=limited(), step=st.integers(1, 9))
@settings(max_examples=200)
def test_growing_shares_under_maxima_are_those_of_runs_made_one_by_one(held: Election, step: int) -> None:
    profile = Profile.from_election(held)
    costs = tuple(held.by_id[name].cost.cents for name in profile.candidates)
    budget, order = held.envelope.cents, by_priority(range(len(costs)))
    maxima, completion = Maxima.of(held, profile, costs), Completion(step=step)
    among = [one for one, cost in enumerate(costs) if cost <= budget]
    found = equal_shares(profile, costs, budget, order, completion=completion, among=among, maxima=maxima)
    market, work = Market.of(profile, costs, budget, "cost", among, maxima), passes("numpy")
    share = first_share(market, completion)
    current = run(Head(market), share, order, work)
    while current.purses.open():
        following = run(Head(market), share + step, order, work)
        if following.cost > budget:
            break
        current, share = following, share + step
    assert (found.run.winners, found.run.share) == (current.winners, share)


def test_without_quotas_nothing_is_refused() -> None:
    assert NO_MAXIMA.allow(0, [1, 2])
    assert NO_MAXIMA.among([2, 1]) == [2, 1]
    maxima = Maxima.of(election({"a": 3, "b": 4}, [], 9), Profile.from_election(election({"a": 3}, [], 9)), (3, 4))
    assert maxima.maxima == ()


def test_projects_that_cost_nothing_take_places_too() -> None:
    held = election({"a": 0, "b": 0, "c": 5}, [times(2, "a", "b", "c")], 10)
    one = Quota(title="porteur « Les Amis »", candidates=frozenset({"a", "b", "c"}), most=1)
    outcome = EqualSharesRule().count(held.model_copy(update={"quotas": (one,)}), FIRST_COME)
    assert [result.candidate for result in outcome.funded] == ["a"]
