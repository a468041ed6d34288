"""Reasons for an answer without a picture: native reasons, filters, faults.

docs/gateways.md, Q42 to Q44.
"""

from typing import Any

import pytest

from tests.providers.parse_helpers import JSON, SSE, b64, body, cut, delta, noise, parse_chunks, stream

PNG = noise(12, 12, seed=3)
FILTERED = {"hate": {"filtered": False}, "violence": {"filtered": True, "severity": "medium"}}
PASSED = {"hate": {"filtered": False}, "violence": {"filtered": False, "severity": "safe"}}


def everywhere(value: Any, content_type: str = JSON) -> Any:
    """The same however it is cut."""
    answer = value if isinstance(value, bytes) else body(value)
    whole = parse_chunks([answer], content_type=content_type)
    for size in (1, 50):
        assert parse_chunks(cut(answer, size), content_type=content_type) == whole
    return whole


def choice(**fields: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": ""}
    return {"choices": [{"message": message, **fields}], "usage": {"completion_tokens": 0}}


def candidate(**fields: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {}, **fields}]}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (choice(finish_reason="stop", native_finish_reason="IMAGE_SAFETY"), "IMAGE_SAFETY"),
        (choice(finish_reason="stop", native_finish_reason="PROHIBITED_CONTENT"), "PROHIBITED_CONTENT"),
        (choice(finish_reason="stop", native_finish_reason="IMAGE_PROHIBITED_CONTENT"), "IMAGE_PROHIBITED_CONTENT"),
        (choice(finish_reason="content_filter", native_finish_reason="STOP"), "content_filter"),
        (choice(finish_reason=None, native_finish_reason="SAFETY"), "SAFETY"),
        (choice(finish_reason="error", native_finish_reason="IMAGE_SAFETY"), "IMAGE_SAFETY"),
        (choice(finish_reason="refusal"), "refusal"),
        (choice(finish_reason="content_filter", content_filter_results=FILTERED), "content_filter"),
        (
            candidate(
                finishReason="IMAGE_SAFETY", finishMessage="Unable to show the generated image. Try rephrasing."
            ),
            "Unable to show the generated image. Try rephrasing.",
        ),
        (candidate(finishReason="RECITATION"), "RECITATION"),
        ({"promptFeedback": {"blockReason": "OTHER"}, "usageMetadata": {}}, "prompt blocked: OTHER"),
        (
            {"promptFeedback": {"blockReason": "SAFETY", "blockReasonMessage": "The prompt is unsafe."}},
            "The prompt is",
        ),
        ({"created": 1, "data": [{"url": "", "content_filter_results": FILTERED}]}, "content_filter"),
        ({"choices": [], "prompt_filter_results": [{"content_filter_results": FILTERED}]}, "content_filter"),
        ({"error": {"message": "x"}, "prompt_filter_results": [{"content_filter_results": FILTERED}]}, "x"),
        (
            {"error": {"message": "x", "innererror": {"code": "ResponsibleAIPolicyViolation"}}},
            "x",
        ),
    ],
    ids=lambda value: str(value)[:80],
)
def test_a_block_is_a_block_by_whatever_name(answer: dict[str, Any], message: str) -> None:
    out = everywhere(answer)
    assert (out.error, out.may_be_charged) == ("blocked", True)
    assert message in out.message


@pytest.mark.parametrize("reason", ["IMAGE_OTHER", "NO_IMAGE", "OTHER", "MALFORMED_FUNCTION_CALL", "LANGUAGE"])
def test_no_picture_for_another_reason_is_no_block(reason: str) -> None:
    for answer in (
        choice(finish_reason="stop", native_finish_reason=reason),
        choice(finish_reason="content_filter", native_finish_reason=reason),
        choice(finish_reason=reason),
        candidate(finishReason=reason),
    ):
        out = everywhere(answer)
        assert (out.error, out.may_be_charged) == ("empty", True)
        assert (out.params["reason"], out.params["finish"]) == ("no_picture", reason)
    spoken = everywhere(candidate(finishReason=reason, finishMessage="Nothing came of it."))
    assert (spoken.error, spoken.message) == ("empty", "Nothing came of it.")


@pytest.mark.parametrize("reason", ["stop", "STOP", "end_turn", "completed", "tool_calls"])
def test_a_normal_end_with_nothing_is_empty_as_before(reason: str) -> None:
    out = everywhere(choice(finish_reason=reason, native_finish_reason="STOP"))
    assert (out.error, out.params) == ("empty", {})


@pytest.mark.parametrize("text", ["", "Half a sen"])
@pytest.mark.parametrize("reason", ["error", "ERROR", "failed"])
def test_an_end_by_an_error_without_an_error_is_a_fault_that_may_be_charged(reason: str, text: str) -> None:
    whole = {"choices": [{"message": {"content": text}, "finish_reason": reason, "error": None}]}
    out = everywhere(whole)
    assert (out.error, out.may_be_charged, out.text) == ("server_fault", True, text)
    streamed = everywhere(stream(delta(content=text), {**delta(reason), "error": None}), SSE)
    assert (streamed.error, streamed.may_be_charged) == ("server_fault", True)


def test_a_native_token_limit_is_the_token_limit() -> None:
    assert everywhere(choice(finish_reason="stop", native_finish_reason="MAX_TOKENS")).error == "token_limit"
    assert everywhere(choice(finish_reason="length", native_finish_reason="STOP")).error == "token_limit"


def test_a_normal_end_after_a_reason_does_not_take_it_back() -> None:
    out = everywhere(stream(delta("content_filter"), delta("stop")), SSE)
    assert out.error == "blocked"


def test_the_reason_of_a_stream_may_stand_in_its_last_event() -> None:
    last = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "native_finish_reason": "IMAGE_SAFETY"}]}
    assert everywhere(stream(delta(role="assistant", content=""), last), SSE).error == "blocked"


def test_a_picture_counts_more_than_any_reason() -> None:
    link = {"choices": [{"message": {"images": [{"image_url": {"url": f"data:image/png;base64,{b64(PNG)}"}}]}}]}
    for reason in ("IMAGE_OTHER", "content_filter", "error"):
        link["choices"][0] |= {"finish_reason": "stop", "native_finish_reason": reason}
        out = everywhere(link)
        assert (out.finals, out.error) == ([PNG], "")
    passed = {**link, "prompt_filter_results": [{"content_filter_results": FILTERED}]}
    assert everywhere(passed).finals == [PNG]


def test_gemini_itself_is_read() -> None:
    parts = [{"text": "A cat."}, {"inlineData": {"mimeType": "image/png", "data": b64(PNG)}}]
    out = everywhere({"candidates": [{"content": {"parts": parts, "role": "model"}, "finishReason": "STOP"}]})
    assert (out.finals, out.text, out.error) == ([PNG], "A cat.", "")
    spoken = everywhere({"candidates": [{"content": {"parts": parts[:1]}, "finishReason": "IMAGE_OTHER"}]})
    assert (spoken.text, spoken.notices) == ("A cat.", ["answered_in_words"])


def test_a_filter_that_passed_everything_is_no_block() -> None:
    passed = [{"content_filter_results": PASSED}]
    out = everywhere(
        {**choice(finish_reason="stop", content_filter_results=PASSED), "prompt_filter_results": passed}
    )
    assert out.error == "empty"
    body = {"error": {"message": "Invalid size", "code": 400}, "prompt_filter_results": passed}
    assert everywhere(body).error == "bad_request"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            {"error": "server_error", "message": "failed to allocate 6.2 GB on the device"},
            "failed to allocate 6.2 GB",
        ),
        (
            {"statusCode": 400, "error": "Bad Request", "message": ["size must be one of 512x512"]},
            "size must be one",
        ),
        ({"error": "prompt required"}, "prompt required"),
        ({"error": {"code": "server_error"}, "message": "out of memory"}, "out of memory"),
    ],
    ids=str,
)
def test_the_sentence_beside_the_class_word_is_shown(answer: dict[str, Any], message: str) -> None:
    out = everywhere(answer)
    assert message in out.message
    assert out.error == ("bad_request" if "statusCode" in answer else "server_fault")
    assert message in everywhere(stream(answer), SSE).message
