"""Buildings with windows that are lit after dark, and the hot-air balloon in its gores."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from painter.figures.drawing import Figure, points
from painter.render.palette import RGB, mix, rgb, times

WHITE, WOOD, LAMP = rgb("#f2ece0"), rgb("#7a5638"), rgb("#ffd68a")


def _window(fig: Figure, x: float, y: float, wide: float, high: float) -> None:
    dusk = sum(fig.light) < 2.45
    frame = [(x - wide, y - high), (x - wide, y + high), (x + wide, y + high), (x + wide, y - high)]
    fig.poly(frame, LAMP if dusk else rgb("#5a7488"), glow=dusk)
    for line in ([(x, y - high), (x, y + high)], [(x - wide, y), (x + wide, y)]):
        fig.limb(line, [wide * 0.12], WHITE, round_=0)


def _box(fig: Figure, left: float, right: float, low: float, high: float, colour: RGB) -> None:
    fig.poly([(left, low), (left, high), (right, high), (right, low)], colour)
    strip = (right - left) * 0.34
    a, b = (right - strip, right) if fig.facing[0] < 0 else (left, left + strip)
    fig.poly([(a, low), (a, high), (b, high), (b, low)], times(colour, 0.78))


def house(fig: Figure, colour: RGB) -> None:
    roof = rgb("#9a4a36") if abs(colour[0] - colour[1]) < 0.3 else times(mix(colour, rgb("#5a3428"), 0.55), 0.9)
    _box(fig, 0.24, 0.34, 0.7, 0.98, rgb("#8a6a58"))
    _box(fig, -0.42, 0.46, 0.0, 0.46, colour)
    fig.poly(points("-.42,.46 -.14,.82 .14,.46"), mix(colour, WHITE, 0.15))
    fig.poly(points("-.12,.86 .14,.43 .54,.43 .36,.86"), roof)
    for step in range(1, 6):
        a = step / 6
        tiles = [(-0.12 + 0.26 * a, 0.86 - 0.43 * a), (0.36 + 0.18 * a, 0.86 - 0.43 * a)]
        fig.limb(tiles, [0.004], times(roof, 0.76), round_=0)
    fig.limb(points("-.5,.4 -.14,.86 .15,.42"), [0.02], times(roof, 0.75), round_=0)
    fig.poly(points("-.22,0 -.22,.26 -.06,.26 -.06,0"), WOOD)
    fig.oval(-0.085, 0.13, 0.012, 0.012, rgb("#e8c860"))
    _window(fig, -0.14, 0.5, 0.06, 0.07)
    _window(fig, 0.28, 0.25, 0.08, 0.085)
    for x in (-0.4, -0.33, 0.2, 0.3, 0.4):
        fig.oval(x, 0.03, 0.055, 0.05, rgb("#5a8a48"))
        fig.oval(x + 0.02, 0.06, 0.016, 0.014, rgb("#e87a8a"))


def castle(fig: Figure, colour: RGB) -> None:
    roof = rgb("#4a5f8a") if colour[2] < 0.85 * colour[0] + 0.1 else rgb("#8a4a4a")
    dark = times(colour, 0.84)

    def tower(x: float, wide: float, low: float, high: float, point: float, tone: RGB) -> None:
        _box(fig, x - wide, x + wide, low, high, tone)
        _box(fig, x - wide * 1.18, x + wide * 1.18, high, high + 0.045, mix(tone, WHITE, 0.12))
        fig.poly([(x - wide * 1.3, high + 0.04), (x, high + point), (x + wide * 1.3, high + 0.04)], roof)
        half = [(x, high + point), (x + wide * 1.3, high + 0.04), (x + wide * 0.25, high + 0.04)]
        if fig.facing[0] > 0:
            half = [(2 * x - px, py) for px, py in half]
        fig.poly(half, times(roof, 0.7))
        _window(fig, x, high - 0.1, wide * 0.22, 0.035)
        fig.limb([(x, high + point - 0.01), (x, high + point + 0.07)], [0.004], rgb("#5a5a5a"), round_=0)
        flag = [(x, high + point + 0.07), (x + 0.06, high + point + 0.055), (x, high + point + 0.035)]
        fig.poly(flag, rgb("#d04a3c"))

    tower(-0.12, 0.085, 0.3, 0.74, 0.24, dark)
    tower(0.16, 0.075, 0.3, 0.64, 0.22, dark)
    _box(fig, -0.3, 0.32, 0.0, 0.44, dark)
    tower(0.02, 0.1, 0.2, 0.56, 0.26, colour)
    tower(-0.36, 0.095, 0.0, 0.46, 0.24, colour)
    tower(0.4, 0.09, 0.0, 0.42, 0.22, colour)
    _box(fig, -0.3, 0.32, 0.0, 0.28, colour)
    for index in range(9):
        x = -0.28 + index * 0.0715
        fig.poly(points("-.02,.28 -.02,.325 .02,.325 .02,.28", 1, x), colour)
    fig.poly(points("-.05,0 -.05,.13 -.02,.18 .03,.195 .08,.18 .11,.13 .11,0"), rgb("#4a3424"))
    for x in (-0.18, 0.22):
        _window(fig, x, 0.16, 0.025, 0.04)


def lighthouse(fig: Figure, colour: RGB) -> None:
    fig.blob(points("-.36,0 -.28,.07 -.1,.1 .12,.09 .3,.06 .4,0"), rgb("#6a655f"))
    for step in range(5):
        low, high = 0.07 + step * 0.132, 0.07 + (step + 1) * 0.132
        a, b = 0.135 - 0.05 * step / 5, 0.135 - 0.05 * (step + 1) / 5
        tone = colour if step % 2 == 0 else WHITE
        fig.poly([(-a, low), (-b, high), (b, high), (a, low)], tone)
        a, b = (a, b) if fig.facing[0] < 0 else (-a, -b)
        fig.poly([(a, low), (b, high), (b * 0.35, high), (a * 0.35, low)], times(tone, 0.74))
    _window(fig, -0.02, 0.3, 0.02, 0.03)
    _window(fig, -0.02, 0.55, 0.018, 0.028)
    fig.poly(points("-.04,.07 -.04,.16 .035,.16 .035,.07"), WOOD)
    fig.limb(points("-.125,.735 .125,.735"), [0.014], rgb("#3a3a42"), round_=0.4)
    for x in np.linspace(-0.115, 0.115, 7):
        fig.limb([(float(x), 0.74), (float(x), 0.785)], [0.003], rgb("#3a3a42"), round_=0)
    fig.limb(points("-.115,.785 .115,.785"), [0.004], rgb("#3a3a42"), round_=0)
    fig.poly(points("-.07,.745 -.07,.86 .07,.86 .07,.745"), rgb("#ffe9a8"), glow=True)
    for x in (-0.07, 0.0, 0.07):
        fig.limb([(x, 0.745), (x, 0.86)], [0.005], rgb("#3a3a42"), round_=0)
    fig.blob(points("-.095,.86 -.06,.91 0,.945 .06,.91 .095,.86"), colour)
    fig.limb(points("0,.94 0,.99"), [0.006], rgb("#3a3a42"), round_=0)


def balloon(fig: Figure, colour: RGB) -> None:
    """A hot-air balloon in gores, with its basket."""
    other, lean = mix(colour, WHITE, 0.78), 1 if fig.facing[0] > 0 else -1
    share = np.linspace(0, 1, 30)
    dome = np.sqrt(np.clip(1 - ((0.62 - share) / 0.62) ** 2, 0, 1))
    skirt = 1 - (np.clip(share - 0.62, 0, None) / 0.38) ** 1.7 * 0.76
    half, y = np.where(share < 0.62, dome, skirt) * 0.34, 1.02 - share * 0.76

    def gore(a: float, b: float, rows: slice = slice(None)) -> NDArray[np.float64]:
        return np.concatenate([np.stack([half * a, y], 1)[rows], np.stack([half * b, y], 1)[rows][::-1]])

    for x in (-0.07, -0.03, 0.03, 0.07):
        fig.limb([(x * 1.1, 0.28), (x * 0.8, 0.1)], [0.004], rgb("#5a4a3a"), round_=0)
    fig.poly(gore(1, -1), colour, round_=1)
    edges = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 10))
    for number, (a, b) in enumerate(pairwise(edges)):
        amount = 0.66 + (0.42 if number % 2 else 0.34) * (a + b) / 2 * lean
        fig.many([gore(a, b)], colour if number % 2 else other, amount=float(amount))
    fig.many([gore(1, -1, slice(15, 17))], times(colour, 0.6), amount=0.6)
    fig.oval(0, 0.27, 0.078, 0.016, times(colour, 0.5), round_=0)
    fig.oval(0, 0.25, 0.02, 0.032, rgb("#ffcf6a"), round_=0, glow=True)
    fig.blob(points("-.075,.11 -.065,0 0,-.01 .065,0 .075,.11"), rgb("#8a5f38"))
    fig.limb(points("-.078,.11 .078,.11"), [0.012], rgb("#5f3f24"), round_=0.4)
