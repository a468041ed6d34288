"""Stored files over HTTP.

The one range that is asked for, and the whole for what is not understood.
"""

from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ui.responses import stored_file

BODY = bytes(range(100))
HEADERS = {"content-type": "image/png", "etag": '"tag"'}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=100-", None),
        ("bytes=-0", None),
    ],
)
async def test_one_range_is_served(tmp_path: Path, method: str, header: str, span: tuple[int, int] | None) -> None:
    answer = await ask(tmp_path, method, range=header)
    if span is None:
        assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */100")
        return
    start, end = span
    assert (answer.status_code, answer.headers["content-range"]) == (206, f"bytes {start}-{end - 1}/100")
    assert answer.headers["content-length"] == str(end - start)
    assert answer.content == (BODY[start:end] if method == "GET" else b"")


@pytest.mark.parametrize(
    "header", ["", "bytes=-", "bytes=20-10", "bytes=0-1,5-6", "lines=0-1", "bytes=" + "9" * 5000 + "-", "nonsense"]
)
async def test_a_range_that_is_not_understood_is_answered_with_the_whole(tmp_path: Path, header: str) -> None:
    answer = await ask(tmp_path, "GET", range=header)
    assert (answer.status_code, answer.content) == (200, BODY)
    assert "content-range" not in answer.headers


@pytest.mark.parametrize(("etag", "status"), [('"tag"', 206), ('"other"', 200)])
async def test_a_range_of_another_version_is_answered_with_the_whole(
    tmp_path: Path, etag: str, status: int
) -> None:
    answer = await ask(tmp_path, "GET", range="bytes=0-1", if_range=etag)
    assert (answer.status_code, len(answer.content)) == (status, 2 if status == 206 else 100)


@pytest.mark.parametrize("tags", ['"tag"', 'W/"tag"', '"other", "tag"', "*"])
async def test_a_file_that_is_known_is_not_sent_again(tmp_path: Path, tags: str) -> None:
    answer = await ask(tmp_path, "GET", if_none_match=tags)
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"tag"')


async def ask(folder: Path, method: str, **headers: str) -> httpx.Response:
    path = folder / "file"
    path.write_bytes(BODY)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await stored_file(Request(scope), path, headers=HEADERS)
        await response(scope, receive, send)

    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://easel") as client:
        return await client.request(method, "/", headers=names)
