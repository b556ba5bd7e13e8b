"""The column voting_method: what each ballot weighs, whatever its form."""

import pytest

from concitoyen.domain.channel import Weights
from concitoyen.domain.errors import ElectionFileError
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.to_domain import domain_election
from tests.packs.voting_rules.pabulib.files import pb

WEIGHTS: Weights = {"site": 2, "paper": 5}
FORMS = {
    "approval": ("velo,four", "velo", "velo,four", ""),
    "choose-1": ("velo", "four", "velo", "velo"),
    "ordinal": ("velo,four", "four,velo", "velo", ""),
    "cumulative": ("velo,four;3,1", "four;2", "velo;4", ";"),
    "scoring": ("velo,four;3,1", "four;2", "velo;4", ";"),
}
METHODS = ("internet", "paper", " Paper ", "internet")


def election(form: str, *, default: bool = False, methods: tuple[str, ...] = METHODS) -> PbElection:
    points = ";points" if form in ("cumulative", "scoring") else ""
    header = f"voter_id;vote{points};voting_method"
    rows = [f"{row};{cells};{method}" for row, (cells, method) in enumerate(zip(FORMS[form], methods, strict=True))]
    meta = {"vote_type": form, "max_length": None, **({"default_score": "1"} if default else {})}
    return PbElection.read(pb(meta, votes=(header, *rows)), "ville.pb")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("default", [False, True])
def test_a_weighed_ballot_is_there_as_often_as_its_channel_weighs(form: str, *, default: bool) -> None:
    if default and form != "scoring":
        default = False
    read = election(form, default=default)
    weighed, plain = read.weighed(WEIGHTS), read.profile
    assert weighed.voters == 2 + 5 + 5 + 2
    assert read.weighed({"site": 1, "paper": 1}).weights.tolist() == plain.weights.tolist()
    assert weighed.starts.tolist() == plain.starts.tolist()


def test_the_ballots_of_a_weighed_choice_are_those_of_the_file() -> None:
    weighed = election("choose-1").weighed(WEIGHTS)
    assert {
        weighed.candidates[index]: weight for index, weight in zip(weighed.marked, weighed.weights, strict=True)
    } == {
        "velo": 2 + 5 + 2,
        "four": 5,
    }


def test_ballots_read_one_by_one_weigh_the_same() -> None:
    ballots = domain_election(election("approval")).ballots
    weighed = ballots.weighed(WEIGHTS)  # type: ignore[attr-defined] # ballots of a file know it
    assert sorted(one.weight for one in weighed) == sorted([2 + 5, 5, 2])


def test_a_ballot_whose_channel_is_not_told_is_refused_at_its_place() -> None:
    read = election("approval", methods=("internet", "paper", "pigeon", "paper"))
    with pytest.raises(ElectionFileError, match="« pigeon » ; pour peser les canaux : internet ou paper") as refused:
        read.weighed(WEIGHTS)
    assert refused.value.line > 1


def test_a_file_without_the_column_is_refused() -> None:
    with pytest.raises(ElectionFileError, match="rien ne dit par quel canal"):
        PbElection.read(pb(), "ville.pb").weighed(WEIGHTS)
