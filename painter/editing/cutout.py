"""Cut-out of a picture by rule: its subject alone on a flat colour."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

CELLS: Final = 128
"""The longest side, in cells, at which a subject is looked for."""
ALIKE: Final = 46.0
"""Up to this distance in RGB a cell is like the border."""
MIN_SHARE, MAX_SHARE = 0.04, 0.9
"""The share of a picture that its subject takes, where one is told from the background."""
MAX_AT_BORDER: Final = 0.45
"""The share of the border that a subject takes at most: of a photo more of it is unlike the rest by chance."""


def on_backdrop(image: Image.Image, colour: Colour) -> Image.Image:
    """The picture's subject on a flat colour.

    That is what is not transparent, else what differs from its border. The painter sees no subjects: where the
    border does not tell one, the middle is kept.
    """
    ground = Image.new("RGB", image.size, colour)
    ground.paste(image.convert("RGB"), mask=_subject(image))
    return ground


def _subject(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and np.asarray(image.getchannel("A")).min() < 128:
        return image.getchannel("A")
    part = min(1.0, CELLS / max(image.size))
    size = max(2, round(image.width * part)), max(2, round(image.height * part))
    small = image.convert("RGB").resize(size, Image.Resampling.BOX)
    values = np.asarray(small, dtype=np.float32)
    ring = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    near = np.linalg.norm(values - np.median(ring, axis=0), axis=2) < ALIKE
    shape = _not_reached(Image.fromarray((~near * 255).astype(np.uint8)))
    cells = np.asarray(shape) > 0
    at_border = np.concatenate([cells[0], cells[-1], cells[:, 0], cells[:, -1]]).mean()
    is_subject = MIN_SHARE < cells.mean() < MAX_SHARE and at_border <= MAX_AT_BORDER
    if not is_subject:
        inset = size[0] * 0.1, size[1] * 0.1
        shape = Image.new("L", size)
        ImageDraw.Draw(shape).ellipse((*inset, size[0] - inset[0], size[1] - inset[1]), fill=255)
    return shape.filter(ImageFilter.GaussianBlur(0.8)).resize(image.size, Image.Resampling.BICUBIC)


def _not_reached(walls: Image.Image) -> Image.Image:
    """The area that the border does not reach between the walls."""
    frame = Image.new("L", (walls.width + 2, walls.height + 2))
    frame.paste(walls, (1, 1))
    ImageDraw.floodfill(frame, (0, 0), 128)
    return frame.crop((1, 1, walls.width + 1, walls.height + 1)).point(lambda value: 0 if value == 128 else 255)


def area_of_marks(marks: Image.Image) -> Image.Image:
    """The area that marks are about: what they enclose, else the box around them.

    It is 255 where it may change.
    """
    part = min(1.0, CELLS / max(marks.size))
    size = max(1, round(marks.width * part)), max(1, round(marks.height * part))
    walls = marks.getchannel("A").resize(size, Image.Resampling.BOX).point(lambda value: 255 if value > 8 else 0)
    shape = _not_reached(walls)
    enclosed = float(np.asarray(shape).mean()) > 1.6 * float(np.asarray(walls).mean())
    if not enclosed and (box := walls.getbbox()) is not None:
        room = max(2, CELLS // 16)
        edges = (box[0] - room, box[1] - room, box[2] + room - 1, box[3] + room - 1)
        ImageDraw.Draw(shape).rectangle(edges, fill=255)
    return shape.resize(marks.size, Image.Resampling.NEAREST)
