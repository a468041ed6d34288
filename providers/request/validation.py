"""Rejects what the model's `Caps` exclude, before anything is sent.

The refusal names the nearest thing that the model can do. Three callers, each with its reason: ui/tabs/form.py asks
ahead, so that a wrong setting shows before the press; the studio asks when it accepts a press, before anything is
written; `catalog.generate` asks for each call, because nothing may reach a gateway around it. Reasons of
`Unsupported`, each a sentence `unsupported.<reason>` in ui/i18n, always with `field`, `value`, `nearest` and what
stands in brackets: prompt_empty, prompt_unreadable, prompt_too_long(limit), no_such_setting, not_offered(offered),
size_or_shape(beside), size_unreadable, size_too_long(limit), size_multiple(multiple), size_longest(longest),
size_ratio(ratio), size_least(least), size_most(most), frames_too_large(frames, longest, most),
count_range(low, high), number_range(low, high), words_too_long(limit), words_unreadable, stream_fixed,
withdrawn(elsewhere), needs(needs, values), mask_needs(needs, values), and of pictures those of
providers/request/image_validation.py."""

import re
from collections.abc import Iterator
from dataclasses import replace

from formats.dimensions import nearest_ratio, parse_ratio, parse_size
from formats.size_rules import SizeRule, broken_rule, nearest_size
from models.caps import Caps, Choice, Number, Option, TextOption
from models.nearest_values import nearest_listed_size, nearest_tier, nearest_value
from providers.errors import Unsupported
from providers.events import Notice
from providers.request.image_validation import image_notices, validate_images
from providers.request.options import (
    ROUTING_OPTIONS,
    chosen_options,
    frame_count,
    is_streamed,
    unmet_dependency,
)
from providers.request.sizing import expected_size
from providers.types import ImageRequest, Route

_MAX_SIZE_LENGTH = 64
_MAX_IMAGES = 10
_FALLBACK_SIZE = (1024, 1024)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNREADABLE = re.compile(r"[\ud800-\udfff\x00]")


def validate(request: ImageRequest, caps: Caps) -> tuple[Notice, ...]:
    """Validates a request; returns notices about what can be sent all the same.

    prompt_long(limit), size_small(advised), frames_charged(frames, step, steps), rounded(option, value, sent),
    those of the caps, and what providers/request/image_validation.py has to say of pictures. Raises Unsupported for
    the first thing that the model cannot do.
    """
    _validate_prompt(request, caps)
    _validate_shape(request, caps)
    _validate_size(request, caps)
    _validate_count(request, caps)
    _validate_options(request, caps)
    _validate_frames(request, caps)
    validate_mask_options(request, caps, masked=request.mask is not None)
    validate_images(request, caps)
    return (*_notices_of(request, caps), *image_notices(request, caps))


def capabilities_for(route: Route, request: ImageRequest) -> Caps:
    """Capabilities of the route for this request.

    With pictures they may be others than without. Raises Unsupported when there are pictures and it takes none.
    """
    if request.task != "edit" and not request.images:
        return route.caps
    if route.edits is None:
        raise Unsupported(field="images", reason="pictures_not_taken")
    return route.edits


def max_images_per_call(caps: Caps) -> int:
    """The number of images of one press: what one call gives, or ten by several calls."""
    return max(_MAX_IMAGES, caps.max_count, caps.max_count_streamed)


def split_into_calls(request: ImageRequest, caps: Caps) -> tuple[ImageRequest, ...]:
    """The calls that one press makes: the count divided by what one call can give."""
    per_call = max(1, caps.max_count_streamed if is_streamed(request, caps) else caps.max_count)
    chosen = chosen_options(request)
    if any(chosen.get(single.option) in single.values for single in caps.singles):
        per_call = 1
    full, rest = divmod(request.count, per_call)
    return tuple(replace(request, count=count) for count in [per_call] * full + [rest] * bool(rest))


def _validate_prompt(request: ImageRequest, caps: Caps) -> None:
    if not request.prompt.strip() and not request.expand:  # which is said in words of its own
        raise Unsupported(field="prompt", reason="prompt_empty")
    if _UNREADABLE.search(request.prompt):
        raise Unsupported(field="prompt", reason="prompt_unreadable")
    if caps.prompt_limit and len(request.prompt) > caps.prompt_limit:
        length = str(len(request.prompt))
        raise Unsupported(field="prompt", reason="prompt_too_long", value=length, limit=caps.prompt_limit)


def _validate_shape(request: ImageRequest, caps: Caps) -> None:
    ratio, tier = request.aspect_ratio, request.resolution
    if ratio and ratio not in caps.aspect_ratios:
        shape = parse_ratio(ratio)
        raise _not_offered("aspect_ratio", ratio, caps.aspect_ratios, nearest_ratio(shape or 1, caps.aspect_ratios))
    if tier and tier not in caps.resolutions:
        raise _not_offered("resolution", tier, caps.resolutions, nearest_tier(tier, caps.resolutions))
    implied = ratio or caps.implied_ratio
    if caps.sizes and implied and tier and (implied, tier) not in caps.sizes:
        tiers = tuple(known for known in caps.resolutions if (implied, known) in caps.sizes)
        raise _not_offered("resolution", tier, tiers, nearest_tier(tier, tiers))


def _not_offered(field: str, value: str, offered: tuple[str, ...], closest: str) -> Unsupported:
    if not offered:
        return Unsupported(field=field, reason="no_such_setting", value=_shorten(value))
    listed = ", ".join(offered)
    return Unsupported(field=field, reason="not_offered", value=_shorten(value), nearest=closest, offered=listed)


def _shorten(value: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value[:_MAX_SIZE_LENGTH])


def _validate_size(request: ImageRequest, caps: Caps) -> None:
    size = request.size
    if not size:
        return
    if len(size) > _MAX_SIZE_LENGTH:
        raise Unsupported(field="size", reason="size_too_long", value=_shorten(size), limit=_MAX_SIZE_LENGTH)
    if _CONTROL.search(size) or not size.strip():
        raise Unsupported(field="size", reason="size_unreadable", value=_shorten(size))
    chosen = {"aspect_ratio": request.aspect_ratio, "resolution": request.resolution}
    conflicting = [name for name in caps.size_replaces if chosen.get(name)]
    if conflicting:
        raise Unsupported(field="size", reason="size_or_shape", value=size, beside=conflicting[0])
    if size in caps.verbatim or caps.any_size:
        return
    if frame_count(request, caps):
        return  # one frame's size is checked with the number of frames
    if not caps.free_size:
        raise _not_offered("size", size, caps.verbatim, nearest_listed_size(size, caps.verbatim))
    _validate_free_size(size, caps.free_size)


def _validate_free_size(size: str, rule: SizeRule) -> None:
    pixels = parse_size(size)
    closest = "{}x{}".format(*nearest_size(*(pixels or _FALLBACK_SIZE), rule))
    reason = broken_rule(*pixels, rule) if pixels else "size_unreadable"
    if reason:
        limits = {
            "size_multiple": rule.multiple,
            "size_longest": rule.max_side,
            "size_ratio": int(rule.ratio),
            "size_least": rule.min_pixels,
            "size_most": rule.max_pixels,
        }
        more = {reason.removeprefix("size_"): limits[reason]} if reason in limits else {}
        raise Unsupported(field="size", reason=reason, value=size, nearest=closest, **more)
    if size != closest:
        raise Unsupported(field="size", reason="size_unreadable", value=size, nearest=closest)


def _validate_frames(request: ImageRequest, caps: Caps) -> None:
    """One frame as large as was asked for must fit on the sheet with all the others."""
    count, frames = frame_count(request, caps), caps.frames
    if not count or frames is None or request.size in caps.verbatim:
        return
    size = parse_size(request.size) if request.size else expected_size(request, caps)
    rule, shown = frames.frame_rule(count), request.size or (f"{size[0]}x{size[1]}" if size else "")
    if size and broken_rule(*size, rule) in ("size_longest", "size_shortest", "size_most"):
        raise Unsupported(
            field="size",
            reason="frames_too_large",
            value=shown,
            nearest="{}x{}".format(*nearest_size(*size, rule)),
            frames=count,
            longest=frames.sheet.max_side,
            most=frames.sheet.max_pixels,
        )
    if shown:
        _validate_free_size(shown, rule)


def validate_mask_options(request: ImageRequest, caps: Caps, *, masked: bool) -> None:
    """Raises Unsupported, mask_needs(needs, values), where the options rule a mask out."""
    dependency = unmet_dependency("mask", "true", request, caps) if masked else None
    if dependency:
        listed = ", ".join(dependency.values)
        raise Unsupported(
            field="mask", reason="mask_needs", nearest=dependency.values[0], needs=dependency.needs, values=listed
        )


def _validate_count(request: ImageRequest, caps: Caps) -> None:
    limit = max_images_per_call(caps)
    if not 1 <= request.count <= limit:
        closest = str(min(max(request.count, 1), limit))
        raise Unsupported(
            field="count", reason="count_range", value=str(request.count), nearest=closest, low=1, high=limit
        )


def _validate_options(request: ImageRequest, caps: Caps) -> None:
    chosen = chosen_options(request)
    stream = chosen.get("stream", "")
    _validate_stream(stream, caps)
    _validate_dependency("stream", stream, request, caps)
    for name, value in chosen.items():
        if name in ROUTING_OPTIONS:
            continue
        option = caps.option(name)
        if option is None:
            raise Unsupported(field=_shorten(name) or "options", reason="no_such_setting", value=_shorten(value))
        _validate_option(option, value)
        _validate_dependency(name, value, request, caps)


def _validate_dependency(name: str, value: str, request: ImageRequest, caps: Caps) -> None:
    dependency = unmet_dependency(name, value, request, caps)
    if dependency:
        listed = ", ".join(dependency.values)
        nearest = dependency.values[0]
        raise Unsupported(
            field=name, reason="needs", value=value, nearest=nearest, needs=dependency.needs, values=listed
        )


def _validate_stream(value: str, caps: Caps) -> None:
    allowed = tuple("true" if stream else "false" for stream in caps.streams)
    if value and value not in allowed:
        raise Unsupported(field="stream", reason="stream_fixed", value=_shorten(value), nearest=allowed[0])


def _validate_option(option: Option, value: str) -> None:
    match option:
        case Choice(withdrawn=withdrawn) if value in withdrawn:
            nearest = option.default or option.values[0]
            raise Unsupported(
                field=option.name, reason="withdrawn", value=value, nearest=nearest, elsewhere=option.elsewhere
            )
        case Choice(values=values, default=default):
            if value not in values:
                raise _not_offered(option.name, value, values, nearest_value(value, values, default))
        case Number(minimum=low, maximum=high):
            _validate_number(option, value, low=low, high=high)
        case TextOption(max_length=limit):
            if len(value) > limit:
                raise Unsupported(field=option.name, reason="words_too_long", value=_shorten(value), limit=limit)
            if _CONTROL.search(value):
                raise Unsupported(field=option.name, reason="words_unreadable", value=_shorten(value))


def _validate_number(option: Number, value: str, *, low: int, high: int) -> None:
    number = int(value) if re.fullmatch(r"-?[0-9]{1,12}", value) else None
    if number is None or not low <= number <= high:
        default = option.default if option.default is not None else low
        closest = str(default if number is None else min(max(number, low), high))
        raise Unsupported(
            field=option.name, reason="number_range", value=_shorten(value), nearest=closest, low=low, high=high
        )


def _notices_of(request: ImageRequest, caps: Caps) -> tuple[Notice, ...]:
    notices = []
    if caps.prompt_recommended and len(request.prompt) > caps.prompt_recommended:
        notices.append(Notice(kind="prompt_long", params={"limit": caps.prompt_recommended}))
    pixels = parse_size(request.size)
    recommended = caps.free_size.recommended if caps.free_size else 0
    if pixels and pixels[0] * pixels[1] < recommended:
        notices.append(Notice(kind="size_small", params={"advised": recommended}))
    if caps.frames and (frames := frame_count(request, caps)):
        step, steps = caps.frames.step(frames), ", ".join(caps.frames.steps)
        notices.append(Notice(kind="frames_charged", params={"frames": frames, "step": step, "steps": steps}))
    chosen = chosen_options(request)
    notices += [Notice(kind=one.kind) for one in caps.notices if chosen.get(one.option) == one.value]
    return (*notices, *_rounding_notices(request, caps))


def _rounding_notices(request: ImageRequest, caps: Caps) -> Iterator[Notice]:
    chosen = chosen_options(request)
    for option in caps.options:
        value = chosen.get(option.name, "")
        if isinstance(option, Number) and value and (sent := option.round(int(value))) != int(value):
            yield Notice(kind="rounded", params={"option": option.name, "value": value, "sent": sent})
