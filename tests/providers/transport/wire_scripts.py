"""Scripts of a fake gateway that fails in the middle, and one call of the client against it."""

import asyncio
from contextlib import aclosing

from providers.errors import (
    ProviderError,
)
from providers.request.body import json_body
from providers.transport.client import HttpClient, StreamedResponse, TimeLimits

KEY = "sk-secret-0123456789-tail"
QUICK = TimeLimits(connect=2.0, write=5.0, read=0.3, total=0.8, error_body=0.5, backoff=0.02)
DEADLINE = "upstream request timeout: Deadline expired before operation could complete"
ENVOY = b"upstream connect error or disconnect/reset before headers"
PAGE = b"<html><head><title>%s</title></head><body>nginx</body></html>"


async def post(url, *, fields=None, key=KEY, limits=QUICK):
    """All steps of one press, the body's bytes, and the error, if any."""
    steps, body = [], b""
    async with HttpClient(limits) as http:
        try:
            async with aclosing(http.post(f"{url}/v1/x", json_body(fields or {"a": 1}), key=key)) as post:
                async for step in post:
                    steps.append(step)
                    if isinstance(step, StreamedResponse):
                        async for chunk in step.chunks:
                            body += chunk
        except ProviderError as error:
            return steps, body, error
    return steps, body, None


async def silent(wire):
    await wire.wait_closed()


async def reads_all_and_closes(wire):
    pass


async def resets(wire):
    wire.reset()


async def cut_at_40_percent(wire):
    await wire.begin(length=1000)
    await wire.write_bytes(b"x" * 400)


async def chunks_cut(wire):
    await wire.begin(chunked=True)
    await wire.chunk(b"x" * 400)


async def reset_in_the_body(wire):
    await wire.begin(length=1000)
    await wire.write_bytes(b"x" * 400)
    wire.reset()


async def stalls_in_the_body(wire):
    await wire.begin(length=1000)
    await wire.write_bytes(b"x" * 400)
    await wire.wait_closed()


async def pings_for_ever(wire):
    await wire.begin(type="text/event-stream", chunked=True)
    while True:
        await wire.chunk(b": PING\n\n")
        await asyncio.sleep(0.05)


async def half_a_head(wire):
    await wire.write_bytes(b"HTTP/1.1 200 OK\r\nContent-")


async def speaks_no_http(wire):
    await wire.write_bytes(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


def says(status, body=b"", **headers):
    async def script(wire):
        await wire.answer(status, body, **headers)

    return script
