"""Meanings of refusals: the cases of docs/gateways.md, every body shape.

And nothing secret is shown.
"""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from providers.errors import (
    BadKey,
    BadRequest,
    Blocked,
    Busy,
    GatewayTimeout,
    NoChannel,
    OutOfCredit,
    RateLimited,
    ServerFault,
    TooLarge,
    WrongAddress,
)
from providers.errors.classify import classify_error, classify_response, request_id_of, retry_after_of, sanitize

NGINX = b"<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr>nginx</html>"
CLOUDFLARE = b"""<!DOCTYPE html>
<!--[if lt IE 7]> <html class="no-js"> <![endif]--><head><title>api.x.com | 524: A timeout occurred</title>"""
ID = "20251121013512345678901abcdEFGH"


def error(message: str = "", **more: object) -> dict[str, object]:
    return {"error": {"message": message, **more}}


TABLE = [
    # status, body, class, a part of what is shown
    (
        401,
        error("Incorrect API key provided: sk-abcd********wxyz.", code="invalid_api_key"),
        BadKey,
        "Incorrect API key",
    ),
    (403, error("forbidden"), BadKey, "forbidden"),
    (400, error("API key not valid. Please pass a valid API key.", status="INVALID_ARGUMENT"), BadKey, "not valid"),
    (401, error("[sk-Ab***yz] 该令牌额度已用尽", type="new_api_error"), OutOfCredit, "额度已用尽"),
    (402, error("Payment Required"), OutOfCredit, "Payment"),
    (402, b"", OutOfCredit, ""),
    (403, error("用户额度不足, 剩余额度: ＄0.00", code="insufficient_user_quota"), OutOfCredit, "用户额度不足"),
    (
        403,
        {"code": "quota_not_enough", "message": "user quota is not enough", "data": None},
        OutOfCredit,
        "user quota",
    ),
    (
        500,
        {"error": {"type": "<nil>", "message": "Your credit balance is too low"}, "type": "error"},
        OutOfCredit,
        "credit",
    ),
    (400, error("Your credit balance is too low to access the API"), OutOfCredit, "credit balance"),
    (429, error("You exceeded your current quota", code="insufficient_quota"), OutOfCredit, "quota"),
    (429, error("Quota exceeded for metric: a, limit: 0, model: m\nPlease retry in 45.5s."), OutOfCredit, "Quota"),
    (
        429,
        error("Quota exceeded for metric: a, limit: 0\n* b, limit: 10\nPlease retry in 45s."),
        RateLimited,
        "Quota",
    ),
    (429, error("余额不足，请充值"), OutOfCredit, "余额不足"),
    (429, error("Rate limit reached for requests", type="requests"), RateLimited, "Rate limit"),
    (429, b"", RateLimited, ""),
    (503, error("当前分组 default 下对于模型 x 无可用渠道", code="model_not_found"), NoChannel, "无可用渠道"),
    (503, error("No available channel for model x under group vip"), NoChannel, "No available channel"),
    (
        404,
        error("The model `x` does not exist or you do not have access to it.", code="model_not_found"),
        NoChannel,
        "model",
    ),
    (403, error("该令牌无权访问模型 x"), NoChannel, "无权访问"),
    (503, error("当前分组上游负载已饱和，请稍后再试"), Busy, "饱和"),
    (503, error("The server is overloaded"), Busy, "overloaded"),
    (503, error("The model is busy, try later", code="system_busy"), Busy, "busy"),
    (503, error("upstream request timeout: Deadline expired before operation could complete"), GatewayTimeout, "D"),
    (503, b"upstream connect error or disconnect/reset before headers", GatewayTimeout, "upstream connect"),
    (503, error("server overloaded, the request timed out"), GatewayTimeout, "timed out"),
    (503, error("no healthy upstream"), GatewayTimeout, "no healthy"),
    (503, NGINX % (b"503 Service Temporarily Unavailable", b""), ServerFault, "503 Service"),
    (503, {}, ServerFault, ""),
    (529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, Busy, "Overloaded"),
    (
        400,
        error("Your request was rejected", type="image_generation_user_error", code="moderation_blocked"),
        Blocked,
        "rejected",
    ),
    (400, error("The response was filtered", code="contentFilter"), Blocked, "filtered"),
    (400, error("Generated image was filtered as a result of our content policy"), Blocked, "filtered"),
    (400, error("request blocked by Gemini API: SAFETY", code="prompt_blocked"), Blocked, "blocked"),
    (400, error("x", code="content_policy_violation"), Blocked, "x"),
    (403, error("输入内容包含敏感词"), Blocked, "敏感"),
    (500, error("OutputImageSensitiveContentDetected"), Blocked, "Sensitive"),
    (400, error("Unknown parameter: 'moderation'.", param="moderation"), BadRequest, "Unknown parameter"),
    (400, error("parameter is case-sensitive"), BadRequest, "case-sensitive"),
    (400, error("Invalid size", type="invalid_request_error"), BadRequest, "Invalid size"),
    (
        422,
        {"detail": [{"loc": ["body", "size"], "msg": "field required", "type": "missing"}]},
        BadRequest,
        "body.size: field",
    ),
    (415, b"unsupported", BadRequest, "unsupported"),
    (404, error("Invalid URL (POST /v1/v1/images/generations)"), WrongAddress, "Invalid URL"),
    (
        404,
        error("No endpoints found that support the requested output modalities: image"),
        BadRequest,
        "modalities",
    ),
    (404, error("No endpoints found that support image input"), BadRequest, "image input"),
    (404, error("No endpoints found for flux/none."), NoChannel, "No endpoints"),
    (404, b"404 page not found", WrongAddress, "not found"),
    (405, {"detail": "Method Not Allowed"}, WrongAddress, "Method"),
    (301, b"", WrongAddress, ""),
    (308, NGINX % (b"308 Permanent Redirect", b""), WrongAddress, ""),
    (200, b"<!doctype html><html><head><title>Log in</title>", WrongAddress, "Log in"),
    (413, NGINX % (b"413 Request Entity Too Large", b""), TooLarge, "413 Request Entity"),
    (400, error("http: request body too large"), TooLarge, "too large"),
    (500, error("image is required", code="invalid_request"), ServerFault, "image is required"),
    (500, b"", ServerFault, ""),
    (502, NGINX % (b"502 Bad Gateway", b""), GatewayTimeout, "502 Bad Gateway"),
    (504, NGINX % (b"504 Gateway Time-out", b""), GatewayTimeout, "504 Gateway Time-out"),
    (524, CLOUDFLARE, GatewayTimeout, "524: A timeout occurred"),
    (520, b"error code: 520", GatewayTimeout, "520"),
]


@pytest.mark.parametrize(("status", "body", "kind", "shown"), TABLE, ids=lambda value: str(value)[:40])
def test_the_table(status, body, kind, shown):
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    error_found = classify_response(
        status=status, body=raw, headers={"Content-Type": "text/html" if raw[:1] == b"<" else "x/y"}
    )
    assert type(error_found) is kind
    assert shown in error_found.gateway_message
    assert error_found.status == status
    assert "<" not in error_found.gateway_message
    assert error_found.may_be_charged == (kind in (ServerFault, GatewayTimeout))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "words", "type": "t", "param": "", "code": None}}, "words"),
        ({"error": {"message": "words", "code": 400}}, "words"),
        ({"error": {"message": "words", "type": "<nil>"}, "type": "error"}, "words"),
        ({"error": "words"}, "words"),
        ({"error": True, "message": "words"}, "words"),
        ({"message": "words"}, "words"),
        ({"detail": "words"}, "words"),
        ({"detail": [{"loc": ["body"], "msg": "words"}]}, "body: words"),
        ({"code": "c", "message": "words", "data": None}, "words"),
        ({"error": {"message": "", "code": "some_code"}}, "some_code"),
        ({"error": {"message": "", "type": "<nil>", "code": None}}, ""),
        ({"error": {"message": ""}, "message": "words"}, "words"),
        ({"error": {"message": json.dumps({"error": {"message": "words", "code": 400}})}}, "words"),
        ([{"error": {"message": "words"}}], "words"),
        ({"error": {"localized_message": "词", "message": "words"}}, "words"),
        ({"msg": "words"}, "words"),
        ({"error": {}}, ""),
        ({}, ""),
        ([], ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_message_of_every_shape_of_body(body, message):
    assert classify_response(status=400, body=json.dumps(body).encode(), headers={}).gateway_message == message


def test_bodies_that_are_no_clean_json():
    assert (
        classify_response(status=400, body=b'\n\n  {"error":{"message":"late"}}', headers={}).gateway_message
        == "late"
    )
    assert (
        classify_response(
            status=400, body=b'data: {"error":{"message":"in a stream"}}\n\n', headers={}
        ).gateway_message
        == "in a stream"
    )
    assert (
        classify_response(status=400, body=b'{"error":{"message":"cut in the mid', headers={}).gateway_message
        == "cut in the mid"
    )
    assert classify_response(status=400, body=b'\xef\xbb\xbf{"error":"bom"}', headers={}).gateway_message == "bom"
    assert classify_response(status=400, body=b'{"error":' * 5000, headers={}).kind == "bad_request"
    assert classify_response(status=400, body=b"\xff\xfe\x00", headers={}).kind == "bad_request"


def test_wrong_address_shows_the_final_url_without_what_may_be_secret():
    error_found = classify_response(
        status=404, body=b"", headers={}, url="https://u:pw@api.x.com/v1/v1/images/generations?key=1"
    )
    assert error_found.params["url"] == "https://api.x.com/v1/v1/images/generations"


def test_a_json_answer_labelled_html_is_no_page():
    error_found = classify_response(
        status=403, body=b'{"error":"no"}', headers={"content-type": "text/html; charset=utf-8"}
    )
    assert type(error_found) is BadKey


def test_hints():
    transparent = classify_response(
        status=400,
        body=json.dumps(error("Transparent background is not supported for this model")).encode(),
        headers={},
    )
    assert transparent.params["hint"] == "transparent"
    signature = classify_response(
        status=400, body=b'{"error":{"message":"Image part is missing a thought_signature in content"}}', headers={}
    )
    assert signature.params["hint"] == "thought_signature"


SECRETS = [
    "Incorrect API key provided: sk-proj-abcd1234****wxyz. You can",
    "[sk-AbC***xYz] token used up",
    "Authorization: Bearer abc.def-ghi_jkl",
    'Post "https://upstream.example.com:8443/v1/x?key=AIzaSyA-1234567890abcdefgh": dial tcp 10.2.3.4:443: i/o',
    "lookup gpu-7.internal on 192.168.0.1:53: no such host; [fd00::1]:80 refused",
    "<script>alert(1)</script><b onclick=x>bold</b> see up.stream.cn/path",
    "redis:6379 is down, token=abcdef123456, eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    "data:image/png;base64," + "iVBORw0KGgo" * 20,
]
HIDDEN = [
    "sk-proj",
    "wxyz",
    "AbC",
    "xYz",
    "abc.def",
    "upstream",
    "AIza",
    "10.2.3.4",
    "gpu-7",
    "192.168",
    "fd00",
    "<",
    "alert",
    "onclick",
    "up.stream",
    "redis:6379",
    "abcdef123456",
    "eyJ",
    "iVBOR",
]


@pytest.mark.parametrize("text", SECRETS)
def test_nothing_secret_is_shown(text):
    shown = sanitize(text)
    assert shown
    assert not [hidden for hidden in HIDDEN if hidden in shown]


def test_plain_words_stay_as_they_are():
    for text in (
        "Invalid value: '1000x1000'. Supported: '1024x1024', 'auto'.",
        "模型 gemini-3.1-flash-image 不可用",
        "ratio 16:9, e.g. gpt-image-1.5",
        "extra_body.google.image_config",
        "1 < 2 and 3 > 2",
    ):
        assert sanitize(text) == text


def test_long_words_are_cut_but_the_request_id_stays():
    shown = sanitize("word " * 400 + f"(request id: {ID})")
    assert len(shown) < 600
    assert ID in shown
    assert len(sanitize("字" * 100_000, limit=50)) <= 51
    assert "\n" not in sanitize("a\n\u2028\u202eb\x00c")


def test_the_request_id_is_found_wherever_it_is():
    assert (
        classify_response(
            status=500, body=json.dumps(error(f"x (request id: {ID})")).encode(), headers={}
        ).request_id
        == ID
    )
    assert (
        classify_response(
            status=500, body=b'{"error":{"message":"x"},"request_id":"req_12345678"}', headers={}
        ).request_id
        == "req_12345678"
    )
    for name in ("x-request-id", "X-Oneapi-Request-Id", "x-api-request-id", "x-siliconcloud-trace-id"):
        assert request_id_of({name: "abc-123"}) == "abc-123"
        assert classify_response(status=500, body=b"", headers={name: "abc-123"}).request_id == "abc-123"


def test_a_503_that_names_a_time_has_not_begun_unless_it_broke_off():
    waits = {"Retry-After": "7"}
    assert type(classify_response(status=503, body=b"", headers=waits)) is Busy
    assert type(classify_response(status=503, body=b"upstream request timeout", headers=waits)) is GatewayTimeout


def test_retry_after_in_all_its_forms():
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert retry_after_of({"Retry-After": "7"}) == 7.0
    assert retry_after_of({"retry-after": "0.5"}) == 0.5
    assert 27 < (retry_after_of({"Retry-After": later}) or 0) <= 31
    assert retry_after_of({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
    for nonsense in ("", "soon", "nan", "inf", "-inf", "1e999"):
        assert retry_after_of({"Retry-After": nonsense}) is None
    assert retry_after_of({"Retry-After": "-5"}) == 0.0
    assert classify_response(status=429, body=b"", headers={"Retry-After": "7"}).retry_after == 7.0


@pytest.mark.parametrize(
    ("value", "kind", "charged"),
    [
        ({"message": "boom", "type": "upstream_error"}, ServerFault, True),
        ("boom", ServerFault, True),
        (None, ServerFault, True),
        ([1], ServerFault, True),
        ({"message": "quota", "code": "insufficient_user_quota"}, OutOfCredit, False),
        ({"message": "x", "code": "content_filter"}, Blocked, True),
        ({"message": "slow down", "code": 429}, RateLimited, False),
        ({"message": "Rate limit reached", "type": "rate_limit_error"}, RateLimited, False),
        ({"message": "all lines are busy", "code": "503"}, Busy, False),
        ({"message": "x", "code": "503"}, ServerFault, True),
        ({"message": "x", "http_code": "504"}, GatewayTimeout, True),
        ({"message": "x", "type": "invalid_request_error"}, BadRequest, False),
        ({"error": {"message": "inner", "code": "model_not_found"}}, NoChannel, False),
        ({"message": "x", "code": 404}, WrongAddress, False),
    ],
    ids=str,
)
def test_an_error_inside_a_200(value, kind, charged):
    error_found = classify_error(value, request_id="r-1")
    assert type(error_found) is kind
    assert error_found.may_be_charged is charged
    assert error_found.request_id == "r-1"
    assert error_found.status == 200


def test_an_error_object_is_classified_by_its_status():
    assert type(classify_error({"message": "x"}, status=422, after_200=False)) is BadRequest
    assert classify_error({"code": "content_filter"}, status=400, after_200=False).may_be_charged is False


@pytest.mark.parametrize(
    "seed", ["a.", "a-", "a+", "sk-", "<title", "<!--", "<script", "[:", "1.", '"message":"', '{"a":']
)
@pytest.mark.timeout(20)
def test_a_hostile_body_is_classified_quickly(seed):
    """A pattern that goes back over what it has read takes minutes for these."""
    assert classify_response(status=400, body=(seed * 65536)[:65536].encode(), headers={}).status == 400


def test_bytes_that_are_no_text_give_no_message():
    assert sanitize((b"\x89PNG\r\n" + bytes(range(256)) * 4).decode("utf-8", "replace")) == ""
    assert (
        classify_response(status=500, body=b"\xff\xd8\xff\xe0" + bytes(range(128, 256)), headers={}).gateway_message
        == ""
    )
    assert sanitize("caf\ufffd is not allowed") == "caf… is not allowed"
    assert sanitize("\ud83d luck") == "… luck"


def test_a_url_glued_to_words_is_hidden_too():
    assert "upstream" not in sanitize("failed" * 5 + "https://upstream.example.com/x")
