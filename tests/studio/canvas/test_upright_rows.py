"""Rows of a picture as it is shown.

The same pixels as the whole of it, whatever its notes and its mode.
"""

from pathlib import Path

import pytest
from PIL import Image

from studio.canvas.upright_rows import open_rows, source_box
from studio.images.decode import load_normalized
from studio.memory import png_strips
from studio.memory.png_strips import join_strips
from tests.paths import IMAGES
from tests.studio.references.masked_edits import photo

TURNS = [None, *Image.Transpose]


@pytest.mark.parametrize("turn", TURNS)
def test_a_part_of_a_turned_picture_is_found_in_the_file(turn: Image.Transpose | None) -> None:
    picture = photo((7, 5))
    shown = picture if turn is None else picture.transpose(turn)
    for box in ((0, 0, 2, 1), (1, 2, 4, 5), (2, 1, 5, 4)):
        part = picture.crop(source_box(box, picture.size, turn))
        assert (part if turn is None else part.transpose(turn)).tobytes() == shown.crop(box).tobytes()


@pytest.mark.parametrize(
    "name",
    [
        "phone-rotated-gps.jpg",
        "cat-alpha.png",
        "palette.png",
        "cmyk.jpg",
        "gray16.png",
        "animated.gif",
        "astronaut.webp",
    ],
)
def test_the_rows_together_are_the_picture(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.canvas.upright_rows.STRIP_PIXELS", 20_000)
    whole = load_normalized(IMAGES / name)
    with open_rows(IMAGES / name) as rows:
        joined = join_strips(rows.strips(), rows.size)
        assert rows.size == whole.size
        assert joined.convert(whole.mode).tobytes() == whole.tobytes()
        assert rows.profile == whole.info.get("icc_profile", b"")
        assert join_strips(rows.strips(), rows.size).tobytes() == joined.tobytes(), "they can be gone through again"


def test_a_large_png_is_never_whole_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_strips, "STRIPS_FROM", 1000)
    picture = photo((90, 70))
    picture.save(tmp_path / "it.png")
    with open_rows(tmp_path / "it.png") as rows:
        assert join_strips(rows.strips(), rows.size).tobytes() == picture.tobytes()
        assert [strip.height % 4 for strip in rows.strips(multiple=4)][:-1] == [0] * (
            len(list(rows.strips(multiple=4))) - 1
        )
        monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("decoded whole"))
        rows.image.size  # noqa: B018 - still open, and not decoded
