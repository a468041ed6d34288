"""Animals that sit: cat, dog, rabbit, fox. Each faces right and is about 1 high."""

from painter.figures.drawing import Figure, points
from painter.render.palette import RGB, luma, mix, rgb, times

INK, WHITE, PINK = rgb("#1d1a1c"), rgb("#f6f1e8"), rgb("#d98a86")


def eye(fig: Figure, x: float, y: float, size: float, iris: RGB, *, slit: bool = False) -> None:
    fig.oval(x, y, size * 1.14, size * 1.14, INK, round_=0)
    fig.oval(x, y, size * 0.98, size * 0.98, iris, round_=0)
    fig.oval(x, y, size * (0.34 if slit else 0.66), size * (0.86 if slit else 0.66), INK, round_=0)
    fig.oval(x + size * 0.3, y + size * 0.38, size * 0.26, size * 0.26, rgb("#ffffff"), round_=0, glow=True)


def whiskers(fig: Figure, x: float, y: float, long: float) -> None:
    for side in (-1, 1):
        for rise in (0.28, 0.02, -0.24):
            start, end = (x + side * long * 0.22, y + rise * long * 0.2), (x + side * long, y + rise * long)
            fig.limb([start, end], [0.0035, 0.0012], WHITE, round_=0)


def pale(colour: RGB) -> RGB:
    """The belly of a coat."""
    return mix(colour, WHITE, 0.72 if luma(colour) > 0.25 else 0.2)


def cat(fig: Figure, colour: RGB) -> None:
    dark = times(colour, 0.68)
    fig.limb(
        [(-0.2, 0.07), (-0.43, 0.05), (-0.53, 0.2), (-0.45, 0.38), (-0.38, 0.4)],
        [0.06, 0.055, 0.05, 0.045, 0.035],
        colour,
    )
    fig.limb([(-0.47, 0.36), (-0.38, 0.4)], [0.04, 0.034], dark)
    fig.blob(
        points("0,.64 -.14,.52 -.25,.34 -.3,.14 -.22,.01 0,0 .2,.01 .22,.3 .2,.58"),
        colour,
    )
    fig.oval(-0.14, 0.15, 0.155, 0.16, colour, turn=12, round_=0.8)
    fig.blob(points(".1,.56 .07,.4 .11,.26 .18,.26 .22,.4 .2,.56"), pale(colour), round_=0.5)
    for x in (0.06, 0.17):
        fig.limb([(x, 0.34), (x, 0.14), (x + 0.005, 0.04)], [0.055, 0.044, 0.042], colour, round_=0.8)
        fig.oval(x + 0.02, 0.028, 0.058, 0.034, pale(colour), round_=0.7)
    fig.oval(-0.12, 0.025, 0.085, 0.032, colour, round_=0.7)
    _cat_coat(fig, colour)
    _cat_head(fig, colour)
    _cat_face(fig, colour)


def _cat_coat(fig: Figure, colour: RGB) -> None:
    """The stripes on its back."""
    dark = times(colour, 0.68)
    for y in (0.5, 0.4, 0.3):
        fig.limb(
            [(-0.25 + (0.5 - y) * -0.2, y - 0.06), (-0.13, y - 0.02), (-0.1, y - 0.06)],
            [0.014, 0.016, 0.004],
            dark,
            round_=0,
        )


def _cat_head(fig: Figure, colour: RGB) -> None:
    """Its head, towards us."""
    dark = times(colour, 0.68)
    hx, hy = 0.12, 0.75
    for side in (-1, 1):
        fig.blob(
            [(hx + side * 0.165, hy + 0.04), (hx + side * 0.19, hy + 0.25), (hx + side * 0.04, hy + 0.14)],
            colour,
            round_=0.5,
        )
        fig.blob(
            [(hx + side * 0.145, hy + 0.08), (hx + side * 0.167, hy + 0.2), (hx + side * 0.075, hy + 0.13)],
            PINK,
            round_=0.3,
        )
    fig.blob(
        [
            (hx - 0.12, hy + 0.13),
            (hx - 0.2, hy - 0.02),
            (hx - 0.13, hy - 0.13),
            (hx, hy - 0.165),
            (hx + 0.13, hy - 0.13),
            (hx + 0.2, hy - 0.02),
            (hx + 0.12, hy + 0.13),
            (hx, hy + 0.165),
        ],
        colour,
    )
    for x in (-0.035, 0.0, 0.035):
        fig.limb([(hx + x, hy + 0.155), (hx + x * 0.8, hy + 0.085)], [0.011, 0.004], dark, round_=0)


def _cat_face(fig: Figure, colour: RGB) -> None:
    """Eyes, nose and whiskers."""
    hx, hy = 0.12, 0.75
    fig.oval(hx - 0.042, hy - 0.085, 0.055, 0.043, pale(colour), round_=0.5)
    fig.oval(hx + 0.042, hy - 0.085, 0.055, 0.043, pale(colour), round_=0.5)
    for side in (-1, 1):
        eye(
            fig,
            hx + side * 0.083,
            hy + 0.015,
            0.043,
            rgb("#c9c85a" if luma(colour) < 0.7 else "#5fa3c8"),
            slit=True,
        )
    fig.blob([(hx - 0.024, hy - 0.045), (hx + 0.024, hy - 0.045), (hx, hy - 0.07)], PINK, round_=0.4)
    fig.limb([(hx, hy - 0.07), (hx, hy - 0.095)], [0.004], INK, round_=0)
    whiskers(fig, hx, hy - 0.08, 0.26)


def dog(fig: Figure, colour: RGB) -> None:
    fig.limb([(-0.24, 0.1), (-0.4, 0.2), (-0.46, 0.38), (-0.4, 0.48)], [0.05, 0.05, 0.04, 0.02], colour)
    fig.blob(
        points(".02,.62 -.12,.5 -.23,.32 -.29,.12 -.2,.01 0,0 .18,.01 .25,.32 .22,.58"),
        colour,
    )
    fig.oval(-0.14, 0.15, 0.15, 0.15, colour, turn=15, round_=0.8)
    fig.blob(points(".12,.58 .1,.4 .13,.24 .2,.24 .25,.4 .23,.58"), pale(colour), round_=0.5)
    for x in (0.06, 0.18):
        fig.limb([(x, 0.36), (x, 0.14), (x + 0.005, 0.04)], [0.058, 0.045, 0.044], colour, round_=0.8)
        fig.oval(x + 0.025, 0.03, 0.064, 0.035, pale(colour), round_=0.7)
    fig.oval(-0.11, 0.028, 0.09, 0.034, colour, round_=0.7)
    _dog_head(fig, colour)
    _dog_face(fig, colour)


def _dog_head(fig: Figure, colour: RGB) -> None:
    """Its head, ears hanging."""
    dark = times(colour, 0.66)
    hx, hy = 0.14, 0.75
    fig.blob(
        [
            (hx - 0.13, hy + 0.14),
            (hx - 0.17, hy - 0.02),
            (hx - 0.1, hy - 0.14),
            (hx, hy - 0.17),
            (hx + 0.1, hy - 0.14),
            (hx + 0.17, hy - 0.02),
            (hx + 0.13, hy + 0.14),
            (hx, hy + 0.17),
        ],
        colour,
    )
    fig.blob(
        [(hx - 0.035, hy + 0.14), (hx - 0.03, hy), (hx + 0.03, hy), (hx + 0.035, hy + 0.14)],
        pale(colour),
        round_=0.3,
    )
    for side in (-1, 1):
        fig.blob(
            [
                (hx + side * 0.09, hy + 0.155),
                (hx + side * 0.2, hy + 0.13),
                (hx + side * 0.235, hy - 0.05),
                (hx + side * 0.19, hy - 0.13),
                (hx + side * 0.15, hy - 0.02),
            ],
            dark,
            round_=0.7,
        )
        eye(fig, hx + side * 0.072, hy + 0.03, 0.03, rgb("#5b3a22"))


def _dog_face(fig: Figure, colour: RGB) -> None:
    """Tongue, nose and collar."""
    hx, hy = 0.14, 0.75
    fig.limb([(hx, hy - 0.12), (hx + 0.004, hy - 0.19)], [0.03, 0.032], rgb("#e0707c"), round_=0.5)
    fig.oval(hx, hy - 0.07, 0.09, 0.068, pale(colour), round_=0.7)
    fig.limb(
        [(hx - 0.05, hy - 0.105), (hx, hy - 0.12), (hx + 0.05, hy - 0.105)], [0.004, 0.006, 0.004], INK, round_=0
    )
    fig.oval(hx, hy - 0.032, 0.036, 0.026, INK, round_=0.6)
    fig.limb([(0.0, 0.57), (0.12, 0.535), (0.25, 0.57)], [0.022, 0.024, 0.022], rgb("#c8392f"), round_=0.5)
    fig.oval(0.13, 0.505, 0.026, 0.028, rgb("#e3b53c"))


def rabbit(fig: Figure, colour: RGB) -> None:
    fig.oval(-0.36, 0.16, 0.085, 0.08, WHITE)
    fig.blob(
        points("-.05,.5 -.24,.4 -.34,.2 -.28,.03 0,0 .2,.02 .26,.22 .18,.44"),
        colour,
    )
    fig.oval(-0.15, 0.17, 0.16, 0.16, colour, round_=0.8)
    fig.blob([(0.12, 0.4), (0.1, 0.2), (0.16, 0.1), (0.24, 0.2), (0.24, 0.36)], pale(colour), round_=0.5)
    for x in (0.1, 0.2):
        fig.oval(x, 0.03, 0.06, 0.035, pale(colour), round_=0.7)
    fig.oval(-0.14, 0.03, 0.13, 0.038, colour, round_=0.7)
    _rabbit_head(fig, colour)


def _rabbit_head(fig: Figure, colour: RGB) -> None:
    """Its head with the ears up."""
    hx, hy = 0.17, 0.55
    for side, tilt in ((-1, 0.1), (1, 0.05)):
        fig.blob(
            [
                (hx + side * 0.03, hy + 0.1),
                (hx + side * (0.02 + tilt), hy + 0.42),
                (hx + side * (0.09 + tilt), hy + 0.46),
                (hx + side * (0.14 + tilt * 0.6), hy + 0.3),
                (hx + side * 0.13, hy + 0.08),
            ],
            colour,
            round_=0.7,
        )
        fig.blob(
            [
                (hx + side * 0.06, hy + 0.14),
                (hx + side * (0.05 + tilt), hy + 0.38),
                (hx + side * (0.09 + tilt), hy + 0.36),
                (hx + side * 0.1, hy + 0.14),
            ],
            PINK,
            round_=0.3,
        )
    fig.oval(hx, hy, 0.165, 0.15, colour)
    for side in (-1, 1):
        eye(fig, hx + side * 0.075, hy + 0.02, 0.033, rgb("#5a2f28"))
        fig.oval(hx + side * 0.036, hy - 0.07, 0.045, 0.036, pale(colour), round_=0.5)
    fig.blob([(hx - 0.02, hy - 0.035), (hx + 0.02, hy - 0.035), (hx, hy - 0.06)], PINK, round_=0.4)
    whiskers(fig, hx, hy - 0.06, 0.2)


def fox(fig: Figure, colour: RGB) -> None:
    dark = times(mix(colour, INK, 0.6), 0.8)
    fig.limb(
        [(-0.18, 0.08), (-0.4, 0.06), (-0.56, 0.18), (-0.56, 0.4), (-0.46, 0.52)],
        [0.05, 0.09, 0.12, 0.09, 0.02],
        colour,
    )
    fig.limb([(-0.575, 0.34), (-0.54, 0.44), (-0.46, 0.53)], [0.085, 0.07, 0.012], WHITE)
    fig.blob(
        points("0,.6 -.12,.5 -.22,.32 -.25,.12 -.18,.01 0,0 .17,.01 .22,.3 .18,.56"),
        colour,
    )
    fig.oval(-0.12, 0.14, 0.13, 0.14, colour, turn=15, round_=0.8)
    fig.blob(points(".08,.6 .05,.42 .11,.22 .18,.24 .23,.42 .21,.58"), WHITE, round_=0.6)
    for x in (0.06, 0.16):
        fig.limb([(x, 0.32), (x, 0.16)], [0.05, 0.042], colour, round_=0.8)
        fig.limb([(x, 0.18), (x + 0.005, 0.03)], [0.04, 0.036], dark, round_=0.6)
        fig.oval(x + 0.02, 0.025, 0.05, 0.028, dark, round_=0.6)
    fig.oval(-0.1, 0.025, 0.08, 0.03, dark, round_=0.6)
    _fox_head(fig, colour)


def _fox_head(fig: Figure, colour: RGB) -> None:
    """Its pointed head."""
    dark = times(mix(colour, INK, 0.6), 0.8)
    hx, hy = 0.13, 0.72
    for side in (-1, 1):
        fig.blob(
            [(hx + side * 0.17, hy + 0.04), (hx + side * 0.2, hy + 0.29), (hx + side * 0.04, hy + 0.13)],
            colour,
            round_=0.5,
        )
        fig.blob(
            [(hx + side * 0.15, hy + 0.1), (hx + side * 0.185, hy + 0.26), (hx + side * 0.09, hy + 0.16)],
            dark,
            round_=0.3,
        )
    fig.blob(
        [
            (hx - 0.12, hy + 0.12),
            (hx - 0.22, hy - 0.03),
            (hx - 0.09, hy - 0.11),
            (hx, hy - 0.2),
            (hx + 0.09, hy - 0.11),
            (hx + 0.22, hy - 0.03),
            (hx + 0.12, hy + 0.12),
            (hx, hy + 0.145),
        ],
        colour,
    )
    _fox_face(fig, colour)


def _fox_face(fig: Figure, colour: RGB) -> None:
    """White cheeks, eyes and nose."""
    hx, hy = 0.13, 0.72
    for side in (-1, 1):
        fig.blob(
            [
                (hx + side * 0.215, hy - 0.03),
                (hx + side * 0.1, hy - 0.02),
                (hx + side * 0.03, hy - 0.08),
                (hx + side * 0.01, hy - 0.19),
                (hx + side * 0.09, hy - 0.11),
            ],
            WHITE,
            round_=0.5,
        )
        eye(fig, hx + side * 0.085, hy + 0.015, 0.03, rgb("#d09a30"), slit=True)
    fig.oval(hx, hy - 0.165, 0.033, 0.026, INK, round_=0.6)
