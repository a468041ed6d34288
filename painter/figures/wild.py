"""Animals that fly and swim: birds, swan, butterfly, fish, whale, jellyfish, dragon."""

import numpy as np

from painter.figures.drawing import Figure, Point, curve, points
from painter.render.palette import RGB, mix, rgb, times

INK, WHITE = rgb("#1d1a1c"), rgb("#f6f1e8")


def bird(fig: Figure, colour: RGB) -> None:
    """A gull in flight, wings raised."""
    dark = times(colour, 0.7)
    lift = float(fig.rng.uniform(0.0, 0.16))
    fig.blob(
        [(-0.02, 0.5), (0.06, 0.74 + lift), (0.02, 0.98), (-0.2, 1.0 + lift * 0.4), (-0.06, 0.86), (-0.1, 0.66)],
        dark,
        round_=0.6,
    )
    fig.blob([(-0.3, 0.46), (-0.5, 0.5), (-0.48, 0.42), (-0.52, 0.36), (-0.28, 0.4)], dark, round_=0.5)
    fig.blob(points("-.32,.46 0,.56 .24,.55 .38,.5 .3,.43 0,.36 -.24,.4"), colour)
    fig.blob([(0.36, 0.51), (0.5, 0.47), (0.36, 0.455)], rgb("#e0a040"), round_=0.5)
    fig.oval(0.315, 0.508, 0.014, 0.014, INK, round_=0)
    fig.blob(
        [
            (0.12, 0.52),
            (0.0, 0.78 + lift),
            (-0.22, 0.98 + lift),
            (-0.56, 1.08 + lift),
            (-0.36, 0.9),
            (-0.26, 0.74),
            (-0.14, 0.5),
        ],
        colour,
    )
    fig.blob([(-0.3, 0.99 + lift), (-0.56, 1.08 + lift), (-0.38, 0.92)], mix(dark, INK, 0.55), round_=0.3)


def swan(fig: Figure, colour: RGB) -> None:
    shade = times(colour, 0.86)
    fig.blob(
        points("-.5,.3 -.36,.1 -.1,0 .2,.02 .36,.16 .3,.3 0,.3 -.3,.32"),
        colour,
    )
    fig.limb(
        [(0.28, 0.2), (0.4, 0.4), (0.3, 0.62), (0.24, 0.8), (0.34, 0.92)], [0.1, 0.068, 0.052, 0.045, 0.05], colour
    )
    fig.blob([(0.27, 0.9), (0.34, 0.97), (0.43, 0.93), (0.45, 0.87), (0.36, 0.85)], colour)
    fig.blob([(0.43, 0.92), (0.58, 0.84), (0.43, 0.86)], rgb("#e88a30"), round_=0.6)
    fig.blob([(0.4, 0.935), (0.45, 0.91), (0.43, 0.88)], INK, round_=0)
    fig.oval(0.375, 0.915, 0.011, 0.011, INK, round_=0)
    for step in range(4):
        lift = step * 0.05
        fig.blob(
            [
                (0.18 - lift, 0.2 + lift),
                (0.02 - lift, 0.36 + lift * 1.1),
                (-0.3 - lift * 0.8, 0.42 + lift),
                (-0.54 + lift * 0.2, 0.36 + lift),
                (-0.3, 0.22 + lift * 0.6),
                (-0.05, 0.12 + lift),
            ],
            mix(shade, colour, step / 3),
            round_=0.9,
        )


def butterfly(fig: Figure, colour: RGB) -> None:
    dark = mix(times(colour, 0.4), INK, 0.5)
    for side, size in ((-1, 0.82), (1, 1.0)):
        for scale, tone in ((1.0, dark), (0.84, colour), (0.5, mix(colour, rgb("#fff0b0"), 0.55))):
            fore: list[Point] = [(0.02, 0.56), (0.16, 0.9), (0.44, 1.0), (0.5, 0.82), (0.36, 0.6)]
            hind: list[Point] = [(0.02, 0.52), (0.3, 0.54), (0.42, 0.36), (0.28, 0.14), (0.1, 0.3)]
            for wing, cx, cy in ((hind, 0.22, 0.38), (fore, 0.3, 0.76)):
                fig.blob(
                    [(side * size * (cx + (x - cx) * scale), cy + (y - cy) * scale) for x, y in wing],
                    tone,
                    round_=0.4,
                )
        for x, y in ((0.44, 0.92), (0.46, 0.82), (0.38, 0.3), (0.32, 0.2)):
            fig.oval(side * size * x, y, 0.016, 0.016, WHITE, round_=0)
    fig.limb([(0.0, 0.3), (0.0, 0.52), (0.0, 0.68)], [0.012, 0.026, 0.02], INK, round_=0.8)
    for side in (-1, 1):
        fig.limb([(0.0, 0.68), (side * 0.05, 0.82), (side * 0.13, 0.9)], [0.006, 0.004, 0.009], INK, round_=0)


def fish(fig: Figure, colour: RGB) -> None:
    fin = mix(colour, rgb("#ffd890"), 0.35)
    fig.blob(points("-.34,.5 -.56,.78 -.72,.8 -.6,.5 -.72,.22 -.56,.24"), fin, round_=0.5)
    fig.blob([(0.12, 0.68), (0.0, 0.9), (-0.22, 0.86), (-0.3, 0.6)], fin, round_=0.5)
    fig.blob([(0.06, 0.32), (-0.08, 0.14), (-0.2, 0.2), (-0.16, 0.36)], fin, round_=0.5)
    fig.blob(
        points(".5,.5 .36,.66 .1,.73 -.16,.66 -.42,.54 -.42,.46 -.16,.33 .1,.27 .36,.35"),
        colour,
    )
    fig.blob(
        points(".3,.36 .1,.28 -.16,.35 -.36,.47 -.1,.42 .2,.42"),
        mix(colour, WHITE, 0.55),
        round_=0.3,
    )
    for column in range(6):
        for row in range(-1, 2):
            x, y = 0.14 - column * 0.085, 0.52 + row * 0.07 + 0.03 * (column % 2)
            arc = [(x, y + 0.032), (x - 0.03, y), (x, y - 0.032)]
            fig.limb(arc, [0.004, 0.006, 0.004], times(colour, 0.72), round_=0)
    fig.limb([(0.27, 0.65), (0.22, 0.5), (0.27, 0.36)], [0.006, 0.01, 0.006], times(colour, 0.65), round_=0)
    fig.blob([(0.14, 0.48), (-0.06, 0.36), (-0.1, 0.5), (0.06, 0.54)], fin, round_=0.5)
    fig.oval(0.37, 0.55, 0.045, 0.045, WHITE, round_=0.3)
    fig.oval(0.38, 0.55, 0.027, 0.027, INK, round_=0)
    fig.oval(0.39, 0.562, 0.009, 0.009, WHITE, round_=0, glow=True)


def whale(fig: Figure, colour: RGB) -> None:
    """A whale at the surface, blowing."""
    spray = rgb("#e6f2f6")
    for side in (-1, 1):
        for reach in (0.1, 0.19, 0.28):
            fig.limb(
                [(0.26, 0.4), (0.26 + side * reach * 0.4, 0.78), (0.26 + side * reach, 0.84 - reach)],
                [0.012, 0.014, 0.004],
                spray,
                round_=0.4,
            )
    fig.limb([(-0.42, 0.06), (-0.68, 0.22), (-0.8, 0.42)], [0.13, 0.06, 0.035], colour)
    fig.blob(
        points("-.79,.38 -1,.56 -.96,.62 -.8,.5 -.62,.64 -.56,.58 -.72,.4"),
        colour,
        round_=0.8,
    )
    fig.blob(
        points(".56,0 .6,.16 .48,.34 .2,.42 -.2,.34 -.5,.16 -.56,0 0,-.05"),
        colour,
    )
    fig.blob(
        [(0.58, 0.02), (0.55, 0.14), (0.2, 0.12), (-0.1, 0.02), (0.2, -0.04)], mix(colour, WHITE, 0.7), round_=0.4
    )
    for line in range(4):
        fig.limb([(0.54, 0.03 + line * 0.022), (0.24, 0.02 + line * 0.02)], [0.003], times(colour, 0.7), round_=0)
    fig.oval(0.4, 0.19, 0.018, 0.018, INK, round_=0)


def jellyfish(fig: Figure, colour: RGB) -> None:
    for strand in range(9):
        x = -0.24 + strand * 0.06
        sway = 0.06 * np.sin(strand * 2.1)
        tone = mix(colour, WHITE, 0.25 + 0.05 * (strand % 3))
        fig.limb(
            [(x, 0.6), (x + sway, 0.4), (x - sway, 0.2), (x + sway * 1.5, 0.0)],
            [0.016, 0.013, 0.009, 0.002],
            tone,
            round_=0.5,
        )
    fig.blob(
        points("-.34,.58 -.3,.82 0,1 .3,.82 .34,.58 .2,.63 .1,.57 0,.63 -.1,.57 -.2,.63"),
        colour,
    )
    fig.blob([(-0.2, 0.7), (-0.12, 0.86), (0.02, 0.9), (-0.06, 0.76)], mix(colour, WHITE, 0.5), round_=0.3)


def dragon(fig: Figure, colour: RGB) -> None:
    """A long dragon of the eastern kind, winding through the air."""
    spine = curve(
        points("-.98,.3 -.8,.52 -.56,.34 -.34,.18 -.12,.42 .04,.68 .26,.56 .42,.5 .54,.68"),
        closed=False,
        steps=16,
    )
    mane, belly = rgb("#e8b23a"), mix(colour, rgb("#ffe8b0"), 0.65)
    along = np.gradient(spine, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    side = np.stack([-along[:, 1], along[:, 0]], axis=1)
    half = np.interp(np.linspace(0, 1, len(spine)), [0, 0.3, 0.7, 1], [0.008, 0.055, 0.078, 0.055])[:, None]
    crest = [
        np.array(
            [
                spine[i] + side[i] * half[i] * 0.7,
                spine[i] + side[i] * (half[i] * 1.9),
                spine[i + 3] + side[i + 3] * half[i + 3] * 0.7,
            ]
        )
        for i in range(2, len(spine) - 6, 4)
    ]
    fig.many(crest, mane)
    for x, y, reach in ((-0.5, 0.28, -1), (0.2, 0.56, 1), (0.3, 0.5, -1)):
        fig.limb([(x, y), (x + 0.08, y - 0.12), (x + 0.02 * reach, y - 0.2)], [0.035, 0.025, 0.014], colour)
        for toe in (-0.04, 0.0, 0.04):
            fig.limb(
                [(x + 0.02 * reach, y - 0.2), (x + 0.02 * reach + toe, y - 0.25)], [0.011, 0.002], mane, round_=0.5
            )
    fig.poly(np.concatenate([spine + side * half, (spine - side * half)[::-1]]), colour, round_=1)
    fig.poly(np.concatenate([spine - side * half * 0.45, (spine - side * half)[::-1]]), belly, round_=0.3)
    bands = [
        np.array([spine[i] - side[i] * half[i] * 0.45, spine[i + 1] - side[i + 1] * half[i + 1]])
        for i in range(4, len(spine) - 2, 3)
    ]
    for band in bands:
        fig.limb([(float(x), float(y)) for x, y in band], [0.004], times(colour, 0.6), round_=0)
    _dragon_head(fig, colour)


def _dragon_head(fig: Figure, colour: RGB) -> None:
    """Its mane, horns, jaws and whiskers."""
    mane = rgb("#e8b23a")
    for angle in (-150, -120, 150, 120, 180):
        dx, dy = np.cos(np.radians(angle)) * 0.2, np.sin(np.radians(angle)) * 0.14
        fig.limb(
            [(0.54, 0.72), (0.54 + dx * 0.6, 0.73 + dy), (0.54 + dx, 0.75 + dy * 1.2)],
            [0.035, 0.028, 0.003],
            mane,
            round_=0.5,
        )
    for dx in (0.0, 0.06):
        fig.limb(
            [(0.55 + dx, 0.78), (0.5 + dx, 0.9), (0.42 + dx, 0.97)],
            [0.018, 0.014, 0.004],
            rgb("#d8c8a0"),
            round_=0.6,
        )
    fig.blob(
        points(".46,.74 .54,.83 .66,.8 .78,.76 .84,.72 .76,.69 .64,.68 .72,.63 .6,.61 .5,.64"),
        colour,
    )
    fig.oval(0.63, 0.765, 0.026, 0.026, WHITE, round_=0)
    fig.oval(0.637, 0.765, 0.014, 0.014, INK, round_=0)
    for rise in (0.1, -0.02):
        fig.limb([(0.8, 0.72), (0.9, 0.78 + rise), (1.0, 0.68 + rise)], [0.009, 0.007, 0.002], mane, round_=0.4)
    fig.blob([(0.62, 0.62), (0.56, 0.5), (0.66, 0.56), (0.7, 0.48), (0.7, 0.62)], mane, round_=0.4)
