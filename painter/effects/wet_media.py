"""Styles made with a wet brush: watercolour, oil and ink wash, over the finished scene."""

import numpy as np
from PIL import Image

from painter.render.canvas import Canvas, Stroke
from painter.render.noise import Grid, blur, fbm, mesh, sample, smooth
from painter.render.palette import mix, over, plain, rgb, times
from painter.scene.plan import Scene

DAB = np.array([(-1, 0), (-0.7, 0.8), (0.5, 1), (1, 0.35), (0.92, -0.5), (0.4, -1), (-0.75, -0.75)])
PAPER, RICE = rgb("#f7f2e6"), rgb("#f3ecdb")


def _flattened(field: Grid, radius: int) -> Grid:
    """Kuwahara: each place takes the mean of the calmest of four squares around it. Edges stay, texture goes."""
    rows, columns = field.shape[:2]
    field = np.pad(field, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
    means = blur(field, radius * 0.6)
    grey = field @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
    middle = blur(grey, radius * 0.6)
    spread = blur(grey * grey, radius * 0.6) - middle * middle
    best = np.full(grey.shape, np.inf, dtype=np.float32)
    result = field.copy()
    for dy, dx in ((-radius, -radius), (-radius, radius), (radius, -radius), (radius, radius)):
        calm = np.roll(spread, (dy, dx), axis=(0, 1))
        better = calm < best
        best = np.where(better, calm, best)
        result = np.where(better[..., None], np.roll(means, (dy, dx), axis=(0, 1)), result)
    return np.asarray(result[radius : radius + rows, radius : radius + columns], dtype=np.float32)


def _edges(field: Grid) -> Grid:
    grey = field @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
    rows, columns = np.gradient(grey)
    return np.asarray(np.hypot(rows, columns), dtype=np.float32)


def _warped(field: Grid, rng: np.random.Generator, reach: float, cell: float) -> Grid:
    """The field with a trembling outline."""
    size = (field.shape[1], field.shape[0])
    across = np.arange(size[0], dtype=np.float32)[None, :] + fbm(rng, size, cell=cell, octaves=4) * reach
    down = np.arange(size[1], dtype=np.float32)[:, None] + fbm(rng, size, cell=cell, octaves=4) * reach
    across, down = np.clip(across, 0, size[0] - 1.01), np.clip(down, 0, size[1] - 1.01)
    return np.stack([sample(field[..., channel], across, down) for channel in range(3)], axis=-1)


def watercolour(canvas: Canvas, scene: Scene) -> None:
    """Pigment that pools at its edges and grains in the paper, on a sheet with an unpainted border."""
    rng = scene.rng("watercolour")
    field = canvas.small()
    size = (field.shape[1], field.shape[0])
    unit = canvas.unit * canvas.fine
    field = _flattened(field, max(2, round(unit * 4.5)))
    field = _warped(field, rng, unit * 2.6, max(6, unit * 40))
    pooled = smooth(0.012, 0.1, blur(_edges(field), max(1.0, unit * 1.1)))
    broad = fbm(rng, size, cell=size[1] * 0.28, octaves=5)
    grains = fbm(rng, size, cell=max(3.0, unit * 5), octaves=3, gain=0.8)
    grey = field @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
    lively = grey[..., None] + (field - grey[..., None]) * 1.22
    ink = (1 - np.clip(lively, 0, 1)) * 0.9
    density = 0.92 + 0.13 * np.tanh(broad) + 0.36 * pooled + 0.07 * grains * (0.35 + (1 - grey))
    field = plain(PAPER) * (1 - np.clip(ink * density[..., None], 0, 1))
    across, down = mesh(size)
    inset = np.minimum(np.minimum(across, 1 - across) * size[0] / size[1], np.minimum(down, 1 - down)) * size[1]
    ragged = inset - unit * 30 + fbm(rng, size, cell=max(6, unit * 70), octaves=5) * unit * 9
    inside = smooth(0, unit * 3, ragged)
    rim = smooth(unit * 9, unit * 2, ragged) * inside * 0.2
    field = over(plain(PAPER), field * (1 - rim)[..., None], inside)
    canvas.lay(field)
    paper(canvas, scene, depth=0.032)


def paper(canvas: Canvas, scene: Scene, *, depth: float) -> None:
    """The tooth of the sheet, at full size."""
    rng = scene.rng("paper")
    side = 512
    rough = fbm(rng, (side, side), cell=5, octaves=3, gain=0.7)
    slope: Grid = np.gradient(rough, axis=0) + np.gradient(rough, axis=1)
    relief = np.asarray(slope * depth * 0.5, dtype=np.float32)
    relief = np.concatenate([relief, relief[::-1]], axis=0)
    relief = np.concatenate([relief, relief[:, ::-1]], axis=1)
    wide = np.tile(relief, (1, canvas.width // relief.shape[1] + 1))[:, : canvas.width]
    for start, end in canvas.strips(0, canvas.height):
        canvas.stamp(canvas.part(start, end) + wide[np.arange(start, end) % (2 * side)][..., None], (0, start))


def oil(canvas: Canvas, scene: Scene) -> None:
    """Four layers of strokes along the forms, coarse to fine, then the light on the ridges of the paint."""
    rng = scene.rng("oil")
    field = canvas.small()
    unit = canvas.unit * canvas.fine
    calm = _flattened(field, max(2, round(unit * 4)))
    grey = blur(field @ np.array([0.3, 0.59, 0.11], dtype=np.float32), max(1.0, unit * 3))
    rows, columns = np.gradient(grey)
    swirl = fbm(rng, (field.shape[1], field.shape[0]), cell=field.shape[0] * 0.3, octaves=3)
    strength = np.hypot(rows, columns)
    angle = np.where(strength > 0.0035, np.arctan2(rows, columns) + np.pi / 2, swirl * 1.1)
    detail = blur(_edges(field), max(1.0, unit * 4))
    grey_lift = calm.mean(axis=-1, keepdims=True)
    vivid = np.clip(grey_lift + (calm - grey_lift) * 1.25, 0, 1)
    for size, spacing, keep in ((19.0, 13.0, 0.0), (10.0, 8.0, 0.006), (5.0, 4.8, 0.018), (2.5, 2.8, 0.036)):
        strokes = _dabs(
            canvas, rng, vivid if size > 5 else field, angle, detail, size=size, spacing=spacing, keep=keep
        )
        canvas.strokes(strokes, alpha=0.94)
    _impasto(canvas, scene)


def _dabs(
    canvas: Canvas,
    rng: np.random.Generator,
    field: Grid,
    angle: Grid,
    detail: Grid,
    *,
    size: float,
    spacing: float,
    keep: float,
) -> list[Stroke]:
    """Strokes on a loose grid, where the picture has at least `keep` detail."""
    step = canvas.unit * spacing
    xs, ys = np.meshgrid(np.arange(0, canvas.width + step, step), np.arange(0, canvas.height + step, step))
    x = (xs + rng.normal(size=xs.shape) * step * 0.5).ravel()
    y = (ys + rng.normal(size=ys.shape) * step * 0.5).ravel()
    row = np.clip(y * canvas.fine, 0, field.shape[0] - 1).astype(int)
    column = np.clip(x * canvas.fine, 0, field.shape[1] - 1).astype(int)
    chosen = np.flatnonzero(detail[row, column] >= keep)
    chosen = chosen[rng.permutation(chosen.size)]
    row, column, x, y, count = row[chosen], column[chosen], x[chosen], y[chosen], chosen.size
    turn = (angle[row, column] + rng.normal(size=count) * 0.14)[:, None]
    long = (canvas.unit * size * rng.uniform(0.8, 1.5, size=count))[:, None]
    wide = (canvas.unit * size * 0.3 * rng.uniform(0.7, 1.2, size=count))[:, None]
    dim, hue = rng.uniform(0.9, 1.1, size=(count, 1)), rng.normal(size=(count, 3)) * 0.012
    tones = np.clip(field[row, column] * dim + hue, 0, 1).tolist()
    c, s = np.cos(turn), np.sin(turn)

    def turned(dx: Grid, dy: Grid) -> Grid:
        points = np.stack([x[:, None] + dx * c - dy * s, y[:, None] + dx * s + dy * c], axis=-1)
        return np.asarray(points, dtype=np.float32)

    dabs = turned(long * DAB[:, 0], wide * DAB[:, 1])
    hairs = turned(long * 0.8 * DAB[:, 0], wide * (0.3 + 0.2 * DAB[:, 1]))
    strokes: list[Stroke] = []
    for index, (red, green, blue) in enumerate(tones):
        strokes.append((dabs[index], (red, green, blue)))
        if size > 9 and index % 2:
            strokes.append((hairs[index], times((red, green, blue), 1.09)))
    return strokes


def _impasto(canvas: Canvas, scene: Scene) -> None:
    lx, ly = scene.facing
    for start, end in canvas.strips(0, canvas.height):
        first, last = max(0, start - 1), min(canvas.height, end + 1)
        part = canvas.part(first, last)
        grey = part @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
        slope: Grid = np.gradient(grey, axis=1) * lx + np.gradient(grey, axis=0) * ly
        relief: Grid = np.clip(slope * 0.55, -0.09, 0.1)
        canvas.stamp((part + relief[..., None])[start - first : end - first], (0, start))


def ink(canvas: Canvas, scene: Scene) -> None:
    """Rice paper, bleeding washes and the painter's red seal."""
    rng = scene.rng("ink")
    field = canvas.small()
    size = (field.shape[1], field.shape[0])
    unit = canvas.unit * canvas.fine
    field = _warped(field, rng, unit * 1.1, max(5, unit * 16))
    bled = blur(field, max(1.0, unit * 5))
    field = np.minimum(field, 0.55 * field + 0.45 * bled)
    mottle = fbm(rng, size, cell=size[1] * 0.3, octaves=5)
    fibre = fbm(rng, size, cell=max(3, unit * 4), octaves=3, stretch=4)
    across, down = mesh(size)
    aged = smooth(0.7, 1.5, np.hypot(across - 0.5, down - 0.5) * 2) * 0.1
    sheet = plain(RICE) * (1 + 0.012 * mottle + 0.01 * fibre - aged)[..., None]
    canvas.lay(field / plain(scene.palette.haze) * sheet)
    _seal(canvas, scene)
    paper(canvas, scene, depth=0.022)


def _seal(canvas: Canvas, scene: Scene) -> None:
    """A carved square with the sign for mountain over the one for water."""
    side = canvas.unit * 52
    right = scene.light[0] < scene.width / 2
    x = scene.width - side * 1.9 if right else side * 0.9
    y = scene.height - side * 2.0

    def bar(left: float, top: float, end: float, low: float) -> Stroke:
        corners = [(left, top), (end, top), (end, low), (left, low)]
        return (np.array(corners, dtype=np.float32) * side + (x, y)).astype(np.float32), PAPER

    red = mix(rgb("#b5281e"), rgb("#d84a34"), float(scene.rng("seal").random()))
    wobble = scene.rng("seal edge").normal(size=(8, 2)) * 0.018
    outline = (
        np.array([(0, 0.03), (0.5, 0), (1, 0.02), (0.99, 0.5), (1, 1), (0.5, 0.99), (0.01, 1), (0, 0.5)]) + wobble
    )
    canvas.strokes([((outline * side + (x, y)).astype(np.float32), red)], alpha=0.92)
    marks = [
        bar(0.47, 0.12, 0.54, 0.44),
        bar(0.2, 0.24, 0.27, 0.44),
        bar(0.74, 0.24, 0.81, 0.44),
        bar(0.2, 0.4, 0.81, 0.46),
    ]
    marks += [
        bar(0.47, 0.54, 0.54, 0.9),
        bar(0.2, 0.62, 0.38, 0.67),
        bar(0.26, 0.74, 0.36, 0.79),
        bar(0.62, 0.6, 0.8, 0.65),
        bar(0.64, 0.74, 0.82, 0.79),
    ]
    canvas.strokes(marks, alpha=0.9)


def shrunk(image: Image.Image, longest: int) -> Image.Image:
    """The picture at most `longest` pixels long, each pixel the mean of what it covers."""
    part = min(1.0, longest / max(image.size))
    size = max(1, round(image.width * part)), max(1, round(image.height * part))
    return image.resize(size, Image.Resampling.BOX, reducing_gap=3.0)
