"""Outpainting: the area around a picture filled with what its edges begin.

The area comes filled with the mirrored edge. What lies far out is read from further and further beside its mirror
image, and grows softer, so that no eye finds the mirror; then it gets the grain of a brush.
"""

from dataclasses import replace
from threading import Event
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from painter.editing.image import Layer, bounds
from painter.render.canvas import stop_if
from painter.render.noise import Grid, fbm, sample, smooth

WORKED: Final = 1_000_000
"""Pixels in which the area is filled; it is scaled up afterwards."""
DRIFT: Final = 0.16
"""How far beside its mirror image the farthest point is read, as a share of the short side."""
GRAIN: Final = 5.0


def continue_edges(layer: Layer, *, seed: int, halt: Event) -> None:
    """Fill the area around the part that may not change."""
    if layer.area is None:
        return
    stop_if(halt)
    part = min(1.0, (WORKED / (layer.size[0] * layer.size[1])) ** 0.5)
    size = max(8, round(layer.size[0] * part)), max(8, round(layer.size[1] * part))
    small = layer.image.resize(size, Image.Resampling.BOX)
    depth = _depth(layer.area.resize(size, Image.Resampling.BOX))
    filled = _fill(small, depth, seed=seed).resize(layer.size, Image.Resampling.BICUBIC)
    # Close to the edge it is as sharp as the picture.
    near = Image.fromarray(np.rint(255 * smooth(0.0, 0.12, depth)).astype(np.uint8)).resize(layer.size)
    layer.lay(Image.composite(filled, layer.image, near))
    layer.uncover()


def widest_side(layer: Layer) -> Layer:
    """The layer with its widest side as its area: there a subject is seen whole."""
    if layer.area is None:
        return layer
    left, top, right, bottom = bounds(ImageChops.invert(layer.area)) or (0, 0, 0, 0)
    width, height = layer.size
    strips = (0, 0, left, height), (right, 0, width, height), (0, 0, width, top), (0, bottom, width, height)
    best = max(strips, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    only = Image.new("L", layer.size)
    only.paste(layer.area.crop(best), best[:2])
    return replace(layer, area=only)


def _depth(area: Image.Image) -> Grid:
    """The distance of a pixel outside, 0 to 1 of the farthest one."""
    inside = bounds(area.point([255 if value < 128 else 0 for value in range(256)])) or (0, 0, *area.size)
    across, down = np.arange(area.width, dtype=np.float32), np.arange(area.height, dtype=np.float32)
    beside = np.maximum(np.maximum(inside[0] - across, across - inside[2] + 1), 0)[None, :]
    beyond = np.maximum(np.maximum(inside[1] - down, down - inside[3] + 1), 0)[:, None]
    distance = np.hypot(beside, beyond)
    return np.asarray(distance / max(1.0, float(distance.max())), dtype=np.float32)


def _fill(image: Image.Image, depth: Grid, *, seed: int) -> Image.Image:
    rng, short = np.random.default_rng(seed), min(image.size)
    across, down = np.meshgrid(np.arange(image.width, dtype=np.float32), np.arange(image.height, dtype=np.float32))
    reach = np.float32(DRIFT * short) * depth
    fields = (fbm(rng, image.size, cell=short * 0.5, octaves=2) for _ in range(2))
    right, below = (np.clip(field, -1.8, 1.8) * reach for field in fields)
    across, down = np.clip(across + right, 0, image.width - 1), np.clip(down + below, 0, image.height - 1)
    radius = max(1.0, 0.022 * short)
    layers = [image, *(image.filter(ImageFilter.GaussianBlur(radius * step)) for step in (0.35, 1.0))]
    sharp, soft, softest = (sample(np.asarray(layer, dtype=np.float32), across, down) for layer in layers)
    half, far = smooth(0.02, 0.4, depth)[..., None], smooth(0.3, 1.0, depth)[..., None] * np.float32(0.8)
    mixed = sharp * (1 - half) + soft * half
    mixed = mixed * (1 - far) + softest * far
    grain = fbm(rng, image.size, cell=5.0, octaves=2, stretch=2.5)[..., None] * np.float32(GRAIN)
    return Image.fromarray(np.clip(np.rint(mixed + grain * half), 0, 255).astype(np.uint8))
