"""Beginnings and ends of files: what format it is, and whether it is whole."""

from pathlib import Path

import pytest

from formats.image_format import MAX_PARTS, completeness, may_be_image, read_header
from tests.odd_pictures import SIZE, WHOLE, written


@pytest.mark.parametrize(
    ("mime", "part"),
    [("image/png", bytes(12)), ("image/avif", (8).to_bytes(4, "big") + b"free")],
)
def test_countless_empty_parts_are_left_to_whoever_decodes_it(tmp_path: Path, mime: str, part: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(part * (MAX_PARTS + 2) + b"\0\0\0\xffmdat")
    assert completeness(mime, path) == "unsure"


@pytest.mark.parametrize(
    ("head", "mime", "size"),
    [
        (written("ICO", sizes=[(32, 24), (16, 12)]), "image/x-icon", (32, 24)),
        (b"\xff\x0a" + bytes(40), "image/jxl", (0, 0)),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(40), "image/jxl", (0, 0)),
        (WHOLE["bmp-os2"], "image/bmp", SIZE),
        (WHOLE["bmp-reserved"], "image/bmp", SIZE),
    ],
)
def test_what_only_a_browser_or_a_phone_shows_is_known_by_any_beginning(
    tmp_path: Path, head: bytes, mime: str, size: tuple[int, int]
) -> None:
    header = read_header(head)
    assert header is not None and (header.mime, header.width, header.height) == (mime, *size)
    known = [read_header(head[:length]) for length in range(1, 40)]
    assert all(first or may_be_image(head[:length]) for length, first in enumerate(known, 1))
    path = tmp_path / "file"
    path.write_bytes(head)
    assert completeness(mime, path) == "whole"


def test_an_icon_that_is_cut_is_no_whole_one_and_four_bytes_make_none(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(written("ICO", sizes=[(16, 12)])[:-1])
    assert completeness("image/x-icon", path) == "cut"
    assert read_header(b"\0\0\1\0" + bytes(60)) is None
