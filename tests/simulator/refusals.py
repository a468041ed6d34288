"""Answers that stand instead of a picture: statuses, error bodies, HTML pages, redirects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.simulator.answer import Answer
from tests.simulator.errors import Envelope, json_answer

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalContext:
    """Context of a refusal: the gateway's error envelope, and the requested model."""

    envelope: Envelope
    request_id: str
    model: str
    prefix: str


Refusal = Callable[[RefusalContext, Params], Answer]


def envelope_error(status: int, message: str, *, code: str, kind: str = "", **headers: str) -> Refusal:
    """An error in the gateway's own envelope. `status`, `message` and `code` can be given by the test."""

    def refuse(scene: RefusalContext, params: Params) -> Answer:
        text = str(params.get("message", message)).replace("{model}", scene.model)
        kind_field = {"kind": kind} if kind else {}
        body = scene.envelope(text, code=str(params.get("code", code)), request_id=scene.request_id, **kind_field)
        retry_headers = {"retry-after": str(params["retry_after"])} if "retry_after" in params else {}
        all_headers = {name.replace("_", "-"): value for name, value in headers.items()} | retry_headers
        return json_answer(body, status=int(params.get("status", status)), headers=all_headers)

    return refuse


def json_error(status: int, value: Any) -> Refusal:
    """Exactly this JSON, in no envelope."""
    return lambda scene, params: json_answer(value, status=int(params.get("status", status)))


def html_page(status: int, title: str, server: str, *, linger: bool = False) -> Refusal:
    """The page of a proxy in front of the gateway."""

    def refuse(scene: RefusalContext, params: Params) -> Answer:
        head = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n"
        html = f"{head}<body><center><h1>{title}</h1></center><hr><center>{server}</center></body></html>\n"
        return Answer(
            status=status, content_type="text/html; charset=utf-8", pieces=(html.encode(),), linger=linger
        )

    return refuse


def firewall_text(scene: RefusalContext, params: Params) -> Answer:
    """Cloudflare's page for a program whose signature it bans (docs/gateways.md, Q41)."""
    return Answer(status=403, content_type="text/plain; charset=UTF-8", pieces=(b"error code: 1010",))


def redirect(scene: RefusalContext, params: Params) -> Answer:
    to = str(params.get("to", "http://169.254.169.254/latest/meta-data/"))
    return Answer(status=int(params.get("status", 302)), headers={"location": to})


def as_stream(refusal: Refusal) -> Refusal:
    """A JSON body under a stream's Content-Type (docs/gateways.md, Q4)."""

    def refuse(scene: RefusalContext, params: Params) -> Answer:
        answer = refusal(scene, params)
        return Answer(status=answer.status, content_type="text/event-stream", pieces=answer.pieces)

    return refuse


NO_CHANNEL = "当前分组 default 下对于模型 {model} 无可用渠道 / No available channel for group default"
FILTERED = "Generated image was filtered as a result of responsible AI practices."
SAFETY = "Your request was rejected by the safety system. safety_violations=[violence]."
SIGNATURE = "Image part is missing a thought_signature in content position 2, part position 1."
CREDIT = "Your credit balance is too low to access the API."
EMPTY = {"error": {"message": "", "type": "", "param": "", "code": None}}
MISSING = [{"loc": ["body", "prompt"], "msg": "field required", "type": "missing"}]
BUSY = "当前分组上游负载已饱和，请稍后再试"

REGION = {
    "code": "unsupported_country_region_territory",
    "message": "Country, region, or territory not supported",
    "type": "request_forbidden",
}
PER_MINUTE = {
    "code": 429,
    "status": "RESOURCE_EXHAUSTED",
    "message": "You exceeded your current quota, please check your plan and billing details. Please retry in 50ms.",
    "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.05s"}],
}
RESET = "You have exhausted your capacity on this model. Your quota will reset after 2h23m59s."
UNVERIFIED = "Your organization must be verified to use the model `{model}`."

REFUSALS: Mapping[str, Refusal] = {
    "unauthorized": envelope_error(401, "无效的令牌 Invalid token", code="invalid_api_key"),
    "forbidden": envelope_error(403, "This key may not use {model}.", code="access_denied"),
    "no_quota": envelope_error(403, "用户额度不足, 剩余额度: ¥0.000000", code="insufficient_user_quota"),
    "payment_required": envelope_error(402, "Insufficient balance.", code="insufficient_balance"),
    "quota_not_enough": json_error(
        403, {"code": "quota_not_enough", "message": "user quota is not enough", "data": None}
    ),
    "rate_limited": envelope_error(
        429, "Rate limit reached for requests.", code="rate_limit_exceeded", retry_after="1"
    ),
    "rate_limited_silently": envelope_error(429, "请求过于频繁，请稍后再试", code="rate_limit"),
    "quota_429": envelope_error(
        429, "You exceeded your current quota, please check your plan.", code="insufficient_quota"
    ),
    "quota_per_minute": json_error(429, {"error": PER_MINUTE}),
    "quota_reset": envelope_error(429, RESET, code="429"),
    "region": json_error(403, {"error": REGION}),
    "unverified": envelope_error(403, UNVERIFIED, code="", kind="invalid_request_error"),
    "firewall": firewall_text,
    "class_word": json_error(500, {"error": "server_error", "message": "failed to allocate 6.2 GB on the device"}),
    "busy": envelope_error(503, BUSY, code="system_busy"),
    "no_channel": envelope_error(503, NO_CHANNEL, code="model_not_found"),
    "server_error": envelope_error(500, "upstream error: bad response", code="bad_response"),
    "invalid_500": envelope_error(500, "image is required", code="invalid_request"),
    "marshal_500": envelope_error(500, "json_marshal_failed", code="convert_request_failed"),
    "credit_500": json_error(500, {"error": {"type": "<nil>", "message": CREDIT}, "type": "error"}),
    "empty_500": envelope_error(500, "empty response from Gemini", code="empty_response"),
    "html_502": html_page(502, "502 Bad Gateway", "nginx"),
    "html_504": html_page(504, "504 Gateway Time-out", "nginx"),
    "html_524": html_page(524, "api.example.com | 524: A timeout occurred", "cloudflare"),
    "html_413": html_page(413, "413 Request Entity Too Large", "nginx/1.25.3", linger=True),
    "html_200": html_page(200, "New API – 登录", "nginx"),
    "html_404": html_page(404, "404 Not Found", "nginx"),
    "not_found": envelope_error(404, "Invalid URL.", code="not_found"),
    "bad_request": envelope_error(400, "Invalid value.", code="invalid_value"),
    "no_pictures": envelope_error(400, "Unknown parameter: 'image'.", code="unknown_parameter"),
    "content_policy": envelope_error(400, "The prompt was blocked by content moderation.", code="contentFilter"),
    "moderation_blocked": envelope_error(
        400, SAFETY, code="moderation_blocked", kind="image_generation_user_error"
    ),
    "output_filtered": envelope_error(400, FILTERED, code="content_filter"),
    "prompt_blocked": envelope_error(
        400, "request blocked by Gemini API: PROHIBITED_CONTENT", code="prompt_blocked"
    ),
    "no_transparency": envelope_error(
        400, "Transparent background is not supported for this model.", code="invalid_value"
    ),
    "thought_signature": envelope_error(400, SIGNATURE, code="400"),
    "stream_parsed": envelope_error(
        500, "invalid character 'e' looking for beginning of value", code="bad_response_body"
    ),
    "error_as_stream": as_stream(envelope_error(400, "prompt is too sensitive", code="invalid_request")),
    "error_string": json_error(400, {"error": "the prompt is not allowed"}),
    "error_empty": json_error(500, EMPTY),
    "error_message": json_error(400, {"error": True, "message": "bad request body"}),
    "error_detail": json_error(422, {"detail": MISSING}),
    "message_only": json_error(400, {"message": "model is not enabled for this account"}),
    "leaky": envelope_error(
        500, "Post https://upstream.example.com/v1: key sk-live-1234567890abcdef refused", code="500"
    ),
    "redirect": redirect,
}
