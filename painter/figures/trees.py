"""Trees of every kind, as figures of height 1."""

from collections.abc import Callable, Iterator

import numpy as np

from painter.figures.drawing import Figure, Outline, Point, curve, draw, ribbon
from painter.render.palette import RGB, mix, rgb, times
from painter.scene.plan import Scene

BARK, SNOW = rgb("#5a4634"), rgb("#f3f7fc")
NEAR = ((0.0, 1.0, 0.12, 0.72, 0.0), (0.14, 0.9, 0.36, 0.9, 0.0), (0.25, 0.78, 0.6, 1.0, 0.0),
        (0.36, 0.6, 0.82, 1.0, 0.5), (0.46, 0.36, 0.96, 1.0, 1.0))  # fmt: skip
FAR = ((0.0, 1.0, 0.3, 0.8, 0.0), (0.12, 0.96, 0.5, 0.9, 0.0), (0.3, 0.6, 0.68, 1.0, 0.0),
       (0.44, 0.42, 0.8, 1.0, 0.25), (0.56, 0.2, 0.86, 1.0, 0.45))  # fmt: skip
"""Layers of leaves: shift to the light, part of the ball, amount of light, darkness and paleness of the colour."""


def foliage(fig: Figure, balls: list[tuple[float, float, float]], colour: RGB, *, leaf: float) -> None:
    """Leaves heaped in `balls` (x, y, radius): dark within, lit on the side of the light."""
    leaf, full = max(leaf, 1.7 / fig.scale), min(42.0, 16 + fig.scale * 0.1)
    pale = mix(colour, rgb("#fff2b8" if colour[1] > colour[0] else "#fff6f4"), 0.3)
    around = np.linspace(0, 2 * np.pi, 7, endpoint=False)
    for shift, part, amount, dark, light in FAR if fig.scale < 130 else NEAR:
        leaves: list[Outline] = []
        for x, y, r in balls:
            for _ in range(int(full * part)):
                reach, angle = np.sqrt(fig.rng.random()) * r * part, fig.rng.random() * 2 * np.pi
                middle = x + fig.facing[0] * r * shift + np.cos(angle) * reach
                height = y - fig.facing[1] * r * shift + np.sin(angle) * reach * 0.9
                size = leaf * fig.rng.uniform(0.6, 1.25) * fig.rng.uniform(0.75, 1.2, size=7)
                outline = [middle + np.cos(around) * size * 1.15, height + np.sin(around) * size * 0.85]
                leaves.append(np.stack(outline, axis=1))
        tone = mix(times(colour, dark), pale, light)
        fig.many(leaves[::2], times(tone, 0.93), amount=amount)
        fig.many(leaves[1::2], times(tone, 1.05), amount=amount)


def _branches(
    fig: Figure, start: Point, length: float, angle: float, width: float, depth: int, shapes: list[Outline]
) -> list[Point]:
    end = (start[0] + float(np.cos(angle)) * length, start[1] + float(np.sin(angle)) * length)
    middle = ((start[0] + end[0]) / 2 + fig.rng.normal() * 0.08 * length, (start[1] + end[1]) / 2)
    shapes.append(ribbon(curve([start, middle, end], closed=False, steps=5), [width, width * 0.68]))
    if depth == 0:
        return [end]
    tips: list[Point] = []
    for side in (-1, 1) if depth < 4 else (-1, 0.15, 1):
        tilt = angle + side * fig.rng.uniform(0.32, 0.62) + fig.rng.normal() * 0.1
        tips += _branches(fig, end, length * fig.rng.uniform(0.66, 0.84), tilt, width * 0.66, depth - 1, shapes)
    return tips


def broadleaf(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A round tree: trunk, limbs and heaped leaves."""
    shapes: list[Outline] = []
    tips = _branches(fig, (0.0, 0.0), 0.3, np.pi / 2 + fig.rng.normal() * 0.05, 0.032, 2, shapes)
    fig.many(shapes, BARK, amount=0.35)
    draw(fig, "b -.07,-.012 -.028,.06 0,.14 .028,.06 .07,-.012 0,.006 coat r.6", BARK)
    balls = [(x * 1.2, y, fig.rng.uniform(0.13, 0.18)) for x, y in tips]
    balls += [(fig.rng.uniform(-0.2, 0.2), fig.rng.uniform(0.55, 0.84), 0.15) for _ in range(6)]
    balls += [(fig.rng.uniform(-0.36, 0.36), fig.rng.uniform(0.46, 0.62), 0.12) for _ in range(6)]
    foliage(fig, balls, colour, leaf=0.016)


def cherry(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A leaning tree in blossom."""
    shapes: list[Outline] = []
    tips = _branches(fig, (0.06, 0.0), 0.26, np.pi / 2 + 0.22, 0.036, 4, shapes)
    fig.many(shapes, rgb("#4a3636"), amount=0.35)
    chosen = [tips[i] for i in fig.rng.permutation(len(tips))[:26]]
    foliage(fig, [(x, y, fig.rng.uniform(0.06, 0.115)) for x, y in chosen], colour, leaf=0.0115)
    fig.many(shapes[:9], rgb("#4a3636"), amount=0.3)


def pine(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A fir: drooping branches in many tiers, snow on them in winter."""
    draw(fig, "p -.022,0 -.008,.9 .008,.9 .022,0 coat", BARK)
    tiers = 13 if fig.scale < 60 else 24
    tones = (times(colour, 0.6), 0.2, 1.0), (colour, 0.5, 0.8), (mix(colour, rgb("#c8c070"), 0.2), 0.92, 0.4)
    for tone, amount, part in tones:
        needles = [shape for tier in range(tiers) for shape in _tier(fig, tier / (tiers - 1), part)]
        fig.many(needles, tone, amount=amount)
        if scene.snowy and part < 1:
            covered = needles[:: 2 if fig.scale < 90 else 4]
            fig.many([shape * (0.94, 0.999) + np.array((0.0, 0.008)) for shape in covered], SNOW, amount=0.8)


def _tier(fig: Figure, height: float, part: float) -> Iterator[Outline]:
    y, reach = 0.07 + 0.9 * height, 0.25 * (1 - height) ** 0.9 + 0.012
    for _ in range(round((9 - 5 * height) * (0.5 + 0.5 * part)) + 2):
        side = fig.rng.uniform(-1, 1)
        if part < 1 and side * fig.facing[0] < fig.rng.uniform(-1.2, 0.5):
            continue
        out = side * reach * fig.rng.uniform(0.7, 1.16) * (0.6 + 0.4 * part)
        drop, thick = abs(out) * fig.rng.uniform(0.34, 0.52) + 0.008, 0.011 + 0.017 * (1 - height)
        yield np.array([
            (out * 0.08, y + thick), (out * 0.6, y - drop * 0.35 + thick * 0.5), (out, y - drop),
            (out * 0.8, y - drop * 0.95), (out * 0.55, y - drop * 0.8 - thick * 0.5), (out * 0.1, y - thick),
        ])  # fmt: skip


TREES: dict[str, tuple[Callable[[Figure, Scene, RGB], None], str]] = {
    "tree": (broadleaf, ""), "pine": (pine, "#2f5a44"), "cherry": (cherry, "#f2b3c8"),
}  # fmt: skip
"""What paints each kind, and its usual colour; without one it is that of the season's leaves."""
