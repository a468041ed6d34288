"""Things: umbrella, lantern, teapot, cup, fruit, vase, candle, book, cake, and a planet. Each is about 1 high."""

import numpy as np

from painter.figures.drawing import Figure, Point, points
from painter.figures.plants import GREEN
from painter.render.palette import RGB, mix, rgb, times

WHITE, WOOD = rgb("#f6f1e6"), rgb("#7a5234")


def umbrella(fig: Figure, colour: RGB) -> None:
    fig.limb(
        [(0.0, 0.95), (0.0, 0.1), (0.03, 0.02), (0.1, 0.03), (0.11, 0.1)], [0.012, 0.012, 0.014, 0.014, 0.012], WOOD
    )
    top, ribs = (0.0, 0.98), np.linspace(-0.52, 0.52, 7)
    for index in range(6):
        a, b = float(ribs[index]), float(ribs[index + 1])
        low_a, low_b = 0.6 + 0.04 * np.cos(a * 3), 0.6 + 0.04 * np.cos(b * 3)
        outline: list[Point] = [
            top,
            (a * 0.62, 0.9),
            (a, low_a),
            ((a + b) / 2, (low_a + low_b) / 2 + 0.05),
            (b, low_b),
            (b * 0.62, 0.9),
        ]
        lean = (a + b) / 2 * (1 if fig.facing[0] > 0 else -1)
        tone = colour if index % 2 else mix(colour, WHITE, 0.3)
        fig.poly(outline, times(tone, 0.9 + 0.3 * lean))
    fig.limb([(0.0, 0.96), (0.0, 1.04)], [0.01, 0.004], WOOD)


def lantern(fig: Figure, colour: RGB) -> None:
    """A paper lantern on a bent pole, glowing."""
    glow = mix(colour, rgb("#ffd27a"), 0.45)
    fig.limb(
        [(-0.3, 0.0), (-0.3, 0.8), (-0.22, 0.98), (0.0, 1.0), (0.06, 0.94)],
        [0.022, 0.018, 0.014, 0.012, 0.008],
        WOOD,
    )
    fig.limb([(0.06, 0.94), (0.06, 0.84)], [0.005], WOOD, round_=0)
    fig.oval(0.06, 0.62, 0.25, 0.2, colour, glow=True, round_=0)
    for part in (0.78, 0.5, 0.24):
        fig.oval(
            0.06,
            0.62,
            0.25 * part,
            0.2 * (0.86 + 0.14 * part),
            mix(glow, rgb("#fff0c0"), 0.7 - 0.7 * part),
            glow=True,
            round_=0,
        )
    for x in (-0.16, -0.08, 0.0, 0.08, 0.16):
        arc = [(0.06 + x * 0.35, 0.81), (0.06 + x * 1.35, 0.62), (0.06 + x * 0.35, 0.43)]
        fig.limb(arc, [0.003, 0.005, 0.003], times(colour, 0.62), round_=0)
    for y in (0.82, 0.42):
        fig.limb([(-0.02, y), (0.14, y)], [0.018], rgb("#c89a3a"), round_=0.5)
    for x in (0.03, 0.06, 0.09):
        fig.limb([(x, 0.4), (x, 0.22)], [0.007, 0.005], rgb("#e0a83c"), round_=0)


def teapot(fig: Figure, colour: RGB) -> None:
    turn = np.linspace(-1.9, 1.7, 14)
    fig.limb([(-0.36 - 0.17 * float(np.cos(a)), 0.38 + 0.2 * float(np.sin(a))) for a in turn], [0.032], colour)
    fig.limb([(0.3, 0.26), (0.46, 0.36), (0.52, 0.56), (0.62, 0.64)], [0.09, 0.06, 0.04, 0.034], colour)
    fig.oval(0, 0.025, 0.22, 0.03, times(colour, 0.7))
    fig.blob(
        points("-.2,.66 -.38,.52 -.42,.32 -.28,.08 0,.02 .28,.08 .42,.32 .38,.52 .2,.66 0,.7"),
        colour,
    )
    fig.blob(points("-.22,.655 -.16,.75 0,.79 .16,.75 .22,.655 0,.63"), times(colour, 0.92))
    fig.oval(0, 0.83, 0.05, 0.05, colour)
    fig.limb([(-0.38, 0.46), (0.0, 0.4), (0.38, 0.46)], [0.012, 0.014, 0.012], mix(colour, WHITE, 0.75), round_=0.3)
    _petals(fig, (0.04, 0.26))
    fig.blob([(-0.26, 0.54), (-0.3, 0.4), (-0.22, 0.44), (-0.16, 0.58)], mix(colour, WHITE, 0.7), round_=0)


def _petals(fig: Figure, centre: Point) -> None:
    for petal in range(5):
        a = petal * 2 * np.pi / 5 + 0.3
        fig.oval(
            centre[0] + float(np.cos(a)) * 0.05,
            centre[1] + float(np.sin(a)) * 0.05,
            0.036,
            0.028,
            WHITE,
            turn=float(np.degrees(a)),
            round_=0.3,
        )
    fig.oval(*centre, 0.022, 0.022, rgb("#e8b83c"), round_=0.3)


def cup(fig: Figure, colour: RGB) -> None:
    for x, sway in ((-0.1, 0.05), (0.06, -0.05)):
        path = [(x, 0.68), (x + sway, 0.8), (x - sway, 0.92), (x + sway * 0.6, 1.06)]
        fig.limb(path, [0.004, 0.014, 0.012, 0.002], mix(WHITE, fig.light, 0.4), round_=0)
    fig.oval(0, 0.05, 0.52, 0.07, mix(colour, WHITE, 0.35))
    fig.oval(0, 0.065, 0.36, 0.042, times(colour, 0.8), round_=0.4)
    turn = np.linspace(-1.5, 1.5, 12)
    fig.limb([(0.34 + 0.15 * float(np.cos(a)), 0.38 + 0.14 * float(np.sin(a))) for a in turn], [0.03], colour)
    fig.blob(
        points("-.36,.62 -.36,.46 -.28,.18 -.16,.07 .16,.07 .28,.18 .36,.46 .36,.62"),
        colour,
    )
    fig.oval(0, 0.62, 0.365, 0.075, mix(colour, WHITE, 0.45), round_=0.4)
    fig.oval(0, 0.615, 0.325, 0.058, rgb("#5a341e"), round_=0)
    fig.oval(0.04, 0.612, 0.2, 0.034, rgb("#b98454"), round_=0)
    fig.oval(0.05, 0.612, 0.1, 0.017, rgb("#e6cba4"), round_=0)
    fig.limb([(-0.31, 0.52), (-0.27, 0.3)], [0.02, 0.008], mix(colour, WHITE, 0.65), round_=0)


def _fruit(fig: Figure, outline: list[Point], colour: RGB, top: float) -> None:
    fig.blob(outline, colour)
    fig.blob(
        [(-0.24, top - 0.16), (-0.27, top - 0.34), (-0.2, top - 0.28), (-0.16, top - 0.14)],
        mix(colour, WHITE, 0.6),
        round_=0,
    )
    fig.oval(0.01, top - 0.035, 0.08, 0.025, times(colour, 0.6), round_=0)
    fig.limb([(0.0, top - 0.04), (0.02, top + 0.06), (0.06, top + 0.13)], [0.012, 0.012, 0.018], WOOD)
    fig.blob([(0.03, top + 0.05), (0.14, top + 0.14), (0.3, top + 0.13), (0.18, top + 0.03)], GREEN, round_=0.8)


def apple(fig: Figure, colour: RGB) -> None:
    outline: list[Point] = points(
        "0,.72 -.16,.78 -.34,.7 -.4,.48 -.32,.18 -.14,.01 0,.04 .14,.01 .32,.18 .4,.48 .34,.7 .16,.78"
    )
    _fruit(fig, outline, colour, 0.76)


def pear(fig: Figure, colour: RGB) -> None:
    outline: list[Point] = points(
        "0,.92 -.12,.86 -.17,.66 -.3,.44 -.33,.2 -.16,.02 0,0 .16,.02 .33,.2 .3,.44 .17,.66 .12,.86"
    )
    _fruit(fig, outline, colour, 0.92)


def orange(fig: Figure, colour: RGB) -> None:
    outline: list[Point] = [
        (0.38 * float(np.cos(a)), 0.37 + 0.37 * float(np.sin(a))) for a in np.linspace(0, 6, 12)
    ]
    _fruit(fig, outline, colour, 0.74)


def vase(fig: Figure, colour: RGB) -> None:
    """A vase of mixed flowers."""
    tones = ["#e8566a", "#f2c14a", "#f4f0ea", "#b070d0", "#f08aa0", "#ee8a3c", "#e8566a"]
    for x, y in ((-0.3, 0.74), (0.28, 0.78), (-0.14, 0.88), (0.12, 0.94), (0.0, 0.76), (-0.26, 0.94), (0.32, 0.95)):
        fig.limb([(0.0, 0.46), (x * 0.4, 0.6), (x, y)], [0.008], GREEN, round_=0.5)
    for _ in range(22):
        x, y = float(fig.rng.uniform(-0.34, 0.34)), float(fig.rng.uniform(0.54, 0.92))
        fig.oval(
            x,
            y,
            0.075,
            0.024,
            mix(GREEN, rgb("#2f5a38"), float(fig.rng.random())),
            turn=float(fig.rng.uniform(0, 180)),
            round_=0.6,
        )
    for tone, (x, y) in zip(
        tones,
        ((-0.3, 0.74), (0.28, 0.78), (-0.14, 0.88), (0.12, 0.94), (0.0, 0.74), (-0.26, 0.96), (0.32, 0.97)),
        strict=True,
    ):
        for petal in range(8):
            a = petal * np.pi / 4
            fig.oval(
                x + float(np.cos(a)) * 0.06,
                y + float(np.sin(a)) * 0.056,
                0.05,
                0.036,
                rgb(tone),
                turn=float(np.degrees(a)),
                round_=0.8,
            )
        fig.oval(x, y, 0.038, 0.036, rgb("#e8b03a") if tone != "#f2c14a" else WOOD)
    fig.blob(
        points("-.12,.52 -.09,.42 -.22,.28 -.2,.08 -.1,0 .1,0 .2,.08 .22,.28 .09,.42 .12,.52"),
        colour,
    )
    fig.oval(0, 0.52, 0.122, 0.022, times(colour, 0.6), round_=0.3)
    fig.limb([(-0.2, 0.24), (0.0, 0.2), (0.2, 0.24)], [0.01], mix(colour, WHITE, 0.7), round_=0.3)


def candle(fig: Figure, colour: RGB) -> None:
    fig.oval(0, 0.05, 0.26, 0.05, rgb("#b98f4a"))
    fig.blob([(-0.1, 0.64), (-0.1, 0.06), (0.1, 0.06), (0.1, 0.64)], colour)
    fig.limb([(0.1, 0.62), (0.11, 0.5), (0.105, 0.44)], [0.02, 0.018, 0.022], colour)
    fig.oval(0, 0.64, 0.1, 0.025, mix(colour, rgb("#ffe8a0"), 0.6), round_=0)
    fig.limb([(0.0, 0.64), (0.0, 0.7)], [0.006], rgb("#2a2020"), round_=0)
    for size, tone in ((1.0, "#ffa63c"), (0.68, "#ffd86a"), (0.36, "#fff8dc")):
        fig.blob(
            [(0.0, 0.68 + 0.28 * size), (-0.06 * size, 0.76), (0.0, 0.67), (0.06 * size, 0.76)],
            rgb(tone),
            round_=0,
            glow=True,
        )


def book(fig: Figure, colour: RGB) -> None:
    for low, tone, wide in (
        (0.0, times(colour, 0.7), 0.56),
        (0.16, mix(colour, rgb("#3a6a8a"), 0.75), 0.5),
        (0.32, colour, 0.44),
    ):
        fig.poly([(-wide, low), (-wide, low + 0.15), (wide, low + 0.15), (wide, low)], tone)
        fig.poly(
            [
                (-wide + 0.06, low + 0.025),
                (-wide + 0.06, low + 0.125),
                (wide + 0.005, low + 0.125),
                (wide + 0.005, low + 0.025),
            ],
            WHITE,
        )
        fig.limb([(-wide + 0.07, low + 0.075), (wide, low + 0.075)], [0.003], rgb("#c8bca4"), round_=0)


def cake(fig: Figure, colour: RGB) -> None:
    cream = rgb("#fbf1e4")
    fig.oval(0, 0.04, 0.58, 0.07, rgb("#d8dce0"))
    for low, half in ((0.06, 0.46), (0.32, 0.32)):
        fig.blob(
            [(-half, low + 0.25), (-half, low + 0.02), (0.0, low - 0.02), (half, low + 0.02), (half, low + 0.25)],
            colour,
            round_=0.8,
        )
        fig.oval(0, low + 0.26, half, 0.055, cream, round_=0.3)
        for drip in np.linspace(-0.9, 0.9, 9):
            x = float(drip) * half
            fig.limb(
                [(x, low + 0.24), (x, low + 0.16 - 0.05 * float(fig.rng.random()))],
                [0.034, 0.022],
                cream,
                round_=0.5,
            )
    for x in (-0.18, 0.0, 0.18):
        fig.limb([(x, 0.6), (x, 0.78)], [0.014], rgb("#6ab0d8"), round_=0.6)
        fig.blob([(x, 0.9), (x - 0.024, 0.82), (x, 0.785), (x + 0.024, 0.82)], rgb("#ffc050"), round_=0, glow=True)
    for x in (-0.26, -0.09, 0.09, 0.26):
        fig.oval(x, 0.615, 0.045, 0.045, rgb("#d8303c"))


def planet(fig: Figure, colour: RGB) -> None:
    """A banded world with a ring."""
    ring = mix(colour, WHITE, 0.55)
    turn = np.linspace(0, np.pi, 30)

    def arc(reach: float, sign: int) -> list[Point]:
        return [
            (
                reach * float(np.cos(a)),
                0.5 + sign * reach * 0.2 * float(np.sin(a)) + reach * 0.16 * float(np.cos(a)),
            )
            for a in turn
        ]

    for reach, wide in ((0.86, 0.014), (0.76, 0.022), (0.66, 0.014)):
        fig.limb(arc(reach, 1)[::3], [wide], times(ring, 0.75), round_=0)
    fig.oval(0, 0.5, 0.46, 0.46, colour)
    for y, tone in ((0.76, 0.86), (0.64, 1.14), (0.52, 0.84), (0.4, 1.1), (0.27, 0.86)):
        half = float(np.sqrt(max(0.0, 0.46**2 - (y - 0.5) ** 2))) - 0.05
        fig.limb(
            [(-half, y - 0.03), (0.0, y - 0.005), (half, y - 0.03)],
            [0.008, 0.03, 0.008],
            times(colour, tone),
            round_=0,
        )
    for reach, wide in ((0.66, 0.014), (0.76, 0.022), (0.86, 0.014)):
        fig.limb(arc(reach, -1)[::3], [wide], ring, round_=0.3)
