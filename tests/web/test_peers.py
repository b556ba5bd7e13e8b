"""The address of who asks: never what a visitor could have written."""

from ipaddress import ip_network
from typing import cast

import pytest
from litestar.types import Scope

from concitoyen.domain.errors import SettingsError
from concitoyen.settings import Settings
from concitoyen.web.peers import HERE, address_of, key_of

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def scope(peer: str | None, *forwarded: str) -> Scope:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return cast(Scope, {"client": (peer, 1) if peer else None, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("203.0.113.9",), "192.0.2.1"),
        ("10.0.0.1", ("203.0.113.9",), "203.0.113.9"),
        ("10.0.0.1", ("1.1.1.1, 203.0.113.9",), "203.0.113.9"),
        ("10.0.0.1", ("1.1.1.1", "203.0.113.9, 10.0.0.2"), "203.0.113.9"),
        ("10.0.0.1", ("203.0.113.9, n'importe quoi",), "10.0.0.1"),
        ("10.0.0.1", ("n'importe quoi, 10.0.0.3",), "10.0.0.3"),
        ("10.0.0.1", ("10.0.0.2, 10.0.0.3",), "10.0.0.2"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("2001:db8::1%" + "a" * 5_000,), "2001:db8::1"),
        ("fd00::1", ("::ffff:203.0.113.9",), "203.0.113.9"),
        (None, ("203.0.113.9",), "203.0.113.9"),
        (None, (), HERE),
        ("testclient", ("203.0.113.9",), "testclient"),
    ],
)
def test_the_last_address_that_no_trusted_proxy_bears(peer: str | None, forwarded: tuple[str, ...], found: str) -> None:
    assert address_of(scope(peer, *forwarded), PROXIES) == found


def test_without_a_trusted_proxy_nobody_is_believed() -> None:
    assert address_of(scope("127.0.0.1", "203.0.113.9"), ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb:cccc:dddd:eeee", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (HERE, HERE),
    ],
)
def test_a_household_is_counted_once(address: str, key: str) -> None:
    assert key_of(address) == key


def test_a_proxy_that_is_no_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCITOYEN_TRUSTED_PROXIES", "10.0.0.0/8, le répartiteur")
    with pytest.raises(SettingsError, match="« le répartiteur » n'est pas un réseau"):
        Settings.read()
