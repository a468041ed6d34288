"""The painter at work: the stages of one picture, each a step that a thread can take."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from painter.compose.placement import place
from painter.effects import dry_media as styles_dry
from painter.effects import weather as finish
from painter.effects import wet_media as styles_wet
from painter.render.canvas import Canvas
from painter.scene.layout import front_level, layout
from painter.scene.plan import WATERS, Scene
from painter.scenery import city, ground, sky, water, worlds
from painter.scenery import forest as woods
from painter.scenery import meadows as rolls
from painter.scenery import ridges as land

Step = Callable[[Canvas, Scene], None]

STYLES: dict[str, Step] = {
    "watercolour": styles_wet.watercolour,
    "oil": styles_wet.oil,
    "ink": styles_wet.ink,
    "pixel": styles_dry.pixel,
    "pencil": styles_dry.pencil,
    "neon": styles_dry.neon,
    "flat": styles_dry.poster,
}
WORLDS: dict[str, Step] = {
    "space": worlds.paint_space,
    "underwater": worlds.paint_sea_floor,
    "table": worlds.paint_room,
    "abstract": worlds.paint_pattern,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """`name` is what is being painted (a word of speech.py), `start` the share of the work before it."""

    name: str
    start: float
    paint: Step


def stages(scene: Scene) -> Iterator[Stage]:
    """The stages of this scene, in order."""
    if scene.world in WORLDS:
        yield Stage(name="sky", start=0.02, paint=WORLDS[scene.world])
        yield Stage(name="subject", start=0.5, paint=_subjects)
    else:
        yield Stage(name="sky", start=0.02, paint=sky.paint_sky)
        yield Stage(name="far", start=0.2, paint=_far)
        yield Stage(name="middle", start=0.32, paint=_middle)
        yield Stage(name="front", start=0.48, paint=_front)
        yield Stage(name="subject", start=0.6, paint=_subjects)
    yield Stage(name="light", start=0.72, paint=_light)
    if scene.style in STYLES:
        yield Stage(name="style", start=0.82, paint=STYLES[scene.style])


def _far(canvas: Canvas, scene: Scene) -> None:
    land.paint_far(canvas, scene)
    if "city" in scene.features:
        city.paint_city(canvas, scene)


def _middle(canvas: Canvas, scene: Scene) -> None:
    wet = scene.features & WATERS
    level = front_level(scene)
    if not wet and "desert" not in scene.features:
        rolls.paint_rolls(canvas, scene, level=level or 0.8)
    if wet and not scene.features & {"sea", "beach", "city"}:
        woods.paint_shore(canvas, scene)
    if wet:
        bottom = scene.height if level is None else min(scene.height, scene.height * (level + 0.06))
        water.paint_water(canvas, scene, bottom=bottom)


def _front(canvas: Canvas, scene: Scene) -> None:
    if "desert" in scene.features and not scene.features & WATERS:
        ground.paint_dunes(canvas, scene)
    if "fog" in scene.weather and scene.style not in ("flat", "ink"):
        finish.fog(canvas, scene)
    for number, placed in enumerate(layout(scene)):
        if placed.drawing.spot in ("sky", "water"):
            place(canvas, scene, placed, number=number)
    level = front_level(scene)
    if level is None or ("desert" in scene.features and not scene.features & WATERS):
        return
    if scene.features & WATERS and ground.sandy(scene) and "city" not in scene.features and scene.style != "flat":
        water.shallows(canvas, ground.front_line(scene, level)[:: max(1, scene.width // 300)], scene)
    ground.paint_ground(canvas, scene, level=level)


def _subjects(canvas: Canvas, scene: Scene) -> None:
    early = ("sky", "water") if scene.world not in WORLDS else ()
    for number, placed in enumerate(layout(scene)):
        if placed.drawing.spot not in early:
            place(canvas, scene, placed, number=number)


def _light(canvas: Canvas, scene: Scene) -> None:
    if scene.style in ("flat", "ink"):
        return
    if scene.world == "land":
        finish.weather(canvas, scene)
        finish.rays(canvas, scene)
    if scene.world != "abstract":
        finish.bloom(canvas, scene, strength=0.55 if scene.style == "neon" else 0.3)
    if scene.style in ("", "oil", "neon"):
        finish.vignette(canvas, scene)
    if not scene.style:
        finish.grain(canvas, scene)
