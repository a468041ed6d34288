"""Errors as people read them: the reason where there is one, and nothing that is not known."""

import socket
import ssl

import pytest

from providers.errors import Empty, LinkDead, ProviderError, RateLimited, ServerFault, Unreachable
from providers.errors.classify import classify_error, classify_response
from providers.events import Notice
from providers.response.outcome import empty_error
from providers.transport.send_trace import unreachable_reason
from studio.runs.outcome import as_ended, call_error_of
from studio.types import Call
from ui.i18n import LANGUAGES, Language, t
from ui.schemas.errors import ErrorView, call_error_view
from ui.schemas.serialize import notice_view

EN: Language = "en"


def view_of(error: ProviderError, lang: Language = EN) -> ErrorView:
    return call_error_view(call_error_of(error, sent=True), lang, gateway="tu-zi")


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (socket.gaierror(), "the host name api.example.com:8443 wasn't found"),
        (ConnectionRefusedError(), "api.example.com:8443 refused the connection"),
        (ssl.SSLError(), "no trusted secure connection (TLS) to api.example.com:8443"),
        (TimeoutError(), "api.example.com:8443 didn't respond in time"),
        (OSError(), "no network route to api.example.com:8443"),
    ],
)
def test_an_address_that_cannot_be_reached_is_named_with_the_reason(cause: OSError, reason: str) -> None:
    error = Unreachable(params={"host": "api.example.com:8443", "reason": unreachable_reason(cause)})
    english, chinese = (view_of(error, lang).message for lang in LANGUAGES)
    assert english.startswith("Couldn't reach tu-zi") and reason in english
    assert chinese.startswith("无法连接 tu-zi：") and "api.example.com:8443" in chinese


def test_a_proxy_that_cannot_be_used_is_named_with_what_to_change() -> None:
    params = {"reason": "proxy", "setting": "HTTPS_PROXY", "url": "https://cdn.test/a.png"}
    for error in (Unreachable(params=params), LinkDead(params=params)):
        for view in (view_of(error, lang) for lang in LANGUAGES):
            assert "HTTPS_PROXY" in view.message and "httpx[socks]" in view.advice
    assert view_of(LinkDead(params=params)).url == "https://cdn.test/a.png"


def test_a_status_is_named_only_where_the_gateway_refused_with_one() -> None:
    plain = "tu-zi had an internal error."
    assert view_of(classify_response(status=500, body=b"", headers={})).message.endswith("(status 500).")
    assert view_of(classify_error({"message": "boom"})).message == plain
    assert view_of(ServerFault()).message == plain
    notice = Notice(kind="part_failed", params={"said": "boom", "error": "server_fault"})
    for lang in LANGUAGES:
        sentence = str(notice_view(notice, lang, gateway="tu-zi")["message"])
        assert "boom" in sentence
        assert not {"(", ")", "（", "）"} & set(sentence)


def test_tokens_are_named_only_where_they_are_known() -> None:
    assert "tokens used: 1290." in view_of(empty_error({"total_tokens": 1290})).advice
    assert (
        view_of(empty_error({})).advice
        == view_of(Empty()).advice
        == "It was probably blocked without notice, and it may have been charged. Reword the prompt."
    )
    silent = as_ended(Call(id="c", run="r", number=1), error=None, pictures=(), asked="m").error
    assert silent and "token" not in call_error_view(silent, EN).advice
    counted = Call(id="c", run="r", number=1, usage={"total_tokens": 7})
    failure = as_ended(counted, error=None, pictures=(), asked="m").error
    assert failure and "tokens used: 7." in call_error_view(failure, EN).advice


def test_a_hint_becomes_the_advice() -> None:
    """docs/gateways.md, T79."""
    body = b'{"error": {"message": "Transparent background is not supported for this model"}}'
    assert "gpt-image-1.5" in view_of(classify_response(status=400, body=body, headers={})).advice


def test_a_dead_address_is_not_called_busy() -> None:
    assert t("card.state.resend", EN, gateway="tu-zi", seconds=2) == "Retrying tu-zi in 2 s"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.3, "in 1 s", "1 秒后"),
        (32, "in 32 s", "32 秒后"),
        (150, "in about 2 minutes", "约 2 分钟后"),
        (1800, "in about 30 minutes", "约 30 分钟后"),
        (3600, "in about an hour", "约 1 小时后"),
        (3540, "in about an hour", "约 1 小时后"),
        (5400, "in about an hour and 30 minutes", "约 1 小时 30 分钟后"),
        (7200, "in about 2 hours", "约 2 小时后"),
        (8639, "in about 2 hours 24 minutes", "约 2 小时 24 分钟后"),
        (86_400, "in about 24 hours", "约 24 小时后"),
        (3 * 86_400, "in about 3 days", "约 3 天后"),
    ],
)
def test_a_time_to_wait_is_told_as_people_say_it(seconds: float, english: str, chinese: str) -> None:
    error = RateLimited(status=429, retry_after=seconds)
    assert view_of(error).advice == f"Retry {english}, counted from when this failed. Nothing was generated."
    assert view_of(error, "zh").advice == f"请{chinese}重试（从失败时算起）。未开始生成。"
    assert view_of(error).retry_after == seconds


def test_without_a_time_it_is_a_little() -> None:
    assert view_of(RateLimited(status=429)).advice == "Wait a moment and retry. Nothing was generated."


@pytest.mark.parametrize(
    ("status", "body", "english", "chinese"),
    [
        (403, b'{"error":{"code":"unsupported_country_region_territory"}}', "region", "地区"),
        (403, b'{"error":{"message":"Your organization must be verified"}}', "verified organizations", "验证"),
        (403, b'{"error":{"message":"Your IP address is not allowed"}}', "IP address", "本服务器 IP"),
        (403, b"error code: 1010", "firewall", "防火墙"),
    ],
)
def test_a_refusal_that_is_not_about_the_key_does_not_accuse_it(
    status: int, body: bytes, english: str, chinese: str
) -> None:
    error = classify_response(status=status, body=body, headers={})
    view, other = view_of(error), view_of(error, "zh")
    assert (view.kind, view.may_be_charged, view.status) == ("forbidden", False, status)
    assert english in view.message and chinese in other.message
    for text in (view.message, view.advice, other.message, other.advice):
        assert not any(word in text for word in ("rejected the API key", "base URL", "拒绝了 API 密钥", "/v1"))
    assert view.advice != t("error.forbidden.advice", EN)


def test_a_model_that_gave_no_picture_is_told_with_its_reason() -> None:
    error = Empty(params={"reason": "no_picture", "finish": "IMAGE_OTHER"})
    assert view_of(error).message == "The model returned no image (IMAGE_OTHER)."
    assert view_of(error, "zh").message == "模型没有返回图片（IMAGE_OTHER）。"
    assert "blocked" not in view_of(error).advice.lower()
