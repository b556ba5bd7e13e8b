"""What holds of every composed count, whatever the election and the conditions."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.composition.pots import Composition, Decided, Filling, Placed, Pot
from concitoyen.domain.conditions import Condition
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.groups import Takes
from concitoyen.domain.money import Money
from tests.domain.around import TIES, AtLeast, AtMost, Kept, MostVoted, candidate

NAMES = ("arbre", "banc", "cour", "digue", "école", "four")
GROUPS = (("arbre", "banc"), ("cour", "digue"), ("école", "four"))
MONEY = st.integers(0, 40).map(Money.euros)
NONE = Money(0)


@st.composite
def elections(draw: st.DrawFn) -> Election:
    """Few candidates, small figures: ties, exact fits and money that runs out happen often."""
    standing = tuple(candidate(name, draw(st.integers(0, 15)), order) for order, name in enumerate(NAMES, 1))
    chosen = st.sets(st.sampled_from(NAMES), max_size=3)
    cast = draw(st.lists(st.tuples(chosen, st.integers(1, 4)), max_size=7))
    return Election(
        candidates=standing,
        contests=(Contest(id="c", title="C", candidates=NAMES, most=6),),
        ballots=tuple(
            WeightedBallot(ballot=Ballot(choices={"c": dict.fromkeys(sorted(names), 1)}), weight=weight)
            for names, weight in cast
        ),
        envelope=draw(MONEY),
    )


@st.composite
def conditions(draw: st.DrawFn) -> tuple[Placed, ...]:
    """Any bars, floors and quotas, in any number and order."""
    names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True).map(tuple)
    one: st.SearchStrategy[Condition] = st.one_of(
        st.builds(Kept, out=names),
        st.builds(AtMost, of=names, most=st.integers(0, 3)),
        st.builds(AtMost, of=names, most=st.none(), amount=MONEY),
        st.builds(AtLeast, sets=st.lists(names, max_size=3).map(tuple), how=st.sampled_from(["first", "correct"])),
    )
    return tuple(Placed(condition=condition) for condition in draw(st.lists(one, max_size=4)))


@st.composite
def compositions(draw: st.DrawFn) -> Composition:
    """Any pots, conditions and filling; the money of pots never exceeds the envelope."""
    rule = MostVoted(skip=draw(st.booleans()))
    takes = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map(lambda names: Takes(project=tuple(names)))
    reserve = Pot(
        id="p",
        title="P",
        rule=rule,
        ties=TIES,
        takes=draw(takes),
        share=Fraction(draw(st.integers(1, 100)), 100),
        left_to=draw(st.sampled_from(["", "q"])),
        projects_at_most=draw(st.one_of(st.none(), st.integers(1, 3))),
    )
    rest = Pot(id="q", title="Q", rule=rule, ties=TIES, takes=draw(st.one_of(takes, st.just(Takes()))))
    filling = Filling(
        leftover=draw(st.sampled_from([None, MostVoted()])),
        partial_percent=draw(st.sampled_from([None, Decimal(50)])),
        overshoot=draw(st.sampled_from([NONE, Money.euros(3)])),
    )
    out = Decided(projects=("four",), funded=False, charged=False, article="article 1")
    return Composition(
        rule_id="test:most-voted",
        rule=rule,
        ties=TIES,
        pots=draw(st.sampled_from([(), (reserve, rest)])),
        conditions=draw(conditions()),
        decided=draw(st.sampled_from([(), (out,)])),
        filling=filling,
    )


@given(election=elections(), asked=compositions())
def test_the_envelope_is_never_exceeded_beyond_the_stated_overshoot(election: Election, asked: Composition) -> None:
    assert composed(election, asked).spent <= election.envelope + asked.filling.overshoot


@given(election=elections(), asked=compositions())
def test_every_candidate_appears_once_with_a_reason(election: Election, asked: Composition) -> None:
    results = composed(election, asked).results
    assert sorted(one.candidate for one in results) == sorted(NAMES)
    assert [one.rank for one in results] == list(range(1, len(NAMES) + 1))
    assert all(one.why.text for one in results)


@given(election=elections(), asked=compositions())
def test_no_maximum_is_exceeded(election: Election, asked: Composition) -> None:
    won = {one.candidate: one.amount for one in composed(election, asked).funded}
    for placed in asked.conditions:
        if isinstance(placed.condition, AtMost):
            inside = [amount for name, amount in won.items() if name in placed.condition.of]
            most, amount = placed.condition.most, placed.condition.amount
            assert most is None or len(inside) <= most
            assert amount is None or sum(one.cents for one in inside) <= amount.cents


@given(election=elections(), asked=compositions())
def test_the_rounds_tell_the_money_of_each_pot_and_the_last_one_of_a_candidate_its_result(
    election: Election, asked: Composition
) -> None:
    outcome = composed(election, asked)
    assert [step.number for step in outcome.rounds] == list(range(1, len(outcome.rounds) + 1))
    funded = {step.candidate: step for step in outcome.rounds}
    for one in outcome.results:
        assert funded[one.candidate].decision == one.decision
    for pot in {step.pot for step in outcome.rounds}:
        steps = [step for step in outcome.rounds if step.pot == pot]
        assert all(before.remaining_after == after.remaining_before for before, after in pairwise(steps))


@given(election=elections(), asked=compositions(), data=st.data())
def test_the_order_in_which_things_are_read_changes_nothing(
    election: Election, asked: Composition, data: st.DataObject
) -> None:
    shuffled = election.model_copy(
        update={
            "candidates": tuple(data.draw(st.permutations(election.candidates))),
            "ballots": tuple(data.draw(st.permutations(election.ballots))),
        }
    )
    assert composed(shuffled, asked) == composed(election, asked)


@given(
    election=elections(),
    least=st.integers(1, 2),
    how=st.sampled_from(["first", "correct"]),
    skip=st.booleans(),
    bars=st.booleans(),
)
def test_minimums_of_separate_groups_are_all_met_whenever_the_money_allows(
    election: Election, least: int, how: str, *, skip: bool, bars: bool
) -> None:
    asked = [Placed(condition=AtLeast.model_validate({"sets": GROUPS, "least": least, "how": how}))]
    barred = {"arbre"} if bars and least == 1 else set[str]()
    asked += [Placed(condition=Kept(out=tuple(barred)))] if barred else []
    rule = MostVoted(skip=skip)
    outcome = composed(election, Composition(rule_id="test:most-voted", rule=rule, ties=TIES, conditions=tuple(asked)))
    open_to = [[name for name in group if name not in barred] for group in GROUPS]
    cheapest = sum(sum(sorted(election.by_id[name].cost.cents for name in group)[:least]) for group in open_to)
    if election.voters and cheapest <= election.envelope.cents:
        won = {one.candidate for one in outcome.funded}
        assert all(len(won & set(group)) >= least for group in GROUPS)
