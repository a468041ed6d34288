"""Picture files as they are kept: odd but right ones as delivered.

What is no whole picture is refused.
"""

import hashlib
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from providers.errors import Damaged
from studio.errors import NotAPicture
from studio.images.files import ImageInfo, check_image, content_path, make_thumb, store
from studio.references.upload import ingest_upload
from tests.hostile_svgs import withheld_svgs
from tests.odd_pictures import written
from tests.paths import IMAGES


def looked_at(name: str, data: Path) -> ImageInfo:
    return check_image(IMAGES / name, mime="", thumbs=data / "thumbs")


@pytest.mark.parametrize(
    ("name", "mime", "size", "has_alpha"),
    [
        ("coffee.jpg", "image/jpeg", (600, 400), False),
        ("cmyk.jpg", "image/jpeg", (640, 427), False),
        ("gray16.png", "image/png", (451, 300), False),
        ("palette.png", "image/png", (600, 400), False),
        ("cat-alpha.png", "image/png", (451, 300), True),
        ("animated.gif", "image/gif", (225, 150), False),
        ("astronaut.webp", "image/webp", (512, 512), False),
        ("phone-rotated-gps.jpg", "image/jpeg", (640, 427), False),
    ],
)
def test_odd_pictures_are_what_they_are(
    tmp_path: Path, name: str, mime: str, size: tuple[int, int], has_alpha: bool
) -> None:
    info = looked_at(name, tmp_path)
    data = (IMAGES / name).read_bytes()
    assert (info.mime, (info.width, info.height), info.has_alpha) == (mime, size, has_alpha)
    assert (info.size, info.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with Image.open(content_path(tmp_path / "thumbs", info.sha256, "webp")) as thumb:
        assert thumb.format == "WEBP" and max(thumb.size) <= 512
        assert abs(thumb.width / thumb.height - size[0] / size[1]) < 0.01
        assert not thumb.getexif(), "a place and a time are nobody's business"
        low, high = thumb.convert("L").getextrema()
        assert high - low > 100, "the thumbnail shows something"  # type: ignore[operator]
    assert store(IMAGES / name, info, root=tmp_path / "pictures").read_bytes() == data


@pytest.mark.parametrize(("mime", "ending"), [("image/x-icon", "ico"), ("image/jxl", "jxl")])
def test_what_only_a_browser_reads_is_kept_and_is_no_input(tmp_path: Path, mime: str, ending: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xff\x0a" + bytes(40) if ending == "jxl" else written("ICO", sizes=[(16, 12)]))
    info = check_image(path, mime=mime, thumbs=tmp_path / "thumbs")
    assert (info.mime, info.ending, info.checked) == (mime, ending, False)
    assert store(path, info, root=tmp_path / "pictures").read_bytes() == path.read_bytes()
    with pytest.raises(NotAPicture):
        ingest_upload(path, data=tmp_path, name="file")


@pytest.mark.parametrize("name", ["truncated.jpg", "not-an-image.png", "bomb.png"])
def test_what_is_no_whole_picture_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Damaged):
        looked_at(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["coffee.jpg", "cat-alpha.png", "astronaut.webp", "animated.gif", "gray16.png"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_picture_that_is_cut_is_refused(tmp_path: Path, name: str, part: float) -> None:
    data = (IMAGES / name).read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(Damaged):
        check_image(cut, mime="", thumbs=tmp_path)


def test_a_large_jpeg_that_is_cut_is_refused_although_it_is_decoded_small(tmp_path: Path) -> None:
    large, cut = tmp_path / "large.jpg", tmp_path / "cut.jpg"
    with Image.open(IMAGES / "coffee.jpg") as coffee:
        coffee.resize((4096, 4096)).save(large, "JPEG", quality=90)
    assert check_image(large, mime="", thumbs=tmp_path).width == 4096
    cut.write_bytes(large.read_bytes()[:-5000])
    with pytest.raises(Damaged):
        check_image(cut, mime="", thumbs=tmp_path)


def test_a_bomb_of_a_palette_is_not_decoded(tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 15000, 15000, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(15001 * 100)))
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b""))
    with pytest.raises(Damaged, match="pixels"):
        check_image(bomb, mime="", thumbs=tmp_path)


def test_an_svg_is_kept_as_it_is_and_drawn_small(tmp_path: Path) -> None:
    drawing = tmp_path / "drawing"
    half = '<rect width="20" height="30" fill="teal"/>'
    drawing.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">{half}</svg>')
    info = check_image(drawing, mime="image/svg+xml", thumbs=tmp_path / "thumbs")
    assert (info.width, info.height, info.has_alpha, info.checked, info.flaw) == (40, 30, True, True, "")
    assert store(drawing, info, root=tmp_path / "pictures").suffix == ".svg"
    thumb = content_path(tmp_path / "thumbs", info.sha256, "webp")
    make_thumb(drawing, tmp_path / "again.webp")
    for path in (thumb, tmp_path / "again.webp"):
        with Image.open(path) as image:
            assert image.size == (512, 384)
            assert image.convert("RGBA").getpixel((100, 100)) == pytest.approx((0, 128, 128, 255), abs=3)


def test_an_svg_that_is_not_drawn_is_kept_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = tmp_path / "drawing"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>')
    monkeypatch.setattr("studio.vectors.drawing.LIBRARY", "no_such_library")
    info = check_image(drawing, mime="image/svg+xml", thumbs=tmp_path)
    assert (info.width, info.flaw, info.checked, info.is_withheld) == (40, "missing", False, False)
    layers = '<g opacity=".5"><rect/><rect/></g>' * 1000
    drawing.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">{layers}</svg>')
    info = check_image(drawing, mime="image/svg+xml", thumbs=tmp_path)
    assert info.flaw == "complex", "what could not be tried is shown only where there is little of it"
    drawing.write_bytes(withheld_svgs()["deep"][0])
    info = check_image(drawing, mime="image/svg+xml", thumbs=tmp_path)
    assert (info.flaw, info.checked, info.is_withheld) == ("complex", False, True)
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>')
    with pytest.raises(Damaged):
        check_image(drawing, mime="image/svg+xml", thumbs=tmp_path)


def test_the_frames_of_a_gif_are_counted(tmp_path: Path) -> None:
    assert looked_at("animated.gif", tmp_path).frames > 1


def test_the_same_content_is_kept_once_and_survives_its_first_name(tmp_path: Path) -> None:
    first, second = tmp_path / "1.part", tmp_path / "2.part"
    for path in (first, second):
        path.write_bytes((IMAGES / "coffee.jpg").read_bytes())
    info = check_image(first, mime="", thumbs=tmp_path / "thumbs")
    stored = store(first, info, root=tmp_path / "pictures")
    assert first.exists(), "somebody may be about to open it"
    first.unlink()
    assert store(second, info, root=tmp_path / "pictures") == stored
    stored.write_bytes(b"torn")
    assert store(second, info, root=tmp_path / "pictures").stat().st_size == info.size
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


def test_a_thumbnail_can_be_made_again(tmp_path: Path) -> None:
    make_thumb(IMAGES / "phone-rotated-gps.jpg", tmp_path / "a" / "thumb.webp")
    with Image.open(tmp_path / "a" / "thumb.webp") as thumb:
        assert thumb.size == (512, 342)
    with pytest.raises(Damaged):
        make_thumb(IMAGES / "truncated.jpg", tmp_path / "thumb.webp")


def test_a_tiff_that_pillow_turns_by_itself_is_told_as_it_is_shown(tmp_path: Path) -> None:
    turned = Image.new("RGB", (60, 40), "red")
    notes = turned.getexif()
    notes[0x0112] = 6
    turned.save(tmp_path / "turned.tif", exif=notes)
    info = check_image(tmp_path / "turned.tif", mime="image/tiff", thumbs=tmp_path / "thumbs")
    assert (info.width, info.height) == (40, 60)
    with Image.open(content_path(tmp_path / "thumbs", info.sha256, "webp")) as thumb:
        assert thumb.size == (40, 60)
