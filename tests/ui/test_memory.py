"""Memory of the server while strangers bring pictures of few bytes and many pixels."""

import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.easel_process import Easel, running

SIDE, ROWS = 5_000, 100
"""25 megapixels in 0.1 MB; decoded by Pillow they take 212 MB with their thumbnail, and four of them 0.8 GB."""


def bomb(side: int, *, seed: int, channels: int = 4) -> bytes:
    """A whole PNG of one colour. Its rows are packed once: behind a full flush, what is packed may be repeated."""
    packer, check = zlib.compressobj(6, wbits=-zlib.MAX_WBITS), 1
    rows = (b"\0" + bytes([seed]) * (side * channels)) * ROWS
    packed = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(side // ROWS):
        check = zlib.adler32(rows, check)
    data = b"\x78\x9c" + packed * (side // ROWS) + packer.flush() + struct.pack(">I", check)
    head = struct.pack(">IIBBBBB", side, side, 8, 6 if channels == 4 else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def peak(server: Easel) -> int:
    """The most memory that the process has had, in bytes."""
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    with running(tmp_path_factory.mktemp("memory") / "data", {}) as easel:
        yield easel


def bring(server: Easel, data: bytes) -> httpx.Response:
    """Brings a picture as a stranger."""
    return httpx.post(f"{server.url}/api/references", files={"image": ("b.png", data)}, timeout=120)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_four_strangers_with_large_pictures_at_once_take_little_memory(server: Easel) -> None:
    before = peak(server)
    with ThreadPoolExecutor(4) as strangers:
        answers = list(strangers.map(lambda seed: bring(server, bomb(SIDE, seed=seed)), range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert answers[0].json()["width"] == SIDE
    assert peak(server) - before < 150e6


def test_a_picture_over_the_bound_is_refused_with_the_limit_and_its_size(server: Easel) -> None:
    answer = bring(server, bomb(9_000, seed=1))
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"]) == (422, "huge_picture")
    assert "81 megapixels" in error["message"] and "The limit is 64 megapixels" in error["message"]
