"""Refusals that are not about the key.

Region, verification, address, a firewall before the gateway.
"""

import json
from collections.abc import AsyncGenerator

import pytest

from providers.errors import BadKey, BadRequest, Blocked, Forbidden, GatewayTimeout, NoChannel, WrongAddress
from providers.errors.classify import classify_error, classify_response
from providers.transport.answer import StreamedResponse, read_response

HTML = {"content-type": "text/html; charset=UTF-8"}
PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
OPENAI_REGION = {
    "error": {
        "code": "unsupported_country_region_territory",
        "message": "Country, region, or territory not supported",
        "type": "request_forbidden",
    }
}
CLOUDFLARE_JSON = {
    "title": "Error 1010: Access denied",
    "status": 403,
    "cloudflare_error": True,
    "error_code": 1010,
}


def error(message: str, **more: object) -> dict[str, object]:
    return {"error": {"message": message, **more}}


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (403, OPENAI_REGION, "region"),
        (400, error("User location is not supported for the API use.", status="FAILED_PRECONDITION"), "region"),
        (500, error("User location is not supported for the API use."), "region"),
        (403, error("This service is not available in your country."), "region"),
        (403, error("当前地区暂不支持使用该服务"), "region"),
        (451, {}, "region"),
        (
            403,
            error(
                "Your organization must be verified to use the model `gpt-image-2`.", type="invalid_request_error"
            ),
            "unverified",
        ),
        (400, error("Please click on Verify Organization, then try again"), "unverified"),
        (403, error("x", code="organization_not_verified"), "unverified"),
        (403, error("请先完成实名认证"), "unverified"),
        (403, error("Your IP address is not allowed to use this key."), "address"),
        (403, error("您的 IP 不在令牌允许访问的列表中"), "address"),
        (401, error("IP not authorized", code="ip_not_authorized"), "address"),
        (403, CLOUDFLARE_JSON, "firewall"),
    ],
    ids=str,
)
def test_a_refusal_in_json(status: int, body: object, reason: str) -> None:
    failure = classify_response(status=status, body=json.dumps(body, ensure_ascii=False).encode(), headers={})
    assert (type(failure), failure.params["reason"], failure.may_be_charged) == (Forbidden, reason, False)
    assert failure.status == status


@pytest.mark.parametrize(
    ("status", "body", "headers", "reason"),
    [
        (403, b"error code: 1010", {"content-type": "text/plain"}, "firewall"),
        (403, b"error code: 1020", {}, "firewall"),
        (403, b"error code: 1009", {"content-type": "text/plain"}, "region"),
        (403, PAGE % (b"Just a moment...", b""), {**HTML, "cf-mitigated": "challenge"}, "firewall"),
        (403, PAGE % (b"Just a moment...", b""), HTML, "firewall"),
        (503, PAGE % (b"Just a moment...", b""), {**HTML, "CF-Mitigated": "challenge"}, "firewall"),
        (429, PAGE % (b"Vercel Security Checkpoint", b""), {**HTML, "x-vercel-mitigated": "challenge"}, "firewall"),
        (200, PAGE % (b"One moment", b""), {**HTML, "x-amzn-waf-action": "challenge"}, "firewall"),
        (403, PAGE % (b"Attention Required! | Cloudflare", b"Sorry, you have been blocked"), HTML, "firewall"),
        (
            403,
            PAGE % (b"Access Denied", b"You don't have permission to access this. Reference #18.2"),
            HTML,
            "firewall",
        ),
        (403, PAGE % (b"ERROR: The request could not be satisfied", b"Request blocked."), HTML, "firewall"),
        (403, b"The request is blocked.", {"content-type": "text/plain"}, "firewall"),
        (405, PAGE % (b"405", "您的请求可能对网站造成安全威胁，已被阻断".encode()), HTML, "firewall"),
        (403, PAGE % (b"", b"Incapsula incident ID: 1-2"), HTML, "firewall"),
        (403, PAGE % ("网站防火墙".encode(), b""), HTML, "firewall"),
        (403, PAGE % (b"403 Forbidden", b"</h1><center>cloudflare</center>"), HTML, "firewall"),
        (403, PAGE % (b"Access denied", b"has banned the country or region your IP address is in"), HTML, "region"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_firewall_before_the_gateway(status: int, body: bytes, headers: dict[str, str], reason: str) -> None:
    failure = classify_response(status=status, body=body, headers=headers)
    assert (type(failure), failure.params["reason"], failure.may_be_charged) == (Forbidden, reason, False)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, b'{"error": "no"}', BadKey),
        (403, b'{"error": {"message": "This key may not use the model.", "code": "access_denied"}}', BadKey),
        (401, b"Access denied", BadKey),
        (403, b"Forbidden", BadKey),
        (403, b"Access denied: invalid API key", BadKey),
        (403, b'data: {"error": {"message": "Access denied"}}\n\n', BadKey),
        (403, '{"error": {"message": "账号已被封禁，30天后解除"}}'.encode(), BadKey),
        (400, b'{"error": {"message": "The masked region is not supported"}}', BadRequest),
        (400, '{"error": {"message": "蒙版区域不支持"}}'.encode(), BadRequest),
        (403, PAGE % (b"403 Forbidden", b"403 Forbidden"), WrongAddress),
        (404, PAGE % (b"Access denied", b""), WrongAddress),
        (405, PAGE % (b"405 Not Allowed", b""), WrongAddress),
        (200, PAGE % (b"Just a moment...", b""), WrongAddress),
        (524, PAGE % (b"524: A timeout occurred", b"cloudflare error code: 1010"), GatewayTimeout),
        (400, b'{"error": {"message": "request blocked by Gemini API"}}', Blocked),
        (400, b'{"error": {"message": "similar to third-party IP, not allowed by our content policy"}}', Blocked),
        (400, b'{"error": {"message": "the mask must be verified to have the size of the picture"}}', BadRequest),
        (404, b'{"error": {"message": "The model `x` does not exist in your region"}}', NoChannel),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_neither_stays_what_it_was(status: int, body: bytes, kind: type[Exception]) -> None:
    headers = HTML if body.startswith(b"<") else {}
    assert type(classify_response(status=status, body=body, headers=headers)) is kind


def test_a_region_inside_a_200_is_not_charged() -> None:
    failure = classify_error(OPENAI_REGION["error"])
    assert (type(failure), failure.params["reason"], failure.may_be_charged) == (Forbidden, "region", False)


AZURE_FILTER = {
    "hate": {"filtered": False, "severity": "safe"},
    "violence": {"filtered": True, "severity": "medium"},
}
NOTHING_FILTERED = {"hate": {"filtered": False, "severity": "safe"}, "jailbreak": {"filtered": False}}
MANAGEMENT = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."


@pytest.mark.parametrize(
    "body",
    [
        error(MANAGEMENT, type=None, param="prompt", code="content_filter", status=400),
        error(MANAGEMENT, code="400"),
        error("x", innererror={"code": "ResponsibleAIPolicyViolation", "content_filter_result": NOTHING_FILTERED}),
        error("x", inner_error={"content_filter_results": AZURE_FILTER}),
        error("x", provider_specific_fields={"innererror": {"content_filter_result": AZURE_FILTER}}),
        error(f"litellm.BadRequestError: {{'innererror': {{'content_filter_result': {AZURE_FILTER}}}}}"),
        error("litellm.ContentPolicyViolationError: AzureException"),
        error("Your task failed as a result of our safety system.", code="contentFilter"),
        error("The prompt could not be submitted: it violates Google's Responsible AI practices."),
        {"error": {"message": "x"}, "prompt_filter_results": [{"content_filter_results": AZURE_FILTER}]},
    ],
    ids=lambda value: str(value)[:70],
)
def test_azures_filter_is_a_block_behind_any_gateway(body: dict[str, object]) -> None:
    failure = classify_response(status=400, body=json.dumps(body).encode(), headers={})
    assert (type(failure), failure.may_be_charged) == (Blocked, False)
    inside = classify_error(body)
    assert (type(inside), inside.may_be_charged) == (Blocked, True)


@pytest.mark.parametrize(
    "body",
    [
        {
            "error": {"message": "Invalid size"},
            "prompt_filter_results": [{"content_filter_results": NOTHING_FILTERED}],
        },
        error("Invalid size", content_filter_results=NOTHING_FILTERED, content_filter_offsets={"start": 0}),
    ],
)
def test_a_filter_that_passed_everything_is_no_block(body: dict[str, object]) -> None:
    assert type(classify_response(status=400, body=json.dumps(body).encode(), headers={})) is BadRequest


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": "server_error", "message": "failed to allocate 6.2 GB"}, "failed to allocate 6.2 GB"),
        (
            {"statusCode": 400, "error": "Bad Request", "message": ["size must be one of 512x512, 1024x1024"]},
            "size must be one of 512x512, 1024x1024",
        ),
        (
            {"statusCode": 400, "error": "Bad Request", "message": ["size is wrong", "n is 1"]},
            "size is wrong; n is 1",
        ),
        ({"error": "prompt required"}, "prompt required"),
        ({"error": "prompt required", "message": "Bad Request"}, "prompt required"),
        ({"timestamp": 1, "status": 400, "error": "Bad Request", "message": "no size", "path": "/v1"}, "no size"),
        ({"error": "Internal Server Error", "message": ""}, "Internal Server Error"),
        ({"error": "Validation failed", "message": "size is wrong"}, "Validation failed: size is wrong"),
        ({"error": {"message": "server_error"}, "message": "out of memory"}, "out of memory"),
        ({"error": {"message": "Bad Request", "detail": "size is wrong"}}, "size is wrong"),
        ({"message": "error", "errors": [{"msg": "size is wrong"}]}, "size is wrong"),
        ({"title": "Bad Request", "status": 400, "detail": "size is wrong"}, "size is wrong"),
        ({"error": "invalid_request", "error_description": "size is wrong"}, "size is wrong"),
        ({"error": {"code": "E1", "message": "words"}, "message": "other words here"}, "words"),
        ({"error": "invalid_api_key"}, "invalid_api_key"),
        (
            error("Provider returned error", code=400, metadata={"raw": '{"error": {"message": "size is wrong"}}'}),
            "size is wrong",
        ),
        (
            error("Provider returned error", metadata={"raw": "the model is cold", "provider_name": "x"}),
            "the model is cold",
        ),
        (error("Provider returned error", metadata={"provider_name": "x"}), "Provider returned error"),
    ],
    ids=str,
)
def test_the_sentence_that_explains_wins(body: dict[str, object], message: str) -> None:
    assert classify_response(status=400, body=json.dumps(body).encode(), headers={}).gateway_message == message
    assert classify_error(body).gateway_message == message


@pytest.mark.parametrize(
    ("status", "body", "is_answer"), [(202, b"", False), (202, b" \n", False), (200, b'{"data": []}', True)]
)
async def test_a_firewall_that_answers_with_a_success_and_nothing(
    status: int, body: bytes, is_answer: bool
) -> None:
    async def chunks() -> AsyncGenerator[bytes, None]:
        yield body

    headers = {"x-amzn-waf-action": "challenge", "content-type": "application/json"}
    came = await read_response(status=status, headers=headers, url="", chunks=chunks(), key="", seconds=1.0)
    if isinstance(came, StreamedResponse):
        assert is_answer and b"".join([chunk async for chunk in came.chunks]) == body
    else:
        assert not is_answer and isinstance(came.error, Forbidden)
        assert (came.error.params["reason"], came.error.may_be_charged) == ("firewall", False)
