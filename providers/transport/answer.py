"""Responses without httpx: limits, successes, failed attempts, the head of an error body."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from formats.encodings.content_encoding import unpack
from formats.wait_time import retry_after_of
from providers.errors import BadKey, ProviderError, Unreadable
from providers.errors.classify import classify_response, is_mitigated, request_id_of
from providers.errors.retry import FailedAttempt

MAX_ERROR_BYTES: Final = 64 * 1024
MAX_BLANKS: Final = 64 * 1024
"""Bytes of blanks before the first letter of an answer called HTML; after more it is read as a picture may be."""
MIN_SECRET_LENGTH: Final = 8
KEY: Final = re.compile(r"[\x21-\x7e]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """Limits in seconds and bytes.

    `read`: between two bytes; `total`: from the last byte sent to the last byte read, because heartbeats defeat
    `read`. `backoff`: the first pause before something is tried again.
    """

    connect: float = 10.0
    write: float = 180.0
    read: float = 600.0
    total: float = 600.0
    error_body: float = 15.0
    link_total: float = 300.0
    link_read: float = 30.0
    link_bytes: int = 200 * 2**20
    answer_bytes: int = 512 * 2**20
    backoff: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamedResponse:
    """A 2xx response whose body is still coming.

    `chunks` are its bytes as they are on the line, not unpacked; they raise TimedOut, ConnectionLost, CutOff or
    Unreadable.
    """

    status: int
    content_type: str
    content_encoding: str
    request_id: str
    length: int | None
    url: str
    chunks: AsyncIterator[bytes]


def request_headers(key: str) -> dict[str, str]:
    """The headers of a request. Raises BadKey for a key that no header holds.

    A library's error would print it.
    """
    key = key.strip()
    if not KEY.fullmatch(key):
        raise BadKey(params={"reason": "characters"})
    headers = {"Accept-Encoding": "identity", "Accept": "*/*", "User-Agent": "Easel"}
    return {**headers, "Authorization": f"Bearer {key}"} if key else headers


async def read_response(
    *,
    status: int,
    headers: Mapping[str, str],
    url: str,
    chunks: AsyncGenerator[bytes, None],
    key: str,
    seconds: float,
) -> StreamedResponse | FailedAttempt:
    """Reads a response: a 2xx is handed on, all else is classified.

    All else, and a web page with a 200, is read for at most `seconds`. `headers` are looked up without regard to
    case. `key` is removed from what is classified.
    """
    content_type, is_success = headers.get("content-type", ""), 200 <= status < 300
    first = b""
    mitigated = is_mitigated(headers)
    if is_success and (mitigated or "html" in content_type.lower()):
        # PHP's default type is text/html, so a paid picture may stand behind it: the first byte decides
        # (docs/gateways.md, T71).
        async for chunk in chunks:
            first += chunk
            if chunk.strip() or len(first) > MAX_BLANKS:
                break
    if is_success and not (first.lstrip().startswith(b"<") or (mitigated and not first.strip())):
        length = headers.get("content-length", "")
        return StreamedResponse(
            status=status,
            content_type=content_type,
            content_encoding=headers.get("content-encoding", ""),
            request_id=request_id_of(headers),
            length=int(length) if length.isdecimal() and "content-encoding" not in headers else None,
            url=url,
            chunks=_prepend(first, chunks),
        )
    body = first + await _read_error_body(chunks, seconds=seconds)
    body = unpack(body, named=headers.get("content-encoding", ""), max_bytes=MAX_ERROR_BYTES)
    body = body.replace(key.encode(), "…".encode()) if len(key) >= MIN_SECRET_LENGTH else body
    return _failed_attempt(status=status, headers=headers, body=body, url=url)


def _failed_attempt(*, status: int, headers: Mapping[str, str], body: bytes, url: str) -> FailedAttempt:
    return FailedAttempt(
        error=classify_response(status=status, body=body, headers=headers, url=url),
        body=body,
        is_json=body.lstrip()[:1] in (b"{", b"["),
        denies_retry=headers.get("x-should-retry", "").strip().lower() == "false",
        wait_in_header=retry_after_of(headers) is not None,
    )


async def _prepend(first: bytes, rest: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    if first:
        yield first
    async for chunk in rest:
        yield chunk


async def _read_error_body(chunks: AsyncIterator[bytes], *, seconds: float) -> bytes:
    """The beginning of a refusal. A refusal that breaks off or dawdles is judged by what is there."""
    body = bytearray()
    with suppress(TimeoutError, ProviderError):
        async with asyncio.timeout(seconds):
            async for chunk in chunks:
                body += chunk
                if len(body) >= MAX_ERROR_BYTES:
                    break
    return bytes(body[:MAX_ERROR_BYTES])


def model_ids(body: bytes) -> tuple[str, ...]:
    """Parses model ids: `{"data": [{"id": …}]}`, a bare list, or names alone.

    Raises Unreadable; nothing was charged."""
    try:
        body_json = json.loads(body)
    except ValueError:
        raise Unreadable(may_be_charged=False) from None
    rows = (body_json.get("data") or body_json.get("models")) if isinstance(body_json, dict) else body_json
    items = rows if isinstance(rows, list) else []
    names = [item.get("id") or item.get("name") if isinstance(item, dict) else item for item in items]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))
