"""Sealed ballots: padded to one size, then encrypted to the bureau's public key or under a key of the host.

libsodium does the work (PyNaCl): anonymous sealed boxes of Curve25519, XSalsa20 and Poly1305 for a bureau, secret boxes
of the same cipher for a host.
"""

import hashlib
from collections.abc import Callable

from nacl import bindings
from nacl.exceptions import CryptoError

from concitoyen.domain.errors import ConcitoyenError
from concitoyen.domain.urn import Seal

Chance = Callable[[int], bytes]
"""Gives that many random bytes; an argument, so that a demonstration can be replayed."""

KEY_BYTES = 32
PADDING = b"\x80"


class SealBroken(ConcitoyenError):  # noqa: N818 - says the state, as the other errors of the house do
    """A sealed ballot does not open: another key, or bytes changed after the fact."""


def key_pair(chance: Chance) -> tuple[bytes, bytes]:
    """A new public key and its private half, 32 bytes each."""
    public, private = bindings.crypto_box_seed_keypair(chance(KEY_BYTES))
    return public, private


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    return bindings.crypto_scalarmult_base(private)


def seal_ballot(text: str, seal: Seal, host: bytes, chance: Chance) -> bytes:
    """The canonical text of a ballot, sealed; `host` is the host's key, unused under a bureau.

    Raises ValueError when the text is longer than any ballot of the edition.
    """
    plain = text.encode()
    if len(plain) >= seal.size:
        raise ValueError(f"a ballot of {len(plain)} bytes does not fit the {seal.size} bytes of this urn")
    padded = (plain + PADDING).ljust(seal.size, b"\0")  # as `sodium_pad` does, without its detour
    if seal.scheme == "host":
        nonce = chance(bindings.crypto_secretbox_NONCEBYTES)
        return nonce + bindings.crypto_secretbox(padded, nonce, host)
    return _sealed_box(padded, bytes.fromhex(seal.public_key), chance)


def open_ballot(entry: bytes, seal: Seal, key: bytes) -> str:
    """The text of a sealed ballot; `key` is the bureau's private key or the host's key. Raises SealBroken."""
    try:
        if seal.scheme == "host":
            size = bindings.crypto_secretbox_NONCEBYTES
            padded = bindings.crypto_secretbox_open(entry[size:], entry[:size], key)
        else:
            padded = bindings.crypto_box_seal_open(entry, bytes.fromhex(seal.public_key), key)
        return bindings.sodium_unpad(padded, seal.size).decode()
    except (CryptoError, ValueError, TypeError) as error:
        raise SealBroken(
            "Un bulletin scellé ne s'ouvre pas : ce n'est pas la bonne clé, ou il a été modifié."
        ) from error


def lock(plain: bytes, key: bytes, chance: Chance) -> bytes:
    """Bytes that say nothing without a key of 32 bytes: the nonce, then a secret box."""
    nonce = chance(bindings.crypto_secretbox_NONCEBYTES)
    return nonce + bindings.crypto_secretbox(plain, nonce, key)


def unlock(box: bytes, key: bytes) -> bytes:
    """What was locked under the key; raises SealBroken for another key, or for what is no such box."""
    size = bindings.crypto_secretbox_NONCEBYTES
    try:
        return bindings.crypto_secretbox_open(box[size:], box[:size], key)
    except (CryptoError, ValueError, TypeError) as error:
        raise SealBroken(
            "Ce qui était scellé ne s'ouvre pas : ce n'est pas la bonne clé, ou il a été modifié."
        ) from error


def _sealed_box(plain: bytes, public: bytes, chance: Chance) -> bytes:
    """Libsodium's `crypto_box_seal`, its one-time key being drawn from our source of chance."""
    once, private = bindings.crypto_box_seed_keypair(chance(KEY_BYTES))
    digest = hashlib.blake2b(once + public, digest_size=bindings.crypto_box_NONCEBYTES)
    return once + bindings.crypto_box(plain, digest.digest(), public, private)
