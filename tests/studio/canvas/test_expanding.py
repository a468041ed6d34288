"""An answer laid around its original.

The old area stays pixel for pixel, the seam is soft, memory is bounded.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from studio.canvas.expanding import ExpandedFile, expand_file
from studio.canvas.expansion import canvas_size
from studio.images.compositing import CannotComposite
from studio.images.decode import load_normalized
from studio.images.masks import pad_mirrored
from studio.memory.costs import ANSWERED
from studio.memory.probe import probe_file
from tests.paths import IMAGES, ROOT
from tests.studio.references.masked_edits import photo

GREEN = (10, 200, 30)
SIDES = [(20, 0, 20, 0), (0, 10, 5, 30), (0, 0, 0, 8), (70, 40, 0, 90)]


def expand(
    folder: Path, original: Path, answer: Image.Image, *, sides: tuple[int, ...], padding: tuple[int, ...] = ()
) -> tuple[ExpandedFile, Image.Image]:
    answer.save(folder / "answer.png", icc_profile=answer.info.get("icc_profile"))
    made = expand_file(
        original=original, answer=folder / "answer.png", into=folder / "held.png", sides=sides, padding=padding
    )
    composite = load_normalized(folder / "held.png")
    assert composite.size == (made.width, made.height)
    return made, composite


def saved(folder: Path, picture: Image.Image) -> Path:
    picture.save(folder / "original.png")
    return folder / "original.png"


def old_part(composite: Image.Image, original: Image.Image, sides: tuple[int, ...]) -> Image.Image:
    return composite.crop((sides[0], sides[1], sides[0] + original.width, sides[1] + original.height))


def scenery(size: tuple[int, int]) -> Image.Image:
    """Something with large shapes, of which a small move is seen."""
    picture = Image.new("RGB", size, (90, 140, 200))
    brush, rng = ImageDraw.Draw(picture), np.random.default_rng(4)
    for _ in range(60):
        x, y = (int(rng.integers(0, side)) for side in size)
        brush.ellipse((x - 9, y - 9, x + 9, y + 9), fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    return picture


@pytest.mark.parametrize("sides", SIDES)
@pytest.mark.parametrize("scale", [0.4, 1.0, 2.5])
def test_the_old_area_is_identical_and_the_new_one_is_the_answer(
    tmp_path: Path, sides: tuple[int, ...], scale: float
) -> None:
    original = photo((64, 50))
    size = canvas_size(original.size, sides)
    answer = Image.new("RGB", (round(scale * size[0]), round(scale * size[1])), GREEN)
    made, composite = expand(tmp_path, saved(tmp_path, original), answer, sides=sides)
    assert composite.size == size
    assert old_part(composite, original, sides).tobytes() == original.tobytes()
    assert made.drift > 0.9 and not made.unchanged
    new = np.ones((size[1], size[0]), dtype=bool)
    reach = 2
    new[
        max(0, sides[1] - reach) : sides[1] + original.height + reach,
        max(0, sides[0] - reach) : sides[0] + original.width + reach,
    ] = False
    assert (np.asarray(composite)[new] == GREEN).all(), "but for a seam of two pixels it is the answer alone"


@pytest.mark.parametrize("name", ["phone-rotated-gps.jpg", "cat-alpha.png", "cmyk.jpg", "gray16.png"])
def test_a_photo_of_any_container_stays_as_it_is_shown(tmp_path: Path, name: str) -> None:
    original, sides = load_normalized(IMAGES / name), (40, 0, 60, 8)
    answer = Image.new("RGB", canvas_size(original.size, sides), GREEN)
    _, composite = expand(tmp_path, IMAGES / name, answer, sides=sides)
    part = old_part(composite, original, sides)
    assert np.array_equal(np.asarray(part.convert(original.mode)), np.asarray(original))
    assert composite.convert("RGB").getpixel((0, 0)) == GREEN
    assert composite.info.get("icc_profile", b"") == original.info.get("icc_profile", b"")


def test_the_seam_fades_from_the_mirrored_edge_to_the_answer(tmp_path: Path) -> None:
    original, sides = Image.new("RGB", (400, 400), (200, 0, 0)), (0, 0, 200, 0)
    _, composite = expand(
        tmp_path, saved(tmp_path, original), Image.new("RGB", (600, 400), (0, 0, 200)), sides=sides
    )
    line = [composite.getpixel((x, 200)) for x in range(399, 410)]
    reds = [colour[0] for colour in line if isinstance(colour, tuple)]
    assert reds[0] == 200 and reds == sorted(reds, reverse=True) and reds[-1] == 0
    assert len({red for red in reds if 0 < red < 200}) >= 3, "a few pixels of the new area"


def test_padding_around_the_canvas_is_cut_off(tmp_path: Path) -> None:
    original, sides, padding = photo((60, 60)), (30, 0, 30, 0), (0, 30, 0, 30)
    sent = Image.new("RGB", (120, 120), (0, 0, 0))
    ImageDraw.Draw(sent).rectangle((0, 30, 119, 89), fill=GREEN)
    made, composite = expand(tmp_path, saved(tmp_path, original), sent, sides=sides, padding=padding)
    assert composite.size == (120, 60) and composite.getpixel((3, 1)) == GREEN == composite.getpixel((115, 58))
    assert old_part(composite, original, sides).tobytes() == original.tobytes()
    assert not made.unchanged


def test_an_answer_that_moved_the_picture_is_moved_back(tmp_path: Path) -> None:
    original, sides = scenery((300, 240)), (60, 0, 60, 0)
    canvas = pad_mirrored(original, sides)
    right = Image.new("RGB", canvas.size, GREEN)
    right.paste(original, (60, 0))
    moved = ImageChops.offset(right, 3, 2)
    made, composite = expand(tmp_path, saved(tmp_path, original), moved, sides=sides)
    assert old_part(composite, original, sides).tobytes() == original.tobytes()
    assert made.drift < 0.02, "once it is moved back the old area is nearly what it was"
    assert composite.getpixel((50, 100)) == GREEN


def test_an_answer_of_another_shape_cannot_be_laid_around_it(tmp_path: Path) -> None:
    with pytest.raises(CannotComposite) as raised:
        expand(tmp_path, saved(tmp_path, photo((60, 60))), Image.new("RGB", (90, 90)), sides=(30, 0, 30, 0))
    assert raised.value.reason == "ratio"


def test_the_mirrored_edge_come_back_is_told(tmp_path: Path) -> None:
    original, sides = scenery((320, 240)), (120, 0, 120, 0)
    made, _ = expand(tmp_path, saved(tmp_path, original), pad_mirrored(original, sides), sides=sides)
    assert made.unchanged and made.drift == 0


def test_what_is_see_through_stays_so(tmp_path: Path) -> None:
    original, sides = photo((50, 40)).convert("RGBA"), (20, 0, 0, 0)
    original.putalpha(Image.linear_gradient("L").resize(original.size))
    _, composite = expand(tmp_path, saved(tmp_path, original), Image.new("RGB", (70, 40), GREEN), sides=sides)
    assert composite.mode == "RGBA" and old_part(composite, original, sides).tobytes() == original.tobytes()
    assert composite.getpixel((2, 2)) == (*GREEN, 255)


MEASURE = """
import resource, sys, pathlib
from studio.canvas.expanding import expand_file
from studio.images.compositing import find_shift
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
folder = pathlib.Path(sys.argv[1])
before = peak()
expand_file(original=folder / "original.jpg", answer=folder / "answer.png", into=folder / "held.png",
            sides=(3111, 0, 3111, 0))
print(peak() - before)
"""


def test_64_megapixels_stay_within_their_cost(tmp_path: Path) -> None:
    """In a process of its own, whose peak is told by the system."""
    Image.linear_gradient("L").resize((8000, 8000)).convert("RGB").save(tmp_path / "original.jpg", quality=60)
    Image.new("RGB", (1824, 1024), GREEN).save(tmp_path / "answer.png")
    cost = probe_file(tmp_path / "original.jpg").cost_of_rows(beside=ANSWERED * 1824 * 1024)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) <= cost.memory <= 64_000_000 * 7 + 48_000_000
    with Image.open(tmp_path / "held.png") as composite:
        assert composite.size == (14222, 8000)
