"""What a cast ballot becomes: one size for all, an id that only the voter finds, a receipt that tells nothing."""

import hashlib
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.channel import CHANNELS, Channel
from concitoyen.domain.urn import Envelope, ballot_id, largest_ballot, receipt_of

PROJECTS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, max_size=8, unique=True)


@st.composite
def contests(draw: st.DrawFn) -> list[Contest]:
    """A few contests, each with its bounds."""
    made = []
    for number in range(draw(st.integers(1, 3))):
        names = tuple(draw(PROJECTS))
        high = draw(st.integers(1, 1200))
        most = draw(st.integers(1, len(names)))
        made.append(Contest(id=f"c{number}", title="C", candidates=names, most=most, values=(1, high)))
    return made


@given(contests=contests(), channel=st.sampled_from(["", *CHANNELS]), data=st.data())
def test_any_ballot_of_the_contests_fits_the_size_of_the_urn(
    contests: list[Contest], channel: Channel | Literal[""], data: st.DataObject
) -> None:
    choices = {
        one.id: {
            name: data.draw(st.integers(*one.values))
            for name in data.draw(st.lists(st.sampled_from(one.candidates), max_size=one.most, unique=True))
        }
        for one in contests
    }
    size = largest_ballot(contests, channels=bool(channel))
    assert len(Ballot(choices=choices, channel=channel).canonical().encode()) < size
    assert size % 64 == 0


def test_a_receipt_is_the_leaf_of_rfc_6962() -> None:
    assert receipt_of(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    envelope = Envelope(edition="e", rulebook="r", voter="v", id="i", entry=b"sealed")
    assert envelope.receipt == hashlib.sha256(b"\0sealed").hexdigest()


def test_an_attempt_leads_to_one_id_in_each_edition() -> None:
    assert ballot_id("e", "a" * 32) == ballot_id("e", "a" * 32)
    assert len({ballot_id("e", "a" * 32), ballot_id("f", "a" * 32), ballot_id("e", "b" * 32)}) == 3
    assert len(ballot_id("e", "a" * 32)) == 32
