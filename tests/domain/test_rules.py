"""The working rules of an edition answer with reasons and cite their article."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Candidate, Contest, Spread
from concitoyen.domain.category import Category
from concitoyen.domain.count import WeightedBallot
from concitoyen.domain.errors import Refused
from concitoyen.domain.money import Money
from tests.plugin.exemple import QUARTIERS, Favourites, ballot, exemple_rules, proposal, voter

RULES = exemple_rules()
DAY = datetime(2027, 4, 1, 12, tzinfo=UTC)


def test_the_rules_have_the_calendar_and_the_titles_of_the_rulebook() -> None:
    assert RULES.calendar == RULES.rulebook.calendar
    assert RULES.category_titles == {"nature": "Nature en ville", "culture": "Culture"}


def test_a_grant_cites_the_article_of_its_cap() -> None:
    granted = [RULES.grant(proposal(category=name, requested=9000)) for name in ("nature", "culture")]
    assert [(grant.amount, grant.article) for grant in granted] == [
        (Money.euros(5000), "Article 6"),
        (Money.euros("4000.50"), "Article 7"),
    ]


def test_a_voter_who_fulfils_every_condition_has_no_objection() -> None:
    assert RULES.person_objections(voter()) == ()


def test_a_voter_is_told_every_reason_at_once() -> None:
    found = RULES.person_objections(voter(birth_date=date(2015, 1, 1), commune="Ailleurs"))
    assert [(objection.rule, objection.cited, objection.field) for objection in found] == [
        (
            "core:minimum-age",
            "Pour voter, il faut avoir 16 ans ou plus le 1er septembre 2027. [Article 4]",
            "birth_date",
        ),
        ("exemple:lives-or-works-here", "Ailleurs n'est pas un quartier de la ville. [Article 5]", "commune"),
    ]


def test_a_voter_in_one_of_two_homonyms_is_asked_which() -> None:
    (found,) = RULES.person_objections(voter(commune="St-Léger"))
    assert (found.rule, found.field, found.text) == (
        "core:commune",
        "commune",
        "Plusieurs communes s'appellent « St-Léger » : choisissez Saint-Léger (10002) ou Saint-Léger (10003).",
    )
    assert RULES.person_objections(voter(commune="Saint-Léger (10002)")) == ()


def test_candidates_stand_in_order_of_deposit_at_the_cost_of_their_grant() -> None:
    late = proposal("arbre", deposited_at=DAY + timedelta(microseconds=1), requested=3000)
    early, undated = proposal("zoo", deposited_at=DAY), proposal("bal", deposited_at=None)
    found = RULES.candidates([undated, late, early])
    assert [(candidate.id, candidate.order, candidate.cost) for candidate in found] == [
        ("zoo", 1, Money.euros(5000)),
        ("arbre", 2, Money.euros(3000)),
        ("bal", 3, Money.euros(5000)),
    ]


def test_proposals_deposited_at_one_instant_have_one_order() -> None:
    found = RULES.candidates([proposal("b"), proposal("a"), proposal("c", deposited_at=DAY + timedelta(days=1))])
    assert [(candidate.id, candidate.order) for candidate in found] == [("a", 1), ("b", 1), ("c", 2)]


@pytest.mark.parametrize("category", ["", "sport"])
def test_a_proposal_outside_the_categories_cannot_stand_since_no_cap_would_hold_it(category: str) -> None:
    with pytest.raises(Refused) as caught:
        RULES.candidates([proposal("jardin"), proposal("stade", category=category)])
    assert str(caught.value) == "« Stade » n'est dans aucune catégorie du règlement (nature, culture)."


CANDIDATES = RULES.candidates([proposal("jardin"), proposal("mare"), proposal("bal", category="culture")])
CONTESTS = RULES.contests(CANDIDATES)


def test_the_ballot_has_the_contests_of_its_form() -> None:
    assert [(contest.id, contest.candidates, contest.most) for contest in CONTESTS] == [
        ("ville", ("bal", "jardin", "mare"), 2)
    ]


def test_an_invalid_ballot_is_told_with_the_article_of_the_form() -> None:
    (found,) = RULES.ballot_objections(Ballot(choices={}), CONTESTS)
    assert found.rule == "exemple:favourites"
    assert found.cited == "Le bulletin est vide : choisissez au moins un projet. [Article 9]"
    assert RULES.ballot_objections(ballot("mare", "bal"), CONTESTS) == ()


@given(st.permutations([(("jardin",), 4), (("mare", "bal"), 3), (("bal",), 2)]))
def test_a_count_never_spends_more_than_the_envelope_and_does_not_depend_on_order(
    cast: list[tuple[tuple[str, ...], int]],
) -> None:
    rules = exemple_rules(("envelope = 30000", "envelope = 9001"))
    ballots = [WeightedBallot(ballot=ballot(*names), weight=weight) for names, weight in cast]
    outcome = rules.count(CANDIDATES, ballots, "graine")
    assert [(result.candidate, result.votes, result.decision) for result in outcome.results] == [
        ("bal", 5, "funded"),
        ("jardin", 4, "funded"),
        ("mare", 3, "not-funded"),
    ]
    assert outcome.spent <= outcome.envelope
    assert (outcome.balance, outcome.draw_seed) == (Money.euros("0.50"), "graine")


def test_a_candidate_knows_the_cantons_and_the_intercommunality_of_its_commune() -> None:
    place = QUARTIERS.communes[0].model_copy(update={"canton": "Port-1|Port-2", "epci": "CA du Port"})
    gazetteer = QUARTIERS.model_copy(update={"communes": (place, *QUARTIERS.communes[1:])})
    rules = replace(exemple_rules(), gazetteer=gazetteer)
    (one,) = rules.candidates([proposal()])
    assert (one.cantons, one.epci, one.commune) == (("Port-1", "Port-2"), "CA du Port", "10001")
    (stray,) = rules.candidates([proposal(commune="99999")])
    assert (stray.cantons, stray.epci) == ((), "")


class TwoOfEach(Favourites):
    """Two projects at most of each category."""

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        groups = {one.id: one.groups("category") for one in candidates}
        (contest,) = super().contests(candidates, categories)
        return (contest.model_copy(update={"spreads": (Spread(by="category", groups=groups, most=2),)}),)


def test_groups_in_which_marks_are_bounded_are_called_by_their_names_where_they_have_a_project() -> None:
    rules = replace(RULES, form=TwoOfEach(most=3))
    (everything,) = rules.contests(CANDIDATES)
    assert [spread.names for spread in everything.spreads] == [{"nature": "Nature en ville", "culture": "Culture"}]
    (nature,) = rules.contests([one for one in CANDIDATES if one.category == "nature"])
    assert [spread.names for spread in nature.spreads] == [{"nature": "Nature en ville"}]
