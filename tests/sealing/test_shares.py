"""Any threshold of shares rebuild the key; fewer, or a wrong word, give nothing."""

import secrets
from itertools import combinations

import pytest

from concitoyen.sealing.shares import SharesRefused, rebuild_key, share_key

KEY = secrets.token_bytes(32)


@pytest.mark.parametrize(("threshold", "members"), [(1, 1), (1, 3), (2, 3), (3, 5), (5, 5)])
def test_any_threshold_of_the_members_rebuild_the_key(threshold: int, members: int) -> None:
    shares = share_key(KEY, threshold=threshold, members=members)
    assert len(set(shares)) == members
    for chosen in combinations(shares, threshold):
        assert rebuild_key(chosen) == KEY
        assert rebuild_key(chosen[::-1]) == KEY


def test_words_may_be_typed_in_capitals_and_with_spaces() -> None:
    shares = share_key(KEY, threshold=2, members=3)
    assert rebuild_key([f"  {share.upper()} \n" for share in shares[:2]]) == KEY


def test_one_share_too_few_gives_nothing() -> None:
    with pytest.raises(SharesRefused, match="ne donnent pas la clé"):
        rebuild_key(share_key(KEY, threshold=3, members=5)[:2])


def test_a_wrong_word_is_found() -> None:
    first, second, _ = share_key(KEY, threshold=2, members=3)
    words = first.split()
    words[10] = "academic" if words[10] != "academic" else "acid"
    with pytest.raises(SharesRefused):
        rebuild_key([" ".join(words), second])


@pytest.mark.parametrize(("threshold", "members"), [(0, 3), (4, 3), (1, 17), (1, 0)])
def test_a_threshold_that_cannot_be_met_is_refused(threshold: int, members: int) -> None:
    with pytest.raises(SharesRefused, match="ne peut pas s'ouvrir"):
        share_key(KEY, threshold=threshold, members=members)
