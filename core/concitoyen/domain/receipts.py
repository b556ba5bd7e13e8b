"""Looking a receipt up in the published tree, without telling anybody which receipt it is."""

import re

from concitoyen.domain.errors import Refused
from concitoyen.domain.merkle import HASH_BYTES, Stretch, Tree
from concitoyen.domain.reasons import Objection

COMPANY = 64
"""Whoever asks by a prefix is hidden among that many receipts on average, or among all where there are fewer."""
SIXTEEN = 16

_RECEIPT = re.compile(r"[0-9a-f]{64}")
_PREFIX = re.compile(r"[0-9a-f]*")


def read_receipt(written: str) -> bytes:
    """The 32 bytes of a receipt as somebody copied it, whatever its case and spaces; raises Refused."""
    plain = "".join(written.split()).casefold()
    if not _RECEIPT.fullmatch(plain):
        raise _refused(
            "« {written} » n'est pas un reçu : un reçu a 64 caractères, des chiffres et des lettres de a à f "
            "(celui-ci en a {length}).",
            written=written.strip(),
            length=len(plain),
        )
    return bytes.fromhex(plain)


def prefix_digits(size: int) -> int:
    """How many first characters of a receipt may be asked for: as many as keep it in company."""
    digits = 0
    while size >= COMPANY * SIXTEEN ** (digits + 1):
        digits += 1
    return digits


def stretch_around(tree: Tree, prefix: str) -> Stretch:
    """Every receipt that begins so, and the one before and after them: nobody can hide one in between.

    Raises Refused for a prefix that would tell more of the receipt than needed, or that none can begin with.
    """
    digits = prefix_digits(tree.size)
    if len(prefix) > digits or not _PREFIX.fullmatch(prefix):
        raise _refused(
            "Demandez les reçus par leurs {digits} premiers caractères au plus (0 à 9, a à f) : le site n'a pas à "
            "savoir lequel est le vôtre.",
            digits=digits,
        )
    lowest, highest = (bytes.fromhex(prefix.ljust(2 * HASH_BYTES, digit)) for digit in "0f")
    first = max(tree.place(lowest) - 1, 0)
    end = min(tree.place(highest) + 1, tree.size)
    return tree.stretch(first, end - first)


def _refused(message: str, **values: str | int) -> Refused:
    return Refused([Objection(rule="core:receipt", message=message, values=values)])
