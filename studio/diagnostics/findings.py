"""Findings of a gateway's check: answers become problems, steps, and a change. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import inf
from typing import Final, Literal, assert_never

from providers.errors import (
    BadKey,
    Busy,
    ConnectionLost,
    CutOff,
    Forbidden,
    GatewayTimeout,
    NoChannel,
    NoKey,
    OutOfCredit,
    ProviderError,
    RateLimited,
    ServerFault,
    TimedOut,
    Unreachable,
    Unreadable,
    WrongAddress,
)
from providers.transport.redaction import redact
from studio.diagnostics.address_forms import AddressReading, Candidate

StepName = Literal["address", "connection", "tls", "key", "models"]
StepState = Literal["ok", "failed", "not_reached"]
MendKind = Literal["address", "key", "model", "none"]
STEPS: Final[tuple[StepName, ...]] = ("address", "connection", "tls", "key", "models")
SIMILAR_MODEL: Final = 0.5
MODELS_NAMED: Final = 3

STEP_OF: Final[Mapping[str, StepName]] = {
    "address_unreadable": "address",
    "endpoint_pasted": "address",
    "version_doubled": "address",
    "version_missing": "address",
    "path_wrong": "address",
    "moved": "address",
    "redirected": "address",
    "web_page": "address",
    "not_found": "address",
    "not_an_api": "address",
    "private_address": "address",
    "host_unknown": "connection",
    "refused": "connection",
    "refused_local": "connection",
    "connect_timeout": "connection",
    "network": "connection",
    "proxy_unusable": "connection",
    "proxy_unreachable": "connection",
    "firewall": "connection",
    "broken_off": "connection",
    "https_meant": "tls",
    "http_meant": "tls",
    "tls_plain": "tls",
    "tls_expired": "tls",
    "tls_not_yet_valid": "tls",
    "tls_self_signed": "tls",
    "tls_other_name": "tls",
    "tls_untrusted": "tls",
    "tls_failed": "tls",
    "key_missing": "key",
    "key_malformed": "key",
    "key_refused": "key",
    "key_of_another": "key",
    "key_forbidden": "key",
    "no_balance": "key",
    "region": "key",
    "unverified": "key",
    "ip_not_allowed": "key",
    "key_without_models": "models",
    "model_missing": "models",
    "too_slow": "models",
    "rate_limited": "models",
    "busy": "models",
    "server_error": "models",
    "odd_answer": "models",
}
"""The step at which each problem stands."""

OF_AN_API: Final = frozenset(
    {
        "key_missing",
        "key_refused",
        "key_of_another",
        "key_forbidden",
        "key_without_models",
        "no_balance",
        "rate_limited",
        "busy",
    }
)
"""Problems that only an API has: where one is told, the address is right."""
ANSWERED: Final = frozenset(
    {
        "redirected",
        "web_page",
        "not_found",
        "not_an_api",
        "too_slow",
        "rate_limited",
        "busy",
        "server_error",
        "odd_answer",
    }
)
"""Problems where the connection stood and nothing is known of the key."""
UNSENT: Final = "key_malformed"
"""The problem of a key that no header holds, so that nothing left."""
KEY_FORMS: Final = (
    ("sk-or-", "OpenRouter", "openrouter.ai"),
    ("sk-ant-", "Anthropic", "anthropic.com"),
    ("sk-proj-", "OpenAI", "openai.com"),
    ("AIza", "Google", "googleapis.com"),
    ("xai-", "xAI", "x.ai"),
    ("gsk_", "Groq", "groq.com"),
    ("hf_", "Hugging Face", "huggingface.co"),
    ("r8_", "Replicate", "replicate.com"),
    ("nvapi-", "NVIDIA", "nvidia.com"),
)
"""How the keys of some begin, whose they are, and the domain that takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Subject of a check.

    `proxy` names the setting of the proxy on the way, "" without one. `model` is the one that is to be used, ""
    for any. `is_local`: the host is this machine. `key` is the one that is tried.
    """

    host: str
    proxy: str = ""
    model: str = ""
    is_local: bool = False
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Finding of a base URL that listed models.

    `with_key`: the key was sent there. `balance` is what its account has left, without end where that is not told.
    """

    models: tuple[str, ...]
    with_key: bool
    balance: float = inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Finding of a base URL that did not. `with_key`: the key was sent there."""

    error: ProviderError
    with_key: bool


Finding = Listed | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem by its name; `params` fill its sentence."""

    name: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """The one change that mends it: to a `value`, to another key, or as a sentence says."""

    kind: MendKind = "none"
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the check; `problem` is what it failed by."""

    name: StepName
    state: StepState
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The steps in their order, and the change that mends the first problem, if there is one.

    `base_url` is the address that was found to work, or the one that was looked at; `models` what it lists.
    """

    base_url: str
    steps: tuple[Step, ...]
    problem: Problem | None = None
    mend: Mend = Mend()
    models: tuple[str, ...] = ()


def problem_of(finding: Finding, subject: Subject) -> Problem | None:
    """The problem that a finding tells of, None where all is well."""
    match finding:
        case Listed(balance=balance) if balance <= 0:
            return Problem(name="no_balance", params={"host": subject.host})
        case Listed(models=models):
            return _model_problem(models, subject)
        case Failed(error=error):
            name = _failure_name(error, subject)
            params = {"host": subject.host, "setting": subject.proxy, **error.params, "status": error.status or ""}
            said = redact(error.gateway_message, subject.key) if subject.key else error.gateway_message
            return Problem(name=name, params={**params, "said": said, **_owner(subject.key)})
        case _:
            assert_never(finding)


def is_an_api(finding: Finding, subject: Subject) -> bool:
    """Whether a finding shows that an API answers there."""
    match finding:
        case Listed(models=models):
            return bool(models)
        case Failed(error=error):
            return _failure_name(error, subject) in OF_AN_API
        case _:
            assert_never(finding)


def diagnose(
    reading: AddressReading,
    finding: Finding,
    subject: Subject,
    *,
    candidate: Candidate | None = None,
    at_candidate: Finding | None = None,
) -> Diagnosis:
    """The diagnosis of an address.

    `finding` is what its base URL showed, `at_candidate` what the base URL did that was found to work instead.
    """
    problem = problem_of(finding, subject)
    if candidate is not None and at_candidate is not None:
        params = {"address": candidate.base_url, **(problem.params if problem else {})}
        mended = Problem(name=candidate.problem, params=params)
        return _with_mended(candidate.base_url, mended, problem_of(at_candidate, subject), at_candidate)
    if reading.problem and is_an_api(finding, subject):
        mended = Problem(name=reading.problem, params={"address": reading.base_url, "host": subject.host})
        return _with_mended(reading.base_url, mended, problem, finding)
    return Diagnosis(
        base_url=reading.base_url,
        steps=_steps(problem, with_key=finding.with_key),
        problem=problem,
        mend=_mend(problem),
        models=finding.models if isinstance(finding, Listed) else (),
    )


def unreadable(reading: AddressReading) -> Diagnosis:
    """The diagnosis of what is no address."""
    problem = Problem(name=reading.problem)
    return Diagnosis(base_url="", steps=_steps(problem, with_key=False), problem=problem, mend=_mend(problem))


def _with_mended(base_url: str, mended: Problem, later: Problem | None, finding: Finding) -> Diagnosis:
    """The diagnosis where another address works: the steps behind it as they are there."""
    at = STEP_OF[mended.name]
    steps = {step.name: step for step in _steps(later, with_key=finding.with_key)}
    steps[at] = Step(name=at, state="failed", problem=mended)
    return Diagnosis(
        base_url=base_url,
        steps=tuple(steps[name] for name in STEPS),
        problem=mended,
        mend=Mend(kind="address", value=base_url),
        models=finding.models if isinstance(finding, Listed) else (),
    )


def _steps(problem: Problem | None, *, with_key: bool) -> tuple[Step, ...]:
    """The steps up to a problem; a key that was not sent is neither right nor wrong."""
    at = STEPS.index(STEP_OF[problem.name]) if problem else len(STEPS)
    over = 3 if problem and problem.name in ANSWERED else 1 if problem and problem.name == UNSENT else at
    return tuple(
        Step(name=name, state="failed", problem=problem)
        if index == at and (with_key or name != "key" or (problem and problem.name == "key_missing"))
        else Step(name=name, state="ok" if index < over and (with_key or name != "key") else "not_reached")
        for index, name in enumerate(STEPS)
    )


def _mend(problem: Problem | None) -> Mend:
    match problem:
        case Problem(name="model_missing", params=params) if params.get("nearest"):
            return Mend(kind="model", value=str(params["nearest"]))
        case Problem(name=name) if name.startswith("key_"):
            return Mend(kind="key")
    return Mend()


def _model_problem(models: Sequence[str], subject: Subject) -> Problem | None:
    params: dict[str, str | int] = {"host": subject.host, "model": subject.model, "count": len(models)}
    if not models:
        return Problem(name="key_without_models", params=params)
    if not subject.model or subject.model in models:
        return None
    return Problem(name="model_missing", params={**params, "nearest": nearest_model(subject.model, models)})


def nearest_model(model: str, models: Sequence[str]) -> str:
    """Listed id most like a model's, "" where none is: prefixes and capitals count little."""
    plain = {name.rpartition("/")[2].lower(): name for name in reversed(models)}
    wanted = model.rpartition("/")[2].lower()
    return next((plain[name] for name in get_close_matches(wanted, list(plain), n=1, cutoff=SIMILAR_MODEL)), "")


def balance_of(subscription: bytes, usage: bytes) -> float:
    """Balance by `hard_limit_usd` and a use in hundredths; without end where one is missing."""
    try:
        limit, used = json.loads(subscription)["hard_limit_usd"], json.loads(usage)["total_usage"]
        return float(limit) - float(used) / 100
    except (ValueError, TypeError, LookupError):
        return inf


def _failure_name(error: ProviderError, subject: Subject) -> str:
    match error:
        case ProviderError(status=407):
            return "proxy_unreachable"
        case NoKey():
            return "key_missing"
        case Unreachable():
            return _unreachable_name(error, subject)
        case BadKey():
            return _key_name(error, subject)
        case Forbidden(params={"reason": "address"}):
            return "ip_not_allowed"
        case Forbidden(params={"reason": "region" | "unverified" as reason}):
            return reason
        case Forbidden():
            return "firewall"
        case OutOfCredit():
            return "no_balance"
        case NoChannel():
            return "key_without_models"
        case WrongAddress(params={"reason": "page"}):
            return "web_page"
        case WrongAddress(params={"reason": "redirect"}):
            return "redirected"
        case WrongAddress(params={"reason": "malformed" | "forbidden"}):
            return "address_unreadable"
        case WrongAddress(params={"reason": "private" | "fake_ip"}):
            return "private_address"
        case WrongAddress():
            return "not_found"
        case TimedOut():
            return "too_slow"
        case ConnectionLost() | CutOff():
            return "broken_off"
        case Unreadable():
            return "not_an_api"
        case RateLimited():
            return "rate_limited"
        case Busy():
            return "busy"
        case ServerFault() | GatewayTimeout():
            return "server_error"
    return "odd_answer"


def _unreachable_name(error: Unreachable, subject: Subject) -> str:
    reason, fault = error.params.get("reason"), error.params.get("tls")
    if reason == "proxy":
        return "proxy_unusable"
    if subject.proxy and reason != "tls":
        return "proxy_unreachable"
    match reason:
        case "dns":
            return "host_unknown"
        case "refused":
            return "refused_local" if subject.is_local else "refused"
        case "timeout":
            return "connect_timeout"
        case "tls":
            return f"tls_{fault or 'failed'}"
    return "network"


def _key_name(error: BadKey, subject: Subject) -> str:
    if error.params.get("reason") == "characters":
        return "key_malformed"
    if not subject.key:
        return "key_missing"
    owner = _owner(subject.key)
    if owner and not f".{subject.host}".partition(":")[0].endswith(f".{owner['domain']}"):
        return "key_of_another"
    return "key_forbidden" if error.status == 403 else "key_refused"


def _owner(key: str) -> dict[str, str]:
    """Whose keys begin so, and the domain that takes them; {} where the form is anybody's."""
    return next(
        ({"owner": owner, "domain": domain} for begins, owner, domain in KEY_FORMS if key.startswith(begins)), {}
    )
