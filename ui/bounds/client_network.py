"""Network of a client: what of its address stands for one household or office."""

import ipaddress
from typing import Final

from starlette.types import Scope

IPV4_PREFIX: Final = 24
IPV6_PREFIX: Final = 48
"""What one customer is given: of IPv6 up to 2^80 addresses, none of which tells anything."""


def network_of(scope: Scope) -> str:
    """The /24 of an IPv4 client, the /48 of an IPv6 one; "" where it is not known.

    That is so of this machine's own address: a proxy here that does not pass X-Forwarded-For on lets all clients
    come from it, and what one of them does must not count for all.
    """
    client = scope.get("client")
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    if address.is_loopback:
        return ""
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((address, prefix), strict=False))
