"""Noise: smooth random fields and lines, the same for the same generator."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grid = NDArray[np.floating[Any]]
Rng = np.random.Generator


def fbm(
    rng: Rng, size: tuple[int, int], *, cell: float, octaves: int = 5, gain: float = 0.5, stretch: float = 1.0,
    sharp: bool = False, wraps: bool = False,
) -> Grid:  # fmt: skip
    """Fractal noise of `size` (width, height): mean 0, deviation 1.

    `cell` is the largest feature in pixels, `stretch` makes them wider than high, `sharp` gives it crests. What
    `wraps` repeats without a seam; its cells are parts of its size.
    """
    width, height = size
    total = np.zeros((height, width), dtype=np.float32)
    weight, wide, high = 1.0, cell * stretch, cell
    for _ in range(octaves):
        if wide < 1.5 or high < 0.75:
            break
        across, down = max(width / wide, 0.05), max(height / high, 0.05)
        shape = (round(down), round(across)) if wraps else (int(down) + 4, int(across) + 4)
        lattice, start = rng.random(shape, dtype=np.float32), 2.0 if wraps else 1.5
        lattice = np.pad(lattice, 2, mode="wrap") if wraps else lattice
        box = (start, start, start + across, start + down)
        octave = np.asarray(Image.fromarray(lattice).resize(size, Image.Resampling.BICUBIC, box=box))
        total += np.float32(weight) * (-np.abs(octave * 2 - 1) if sharp else octave)
        weight, wide, high = weight * gain, wide / 2, high / 2
    return unit(total)


def wander(rng: Rng, count: int, *, cell: float, octaves: int = 5, gain: float = 0.5, sharp: bool = False) -> Grid:
    """A random line of `count` values, mean 0 and deviation 1; `sharp` gives it peaks."""
    total = np.zeros(count, dtype=np.float32)
    weight = 1.0
    for _ in range(octaves):
        if cell < 2:
            break
        knots = rng.random(int(count / cell) + 4, dtype=np.float32)
        along = np.arange(count, dtype=np.float32) / np.float32(cell) + 1
        left = along.astype(np.int32)
        part = along - left
        part = part * part * (3 - 2 * part) if not sharp else part
        octave = knots[left] * (1 - part) + knots[left + 1] * part
        total += np.float32(weight) * (octave if not sharp else 1 - np.abs(octave * 2 - 1))
        weight, cell = weight * gain, cell / 2
    return unit(total)


def unit(values: Grid) -> Grid:
    """The same values with mean 0 and deviation 1."""
    return np.asarray((values - values.mean()) / np.float32(max(float(values.std()), 1e-6)))


def smooth(low: float, high: float, values: Grid) -> Grid:
    """0 below `low`, 1 above `high`, eased between (also with `low` above `high`)."""
    part = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(part * part * (3 - 2 * part), dtype=np.float32)


def sample(values: Grid, across: Grid, down: Grid) -> Grid:
    """A field, or one of colours, read between its pixels; it wraps around at the borders."""
    height, width = values.shape[:2]
    left, top = np.floor(across).astype(np.int32), np.floor(down).astype(np.int32)
    right_part, down_part = across - left, down - top
    if values.ndim == 3:
        right_part, down_part = right_part[..., None], down_part[..., None]
    left, top = left % width, top % height
    right, below = (left + 1) % width, (top + 1) % height
    upper = values[top, left] * (1 - right_part) + values[top, right] * right_part
    lower = values[below, left] * (1 - right_part) + values[below, right] * right_part
    return np.asarray(upper * (1 - down_part) + lower * down_part, dtype=np.float32)


def resample(line: Grid, count: int) -> Grid:
    """A line read at `count` places."""
    return np.interp(np.linspace(0, 1, count), np.linspace(0, 1, line.size), line).astype(np.float32)


def mesh(size: tuple[int, int]) -> tuple[Grid, Grid]:
    """0..1 across and down at the middle of each pixel."""
    width, height = size
    across = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :]
    return across, ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]


def _box(values: Grid, radius: int) -> Grid:
    pad = [(radius + 1, radius)] + [(0, 0)] * (values.ndim - 1)
    total = np.cumsum(np.pad(values, pad, mode="edge"), axis=0, dtype=np.float32)
    return (total[2 * radius + 1 :] - total[: -2 * radius - 1]) / np.float32(2 * radius + 1)


def blur(values: Grid, radius: float) -> Grid:
    """Values smoothed over `radius` pixels, by two running means each way."""
    step = min(max(1, round(radius * 0.75)), *(side - 1 for side in values.shape[:2]))
    for _ in range(2):
        values = np.swapaxes(_box(_box(values, step), step), 0, 1)
    return np.ascontiguousarray(values)
