"""A ballot is the same whatever the order of its choices; what makes it invalid is told whole."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from concitoyen.domain.ballot import Ballot, Contest, valid_marks
from concitoyen.domain.channel import Channel
from tests.plugin.exemple import Favourites

NATURE = Contest(id="nature", title="Nature", candidates=("jardin", "mare"), most=1)
CULTURE = Contest(id="culture", title="Culture", candidates=("bal", "film"), least=1, most=2, values=(1, 3))
CONTESTS = (NATURE, CULTURE)
names = st.text(min_size=1, max_size=5)
choices = st.dictionaries(names, st.dictionaries(names, st.integers(-5, 5), max_size=4), max_size=4)


def shuffled(ballot: Ballot, seed: int) -> Ballot:
    rng = random.Random(seed)  # noqa: S311 - no secret: another order of the same choices
    contests = [(name, rng.sample(list(marks.items()), len(marks))) for name, marks in ballot.choices.items()]
    return Ballot(choices={name: dict(marks) for name, marks in rng.sample(contests, len(contests))})


@given(choices, st.integers())
def test_the_canonical_text_does_not_depend_on_the_order_of_choices(made: dict[str, dict[str, int]], seed: int) -> None:
    ballot = Ballot(choices=made)
    assert shuffled(ballot, seed).canonical() == ballot.canonical()


@given(choices)
def test_the_canonical_text_reads_back_as_the_same_ballot(made: dict[str, dict[str, int]]) -> None:
    ballot = Ballot(choices=made)
    read = Ballot.from_canonical(ballot.canonical())
    assert read.canonical() == ballot.canonical()
    assert read.choices == {contest: marks for contest, marks in made.items() if marks}
    assert read.is_blank == ballot.is_blank


def test_the_canonical_text_is_short_and_readable() -> None:
    ballot = Ballot(choices={"nature": {"été": 1}, "culture": {}})
    assert ballot.canonical() == '{"nature":{"été":1}}'


def test_a_value_that_is_not_a_whole_number_is_refused() -> None:
    with pytest.raises(ValidationError):
        Ballot.model_validate({"choices": {"nature": {"jardin": 1.5}}})


def told(ballot: Ballot) -> list[tuple[str, str]]:
    return [(found.text, found.field) for found in valid_marks(ballot, CONTESTS, rule="a:b", article="Article 9")]


@pytest.mark.parametrize("made", [{}, {"nature": {}}, {"ailleurs": {}}])
def test_an_empty_ballot_is_refused(made: dict[str, dict[str, int]]) -> None:
    assert told(Ballot(choices=made)) == [("Le bulletin est vide : choisissez au moins un projet.", "")]


def test_a_valid_ballot_has_no_objection() -> None:
    assert told(Ballot(choices={"nature": {"mare": 1}, "culture": {"bal": 3, "film": 1}})) == []


def test_a_contest_without_a_minimum_may_be_left_blank() -> None:
    assert told(Ballot(choices={"culture": {"bal": 2}})) == []


def test_every_objection_is_told_at_once_with_its_field() -> None:
    ballot = Ballot(
        choices={
            "sport": {"stade": 1},
            "nature": {"jardin": 1, "mare": 1},
            "culture": {"jardin": 1, "bal": 0, "film": 4},
        }
    )
    assert told(ballot) == [
        ("Le bulletin nomme « sport », qui n'est pas une partie de ce vote.", ""),
        ("« Nature » : 2 projets choisis, le maximum est 1. Gardez ceux que vous préférez.", "nature"),
        ("« Culture » : le projet « jardin » n'y est pas soumis au vote.", "culture"),
        ("« Culture » : 3 projets choisis, le maximum est 2. Gardez ceux que vous préférez.", "culture"),
        ("« Culture » : la valeur 0 donnée à « bal » n'est pas entre 1 et 3.", "culture"),
        ("« Culture » : la valeur 4 donnée à « film » n'est pas entre 1 et 3.", "culture"),
    ]


@pytest.mark.parametrize("made", [{"nature": {"mare": 1}}, {"nature": {"mare": 1}, "culture": {}}])
def test_a_contest_that_must_be_marked_is_claimed_once(made: dict[str, dict[str, int]]) -> None:
    assert told(Ballot(choices=made)) == [("« Culture » : 0 projet(s) choisi(s), il en faut au moins 1.", "culture")]


def test_a_form_cites_its_own_rule_and_article() -> None:
    (found,) = Favourites(most=2).objections(Ballot(choices={}), CONTESTS, "Article 9")
    assert (found.rule, found.article) == ("favourites", "Article 9")


@given(choices, st.sampled_from(["site", "paper"]))
def test_the_channel_is_in_the_text_and_reads_back(made: dict[str, dict[str, int]], channel: Channel) -> None:
    ballot = Ballot(choices=made, channel=channel)
    read = Ballot.from_canonical(ballot.canonical())
    assert (read.channel, read.canonical()) == (channel, ballot.canonical())
    assert read.is_blank == ballot.is_blank


def test_the_channel_stands_under_a_key_that_no_contest_can_have() -> None:
    ballot = Ballot(choices={"nature": {"mare": 1}}, channel="paper")
    assert ballot.canonical() == '{"@channel":"paper","nature":{"mare":1}}'
    with pytest.raises(ValidationError):
        Contest(id="@channel", title="C", candidates=("mare",), most=1)


def test_choices_under_the_key_of_the_channel_are_no_channel() -> None:
    ballot = Ballot(choices={"@channel": {"paper": 1}, "culture": {"bal": 1}})
    assert ballot.canonical() == '{"culture":{"bal":1}}'
    assert told(ballot) == [("Le bulletin nomme « @channel », qui n'est pas une partie de ce vote.", "")]


def test_a_ballot_that_leaves_an_optional_contest_blank_is_valid() -> None:
    optional = CULTURE.model_copy(update={"optional": True})
    assert valid_marks(Ballot(choices={"nature": {"mare": 1}}), (optional, NATURE), rule="a:b") == ()


def test_a_ballot_on_another_contest_is_told_once_where_one_of_the_vote_may_be_left_blank() -> None:
    optional = CULTURE.model_copy(update={"optional": True})
    found = valid_marks(Ballot(choices={"ailleurs": {"mare": 1}}), (NATURE, optional), rule="a:b")
    assert [one.text for one in found] == ["Le bulletin nomme « ailleurs », qui n'est pas une partie de ce vote."]
