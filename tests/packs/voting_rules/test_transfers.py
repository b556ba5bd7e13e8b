"""Cumulative support transfer: counts by hand, and against the same procedure in exact fractions, voter by voter."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import purse, transfers
from concitoyen_voting_rules.rules.tied import by_priority
from concitoyen_voting_rules.rules.transfers import Selection, Shortfall, Step, SupportTransfer, support_transfer
from tests.packs.voting_rules.elections import CONTEST, FIRST_COME, candidates, euros, one_contest, voted
from tests.packs.voting_rules.laws import TIES, does_not_depend_on_order, elections, funded, is_whole, why

SELECTIONS: tuple[Selection, ...] = ("excess", "ratio")
SHORTFALLS: tuple[Shortfall, ...] = ("elimination", "transfer")


def shared(costs: dict[str, int], ballots: list[tuple[dict[str, int], int]], envelope: int) -> Election:
    """Points from 0 to 10."""
    standing = candidates(costs)
    return Election(
        candidates=standing,
        contests=one_contest(standing, (0, 10)),
        ballots=tuple(WeightedBallot(ballot=Ballot(choices={CONTEST: marks}), weight=n) for marks, n in ballots),
        envelope=euros(envelope),
    )


COSTS = {"velo": 40, "four": 35, "scene": 40}
CAST = [({"velo": 5, "four": 5}, 6), ({"scene": 8, "four": 2}, 3), ({"velo": 10}, 1)]


def test_what_is_too_much_goes_to_the_other_projects_of_its_supporters() -> None:
    """By hand, 10 € each: velo 6·5 + 10 = 40, four 6·5 + 3·2 = 36, scene 24. Excess: four 1 (velo 0) goes first.

    Of the 36 €, 1 is too much: 30/36 of it to velo, now 40 + 5/6, which is funded; 6/36 to scene, 24 + 1/6.
    Nothing goes from velo to scene, which no voter chose with it, and 25 € are left for 40.
    """
    outcome = SupportTransfer().count(shared(COSTS, CAST, 100), FIRST_COME)
    assert why(outcome) == {
        "four": "retenu : ses soutiens lui apportent 36 € pour 35 €, l'excédent va à leurs autres projets",
        "velo": "retenu : ses soutiens lui apportent environ 40,83 € pour 40 €, l'excédent va à leurs autres projets",
        "scene": "ses soutiens ne réunissent pas 40 €, même avec leurs autres projets (environ 24,17 € pour lui) "
        ": non retenu",
    }


def test_what_is_missing_is_completed_by_its_own_supporters_in_proportion() -> None:
    """By hand, 10 € each: velo 3·4 = 12 (12.30 of 41 €) for 20; its voters have 30, and pay 20 of them."""
    cast = [({"velo": 4, "gare": 6}, 3), ({"gare": 10}, 1)]
    outcome = SupportTransfer().count(shared({"velo": 20, "gare": 41}, cast, 41), FIRST_COME)
    assert why(outcome)["velo"] == (
        "retenu : ses soutiens lui apportent 12,30 € pour 20 € et complètent avec leurs autres projets"
    )
    assert funded(outcome) == ["velo"]


def test_the_last_one_is_eliminated_and_its_support_moves_on() -> None:
    cast = [({"velo": 6, "gare": 4}, 2), ({"gare": 10}, 1), ({"bac": 10}, 1)]
    asked = shared({"velo": 25, "gare": 27, "bac": 13}, cast, 40)
    outcome = SupportTransfer(shortfall="elimination").count(asked, FIRST_COME)
    assert why(outcome) == {
        "gare": "retenu : ses soutiens lui apportent 30 € pour 27 €, l'excédent va à leurs autres projets",
        "bac": "retenu à la fin avec l'argent restant : ses soutiens lui apportaient 10 € pour 13 €",
        "velo": "éliminé avec 12 € pour 25 €, son soutien va aux autres projets de ses votants : non retenu",
    }


def test_the_ratio_of_support_to_cost_may_choose_rather_than_the_excess() -> None:
    cast = [({"gare": 10}, 6), ({"bac": 10}, 4)]
    asked = shared({"gare": 50, "bac": 20}, cast, 100)
    assert funded(SupportTransfer(selection="ratio").count(asked, FIRST_COME)) == ["bac", "gare"]
    equal = shared({"gare": 50, "bac": 31}, cast, 100)
    assert funded(SupportTransfer(selection="excess").count(equal, FIRST_COME)) == ["gare", "bac"]


def test_a_project_that_costs_nothing_is_funded_whatever_selects() -> None:
    asked = shared({"gare": 50, "pret": 0}, [({"gare": 9, "pret": 1}, 2)], 50)
    for selection in SELECTIONS:
        assert sorted(funded(SupportTransfer(selection=selection).count(asked, FIRST_COME))) == ["gare", "pret"]


def test_equal_supports_are_a_tie_broken_by_the_rulebook() -> None:
    outcome = SupportTransfer().count(
        voted({"velo": 40, "four": 40, "bac": 40}, {"velo": 3, "four": 3, "bac": 3}, 90), TIES
    )
    assert next(tie.candidates for tie in outcome.ties) == ("bac", "four", "velo")


def test_those_without_points_and_ballots_with_negative_points_are_told_so() -> None:
    asked = shared({"velo": 10, "bac": 10}, [({"velo": 3, "bac": 0}, 1)], 10)
    assert why(SupportTransfer().count(asked, FIRST_COME))["bac"] == "il fallait au moins 1 voix : non retenu"
    with pytest.raises(CountError, match="un bulletin en donne de négatifs"):
        SupportTransfer().count(shared({"velo": 10}, [({"velo": -3}, 1)], 10), FIRST_COME)


def test_when_nobody_votes_nobody_is_funded() -> None:
    assert funded(SupportTransfer().count(shared({"velo": 0}, [], 10), FIRST_COME)) == []


class Exact:
    """The same procedure with a purse of fractions for each distinct ballot; ties by index, the smaller first."""

    def __init__(self, profile: Profile, costs: list[int], budget: int, selection: Selection) -> None:
        self.costs, self.selection, self.left = costs, selection, budget
        share = Fraction(budget, profile.voters)
        self.weights = profile.weights.tolist()
        self.gifts: list[dict[int, Fraction]] = []
        for start, end in zip(profile.starts[:-1].tolist(), profile.starts[1:].tolist(), strict=True):
            marks = zip(profile.marked[start:end].tolist(), profile.values[start:end].tolist(), strict=True)
            points = {one: value for one, value in marks if costs[one] <= budget}
            self.gifts.append({one: share * value / sum(points.values()) for one, value in points.items()})

    def support(self, one: int) -> Fraction:
        pairs = zip(self.gifts, self.weights, strict=True)
        return sum((gift.get(one, Fraction(0)) * weight for gift, weight in pairs), Fraction(0))

    def reachable(self, one: int) -> Fraction:
        pairs = zip(self.gifts, self.weights, strict=True)
        return sum((sum(gift.values()) * weight for gift, weight in pairs if one in gift), Fraction(0))

    def leave(self, one: int, factor: Fraction) -> None:
        """Supporters pay `factor` times what stands behind it, all they have at most; the rest is shared anew."""
        for gift in self.gifts:
            if one in gift:
                money = sum(gift.values())
                kept = max(Fraction(0), money - factor * gift.pop(one))
                others = sum(gift.values())
                for other in gift:
                    gift[other] = gift[other] / others * kept if others else Fraction(0)

    def factor(self, one: int) -> Fraction:
        """How many times what stands behind it pays its cost, each supporter giving all they have at most."""
        cost, emptied = Fraction(self.costs[one]), set[int]()
        while True:
            base = sum(
                (g[one] * self.weights[i] for i, g in enumerate(self.gifts) if one in g and i not in emptied),
                Fraction(0),
            )
            rest = cost - sum((sum(self.gifts[i].values()) * self.weights[i] for i in emptied), Fraction(0))
            factor = rest / base if base else Fraction(10**9)
            more = {i for i, g in enumerate(self.gifts) if one in g and factor * g[one] > sum(g.values())} - emptied
            if not more:
                return factor if base else Fraction(10**9)
            emptied |= more

    def key(self, one: int) -> Fraction:
        if self.selection == "excess" or not self.costs[one]:
            return self.support(one) - self.costs[one]
        return self.support(one) / self.costs[one]

    def count(self, among: list[int], shortfall: Shortfall) -> list[int]:
        waiting, won, short = list(among), list[int](), list[int]()
        while waiting:
            able = [one for one in waiting if self.support(one) >= self.costs[one]]
            if not able and shortfall == "elimination":
                last = min(waiting, key=lambda one: (self.key(one), -one))
                self.leave(last, Fraction(0))
                waiting.remove(last)
                short.insert(0, last)
                continue
            able = able or [one for one in waiting if self.reachable(one) >= self.costs[one]]
            if not able:
                break
            first = max(able, key=lambda one: (self.key(one), -one))
            self.leave(first, self.factor(first))
            waiting.remove(first)
            won.append(first)
        short += sorted(waiting, key=lambda one: (-self.key(one), one))
        left = self.left - sum(self.costs[one] for one in won)
        for one in short:
            if self.costs[one] <= left:
                won.append(one)
                left -= self.costs[one]
        return won


@given(
    election=elections(values=(1, 9)),
    selection=st.sampled_from(SELECTIONS),
    shortfall=st.sampled_from(SHORTFALLS),
)
@settings(max_examples=200, deadline=None)
def test_fixed_point_decides_as_exact_fractions_do(
    election: Election, selection: Selection, shortfall: Shortfall
) -> None:
    profile = Profile.from_election(election)
    costs = [election.by_id[name].cost.cents for name in profile.candidates]
    budget = election.envelope.cents
    among = [one for one, votes in enumerate(profile.approvals().tolist()) if votes and costs[one] <= budget]
    run = support_transfer(
        profile, costs, budget, by_priority(range(len(costs))), among, selection=selection, shortfall=shortfall
    )
    exact = Exact(profile, costs, budget, selection).count(among, shortfall) if profile.voters else []
    assert [step.candidate for step in run if is_funded(step)] == exact


def is_funded(step: Step) -> bool:
    return step.how in ("supported", "completed", "left-over")


@given(
    election=elections(values=(0, 9)),
    rule=st.builds(SupportTransfer, selection=st.sampled_from(SELECTIONS), shortfall=st.sampled_from(SHORTFALLS)),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_an_outcome_is_whole_whatever_the_order(election: Election, rule: SupportTransfer, data: st.DataObject) -> None:
    is_whole(rule.count(election, TIES), election)
    does_not_depend_on_order(rule, election, data)


def test_simple_choices_are_equal_points() -> None:
    asked = voted({"velo": 40, "four": 50}, {"velo": 3, "four": 3}, 90)
    assert funded(SupportTransfer().count(asked, FIRST_COME)) == ["velo", "four"]


def near(power: int) -> Profile:
    """Two voters who share a cent almost alike: the second gives a hair more to its project than the first."""
    big = 11 * 10**power
    return Profile.from_rows(
        ["velo", "four", "scene", "haie"],
        starts=np.array([0, 2, 4]),
        marked=np.array([0, 2, 1, 3]),
        values=np.array([big, big + 1, big + 1, big + 2]),
    )


def counted(profile: Profile, costs: list[int], budget: int) -> tuple[list[int], list[list[int]]]:
    """Who is decided, in their order, the smaller index first among equals; and every tie that was asked about."""
    asked: list[list[int]] = []

    def order(tied: Sequence[int], _: object) -> Sequence[int]:
        if len(tied) > 1:
            asked.append(sorted(tied))
        return sorted(tied)

    steps = support_transfer(profile, costs, budget, order, range(len(costs)))
    return [step.candidate for step in steps], asked


@pytest.mark.parametrize("power", [3, 17])
def test_two_projects_closer_than_the_first_digits_are_told_apart(power: int) -> None:
    apart = Fraction(11 * 10**power + 1, 22 * 10**power + 3) - Fraction(11 * 10**power, 22 * 10**power + 1)
    assert 0 < apart < (1 if power == 3 else Fraction(1, 2**119))
    decided, asked = counted(near(power), [1, 1, 2, 2], 2)
    assert decided[:2] == [1, 0]
    assert [0, 1] not in asked


def test_a_hair_less_than_the_cost_must_be_completed() -> None:
    profile = Profile.from_rows(
        ["velo", "four"], starts=np.array([0, 2]), marked=np.array([0, 1]), values=np.array([10**17, 1])
    )
    steps = support_transfer(profile, [1, 1], 1, by_priority([0, 1]), [0, 1])
    assert [(step.candidate, step.how) for step in steps] == [(0, "completed"), (1, "short")]


def test_an_equality_is_proven_by_fractions() -> None:
    decided, asked = counted(voted_alike(), [1, 1, 2, 2], 2)
    assert decided[:2] == [0, 1]
    assert [0, 1] in asked


def voted_alike() -> Profile:
    return Profile.from_rows(
        ["velo", "four", "scene", "haie"],
        starts=np.array([0, 2, 4]),
        marked=np.array([0, 2, 1, 3]),
        values=np.array([1, 2, 3, 6]),
    )


@pytest.mark.parametrize("power", [3, 17])
def test_where_fractions_are_too_long_more_digits_tell_apart(power: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purse, "LONGEST", 0)
    assert counted(near(power), [1, 1, 2, 2], 2)[0][:2] == [1, 0]
    monkeypatch.setattr(transfers, "MOST_FRACTIONS", 0)
    assert counted(near(power), [1, 1, 2, 2], 2)[0][:2] == [1, 0]
    decided, asked = counted(voted_alike(), [1, 1, 2, 2], 2)
    assert decided[:2] == [0, 1]
    assert [0, 1] in asked
