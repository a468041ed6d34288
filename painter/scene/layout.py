"""Layout of a scene: where every subject stands, large ones behind, small ones in front."""

from dataclasses import dataclass, replace

from painter.figures.registry import Drawing, drawing
from painter.figures.trees import TREES
from painter.prompt.parser import Subject
from painter.render.noise import Rng
from painter.render.palette import RGB
from painter.scene.plan import WATERS, Scene

BEARERS = frozenset(["girl", "person", "cat", "panda", "bear", "rabbit", "fox", "dog", "robot"])
RANKS = {"sky": 0, "back": 1, "water": 2, "deep": 2, "table": 3, "front": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One figure: pixel of its foot, height in pixels, haze before it; maybe carried by another."""

    name: str
    drawing: Drawing
    x: float
    y: float
    pixels: float
    flip: bool
    colour: RGB | None
    distance: float
    is_held: bool = False


def front_level(scene: Scene) -> float | None:
    """Share of the height at which the front ground begins; None where there is none."""
    spots = {sort.spot for subject in scene.subjects if (sort := drawing(subject.name, scene)) is not None}
    lower = 0.02 if scene.height / scene.width > 1.2 else 0.0
    if scene.world != "land" or scene.style == "neon":
        return None
    if not scene.features & WATERS and "city" not in scene.features:
        return 0.77 + lower
    if "front" in spots:
        return 0.78 + lower
    return 0.86 if "back" in spots or scene.features & {"beach", "meadow", "hill", "forest"} else None


def layout(scene: Scene) -> tuple[Placed, ...]:
    """All figures, in the order in which they are painted: far ones first."""
    rng = scene.rng("layout")
    measure = min(scene.height, scene.width * 1.05)
    level = front_level(scene)
    figures: list[Placed] = []
    taken: list[tuple[float, float]] = []
    standing = _standing(scene)
    aside = 0.36 if scene.light[0] > scene.width / 2 else 0.64
    centres = (aside, 1 - aside, 0.5, 0.16, 0.84, 0.5)
    for order, (subject, sort) in enumerate(standing):
        is_alone, many = len(standing) == 1, subject.count > 1
        centre = centres[order] if not is_alone or not many else 0.5
        crowd = max(0.45, 0.92 - 0.07 * subject.count) if many else 1.12 if is_alone else 1.0
        for index in range(subject.count):
            size = sort.tall * subject.scale * crowd * (float(rng.uniform(0.9, 1.1)) if many else 1.0)
            depth = float(rng.random()) * 0.4 + 0.6 * ((index * 0.618) % 1) if many else 0.62
            if many and sort.spot in ("sky", "deep"):
                size *= 0.62 + 0.5 * depth
            pixels = min(measure * size, scene.width * 0.86 / sort.wide)
            x = _free(scene, rng, taken, centre, pixels * sort.wide / 2, subject.count, sort)
            y, distance = _foot(scene, sort, level, depth=depth, pixels=pixels, rng=rng, varies=many or order > 0)
            flip = sort.can_mirror and (x > scene.width * 0.52 if subject.count < 3 else rng.random() < 0.5)
            figures.append(Placed(
                name=subject.name, drawing=sort, x=x, y=y, pixels=pixels, flip=bool(flip), colour=subject.colour,
                distance=distance,
            ))  # fmt: skip
    return tuple(sorted(_carry_umbrella(figures), key=lambda one: (RANKS[one.drawing.spot], one.is_held, one.y)))


def _standing(scene: Scene) -> list[tuple[Subject, Drawing]]:
    standing: list[tuple[Subject, Drawing]] = []
    for subject in scene.subjects:
        sort = drawing(subject.name, scene)
        if sort is None or ("forest" in scene.features and subject.name in TREES and subject.count == 1):
            continue
        if scene.world in ("space", "underwater", "abstract"):
            sort = replace(sort, spot="deep", tall=sort.tall * 1.3)
        elif scene.world == "table":
            sort = replace(sort, spot="table", tall=sort.tall * 1.35)
        standing.append((subject, sort))
    return standing


def _carry_umbrella(placed: list[Placed]) -> list[Placed]:
    bearer = next((one for one in placed if one.name in BEARERS), None)
    if bearer is None:
        return placed
    x = bearer.x + (-1 if bearer.flip else 1) * bearer.pixels * 0.2
    y, size = bearer.y - bearer.pixels * 0.36, bearer.pixels * 0.92
    return [replace(one, x=x, y=y, pixels=size, is_held=True) if one.name == "umbrella" else one for one in placed]


def _free(
    scene: Scene, rng: Rng, taken: list[tuple[float, float]], centre: float, half: float, count: int, sort: Drawing
) -> float:
    best, least = centre * scene.width, 1e9
    spread = 0.03 if count == 1 else min(0.44, 0.09 * count + 0.04 + (0.1 if sort.spot == "sky" else 0.0))
    for attempt in range(36):
        wide = spread + attempt * 0.008
        x = (centre + float(rng.uniform(-wide, wide))) * scene.width
        x = min(max(x, half * 0.92), scene.width - half * 0.92)
        clash = sum(max(0.0, (half + other) * 0.9 - abs(x - middle)) for middle, other in taken)
        clash += 0.3 * abs(x / scene.width - centre) * half
        if clash < least:
            best, least = x, clash
    taken.append((best, half))
    return best


def _foot(
    scene: Scene, sort: Drawing, level: float | None, *, depth: float, pixels: float, rng: Rng, varies: bool
) -> tuple[float, float]:
    height, alone = scene.height, depth == 0.62
    match sort.spot:
        case "sky":
            middle = scene.horizon * (0.28 + 0.34 * (float(rng.random()) if varies else 0.35))
            return max(middle + pixels * 0.5, pixels * 1.12), 0.05 if alone else 0.3 * (1 - depth)
        case "deep":
            middle = height * (0.24 + 0.56 * (0.45 if alone else float(rng.random())))
            return middle + pixels * 0.5, 0.4 * (1 - depth)
        case "table":
            return height * (0.86 + 0.07 * depth), 0.0
        case "water":
            room = height * (level or 0.98) - scene.horizon
            return scene.horizon + room * (0.16 + 0.5 * depth), 0.06 + 0.1 * (1 - depth)
        case "back":
            start = (level or 0.84) * height
            return start + (height - start) * (0.1 + 0.16 * depth), 0.1
        case "front":
            start = max((level or 0.8) * height, height * 0.7)
            return start + (height * 0.965 - start) * (0.35 + 0.6 * depth), 0.0
