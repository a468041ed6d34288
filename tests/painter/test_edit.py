"""The retoucher by rule.

Each edit measured on pixels, the area that holds, the sizes, what it says, its events.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from io import BytesIO
from pathlib import Path
from threading import Event as Flag

import numpy as np
import pytest
from PIL import Image, ImageDraw

from painter import edit
from painter.edit_language.parser import read
from painter.edit_language.planner import Edit
from painter.edit_language.vocabulary import LABELS, LEXICON, WORDS_OF_EDITS
from painter.editing.image import TRANSPOSES
from painter.editing.tones import RECIPES, TONES
from painter.prompt.tokenizer import CHINESE, tokenize
from painter.prompt.vocabulary import COLOURS, WORDS
from painter.render.canvas import Stopped
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
from providers.gateways.demo import PAINT
from providers.request.validation import capabilities_for, validate
from providers.types import Attachment, ImageRequest
from providers.wires.demo import paint
from tests.providers.folder_spool import FolderSpool

CHINESE_WORD = re.compile(rf"{CHINESE.pattern}+")
SIZE = (120, 80)
BOX = (30, 20, 90, 70)
MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
RED, GREEN, BLUE = (200, 40, 30), (40, 160, 60), (40, 70, 190)


def scenery(size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture with colours, edges and a grain, the same each time."""
    rng = np.random.default_rng(5)
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    field = np.stack([across * 200 + 30, down * 180 + 20, (1 - across) * 160 + 40], axis=-1)
    field[size[1] // 3 : size[1] // 2, size[0] // 4 : size[0] // 2] = (220, 60, 40)
    return Image.fromarray(np.clip(field + rng.normal(0, 6, field.shape), 0, 255).astype(np.uint8))


class Case:
    """A folder of pictures, and the retoucher asked about them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spool = FolderSpool(folder / "spool")
        self.number = 0

    def picture(self, image: Image.Image, form: str = "PNG", **more: object) -> Attachment:
        self.number += 1
        path = self.folder / f"{self.number}"
        image.save(path, form, **more)
        return Attachment(
            path=path, mime=MIMES[form], width=image.width, height=image.height, size=path.stat().st_size
        )

    def mask(self, size: tuple[int, int] = SIZE, box: tuple[int, int, int, int] = BOX) -> Attachment:
        """Free to change inside the box."""
        alpha = Image.new("L", size, 255)
        ImageDraw.Draw(alpha).rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=0)
        image = Image.new("RGBA", size)
        image.putalpha(alpha)
        return self.picture(image)

    async def events(self, prompt: str, *images: Attachment, mask: Attachment | None = None, **more) -> list[Event]:
        request = ImageRequest(prompt=prompt, task="edit", images=images, mask=mask, **more)
        caps = capabilities_for(PAINT, request)
        validate(request, caps)
        async with aclosing(paint(request, caps, self.spool, pace=0.0)) as events:
            return [event async for event in events]

    async def edited(self, prompt: str, *images: Attachment, **more) -> Image.Image:
        return finals(await self.events(prompt, *images, **more))[0]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def load_image(event: PictureStarted) -> Image.Image:
    return Image.open(BytesIO(event.path.read_bytes()))


def finals(events: list[Event]) -> list[Image.Image]:
    started = {event.key: event for event in events if isinstance(event, PictureStarted)}
    return [load_image(started[event.key]) for event in events if isinstance(event, PictureDone)]


def reply_text(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"), dtype=float)


def inner(values: np.ndarray) -> np.ndarray:
    """Well inside the area, past its soft edge."""
    return values[BOX[1] + 5 : BOX[3] - 5, BOX[0] + 5 : BOX[2] - 5]


def outside(values: np.ndarray) -> np.ndarray:
    unmarked = np.ones(values.shape[:2], dtype=bool)
    unmarked[BOX[1] : BOX[3], BOX[0] : BOX[2]] = False
    return values[unmarked]


def detail(values: np.ndarray) -> float:
    grey = values.mean(axis=-1)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


@pytest.mark.parametrize(
    ("prompt", "edits"),
    [
        ("make it blue", [Edit(kind="tint", name="blue")]),
        ("改成红色", [Edit(kind="tint", name="red")]),
        ("change the car to green", [Edit(kind="tint", name="green")]),
        ("浅蓝色", [Edit(kind="tint", name="blue")]),
        ("make it bright red", [Edit(kind="tint", name="red")]),
        ("turn the red cup blue", [Edit(kind="tint", name="blue")]),
        ("把红色的杯子改成蓝色", [Edit(kind="tint", name="blue")]),
        ("make it grey and flip it", [Edit(kind="tone", name="grey"), Edit(kind="transform", name="flip_h")]),
        ("变成黑白，然后左右翻转", [Edit(kind="tone", name="grey"), Edit(kind="transform", name="flip_h")]),
        ("black and white", [Edit(kind="tone", name="grey")]),
        ("slightly brighter", [Edit(kind="tone", name="bright", strength=0.5)]),
        (
            "亮一点，再暖一点",
            [Edit(kind="tone", name="bright", strength=0.5), Edit(kind="tone", name="warm", strength=0.5)],
        ),
        ("less contrast", [Edit(kind="tone", name="soft")]),
        ("降低饱和度", [Edit(kind="tone", name="pale")]),
        ("flip it vertically", [Edit(kind="transform", name="flip_v")]),
        ("上下翻转", [Edit(kind="transform", name="flip_v")]),
        ("rotate 90 degrees counterclockwise", [Edit(kind="transform", name="ccw")]),
        ("逆时针旋转90度", [Edit(kind="transform", name="ccw")]),
        ("turn it 180 degrees", [Edit(kind="transform", name="half")]),
        ("turn it into a watercolour", [Edit(kind="style", name="watercolour")]),
        ("变成铅笔素描", [Edit(kind="style", name="pencil")]),
        ("打马赛克", [Edit(kind="tone", name="pixelate")]),
        ("make it night", [Edit(kind="hour", name="night")]),
        ("让它下雪", [Edit(kind="style", name="snow")]),
        ("put image 2 into image 1", [Edit(kind="insert", picture=2)]),
        ("把图2放进图1的右下角", [Edit(kind="insert", picture=2, position=(0.8, 0.86))]),
        ("image 1 and image 2 side by side", [Edit(kind="collage", name="row", pictures=(1, 2))]),
        ("图1和图2拼在一起", [Edit(kind="collage", name="grid", pictures=(1, 2))]),
        ("make image 2 sepia", [Edit(kind="tone", name="sepia", on=2)]),
        ("make it sepia but keep the cat", [Edit(kind="tone", name="sepia")]),
        ("don't change the face, blur the background", [Edit(kind="tone", name="blur")]),
    ],
)
def test_what_it_reads(prompt, edits):
    assert list(read(prompt, marked=False).edits) == edits


@pytest.mark.parametrize(
    ("prompt", "guests"),
    [
        ("add a cat", [("cat", 1)]),
        ("加一只猫", [("cat", 1)]),
        ("put a boat here", [("boat", 1)]),
        ("add two dogs and a moon", [("dog", 2), ("moon", 1)]),
        ("turn the cat into a dog", [("dog", 1)]),
        ("把猫换成狗", [("dog", 1)]),
        ("换成一只狗", [("dog", 1)]),
        ("put a penguin next to the cup", [("penguin", 1)]),
        ("在杯子旁边放一个苹果", [("apple", 1)]),
        ("make the cat blue", []),
        ("paint the car red", []),
        ("remove the cat", []),
        ("make the dog happy", []),
    ],
)
def test_which_subjects_are_painted_and_which_are_things_in_the_picture(prompt, guests):
    subjects = [edit.subject for edit in read(prompt, marked=False).edits if edit.kind == "subject"]
    assert [(subject.name, subject.count) for subject in subjects] == guests


def test_an_area_gives_more_words_a_meaning():
    assert [edit.kind for edit in read("remove the spoon", marked=True).edits] == ["erase"]
    assert read("remove the spoon", marked=False).aimless
    assert [edit.kind for edit in read("replace it with a sea at night", marked=True).edits] == ["scene"]
    assert read("put mountains there", marked=False).scenes == ["mountains"]
    assert [edit.kind for edit in read("replace it with a cat", marked=True).edits] == ["erase", "subject"]


@pytest.mark.parametrize("kind", ["tone", "look", "turn", "layout"])
def test_every_word_of_the_tables_is_read_as_its_row(kind):
    for name, names in WORDS_OF_EDITS[kind].items():
        for word in names.split():
            terms = tokenize(word.replace("_", " "), LEXICON)
            assert [(term.kind, term.name) for term in terms] == [(kind, name)], word


def test_every_edit_is_done_and_has_a_name():
    assert set(WORDS_OF_EDITS["tone"]) == set(TONES)
    assert set(WORDS_OF_EDITS["look"]) <= set(RECIPES)
    assert {*TONES, *RECIPES, *TRANSPOSES, *WORDS_OF_EDITS["layout"], *WORDS["time"]} <= set(LABELS)


@pytest.mark.parametrize("prompt", ["make it grey", "黑白"])
async def test_grey_has_no_colour_inside_and_is_as_it_was_outside(case, prompt):
    before = scenery()
    after = await case.edited(prompt, case.picture(before), mask=case.mask())
    assert np.ptp(inner(pixels(after)), axis=-1).max() == 0
    assert (outside(pixels(after)) == outside(pixels(before))).all()


@pytest.mark.parametrize(
    "prompt",
    ["make it blue", "blur", "sharpen", "invert", "油画", "素描", "下雨", "夜晚", "add a cat", "remove it", "qwxz",
     "replace it with a forest lake", "add a moon and a dog", "turn red to green", "put image 2 here", "马赛克"],
)  # fmt: skip
async def test_outside_the_area_nothing_changes_and_inside_something_does(case, prompt):
    before = scenery()
    images = case.picture(before), case.picture(Image.new("RGB", (50, 50), GREEN))
    after = await case.edited(prompt, *images, mask=case.mask())
    assert after.size == SIZE
    assert (outside(pixels(after)) == outside(pixels(before))).all()
    assert np.abs(inner(pixels(after)) - inner(pixels(before))).mean() > 2


async def test_the_edge_of_the_area_is_soft(case):
    before = scenery((400, 300))
    mask = case.mask((400, 300), (100, 80, 300, 220))
    after = pixels(await case.edited("invert", case.picture(before), mask=mask))
    change = np.abs(after - pixels(before)).sum(axis=-1)[150]
    assert change[99] == 0
    assert change[100] < change[110] / 2


@pytest.mark.parametrize("name", ["red", "green", "blue", "yellow", "purple"])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_named_colour_is_the_colour(case, name, language):
    sign = next(sign for sign in WORDS["colour"][name].split() if sign.endswith("色"))
    after = await case.edited(f"make it {name}" if language == "en" else f"改成{sign}", case.picture(scenery()))
    hue = np.asarray(after.convert("HSV"))[..., 0].astype(int)
    expected = Image.new("RGB", (1, 1), COLOURS[name]).convert("HSV").getpixel((0, 0))[0]
    off = np.abs((np.median(hue) - expected + 128) % 256 - 128)
    assert off < 12


@pytest.mark.parametrize(
    ("prompt", "way"),
    [
        ("flip", Image.Transpose.FLIP_LEFT_RIGHT),
        ("水平翻转", Image.Transpose.FLIP_LEFT_RIGHT),
        ("mirror it vertically", Image.Transpose.FLIP_TOP_BOTTOM),
        ("垂直翻转", Image.Transpose.FLIP_TOP_BOTTOM),
        ("rotate 180", Image.Transpose.ROTATE_180),
        ("rotate clockwise", Image.Transpose.ROTATE_270),
        ("向左旋转90度", Image.Transpose.ROTATE_90),
    ],
)
async def test_turned_is_the_input_turned(case, prompt, way):
    before = scenery()
    after = await case.edited(prompt, case.picture(before))
    assert (pixels(after) == pixels(before.transpose(way))).all()


async def test_turning_overlooks_the_area_and_says_so(case):
    before = scenery()
    events = await case.events("flip it", case.picture(before), mask=case.mask())
    assert (pixels(finals(events)[0]) == pixels(before)[:, ::-1]).all()
    assert "ignore the mask" in reply_text(events)
    assert "不受蒙版限制" in reply_text(await case.events("左右翻转", case.picture(before), mask=case.mask()))


async def test_edits_are_made_in_the_order_they_stand_in(case):
    before = case.picture(scenery())
    once, again = (
        await case.edited("make it red and invert it", before),
        await case.edited("invert, then red", before),
    )
    assert pixels(once)[..., 0].mean() < pixels(once)[..., 2].mean()
    assert pixels(again)[..., 0].mean() > pixels(again)[..., 2].mean()
    flipped = await case.edited("make it grey and flip it", before)
    assert (pixels(flipped) == pixels(scenery().convert("L"))[:, ::-1]).all()


async def test_light_warmth_and_sharpness_go_the_way_that_is_said(case):
    reference, before = case.picture(scenery()), pixels(scenery())
    after = {
        prompt: pixels(await case.edited(prompt, reference))
        for prompt in ("brighter", "变暗", "warmer", "冷一点", "invert", "模糊", "sharper", "more vivid", "对比度")
    }
    assert after["brighter"].mean() > before.mean() + 10 > after["变暗"].mean() + 20
    warmth = {name: (pixel_values[..., 0] - pixel_values[..., 2]).mean() for name, pixel_values in after.items()}
    assert warmth["warmer"] > (before[..., 0] - before[..., 2]).mean() + 10 > warmth["冷一点"] + 15
    assert np.abs(after["invert"] - (255 - before)).max() == 0
    assert detail(after["模糊"]) < detail(before) * 0.5
    assert detail(after["sharper"]) > detail(before) * 1.3
    assert np.ptp(after["more vivid"], axis=-1).mean() > np.ptp(before, axis=-1).mean() * 1.2
    assert after["对比度"].std() > before.std()


async def test_more_and_less_of_an_edit(case):
    reference = case.picture(scenery())
    change = [
        np.abs(pixels(await case.edited(prompt, reference)) - pixels(scenery())).mean()
        for prompt in ("slightly darker", "darker", "much darker")
    ]
    assert change == sorted(change)
    assert change[2] > change[0] * 2


async def test_squares_are_large_and_of_one_colour(case):
    after = pixels(await case.edited("pixelate", case.picture(scenery((480, 320)))))
    assert (after[0:10, 0:10] == after[0, 0]).all()
    assert len(np.unique(after.reshape(-1, 3), axis=0)) <= 48 * 33


@pytest.mark.parametrize("name", sorted(RECIPES))
async def test_every_look_changes_the_picture_and_keeps_its_size(case, name):
    english = {"flat": "cartoon", "petals": "spring", "leaves": "autumn"}.get(name, name)
    after = await case.edited(english, case.picture(scenery()))
    assert after.size == SIZE
    assert np.abs(pixels(after) - pixels(scenery())).mean() > 0.8


@pytest.mark.parametrize("name", sorted(WORDS["subject"]))
async def test_every_subject_is_painted_into_the_area(case, name):
    before = Image.new("RGB", SIZE, (120, 130, 140))
    after = pixels(
        await case.edited(
            f"加 {CHINESE_WORD.search(WORDS['subject'][name])[0]}", case.picture(before), mask=case.mask()
        )
    )
    changed = np.abs(after - pixels(before)).sum(axis=-1) > 40
    assert inner(changed).mean() > 0.03
    assert not outside(changed).any()


async def test_a_subject_has_the_colour_that_is_named_and_the_side_that_is_said(case):
    plain = case.picture(Image.new("RGB", (300, 200), (150, 150, 150)))

    async def painted(prompt: str) -> np.ndarray:
        return pixels(await case.edited(prompt, plain)) - 150

    red, blue = await painted("add a red car on the left"), await painted("在右边加一辆蓝色的汽车")
    seen = [np.abs(difference).sum(axis=-1) > 60 for difference in (red, blue)]
    assert np.nonzero(seen[0])[1].mean() < 150 < np.nonzero(seen[1])[1].mean()
    assert red[seen[0]][:, 0].mean() > red[seen[0]][:, 2].mean()
    assert blue[seen[1]][:, 2].mean() > blue[seen[1]][:, 0].mean()


async def test_a_subject_stands_in_the_light_of_the_picture(case):
    means = []
    for tone in (30, 220):
        before = Image.new("RGB", (300, 200), (tone, tone, tone))
        after = pixels(await case.edited("add a white rabbit", case.picture(before)))
        changed = np.abs(after - tone).sum(axis=-1) > 60
        means.append(after[changed].mean())
    assert means[0] < means[1] - 20


async def test_what_is_erased_is_closed_from_around_it(case):
    rng = np.random.default_rng(1)
    wood = Image.fromarray(np.clip(rng.normal(120, 12, (*SIZE[::-1], 3)), 0, 255).astype(np.uint8))
    spotted = wood.copy()
    spotted.paste((255, 0, 0), (50, 35, 65, 50))
    mask = case.mask(box=(45, 30, 70, 55))
    after = pixels(await case.edited("remove the spot", case.picture(spotted), mask=mask))[32:53, 47:68]
    assert np.abs(after.mean(axis=(0, 1)) - 120).max() < 8
    assert after.std() > 6


@pytest.mark.parametrize("layout", ["collage", "side by side", "stacked", "拼图", "左右拼接", "上下拼接"])
async def test_a_collage_contains_all_pictures(case, layout):
    images = [case.picture(Image.new("RGB", (90, 60), colour)) for colour in (RED, GREEN, BLUE)]
    after = pixels(await case.edited(layout, *images))
    assert after.shape == (60, 90, 3)
    for colour in (RED, GREEN, BLUE):
        assert (np.abs(after - colour).max(axis=-1) < 4).mean() > 0.05, colour


async def test_pictures_stand_where_the_layout_says(case):
    images = [case.picture(Image.new("RGB", (90, 60), colour)) for colour in (RED, BLUE)]

    def middle(after: Image.Image, colour: tuple[int, int, int]) -> tuple[float, float]:
        rows, columns = np.nonzero(np.abs(pixels(after) - colour).max(axis=-1) < 4)
        return columns.mean(), rows.mean()

    row, column = await case.edited("side by side", *images), await case.edited("上下拼", *images)
    assert middle(row, RED)[0] < 40 < 50 < middle(row, BLUE)[0]
    assert middle(column, RED)[1] < 28 < 32 < middle(column, BLUE)[1]
    turned = await case.edited("image 2 and image 1 side by side", *images)
    assert middle(turned, BLUE)[0] < middle(turned, RED)[0]


async def test_several_pictures_are_collected_unasked_and_edited_together(case):
    images = [case.picture(Image.new("RGB", (90, 60), colour)) for colour in (RED, BLUE)]
    events = await case.events("make it grey", *images)
    assert "Several images" in reply_text(events)
    assert np.ptp(pixels(finals(events)[0]), axis=-1).max() == 0


@pytest.mark.parametrize("prompt", ["put image 2 into image 1", "把图2放到图1"])
async def test_a_picture_goes_into_the_area_or_a_corner(case, prompt):
    images = case.picture(Image.new("RGB", SIZE, RED)), case.picture(Image.new("RGB", (40, 40), BLUE))
    inside = inner(pixels(await case.edited(prompt, *images, mask=case.mask())))
    assert (inside == BLUE).all()
    corner = pixels(await case.edited(prompt, *images))
    assert (np.abs(corner[40:, 60:] - BLUE).max(axis=-1) < 4).mean() > 0.2
    assert (corner[:30, :40] == RED).all()


async def test_a_picture_is_edited_by_its_number(case):
    images = case.picture(Image.new("RGB", (60, 40), RED)), case.picture(Image.new("RGB", (50, 70), BLUE))
    alone = await case.edited("make image 2 grey", *images)
    assert alone.size == (50, 70)
    assert np.ptp(pixels(alone), axis=-1).max() == 0
    both = await case.edited("把图2变成黑白，然后放进图1", *images)
    assert both.size == (60, 40)
    assert (pixels(both)[0, 0] == RED).all()
    events = await case.events("put image 7 into image 1", *images)
    assert "There is no image 7" in reply_text(events)


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, (123, 77)),
        ({"size": "320x240"}, (320, 240)),
        ({"aspect_ratio": "1:1"}, (1024, 1024)),
        ({"resolution": "1K"}, PAINT.caps.sizes["3:2", "1K"]),
        ({"aspect_ratio": "9:16", "resolution": "1K"}, PAINT.caps.sizes["9:16", "1K"]),
    ],
)
@pytest.mark.parametrize("prompt", ["make it blue", "rotate it", "collage"])
async def test_the_size_is_the_one_asked_for_else_that_of_the_first(case, asked, size, prompt):
    after = await case.edited(prompt, case.picture(scenery((123, 77)), "JPEG"), **asked)
    turned = size[::-1] if prompt == "rotate it" and not asked else size
    assert after.size == turned


async def test_a_mask_goes_along_with_a_size_that_was_asked_for(case):
    before = Image.new("RGB", SIZE, RED)
    after = pixels(await case.edited("make it blue", case.picture(before), mask=case.mask(), size="240x160"))
    assert after[80, 120, 2] > after[80, 120, 0]
    assert (after[10, 10] == RED).all()


@pytest.mark.parametrize(("sort", "form"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
async def test_transparency_stays_where_the_format_can_hold_it(case, sort, form):
    before = scenery().convert("RGBA")
    before.putalpha(Image.linear_gradient("L").resize(SIZE))
    options = {"output_format": sort}
    events = await case.events("sepia and flip", case.picture(before), options=options)
    (after,) = finals(events)
    assert after.format == form
    if form == "PNG":
        assert (np.asarray(after.getchannel("A")) == np.asarray(before.getchannel("A"))[:, ::-1]).all()
    assert ("A" in after.getbands()) == (form != "JPEG")


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "1", "I;16"])
async def test_every_mode_of_picture_is_read(case, mode):
    image = Image.new("I;16", SIZE, 40_000) if mode == "I;16" else scenery().convert(mode)
    after = await case.edited("make it green", case.picture(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert after.size == SIZE
    values = pixels(after)
    assert values[..., 1].mean() > values[..., 0].mean() + 5


async def test_the_colour_profile_goes_along(case):
    after = await case.edited("blur", case.picture(scenery(), icc_profile=b"a profile"))
    assert after.info["icc_profile"] == b"a profile"


async def test_it_says_what_it_read_what_it_is_and_what_it_does_not_know(case):
    image = case.picture(scenery())
    english = reply_text(await case.events("make it blue and mirror it", image))
    assert english.startswith("Recognised: blue, mirrored.")
    chinese = reply_text(await case.events("改成蓝色，左右翻转", image))
    assert chinese.startswith("已识别：蓝色、左右翻转。")
    assert "Not recognised: hat" in reply_text(await case.events("add a hat, make it blue", image))
    assert "认不出图片内容（背景）" in reply_text(await case.events("背景模糊", image))
    assert "paint a mask over it" in reply_text(await case.events("remove the tree", image))


@pytest.mark.parametrize("prompt", ["zxqv flurble", "给她理个发吧"])
async def test_unknown_words_are_said_and_a_mild_edit_is_seen(case, prompt):
    events = await case.events(prompt, case.picture(scenery()))
    assert ("Not recognised: zxqv, flurble" in reply_text(events)) or ("未识别：" in reply_text(events))
    change = np.abs(pixels(finals(events)[0]) - pixels(scenery())).mean()
    assert 1 < change < 40


async def test_the_events_come_in_their_order(case):
    images = case.picture(scenery()), case.picture(scenery(), "WEBP")
    events = await case.events("make it grey, then flip it", *images, mask=case.mask())
    assert isinstance(events[0], Sent)
    assert events[0].body_bytes > sum(image.size for image in images)
    assert events[1] == Answered(status=200)
    fractions = [event.fraction for event in events if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    partial = [index for index, event in enumerate(events) if isinstance(event, PartialPicture)]
    done = next(index for index, event in enumerate(events) if isinstance(event, PictureDone))
    assert len(partial) == 3
    assert partial[-1] < done
    key = next(event.key for event in events if isinstance(event, PictureDone))
    sizes = [event.size for event in events if isinstance(event, PictureGrew) and event.key == key]
    start = next(event for event in events if isinstance(event, PictureStarted) and event.key == key)
    assert sizes[-1] == start.total == start.path.stat().st_size
    assert all(file.closed for file in case.spool.files)


async def test_one_sees_it_develop(case):
    events = await case.events("make it blue", case.picture(scenery()))
    started = {event.key: event for event in events if isinstance(event, PictureStarted)}
    first, second = (load_image(started[event.key]) for event in events if isinstance(event, PartialPicture))
    assert np.abs(pixels(first) - pixels(scenery())).mean() < 6
    assert np.abs(pixels(first) - pixels(second)).mean() > 10


@pytest.mark.parametrize("prompt", ["add a fox", "flip", "make it grey", "make it red", "油画", "collage", "blur"])
async def test_a_count_gives_variations(case, prompt):
    events = await case.events(prompt, case.picture(scenery()), count=4)
    shown = {image.tobytes() for image in finals(events)}
    assert len(shown) == 4
    assert {event.slot for event in events if isinstance(event, PartialPicture)} == {0, 1, 2, 3}


@pytest.mark.parametrize("prompt", ["add a cat and make it an oil painting", "下雪", "两只鸟"])
async def test_the_same_request_gives_the_same_pixels(case, prompt):
    image = case.picture(scenery())
    first, again = await case.edited(prompt, image), await case.edited(prompt, image)
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != (await case.edited(prompt, image, options={"seed": 9})).tobytes()


async def test_many_wishes_are_not_all_fulfilled(case):
    events = await case.events(", ".join(["blur", "grey"] * 40), case.picture(scenery()))
    assert "first 12 changes" in reply_text(events)
    assert sum(isinstance(event, PartialPicture) for event in events) == 13


async def test_it_can_be_closed_at_any_event(case):
    request = ImageRequest(prompt="add a cat, make it blue", task="edit", images=(case.picture(scenery()),))
    caps = capabilities_for(PAINT, request)
    whole = await case.events(request.prompt, *request.images)

    async def some(count: int) -> AsyncIterator[Event]:
        async with aclosing(paint(request, caps, case.spool, pace=0.0)) as events:
            for _ in range(count):
                yield await anext(events)

    for count in range(len(whole)):
        async with aclosing(some(count)) as events:
            assert [type(event) async for event in events] == [type(event) for event in whole[:count]]
        assert all(file.closed for file in case.spool.files)


async def test_it_stops_when_nobody_waits(case):
    request = ImageRequest(prompt="oil painting", task="edit", images=(case.picture(scenery((900, 700))),))
    seen = asyncio.Event()

    async def watch() -> None:
        async with aclosing(paint(request, capabilities_for(PAINT, request), case.spool, pace=0.0)) as events:
            async for event in events:
                if isinstance(event, PartialPicture):
                    seen.set()

    watching = asyncio.create_task(watch())
    await seen.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    written = [file.size for file in case.spool.files]
    await asyncio.get_running_loop().shutdown_default_executor()  # waits for the thread that was painting
    assert [file.size for file in case.spool.files] == written
    assert all(file.closed for file in case.spool.files)


@pytest.mark.parametrize("prompt", ["oil painting", "cartoon", "replace it with a sea", "remove it", "blur"])
def test_a_halted_edit_goes_no_further(case, prompt):
    halt = Flag()
    steps = edit(prompt=prompt, images=[case.picture(scenery()).path], mask=case.mask().path, halt=halt)
    assert next(steps).image is None
    assert next(steps).image is not None
    halt.set()
    with pytest.raises(Stopped):
        next(steps)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (300, 2), (2, 200)])
@pytest.mark.parametrize("prompt", ["oil painting", "cartoon", "add a cat", "collage", "blur", "图2放进图1"])
async def test_the_smallest_pictures_are_edited_too(case, size, prompt):
    images = case.picture(scenery(size)), case.picture(scenery())
    assert (await case.edited(prompt, *images)).size == size
