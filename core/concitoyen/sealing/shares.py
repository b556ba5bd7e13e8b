"""The bureau's private key, shared between its members: any `threshold` of them rebuild it, fewer know nothing.

The shares follow SLIP-39: Shamir's scheme over GF(256), each share a line of words with its own checksum, that a member
can write down, read aloud and type back.
"""

import hashlib
from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from concitoyen.domain.urn import Seal
from concitoyen.sealing.boxes import public_of
from concitoyen.sealing.words import Share, SharesRefused, read_share

__all__ = [
    "Share",
    "SharesRefused",
    "fingerprint",
    "mark_of",
    "member_of",
    "read_share",
    "rebuild_key",
    "share_key",
]

MOST_MEMBERS = 16


def share_key(private: bytes, *, threshold: int, members: int) -> tuple[str, ...]:
    """One line of words for each member. Raises SharesRefused when the threshold cannot be met."""
    if not 1 <= threshold <= members <= MOST_MEMBERS:
        raise SharesRefused(
            f"Un bureau de {members} membre(s) ne peut pas s'ouvrir à {threshold} : il faut de 1 à {MOST_MEMBERS} "
            "membres, et un seuil qui ne dépasse pas leur nombre."
        )
    groups = [(1, 1)] * members if threshold == 1 else [(threshold, members)]
    made = generate_mnemonics(group_threshold=1, groups=groups, master_secret=private, iteration_exponent=0)
    return tuple(share for group in made for share in group)


def mark_of(words: str) -> str:
    """What is kept of a share to recognise it: a hash, from which 256 random bits cannot be found again."""
    return hashlib.sha256(f"concitoyen share {words}".encode()).hexdigest()


def member_of(share: Share, seal: Seal) -> str:
    """Whose share this is; raises SharesRefused when the bureau of this urn was given no such share."""
    marks = dict(zip(seal.marks, seal.members, strict=False))
    if (mark := mark_of(share.words)) not in marks:
        raise SharesRefused(
            f"{share.name} est bien écrite, mais elle n'est pas de l'urne de « {seal.edition} » : prenez la feuille "
            f"qui porte l'empreinte {fingerprint(seal)[:16]}."
        )
    return marks[mark]


def fingerprint(seal: Seal) -> str:
    """What names a bureau's key on the sheets, in the journal and on the screen."""
    return hashlib.sha256(bytes.fromhex(seal.public_key)).hexdigest()


def rebuild_key(shares: Sequence[str], seal: Seal | None = None) -> bytes:
    """The private key, from any `threshold` different shares; those beyond are read and left aside.

    With a seal, every share must be one that its bureau was given. Raises SharesRefused, naming the share and the word
    that look wrong.
    """
    read = [read_share(written, f"La part {number}") for number, written in enumerate(shares, start=1)]
    if seal:
        for share in read:
            member_of(share, seal)
    different = list({share.words: share for share in reversed(read)}.values())[::-1]
    _must_go_together(read)
    _must_suffice(read, different)
    try:
        key = bytes(combine_mnemonics([share.words for share in different[: different[0].threshold]]))
    except MnemonicError as error:
        raise SharesRefused(
            "Ces parts, bien écrites, ne donnent pas de clé : elles ne viennent pas du même bureau."
        ) from error
    if seal and public_of(key).hex() != seal.public_key:
        raise SharesRefused("Ces parts forment la clé d'une autre urne : celle-ci ne s'ouvre pas.")
    return key


def _must_go_together(read: Sequence[Share]) -> None:
    for share in read[1:]:
        if share.bureau != read[0].bureau:
            raise SharesRefused(
                f"{share.name} et {read[0].told} ne viennent pas du même bureau : leurs premiers mots diffèrent. "
                "Comparez l'édition et l'empreinte écrites sur les feuilles."
            )


def _must_suffice(read: Sequence[Share], different: Sequence[Share]) -> None:
    if not different:
        raise SharesRefused("Aucune part n'est donnée : l'urne reste fermée.")
    needed = different[0].threshold
    if len(different) < needed:
        again = [share.told for share in read if not any(share is one for one in different)]
        said = f" ({', '.join(again)} : déjà donnée)" if again else ""
        raise SharesRefused(
            f"Il faut {needed} parts différentes pour ouvrir l'urne, et il y en a {len(different)}{said}."
        )
