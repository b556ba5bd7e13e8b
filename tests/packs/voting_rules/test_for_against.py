"""Votes for some projects and against a few."""

import pytest

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Election, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.support import support
from concitoyen_voting_rules.forms.for_against import ForAgainst
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.greedy import Greedy
from tests.packs.voting_rules.elections import FIRST_COME, candidates, euros

STANDING = candidates({"velo": 50, "four": 50, "scene": 50, "bac": 50})
FORM = ForAgainst(for_at_most=2, for_before_against=2)
CONTESTS = FORM.contests(STANDING, [])


def cast(**marks: int) -> Ballot:
    return Ballot(choices={CONTESTS[0].id: marks})


def told(form: ForAgainst, **marks: int) -> list[str]:
    return [one.text for one in form.objections(cast(**marks), form.contests(STANDING, []), "")]


def test_the_voter_is_told_every_fault_at_once() -> None:
    assert told(FORM, velo=1, four=1, scene=-1) == []
    assert told(FORM, velo=1) == []
    assert told(FORM, velo=1, scene=-1) == [
        "« Pour et contre » : pour voter contre un projet, votez pour 2 autres ; vous en avez 1."
    ]
    assert told(FORM, velo=1, four=1, bac=1, scene=2) == [
        "« Pour et contre » : la valeur 2 donnée à « Scene » n'est pas entre -1 et 1.",
        "« Pour et contre » : 4 votes pour, le maximum est 2. Gardez ceux que vous préférez.",
    ]
    assert told(ForAgainst(), velo=-1, four=-1) == [
        "« Pour et contre » : 2 vote(s) contre, le maximum est 1. Retirez-en."
    ]


def test_the_form_says_what_to_do_and_has_no_contest_without_projects() -> None:
    assert FORM.instructions() == (
        "Votez pour 2 projets au plus, et contre 1 projet au plus, à condition de voter pour 2 projets."
    )
    assert ForAgainst().instructions() == "Votez pour les projets que vous voulez, et contre 1 projet au plus."
    assert ForAgainst().contests([], []) == ()


def held(*ballots: tuple[int, dict[str, int]]) -> Election:
    return Election(
        candidates=STANDING,
        contests=CONTESTS,
        ballots=tuple(WeightedBallot(ballot=cast(**marks), weight=weight) for weight, marks in ballots),
        envelope=euros(100),
    )


def test_votes_against_take_points_away_and_are_no_votes() -> None:
    election = held((3, {"velo": 1, "four": 1, "scene": -1}), (2, {"scene": 1, "bac": 1, "four": -1}), (1, {"bac": 1}))
    outcome = Greedy(by="points").count(election, FIRST_COME)
    assert [(one.candidate, one.score.text if one.score else "", one.votes) for one in outcome.results] == [
        ("velo", "3 points", 3),
        ("bac", "3 points", 3),
        ("four", "1 point", 3),
        ("scene", "-1 point", 2),
    ]
    assert [one.candidate for one in outcome.funded] == ["velo", "bac"]
    assert support(election) == {"velo": 3, "four": 3, "scene": 2, "bac": 3}


def test_a_rule_that_counts_choices_or_support_refuses_votes_against() -> None:
    election = held((3, {"velo": 1, "four": 1, "scene": -1}))
    with pytest.raises(CountError, match="se note de -1 à 1"):
        Greedy().count(election, FIRST_COME)
    with pytest.raises(CountError, match="points négatifs"):
        EqualSharesRule(utility="points").count(election, FIRST_COME)
