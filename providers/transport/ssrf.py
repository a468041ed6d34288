"""SSRF protection: validates URLs found in answers and pins their IP address.

The guard before every GET that an answer asks for; pure, but for the resolver. A link comes from a stranger, and
this server may stand inside a network that strangers must not see: the host is resolved here, every address it has
must be public, and the one that was checked is the one that is connected to, so that the name cannot change in
between. Redirects are followed by hand and checked again (docs/gateways.md, Q23, Q35). Where a proxy of the
environment is the way out, it looks names up; what is private by name or all its addresses is refused before."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from formats.web_address import (
    PORTS,
    ParsedUrl,
    is_fake_ip,
    is_local,
    is_loopback,
    is_public,
    is_unspecified,
    parse_url,
)
from providers.errors import LinkDead

PROXIED_LOOKUP: Final = 5.0  # seconds: behind a proxy there may be no name service at all

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port → its addresses as text. Raises OSError when there are none."""


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


def private_host_of(base_url: str) -> str:
    """ "host:port" of a base URL that was configured to lie in a private network, else "".

    By the name alone: what a public name resolves to is its owner's to change.
    """
    parsed = parse_url(base_url)
    return parsed.host_port if is_local(parsed.name) else ""


def link_scope(base_url: str, *, key: str = "", public_only: bool = False) -> LinkScope:
    """The scope of the answers of a gateway with this base URL; of none without one."""
    if not base_url:
        return LinkScope()
    parsed = parse_url(base_url)
    return LinkScope(
        private_host="" if public_only else private_host_of(base_url),
        origin=(parsed.scheme, parsed.host_port),
        key=key.strip(),
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
        is_fake = is_fake_ip(address)
        if not (is_gateway or is_public(address) or (is_fake and allow_fake_ip)):
            reason = "fake_ip" if is_fake else "private"
            raise LinkDead(params={"url": url, "reason": reason, "address": address})
    return PinnedTarget(parsed=parsed, address=addresses[attempt % len(addresses)])


async def _private_address(parsed: ParsedUrl, resolve: Resolve) -> str:
    """An address of a host that is private for the proxy, too; "" of one that may be public, or is not known here.

    A made-up address says nothing: the proxy resolves truly.
    """
    if is_local(parsed.name):
        return parsed.name
    try:
        async with asyncio.timeout(PROXIED_LOOKUP):
            addresses = await resolve(parsed.name, parsed.port)
    except OSError:
        return ""
    return "" if any(is_public(address) or is_fake_ip(address) for address in addresses) else "".join(addresses[:1])


def _of_the_gateway(parsed: ParsedUrl, scope: LinkScope) -> ParsedUrl:
    """The gateway's own name where it calls itself otherwise: `localhost`, 127.0.0.1 and ::1 are one machine, and
    0.0.0.0 is what a server listens on (LocalAI, FastSD). Its port must be the same."""
    host, _, port = scope.private_host.rpartition(":")
    if not host or str(parsed.port) != port:
        return parsed
    name = host.strip("[]")
    if is_unspecified(parsed.name) or (is_loopback(parsed.name) and is_loopback(name)):
        return replace(parsed, name=name)
    return parsed
