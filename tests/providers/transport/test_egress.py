"""Proxies of the environment.

Calls and links leave alike, and one that cannot be used is told in a sentence.
"""

from contextlib import aclosing

import pytest

from providers.errors import LinkDead, ProviderError, Unreachable
from providers.request.body import json_body
from providers.transport.client import HttpClient, StreamedResponse, TimeLimits
from providers.transport.ssrf import LinkScope
from tests.providers.fake_gateway import SpoolFile, gateway, png

QUICK = TimeLimits(connect=1.0, link_read=0.5, link_total=3.0, backoff=0.01)
PICTURE = png()
API, LINK = "http://api.gw.test/v1/images/generations", "http://cdn.gw.test/a.png"
UNUSABLE = [
    "socks5://127.0.0.1:1080",
    "socks5h://p.test",
    "ftp://p.test:21",
    "http://",
    "http://p.test:99999",
    "http://[::1",
]


@pytest.fixture(autouse=True)
def no_proxy_but_the_tests_own(monkeypatch):
    for name in ("HTTP", "HTTPS", "ALL", "NO"):
        monkeypatch.delenv(f"{name}_PROXY", raising=False)
        monkeypatch.delenv(f"{name.lower()}_proxy", raising=False)


async def proxy(wire):
    await wire.answer(200, b"{}" if wire.request.method == "POST" else PICTURE)


async def unknown_name(name, port):
    raise OSError("no name service")


async def post(http, url):
    async with aclosing(http.post(url, json_body({"model": "m"}), key="")) as steps:
        return [step.status async for step in steps if isinstance(step, StreamedResponse)]


async def fetch(http, url, folder, *, scope=LinkScope()):
    file = SpoolFile(folder / "picture")
    file.path.touch()
    async with aclosing(http.fetch(url, file, scope=scope)) as steps:
        async for _ in steps:
            pass
    return file.path.read_bytes()


@pytest.mark.parametrize(
    "settings",
    [
        {"HTTP_PROXY": "  http://{proxy} "},
        {"HTTP_PROXY": "{proxy}"},
        {"HTTP_PROXY": " \t", "ALL_PROXY": "{proxy}\n"},
        {"HTTP_PROXY": "{proxy}", "NO_PROXY": " , other.test"},
        {"HTTP_PROXY": "{proxy}", "HTTPS_PROXY": "socks5://127.0.0.1:1"},
    ],
    ids=["blanks", "no scheme", "blank value", "blank exceptions", "the other is unusable"],
)
async def test_calls_and_links_leave_by_the_proxy_as_people_write_it(settings, tmp_path, monkeypatch):
    async with gateway(proxy) as fake:
        for name, value in settings.items():
            monkeypatch.setenv(name, value.format(proxy=fake.url.removeprefix("http://")))
        async with HttpClient(QUICK, resolve=unknown_name) as http:
            assert await post(http, API) == [200]
            assert await fetch(http, LINK, tmp_path) == PICTURE
        assert [request.path for request in fake.requests] == [API, LINK]


@pytest.mark.parametrize("exceptions", ["*", " * ", "a.test, *", "gw.test", " .gw.test "])
async def test_what_is_excepted_does_not_leave_by_the_proxy(exceptions, tmp_path, monkeypatch):
    async with gateway(proxy) as fake:
        monkeypatch.setenv("HTTP_PROXY", fake.url)
        monkeypatch.setenv("NO_PROXY", exceptions)
        async with HttpClient(QUICK, resolve=unknown_name) as http:
            with pytest.raises(Unreachable):
                await post(http, API)
            with pytest.raises(LinkDead):
                await fetch(http, LINK, tmp_path)
        assert fake.requests == []


@pytest.mark.parametrize("address", UNUSABLE)
async def test_a_proxy_that_cannot_be_used_is_told_and_nothing_goes_past_it(address, tmp_path, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", address)
    async with gateway(proxy) as fake, HttpClient(QUICK, resolve=unknown_name) as http:
        assert http.unusable_proxies == ("http", "https")
        errors: list[ProviderError] = []
        for asking in (post(http, API), http.list_models("https://api.gw.test/v1", key="")):
            with pytest.raises(Unreachable) as call:
                await asking
            errors.append(call.value)
        with pytest.raises(LinkDead) as link:
            await fetch(http, LINK, tmp_path)
        errors.append(link.value)
        assert [error.params["reason"] for error in errors] == ["proxy"] * 3
        assert [error.params["setting"] for error in errors] == ["HTTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY"]
        assert link.value.params["url"] == LINK
        assert await post(http, f"{fake.url}/v1/images") == [200], "this machine is reached without it"
