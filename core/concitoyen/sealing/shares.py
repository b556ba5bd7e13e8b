"""The bureau's private key, shared between its members: any `threshold` of them rebuild it, fewer know nothing.

The shares follow SLIP-39: Shamir's scheme over GF(256), each share a line of words with its own checksum, that a member
can write down, read aloud and type back.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from concitoyen.domain.errors import ConcitoyenError

MOST_MEMBERS = 16


class SharesRefused(ConcitoyenError):  # noqa: N818 - says the state, as the other errors of the house do
    """Shares do not rebuild the key: a word is wrong, one is missing, or they belong to another urn."""


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


def rebuild_key(shares: Sequence[str]) -> bytes:
    """The private key. Raises SharesRefused when the shares do not give one."""
    written = [" ".join(share.casefold().split()) for share in shares]
    try:
        return bytes(combine_mnemonics(written))
    except MnemonicError as error:
        raise SharesRefused(
            f"Ces parts ne donnent pas la clé de l'urne : vérifiez chaque mot et le nombre de membres ({error})."
        ) from error
