"""Rejects what the model's `Caps` exclude, before anything is sent.

The refusal names the nearest thing that the model can do. Three callers, each with its reason: ui/tabs/form.py asks
ahead, so that a wrong setting shows before the press; the studio asks when it accepts a press, before anything is
written; `catalog.generate` asks for each call, because nothing may reach a gateway around it. Reasons of
`Unsupported`, each a sentence `unsupported.<reason>` in ui/i18n, always with `field`, `value`, `nearest` and what
stands in brackets: prompt_empty, prompt_unreadable, prompt_too_long(limit), no_such_setting, not_offered(offered),
size_or_shape(beside), size_unreadable, size_too_long(limit), size_multiple(multiple), size_longest(longest),
size_ratio(ratio), size_least(least), size_most(most), count_range(low, high), number_range(low, high),
words_too_long(limit), words_unreadable, stream_fixed, needs(needs, values), and of pictures those of
providers/request/image_validation.py."""

import difflib
import re
from dataclasses import replace

from formats.dimensions import nearest_ratio, parse_ratio, parse_size
from formats.size_rules import SizeRule, broken_rule, nearest_size
from providers.errors import Unsupported
from providers.events import Notice
from providers.request.image_validation import image_notices, validate_images
from providers.request.options import ROUTING_OPTIONS, chosen_options, is_streamed, unmet_dependency
from providers.types import Caps, Choice, ImageRequest, Number, Option, Route, TextOption

_MAX_SIZE_LENGTH = 64
_MAX_IMAGES = 10
_FALLBACK_SIZE = (1024, 1024)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNREADABLE = re.compile(r"[\ud800-\udfff\x00]")
_TIER = re.compile(r"([0-9]+(?:\.[0-9]+)?)[kK]?")


def validate(request: ImageRequest, caps: Caps) -> tuple[Notice, ...]:
    """Validates a request; returns notices about what can be sent all the same.

    prompt_long(limit), size_small(advised), and what providers/request/image_validation.py has to say of pictures.
    Raises Unsupported for the first thing that the model cannot do.
    """
    _validate_prompt(request, caps)
    _validate_shape(request, caps)
    _validate_size(request, caps)
    _validate_count(request, caps)
    _validate_options(request, caps)
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
    full, rest = divmod(request.count, per_call)
    return tuple(replace(request, count=count) for count in [per_call] * full + [rest] * bool(rest))


def _validate_prompt(request: ImageRequest, caps: Caps) -> None:
    if not request.prompt.strip():
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
        raise _not_offered("resolution", tier, caps.resolutions, _nearest_tier(tier, caps.resolutions))
    implied = ratio or caps.implied_ratio
    if caps.sizes and implied and tier and (implied, tier) not in caps.sizes:
        tiers = tuple(known for known in caps.resolutions if (implied, known) in caps.sizes)
        raise _not_offered("resolution", tier, tiers, _nearest_tier(tier, tiers))


def _not_offered(field: str, value: str, offered: tuple[str, ...], closest: str) -> Unsupported:
    if not offered:
        return Unsupported(field=field, reason="no_such_setting", value=_shorten(value))
    listed = ", ".join(offered)
    return Unsupported(field=field, reason="not_offered", value=_shorten(value), nearest=closest, offered=listed)


def _shorten(value: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value[:_MAX_SIZE_LENGTH])


def _nearest_tier(tier: str, offered: tuple[str, ...]) -> str:
    match = _TIER.fullmatch(tier)
    ranked = [
        (abs(float(number[1]) - float(match[1])), name)
        for name in offered
        if match and (number := _TIER.match(name))
    ]
    return min(ranked)[1] if ranked else next(iter(offered), "")


def _nearest_value(value: str, offered: tuple[str, ...], default: str) -> str:
    matches = difflib.get_close_matches(value.lower(), offered, n=1, cutoff=0.5)
    return matches[0] if matches else default or next(iter(offered), "")


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
    if not caps.free_size:
        closest = (
            _nearest_value(size, caps.verbatim, "") if not parse_size(size) else _nearest_listed_size(size, caps)
        )
        raise _not_offered("size", size, caps.verbatim, closest)
    _validate_free_size(size, caps.free_size)


def _nearest_listed_size(size: str, caps: Caps) -> str:
    """The listed size that is closest in shape, then in area."""
    width, height = parse_size(size) or (1, 1)
    listed = [(name, pixels) for name in caps.verbatim if (pixels := parse_size(name))]
    ranked = [
        (abs(pixels[0] / pixels[1] - width / height), abs(pixels[0] * pixels[1] - width * height), name)
        for name, pixels in listed
    ]
    return min(ranked)[2] if ranked else next(iter(caps.verbatim), "")


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


def _validate_count(request: ImageRequest, caps: Caps) -> None:
    limit = max_images_per_call(caps)
    if not 1 <= request.count <= limit:
        closest = str(min(max(request.count, 1), limit))
        raise Unsupported(
            field="count", reason="count_range", value=str(request.count), nearest=closest, low=1, high=limit
        )


def _validate_options(request: ImageRequest, caps: Caps) -> None:
    chosen = chosen_options(request)
    _validate_stream(chosen.get("stream", ""), caps)
    for name, value in chosen.items():
        if name in ROUTING_OPTIONS:
            continue
        option = caps.option(name)
        if option is None:
            raise Unsupported(field=_shorten(name) or "options", reason="no_such_setting", value=_shorten(value))
        _validate_option(option, value)
        dependency = unmet_dependency(name, value, request, caps)
        if dependency:
            listed = ", ".join(dependency.values)
            raise Unsupported(
                field=name,
                reason="needs",
                value=value,
                nearest=dependency.values[0],
                needs=dependency.needs,
                values=listed,
            )


def _validate_stream(value: str, caps: Caps) -> None:
    allowed = tuple("true" if stream else "false" for stream in caps.streams)
    if value and value not in allowed:
        raise Unsupported(field="stream", reason="stream_fixed", value=_shorten(value), nearest=allowed[0])


def _validate_option(option: Option, value: str) -> None:
    match option:
        case Choice(values=values, default=default):
            if value not in values:
                raise _not_offered(option.name, value, values, _nearest_value(value, values, default))
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
    return tuple(notices)
