"""Buildings: house, castle, lighthouse, pagoda, pavilion, windmill, bridge, tent. Lit windows after dark."""

import numpy as np

from painter.figures.drawing import Figure, Point, mirrored, points
from painter.render.palette import RGB, mix, rgb, times

WHITE, STONE, WOOD, LAMP = rgb("#f2ece0"), rgb("#b9ad9a"), rgb("#7a5638"), rgb("#ffd68a")


def _window(fig: Figure, x: float, y: float, wide: float, high: float) -> None:
    dusk = sum(fig.light) < 2.45
    frame = [(x - wide, y - high), (x - wide, y + high), (x + wide, y + high), (x + wide, y - high)]
    fig.poly(frame, LAMP if dusk else rgb("#5a7488"), glow=dusk)
    for line in ([(x, y - high), (x, y + high)], [(x - wide, y), (x + wide, y)]):
        fig.limb(line, [wide * 0.12], WHITE, round_=0)


def _box(fig: Figure, left: float, right: float, low: float, high: float, colour: RGB) -> None:
    """A wall whose side away from the light is darker."""
    fig.poly([(left, low), (left, high), (right, high), (right, low)], colour)
    strip = (right - left) * 0.34
    a, b = (right - strip, right) if fig.facing[0] < 0 else (left, left + strip)
    fig.poly([(a, low), (a, high), (b, high), (b, low)], times(colour, 0.78))


def house(fig: Figure, colour: RGB) -> None:
    roof = rgb("#9a4a36") if abs(colour[0] - colour[1]) < 0.3 else times(mix(colour, rgb("#5a3428"), 0.55), 0.9)
    _box(fig, 0.24, 0.34, 0.7, 0.98, rgb("#8a6a58"))
    _box(fig, -0.42, 0.46, 0.0, 0.46, colour)
    fig.poly([(-0.42, 0.46), (-0.14, 0.82), (0.14, 0.46)], mix(colour, WHITE, 0.15))
    fig.poly([(-0.12, 0.86), (0.14, 0.43), (0.54, 0.43), (0.36, 0.86)], roof)
    for step in range(1, 6):
        a = step / 6
        fig.limb(
            [(-0.12 + 0.26 * a, 0.86 - 0.43 * a), (0.36 + 0.18 * a, 0.86 - 0.43 * a)],
            [0.004],
            times(roof, 0.76),
            round_=0,
        )
    fig.limb([(-0.5, 0.4), (-0.14, 0.86), (0.15, 0.42)], [0.02], times(roof, 0.75), round_=0)
    fig.poly([(-0.22, 0.0), (-0.22, 0.26), (-0.06, 0.26), (-0.06, 0.0)], WOOD)
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
        fig.poly(
            [(x, high + point + 0.07), (x + 0.06, high + point + 0.055), (x, high + point + 0.035)], rgb("#d04a3c")
        )

    tower(-0.12, 0.085, 0.3, 0.74, 0.24, dark)
    tower(0.16, 0.075, 0.3, 0.64, 0.22, dark)
    _box(fig, -0.3, 0.32, 0.0, 0.44, dark)
    tower(0.02, 0.1, 0.2, 0.56, 0.26, colour)
    tower(-0.36, 0.095, 0.0, 0.46, 0.24, colour)
    tower(0.4, 0.09, 0.0, 0.42, 0.22, colour)
    _box(fig, -0.3, 0.32, 0.0, 0.28, colour)
    for index in range(9):
        x = -0.28 + index * 0.0715
        fig.poly([(x - 0.02, 0.28), (x - 0.02, 0.325), (x + 0.02, 0.325), (x + 0.02, 0.28)], colour)
    gate: list[Point] = points("-.05,0 -.05,.13 -.02,.18 .03,.195 .08,.18 .11,.13 .11,0")
    fig.poly(gate, rgb("#4a3424"))
    for x in (-0.18, 0.22):
        _window(fig, x, 0.16, 0.025, 0.04)


def lighthouse(fig: Figure, colour: RGB) -> None:
    fig.blob(points("-.36,0 -.28,.07 -.1,.1 .12,.09 .3,.06 .4,0"), rgb("#6a655f"))
    for step in range(5):
        low, high = 0.07 + step * 0.132, 0.07 + (step + 1) * 0.132
        a, b = 0.135 - 0.05 * step / 5, 0.135 - 0.05 * (step + 1) / 5
        tone = colour if step % 2 == 0 else WHITE
        fig.poly([(-a, low), (-b, high), (b, high), (a, low)], tone)
        edge = 1 if fig.facing[0] < 0 else -1
        fig.poly(
            [(edge * a, low), (edge * b, high), (edge * b * 0.35, high), (edge * a * 0.35, low)], times(tone, 0.74)
        )
    _window(fig, -0.02, 0.3, 0.02, 0.03)
    _window(fig, -0.02, 0.55, 0.018, 0.028)
    fig.poly([(-0.04, 0.07), (-0.04, 0.16), (0.035, 0.16), (0.035, 0.07)], WOOD)
    fig.limb([(-0.125, 0.735), (0.125, 0.735)], [0.014], rgb("#3a3a42"), round_=0.4)
    for x in np.linspace(-0.115, 0.115, 7):
        fig.limb([(float(x), 0.74), (float(x), 0.785)], [0.003], rgb("#3a3a42"), round_=0)
    fig.limb([(-0.115, 0.785), (0.115, 0.785)], [0.004], rgb("#3a3a42"), round_=0)
    fig.poly([(-0.07, 0.745), (-0.07, 0.86), (0.07, 0.86), (0.07, 0.745)], rgb("#ffe9a8"), glow=True)
    for x in (-0.07, 0.0, 0.07):
        fig.limb([(x, 0.745), (x, 0.86)], [0.005], rgb("#3a3a42"), round_=0)
    fig.blob([(-0.095, 0.86), (-0.06, 0.91), (0.0, 0.945), (0.06, 0.91), (0.095, 0.86)], colour)
    fig.limb([(0.0, 0.94), (0.0, 0.99)], [0.006], rgb("#3a3a42"), round_=0)


def _eaves(fig: Figure, y: float, half: float, rise: float, colour: RGB) -> None:
    """A roof with upturned corners."""
    outline = mirrored(
        [
            (half * 0.3, y + rise),
            (half * 0.62, y + rise * 0.38),
            (half * 1.08, y + rise * 0.34),
            (half * 0.86, y - 0.012),
            (half * 0.4, y - 0.02),
        ]
    )
    fig.blob(outline, colour, round_=0.7)
    fig.limb(
        [
            (-half * 0.98, y + rise * 0.2),
            (-half * 0.5, y + 0.006),
            (0.0, y),
            (half * 0.5, y + 0.006),
            (half * 0.98, y + rise * 0.2),
        ],
        [0.006, 0.01, 0.01, 0.01, 0.006],
        times(colour, 0.6),
        round_=0,
    )


def pagoda(fig: Figure, colour: RGB) -> None:
    roof = rgb("#4a5a5c") if colour[0] > 0.5 else rgb("#8a4038")
    fig.poly([(-0.3, 0.0), (-0.26, 0.06), (0.26, 0.06), (0.3, 0.0)], STONE)
    for level in range(5):
        low, half = 0.06 + level * 0.155, 0.21 - level * 0.028
        _box(fig, -half * 0.8, half * 0.8, low, low + 0.115, colour)
        for x in (-0.5, 0.0, 0.5):
            _window(fig, x * half, low + 0.05, half * 0.13, 0.028)
        _eaves(fig, low + 0.108, half * 1.38, 0.07, roof)
    fig.limb([(0.0, 0.86), (0.0, 1.02)], [0.012, 0.003], rgb("#caa050"))
    for y in (0.9, 0.93, 0.96):
        fig.oval(0, y, 0.022, 0.007, rgb("#caa050"))


def pavilion(fig: Figure, colour: RGB) -> None:
    fig.poly([(-0.5, 0.0), (-0.46, 0.1), (0.46, 0.1), (0.5, 0.0)], STONE)
    for x in (-0.36, -0.13, 0.13, 0.36):
        fig.limb([(x, 0.1), (x, 0.54)], [0.022], colour, round_=0.7)
    for y in (0.18, 0.23):
        fig.limb([(-0.36, y), (0.36, y)], [0.008], times(colour, 0.8), round_=0)
    _box(fig, -0.4, 0.4, 0.5, 0.56, times(colour, 0.86))
    _eaves(fig, 0.55, 0.56, 0.3, rgb("#5a6a66"))
    fig.oval(0, 0.86, 0.03, 0.045, rgb("#caa050"))


def windmill(fig: Figure, colour: RGB) -> None:
    fig.poly([(-0.2, 0.0), (-0.12, 0.58), (0.12, 0.58), (0.2, 0.0)], colour)
    edge = 1 if fig.facing[0] < 0 else -1
    fig.poly([(edge * 0.2, 0.0), (edge * 0.12, 0.58), (edge * 0.04, 0.58), (edge * 0.07, 0.0)], times(colour, 0.76))
    fig.blob([(-0.15, 0.57), (-0.11, 0.68), (0.0, 0.73), (0.11, 0.68), (0.15, 0.57)], rgb("#8a4436"))
    fig.poly([(-0.05, 0.0), (-0.05, 0.14), (0.05, 0.14), (0.05, 0.0)], WOOD)
    _window(fig, 0.0, 0.3, 0.035, 0.04)
    turn = float(fig.rng.uniform(15, 65))
    for arm in range(4):
        angle = np.radians(turn + 90 * arm)
        c, s = float(np.cos(angle)), float(np.sin(angle))

        def at(along: float, side: float, c: float = c, s: float = s) -> Point:
            return along * c - side * s, 0.62 + along * s + side * c

        fig.poly([at(0.1, 0.015), at(0.1, 0.1), at(0.43, 0.1), at(0.43, 0.015)], WHITE)
        for along in (0.18, 0.26, 0.34):
            fig.limb([at(along, 0.0), at(along, 0.1)], [0.004], WOOD, round_=0)
        fig.limb([at(0.0, 0.0), at(0.45, 0.0)], [0.012, 0.008], WOOD, round_=0)
    fig.oval(0, 0.62, 0.03, 0.03, WOOD)


def bridge(fig: Figure, colour: RGB) -> None:
    """An arched stone bridge."""
    at = np.linspace(-1.0, 1.0, 41)
    deck = 0.3 + 0.34 * np.cos(at * np.pi / 2)
    arch = np.sqrt(np.clip(1 - (at / 0.62) ** 2, 0, 1)) * 0.42
    inner = np.where(np.abs(at) < 0.62, arch, -0.02)
    fig.poly(np.concatenate([np.stack([at, deck], 1), np.stack([at, inner], 1)[::-1]]), colour)
    fig.poly(
        np.concatenate([np.stack([at, deck - 0.0], 1), np.stack([at, deck - 0.05], 1)[::-1]]),
        mix(colour, WHITE, 0.25),
    )
    ring = np.linspace(0, np.pi, 19)
    for a in ring:
        inside, outside = (np.cos(a) * 0.62, np.sin(a) * 0.42), (np.cos(a) * 0.7, np.sin(a) * 0.49)
        fig.limb(
            [(float(inside[0]), float(inside[1])), (float(outside[0]), float(outside[1]))],
            [0.004],
            times(colour, 0.66),
            round_=0,
        )
    for x in np.linspace(-0.92, 0.92, 15):
        y = 0.3 + 0.34 * float(np.cos(x * np.pi / 2))
        fig.limb([(float(x), y), (float(x), y + 0.09)], [0.012], mix(colour, WHITE, 0.15), round_=0.5)
    rail = [(float(x), 0.39 + 0.34 * float(np.cos(x * np.pi / 2))) for x in np.linspace(-0.95, 0.95, 12)]
    fig.limb(rail, [0.014], mix(colour, WHITE, 0.3), round_=0.5)


def tent(fig: Figure, colour: RGB) -> None:
    fig.poly([(-0.12, 0.78), (0.44, 0.68), (0.72, 0.0), (0.2, 0.0)], times(colour, 0.76))
    fig.poly([(-0.56, 0.0), (-0.12, 0.78), (0.24, 0.0)], colour)
    fig.poly(
        [(-0.3, 0.0), (-0.13, 0.56), (0.02, 0.0)],
        LAMP if sum(fig.light) < 2.45 else times(colour, 0.45),
        glow=sum(fig.light) < 2.45,
    )
    fig.limb([(-0.12, 0.78), (-0.62, 0.02)], [0.005], WHITE, round_=0)
