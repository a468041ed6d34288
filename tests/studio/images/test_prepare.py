"""Pictures as they are prepared to be sent, whatever a person brought.

Readable, upright, and without their secrets.
"""

import hashlib
import resource
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageOps

from formats.image_format import read_header
from models.caps import Inputs
from providers.errors import Damaged, Unsupported
from studio.images.decode import load_normalized
from studio.images.prepare import PreparedImage, prepare
from tests.hostile_svgs import withheld_svgs
from tests.hypothesis_profiles import examples
from tests.paths import IMAGES
from tests.processor_cost import bounded_cost

ANY = Inputs(max_images=16, formats=("image/png", "image/jpeg", "image/webp"))
NO_WEBP = Inputs(max_images=16, formats=("image/png", "image/jpeg"))
JPEG_7MB = Inputs(max_images=16, formats=("image/jpeg",), max_bytes=7_000_000)
WEBP = Inputs(max_images=16, formats=("image/webp",))
PNG = Inputs(max_images=16, formats=("image/png",))
WHOLE = [
    "animated.gif",
    "astronaut.webp",
    "cat-alpha.png",
    "cat.png",
    "cmyk.jpg",
    "coffee.jpg",
    "gray16.png",
    "palette.png",
    "phone-rotated-gps.jpg",
    "rocket.jpg",
]
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SMALL = (240, 160)
TURNED, MAKER, GPS = 0x0112, 0x010F, 0x8825


def prepared(path: Path, root: Path, inputs: Inputs = ANY, *, fit: bool = False) -> PreparedImage:
    data = path.read_bytes()
    sniffed = read_header(data)
    mime = sniffed.mime if sniffed else ""
    sha256 = hashlib.sha256(data).hexdigest()
    return prepare(path, mime=mime, sha256=sha256, inputs=inputs, root=root, fit=fit)


def changes_of(result: PreparedImage) -> dict[str, dict[str, str | int]]:
    return {change.kind: dict(change.params) for change in result.changes}


def sent(result: PreparedImage, inputs: Inputs = ANY) -> Image.Image:
    """The picture that goes out, checked to be what its reference says and what a model can read."""
    reference = result.reference
    data = reference.path.read_bytes()
    assert (reference.size, reference.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    sniffed = read_header(data)
    assert sniffed and sniffed.mime == reference.mime and reference.mime in inputs.formats
    image = Image.open(reference.path)
    assert image.size == (reference.width, reference.height)
    assert image.mode in {"RGB", "RGBA", "L", "LA"} and getattr(image, "n_frames", 1) == 1
    assert not image.getexif() and not {"xmp", "comment", "exif"} & image.info.keys()
    assert not inputs.max_bytes or reference.size <= inputs.max_bytes
    assert not inputs.max_pixels or image.width * image.height <= inputs.max_pixels
    image.load()
    return image


def far(one: Image.Image, other: Image.Image) -> float:
    """The difference of two pictures of one size, on the average of 255."""
    assert one.size == other.size
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return float(np.asarray(difference, dtype=np.float64).mean())


def photo(size: tuple[int, int] | None = None, mode: str = "RGB") -> Image.Image:
    with Image.open(IMAGES / "coffee.jpg") as coffee:
        image = (coffee.resize(size) if size else coffee).convert(mode)
    image.info = {}
    return image


def note(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[TURNED], exif[MAKER] = orientation, "secret maker"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 29.0)})
    return exif


@pytest.mark.parametrize("inputs", [ANY, NO_WEBP, JPEG_7MB, WEBP, PNG], ids=lambda value: "+".join(value.formats))
@pytest.mark.parametrize("name", WHOLE)
def test_every_picture_becomes_one_that_the_model_reads(tmp_path: Path, name: str, inputs: Inputs) -> None:
    result = prepared(IMAGES / name, tmp_path, inputs)
    image = sent(result, inputs)
    with Image.open(IMAGES / name) as original:
        meant = ImageOps.exif_transpose(original)
        assert image.size == meant.size
        if original.mode not in {"I;16", "RGBA", "CMYK"}:
            assert far(image, meant) < 3
        gone = read_header((IMAGES / name).read_bytes()).mime != image.get_format_mimetype()  # type: ignore[union-attr]
        assert ("sent_format" in changes_of(result)) == gone, "a change of format is told"
    assert (result.changes == ()) == (result.reference.path == IMAGES / name)


@pytest.mark.parametrize("name", ["cat.png", "cat-alpha.png", "coffee.jpg", "astronaut.webp"])
def test_what_the_model_reads_goes_out_untouched(tmp_path: Path, name: str) -> None:
    result = prepared(IMAGES / name, tmp_path)
    assert result.reference.path == IMAGES / name and result.changes == ()


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_the_plain_modes_go_out_untouched(tmp_path: Path, mode: str) -> None:
    photo(mode=mode).save(tmp_path / "a.png")
    assert prepared(tmp_path / "a.png", tmp_path).reference.path == tmp_path / "a.png"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_position_and_maker_go_without_a_pixel_being_touched(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    photo().save(path, kind, exif=note(), icc_profile=SRGB)
    result = prepared(path, tmp_path)
    image = sent(result)
    with Image.open(path) as original:
        assert image.format == original.format and image.tobytes() == original.tobytes()
    assert image.info["icc_profile"] == SRGB
    assert changes_of(result) == {"sent_private_removed": {}}
    assert b"secret maker" not in result.reference.path.read_bytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_applied(tmp_path: Path, kind: str, orientation: int) -> None:
    path = tmp_path / "a"
    fine = {"lossless": True} if kind == "WEBP" else {}
    photo((90, 60)).save(path, kind, exif=note(orientation), icc_profile=SRGB, **fine)
    result = prepared(path, tmp_path)
    image = sent(result)
    with Image.open(path) as original:
        meant = ImageOps.exif_transpose(original)
    assert image.size == meant.size
    assert far(image, meant) == 0 if kind != "JPEG" else far(image, meant) < 2
    assert image.format in (kind, "PNG")
    assert image.info["icc_profile"] == SRGB
    assert "sent_private_removed" in changes_of(result)
    assert ("sent_turned" in changes_of(result)) == (orientation > 1)
    shown = load_normalized(path)
    assert far(shown, meant) == 0 and shown.info == {"icc_profile": SRGB} and not shown.getexif()


def test_the_phone_picture_is_turned_and_says_nothing_of_where_it_was_taken(tmp_path: Path) -> None:
    result = prepared(IMAGES / "phone-rotated-gps.jpg", tmp_path)
    assert changes_of(result) == {"sent_turned": {}, "sent_private_removed": {}}
    assert (result.reference.width, result.reference.height) == (640, 427)
    with Image.open(IMAGES / "phone-rotated-gps.jpg") as phone:
        assert far(sent(result), ImageOps.exif_transpose(phone)) < 2


def test_an_orientation_that_means_nothing_turns_nothing(tmp_path: Path) -> None:
    for orientation in (0, 9, 300):
        path = tmp_path / f"{orientation}.jpg"
        photo().save(path, exif=note(orientation))
        assert changes_of(prepared(path, tmp_path)) == {"sent_private_removed": {}}


def test_sixteen_bits_keep_their_shades(tmp_path: Path) -> None:
    result = prepared(IMAGES / "gray16.png", tmp_path)
    assert changes_of(result) == {"sent_mode": {"mode": "16 bit"}}
    with Image.open(IMAGES / "gray16.png") as original:
        meant = np.asarray(original).astype(np.float64) / 256
    assert np.abs(np.asarray(sent(result).convert("L")) - meant).max() <= 1


def test_sixteen_bits_of_colour_are_seen_and_brought_down(tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + struct.pack(">3H", 0xFFFF, 0x8000, 0x0000) * 4 for _ in range(4))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0))
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    result = prepared(path, tmp_path)
    assert changes_of(result) == {"sent_mode": {"mode": "16 bit"}}
    assert sent(result).getpixel((1, 1)) == (255, 128, 0)
    assert result.reference.path.read_bytes()[24] == 8


def test_ink_becomes_light(tmp_path: Path) -> None:
    result = prepared(IMAGES / "cmyk.jpg", tmp_path)
    image = sent(result)
    assert changes_of(result)["sent_mode"] == {"mode": "CMYK"} and image.format == "JPEG"
    with Image.open(IMAGES / "rocket.jpg") as rocket:
        assert far(image, rocket) < 12, "it was made from that picture"


def test_a_profile_of_gray_is_obeyed_and_a_torn_one_is_survived(tmp_path: Path) -> None:
    linear = gray_profile(gamma=1.0)
    ramp = Image.frombytes("L", (256, 1), bytes(range(256)))
    path, torn = tmp_path / "a.tif", tmp_path / "b.tif"
    ramp.save(path, icc_profile=linear)
    ramp.save(torn, icc_profile=linear[:20] + bytes(200))
    assert load_normalized(path).getpixel((128, 0))[0] == pytest.approx(188, abs=2), "half the light is sRGB 188"  # type: ignore[index]
    assert load_normalized(torn).getpixel((128, 0)) == (128, 128, 128)
    assert load_normalized(path).info == load_normalized(torn).info == {}


def gray_profile(*, gamma: float) -> bytes:
    """The smallest profile of gray that littleCMS takes (ICC.1:2001-04)."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, int(gamma * 256)) + b"\0\0"
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    table = struct.pack(">I4sII4sII", 2, b"wtpt", 156, len(white), b"kTRC", 156 + len(white), len(curve))
    body = table + white + curve
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"lcms", 0x02400000, b"mntr", b"GRAY", b"XYZ ")
    light = struct.pack(">3i", 63190, 65536, 54061)
    return head + bytes(12) + b"acsp" + bytes(28) + light + bytes(128 - 24 - 12 - 4 - 28 - 12) + body


@pytest.mark.parametrize(("see_through", "mode"), [(False, "RGB"), (True, "RGBA")])
def test_a_palette_becomes_colours(tmp_path: Path, see_through: bool, mode: str) -> None:
    path = tmp_path / "a.png"
    palette = photo().quantize(16)
    palette.save(path, transparency=bytes([0, 128]) if see_through else None)
    result = prepared(path, tmp_path)
    assert sent(result).mode == mode and changes_of(result) == {"sent_mode": {"mode": "palette"}}
    with Image.open(path) as original:
        assert sent(result).tobytes() == original.convert(mode).tobytes()


def test_of_what_moves_the_first_frame_goes(tmp_path: Path) -> None:
    first, other = photo((60, 40)), photo((60, 40)).transpose(Image.Transpose.ROTATE_180)
    for kind in ("PNG", "WEBP", "TIFF", "GIF", "AVIF"):
        path = tmp_path / kind
        first.save(path, kind, save_all=True, append_images=[other, first])
        result = prepared(path, tmp_path)
        assert changes_of(result)["sent_first_frame"] == {"frames": 3}
        assert far(sent(result), first) < 12 < far(sent(result), other)
    result = prepared(IMAGES / "animated.gif", tmp_path)
    assert changes_of(result)["sent_first_frame"] == {"frames": 4}
    assert changes_of(result)["sent_format"] == {"before": "GIF", "after": "PNG"}


def test_the_second_picture_of_a_camera_file_is_no_frame(tmp_path: Path) -> None:
    photo().save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[photo()])
    result = prepared(tmp_path / "a.jpg", tmp_path)
    assert changes_of(result) == {"sent_private_removed": {}}
    assert sent(result).format == "JPEG"


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "GIF"])
def test_what_lost_nothing_becomes_png(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    photo().save(path, kind)
    result = prepared(path, tmp_path)
    assert changes_of(result)["sent_format"] == {"before": kind, "after": "PNG"}
    with Image.open(path) as original:
        assert far(sent(result), original) == 0


def test_the_notes_of_a_scanner_are_told_to_be_gone(tmp_path: Path) -> None:
    photo().save(tmp_path / "a.tif", tiffinfo={MAKER: "secret maker"})
    photo().save(tmp_path / "b.tif")
    assert "sent_private_removed" in changes_of(prepared(tmp_path / "a.tif", tmp_path))
    assert "sent_private_removed" not in changes_of(prepared(tmp_path / "b.tif", tmp_path))


@pytest.mark.parametrize("see_through", [True, False])
def test_heic_of_a_phone_is_read(tmp_path: Path, see_through: bool) -> None:
    path = tmp_path / "a.heic"
    image = photo(SMALL, mode="RGBA" if see_through else "RGB")
    if see_through:
        image.putalpha(100)
    # The writer turns EXIF's orientation into HEIF's own, as phones do.
    pillow_heif.from_pillow(image).save(path, quality=90, exif=note(6).tobytes(), icc_profile=SRGB)
    result = prepared(path, tmp_path)
    after = "PNG" if see_through else "JPEG"
    meant = image.transpose(Image.Transpose.ROTATE_270)
    assert sent(result).format == after and far(sent(result), meant) < 6
    assert changes_of(result)["sent_format"] == {"before": "HEIC", "after": after}
    assert "sent_private_removed" in changes_of(result)
    assert load_normalized(path).mode == image.mode and far(load_normalized(path), meant) < 6


def test_heic_opens_here_and_nowhere_else(tmp_path: Path) -> None:
    pillow_heif.from_pillow(photo(SMALL)).save(tmp_path / "a.heic")
    load_normalized(tmp_path / "a.heic")
    with pytest.raises(OSError, match="identify"):
        Image.open(tmp_path / "a.heic")


def test_avif_is_read_and_turned(tmp_path: Path) -> None:
    photo(SMALL).save(tmp_path / "a.avif", quality=90, exif=note(6))
    result = prepared(tmp_path / "a.avif", tmp_path)
    assert far(sent(result), photo(SMALL).transpose(Image.Transpose.ROTATE_270)) < 6
    assert changes_of(result).keys() == {"sent_turned", "sent_private_removed", "sent_format"}


def test_what_is_see_through_stands_on_white_where_only_jpeg_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(path)
    result = prepared(path, tmp_path, JPEG_7MB)
    assert sent(result, JPEG_7MB).getpixel((4, 4)) == (255, 255, 255)
    assert changes_of(result)["sent_mode"] == {"mode": "transparent"}


def test_names_do_not_matter(tmp_path: Path) -> None:
    for name in WHOLE:
        path = tmp_path / "picture.txt"
        path.write_bytes((IMAGES / name).read_bytes())
        shown = load_normalized(path)
        assert shown.mode in {"RGB", "RGBA"} and shown.info.keys() <= {"icc_profile"}
        assert np.asarray(shown).std() > 10, "it shows something, the file closed or not"


def test_a_picture_too_heavy_is_said_with_what_fitting_would_give(tmp_path: Path) -> None:
    inputs = replace(ANY, max_bytes=40_000)
    with pytest.raises(Unsupported) as refused:
        prepared(IMAGES / "coffee.jpg", tmp_path, inputs)
    result = prepared(IMAGES / "coffee.jpg", tmp_path, inputs, fit=True)
    reference = result.reference
    assert (refused.value.field, refused.value.reason) == ("images", "image_too_heavy")
    assert refused.value.value == "0.1 MB"
    assert refused.value.nearest == f"{reference.width}x{reference.height}"
    assert refused.value.params["nearest_bytes"] == reference.size
    assert refused.value.params["limit"] == 0
    assert changes_of(result)["sent_recompressed"] == {"before": 79975, "after": reference.size}
    assert sent(result, inputs).width > 400, "it is not made smaller than needed"


def test_a_picture_of_too_many_pixels_is_said_with_the_size_that_fits(tmp_path: Path) -> None:
    inputs = replace(ANY, max_pixels=60_000)
    with pytest.raises(Unsupported) as refused:
        prepared(IMAGES / "coffee.jpg", tmp_path, inputs)
    assert (refused.value.reason, refused.value.value) == ("image_too_many_pixels", "600x400")
    assert (refused.value.nearest, refused.value.params["limit"]) == ("300x200", 60_000)
    result = prepared(IMAGES / "coffee.jpg", tmp_path, inputs, fit=True)
    assert changes_of(result) == {"sent_scaled": {"before": "600x400", "after": "300x200"}}
    assert far(sent(result, inputs), photo((300, 200))) < 3


def test_fitting_starts_from_the_original_and_tells_all_that_was_done(tmp_path: Path) -> None:
    inputs = replace(NO_WEBP, max_bytes=30_000, max_pixels=100_000)
    result = prepared(IMAGES / "phone-rotated-gps.jpg", tmp_path, inputs, fit=True)
    image = sent(result, inputs)
    assert image.width > image.height
    kinds = {"sent_turned", "sent_private_removed", "sent_scaled", "sent_recompressed"}
    assert changes_of(result).keys() == kinds


def test_a_picture_without_loss_that_is_only_badly_packed_stays_without_loss(tmp_path: Path) -> None:
    photo().save(tmp_path / "a.png", compress_level=0)
    inputs = replace(PNG, max_bytes=600_000)
    result = prepared(tmp_path / "a.png", tmp_path, inputs, fit=True)
    assert far(sent(result, inputs), photo()) == 0
    assert changes_of(result).keys() == {"sent_recompressed"}


def test_a_limit_that_nothing_meets_is_said_too(tmp_path: Path) -> None:
    for fit in (True, False):
        with pytest.raises(Unsupported) as refused:
            prepared(IMAGES / "coffee.jpg", tmp_path, replace(ANY, max_bytes=50), fit=fit)
        assert (refused.value.reason, refused.value.nearest) == ("image_too_heavy", "")
    assert [path for path in tmp_path.rglob(".*") if path.is_file()] == [], "nothing is left behind"


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    side=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    max_pixels=st.sampled_from([0, 1, 7, 1000, 5000, 90_000]),
    max_bytes=st.one_of(st.just(0), st.integers(1000, 60_000)),
    mode=st.sampled_from(["RGB", "RGBA", "L", "CMYK"]),
    formats=st.sampled_from([ANY.formats, NO_WEBP.formats, JPEG_7MB.formats, WEBP.formats, PNG.formats]),
)
def test_what_is_fitted_fits(
    tmp_path: Path,
    side: tuple[int, int],
    max_pixels: int,
    max_bytes: int,
    mode: str,
    formats: tuple[str, ...],
) -> None:
    path = tmp_path / "a"
    noise = Image.effect_noise(side, 100).convert("RGB")
    if mode == "RGBA":
        noise.putalpha(noise.getchannel("R"))
    noise.convert(mode).save(path, "TIFF" if mode == "CMYK" else "PNG")
    inputs = Inputs(max_images=1, formats=formats, max_pixels=max_pixels, max_bytes=max_bytes)
    image = sent(prepared(path, tmp_path, inputs, fit=True), inputs)
    assert image.width <= side[0] and image.height <= side[1], "nothing is ever made larger"


def test_the_same_question_gets_the_same_answer(tmp_path: Path) -> None:
    for name in WHOLE:
        for inputs in (ANY, replace(ANY, max_bytes=30_000)):
            once = prepared(IMAGES / name, tmp_path / "one", inputs, fit=True)
            again = prepared(IMAGES / name, tmp_path / "one", inputs, fit=True)
            elsewhere = prepared(IMAGES / name, tmp_path / "two", inputs, fit=True)
            assert again == once
            assert elsewhere.changes == once.changes
            assert elsewhere.reference.sha256 == once.reference.sha256


def test_asking_again_is_cheap_and_survives_what_disks_do(tmp_path: Path) -> None:
    large, path, root = tmp_path / "large.png", tmp_path / "a.png", tmp_path / "kept"
    photo((3000, 2000)).save(large, exif=note(6), compress_level=1)
    first = prepared(large, root, JPEG_7MB)
    with bounded_cost(loops=50):  # it is not decoded again
        assert prepared(large, root, JPEG_7MB) == first
    photo((300, 200)).save(path, exif=note(6))
    first = prepared(path, root, JPEG_7MB)
    data = first.reference.path.read_bytes()
    first.reference.path.write_bytes(b"torn")
    assert prepared(path, root, JPEG_7MB) == first and first.reference.path.read_bytes() == data
    for torn in root.rglob("*.json"):
        torn.write_text("{")
    assert prepared(path, root, JPEG_7MB) == first
    first.reference.path.unlink()
    assert prepared(path, root, JPEG_7MB) == first and first.reference.path.read_bytes() == data


def test_an_original_that_moved_is_sent_from_where_it_is(tmp_path: Path) -> None:
    prepared(IMAGES / "coffee.jpg", tmp_path)
    moved = tmp_path / "moved.jpg"
    moved.write_bytes((IMAGES / "coffee.jpg").read_bytes())
    assert prepared(moved, tmp_path).reference.path == moved


@pytest.mark.parametrize("name", ["truncated.jpg", "not-an-image.png", "bomb.png"])
def test_what_is_no_whole_picture_is_refused_at_once(tmp_path: Path, name: str) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for ask in (lambda: prepared(IMAGES / name, tmp_path), lambda: load_normalized(IMAGES / name)):
        with bounded_cost(loops=120), pytest.raises(Damaged) as refused:
            ask()
        assert not refused.value.may_be_charged, "nothing was sent"
        assert str(IMAGES) not in refused.value.gateway_message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 50_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIC"])
def test_a_picture_that_is_cut_is_refused(tmp_path: Path, kind: str) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    if kind == "HEIC":
        pillow_heif.from_pillow(photo(SMALL)).save(whole)
    else:
        photo(SMALL).save(whole, kind)
    data = whole.read_bytes()
    for part in (0.3, 0.9):
        cut.write_bytes(data[: int(len(data) * part)])
        with pytest.raises(Damaged):
            prepared(cut, tmp_path)


def test_a_heic_bomb_is_not_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(photo(SMALL)).save(path)
    monkeypatch.setattr("studio.images.decode.MAX_PIXELS", SMALL[0] * SMALL[1] - 1)
    monkeypatch.setattr(pillow_heif.HeifImage, "load", lambda _: pytest.fail("it was decoded"))
    with pytest.raises(Damaged, match="pixels"):
        prepared(path, tmp_path)


def test_an_svg_that_cannot_be_drawn_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(withheld_svgs()["laughs"][0])
    for ask in (lambda: prepared(path, tmp_path), lambda: load_normalized(path)):
        with pytest.raises(Unsupported) as refused:
            ask()
        assert (refused.value.field, refused.value.reason) == ("images", "image_svg")


def test_a_model_that_reads_nothing_we_write_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unsupported) as refused:
        prepared(IMAGES / "coffee.jpg", tmp_path, Inputs(max_images=1, formats=("image/jxl",)))
    assert refused.value.reason == "image_format"
