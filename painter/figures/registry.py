"""Registry of figures: the drawing, size, colours and position of each subject."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from painter.figures.animals import ANIMALS
from painter.figures.buildings import BUILDINGS, balloon
from painter.figures.drawing import Figure, draw
from painter.figures.objects import OBJECTS
from painter.figures.trees import TREES
from painter.render.noise import Rng
from painter.render.palette import RGB, rgb
from painter.scene.plan import Scene

Spot = Literal["front", "back", "water", "sky", "deep", "table"]
Box = tuple[float, float, float, float]
RINGED: Final[Box] = (-1.1, -0.3, 1.1, 1.2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Drawing of a subject, about 1 high.

    `tall` is its height as a share of the picture, `colours` what it has by nature (one by chance), `wide` its
    width for its height; `box` holds all of it; `lamp` is how high up a beam leaves it at night, 0 for none.
    """

    paint: Callable[[Figure, RGB], None]
    spot: Spot
    tall: float
    colours: str
    wide: float = 0.8
    box: Box = (-0.72, -0.08, 0.72, 1.12)
    can_mirror: bool = True
    lamp: float = 0.0


def _from_text(name: str) -> Callable[[Figure, RGB], None]:
    text = {**ANIMALS, **BUILDINGS, **OBJECTS}[name]
    return lambda fig, colour: draw(fig, text, colour)


FIGURES: Final[dict[str, Drawing]] = {
    "cat": Drawing(_from_text("cat"), "front", 0.3, "#d98a3c #8d8a8c #e9dcc8 #4a4448"),
    "dog": Drawing(_from_text("dog"), "front", 0.31, "#c89a62 #9a6a42 #e8d8bc"),
    "rabbit": Drawing(_from_text("rabbit"), "front", 0.25, "#ded4c6 #b09a84 #f2ede6"),
    "fox": Drawing(_from_text("fox"), "front", 0.3, "#d9702e"),
    "panda": Drawing(_from_text("panda"), "front", 0.32, "#f4f0e8"),
    "bear": Drawing(_from_text("bear"), "front", 0.34, "#7d5a3c #8f6a48"),
    "penguin": Drawing(_from_text("penguin"), "front", 0.3, "#2c3140", 0.66),
    "horse": Drawing(_from_text("horse"), "front", 0.36, "#7a4e30 #5a3a28 #efe9df", 1.2),
    "bird": Drawing(_from_text("bird"), "sky", 0.09, "#f2f0ea", 1.3, (-0.72, 0.2, 0.72, 1.4)),
    "fish": Drawing(_from_text("fish"), "deep", 0.2, "#e8692e #f2b03a #e0503c", 1.3, (-0.78, 0.05, 0.6, 0.95)),
    "jellyfish": Drawing(_from_text("jellyfish"), "deep", 0.3, "#d9a0d8 #8ac0e8"),
    "person": Drawing(_from_text("person"), "front", 0.27, "#3f5a7a #7a4a3a #4a6a52", 0.5, can_mirror=False),
    "girl": Drawing(_from_text("girl"), "front", 0.31, "#d8483f #f0c04a #5a8ac8", 0.6),
    "astronaut": Drawing(_from_text("astronaut"), "front", 0.34, "#eef0f2", 0.8),
    "robot": Drawing(_from_text("robot"), "front", 0.34, "#5f9ac0 #d8664a #6ab08a", 0.9),
    "house": Drawing(_from_text("house"), "back", 0.25, "#efe3cc #e2cfae", 1.2),
    "castle": Drawing(_from_text("castle"), "back", 0.42, "#cfc3b0", 1.05),
    "lighthouse": Drawing(_from_text("lighthouse"), "back", 0.46, "#cf3f34", 0.6, lamp=0.8),
    "boat": Drawing(_from_text("boat"), "water", 0.27, "#8a4a34 #d9d2c4 #3f6a8a", 0.95),
    "balloon": Drawing(balloon, "sky", 0.36, "#d9483a #3f7ac0 #e8a030 #8a5ac0", 0.7, can_mirror=False),
    "rocket": Drawing(_from_text("rocket"), "sky", 0.4, "#d8483c", 0.6, (-0.5, -0.25, 0.5, 1.08)),
    "car": Drawing(_from_text("car"), "front", 0.26, "#c8403a #3f7aa8 #e0b040", 1.3),
    "flower": Drawing(_from_text("flower"), "front", 0.3, "#f2a0b4 #f4f0ea #e8566a", 0.5),
    "sunflower": Drawing(_from_text("sunflower"), "front", 0.4, "#f4c02e", 0.6),
    "umbrella": Drawing(_from_text("umbrella"), "front", 0.26, "#d8483c #e8b040", 1.0),
    "teapot": Drawing(_from_text("teapot"), "table", 0.36, "#4a7a9a #b0553c #5a8a6a", 1.2),
    "cup": Drawing(_from_text("cup"), "table", 0.28, "#e8e0d2 #5a8aa0 #c8664a", 1.0),
    "apple": Drawing(_from_text("apple"), "table", 0.2, "#c8342e", 0.9),
    "vase": Drawing(_from_text("vase"), "table", 0.52, "#4a86b0 #e8e2d6", 0.8),
    "sun": Drawing(_from_text("sun"), "sky", 0.2, "#ffd860", 1.0, can_mirror=False),
    "moon": Drawing(_from_text("moon"), "sky", 0.18, "#f4efdc", 1.0, can_mirror=False),
    "planet": Drawing(_from_text("planet"), "sky", 0.36, "#d9a066 #7aa0c8", 1.5, RINGED, can_mirror=False),
}


def drawing(name: str, scene: Scene) -> Drawing | None:
    """The drawing of a subject; None for those that the sky paints itself (sun, moon)."""
    if name not in TREES:
        return None if name in ("sun", "moon") else FIGURES[name]

    def paint(fig: Figure, colour: RGB) -> None:
        is_bare = name == "tree" and scene.season == "winter" and max(colour) == 0
        draw_kind, usual = TREES["pine" if is_bare else name]
        draw_kind(fig, scene, colour if max(colour) > 0 else rgb(usual) if usual else scene.leaves)

    return Drawing(paint, "back", 0.5, "#000000", 0.8, (-0.6, -0.03, 0.62, 1.1))


def figure_of(
    scene: Scene, sort: Drawing, rng: Rng, *, pixels: float, colour: RGB | None, flip: bool = False
) -> Figure:
    """Draw it `pixels` high under the scene's light; `flip` when it will be mirrored."""
    names = sort.colours.split()
    own = colour or rgb(names[int(rng.integers(len(names)))])
    facing = (-scene.facing[0] if flip else scene.facing[0], scene.facing[1])
    floor, palette = 0.4 - 0.08 * scene.palette.dark, scene.palette
    red, green, blue = (max(part, floor) for part in palette.shade)
    fig = Figure(scale=pixels, box=sort.box, facing=facing, light=palette.light, shade=(red, green, blue), rng=rng)
    sort.paint(fig, own)
    return fig
