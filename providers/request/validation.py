"""What a model cannot do is refused here, before anything is sent, with the nearest thing that it can.

Reasons of `Unsupported`, each a sentence `unsupported.<reason>` in ui/i18n, always with `field`, `value`,
`nearest` and what stands in brackets: prompt_empty, prompt_unreadable, prompt_too_long(limit), no_such_setting,
not_offered(offered), size_or_shape(beside), size_unreadable, size_too_long(limit), size_multiple(multiple),
size_longest(longest), size_ratio(ratio), size_least(least), size_most(most), count_range(low, high),
number_range(low, high), words_too_long(limit), words_unreadable, stream_fixed, needs(needs, values), and of
pictures those of providers/request/image_validation.py.
"""

import difflib
import re
from dataclasses import replace

from providers.errors import Unsupported
from providers.events import Notice
from providers.request.image_validation import image_notices, validate_images
from providers.request.options import ELSEWHERE, chosen_options, is_streamed, unmet_dependency
from providers.request.sizing import broken_rule, nearest_ratio, nearest_size, parse_ratio, parse_size
from providers.types import Caps, Choice, ImageRequest, Number, Option, Route, SizeRule, TextOption

_LONGEST_SIZE = 64
_MOST_PICTURES = 10
_ORDINARY = (1024, 1024)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TIER = re.compile(r"([0-9]+(?:\.[0-9]+)?)[kK]?")


def validate(request: ImageRequest, caps: Caps) -> tuple[Notice, ...]:
    """What the person should know although it can be sent: prompt_long(limit), size_small(advised), and what
    providers/request/image_validation.py has to say of pictures.

    Raises Unsupported for the first thing that the model cannot do.
    """
    _prompt(request, caps)
    _shape(request, caps)
    _size(request, caps)
    _count(request, caps)
    _options(request, caps)
    validate_images(request, caps)
    return (*_advice(request, caps), *image_notices(request, caps))


def capabilities_for(route: Route, request: ImageRequest) -> Caps:
    """What the route can do with this request: with pictures it may be something else than without.

    Raises Unsupported when there are pictures and it takes none.
    """
    if request.task != "edit" and not request.images:
        return route.caps
    if route.edits is None:
        raise Unsupported(field="images", reason="pictures_not_taken")
    return route.edits


def max_images_per_call(caps: Caps) -> int:
    """The most pictures of one press: what one call gives, or ten by several calls."""
    return max(_MOST_PICTURES, caps.max_count, caps.max_count_streamed)


def split_into_calls(request: ImageRequest, caps: Caps) -> tuple[ImageRequest, ...]:
    """The calls that one press makes: the count divided by what one call can give."""
    each = max(1, caps.max_count_streamed if is_streamed(request, caps) else caps.max_count)
    full, rest = divmod(request.count, each)
    return tuple(replace(request, count=count) for count in [each] * full + [rest] * bool(rest))


def _prompt(request: ImageRequest, caps: Caps) -> None:
    if not request.prompt.strip():
        raise Unsupported(field="prompt", reason="prompt_empty")
    if _SURROGATE.search(request.prompt):
        raise Unsupported(field="prompt", reason="prompt_unreadable")
    if caps.prompt_limit and len(request.prompt) > caps.prompt_limit:
        length = str(len(request.prompt))
        raise Unsupported(field="prompt", reason="prompt_too_long", value=length, limit=caps.prompt_limit)


def _shape(request: ImageRequest, caps: Caps) -> None:
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
        return Unsupported(field=field, reason="no_such_setting", value=_short(value))
    listed = ", ".join(offered)
    return Unsupported(field=field, reason="not_offered", value=_short(value), nearest=closest, offered=listed)


def _short(value: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value[:_LONGEST_SIZE])


def _nearest_tier(tier: str, offered: tuple[str, ...]) -> str:
    found = _TIER.fullmatch(tier)
    known = [
        (abs(float(rung[1]) - float(found[1])), word) for word in offered if found and (rung := _TIER.match(word))
    ]
    return min(known)[1] if known else next(iter(offered), "")


def _nearest_word(value: str, offered: tuple[str, ...], default: str) -> str:
    close = difflib.get_close_matches(value.lower(), offered, n=1, cutoff=0.5)
    return close[0] if close else default or next(iter(offered), "")


def _size(request: ImageRequest, caps: Caps) -> None:
    size = request.size
    if not size:
        return
    if len(size) > _LONGEST_SIZE:
        raise Unsupported(field="size", reason="size_too_long", value=_short(size), limit=_LONGEST_SIZE)
    if _CONTROL.search(size) or not size.strip():
        raise Unsupported(field="size", reason="size_unreadable", value=_short(size))
    said = {"aspect_ratio": request.aspect_ratio, "resolution": request.resolution}
    beside = [name for name in caps.size_replaces if said.get(name)]
    if beside:
        raise Unsupported(field="size", reason="size_or_shape", value=size, beside=beside[0])
    if size in caps.verbatim or caps.any_size:
        return
    if not caps.free_size:
        closest = _nearest_word(size, caps.verbatim, "") if not parse_size(size) else _nearest_listed(size, caps)
        raise _not_offered("size", size, caps.verbatim, closest)
    _ruled(size, caps.free_size)


def _nearest_listed(size: str, caps: Caps) -> str:
    """The listed size that is closest in shape, then in area."""
    width, height = parse_size(size) or (1, 1)
    listed = [(word, pixels) for word in caps.verbatim if (pixels := parse_size(word))]
    ranked = [
        (abs(pixels[0] / pixels[1] - width / height), abs(pixels[0] * pixels[1] - width * height), word)
        for word, pixels in listed
    ]
    return min(ranked)[2] if ranked else next(iter(caps.verbatim), "")


def _ruled(size: str, rule: SizeRule) -> None:
    pixels = parse_size(size)
    closest = "{}x{}".format(*nearest_size(*(pixels or _ORDINARY), rule))
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


def _count(request: ImageRequest, caps: Caps) -> None:
    most = max_images_per_call(caps)
    if not 1 <= request.count <= most:
        closest = str(min(max(request.count, 1), most))
        raise Unsupported(
            field="count", reason="count_range", value=str(request.count), nearest=closest, low=1, high=most
        )


def _options(request: ImageRequest, caps: Caps) -> None:
    asked = chosen_options(request)
    _stream(asked.get("stream", ""), caps)
    for name, value in asked.items():
        if name in ELSEWHERE:
            continue
        option = caps.option(name)
        if option is None:
            raise Unsupported(field=_short(name) or "options", reason="no_such_setting", value=_short(value))
        _option(option, value)
        need = unmet_dependency(name, value, request, caps)
        if need:
            listed = ", ".join(need.values)
            raise Unsupported(
                field=name, reason="needs", value=value, nearest=need.values[0], needs=need.needs, values=listed
            )


def _stream(value: str, caps: Caps) -> None:
    allowed = tuple("true" if stream else "false" for stream in caps.streams)
    if value and value not in allowed:
        raise Unsupported(field="stream", reason="stream_fixed", value=_short(value), nearest=allowed[0])


def _option(option: Option, value: str) -> None:
    match option:
        case Choice(values=values, default=default):
            if value not in values:
                raise _not_offered(option.name, value, values, _nearest_word(value, values, default))
        case Number(minimum=low, maximum=high):
            _number(option, value, low=low, high=high)
        case TextOption(max_length=longest):
            if len(value) > longest:
                raise Unsupported(field=option.name, reason="words_too_long", value=_short(value), limit=longest)
            if _CONTROL.search(value):
                raise Unsupported(field=option.name, reason="words_unreadable", value=_short(value))


def _number(option: Number, value: str, *, low: int, high: int) -> None:
    number = int(value) if re.fullmatch(r"-?[0-9]{1,12}", value) else None
    if number is None or not low <= number <= high:
        default = option.default if option.default is not None else low
        closest = str(default if number is None else min(max(number, low), high))
        raise Unsupported(
            field=option.name, reason="number_range", value=_short(value), nearest=closest, low=low, high=high
        )


def _advice(request: ImageRequest, caps: Caps) -> tuple[Notice, ...]:
    notices = []
    if caps.prompt_recommended and len(request.prompt) > caps.prompt_recommended:
        notices.append(Notice(kind="prompt_long", params={"limit": caps.prompt_recommended}))
    pixels = parse_size(request.size)
    advised = caps.free_size.recommended if caps.free_size else 0
    if pixels and pixels[0] * pixels[1] < advised:
        notices.append(Notice(kind="size_small", params={"advised": advised}))
    return tuple(notices)
