"""Result links.

Hostile addresses are not read, the key goes nowhere, and what is free is tried again.
"""

import asyncio
import logging
from contextlib import aclosing

import pytest

from formats.web_address import is_public, parse_url
from providers.errors import Damaged, LinkDead, ProviderError
from providers.transport.client import HttpClient, TimeLimits
from providers.transport.download import LinkGrew, LinkStarted
from providers.transport.ssrf import LinkScope, link_scope, pin_target, private_host_of
from tests.providers.fake_gateway import SpoolFile, gateway, png

QUICK = TimeLimits(connect=1.0, link_read=0.3, link_total=5.0, backoff=0.01)
PICTURE = png(weight=200_000)


def host(fake):
    return fake.url.removeprefix("http://")


async def fetch(url, path, *, private_host="", scope=None, limits=QUICK, **more):
    """The steps of one download, its file, and the error, if any."""
    scope = scope or LinkScope(private_host=private_host)
    steps, file = [], SpoolFile(path / "picture")
    file.path.touch()
    async with HttpClient(limits, **more) as http:
        try:
            async with aclosing(http.fetch(url, file, scope=scope)) as fetch:
                steps = [step async for step in fetch]
        except ProviderError as error:
            return steps, file, error
    return steps, file, None


def gives(body, **more):
    async def script(wire):
        await wire.answer(200, body, **{"type": "image/png", **more})

    return script


PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "2606:4700::1%eth0", "nonsense", "",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "223.5.5.5",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address):
    assert is_public(address)


HOSTILE = [
    "file:///etc/passwd", "ftp://example.com/x.png", "data:image/png;base64,AAAA", "gopher://x/",
    "javascript:alert(1)",
    "//127.0.0.1/x", "http://", "http:///x.png", "", "x.png", "http://[::1", "http://[::1]:99999/", "http://a b/",
    "http://127.0.0.1/x.png", "https://127.0.0.1:8443/", "http://127.1/", "http://127.0.0.1./", "http://0/",
    "http://2130706433/", "http://0177.0.0.1/", "http://0x7f.1/", "http://0x7f000001/", "http://017700000001/",
    "http://0x7F.0x0.0x0.0x1/", "http://127.0.0.1:80@10.0.0.1/", "http://example.com@127.0.0.1/",
    "http://user:password@example.com/", "http://example.com\\@127.0.0.1/", "http://127.0.0.1\\.example.com/",
    "http://localhost/", "http://LOCALHOST./", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[fe80::1%25eth0]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://169.254.169.254/latest",
    "http://100.100.100.200/latest", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://%6c%6f/",
    "http://127.0.0.1%23.example.com/", "http://192.168.0.1:7860/api/runs", "http://metadata.google.internal/x",
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
async def test_hostile_links_are_not_asked(url, tmp_path):
    names = []

    async def resolve(name, port):
        names.append(name)
        inside = {"localhost": "127.0.0.1", "metadata.google.internal": "169.254.169.254"}
        return [inside.get(name, name)]

    _, file, error = await fetch(url, tmp_path, resolve=resolve)
    assert type(error) is LinkDead
    assert error.params["url"] == url and error.params["reason"] in ("forbidden", "private")
    assert error.may_be_charged
    assert file.size == 0
    assert "example.com" not in names


async def test_the_systems_own_resolver_is_behind_the_guard(tmp_path):
    async with gateway(gives(PICTURE)) as fake:
        port = fake.url.rpartition(":")[2]
        for name in ("localhost", "127.0.0.1", "127.1", "0", "[::ffff:127.0.0.1]"):
            _, _, error = await fetch(f"http://{name}:{port}/x.png", tmp_path)
            assert error.params["reason"] in ("forbidden", "private")
        assert fake.requests == []


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["::ffff:10.1.2.3", "8.8.8.8"], ["8.8.8.8", "fe80::1%2"]],
)
async def test_a_name_with_any_private_address_is_refused(addresses, tmp_path):
    async def resolve(name, port):
        return addresses

    _, _, error = await fetch("https://cdn.example.com/x.png", tmp_path, resolve=resolve)
    assert error.params["reason"] == "private" and error.params["address"] in addresses


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/x", "http://[::1]/", "file:///etc/passwd", "//2130706433/", "http://in.test/"]
)
async def test_a_redirect_to_a_hostile_address_is_not_followed(target, tmp_path):
    async def script(wire):
        await wire.answer(302, Location=target)

    async def resolve(name, port):
        return ["192.168.7.7" if name == "in.test" else name]

    async with gateway(script) as fake:
        _, _, error = await fetch(f"{fake.url}/x.png", tmp_path, private_host=host(fake), resolve=resolve)
        assert error.params["reason"] in ("forbidden", "private")
        assert len(fake.requests) == 1


async def test_only_exactly_the_private_host_may_be_private(tmp_path):
    async with gateway(gives(PICTURE)) as fake, gateway(gives(PICTURE)) as other:
        assert (await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake)))[2] is None
        assert (await fetch(f"{other.url}/x", tmp_path, private_host=host(fake)))[2].params["reason"] == "private"
        assert other.requests == []


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.8.9.1", "[::1]", "0.0.0.0", "[::]"])
@pytest.mark.parametrize("configured", ["127.0.0.1", "localhost"])
async def test_a_gateway_on_this_machine_may_call_itself_otherwise(name, configured, tmp_path):
    """LocalAI and FastSD build links from their own idea of their name."""
    async with gateway(gives(PICTURE)) as fake, gateway(gives(PICTURE)) as other:
        ports = [each.url.rpartition(":")[2] for each in (fake, other)]
        own = f"{configured}:{ports[0]}"
        _, file, error = await fetch(f"http://{name}:{ports[0]}/x", tmp_path, private_host=own)
        assert error is None and file.path.read_bytes() == PICTURE
        error = (await fetch(f"http://{name}:{ports[1]}/x", tmp_path, private_host=own))[2]
        assert error.params["reason"] == "private" and other.requests == []


async def test_another_private_address_is_not_read_and_is_named(tmp_path):
    error = (await fetch("http://192.168.1.20:8080/x", tmp_path, private_host="nas.local:8080"))[2]
    assert (error.params["reason"], error.params["address"]) == ("private", "192.168.1.20")


async def test_what_a_fake_ip_proxy_hands_out_is_read_where_that_is_allowed_and_nothing_else_is(tmp_path):
    private = {"cdn.pics.test": "198.18.0.10", "lan.test": "10.0.0.7", "meta.test": "169.254.169.254"}
    opened = []

    async def resolve(name, port):
        return [private[name]]

    for allowed in (False, True):
        reasons = []
        async with HttpClient(QUICK, resolve=resolve, allow_fake_ip=allowed) as http:
            for name in private:
                try:
                    target = await http._links.pin(LinkScope(), f"http://{name}/a.png", 0)
                    opened.append(target.address)
                except LinkDead as error:
                    reasons.append((error.params["reason"], error.params["address"]))
        controls = [("private", "10.0.0.7"), ("private", "169.254.169.254")]
        assert reasons == (controls if allowed else [("fake_ip", "198.18.0.10"), *controls])
    assert opened == ["198.18.0.10"]


async def test_a_link_leaves_through_the_proxy_that_the_environment_names(tmp_path, monkeypatch):
    """No name resolves here; the proxy looks it up. What is private by its name alone stays blocked."""

    async def proxy(wire):
        await (wire.answer(200, PICTURE) if wire.request.path == "http://cdn.pics.test/a.png" else wire.answer(404))

    async def resolve(name, port):
        if ":" in name:
            return [name]
        raise OSError("no name service")

    async with gateway(proxy) as fake:
        monkeypatch.setenv("HTTP_PROXY", fake.url)
        monkeypatch.setenv("NO_PROXY", "direct.test")
        _, file, error = await fetch("http://cdn.pics.test/a.png", tmp_path, resolve=resolve)
        assert error is None and file.path.read_bytes() == PICTURE
        asked = len(fake.requests)
        for name in ("10.0.0.7", "169.254.169.254", "[::1]", "metadata.internal", "router"):
            error = (await fetch(f"http://{name}/a.png", tmp_path, resolve=resolve))[2]
            assert error.params["reason"] == "private"
        error = (await fetch("http://direct.test/a.png", tmp_path, resolve=resolve))[2]
        assert error.params["reason"] == "network" and len(fake.requests) == asked


@pytest.mark.parametrize(
    ("addresses", "refused"),
    [
        (["10.0.0.7"], True),
        (["169.254.169.254", "fd12:3456::1"], True),
        (["127.0.0.1"], True),
        (["198.18.0.9"], False),
        (["10.0.0.7", "198.18.0.9"], False),
        (["10.0.0.7", "8.8.8.8"], False),
        ([], False),
    ],
)
async def test_a_name_that_is_private_here_does_not_go_to_the_proxy(addresses, refused, tmp_path, monkeypatch):
    """An address that a local proxy makes up is no address: the proxy itself resolves truly."""

    async def resolve(name, port):
        return addresses

    async with gateway(gives(PICTURE)) as fake:
        monkeypatch.setenv("HTTP_PROXY", fake.url)
        _, _, error = await fetch("http://meta.evil.test/latest/a.png", tmp_path, resolve=resolve)
        if refused:
            assert (error.params["reason"], error.params["address"]) == ("private", addresses[0])
        assert ((error is not None), fake.requests == []) == (refused, refused)


async def test_the_configured_private_gateway_is_reached_through_the_proxy(tmp_path, monkeypatch):
    async def resolve(name, port):
        return ["10.0.0.7"]

    async with gateway(gives(PICTURE)) as fake:
        monkeypatch.setenv("HTTP_PROXY", fake.url)
        scope = link_scope("http://gpu.lan:8000/v1")
        _, file, error = await fetch("http://gpu.lan:8000/a.png", tmp_path, resolve=resolve, scope=scope)
        assert error is None and file.path.read_bytes() == PICTURE


async def test_the_gateways_own_link_gets_the_key_when_it_asks_and_no_other_origin_ever_does(tmp_path):
    async with gateway(gives(PICTURE)) as other:

        async def script(wire):
            if wire.request.path == "/moved.png":
                await wire.answer(302, Location=f"{other.url}/x.png")
            elif wire.request.headers.get("authorization") == "Bearer sk-own":
                await wire.answer(200, PICTURE)
            else:
                await wire.answer(401)

        async with gateway(script) as fake:
            scope = link_scope(f"{fake.url}/v1", key="sk-own")
            _, file, error = await fetch(f"{fake.url}/files/a.png", tmp_path, scope=scope)
            assert error is None and file.path.read_bytes() == PICTURE
            assert ["authorization" in request.headers for request in fake.requests] == [False, True]
            own_by_name = fake.url.replace("127.0.0.1", "localhost")
            assert (await fetch(f"{own_by_name}/files/a.png", tmp_path, scope=scope))[2] is None
            error = (await fetch(f"{fake.url}/moved.png", tmp_path, scope=scope))[2]
            assert error.params["reason"] == "private" and other.requests == []


async def test_a_redirect_from_the_gateway_to_elsewhere_leaves_the_key_behind(tmp_path, monkeypatch):
    """Also where the gateway asked for the key, and where the other origin asks for one too."""

    async def proxy(wire):
        keyed = "authorization" in wire.request.headers
        if wire.request.path.startswith("http://gw.test/"):
            await (wire.answer(302, Location="http://cdn.test/x.png") if keyed else wire.answer(401))
        else:
            await wire.answer(403)

    async with gateway(proxy) as fake:
        monkeypatch.setenv("HTTP_PROXY", fake.url)
        scope = link_scope("http://gw.test/v1", key="sk-own")
        error = (await fetch("http://gw.test/a.png", tmp_path, scope=scope))[2]
        assert (error.params["reason"], error.status) == ("status", 403)
        keyed = {request.path for request in fake.requests if "authorization" in request.headers}
        assert keyed == {"http://gw.test/a.png"}
        assert "http://cdn.test/x.png" in {request.path for request in fake.requests}


@pytest.mark.parametrize(
    ("base", "private"),
    [
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://localhost:1234/v1", "localhost:1234"),
        ("http://localai/v1", "localai:80"),
        ("https://gpu.lan/v1", "gpu.lan:443"),
        ("http://[::1]:8000/v1", "[::1]:8000"),
        ("https://api.tu-zi.com/v1", ""),
        ("https://8.8.8.8/v1", ""),
    ],
)
def test_which_base_urls_count_as_private(base, private):
    assert private_host_of(base) == private


async def test_the_checked_address_is_the_one_that_is_connected_to(tmp_path):
    """The name never resolves again: it belongs to nobody, yet its picture comes, from the address checked."""
    names = []

    async def resolve(name, port):
        names.append(name)
        return ["127.0.0.1"]

    async with gateway(gives(PICTURE)) as fake:
        port = fake.url.rpartition(":")[2]
        url = f"http://Pictures.TEST.:{port}/a%2Fb.png?Signature=x%2By/z=&e=猫"
        _, file, error = await fetch(url, tmp_path, private_host=f"pictures.test:{port}", resolve=resolve)
        assert error is None
        assert file.path.read_bytes() == PICTURE
        assert names == ["pictures.test"]
        assert fake.requests[0].headers["host"] == f"pictures.test:{port}"
        assert fake.requests[0].path == "/a%2Fb.png?Signature=x%2By/z=&e=%E7%8C%AB"


async def test_over_tls_the_name_is_sent_to_the_pinned_address(tmp_path):
    heard = bytearray()

    async def serve(reader, writer):
        heard.extend(await reader.read(4096))
        writer.close()

    async def resolve(name, port):
        return ["127.0.0.1"]

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"https://pictures.test:{port}/x.png"
        _, _, error = await fetch(url, tmp_path, private_host=f"pictures.test:{port}", resolve=resolve)
        assert error.params["reason"] == "network"
        assert b"pictures.test" in heard


async def test_a_host_header_names_the_port_only_when_it_is_unusual():
    async def resolve(name, port):
        return ["8.8.8.8"]

    for url, header in (
        ("https://cdn.x.com/a", "cdn.x.com"),
        ("https://cdn.x.com:443/a", "cdn.x.com"),
        ("http://cdn.x.com:8080/a", "cdn.x.com:8080"),
        ("http://[2606:4700::1]/a", "[2606:4700::1]"),
    ):
        pinned = await pin_target(url, resolve=resolve, scope=LinkScope(), is_proxied=lambda parsed: False)
        assert pinned.host_header == header
    assert (
        parse_url("https://图片.中国/a").name == "xn--fiq228c.xn--fiqs8s"
        or parse_url("https://图片.中国/a").name.isascii()
    )


async def test_no_key_no_cookie_no_referer_is_sent(tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with gateway(gives(PICTURE, Set_Cookie="a=b")) as fake:
        for _ in range(2):
            assert (await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake)))[2] is None
        for request in fake.requests:
            assert set(request.headers) == {"host", "accept", "accept-encoding", "user-agent", "connection"}
            assert request.method == "GET"


async def test_a_picture_grows_in_the_open(tmp_path):
    async with gateway(gives(PICTURE, type="application/octet-stream")) as fake:
        steps, file, error = await fetch(f"{fake.url}/x.jpg", tmp_path, private_host=host(fake))
        assert error is None
        assert steps[0] == LinkStarted(mime="image/png", width=64, height=48, total=len(PICTURE))
        sizes = [step.size for step in steps[1:]]
        assert all(isinstance(step, LinkGrew) for step in steps[1:])
        assert sizes == sorted(sizes)
        assert sizes[-1] == len(PICTURE)
        assert file.path.read_bytes() == PICTURE


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"<html>expired</html>", LinkDead, "no_picture"),
        (b"<html>" + b"x" * 10_000, LinkDead, "no_picture"),
        (b"", LinkDead, "no_picture"),
        (b'{"error":"x"}', LinkDead, "no_picture"),
        (PICTURE[:1000], Damaged, None),
    ],
)
async def test_what_is_no_picture_is_reported(body, kind, reason, tmp_path):
    async with gateway(gives(body)) as fake:
        _, file, error = await fetch(f"{fake.url}/x.png", tmp_path, private_host=host(fake))
        assert type(error) is kind
        assert error.params["url"] == f"{fake.url}/x.png"
        assert error.params.get("reason") == reason
        assert len(fake.requests) == 1
        assert file.size == (1000 if kind is Damaged else 0)


@pytest.mark.parametrize(
    ("status", "tries"),
    [(400, 1), (401, 1), (410, 1), (451, 1), (404, 3), (403, 3), (429, 5), (500, 5), (503, 5), (204, 1), (304, 1)],
)
async def test_how_often_a_link_is_tried(status, tries, tmp_path):
    async def script(wire):
        await wire.answer(status)

    async with gateway(script) as fake:
        _, _, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake))
        assert type(error) is LinkDead
        assert (error.status, error.params["reason"]) == (status, "status")
        assert len(fake.requests) == tries


async def test_a_link_that_is_not_there_yet(tmp_path):
    async def script(wire):
        await (wire.answer(404) if wire.number < 3 else wire.answer(200, PICTURE))

    async with gateway(script) as fake:
        _, file, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake))
        assert error is None
        assert file.path.read_bytes() == PICTURE


def cuts(*, ranges, etag='"v1"', changed=False):
    """Every answer but the last breaks off; with or without an understanding of Range."""

    async def script(wire):
        begin = int(wire.request.headers.get("range", "bytes=0-")[6:-1]) if ranges else 0
        picture = PICTURE if wire.number == 1 or not changed else PICTURE[::-1]
        picture = b"\x89PNG\r\n\x1a\n" + picture[8:]
        status, span = (
            (206, f"Content-Range: bytes {begin}-{len(picture) - 1}/{len(picture)}\r\n") if begin else (200, "")
        )
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(picture) - begin}\r\n{span}ETag: {etag}\r\n\r\n"
        until = min(len(picture), wire.number * 70_000)
        await wire.write_bytes(head.encode() + picture[begin:until])

    return script


async def test_a_broken_download_goes_on_where_it_broke(tmp_path):
    async with gateway(cuts(ranges=True)) as fake:
        steps, file, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake))
        assert error is None
        assert file.path.read_bytes() == PICTURE
        assert [request.headers.get("range") for request in fake.requests] == [
            None,
            "bytes=70000-",
            "bytes=140000-",
        ]
        assert fake.requests[1].headers["if-range"] == '"v1"'
        assert sum(isinstance(step, LinkStarted) for step in steps) == 1


async def test_without_ranges_what_is_there_is_skipped(tmp_path):
    async with gateway(cuts(ranges=False)) as fake:
        _, file, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake))
        assert error is None
        assert file.path.read_bytes() == PICTURE


async def test_two_files_are_never_joined_into_one(tmp_path):
    async with gateway(cuts(ranges=False, changed=True)) as fake:
        _, _, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake))
        assert error.params["reason"] == "changed"


async def test_an_answer_without_length_that_breaks_off_unseen_is_read_again(tmp_path):
    async def script(wire):
        await wire.write_bytes(b"HTTP/1.1 200 OK\r\n\r\n" + PICTURE[: 50_000 if wire.number == 1 else None])

    async with gateway(script) as fake:
        _, file, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake))
        assert error is None
        assert file.path.read_bytes() == PICTURE
        assert len(fake.requests) == 2


@pytest.mark.parametrize("named", [True, False])
async def test_too_large(named, tmp_path):
    async def script(wire):
        await wire.write_bytes(
            b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: %d\r\n\r\n" % len(PICTURE) if named else b"\r\n")
        )
        await wire.write_bytes(PICTURE)

    async with gateway(script) as fake:
        limits = TimeLimits(link_bytes=150_000, backoff=0.01)
        _, file, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake), limits=limits)
        assert error.params["reason"] == "too_large"
        assert file.size <= 150_000
        assert len(fake.requests) == 1


async def test_too_slow(tmp_path):
    async def script(wire):
        await wire.begin(length=len(PICTURE))
        for byte in PICTURE:
            await wire.write_bytes(bytes([byte]))
            await asyncio.sleep(0.05)

    async with gateway(script) as fake:
        limits = TimeLimits(link_total=0.4, link_read=5.0)
        _, _, error = await fetch(f"{fake.url}/x", tmp_path, private_host=host(fake), limits=limits)
        assert error.params["reason"] == "slow"
        await asyncio.wait_for(fake.closed.wait(), 2)


async def test_redirects_are_followed_and_counted(tmp_path):
    async def hops(wire):
        number = int(wire.request.path.rpartition("/")[2])
        await (wire.answer(200, PICTURE) if number == 0 else wire.answer(302, Location=f"../hop/{number - 1}"))

    async with gateway(hops) as fake:
        _, file, error = await fetch(f"{fake.url}/hop/5", tmp_path, private_host=host(fake))
        assert error is None
        assert file.path.read_bytes() == PICTURE
        _, _, error = await fetch(f"{fake.url}/hop/6", tmp_path, private_host=host(fake))
        assert error.params["reason"] == "redirects"


async def test_a_disk_that_is_full_is_not_taken_for_a_broken_link(tmp_path):
    class Full(SpoolFile):
        def write(self, data):
            raise OSError(28, "No space left on device")

    async with gateway(gives(PICTURE)) as fake, HttpClient(QUICK) as http:
        with pytest.raises(OSError, match="No space"):
            async with aclosing(
                http.fetch(f"{fake.url}/x", Full(tmp_path / "x"), scope=LinkScope(private_host=host(fake)))
            ) as steps:
                async for _ in steps:
                    pass
        assert len(fake.requests) == 1


async def test_nothing_listens(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)

    async def resolve(name, port):
        raise OSError("no such host")

    _, _, error = await fetch("https://gone.example.com/x.png?token=t", tmp_path, resolve=resolve)
    assert error.params == {"url": "https://gone.example.com/x.png?token=t", "reason": "network"}
