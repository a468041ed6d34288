"""HTTP client for result links, to checked addresses only."""

import ssl
from collections.abc import AsyncGenerator, Mapping
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypedDict

import httpx

from formats.picture_file import PictureFile
from providers.transport.answer import TimeLimits
from providers.transport.download import DownloadInterrupted, LinkGrew, LinkStarted, OpenedLink, download
from providers.transport.egress import EgressProxies
from providers.transport.ssrf import LinkScope, PinnedTarget, Resolve, pin_target


class LinkClient:
    """HTTP client that reads result links, directly or through the environment's proxy."""

    def __init__(
        self, limits: TimeLimits, *, trusted: ssl.SSLContext, resolve: Resolve, allow_fake_ip: bool
    ) -> None:
        self.limits = limits
        self._resolve = resolve
        self._allow_fake_ip = allow_fake_ip
        self._egress = EgressProxies.from_environment()
        # Not by `trust_env`: one place decides who goes by a proxy, so that nothing goes past the guard of links.
        by_link = stateless_options(limits, read=limits.link_read)
        self._direct = httpx.AsyncClient(verify=trusted, trust_env=False, **by_link)
        self._by_proxy = {
            scheme: httpx.AsyncClient(verify=trusted, trust_env=False, proxy=proxy, **by_link)
            for scheme, proxy in self._egress.by_scheme.items()
        }

    async def aclose(self) -> None:
        """Closes every connection."""
        for client in (self._direct, *self._by_proxy.values()):
            await client.aclose()

    def fetch(
        self, url: str, into: PictureFile, *, scope: LinkScope
    ) -> AsyncGenerator[LinkStarted | LinkGrew, None]:
        """Downloads a result link into `into`.

        Raises LinkDead or Damaged.
        """
        return download(
            url,
            into,
            open_link=self._open_link,
            pin=partial(self.pin, scope),
            scope=scope,
            max_bytes=self.limits.link_bytes,
            seconds=self.limits.link_total,
            backoff=self.limits.backoff,
        )

    async def pin(self, scope: LinkScope, url: str, attempt: int) -> PinnedTarget:
        """Pins the address to connect to for a link.

        Raises LinkDead, OSError.
        """
        return await pin_target(
            url,
            resolve=self._resolve,
            scope=scope,
            is_proxied=self._egress.applies,
            allow_fake_ip=self._allow_fake_ip,
            attempt=attempt,
        )

    async def _open_link(self, target: PinnedTarget, headers: Mapping[str, str]) -> OpenedLink:
        """One GET to the address that was checked, whatever its name resolves to by now."""
        parsed = target.parsed
        host = target.address or parsed.name
        url = httpx.URL(scheme=parsed.scheme, host=host, port=parsed.port, raw_path=parsed.path.encode())
        client = self._direct if target.address else self._by_proxy[parsed.scheme]
        request = client.build_request(
            "GET", url, headers={**headers, "Host": target.host_header}, extensions={"sni_hostname": parsed.name}
        )
        try:
            response = await client.send(request, stream=True)
        except httpx.TransportError as error:
            failure = DownloadInterrupted(type(error).__name__)
        else:
            return OpenedLink(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                chunks=_read_link(response),
            )
        raise failure


async def _read_link(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """As they are on the wire: nothing is unpacked, so that a few bytes cannot become gigabytes."""
    is_broken = False
    try:
        async for chunk in response.aiter_raw():
            yield chunk
    except httpx.TransportError:
        is_broken = True
    finally:
        await response.aclose()
    if is_broken:
        raise DownloadInterrupted("broke off")


class _ClientOptions(TypedDict):
    limits: httpx.Limits
    timeout: httpx.Timeout
    cookies: CookieJar


def stateless_options(limits: TimeLimits, *, read: float) -> _ClientOptions:
    """Client options that leave nothing from one call to the next.

    One client serves all visitors, and a stale kept-alive socket would look like a call that may be paid for.
    """
    return {
        "limits": httpx.Limits(max_connections=None, max_keepalive_connections=0),
        "timeout": httpx.Timeout(connect=limits.connect, write=limits.write, pool=limits.connect, read=read),
        "cookies": CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
    }
