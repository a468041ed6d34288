"""HTTP client for result links, and the clients by which anything leaves: direct, by proxy."""

import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from formats.picture_file import PictureFile
from formats.web_address import ParsedUrl
from providers.errors import LinkDead, ProviderError, Unreachable
from providers.transport.answer import TimeLimits
from providers.transport.download import DownloadInterrupted, LinkGrew, LinkStarted, OpenedLink, download
from providers.transport.egress import EgressProxies
from providers.transport.ssrf import LinkScope, PinnedTarget, Resolve, pin_target


class EgressClients:
    """HTTP clients, one for what leaves directly and one for each proxy of the environment.

    Not by `trust_env`: one place decides who goes by a proxy, so that nothing goes past the guard of links. What a
    proxy that cannot be used should have taken is refused, not sent directly; `unusable` are the schemes of such.
    """

    def __init__(self, limits: TimeLimits, *, trusted: ssl.SSLContext, read: float) -> None:
        self.egress = EgressProxies()
        connect = partial(_stateless_client, limits, trusted=trusted, read=read)
        self._direct, self._by_proxy = connect(), dict[str, httpx.AsyncClient]()
        for scheme, proxy in self.egress.by_scheme.items():
            with suppress(ImportError, ValueError, httpx.InvalidURL):  # ImportError: SOCKS without its package
                if urlsplit(proxy).hostname and urlsplit(proxy).port != 0:
                    self._by_proxy[scheme] = connect(proxy=proxy)
        self.unusable = tuple(scheme for scheme in self.egress.by_scheme if scheme not in self._by_proxy)

    async def aclose(self) -> None:
        """Closes every connection."""
        for client in (self._direct, *self._by_proxy.values()):
            await client.aclose()

    def client_for(
        self, parsed: ParsedUrl, refusal: type[ProviderError] = Unreachable, **params: str
    ) -> httpx.AsyncClient:
        """The client by which a URL leaves. Raises `refusal` where its proxy cannot be used."""
        if not self.egress.applies(parsed):
            return self._direct
        if parsed.scheme in self.unusable:
            raise refusal(params={**params, "reason": "proxy", "setting": f"{parsed.scheme.upper()}_PROXY"})
        return self._by_proxy[parsed.scheme]


class LinkClient:
    """HTTP client that reads result links, directly or through the environment's proxy."""

    def __init__(
        self, limits: TimeLimits, *, trusted: ssl.SSLContext, resolve: Resolve, allow_fake_ip: bool
    ) -> None:
        self.limits = limits
        self._resolve = resolve
        self._allow_fake_ip = allow_fake_ip
        self._clients = EgressClients(limits, trusted=trusted, read=limits.link_read)
        self.aclose = self._clients.aclose

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
        target = await pin_target(
            url,
            resolve=self._resolve,
            scope=scope,
            is_proxied=self._clients.egress.applies,
            allow_fake_ip=self._allow_fake_ip,
            attempt=attempt,
        )
        self._clients.client_for(target.parsed, LinkDead, url=url)
        return target

    async def _open_link(self, target: PinnedTarget, headers: Mapping[str, str]) -> OpenedLink:
        """One GET to the address that was checked, whatever its name resolves to by now."""
        parsed = target.parsed
        host = target.address or parsed.name
        url = httpx.URL(scheme=parsed.scheme, host=host, port=parsed.port, raw_path=parsed.path.encode())
        client = self._clients.client_for(parsed)
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


def _stateless_client(
    limits: TimeLimits, *, trusted: ssl.SSLContext, read: float, proxy: str | None = None
) -> httpx.AsyncClient:
    """Client that leaves nothing from one call to the next.

    One client serves all visitors, and a stale kept-alive socket would look like a call that may be paid for. The
    pool knows connections by their pinned address: one whose certificate named one host would serve another's.
    """
    return httpx.AsyncClient(
        verify=trusted,
        trust_env=False,
        proxy=proxy,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        timeout=httpx.Timeout(connect=limits.connect, write=limits.write, pool=limits.connect, read=read),
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
    )
