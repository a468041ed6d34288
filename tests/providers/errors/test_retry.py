"""Retry rules against real sockets: what is sent again, how often, and after which wait."""

import asyncio
import socket
from contextlib import aclosing

import httpx
import pytest

from providers.errors import (
    Busy,
    ConnectionLost,
    Forbidden,
    RateLimited,
    Unreachable,
)
from providers.events import Resending, Sent, WillRetry
from providers.request.body import json_body
from providers.transport.client import HttpClient, StreamedResponse
from tests.providers.fake_gateway import as_json, gateway
from tests.providers.transport.wire_scripts import (
    KEY,
    PAGE,
    QUICK,
    post,
    reads_all_and_closes,
    says,
)


async def test_nobody_listening_is_tried_three_times_and_costs_nothing():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        steps, _, error = await post(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert type(error) is Unreachable
    assert error.params["reason"] == "refused"
    assert not error.may_be_charged
    announced = [(WillRetry, 2), (Resending, 2), (WillRetry, 3), (Resending, 3)]
    assert [(type(step), step.attempt) for step in steps] == announced


async def test_no_such_name_and_no_tls():
    _, _, error = await post("http://no-such-name.invalid")
    assert (type(error), error.params["reason"]) == (Unreachable, "dns")

    async def plain(reader, writer):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        _, _, error = await post(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert (type(error), error.params["reason"]) == (Unreachable, "tls")


async def test_a_gateway_that_comes_up_late_is_reached():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    async with (
        HttpClient(QUICK) as http,
        aclosing(http.post(f"http://127.0.0.1:{port}", json_body({}), key="")) as post,
    ):
        assert isinstance(await anext(post), WillRetry)
        assert isinstance(await anext(post), Resending)

        async with gateway(says(200, b"{}"), port=port):
            assert await anext(post) == Sent(attempt=2, body_bytes=2)
            answer = await anext(post)
            assert [chunk async for chunk in answer.chunks] == [b"{}"]


@pytest.mark.parametrize("named", ["0", "0.05", "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_a_429_is_sent_again_after_the_time_it_names(named):
    async def script(wire):
        if wire.number == 1:
            await wire.answer(429, as_json({"error": {"message": "slow down"}}), Retry_After=named)
        else:
            await wire.answer(200, b"{}")

    async with gateway(script) as fake:
        steps, body, error = await post(fake.url)
        assert (error, body, fake.posts) == (None, b"{}", 2)
        assert [type(step) for step in steps] == [Sent, WillRetry, Resending, Sent, StreamedResponse]
        assert [step.attempt for step in steps[:4]] == [1, 2, 2, 2]
        assert isinstance(steps[1].error, RateLimited)
        assert steps[1].after == pytest.approx(0.05 if named == "0.05" else 0.0)


async def test_a_429_is_sent_again_after_the_time_in_its_body():
    """Google names it there and sends no Retry-After (docs/gateways.md, Q40)."""
    delay = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.05s"}
    refusal = {"error": {"message": "You exceeded your current quota: 10 per minute", "details": [delay]}}

    async def script(wire):
        await (wire.answer(429, as_json(refusal)) if wire.number == 1 else wire.answer(200, b"{}"))

    async with gateway(script) as fake:
        steps, body, error = await post(fake.url)
        assert (error, body, fake.posts) == (None, b"{}", 2)
        assert [step.after for step in steps if isinstance(step, WillRetry)] == [0.05]


async def test_the_wait_is_announced_before_it_begins():
    async with (
        gateway(says(429, b"{}", Retry_After="50")) as fake,
        HttpClient(QUICK) as http,
        aclosing(http.post(fake.url, json_body({}), key=KEY)) as post,
    ):
        assert isinstance(await anext(post), Sent)
        announced = await anext(post)
        assert (announced.after, fake.posts) == (50.0, 1)


async def test_nothing_leaves_again_before_resending_was_taken_in():
    """Whoever listens writes it down first: a kill after that reads as "may have been charged"."""
    async with (
        gateway(says(429, b"{}", Retry_After="0")) as fake,
        HttpClient(QUICK) as http,
        aclosing(http.post(fake.url, json_body({}), key=KEY)) as post,
    ):
        steps = [await anext(post) for _ in range(3)]
        assert [type(step) for step in steps] == [Sent, WillRetry, Resending]
        async with httpx.AsyncClient() as other:
            await other.get(fake.url)  # what had left before it would be there by its answer
        assert fake.posts == 1
        assert await anext(post) == Sent(attempt=2, body_bytes=2)


@pytest.mark.parametrize(
    ("script", "kind", "posts"),
    [
        (says(429, b"{}", Retry_After="0"), RateLimited, 3),
        (says(429, b"{}"), RateLimited, 3),
        (says(429, b"{}", Retry_After="61"), RateLimited, 1),
        (says(429, as_json({"error": {"message": "quota will reset after 2h23m59s"}})), RateLimited, 1),
        (
            says(429, as_json({"error": {"message": "quota will reset after 2h23m59s"}}), Retry_After="0"),
            RateLimited,
            1,
        ),
        (says(429, as_json({"error": {"message": "check quota: Resource has been exhausted"}})), RateLimited, 3),
        (says(403, as_json({"error": {"message": "quota per minute, retry in 0s"}})), RateLimited, 1),
        (says(500, as_json({"error": {"message": "quota per minute, retry in 0s"}})), RateLimited, 1),
        (says(403, b"error code: 1010", type="text/plain"), Forbidden, 1),
        (says(429, b"<html>", cf_mitigated="challenge", Retry_After="0"), Forbidden, 1),
        (says(429, b"{}", Retry_After="0", x_should_retry="false"), RateLimited, 1),
        (says(503, as_json({"error": {"message": "overloaded"}})), Busy, 2),
        (says(503, PAGE % b"503", type="text/html", Retry_After="0"), Busy, 2),
        (says(503, b"overloaded", type="text/plain"), Busy, 1),
        (says(503, b"<h1>The server is busy. Please try again in 0 seconds.</h1>", type="text/html"), Busy, 1),
        (says(503, b"server is busy; retry in 0s", type="text/plain"), Busy, 1),
        (says(503, b"{}", Retry_After="0", x_should_retry="false"), Busy, 1),
        (says(503, b"{}", Retry_After="3600"), Busy, 1),
    ],
)
async def test_how_often_a_busy_gateway_is_asked(script, kind, posts):
    async with gateway(script) as fake:
        _, _, error = await post(fake.url)
        assert type(error) is kind
        assert fake.posts == posts


async def test_two_resends_in_all_whatever_the_reasons():
    async def script(wire):
        await wire.answer(503 if wire.number == 2 else 429, b"{}", Retry_After="0")

    async with gateway(script) as fake:
        _, _, error = await post(fake.url)
        assert fake.posts == 3
        assert type(error) is RateLimited


async def test_a_doubtful_failure_after_a_resend_ends_it():
    async def script(wire):
        await (wire.answer(429, b"{}", Retry_After="0") if wire.number == 1 else reads_all_and_closes(wire))

    async with gateway(script) as fake:
        _, _, error = await post(fake.url)
        assert (type(error), fake.posts) == (ConnectionLost, 2)
