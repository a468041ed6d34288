"""Shape of an edit: that of its first picture, or else padding around it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import gcd, log
from typing import Final

from formats.dimensions import SAME_RATIO, nearest_ratio, parse_ratio, parse_size
from formats.size_rules import SizeRule, nearest_size
from models.caps import Caps
from providers.errors import Unsupported
from providers.request.options import size_rule
from providers.request.sizing import expected_size
from providers.types import ImageRequest
from studio.canvas.expansion import canvas_size, validate_expansion
from studio.images.opening import MAX_PIXELS
from studio.types import InputImage

FREE_AREAS: Final = {"": 1_050_000, "1K": 1_050_000, "2K": 4_200_000, "4K": 16_800_000}
"""Pixels that a resolution stands for where the size is free."""
SQUARE: Final = "1:1"
"""The shape of an answer whose shape cannot be asked for: to a square picture a model that follows the picture
answers with a square, and so does one that has a shape of its own."""
MAX_FRAME: Final = 2
"""How many times as large as an expanded picture the shape may be that a model has for it: the rest is drawn, paid
for and cut off."""
EXACT: Final = 0.005
"""How far a picture's shape may be off a ratio whose pixels nobody promises: what the gateways make of a ratio may
be off by SAME_RATIO itself, and the two add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapedEdit:
    """Request with the shape of its answer, and the padding that gives the first picture that.

    `padding` is the pixels at its left, top, right and bottom, () for none; of a picture that is expanded they hold
    what it grows by. `shape` is what it then has, "3:4", or "" where nothing will be cut off.
    """

    request: ImageRequest
    padding: tuple[int, ...] = ()
    shape: str = ""


def shape_edit(request: ImageRequest, first: InputImage | None, caps: Caps, *, masked: bool) -> ShapedEdit:
    """Gives an edit whose shape was not chosen that of the first picture.

    Only where the model can be told a shape: a model left to itself answers in a shape of its own. `masked`: the
    answer will be laid over the first picture, so where the model does not have its shape, or another one was
    chosen, the picture is padded to the nearest that it has: the one with the least added. Raises Unsupported where
    that makes more pixels than are ever opened here. A picture that is expanded counts as masked, and as large as
    its canvas; raises Unsupported for one that is too large, or too long for the model.
    """
    if first is None or not first.width or not first.height:
        return ShapedEdit(request=request)
    if request.expand:
        return _shape_expanded(request, first, caps)
    return _shape_picture(request, first, caps, masked=masked)


def validate_expansion_alone(request: ImageRequest, *, mask: str, markup: str) -> None:
    """Raises Unsupported where an expansion is asked for together with what it would undo.

    All of the old area is held, so what is painted or marked on it could not change.
    """
    if request.expand and mask:
        raise Unsupported(field="expand", reason="expand_with_mask")
    if request.expand and markup:
        raise Unsupported(field="expand", reason="expand_with_markup")


def _shape_expanded(request: ImageRequest, first: InputImage, caps: Caps) -> ShapedEdit:
    size = first.width, first.height
    if request.cutout:
        raise Unsupported(field="expand", reason="expand_with_cutout")
    validate_expansion(size, request.expand)
    width, height = canvas_size(size, request.expand)
    shaped = _shape_picture(request, replace(first, width=width, height=height), caps, masked=True)
    around = shaped.padding or (0, 0, 0, 0)
    frame = canvas_size((width, height), around)
    if frame[0] * frame[1] > MAX_FRAME * width * height and not (request.aspect_ratio or request.size):
        longest = MAX_FRAME * max(frame) / min(frame) if (width > height) == (frame[0] >= frame[1]) else MAX_FRAME
        nearest = f"{longest:.2g}:1" if width > height else f"1:{longest:.2g}"
        raise Unsupported(field="expand", reason="expand_too_long", value=f"{width}x{height}", nearest=nearest)
    total = tuple(side + more for side, more in zip(request.expand, around, strict=True))
    return replace(shaped, padding=total)


def _shape_picture(request: ImageRequest, first: InputImage, caps: Caps, *, masked: bool) -> ShapedEdit:
    matched = _match_shape(request, first, caps)
    if not masked:
        return ShapedEdit(request=matched)
    shape = first.width / first.height
    ranked = [
        (abs(log(answer / shape)), number, option, name, answer, tolerance)
        for number, (option, name, answer, tolerance) in enumerate(_possible_answers(request, matched, caps))
    ]
    _, _, option, name, answer, tolerance = min(ranked)
    padding = _padding(first.width, first.height, answer)
    if max(answer / shape, shape / answer) - 1 <= tolerance or not any(padding):
        return ShapedEdit(request=option)
    width, height = first.width + padding[0] + padding[2], first.height + padding[1] + padding[3]
    if width * height > MAX_PIXELS:
        raise Unsupported(field="images", reason="padded_too_large", value=f"{width}x{height}", limit=MAX_PIXELS)
    return ShapedEdit(request=option, padding=padding, shape=name)


def _match_shape(request: ImageRequest, first: InputImage, caps: Caps) -> ImageRequest:
    if request.aspect_ratio or request.size:
        return request
    shape = first.width / first.height
    closest = nearest_ratio(shape, caps.aspect_ratios)
    ratio = parse_ratio(closest)
    named = ratio is not None and abs(ratio / shape - 1) <= SAME_RATIO
    rule = size_rule(request, caps)
    if rule and not (rule.recommended and named):
        # What is expanded shall be as sharp as it was, as far as that is not the largest there is.
        resolution = request.resolution or ("2K" if request.expand else "")
        width, height = _free_size(first, rule, resolution=resolution)
        return replace(request, size=f"{width}x{height}", resolution="")
    return replace(request, aspect_ratio=closest) if named else request


def _free_size(first: InputImage, rule: SizeRule, *, resolution: str) -> tuple[int, int]:
    """The picture's own size where that is allowed and not larger than the resolution, else one of its shape.

    Where fewer pixels than some are not advised, it has at least those.
    """
    pixels = first.width * first.height
    area = max(FREE_AREAS.get(resolution, FREE_AREAS[""]), rule.recommended)
    scale = (min(max(pixels, rule.recommended), area) / pixels) ** 0.5
    width, height = max(1, round(first.width * scale)), max(1, round(first.height * scale))
    return nearest_size(width, height, replace(rule, min_pixels=max(rule.min_pixels, rule.recommended)))


def _possible_answers(
    request: ImageRequest, matched: ImageRequest, caps: Caps
) -> Iterator[tuple[ImageRequest, str, float, float]]:
    """The shapes in which the model may answer.

    Of each the request for it, its name, width by height, and how far from it a picture may be.
    """
    ratios = () if request.aspect_ratio or matched.size else caps.aspect_ratios
    tiers = {ratio for ratio, tier in caps.sizes if request.resolution in ("", tier)}
    options = [replace(request, aspect_ratio=ratio) for ratio in ratios if ratio in tiers or not caps.sizes]
    for option in options or [matched]:
        size = expected_size(option, caps) or parse_size(option.size)
        named = parse_ratio(option.aspect_ratio)
        if size:
            divisor = gcd(*size)
            name = option.aspect_ratio or f"{size[0] // divisor}:{size[1] // divisor}"
            yield option, name, size[0] / size[1], SAME_RATIO
        elif named:
            yield option, option.aspect_ratio, named, EXACT
        else:
            yield option, SQUARE, 1.0, EXACT


def _padding(width: int, height: int, shape: float) -> tuple[int, int, int, int]:
    """The padding that gives a picture that shape, half of it on either side.

    In halves the mirror image reaches least far, and what an answer of nearly that shape is cut by on both sides is
    padding.
    """
    across, down = max(0, round(height * shape) - width), max(0, round(width / shape) - height)
    return across // 2, down // 2, across - across // 2, down - down // 2
