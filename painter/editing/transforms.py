"""A picture mirrored or turned, with its transparency and its area."""

from typing import Final

from PIL import Image

from painter.editing.image import Sheet

TURNS: Final = {
    "flip_h": Image.Transpose.FLIP_LEFT_RIGHT,
    "flip_v": Image.Transpose.FLIP_TOP_BOTTOM,
    "cw": Image.Transpose.ROTATE_270,
    "ccw": Image.Transpose.ROTATE_90,
    "half": Image.Transpose.ROTATE_180,
}


def turn(sheet: Sheet, name: str) -> None:
    """All of it, whatever its area."""
    way = TURNS[name]
    sheet.image = sheet.image.transpose(way)
    sheet.alpha = None if sheet.alpha is None else sheet.alpha.transpose(way)
    sheet.area = None if sheet.area is None else sheet.area.transpose(way)
