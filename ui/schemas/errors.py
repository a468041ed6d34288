"""Error responses: `ApiError`, and errors as JSON in the reader's language.

One shape, a status, and a sentence with advice.
"""

from collections.abc import Mapping
from math import ceil
from typing import Final

from starlette.types import Scope

from providers.errors import ProviderError, Refused, Unsupported
from studio.errors import StudioError
from studio.observing.call_report import LOG_ID
from studio.types import CallError
from ui.i18n import Language, chosen_language, has_string, language, t
from ui.schemas import View
from ui.security.visitor_cookie import cookie_values

LANGUAGE_COOKIE: Final = "easel_language"
"""The language that was chosen on the page (ui/static/app/preferences.js)."""
LONGEST_IN_SECONDS: Final = 100
ABOUT: Final = 2
"""So many minutes more or less are "about" a whole number of hours."""
NEARLY_AN_HOUR: Final = 60 - ABOUT
HOURS_OF_TWO_DAYS: Final = 48
STATUS: Final[Mapping[str, int]] = {
    "not_found": 404,
    "not_a_picture": 422,
    "svg_picture": 422,
    "huge_picture": 422,
    "heavy_picture": 422,
    "torn_picture": 422,
    "no_recipe": 422,
    "turn_running": 409,
    "nothing_to_read": 409,
    "key_reused": 409,
    "run_deleted": 410,
    "too_many_runs": 429,
    "server_key_closed": 403,
    "no_cookie": 428,
    "budget_spent": 429,
    "line_full": 429,
    "too_many_uploads": 429,
    "storage_full": 507,
    "runs_unfinished": 409,
    "gallery_moved": 409,
    "disk": 507,
    "journal_failed": 503,
    "closing": 503,
    "internal": 500,
}


LINKED: Final = frozenset({"link_dead", "asynchronous"})
"""Errors whose `url` leads to what the gateway made."""


class ApiError(Exception):
    """A request that is refused.

    `status` is the HTTP status; `kind` and `params` name and fill the sentence; `retry_after` is in seconds.
    """

    def __init__(
        self,
        kind: str,
        *,
        status: int,
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        **params: str | int,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status
        self.headers: Mapping[str, str] = dict(headers or {})
        self.retry_after = retry_after
        self.params = params


class ErrorView(View):
    """An error: `message` and `advice` for people, the rest for scripts.

    `status` is the gateway's HTTP status where one answered, `said` its own words. `field`, `value` and `nearest`
    tell of a setting that the model cannot do; `url` is where the picture may be found. `request_id` is the
    gateway's name of the request, `reference` this server's, as in X-Request-Id and in its log.
    """

    kind: str
    message: str
    advice: str
    may_be_charged: bool = False
    status: int | None = None
    request_id: str = ""
    retry_after: float | None = None
    said: str = ""
    field: str = ""
    value: str = ""
    nearest: str = ""
    url: str = ""
    reference: str = ""


class ErrorResponse(View):
    """The body of every refused request."""

    error: ErrorView


def lang_of(scope: Scope) -> Language:
    """The language of a request (Accept-Language).

    One that was chosen on the page goes before the browser's own.
    """
    wished = ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language")
    return chosen_language(cookie_values(scope, LANGUAGE_COOKIE)) or language(wished)


def call_error_view(failure: CallError, lang: Language, *, gateway: str = "") -> ErrorView:
    """The JSON of a call's error.

    `gateway` is the name to put into the sentence.
    """
    wait = duration_text(failure.retry_after, lang) if failure.retry_after else ""
    params = {
        "gateway": gateway,
        "status": failure.status or "",
        "said": failure.said,
        "wait": wait,
        **failure.params,
    }
    return ErrorView(
        kind=failure.kind,
        message=_sentence(_message(failure), lang, params),
        advice=_sentence(_advice(failure), lang, params),
        may_be_charged=failure.may_be_charged,
        status=failure.status,
        request_id=failure.request_id,
        retry_after=failure.retry_after,
        said=failure.said,
        field=str(params.get("field", "")),
        value=str(params.get("value", "")),
        nearest=str(params.get("nearest", "")),
        url=str(params.get("url", "")) if failure.kind in LINKED else "",
        reference=str(params.get("reference", "")),
    )


def error_view(error: ProviderError | StudioError | ApiError, lang: Language, *, gateway: str = "") -> ErrorView:
    """The JSON of an exception that ended a request before anything was sent."""
    message = error.gateway_message if isinstance(error, ProviderError) else ""
    params = {**error.params, "reference": LOG_ID.get()}
    failure = CallError(kind=error.kind, said=message, params=params, retry_after=_retry_after(error))
    return call_error_view(failure, lang, gateway=gateway)


def error_text(problem: ProviderError | StudioError, lang: Language, *, gateway: str) -> str:
    """An error in one line: what is wrong, the nearest that is possible, what can be done."""
    view = error_view(problem, lang, gateway=gateway)
    nearest = t("page.nearest", lang, nearest=view.nearest) if view.nearest else ""
    return ("" if lang == "zh" else " ").join(part for part in (view.message, nearest, view.advice) if part)


def error_headers(error: ProviderError | StudioError | ApiError) -> dict[str, str]:
    """The headers of a refusal, with Retry-After where it is known when it will be over."""
    wait = _retry_after(error)
    own = error.headers if isinstance(error, ApiError) else {}
    return {"cache-control": "no-store", **own} | ({"retry-after": str(ceil(wait))} if wait is not None else {})


def _retry_after(error: ProviderError | StudioError | ApiError) -> float | None:
    return error.retry_after if isinstance(error, StudioError | ApiError) else None


def status_of(error: ProviderError | StudioError | ApiError) -> int:
    """The HTTP status of a request that ended with `error`.

    422 for what cannot be asked of a model.
    """
    match error:
        case ApiError():
            return error.status
        case Unsupported() | Refused():
            return 422
        case ProviderError():
            return 502
        case StudioError():
            return STATUS.get(error.kind, 500)


def _message(failure: CallError) -> str:
    """The sentence that tells most: with the reason, with the gateway's status, or the plain one."""
    plain, reason = f"error.{failure.kind}.message", failure.params.get("reason", "")
    status = f"{plain}.status" if (failure.status or 0) >= 400 else plain
    return next(filter(has_string, (f"unsupported.{reason}", f"{plain}.{reason}", status)), plain)


def _advice(failure: CallError) -> str:
    """The next step: by the reason or the hint, with the time to wait or without a charge, or the plain one."""
    plain, hint = f"error.{failure.kind}.advice", failure.params.get("hint") or failure.params.get("reason", "")
    wait = [f"{plain}.wait"] if failure.retry_after else []
    charge = [] if failure.may_be_charged else [f"{plain}.not_charged"]
    return next(filter(has_string, (f"{plain}.{hint}", *wait, *charge)), plain)


def duration_text(seconds: float, lang: Language) -> str:
    """A time to wait in words: "in 32 s", "in about an hour", "in about 2 hours 24 minutes"."""
    if seconds < LONGEST_IN_SECONDS:
        return t("wait.seconds", lang, seconds=ceil(seconds))
    minutes = round(seconds / 60)
    if minutes < NEARLY_AN_HOUR:
        return t("wait.minutes", lang, minutes=minutes)
    hours, minutes = divmod(minutes + ABOUT, 60)
    if hours >= HOURS_OF_TWO_DAYS:
        return t("wait.days", lang, days=round(hours / 24))
    part = "hour" if hours == 1 else "hours"
    if minutes <= 2 * ABOUT:
        return t(f"wait.{part}", lang, hours=hours)
    return t(f"wait.{part}_minutes", lang, hours=hours, minutes=minutes - ABOUT)


def _sentence(key: str, lang: Language, params: Mapping[str, str | int]) -> str:
    return t(key if has_string(key) else "error.internal.message", lang, **params)
