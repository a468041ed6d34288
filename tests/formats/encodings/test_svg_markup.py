"""The root of an SVG.

Known at any cut, its size as browsers take it, and whether the file reaches its end.
"""

from pathlib import Path

import pytest

from formats.encodings.svg_markup import read_svg_root, svg_ending, svg_size
from formats.image_format import completeness, read_header
from tests.hostile_svgs import harmless_svgs, withheld_svgs
from tests.processor_cost import bounded_cost

PLAIN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><svg x="1"><g/></svg><path d="M1 1"/></svg>'
)


@pytest.mark.parametrize("name", harmless_svgs())
def test_the_size_of_an_svg_is_that_of_its_first_tag(name: str) -> None:
    data, size = harmless_svgs()[name]
    header = read_header(data)
    assert header and (header.mime, (header.width, header.height)) == ("image/svg+xml", size)
    for end in range(len(data)):
        header = read_header(data[:end])
        assert header is None or (header.width, header.height) in {(0, 0), size}, "never half a number"


@pytest.mark.parametrize(
    ("width", "height", "box", "size"),
    [
        ("10", "", "0 0 0 0", (10, 150)),
        ("1e3", ".5px", "", (1000, 1)),
        ("-5", "nan", "", (300, 150)),
        ("12em", "9", "0 0 2 1", (18, 9)),
        ("9" * 400, "9", "", (300, 9)),
        ("10pt", "1pc", "", (13, 16)),
        ("", "", "0 0 1e999 3", (300, 150)),
        ("", "", "a b c d", (300, 150)),
    ],
)
def test_sizes(width: str, height: str, box: str, size: tuple[int, int]) -> None:
    assert svg_size(width, height, box) == size


@pytest.mark.parametrize(
    "data",
    [
        b"<html><svg/></html>",
        b"<?xml version='1.0'?><rss/>",
        b"<svgs>",
        b"svg",
        b"",
        b"<!DOCTYPE html><svg ",
        b"<!-- <svg ",
    ],
)
def test_what_is_no_svg(data: bytes) -> None:
    assert read_header(data) is None


def test_one_that_declares_entities_is_known_as_one() -> None:
    for data, _ in withheld_svgs().values():
        assert read_svg_root(data)
        assert read_svg_root(data[:200])


def test_whether_an_svg_is_whole_is_told_by_its_end(tmp_path: Path) -> None:
    def verdict(data: bytes) -> str:
        path = tmp_path / "a.svg"
        path.write_bytes(data)
        return completeness("image/svg+xml", path)

    for whole in (PLAIN, PLAIN + b"\n<!-- made by -->\r\n", b"<svg/>", b"<a:svg></a:svg >", PLAIN + b"\0" * 9):
        assert verdict(whole) == "whole", whole
    for cut in (PLAIN[:-1], PLAIN[:40], b"<svg><path d='M0 0'/>", b"<svg><g></g>"):
        assert verdict(cut) != "whole", cut
    assert verdict(PLAIN[: PLAIN.index(b"<svg x")]) == "cut"
    assert verdict(PLAIN + b"```") == "unsure"


@pytest.mark.parametrize(
    "data",
    [
        b"<!---->" * 30_000 + b"x",
        b"<!DOCTYPE svg [" + b"]" * 200_000,
        b"<svg " + b"a='b' " * 40_000,
        b"<svg width=" + b" " * 200_000,
        b"<svg" + b" width" * 40_000 + b">",
        b"<svg " + b"'\"" * 100_000,
    ],
)
def test_no_beginning_takes_long(data: bytes) -> None:
    with bounded_cost(loops=120):
        read_svg_root(data)
        svg_ending(data, data[-65536:])
        svg_ending(b"<svg>", b"<!---->" * 9000)
