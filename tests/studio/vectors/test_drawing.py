"""SVG as pixels.

Drawn by a process of its own that reads no file, asks nobody, and ends when it takes too long.
"""

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import SvgPicture
from studio.vectors import drawing
from studio.vectors.drawing import draw, draw_thumb, open_svg, pixel_size
from studio.vectors.safe_svg import read_svg
from tests.hostile_svgs import HEAD, harmless_svgs, loading_svgs

TEAL = (0, 128, 128, 255)


def drawn(folder: Path, data: bytes, *, by: Callable[..., Image.Image] = draw, longest: int = 2048) -> Image.Image:
    path = folder / "a.svg"
    path.write_bytes(data)
    with by(read_svg(path), longest=longest) as image:
        return image.convert("RGBA")


def test_svgs_as_they_are_written_are_drawn_in_a_size_that_is_of_use(tmp_path: Path) -> None:
    known = harmless_svgs()
    for name in ("view-box", "huge", "bom", "prefix", "no-namespace", "cycle", "gradient"):
        data, size = known[name]
        image = drawn(tmp_path, data)
        assert image.size == pixel_size(*size) and max(image.size) in range(1024, 2049), name
        assert image.getpixel((image.width // 2, image.height // 2)) == TEAL, name
    assert drawn(tmp_path, harmless_svgs()["view-box"][0], longest=512).size == (512, 256)


def test_what_is_not_drawn_is_see_through(tmp_path: Path) -> None:
    image = drawn(tmp_path, f'{HEAD}<rect width="32" height="64" fill="teal"/></svg>'.encode())
    assert (image.getpixel((10, 10)), image.getpixel((1000, 10))) == (TEAL, (0, 0, 0, 0))


def test_a_view_box_in_other_units_than_the_size_fills_the_picture(tmp_path: Path) -> None:
    box = b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="-10 0 20 10">'
    image = drawn(tmp_path, box + b'<rect width="10" height="10" fill="teal"/></svg>', longest=512)
    assert (image.getpixel((10, 250)), image.getpixel((500, 250))) == ((0, 0, 0, 0), TEAL)


def test_hostile_svgs_read_no_file_and_ask_nobody(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (64, 64), "red").save(secret)
    with socket.create_server(("127.0.0.1", 0)) as server:
        outside = f"http://127.0.0.1:{server.getsockname()[1]}"
        files = loading_svgs(outside=outside, file=secret)
        for name in ("image", "image-file", "fe-image", "style-url", "foreign"):
            data = files[name]
            red = [color for _, color in drawn(tmp_path, data).getcolors(100_000) or [] if color[0] > color[1]]  # type: ignore[index]
            assert red == [], name
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    "content",
    [
        '<filter id="f" x="-9" y="-9" width="20" height="20"><feMorphology operator="dilate" radius="900"/>'
        '</filter><rect width="64" height="64" filter="url(#f)"/>' * 40,
        '<filter id="f"><feTurbulence baseFrequency="9" numOctaves="999999999"/></filter>'
        '<rect width="64" height="64" filter="url(#f)"/>',
    ],
    ids=["morphology", "turbulence"],
)
def test_a_drawing_that_never_ends_is_ended(tmp_path: Path, content: str) -> None:
    with pytest.raises(SvgPicture) as refused:
        drawn(tmp_path, f"{HEAD}{content}</svg>".encode(), by=draw_thumb)
    assert refused.value.params["reason"] == "slow"


def test_a_drawing_that_takes_too_much_memory_ends_alone(tmp_path: Path) -> None:
    layers = '<g opacity="0.9">' * 90 + '<rect width="2048" height="2048"/>' + "</g>" * 90
    with pytest.raises(SvgPicture) as refused:
        drawn(tmp_path, f"{HEAD.replace('64', '2048')}{layers}</svg>".encode())
    assert refused.value.params["reason"] == "complex", "no browser is given what got no memory here"


def test_letters_are_drawn_in_whatever_font_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '<text x="4" y="44" font-size="30" font-family="No Such Font">W</text>'
    assert drawing.has_fonts() == bool(drawn(tmp_path, f"{HEAD}{text}</svg>".encode()).getbbox())
    monkeypatch.setattr(drawing, "FONT_FOLDERS", (str(tmp_path),))
    assert not drawing.has_fonts() or sys.platform != "linux"


def test_it_is_told_that_the_library_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "LIBRARY", "no_such_library")
    with pytest.raises(SvgPicture) as refused, open_svg(_plain(tmp_path)):
        pass
    assert refused.value.params["reason"] == "missing"


def _plain(folder: Path) -> Path:
    path = folder / "plain.svg"
    path.write_bytes(harmless_svgs()["plain"][0])
    return path
