"""Masks: transparent is what may change.

From the painted file to what a model gets and to the softened edge.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageDraw

from providers.errors import Damaged, Unsupported
from studio.images import masks
from tests.hypothesis_profiles import examples
from tests.paths import IMAGES

SIZE = (240, 160)
BOX = (60, 40, 120, 100)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
quick = settings(
    deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def painted(*boxes: tuple[int, int, int, int], size: tuple[int, int] = SIZE, value: int = 255) -> Image.Image:
    """A strength; `boxes` are painted, right and bottom just outside."""
    strength = Image.new("L", size)
    for left, top, right, bottom in boxes:
        strength.paste(value, (left, top, right, bottom))
    return strength


def mask_file(path: Path, strength: Image.Image, *, mode: str = "RGBA") -> Path:
    """The strength as the painter stores it: what may change is transparent."""
    mask = Image.new("RGBA", strength.size)
    mask.putalpha(ImageChops.invert(strength))
    mask.convert(mode).save(path, "PNG")
    return path


def sent(path: Path) -> tuple[Image.Image, np.ndarray]:
    """A mask as a model gets it: whole, white where it may change and black elsewhere; and its alpha."""
    with Image.open(path) as image:
        image.load()
        assert (image.format, image.mode) == ("PNG", "RGBA")
        *colours, alpha = image.split()
        assert [colour.tobytes() for colour in colours] == [ImageChops.invert(alpha).tobytes()] * 3
        return image, np.asarray(alpha)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_is_what_may_change(tmp_path: Path, mode: str) -> None:
    strength = masks.read(mask_file(tmp_path / "mask.png", painted(BOX), mode=mode))
    assert strength.mode == "L"
    assert strength.getpixel((BOX[0], BOX[1])) == 255
    assert strength.getpixel((0, 0)) == 0
    assert strength.getbbox() == BOX


def test_a_soft_brush_is_read_as_it_was_painted(tmp_path: Path) -> None:
    soft = Image.linear_gradient("L")
    assert masks.read(mask_file(tmp_path / "mask.png", soft)).tobytes() == soft.tobytes()


def test_a_palette_may_carry_the_alpha(tmp_path: Path) -> None:
    palette = Image.new("P", SIZE, 1)
    palette.putpalette([9, 9, 9, 200, 0, 0])
    palette.paste(0, BOX)
    palette.save(tmp_path / "mask.png", transparency=0)
    assert masks.read(tmp_path / "mask.png").tobytes() == painted(BOX).tobytes()


def test_a_mask_is_turned_as_its_picture_is_shown(tmp_path: Path) -> None:
    lying = Image.new("RGBA", (30, 20), (0, 0, 0, 255))
    lying.putpixel((0, 0), (0, 0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    lying.save(tmp_path / "mask.png", exif=exif)
    strength = masks.read(tmp_path / "mask.png")
    assert (strength.size, strength.getbbox()) == ((20, 30), (19, 0, 20, 1))


@pytest.mark.parametrize(
    ("name", "reason"),
    [("coffee.jpg", "mask_not_png"), ("not-an-image.png", "mask_not_png"), ("cat.png", "mask_no_alpha")],
)
def test_what_is_no_mask_is_refused(name: str, reason: str) -> None:
    with pytest.raises(Unsupported) as refused:
        masks.measure(IMAGES / name)
    assert (refused.value.field, refused.value.reason) == ("mask", reason)


def test_a_bomb_and_a_torn_mask_are_damaged(tmp_path: Path) -> None:
    whole = mask_file(tmp_path / "mask.png", Image.linear_gradient("L")).read_bytes()
    (tmp_path / "torn.png").write_bytes(whole[: len(whole) // 2])
    for path in (IMAGES / "bomb.png", tmp_path / "torn.png"):
        with pytest.raises(Damaged) as damaged:
            masks.read(path)
        assert not damaged.value.may_be_charged


@pytest.mark.parametrize(
    ("strength", "share", "box"),
    [
        (painted(), 0.0, None),
        (painted((0, 0, *SIZE)), 1.0, (0, 0, *SIZE)),
        (painted((0, 0, SIZE[0] // 2, SIZE[1])), 0.5, (0, 0, SIZE[0] // 2, SIZE[1])),
        (painted((0, 0, *SIZE), value=51), 0.2, (0, 0, *SIZE)),
    ],
)
def test_a_mask_is_measured(
    tmp_path: Path, strength: Image.Image, share: float, box: tuple[int, int, int, int] | None
) -> None:
    info = masks.measure(mask_file(tmp_path / "mask.png", strength))
    assert (info.width, info.height, info.share, info.box) == (*SIZE, share, box)


def test_one_pixel_is_neither_nothing_nor_everything(tmp_path: Path) -> None:
    one = painted((5, 5, 6, 6))
    assert 0 < masks.measure(mask_file(tmp_path / "one.png", one)).share < 1
    assert 0 < masks.measure(mask_file(tmp_path / "rest.png", ImageChops.invert(one))).share < 1


def test_a_model_gets_what_may_change_transparent(tmp_path: Path) -> None:
    masks.write_for_gateway(painted(BOX), SIZE, into=tmp_path / "made" / "here.png", max_bytes=4_000_000)
    image, alpha = sent(tmp_path / "made" / "here.png")
    assert image.size == SIZE
    assert alpha[BOX[1] : BOX[3], BOX[0] : BOX[2]].max() == 0
    assert np.count_nonzero(alpha == 0) == (BOX[2] - BOX[0]) * (BOX[3] - BOX[1])
    assert list((tmp_path / "made").iterdir()) == [tmp_path / "made" / "here.png"]


@pytest.mark.parametrize(("value", "may_change"), [(127, 0), (128, 1)])
def test_soft_strokes_are_cut_at_half(tmp_path: Path, value: int, may_change: int) -> None:
    strength = painted(BOX, value=value)
    strength.putpixel((0, 0), 255)
    masks.write_for_gateway(strength, SIZE, into=tmp_path / "mask.png", max_bytes=0)
    _, alpha = sent(tmp_path / "mask.png")
    assert set(np.unique(alpha)) == {0, 255}
    assert np.count_nonzero(alpha == 0) == 1 + may_change * (BOX[2] - BOX[0]) * (BOX[3] - BOX[1])


def test_strokes_that_are_all_weak_are_sent_all_the_same(tmp_path: Path) -> None:
    masks.write_for_gateway(painted(BOX, value=40), SIZE, into=tmp_path / "mask.png", max_bytes=0)
    assert np.count_nonzero(sent(tmp_path / "mask.png")[1] == 0) == (BOX[2] - BOX[0]) * (BOX[3] - BOX[1])


@quick
@given(size=st.tuples(st.integers(1, 90), st.integers(1, 90)), x=st.integers(60, 179), slant=st.integers(-60, 60))
def test_no_stroke_is_lost_when_the_mask_becomes_smaller(
    tmp_path: Path, size: tuple[int, int], x: int, slant: int
) -> None:
    strength = Image.new("L", SIZE)
    ImageDraw.Draw(strength).line((x, 0, x + slant, SIZE[1] - 1), fill=255, width=1)
    masks.write_for_gateway(strength, size, into=tmp_path / "mask.png", max_bytes=4_000_000)
    image, alpha = sent(tmp_path / "mask.png")
    assert image.size == size
    assert set(np.unique(alpha)) <= {0, 255}
    rows = np.flatnonzero((alpha == 0).any(axis=1))
    seen = np.flatnonzero(np.asarray(strength).any(axis=1))
    assert (rows[0], rows[-1]) == (0, min(size[1] - 1, seen[-1] * size[1] // SIZE[1]))
    assert len(rows) == rows[-1] + 1, "no gap"


@pytest.mark.parametrize("heaviest", [60_000, 20_000, 10_000])
def test_a_speckled_mask_is_filled_up_until_it_is_light_enough(tmp_path: Path, heaviest: int) -> None:
    random = np.random.default_rng(3)
    speckles = Image.fromarray(np.where(random.random((900, 1100)) < 0.02, 255, 0).astype(np.uint8))
    masks.write_for_gateway(speckles, speckles.size, into=tmp_path / "mask.png", max_bytes=heaviest)
    image, alpha = sent(tmp_path / "mask.png")
    assert (tmp_path / "mask.png").stat().st_size <= heaviest
    assert image.size == speckles.size
    assert alpha[np.asarray(speckles) == 255].max() == 0, "what was painted still may change"


def test_what_cannot_be_light_enough_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unsupported) as refused:
        masks.write_for_gateway(painted(BOX), SIZE, into=tmp_path / "mask.png", max_bytes=10)
    assert (refused.value.reason, refused.value.value) == ("mask_too_heavy", "0.0 MB")
    assert list(tmp_path.iterdir()) == []


def test_a_photographs_mask_is_light(tmp_path: Path) -> None:
    strength = Image.new("L", (4000, 3000))
    ImageDraw.Draw(strength).line([(100, 100), (3500, 900), (800, 2500)], fill=255, width=120, joint="curve")
    masks.write_for_gateway(strength, strength.size, into=tmp_path / "mask.png", max_bytes=4_000_000)
    assert (tmp_path / "mask.png").stat().st_size < 300_000


@pytest.mark.parametrize("ground", ["black", "white", "magenta", "grey", "lime"])
def test_a_marked_area_is_seen_on_any_ground(ground: str) -> None:
    picture = Image.new("RGB", SIZE, ground)
    shown = masks.mark_area(picture, painted(BOX))
    far, marked = np.asarray(picture)[0, 0].astype(int), np.asarray(shown).astype(int)
    assert (marked[0, 0] == far).all()
    assert (marked[:, : BOX[0] - 8] == far).all()
    outline = marked[60, BOX[0] - 4 : BOX[0]]
    assert max(np.abs(outline - far).max(axis=1)) > 100
    middle = marked[70, 90]
    assert np.abs(middle - far).sum() > 50 or ground == "magenta"
    assert (middle != (255, 0, 255)).any() or ground == "magenta", "what is below shines through"


def test_a_mask_of_another_size_marks_the_same_place() -> None:
    half = painted((30, 20, 60, 50), size=(120, 80))
    shown = masks.mark_area(Image.new("RGBA", SIZE, "white"), half)
    assert (shown.mode, shown.size) == ("RGB", SIZE)
    assert (
        ImageChops.difference(shown, masks.mark_area(Image.new("RGB", SIZE, "white"), painted(BOX))).getbbox()
        is None
    )


def weights(strength: Image.Image) -> np.ndarray:
    """The feathered weights over the whole picture."""
    box = strength.getbbox()
    assert box is not None
    whole = Image.new("L", strength.size)
    whole.paste(masks.feather(strength, box), box[:2])
    return np.asarray(whole)


@pytest.mark.parametrize("size", [(200, 160), (900, 700), (3000, 2600)])
def test_an_area_softens_inside_its_edge_alone(size: tuple[int, int]) -> None:
    left, top, right, bottom = size[0] // 4, size[1] // 4, 3 * size[0] // 4, 3 * size[1] // 4
    values = weights(painted((left, top, right, bottom), size=size)).astype(int)
    radius = min(32, max(2, round(0.0125 * min(size))))
    outside = np.ones(values.shape, bool)
    outside[top:bottom, left:right] = False
    assert values[outside].max() == 0
    row = values[size[1] // 2, left:right]
    assert row[0] < 90
    assert (np.diff(row[: 2 * radius]) >= 0).all(), "it grows"
    assert np.abs(np.diff(row)).max() <= 130, "no step is seen"
    assert row[radius // 2] < 255
    assert (row[radius + 4 : -radius - 4] == 255).all()
    column = values[top:bottom, size[0] // 2]
    assert np.abs(row[: 2 * radius] - row[::-1][: 2 * radius]).max() < 60, "alike on both sides"
    assert np.abs(row[: 2 * radius] - column[: 2 * radius]).max() < 60, "and above"


@pytest.mark.parametrize("width", [1, 2, 3, 7])
@pytest.mark.parametrize("size", [(300, 200), (1600, 1200), (4000, 2600)])
def test_a_thin_stroke_has_its_strength_in_its_middle(size: tuple[int, int], width: int) -> None:
    strength = Image.new("L", size)
    draw = ImageDraw.Draw(strength)
    draw.line((20, 30, size[0] - 21, size[1] - 31), fill=255, width=width)
    draw.line((size[0] // 2, 10, size[0] // 2, size[1] - 11), fill=255, width=width)
    values, area = weights(strength), np.asarray(strength) > 0
    assert values[~area].max() == 0
    assert values[size[1] // 4].max() >= 170
    for row in range(40, size[1] - 40, 17):
        assert values[row].max() >= 170


def test_a_thin_stroke_keeps_its_strength_beside_a_broad_one() -> None:
    strength = painted((100, 100, 500, 500), (510, 100, 512, 500), size=(1200, 1000))
    assert weights(strength)[300, 510:512].max() == 255


def test_a_soft_stroke_stays_soft() -> None:
    values = weights(painted((200, 200, 600, 600), size=(800, 800), value=100))
    assert values[400, 400] == 100
    assert values.max() == 100


def test_the_pictures_own_border_is_no_edge() -> None:
    values = weights(painted((0, 0, 400, 800), size=(800, 800)))
    assert values[:, :380].min() == 255
    assert values[400, 399] < 90


@quick
@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    kind=st.sampled_from(["RGB", "RGBA"]),
    many=st.integers(1, 256),
    profile=st.sampled_from([b"", SRGB]),
)
def test_what_is_written_is_read_back_by_pillow(
    tmp_path: Path, size: tuple[int, int], kind: str, many: int, profile: bytes
) -> None:
    random = np.random.default_rng(many)
    image = Image.fromarray(random.integers(0, many, (size[1], size[0], len(kind)), dtype=np.uint8))
    image.info = {"icc_profile": profile} if profile else {}
    masks.write_png(image, tmp_path / "picture.png")
    with Image.open(tmp_path / "picture.png") as back:
        back.load()
        assert (back.format, back.mode, back.info.get("icc_profile", b"")) == ("PNG", kind, profile)
        assert back.tobytes() == image.tobytes()


@pytest.mark.parametrize("name", ["cat.png", "cat-alpha.png", "coffee.jpg"])
def test_large_pictures_are_written_in_many_strips(tmp_path: Path, name: str) -> None:
    with Image.open(IMAGES / name) as small:
        image = small.resize((1501, 999))
    masks.write_png(image, tmp_path / "picture.png")
    with Image.open(tmp_path / "picture.png") as back:
        back.load()
        assert back.tobytes() == image.tobytes()
