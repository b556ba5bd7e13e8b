"""Counting around a voting rule: pots, decided projects, bars, floors, quotas, and what is left."""

from decimal import Decimal
from fractions import Fraction

import pytest

from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.composition.pots import Decided, Filling, Placed
from concitoyen.domain.errors import CountError
from concitoyen.domain.groups import Takes
from concitoyen.domain.money import Money
from tests.domain.around import (
    TIES,
    AtLeast,
    AtMost,
    Kept,
    MostVoted,
    composition,
    election,
    funded,
    notes,
    pot,
    told,
)

COSTS = {"a": 400, "b": 300, "c": 200, "d": 100}
VOTES = {"a": 40, "b": 30, "c": 20, "d": 10}


def asked(*conditions: Kept | AtLeast | AtMost) -> tuple[Placed, ...]:
    return tuple(Placed(condition=condition) for condition in conditions)


def out(*names: str, outcome: bool = False, charged: bool = True) -> tuple[Decided, ...]:
    return (Decided(projects=names, funded=outcome, charged=charged, article="article 9"),)


def test_a_rulebook_that_adds_nothing_gets_what_its_rule_says_to_the_letter() -> None:
    plain = election(COSTS, VOTES, 700)
    assert composed(plain, composition()) == MostVoted().count(plain, TIES)


def test_a_condition_finds_no_fault_unless_it_says_so() -> None:
    assert Kept(out=("a",)).faults({}) == ()


# ── bars ──────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_barred_is_not_counted_and_keeps_its_rank_and_votes() -> None:
    outcome = composed(election(COSTS, VOTES, 700), composition(conditions=asked(Kept(out=("a", "zz")))))
    assert [(one.candidate, one.rank, one.votes) for one in outcome.results] == [
        ("a", 1, 40),
        ("b", 2, 30),
        ("c", 3, 20),
        ("d", 4, 10),
    ]
    assert told(outcome)[0] == ("a", 0, "écarté")
    assert funded(outcome) == {"b": 300, "c": 200, "d": 100}


def test_the_first_bar_to_refuse_gives_the_reason() -> None:
    conditions = asked(Kept(out=("a",)), Kept(out=("a", "b")))
    outcome = composed(election(COSTS, VOTES, 700), composition(conditions=conditions))
    assert funded(outcome) == {"c": 200, "d": 100}


# ── quotas ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_laureate_too_many_gives_way_to_the_next() -> None:
    outcome = composed(election(COSTS, VOTES, 700), composition(conditions=asked(AtMost(of=("a", "b")))))
    assert told(outcome) == [
        ("a", 400, "retenu"),
        ("b", 0, "a+b : le règlement n'y finance pas plus d'un projet : non retenu"),
        ("c", 200, "retenu"),
        ("d", 100, "retenu"),
    ]


def test_who_does_not_fit_is_told_so_and_not_of_a_quota_that_it_never_met() -> None:
    outcome = composed(election(COSTS, VOTES, 500), composition(conditions=asked(AtMost(of=("a", "b")))))
    assert told(outcome)[1] == ("b", 0, "trop cher ou sans votants")


def test_a_maximum_of_money_in_a_group_is_kept() -> None:
    conditions = asked(AtMost(of=("a", "b", "c"), most=None, amount=Money.euros(600)))
    outcome = composed(election(COSTS, VOTES, 2000), composition(conditions=conditions))
    assert told(outcome) == [
        ("a", 400, "retenu"),
        ("b", 0, "a+b+c : avec 400 € déjà attribués, 300 € dépasseraient le maximum de 600 € : non retenu"),
        ("c", 200, "retenu"),
        ("d", 100, "retenu"),
    ]


def test_several_may_be_funded_below_the_maximum() -> None:
    conditions = asked(AtMost(of=("a", "b", "c"), most=2))
    outcome = composed(election(COSTS, VOTES, 2000), composition(conditions=conditions))
    assert told(outcome)[2] == ("c", 0, "a+b+c : le règlement n'y finance pas plus de 2 projets : non retenu")


def test_a_rule_that_says_to_keep_quotas_and_does_not_stops_the_count() -> None:
    lying = composition(rule=MostVoted(kept="inside"), conditions=asked(AtMost(of=("a", "b"))))
    with pytest.raises(CountError, match=r"« test:most-voted » a financé un projet au-delà d'un maximum .*\(b\)"):
        composed(election(COSTS, VOTES, 700), lying)


# ── floors ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_best_of_each_group_is_served_before_the_others() -> None:
    outcome = composed(election(COSTS, VOTES, 500), composition(conditions=asked(AtLeast(sets=(("c", "d"),)))))
    assert told(outcome) == [
        ("a", 0, "il restait 300 €, il en coûte 400 € : non retenu"),
        ("b", 300, "retenu"),
        ("c", 200, "retenu au titre du minimum de 1 (c+d) : 200 € pour 500 € restants"),
        ("d", 0, "trop cher ou sans votants"),
    ]


def test_a_group_takes_a_lesser_project_where_its_best_would_deprive_another() -> None:
    conditions = asked(AtLeast(sets=(("a", "d"), ("b",))))
    outcome = composed(election(COSTS, VOTES, 450), composition(conditions=conditions))
    assert funded(outcome) == {"b": 300, "d": 100}
    assert told(outcome)[3][2] == (
        "retenu au titre du minimum de 1 (a+d), « A » ne laissant pas de quoi atteindre les autres minimums : "
        "100 € pour 150 € restants"
    )


def test_a_group_that_cannot_be_served_deprives_nobody_and_is_named_in_the_notes() -> None:
    conditions = asked(AtLeast(sets=(("a",), ("b", "c"))))
    outcome = composed(election({**COSTS, "a": 900}, VOTES, 500), composition(conditions=conditions))
    assert funded(outcome) == {"b": 300, "c": 200}
    assert notes(outcome) == [
        "Minimum de 1 non atteint (a) : aucun autre de ses projets ne pouvait être financé.",
    ]


def test_a_group_with_too_few_candidates_is_named_in_the_notes() -> None:
    conditions = asked(AtLeast(sets=(("a",),), least=2))
    outcome = composed(election(COSTS, VOTES, 2000), composition(conditions=conditions))
    assert len(notes(outcome)) == 1


def test_a_project_of_two_groups_counts_for_both() -> None:
    conditions = asked(AtLeast(sets=(("a", "d"), ("b", "d"), ("c", "d"))))
    outcome = composed(election({**COSTS, "d": 500}, VOTES, 500), composition(conditions=conditions))
    assert funded(outcome) == {"a": 400} or "d" in funded(outcome)


def test_the_corrective_takes_the_place_of_the_last_laureate_that_its_group_can_spare() -> None:
    conditions = asked(AtLeast(sets=(("a", "b"), ("c",), ("d",)), how="correct"))
    outcome = composed(election({**COSTS, "d": 250}, VOTES, 900), composition(conditions=conditions))
    assert told(outcome) == [
        ("a", 400, "retenu"),
        ("b", 0, "laisse sa place à « D » pour que le minimum de 1 (d) soit atteint : non retenu"),
        ("c", 200, "retenu"),
        ("d", 250, "retenu au titre du minimum de 1 (d) : 250 € pour 300 € restants"),
    ]
    assert [(step.candidate, step.decision) for step in outcome.rounds][-2:] == [("b", "not-funded"), ("d", "funded")]


def test_who_need_not_leave_stays() -> None:
    costs = {"a": 400, "b": 300, "c": 20, "d": 300}
    conditions = asked(AtLeast(sets=(("d",),), how="correct"))
    outcome = composed(election(costs, VOTES, 720), composition(conditions=conditions))
    assert funded(outcome) == {"a": 400, "c": 20, "d": 300}


def test_where_no_place_can_be_given_the_minimums_are_served_first_and_it_is_said() -> None:
    costs = {"a": 400, "b": 100, "c": 200}
    conditions = asked(AtLeast(sets=(("a", "b"), ("c",)), how="correct"))
    outcome = composed(election(costs, {"a": 3, "b": 2, "c": 1}, 500), composition(conditions=conditions))
    assert funded(outcome) == {"b": 100, "c": 200}
    assert notes(outcome) == [
        "Le correctif ne suffisait pas à atteindre les minimums : ils ont été servis avant les autres projets.",
    ]


def test_the_corrective_respects_quotas() -> None:
    conditions = asked(AtMost(of=("a", "d")), AtLeast(sets=(("d",),), how="correct"))
    outcome = composed(election(COSTS, VOTES, 700), composition(conditions=conditions))
    assert funded(outcome) == {"b": 300, "c": 200, "d": 100}


def test_a_minimum_that_is_met_already_changes_nothing() -> None:
    plain, conditions = election(COSTS, VOTES, 700), asked(AtLeast(sets=(("a", "b"),), how="correct"))
    assert funded(composed(plain, composition(conditions=conditions))) == {"a": 400, "b": 300}


# ── decided ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_project_set_aside_is_not_counted() -> None:
    outcome = composed(election(COSTS, VOTES, 700), composition(decided=out("a")))
    assert told(outcome)[3] == ("a", 0, "écarté avant le dépouillement (article 9) : non retenu")
    assert funded(outcome) == {"b": 300, "c": 200, "d": 100}
    assert outcome.result("a").votes == 40


def test_a_project_decided_beforehand_is_paid_first() -> None:
    outcome = composed(election(COSTS, VOTES, 500), composition(decided=out("d", outcome=True)))
    assert funded(outcome) == {"a": 400, "d": 100}
    assert outcome.result("d").why.text == "déjà décidé (article 9) : 100\u00a0€ pris sur l'enveloppe"


def test_a_project_decided_and_paid_elsewhere_takes_nothing() -> None:
    outcome = composed(election(COSTS, VOTES, 700), composition(decided=out("d", outcome=True, charged=False)))
    assert funded(outcome) == {"a": 400, "b": 300, "d": 0}


def test_a_decided_project_that_nobody_knows_is_refused_with_the_nearest() -> None:
    costs = {"jardin": 100, "zoo": 5}
    with pytest.raises(CountError, match=r"nomme « jardins », .* Vouliez-vous dire « jardin » \?"):
        composed(election(costs, {"zoo": 1}, 500), composition(decided=out("jardins")))
    with pytest.raises(CountError, match=r"« passerelle », qui n'est pas soumis au vote\.$"):
        composed(election(costs, {"zoo": 1}, 500), composition(decided=out("passerelle")))


def test_decided_projects_that_exceed_the_money_stop_the_count() -> None:
    with pytest.raises(CountError, match="dépassent l'enveloppe : « a » coûte 400"):
        composed(election(COSTS, VOTES, 300), composition(decided=out("a", outcome=True)))


def test_a_decided_project_that_no_pot_takes_stops_the_count() -> None:
    pots = (pot("p", takes=Takes(project=("b",))),)
    with pytest.raises(CountError, match=r"n'entre dans aucune part de l'enveloppe \(a\)"):
        composed(election(COSTS, VOTES, 900), composition(pots=pots, decided=out("a", outcome=True)))


# ── pots ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reserved_share_goes_first_and_its_losers_stay_in_the_race() -> None:
    pots = (
        pot("reserve", takes=Takes(project=("c", "d")), share=Fraction(1, 4), left_to="general"),
        pot("general"),
    )
    outcome = composed(election(COSTS, VOTES, 800), composition(pots=pots))
    assert [(one.candidate, one.pot) for one in outcome.funded] == [
        ("a", "General"),
        ("c", "Reserve"),
        ("d", "General"),
    ]
    outcome = composed(election(COSTS, VOTES, 960), composition(pots=pots))
    assert [(one.candidate, one.pot) for one in outcome.funded] == [
        ("a", "General"),
        ("b", "General"),
        ("c", "Reserve"),
    ]
    assert notes(outcome) == [
        "Il reste 40 € de « Reserve », qui vont à « General ».",
        "Il reste 60 € de « General », non attribués.",
    ]


def test_each_group_has_its_pot_in_the_order_of_the_lists() -> None:
    facts = {"a": {"territory": "sud"}, "b": {"territory": "nord"}, "c": {"territory": "sud"}, "d": {}}
    pots = (pot("quartier", by="territory", amount=Money.euros(300), amounts={"sud": Money.euros(200)}),)
    asked_of = composition(pots=pots, titles={"territory": {"sud": "Le Sud", "nord": "Le Nord"}})
    outcome = composed(election(COSTS, VOTES, 900, **facts), asked_of)
    assert [(one.candidate, one.pot, one.decision) for one in outcome.results] == [
        ("a", "Quartier : Le Sud", "not-funded"),
        ("b", "Quartier : Le Nord", "funded"),
        ("c", "Quartier : Le Sud", "funded"),
        ("d", "", "not-funded"),
    ]
    assert told(outcome)[3] == ("d", 0, "n'entre dans aucune part de l'enveloppe : non retenu")


def test_pots_that_exceed_the_envelope_stop_the_count() -> None:
    pots = (pot("p", by="territory", amount=Money.euros(300)),)
    facts = {"a": {"territory": "sud"}, "b": {"territory": "nord"}}
    with pytest.raises(CountError, match="Les parts de l'enveloppe font 600"):
        composed(election(COSTS, VOTES, 500, **facts), composition(pots=pots))


def test_a_pot_may_count_only_those_whom_it_concerns() -> None:
    pots = (pot("p", takes=Takes(project=("d",)), voters="concerned"),)
    outcome = composed(election(COSTS, {"a": 3}, 500), composition(pots=pots))
    assert told(outcome) == [
        ("d", 0, "trop cher ou sans votants"),
        ("a", 0, "n'entre dans aucune part de l'enveloppe : non retenu"),
        ("b", 0, "n'entre dans aucune part de l'enveloppe : non retenu"),
        ("c", 0, "n'entre dans aucune part de l'enveloppe : non retenu"),
    ]


def test_a_pot_may_fund_a_number_of_projects_at_most() -> None:
    outcome = composed(election(COSTS, VOTES, 2000), composition(pots=(pot("p", projects_at_most=2),)))
    assert funded(outcome) == {"a": 400, "b": 300}
    assert told(outcome)[2][2] == "« P » : le règlement n'y finance pas plus de 2 projets : non retenu"


def test_a_condition_may_be_asked_in_one_pot_only() -> None:
    pots = (pot("p", takes=Takes(project=("a", "b")), amount=Money.euros(1000)), pot("q"))
    placed = (Placed(condition=Kept(out=("a", "c")), pot="p"),)
    outcome = composed(election(COSTS, VOTES, 2000), composition(pots=pots, conditions=placed))
    assert set(funded(outcome)) == {"a", "b", "c", "d"}
    assert outcome.result("a").pot == "Q"


# ── what is left ──────────────────────────────────────────────────────────────────────────────────────


def filled(envelope: int, **filling: object) -> dict[str, int]:
    made = Filling(**filling)  # type: ignore[arg-type] # each test gives the fields that it is about
    asked_of = composition(rule=MostVoted(skip=False), filling=made)
    return funded(composed(election(COSTS, VOTES, envelope), asked_of))


def test_the_next_project_may_exceed_the_money_by_a_stated_amount() -> None:
    assert filled(650, overshoot=Money.euros(50)) == {"a": 400, "b": 300}
    assert filled(649, overshoot=Money.euros(50)) == {"a": 400}


def test_the_excess_may_be_bounded_by_a_share_of_the_cost() -> None:
    assert filled(640, overshoot=Money.euros(500), overshoot_percent=Decimal(20)) == {"a": 400, "b": 300}
    assert filled(639, overshoot=Money.euros(500), overshoot_percent=Decimal(20)) == {"a": 400}


def test_the_excess_is_shared_by_all_pots() -> None:
    pots = (
        pot("p", takes=Takes(project=("a",)), amount=Money.euros(350)),
        pot("q", takes=Takes(project=("b",)), amount=Money.euros(250)),
    )
    asked_of = composition(pots=pots, filling=Filling(overshoot=Money.euros(60)))
    assert funded(composed(election(COSTS, VOTES, 600), asked_of)) == {"a": 400}


def test_the_next_project_may_be_funded_in_part() -> None:
    assert filled(550, partial_percent=Decimal(50)) == {"a": 400, "b": 150}
    assert filled(549, partial_percent=Decimal(50)) == {"a": 400}
    assert filled(400, partial_percent=Decimal(50)) == {"a": 400}


def test_what_is_left_may_be_counted_again_by_another_rule_and_who_loses_twice_keeps_its_first_reason() -> None:
    made = Filling(leftover=MostVoted())
    asked_of = composition(rule=MostVoted(skip=False), filling=made, conditions=asked(AtMost(of=("c", "d"))))
    outcome = composed(election(COSTS, VOTES, 2000, b={}), asked_of)
    assert funded(outcome) == {"a": 400, "b": 300, "c": 200}
    outcome = composed(election({**COSTS, "a": 900}, VOTES, 600), asked_of)
    assert funded(outcome) == {"b": 300, "c": 200}
    assert told(outcome)[0] == ("a", 0, "trop cher ou sans votants")
    assert [step.candidate for step in outcome.rounds].count("a") == 2


def test_nothing_is_filled_when_everything_fits_or_when_nobody_voted() -> None:
    assert filled(2000, partial_percent=Decimal(1), overshoot=Money.euros(1), leftover=MostVoted()) == COSTS
    asked_of = composition(filling=Filling(leftover=MostVoted()), conditions=asked(AtLeast(sets=(("a",),))))
    assert funded(composed(election(COSTS, {}, 700), asked_of)) == {}
