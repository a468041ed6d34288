"""Hosts that are this machine, and the network of a client.

/24 and /48; this machine's own tells nothing.
"""

import pytest

from formats.web_address import is_loopback, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:7:1::5", "2001:db8:7::/48"),
        ("2001:db8:7:ffff::9", "2001:db8:7::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("unix", ""),
        ("", ""),
    ],
)
def test_the_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "LocalHost", "easel.localhost"]
)
def test_this_machine_has_many_names(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize(
    "name", ["", "10.0.0.1", "::", "0.0.0.0", "localhost.evil.example", "notlocalhost", "unix"]
)
def test_others_are_not_this_machine(name: str) -> None:
    assert not is_loopback(name)
