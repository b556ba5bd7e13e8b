"""Equal shares against the definition worked out in fractions, against itself by other engines, and its laws."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, EqualShares, equal_shares, purses
from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.market import Market, Utility
from concitoyen_voting_rules.rules.equal_shares.purses import Engine, Purses, passes
from concitoyen_voting_rules.rules.tied import by_priority

UTILITIES: tuple[Utility, ...] = ("cost", "cardinality", "points")
ENGINES: tuple[Engine, ...] = ("numpy", "python", "numba")


@dataclass(frozen=True)
class Case:
    """An election in bare figures: ballots (candidate → value) with weights, costs, a budget."""

    rows: tuple[dict[int, int], ...]
    weights: tuple[int, ...]
    costs: tuple[int, ...]
    budget: int
    utility: Utility

    @property
    def profile(self) -> Profile:
        starts = np.cumsum([0, *(len(row) for row in self.rows)])
        marked = np.array([one for row in self.rows for one in row], np.int64)
        values = np.array([value for row in self.rows for value in row.values()], np.int64)
        names = [f"p{index}" for index in range(len(self.costs))]
        return Profile.from_rows(names, starts, marked, values, np.array(self.weights, np.int64))

    def counted(self, engine: Engine, completion: Completion | None = None) -> EqualShares:
        return equal_shares(
            self.profile,
            self.costs,
            self.budget,
            by_priority(range(len(self.costs))),
            utility=self.utility,
            completion=completion or Completion(),
            engine=engine,
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Figures small enough for ties and exact fits, or scaled beyond what a float tells apart."""
    utility = draw(st.sampled_from(UTILITIES))
    projects, scale = draw(st.integers(1, 6)), draw(st.sampled_from([1, 1, 1000, 10**13]))
    value = st.integers(1, 4) if utility == "points" else st.just(1)
    rows = draw(st.lists(st.dictionaries(st.integers(0, projects - 1), value), min_size=1, max_size=8))
    weights = draw(
        st.lists(st.integers(1, draw(st.sampled_from([1, 3, 10**6]))), min_size=len(rows), max_size=len(rows))
    )
    costs = draw(st.lists(st.integers(0, 30), min_size=projects, max_size=projects))
    more = draw(st.sampled_from([0, 0, 1]))
    return Case(
        tuple(rows),
        tuple(weights),
        tuple(cost * scale + more for cost in costs),
        draw(st.integers(0, 60)) * scale,
        utility,
    )


def price_of(case: Case, one: int, money: Sequence[Fraction]) -> Fraction | None:
    """The lowest price at which supporters, from the poorest, pay the whole cost; None when they cannot."""
    backers = sorted(
        ((money[i] / row[one], i) for i, row in enumerate(case.rows) if row.get(one)), key=lambda backer: backer[0]
    )
    due, width = Fraction(case.costs[one]), sum(case.weights[i] * case.rows[i][one] for _, i in backers)
    for asked, i in backers:
        if due <= asked * width:
            return due / width
        due -= money[i] * case.weights[i]
        width -= case.weights[i] * case.rows[i][one]
    return None


def defined(case: Case, share: Fraction) -> tuple[list[int], list[Fraction], list[tuple[int, ...]], list[Fraction]]:
    """Winners, prices, ties and money left by the definition of Peters, Pierczyński and Skowron (2021)."""
    money = [share for _ in case.rows]
    winners, prices, ties = list[int](), list[Fraction](), list[tuple[int, ...]]()
    while True:
        waiting = [one for one, cost in enumerate(case.costs) if cost > 0 and one not in winners]
        found = {one: price_of(case, one, money) for one in waiting}
        keys = {
            one: price / (case.costs[one] if case.utility == "cost" else 1)
            for one, price in found.items()
            if price is not None
        }
        if not keys:
            return winners, prices, ties, money
        tied = tuple(one for one in keys if keys[one] == min(keys.values()))
        ties += [tied] if len(tied) > 1 else []
        price = found[tied[0]]
        assert price is not None
        money = [left - min(left, price * row.get(tied[0], 0)) for left, row in zip(money, case.rows, strict=True)]
        winners.append(tied[0])
        prices.append(price)


def agrees(case: Case, engine: Engine) -> None:
    """Winners, exact prices, ties and what every voter has left are those of the definition."""
    winners, prices, ties, money = defined(case, Fraction(case.budget, sum(case.weights)))
    found = case.counted(engine).run
    assert (list(found.bought), list(found.prices), [tie.tied for tie in found.ties]) == (winners, prices, ties)
    assert all(found.purses.backing(one) == backing(case, one, money) for one in range(len(case.costs)))
    left = sorted(found.statement(ballot)[1] for ballot in range(len(case.profile.weights)))
    assert set(left) == set(money)


def backing(case: Case, one: int, money: Sequence[Fraction]) -> Fraction:
    rows = zip(case.rows, case.weights, money, strict=True)
    return sum((weight * left for row, weight, left in rows if row.get(one)), Fraction(0))


@given(case=cases())
@settings(max_examples=400)
def test_vectors_give_what_the_definition_gives(case: Case) -> None:
    agrees(case, "numpy")


@given(case=cases())
@settings(max_examples=400)
def test_loops_give_what_the_definition_gives(case: Case) -> None:
    agrees(case, "python")


@pytest.mark.parametrize("seed", range(6))
def test_larger_elections_give_what_the_definition_gives(seed: int) -> None:
    """Dozens of purchases, groups with any history, by every engine."""
    case = random_case(seed, projects=25, voters=150)
    for engine in ENGINES:
        agrees(case, engine)


def random_case(seed: int, *, projects: int, voters: int) -> Case:
    """Choices that follow a taste, costs over three decades."""
    dice = Random(seed)  # noqa: S311 - a test, no secret
    utility = UTILITIES[seed % 3]
    fame = [dice.random() ** 2 for _ in range(projects)]
    rows = tuple(
        {one: dice.randint(1, 5) if utility == "points" else 1 for one in range(projects) if dice.random() < fame[one]}
        for _ in range(voters)
    )
    weights = tuple(dice.randint(1, 4) for _ in rows)
    costs = tuple(int(10 ** dice.uniform(2, 5)) for _ in range(projects))
    return Case(rows, weights, costs, sum(costs) // 2, utility)


COMPLETIONS = [
    Completion(step=97),
    Completion("floor", 250, "exhaustive", "by-votes"),
    Completion(step=500, comparison="satisfaction", fill="utilitarian"),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("completion", COMPLETIONS)
def test_every_engine_completes_alike(seed: int, completion: Completion) -> None:
    case = random_case(seed, projects=20, voters=80)
    one, *others = [case.counted(engine, completion) for engine in ENGINES]
    for other in others:
        assert (other.winners, other.steps, other.run.prices) == (one.winners, one.steps, one.run.prices)


@given(case=cases(), step=st.integers(1, 9), stop=st.sampled_from(["exhaustive", "overspend"]))
@settings(max_examples=150)
def test_larger_shares_are_runs_of_the_definition(case: Case, step: int, stop: Any) -> None:  # noqa: ANN401 - a literal
    """The head that runs share, and the early end of the last one, change nothing."""
    pace = step * max(1, max(case.costs) // 40)
    found = case.counted("numpy", Completion(step=pace, stop=stop))
    supported = {one for one, cost in enumerate(case.costs) if cost and any(row.get(one) for row in case.rows)}
    share, steps = Fraction(case.budget, sum(case.weights)), 0
    winners = defined(case, share)[0]
    while supported - set(winners):
        left = case.budget - sum(case.costs[one] for one in winners)
        if stop == "exhaustive" and all(case.costs[one] > left for one in supported - set(winners)):
            break
        following = defined(case, share + pace)[0]
        if sum(case.costs[one] for one in following) > case.budget:
            break
        winners, share, steps = following, share + pace, steps + 1
    assert (list(found.run.bought), found.run.share, found.steps) == (winners, share, steps)


@given(case=cases())
def test_the_outcome_is_priceable(case: Case) -> None:
    """Peters and Skowron (2020): nobody pays more than a share, or for what they do not support; winners are paid in
    full, and the supporters of no other candidate have more than its cost left."""
    run = case.counted("numpy").run
    market = run.purses.market
    paid = [run.statement(ballot) for ballot in range(len(market.row_weights))]
    for one in run.bought:
        assert (
            sum(int(w) * p.get(one, Fraction(0)) for w, (p, _) in zip(market.row_weights, paid, strict=True))
            == (case.costs[one])
        )
    assert all(sum(payments.values()) + left == run.share for payments, left in paid)
    assert all(run.purses.backing(one) < case.costs[one] for one in market.on_sale if one not in run.bought)


def test_floors_are_never_above_exact_prices() -> None:
    """The bound that makes floats safe, watched at each purchase of a long count."""
    case = random_case(4, projects=25, voters=150)
    market = Market.of(case.profile, case.costs, case.budget, case.utility)
    state = Purses(Head(market), Fraction(case.budget, market.voters), passes("numpy"))
    while (candidate := state.cheapest()) >= 0:
        for one in market.on_sale:
            exact = state.price(one) if state.floors[one] < np.inf else None
            if exact is not None:
                assert Fraction(float(state.floors[one])) <= Fraction(exact.numerator, exact.width * state.ledger.unit)
        best = state.price(candidate)
        if best is None:
            state.give_up(candidate)
        else:
            state.pay(best)
    assert len(state.bought) > 10


def test_numba_is_taken_when_it_will_serve_and_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert passes("auto") == passes("numpy")
    assert passes("auto", marks=purses.MANY) == passes("numpy")
    assert passes("auto", marks=purses.MANY, often=True) == passes("numba")
    monkeypatch.setattr(purses, "find_spec", lambda _: None)
    assert passes("auto", marks=purses.MANY, often=True) == passes("numpy")
