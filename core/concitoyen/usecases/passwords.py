"""Passwords and PINs, kept as argon2id hashes; the one module that talks to argon2."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
"""The library's own choice of cost (RFC 9106, second recommendation: 64 MiB, 3 passes)."""

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$03JNF+r8Pgf0XCIQvvIYcg$LGq8xsLwwlFzFaqZ5aH3O/hEtzqocXKAbbUiLxIp7i8"
"""What the password of an unknown login is compared with: the same work, whoever asks about whomever."""


def hashed(secret: str) -> str:
    """The hash to keep, its salt drawn at random."""
    return HASHER.hash(_same_everywhere(secret))


def matches(kept: str, secret: str) -> bool:
    """Whether a secret is the one that was kept; without one (empty), False after as much work."""
    try:
        HASHER.verify(kept or NOBODY, _same_everywhere(secret))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def outdated(kept: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return HASHER.check_needs_rehash(kept)


def _same_everywhere(secret: str) -> str:
    # An accent is one character or two, as the keyboard has it.
    return unicodedata.normalize("NFKC", secret)
