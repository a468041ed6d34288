"""Animals on long legs: horse and deer. Each faces right and is 1 high."""

from painter.figures.drawing import Figure, Point, points
from painter.render.palette import RGB, mix, rgb, times

INK, WHITE = rgb("#1d1a1c"), rgb("#f6f1e8")


def _leg(fig: Figure, hip: Point, knee: Point, foot: Point, width: float, colour: RGB, hoof: RGB) -> None:
    fig.limb([hip, knee, foot], [width, width * 0.5, width * 0.36], colour, round_=0.8)
    fig.limb([(foot[0], foot[1] + 0.01), (foot[0] + 0.012, 0.004)], [width * 0.42, width * 0.5], hoof, round_=0.5)


def horse(fig: Figure, colour: RGB) -> None:
    dark, mane = times(colour, 0.66), mix(times(colour, 0.42), INK, 0.25)
    if sum(colour) > 2.4:
        mane = times(colour, 0.8)
    fig.limb([(-0.4, 0.62), (-0.54, 0.56), (-0.57, 0.36), (-0.53, 0.2)], [0.035, 0.06, 0.055, 0.012], mane)
    _leg(fig, (-0.24, 0.45), (-0.2, 0.24), (-0.27, 0.04), 0.075, dark, INK)
    _leg(fig, (0.22, 0.42), (0.3, 0.25), (0.24, 0.05), 0.06, dark, INK)
    fig.blob(
        points("-.4,.63 -.2,.66 .05,.62 .25,.68 .34,.55 .26,.4 .02,.37 -.2,.39 -.38,.42 -.43,.53"),
        colour,
    )
    fig.limb([(0.22, 0.56), (0.34, 0.74), (0.43, 0.88)], [0.145, 0.1, 0.066], colour)
    fig.blob(points(".4,.97 .48,.94 .6,.8 .62,.73 .56,.71 .45,.8 .37,.87"), colour)
    for x in (0.385, 0.425):
        fig.blob([(x, 0.94), (x + 0.008, 1.05), (x + 0.045, 0.96)], colour, round_=0.4)
    for step in range(9):
        part = step / 8
        x, y = 0.405 - 0.22 * part, 0.975 - 0.3 * part
        fig.limb([(x, y), (x - 0.06, y - 0.02), (x - 0.085, y - 0.11)], [0.02, 0.028, 0.006], mane, round_=0.6)
    fig.limb([(0.4, 0.98), (0.47, 0.94), (0.48, 0.88)], [0.02, 0.02, 0.004], mane, round_=0.4)
    fig.oval(0.483, 0.882, 0.014, 0.013, INK, round_=0)
    fig.oval(0.595, 0.755, 0.012, 0.01, times(colour, 0.4), round_=0)
    fig.oval(-0.29, 0.52, 0.125, 0.135, colour, round_=0.7)
    _leg(fig, (-0.33, 0.46), (-0.35, 0.26), (-0.42, 0.05), 0.085, colour, INK)
    _leg(fig, (0.22, 0.46), (0.21, 0.24), (0.17, 0.04), 0.068, colour, INK)


def deer(fig: Figure, colour: RGB) -> None:
    dark, pale = times(colour, 0.68), mix(colour, WHITE, 0.65)
    antler = rgb("#7a5f42")
    fig.limb([(-0.3, 0.56), (-0.37, 0.54), (-0.36, 0.48)], [0.03, 0.03, 0.01], pale)
    _leg(fig, (-0.2, 0.4), (-0.16, 0.22), (-0.21, 0.03), 0.055, dark, INK)
    _leg(fig, (0.16, 0.4), (0.2, 0.22), (0.17, 0.03), 0.045, dark, INK)
    fig.blob(
        points("-.31,.57 -.15,.58 .05,.55 .2,.6 .25,.5 .18,.38 0,.36 -.18,.38 -.31,.42 -.34,.5"),
        colour,
    )
    fig.blob([(-0.15, 0.41), (0.0, 0.385), (0.16, 0.41), (0.0, 0.362)], pale, round_=0.3)
    for x, y in ((-0.22, 0.53), (-0.14, 0.55), (-0.06, 0.53), (-0.18, 0.49), (-0.1, 0.5), (0.0, 0.5), (0.06, 0.54)):
        fig.oval(x, y, 0.011, 0.009, mix(colour, WHITE, 0.6), round_=0)
    for side, back in ((0.0, 0.75), (0.045, 1.0)):
        tone = times(antler, back)
        fig.limb(
            [(0.32 + side, 0.82), (0.26 + side, 0.92), (0.28 + side * 2, 1.06)],
            [0.014, 0.013, 0.004],
            tone,
            round_=0.5,
        )
        fig.limb(
            [(0.27 + side, 0.91), (0.2 + side, 0.97), (0.19 + side, 1.04)], [0.01, 0.009, 0.003], tone, round_=0.5
        )
        fig.limb(
            [(0.29 + side, 0.87), (0.36 + side, 0.93), (0.37 + side, 1.0)], [0.01, 0.009, 0.003], tone, round_=0.5
        )
    _deer_head(fig, colour)


def _deer_head(fig: Figure, colour: RGB) -> None:
    """Neck, head and the near legs."""
    dark, pale = times(colour, 0.68), mix(colour, WHITE, 0.65)
    fig.limb([(0.17, 0.5), (0.24, 0.64), (0.31, 0.75)], [0.1, 0.065, 0.048], colour)
    fig.limb([(0.22, 0.48), (0.28, 0.62), (0.33, 0.71)], [0.045, 0.035, 0.02], pale, round_=0.5)
    fig.blob([(0.25, 0.79), (0.17, 0.85), (0.23, 0.83)], dark, round_=0.3)
    fig.blob(points(".28,.83 .35,.82 .44,.73 .45,.69 .41,.67 .33,.7 .26,.75"), colour)
    fig.oval(0.443, 0.705, 0.016, 0.014, INK, round_=0.4)
    fig.oval(0.35, 0.775, 0.012, 0.012, INK, round_=0)
    _leg(fig, (-0.25, 0.44), (-0.26, 0.24), (-0.32, 0.03), 0.065, colour, INK)
    _leg(fig, (0.17, 0.44), (0.15, 0.22), (0.13, 0.03), 0.05, colour, INK)
