"""What a gateway's refusal means: status, headers and body in, one error of errors.py out. Pure.

The class follows from the status and from what the body says, because the same thing arrives under many
statuses (docs/gateways.md, Q1, Q5, Q6, Q7, Q17, Q26; T57-T80). What the bodies look like is errors/body.py.
"""

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
MALFORMED: Final = re.compile(r"invalid_request|invalid_parameter|unknown parameter|bad_request", re.IGNORECASE)
LATE: Final = re.compile(r"time[_ -]?out|timed out|deadline|超时", re.IGNORECASE)
BROKE_OFF: Final = re.compile(
    rf"{LATE.pattern}|disconnect|broken pipe|unexpected eof|reset (?:by|before|reason)"
    r"|connection (?:was )?(?:reset|closed|lost|terminated|aborted)",
    re.IGNORECASE,
)
UPSTREAM: Final = re.compile(r"upstream|上游", re.IGNORECASE)

HINTS: Final = (
    ("transparent background is not supported", "transparent"),
    ("thought_signature", "thought_signature"),
)

TOO_LATE: Final = frozenset({408, 502, 504, *range(520, 528), 530})
UNAVAILABLE: Final = frozenset({503, 529})
NEVER_REREAD: Final = frozenset({405, 413, 415, *TOO_LATE})


def classify_response(*, status: int, body: bytes, headers: Mapping[str, str], url: str = "") -> ProviderError:
    """The error that an answer stands for: one with another status than 2xx, or a 200 that is a web page.

    `body` may be cut anywhere; `url` is the address that was really asked, shown when it is the wrong one.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    told = read_body(body)
    page = is_page(body, lower.get("content-type", ""))
    after = retry_after_of(lower)
    kind, params = _refusal(status, told, page=page, named=after is not None)
    if kind is WrongAddress:
        params |= {"url": _shown(url)}
    return kind(
        told.said,
        status=status,
        request_id=request_id_of(lower) or told.request_id,
        retry_after=after,
        params=params,
    )


def classify_error(
    error: object, *, status: int = 200, request_id: str = "", after_200: bool = True
) -> ProviderError:
    """The error that an `error` value inside an answer stands for (docs/gateways.md, Q3, Q13, T54, T55, T57).

    `error` is what stood under `error`, or the whole object when it has no such key: an object, a string or
    anything else. After a 200 the work may have been done, so all but a plain refusal may be charged.
    """
    told = read_error(error)
    inner = _status_inside(told) if after_200 and 200 <= status < 300 else status
    kind, params = _refusal(inner, told, page=False)
    if kind is WrongAddress:
        params |= {"url": ""}
    charged = True if after_200 and kind is Blocked else None
    return kind(
        told.said, status=status, request_id=request_id or told.request_id, params=params, may_be_charged=charged
    )


def request_id_of(headers: Mapping[str, str]) -> str:
    """The id under which the gateway's people find the call, or "" (docs/gateways.md, Q29)."""
    lower = {name.lower(): value for name, value in headers.items()}
    found = next((lower[name] for name in REQUEST_ID_HEADERS if lower.get(name)), "")
    return sanitize(found, limit=128)


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from `Retry-After` as a number or a date (RFC 9110 §10.2.3); None when not given."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if not said:
        return None
    try:
        seconds = float(said)
    except ValueError:
        try:
            when = parsedate_to_datetime(said)
        except ValueError:
            return None
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        seconds = (aware - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _refusal(
    status: int, told: ErrorBody, *, page: bool, named: bool = False
) -> tuple[type[ProviderError], dict[str, str | int]]:
    """The class, and what its sentence needs. Words count before the status, except where a status says all.

    `named`: a time to wait was given.
    """
    if page and (status < 400 or status == 403):
        return WrongAddress, {"reason": "page"}
    if 300 <= status < 400:
        return WrongAddress, {"reason": "redirect"}
    if not page and status not in NEVER_REREAD and (kind := _by_words(status, told)):
        return kind, {}
    kind = _unavailable(told, named=named) if status in UNAVAILABLE else _by_status(status)
    if kind is WrongAddress:
        return kind, {"reason": "not_found"}
    hint = next((hint for words, hint in HINTS if words in told.all_words.lower()), "")
    return kind, {"hint": hint} if hint and kind is BadRequest else {}


def _by_words(status: int, told: ErrorBody) -> type[ProviderError] | None:
    words = told.all_words
    if status not in (401, 402, 429) and BLOCKED.search(words):
        return Blocked
    if NO_CHANNEL.search(words):
        return NoChannel
    if status != 404 and NO_CREDIT.search(words):
        return OutOfCredit
    if status != 404 and BAD_KEY.search(words):
        return BadKey
    return TooLarge if TOO_LARGE.search(words) else None


def _unavailable(told: ErrorBody, *, named: bool) -> type[ProviderError]:
    """Only who says to be busy, or names a time to wait, has certainly not begun: a proxy answers 503 as well when
    it lost the gateway in the middle of the work."""
    words = told.all_words
    if BROKE_OFF.search(words):
        return GatewayTimeout
    if named or BUSY.search(words):
        return Busy
    return GatewayTimeout if UPSTREAM.search(words) else ServerFault


def _by_status(status: int) -> type[ProviderError]:
    if status in TOO_LATE:
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


def _status_inside(told: ErrorBody) -> int:
    """The status that an error inside a 200 would have had; 500 when nothing tells."""
    if 400 <= told.number < 600:
        return told.number
    by_words = ((RATE, 429), (BUSY, 503), (MALFORMED, 400), (LATE, 504))
    return next((status for pattern, status in by_words if pattern.search(told.all_words)), 500)


def _shown(url: str) -> str:
    """The address without what may be secret in it: user, password, query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else ""
