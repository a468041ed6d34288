"""The network of a client: /24 and /48; this machine's own address tells nothing."""

import pytest

from ui.bounds.client_network import network_of


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
    assert network_of({"type": "http", "client": (address, 1234)}) == network


def test_a_socket_without_an_address_has_none() -> None:
    assert network_of({"type": "http", "client": None}) == ""
