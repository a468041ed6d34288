"""Classifies a failure: status, headers and body in, one exception of the tree out.

Pure. The class follows from the status and from what the body says, because the same thing arrives under many
statuses (docs/gateways.md, Q1, Q5, Q6, Q7, Q17, Q26; T57-T80). What the bodies look like is errors/body.py."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from providers.errors import (
    BadKey,
    BadRequest,
    Blocked,
    Busy,
    GatewayTimeout,
    NoChannel,
    OutOfCredit,
    ProviderError,
    RateLimited,
    ServerFault,
    TooLarge,
    WrongAddress,
)
from providers.errors.body import ErrorBody, is_page, read_body, read_error, sanitize

__all__ = ["classify_error", "classify_response", "request_id_of", "retry_after_of", "sanitize"]

REQUEST_ID_HEADERS: Final = (
    "x-oneapi-request-id",
    "x-api-request-id",
    "x-siliconcloud-trace-id",
    "x-request-id",
    "cf-ray",
)

BLOCKED: Final = re.compile(
    r"content_?filter|content_policy|policy_violation|prompt_blocked|request blocked by|image was filtered"
    r"|moderation_(?:blocked|failed)|content[_ ]moderation|moderation (?:system|polic|check)|\bflagged\b"
    r"|safety(?![_ ]?(?:settings|identifier))|(?<!case[-_ ])sensitive|prohibited_content|敏感|审核|违规",
    re.IGNORECASE,
)
NO_CHANNEL: Final = re.compile(
    r"model_not_(?:found|exist)|no[_ ]available[_ ](?:channel|model)|not supported model"
    r"|model\b.{0,120}\b(?:does not|doesn't) exist|可用渠道|模型不存在|无权访问(?:该)?模型",
    re.IGNORECASE | re.DOTALL,
)
NO_CREDIT: Final = re.compile(
    r"quota|\bbalance\b|(?:\b|_)credits?\b(?! card)|insufficient[_ ](?:user|funds?|balance)|billing"
    r"|payment required|额度|余额|欠费|充值",
    re.IGNORECASE,
)
BAD_KEY: Final = re.compile(
    r"invalid[_ ](?:api[_ ])?(?:key|token)|incorrect api key|api[_ ]key not valid|invalid_authentication"
    r"|无效的(?:令牌|密钥)|令牌(?:已过期|状态不可用|已被禁用)",
    re.IGNORECASE,
)
TOO_LARGE: Final = re.compile(r"(?:body|entity|payload) (?:is )?too large", re.IGNORECASE)
RATE: Final = re.compile(r"rate[_ ]?limit|too many requests|请求过于频繁|速率", re.IGNORECASE)
BUSY: Final = re.compile(r"overload|(?<![a-z])busy\b|负载已饱和|繁忙", re.IGNORECASE)
UNMET: Final = re.compile(r"(?P<feature>no endpoints found that support|modalit)|no endpoints found", re.IGNORECASE)
"""A 404 of the right address: no provider of the model does what was asked, or there is none (OpenRouter)."""
MALFORMED: Final = re.compile(r"invalid_request|invalid_parameter|unknown parameter|bad_request", re.IGNORECASE)
TIMEOUT: Final = re.compile(r"time[_ -]?out|timed out|deadline|超时", re.IGNORECASE)
BROKE_OFF: Final = re.compile(
    rf"{TIMEOUT.pattern}|disconnect|broken pipe|unexpected eof|reset (?:by|before|reason)"
    r"|connection (?:was )?(?:reset|closed|lost|terminated|aborted)",
    re.IGNORECASE,
)
UPSTREAM: Final = re.compile(r"upstream|上游", re.IGNORECASE)

HINTS: Final = (
    ("transparent background is not supported", "transparent"),
    ("thought_signature", "thought_signature"),
)

TIMEOUT_STATUSES: Final = frozenset({408, 502, 504, *range(520, 528), 530})
UNAVAILABLE_STATUSES: Final = frozenset({503, 529})
STATUS_DECIDES: Final = frozenset({405, 413, 415, *TIMEOUT_STATUSES})


def classify_response(*, status: int, body: bytes, headers: Mapping[str, str], url: str = "") -> ProviderError:
    """Classifies a response with another status than 2xx, or a 200 that is a web page.

    `body` may be cut anywhere; `url` is the address that was really asked, shown when it is the wrong one.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    parsed = read_body(body)
    page = is_page(body, lower.get("content-type", ""))
    retry_after = retry_after_of(lower)
    kind, params = _classify(status, parsed, page=page, wait_named=retry_after is not None)
    if kind is WrongAddress:
        params |= {"url": _without_secrets(url)}
    return kind(
        parsed.message,
        status=status,
        request_id=request_id_of(lower) or parsed.request_id,
        retry_after=retry_after,
        params=params,
    )


def classify_error(
    error: object, *, status: int = 200, request_id: str = "", after_200: bool = True
) -> ProviderError:
    """Classifies an `error` value inside an answer.

    docs/gateways.md, Q3, Q13, T54, T55, T57. `error` is what stood under `error`, or the whole object when it has
    no such key: an object, a string or anything else. After a 200 the work may have been done, so all but a plain
    refusal may be charged.
    """
    parsed = read_error(error)
    inner = _inner_status(parsed) if after_200 and 200 <= status < 300 else status
    kind, params = _classify(inner, parsed, page=False)
    if kind is WrongAddress:
        params |= {"url": ""}
    may_be_charged = True if after_200 and kind is Blocked else None
    return kind(
        parsed.message,
        status=status,
        request_id=request_id or parsed.request_id,
        params=params,
        may_be_charged=may_be_charged,
    )


def request_id_of(headers: Mapping[str, str]) -> str:
    """The id under which the gateway's people find the call, or "" (docs/gateways.md, Q29)."""
    lower = {name.lower(): value for name, value in headers.items()}
    value = next((lower[name] for name in REQUEST_ID_HEADERS if lower.get(name)), "")
    return sanitize(value, limit=128)


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from the `Retry-After` header; None when not given.

    A number or a date (RFC 9110 §10.2.3).
    """
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return None
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        seconds = (aware - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _classify(
    status: int, parsed: ErrorBody, *, page: bool, wait_named: bool = False
) -> tuple[type[ProviderError], dict[str, str | int]]:
    """The class, and what its sentence needs. Words count before the status, except where a status says all.

    `wait_named`: a time to wait was given.
    """
    if page and (status < 400 or status == 403):
        return WrongAddress, {"reason": "page"}
    if 300 <= status < 400:
        return WrongAddress, {"reason": "redirect"}
    if not page and status not in STATUS_DECIDES and (kind := _by_text(status, parsed)):
        return kind, {}
    kind = _by_availability(parsed, wait_named=wait_named) if status in UNAVAILABLE_STATUSES else _by_status(status)
    if kind is WrongAddress and (unmet := UNMET.search(parsed.full_text)):
        return (BadRequest if unmet["feature"] else NoChannel), {}
    if kind is WrongAddress:
        return kind, {"reason": "not_found"}
    hint = next((hint for needle, hint in HINTS if needle in parsed.full_text.lower()), "")
    return kind, {"hint": hint} if hint and kind is BadRequest else {}


def _by_text(status: int, parsed: ErrorBody) -> type[ProviderError] | None:
    text = parsed.full_text
    if status not in (401, 402, 429) and BLOCKED.search(text):
        return Blocked
    if NO_CHANNEL.search(text):
        return NoChannel
    if status != 404 and NO_CREDIT.search(text):
        return OutOfCredit
    if status != 404 and BAD_KEY.search(text):
        return BadKey
    return TooLarge if TOO_LARGE.search(text) else None


def _by_availability(parsed: ErrorBody, *, wait_named: bool) -> type[ProviderError]:
    """Only who says to be busy, or names a time to wait, has certainly not begun: a proxy answers 503 as well when
    it lost the gateway in the middle of the work."""
    text = parsed.full_text
    if BROKE_OFF.search(text):
        return GatewayTimeout
    if wait_named or BUSY.search(text):
        return Busy
    return GatewayTimeout if UPSTREAM.search(text) else ServerFault


def _by_status(status: int) -> type[ProviderError]:
    if status in TIMEOUT_STATUSES:
        return GatewayTimeout
    match status:
        case 401 | 403:
            return BadKey
        case 402:
            return OutOfCredit
        case 404 | 405 | 410 | 501:
            return WrongAddress
        case 413:
            return TooLarge
        case 429:
            return RateLimited
    return BadRequest if 400 <= status < 500 else ServerFault


def _inner_status(parsed: ErrorBody) -> int:
    """The status that an error inside a 200 would have had; 500 when nothing shows it."""
    if 400 <= parsed.status_code < 600:
        return parsed.status_code
    patterns = ((RATE, 429), (BUSY, 503), (MALFORMED, 400), (TIMEOUT, 504))
    return next((status for pattern, status in patterns if pattern.search(parsed.full_text)), 500)


def _without_secrets(url: str) -> str:
    """The address without what may be secret in it: user, password, query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else ""
