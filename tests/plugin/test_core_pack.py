"""The conditions to vote that the core offers: an age on a day, a commune of the list."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from concitoyen.domain.calendar import Calendar, Phase
from concitoyen.domain.people import EligibilityRule, Terms
from concitoyen.plugin.core_pack import MinimumAge, Residence
from tests.plugin.exemple import QUARTIERS, voter

# Opens at midnight in Paris, the evening before in UTC: the local day counts.
VOTE = Phase(
    kind="vote",
    title="Vote",
    opens=datetime(2023, 8, 31, 22, tzinfo=UTC),
    closes=datetime(2023, 9, 30, 22, tzinfo=UTC),
)
TERMS = Terms(
    rule="core:x",
    article="Article 4",
    calendar=Calendar(timezone="Europe/Paris", phases=(VOTE,)),
    gazetteer=QUARTIERS,
)


def told(rule: EligibilityRule, **facts: object) -> list[tuple[str, str]]:
    return [(found.text, found.field) for found in rule.objections(voter(**facts), TERMS)]


FROM = "Pour voter, il faut avoir 11 ans ou plus le 1er septembre 2023."
OVER = "Pour voter, il faut avoir plus de 11 ans le 1er septembre 2023."


@pytest.mark.parametrize(
    ("bound", "born", "answer"),
    [
        ("from", date(2012, 9, 1), []),
        ("from", date(2012, 9, 2), [(FROM, "birth_date")]),
        ("over", date(2011, 9, 1), []),
        ("over", date(2011, 9, 2), [(OVER, "birth_date")]),
    ],
)
def test_a_voter_under_the_age_is_told_the_rule(bound: str, born: date, answer: list[tuple[str, str]]) -> None:
    rule = MinimumAge.model_validate({"age": 11, "bound": bound})
    assert told(rule, birth_date=born) == answer


def test_the_age_may_be_checked_on_a_day_of_its_own() -> None:
    rule = MinimumAge(age=11, on=date(2023, 12, 31))
    assert told(rule, birth_date=date(2012, 12, 31)) == []
    assert told(rule, birth_date=date(2013, 1, 1)) == [
        ("Pour voter, il faut avoir 11 ans ou plus le 31 décembre 2023.", "birth_date")
    ]


def test_who_is_born_on_29_february_is_eleven_on_1_march() -> None:
    ages = [
        told(MinimumAge(age=11, on=day), birth_date=date(2012, 2, 29)) for day in (date(2023, 2, 28), date(2023, 3, 1))
    ]
    assert [len(found) for found in ages] == [1, 0]


def test_a_birth_date_in_the_future_is_questioned() -> None:
    assert told(MinimumAge(age=0), birth_date=date(2023, 9, 2)) == [
        ("La date de naissance est dans le futur : vérifiez-la.", "birth_date")
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [("vote", "vote"), ("2023-09-01", date(2023, 9, 1)), (date(2023, 9, 1), date(2023, 9, 1))],
)
def test_the_day_of_the_check_is_a_date_or_a_phase(written: object, read: object) -> None:
    assert MinimumAge.model_validate({"age": 11, "on": written}).on == read


@pytest.mark.parametrize("written", [11, datetime(2023, 9, 1, tzinfo=UTC), None])
def test_anything_else_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="une date"):
        MinimumAge.model_validate({"age": 11, "on": written})


def test_a_phase_that_the_calendar_does_not_have_is_a_fault_of_the_rulebook() -> None:
    rule = MinimumAge(age=11, on="dépôt")
    assert rule.faults(TERMS) == ["on = « dépôt » n'est ni une date ni une phase du calendrier (vote)."]
    assert told(rule) == [("Le règlement ne dit pas à quelle date vérifier l'âge.", "birth_date")]
    assert [MinimumAge(age=11).faults(TERMS), MinimumAge(age=11, on=date(2023, 1, 1)).faults(TERMS)] == [(), ()]


@pytest.mark.parametrize("commune", ["Vieux-Port", "le bassin", "10004", "Saint-Léger (10003)"])
def test_an_inhabitant_may_vote(commune: str) -> None:
    assert told(Residence(), commune=commune) == []


def test_the_engine_asks_about_homonyms_and_the_rule_does_not_repeat_it() -> None:
    assert told(Residence(), commune="Saint-Léger") == []


@pytest.mark.parametrize(
    ("commune", "hint"),
    [("Vieux-Pors", " Vouliez-vous dire « Vieux-Port » ?"), ("Tombouctou", " Ce vote est réservé à ses habitants.")],
)
def test_who_lives_elsewhere_is_told_so_with_the_nearest_name(commune: str, hint: str) -> None:
    assert told(Residence(), commune=commune) == [
        (f"« {commune} » n'est pas une commune de la liste « quartiers de la Ville d'exemple ».{hint}", "commune")
    ]


def test_a_name_with_braces_is_only_a_name() -> None:
    ((text, _),) = told(Residence(), commune="{list} {x}")
    assert text.startswith("« {list} {x} » n'est pas une commune")


def test_a_vote_may_be_reserved_to_some_territories() -> None:
    rule = Residence(within=("nord",))
    assert told(rule, commune="Vieux-Port") == []
    assert told(rule, commune="10003") == [
        ("Ce vote est réservé aux habitants de : Nord. Saint-Léger n'en fait pas partie.", "commune")
    ]
    assert rule.faults(TERMS) == []


def test_territories_that_the_list_does_not_have_are_faults_of_the_rulebook() -> None:
    assert Residence(within=("nort", "zzzz")).faults(TERMS) == [
        "le territoire « nort » n'est pas dans la liste ; vouliez-vous dire « nord » ?",
        "le territoire « zzzz » n'est pas dans la liste ; (nord, sud).",
    ]


def test_a_rule_finds_no_fault_unless_it_says_so() -> None:
    assert EligibilityRule.faults(MinimumAge(age=11), TERMS) == ()
