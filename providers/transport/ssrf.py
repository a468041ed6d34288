"""SSRF protection: validates URLs found in answers and pins their IP address.

The guard before every GET that an answer asks for; pure, but for the resolver. A link comes from a stranger, and
this server may stand inside a network that strangers must not see: the host is resolved here, every address it has
must be public, and the one that was checked is the one that is connected to, so that the name cannot change in
between. Redirects are followed by hand and checked again (docs/gateways.md, Q23, Q35). Where a proxy of the
environment is the way out, it looks names up; what is private by name or all its addresses is refused before."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, urlsplit

from providers.errors import LinkDead

PORTS: Final = {"http": 80, "https": 443}
HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?")
NUMERIC_HOST: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*")
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
GLOBAL_V6: Final = ipaddress.ip_network("2000::/3")
FAKE_IP: Final = ipaddress.ip_network("198.18.0.0/15")
"""What Clash, Mihomo and Surge resolve every name to when they carry all traffic (RFC 2544: for benchmarks)."""
LOCAL_NAMES: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")

PROXIED_LOOKUP: Final = 5.0  # seconds: behind a proxy there may be no name service at all

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port → its addresses as text. Raises OSError when there are none."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkScope:
    """Scope of the links in one gateway's answers: public addresses, and the gateway itself.

    `private_host` is its "host:port" where that is configured to be private. `origin` is its scheme, host and port;
    a link there gets the `key` when it asks for one, and no other origin ever does.
    """

    private_host: str = ""
    origin: tuple[str, str] = ("", "")
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedTarget:
    """A checked URL: connect to `address`, speak of its name.

    An `address` of "" leaves the lookup to the proxy on the way.
    """

    parsed: ParsedUrl
    address: str

    @property
    def host_header(self) -> str:
        """With the port only when it is not the scheme's own: some signed links count the header in."""
        own = self.parsed.host_port
        return own.rpartition(":")[0] if self.parsed.port == PORTS[self.parsed.scheme] else own


async def resolve(host: str, port: int) -> Sequence[str]:
    """The system's own answer."""
    infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in infos]


def is_public(address: str) -> bool:
    """Whether anyone on the internet could reach `address` too.

    What is packed into an IPv6 address counts.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
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


def private_host_of(base_url: str) -> str:
    """ "host:port" of a base URL that was configured to lie in a private network, else "".

    By the name alone: what a public name resolves to is its owner's to change.
    """
    parsed = parse_url(base_url)
    return parsed.host_port if _is_local(parsed.name) else ""


def link_scope(base_url: str, *, key: str = "") -> LinkScope:
    """The scope of the answers of a gateway with this base URL; of none without one."""
    if not base_url:
        return LinkScope()
    parsed = parse_url(base_url)
    return LinkScope(
        private_host=private_host_of(base_url), origin=(parsed.scheme, parsed.host_port), key=key.strip()
    )


def is_own_origin(scope: LinkScope, parsed: ParsedUrl) -> bool:
    """Whether a URL is of the gateway's own origin: scheme, host and port."""
    return scope.origin == (parsed.scheme, parsed.host_port)


async def pin_target(
    url: str,
    *,
    resolve: Resolve,
    scope: LinkScope,
    is_proxied: Callable[[ParsedUrl], bool],
    allow_fake_ip: bool = False,
    attempt: int = 0,
) -> PinnedTarget:
    """The address to connect to for `url`; `attempt` chooses among several.

    Raises LinkDead when it may not be read (`reason`: forbidden, private, fake_ip), OSError when the name does not
    resolve now.
    """
    try:
        parsed = _of_the_gateway(parse_url(url), scope)
    except ValueError:
        raise LinkDead(params={"url": url, "reason": "forbidden"}) from None
    is_gateway = parsed.host_port == scope.private_host
    if is_proxied(parsed):
        if not is_gateway and (private := await _private_address(parsed, resolve)):
            raise LinkDead(params={"url": url, "reason": "private", "address": private})
        return PinnedTarget(parsed=parsed, address="")
    addresses = await resolve(parsed.name, parsed.port)
    if not addresses:
        raise OSError("no address")
    for address in addresses:
        is_fake = _is_fake(address)
        if not (is_gateway or is_public(address) or (is_fake and allow_fake_ip)):
            reason = "fake_ip" if is_fake else "private"
            raise LinkDead(params={"url": url, "reason": reason, "address": address})
    return PinnedTarget(parsed=parsed, address=addresses[attempt % len(addresses)])


async def _private_address(parsed: ParsedUrl, resolve: Resolve) -> str:
    """An address of a host that is private for the proxy, too; "" of one that may be public, or is not known here.

    A made-up address says nothing: the proxy resolves truly.
    """
    if _is_local(parsed.name):
        return parsed.name
    try:
        async with asyncio.timeout(PROXIED_LOOKUP):
            addresses = await resolve(parsed.name, parsed.port)
    except OSError:
        return ""
    return "" if any(is_public(address) or _is_fake(address) for address in addresses) else "".join(addresses[:1])


def _of_the_gateway(parsed: ParsedUrl, scope: LinkScope) -> ParsedUrl:
    """The gateway's own name where it calls itself otherwise: `localhost`, 127.0.0.1 and ::1 are one machine, and
    0.0.0.0 is what a server listens on (LocalAI, FastSD). Its port must be the same."""
    host, _, port = scope.private_host.rpartition(":")
    if not host or str(parsed.port) != port:
        return parsed
    name = host.strip("[]")
    if _is_unspecified(parsed.name) or (_is_loopback(parsed.name) and _is_loopback(name)):
        return replace(parsed, name=name)
    return parsed


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _is_unspecified(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return False


def _is_fake(address: str) -> bool:
    try:
        return ipaddress.ip_address(address) in FAKE_IP
    except ValueError:
        return False


def _is_local(name: str) -> bool:
    """Whether a host is local by its name alone, without asking anyone what it resolves to."""
    try:
        return not is_public(str(ipaddress.ip_address(name)))
    except ValueError:
        return "." not in name or name.endswith(LOCAL_NAMES)
