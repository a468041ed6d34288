"""Connections that waste time.

Half headers and half bodies are let go, and too many push out the idle ones.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from tests.easel_process import Easel, running

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
MAX_CONNECTIONS = 64
DEMO = {"gateway": "demo", "model": "painter", "size": "64x64", "prompt": "a desert"}
FORM = b"content-type: multipart/form-data; boundary=x\r\n"


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    env = {"EASEL_HEADER_SECONDS": "1", "EASEL_BODY_SECONDS": "1", "EASEL_CONNECTIONS": str(MAX_CONNECTIONS)}
    with running(tmp_path_factory.mktemp("hasty") / "data", env) as easel:
        yield easel


@asynccontextmanager
async def connection(easel: Easel, sent: bytes = b"") -> AsyncIterator[Connection]:
    url = urlsplit(easel.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(sent.replace(b"HOST", url.netloc.encode()))
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_half_headers_and_half_bodies_are_let_go(hasty: Easel) -> None:
    halves = [
        b"GET /healthz HTTP/1.1\r\nHost: HO",
        b"POST /api/keys HTTP/1.1\r\nHost: HOST\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
        b"POST /api/references HTTP/1.1\r\nHost: HOST\r\n" + FORM + b"content-length: 50000000\r\n\r\n--x\r\n",
        b"POST /api/references HTTP/1.1\r\nHost: HOST\r\n"
        + FORM
        + b"transfer-encoding: chunked\r\n\r\n5\r\n--x\r\n",
        b"POST /nothing HTTP/1.1\r\nHost: HOST\r\ncontent-length: 900000\r\n\r\nx",  # is refused at once
    ]
    async with contextlib.AsyncExitStack() as stack:
        open_now = [await stack.enter_async_context(connection(hasty, half)) for half in (*halves, b"")]
        answers = await asyncio.gather(*(reader.read() for reader, _ in open_now))
    assert [answer[9:12] for answer in answers] == [b"408", b"408", b"408", b"408", b"413", b""]
    assert "Traceback" not in hasty.log


async def test_who_was_too_slow_is_told_in_their_language(hasty: Easel) -> None:
    head = b"POST /api/keys HTTP/1.1\r\nHost: HOST\r\naccept-language: LANG\r\ncontent-length: 9\r\n"
    halves = [head, head + b"\r\n{"]
    for lang, sentence in ((b"zh-CN", "请求传输超时。"), (b"fr", "The request took too long to arrive.")):
        for half in halves:
            async with connection(hasty, half.replace(b"LANG", lang)) as (reader, _):
                answer = (await reader.read()).partition(b"\r\n\r\n")[2]
            error = json.loads(answer)["error"]
            assert (error["kind"], error["message"]) == ("request_timeout", sentence)
            assert error["advice"]


async def test_who_sends_headers_drop_by_drop_is_let_go_too(hasty: Easel) -> None:
    async with connection(hasty, b"GET /healthz HTTP/1.1\r\n") as (reader, writer):
        answer = asyncio.create_task(reader.read())
        while not answer.done():
            writer.write(b"x-a: b\r\n")
            await asyncio.wait({answer}, timeout=0.1)
        with contextlib.suppress(ConnectionResetError):
            assert (await answer)[9:12] in {b"408", b""}


async def test_a_slow_body_that_keeps_coming_is_waited_for(hasty: Easel) -> None:
    async def body() -> AsyncIterator[bytes]:
        for piece in json.dumps(DEMO).encode().split(b" "):
            yield piece
            await asyncio.sleep(0.2)  # the client's pace: longer together than one pause may be

    headers = {"content-type": "application/json"}
    async with httpx.AsyncClient(base_url=hasty.url, timeout=20) as browser:
        assert (await browser.post("/api/runs", content=body(), headers=headers)).status_code == 202


async def test_an_answer_may_take_longer_than_a_request(hasty: Easel) -> None:
    async with httpx.AsyncClient(base_url=hasty.url, timeout=20) as browser:
        await browser.get("/api/gateways")
        async with browser.stream("GET", "/api/events") as stream:
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("retry:")
            async with connection(hasty) as (reader, _):
                assert await reader.read() == b""  # a second later
            await browser.post("/api/runs", json=DEMO)
            async for line in lines:
                if line.startswith("event: run"):
                    break


async def test_beyond_the_bound_the_idle_connections_go_first(hasty: Easel) -> None:
    async with httpx.AsyncClient(base_url=hasty.url, timeout=20) as browser:
        await browser.get("/api/gateways")
        async with contextlib.AsyncExitStack() as stack:
            stream = await stack.enter_async_context(browser.stream("GET", "/api/events"))
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("retry:")
            for _ in range(3 * MAX_CONNECTIONS):
                await stack.enter_async_context(connection(hasty))
            async with httpx.AsyncClient(base_url=hasty.url, timeout=20) as another:
                assert (await another.get("/healthz")).status_code == 200
            await browser.post("/api/runs", json=DEMO)
            async for line in lines:
                if line.startswith("event: run"):
                    break
