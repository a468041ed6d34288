"""Where every subject stands: thirds of the picture, large things behind, small ones in front."""

from dataclasses import dataclass, replace

from painter.figures.registry import Drawing, drawing
from painter.figures.trees import TREES
from painter.prompt.parser import Subject
from painter.render.noise import Rng
from painter.render.palette import RGB
from painter.scene.plan import WATERS, Scene

BEARERS = frozenset(["girl", "boy", "person", "cat", "panda", "bear", "rabbit", "fox", "dog", "robot"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One figure: the place of its foot and its height in pixels; `distance` is the haze before it;
    `held` when another figure carries it."""

    name: str
    drawing: Drawing
    x: float
    y: float
    pixels: float
    flip: bool
    colour: RGB | None
    distance: float
    held: bool = False


def front_level(scene: Scene) -> float | None:
    """The share of the height at which the front ground begins; None when there is water to the very front."""
    spots = {sort.spot for subject in scene.subjects if (sort := drawing(subject.name, scene)) is not None}
    tall = scene.height / scene.width > 1.2
    if scene.world != "land" or scene.style == "neon":
        return None
    if not scene.features & WATERS and "city" not in scene.features:
        return 0.79 if tall else 0.77
    if spots & {"front"}:
        return 0.8 if tall else 0.78
    if spots & {"back"} or scene.features & {"beach", "meadow", "hill", "forest"}:
        return 0.86
    return None


def layout(scene: Scene) -> tuple[Placed, ...]:
    """All figures, in the order in which they are painted: far ones first."""
    rng = scene.rng("layout")
    measure = min(scene.height, scene.width * 1.05)
    level = front_level(scene)
    found: list[Placed] = []
    taken: list[tuple[float, float]] = []
    sorts = _standing(scene)
    alone = len(sorts) == 1
    aside = 0.36 if scene.light[0] > scene.width / 2 else 0.64
    for order, (subject, usual) in enumerate(sorts):
        sort = _floating(usual, scene)
        centre = _centre(order, len(sorts), aside, subject.count)
        for index in range(subject.count):
            crowd = 1.0 if subject.count == 1 else max(0.45, 0.92 - 0.07 * subject.count)
            size = sort.tall * subject.scale * crowd * (1.12 if alone and subject.count == 1 else 1.0)
            size *= float(rng.uniform(0.9, 1.1)) if subject.count > 1 else 1.0
            depth = _depth(index, subject.count, rng)
            if sort.spot in ("sky", "deep"):
                size *= 0.62 + 0.5 * depth if subject.count > 1 else 1.0
            pixels = min(measure * size, scene.width * 0.86 / sort.wide)
            half = pixels * sort.wide / 2
            x = _free(scene, rng, taken, centre=centre, half=half, spread=subject.count, sort=sort)
            y, distance = _foot(scene, sort, level, depth=depth, pixels=pixels, rng=rng, order=order)
            flip = sort.turns and (x > scene.width * 0.52 if subject.count < 3 else rng.random() < 0.5)
            found.append(Placed(name=subject.name, drawing=sort, x=x, y=y, pixels=pixels, flip=bool(flip),
                                colour=subject.colour, distance=distance))  # fmt: skip
    found = _held(found)
    rank = {"sky": 0, "back": 1, "water": 2, "deep": 2, "table": 3, "front": 3}
    return tuple(sorted(found, key=lambda one: (rank[one.drawing.spot], one.held, one.y)))


def _standing(scene: Scene) -> list[tuple[Subject, Drawing]]:
    """The subjects that are placed; the trees of a named forest grow in its rows instead."""
    found: list[tuple[Subject, Drawing]] = []
    for subject in scene.subjects:
        sort = drawing(subject.name, scene)
        if sort is None or ("forest" in scene.features and subject.name in TREES and subject.count == 1):
            continue
        found.append((subject, sort))
    return found


def _held(placed: list[Placed]) -> list[Placed]:
    """An umbrella goes over the first one who can carry it."""
    bearer = next((one for one in placed if one.name in BEARERS), None)
    if bearer is None:
        return placed
    side = -1 if bearer.flip else 1
    x, y = bearer.x + side * bearer.pixels * 0.2, bearer.y - bearer.pixels * 0.36
    size = bearer.pixels * 0.92
    return [replace(one, x=x, y=y, pixels=size, held=True) if one.name == "umbrella" else one for one in placed]


def _floating(sort: Drawing, scene: Scene) -> Drawing:
    """In space, under water and in patterns nothing stands on the ground."""
    if scene.world in ("space", "underwater", "abstract"):
        return replace(sort, spot="deep", tall=sort.tall * 1.3)
    return replace(sort, spot="table", tall=sort.tall * 1.35) if scene.world == "table" else sort


def _centre(order: int, sorts: int, aside: float, count: int) -> float:
    if sorts == 1:
        return aside if count < 2 else 0.5
    places = (aside, 1 - aside, 0.5, 0.16, 0.84, 0.5)
    return places[order]


def _depth(index: int, count: int, rng: Rng) -> float:
    """0 far, 1 near."""
    return 0.62 if count == 1 else float(rng.random()) * 0.4 + 0.6 * ((index * 0.618) % 1)


def _free(
    scene: Scene,
    rng: Rng,
    taken: list[tuple[float, float]],
    *,
    centre: float,
    half: float,
    spread: int,
    sort: Drawing,
) -> float:
    """A place across that overlaps little with what stands already."""
    best, least = centre * scene.width, 1e9
    for attempt in range(36):
        sky = 0.1 if sort.spot == "sky" else 0.0
        wide = (0.03 if spread == 1 else min(0.44, 0.09 * spread + 0.04 + sky)) + attempt * 0.008
        x = (centre + float(rng.uniform(-wide, wide))) * scene.width
        x = min(max(x, half * 0.92), scene.width - half * 0.92)
        clash = sum(max(0.0, (half + other) * 0.9 - abs(x - at)) for at, other in taken)
        clash += 0.3 * abs(x / scene.width - centre) * half
        if clash < least:
            best, least = x, clash
    taken.append((best, half))
    return best


def _foot(
    scene: Scene, sort: Drawing, level: float | None, *, depth: float, pixels: float, rng: Rng, order: int
) -> tuple[float, float]:
    """The row of its foot, and the haze before it."""
    height = scene.height
    match sort.spot:
        case "sky":
            middle = scene.horizon * (0.28 + 0.34 * (float(rng.random()) if order or depth != 0.62 else 0.35))
            return max(middle + pixels * 0.5, pixels * 1.12), 0.3 * (1 - depth) if depth != 0.62 else 0.05
        case "deep":
            return height * (0.24 + 0.56 * (float(rng.random()) if depth != 0.62 else 0.45)) + pixels * 0.5, 0.4 * (
                1 - depth
            )
        case "table":
            return height * (0.86 + 0.07 * depth), 0.0
        case "water":
            end = height * (level or 0.98)
            return scene.horizon + (end - scene.horizon) * (0.16 + 0.5 * depth), 0.06 + 0.1 * (1 - depth)
        case "back":
            start = (level or 0.84) * height
            return start + (height - start) * (0.1 + 0.16 * depth), 0.1
        case "front":
            start = max((level or 0.8) * height, height * 0.7)
            return start + (height * 0.965 - start) * (0.35 + 0.6 * depth), 0.0
