"""Names of the problems that a gateway's errors tell of. Pure."""

from dataclasses import dataclass, field
from typing import Final

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
class CheckSubject:
    """Subject of a check.

    `proxy` names the setting of the proxy on the way, "" without one. `model` is the one that is to be used, ""
    for any. `is_local`: the host is this machine. `key` is the one that is tried.
    """

    host: str
    proxy: str = ""
    model: str = ""
    is_local: bool = False
    key: str = field(default="", repr=False)


def failure_name(error: ProviderError, subject: CheckSubject) -> str:
    """The name of the problem that an error tells of."""
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


def _unreachable_name(error: Unreachable, subject: CheckSubject) -> str:
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


def _key_name(error: BadKey, subject: CheckSubject) -> str:
    if error.params.get("reason") == "characters":
        return "key_malformed"
    if not subject.key:
        return "key_missing"
    owner = key_owner(subject.key)
    if owner and not f".{subject.host}".partition(":")[0].endswith(f".{owner['domain']}"):
        return "key_of_another"
    return "key_forbidden" if error.status == 403 else "key_refused"


def key_owner(key: str) -> dict[str, str]:
    """Owner of a key by how it begins, and the domain that takes it; {} where anybody's do."""
    return next(
        ({"owner": owner, "domain": domain} for begins, owner, domain in KEY_FORMS if key.startswith(begins)), {}
    )
