"""Codes that people read and type: printed ones with a check character, and the six digits of an e-mail."""

import re

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals that print does not confuse: no 0 or O, no 1, I or L. They are 31, a prime number, so that
the check character below notices any wrong letter and any two letters swapped."""
DRAWN = 11
"""Enough for a wrong code never to be counted: of a million printed codes, a program that sends ten a second for a
month, which is what one address of the network may send, finds one in a thousand such months."""
GROUP = 4
DIGITS = 6


def new_code(random: bytes) -> str:
    """A code of twelve characters from 16 random bytes: eleven drawn (54 bits), and one that checks them."""
    number, drawn = int.from_bytes(random, "big"), ""
    for _ in range(DRAWN):
        number, rest = divmod(number, len(ALPHABET))
        drawn += ALPHABET[rest]
    return drawn + _check(drawn)


def read_code(typed: str) -> str:
    """The code as it was drawn, whatever the spaces, hyphens and case; empty for what cannot be one."""
    code = re.sub(r"[\s\-–.]", "", typed).upper()
    if len(code) != DRAWN + 1 or set(code) - set(ALPHABET):
        return ""
    return code if code[-1] == _check(code[:-1]) else ""


def written(code: str) -> str:
    """The code in three groups of four, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def new_digits(random: bytes) -> str:
    """Six digits from 16 random bytes."""
    return f"{int.from_bytes(random, 'big') % 10**DIGITS:0{DIGITS}d}"


def read_digits(typed: str) -> str:
    """The digits that somebody typed, spaces left out; empty for anything else than six."""
    digits = re.sub(r"\s", "", typed)
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else ""


def _check(drawn: str) -> str:
    weighted = sum(place * ALPHABET.index(letter) for place, letter in enumerate(drawn, start=1))
    return ALPHABET[weighted % len(ALPHABET)]
