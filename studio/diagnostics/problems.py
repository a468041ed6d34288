"""Problems of a gateway's set-up, the step at which each stands, and the diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

StepName = Literal["address", "connection", "tls", "key", "models"]
StepState = Literal["ok", "failed", "not_reached"]
MendKind = Literal["address", "key", "model", "none"]
STEPS: Final[tuple[StepName, ...]] = ("address", "connection", "tls", "key", "models")

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
class CheckStep:
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
    steps: tuple[CheckStep, ...]
    problem: Problem | None = None
    mend: Mend = Mend()
    models: tuple[str, ...] = ()
