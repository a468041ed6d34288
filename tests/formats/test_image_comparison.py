"""Two files of one picture are told from two pictures.

Also where a file cannot be walked by its segments.
"""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from formats.image_comparison import has_same_pixels
from tests.odd_pictures import chunk
from tests.providers.parse_helpers import noise


def jpeg(seed: int, *, before_scan: bytes = b"", after_start: bytes = b"") -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(noise(32, 32, seed=seed))) as image:
        image.convert("RGB").save(out, "JPEG")
    data = out.getvalue()
    scan = data.index(b"\xff\xda")
    return data[:2] + after_start + data[2:scan] + before_scan + data[scan:]


@pytest.mark.parametrize(
    ("before_scan", "after_start"), [(b"", b""), (b"\x00", b""), (b"\xff", b""), (b"", b"\x00"), (b"", b"\xff\xff")]
)
def test_two_pictures_are_never_one(tmp_path: Path, before_scan: bytes, after_start: bytes) -> None:
    """A junk byte before the scan ended both walks early, and one of two paid pictures became a draft."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(jpeg(1, before_scan=before_scan, after_start=after_start))
    other.write_bytes(jpeg(2, before_scan=before_scan, after_start=after_start))
    assert not has_same_pixels(one, other, "image/jpeg")
    assert has_same_pixels(one, one, "image/jpeg")


@pytest.mark.parametrize("kind", ["png", "webp"])
@pytest.mark.parametrize("junk", [b"", b"\xff" * 8])
def test_a_chunk_whose_length_leads_nowhere_makes_nothing_equal(tmp_path: Path, kind: str, junk: bytes) -> None:
    files = []
    for seed in (1, 2):
        out = io.BytesIO()
        with Image.open(io.BytesIO(noise(32, 32, seed=seed))) as image:
            image.save(out, kind, **({"lossless": True} if kind == "webp" else {}))
        start = 8 if kind == "png" else 12
        files.append(tmp_path / f"{seed}")
        files[-1].write_bytes(out.getvalue()[:start] + junk + out.getvalue()[start:])
    assert not has_same_pixels(files[0], files[1], f"image/{kind}")


def lossless(kind: str, **notes: object) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(noise(32, 32, seed=3))) as image:
        image.convert("RGB").save(out, kind, **({"lossless": True} if kind == "webp" else {}), **notes)
    return out.getvalue()


def exif(orientation: int, *, description: str) -> bytes:
    notes = Image.Exif()
    notes[0x010E], notes[0x0112] = description, orientation
    return notes.tobytes()


WIDE = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()


@pytest.mark.parametrize("kind", ["png", "webp", "jpeg"])
def test_what_is_shown_turned_or_in_other_colours_is_another_picture(tmp_path: Path, kind: str) -> None:
    one, other = tmp_path / "one", tmp_path / "other"

    def is_same(first: dict[str, object], second: dict[str, object]) -> bool:
        one.write_bytes(lossless(kind, **first))
        other.write_bytes(lossless(kind, **second))
        return has_same_pixels(one, other, f"image/{kind}")

    assert is_same({}, {"exif": exif(1, description="labelled")}), "a note that turns nothing"
    assert is_same({"exif": exif(6, description="drawn")}, {"exif": exif(6, description="labelled")})
    assert not is_same({}, {"exif": exif(6, description="")})
    assert not is_same({"exif": exif(8, description="")}, {"exif": exif(6, description="")})
    assert is_same({"icc_profile": WIDE}, {"icc_profile": WIDE, "exif": exif(1, description="labelled")})
    assert not is_same({}, {"icc_profile": WIDE})


def test_a_png_of_another_gamma_is_another_picture(tmp_path: Path) -> None:
    plain, one, other = lossless("png"), tmp_path / "one", tmp_path / "other"
    one.write_bytes(plain)
    other.write_bytes(plain[:33] + chunk(b"gAMA", (100_000).to_bytes(4, "big")) + plain[33:])
    assert not has_same_pixels(one, other, "image/png")
    other.write_bytes(plain[:33] + chunk(b"sRGB", b"\0") + plain[33:])
    assert has_same_pixels(one, other, "image/png")
