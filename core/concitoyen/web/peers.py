"""Who asks: the address of the visitor, through the proxies that the host trusts and no others."""

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from litestar.types import Scope

Network = IPv4Network | IPv6Network
FORWARDED = b"x-forwarded-for"
HOUSEHOLD = 64
"""Bits of an IPv6 address that one subscriber holds: the rest changes from device to device and from day to day."""

REMEMBERED = 8_192
HERE = "ici"
"""The peer of a Unix socket: only who may open it speaks there, so it is a proxy of this host."""


def address_of(scope: Scope, trusted: tuple[Network, ...]) -> str:
    """The visitor's address: the peer, or, when the peer is a trusted proxy, the last that no trusted proxy bears.

    A proxy adds on the right the address that it saw; what stands to the left of it anybody may have written.
    """
    client = scope.get("client")
    peer = client[0] if client else HERE
    if peer != HERE and not (trusted and _is_trusted(peer, trusted)):
        return peer
    for hop in _hops(scope):
        parsed = _parsed(hop)
        if parsed is None:
            return peer
        peer = str(parsed)
        if not _is_trusted(peer, trusted):
            return peer
    return peer


def _hops(scope: Scope) -> Iterator[str]:
    """The addresses of `X-Forwarded-For`, the nearest first."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == FORWARDED]
    return (hop.strip() for hop in reversed(",".join(values).split(",")))


@lru_cache(REMEMBERED)
def _is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in trusted)


@lru_cache(REMEMBERED)
def key_of(address: str) -> str:
    """The key under which an address is counted: itself in IPv4, its /64 in IPv6, the text if it is no address."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed) >> (128 - HOUSEHOLD) << (128 - HOUSEHOLD), HOUSEHOLD)))
    return address if parsed is None else str(parsed)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """An address as it compares: without its zone, and IPv4 even where it is written inside IPv6."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
