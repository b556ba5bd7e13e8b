"""Any threshold of shares rebuild the key; fewer, or a wrong word, give nothing."""

import secrets
from collections.abc import Sequence
from itertools import combinations

import pytest

from concitoyen.domain.urn import Seal
from concitoyen.sealing.boxes import public_of
from concitoyen.sealing.shares import (
    SharesRefused,
    fingerprint,
    mark_of,
    member_of,
    read_share,
    rebuild_key,
    share_key,
)

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


def test_words_are_read_as_they_stand_on_the_sheet_with_numbers_and_columns() -> None:
    shares = share_key(KEY, threshold=2, members=3)
    typed = [" ".join(f"{number}.  {word};\n" for number, word in enumerate(share.split(), 1)) for share in shares]
    assert rebuild_key(typed[1:]) == KEY


def test_more_shares_than_needed_open_too() -> None:
    shares = share_key(KEY, threshold=2, members=4)
    assert rebuild_key(shares) == KEY
    assert rebuild_key([shares[3], shares[3], shares[0]]) == KEY
    assert rebuild_key(share_key(KEY, threshold=1, members=3)) == KEY


def said(shares: Sequence[str], seal: Seal | None = None) -> str:
    with pytest.raises(SharesRefused) as refusal:
        rebuild_key(shares, seal)
    return str(refusal.value)


def test_one_share_too_few_gives_nothing_and_says_how_many_are_missing() -> None:
    shares = share_key(KEY, threshold=3, members=5)
    assert said(shares[:2]) == "Il faut 3 parts différentes pour ouvrir l'urne, et il y en a 2."
    assert said([]) == "Aucune part n'est donnée : l'urne reste fermée."
    assert said([shares[0], shares[1], shares[0]]) == (
        "Il faut 3 parts différentes pour ouvrir l'urne, et il y en a 2 (la part 3 : déjà donnée)."
    )


def test_a_word_that_is_not_of_the_list_is_named_with_the_nearest() -> None:
    first, second, _ = share_key(KEY, threshold=2, members=3)
    words = first.split()
    words[10:12] = ["academik", "zzzz"]
    assert said([second, " ".join(words)]) == (
        "La part 2 : le mot 11, « academik », n'est pas de la liste (le plus proche est « academic ») ; "
        "le mot 12, « zzzz », n'est pas de la liste."
    )


def test_a_wrong_word_is_found_and_the_right_one_is_proposed() -> None:
    first, second, _ = share_key(KEY, threshold=2, members=3)
    words = first.split()
    right, words[10] = words[10], "academic" if words[10] != "academic" else "acid"
    assert said([" ".join(words), second]) == (
        f"La part 1 : le mot 11, « {words[10]} », semble faux : sans doute « {right} »."
    )


def test_two_words_that_changed_places_are_found() -> None:
    words = share_key(KEY, threshold=2, members=3)[0].split()
    place = next(place for place in range(20, 32) if words[place] != words[place + 1])
    words[place : place + 2] = words[place + 1], words[place]
    assert said([" ".join(words)]) == f"La part 1 : les mots {place + 1} et {place + 2} semblent avoir changé de place."


def test_too_many_wrong_words_are_not_guessed() -> None:
    words = share_key(KEY, threshold=2, members=3)[0].split()
    wrong = ["academic" if word != "academic" else "acid" for word in words]
    assert said([" ".join([*words[:20], *wrong[20:23], *words[23:]])]) == (
        "La part 1 : plusieurs mots sont faux, ou dans le désordre : relisez la feuille mot par mot."
    )


def test_a_missing_word_is_counted() -> None:
    words = share_key(KEY, threshold=2, members=3)[0].split()
    assert said([" ".join(words[:-1])]) == "La part 1 compte 32 mots, il en faut 33 : relisez la feuille."


def test_shares_of_two_bureaus_are_told_apart() -> None:
    one, other = (share_key(key, threshold=2, members=3) for key in (KEY, secrets.token_bytes(32)))
    assert said([one[0], other[1]]) == (
        "La part 2 et la part 1 ne viennent pas du même bureau : leurs premiers mots diffèrent. "
        "Comparez l'édition et l'empreinte écrites sur les feuilles."
    )


def sealed(shares: Sequence[str], key: bytes = KEY) -> Seal:
    return Seal(
        edition="ville-2027",
        scheme="bureau",
        public_key=public_of(key).hex(),
        threshold=2,
        members=("Présidente", "Assesseur", "Secrétaire"),
        marks=tuple(map(mark_of, shares)),
    )


def test_a_share_tells_whose_it_is_without_the_others() -> None:
    shares = share_key(KEY, threshold=2, members=3)
    assert [member_of(read_share(share), sealed(shares)) for share in shares] == [
        "Présidente",
        "Assesseur",
        "Secrétaire",
    ]
    assert rebuild_key(shares[1:], sealed(shares)) == KEY


def test_a_share_of_another_urn_is_refused_however_well_written() -> None:
    shares = share_key(KEY, threshold=2, members=3)
    other = share_key(KEY, threshold=2, members=3)
    seal = sealed(shares)
    assert said([shares[0], other[1]], seal) == (
        "La part 2 est bien écrite, mais elle n'est pas de l'urne de « ville-2027 » : prenez la feuille qui porte "
        f"l'empreinte {fingerprint(seal)[:16]}."
    )


def test_a_key_that_is_not_that_of_the_urn_does_not_open_it() -> None:
    shares = share_key(KEY, threshold=2, members=3)
    assert said(shares, sealed(shares, key=secrets.token_bytes(32))) == (
        "Ces parts forment la clé d'une autre urne : celle-ci ne s'ouvre pas."
    )


def test_a_share_never_shows_its_words_when_it_is_printed() -> None:
    share = read_share(share_key(KEY, threshold=2, members=3)[0])
    assert share.words.split()[20] not in repr(share)


@pytest.mark.parametrize(("threshold", "members"), [(0, 3), (4, 3), (1, 17), (1, 0)])
def test_a_threshold_that_cannot_be_met_is_refused(threshold: int, members: int) -> None:
    with pytest.raises(SharesRefused, match="ne peut pas s'ouvrir"):
        share_key(KEY, threshold=threshold, members=members)
