"""Grids of cells over a picture: areas grown, reached from the border, their colours spread."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from studio.images.masks import NONZERO

Area = NDArray[np.bool_]
Floats = NDArray[np.float32]

LONGEST: Final = 512
"""The most cells along a side."""
MIN_WEIGHT: Final = 0.25
"""The share of a cell that must be of an area for its colour to count: 8 bits have few steps for less."""


def step_of(shape: tuple[int, ...]) -> int:
    """The side of a cell, in pixels."""
    return max(1, -(-max(shape[:2]) // LONGEST))


def grow(area: Area, by: int) -> Area:
    """The area and all within `by` pixels of it, across and down."""
    image = Image.fromarray(area).convert("L")
    for radius in ((by, 0), (0, by)):
        image = image.filter(ImageFilter.BoxBlur(radius)).point(NONZERO)
    return np.asarray(image) > 0


def reached_from_border(area: Area) -> Area:
    """The part of an area that is connected to the picture's border."""
    step = step_of(area.shape)
    cells = np.asarray(Image.fromarray(area).convert("L").reduce(step)) == 255
    reached = np.zeros_like(cells)
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        reached[edge] = cells[edge]
    count = -1
    while (now := int(reached.sum())) != count:
        count = now
        reached = _spread_along_rows(_spread_along_rows(reached, cells).T, cells.T).T
    wide = np.repeat(np.repeat(reached, step, axis=0), step, axis=1)[: area.shape[0], : area.shape[1]]
    # What a cell has only some of belongs to the one beside it.
    return area & grow(wide, step)


def _spread_along_rows(reached: Area, cells: Area) -> Area:
    """Every run of cells in a row of which one is reached is reached."""
    begins = cells.copy()
    begins[:, 1:] &= ~cells[:, :-1]
    runs = np.cumsum(begins.ravel()).reshape(cells.shape) * cells
    is_reached = np.zeros(int(runs.max(initial=0)) + 1, bool)
    is_reached[runs[reached]] = True
    is_reached[0] = False
    return is_reached[runs]


def spread_colours(pixels: NDArray[np.uint8], area: Area) -> Floats:
    """The colours of an area in cells, spread into all cells where there are none of it.

    By halving until nothing is missing, and back: what is near counts most.
    """
    step = step_of(pixels.shape)
    mask = Image.fromarray(area).convert("L")
    shown = Image.new("RGB", mask.size)
    shown.paste(Image.fromarray(pixels), mask=mask)
    weight = (np.asarray(mask.reduce(step)) / 255).astype(np.float32)
    weight[weight < MIN_WEIGHT] = 0
    colours = np.asarray(shown.reduce(step)) / np.maximum(weight, MIN_WEIGHT)[..., None]
    return _fill(colours.astype(np.float32), weight)


def _fill(colours: Floats, weight: Floats) -> Floats:
    if weight.all() or min(weight.shape) < 2:
        mean = (colours * weight[..., None]).sum(axis=(0, 1)) / max(1e-6, float(weight.sum()))
        return np.where(weight[..., None] > 0, colours, mean.astype(np.float32))
    height, width = weight.shape
    pad = ((0, height % 2), (0, width % 2))
    weights = np.pad(weight, pad)
    weighted = np.pad(colours * weight[..., None], (*pad, (0, 0)))
    shape = weights.shape[0] // 2, 2, weights.shape[1] // 2, 2
    total = weights.reshape(shape).sum(axis=(1, 3))
    means = weighted.reshape(*shape, 3).sum(axis=(1, 3)) / np.maximum(total, 1e-6)[..., None]
    coarse = _fill(means.astype(np.float32), np.minimum(total, 1))
    spread = np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1)[:height, :width]
    return np.where(weight[..., None] > 0, colours, spread)


def at(cells: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], step: int) -> Floats:
    """The cells' values at these pixels."""
    return cells[rows // step, columns // step]
