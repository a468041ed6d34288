"""Pictures that a browser shows whole are whole.

Notes, ends and trailers that a strict reader stumbles over do no harm.
"""

import hashlib
import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageChops, TiffImagePlugin

from formats.image_format import read_header
from models.caps import Inputs
from providers.errors import Damaged
from studio.images.decode import load_normalized
from studio.images.files import ImageInfo, check_image, make_thumb
from studio.images.masks import read as read_mask
from studio.images.opening import open_file
from studio.images.png_chunks import is_flawed
from studio.images.prepare import PreparedImage, prepare
from studio.references.upload import ingest_upload, save_view
from tests.odd_pictures import (
    SIZE,
    TORN,
    WHOLE,
    XMP,
    XMP_ONLY,
    chunk,
    drawing,
    exif,
    png,
    profile,
    written,
)
from tests.processor_cost import bounded_cost

ANY = Inputs(max_images=16, formats=("image/png", "image/jpeg", "image/webp"))


def write_file(folder: Path, data: bytes) -> Path:
    path = folder / "picture"
    path.write_bytes(data)
    return path


def checked(folder: Path, data: bytes) -> ImageInfo:
    return check_image(write_file(folder, data), mime="", thumbs=folder / "thumbs")


def sent(folder: Path, data: bytes) -> PreparedImage:
    header = read_header(data)
    assert header
    sha256 = hashlib.sha256(data).hexdigest()
    return prepare(write_file(folder, data), mime=header.mime, sha256=sha256, inputs=ANY, root=folder / "prepared")


def strictly(path: Path) -> Image.Image:
    """The picture as a gateway reads it: by Pillow, with its limits, to the end, and nothing behind that."""
    with Image.open(path) as image:
        image.load()
        assert not {"xmp", "XML:com.adobe.xmp", "workflow"} & image.info.keys()
        assert getattr(image, "n_frames", 1) == 1
        return image.convert("RGB")


def far(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    return float(np.asarray(ImageChops.difference(one.convert("RGB"), other), dtype=np.float64).mean())


@pytest.mark.parametrize("name", WHOLE)
def test_what_a_browser_shows_is_whole_and_what_is_sent_of_it_is_strict(tmp_path: Path, name: str) -> None:
    data = WHOLE[name]
    info = checked(tmp_path, data)
    assert (info.width, info.height, info.size, info.checked) == (*SIZE, len(data), True)
    assert info.sha256 == hashlib.sha256(data).hexdigest()
    limit = 30 if name.startswith(("gif", "mpo")) else 16
    meant = drawing().convert("L").convert("RGB") if name.startswith("grey") else drawing()
    assert far(load_normalized(write_file(tmp_path, data)), meant) < limit, "all of it is there, in its colours"
    reference = sent(tmp_path, data).reference
    assert (reference.width, reference.height) == SIZE
    out = reference.path.read_bytes()
    assert out.endswith((b"\xff\xd9", b"IEND\xaeB`\x82")) or reference.mime == "image/webp"
    assert b"behind" not in out and b"SEFT" not in out and len(out) < 40_000
    assert far(strictly(reference.path), meant) < limit


@pytest.mark.parametrize("name", TORN)
def test_what_has_lost_rows_or_scans_is_torn(tmp_path: Path, name: str) -> None:
    data = TORN[name]
    with pytest.raises(Damaged):
        checked(tmp_path, data)
    with pytest.raises(Damaged):
        sent(tmp_path, data)
    with pytest.raises(Damaged):
        make_thumb(write_file(tmp_path, data), tmp_path / "thumb.webp")


@pytest.mark.parametrize("kind", ["baseline", "progressive", "restarts"])
def test_of_a_jpeg_without_its_end_mark_every_byte_counts(tmp_path: Path, kind: str) -> None:
    options = {"baseline": {}, "progressive": {"progressive": True}, "restarts": {"restart_marker_rows": 1}}[kind]
    data = written("JPEG", quality=90, **options)
    scan = data.rindex(b"\xff\xda")
    assert checked(tmp_path, data[:-2]).checked
    for cut in range(scan + 20, len(data) - 8, max(1, (len(data) - scan) // 40)):
        with pytest.raises(Damaged):
            checked(tmp_path, data[:cut])


def test_junk_before_a_segment_hides_nothing_of_it(tmp_path: Path) -> None:
    junk = b"\xaa" * 20_000
    for options in ({}, {"progressive": True}):
        data = written("JPEG", quality=90, exif=exif(6), **options)
        for mark in (b"\xff\xe1", b"\xff\xda"):
            odd = data.replace(mark, junk + mark, 1)
            for end in (odd, odd[:-2]):
                assert checked(tmp_path, end).checked
                assert load_normalized(write_file(tmp_path, end)).size == SIZE[::-1]
    with pytest.raises(Damaged):
        checked(tmp_path, data[:-2] + b"\xff\xda\0\2")  # a scan that says nothing


def test_a_large_profile_gives_its_colours_and_is_not_sent(tmp_path: Path) -> None:
    """Chromium applies up to 8 MB; Pillow, at the gateway, refuses the file for more than 1 MB."""
    wide = bytearray(profile(1_500_000))
    tag = wide.index(b"rXYZ")
    offset = int.from_bytes(wide[tag + 4 : tag + 8], "big")
    wide[offset + 8 : offset + 20] = b"\0\0\xa0\0\0\0\x50\0\0\0\x05\0"
    data = png(before=chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(wide))))
    shown = load_normalized(write_file(tmp_path, data))
    assert far(shown, drawing()) > 3 and not shown.info
    result = sent(tmp_path, data)
    assert far(strictly(result.reference.path), shown) == 0
    assert b"iCCP" not in result.reference.path.read_bytes()
    assert {"sent_repaired"} <= {change.kind for change in result.changes}


def test_what_is_put_right_is_told_and_a_sound_file_goes_as_it_is(tmp_path: Path) -> None:
    assert [change.kind for change in sent(tmp_path, WHOLE["no-eoi"]).changes] == ["sent_repaired"]
    assert [change.kind for change in sent(tmp_path, WHOLE["no-iend"]).changes] == ["sent_repaired"]
    assert [change.kind for change in sent(tmp_path, WHOLE["behind-seft"]).changes] == ["sent_private_removed"]
    assert sent(tmp_path, written("JPEG")).changes == () == sent(tmp_path, png()).changes
    assert sent(tmp_path, WHOLE["no-eoi"]).reference.path.read_bytes() == WHOLE["no-eoi"] + b"\xff\xd9"


def test_bombs_stay_small_and_quick(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(200_000_000))
    notes = b"".join(chunk(b"zTXt", b"w\0\0" + packed) for _ in range(20))
    data = png(before=chunk(b"iCCP", b"p\0\0" + packed) + notes, after=notes)
    path = write_file(tmp_path, data)
    with bounded_cost(loops=500):
        tracemalloc.start()
        try:
            check_image(path, mime="", thumbs=tmp_path)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 30_000_000
    with pytest.raises(Damaged):
        checked(tmp_path, png(before=chunk(b"tEXt", b"a\0b") * 100_001))


def upload(folder: Path, data: bytes) -> tuple[tuple[int, int], ...]:
    """The sizes of one picture: as it is told, its thumbnail, its view, what a mask is laid on, what is sent."""
    image = ingest_upload(write_file(folder, data), data=folder, name="a")
    (thumb,) = (folder / "thumbs").rglob("*.webp")
    save_view(image.path, folder / "view.png")
    reference = sent(folder, data).reference
    sizes = [(image.width, image.height), (reference.width, reference.height), load_normalized(image.path).size]
    for path in (thumb, folder / "view.png", reference.path):
        with Image.open(path) as shown:
            sizes.append(shown.size)
            assert not shown.getexif()
    return tuple(sizes)


@pytest.mark.parametrize("name", XMP_ONLY)
def test_an_orientation_that_only_xmp_tells_turns_nothing(tmp_path: Path, name: str) -> None:
    data = XMP_ONLY[name]
    with Image.open(io.BytesIO(data)) as image:
        assert image.getexif().get(0x0112, 1) == (1 if "exif" in name else 6), "Pillow alone would turn it"
    assert set(upload(tmp_path, data)) == {SIZE}
    assert far(load_normalized(write_file(tmp_path, data)), drawing()) < 16
    kinds = {change.kind for change in sent(tmp_path, data).changes}
    assert "sent_turned" not in kinds and "sent_private_removed" in kinds


def test_an_orientation_that_only_xmp_tells_turns_no_heic(tmp_path: Path) -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(drawing()).save(out, xmp=XMP.replace(b'"6"', b'"1"'))
    assert set(upload(tmp_path, out.getvalue().replace(b'tiff:Orientation="1"', b'tiff:Orientation="6"'))) == {SIZE}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_where_exif_and_xmp_contradict_each_other_exif_is_right(tmp_path: Path, form: str) -> None:
    options = {"xmp": XMP.replace(b'"6"', b'"1"')} if form == "JPEG" else {}
    turned = written(form, exif=exif(6), **options)
    assert set(upload(tmp_path, turned)) == {SIZE[::-1]}


def test_an_orientation_behind_the_data_of_a_png_turns_nothing(tmp_path: Path) -> None:
    notes = exif(6).tobytes().removeprefix(b"Exif\0\0")
    assert set(upload(tmp_path, png(after=chunk(b"eXIf", notes)))) == {SIZE}


def test_a_mask_is_read_whatever_stands_in_its_file(tmp_path: Path) -> None:
    painted = Image.new("RGBA", SIZE, (0, 0, 0, 255))
    painted.paste((0, 0, 0, 0), (0, 0, 32, 48))
    data = written("PNG", painted)
    at = data.index(b"IDAT") - 4
    noted = data[:at] + chunk(b"zTXt", b"w\0\0" + zlib.compress(bytes(2_000_000))) + data[at:-12]
    assert read_mask(write_file(tmp_path, noted)).getbbox() == (0, 0, 32, 48)


def raw_file(*, preview: Image.Image) -> bytes:
    """A camera's raw file: a TIFF with a thumbnail first, and a SubIFD that says how large the photo is."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254], tags[330] = 1, 0x77777777
    out = written("TIFF", preview, tiffinfo=tags)
    entries = struct.pack("<HHHIIHHII", 2, 256, 4, 1, 6000, 257, 4, 1, 4000)
    return out.replace(struct.pack("<I", 0x77777777), struct.pack("<I", len(out))) + entries


def test_of_a_raw_file_it_is_told_that_only_its_preview_is_sent(tmp_path: Path) -> None:
    result = sent(tmp_path, raw_file(preview=drawing()))
    changes = {change.kind: change.params for change in result.changes}
    assert changes["sent_preview"] == {"size": "6000x4000"}
    assert (result.reference.width, result.reference.height) == SIZE


def test_of_a_tiff_with_a_reduced_page_first_the_large_page_is_taken(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254] = 1
    small, out = drawing().resize((16, 12)), io.BytesIO()
    small.encoderinfo = {"tiffinfo": tags}
    small.save(out, "TIFF", save_all=True, tiffinfo=tags, append_images=[drawing()])
    data = out.getvalue()
    assert set(upload(tmp_path, data)) == {SIZE}
    assert far(load_normalized(write_file(tmp_path, data)), drawing()) == 0
    assert not {"sent_preview", "sent_first_frame"} & {change.kind for change in sent(tmp_path, data).changes}


def test_a_larger_picture_behind_a_jpeg_is_told(tmp_path: Path) -> None:
    small = written("JPEG", drawing().resize((16, 12)))
    data = small + bytes(30) + written("JPEG")  # cameras fill up to the next block
    changes = {change.kind: change.params for change in sent(tmp_path, data).changes}
    assert changes["sent_preview"] == {"size": "64x48"}
    assert "sent_preview" not in {change.kind for change in sent(tmp_path, WHOLE["behind-jpeg"]).changes}


def test_a_heic_whose_primary_picture_is_a_preview_is_told(tmp_path: Path) -> None:
    for first, is_preview in ((drawing().resize((16, 12)), True), (drawing(), False)):
        both, out = pillow_heif.HeifFile(), io.BytesIO()
        both.add_from_pillow(first)
        both.add_from_pillow(drawing())
        both.save(out, primary_index=0)
        changes = {change.kind: change.params for change in sent(tmp_path, out.getvalue()).changes}
        assert ("sent_preview" in changes) == is_preview


def test_many_frames_on_a_large_canvas_are_not_decoded_to_look_for_an_end(tmp_path: Path) -> None:
    frame = b",\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0"
    film = b"GIF89a" + struct.pack("<HH", 6000, 4000) + b"\x80\0\0" + bytes(6) + frame * 100
    path = write_file(tmp_path, film + frame[:-2])
    with bounded_cost(loops=250), open_file(path) as image:
        assert image.size == (6000, 4000)


def film(*, comments: int, filling: bytes = b"") -> bytes:
    """A GIF of one pixel behind so many comments."""
    head = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6)
    return head + b"!\xfe\1a\0" * comments + b"!\xfe" + filling + b"\0,\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0;"


def test_the_comments_of_a_gif_are_not_joined(tmp_path: Path) -> None:
    """Pillow took 3 s for 800 kB of them, and 16 times that for four times as many."""
    path = write_file(tmp_path, film(comments=160_000))
    with bounded_cost(loops=500), open_file(path) as image:
        image.load()
        assert (image.size, "comment" in image.info) == ((1, 1), False)


def test_a_gif_of_the_smallest_blocks_is_refused_before_it_takes_seconds(tmp_path: Path) -> None:
    path = write_file(tmp_path, film(comments=1, filling=b"\1a" * 1_100_000))
    with pytest.raises(Damaged, match="more than 1000000 blocks"), open_file(path):
        pass


def test_data_behind_the_pixels_is_not_collected(tmp_path: Path) -> None:
    path = write_file(tmp_path, png(before=b"", after=chunk(b"IDAT", bytes(300)) * 20_000))
    with bounded_cost(loops=500):
        assert not is_flawed(path, "image/png")
