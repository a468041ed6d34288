"""Plants as subjects: flower, rose, tulip, sunflower, lotus, mushroom, cactus. Each is about 1 high."""

import numpy as np

from painter.figures.drawing import Figure, Point, points
from painter.render.palette import RGB, mix, rgb, times

GREEN, WHITE = rgb("#4f8a42"), rgb("#f6f1e6")


def _stem(fig: Figure, top: Point, *, leaves: bool = True) -> None:
    fig.limb([(0.02, 0.0), (-0.02, top[1] * 0.5), top], [0.018, 0.014, 0.012], GREEN)
    if leaves:
        fig.blob([(0.0, 0.16), (0.16, 0.24), (0.32, 0.42), (0.2, 0.4), (0.06, 0.28)], GREEN, round_=0.8)
        fig.blob(
            [(0.0, 0.26), (-0.14, 0.32), (-0.28, 0.5), (-0.16, 0.48), (-0.04, 0.36)], times(GREEN, 0.86), round_=0.8
        )


def _petals(
    fig: Figure,
    centre: Point,
    count: int,
    reach: float,
    wide: float,
    colour: RGB,
    *,
    start: float = 0.0,
    flat: float = 1.0,
) -> None:
    for petal in range(count):
        angle = start + petal * 2 * np.pi / count
        c, s = np.cos(angle), np.sin(angle) * flat
        x, y = centre[0] + c * reach * 0.58, centre[1] + s * reach * 0.58
        turn = float(np.degrees(np.arctan2(s, c)))
        long = reach * 0.46 * float(np.hypot(c, s))
        fig.oval(
            x,
            y,
            max(long, wide * 0.6),
            wide,
            mix(colour, times(colour, 0.88), float(petal % 2)),
            turn=turn,
            round_=0.8,
        )


def flower(fig: Figure, colour: RGB) -> None:
    _stem(fig, (0.0, 0.74))
    _petals(fig, (0.0, 0.76), 13, 0.24, 0.045, times(colour, 0.85), start=0.24)
    _petals(fig, (0.0, 0.76), 13, 0.235, 0.045, colour)
    fig.oval(0, 0.76, 0.082, 0.08, rgb("#eab43a"))
    for dot in range(16):
        a, r = dot * 2.4, 0.016 * np.sqrt(dot)
        fig.oval(float(np.cos(a) * r), 0.76 + float(np.sin(a) * r), 0.009, 0.009, rgb("#b87a24"), round_=0)


def sunflower(fig: Figure, colour: RGB) -> None:
    _stem(fig, (0.0, 0.7))
    fig.blob([(0.0, 0.2), (-0.2, 0.22), (-0.36, 0.1), (-0.2, 0.1)], times(GREEN, 0.8), round_=0.8)
    _petals(fig, (0.0, 0.74), 17, 0.29, 0.05, times(colour, 0.82), start=0.18)
    _petals(fig, (0.0, 0.74), 17, 0.27, 0.047, colour)
    fig.oval(0, 0.74, 0.142, 0.138, rgb("#4f321c"))
    for dot in range(90):
        a, r = dot * 2.39996, 0.0145 * np.sqrt(dot)
        tone = mix(rgb("#8a5a28"), rgb("#2f1d10"), min(1.0, 0.25 + dot / 140))
        fig.oval(float(np.cos(a) * r), 0.74 + float(np.sin(a) * r), 0.0078, 0.0078, tone, round_=0)


def rose(fig: Figure, colour: RGB) -> None:
    fig.limb([(0.03, 0.0), (-0.03, 0.35), (0.0, 0.66)], [0.017, 0.015, 0.016], times(GREEN, 0.9))
    for side, y in ((1, 0.2), (-1, 0.34), (1, 0.46)):
        fig.blob(
            [(0.0, y), (side * 0.1, y + 0.09), (side * 0.25, y + 0.1), (side * 0.16, y + 0.01)], GREEN, round_=0.8
        )
        fig.limb([(0.0, y), (side * 0.22, y + 0.085)], [0.004, 0.002], times(GREEN, 0.7), round_=0)
        fig.blob(
            [(-side * 0.008, y - 0.07), (-side * 0.045, y - 0.055), (-side * 0.008, y - 0.045)],
            times(GREEN, 0.8),
            round_=0,
        )
    for side in (-1, 1):
        fig.blob([(0.0, 0.62), (side * 0.12, 0.6), (side * 0.2, 0.64), (side * 0.06, 0.69)], GREEN, round_=0.6)
    _rose_bloom(fig, colour)


def _rose_bloom(fig: Figure, colour: RGB) -> None:
    """Petals within petals."""
    fig.blob(
        points("0,.62 -.18,.68 -.24,.82 -.17,.95 0,.99 .17,.95 .24,.82 .18,.68"),
        times(colour, 0.7),
    )
    for ring, (count, reach) in enumerate(((6, 0.15), (5, 0.105), (4, 0.06))):
        for petal in range(count):
            a = petal * 2 * np.pi / count + ring * 0.6 + 0.5
            x, y = float(np.cos(a)) * reach, 0.82 + float(np.sin(a)) * reach * 0.82
            size = 0.115 - 0.028 * ring
            fig.oval(
                x,
                y,
                size,
                size * 0.82,
                mix(times(colour, 0.8 + 0.1 * ring), WHITE, 0.04 * ring),
                turn=float(np.degrees(a)) + 90,
            )
    spiral = [
        (0.055 * (1 - t) * float(np.cos(9 * t)), 0.83 + 0.05 * (1 - t) * float(np.sin(9 * t)))
        for t in np.linspace(0, 0.92, 14)
    ]
    fig.limb(spiral, [0.012, 0.006], times(colour, 0.55), round_=0.4)
    fig.blob([(-0.2, 0.79), (-0.1, 0.68), (0.02, 0.66), (-0.04, 0.76)], mix(colour, WHITE, 0.08), round_=1)
    fig.blob([(0.21, 0.78), (0.12, 0.67), (-0.02, 0.66), (0.06, 0.77)], colour, round_=1)


def tulip(fig: Figure, colour: RGB) -> None:
    fig.limb([(0.0, 0.0), (0.015, 0.35), (0.0, 0.68)], [0.016], GREEN)
    fig.blob([(0.0, 0.0), (-0.1, 0.2), (-0.2, 0.5), (-0.06, 0.3), (0.02, 0.04)], GREEN, round_=0.8)
    fig.blob([(0.0, 0.0), (0.12, 0.22), (0.17, 0.56), (0.05, 0.3)], times(GREEN, 0.85), round_=0.8)
    fig.blob([(0.0, 0.64), (-0.09, 0.78), (0.0, 1.0), (0.09, 0.78)], times(colour, 0.72))
    for side in (-1, 1):
        fig.blob(
            [(0.0, 0.63), (side * 0.13, 0.68), (side * 0.16, 0.84), (side * 0.12, 0.98), (side * 0.03, 0.86)],
            times(colour, 0.9),
        )
    fig.blob(
        points("0,.62 -.085,.7 -.07,.85 0,.95 .07,.85 .085,.7"),
        mix(colour, WHITE, 0.1),
    )


def lotus(fig: Figure, colour: RGB) -> None:
    """A lotus on the water with its pads."""
    for x, y, r in ((-0.5, 0.03, 0.3), (0.48, 0.0, 0.34), (0.0, -0.04, 0.36)):
        fig.oval(x, y, r, r * 0.26, times(GREEN, 0.9), round_=0.5)
        fig.limb([(x, y), (x + r * 0.8, y + r * 0.1)], [0.006, 0.003], times(GREEN, 0.65), round_=0)
        fig.limb([(x, y), (x - r * 0.7, y + r * 0.12)], [0.006, 0.003], times(GREEN, 0.65), round_=0)
    for ring, (count, reach, high) in enumerate(((7, 0.44, 0.4), (6, 0.34, 0.52), (5, 0.22, 0.6))):
        for petal in range(count):
            a = (petal / (count - 1) - 0.5) * 2.2
            x, y = np.sin(a) * reach, 0.1 + np.cos(a) * high
            wide = 0.085 - 0.008 * ring
            c, s = float(np.cos(a)), float(np.sin(a))
            outline = [
                (0.0, 0.08),
                (x * 0.55 - c * wide, 0.08 + (y - 0.08) * 0.6 + s * wide),
                (x, y),
                (x * 0.55 + c * wide, 0.08 + (y - 0.08) * 0.6 - s * wide),
            ]
            fig.blob(
                [(float(px), float(py)) for px, py in outline],
                mix(times(colour, 0.86 + 0.06 * ring), WHITE, 0.12 * ring),
            )
    fig.oval(0, 0.22, 0.07, 0.05, rgb("#e8c850"))


def mushroom(fig: Figure, colour: RGB) -> None:
    for x, size in ((0.0, 1.0), (0.36, 0.52)):
        fig.blob(
            [
                (x - 0.1 * size, 0.0),
                (x - 0.075 * size, 0.3 * size),
                (x - 0.08 * size, 0.52 * size),
                (x + 0.08 * size, 0.52 * size),
                (x + 0.075 * size, 0.3 * size),
                (x + 0.12 * size, 0.0),
            ],
            WHITE,
        )
        fig.oval(x, 0.5 * size, 0.3 * size, 0.06 * size, rgb("#e8d8c0"), round_=0.4)
        cap: list[Point] = points(
            "-.38,.5 -.34,.68 -.18,.86 0,.92 .18,.86 .34,.68 .38,.5 .18,.545 0,.555 -.18,.545"
        )
        fig.blob([(x + px * size, py * size) for px, py in cap], colour)
        for dx, dy, r in (
            (-0.2, 0.66, 0.05),
            (0.02, 0.78, 0.06),
            (0.2, 0.64, 0.045),
            (-0.03, 0.61, 0.035),
            (-0.29, 0.56, 0.03),
            (0.3, 0.56, 0.028),
        ):
            fig.oval(x + dx * size, dy * size, r * size, r * 0.8 * size, WHITE, round_=0.5)


def cactus(fig: Figure, colour: RGB) -> None:
    dark = times(colour, 0.66)
    for side, low, high in ((-1, 0.36, 0.74), (1, 0.46, 0.86)):
        fig.limb(
            [(0.0, low), (side * 0.24, low + 0.02), (side * 0.27, low + 0.14), (side * 0.27, high)],
            [0.06, 0.07, 0.07, 0.06],
            colour,
        )
        fig.limb([(side * 0.27, low + 0.1), (side * 0.27, high)], [0.004], dark, round_=0)
    fig.limb([(0.0, 0.0), (0.0, 0.5), (0.0, 0.93)], [0.1, 0.11, 0.085], colour)
    for x in (-0.055, -0.018, 0.018, 0.055):
        fig.limb([(x, 0.02), (x * 1.1, 0.5), (x * 0.7, 0.97)], [0.004], dark, round_=0)
    _petals(fig, (0.0, 1.02), 7, 0.08, 0.022, rgb("#ee7a9a"), flat=0.7)
    fig.oval(0, 1.02, 0.02, 0.016, rgb("#f6d860"))
