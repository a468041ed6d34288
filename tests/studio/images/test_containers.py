"""Private notes go, and not one pixel with them: JPEG, PNG and WebP without decoding."""

import io
import struct
import tracemalloc
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from providers.errors import Damaged
from studio.images.containers import MAX_SEGMENTS, Segment, has_metadata, iter_segments, strip_metadata
from tests.paths import IMAGES

GPS, MAKER, EXIF_IFD = 0x8825, 0x010F, 0x8769
XMP = b"<x:xmpmeta>secret place</x:xmpmeta>"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
MIMES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def secrets() -> Image.Exif:
    exif = Image.Exif()
    exif[MAKER] = "secret maker"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 29.0)})
    exif.get_ifd(EXIF_IFD)[0x9003] = "2024:05:06 07:08:09"
    return exif


def picture(mode: str = "RGB") -> Image.Image:
    with Image.open(IMAGES / "cat-alpha.png") as cat:
        return cat.convert(mode)


def written(path: Path, image: Image.Image, kind: str, **options: object) -> Path:
    image.info = {}
    image.save(path, kind, icc_profile=SRGB, exif=secrets(), **options)  # type: ignore[arg-type]
    return path


def noted_jpeg(path: Path, **options: object) -> Path:
    return written(path, picture(), "JPEG", quality=90, comment=b"secret words", xmp=XMP, **options)


def noted_png(path: Path, mode: str = "RGBA") -> Path:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "secret author")
    info.add_text("Comment", "secret words" * 100, zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    info.add(b"tIME", struct.pack(">HBBBBB", 2024, 5, 6, 7, 8, 9))
    info.add(b"gAMA", struct.pack(">I", 45455))
    info.add(b"prVt", b"secret of an unknown program", after_idat=True)
    return written(path, picture(mode), "PNG", pnginfo=info, dpi=(300, 300))


def noted_webp(path: Path, mode: str = "RGBA", **options: object) -> Path:
    return written(path, picture(mode), "WEBP", xmp=XMP, **options)


def named(path: Path, mime: str) -> list[str]:
    with path.open("rb") as file:
        return [part.name for part in iter_segments(file, mime)]


def stripped(path: Path) -> Path:
    """The file without its notes, checked to show the same in every frame."""
    with Image.open(path) as image:
        mime = MIMES[image.format or ""]
    into = path.with_name("stripped")
    assert has_metadata(path, mime)
    strip_metadata(path, mime, into)
    assert not has_metadata(into, mime)
    with Image.open(path) as before, Image.open(into) as after:
        assert (after.mode, after.size) == (before.mode, before.size)
        assert after.tobytes() == before.tobytes()
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert not after.getexif() and not after.getexif().get_ifd(GPS)
        assert not {"exif", "xmp", "comment", "Author", "Comment", "XML:com.adobe.xmp"} & after.info.keys()
    assert b"secret" not in into.read_bytes()
    return into


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"dpi": (300, 300)}])
def test_a_jpeg_loses_its_notes_and_keeps_its_pixels(tmp_path: Path, options: dict[str, object]) -> None:
    into = stripped(noted_jpeg(tmp_path / "a.jpg", **options))
    assert {"JFIF", "ICC_PROFILE"} <= set(named(into, "image/jpeg"))


def test_a_profile_in_several_segments_and_the_colours_of_adobe_stay(tmp_path: Path) -> None:
    profile = SRGB + bytes(200_000)
    with Image.open(IMAGES / "cmyk.jpg") as cmyk:
        cmyk.save(tmp_path / "a.jpg", icc_profile=profile, exif=secrets())
    names = named(stripped(tmp_path / "a.jpg"), "image/jpeg")
    assert names.count("ICC_PROFILE") == 4 and "Adobe" in names


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "LA", "P", "1"])
def test_a_png_loses_its_notes_and_keeps_its_pixels(tmp_path: Path, mode: str) -> None:
    names = named(stripped(noted_png(tmp_path / "a.png", mode)), "image/png")
    assert {"iCCP", "gAMA", "pHYs"} <= set(names)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("lossless", [True, False])
def test_a_webp_loses_its_notes_and_says_so_in_its_head(tmp_path: Path, mode: str, lossless: bool) -> None:
    into = stripped(noted_webp(tmp_path / "a.webp", mode, lossless=lossless))
    data = into.read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert data[12:16] == b"VP8X" and not data[20] & 0x0C, "neither EXIF nor XMP is announced"
    assert data[20] & 0x20, "the profile still is"


def test_an_animated_webp_keeps_its_frames(tmp_path: Path) -> None:
    other = picture().transpose(Image.Transpose.ROTATE_180)
    into = stripped(noted_webp(tmp_path / "a.webp", "RGB", save_all=True, append_images=[other]))
    with Image.open(into) as image:
        assert image.n_frames == 2


def test_what_stands_behind_the_end_goes(tmp_path: Path) -> None:
    for name, mime in [("coffee.jpg", "image/jpeg"), ("cat.png", "image/png"), ("astronaut.webp", "image/webp")]:
        path, into = tmp_path / name, tmp_path / f"stripped-{name}"
        original = (IMAGES / name).read_bytes()
        path.write_bytes(original + b"a secret film")
        assert has_metadata(path, mime)
        strip_metadata(path, mime, into)
        assert into.read_bytes() == original


def test_the_other_pictures_of_a_camera_file_go(tmp_path: Path) -> None:
    first, second = picture(), picture("L").convert("RGB")
    first.save(tmp_path / "a.mpo", "MPO", save_all=True, append_images=[second])
    with Image.open(tmp_path / "a.mpo") as image:
        assert image.format == "MPO"
    with Image.open(stripped(tmp_path / "a.mpo")) as image:
        assert image.format == "JPEG"


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("coffee.jpg", "image/jpeg"),
        ("cat.png", "image/png"),
        ("cat-alpha.png", "image/png"),
        ("gray16.png", "image/png"),
        ("palette.png", "image/png"),
        ("astronaut.webp", "image/webp"),
    ],
)
def test_files_without_notes_are_seen_to_have_none(name: str, mime: str) -> None:
    assert not has_metadata(IMAGES / name, mime)


def test_filling_and_junk_between_segments_do_no_harm(tmp_path: Path) -> None:
    data = noted_jpeg(tmp_path / "clean.jpg").read_bytes()
    offset = data.index(b"\xff\xdb")
    (tmp_path / "a.jpg").write_bytes(data[:offset] + b"junk\xff\xff\xff" + data[offset:])
    stripped(tmp_path / "a.jpg")


def test_markers_are_found_wherever_the_reading_is_cut(tmp_path: Path) -> None:
    head = b"\xff\xd8\xff\xda\x00\x02"
    for length in (*range(50, 80), 318, 319, 320, 321):
        data = head + b"\xff\x00" * (length // 2) + b"a" * (length % 2)
        read = list(iter_segments(io.BytesIO(data + b"\xff\xd9"), "image/jpeg"))
        assert read[1:] == [
            Segment(name="SOS", offset=2, length=4 + length),
            Segment(name="EOI", offset=len(data), length=2),
        ]


@pytest.mark.parametrize("make", [noted_jpeg, noted_png, noted_webp])
def test_the_parts_cover_the_file_without_a_gap(tmp_path: Path, make: object) -> None:
    path = make(tmp_path / "a")  # type: ignore[operator]
    with Image.open(path) as image:
        mime = MIMES[image.format or ""]
    path.write_bytes(path.read_bytes() + b"behind")
    with path.open("rb") as file:
        read = list(iter_segments(file, mime))
    assert all(one.offset + one.length == other.offset for one, other in pairwise(read))
    assert read[0].offset == 0 and read[-1].offset + read[-1].length == path.stat().st_size


@given(part=st.floats(0, 0.9999), name=st.sampled_from(["coffee.jpg", "cat.png", "astronaut.webp"]))
def test_a_file_that_is_cut_anywhere_is_refused_or_known_to_have_no_end(part: float, name: str) -> None:
    data = (IMAGES / name).read_bytes()
    mime = {"jpg": "image/jpeg", "png": "image/png", "ebp": "image/webp"}[name[-3:]]
    length = int(len(data) * part)
    try:
        read = list(iter_segments(io.BytesIO(data[:length]), mime))
    except Damaged as refused:
        assert not refused.may_be_charged, "nothing was sent"
        return
    assert {"IDAT", "SOS"} & {part.name for part in read} and not {"IEND", "EOI"} & {part.name for part in read}
    assert sum(part.length for part in read) == length


@given(data=st.binary(max_size=64), mime=st.sampled_from(["image/jpeg", "image/png", "image/webp"]))
def test_noise_is_refused(data: bytes, mime: str) -> None:
    heads = {
        "image/jpeg": b"\xff\xd8",
        "image/png": b"\x89PNG\r\n\x1a\n",
        "image/webp": b"RIFF\x40\0\0\0WEBP",
    }
    for noise in (data, heads[mime] + data):
        try:
            read = list(iter_segments(io.BytesIO(noise), mime))
        except Damaged:
            continue
        assert sum(part.length for part in read) == len(noise)


def test_a_file_of_a_million_empty_chunks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt\0\0\0\0" * (MAX_SEGMENTS + 1))
    with pytest.raises(Damaged, match="parts"):
        strip_metadata(path, "image/png", tmp_path / "b.png")
    assert not (tmp_path / "b.png").exists()


def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    path, into = tmp_path / "a.png", tmp_path / "b.png"
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))
    body, end = chunk(b"IDAT", bytes(50_000_000)), chunk(b"IEND", b"")
    path.write_bytes(head + chunk(b"tEXt", b"secret") + body + end)
    tracemalloc.start()
    try:
        strip_metadata(path, "image/png", into)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
    assert into.read_bytes() == head + body + end
