"""What carries people: boat, balloon, rocket, kite, plane, car, train, bicycle."""

import numpy as np

from painter.figures.drawing import Figure, Point, points
from painter.render.palette import RGB, mix, rgb, times

WHITE, WOOD, INK, GLASS = rgb("#f6f1e6"), rgb("#7a5234"), rgb("#24242c"), rgb("#a9cbdc")


def boat(fig: Figure, colour: RGB) -> None:
    """A sailing boat, its hull in `colour`."""
    sail = mix(WHITE, colour, 0.1)
    fig.limb([(-0.02, 0.12), (-0.02, 0.99)], [0.012, 0.006], WOOD, round_=0.6)
    main: list[Point] = points("-.04,.96 -.12,.66 -.26,.36 -.38,.235 -.2,.215 -.04,.23")
    fig.poly(main, sail)
    fig.blob(
        [(-0.045, 0.9), (-0.1, 0.6), (-0.2, 0.34), (-0.1, 0.25), (-0.045, 0.26)], mix(sail, WHITE, 0.5), round_=0.8
    )
    fig.blob(
        points("0,.9 .09,.62 .22,.4 .4,.235 .2,.25 .02,.26"),
        mix(sail, colour, 0.5),
        round_=0.9,
    )
    for y in (0.42, 0.6, 0.76):
        reach = (0.96 - y) * 0.44
        fig.limb([(-0.04, y), (-0.04 - reach, y - 0.03)], [0.003], times(sail, 0.8), round_=0)
    fig.blob([(-0.02, 1.02), (-0.12, 1.0), (-0.02, 0.965)], colour, round_=0.3)
    fig.blob(
        points("-.46,.19 -.4,.05 -.28,-.02 .2,-.02 .36,.04 .52,.2 .2,.165 -.2,.165"),
        colour,
    )
    fig.limb(
        [(-0.45, 0.185), (-0.2, 0.163), (0.2, 0.163), (0.51, 0.195)], [0.014], mix(colour, WHITE, 0.75), round_=0.4
    )
    fig.blob(
        points("-.4,.03 -.28,-.03 .2,-.03 .37,.03 .2,.005 -.26,.005"),
        times(colour, 0.5),
        round_=0,
    )
    for x in (-0.2, -0.05, 0.1):
        fig.oval(x, 0.095, 0.02, 0.02, rgb("#f0d890"), round_=0)


def balloon(fig: Figure, colour: RGB) -> None:
    """A hot-air balloon in gores, with its basket."""
    other = mix(colour, WHITE, 0.78)
    turn = np.linspace(0, 1, 30)
    dome = np.sqrt(np.clip(1 - ((0.62 - turn) / 0.62) ** 2, 0, 1))
    skirt = 1 - (np.clip(turn - 0.62, 0, None) / 0.38) ** 1.7 * 0.76
    half = np.where(turn < 0.62, dome, skirt) * 0.34
    y = 1.02 - turn * 0.76
    for x in (-0.07, -0.03, 0.03, 0.07):
        fig.limb([(x * 1.1, 0.28), (x * 0.8, 0.1)], [0.004], rgb("#5a4a3a"), round_=0)
    fig.poly(np.concatenate([np.stack([half, y], 1), np.stack([-half, y], 1)[::-1]]), colour, round_=1)
    edges = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 10))
    for gore in range(0, 9, 2):
        a, b = edges[gore], edges[gore + 1]
        shape = np.concatenate([np.stack([half * a, y], 1), np.stack([half * b, y], 1)[::-1]])
        middle = (a + b) / 2
        amount = 0.68 + 0.34 * middle * (1 if fig.facing[0] > 0 else -1)
        fig.many([shape], other, amount=float(amount))
    for gore in range(1, 9, 2):
        a, b = edges[gore], edges[gore + 1]
        shape = np.concatenate([np.stack([half * a, y], 1), np.stack([half * b, y], 1)[::-1]])
        amount = 0.66 + 0.42 * (a + b) / 2 * (1 if fig.facing[0] > 0 else -1)
        fig.many([shape], colour, amount=float(amount))
    band = (turn > 0.5) & (turn < 0.58)
    fig.many(
        [np.concatenate([np.stack([half[band], y[band]], 1), np.stack([-half[band], y[band]], 1)[::-1]])],
        times(colour, 0.6),
        amount=0.6,
    )
    fig.oval(0, 0.27, 0.078, 0.016, times(colour, 0.5), round_=0)
    fig.oval(0, 0.25, 0.02, 0.032, rgb("#ffcf6a"), round_=0, glow=True)
    fig.blob([(-0.075, 0.11), (-0.065, 0.0), (0.0, -0.01), (0.065, 0.0), (0.075, 0.11)], rgb("#8a5f38"))
    fig.limb([(-0.078, 0.11), (0.078, 0.11)], [0.012], rgb("#5f3f24"), round_=0.4)


def rocket(fig: Figure, colour: RGB) -> None:
    for size, tone in ((1.0, "#ff8a30"), (0.72, "#ffc84a"), (0.42, "#fff4c0")):
        fig.blob(
            [
                (-0.08 * size, 0.17),
                (-0.1 * size, 0.05),
                (0.0, -0.2 * size),
                (0.1 * size, 0.05),
                (0.08 * size, 0.17),
            ],
            rgb(tone),
            round_=0,
            glow=True,
        )
    for side in (-1, 1):
        fig.blob([(side * 0.1, 0.42), (side * 0.28, 0.2), (side * 0.28, 0.08), (side * 0.12, 0.18)], colour)
    fig.blob(
        points("0,1.02 -.1,.86 -.155,.6 -.145,.32 -.1,.16 .1,.16 .145,.32 .155,.6 .1,.86"),
        WHITE,
    )
    fig.blob(points("0,1.02 -.075,.9 -.116,.78 0,.755 .116,.78 .075,.9"), colour)
    fig.limb([(-0.14, 0.3), (0.0, 0.28), (0.14, 0.3)], [0.025], colour, round_=0.8)
    fig.oval(0, 0.6, 0.078, 0.078, rgb("#6f7a8a"))
    fig.oval(0, 0.6, 0.058, 0.058, rgb("#5fb0dc"), round_=0.5)
    fig.blob([(-0.035, 0.62), (-0.015, 0.645), (0.02, 0.64), (-0.02, 0.6)], WHITE, round_=0)
    fig.blob([(-0.022, 0.4), (-0.03, 0.12), (0.0, 0.06), (0.03, 0.12), (0.022, 0.4)], times(colour, 0.8))


def kite(fig: Figure, colour: RGB) -> None:
    other = mix(colour, rgb("#ffe070"), 0.7)
    fig.limb([(0.0, 0.4), (-0.08, 0.26), (0.05, 0.14), (-0.06, 0.0)], [0.005], INK, round_=0)
    for x, y in ((-0.07, 0.28), (0.04, 0.16), (-0.05, 0.02)):
        fig.blob([(x, y), (x - 0.06, y + 0.035), (x - 0.06, y - 0.035)], colour, round_=0.3)
        fig.blob([(x, y), (x + 0.06, y + 0.035), (x + 0.06, y - 0.035)], other, round_=0.3)
    fig.poly([(0.0, 1.0), (-0.28, 0.74), (0.0, 0.74)], colour)
    fig.poly([(0.0, 1.0), (0.28, 0.74), (0.0, 0.74)], other)
    fig.poly([(0.0, 0.4), (-0.28, 0.74), (0.0, 0.74)], times(other, 0.92))
    fig.poly([(0.0, 0.4), (0.28, 0.74), (0.0, 0.74)], times(colour, 0.85))
    for line in ([(0.0, 1.0), (0.0, 0.4)], [(-0.28, 0.74), (0.28, 0.74)]):
        fig.limb(line, [0.006], WOOD, round_=0)


def plane(fig: Figure, colour: RGB) -> None:
    fig.blob([(-0.1, 0.54), (-0.34, 0.86), (-0.24, 0.86), (0.14, 0.56)], times(colour, 0.72), round_=0.5)
    fig.blob([(-0.56, 0.5), (-0.66, 0.78), (-0.56, 0.78), (-0.36, 0.53)], colour, round_=0.6)
    fig.blob(
        points("-.62,.5 -.4,.56 .3,.57 .52,.52 .6,.46 .5,.41 .2,.38 -.3,.4"),
        WHITE,
    )
    fig.limb([(-0.5, 0.475), (0.0, 0.455), (0.56, 0.445)], [0.022, 0.026, 0.01], colour, round_=0.4)
    for x in np.linspace(-0.3, 0.32, 10):
        fig.oval(float(x), 0.505, 0.014, 0.017, rgb("#4a6a84"), round_=0)
    fig.blob([(0.46, 0.53), (0.55, 0.49), (0.47, 0.485)], rgb("#3a5068"), round_=0)
    fig.blob([(0.14, 0.45), (-0.3, 0.14), (-0.42, 0.14), (-0.14, 0.45)], times(WHITE, 0.92), round_=0.6)
    fig.limb([(-0.12, 0.31), (0.04, 0.31)], [0.036], colour, round_=0.8)
    fig.blob([(-0.46, 0.48), (-0.62, 0.38), (-0.68, 0.39), (-0.58, 0.49)], times(WHITE, 0.9), round_=0.5)


def car(fig: Figure, colour: RGB) -> None:
    fig.blob(points("-.34,.36 -.26,.56 -.1,.63 .14,.62 .28,.52 .38,.36"), colour)
    fig.poly([(-0.28, 0.38), (-0.21, 0.53), (-0.08, 0.575), (-0.02, 0.575), (-0.02, 0.38)], GLASS)
    fig.poly([(0.02, 0.38), (0.02, 0.575), (0.12, 0.57), (0.23, 0.49), (0.3, 0.38)], times(GLASS, 0.9))
    fig.blob(
        points("-.6,.18 -.62,.32 -.5,.41 0,.41 .4,.4 .6,.33 .64,.2 .56,.13 -.54,.13"),
        colour,
    )
    fig.limb([(-0.58, 0.3), (0.0, 0.32), (0.58, 0.29)], [0.008], mix(colour, WHITE, 0.5), round_=0)
    fig.oval(0.585, 0.275, 0.035, 0.042, rgb("#fff2c0"), round_=0, glow=True)
    fig.oval(-0.6, 0.28, 0.02, 0.036, rgb("#d03a30"), round_=0)
    fig.limb([(0.0, 0.27), (0.06, 0.27)], [0.01], times(colour, 0.5), round_=0)
    for x in (-0.35, 0.37):
        fig.oval(x, 0.13, 0.135, 0.135, INK, round_=0.6)
        fig.oval(x, 0.13, 0.075, 0.075, rgb("#b8bec6"))
        fig.oval(x, 0.13, 0.022, 0.022, INK, round_=0)


def train(fig: Figure, colour: RGB) -> None:
    """A small steam engine with two carriages."""
    for puff, (x, y) in enumerate(((0.42, 0.78), (0.28, 0.92), (0.08, 1.0), (-0.18, 1.05))):
        fig.oval(x, y, 0.07 + 0.03 * puff, 0.055 + 0.02 * puff, rgb("#e8e6e2"), round_=0.8)
    for left in (-1.0, -0.5):
        tone = mix(colour, rgb("#2f4a5a"), 0.3)
        fig.poly([(left, 0.1), (left, 0.46), (left + 0.46, 0.46), (left + 0.46, 0.1)], tone)
        fig.limb([(left - 0.01, 0.47), (left + 0.47, 0.47)], [0.022], times(tone, 0.6), round_=0.5)
        for x in (0.09, 0.23, 0.37):
            fig.poly(
                [
                    (left + x - 0.045, 0.26),
                    (left + x - 0.045, 0.39),
                    (left + x + 0.045, 0.39),
                    (left + x + 0.045, 0.26),
                ],
                rgb("#ffe2a0"),
                glow=True,
            )
        for x in (0.1, 0.36):
            fig.oval(left + x, 0.07, 0.065, 0.065, INK)
    fig.poly([(0.02, 0.1), (0.02, 0.6), (0.26, 0.6), (0.26, 0.1)], colour)
    fig.limb([(-0.02, 0.61), (0.3, 0.61)], [0.025], times(colour, 0.6), round_=0.4)
    fig.poly([(0.07, 0.36), (0.07, 0.52), (0.21, 0.52), (0.21, 0.36)], rgb("#ffe2a0"), glow=True)
    fig.blob(points(".24,.42 .5,.43 .66,.4 .68,.26 .6,.14 .24,.14"), colour)
    for x in (0.34, 0.46, 0.58):
        fig.limb([(x, 0.15), (x, 0.42)], [0.008], rgb("#d8b050"), round_=0)
    fig.blob([(0.5, 0.42), (0.47, 0.66), (0.61, 0.66), (0.58, 0.42)], INK, round_=0.8)
    fig.poly([(0.62, 0.02), (0.66, 0.14), (0.8, 0.02)], times(colour, 0.5))
    for x, r in ((0.12, 0.1), (0.36, 0.085), (0.56, 0.085)):
        fig.oval(x, r, r, r, INK)
        fig.oval(x, r, r * 0.55, r * 0.55, rgb("#c8403a"), round_=0.4)
    fig.limb([(0.12, 0.1), (0.56, 0.085)], [0.012], rgb("#b8bec6"), round_=0)


def bicycle(fig: Figure, colour: RGB) -> None:
    turn = np.linspace(0, 2 * np.pi, 25)
    for x in (-0.36, 0.38):
        ring = [(x + 0.26 * float(np.cos(a)), 0.27 + 0.26 * float(np.sin(a))) for a in turn]
        fig.limb(ring, [0.017], INK, round_=0.5)
        for spoke in range(8):
            a = spoke * np.pi / 8
            dx, dy = 0.24 * float(np.cos(a)), 0.24 * float(np.sin(a))
            fig.limb([(x - dx, 0.27 - dy), (x + dx, 0.27 + dy)], [0.003], rgb("#b8bcc0"), round_=0)
    frame: list[list[Point]] = [
        [(-0.36, 0.27), (-0.12, 0.62)], [(-0.36, 0.27), (0.0, 0.26)], [(0.0, 0.26), (-0.13, 0.66)],
        [(0.0, 0.26), (0.27, 0.64)], [(-0.12, 0.62), (0.26, 0.64)], [(0.38, 0.27), (0.25, 0.76)],
    ]  # fmt: skip
    for bar in frame:
        fig.limb(bar, [0.02], colour, round_=0.8)
    fig.limb([(-0.22, 0.69), (-0.12, 0.7), (-0.03, 0.685)], [0.03, 0.026, 0.016], rgb("#4a3020"))
    fig.limb([(0.18, 0.8), (0.26, 0.77), (0.36, 0.8)], [0.014], INK, round_=0.6)
    fig.oval(0, 0.26, 0.045, 0.045, rgb("#8a8f96"))
    fig.blob([(0.28, 0.7), (0.3, 0.56), (0.48, 0.56), (0.5, 0.7)], rgb("#b08a54"))
    for x, tone in ((0.32, "#e87a8a"), (0.39, "#f0c850"), (0.46, "#e85a50")):
        fig.oval(x, 0.73, 0.045, 0.045, rgb(tone))
