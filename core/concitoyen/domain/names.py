"""Names as people type them: accents, ligatures, hyphens and « St » do not matter."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import filterfalse

_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
    | dict.fromkeys("ʹʺʻʼʽʾʿˈˊˋꞌ", "'")  # keyboards and programs write apostrophes with these letters
    | {"ŉ": "'n"}
    | {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i"}
)
"""Latin letters that Unicode does not decompose into a letter and a sign."""
_SAINTS = {"st": "saint", "ste": "sainte"}
_WORD = re.compile(r"[^\W_]+")


def fold(name: str) -> str:
    """The name without accents, ligatures, case, hyphens and apostrophes; « St » becomes « saint ».

    Letters of other alphabets are kept: two people with different names must never fold to the same text.
    """
    plain = name if name.isascii() else _bare(name)
    return " ".join([_SAINTS.get(word, word) for word in _WORD.findall(plain.casefold())])


@lru_cache(maxsize=512)
def folded(name: str) -> str:
    """As `fold`, remembered: one vote asks for the same name several times, and many people bear it."""
    return fold(name)


def is_blank(name: str) -> bool:
    """Whether nothing is left of a name once it is folded: a dash is no name."""
    return not folded(name)


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(filterfalse(unicodedata.combining, decomposed))


def slug(name: str, limit: int = 48) -> str:
    """The name as a short address: ascii letters, digits and hyphens, cut at a word; empty without any."""
    text = "-".join(re.findall(r"[a-z0-9]+", fold(name)))
    return text if len(text) <= limit else text[: limit + 1].rpartition("-")[0] or text[:limit]


def nearest(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known word that looks most like this one, or None when none does; `likeness` goes from 0 to 1."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=likeness)
    return found[0] if found else None
