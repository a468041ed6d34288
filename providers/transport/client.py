"""HTTP client: posts exactly once, limits time, translates errors.

Result links go by transport/link_client.py; these two are the only files that import httpx. What is sent again by
itself is decided in errors/retry.py."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from copy import copy
from dataclasses import replace
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from formats.encodings.chunks import coalesce_chunks
from formats.encodings.content_encoding import unpack
from formats.picture_file import PictureFile
from formats.web_address import parse_url
from providers.errors import (
    ConnectionLost,
    CutOff,
    LinkDead,
    ProviderError,
    TimedOut,
    Unreachable,
    Unreadable,
    WrongAddress,
)
from providers.errors.refused_parameter import refused_parameter
from providers.errors.retry import FailedAttempt, may_be_changed, wait_before
from providers.events import Notice, Resending, Sent, WillRetry
from providers.request.body import Body
from providers.request.parameters import ParameterChange, revise_body
from providers.transport.answer import (
    StreamedResponse,
    TimeLimits,
    model_ids,
    read_response,
    request_headers,
)
from providers.transport.download import LinkGrew, LinkStarted
from providers.transport.link_client import EgressClients, LinkClient
from providers.transport.parameter_memory import ParameterMemory
from providers.transport.send_trace import SendTrace, tls_fault, unreachable_reason
from providers.transport.ssrf import LinkScope, Resolve, resolve

__all__ = ["HttpClient", "StreamedResponse", "TimeLimits"]

MODELS_BYTES: Final = 8 * 2**20
MODELS_SECONDS: Final = 20.0
Step = Notice | Sent | WillRetry | Resending | StreamedResponse


class HttpClient:
    """HTTP clients for the API and for result links.

    Knows no key beyond the call that brings it, keeps no cookie, follows no redirect. From one call to the next it
    remembers only which parameters were refused. `unusable_proxies`: schemes whose proxy cannot be used.
    """

    def __init__(
        self, limits: TimeLimits | None = None, *, resolve: Resolve = resolve, allow_fake_ip: bool = False
    ) -> None:
        self.limits = limits or TimeLimits()
        self._parameters = ParameterMemory()
        trusted = httpx.create_ssl_context()
        self._clients = EgressClients(self.limits, trusted=trusted, read=self.limits.read)
        self.unusable_proxies = self._clients.unusable
        self._links = LinkClient(self.limits, trusted=trusted, resolve=resolve, allow_fake_ip=allow_fake_ip)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._clients.aclose()
        await self._links.aclose()

    def with_answer_limit(self, max_bytes: int) -> Self:
        """The same client, with its connections, for an answer of at most `max_bytes`."""
        bounded = copy(self)
        bounded.limits = replace(self.limits, answer_bytes=min(max_bytes, self.limits.answer_bytes))
        return bounded

    async def post(
        self, url: str, body: Body, *, key: str, public_only: bool = False
    ) -> AsyncGenerator[Step, None]:
        """Sends `body` and yields `Sent` when its last byte has left, then the response.

        Sent again at most twice: `WillRetry` announces it, `Resending` comes right before it. What was refused here
        before goes out changed, and a `Notice` tells of it first. `public_only`: to a public address, or not at
        all. Raises ProviderError. Close it when done: the connection closes with it.
        """
        changes = self._parameters.changes_for(url, body, key=key)
        for change in changes:
            yield change.notice
        revised = revise_body(body, changes)
        async with aclosing(self._send(url, revised, key=key, public_only=public_only)) as steps:
            async for step in steps:
                yield step

    async def _send(self, url: str, body: Body, *, key: str, public_only: bool) -> AsyncGenerator[Step, None]:
        """The attempts of one call; a parameter that is refused by name changes once (docs/gateways.md, Q37)."""
        errors: list[ProviderError] = []
        change: ParameterChange | None = None
        while True:
            client, request = await self._build(url, body, key=key, public_only=public_only, attempt=len(errors))
            if errors:
                yield Resending(attempt=len(errors) + 1)
            async with aclosing(_attempt(client, request, url=url, key=key, limits=self.limits)) as steps:
                async for step in steps:
                    if isinstance(step, FailedAttempt):
                        failed = step
                        break
                    if isinstance(step, StreamedResponse) and change:
                        self._parameters.remember(url, body, change, key=key)
                    yield replace(step, attempt=len(errors) + 1) if isinstance(step, Sent) else step
                else:
                    return
            wait = wait_before(failed, previous=errors, backoff=self.limits.backoff)
            refused = refused_parameter(status=failed.error.status, body=failed.body, fields=body.fields)
            if refused and change:  # it helped: the gateway came as far as the next one
                self._parameters.remember(url, body, change, key=key)
            if refused and may_be_changed(failed, previous=errors):
                wait, change, body = 0.0, refused, revise_body(body, (refused,))
                yield refused.notice
            if wait is None:
                raise failed.error
            errors.append(failed.error)
            yield WillRetry(after=wait, attempt=len(errors) + 1, error=failed.error)
            await asyncio.sleep(wait + random.SystemRandom().uniform(0.0, self.limits.backoff / 2))

    def fetch(
        self, url: str, into: PictureFile, *, scope: LinkScope
    ) -> AsyncGenerator[LinkStarted | LinkGrew, None]:
        """Downloads a result link into `into`.

        Without cookie, from public addresses and the gateway itself only (transport/ssrf.py); with the key only
        where the gateway's own origin asks for it. Raises LinkDead or Damaged.
        """
        return self._links.fetch(url, into, scope=scope)

    def proxy_setting(self, url: str) -> str:
        """Setting of the proxy by which a URL leaves, "" without one. Raises ValueError."""
        parsed = parse_url(url)
        return f"{parsed.scheme.upper()}_PROXY" if self._clients.egress.applies(parsed) else ""

    async def list_models(
        self, base_url: str, *, key: str, public_only: bool = False, limits: TimeLimits | None = None
    ) -> tuple[str, ...]:
        """The ids that `GET {base_url}/models` lists."""
        body = await self.get(f"{base_url}/models", key=key, public_only=public_only, limits=limits)
        return await asyncio.to_thread(model_ids, body)

    async def get(
        self, url: str, *, key: str, public_only: bool = False, limits: TimeLimits | None = None
    ) -> bytes:
        """A free answer, asked for once and with little patience. Raises ProviderError."""
        client, request = await self._build(url, None, key=key, public_only=public_only)
        limits = limits or replace(self.limits, total=min(self.limits.total, MODELS_SECONDS))
        short = replace(limits, answer_bytes=MODELS_BYTES)
        timeout = httpx.Timeout(limits.total, connect=limits.connect)
        request.extensions = {**request.extensions, "timeout": timeout.as_dict()}
        body = b""
        async with aclosing(_attempt(client, request, url=url, key=key, limits=short)) as steps:
            async for step in steps:
                match step:
                    case StreamedResponse(chunks=chunks, content_encoding=encoding):
                        packed = b"".join([chunk async for chunk in chunks])
                        body = await asyncio.to_thread(unpack, packed, named=encoding, max_bytes=MODELS_BYTES)
                    case FailedAttempt(error=error):
                        raise error
                    case Sent():
                        pass
        return body

    async def _build(
        self, url: str, body: Body | None, *, key: str, public_only: bool, attempt: int = 0
    ) -> tuple[httpx.AsyncClient, httpx.Request]:
        """A request, and the client by which it leaves.

        With `public_only` it goes to an address that was looked up and checked for this attempt, so that a name
        cannot come to mean another one in between. Raises BadKey, WrongAddress, Unreachable.
        """
        client, request = _build_request(self._clients, url, body, key=key)
        if not public_only:
            return client, request
        try:
            target = await self._links.pin(LinkScope(), url, attempt)
        except LinkDead as error:
            raise WrongAddress(params={"url": url, "reason": str(error.params["reason"])}) from error
        except OSError as error:
            raise Unreachable(params={"host": urlsplit(url).netloc, "reason": unreachable_reason(error)}) from error
        if target.address:
            request.url = request.url.copy_with(host=target.address)
            request.headers["Host"] = target.host_header
            request.extensions = {**request.extensions, "sni_hostname": target.parsed.name}
        return client, request


async def _attempt(
    client: httpx.AsyncClient, request: httpx.Request, *, url: str, key: str, limits: TimeLimits
) -> AsyncGenerator[Sent | StreamedResponse | FailedAttempt, None]:
    """One attempt: `Sent`, then a `StreamedResponse`, or a `FailedAttempt` as the last thing."""
    trace = SendTrace(method=request.method, size=int(request.headers.get("content-length", 0)))
    request.extensions = {**request.extensions, "trace": trace}
    sending = asyncio.create_task(client.send(request, stream=True))
    fully_sent = asyncio.create_task(trace.fully_sent.wait())
    chunks: AsyncGenerator[bytes, None] | None = None
    try:
        await asyncio.wait({sending, fully_sent}, return_when=asyncio.FIRST_COMPLETED)
        if trace.fully_sent.is_set():
            yield trace.sent_event()
        deadline = asyncio.get_running_loop().time() + limits.total
        await asyncio.wait({sending}, timeout=limits.total)
        response = _response_of(sending, trace, url=url, limits=limits)
        if isinstance(response, FailedAttempt):
            yield response
            return
        chunks = _read_body(response, deadline=deadline, limits=limits)
        outcome = await read_response(
            status=response.status_code,
            headers=response.headers,
            url=url,
            chunks=chunks,
            key=key,
            seconds=limits.error_body,
        )
        if isinstance(outcome, StreamedResponse) and not trace.is_reported:
            yield trace.sent_event()
        yield outcome
    finally:
        fully_sent.cancel()
        if chunks is not None:
            await chunks.aclose()
        await _abort(sending)


def _response_of(
    sending: asyncio.Task[httpx.Response], trace: SendTrace, *, url: str, limits: TimeLimits
) -> httpx.Response | FailedAttempt:
    """The response, or why there is none: before anything left it is Unreachable, after that it is ambiguous."""
    if not sending.done():
        return FailedAttempt(error=TimedOut(params={"seconds": round(limits.total)}))
    error = sending.exception()
    if error is None:
        return sending.result()
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return FailedAttempt(error=WrongAddress(params={"url": url, "reason": "malformed"}))
    if not isinstance(error, httpx.TransportError):
        raise error
    if not trace.begun:
        params: dict[str, str | int] = {
            "host": urlsplit(url).netloc.rpartition("@")[2],
            "reason": unreachable_reason(error),
        }
        if fault := tls_fault(error):
            params["tls"] = fault
        return FailedAttempt(error=Unreachable(params=params))
    return FailedAttempt(error=_translate_error(error, limits=limits))


def _translate_error(error: Exception, *, limits: TimeLimits, received: int | None = None) -> ProviderError:
    """The error after the request had begun to leave; `got`: bytes of the body, once there is one."""
    match error:
        case httpx.ReadTimeout():
            return TimedOut(params={"seconds": round(limits.read)})
        case httpx.WriteTimeout():
            return TimedOut(params={"seconds": round(limits.write)})
        case TimeoutError():
            return TimedOut(params={"seconds": round(limits.total)})
        case httpx.RemoteProtocolError() if received is not None:
            return CutOff(params={"bytes": received})
        case _:
            return ConnectionLost()


async def _read_body(
    response: httpx.Response, *, deadline: float, limits: TimeLimits
) -> AsyncGenerator[bytes, None]:
    """The body as it is on the line. Asked for uncompressed, since a compressor holds back what could be shown;
    what is compressed all the same is unpacked behind the spool.
    """
    total = 0
    failure: ProviderError | None = None
    body = coalesce_chunks(response.aiter_raw())
    try:
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    chunk = await anext(body, b"")
            except (TimeoutError, httpx.TransportError) as error:
                failure = _translate_error(error, limits=limits, received=total)
                break
            if not chunk:
                break
            total += len(chunk)
            if total > limits.answer_bytes:
                failure = Unreadable(params={"reason": "too_long", "limit_mb": limits.answer_bytes // 2**20})
                break
            yield chunk
    finally:
        await body.aclose()
        await response.aclose()
    if failure is not None:
        raise failure


async def _abort(sending: asyncio.Task[httpx.Response]) -> None:
    """Ends an attempt wherever it stands, and closes its connection."""
    sending.cancel()
    await asyncio.wait({sending})
    if not sending.cancelled() and sending.exception() is None:
        await sending.result().aclose()


def _build_request(
    clients: EgressClients, url: str, body: Body | None, *, key: str
) -> tuple[httpx.AsyncClient, httpx.Request]:
    """A request, and the client by which it leaves. Raises BadKey, WrongAddress, Unreachable."""
    headers = request_headers(key)
    try:
        client = clients.client_for(parse_url(url))
        if body is None:
            return client, client.build_request("GET", url, headers=headers)
        headers |= {"Content-Type": body.content_type, "Content-Length": str(body.length)}
        return client, client.build_request("POST", url, content=body.chunks(), headers=headers)
    except (httpx.InvalidURL, ValueError):
        raise WrongAddress(params={"url": url, "reason": "malformed"}) from None
