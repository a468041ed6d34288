"""Answers under names that no document has.

A picture, its address, a job, a reason are found all the same.
"""

import base64
import json
from typing import Any

import pytest

from providers.response.parser import Link
from tests.providers.parse_helpers import JSON, SSE, ParsedResponse, b64, data_url, noise, parse_chunks

PICTURE, OTHER = noise(64, 64), noise(64, 48)
LINK, LATER = "https://cdn.example.com/a.png", "https://cdn.example.com/b.png"


def parsed(body: Any, content_type: str = JSON) -> ParsedResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse_chunks([raw], content_type=content_type, base_url="https://gw.example/v1")


def events(*bodies: Any) -> bytes:
    return b"".join(b"data: " + json.dumps(body).encode() + b"\n\n" for body in bodies)


def chat(content: str) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}


@pytest.mark.parametrize(
    "body",
    [
        {"data": [{"file_url": LINK}]},
        {"data": [{"imageUrl": LINK}]},
        {"img_url": LINK},
        {"id": "i", "status": "Ready", "result": {"sample": LINK, "prompt": "p"}},
        {"code": 0, "message": "SUCCEED", "data": {"task_id": "1", "task_result": {"images": [{"url": LINK}]}}},
        {"code": 200, "data": {"taskId": "t", "resultUrls": [LINK]}},
        {"outputs": {"9": {"images": [LINK]}}, "input": {"image": LATER}},
        {"data": [[{"url": LINK}]]},
        {"data": json.dumps([{"url": LINK}]), "code": 0},
        {"id": "i", "status": "succeeded", "output": LINK, "urls": {"get": LATER, "cancel": LATER}},
        [LINK],
        LINK,
        LINK.encode(),
    ],
)
def test_an_address_is_read_whatever_it_stands_under(body: Any) -> None:
    came = parsed(body)
    assert (came.links, came.error) == ([LINK], "")


def test_a_link_under_an_unknown_name_never_gets_the_key() -> None:
    links = [item for item in parsed({"answer": LINK}).events if isinstance(item, Link)]
    assert [(link.url, link.by_model) for link in links] == [(LINK, True)]


@pytest.mark.parametrize(
    "value",
    [
        "data:image/png,{}",
        '"data:image/png;base64,{}"',
        "base64,{}",
        "image/png;base64,{}",
        "b'{}'",
        "https://gw.example/data:image/png;base64,{}",
    ],
)
def test_what_stands_before_base64_is_taken_off(value: str) -> None:
    value = value.format(b64(PICTURE))
    assert parsed({"data": [{"b64_json": value}]}).finals == [PICTURE]
    assert parsed({"choices": [{"message": {"images": [{"image_url": {"url": value}}]}}]}).finals == [PICTURE]


def test_percent_signs_in_base64_are_undone() -> None:
    value = base64.b64encode(PICTURE).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert parsed({"data": [{"url": f"data:image/png;base64,{value}"}]}).finals == [PICTURE]


def test_a_data_url_behind_the_gateways_address_is_a_result_in_words_too() -> None:
    came = parsed(chat(f"![x](https://gw.example/{data_url(PICTURE)})"))
    assert (came.finals, came.drafts, came.links) == ([PICTURE], [], [])


def test_a_stream_inside_of_a_string_is_read() -> None:
    assert parsed({"code": 0, "data": events(chat(f"![x]({data_url(PICTURE)})")).decode()}).finals == [PICTURE]


def test_a_partial_whose_event_is_named_in_its_json_is_no_result() -> None:
    came = parsed(
        events(
            {"event": "image_generation.partial_image", "data": {"b64_json": b64(OTHER)}},
            {"event": "image_generation.completed", "data": {"b64_json": b64(PICTURE)}},
        ),
        SSE,
    )
    assert (came.finals, len(came.partials)) == ([PICTURE], 1)


@pytest.mark.parametrize(
    ("body", "task"),
    [
        ({"prompt_id": "x7", "number": 1, "node_errors": {}}, "x7"),
        ({"sdGenerationJob": {"generationId": "x7", "apiCreditCost": 7}}, "x7"),
        ({"data": "task_01abc"}, "task_01abc"),
        ({"code": 1, "description": "Submit success", "result": "1320098173412546"}, "1320098173412546"),
        ({"data": "550e8400-e29b-41d4-a716-446655440000"}, "550e8400-e29b-41d4-a716-446655440000"),
    ],
)
def test_a_job_is_told_with_its_id_whatever_it_stands_under(body: Any, task: str) -> None:
    came = parsed(body)
    assert (came.error, came.params["task"], came.may_be_charged) == ("asynchronous", task, True)


def test_where_a_job_can_be_asked_for_is_no_picture() -> None:
    came = parsed({"id": "i", "status": "starting", "urls": {"get": LINK, "cancel": LATER}})
    assert (came.error, came.params["url"], came.links) == ("asynchronous", LINK, [])


@pytest.mark.parametrize(
    ("body", "error", "message"),
    [
        ({"base_resp": {"status_code": 1026, "status_msg": "new_sensitive"}}, "blocked", "new_sensitive"),
        ({"Response": {"Error": {"Code": "LimitExceeded", "Message": "quota used up"}}}, "out_of_credit", "quota"),
        ({"errors": [{"code": "bad", "message": "Prompt was bad"}]}, "server_fault", "Prompt was bad"),
        ({"fault": {"faultstring": "Rate limit violation", "detail": {}}}, "rate_limited", "Rate limit violation"),
        ({"header": {"code": 10013, "message": "输入内容审核不通过"}}, "blocked", "输入内容审核不通过"),
        ({"status": "error", "reason": "Suspended for nonpayment"}, "server_fault", "Suspended for nonpayment"),
        (events({"event": "error", "data": "upstream died"}), "server_fault", "upstream died"),
        (
            events({"type": "response.failed", "response": {"error": {"message": "It failed to draw"}}}),
            "server_fault",
            "It failed to draw",
        ),
        (events({"type": "response.incomplete", "response": {"incomplete_details": {"reason": "content_filter"}}}),
         "blocked", "content_filter"),
        (b"data: {}\n\ndata: upstream error: out of credit\n\n", "out_of_credit", "upstream error: out of credit"),
        (b'data: {"choices":[{"delta":{"x":"{"error":{"message":"It broke"}}\n\n', "server_fault", "It broke"),
        (b"data: {}\n\n<html><title>502 Bad Gateway</title></html>", "server_fault", "502 Bad Gateway"),
        (b'data: [DONE]data: {"error":{"message":"late"}}\n\n', "server_fault", "late"),
    ],
)  # fmt: skip
def test_the_words_of_an_error_reach_the_person_wherever_they_stand(body: Any, error: str, message: str) -> None:
    came = parsed(body, JSON if isinstance(body, dict) else SSE)
    assert (came.error, came.message.startswith(message)) == (error, True), came.message


def test_the_word_success_beside_a_picture_is_no_error() -> None:
    came = parsed({"code": 10000, "data": {"binary_data_base64": [b64(PICTURE)]}, "message": "Success"})
    assert (came.finals, came.notices, came.error) == ([PICTURE], [], "")


def test_what_a_gateway_says_on_the_way_is_no_error() -> None:
    came = parsed(
        events({"status": "drawing", "description": "Hold on"}, {"data": [{"b64_json": b64(PICTURE)}]}), SSE
    )
    assert (came.finals, came.error) == ([PICTURE], "")


def test_one_failure_among_results_is_named() -> None:
    came = parsed({"output": {"results": [{"url": LINK}, {"code": "Timeout", "message": "It took too long"}]}})
    assert (came.links, came.failed) == ([LINK], ["gateway_timeout"])


def test_a_picture_beside_words_may_be_the_answer_and_a_citation_may_not() -> None:
    body = chat("Here it is")
    body["choices"][0]["message"] |= {"attachments": [{"url": LINK}], "annotations": [{"url": LATER}]}
    came = parsed(body)
    assert (came.unsure, came.links, came.text) == ([LINK], [], "Here it is")


@pytest.mark.parametrize("source", ["sandbox:/mnt/data/a.png", "attachment:abc", "file-service://file-7"])
def test_a_picture_that_only_its_maker_can_open_is_told(source: str) -> None:
    came = parsed(chat(f"![x]({source})"))
    assert (came.error, came.params) == ("link_dead", {"url": source, "reason": "scheme"})


@pytest.mark.parametrize("size", [1, 5, 100_000])
def test_thinking_in_tags_is_reasoning_and_its_picture_a_draft(size: int) -> None:
    first, second = noise(16, 16), noise(16, 24)
    text = f" \n<think>A < b: ![x]({data_url(first)})</think>\nHere: ![y]({data_url(second)})"
    raw = events(*({"choices": [{"delta": {"content": letter}}]} for letter in (text[:9], text[9:])), chat(""))
    came = parse_chunks([raw[at : at + size] for at in range(0, len(raw), size)], content_type=SSE)
    assert (came.finals, came.drafts) == ([second], [first])
    assert (came.text, came.reasoning.strip()) == ("Here:", "A < b:")


def test_a_text_that_only_begins_as_thinking_is_a_text() -> None:
    assert [parsed(chat(text)).text for text in ("<thin", "< think>", "a <think>b</think>", "<b>x</b>")] == [
        "<thin",
        "< think>",
        "a <think>b</think>",
        "<b>x</b>",
    ]


def test_done_behind_its_event_ends_the_answer() -> None:
    glued = b"data: " + json.dumps(chat(data_url(PICTURE))).encode() + b"[DONE]\n\n"
    assert (parsed(glued, SSE).notices, parsed(glued, SSE).finals) == ([], [PICTURE])


def test_a_link_ends_before_the_tag_that_closes_it() -> None:
    assert parsed(chat(f"[img]{LINK}[/img]")).unsure == [LINK]
