"""Streams a response: bytes to disk, then to the parser, links downloaded alongside.

Every byte is on disk before it is parsed.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Sequence
from contextlib import aclosing, closing
from typing import Final
from urllib.parse import urlsplit

from formats.encodings.content_encoding import decode
from formats.encodings.errors import DecodingError
from providers.errors import ConnectionLost, CutOff, Damaged, Empty, ProviderError, TimedOut, Unreadable
from providers.events import Answered, Event, Notice, PictureDone
from providers.request.body import Body
from providers.response.link_fetcher import LinkFetcher
from providers.response.parser import Link, ResponseParser
from providers.spool import Spool
from providers.transport.client import HttpClient, StreamedResponse, TimeLimits
from providers.transport.redaction import redacted_events
from providers.transport.ssrf import LinkScope, link_scope
from providers.types import Gateway

MAX_UNSURE_LINKS: Final = 8
IMAGE_EXTENSIONS: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".svg")
INTERRUPTED: Final = (TimedOut, ConnectionLost, CutOff)
VAGUE: Final = (CutOff, Damaged, Empty, Unreadable)


def send_and_stream(
    gateway: Gateway, path: str, body: Body, spool: Spool, *, http: HttpClient, key: str
) -> AsyncGenerator[Event, None]:
    """Posts `body` to `path` under the gateway's base URL and yields all that comes of it.

    Raises ProviderError; `key` is in none of them and in no event, even where the gateway repeats it. Nor is the
    host of a visitor's own gateway, which is written down nowhere.
    """
    events = _stream(gateway, f"{gateway.base_url}{path}", body, spool, http=http, key=key)
    if gateway.visitor_owned:
        events = redacted_events(events, key=urlsplit(gateway.base_url).netloc)
    return redacted_events(events, key=key)


async def _stream(
    gateway: Gateway, url: str, body: Body, spool: Spool, *, http: HttpClient, key: str
) -> AsyncGenerator[Event, None]:
    scope = link_scope(gateway.base_url, key=key, public_only=gateway.public_only)
    async with aclosing(http.post(url, body, key=key, public_only=gateway.public_only)) as steps:
        async for step in steps:
            if not isinstance(step, StreamedResponse):
                yield step
                continue
            events = stream_response(step, spool, http=http, base_url=gateway.base_url, scope=scope)
            async with aclosing(events):
                async for event in events:
                    yield event


async def stream_response(
    answer: StreamedResponse, spool: Spool, *, http: HttpClient, base_url: str, scope: LinkScope
) -> AsyncGenerator[Event, None]:
    """The events of one answer. Raises ProviderError when nothing whole came of it.

    Every byte goes to `spool.raw` as it came off the line, before it is unpacked or understood. An error after a
    whole picture is a notice.
    """
    yield Answered(
        status=answer.status,
        request_id=answer.request_id,
        content_type=answer.content_type,
        content_encoding=answer.content_encoding,
    )
    parser = ResponseParser(
        spool,
        content_type=answer.content_type,
        base_url=base_url,
        expected=answer.length,
        status=answer.status,
        request_id=answer.request_id,
    )
    stored = _tee_to_disk(answer.chunks, spool)
    plain = decode(stored, named=answer.content_encoding, max_bytes=http.limits.answer_bytes)
    events = _parse(plain, parser, spool, http=http, scope=scope)
    async with aclosing(stored), aclosing(plain), aclosing(events):
        async for event in events:
            yield event


def read_again(
    chunks: AsyncIterator[bytes],
    spool: Spool,
    *,
    content_type: str,
    content_encoding: str = "",
    base_url: str,
    http: HttpClient | None = None,
    key: str = "",
    secrets: Collection[str] = (),
) -> AsyncGenerator[Event, None]:
    """Parses a stored raw answer once more: free.

    Its links are read when `http` is given; `key` is the one that the gateway's own links may ask for. It and the
    `secrets` are in no event, even where the answer repeats them. Raises ProviderError as `stream_response` does.
    """
    parser = ResponseParser(spool, content_type=content_type, base_url=base_url)
    plain = decode(
        chunks, named=content_encoding, patient=True, max_bytes=(http.limits if http else TimeLimits()).answer_bytes
    )
    scope = link_scope(base_url, key=key)
    events = _parse(plain, parser, spool, http=http, scope=scope)
    for secret in sorted({key, *secrets}, key=len, reverse=True):  # one key may be the beginning of another
        events = redacted_events(events, key=secret)
    return events


async def _tee_to_disk(chunks: AsyncIterator[bytes], spool: Spool) -> AsyncGenerator[bytes, None]:
    async for chunk in chunks:
        spool.raw(chunk)
        yield chunk


class ResultTracker:
    """Results so far: whole images by key, possible links, the notice of an answer in words."""

    def __init__(self, parser: ResponseParser, fetcher: LinkFetcher) -> None:
        self.whole: set[int] = set()
        self._unsure: list[str] = []
        self._text_notices: list[Notice] = []
        self._parser = parser
        self._fetcher = fetcher

    def process(self, items: Iterable[Event | Link]) -> list[Event]:
        """Starts the sure links, keeps the others back, and gives the events for now."""
        events: list[Event] = []
        for item in items:
            match item:
                case Link(url=url, sure=True, by_model=by_model):
                    self._fetcher.start(url, key=self._parser.next_key(), sure=True, keyed=not by_model)
                case Link(url=url):
                    self._unsure.append(url)
                case Notice(kind="answered_in_words"):
                    self._text_notices.append(item)
                case _:
                    events.append(self.track(item))
        return events

    def track(self, event: Event) -> Event:
        match event:
            case PictureDone(key=key, draft=False):
                self.whole.add(key)
            case PictureDone(key=key):
                self.whole.discard(key)
            case _:
                pass
        return event

    def start_unsure(self) -> None:
        """A bare link in the words may be the picture, when nothing else is."""
        if not self.whole and not self._fetcher.errors:
            for url in list(dict.fromkeys(self._unsure))[:MAX_UNSURE_LINKS]:
                self._fetcher.start(url, key=self._parser.next_key(), sure=False, keyed=False)

    def closing_notices(self) -> list[Event]:
        """Notices where no picture came: that it was all words, which link may be one."""
        image_links = [
            url for url in self._fetcher.skipped if urlsplit(url).path.lower().endswith(IMAGE_EXTENSIONS)
        ]
        return [*(Notice(kind="link_kept", params={"url": url}) for url in image_links), *self._text_notices]


async def _parse(
    chunks: AsyncIterator[bytes], parser: ResponseParser, spool: Spool, *, http: HttpClient | None, scope: LinkScope
) -> AsyncGenerator[Event, None]:
    """The events of an answer, without `Answered`; the parser is closed at the end, the downloads with it."""
    failure: ProviderError | None = None
    with closing(parser):
        async with LinkFetcher(spool, http=http, scope=scope) as fetcher:
            tracker = ResultTracker(parser, fetcher)
            try:
                async with aclosing(fetcher.interleave(chunks)) as merged:
                    async for item in merged:
                        for event in tracker.process(parser.feed(item) if isinstance(item, bytes) else [item]):
                            yield event
            except DecodingError as error:
                failure = Unreadable(params=error.params)
            except ProviderError as error:
                failure = error
            items, failure = _finish_parser(parser, failure)
            async with aclosing(
                _drain_links(tracker, fetcher, items, bare=failure is None or isinstance(failure, INTERRUPTED))
            ) as drain:
                async for event in drain:
                    yield event
            for event in _closing_events(failure, tracker, fetcher):
                yield event


async def _drain_links(
    tracker: ResultTracker, fetcher: LinkFetcher, items: Iterable[Event | Link], *, bare: bool
) -> AsyncGenerator[Event, None]:
    """After the last byte: what the parser still had, the downloads to their end, then the bare links."""
    for event in tracker.process(items):
        yield event
    for attempt in range(2):
        if attempt and bare:
            tracker.start_unsure()
        async with aclosing(fetcher.drain()) as events:
            async for event in events:
                yield tracker.track(event)


def _finish_parser(
    parser: ResponseParser, failure: ProviderError | None
) -> tuple[Sequence[Event | Link], ProviderError | None]:
    """Ends the parser; returns its items and the failure that says the most."""
    try:
        return parser.finish(ended=failure is None), failure
    except DecodingError as error:
        return parser.drain(), failure or Unreadable(params=error.params)
    except ProviderError as error:
        return parser.drain(), error if failure is None or not isinstance(error, VAGUE) else failure


def _closing_events(failure: ProviderError | None, tracker: ResultTracker, fetcher: LinkFetcher) -> list[Event]:
    """The last words; raises the failure when no whole picture came."""
    if not tracker.whole:
        if failure is not None:
            raise failure
        if fetcher.errors:
            raise fetcher.errors[0]
        return tracker.closing_notices()
    if failure is None:
        return []
    if isinstance(failure, INTERRUPTED):
        return [Notice(kind="unfinished_stream")]
    return [Notice(kind="error_after_picture", params={"said": failure.gateway_message or failure.kind})]
