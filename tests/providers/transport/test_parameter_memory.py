"""A refused parameter against real sockets.

One more POST and no third, and what the next call does without.
"""

import json
from contextlib import aclosing
from typing import Any

import pytest

from providers.errors import BadRequest, Blocked, NoChannel, ProviderError, RateLimited, ServerFault
from providers.events import Notice, Resending, Sent, WillRetry
from providers.request.body import json_body
from providers.request.parameters import ParameterChange
from providers.transport.client import HttpClient, StreamedResponse
from providers.transport.parameter_memory import KEEP_SECONDS, ParameterMemory
from tests.providers.fake_gateway import as_json, gateway
from tests.providers.transport.wire_scripts import KEY, QUICK

ASKED: dict[str, Any] = {"model": "brush", "prompt": "a cat", "n": 1, "size": "1K", "quality": "high"}
NO_QUALITY = as_json({"error": {"message": "Unknown parameter: 'quality'."}})
LEFT_OUT = Notice(kind="parameter_left_out", params={"parameter": "quality"})


def answers(*scripted: tuple[int, bytes], **headers: str):
    """One answer per POST, the last one for all that follow."""

    async def script(wire):
        status, body = scripted[min(wire.number, len(scripted)) - 1]
        await wire.answer(status, body, **(headers if status >= 400 else {}))

    return script


def knows_only(*names: str):
    """A gateway that refuses the first field that is not among these."""

    async def script(wire):
        unknown = [name for name in json.loads(wire.request.body) if name not in names]
        refusal = as_json({"error": {"code": "unknown_parameter", "param": unknown[0] if unknown else ""}})
        await wire.answer(400 if unknown else 200, refusal if unknown else b"{}")

    return script


async def call(http: HttpClient, url: str, key: str = KEY, **fields: Any) -> tuple[list[Any], ProviderError | None]:
    """All steps of one call, and its error, if any."""
    steps: list[Any] = []
    try:
        async with aclosing(http.post(f"{url}/v1/x", json_body({**ASKED, **fields}), key=key)) as post:
            async for step in post:
                steps.append(step)
                if isinstance(step, StreamedResponse):
                    assert [chunk async for chunk in step.chunks] == [b"{}"]
    except ProviderError as error:
        return steps, error
    return steps, None


def bodies(fake) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in fake.requests]


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in ASKED.items() if name not in names}


async def test_it_is_left_out_once_told_and_remembered():
    async with gateway(answers((400, NO_QUALITY), (200, b"{}"))) as fake, HttpClient(QUICK) as http:
        steps, error = await call(http, fake.url)
        assert error is None
        assert [type(step) for step in steps] == [Sent, Notice, WillRetry, Resending, Sent, StreamedResponse]
        assert steps[1] == LEFT_OUT
        assert (steps[2].after, type(steps[2].error)) == (0.0, BadRequest)
        assert [step.attempt for step in steps[2:5]] == [2, 2, 2]
        assert bodies(fake) == [ASKED, without("quality")]
        steps, error = await call(http, fake.url)
        assert ([type(step) for step in steps], steps[0]) == ([Notice, Sent, StreamedResponse], LEFT_OUT)
        assert bodies(fake)[2:] == [without("quality")]


async def test_nothing_leaves_before_it_was_told():
    async with (
        gateway(answers((400, NO_QUALITY), (200, b"{}"))) as fake,
        HttpClient(QUICK) as http,
        aclosing(http.post(f"{fake.url}/v1/x", json_body(ASKED), key=KEY)) as post,
    ):
        steps = [await anext(post) for _ in range(4)]
        assert [type(step) for step in steps] == [Sent, Notice, WillRetry, Resending]
        assert fake.posts == 1


async def test_only_that_model_at_that_endpoint_by_that_key_goes_without():
    async with gateway(answers((400, NO_QUALITY), (200, b"{}"))) as fake, HttpClient(QUICK) as http:
        await call(http, fake.url)
        await call(http, fake.url, model="other")
        await call(http, fake.url, key="another-visitors-own-key")
        async with aclosing(http.post(f"{fake.url}/v1/y", json_body(ASKED), key=KEY)) as post:
            assert not [step async for step in post if isinstance(step, Notice)]
        assert [body.get("quality") for body in bodies(fake)] == ["high", None, "high", "high", "high"]
    async with gateway(answers((200, b"{}"))) as fake, HttpClient(QUICK) as http:
        await call(http, fake.url)
        assert bodies(fake) == [ASKED], "another client has its own memory"


async def test_what_was_not_chosen_needs_no_notice():
    async with gateway(answers((400, NO_QUALITY), (200, b"{}"))) as fake, HttpClient(QUICK) as http:
        await call(http, fake.url)
        async with aclosing(http.post(f"{fake.url}/v1/x", json_body(without("quality")), key=KEY)) as post:
            assert not [step async for step in post if isinstance(step, Notice)]


REFUSALS = [
    {"error": {"message": "Unknown parameter: 'style'."}},
    {"error": {"message": "Unknown parameters: 'size', 'quality'."}},
    {"error": {"message": "Invalid size, supported values are 1024x1024"}},
    {"error": {"message": "Unknown parameter: 'n'."}},
    {"error": {"message": "no"}},
]


@pytest.mark.parametrize("body", REFUSALS)
@pytest.mark.parametrize("status", [400, 422])
async def test_any_other_refusal_is_one_post(status, body):
    async with gateway(answers((status, as_json(body)))) as fake, HttpClient(QUICK) as http:
        steps, error = await call(http, fake.url)
        assert (type(error), [type(step) for step in steps], fake.posts) == (BadRequest, [Sent], 1)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, NO_QUALITY, ServerFault),
        (400, NO_QUALITY[:-3], BadRequest),
        (400, as_json({"error": {"message": "Unknown parameter: 'quality'. content_filter"}}), Blocked),
        (404, as_json({"error": {"message": "No endpoints found for brush."}}), NoChannel),
    ],
)
async def test_what_may_have_cost_something_is_one_post(status, body, kind):
    async with gateway(answers((status, body))) as fake, HttpClient(QUICK) as http:
        _, error = await call(http, fake.url)
        assert (type(error), fake.posts) == (kind, 1)


async def test_a_gateway_that_forbids_it_is_obeyed():
    async with gateway(answers((400, NO_QUALITY), x_should_retry="false")) as fake, HttpClient(QUICK) as http:
        _, error = await call(http, fake.url)
        assert (type(error), fake.posts) == (BadRequest, 1)


async def test_an_error_inside_a_200_is_no_refusal_before_the_work():
    async with gateway(answers((200, NO_QUALITY))) as fake, HttpClient(QUICK) as http:
        async with aclosing(http.post(f"{fake.url}/v1/x", json_body(ASKED), key=KEY)) as post:
            assert [type(step) async for step in post] == [Sent, StreamedResponse]
        assert fake.posts == 1


async def test_it_is_not_remembered_where_it_did_not_help():
    missing = as_json({"error": {"message": "Missing required parameter: 'quality'."}})
    async with gateway(answers((400, NO_QUALITY), (400, missing), (200, b"{}"))) as fake, HttpClient(QUICK) as http:
        _, error = await call(http, fake.url)
        assert (type(error), fake.posts) == (BadRequest, 2)
        await call(http, fake.url)
        assert bodies(fake)[2:] == [ASKED]


async def test_two_unknown_parameters_are_two_calls_apart():
    """One resend a call; yet each call goes on from where the one before it came."""
    async with gateway(knows_only("model", "prompt", "n")) as fake, HttpClient(QUICK) as http:
        _, error = await call(http, fake.url)
        assert (type(error), fake.posts) == (BadRequest, 2)
        steps, error = await call(http, fake.url)
        assert (error, fake.posts) == (None, 4)
        assert [step.params["parameter"] for step in steps if isinstance(step, Notice)] == ["size", "quality"]
        await call(http, fake.url)
        assert bodies(fake)[4:] == [without("size", "quality")]


@pytest.mark.parametrize(
    ("scripted", "kind"),
    [
        ([(429, b"{}"), (400, NO_QUALITY), (429, b"{}")], RateLimited),
        ([(429, b"{}"), (429, b"{}"), (400, NO_QUALITY)], BadRequest),
        ([(400, NO_QUALITY), (429, b"{}"), (429, b"{}")], RateLimited),
    ],
)
async def test_two_resends_in_all_this_one_among_them(scripted, kind):
    async with gateway(answers(*scripted, Retry_After="0")) as fake, HttpClient(QUICK) as http:
        _, error = await call(http, fake.url)
        assert (type(error), fake.posts) == (kind, 3)


def test_the_memory_is_bounded_and_the_longest_unasked_goes_first():
    memory = ParameterMemory(max_models=2)
    first, second, third = (json_body({**ASKED, "model": name}) for name in ("1", "2", "3"))
    change = ParameterChange(name="quality")
    memory.remember("u", first, change, key=KEY)
    memory.remember("u", second, change, key=KEY)
    assert memory.changes_for("u", first, key=KEY) == (change,)
    memory.remember("u", third, change, key=KEY)
    assert [memory.changes_for("u", body, key=KEY) for body in (first, second, third)] == [(change,), (), (change,)]
    memory.remember("u", first, ParameterChange(name="size"), key=KEY)
    memory.remember("u", first, change, key=KEY)
    assert [known.name for known in memory.changes_for("u", first, key=KEY)] == ["size", "quality"]


def test_what_was_refused_is_tried_again_after_some_hours():
    now = [0.0]
    memory, body = ParameterMemory(clock=lambda: now[0]), json_body(ASKED)
    memory.remember("u", body, ParameterChange(name="quality"), key=KEY)
    now[0] = KEEP_SECONDS - 1
    memory.remember("u", body, ParameterChange(name="size"), key=KEY)
    assert [known.name for known in memory.changes_for("u", body, key=KEY)] == ["quality", "size"]
    now[0] = KEEP_SECONDS
    assert [known.name for known in memory.changes_for("u", body, key=KEY)] == ["size"]
