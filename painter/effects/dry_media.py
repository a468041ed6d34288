"""Styles without a brush: pencil, pixels and neon, over the finished scene."""

import numpy as np
from PIL import Image

from painter.effects.weather import grain
from painter.effects.wet_media import paper, shrunk
from painter.render.canvas import Canvas, picture
from painter.render.noise import Grid, blur, fbm, smooth
from painter.render.palette import over, plain, rgb
from painter.scene.plan import Scene

GREY = np.array([0.3, 0.59, 0.11], dtype=np.float32)
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32) / 16 - 0.47


def pencil(canvas: Canvas, scene: Scene) -> None:
    """Outlines and four directions of hatching, the darker the denser; a breath of the colours remains."""
    field = canvas.small()
    size = (field.shape[1], field.shape[0])
    unit = canvas.unit * canvas.fine
    grey = field @ GREY
    low, high = np.percentile(grey, (2, 98))
    tone = np.clip((grey - low) / max(0.05, high - low), 0, 1)
    local = blur(tone, unit * 60)
    tone = np.clip(tone * 0.8 + 0.1 + (tone - local) * 0.45, 0, 1)
    rows, columns = np.gradient(blur(grey, max(1.0, unit * 1.2)))
    rub = fbm(scene.rng("pencil"), size, cell=max(4, unit * 14), octaves=4)
    line = smooth(0.008, 0.05, np.hypot(rows, columns)) * np.clip(0.82 + 0.2 * rub, 0, 1)
    sheet = _three(tone, line, np.clip(0.5 + 0.16 * fbm(scene.rng("hand"), size, cell=unit * 120, octaves=3), 0, 1))
    tint = picture(np.asarray(field * 0.5 + 0.5, dtype=np.float32))
    for start, end in canvas.strips(0, canvas.height):
        box = (0.0, start / canvas.height * size[1], float(size[0]), end / canvas.height * size[1])
        wide = (canvas.width, end - start)
        read = np.asarray(sheet.resize(wide, Image.Resampling.BICUBIC, box=box), dtype=np.float32) / 255
        colour = np.asarray(tint.resize(wide, Image.Resampling.BICUBIC, box=box), dtype=np.float32) / 255
        dark = _hatched(canvas, read, start)
        page = over(plain(rgb("#f8f5ec")), colour, np.full(dark.shape, 0.34, dtype=np.float32))
        canvas.stamp(over(page, rgb("#2c2a2e"), dark), (0, start))
    paper(canvas, scene, depth=0.05)


def _three(first: Grid, second: Grid, third: Grid) -> Image.Image:
    return picture(np.stack([first, second, third], axis=-1).astype(np.float32))


def _hatched(canvas: Canvas, read: Grid, start: int) -> Grid:
    """How dark the graphite is in these rows."""
    tone, line, hand = read[..., 0], read[..., 1], read[..., 2]
    y = np.arange(start, start + tone.shape[0], dtype=np.float32)[:, None]
    x = np.arange(canvas.width, dtype=np.float32)[None, :]
    pitch = canvas.unit * 5.2
    dark = line * 0.78
    for angle, limit in ((0.75, 0.78), (-0.7, 0.52), (0.1, 0.32), (1.4, 0.17)):
        place = (x * np.float32(np.sin(angle)) + y * np.float32(np.cos(angle))) / np.float32(pitch) + hand * 4
        stripe = np.abs(place - np.floor(place) - 0.5) * 2
        deep = smooth(limit, limit - 0.42, tone)
        dark = np.maximum(dark, smooth(0.25, 1.0, stripe + deep * 0.55 - 0.3) * deep * 0.78)
    rubbed = dark * (0.82 + 0.36 * (hand - 0.5)) + smooth(0.3, 0.0, tone) * 0.16
    return np.asarray(np.clip(rubbed, 0, 1), dtype=np.float32)


def pixel(canvas: Canvas, scene: Scene) -> None:
    """Few large pixels in few colours, dithered as the old machines did."""
    small = shrunk(canvas.image, 208)
    field = np.asarray(small, dtype=np.float32) / 255
    grey = (field @ GREY)[..., None]
    field = np.clip((grey + (field - grey) * 1.35 - 0.5) * 1.12 + 0.5, 0, 1)
    rows, columns = field.shape[:2]
    pattern = np.tile(BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns]
    few = picture(field.astype(np.float32)).quantize(26, Image.Quantize.MEDIANCUT, kmeans=2)
    dithered = picture(np.asarray(field + pattern[..., None] * 0.055, dtype=np.float32))
    chosen = dithered.quantize(palette=few, dither=Image.Dither.NONE).convert("RGB")
    for start, end in canvas.strips(0, canvas.height):
        box = (0.0, start / canvas.height * rows, float(columns), end / canvas.height * rows)
        canvas.image.paste(
            chosen.resize((canvas.width, end - start), Image.Resampling.NEAREST, box=box), (0, start)
        )


def neon(canvas: Canvas, scene: Scene) -> None:
    """Glowing outlines, colours drawn apart at the edges, faint scan lines."""
    field = canvas.small()
    unit = canvas.unit * canvas.fine
    grey = field @ GREY
    rows, columns = np.gradient(blur(grey, max(1.0, unit)))
    edge = smooth(0.018, 0.1, np.hypot(rows, columns))
    down = np.linspace(0, 1, field.shape[0], dtype=np.float32)[:, None]
    tone = over(plain(rgb("#ff48c0")), rgb("#38e4ff"), np.clip(down * 1.5 - 0.3 + 0 * edge, 0, 1))
    glow = np.clip(edge * 0.34 + blur(edge, unit * 9) * 0.9, 0, 1)[..., None] * tone
    sheet = picture(np.asarray(glow * 0.62, dtype=np.float32))
    shift, pitch = max(1, round(canvas.unit * 1.6)), max(2, round(canvas.unit * 3.4))
    for start, end in canvas.strips(0, canvas.height):
        box = (
            0.0,
            start / canvas.height * field.shape[0],
            float(field.shape[1]),
            end / canvas.height * field.shape[0],
        )
        add = np.asarray(
            sheet.resize((canvas.width, end - start), Image.Resampling.BICUBIC, box=box), dtype=np.float32
        )
        part = canvas.part(start, end)
        part = np.stack([np.roll(part[..., 0], shift, 1), part[..., 1], np.roll(part[..., 2], -shift, 1)], axis=-1)
        part = np.clip((part - 0.5) * 1.14 + 0.48, 0, 1)
        lit = 1 - (1 - part) * (1 - add / 255)
        scan = 1 - 0.05 * ((np.arange(start, end) // max(1, pitch // 2)) % 2).astype(np.float32)
        canvas.stamp(lit * scan[:, None, None], (0, start))
    grain(canvas, scene, strength=0.012)


def poster(canvas: Canvas, scene: Scene) -> None:
    """The printed sheet: a little tooth, nothing else."""
    paper(canvas, scene, depth=0.012)
