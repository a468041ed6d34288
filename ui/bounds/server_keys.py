"""Sentence for whoever starts the server: who may spend money on its keys."""

from collections.abc import Iterable

from ui.settings import Settings


def server_keys_notice(settings: Settings, names: Iterable[str]) -> str:
    """Sentence about who uses the server's own keys, those of the gateways of these `names`.

    "" where there is none, and on this machine alone, where nobody else can.
    """
    keys = ", ".join(names)
    if not keys:
        return ""
    budget = _budget(settings)
    within = f", {budget} for everybody together" if budget else ""
    match settings.server_keys:
        case "login":
            return f"Keys: who logs in uses the server's own ({keys}){within}."
        case "budget":
            return (
                f"Keys: everybody who reaches this address uses the server's own ({keys}), without a login{within}."
            )
        case "open":
            return (
                f"Keys: everybody who reaches this address uses the server's own ({keys}), without a login and "
                "without a daily limit (EASEL_OPEN_TO_ALL=yes)."
            )
        case "closed":
            return (
                f"Keys: the server's own ({keys}) are closed, since others can reach this address without a login; "
                "visitors use the demo or their own keys. EASEL_USERS (a login), EASEL_DAILY_CALLS (so many calls "
                "a day for everybody together) or EASEL_OPEN_TO_ALL=yes opens them."
            )
        case "this machine":
            return ""


def _budget(settings: Settings) -> str:
    """The daily budget in words, "" without one."""
    parts = [f"{settings.daily_calls} calls"] if settings.daily_calls else []
    parts += [f"{settings.daily_tokens} tokens"] if settings.daily_tokens else []
    return f"{' and '.join(parts)} a day" if parts else ""
