"""E-mail addresses: what may be written to, which of them lead to one mailbox, and how one is shown half hidden."""

import re
import unicodedata

LONGEST = 254
"""RFC 5321, 4.5.3.1: no longer path is carried."""
_ADDRESS = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@(?:[^\W_](?:[^\W_]|-)*\.)+[^\W\d_]{2,63}")
_ONE_PROVIDER = {"googlemail.com": "gmail.com"}
_DOTS_DO_NOT_COUNT = frozenset({"gmail.com"})


def is_address(text: str) -> bool:
    """Whether a message can be sent there: one address, no name around it, no control character."""
    written = plainly(text)
    return len(written) <= LONGEST and _ADDRESS.fullmatch(written) is not None and written.isprintable()


def plainly(address: str) -> str:
    """The address to write to: letters of full width, ligatures and the long s are those that they stand for.

    What is counted as one mailbox must be the mailbox that receives the code: a provider that tells a long s from an s
    would else let the owner of one address vote in the place of another.
    """
    return unicodedata.normalize("NFKC", address).strip()


def mailbox(address: str) -> str:
    """The address as one mailbox has it, so that one person counts once.

    Case, what follows a « + », and the dots where the provider ignores them do not make another mailbox.
    """
    folded = plainly(address).lower()
    name, _, domain = folded.rpartition("@")
    domain = _ONE_PROVIDER.get(domain, domain)
    own = name.partition("+")[0] or name
    return f"{own.replace('.', '') if domain in _DOTS_DO_NOT_COUNT else own}@{domain}"


def masked(address: str) -> str:
    """The address with its first letter and its domain, for a page that somebody may read over a shoulder."""
    name, _, domain = address.strip().rpartition("@")
    return f"{name[:1]}…@{domain}"
