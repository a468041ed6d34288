"""Every subject: who draws it, how large it is, its usual colour and where it belongs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from painter.figures import bears as subjects_bears
from painter.figures import buildings as subjects_buildings
from painter.figures import hoofed as subjects_hoofed
from painter.figures import people as subjects_people
from painter.figures import pets as subjects_pets
from painter.figures import plants as subjects_plants
from painter.figures import things as subjects_things
from painter.figures import travel as subjects_travel
from painter.figures import wild as subjects_wild
from painter.figures.drawing import Figure, new_figure
from painter.figures.trees import TREES, draw_tree
from painter.render.noise import Rng
from painter.render.palette import RGB, rgb
from painter.scene.plan import Scene

Spot = Literal["front", "back", "water", "sky", "deep", "table"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """`paint` draws it about 1 high; `tall` is its height as a share of the picture, `colours` what it has by
    nature (the chance picks one), `wide` its width for its height; `lamp` how
    high up a beam leaves it at night, 0 for none."""

    paint: Callable[[Figure, RGB], None]
    spot: Spot
    tall: float
    colours: str
    wide: float = 0.8
    box: Box = (-0.72, -0.08, 0.72, 1.12)
    turns: bool = True
    lamp: float = 0.0


LONG: Box = (-1.1, -0.3, 1.1, 1.2)
_pets, _wild, _people, _built = subjects_pets, subjects_wild, subjects_people, subjects_buildings
_travel, _plants, _things = subjects_travel, subjects_plants, subjects_things

FIGURES: dict[str, Drawing] = {
    "cat": Drawing(paint=_pets.cat, spot="front", tall=0.3, colours="#d98a3c #8d8a8c #e9dcc8 #4a4448"),
    "dog": Drawing(paint=_pets.dog, spot="front", tall=0.31, colours="#c89a62 #9a6a42 #e8d8bc"),
    "rabbit": Drawing(paint=_pets.rabbit, spot="front", tall=0.25, colours="#ded4c6 #b09a84 #f2ede6"),
    "fox": Drawing(paint=_pets.fox, spot="front", tall=0.3, colours="#d9702e"),
    "panda": Drawing(paint=subjects_bears.panda, spot="front", tall=0.32, colours="#f4f0e8"),
    "bear": Drawing(paint=subjects_bears.bear, spot="front", tall=0.34, colours="#7d5a3c #8f6a48"),
    "owl": Drawing(paint=subjects_bears.owl, spot="front", tall=0.3, colours="#9a7a58"),
    "penguin": Drawing(paint=subjects_bears.penguin, spot="front", tall=0.3, colours="#2c3140", wide=0.66),
    "horse": Drawing(
        paint=subjects_hoofed.horse, spot="front", tall=0.36, colours="#7a4e30 #5a3a28 #efe9df", wide=1.2
    ),
    "deer": Drawing(paint=subjects_hoofed.deer, spot="front", tall=0.36, colours="#b07a48"),
    "bird": Drawing(
        paint=_wild.bird, spot="sky", tall=0.09, colours="#f2f0ea", wide=1.3, box=(-0.72, 0.2, 0.72, 1.4)
    ),
    "swan": Drawing(paint=_wild.swan, spot="water", tall=0.2, colours="#f7f5ef", wide=1.2),
    "butterfly": Drawing(paint=_wild.butterfly, spot="sky", tall=0.13, colours="#e8863a #5a8ae0 #f0c848", wide=1.1),
    "fish": Drawing(
        paint=_wild.fish,
        spot="deep",
        tall=0.2,
        colours="#e8692e #f2b03a #e0503c",
        wide=1.3,
        box=(-0.78, 0.05, 0.6, 0.95),
    ),
    "whale": Drawing(paint=_wild.whale, spot="water", tall=0.3, colours="#4a6a8a", wide=1.9, box=LONG),
    "jellyfish": Drawing(paint=_wild.jellyfish, spot="deep", tall=0.3, colours="#d9a0d8 #8ac0e8"),
    "dragon": Drawing(paint=_wild.dragon, spot="sky", tall=0.46, colours="#3f8f6a #b8402c", wide=1.8, box=LONG),
    "person": Drawing(
        paint=_people.person, spot="front", tall=0.27, colours="#3f5a7a #7a4a3a #4a6a52", wide=0.5, turns=False
    ),
    "girl": Drawing(paint=_people.girl, spot="front", tall=0.31, colours="#d8483f #f0c04a #5a8ac8", wide=0.6),
    "boy": Drawing(paint=_people.boy, spot="front", tall=0.3, colours="#4a90b8 #e0a030", wide=0.6),
    "astronaut": Drawing(paint=_people.astronaut, spot="front", tall=0.34, colours="#eef0f2", wide=0.8),
    "robot": Drawing(paint=_people.robot, spot="front", tall=0.34, colours="#5f9ac0 #d8664a #6ab08a", wide=0.9),
    "snowman": Drawing(paint=_people.snowman, spot="front", tall=0.32, colours="#f7f9fc"),
    "house": Drawing(paint=_built.house, spot="back", tall=0.25, colours="#efe3cc #e2cfae", wide=1.2),
    "castle": Drawing(paint=_built.castle, spot="back", tall=0.42, colours="#cfc3b0", wide=1.05),
    "lighthouse": Drawing(paint=_built.lighthouse, spot="back", tall=0.46, colours="#cf3f34", wide=0.6, lamp=0.8),
    "pagoda": Drawing(paint=_built.pagoda, spot="back", tall=0.44, colours="#b2483a", wide=0.7),
    "pavilion": Drawing(paint=_built.pavilion, spot="back", tall=0.22, colours="#a8443a", wide=1.2),
    "windmill": Drawing(paint=_built.windmill, spot="back", tall=0.36, colours="#e9dfcd", wide=0.9),
    "bridge": Drawing(
        paint=_built.bridge, spot="water", tall=0.24, colours="#b3a690", wide=2.0, box=LONG, turns=False
    ),
    "tent": Drawing(
        paint=_built.tent, spot="front", tall=0.2, colours="#e08a3a", wide=1.4, box=(-0.72, -0.05, 0.78, 0.9)
    ),
    "boat": Drawing(paint=_travel.boat, spot="water", tall=0.27, colours="#8a4a34 #d9d2c4 #3f6a8a", wide=0.95),
    "balloon": Drawing(
        paint=_travel.balloon,
        spot="sky",
        tall=0.36,
        colours="#d9483a #3f7ac0 #e8a030 #8a5ac0",
        wide=0.7,
        turns=False,
    ),
    "rocket": Drawing(
        paint=_travel.rocket, spot="sky", tall=0.4, colours="#d8483c", wide=0.6, box=(-0.5, -0.25, 0.5, 1.08)
    ),
    "kite": Drawing(paint=_travel.kite, spot="sky", tall=0.22, colours="#d8483c #4a8ad0", wide=0.6),
    "plane": Drawing(paint=_travel.plane, spot="sky", tall=0.2, colours="#3a6ab0", wide=1.4),
    "car": Drawing(paint=_travel.car, spot="front", tall=0.26, colours="#c8403a #3f7aa8 #e0b040", wide=1.3),
    "train": Drawing(paint=_travel.train, spot="front", tall=0.22, colours="#3f6a52 #a83f34", wide=2.0, box=LONG),
    "bicycle": Drawing(paint=_travel.bicycle, spot="front", tall=0.25, colours="#3f8a8a #c8483c", wide=1.4),
    "flower": Drawing(paint=_plants.flower, spot="front", tall=0.3, colours="#f2a0b4 #f4f0ea #e8566a", wide=0.5),
    "rose": Drawing(paint=_plants.rose, spot="front", tall=0.42, colours="#c42a3c", wide=0.5),
    "tulip": Drawing(paint=_plants.tulip, spot="front", tall=0.34, colours="#e0483c #f2c03a #e070a0", wide=0.4),
    "sunflower": Drawing(paint=_plants.sunflower, spot="front", tall=0.4, colours="#f4c02e", wide=0.6),
    "lotus": Drawing(
        paint=_plants.lotus, spot="water", tall=0.2, colours="#f0a8bc", wide=1.6, box=(-0.92, -0.16, 0.92, 0.86)
    ),
    "mushroom": Drawing(paint=_plants.mushroom, spot="front", tall=0.24, colours="#cf3a2e", wide=1.0),
    "cactus": Drawing(paint=_plants.cactus, spot="front", tall=0.34, colours="#4f8a52", wide=0.7),
    "umbrella": Drawing(paint=_things.umbrella, spot="front", tall=0.26, colours="#d8483c #e8b040", wide=1.0),
    "lantern": Drawing(paint=_things.lantern, spot="front", tall=0.36, colours="#d83a2c", wide=0.6),
    "teapot": Drawing(paint=_things.teapot, spot="table", tall=0.36, colours="#4a7a9a #b0553c #5a8a6a", wide=1.2),
    "cup": Drawing(paint=_things.cup, spot="table", tall=0.28, colours="#e8e0d2 #5a8aa0 #c8664a", wide=1.0),
    "apple": Drawing(paint=_things.apple, spot="table", tall=0.2, colours="#c8342e", wide=0.9),
    "pear": Drawing(paint=_things.pear, spot="table", tall=0.25, colours="#c2b843", wide=0.75),
    "orange": Drawing(paint=_things.orange, spot="table", tall=0.19, colours="#ee8a2e", wide=0.9),
    "vase": Drawing(paint=_things.vase, spot="table", tall=0.52, colours="#4a86b0 #e8e2d6", wide=0.8),
    "candle": Drawing(paint=_things.candle, spot="table", tall=0.3, colours="#f2e6cc", wide=0.6),
    "book": Drawing(paint=_things.book, spot="table", tall=0.24, colours="#a8483c", wide=1.6),
    "cake": Drawing(paint=_things.cake, spot="table", tall=0.4, colours="#f0b8c0", wide=1.2),
    "planet": Drawing(
        paint=_things.planet, spot="sky", tall=0.36, colours="#d9a066 #7aa0c8", wide=1.5, box=LONG, turns=False
    ),
}

TREE_TALL = {"tree": 0.5, "pine": 0.5, "willow": 0.48, "cherry": 0.5, "palm": 0.5, "bamboo": 0.6}


def drawing(name: str, scene: Scene) -> Drawing | None:
    """The drawing of a subject; None for those that the sky paints itself (sun, moon)."""
    if name in TREES:

        def paint(fig: Figure, colour: RGB) -> None:
            own = colour if max(colour) > 0 else None
            draw_tree(fig, scene, name, own)

        return Drawing(
            paint=paint,
            spot="back",
            tall=TREE_TALL[name],
            colours="#000000",
            wide=0.8,
            box=(-0.6, -0.03, 0.62, 1.1),
        )
    return FIGURES.get(name)


def figure_of(
    scene: Scene, sort: Drawing, rng: Rng, *, pixels: float, colour: RGB | None, flip: bool = False
) -> Figure:
    """Draw it `pixels` high."""
    names = sort.colours.split()
    own = colour or rgb(names[int(rng.integers(len(names)))])
    fig = new_figure(scene, rng, scale=pixels, box=sort.box, flip=flip)
    sort.paint(fig, own)
    return fig
