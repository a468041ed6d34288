"""The largest answer that is accepted.

The largest pictures of its model fit, a gateway that does not stop is cut off.
"""

import asyncio
import contextlib
import os
import struct
import zlib
from pathlib import Path

import httpx
import pytest

from formats.size_rules import SizeRule
from models.caps import Caps
from providers.catalog import discover
from studio.disk.answer_limit import MIN_ANSWER_BYTES, max_answer_bytes
from tests.easel_process import running
from tests.ui.run_helpers import ENDED, start, until

MB = 2**20


@pytest.mark.parametrize(
    ("caps", "count", "pixels"),
    [
        (Caps(sizes={("1:1", "4K"): (4096, 4096), ("1:1", "1K"): (1024, 1024)}), 4, 4 * 4096 * 4096),
        (Caps(free_size=SizeRule(max_pixels=20_000_000)), 2, 2 * 20_000_000),
        (Caps(free_size=SizeRule(max_side=6000)), 1, 6000 * 6000),
        (Caps(), 2, 2 * 4096 * 4096),
    ],
)
def test_the_largest_pictures_fit_in_base64(caps: Caps, count: int, pixels: int) -> None:
    base64 = pixels * 4 * 4 / 3
    assert base64 < max_answer_bytes(caps, count) < 1.1 * base64


def test_a_small_picture_has_room_for_drafts_and_every_model_for_its_largest() -> None:
    assert max_answer_bytes(Caps(sizes={("1:1", ""): (512, 512)}), 1) == MIN_ANSWER_BYTES
    routes = [route for gateway in discover() for model in gateway.models for route in model.routes]
    for route in routes:
        for width, height in route.caps.sizes.values():
            assert max_answer_bytes(route.caps, 1) > width * height * 4 * 4 / 3


class Gateway:
    """A gateway of its own on a port: answers with the head that it is told, and the piece without end."""

    answer: tuple[bytes, bytes]

    async def __aenter__(self) -> "Gateway":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, piece = self.answer
        asked = await reader.readuntil(b"\r\n\r\n")
        # Closed over what it has not read, a connection is reset, and what was sent may not arrive.
        await reader.readexactly(int(asked.lower().partition(b"content-length: ")[2].partition(b"\r")[0] or 0))
        try:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + head)
            while piece:
                writer.write(piece)
                await writer.drain()
            await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()


async def lag(url: str, stop: asyncio.Event) -> float:
    """The longest that /healthz took until then, in seconds; asked some twenty times a second."""
    longest = 0.0
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient() as browser:
        while not stop.is_set():
            before = loop.time()
            await browser.get(f"{url}/healthz", timeout=30)
            longest = max(longest, loop.time() - before)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.05)
    return longest


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def bomb(size: int) -> bytes:
    """A JSON answer whose picture is `size` bytes of base64, gzipped. Each megabyte is packed alike, and once."""
    head, filling, tail = b'{"data":[{"b64_json":"iVBORw0KGgo', b"A" * MB, b'"}]}'
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    first, again = (packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH) for part in (head, filling))
    check = zlib.crc32(head)
    for _ in range(size // MB):
        check = zlib.crc32(filling, check)
    packed = first + again * (size // MB) + packer.compress(tail) + packer.flush()
    length = len(head) + size // MB * MB + len(tail)
    return b"\x1f\x8b\x08" + bytes(7) + packed + struct.pack("<II", zlib.crc32(tail, check), length)


async def test_an_answer_without_end_costs_the_disk_little_and_the_others_nothing(tmp_path: Path) -> None:
    endless = (
        b"Connection: close\r\n\r\n" + b'{"data":[{"b64_json":"iVBORw0KGgo',
        os.urandom(48).hex().encode() * 700,
    )
    packed = bomb(400 * MB)
    whole = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed, b""
    async with Gateway() as gateway:
        env = {"CUSTOM_BASE_URL": gateway.url, "CUSTOM_API_KEY": "sk-x", "CUSTOM_MODELS": "gpt-image-1@images"}
        with running(tmp_path / "data", env) as easel:
            async with httpx.AsyncClient(base_url=easel.url, timeout=60) as anna:
                for kind, gateway.answer in {"endless": endless, "packed": whole}.items():
                    before = size_of(easel.data)
                    stop = asyncio.Event()
                    slowest = asyncio.create_task(lag(easel.url, stop))
                    run = await start(anna, f"a storm, {kind}")
                    run = await until(anna, run["id"], lambda run: run["state"] in ENDED)
                    stop.set()
                    slow = await slowest
                    assert (run["state"], run["error"]["kind"]) == ("unknown", "unreadable"), kind
                    assert size_of(easel.data) - before < 300 * MB, kind
                    assert slow < 3, f"{kind}: before, such an answer held all others up for 5 s and more"
