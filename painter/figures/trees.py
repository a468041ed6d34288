"""Trees of every kind, as figures of height 1."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from painter.figures.drawing import Figure, curve, ribbon
from painter.render.palette import RGB, mix, rgb, times
from painter.scene.plan import Scene

BARK = rgb("#5a4634")
SNOW = rgb("#f3f7fc")
Shapes = list[NDArray[np.float64]]


def _dots(fig: Figure, spots: NDArray[np.float64], radius: float) -> Shapes:
    """Small uneven ovals around `spots`."""
    turn = np.linspace(0, 2 * np.pi, 7, endpoint=False)
    shapes: Shapes = []
    for x, y in spots:
        r = radius * fig.rng.uniform(0.6, 1.25)
        reach = r * fig.rng.uniform(0.75, 1.2, size=7)
        shapes.append(np.stack([x + np.cos(turn) * reach * 1.15, y + np.sin(turn) * reach * 0.85], axis=1))
    return shapes


def foliage(fig: Figure, balls: list[tuple[float, float, float]], colour: RGB, *, leaf: float) -> None:
    """Leaves heaped in `balls` (x, y, radius): dark within, lit on the side of the light."""
    lx, ly = fig.facing[0], -fig.facing[1]
    leaf = max(leaf, 1.7 / fig.scale)
    full = min(42.0, 16 + fig.scale * 0.1)
    pale = mix(colour, rgb("#fff2b8") if colour[1] > colour[0] else rgb("#fff6f4"), 0.3)
    layers = (
        (0.0, 1.0, 0.12, times(colour, 0.72)), (0.14, 0.9, 0.36, times(colour, 0.9)), (0.25, 0.78, 0.6, colour),
        (0.36, 0.6, 0.82, mix(colour, pale, 0.5)), (0.46, 0.36, 0.96, pale),
    )  # fmt: skip
    if fig.scale < 130:
        layers = (
            (0.0, 1.0, 0.3, times(colour, 0.8)), (0.12, 0.96, 0.5, times(colour, 0.9)), (0.3, 0.6, 0.68, colour),
            (0.44, 0.42, 0.8, mix(colour, pale, 0.25)), (0.56, 0.2, 0.86, mix(colour, pale, 0.45)),
        )  # fmt: skip
    for shift, part, amount, tone in layers:
        spots = []
        for x, y, r in balls:
            count = int(full * part)
            reach = np.sqrt(fig.rng.random(count)) * r * part
            turn = fig.rng.random(count) * 2 * np.pi
            middle = x + lx * r * shift, y + ly * r * shift
            spots.append(np.stack([middle[0] + np.cos(turn) * reach, middle[1] + np.sin(turn) * reach * 0.9], 1))
        dots = _dots(fig, np.concatenate(spots), leaf)
        fig.many(dots[::2], times(tone, 0.93), amount=amount)
        fig.many(dots[1::2], times(tone, 1.05), amount=amount)


def _branches(
    fig: Figure, start: tuple[float, float], length: float, angle: float, width: float, depth: int, found: Shapes
) -> list[tuple[float, float]]:
    end = (start[0] + np.cos(angle) * length, start[1] + np.sin(angle) * length)
    bend = fig.rng.normal() * 0.08 * length
    middle = ((start[0] + end[0]) / 2 + bend, (start[1] + end[1]) / 2)
    found.append(ribbon(curve([start, middle, end], closed=False, steps=5), [width, width * 0.68]))
    if depth == 0:
        return [end]
    tips: list[tuple[float, float]] = []
    for side in (-1, 1) if depth < 4 else (-1, 0.15, 1):
        turn = angle + side * fig.rng.uniform(0.32, 0.62) + fig.rng.normal() * 0.1
        tips += _branches(fig, end, length * fig.rng.uniform(0.66, 0.84), turn, width * 0.66, depth - 1, found)
    return tips


def broadleaf(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A round tree: trunk, limbs and heaped leaves."""
    shapes: Shapes = []
    tips = _branches(fig, (0.0, 0.0), 0.3, np.pi / 2 + fig.rng.normal() * 0.05, 0.032, 2, shapes)
    fig.many(shapes, BARK, amount=0.35)
    fig.blob(
        [(-0.07, -0.012), (-0.028, 0.06), (0.0, 0.14), (0.028, 0.06), (0.07, -0.012), (0.0, 0.006)],
        BARK,
        round_=0.6,
    )
    balls = [(x * 1.2, y + 0.0, fig.rng.uniform(0.13, 0.18)) for x, y in tips]
    balls += [(fig.rng.uniform(-0.2, 0.2), fig.rng.uniform(0.55, 0.84), 0.15) for _ in range(6)]
    balls += [(fig.rng.uniform(-0.36, 0.36), fig.rng.uniform(0.46, 0.62), 0.12) for _ in range(6)]
    foliage(fig, balls, colour, leaf=0.016)


def bare(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A winter tree, snow on its limbs."""
    shapes: Shapes = []
    _branches(fig, (0.0, 0.0), 0.26, np.pi / 2, 0.03, 5, shapes)
    fig.many(shapes, mix(BARK, rgb("#3b3a40"), 0.4), amount=0.3)
    if scene.snowy:
        fig.many([shape + np.array((0.0, 0.006)) for shape in shapes[:40]], SNOW, amount=0.8)
        fig.many(shapes[:14], mix(BARK, rgb("#3b3a40"), 0.4), amount=0.3)


def cherry(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A leaning tree in blossom."""
    shapes: Shapes = []
    bark = rgb("#4a3636")
    tips = _branches(fig, (0.06, 0.0), 0.26, np.pi / 2 + 0.22, 0.036, 4, shapes)
    fig.many(shapes, bark, amount=0.35)
    chosen = [tips[i] for i in fig.rng.permutation(len(tips))[:26]]
    balls = [(x, y, fig.rng.uniform(0.06, 0.115)) for x, y in chosen]
    foliage(fig, balls, colour, leaf=0.0115)
    fig.many(shapes[:9], bark, amount=0.3)


def pine(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A fir: drooping branches in many tiers, snow on them in winter."""
    fig.poly([(-0.022, 0.0), (-0.008, 0.9), (0.008, 0.9), (0.022, 0.0)], BARK)
    tiers = 13 if fig.scale < 60 else 24
    for tone, amount, part in (
        (times(colour, 0.6), 0.2, 1.0),
        (colour, 0.5, 0.8),
        (mix(colour, rgb("#c8c070"), 0.2), 0.92, 0.4),
    ):
        needles: Shapes = []
        for tier in range(tiers):
            needles += _tier(fig, tier / (tiers - 1), part=part)
        fig.many(needles, tone, amount=amount)
        if scene.snowy and part < 1:
            fig.many(
                [
                    shape * (0.94, 0.999) + np.array((0.0, 0.008))
                    for shape in needles[:: 2 if fig.scale < 90 else 4]
                ],
                SNOW,
                amount=0.8,
            )


def _tier(fig: Figure, height: float, *, part: float) -> Shapes:
    """The branches at one height; with `part` below 1 those towards the light, and shorter."""
    y, reach = 0.07 + 0.9 * height, 0.25 * (1 - height) ** 0.9 + 0.012
    found: Shapes = []
    for _ in range(round((9 - 5 * height) * (0.5 + 0.5 * part)) + 2):
        side = fig.rng.uniform(-1, 1)
        if part < 1 and side * fig.facing[0] < fig.rng.uniform(-1.2, 0.5):
            continue
        out = side * reach * fig.rng.uniform(0.7, 1.16) * (0.6 + 0.4 * part)
        drop = abs(out) * fig.rng.uniform(0.34, 0.52) + 0.008
        thick = 0.011 + 0.017 * (1 - height)
        found.append(np.array([
            (out * 0.08, y + thick), (out * 0.6, y - drop * 0.35 + thick * 0.5), (out, y - drop),
            (out * 0.8, y - drop * 0.95), (out * 0.55, y - drop * 0.8 - thick * 0.5), (out * 0.1, y - thick),
        ]))  # fmt: skip
    return found


def palm(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A leaning palm with long fronds."""
    top = (0.16, 0.76)
    fig.limb([(-0.08, 0.0), (-0.04, 0.3), (0.06, 0.58), top], [0.03, 0.021, 0.018, 0.017], rgb("#7d6145"))
    for back in (True, False):
        for angle in np.linspace(-25, 205, 9) if back else np.linspace(-50, 230, 8):
            _frond(fig, top, np.radians(angle + fig.rng.normal() * 7), times(colour, 0.7) if back else colour)
    for dx, dy in ((-0.02, -0.025), (0.022, -0.03), (0.0, -0.042)):
        fig.oval(top[0] + dx, top[1] + dy, 0.02, 0.022, rgb("#6a4a2c"))


def _frond(fig: Figure, top: tuple[float, float], angle: float, colour: RGB) -> None:
    long = fig.rng.uniform(0.28, 0.36)
    end = (top[0] + np.cos(angle) * long, top[1] + np.sin(angle) * long * 0.55 - 0.13)
    middle = (top[0] + np.cos(angle) * long * 0.55, top[1] + np.sin(angle) * long * 0.55 + 0.05)
    spine = curve([top, middle, end], closed=False, steps=9)
    leaves: Shapes = [ribbon(spine, [0.006, 0.002])]
    for place, part in zip(spine[2:], np.linspace(0, 1, len(spine) - 2), strict=True):
        size = 0.1 * np.sin(np.pi * min(1.0, part * 0.75 + 0.22))
        for lean in (-0.35, 0.3):
            tip = place + np.array((np.cos(angle) * 0.05 + lean * 0.12, -size))
            leaves.append(np.array([place + np.array((0.008, 0.0)), tip, place - np.array((0.01, 0.0))]))
    fig.many(leaves, colour, amount=0.55 + 0.25 * np.sin(angle))


def willow(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A willow whose twigs hang to the ground."""
    shapes: Shapes = []
    tips = _branches(fig, (0.0, 0.0), 0.3, np.pi / 2 - 0.08, 0.036, 3, shapes)
    fig.many(shapes, BARK, amount=0.35)
    for tone, amount, count in (
        (times(colour, 0.7), 0.3, 90),
        (colour, 0.7, 80),
        (mix(colour, rgb("#e8e890"), 0.3), 1.0, 46),
    ):
        hanging: Shapes = []
        for _ in range(count):
            x, y = tips[int(fig.rng.integers(len(tips)))]
            x, y = x * 1.1 + fig.rng.normal() * 0.06, min(0.97, y + fig.rng.uniform(0, 0.12))
            fall = fig.rng.uniform(0.25, 0.62) * (0.5 + abs(x))
            path = curve(
                [(x, y), (x * 1.22, y - fall * 0.3), (x * 1.3, max(0.05, y - fall))], closed=False, steps=6
            )
            hanging.append(ribbon(path, [0.009, 0.008, 0.0025]))
        fig.many(hanging, tone, amount=amount)


def bamboo(fig: Figure, scene: Scene, colour: RGB) -> None:
    """A few canes with their joints and pointed leaves."""
    for _ in range(5):
        x, lean = fig.rng.uniform(-0.24, 0.24), fig.rng.normal() * 0.05
        top, width = fig.rng.uniform(0.75, 1.0), fig.rng.uniform(0.011, 0.017)
        joints = int(top / 0.115)
        for joint in range(joints):
            a, b = joint / joints, (joint + 0.93) / joints
            path = np.array([(x + lean * a * a * 3, top * a), (x + lean * b * b * 3, top * b)])
            fig.poly(ribbon(path, [width]), mix(colour, rgb("#b9c96a"), 0.25), round_=1)
        leaves: Shapes = []
        for _ in range(34):
            a = fig.rng.uniform(0.42, 1.0)
            start = np.array([x + lean * a * a * 3, top * a])
            turn = fig.rng.choice([-1, 1]) * fig.rng.uniform(0.1, 1.0)
            end = start + np.array((np.sin(turn) * 0.13, -0.05 - 0.06 * fig.rng.random()))
            middle = (start + end) / 2 + np.array((0.0, 0.022))
            leaves.append(
                ribbon(
                    curve([tuple(start), tuple(middle), tuple(end)], closed=False, steps=4), [0.002, 0.011, 0.001]
                )
            )
        fig.many(leaves, colour, amount=fig.rng.uniform(0.4, 0.9))


TREES: dict[str, tuple[Callable[[Figure, Scene, RGB], None], str]] = {
    "tree": (broadleaf, ""),
    "pine": (pine, "#2f5a44"),
    "cherry": (cherry, "#f2b3c8"),
    "palm": (palm, "#4b8a45"),
    "willow": (willow, "#7da04a"),
    "bamboo": (bamboo, "#5c9148"),
    "bare": (bare, "#5a4634"),
}


def draw_tree(fig: Figure, scene: Scene, kind: str, colour: RGB | None) -> None:
    """Draw one tree of `kind`, in its usual colour for the season unless `colour` is given."""
    drawn = "bare" if kind == "tree" and scene.season == "winter" and colour is None else kind
    paint, usual = TREES[drawn]
    paint(fig, scene, colour or (rgb(usual) if usual else scene.leaves))


TREE_BOX = (-0.56, -0.02, 0.56, 1.06)
