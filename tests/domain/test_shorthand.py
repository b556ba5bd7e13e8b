"""A sealed ballot is short, all are of one size, and each says exactly what its voter chose."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.channel import CHANNELS, Channel
from concitoyen.domain.shorthand import Shorthand, names_of

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
KNOWN = Shorthand(["jeunes", "tous", "jardin", "velo"])


@st.composite
def votes(draw: st.DrawFn) -> tuple[list[Contest], Ballot]:
    """A few contests, each with its bounds, and a ballot that keeps to them."""
    contests, choices = [], {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        projects = draw(st.lists(NAMES, min_size=1, max_size=8, unique=True))
        values = (draw(st.integers(-1, 1)), draw(st.integers(1, 1200)))
        most = draw(st.integers(1, len(projects)))
        contests.append(Contest(id=name, title="C", candidates=tuple(projects), most=most, values=values))
        chosen = draw(st.lists(st.sampled_from(projects), max_size=most, unique=True))
        choices[name] = {project: draw(st.integers(*values)) for project in chosen}
    channel: Channel | Literal[""] = draw(st.sampled_from(["", *CHANNELS]))
    return contests, Ballot(choices=choices, channel=channel)


@given(vote=votes(), known=st.data())
def test_any_ballot_is_read_back_and_fits_the_size_of_the_urn(
    vote: tuple[list[Contest], Ballot], known: st.DataObject
) -> None:
    contests, ballot = vote
    names = known.draw(st.lists(st.sampled_from(names_of(contests)), unique=True))
    shorthand = Shorthand(names)
    text = shorthand.write(ballot)
    size = shorthand.size(contests, channels=bool(ballot.channel))
    assert shorthand.read(text).canonical() == shorthand.read(ballot.canonical()).canonical() == ballot.canonical()
    assert len(text.encode()) < size
    assert size % 16 == 0


@given(vote=votes())
def test_the_same_choices_make_the_same_text_in_whatever_order(vote: tuple[list[Contest], Ballot]) -> None:
    contests, ballot = vote
    shorthand = Shorthand(names_of(contests))
    turned = {name: dict(reversed([*marks.items()])) for name, marks in reversed([*ballot.choices.items()])}
    assert shorthand.write(ballot.model_copy(update={"choices": turned})) == shorthand.write(ballot)


def test_numbers_stand_for_the_names_that_the_seal_knows() -> None:
    ballot = Ballot(choices={"tous": {"velo": 1}, "jeunes": {"jardin": 2, "tardif": -1}, "vide": {}}, channel="paper")
    assert KNOWN.write(ballot) == '[0,[2,2,"tardif",-1],1,[3,1],"@channel","paper"]'


def test_a_ballot_of_the_pas_de_calais_takes_a_seventh_of_its_canonical_text() -> None:
    contests = [
        Contest(id=f"categorie-{number}", title="C", candidates=names, most=1)
        for number, names in enumerate(
            [tuple(f"un-projet-au-nom-tres-long-{number}-{rank}" for rank in range(12)) for number in range(5)]
        )
    ]
    assert Shorthand(names_of(contests)).size(contests, channels=False) == 48
    assert Shorthand([]).size(contests, channels=False) == 272


def test_names_are_those_of_contests_and_projects_once() -> None:
    contests = [Contest(id=name, title="C", candidates=("velo", "jeunes"), most=1) for name in ("jeunes", "tous")]
    assert names_of(contests) == ("jeunes", "tous", "velo")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "[0]",
        "[0,1]",
        "[0,[2]]",
        "[9,[2,1]]",
        "[-1,[2,1]]",
        "[true,[2,1]]",
        "[0,[2,1],0,[3,1]]",
        '[0,[2,1],"jeunes",[3,1]]',
        "[0,[2,1,2,1]]",
        '[0,[2,"beaucoup"]]',
        '["@channel","mars"]',
        '{"jeunes":3}',
    ],
)
def test_what_is_no_ballot_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"ballot|Ballot|Expecting"):
        KNOWN.read(text)
