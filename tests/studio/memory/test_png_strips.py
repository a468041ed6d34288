"""PNGs read in strips: the same pixels, of every file that a browser shows."""

import zlib
from pathlib import Path

import pytest

from studio.images.opening import open_file
from studio.memory import png_strips
from studio.memory.png_strips import iter_strips, join_strips
from tests.odd_pictures import WHOLE_PNGS, png, written


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_strips, "STRIP_PIXELS", 640)


@pytest.mark.parametrize("name", WHOLE_PNGS)
def test_strips_are_the_pixels_of_the_whole_picture(tmp_path: Path, name: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(WHOLE_PNGS[name])
    with open_file(path) as image:
        joined = join_strips(iter_strips(image, path), image.size)
        image.load()
        assert joined.tobytes() == image.tobytes()


def test_missing_rows_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png(end=b"")[: len(written("PNG")) // 2])
    with open_file(path) as image, pytest.raises((OSError, zlib.error)):
        list(iter_strips(image, path))
