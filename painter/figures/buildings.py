"""Buildings in the notation of figures, each about 1 high, and the hot-air balloon."""

from itertools import pairwise
from typing import Final

import numpy as np

from painter.figures.drawing import Figure, Outline, draw
from painter.render.palette import RGB, mix, rgb, times


def _tower(x: float, wide: float, low: float, high: float, point: float, tone: str) -> str:
    """A tower of the castle around `x`, its roof `point` above its wall."""
    eave, tip = high + 0.04, high + point
    return f"""x {x - wide},{low} {x + wide},{high} {tone}
x {x - wide * 1.18},{high} {x + wide * 1.18},{high + 0.045} {tone}+#f2ece0@.12
p {x - wide * 1.3},{eave} {x},{tip} {x + wide * 1.3},{eave} slate
p {x},{tip} {x + wide * 1.3},{eave} {x + wide * 0.25},{eave} slate*.7 s{x} / v {x},{high - 0.1} : {wide * 0.22} .035
l {x},{tip - 0.01} {x},{tip + 0.07} : .004 #5a5a5a r0
p {x},{tip + 0.07} {x + 0.06},{tip + 0.055} {x},{tip + 0.035} #d04a3c"""


BUILDINGS: Final = {
    "house": """x .24,.7 .34,.98 #8a6a58 / x -.42,0 .46,.46 coat / p -.42,.46 -.14,.82 .14,.46 coat+#f2ece0@.15
p -.12,.86 .14,.43 .54,.43 .36,.86 tiles / l -.07667,.78833 .39,.78833 : .004 tiles*.76 r0
l -.03333,.71667 .42,.71667 : .004 tiles*.76 r0 / l .01,.645 .45,.645 : .004 tiles*.76 r0
l .05333,.57333 .48,.57333 : .004 tiles*.76 r0 / l .09667,.50167 .51,.50167 : .004 tiles*.76 r0
l -.5,.4 -.14,.86 .15,.42 : .02 tiles*.75 r0 / p -.22,0 -.22,.26 -.06,.26 -.06,0 #7a5638
o -.085,.13 : .012 .012 #e8c860 / v -.14,.5 : .06 .07 / v .28,.25 : .08 .085
o -.4,.03 : .055 .05 #5a8a48 / o -.38,.06 : .016 .014 #e87a8a / o -.33,.03 : .055 .05 #5a8a48
o -.31,.06 : .016 .014 #e87a8a / o .2,.03 : .055 .05 #5a8a48 / o .22,.06 : .016 .014 #e87a8a
o .3,.03 : .055 .05 #5a8a48 / o .32,.06 : .016 .014 #e87a8a / o .4,.03 : .055 .05 #5a8a48
o .42,.06 : .016 .014 #e87a8a""",
    "castle": f"""{_tower(-0.12, 0.085, 0.3, 0.74, 0.24, "coat*.84")}
{_tower(0.16, 0.075, 0.3, 0.64, 0.22, "coat*.84")}
x -.3,0 .32,.44 coat*.84
{_tower(0.02, 0.1, 0.2, 0.56, 0.26, "coat")}
{_tower(-0.36, 0.095, 0.0, 0.46, 0.24, "coat")}
{_tower(0.4, 0.09, 0.0, 0.42, 0.22, "coat")}
x -.3,0 .32,.28 coat
p -.3,.28 -.3,.325 -.26,.325 -.26,.28 coat & .0715,0 .143,0 .2145,0 .286,0 .3575,0 .429,0 .5005,0 .572,0
p -.05,0 -.05,.13 -.02,.18 .03,.195 .08,.18 .11,.13 .11,0 #4a3424
v -.18,.16 : .025 .04 / v .22,.16 : .025 .04""",
    "lighthouse": """b -.36,0 -.28,.07 -.1,.1 .12,.09 .3,.06 .4,0 #6a655f
p -.135,.07 -.125,.202 .125,.202 .135,.07 coat / p .135,.07 .125,.202 .04375,.202 .04725,.07 coat*.74 s0
p -.125,.202 -.115,.334 .115,.334 .125,.202 #f2ece0 / p .125,.202 .115,.334 .04025,.334 .04375,.202 #f2ece0*.74 s0
p -.115,.334 -.105,.466 .105,.466 .115,.334 coat / p .115,.334 .105,.466 .03675,.466 .04025,.334 coat*.74 s0
p -.105,.466 -.095,.598 .095,.598 .105,.466 #f2ece0 / p .105,.466 .095,.598 .03325,.598 .03675,.466 #f2ece0*.74 s0
p -.095,.598 -.085,.73 .085,.73 .095,.598 coat / p .095,.598 .085,.73 .02975,.73 .03325,.598 coat*.74 s0
v -.02,.3 : .02 .03 / v -.02,.55 : .018 .028 / p -.04,.07 -.04,.16 .035,.16 .035,.07 #7a5638
l -.125,.735 .125,.735 : .014 #3a3a42 r.4
l 0,.74 0,.785 : .003 #3a3a42 r0 & -.115,0 -.07667,0 -.03833,0 .03833,0 .07667,0 .115,0
l -.115,.785 .115,.785 : .004 #3a3a42 r0 / p -.07,.745 -.07,.86 .07,.86 .07,.745 #ffe9a8 g
l 0,.745 0,.86 : .005 #3a3a42 r0 & -.07,0 .07,0
b -.095,.86 -.06,.91 0,.945 .06,.91 .095,.86 coat / l 0,.94 0,.99 : .006 #3a3a42 r0""",
}
BASKET: Final = """o 0,.27 : .078 .016 coat*.5 r0 / o 0,.25 : .02 .032 #ffcf6a g
b -.075,.11 -.065,0 0,-.01 .065,0 .075,.11 #8a5f38 / l -.078,.11 .078,.11 : .012 #5f3f24 r.4"""


def balloon(fig: Figure, colour: RGB) -> None:
    """A hot-air balloon in gores, with its basket."""
    other, lean = mix(colour, rgb("#f2ece0"), 0.78), 1 if fig.facing[0] > 0 else -1
    share = np.linspace(0, 1, 30)
    dome = np.sqrt(np.clip(1 - ((0.62 - share) / 0.62) ** 2, 0, 1))
    skirt = 1 - (np.clip(share - 0.62, 0, None) / 0.38) ** 1.7 * 0.76
    half, y = np.where(share < 0.62, dome, skirt) * 0.34, 1.02 - share * 0.76

    def gore(a: float, b: float, rows: slice = slice(None)) -> Outline:
        return np.concatenate([np.stack([half * a, y], 1)[rows], np.stack([half * b, y], 1)[rows][::-1]])

    draw(fig, "± l .077,.28 .056,.1 : .004 #5a4a3a r0 / l .033,.28 .024,.1 : .004 #5a4a3a r0", colour)
    fig.poly(gore(1, -1), colour, round_=1)
    edges = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 10))
    for number, (a, b) in enumerate(pairwise(edges)):
        amount = 0.66 + (0.42 if number % 2 else 0.34) * (a + b) / 2 * lean
        fig.many([gore(a, b)], colour if number % 2 else other, amount=float(amount))
    fig.many([gore(1, -1, slice(15, 17))], times(colour, 0.6), amount=0.6)
    draw(fig, BASKET, colour)
