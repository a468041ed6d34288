"""Paste-back.

Outside the painted area every pixel is the original's; inside it the answer lies where it should.
"""

import functools
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, ImageOps

from providers.errors import Damaged
from studio.images import masks
from studio.images.compositing import (
    CannotComposite,
    Composite,
    CompositeFile,
    composite,
    composite_file,
    save_composite,
)
from studio.images.decode import load_normalized
from tests.hypothesis_profiles import examples
from tests.paths import IMAGES

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SWAPPED = SRGB.replace(b"rXYZ", b"____", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"____", b"gXYZ", 1)
"""A profile in which red is green and green is red."""
MODES = ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16"]
property_ = settings(
    deadline=None, max_examples=examples(120), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def noise(size: tuple[int, int], seed: int, channels: int = 3) -> Image.Image:
    random = np.random.default_rng(seed)
    return Image.fromarray(random.integers(0, 256, (size[1], size[0], channels), dtype=np.uint8))


@functools.cache
def fitted(size: tuple[int, int], name: str) -> Image.Image:
    with Image.open(IMAGES / name) as image:
        return ImageOps.fit(image.convert("RGB"), size, Image.Resampling.BICUBIC)


def photo(size: tuple[int, int], name: str = "astronaut.webp") -> Image.Image:
    return fitted(size, name).copy()


def disc(size: tuple[int, int]) -> Image.Image:
    """A strength: a disc in the middle, over a fifth of the picture or less."""
    strength = Image.new("L", size)
    side = min(size)
    left, top = (size[0] - side // 2) // 2, (size[1] - side // 2) // 2
    ImageDraw.Draw(strength).ellipse((left, top, left + side // 2, top + side // 2), fill=255)
    return strength


def everything(size: tuple[int, int]) -> Image.Image:
    return Image.new("L", size, 255)


def moved(picture: Image.Image, right: int, down: int) -> Image.Image:
    """An answer in which everything lies further right and down."""
    answer = picture.copy()
    answer.paste(picture, (right, down))
    return answer


def as_jpeg(picture: Image.Image, quality: int = 85) -> Image.Image:
    data = BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return Image.open(data)


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture).astype(int)


def greatest_difference(result: Composite, original: Image.Image, where: np.ndarray) -> int:
    """In any channel, over the pixels `where`."""
    gap = np.abs(pixels(result.image) - pixels(original.convert(result.image.mode)))
    return int(gap[where].max(initial=0))


def save_in_mode(path: Path, picture: Image.Image, mode: str) -> Path:
    """The picture as a file in that colour mode."""
    if mode == "I;16":
        deep = np.asarray(picture.convert("L")).astype(np.uint16) * 257
        Image.fromarray(deep).save(path, "PNG")
    elif mode == "CMYK":
        picture.convert("RGB").convert("CMYK").save(path, "TIFF")
    else:
        picture.convert(mode).save(path, "PNG")
    return path


@st.composite
def strengths(draw: st.DrawFn, size: tuple[int, int]) -> Image.Image:
    """Strokes, soft or hard, anywhere and of any width, or a speckle, or nothing at all."""
    strength = Image.new("L", size)
    brush = ImageDraw.Draw(strength)
    within = st.tuples(st.integers(-5, size[0] + 5), st.integers(-5, size[1] + 5))
    for _ in range(draw(st.integers(0, 4))):
        ends = [draw(within), draw(within)]
        brush.line(ends, fill=draw(st.integers(0, 255)), width=draw(st.integers(1, 40)))
    if draw(st.booleans()):
        strength.putpixel((draw(st.integers(0, size[0] - 1)), draw(st.integers(0, size[1] - 1))), 255)
    return strength


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Image.Image, Image.Image, Image.Image]:
    size = draw(st.tuples(st.integers(1, 180), st.integers(1, 180)))
    times = draw(st.sampled_from([0.5, 1.0, 1.0, 2.0, 3.1]))
    other = max(1, round(size[0] * times)), max(1, round(size[1] * times))
    original = noise(size, draw(st.integers(0, 99)), draw(st.sampled_from([3, 4])))
    answer = noise(other, draw(st.integers(0, 99)), 4).convert(
        draw(st.sampled_from(["RGB", "RGBA", "L", "P", "CMYK"]))
    )
    return draw(st.sampled_from(MODES)), original, draw(strengths(size)), answer


@property_
@given(case=cases())
def test_outside_the_painted_area_nothing_differs(
    tmp_path: Path, case: tuple[str, Image.Image, Image.Image, Image.Image]
) -> None:
    mode, picture, strength, answer = case
    original = load_normalized(save_in_mode(tmp_path / "original", picture, mode))
    before = original.tobytes()
    try:
        result = composite(original, strength, answer)
    except CannotComposite:
        return
    assert original.tobytes() == before, "the original itself stays as it is"
    assert result.image.size == original.size
    assert greatest_difference(result, original, np.asarray(strength) == 0) == 0
    save_composite(result, tmp_path / "held.png")
    with Image.open(tmp_path / "held.png") as saved:
        assert saved.tobytes() == result.image.tobytes()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("size", "other"), [((256, 192), (256, 192)), ((450, 300), (300, 200)), ((150, 200), (300, 400))]
)
def test_inside_it_is_the_answer(tmp_path: Path, mode: str, size: tuple[int, int], other: tuple[int, int]) -> None:
    original = load_normalized(save_in_mode(tmp_path / "original", photo(size), mode))
    strength = disc(size)
    result = composite(original, strength, Image.new("RGB", other, (10, 200, 30)))
    assert greatest_difference(result, original, np.asarray(strength) == 0) == 0
    middle = result.image.convert("RGB").getpixel((size[0] // 2, size[1] // 2))
    assert middle == (10, 200, 30)
    assert result.drift > 0.5


def test_the_edge_has_no_step() -> None:
    size = (1600, 1200)
    result = composite(Image.new("RGB", size, "black"), disc(size), Image.new("RGB", size, "white"))
    assert np.abs(np.diff(pixels(result.image)[600, :, 0])).max() < 60


def test_a_mask_of_another_size_is_laid_over_the_whole() -> None:
    original = photo((800, 600))
    result = composite(original, disc((400, 300)), Image.new("RGB", (800, 600), "red"))
    assert result.image.getpixel((400, 300)) == (255, 0, 0)
    left, top, right, bottom = disc((400, 300)).getbbox()
    far = np.ones((600, 800), bool)
    far[2 * top - 1 : 2 * bottom + 1, 2 * left - 1 : 2 * right + 1] = False
    assert greatest_difference(result, original, far) == 0


@pytest.mark.parametrize(("right", "down"), [(5, -3), (-2, 7), (1, 0), (0, -8)])
@pytest.mark.parametrize("quality", [0, 80])
def test_a_moved_answer_is_moved_back(right: int, down: int, quality: int) -> None:
    size = (900, 700)
    original = photo(size)
    edited = original.copy()
    ImageDraw.Draw(edited).ellipse((400, 300, 500, 400), fill="teal")
    answer = moved(edited, right, down)
    result = composite(original, disc(size), as_jpeg(answer, quality) if quality else answer)
    assert result.shift == (-right, -down)
    assert result.drift < 0.02
    if not quality:
        inner = np.asarray(disc(size).crop((300, 200, 600, 500))) == 255
        gap = np.abs(pixels(result.image) - pixels(edited))[200:500, 300:600][inner]
        assert np.count_nonzero(gap) == 0, "inside it is the edit, where it belongs"


def test_an_answer_of_another_size_is_moved_back_too() -> None:
    original = photo((1536, 1024), "coffee.jpg")
    answer = moved(original, 9, -6).resize((1024, 683), Image.Resampling.LANCZOS)
    result = composite(original, disc(original.size), as_jpeg(answer))
    assert abs(result.shift[0] + 9) <= 1
    assert abs(result.shift[1] - 6) <= 1


def test_what_a_move_uncovers_is_filled_from_the_answer_as_it_lay() -> None:
    original = photo((900, 700))
    answer = original.crop((8, 0, 900, 700))
    padded = Image.new("RGB", (900, 700), "teal")
    padded.paste(answer, (0, 0))
    strength = Image.new("L", (900, 700))
    strength.paste(255, (0, 300, 300, 400))
    result = composite(original, strength, padded)
    assert result.shift == (8, 0)
    assert np.array_equal(pixels(result.image)[350, :8], pixels(padded)[350, :8])
    assert np.array_equal(pixels(result.image)[350, 8:280], pixels(original)[350, 8:280])


@pytest.mark.parametrize(("right", "down"), [(60, 0), (-40, 90)])
def test_an_answer_that_is_moved_far_is_not_held(right: int, down: int) -> None:
    original = photo((900, 700))
    with pytest.raises(CannotComposite) as refused:
        composite(original, disc((900, 700)), as_jpeg(moved(original, right, down)))
    assert refused.value.reason == "shift"
    assert refused.value.params == {"percent": f"{100 * float(np.hypot(right, down)) / 700:.1f}"}


@pytest.mark.parametrize("period", [12, 40, 90])
def test_a_pattern_that_repeats_is_not_mistaken_for_a_move(period: int) -> None:
    tile = photo((period, period))
    original = Image.new("RGB", (900, 700))
    for left in range(0, 900, period):
        for top in range(0, 700, period):
            original.paste(tile, (left, top))
    edited = original.copy()
    edited.paste("teal", (300, 250, 600, 450))
    assert composite(original, disc((900, 700)), as_jpeg(edited)).shift == (0, 0)


@pytest.mark.parametrize("other", ["coffee.jpg", "rocket.jpg", "cat.png"])
def test_another_picture_is_not_moved(other: str) -> None:
    original = photo((900, 700))
    for answer in (photo((900, 700), other), ImageOps.mirror(original), Image.new("RGB", (900, 700), "red")):
        result = composite(original, disc((900, 700)), as_jpeg(answer))
        assert result.shift == (0, 0)
        assert result.drift > 0.4


@pytest.mark.parametrize("answer", [(880, 800), (800, 880), (640, 582)])
def test_an_answer_of_another_shape_is_not_held(answer: tuple[int, int]) -> None:
    with pytest.raises(CannotComposite) as refused:
        composite(photo((800, 800)), disc((800, 800)), photo(answer))
    assert (refused.value.reason, refused.value.params) == ("ratio", {"percent": "10.0"})


@pytest.mark.parametrize(("extra", "left", "top"), [((28, 0), 14, 0), ((0, 28), 0, 14)])
def test_an_answer_a_little_wider_is_cropped_and_not_stretched(extra: tuple[int, int], left: int, top: int) -> None:
    original = photo((1000, 1000))
    wider = Image.new("RGB", (1000 + extra[0], 1000 + extra[1]), "teal")
    wider.paste(original, (left, top))
    result = composite(original, everything((1000, 1000)), wider)
    assert result.image.tobytes() == original.tobytes()


@pytest.mark.parametrize("sides", [(29, 7), (58, 7), (123, 7), (1, 300), (300, 1)])
def test_a_crop_that_rounds_below_nothing_is_none(sides: tuple[int, int]) -> None:
    size = (sides[1], sides[1])
    result = composite(noise(size, 1), everything(size), Image.new("RGB", (sides[0], sides[0]), "red"))
    assert result.image.getcolors() == [(sides[1] ** 2, (255, 0, 0))]


def test_at_2_9_percent_and_another_size_a_circle_stays_round() -> None:
    wider = Image.new("RGB", (2058, 2000), "white")
    ImageDraw.Draw(wider).ellipse((629, 600, 1429, 1400), fill="black")
    result = composite(Image.new("RGB", (1000, 1000), "white"), everything((1000, 1000)), wider)
    box = ImageOps.invert(result.image.convert("L")).point(lambda value: value > 128 and 255).getbbox()
    assert box is not None
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((400, 400), abs=1)


@pytest.mark.parametrize("quality", [0, 75, 92])
def test_the_same_picture_did_not_drift(quality: int) -> None:
    original = photo((1400, 1000), "coffee.jpg")
    result = composite(original, disc((1400, 1000)), as_jpeg(original, quality) if quality else original)
    assert result.drift < (0.002 if quality else 1e-9)


def test_drift_counts_what_is_outside_alone() -> None:
    original = photo((800, 800))
    inside, outside = original.copy(), original.copy()
    inside.paste("red", (300, 300, 500, 500))
    outside.paste("red", (0, 0, 800, 160))
    assert composite(original, disc((800, 800)), inside).drift == 0
    assert composite(original, disc((800, 800)), outside).drift == pytest.approx(0.2 / 0.79, abs=0.03)
    assert composite(original, everything((800, 800)), outside).drift == 0


def test_with_an_original_profile_the_answers_colours_are_converted(tmp_path: Path) -> None:
    original = photo((300, 300))
    original.info = {"icc_profile": SWAPPED}
    result = composite(original, disc((300, 300)), Image.new("RGB", (300, 300), (255, 0, 0)))
    red, green, blue = result.image.getpixel((150, 150))
    assert (red < 30, green > 225, blue < 30) == (True, True, True)
    assert greatest_difference(result, original, np.asarray(disc((300, 300))) == 0) == 0
    save_composite(result, tmp_path / "held.png")
    with Image.open(tmp_path / "held.png") as saved:
        assert saved.info["icc_profile"] == SWAPPED


def test_an_answers_own_profile_is_heeded() -> None:
    answer = Image.new("RGB", (300, 300), (0, 255, 0))
    answer.info = {"icc_profile": SWAPPED}
    red, green, _ = composite(photo((300, 300)), disc((300, 300)), answer).image.getpixel((150, 150))
    assert red > 225 > 30 > green


@pytest.mark.parametrize("profile", [SRGB, b"torn"])
def test_profiles_that_say_nothing_else_change_nothing(profile: bytes) -> None:
    original = photo((300, 300))
    original.info = {"icc_profile": profile}
    result = composite(original, everything((300, 300)), noise((300, 300), 5))
    assert result.image.tobytes() == noise((300, 300), 5).tobytes()


def test_alpha_is_the_originals_outside_and_the_answers_inside() -> None:
    clear = noise((400, 400), 1, 4)
    clear.putalpha(Image.linear_gradient("L").resize((400, 400)))
    strength = disc((400, 400))
    result = composite(clear, strength, Image.new("RGB", (400, 400), "red"))
    assert result.image.mode == "RGBA"
    assert greatest_difference(result, clear, np.asarray(strength) == 0) == 0
    assert result.image.getpixel((200, 200)) == (255, 0, 0, 255)


def test_a_see_through_answer_makes_an_opaque_original_see_through() -> None:
    original = photo((400, 400))
    result = composite(original, disc((400, 400)), Image.new("RGBA", (400, 400), (0, 0, 0, 0)))
    assert result.image.getpixel((200, 200))[3] == 0
    assert greatest_difference(result, original, np.asarray(disc((400, 400))) == 0) == 0


def test_hidden_colours_do_not_shine_through_at_the_edge() -> None:
    clear = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    result = pixels(composite(clear, disc((400, 400)), Image.new("RGB", (400, 400), "red")).image)
    seen = result[result[:, :, 3] > 20]
    assert len(np.unique(seen[:, 3])) > 3, "it fades"
    assert seen[:, 0].min() > 240


def pasted(folder: Path, answer: bytes, into: Path) -> CompositeFile:
    """From files to a file. The left half may change."""
    photo((400, 300)).save(folder / "original.png")
    mask = Image.new("RGBA", (400, 300), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 0, 200, 300))
    mask.save(folder / "mask.png")
    (folder / "answer").write_bytes(answer)
    names = {"original": folder / "original.png", "strength": folder / "mask.png", "answer": folder / "answer"}
    return composite_file(**names, into=into, load=load_normalized)


def test_what_is_transparent_in_the_mask_changes_and_the_rest_does_not(tmp_path: Path) -> None:
    red = BytesIO()
    Image.new("RGB", (800, 600), "red").save(red, "WEBP", lossless=True)
    into = tmp_path / "a" / "held.png"
    result = pasted(tmp_path, red.getvalue(), into)
    assert (result.width, result.height, result.shift) == (400, 300, (0, 0))
    assert result.drift > 0.9
    with Image.open(into) as saved:
        after, before = pixels(saved), pixels(photo((400, 300)))
    assert (after[:, :190] == (255, 0, 0)).all()
    assert (after[:, 200:] == before[:, 200:]).all()
    assert list(into.parent.iterdir()) == [into]


@pytest.mark.parametrize("name", ["truncated.jpg", "not-an-image.png", "bomb.png"])
def test_of_a_damaged_answer_nothing_is_written(tmp_path: Path, name: str) -> None:
    into = tmp_path / "a" / "held.png"
    with pytest.raises(Damaged):
        pasted(tmp_path, (IMAGES / name).read_bytes(), into)
    assert not into.parent.exists()


PADDINGS = [(30, 0, 31, 0), (0, 100, 0, 0), (0, 7, 0, 8), (200, 0, 200, 0), (5, 6, 7, 8)]


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("times", [0.5, 1, 2])
def test_padding_is_cut_off_again(padding: tuple[int, ...], times: float) -> None:
    original = photo((120, 90))
    answer = masks.pad_mirrored(original, padding)
    size = round(times * answer.width), round(times * answer.height)
    answer = answer.resize(size, Image.Resampling.LANCZOS)
    result = composite(original, everything(original.size), answer, padding=padding)
    assert result.image.size == original.size
    difference = np.abs(pixels(result.image) - pixels(original)).mean()
    assert difference == 0 if times == 1 else difference < (12 if times < 1 else 4)


def test_what_has_another_shape_than_the_padded_one_is_not_laid_over() -> None:
    original = photo((120, 90))
    with pytest.raises(CannotComposite):
        composite(original, disc(original.size), original, padding=(20, 0, 20, 0))


@pytest.mark.parametrize("times", [0.25, 0.5, 1, 1.37, 2])
@pytest.mark.parametrize("quality", [0, 85, 95])
@pytest.mark.parametrize("name", ["astronaut.webp", "coffee.jpg", "phone-rotated-gps.jpg", "rocket.jpg", "cat.png"])
def test_an_answer_that_is_the_original_is_unchanged(name: str, quality: int, times: float) -> None:
    original = photo((300, 200), name)
    answer = original.resize((round(300 * times), round(200 * times)), Image.Resampling.LANCZOS)
    answer = as_jpeg(answer, quality) if quality else answer
    for strength in (disc(original.size), everything(original.size)):
        assert composite(original, strength, answer).unchanged


@pytest.mark.parametrize("side", [12, 40])
@pytest.mark.parametrize("strength", [disc((600, 400)), everything((600, 400))], ids=["disc", "everything"])
def test_a_small_thing_in_a_large_area_is_a_change(side: int, strength: Image.Image) -> None:
    original = photo((600, 400), "rocket.jpg")
    answer = original.copy()
    answer.paste((255, 0, 0), (290, 190, 290 + side, 190 + side))
    assert not composite(original, strength, as_jpeg(answer)).unchanged


def test_what_changed_only_outside_is_unchanged_inside() -> None:
    original = photo((600, 400), "rocket.jpg")
    strength = Image.new("L", (600, 400))
    strength.paste(255, (320, 160, 480, 320))
    answer = original.copy()
    answer.paste((255, 0, 0), (0, 0, 300, 400))
    assert composite(original, strength, answer).unchanged
    assert not composite(original, Image.new("L", (600, 400)), answer).unchanged, "nothing was painted"


def test_one_painted_pixel_is_enough_to_tell() -> None:
    original = photo((2000, 400), "rocket.jpg")
    strength = Image.new("L", original.size)
    strength.putpixel((1999, 399), 40)
    assert composite(original, strength, original).unchanged
    assert not composite(original, strength, Image.new("RGB", (500, 100), "lime")).unchanged
