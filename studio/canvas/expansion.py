"""Expansion of a picture: the canvas around it, and how far that may reach. Pure."""

from math import sqrt
from typing import Final

from providers.errors import Unsupported
from providers.types import Language

Size = tuple[int, int]
Sides = tuple[int, ...]
"""Pixels at the left, top, right and bottom of a picture, () for none."""

MAX_GROWTH: Final = 4
"""How many times as wide or as high as its picture a canvas may be."""
MAX_CANVAS: Final = 128_000_000
"""Pixels of a canvas: twice the largest picture that is taken in. More is refused."""
SENT_PIXELS: Final = 8_300_000
"""Pixels of a canvas as it is sent: that is a copy to work on, and few models answer with more."""
EXPANDED: Final = {
    "en": (
        "Image 1 lies on a larger canvas: what is new of it ({sides}) is filled with mirrored edges. Paint there "
        "what really continues the scene, in the same style, light and perspective, with no mirrored repetition, "
        "border or visible seam. Keep the old part as it is, in its place, and answer with the whole canvas."
    ),
    "zh": (
        "图1放在更大的画布上：新增区域（{sides}）目前填充的是镜像的边缘。请在那里自然地延续画面，风格、光线和透视保持一致，"
        "不要镜像重复、边框或接缝。原有部分的内容和位置保持完全不变，并返回整张画布。"
    ),
}
SIDES: Final = {"en": ("left", "top", "right", "bottom"), "zh": ("左侧", "上方", "右侧", "下方")}
LISTED: Final = {"en": ", ", "zh": "、"}


def expansion_text(widths: Sides, language: Language) -> str:
    """Words on a larger canvas: `widths` are what is new on each side."""
    sides = LISTED[language].join(name for name, width in zip(SIDES[language], widths, strict=True) if width)
    return EXPANDED[language].format(sides=sides)


def canvas_size(size: Size, sides: Sides) -> Size:
    """The size of a picture with so much around it."""
    left, top, right, bottom = sides or (0, 0, 0, 0)
    return left + size[0] + right, top + size[1] + bottom


def validate_expansion(size: Size, sides: Sides) -> None:
    """Raises Unsupported where the canvas is too large, for its picture or at all."""
    canvas = canvas_size(size, sides)
    limits = size[0] * MAX_GROWTH, size[1] * MAX_GROWTH
    if canvas[0] > limits[0] or canvas[1] > limits[1]:
        nearest = f"{min(canvas[0], limits[0])}x{min(canvas[1], limits[1])}"
        value = f"{canvas[0]}x{canvas[1]}"
        raise Unsupported(field="expand", reason="expand_too_far", value=value, nearest=nearest, limit=MAX_GROWTH)
    if canvas[0] * canvas[1] > MAX_CANVAS:
        scale = sqrt(MAX_CANVAS / (canvas[0] * canvas[1]))
        nearest = f"{int(canvas[0] * scale)}x{int(canvas[1] * scale)}"
        value, limit = f"{canvas[0]}x{canvas[1]}", MAX_CANVAS // 1_000_000
        raise Unsupported(field="expand", reason="expand_too_large", value=value, nearest=nearest, limit=limit)


def picture_box(size: Size, padding: Sides, sent: Size) -> tuple[int, int, int, int]:
    """The part of a canvas, sent in the size `sent`, that its picture takes."""
    left, top, _, _ = padding
    width, height = canvas_size(size, padding)
    across, down = sent[0] / width, sent[1] / height
    return (
        round(across * left),
        round(down * top),
        round(across * (left + size[0])),
        round(down * (top + size[1])),
    )
