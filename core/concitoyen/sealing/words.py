"""Reading a share as somebody typed it: numbers, capitals and line ends aside, and the wrong word found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise

from shamir_mnemonic import MnemonicError
from shamir_mnemonic import Share as Mnemonic
from shamir_mnemonic.constants import CUSTOMIZATION_STRING_EXTENDABLE
from shamir_mnemonic.rs1024 import verify_checksum
from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

from concitoyen.domain.errors import ConcitoyenError

WORDS = 33
"""A key of 256 bits: 4 words of parameters, 26 of value, 3 of checksum."""
SURE = 4
"""No two words of the list begin with the same four letters."""
_WORD = re.compile(r"[^\W\d_]+")


class SharesRefused(ConcitoyenError):  # noqa: N818 - says the state, as the other errors of the house do
    """Shares do not rebuild the key: a word is wrong, one is missing, or they belong to another urn."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share whose words are all right: `bureau` is the same for the shares that go together."""

    name: str
    words: str = field(repr=False)
    bureau: tuple[int, int, int]
    threshold: int

    @property
    def told(self) -> str:
        """Its name inside a sentence."""
        return f"{self.name[:1].lower()}{self.name[1:]}"


def read_share(written: str, name: str = "Cette part") -> Share:
    """The share that somebody typed, `name` saying whose. Raises SharesRefused with the words that look wrong."""
    words = _WORD.findall(written.casefold())
    unknown = [_unknown(place, word) for place, word in enumerate(words, start=1) if word not in WORD_INDEX_MAP]
    if unknown:
        raise SharesRefused(f"{name} : {' ; '.join(unknown)}.")
    if len(words) != WORDS:
        raise SharesRefused(f"{name} compte {len(words)} mots, il en faut {WORDS} : relisez la feuille.")
    try:
        mnemonic = Mnemonic.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise SharesRefused(f"{name} : {_guess(words)}.") from error
    bureau = (mnemonic.identifier, mnemonic.group_threshold, mnemonic.group_count)
    return Share(name=name, words=" ".join(words), bureau=bureau, threshold=mnemonic.member_threshold)


def _unknown(place: int, word: str) -> str:
    near = [known for known in WORDLIST if known[:SURE] == word[:SURE]] or get_close_matches(word, WORDLIST, 1)
    hint = f" (le plus proche est « {near[0]} »)" if near else ""
    return f"le mot {place}, « {word} », n'est pas de la liste{hint}"


def _guess(words: Sequence[str]) -> str:
    """Which one change makes the checksum right: the code finds any one wrong word, and knows when there are two.

    It takes about a second, and happens once in a ceremony.
    """
    indices = [WORD_INDEX_MAP[word] for word in words]
    for place, changed in _swaps(indices):
        if _holds(changed):
            return f"les mots {place} et {place + 1} semblent avoir changé de place"
    for place, changed in _single_changes(indices):
        if _holds(changed):
            right = WORDLIST[changed[place - 1]]
            return f"le mot {place}, « {words[place - 1]} », semble faux : sans doute « {right} »"
    return "plusieurs mots sont faux, ou dans le désordre : relisez la feuille mot par mot"


def _swaps(indices: list[int]) -> Iterator[tuple[int, list[int]]]:
    for place, (one, other) in enumerate(pairwise(indices), start=1):
        yield place, [*indices[: place - 1], other, one, *indices[place + 1 :]]


def _single_changes(indices: list[int]) -> Iterator[tuple[int, list[int]]]:
    for place in range(1, len(indices) + 1):
        for index in range(len(WORDLIST)):
            yield place, [*indices[: place - 1], index, *indices[place:]]


def _holds(indices: Sequence[int]) -> bool:
    return bool(verify_checksum(indices, CUSTOMIZATION_STRING_EXTENDABLE))
