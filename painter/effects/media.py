"""Styles over the finished scene: watercolour, oil, ink wash, pencil, pixels and neon."""

import numpy as np
from PIL import Image

from painter.effects.weather import grain
from painter.render.canvas import Canvas, Stroke, picture, stretch
from painter.render.noise import Grid, Rng, blur, fbm, mesh, sample, smooth
from painter.render.palette import mix, over, plain, rgb, times
from painter.scene.plan import Scene

DAB = np.array([(-1, 0), (-0.7, 0.8), (0.5, 1), (1, 0.35), (0.92, -0.5), (0.4, -1), (-0.75, -0.75)])
SEAL = (
    (0.47, 0.12, 0.54, 0.44), (0.2, 0.24, 0.27, 0.44), (0.74, 0.24, 0.81, 0.44), (0.2, 0.4, 0.81, 0.46),
    (0.47, 0.54, 0.54, 0.9), (0.2, 0.62, 0.38, 0.67), (0.26, 0.74, 0.36, 0.79), (0.62, 0.6, 0.8, 0.65),
    (0.64, 0.74, 0.82, 0.79),
)  # fmt: skip
"""The painter's seal, the sign for mountain over the one for water: the left, top, right and bottom of its bars."""
EDGE = np.array([(0, 0.03), (0.5, 0), (1, 0.02), (0.99, 0.5), (1, 1), (0.5, 0.99), (0.01, 1), (0, 0.5)])
GREY = np.array([0.3, 0.59, 0.11], dtype=np.float32)
PAPER, RICE = rgb("#f7f2e6"), rgb("#f3ecdb")


def _kuwahara(field: Grid, radius: int) -> Grid:
    rows, columns = field.shape[:2]
    field = np.pad(field, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
    means, grey = blur(field, radius * 0.6), field @ GREY
    spread = blur(grey * grey, radius * 0.6) - blur(grey, radius * 0.6) ** 2
    best, result = np.full(grey.shape, np.inf, dtype=np.float32), field.copy()
    for shift in ((-radius, -radius), (-radius, radius), (radius, -radius), (radius, radius)):
        calm = np.roll(spread, shift, axis=(0, 1))
        better = calm < best
        best = np.where(better, calm, best)
        result = np.where(better[..., None], np.roll(means, shift, axis=(0, 1)), result)
    return result[radius : radius + rows, radius : radius + columns]


def _warp(field: Grid, rng: Rng, reach: float, cell: float) -> Grid:
    size = (field.shape[1], field.shape[0])
    across = np.arange(size[0], dtype=np.float32)[None, :] + fbm(rng, size, cell=cell, octaves=4) * reach
    down = np.arange(size[1], dtype=np.float32)[:, None] + fbm(rng, size, cell=cell, octaves=4) * reach
    across, down = np.clip(across, 0, size[0] - 1.01), np.clip(down, 0, size[1] - 1.01)
    return sample(field, across, down)


def watercolour(canvas: Canvas, scene: Scene) -> None:
    """Watercolour: pigment that pools at its edges and grains in the paper."""
    rng = scene.rng("watercolour")
    field = canvas.small()
    size = (field.shape[1], field.shape[0])
    unit = canvas.unit * canvas.fine
    field = _kuwahara(field, max(2, round(unit * 4.5)))
    field = _warp(field, rng, unit * 2.6, max(6, unit * 40))
    pooled = smooth(0.012, 0.1, blur(np.hypot(*np.gradient(field @ GREY)), max(1.0, unit * 1.1)))
    broad = fbm(rng, size, cell=size[1] * 0.28, octaves=5)
    grains = fbm(rng, size, cell=max(3.0, unit * 5), octaves=3, gain=0.8)
    grey = field @ GREY
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
    relief = np.pad(slope * np.float32(depth * 0.5), ((0, side), (0, side)), mode="symmetric")
    wide = np.tile(relief, (1, canvas.width // relief.shape[1] + 1))[:, : canvas.width]
    for start, end in canvas.strips(0, canvas.height):
        canvas.stamp(canvas.part(start, end) + wide[np.arange(start, end) % (2 * side)][..., None], (0, start))


def oil(canvas: Canvas, scene: Scene) -> None:
    """Oil: four layers of strokes along the forms, and light on the ridges of the paint."""
    rng = scene.rng("oil")
    field = canvas.small()
    unit = canvas.unit * canvas.fine
    calm = _kuwahara(field, max(2, round(unit * 4)))
    grey = blur(field @ GREY, max(1.0, unit * 3))
    rows, columns = np.gradient(grey)
    swirl = fbm(rng, (field.shape[1], field.shape[0]), cell=field.shape[0] * 0.3, octaves=3)
    angle = np.where(np.hypot(rows, columns) > 0.0035, np.arctan2(rows, columns) + np.pi / 2, swirl * 1.1)
    detail = blur(np.hypot(*np.gradient(field @ GREY)), max(1.0, unit * 4))
    grey_lift = calm.mean(axis=-1, keepdims=True)
    vivid = np.clip(grey_lift + (calm - grey_lift) * 1.25, 0, 1)
    for size, spacing, keep in ((19.0, 13.0, 0.0), (10.0, 8.0, 0.006), (5.0, 4.8, 0.018), (2.5, 2.8, 0.036)):
        tones = vivid if size > 5 else field
        dabs = _dabs(canvas, rng, tones, angle, detail, size=size, spacing=spacing, keep=keep)
        canvas.strokes(dabs, alpha=0.94)
    for start, end in canvas.strips(0, canvas.height):
        first, last = max(0, start - 1), min(canvas.height, end + 1)
        part = canvas.part(first, last)
        slopes = np.gradient(part @ GREY)
        relief = np.clip((slopes[1] * scene.facing[0] + slopes[0] * scene.facing[1]) * 0.55, -0.09, 0.1)
        canvas.stamp((part + relief[..., None])[start - first : end - first], (0, start))


def _dabs(
    canvas: Canvas, rng: Rng, field: Grid, angle: Grid, detail: Grid, *, size: float, spacing: float, keep: float
) -> list[Stroke]:
    step = canvas.unit * spacing
    xs, ys = np.meshgrid(np.arange(0, canvas.width + step, step), np.arange(0, canvas.height + step, step))
    x = (xs + rng.normal(size=xs.shape) * step * 0.5).ravel()
    y = (ys + rng.normal(size=ys.shape) * step * 0.5).ravel()
    row = np.clip(y * canvas.fine, 0, field.shape[0] - 1).astype(int)
    column = np.clip(x * canvas.fine, 0, field.shape[1] - 1).astype(int)
    chosen = np.flatnonzero(detail[row, column] >= keep)
    chosen = chosen[rng.permutation(chosen.size)]
    row, column, x, y, count = row[chosen], column[chosen], x[chosen], y[chosen], chosen.size
    tilt = (angle[row, column] + rng.normal(size=count) * 0.14)[:, None]
    long = (canvas.unit * size * rng.uniform(0.8, 1.5, size=count))[:, None]
    wide = (canvas.unit * size * 0.3 * rng.uniform(0.7, 1.2, size=count))[:, None]
    dim, hue = rng.uniform(0.9, 1.1, size=(count, 1)), rng.normal(size=(count, 3)) * 0.012
    tones = np.clip(field[row, column] * dim + hue, 0, 1).tolist()
    c, s = np.cos(tilt), np.sin(tilt)

    def rotate(dx: Grid, dy: Grid) -> Grid:
        return np.stack([x[:, None] + dx * c - dy * s, y[:, None] + dx * s + dy * c], axis=-1)

    dabs = rotate(long * DAB[:, 0], wide * DAB[:, 1])
    hairs = rotate(long * 0.8 * DAB[:, 0], wide * (0.3 + 0.2 * DAB[:, 1]))
    strokes: list[Stroke] = []
    for index, (red, green, blue) in enumerate(tones):
        strokes.append((dabs[index], (red, green, blue)))
        if size > 9 and index % 2:
            strokes.append((hairs[index], times((red, green, blue), 1.09)))
    return strokes


def ink(canvas: Canvas, scene: Scene) -> None:
    """Rice paper, bleeding washes and the painter's red seal."""
    rng = scene.rng("ink")
    field = canvas.small()
    size = (field.shape[1], field.shape[0])
    unit = canvas.unit * canvas.fine
    field = _warp(field, rng, unit * 1.1, max(5, unit * 16))
    bled = blur(field, max(1.0, unit * 5))
    field = np.minimum(field, 0.55 * field + 0.45 * bled)
    mottle = fbm(rng, size, cell=size[1] * 0.3, octaves=5)
    fibre = fbm(rng, size, cell=max(3, unit * 4), octaves=3, stretch=4)
    across, down = mesh(size)
    aged = smooth(0.7, 1.5, np.hypot(across - 0.5, down - 0.5) * 2) * 0.1
    sheet = plain(RICE) * (1 + 0.012 * mottle + 0.01 * fibre - aged)[..., None]
    canvas.lay(field / plain(scene.palette.haze) * sheet)
    side = canvas.unit * 52
    corner = scene.width - side * 1.9 if scene.light[0] < scene.width / 2 else side * 0.9, scene.height - side * 2.0
    red = mix(rgb("#b5281e"), rgb("#d84a34"), float(rng.random()))
    canvas.strokes([((EDGE + rng.normal(size=(8, 2)) * 0.018) * side + corner, red)], alpha=0.92)
    bars = [np.array([(a, b), (c, b), (c, d), (a, d)]) * side + corner for a, b, c, d in SEAL]
    canvas.strokes([(bar, PAPER) for bar in bars], alpha=0.9)
    paper(canvas, scene, depth=0.022)


def shrunk(image: Image.Image, longest: int) -> Image.Image:
    """The picture at most `longest` pixels long, each pixel the mean of what it covers."""
    part = min(1.0, longest / max(image.size))
    size = max(1, round(image.width * part)), max(1, round(image.height * part))
    return image.resize(size, Image.Resampling.BOX, reducing_gap=3.0)


BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32) / 16 - 0.47


def pencil(canvas: Canvas, scene: Scene) -> None:
    """Pencil: outlines and four directions of hatching, the darker the denser."""
    field = canvas.small()
    size = (field.shape[1], field.shape[0])
    unit = canvas.unit * canvas.fine
    grey = field @ GREY
    low, high = np.percentile(grey, (2, 98))
    tone = np.clip((grey - low) / max(0.05, high - low), 0, 1)
    tone = np.clip(tone * 0.8 + 0.1 + (tone - blur(tone, unit * 60)) * 0.45, 0, 1)
    rows, columns = np.gradient(blur(grey, max(1.0, unit * 1.2)))
    rub = fbm(scene.rng("pencil"), size, cell=max(4, unit * 14), octaves=4)
    line = smooth(0.008, 0.05, np.hypot(rows, columns)) * np.clip(0.82 + 0.2 * rub, 0, 1)
    hand = 0.5 + 0.16 * fbm(scene.rng("hand"), size, cell=unit * 120, octaves=3)
    sheet, tint = picture(np.stack([tone, line, hand], axis=-1)), picture(field * 0.5 + 0.5)
    for start, end in canvas.strips(0, canvas.height):
        wide, part = (canvas.width, end - start), (start / canvas.height, end / canvas.height)
        layers, colour = (np.asarray(stretch(image, wide, part), dtype=np.float32) / 255 for image in (sheet, tint))
        dark = _hatching(canvas, layers, start)
        page = over(plain(rgb("#f8f5ec")), colour, np.full(dark.shape, 0.34, dtype=np.float32))
        canvas.stamp(over(page, rgb("#2c2a2e"), dark), (0, start))
    paper(canvas, scene, depth=0.05)


def _hatching(canvas: Canvas, layers: Grid, start: int) -> Grid:
    tone, line, hand = layers[..., 0], layers[..., 1], layers[..., 2]
    y = np.arange(start, start + tone.shape[0], dtype=np.float32)[:, None]
    x = np.arange(canvas.width, dtype=np.float32)[None, :]
    dark = line * 0.78
    for angle, limit in ((0.75, 0.78), (-0.7, 0.52), (0.1, 0.32), (1.4, 0.17)):
        along = (x * np.float32(np.sin(angle)) + y * np.float32(np.cos(angle))) / (canvas.unit * 5.2) + hand * 4
        stripe = np.abs(along - np.floor(along) - 0.5) * 2
        deep = smooth(limit, limit - 0.42, tone)
        dark = np.maximum(dark, smooth(0.25, 1.0, stripe + deep * 0.55 - 0.3) * deep * 0.78)
    return np.asarray(np.clip(dark * (0.82 + 0.36 * (hand - 0.5)) + smooth(0.3, 0.0, tone) * 0.16, 0, 1))


def pixel(canvas: Canvas, scene: Scene) -> None:
    """Few large pixels in few colours, dithered as the old machines did."""
    field = np.asarray(shrunk(canvas.image, 208), dtype=np.float32) / 255
    grey = (field @ GREY)[..., None]
    field = np.clip((grey + (field - grey) * 1.35 - 0.5) * 1.12 + 0.5, 0, 1)
    rows, columns = field.shape[:2]
    pattern = np.tile(BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns]
    few = picture(field).quantize(26, Image.Quantize.MEDIANCUT, kmeans=2)
    dithered = picture(field + pattern[..., None] * 0.055)
    chosen = dithered.quantize(palette=few, dither=Image.Dither.NONE).convert("RGB")
    for start, end in canvas.strips(0, canvas.height):
        box = (0.0, start / canvas.height * rows, float(columns), end / canvas.height * rows)
        part = chosen.resize((canvas.width, end - start), Image.Resampling.NEAREST, box=box)
        canvas.image.paste(part, (0, start))


def neon(canvas: Canvas, scene: Scene) -> None:
    """Glowing outlines, colours drawn apart at the edges, faint scan lines."""
    field = canvas.small()
    unit = canvas.unit * canvas.fine
    rows, columns = np.gradient(blur(field @ GREY, max(1.0, unit)))
    edge = smooth(0.018, 0.1, np.hypot(rows, columns))
    down = np.linspace(0, 1, field.shape[0], dtype=np.float32)[:, None]
    tone = over(plain(rgb("#ff48c0")), rgb("#38e4ff"), np.clip(down * 1.5 - 0.3 + 0 * edge, 0, 1))
    glow = np.clip(edge * 0.34 + blur(edge, unit * 9) * 0.9, 0, 1)[..., None] * tone
    shift, pitch = max(1, round(canvas.unit * 1.6)), max(2, round(canvas.unit * 3.4)) // 2

    def blend(below: Grid, above: Grid) -> Grid:
        apart = [np.roll(below[..., 0], shift, 1), below[..., 1], np.roll(below[..., 2], -shift, 1)]
        lit = 1 - (1 - np.clip((np.stack(apart, axis=-1) - 0.5) * 1.14 + 0.48, 0, 1)) * (1 - above)
        return np.asarray(lit * (1 - 0.05 * (np.arange(len(below)) // max(1, pitch) % 2))[:, None, None])

    canvas.overlay(picture(glow * 0.62), blend)
    grain(canvas, scene, strength=0.012)
