"""Web addresses: URLs taken apart, and which hosts are public. Nothing is looked up."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

PORTS: Final = {"http": 80, "https": 443}
HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?")
NUMERIC_HOST: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*")
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
GLOBAL_V6: Final = ipaddress.ip_network("2000::/3")
FAKE_IP: Final = ipaddress.ip_network("198.18.0.0/15")
"""What Clash, Mihomo and Surge resolve every name to when they carry all traffic (RFC 2544: for benchmarks)."""
IPV4_NETWORK: Final = 24
IPV6_NETWORK: Final = 48
"""What one customer is given: of IPv6 up to 2^80 addresses, none of which tells anything."""
LOCAL_NAMES: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedUrl:
    """A URL taken apart.

    `name` is the host: ASCII, lower case, without a trailing dot or brackets.
    """

    scheme: str
    name: str
    port: int
    path: str

    @property
    def host_port(self) -> str:
        return f"[{self.name}]:{self.port}" if ":" in self.name else f"{self.name}:{self.port}"


def is_public(address: str) -> bool:
    """Whether anyone on the internet could reach `address` too.

    What is packed into an IPv6 address counts.
    """
    ip = _parse_ip(address)
    if ip is None:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        embedded = ip.ipv4_mapped or (ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF) if ip in NAT64 else None)
        if embedded is not None:
            return is_public(str(embedded))
        if ip not in GLOBAL_V6 or ip.teredo or (ip.sixtofour and not is_public(str(ip.sixtofour))):
            return False
    return ip.is_global and not (
        ip.is_multicast
        or ip.is_reserved
        or ip.is_private
        or ip.is_loopback
        or ip.is_link_local
        or ip.is_unspecified
    )


def parse_url(url: str) -> ParsedUrl:
    """`url` taken apart. Raises ValueError for all that is no plain http(s) address of a host."""
    parts = urlsplit(url.strip())
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc or "\\" in parts.netloc:
        raise ValueError("not a plain http address")
    host = parts.hostname
    if ":" in host:
        host = str(ipaddress.IPv6Address(host))
    else:
        host = host.encode("idna").decode("ascii").lower().removesuffix(".")
        if not HOST.fullmatch(host):
            raise ValueError("not a host name")
        if NUMERIC_HOST.fullmatch(host):
            host = str(ipaddress.IPv4Address(host))
    path = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe="%/?:@!$&'()*+,;=-._~[]|")
    return ParsedUrl(scheme=parts.scheme, name=host, port=parts.port or PORTS[parts.scheme], path=path)


def is_local(name: str) -> bool:
    """Whether a host is local by its name alone, without asking anyone what it resolves to."""
    ip = _parse_ip(name)
    return not is_public(str(ip)) if ip else "." not in name or name.endswith(LOCAL_NAMES)


def is_loopback(name: str) -> bool:
    """Whether a host is this machine, by its name or address."""
    ip, name = _parse_ip(name), name.lower()
    if ip is not None:
        return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback
    return name == "localhost" or name.endswith(".localhost")


def network_of(address: str) -> str:
    """The /24 of an IPv4 client, the /48 of an IPv6 one; "" where it is not known.

    That is so of this machine's own address: a proxy here that does not pass X-Forwarded-For on lets all clients
    come from it, and what one of them does must not count for all.
    """
    ip = _parse_ip(address)
    if ip is None or is_loopback(address):
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    prefix = IPV4_NETWORK if ip.version == 4 else IPV6_NETWORK
    return str(ipaddress.ip_network((ip, prefix), strict=False))


def is_unspecified(name: str) -> bool:
    """Whether a host is the address that servers listen on when any will do (0.0.0.0, ::)."""
    ip = _parse_ip(name)
    return ip is not None and ip.is_unspecified


def is_fake_ip(address: str) -> bool:
    """Whether an address is one that a local proxy made up for a name."""
    ip = _parse_ip(address)
    return ip is not None and ip in FAKE_IP


def _parse_ip(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is written as, None for a name."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
