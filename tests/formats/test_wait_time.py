"""The time that a refusal asks to wait, in headers, fields and words.

And what is a rate, not an empty account.
"""

import json
from datetime import UTC, datetime, timedelta

import pytest

from formats.wait_time import wait_in_body
from providers.errors import Busy, OutOfCredit, RateLimited
from providers.errors.classify import classify_error, classify_response, retry_after_of
from tests.processor_cost import bounded_cost

GOOGLE = "You exceeded your current quota, please check your plan and billing details. "
RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "32s"}
PER_MINUTE = {"quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "quotaMetric": "x"}
ANTIGRAVITY = json.dumps(
    {
        "error": {
            "code": 429,
            "message": "You have exhausted your capacity on this model. Your quota will reset after 3s.",
            "details": [{"metadata": {"quotaResetDelay": "3.299376739s"}}],
        }
    },
    indent=2,
)


def error(message: str, **more: object) -> dict[str, object]:
    return {"error": {"message": message, **more}}


def of(status: int, body: object, **headers: str):
    return classify_response(
        status=status,
        body=json.dumps(body, ensure_ascii=False).encode(),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Please retry in 32.4s.", 32.4),
        ("Your quota will reset after 2h23m59s.", 8639),
        ("Please try again in 1m30s.", 90),
        ("Too many requests, try again in 20 seconds", 20),
        ("Slow down: free again in 20 seconds.", 20),
        ("request reached organization max RPM: 3, please try again after 1 seconds", 1),
        ("Please retry after 26 seconds.", 26),
        ("Try again in 350ms.", 0.35),
        ("retry 20 seconds later", 20),
        ("wait for 1 minute and 30 seconds", 90),
        ("resets in 2 hours, 5 minutes", 7500),
        ("try again in an hour", 3600),
        ("wait 1,200 seconds", 1200),
        ("Your limit resets in 3 days.", 259_200),
        ("请在 30 秒后重试", 30),
        ("请求过于频繁，30秒后再试", 30),
        ("请稍等 5 分钟", 300),
        ("额度将在1小时23分后重置", 4980),
        ("请一分钟后再试", 60),
        ("冷却中，剩余 500 毫秒", 0.5),
        ("請於30秒後重試", 30),
        ("1分後に再試行してください", 60),
        ("30초 후에 다시 시도하세요", 30),
        ("Bitte versuchen Sie es in 45 Sekunden erneut", 45),
        ("Veuillez réessayer dans 2 heures", 7200),
        ("Inténtelo de nuevo en 2 minutos", 120),
        ("Повторите через 5 минут", 300),
        ("try again in half an hour", 1800),
        ("You are being rate limited. Retry after 60", 60),
        ('{"retryDelay": "32s"}', 32),
        ('{"retryDelay": {"seconds": 32, "nanos": 0}}', 32),
        ('{"retry_after": 30}', 30),
        ('{"retry_after_ms": "1500"}', 1.5),
        ('{"retryAfterMs": 1500}', 1.5),
        ('{"type": "usage_limit_reached", "resets_in_seconds": 18000}', 18_000),
        ("{'error': {'details': [{'retryDelay': '32s'}]}}", 32),
        (r"HTTP 429: {\"retryDelay\": \"32s\"", 32),
    ],
)
def test_the_time_that_words_and_fields_name(text: str, seconds: float) -> None:
    assert wait_in_body(text) == pytest.approx(seconds)


def test_a_moment_is_a_time_too() -> None:
    later = datetime.now(UTC) + timedelta(seconds=90)
    for value in (later.isoformat(), int(later.timestamp()), str(int(later.timestamp() * 1000))):
        assert 85 < (wait_in_body(json.dumps({"X-RateLimit-Reset": value})) or 0) <= 90
    assert wait_in_body('{"resets_at": "2020-01-01T00:00:00Z"}') == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rate limit: 10 requests per 60 seconds",
        "100 requests in 1 hour are too many",
        "retry as soon as you can",
        "Retry 3 of 5",
        "retry after 3 attempts",
        "retry after 2026-12-01",
        "wait a few seconds",
        "try again tomorrow",
        "您的等级限制为每 60 秒 10 次",
        '{"max_retries": 3, "retry_count": 2, "retryable": true}',
        '{"retry_after": null}',
        '{"retry_after": 99999999999999999999}',
    ],
)
def test_what_names_no_time_to_wait(text: str) -> None:
    assert wait_in_body(text) is None


def test_the_milliseconds_of_a_header() -> None:
    assert retry_after_of({"retry-after-ms": "1500", "retry-after": "2"}) == 1.5
    assert of(429, {}, retry_after_ms="250").retry_after == 0.25


RATES = [
    ("google", error(f"{GOOGLE}Please retry in 32.4s.", status="RESOURCE_EXHAUSTED", details=[RETRY_INFO]), 32),
    (
        "capacity",
        error("You have exhausted your capacity on this model. Your quota will reset after 2h23m59s."),
        8639,
    ),
    ("resource", error("Resource has been exhausted (e.g. check quota).", code=429), None),
    ("per-minute-detail", error(GOOGLE, details=[{"violations": [PER_MINUTE]}]), None),
    ("in-a-list", [error(GOOGLE, details=[RETRY_INFO])], 32),
    ("wrapped", error(f"All accounts exhausted. Last error: HTTP 429: {ANTIGRAVITY}", code=429), 3.299),
    (
        "openai-links-to-billing",
        error("Rate limit reached: Limit 5, Used 5. Please try again in 12s. See https://x.com/account/billing."),
        12,
    ),
    ("azure-links-to-quota", error("Please retry after 26 seconds. See https://aka.ms/oai/quotaincrease"), 26),
    (
        "openrouter-sells-credits",
        error("Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free requests"),
        None,
    ),
    ("dashscope", {"code": "Throttling.RateQuota", "message": "Requests throttled."}, None),
    ("tpm", error("quota exceeded: TPM"), None),
    ("chinese", error("额度每分钟 10 次，请在 30 秒后重试"), 30),
    (
        "openrouter-raw",
        error("Provider returned error", metadata={"raw": json.dumps(error(GOOGLE, details=[RETRY_INFO]))}),
        32,
    ),
    ("codex", error("The usage limit has been reached", resets_in_seconds=18_000), 18_000),
]


@pytest.mark.parametrize(("body", "seconds"), [row[1:] for row in RATES], ids=[row[0] for row in RATES])
def test_a_429_about_a_rate(body: object, seconds: float | None) -> None:
    failure = of(429, body)
    assert type(failure) is RateLimited
    assert failure.retry_after == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    "body",
    [
        error(
            "You exceeded your current quota, please check your plan and billing details", code="insufficient_quota"
        ),
        error(f"{GOOGLE}See https://ai.google.dev/gemini-api/docs/rate-limits.", status="RESOURCE_EXHAUSTED"),
        error("You exceeded your current quota"),
        error("您的额度已用完"),
        error("余额不足，请充值后 30 秒再试"),
        error("Insufficient balance. Rate limit of 0 per minute."),
        {"code": "quota_not_enough", "message": "user quota is not enough"},
    ],
    ids=str,
)
def test_a_429_about_an_empty_account(body: object) -> None:
    assert type(of(429, body)) is OutOfCredit


def test_a_403_that_is_about_a_rate_does_not_accuse_the_key() -> None:
    failure = of(403, error("Quota exceeded for requests per minute. Please retry in 20s."))
    assert (type(failure), failure.retry_after) == (RateLimited, 20)
    assert type(of(403, error("You have triggered a rate limit"))) is RateLimited


def test_a_rate_that_a_relay_wrapped_in_a_500_is_a_rate() -> None:
    failure = of(500, error(f"upstream error: 429 {GOOGLE}Please retry in 32s."))
    assert (type(failure), failure.retry_after, failure.may_be_charged) == (RateLimited, 32, False)
    assert type(of(500, error("Your credit balance is too low, try again in 5 minutes"))) is OutOfCredit


def test_the_longer_of_two_times_counts() -> None:
    assert of(429, error("Your quota will reset after 2h23m59s."), retry_after="1").retry_after == 8639
    assert of(429, error("Please retry in 2s."), retry_after="60").retry_after == 60


def test_a_busy_gateway_may_name_a_time_too() -> None:
    failure = of(503, error("The model is overloaded. Please try again in 20 seconds."))
    assert (type(failure), failure.retry_after) == (Busy, 20)


def test_a_time_in_another_failure_is_none_to_wait_for() -> None:
    assert of(500, error("Request timed out, retry in 20 seconds")).retry_after is None
    assert of(400, error("retry after 20 seconds of silence in the prompt")).retry_after is None


def test_a_rate_inside_a_200() -> None:
    failure = classify_error({"message": "Resource exhausted. Please retry in 32s.", "code": 429})
    assert (type(failure), failure.retry_after, failure.may_be_charged) == (RateLimited, 32, False)


@pytest.mark.parametrize("seed", ["wait ", "again ", "1 s ", "retry", '"retry_after":', "reset 1,", "等待", "1h"])
def test_a_hostile_refusal_is_read_quickly(seed: str) -> None:
    with bounded_cost(loops=250):
        of(429, error((seed * 8000)[:8000]))


@pytest.mark.parametrize("text", ["1," * 4000, "in " + "1," * 4000, "retry " * 2000, "a " * 4000, "1 s " * 2000])
def test_hostile_words_cost_little(text: str) -> None:
    """8 KB of "1," took 7 seconds of the event loop."""
    with bounded_cost(loops=50):
        wait_in_body(text)
