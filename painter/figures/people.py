"""People and machines like people: person, girl, boy, astronaut, robot, snowman. Each is 1 high."""

from painter.figures.drawing import Figure, points
from painter.render.palette import RGB, mix, rgb, times

INK, WHITE, SKIN, HAIR = rgb("#1d1a1c"), rgb("#f6f1e8"), rgb("#e4b08c"), rgb("#3a2a24")


def person(fig: Figure, colour: RGB) -> None:
    """A walker seen from behind, with coat, hat and staff."""
    dark = times(colour, 0.62)
    fig.limb([(0.2, 0.62), (0.23, 0.0)], [0.009], rgb("#6a4a2e"), round_=0.5)
    fig.limb([(-0.04, 0.36), (-0.07, 0.18), (-0.1, 0.02)], [0.06, 0.045, 0.035], rgb("#3d3a44"))
    fig.limb([(0.05, 0.36), (0.08, 0.2), (0.07, 0.02)], [0.06, 0.045, 0.035], rgb("#34323c"))
    for x in (-0.11, 0.075):
        fig.oval(x, 0.018, 0.05, 0.024, rgb("#4a3424"))
    fig.blob(
        points("0,.8 -.11,.75 -.14,.5 -.18,.26 0,.22 .18,.26 .14,.5 .11,.75"),
        colour,
    )
    fig.limb([(-0.1, 0.72), (-0.17, 0.56), (-0.15, 0.42)], [0.042, 0.04, 0.032], dark)
    fig.limb([(0.1, 0.72), (0.18, 0.62), (0.205, 0.54)], [0.042, 0.038, 0.03], dark)
    fig.oval(0.208, 0.53, 0.024, 0.024, SKIN)
    fig.blob(points("-.08,.73 -.09,.5 0,.47 .09,.5 .08,.73 0,.75"), rgb("#7a5a3c"))
    fig.limb([(-0.08, 0.62), (0.08, 0.62)], [0.012], rgb("#5a3f28"), round_=0.4)
    fig.oval(0, 0.86, 0.07, 0.08, HAIR)
    fig.limb([(-0.08, 0.79), (0.0, 0.775), (0.08, 0.79)], [0.026, 0.03, 0.026], mix(rgb("#c8483c"), colour, 0.2))
    fig.oval(0, 0.89, 0.13, 0.026, rgb("#8a6a42"))
    fig.blob([(-0.075, 0.895), (-0.06, 0.98), (0.0, 1.0), (0.06, 0.98), (0.075, 0.895)], rgb("#9a7a4e"))


def girl(fig: Figure, colour: RGB) -> None:
    """A girl in a dress, her hair in the wind."""
    for x in (-0.05, 0.05):
        fig.limb([(x, 0.32), (x, 0.05)], [0.03, 0.022], SKIN)
        fig.oval(x + 0.012, 0.024, 0.04, 0.024, rgb("#6a3a34"))
    fig.limb([(-0.06, 0.9), (-0.2, 0.84), (-0.27, 0.68), (-0.36, 0.6)], [0.07, 0.07, 0.05, 0.008], HAIR)
    fig.limb([(0.07, 0.7), (0.17, 0.58), (0.24, 0.5)], [0.028, 0.024, 0.02], SKIN)
    fig.blob(
        points("0,.74 -.075,.73 -.085,.56 -.2,.34 -.29,.24 -.08,.2 .1,.22 .22,.25 .14,.4 .085,.56 .075,.73"),
        colour,
    )
    for x in (-0.13, -0.03, 0.07):
        fig.limb(
            [(x * 0.4, 0.52), (x, 0.36), (x * 1.3, 0.23)], [0.003, 0.008, 0.008], times(colour, 0.72), round_=0
        )
    fig.limb([(-0.085, 0.555), (0.0, 0.54), (0.085, 0.555)], [0.014], mix(colour, WHITE, 0.6), round_=0.4)
    _girl_head(fig, colour)


def _girl_head(fig: Figure, colour: RGB) -> None:
    """Her near arm and her head."""
    fig.limb([(-0.07, 0.7), (-0.16, 0.6), (-0.17, 0.46)], [0.03, 0.025, 0.02], SKIN)
    fig.blob([(-0.05, 0.74), (0.0, 0.71), (0.05, 0.74), (0.03, 0.8), (-0.03, 0.8)], SKIN)
    fig.oval(0.005, 0.875, 0.088, 0.098, SKIN)
    fig.blob(
        points("-.1,.86 -.11,.96 0,1 .1,.96 .1,.88 .05,.94 -.04,.945 -.07,.84"),
        HAIR,
    )
    for x in (-0.025, 0.042):
        fig.oval(x, 0.87, 0.011, 0.015, INK, round_=0)
        fig.oval(x + 0.004 + (0.02 if x > 0 else -0.02), 0.845, 0.015, 0.009, rgb("#e08a80"), round_=0)
    fig.limb([(-0.006, 0.836), (0.01, 0.83), (0.026, 0.836)], [0.003, 0.005, 0.003], rgb("#a04a44"), round_=0)


def boy(fig: Figure, colour: RGB) -> None:
    for x, tone in ((-0.055, "#4a5a78"), (0.055, "#44536e")):
        fig.limb([(x, 0.4), (x * 1.2, 0.05)], [0.058, 0.045], rgb(tone))
        fig.oval(x * 1.2 + 0.015, 0.026, 0.055, 0.028, rgb("#e8e4dc"))
    fig.limb([(0.1, 0.68), (0.2, 0.78), (0.24, 0.92)], [0.04, 0.034, 0.026], times(colour, 0.85))
    fig.oval(0.245, 0.94, 0.028, 0.03, SKIN)
    fig.blob(points("-.1,.73 -.13,.55 -.115,.37 .115,.37 .13,.55 .1,.73 0,.75"), colour)
    fig.limb([(-0.11, 0.55), (0.11, 0.55)], [0.022], mix(colour, WHITE, 0.75), round_=0.4)
    fig.limb([(-0.1, 0.69), (-0.17, 0.56), (-0.16, 0.43)], [0.04, 0.034, 0.026], times(colour, 0.9))
    fig.oval(-0.16, 0.415, 0.026, 0.03, SKIN)
    fig.oval(0.0, 0.86, 0.098, 0.105, SKIN)
    fig.blob(
        points("-.11,.85 -.12,.95 -.03,1 .08,.99 .12,.92 .105,.86 .05,.925 -.06,.915"),
        rgb("#4a3020"),
    )
    for x in (-0.036, 0.042):
        fig.oval(x, 0.855, 0.012, 0.016, INK, round_=0)
    fig.limb([(-0.02, 0.815), (0.006, 0.803), (0.03, 0.815)], [0.004, 0.006, 0.004], rgb("#a04a44"), round_=0)


def astronaut(fig: Figure, colour: RGB) -> None:
    grey = mix(colour, rgb("#8a93a4"), 0.4)
    fig.blob([(-0.2, 0.72), (-0.22, 0.36), (0.22, 0.36), (0.2, 0.72)], grey)
    for side in (-1, 1):
        fig.limb([(side * 0.08, 0.36), (side * 0.1, 0.2), (side * 0.11, 0.06)], [0.09, 0.08, 0.075], colour)
        fig.oval(side * 0.125, 0.035, 0.095, 0.042, grey)
        fig.limb(
            [
                (side * 0.15, 0.62),
                (side * 0.25, 0.52 if side < 0 else 0.7),
                (side * 0.27, 0.38 if side < 0 else 0.86),
            ],
            [0.075, 0.068, 0.058],
            colour,
        )
        fig.oval(side * 0.27, 0.36 if side < 0 else 0.89, 0.06, 0.06, grey)
    fig.blob(points("-.16,.66 -.17,.36 0,.3 .17,.36 .16,.66 0,.7"), colour)
    fig.blob([(-0.085, 0.56), (-0.085, 0.45), (0.085, 0.45), (0.085, 0.56)], grey, round_=0.5)
    for x, tone in ((-0.045, "#e0503c"), (0.0, "#50b070"), (0.045, "#4a80d0")):
        fig.oval(x, 0.505, 0.015, 0.015, rgb(tone), round_=0, glow=True)
    fig.oval(0, 0.82, 0.2, 0.185, colour)
    fig.blob(
        points("-.14,.9 -.155,.78 -.08,.7 .08,.7 .155,.78 .14,.9 0,.94"),
        rgb("#28364e"),
    )
    fig.blob([(-0.1, 0.9), (-0.11, 0.82), (-0.05, 0.86), (0.02, 0.915)], rgb("#e8b860"), round_=0)


def robot(fig: Figure, colour: RGB) -> None:
    steel, dark = rgb("#8d97a5"), rgb("#3a4250")
    for side in (-1, 1):
        fig.limb([(side * 0.11, 0.34), (side * 0.12, 0.08)], [0.04], steel)
        fig.blob(
            [(side * 0.04, 0.0), (side * 0.05, 0.09), (side * 0.13, 0.11), (side * 0.22, 0.07), (side * 0.23, 0.0)],
            colour,
        )
        fig.limb(
            [
                (side * 0.24, 0.58),
                (side * 0.35, 0.5 if side < 0 else 0.66),
                (side * 0.36, 0.34 if side < 0 else 0.84),
            ],
            [0.035],
            steel,
        )
        fig.oval(side * 0.25, 0.58, 0.06, 0.06, dark)
        fig.oval(side * 0.36, 0.32 if side < 0 else 0.87, 0.06, 0.055, colour)
    fig.blob(
        points("-.22,.64 -.24,.6 -.22,.33 -.18,.3 .18,.3 .22,.33 .24,.6 .22,.64"),
        colour,
    )
    fig.blob([(-0.13, 0.56), (-0.13, 0.4), (0.13, 0.4), (0.13, 0.56)], times(colour, 0.75), round_=0.4)
    for index, tone in enumerate(("#f0c040", "#50d0a0", "#e06050")):
        fig.oval(-0.075 + 0.075 * index, 0.52, 0.02, 0.02, rgb(tone), round_=0, glow=True)
    fig.limb([(-0.09, 0.445), (0.09, 0.445)], [0.014], dark, round_=0)
    _robot_head(fig, colour)


def _robot_head(fig: Figure, colour: RGB) -> None:
    """Its head with the shining eyes."""
    steel, dark = rgb("#8d97a5"), rgb("#3a4250")
    fig.limb([(0.0, 0.62), (0.0, 0.7)], [0.05], steel)
    fig.limb([(0.0, 0.94), (0.0, 1.02)], [0.01], steel)
    fig.oval(0, 1.03, 0.026, 0.026, rgb("#ff6a50"), round_=0, glow=True)
    fig.blob(points("-.21,.93 -.24,.82 -.2,.69 .2,.69 .24,.82 .21,.93 0,.96"), colour)
    fig.blob(points("-.16,.89 -.18,.82 -.15,.745 .15,.745 .18,.82 .16,.89"), dark, round_=0.4)
    for side in (-1, 1):
        fig.oval(side * 0.082, 0.83, 0.046, 0.046, rgb("#70e8f0"), round_=0, glow=True)
        fig.oval(side * 0.082 + 0.012, 0.842, 0.016, 0.016, WHITE, round_=0, glow=True)
    fig.limb([(-0.05, 0.768), (0.0, 0.758), (0.05, 0.768)], [0.006], rgb("#70e8f0"), round_=0, glow=True)


def snowman(fig: Figure, colour: RGB) -> None:
    for y, r in ((0.22, 0.25), (0.56, 0.18), (0.82, 0.135)):
        fig.oval(0, y, r, r * 0.94, colour)
    for side in (-1, 1):
        arm = [(side * 0.15, 0.58), (side * 0.3, 0.68), (side * 0.42, 0.72)]
        fig.limb(arm, [0.012, 0.01, 0.005], rgb("#5a4030"), round_=0.5)
        fig.limb([(side * 0.34, 0.7), (side * 0.39, 0.79)], [0.007, 0.003], rgb("#5a4030"), round_=0.5)
        fig.oval(side * 0.045, 0.855, 0.018, 0.02, INK, round_=0)
    for y in (0.64, 0.55, 0.46):
        fig.oval(0.0, y, 0.018, 0.018, INK, round_=0)
    fig.blob([(0.0, 0.835), (0.16, 0.79), (0.0, 0.785)], rgb("#ee8030"))
    fig.limb([(-0.13, 0.7), (0.0, 0.675), (0.13, 0.7)], [0.032], rgb("#c83a34"))
    fig.limb([(0.08, 0.68), (0.12, 0.52)], [0.032, 0.036], rgb("#c83a34"))
    fig.limb([(-0.15, 0.93), (0.15, 0.93)], [0.018], rgb("#2a2c38"))
    fig.blob([(-0.1, 0.93), (-0.1, 1.1), (0.1, 1.1), (0.1, 0.93)], rgb("#2a2c38"))
    fig.limb([(-0.1, 0.965), (0.1, 0.965)], [0.018], rgb("#c83a34"), round_=0.3)
