"""A disk that is nearly full, a visitor whose room is used, too many uploads.

Refused in words, nothing is sent.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.easel_process import Easel, running
from tests.simulator import Simulator
from tests.ui.api.test_references import bring, png
from tests.ui.run_helpers import IMAGES as GENERATE
from tests.ui.run_helpers import done

PRESS = {**GENERATE, "prompt": "a lighthouse"}
BOUNDARY = "x" * 20


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the server takes for its folder of temporary files."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def bounded(gates: Simulator, tmp_path_factory: pytest.TempPathFactory, temporary: Path) -> Iterator[Easel]:
    """A server with small quotas."""
    env = {
        **gates.env(),
        "EASEL_UPLOADS_PER_HOUR": "5",
        "EASEL_STORAGE_PER_VISITOR": "700KB",
        "EASEL_TRUSTED_PROXIES": "127.0.0.1",
        "TMPDIR": str(temporary),
    }
    with running(tmp_path_factory.mktemp("bounded") / "data", env) as easel:
        yield easel


@pytest.fixture
async def carl(bounded: Easel, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of it, in a network of their own."""
    headers = {"X-Forwarded-For": f"203.0.{abs(hash(request.node.name)) % 250 + 1}.7"}
    async with httpx.AsyncClient(base_url=bounded.url, timeout=30, headers=headers) as browser:
        await browser.get("/api/runs")
        yield browser


async def test_a_disk_that_is_nearly_full_takes_and_sends_nothing(simulator: Simulator, tmp_path: Path) -> None:
    with running(tmp_path / "data", {**simulator.env(), "EASEL_KEEP_FREE": "900TB"}) as easel:
        async with httpx.AsyncClient(base_url=easel.url, timeout=30) as anna:
            files = {"images": ("a.png", png((8, 8)), "image/png")}
            upload = await bring(anna, "coffee.jpg")
            press = await anna.post("/api/runs", json=PRESS)
            form = await anna.post("/api/runs", data={**PRESS, "options": "{}", "task": "edit"}, files=files)
            for answer in (upload, press, form):
                error = answer.json()["error"]
                assert (answer.status_code, error["kind"]) == (507, "disk"), answer.text
                assert "900 TB" in error["message"] and error["advice"]
            chinese = await anna.post("/api/runs", json=PRESS, headers={"Accept-Language": "zh-CN"})
            assert "磁盘快满了" in chinese.json()["error"]["message"]
            assert (await anna.get("/api/runs")).json()["runs"] == []
        assert simulator.posts == 0
        assert list((easel.data / "incoming").glob("*")) == []


async def test_a_visitor_has_so_much_room(carl: httpx.AsyncClient) -> None:
    for name in ("cat.png", "cat-alpha.png"):
        assert (await bring(carl, name)).status_code == 201
    answer = await bring(carl, "cat-alpha.png")
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"]) == (507, "storage_full")
    assert "700 KB" in error["message"] and "491 KB" in error["message"]
    assert (await bring(carl, "coffee.jpg")).status_code == 201


async def test_uploads_are_counted_by_visitor_and_by_network(carl: httpx.AsyncClient, bounded: Easel) -> None:
    answers = [await carl.post("/api/references", files={"image": ("a.png", png((8, 8)))}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    error = answers[-1].json()["error"]
    assert error["kind"] == "too_many_uploads" and "12 min" in error["advice"]
    # Whoever drops the cookie is another visitor each time, and still in the same network.
    carl.cookies.clear()
    taken = 0
    while (await carl.post("/api/references", files={"image": ("a.png", png((8, 8)))})).status_code == 201:
        carl.cookies.clear()
        taken += 1
    assert taken == 4 * 5 - 5
    network = carl.headers["x-forwarded-for"].removesuffix(".7")
    for address, status in ((f"{network}.200", 429), ("198.51.100.7", 201)):
        other = {"X-Forwarded-For": address}
        answer = await carl.post("/api/references", files={"image": ("a.png", png((8, 8)))}, headers=other)
        assert answer.status_code == status
    # A proxy here that names nobody's address: one of those behind it must not use up what is the others'.
    async with httpx.AsyncClient(base_url=bounded.url, timeout=30) as unnamed:
        for _ in range(4 * 5 + 1):
            unnamed.cookies.clear()
            answer = await unnamed.post("/api/references", files={"image": ("a.png", png((8, 8)))})
            assert answer.status_code == 201


async def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_what_is_still_on_its_way_counts_for_the_room_too(carl: httpx.AsyncClient, bounded: Easel) -> None:
    """Side by side each would find the room that there was before any of them."""
    cookies = "; ".join(f"{name}={value}" for name, value in carl.cookies.items())
    head = (
        f"POST /api/references HTTP/1.1\r\nHost: {urlsplit(bounded.url).netloc}\r\nCookie: {cookies}\r\n"
        f"X-Forwarded-For: {carl.headers['x-forwarded-for']}\r\nContent-Length: 600000\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n--{BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
    )
    address = urlsplit(bounded.url)
    with socket.create_connection((address.hostname, address.port)) as first:
        first.sendall(head.encode() + b"x" * 1000)
        incoming = bounded.data / "incoming"
        await wait_for(lambda: len(list(incoming.glob("*"))) == 1)
        answer = await bring(carl, "cat.png")
        assert (answer.status_code, answer.json()["error"]["kind"]) == (507, "storage_full")
    await wait_for(lambda: not list(incoming.glob("*")))
    assert (await bring(carl, "cat.png")).status_code == 201


async def test_an_upload_goes_into_the_data_folder_at_once_and_leaves_nothing(
    bounded: Easel, temporary: Path
) -> None:
    address = urlsplit(bounded.url)
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    ).encode()
    with socket.create_connection((address.hostname, address.port)) as line:
        line.sendall(
            f"POST /api/references HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 600000\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n".encode()
        )
        line.sendall(head + png((8, 8)) + bytes(300_000))
        incoming = bounded.data / "incoming"
        await wait_for(lambda: any(path.stat().st_size > 250_000 for path in incoming.glob("*")))
        assert [path for path in temporary.rglob("*") if path.is_file()] == []
        assert {path.stat().st_mode & 0o077 for path in incoming.glob("*")} == {0}
    await wait_for(lambda: not list(incoming.glob("*")))


async def test_what_is_made_counts_until_it_is_deleted(carl: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.pace(gateway="custom", noise=True)
    run = await done(carl, "a storm", size="640x640")
    assert run["state"] == "done"
    refused = await carl.post("/api/runs", json=PRESS)
    assert (refused.status_code, refused.json()["error"]["kind"]) == (507, "storage_full")
    deleted = await carl.patch("/api/pictures", json={"ids": [run["pictures"][0]["id"]], "deleted": True})
    assert deleted.status_code == 200
    assert (await carl.post("/api/runs", json=PRESS)).status_code == 202
