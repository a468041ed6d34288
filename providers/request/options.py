"""Chosen, effective and outgoing options of a request, and whether to stream."""

from collections.abc import Mapping

from formats.size_rules import SizeRule
from models.caps import Caps, Choice, Number, OptionDependency
from providers.types import ImageRequest

ROUTING_OPTIONS = frozenset({"stream", "route"})
"""Options that are no option of the model: the wire decides by them."""


def chosen_options(request: ImageRequest) -> dict[str, str]:
    """The chosen options as text; empty ones count as absent (docs/gateways.md, C8)."""
    texts = {name: _to_text(value) for name, value in request.options.items()}
    return {name: value for name, value in texts.items() if value}


def _to_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value).strip()


def is_streamed(request: ImageRequest, caps: Caps) -> bool:
    """Whether the answer is to be streamed.

    As chosen, else the model's own default, but off where what was chosen is never streamed.
    """
    chosen = chosen_options(request).get("stream")
    if chosen is not None:
        return chosen == "true"
    if not caps.streams[0] or False not in caps.streams:
        return caps.streams[0]
    return _unmet(_option_values(request, caps), "stream", "true", caps) is None


def effective_options(request: ImageRequest, caps: Caps) -> Mapping[str, str]:
    """Every option's value, with the gateway's defaults and ours counted in."""
    return _option_values(request, caps) | {"stream": "true" if is_streamed(request, caps) else "false"}


def _option_values(request: ImageRequest, caps: Caps) -> dict[str, str]:
    values = dict[str, str]()
    for option in caps.options:
        match option:
            case Choice():
                values[option.name] = option.sent or option.default
            case Number():
                number = option.sent if option.sent is not None else option.default
                values[option.name] = "" if number is None else str(number)
            case _:
                pass
    return values | {name: value for name, value in chosen_options(request).items() if name != "stream"}


def unmet_dependency(name: str, value: str, request: ImageRequest, caps: Caps) -> OptionDependency | None:
    """The first dependency of option `name` at `value` that the request misses, or None."""
    return _unmet(effective_options(request, caps), name, value, caps)


def _unmet(values: Mapping[str, str], name: str, value: str, caps: Caps) -> OptionDependency | None:
    return next(
        (
            dependency
            for dependency in caps.dependencies
            if dependency.option == name
            and dependency.value in ("", value)
            and values.get(dependency.needs, "") not in dependency.values
        ),
        None,
    )


def outgoing_options(request: ImageRequest, caps: Caps) -> dict[str, str | int]:
    """The options that are sent.

    The chosen ones, and our own defaults (`sent`) where their dependencies are met. Numbers as whole numbers; never
    "stream" or "route". The request must have passed `validate`.
    """
    chosen, outgoing = chosen_options(request), dict[str, str | int]()
    for option in caps.options:
        match option:
            case Number():
                default = "" if option.sent is None else str(option.sent)
            case Choice():
                default = option.sent
            case _:
                default = ""
        value = chosen.get(option.name) or (
            default if not unmet_dependency(option.name, default, request, caps) else ""
        )
        if value:
            outgoing[option.name] = option.round(int(value)) if isinstance(option, Number) else value
    return outgoing


def frame_count(request: ImageRequest, caps: Caps) -> int:
    """The number of frames of the animation that is asked for; 0 where none is."""
    frames = caps.frames
    if frames is None:
        return 0
    values = _option_values(request, caps)
    count = values.get(frames.count, "")
    return int(count) if values.get(frames.needs) in frames.values and count.isdecimal() else 0


def size_rule(request: ImageRequest, caps: Caps) -> SizeRule | None:
    """The rule of a free size: that of one frame where an animation is asked for."""
    count = frame_count(request, caps)
    return caps.frames.frame_rule(count) if caps.frames and count else caps.free_size
