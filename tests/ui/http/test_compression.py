"""Compression of text for who takes it so.

Pictures, zips and event streams pass byte by byte.
"""

import gzip

import brotli
import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ui.http.compression import compress_text, preferred_encoding
from ui.static_files import FOLDER, routes, url

TEXT = "A picture of a lighthouse at dusk. " * 300


def answering(media_type: str, *, body: bytes = TEXT.encode(), streamed: bool = False) -> httpx.AsyncClient:
    async def pieces():  # type: ignore[no-untyped-def]
        yield body

    def answer(_: object) -> Response:
        if streamed:
            return StreamingResponse(pieces(), media_type=media_type)
        return Response(body, media_type=media_type, headers={"etag": '"abc"'})

    app = compress_text(Starlette(routes=[Route("/", answer)]))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://easel")


@pytest.mark.parametrize(
    "media_type", ["text/html; charset=utf-8", "application/json", "text/javascript", "text/css", "text/plain"]
)
@pytest.mark.parametrize(
    ("accepted", "undo"), [("gzip, deflate, br", brotli.decompress), ("gzip", gzip.decompress)]
)
async def test_text_is_compressed(media_type: str, accepted: str, undo) -> None:  # type: ignore[no-untyped-def]
    async with (
        answering(media_type) as client,
        client.stream("GET", "/", headers={"accept-encoding": accepted}) as got,
    ):
        raw = b"".join([piece async for piece in got.aiter_raw()])
    assert undo(raw).decode() == TEXT
    assert int(got.headers["content-length"]) == len(raw) < len(TEXT) / 10
    assert (got.headers["vary"], got.headers["etag"]) == ("Accept-Encoding", 'W/"abc"')


@pytest.mark.parametrize("media_type", ["image/png", "image/svg+xml", "application/zip", "text/event-stream"])
async def test_pictures_zips_and_events_never_are(media_type: str) -> None:
    async with answering(media_type) as client:
        got = await client.get("/", headers={"accept-encoding": "gzip, br"})
    assert "content-encoding" not in got.headers
    assert "vary" not in got.headers
    assert got.text == TEXT


async def test_a_part_of_a_file_is_a_part_of_it_as_it_is() -> None:
    app = compress_text(Starlette(routes=routes()))
    asked = {"accept-encoding": "gzip", "range": "bytes=0-1999"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://easel") as client:
        part = await client.get(url("lib/dom.js"), headers=asked)
    assert part.status_code == 206
    assert part.content == (FOLDER / "lib" / "dom.js").read_bytes()[:2000]


async def test_little_text_a_stream_and_who_takes_none_get_it_as_it_is() -> None:
    small, streamed = answering("text/html", body=b"ok"), answering("text/html", streamed=True)
    async with small, streamed, answering("text/html") as plain:
        answers = [
            await small.get("/", headers={"accept-encoding": "gzip"}),
            await streamed.get("/", headers={"accept-encoding": "gzip"}),
            await plain.get("/", headers={"accept-encoding": "identity"}),
        ]
    assert ["content-encoding" in answer.headers for answer in answers] == [False, False, False]
    assert [answer.text for answer in answers] == ["ok", TEXT, TEXT]


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=0.000", ""),
        ("GZIP", "gzip"),
        ("*", ""),
        ("gzip;q=x", ""),
    ],
)
def test_the_encoding_follows_the_header(header: str, encoding: str) -> None:
    assert preferred_encoding(header) == encoding
