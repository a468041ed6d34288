"""The outermost door.

Hosts that are not ours, pages that are not ours, bodies that are too long.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.ui.middleware_client import SECRET, client
from ui.security.request_guard import JSON_LIMIT
from ui.settings import Settings

HERE = Settings(secret=SECRET)
OPEN = replace(HERE, host="0.0.0.0")
BEHIND = replace(HERE, public_url="https://easel.example")


@pytest.mark.parametrize(
    ("settings", "host", "status"),
    [
        (HERE, "127.0.0.1:7860", 200),
        (HERE, "localhost:7860", 200),
        (HERE, "LOCALHOST", 200),
        (HERE, "[::1]:7860", 200),
        (HERE, "evil.example", 421),
        (HERE, "127.0.0.1.evil.example:7860", 421),
        (HERE, "localhost.evil.example", 421),
        (HERE, "evil.example@127.0.0.1", 421),
        (HERE, "localhost:7860/../", 421),
        (HERE, "2130706433.evil", 421),
        (HERE, "", 421),
        (BEHIND, "easel.example", 200),
        (BEHIND, "evil.example", 421),
        (BEHIND, "127.0.0.1:7860", 200),
        (BEHIND, "10.1.2.3:7860", 200),
        (replace(BEHIND, host="0.0.0.0"), "evil.example", 421),
        (OPEN, "studio.lan:7860", 200),
        (OPEN, "studio.lan/x", 421),
        (replace(OPEN, framed=True), "me-easel.hf.space", 200),
    ],
)
async def test_a_name_that_somebody_pointed_here_is_not_answered(
    settings: Settings, host: str, status: int
) -> None:
    async with client(settings) as browser:
        answer = await browser.get("/api/x", headers={"host": host})
    assert answer.status_code == status
    if status == 421:
        assert answer.json()["error"]["kind"] == "unknown_host"
        assert "EASEL_PUBLIC_URL" in answer.json()["error"]["advice"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:7860"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:7860"}, 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "OPTIONS"])
async def test_what_changes_things_comes_from_our_page_or_from_no_page(
    method: str, headers: dict[str, str], status: int
) -> None:
    async with client() as browser:
        answer = await browser.request(method, "/api/runs", headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["kind"] == "cross_site"


async def test_the_public_address_is_ours_also_when_the_proxy_calls_us_otherwise() -> None:
    async with client(BEHIND) as browser:
        ours = await browser.post("/api/runs", headers={"origin": "https://easel.example"})
        theirs = await browser.post("/api/runs", headers={"origin": "https://evil.example"})
    assert (ours.status_code, theirs.status_code) == (200, 403)


async def test_no_other_origin_is_ever_let_read() -> None:
    async with client() as browser:
        for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
            answer = await browser.get("/api/x", headers=headers)
            assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_every_answer_is_sealed() -> None:
    async with client() as browser:
        answers = [await browser.get("/api/x"), await browser.get("/nothing"), await browser.post("/nothing")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_space_may_be_framed_by_its_site_alone() -> None:
    async with client(replace(OPEN, framed=True)) as browser:
        policy = (await browser.get("/api/x")).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' https://huggingface.co https://*.hf.space")


async def endless() -> AsyncIterator[bytes]:
    for _ in range(JSON_LIMIT // 1024 + 1):
        yield b" " * 1024


async def test_a_body_that_is_too_long_is_not_read() -> None:
    async with client() as browser:
        announced = await browser.post("/api/runs", content=b" " * (JSON_LIMIT + 1))
        unannounced = await browser.post("/api/runs", content=endless())
        fits = await browser.post("/api/runs", content=json.dumps({"prompt": "x" * 200_000}))
    assert (announced.status_code, unannounced.status_code, fits.status_code) == (413, 413, 200)
    assert announced.json()["error"]["message"] == "The request is too large: the limit is 256 KB."


@pytest.mark.parametrize("address", ["/api/runs/a%00b", "/pictures/%00", "/api/pictures?search=%00", "/?a=b%00"])
async def test_an_address_with_a_nul_gets_no_further(address: str) -> None:
    """No text of PostgreSQL holds one: looked for, it is an error of the database."""
    async with client() as browser:
        answer = await browser.get(address)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "bad_input")
    assert "%00" in answer.json()["error"]["message"]


async def test_an_upload_goes_only_where_uploads_are_taken() -> None:
    files = {"images": b"x" * (JSON_LIMIT + 1)}
    async with client() as browser:
        elsewhere = await browser.post("/api/keys", files=files)
        huge = await browser.post(
            "/api/runs", headers={"content-type": "multipart/form-data; boundary=x", "content-length": str(2**40)}
        )
    assert (elsewhere.status_code, huge.status_code) == (413, 413)


async def test_refusals_speak_the_readers_language() -> None:
    async with client() as browser:
        answer = await browser.post("/api/runs", headers={"origin": "null", "accept-language": "fr, zh-CN;q=0.8"})
    assert answer.json()["error"]["message"] == "这个请求来自其他网站。"
