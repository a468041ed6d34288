"""Classifies a failure: status, headers and body in, one exception of the tree out.

Pure. The class follows from the status and from what the body says, because the same thing arrives under many
statuses (docs/gateways.md, Q1, Q5, Q6, Q7, Q17, Q26, Q40, Q41, Q44; T57-T80, T120-T124). What the bodies
look like is formats/texts/error_body.py."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from formats.texts.error_body import ErrorBody, read_body, read_error
from formats.texts.shown_text import MAX_TEXT, is_page, sanitize
from formats.wait_time import retry_after_of, wait_in_body
from providers.errors import (
    BadKey,
    BadRequest,
    Blocked,
    Busy,
    Forbidden,
    GatewayTimeout,
    NoChannel,
    OutOfCredit,
    ProviderError,
    RateLimited,
    ServerFault,
    TooLarge,
    WrongAddress,
)

__all__ = ["classify_error", "classify_response", "request_id_of", "retry_after_of", "sanitize"]

REQUEST_ID_HEADERS: Final = (
    "x-oneapi-request-id",
    "x-api-request-id",
    "x-siliconcloud-trace-id",
    "x-request-id",
    "cf-ray",
)

BLOCKED: Final = re.compile(
    r"content_?filter(?!_?(?:results?|offsets))|[\"']filtered[\"']: true|content[_ ]polic|policy_?violation"
    r"|prompt_blocked|content management policy|responsible ?ai|request blocked by|(?:image|response) was filtered"
    r"|moderation_(?:blocked|failed)|content[_ ]moderation|moderation (?:system|polic|check)|\bflagged\b"
    r"|safety(?![_ ]?(?:settings|identifier))|(?<!case[-_ ])sensitive|prohibited_content|敏感|审核|违规",
    re.IGNORECASE,
)
REGION: Final = re.compile(
    r"unsupported_country|error code: 1009|banned the country|(?:region|location)_not_|(?:country|territory"
    r"|(?:your|user|this|current) (?:region|location))\b.{0,24}\bnot (?:supported|available|allowed)"
    r"|not (?:available|supported|allowed|offered) in (?:your|this) (?:country|region|location|area)"
    r"|(?:地区|国家|所在区域).{0,12}(?:不支持|不可用|受限|限制|未开放)|不支持.{0,8}(?:地区|国家)",
    re.IGNORECASE,
)
UNVERIFIED: Final = re.compile(
    r"(?:organi[sz]ation|account|identity|email|phone)\b.{0,60}\b(?:must|needs? to|has to|not|isn't)\b.{0,20}verif"
    r"|verify (?:your )?(?:organi[sz]ation|account|identity)|(?:org\w*|account|identity)_not_verified"
    r"|verification[_ ]required|实名|组织.{0,20}(?:验证|认证)",
    re.IGNORECASE,
)
ADDRESS: Final = re.compile(
    r"(?:\bip address|\b(?:your|client) ip\b|[的源] ?ip).{0,60}(?:not (?:allowed|authori[sz]ed|permitted|in)\b"
    r"|whitelist|allow ?list|白名单|不在|禁止|不允许)|ip_not_(?:allowed|authori[sz]ed)",
    re.IGNORECASE,
)
FIREWALL: Final = re.compile(
    r"error code: 10\d\d\b|just a moment|attention required|cloudflare to restrict|<center>cloudflare"
    r"|you have been blocked|access[ _-]denied|requests? (?:was |is |has been )?blocked|potential threats"
    r"|request could not be satisfied|incapsula|sucuri|ddos|captcha|security check|firewall"
    r"|防火墙|拦截|阻断|安全威胁",
    re.IGNORECASE,
)
FIREWALL_FIELDS: Final = re.compile(r"\"(?:cloudflare_error|ray_id)\"")
FIREWALL_HEADERS: Final = ("cf-mitigated", "x-vercel-mitigated", "x-amzn-waf-action", "x-sucuri-block")
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
ACCOUNT_EMPTY: Final = re.compile(
    r"insufficient[_ ](?:\w+[_ ])?(?:quota|balance|funds?|credits?)|\bbalance\b|arrears|overdue|payment required"
    r"|billing_hard|余额|欠费|充值",
    re.IGNORECASE,
)
"""What no wait mends, also where a time stands beside it."""
BAD_KEY: Final = re.compile(
    r"invalid[_ ](?:api[_ ])?(?:key|token)|incorrect api key|api[_ ]key not valid|invalid_authentication"
    r"|无效的(?:令牌|密钥)|令牌(?:已过期|状态不可用|已被禁用)",
    re.IGNORECASE,
)
TOO_LARGE: Final = re.compile(r"(?:body|entity|payload) (?:is )?too large", re.IGNORECASE)
LIMIT: Final = re.compile(r"\blimit: ?(\d+)|\"quotaValue\": ?\"(\d+)\"")
"""Google's words for how much of a quota there is; where all are 0 the plan has none, and no wait mends that."""
RATE: Final = re.compile(r"rate[_ ]?limit|too many requests|请求过于频繁|速率", re.IGNORECASE)
RATE_OF_QUOTA: Final = re.compile(
    rf"{RATE.pattern}|per[_ -]?(?:second|min|minute|hour|day)(?:\b|[_A-Z])|throttl|\b[rtiq]p[mdsh]\b"
    r"|resource has been exhausted|concurren|并发|限流|频率|每(?:秒|分钟|小时|天)",
    re.IGNORECASE,
)
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
    if reason := _firewall_reason(status, body, lower):
        kind, params = Forbidden, {"reason": reason}
    if kind is WrongAddress:
        params |= {"url": _without_secrets(url), **_redirect_target(url, lower.get("location", ""))}
    return kind(
        parsed.message,
        status=status,
        request_id=request_id_of(lower) or parsed.request_id,
        retry_after=_longest_wait(kind, parsed, named=retry_after),
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
        retry_after=_longest_wait(kind, parsed, named=None),
        params=params,
        may_be_charged=may_be_charged,
    )


def is_mitigated(headers: Mapping[str, str]) -> bool:
    """Whether a firewall says that it acted, whatever the status (AWS: 202, with no body)."""
    return any(headers.get(name) for name in FIREWALL_HEADERS)


def request_id_of(headers: Mapping[str, str]) -> str:
    """The id under which the gateway's people find the call, or "" (docs/gateways.md, Q29)."""
    lower = {name.lower(): value for name, value in headers.items()}
    value = next((lower[name] for name in REQUEST_ID_HEADERS if lower.get(name)), "")
    return sanitize(value, limit=128)


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
    if not page and status not in STATUS_DECIDES and (refined := _by_text(status, parsed)):
        return refined
    kind = _by_availability(parsed, wait_named=wait_named) if status in UNAVAILABLE_STATUSES else _by_status(status)
    if kind is WrongAddress and (unmet := UNMET.search(parsed.full_text)):
        return (BadRequest if unmet["feature"] else NoChannel), {}
    if kind is WrongAddress:
        return kind, {"reason": "not_found"}
    hint = next((hint for needle, hint in HINTS if needle in parsed.full_text.lower()), "")
    return kind, {"hint": hint} if hint and kind is BadRequest else {}


def _by_text(status: int, parsed: ErrorBody) -> tuple[type[ProviderError], dict[str, str | int]] | None:
    text = parsed.full_text
    if reason := _forbidden_reason(status, text):
        return Forbidden, {"reason": reason}
    checks = (
        (Blocked, status not in (401, 402, 429) and BLOCKED.search(text)),
        (NoChannel, NO_CHANNEL.search(text)),
        (RateLimited, _is_rate(status, parsed)),
        (OutOfCredit, status != 404 and NO_CREDIT.search(text)),
        (BadKey, status != 404 and BAD_KEY.search(text)),
        (TooLarge, TOO_LARGE.search(text)),
    )
    return next(((kind, {}) for kind, match in checks if match), None)


def _is_rate(status: int, parsed: ErrorBody) -> bool:
    """Whether this is a rate, though it may say "quota", which is Google's and Azure's word for both (Q40)."""
    text = parsed.full_text
    limits = ["".join(match) for match in LIMIT.findall(text)]
    if ACCOUNT_EMPTY.search(text) or (limits and not any(map(int, limits))):
        return False
    if 429 in (status, parsed.status_code) or NO_CREDIT.search(text):
        return bool(RATE_OF_QUOTA.search(text)) or wait_in_body(text) is not None
    return status == 403 and bool(RATE.search(text))


def _longest_wait(kind: type[ProviderError], parsed: ErrorBody, *, named: float | None) -> float | None:
    """The time to wait, by the header (`named`) or by the body: relays put a time of their own into the header."""
    if kind not in (RateLimited, Busy):
        return named
    return max((wait for wait in (named, wait_in_body(parsed.full_text)) if wait is not None), default=None)


def _forbidden_reason(status: int, text: str) -> str:
    """The reason why a region, an organization or an address is refused, "" where none is (Q41)."""
    if status == 451 or REGION.search(text):
        return "region"
    if UNVERIFIED.search(text):
        return "unverified"
    return "address" if status in (401, 403) and ADDRESS.search(text) else ""


def _firewall_reason(status: int, body: bytes, headers: Mapping[str, str]) -> str:
    """The reason of a firewall before the gateway: "firewall", "region" where it says so, else "" (Q41)."""
    text = body[:MAX_TEXT].decode("utf-8", "replace")
    if is_mitigated(headers):
        return "firewall"
    if not 400 <= status < 500 or status in (401, 402, 404, 413, 429):
        return ""
    is_json = text.removeprefix("data:").lstrip()[:1] in ("{", "[")
    if not (FIREWALL_FIELDS if is_json else FIREWALL).search(text) or BAD_KEY.search(text):
        return ""
    return "region" if REGION.search(text) else "firewall"


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


def _redirect_target(url: str, location: str) -> dict[str, str]:
    """The target of a redirect, as a parameter; none where that cannot be read."""
    try:
        return {"location": _without_secrets(urljoin(url, location))} if location else {}
    except ValueError:
        return {}
