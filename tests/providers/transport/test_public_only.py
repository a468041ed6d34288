"""A visitor's own gateway is asked at public addresses only.

Whatever its name comes to mean.
"""

from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

import pytest

from formats import web_address
from providers.errors import ProviderError, Unreachable, WrongAddress
from providers.request.body import json_body
from providers.transport import ssrf
from providers.transport.client import HttpClient, TimeLimits
from providers.transport.ssrf import LinkScope
from tests.certificates import authority_file, tls
from tests.providers.fake_gateway import SpoolFile, Wire, gateway, png

QUICK = TimeLimits(connect=1.0, backoff=0.01)
MODELS = b'{"data": [{"id": "flux-9"}]}'


class Names:
    """A name service whose answer to each question is the next of these."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        if not self._answers:
            raise OSError("no such name")
        return [self._answers.pop(0)]


class Always(Names):
    """A name service with one answer to every question."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        return self._answers


async def lists(wire: Wire) -> None:
    is_picture = wire.request.path.endswith(".png")
    await wire.answer(
        200, png(8, 8) if is_picture else MODELS, type="image/png" if is_picture else "application/json"
    )


async def failure(http: HttpClient, address: str, *, by_post: bool = False) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        if by_post:
            async with aclosing(http.post(f"{address}/x", json_body({}), key="sk-x", public_only=True)) as steps:
                _ = [step async for step in steps]
        else:
            await http.list_models(address, key="sk-x", public_only=True)
    return caught.value


@pytest.mark.parametrize("by_post", [False, True])
@pytest.mark.parametrize("private", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
async def test_a_name_that_leads_into_a_private_network_is_not_asked(private: str, by_post: bool) -> None:
    async with gateway(lists) as fake, HttpClient(QUICK, resolve=Names(private)) as http:
        port = fake.url.rpartition(":")[2]
        error = await failure(http, f"http://gateway.example:{port}", by_post=by_post)
        assert isinstance(error, WrongAddress) and error.params["reason"] == "private"
        assert not error.may_be_charged and fake.requests == []


@pytest.mark.parametrize("by_post", [False, True])
async def test_an_address_written_out_is_held_to_the_same(by_post: bool) -> None:
    async with gateway(lists) as fake, HttpClient(QUICK) as http:
        assert isinstance(await failure(http, fake.url, by_post=by_post), WrongAddress)
        assert fake.requests == []


async def test_the_address_that_was_checked_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: the second answer of the name service is never asked for, and TLS and Host speak of the name."""
    monkeypatch.setattr(ssrf, "is_public", lambda address: address == "127.0.0.1" or web_address.is_public(address))
    async with gateway(lists) as fake, HttpClient(QUICK, resolve=Names("127.0.0.1", "127.0.0.2")) as http:
        port = fake.url.rpartition(":")[2]
        assert await http.list_models(f"http://gateway.example:{port}", key="k", public_only=True) == ("flux-9",)
        assert [request.headers["host"] for request in fake.requests] == [f"gateway.example:{port}"]


class TlsName:
    """A server at 127.0.0.1 with a certificate for one name; it notes which name each handshake asks for."""

    def __init__(self, folder: Path, certified: str) -> None:
        self.asked: list[str | None] = []
        self.context = tls(folder, host=certified)
        self.context.sni_callback = lambda _, name, __: self.asked.append(name)


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The authority of the tests is trusted, and 127.0.0.1 counts as public."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file(tmp_path)))
    monkeypatch.setattr(ssrf, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.usefixtures("trusting")
async def test_over_tls_the_name_is_asked_for_and_checked_at_the_address_that_was_pinned(tmp_path: Path) -> None:
    server, names = TlsName(tmp_path, "gateway.example"), Names("127.0.0.1", "127.0.0.1", "127.0.0.1")
    async with gateway(lists, tls=server.context) as fake, HttpClient(QUICK, resolve=names) as http:
        port = fake.url.rpartition(":")[2]
        address = f"https://gateway.example:{port}"
        assert await http.list_models(address, key="k", public_only=True) == ("flux-9",)
        async with aclosing(http.post(f"{address}/x", json_body({}), key="k", public_only=True)) as steps:
            assert [type(step).__name__ async for step in steps] == ["Sent", "StreamedResponse"]
        file = SpoolFile(tmp_path / "picture")
        async with aclosing(http.fetch(f"{address}/a.png", file, scope=LinkScope())) as fetch:
            _ = [step async for step in fetch]
        assert server.asked == ["gateway.example"] * 3
        assert [request.headers["host"] for request in fake.requests] == [f"gateway.example:{port}"] * 3
        assert ["authorization" in request.headers for request in fake.requests] == [True, True, False]


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("by_post", [False, True])
@pytest.mark.parametrize("certified", ["other.example", "127.0.0.1"])
async def test_over_tls_a_certificate_for_another_name_is_refused_before_the_key_leaves(
    tmp_path: Path, certified: str, by_post: bool
) -> None:
    """That of the address itself is not enough: whoever answers there must be who was named."""
    server = TlsName(tmp_path, certified)
    async with gateway(lists, tls=server.context) as fake, HttpClient(QUICK, resolve=Always("127.0.0.1")) as http:
        port = fake.url.rpartition(":")[2]
        error = await failure(http, f"https://gateway.example:{port}", by_post=by_post)
        assert isinstance(error, Unreachable) and (error.params["reason"], error.params["tls"]) == (
            "tls",
            "other_name",
        )
        assert not error.may_be_charged and set(server.asked) == {"gateway.example"}
        assert fake.requests == []


@pytest.mark.usefixtures("trusting")
async def test_a_connection_to_one_name_is_never_used_for_another_at_the_same_address(tmp_path: Path) -> None:
    """It was checked for the first name alone, and the pool of connections knows them by their address."""
    later = []

    async def goes_on(wire: Wire) -> None:
        await wire.answer(200, MODELS)
        later.append(await wire.reader.read(65536))

    server = TlsName(tmp_path, "gateway.example")
    async with gateway(goes_on, tls=server.context) as fake, HttpClient(QUICK, resolve=Always("127.0.0.1")) as http:
        port = fake.url.rpartition(":")[2]
        assert await http.list_models(f"https://gateway.example:{port}", key="k", public_only=True) == ("flux-9",)
        error = await failure(http, f"https://other.example:{port}")
        assert isinstance(error, Unreachable) and error.params["tls"] == "other_name"
        await fake.closed.wait()
        assert len(fake.requests) == 1 and later == [b""]


async def test_a_redirect_into_a_private_network_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssrf, "is_public", lambda address: address == "127.0.0.1")

    async def redirect(wire: Wire) -> None:
        await wire.answer(302, b"", Location="http://169.254.169.254/latest/meta-data")

    async with gateway(redirect) as fake, HttpClient(QUICK, resolve=Names("127.0.0.1")) as http:
        port = fake.url.rpartition(":")[2]
        assert isinstance(await failure(http, f"http://gateway.example:{port}"), WrongAddress)
        assert len(fake.requests) == 1


async def test_a_name_that_nobody_knows_is_told_as_such() -> None:
    async with HttpClient(QUICK, resolve=Names()) as http:
        error = await failure(http, "http://gateway.example")
        assert isinstance(error, Unreachable) and error.params["host"] == "gateway.example"
