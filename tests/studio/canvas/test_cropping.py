"""Crop, rotate and mirror at all pixels.

Lossless where the original was, and nothing of its notes is left.
"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from providers.errors import Unsupported
from studio.canvas.cropping import Crop, crop_file
from studio.images.decode import load_normalized
from studio.memory.probe import Probe
from tests.paths import IMAGES
from tests.studio.references.masked_edits import photo


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("flip", [False, True])
def test_a_part_of_the_turned_picture_is_cut_out(tmp_path: Path, rotate: int, flip: bool) -> None:
    picture = photo((40, 30))
    picture.save(tmp_path / "it.png")
    assert (
        crop_file(
            tmp_path / "it.png",
            Crop(x=3, y=5, width=12, height=9, rotate=rotate, flip=flip),
            into=tmp_path / "part",
        )
        == "png"
    )
    turned = np.rot90(np.asarray(picture), -rotate // 90)
    expected = (np.fliplr(turned) if flip else turned)[5:14, 3:15]
    assert np.array_equal(np.asarray(load_normalized(tmp_path / "part")), expected)


def test_a_photograph_stays_a_jpeg_without_its_notes(tmp_path: Path) -> None:
    """It is cut as it is shown, upright."""
    whole = load_normalized(IMAGES / "phone-rotated-gps.jpg")
    crop = Crop(x=10, y=20, width=100, height=60)
    assert crop_file(IMAGES / "phone-rotated-gps.jpg", crop, into=tmp_path / "part") == "jpg"
    with Image.open(tmp_path / "part") as part:
        assert (part.format, part.size, dict(part.getexif())) == ("JPEG", (100, 60), {})
        difference = np.asarray(part, dtype=int) - np.asarray(whole.crop((10, 20, 110, 80)), dtype=int)
    assert np.abs(difference).mean() < 2
    assert b"GPS" not in (tmp_path / "part").read_bytes() and b"Exif" not in (tmp_path / "part").read_bytes()


def test_without_a_size_it_is_all_that_there_is(tmp_path: Path) -> None:
    photo((40, 30)).save(tmp_path / "it.png")
    crop_file(tmp_path / "it.png", Crop(y=4, rotate=90), into=tmp_path / "part")
    assert load_normalized(tmp_path / "part").size == (30, 36)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("flip", [False, True])
def test_a_large_picture_is_cut_a_strip_at_a_time_as_in_one_piece(
    tmp_path: Path, rotate: int, flip: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen: a part of a PNG of 64 megapixels took 850 MB of the memory that all pictures share."""
    whole = Image.merge("RGBA", [*photo((60, 50)).split(), Image.linear_gradient("L").resize((60, 50))])
    whole.save(tmp_path / "it.png")
    for module in ("png_strips", "probe", "costs"):
        monkeypatch.setattr(f"studio.memory.{module}.STRIPS_FROM", 100, raising=False)
    monkeypatch.setattr("studio.memory.png_strips.STRIP_PIXELS", 7 * 60)
    monkeypatch.setattr("studio.canvas.upright_rows.STRIP_PIXELS", 7 * 60)
    crop = Crop(x=3, y=5, width=30, height=40, rotate=rotate, flip=flip)
    assert crop_file(tmp_path / "it.png", crop, into=tmp_path / "part") == "png"
    turned = np.rot90(np.asarray(whole), -rotate // 90)
    expected = (np.fliplr(turned) if flip else turned)[5:45, 3:33]
    assert np.array_equal(np.asarray(load_normalized(tmp_path / "part")), expected)


def test_the_memory_of_a_crop_is_that_of_the_part() -> None:
    large = Probe(mime="image/png", width=8000, height=8000, in_strips=True)
    assert large.cost_of_crop(1_000_000).memory < 120_000_000
    assert large.cost_of_crop(64_000_000).memory < 400_000_000
    photograph = Probe(mime="image/jpeg", width=8000, height=8000, in_strips=False)
    assert photograph.cost_of_crop(36_000_000).memory > 409_000_000, "what was measured"


@pytest.mark.parametrize(
    "crop", [Crop(x=40), Crop(x=1, width=40), Crop(y=2, height=29), Crop(x=31, rotate=90), Crop(x=-1)]
)
def test_what_lies_outside_is_refused_with_the_size_that_there_is(crop: Crop) -> None:
    with pytest.raises(Unsupported) as raised:
        crop.box((40, 30))
    assert raised.value.params["reason"] == "crop_outside"
    assert raised.value.params["value"] == ("30x40" if crop.rotate else "40x30")
