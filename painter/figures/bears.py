"""Animals that sit and face us: panda, bear, owl, penguin. Each is about 1 high."""

from painter.figures.drawing import Figure, points
from painter.figures.pets import INK, WHITE, eye, pale
from painter.render.palette import RGB, mix, rgb, times


def _bearish(fig: Figure, body: RGB, limbs: RGB, patch: RGB | None) -> None:
    for side in (-1, 1):
        fig.oval(side * 0.2, 0.86, 0.085, 0.085, limbs)
    fig.blob(
        points("0,.6 -.26,.48 -.35,.24 -.26,.04 0,0 .26,.04 .35,.24 .26,.48"),
        body,
    )
    fig.oval(0, 0.24, 0.2, 0.2, mix(body, WHITE, 0.35), round_=0.5)
    for side in (-1, 1):
        fig.limb([(side * 0.2, 0.1), (side * 0.34, 0.07)], [0.12, 0.1], limbs)
        fig.oval(side * 0.4, 0.1, 0.065, 0.1, limbs)
        fig.oval(side * 0.42, 0.1, 0.035, 0.06, mix(limbs, WHITE, 0.25), round_=0.4)
        fig.limb([(side * 0.26, 0.46), (side * 0.3, 0.34), (side * 0.14, 0.27)], [0.09, 0.085, 0.075], limbs)
    fig.blob(
        points("-.2,.86 -.28,.68 -.2,.54 0,.5 .2,.54 .28,.68 .2,.86 0,.91"),
        body,
    )
    for side in (-1, 1):
        if patch is not None:
            fig.oval(side * 0.115, 0.7, 0.062, 0.08, patch, turn=side * 28, round_=0.4)
        eye(fig, side * 0.105, 0.715, 0.03, rgb("#3a2a20"))
    fig.oval(0, 0.61, 0.1, 0.075, mix(body, WHITE, 0.55), round_=0.7)
    fig.oval(0, 0.645, 0.04, 0.027, INK, round_=0.6)
    fig.limb([(-0.04, 0.59), (0.0, 0.575), (0.04, 0.59)], [0.004, 0.006, 0.004], INK, round_=0)


def panda(fig: Figure, colour: RGB) -> None:
    _bearish(fig, colour, rgb("#25252b"), rgb("#25252b"))
    fig.limb([(-0.02, 0.2), (0.2, 0.52)], [0.02, 0.017], rgb("#6fa050"))
    for dx, dy in ((0.07, 0.04), (0.09, -0.03), (0.02, 0.09)):
        fig.limb(
            [(0.19, 0.5), (0.19 + dx * 0.6, 0.51 + dy * 0.5), (0.2 + dx * 1.5, 0.5 + dy)],
            [0.004, 0.02, 0.003],
            rgb("#5f9a45"),
        )


def bear(fig: Figure, colour: RGB) -> None:
    _bearish(fig, colour, times(colour, 0.86), None)


def owl(fig: Figure, colour: RGB) -> None:
    fig.limb([(-0.5, 0.05), (0.0, 0.08), (0.5, 0.04)], [0.05, 0.06, 0.04], rgb("#5a4430"))
    fig.blob(
        points("0,.95 -.2,.9 -.27,.6 -.24,.3 -.1,.1 .1,.1 .24,.3 .27,.6 .2,.9"),
        colour,
    )
    for side in (-1, 1):
        fig.blob([(side * 0.1, 0.92), (side * 0.23, 1.04), (side * 0.22, 0.82)], times(colour, 0.8), round_=0.5)
    fig.oval(0, 0.4, 0.17, 0.25, pale(colour), round_=0.6)
    for row in range(5):
        for column in range(-2 + row % 2, 3):
            x, y = column * 0.07 - 0.035 * (row % 2), 0.56 - row * 0.085
            fig.blob([(x - 0.024, y), (x, y - 0.035), (x + 0.024, y)], times(colour, 0.75), round_=0)
    for side in (-1, 1):
        fig.blob(
            [(side * 0.22, 0.68), (side * 0.31, 0.42), (side * 0.25, 0.16), (side * 0.15, 0.34)],
            times(colour, 0.72),
            round_=0.8,
        )
        fig.oval(side * 0.115, 0.76, 0.118, 0.12, pale(colour), round_=0.5)
        eye(fig, side * 0.108, 0.76, 0.066, rgb("#efb23a"))
        for toe in (-0.03, 0.0, 0.03):
            fig.limb([(side * 0.09 + toe, 0.14), (side * 0.09 + toe * 1.3, 0.08)], [0.017, 0.012], rgb("#d8a040"))
    fig.blob([(-0.032, 0.73), (0.032, 0.73), (0.0, 0.63)], rgb("#d8a040"), round_=0.6)


def penguin(fig: Figure, colour: RGB) -> None:
    for side in (-1, 1):
        fig.oval(side * 0.11, 0.03, 0.1, 0.035, rgb("#e89030"))
        fig.limb(
            [(side * 0.22, 0.62), (side * 0.33, 0.4), (side * 0.34, 0.26)], [0.05, 0.055, 0.02], times(colour, 0.9)
        )
    fig.blob(
        points("0,.98 -.15,.9 -.2,.7 -.27,.4 -.2,.06 0,.02 .2,.06 .27,.4 .2,.7 .15,.9"),
        colour,
    )
    fig.blob(
        points("0,.66 -.16,.58 -.2,.34 -.13,.08 0,.05 .13,.08 .2,.34 .16,.58"),
        WHITE,
        round_=0.8,
    )
    for side in (-1, 1):
        fig.oval(side * 0.075, 0.78, 0.075, 0.085, WHITE, round_=0.4)
        fig.oval(side * 0.135, 0.68, 0.04, 0.05, rgb("#f0b848"), round_=0.3)
        eye(fig, side * 0.065, 0.8, 0.026, rgb("#2a2226"))
    fig.blob([(-0.045, 0.76), (0.045, 0.76), (0.0, 0.685)], rgb("#e89030"), round_=0.7)
