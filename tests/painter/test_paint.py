"""The painter by rule.

The words it knows, the same pixels again, the sizes, the road of its events.
"""

import asyncio
import functools
from contextlib import aclosing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event as Flag

import numpy as np
import pytest
from PIL import Image

from models.caps import Choice
from painter.compose.pipeline import stages
from painter.figures.registry import FIGURES
from painter.prompt.parser import Subject, understand
from painter.prompt.vocabulary import COLOURS, WORDS
from painter.render.canvas import Canvas, Stopped
from painter.render.palette import rgb
from painter.scene.layout import layout
from painter.scene.plan import plan, seed_of
from painter.steps import summary
from providers.events import (
    Answered,
    Event,
    PartialPicture,
    PictureDone,
    PictureGrew,
    PictureStarted,
    Progress,
    Sent,
    TextDelta,
)
from providers.gateways.demo import GATEWAY, PAINT, STYLES
from providers.request.validation import validate
from providers.types import ImageRequest
from providers.wires.demo import paint, pixels

SMALL = "160x120"


class Sheet:
    """A picture's file, as the spool of a call would give it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("wb", buffering=0)
        self.size = 0

    def write(self, data: bytes) -> None:
        self.size += self.file.write(data)

    def close(self) -> None:
        self.file.close()


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: list[Sheet] = []

    def raw(self, data: bytes) -> None:
        raise AssertionError("the painter has no raw answer")

    def picture(self) -> Sheet:
        self.sheets.append(Sheet(self.path / f"{len(self.sheets)}"))
        return self.sheets[-1]

    def scratch(self) -> Sheet:
        return self.picture()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


async def events_of(request: ImageRequest, folder: Folder) -> list[Event]:
    validate(request, PAINT.caps)
    async with aclosing(paint(request, PAINT.caps, folder, pace=0.0)) as events:
        return [event async for event in events]


def finals(events: list[Event], folder: Folder) -> list[Image.Image]:
    paths = {event.key: event.path for event in events if isinstance(event, PictureStarted)}
    done = [event.key for event in events if isinstance(event, PictureDone)]
    return [Image.open(BytesIO(paths[key].read_bytes())) for key in done]


@functools.cache
def painted(
    prompt: str, *, width: int = 120, height: int = 90, variation: int = 0, style: str = "auto"
) -> Image.Image:
    seed = seed_of(prompt, 0, variation)
    scene = plan(understand(prompt), width=width, height=height, seed=seed, style=style)
    canvas = Canvas(image=Image.new("RGB", (width, height)))
    for _, _, work in stages(scene):
        work(canvas, scene)
    return canvas.image


def red_blue_green(name: str) -> tuple[float, float, float]:
    return rgb(COLOURS[name])


@pytest.mark.parametrize(
    ("prompt", "subjects", "settings", "clock", "style"),
    [
        ("a cat", [("cat", 1, None)], [], "", ""),
        ("一只猫", [("cat", 1, None)], [], "", ""),
        ("two black cats in a meadow", [("cat", 2, "black")], ["meadow"], "", ""),
        ("三只白猫在草地上", [("cat", 3, "white")], ["meadow"], "", ""),
        ("a red boat on a calm blue sea at sunset", [("boat", 1, "red")], ["sea"], "sunset", ""),
        ("日落时，一艘红色的船在海上", [("boat", 1, "red")], ["sea"], "sunset", ""),
        ("hot air balloons over mountains, watercolor", [("balloon", 4, None)], ["mountain"], "", "watercolour"),
        ("水墨画：群山，城堡，小舟", [("castle", 1, None), ("boat", 1, None)], ["mountain"], "", "ink"),
        ("a white cat and a black dog", [("cat", 1, "white"), ("dog", 1, "black")], [], "", ""),
        ("a castle without people", [("castle", 1, None)], [], "", ""),
        ("夜晚的城市，没有人", [], ["city"], "night", ""),
        ("5 penguins, pixel art", [("penguin", 5, None)], [], "", "pixel"),
        ("a cup of coffee and two green apples", [("cup", 1, None), ("apple", 2, "green")], [], "", ""),
        ("赛博朋克机器人", [("robot", 1, None)], [], "", "neon"),
        ("quarterly revenue by region", [], [], "", ""),
        ("我喜欢数学", [], [], "", ""),
    ],
)
def test_what_it_understands(prompt, subjects, settings, clock, style):
    result = understand(prompt)
    named = [(name, count, colour and red_blue_green(colour)) for name, count, colour in subjects]
    assert [(one.name, one.count, one.colour) for one in result.subjects] == named
    assert (list(result.settings), result.time, result.style) == (settings, clock, style)


@pytest.mark.parametrize("name", sorted(WORDS["subject"]))
def test_every_subject_is_known_by_each_of_its_words(name):
    names = [word.replace("_", " ") for word in WORDS["subject"][name].split()]
    missed = [word for word in names if [one.name for one in understand(word).subjects] != [name]]
    assert missed == []


def test_a_colour_that_precedes_nothing_goes_to_the_sky_and_a_refused_thing_is_left_out():
    assert understand("everything in purple").palette == [red_blue_green("purple")]
    assert understand("green mountains").tints["mountain"] == red_blue_green("green")
    assert understand("no clouds, a house").weather == set()


@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"moon", "sun"}))
def test_every_figure_is_seen(name):
    scene = plan(understand("day"), width=200, height=200, seed=1)
    scene = replace(scene, subjects=(Subject(name=name),), world="table")
    assert [placed.name for placed in layout(scene)] == [name]
    before, after = (Canvas(image=Image.new("RGB", (200, 200))) for _ in range(2))
    (_, _, room), (_, _, figures) = list(stages(scene))[:2]
    room(before, scene)
    room(after, scene)
    figures(after, scene)
    changed = np.abs(np.asarray(after.image, int) - np.asarray(before.image, int)).sum(axis=2) > 60
    assert changed.mean() > 0.004


def test_the_same_words_paint_the_same_pixels_and_others_do_not():
    first, again = painted("a fox at an autumn lake"), painted("a fox at an  autumn lake ")
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != painted("a fox at an autumn lake", variation=1).tobytes()
    assert first.tobytes() != painted("a fox at a lake, autumn").tobytes()
    assert painted("zxqv one desert").tobytes() != painted("zxqv two desert").tobytes()


@pytest.mark.parametrize(
    ("red", "blue"), [("a red boat on the sea", "a blue boat on the sea"), ("红色的船 海", "蓝色的船 海")]
)
def test_a_colour_word_colours_its_subject(red, blue):
    def redness(prompt):
        scene = plan(understand(prompt), width=320, height=240, seed=7)
        boat = next(placed for placed in layout(scene) if placed.name == "boat")
        canvas = Canvas(image=Image.new("RGB", (320, 240)))
        for _, _, work in stages(scene):
            work(canvas, scene)
        half = boat.pixels * 0.3
        hull = (boat.x - half, boat.y - boat.pixels * 0.15, boat.x + half, boat.y - boat.pixels * 0.05)
        mean = np.asarray(canvas.image.crop([round(edge) for edge in hull]), float).mean(axis=(0, 1))
        return mean[0] - mean[2]

    assert redness(red) > 40
    assert redness(blue) < -20


def test_the_time_of_day_is_the_light():
    light = {
        clock: np.asarray(painted(f"hills and a lake, {clock}"), float).mean()
        for clock in ("noon", "dusk", "night")
    }
    assert light["noon"] > light["dusk"] + 20 > light["night"] + 30
    assert np.asarray(painted("湖 夜晚"), float).mean() < np.asarray(painted("湖 中午"), float).mean() - 60


@pytest.mark.parametrize("style", [style for style in STYLES if style not in ("auto", "natural")])
def test_every_style_looks_its_own_way(style):
    plain, styled = (
        painted("a red boat at sunset", style="natural"),
        painted("a red boat at sunset", style=style),
    )
    difference = np.abs(np.asarray(plain, int) - np.asarray(styled, int)).mean()
    assert difference > 4


def test_ink_is_nearly_without_colour_and_pixels_are_few_and_large():
    ink = np.asarray(painted("水墨 山 湖").convert("HSV"))[..., 1]
    assert np.median(ink) < 45
    many = painted("a castle, pixel art", width=832, height=624)
    assert len(many.getcolors(1 << 20) or []) <= 26


@pytest.mark.parametrize(
    "world",
    ["galaxy planet", "underwater fish", "a teapot on a table", "abstract", "desert", "neon city in the rain"],
)
@pytest.mark.parametrize("size", [(64, 64), (512, 64), (64, 512), (173, 211)])
def test_every_world_fits_every_shape(world, size):
    assert painted(world, width=size[0], height=size[1]).size == size


@pytest.mark.parametrize(("ratio", "resolution"), sorted(PAINT.caps.sizes))
def test_the_sizes_are_those_of_the_table(ratio, resolution):
    request = ImageRequest(prompt="sea", aspect_ratio=ratio, resolution=resolution)
    validate(request, PAINT.caps)
    assert pixels(request, PAINT.caps) == PAINT.caps.sizes[ratio, resolution]


def test_what_is_not_said_is_one_to_one_and_one_k():
    assert pixels(ImageRequest(prompt="sea"), PAINT.caps) == (1024, 1024)
    assert pixels(ImageRequest(prompt="sea", aspect_ratio="16:9"), PAINT.caps) == (1376, 768)
    assert pixels(ImageRequest(prompt="sea", resolution="2K"), PAINT.caps) == (2048, 2048)


@pytest.mark.parametrize("ratio", PAINT.caps.aspect_ratios)
def test_each_shape_comes_out_to_the_pixel(ratio):
    width, height = (side // 8 for side in PAINT.caps.sizes[ratio, "1K"])
    assert painted("desert", width=width, height=height).size == (width, height)


async def test_the_events_come_in_their_order(folder):
    events = await events_of(ImageRequest(prompt="a red boat on a lake", size=SMALL), folder)
    assert isinstance(events[0], Sent)
    assert events[1] == Answered(status=200)
    fractions = [event.fraction for event in events if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    partial = [index for index, event in enumerate(events) if isinstance(event, PartialPicture)]
    done = next(index for index, event in enumerate(events) if isinstance(event, PictureDone))
    assert len(partial) >= 4
    assert partial[-1] < done
    assert {event.slot for event in events if isinstance(event, PartialPicture)} == {0}
    keys = [event.key for event in events if isinstance(event, PictureStarted)]
    assert len(keys) == len(set(keys))
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert "red, boat, lake" in text
    (picture,) = finals(events, folder)
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (160, 120))
    assert all(sheet.file.closed for sheet in folder.sheets)


async def test_a_picture_grows_in_pieces_to_its_whole_size(folder):
    events = await events_of(ImageRequest(prompt="desert", size="512x384"), folder)
    key = next(event.key for event in events if isinstance(event, PictureDone))
    start = next(event for event in events if isinstance(event, PictureStarted) and event.key == key)
    sizes = [event.size for event in events if isinstance(event, PictureGrew) and event.key == key]
    assert (start.mime, start.width, start.height) == ("image/png", 512, 384)
    assert len(sizes) > 2
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == start.total == start.path.stat().st_size


async def test_a_count_gives_variations_and_a_seed_another_picture(folder):
    events = await events_of(ImageRequest(prompt="a boat", size=SMALL, count=2), folder)
    first, second = finals(events, folder)
    assert first.tobytes() != second.tobytes()
    assert {event.slot for event in events if isinstance(event, PartialPicture)} == {0, 1}
    (seeded,) = finals(
        await events_of(ImageRequest(prompt="a boat", size=SMALL, options={"seed": 5}), folder), folder
    )
    assert seeded.tobytes() not in (first.tobytes(), second.tobytes())


@pytest.mark.parametrize(("sort", "form"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
async def test_the_format_is_the_one_asked_for(folder, sort, form):
    events = await events_of(ImageRequest(prompt="sea", size=SMALL, options={"output_format": sort}), folder)
    (picture,) = finals(events, folder)
    picture.load()
    assert picture.format == form


def test_a_word_that_ends_like_a_known_one_is_not_recognised():
    train = understand("山边的一列火车")
    assert (train.subjects, train.unknown) == ([], ["火车"])
    assert [subject.name for subject in understand("山边的一辆车").subjects] == ["car"]


def test_it_says_in_the_language_of_the_prompt_what_it_recognised_and_what_not():
    chinese = summary(understand("夕阳下的一只猫，武士骑着恐龙"), "zh")
    assert chinese.startswith("已识别：夕阳、猫。未识别：") and "恐龙" in chinese
    assert summary(understand("秋天的森林里有一只狐狸"), "zh") == "已识别：秋天、森林、狐狸。"
    english = summary(understand("a samurai riding a dinosaur on the sea at sunset"), "en")
    assert english == "Recognised: sea, sunset. Not recognised: samurai, riding, dinosaur."
    assert summary(understand("a red boat"), "en") == "Recognised: red, boat."
    assert "random" in summary(understand("qwxz"), "en")


def test_the_gateway_is_the_free_one_that_says_what_it_is():
    assert not GATEWAY.needs_key
    assert GATEWAY.by_rule
    assert GATEWAY.models[0].label == "Built-in painter"
    style = PAINT.caps.option("style")
    assert isinstance(style, Choice)


async def test_the_loop_is_never_held_up_while_it_paints(folder):
    """Others have their turns all the while; how long the longest wait is, is measured and not tested."""
    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.002)
            turns += 1

    ticking = asyncio.create_task(tick())
    await events_of(ImageRequest(prompt="a cat in a desert", size="256x256"), folder)
    ticking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ticking
    assert turns > 20


async def test_it_stops_when_nobody_waits(folder):
    request = ImageRequest(prompt="mountains", size="512x512")

    async def watch(seen: asyncio.Event) -> None:
        async with aclosing(paint(request, PAINT.caps, folder, pace=0.0)) as events:
            async for event in events:
                if isinstance(event, PartialPicture):
                    seen.set()

    seen = asyncio.Event()
    watching = asyncio.create_task(watch(seen))
    await seen.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert all(sheet.file.closed for sheet in folder.sheets)


def test_a_halted_canvas_paints_no_further():
    halt = Flag()
    scene = plan(understand("sea"), width=100, height=80, seed=1)
    canvas = Canvas(image=Image.new("RGB", (100, 80)), halt=halt)
    halt.set()
    with pytest.raises(Stopped):
        next(stages(scene))[2](canvas, scene)
