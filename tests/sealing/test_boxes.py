"""A sealed ballot opens with its key and no other, and its length tells nothing."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from concitoyen.domain.urn import Seal
from concitoyen.sealing.boxes import SealBroken, key_pair, open_ballot, public_of, seal_ballot

PUBLIC, PRIVATE = key_pair(secrets.token_bytes)
BUREAU = Seal(edition="e", scheme="bureau", public_key=PUBLIC.hex(), threshold=2, members=("a", "b", "c"), size=128)
HOST = Seal(edition="e", scheme="host", size=128)
KEY = b"k" * 32
EACH = pytest.mark.parametrize("seal", [BUREAU, HOST], ids=["bureau", "host"])
SEALS = pytest.mark.parametrize(("seal", "key"), [(BUREAU, PRIVATE), (HOST, KEY)], ids=["bureau", "host"])
TEXTS = st.text(max_size=30)


@SEALS
@given(text=TEXTS)
def test_a_ballot_is_read_back(seal: Seal, key: bytes, text: str) -> None:
    assert open_ballot(seal_ballot(text, seal, KEY, secrets.token_bytes), seal, key) == text


@EACH
@given(one=TEXTS, other=TEXTS)
def test_all_sealed_ballots_have_one_length_and_never_look_alike(seal: Seal, one: str, other: str) -> None:
    first, second = (seal_ballot(text, seal, KEY, secrets.token_bytes) for text in (one, other))
    assert len(first) == len(second)
    assert first != second


@SEALS
@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_bit_changed_is_found(seal: Seal, key: bytes, position: int, bit: int) -> None:
    entry = bytearray(seal_ballot("{}", seal, KEY, secrets.token_bytes))
    entry[position % len(entry)] ^= 1 << bit
    with pytest.raises(SealBroken, match="ne s'ouvre pas"):
        open_ballot(bytes(entry), seal, key)


@SEALS
@pytest.mark.parametrize("entry", [b"", b"short"])
def test_what_was_never_sealed_does_not_open(seal: Seal, key: bytes, entry: bytes) -> None:
    with pytest.raises(SealBroken):
        open_ballot(entry, seal, key)


@EACH
def test_another_key_opens_nothing(seal: Seal) -> None:
    with pytest.raises(SealBroken):
        open_ballot(seal_ballot("{}", seal, KEY, secrets.token_bytes), seal, b"x" * 32)


@EACH
def test_a_text_longer_than_any_ballot_is_refused(seal: Seal) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        seal_ballot("x" * 128, seal, KEY, secrets.token_bytes)


def test_the_box_is_that_of_libsodium() -> None:
    entry = seal_ballot("{}", BUREAU, KEY, secrets.token_bytes)
    assert SealedBox(PrivateKey(PRIVATE)).decrypt(entry).startswith(b"{}\x80")


def test_the_public_half_follows_from_the_private() -> None:
    assert public_of(PRIVATE) == PUBLIC
