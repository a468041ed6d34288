"""The money rules against real sockets.

What is sent again, and that every doubtful failure is exactly one POST.
"""

import asyncio
import gzip
import logging
import traceback
from contextlib import aclosing

import pytest

from providers.errors import (
    BadKey,
    BadRequest,
    ConnectionLost,
    CutOff,
    GatewayTimeout,
    OutOfCredit,
    ProviderError,
    ServerFault,
    TimedOut,
    TooLarge,
    Unreachable,
    Unreadable,
    WrongAddress,
)
from providers.events import Sent, WillRetry
from providers.request.body import json_body
from providers.transport.client import HttpClient, StreamedResponse, TimeLimits
from tests.providers.fake_gateway import as_json, gateway
from tests.providers.transport.wire_scripts import (
    DEADLINE,
    ENVOY,
    KEY,
    PAGE,
    QUICK,
    chunks_cut,
    cut_at_40_percent,
    half_a_head,
    pings_for_ever,
    post,
    reads_all_and_closes,
    reset_in_the_body,
    resets,
    says,
    silent,
    speaks_no_http,
    stalls_in_the_body,
)

DOUBTFUL = [
    (reads_all_and_closes, ConnectionLost),
    (resets, ConnectionLost),
    (half_a_head, ConnectionLost),
    (speaks_no_http, ConnectionLost),
    (silent, TimedOut),
    (cut_at_40_percent, CutOff),
    (chunks_cut, CutOff),
    (reset_in_the_body, ConnectionLost),
    (stalls_in_the_body, TimedOut),
    (pings_for_ever, TimedOut),
    (says(500, as_json({"error": {"message": "convert_request_failed"}})), ServerFault),
    (says(500), ServerFault),
    *((says(status, PAGE % b"late", type="text/html"), GatewayTimeout) for status in (502, 504, 520, 524)),
    (says(504, b"", x_should_retry="true"), GatewayTimeout),
    (says(503, as_json({"error": {"message": DEADLINE}})), GatewayTimeout),
    (says(503, as_json({"error": {"message": DEADLINE}}), Retry_After="0"), GatewayTimeout),
    (says(503, ENVOY, type="text/plain"), GatewayTimeout),
    (says(503, PAGE % b"503", type="text/html"), ServerFault),
    (says(503, b"{}"), ServerFault),
]


@pytest.mark.parametrize(("script", "kind"), DOUBTFUL)
async def test_a_doubtful_failure_is_one_post_and_may_be_charged(script, kind):
    async with gateway(script) as fake:
        steps, _, error = await post(fake.url)
        assert type(error) is kind
        assert error.may_be_charged
        assert fake.posts == 1
        assert [type(step) for step in steps][:1] == [Sent]
        assert not [step for step in steps if isinstance(step, WillRetry)]


REFUSED = [
    (400, {"error": {"message": "no"}}, BadRequest),
    (401, {"error": {"message": "no"}}, BadKey),
    (402, {}, OutOfCredit),
    (403, {"error": {"message": "no"}}, BadKey),
    (404, {}, WrongAddress),
    (405, {}, WrongAddress),
    (413, {}, TooLarge),
    (422, {"detail": []}, BadRequest),
    (429, {"error": {"message": "您的额度已用完"}}, OutOfCredit),
    (429, {"error": {"message": "exceeded your current quota"}}, OutOfCredit),
    (500, {"error": {"message": "credit balance is too low"}}, OutOfCredit),
    (301, {}, WrongAddress),
    (307, {}, WrongAddress),
]


@pytest.mark.parametrize(("status", "body", "kind"), REFUSED)
async def test_a_plain_refusal_is_one_post(status, body, kind):
    async with gateway(says(status, as_json(body), location="http://127.0.0.1:9/elsewhere")) as fake:
        _, _, error = await post(fake.url)
        assert type(error) is kind
        assert not error.may_be_charged
        assert fake.posts == 1


async def test_a_web_page_with_a_200_is_a_wrong_address():
    async with gateway(says(200, PAGE % b"Sign in", type="text/html; charset=utf-8")) as fake:
        _, _, error = await post(fake.url)
        assert type(error) is WrongAddress
        assert (error.params["reason"], error.params["url"]) == ("page", f"{fake.url}/v1/x")
        assert error.gateway_message == "Sign in"
        assert fake.posts == 1


@pytest.mark.parametrize("blanks", [b"\n\n", b" " * 200_000])
async def test_json_that_is_labelled_html_is_an_answer(blanks: bytes):
    async with gateway(says(200, blanks + b'{"data":[]}', type="text/html")) as fake:
        _, body, error = await post(fake.url)
        assert error is None
        assert body.strip() == b'{"data":[]}'


async def test_the_request_on_the_wire():
    async with gateway(says(200, b"{}")) as fake:
        await post(fake.url, fields={"prompt": "猫 \ud800", "n": 1})
        request = fake.requests[0]
        assert request.body == '{"prompt":"猫 ?","n":1}'.encode()
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.headers["content-type"] == "application/json"
        assert request.headers["accept-encoding"] == "identity"
        assert "transfer-encoding" not in request.headers
        assert "cookie" not in request.headers


async def test_no_cookie_and_no_connection_is_kept():
    async with gateway(says(200, b"{}", Set_Cookie="who=visitor-one; Path=/")) as fake, HttpClient(QUICK) as http:
        for _ in range(2):
            async with aclosing(http.post(fake.url, json_body({}), key="")) as post:
                async for step in post:
                    if isinstance(step, StreamedResponse):
                        assert [chunk async for chunk in step.chunks] == [b"{}"]
        assert fake.posts == 2
        assert "cookie" not in fake.requests[1].headers
        assert "authorization" not in fake.requests[1].headers


async def test_sent_comes_when_the_last_byte_has_left_and_not_before():
    """A body larger than every buffer on the way cannot have left while the gateway does not read."""
    reading = asyncio.Event()

    async def script(wire):
        await reading.wait()
        await wire.read_body()
        await wire.wait_closed()

    body = json_body({"a": "x" * 32_000_000})
    async with (
        gateway(script, whole=False) as fake,
        HttpClient(QUICK) as http,
        aclosing(http.post(fake.url, body, key="")) as post,
    ):
        first = asyncio.ensure_future(anext(post))
        done, _ = await asyncio.wait({first}, timeout=0.5)
        assert not done
        reading.set()
        assert (await first).body_bytes == 32_000_008


async def test_a_413_while_uploading_is_read():
    async def script(wire):
        await wire.answer(413, b"<html>413</html>", type="text/html")
        await wire.wait_closed()

    async with gateway(script, whole=False) as fake:
        _, _, error = await post(fake.url, fields={"a": "x" * 20_000_000})
        assert type(error) is TooLarge


async def test_the_answer_tells_what_its_head_says():
    async with gateway(says(200, b"{}", x_request_id="r-77")) as fake:
        steps, _, _ = await post(fake.url)
        answer = steps[-1]
        assert (answer.status, answer.content_type, answer.request_id, answer.length) == (
            200,
            "application/json",
            "r-77",
            2,
        )


async def test_informational_answers_are_passed_over():
    async def script(wire):
        for _ in range(3):
            await wire.write_bytes(b"HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n")
        await wire.answer(200, b"{}")

    async with gateway(script) as fake:
        assert (await post(fake.url))[1] == b"{}"


async def test_a_compressed_answer_comes_as_it_is_on_the_line():
    packed = gzip.compress(b'{"data":1}')
    async with gateway(says(200, packed, Content_Encoding="gzip")) as fake:
        steps, body, error = await post(fake.url)
        assert (body, error, steps[-1].length) == (packed, None, None)
        assert steps[-1].content_encoding == "gzip"


REFUSAL = b'{"error":{"message":"slow down"}}'


@pytest.mark.parametrize("body", [gzip.compress(REFUSAL), REFUSAL], ids=["packed", "plain"])
async def test_a_refusal_is_read_whatever_its_encoding_says(body):
    async with gateway(says(400, body, Content_Encoding="gzip")) as fake:
        error = (await post(fake.url))[2]
        assert type(error) is BadRequest and error.gateway_message == "slow down"


async def test_small_chunks_that_are_there_at_once_come_as_one_and_none_is_lost():
    async def script(wire):
        await wire.begin(chunked=True)
        await wire.write_bytes(b"".join(b"4\r\n%04d\r\n" % number for number in range(5000)))
        await wire.write_bytes(b"7\r\nthe end\r\n")

    async with gateway(script) as fake, HttpClient(QUICK) as http:
        async with aclosing(http.post(fake.url, json_body({}), key=KEY)) as post:
            pieces = []
            with pytest.raises(CutOff):
                async for step in post:
                    if isinstance(step, StreamedResponse):
                        async for piece in step.chunks:
                            pieces.append(piece)
        assert b"".join(pieces) == b"".join(b"%04d" % number for number in range(5000)) + b"the end"
        assert len(pieces) < 500


async def test_an_endless_answer_is_stopped():
    async def script(wire):
        await wire.begin(chunked=True)
        while True:
            await wire.chunk(b"x" * 65536)

    async with gateway(script) as fake:
        _, body, error = await post(fake.url, limits=TimeLimits(answer_bytes=2**20, total=5.0))
        assert type(error) is Unreadable
        assert len(body) <= 2**20
        await asyncio.wait_for(fake.closed.wait(), 5)


async def test_an_error_body_without_end_is_classified_by_its_beginning():
    async def script(wire):
        await wire.write_bytes(b"HTTP/1.1 400 X\r\n\r\n" + b'{"error":{"message":"no","pad":"')
        await wire.wait_closed()

    async with gateway(script) as fake:
        _, _, error = await post(fake.url)
        assert (type(error), error.gateway_message) == (BadRequest, "no")


@pytest.mark.parametrize("script", [silent, stalls_in_the_body, pings_for_ever])
async def test_cancelling_closes_the_connection_at_once(script):
    async with gateway(script) as fake, HttpClient(TimeLimits()) as http:
        began = asyncio.Event()

        async def press():
            async with aclosing(http.post(fake.url, json_body({}), key=KEY)) as post:
                async for step in post:
                    began.set()
                    if isinstance(step, StreamedResponse):
                        async for _ in step.chunks:
                            pass

        task = asyncio.create_task(press())
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(fake.closed.wait(), 2)
        assert fake.posts == 1


async def test_closing_early_closes_the_connection():
    async with gateway(pings_for_ever) as fake, HttpClient(TimeLimits()) as http:
        async with aclosing(http.post(fake.url, json_body({}), key=KEY)) as post:
            async for step in post:
                if isinstance(step, StreamedResponse):
                    assert await anext(step.chunks) == b": PING\n\n"
                    break
        await asyncio.wait_for(fake.closed.wait(), 2)


@pytest.mark.parametrize(
    "script",
    [
        says(401, as_json({"error": {"message": f"Incorrect key {KEY}."}})),
        says(401, as_json({"error": {"message": "Incorrect key own-format-key-without-prefix."}})),
        says(500, f"boom {KEY}".encode()),
        reads_all_and_closes,
        silent,
    ],
)
@pytest.mark.parametrize("key", [KEY, "own-format-key-without-prefix"])
async def test_the_key_is_in_no_error_log_or_repr(script, key, caplog):
    caplog.set_level(logging.DEBUG)
    async with gateway(script) as fake, HttpClient(QUICK) as http:
        with pytest.raises(ProviderError) as caught:
            async with aclosing(http.post(fake.url, json_body({}), key=key)) as post:
                async for _ in post:
                    pass
        error = caught.value
        everything = "".join(traceback.format_exception(error)) + repr(error) + str(vars(error)) + caplog.text
        assert key not in everything
        assert error.__context__ is None
        assert key not in repr(http) + str(vars(http))


@pytest.mark.parametrize("key", ["sk-line\nbreak", "sk-中文", "sk-blank inside", "sk-\x00"])
async def test_a_key_that_no_header_can_hold_is_refused_before_anything_is_sent(key):
    async with gateway(says(200, b"{}")) as fake:
        _, _, error = await post(fake.url, key=key)
        assert type(error) is BadKey
        assert key not in "".join(traceback.format_exception(error))
        assert fake.requests == []


@pytest.mark.parametrize("url", ["", "ftp://x", "http://", "http://[::1", "nonsense"])
async def test_an_address_that_is_none(url):
    _, _, error = await post(url)
    assert type(error) in (WrongAddress, Unreachable)
    assert not error.may_be_charged


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ({"object": "list", "data": [{"id": "a"}, {"id": "b"}, {"id": "a"}, {}]}, ("a", "b")),
        ({"data": None}, ()),
        ({"models": [{"name": "m"}]}, ("m",)),
        (["x", {"id": "y"}], ("x", "y")),
        ({}, ()),
        (7, ()),
    ],
)
async def test_models_are_listed(body, ids):
    async with gateway(says(200, as_json(body))) as fake, HttpClient(QUICK) as http:
        assert await http.list_models(f"{fake.url}/v1", key=KEY) == ids
        assert (fake.requests[0].method, fake.requests[0].path) == ("GET", "/v1/models")
        assert fake.requests[0].headers["authorization"] == f"Bearer {KEY}"


async def test_a_gateway_without_a_list_of_models_says_so():
    async with HttpClient(QUICK) as http:
        async with gateway(says(404, b"no")) as fake:
            with pytest.raises(WrongAddress):
                await http.list_models(fake.url, key=KEY)
        async with gateway(says(200, b"no json")) as fake:
            with pytest.raises(Unreadable):
                await http.list_models(fake.url, key=KEY)
