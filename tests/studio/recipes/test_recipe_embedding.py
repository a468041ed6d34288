"""A recipe inside a picture's file.

Not a pixel is touched, nothing that was there is lost, and it comes back.
"""

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin

from studio.errors import NoRecipe
from studio.images.containers import iter_segments
from studio.recipes.recipe import MAX_LENGTH, Recipe, from_json, to_json
from studio.recipes.recipe_embedding import MAX_JPEG_PACKET, embed_recipe, extract_recipe, extract_recipe_from
from tests.paths import IMAGES

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "WEBP": "image/webp"}
RECIPE = Recipe(
    task="generate",
    prompt='灯塔 <&> "x" \' ]]> <!-- \r\n\t\0 \x7f\x85\u2028\ufeff\ufffe\uffff 🏮',
    gateway="demo",
    model="painter",
    when="2025-11-24T16:00:00+00:00",
)
TEXT = to_json(RECIPE)
DATA = {
    "IDAT",
    "fdAT",
    "fcTL",
    "acTL",
    "PLTE",
    "tRNS",
    "VP8",
    "VP8L",
    "ALPH",
    "ANIM",
    "ANMF",
    "SOS",
    "table",
    "EOI",
}
"""The parts that are the picture."""
NS = 'xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
XMP = (
    f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta {NS}><rdf:RDF><rdf:Description '
    'rdf:about="uuid:&lt;1&gt;" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:rights="ann"><dc:title>画</dc:title>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>" + " " * 99 + '<?xpacket end="w"?>'
).encode()


def cat(mode: str = "RGB") -> Image.Image:
    with Image.open(IMAGES / "cat-alpha.png") as image:
        small = image.convert("RGBA").resize((61, 43))
        return small.convert(mode)


def exif() -> Image.Exif:
    notes = Image.Exif()
    notes[0x010F] = "a maker"
    return notes


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.info = {}
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def interlaced() -> bytes:
    """A PNG of 2×1 in Adam7's order, which Pillow reads and does not write: two passes of one pixel each."""
    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 1)
    rows = zlib.compress(b"\0\xff\0\0" + b"\0\0\0\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def noted() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "ann")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return info


def odd_webp() -> bytes:
    """A simple WebP whose last chunk is of odd length and, as some writers have it, without its filling byte."""
    data = saved(cat(), "WEBP", lossless=True)
    size = int.from_bytes(data[16:20], "little")
    body = data[20 : 20 + size - size % 2 - 1] if size % 2 == 0 else data[20 : 20 + size]
    return b"RIFF" + (12 + len(body)).to_bytes(4, "little") + b"WEBPVP8L" + len(body).to_bytes(4, "little") + body


MADE: dict[str, Callable[[], bytes]] = {
    "palette": lambda: saved(cat().quantize(16), "PNG"),
    "palette-alpha": lambda: saved(cat("RGBA").quantize(16), "PNG", transparency=3),
    "grey-alpha": lambda: saved(cat("LA"), "PNG"),
    "bits": lambda: saved(cat("1"), "PNG"),
    "16-bit": lambda: saved(cat("L").convert("I;16"), "PNG"),
    "interlaced": interlaced,
    "noted": lambda: saved(cat("RGBA"), "PNG", pnginfo=noted(), icc_profile=SRGB, exif=exif(), dpi=(300, 300)),
    "apng": lambda: saved(cat(), "PNG", save_all=True, append_images=[cat("L").convert("RGB")], duration=90),
    "progressive": lambda: saved(cat(), "JPEG", progressive=True),
    "restarts": lambda: saved(cat(), "JPEG", restart_marker_rows=1),
    "exif-icc": lambda: saved(cat(), "JPEG", exif=exif(), icc_profile=SRGB, comment=b"words", dpi=(300, 300)),
    "jpeg-xmp": lambda: saved(cat(), "JPEG", exif=exif(), icc_profile=SRGB, xmp=XMP),
    "grey": lambda: saved(cat("L"), "JPEG"),
    "mpo": lambda: saved(cat(), "MPO", save_all=True, append_images=[cat("L").convert("RGB")]),
    "lossy": lambda: saved(cat(), "WEBP"),
    "lossless": lambda: saved(cat(), "WEBP", lossless=True),
    "lossy-alpha": lambda: saved(cat("RGBA"), "WEBP"),
    "lossless-alpha": lambda: saved(cat("RGBA"), "WEBP", lossless=True),
    "animated": lambda: saved(cat("RGBA"), "WEBP", save_all=True, append_images=[cat("LA").convert("RGBA")]),
    "webp-noted": lambda: saved(cat("RGBA"), "WEBP", exif=exif(), icc_profile=SRGB),
    "webp-xmp": lambda: saved(cat("RGBA"), "WEBP", exif=exif(), icc_profile=SRGB, xmp=XMP),
    "webp-xmp-odd": lambda: saved(cat(), "WEBP", xmp=XMP + b" " * (1 - len(XMP) % 2)),
    **{
        name: (IMAGES / name).read_bytes
        for name in (
            "cat.png", "cat-alpha.png", "gray16.png", "palette.png", "coffee.jpg", "rocket.jpg", "cmyk.jpg",
            "phone-rotated-gps.jpg", "astronaut.webp",
        )
    },
}  # fmt: skip


@cache
def picture(name: str) -> bytes:
    return MADE[name]()


def mime_of(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as image:
        return MIMES[image.format or ""]


def copy(data: bytes, path: Path, text: str = TEXT) -> bytes:
    """The file with the recipe in it."""
    path.write_bytes(data)
    return b"".join(embed_recipe(path, mime_of(data), text))


def pixels(data: bytes) -> list[bytes]:
    """The parts that are the picture, each as it stands in the file."""
    file = io.BytesIO(data)
    return [
        data[segment.offset : segment.offset + segment.length]
        for segment in iter_segments(file, mime_of(data))
        if segment.name in DATA
    ]


def frames(data: bytes) -> list[tuple[str, tuple[int, int], bytes]]:
    with Image.open(io.BytesIO(data)) as image:
        return [(frame.mode, frame.size, frame.tobytes()) for frame in ImageSequence.Iterator(image)]


def notes(data: bytes) -> dict[str, object]:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        info = {name: value for name, value in image.info.items() if name not in {"xmp", "easel:recipe"}}
        return {**info, "exif": dict(image.getexif()), "format": image.format}


@pytest.mark.parametrize("name", MADE)
def test_the_recipe_comes_back_and_not_a_pixel_is_touched(name: str, tmp_path: Path) -> None:
    before = picture(name)
    after = copy(before, tmp_path / "a")
    assert from_json(extract_recipe_from(io.BytesIO(after))) == RECIPE
    assert pixels(after) == pixels(before) and pixels(after)
    assert frames(after) == frames(before)
    assert notes(after) == notes(before)
    assert (tmp_path / "a").read_bytes() == before, "the file itself stays as it is"


@pytest.mark.parametrize("name", MADE)
def test_every_part_that_was_there_is_still_there(name: str, tmp_path: Path) -> None:
    before = picture(name)
    after = copy(before, tmp_path / "a")
    names = [[part.name for part in iter_segments(io.BytesIO(data), mime_of(data))] for data in (before, after)]
    if "xmp" in name:
        assert names[0] == names[1]
        return
    added = {"image/png": ["iTXt"], "image/jpeg": ["APP1"], "image/webp": ["XMP"]}[mime_of(before)]
    added += ["VP8X"] if mime_of(before) == "image/webp" and "VP8X" not in names[0] else []
    assert sorted(names[1]) == sorted(names[0] + added)


@pytest.mark.parametrize("name", MADE)
def test_a_second_recipe_takes_the_place_of_the_first(name: str, tmp_path: Path) -> None:
    once = copy(picture(name), tmp_path / "a")
    other = to_json(Recipe(task="chat", prompt="b", gateway="g", model="m", when=RECIPE.when))
    twice = copy(once, tmp_path / "b", other)
    assert extract_recipe_from(io.BytesIO(twice)) == other
    assert TEXT.encode() not in twice and "灯塔".encode() not in twice
    assert frames(twice) == frames(picture(name))


@pytest.mark.parametrize("name", ["jpeg-xmp", "webp-xmp"])
def test_what_xmp_said_already_is_said_still(name: str, tmp_path: Path) -> None:
    with Image.open(io.BytesIO(copy(picture(name), tmp_path / "a"))) as image:
        packet = image.info["xmp"]
    start, end = XMP.split(b"</rdf:RDF>")
    assert packet.startswith(start) and packet.endswith(b"</rdf:RDF>" + end), "byte for byte"
    assert packet.count(b'rdf:about="uuid:&lt;1&gt;"') == 2, "it tells of the same thing"


@pytest.mark.parametrize("name", ["noted", "apng"])
def test_a_png_keeps_its_words_and_has_the_recipe_before_its_pixels(name: str, tmp_path: Path) -> None:
    after = copy(picture(name), tmp_path / "a")
    names = [part.name for part in iter_segments(io.BytesIO(after), "image/png")]
    assert names[names.index("IDAT") - 1] == "iTXt"
    with Image.open(io.BytesIO(after)) as image:
        assert image.info["easel:recipe"] == TEXT
        assert name != "noted" or (image.info["Author"], image.info["XML:com.adobe.xmp"]) == ("ann", XMP.decode())


def test_in_a_jpeg_it_stands_behind_jfif_and_exif(tmp_path: Path) -> None:
    after = copy(picture("exif-icc"), tmp_path / "a")
    names = [part.name for part in iter_segments(io.BytesIO(after), "image/jpeg")]
    assert names[:5] == ["SOI", "JFIF", "APP1", "APP1", "ICC_PROFILE"]
    assert after.index(b"Exif\0") < after.index(b"ns.adobe.com")


ALPHA, ICC, MOVES, EXIF, HAS_XMP = 0x10, 0x20, 0x02, 0x08, 0x04


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("lossy", 0), ("lossless", 0), ("lossy-alpha", ALPHA), ("lossless-alpha", ALPHA),
        ("animated", ALPHA | MOVES),
        ("webp-noted", ALPHA | ICC | EXIF), ("webp-xmp", ALPHA | ICC | EXIF), ("astronaut.webp", 0),
    ],
)  # fmt: skip
def test_the_head_of_a_webp_tells_the_truth(name: str, flags: int, tmp_path: Path) -> None:
    after = copy(picture(name), tmp_path / "a")
    assert after[12:20] == b"VP8X\x0a\0\0\0"
    assert after[20] == flags | HAS_XMP and after[21:24] == b"\0\0\0"
    with Image.open(io.BytesIO(picture(name))) as image:
        size = (image.width - 1).to_bytes(3, "little") + (image.height - 1).to_bytes(3, "little")
    assert after[24:30] == size
    assert int.from_bytes(after[4:8], "little") == len(after) - 8
    for part in iter_segments(io.BytesIO(after), "image/webp"):
        assert part.offset % 2 == 0


def test_a_filling_byte_that_was_left_out_is_put_back(tmp_path: Path) -> None:
    before = odd_webp()
    assert len(before) % 2 == 1
    (tmp_path / "a").write_bytes(before)
    after = b"".join(embed_recipe(tmp_path / "a", "image/webp", TEXT))
    assert extract_recipe_from(io.BytesIO(after)) == TEXT
    assert after[30 : 30 + len(before) - 12] == before[12:]
    assert all(part.offset % 2 == 0 for part in iter_segments(io.BytesIO(after), "image/webp"))


@pytest.mark.parametrize("name", ["coffee.jpg", "cat.png", "astronaut.webp"])
def test_what_stands_behind_the_end_stays(name: str, tmp_path: Path) -> None:
    after = copy(picture(name) + b"a film", tmp_path / "a")
    assert after.endswith(b"a film") and extract_recipe_from(io.BytesIO(after)) == TEXT


@pytest.mark.parametrize(
    "packet",
    [
        b"", b"no XML", XMP[: XMP.index(b"</rdf:RDF>") + 4], XMP.decode().encode("utf-16"),
        XMP.replace(b"rdf:RDF", b"rdf:Rdf"),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + XMP[XMP.index(b"<x:") :],
        f"<x:xmpmeta {NS}><rdf:RDF/></x:xmpmeta>".encode(),
        XMP.replace(b"dc:rights", b'e:recipe="{}" xmlns:e="urn:easel:recipe:1.0/" dc:rights'),
        XMP.replace(b"<dc:title>", b'<e:recipe xmlns:e="urn:easel:recipe:1.0/"/><dc:title>'),
    ],
    ids=["empty", "words", "cut", "utf-16", "no list", "doctype", "closed list", "attribute", "empty element"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_packet_that_cannot_be_added_to_is_not_replaced(kind: str, packet: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(saved(cat(), kind, xmp=packet or b" "))
    with pytest.raises(NoRecipe) as refused:
        embed_recipe(path, MIMES[kind], TEXT)
    assert refused.value.params == {"reason": "unwritable"}
    with pytest.raises(NoRecipe):
        extract_recipe(path)


def test_a_property_that_another_program_wrote_as_an_attribute_is_read(tmp_path: Path) -> None:
    after = copy(picture("lossy"), tmp_path / "a", '{"a":1}').decode("latin-1")
    check = after.split("<easel:sha256>")[1][:64]
    attributes = f'e:recipe="{{&quot;a&quot;:1}}" e:sha256="{check}" xmlns:e="urn:easel:recipe:1.0/" dc:rights'
    (tmp_path / "b").write_bytes(saved(cat(), "JPEG", xmp=XMP.replace(b"dc:rights", attributes.encode())))
    assert extract_recipe(tmp_path / "b") == '{"a":1}'


def test_what_is_too_long_is_refused_with_its_reason(tmp_path: Path) -> None:
    long = to_json(
        Recipe(task="chat", prompt="长" * (MAX_JPEG_PACKET // 3), gateway="g", model="m", when=RECIPE.when)
    )
    for name, fits in [("coffee.jpg", False), ("cat.png", True), ("astronaut.webp", True)]:
        (tmp_path / "a").write_bytes(picture(name))
        if fits:
            assert extract_recipe_from(io.BytesIO(copy(picture(name), tmp_path / "a", long))) == long
        for text in ("x" * (MAX_LENGTH + 1), *([] if fits else [long])):
            with pytest.raises(NoRecipe) as refused:
                embed_recipe(tmp_path / "a", mime_of(picture(name)), text)
            assert refused.value.params == {"reason": "too_long"}


@pytest.mark.parametrize("room", [-1, 0, 1])
def test_the_segment_of_a_jpeg_is_filled_to_its_last_byte(room: int, tmp_path: Path) -> None:
    packet = len(copy(picture("grey"), tmp_path / "a", "x")) - len(picture("grey")) - 4 - 29
    (tmp_path / "a").write_bytes(picture("grey"))
    text = "x" * (1 + MAX_JPEG_PACKET - packet + room)
    if room > 0:
        with pytest.raises(NoRecipe):
            embed_recipe(tmp_path / "a", "image/jpeg", text)
    else:
        assert extract_recipe_from(io.BytesIO(copy(picture("grey"), tmp_path / "a", text))) == text


def test_other_formats_have_no_place_for_one(tmp_path: Path) -> None:
    gif = IMAGES / "animated.gif"
    for refused in (lambda: embed_recipe(gif, "image/gif", TEXT), lambda: extract_recipe(gif)):
        with pytest.raises(NoRecipe) as error:
            refused()
        assert error.value.params == {"reason": "format"}
    with pytest.raises(NoRecipe):
        embed_recipe(gif, "image/png", TEXT)


@pytest.mark.parametrize("name", ["truncated.jpg", "not-an-image.png", "bomb.png"])
def test_awkward_files_are_refused_or_engraved_and_nothing_else(name: str, tmp_path: Path) -> None:
    mime = "image/jpeg" if name.endswith("jpg") else "image/png"
    with pytest.raises(NoRecipe):
        extract_recipe(IMAGES / name)
    try:
        after = b"".join(embed_recipe(IMAGES / name, mime, TEXT))
    except NoRecipe:
        return
    assert extract_recipe_from(io.BytesIO(after)) == TEXT


SMALL = ["palette", "noted", "exif-icc", "jpeg-xmp", "lossy", "lossless-alpha", "webp-xmp", "animated"]


@cache
def small(name: str, folder: Path) -> bytes:
    return copy(picture(name), folder / name)


def recipe_text(data: bytes) -> str:
    """The recipe in the bytes, or "" where there is none; anything else is raised."""
    try:
        return to_json(from_json(extract_recipe_from(io.BytesIO(data))))
    except NoRecipe:
        return ""


@given(name=st.sampled_from(SMALL), part=st.floats(0, 1))
def test_a_file_that_is_cut_has_the_same_recipe_or_none(
    name: str, part: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = small(name, tmp_path_factory.getbasetemp())
    assert recipe_text(whole[: int(len(whole) * part)]) in (TEXT, "")


@given(
    name=st.sampled_from(SMALL),
    flips=st.lists(st.tuples(st.floats(0, 0.999999), st.integers(1, 255)), min_size=1, max_size=4),
    near=st.booleans(),
)
def test_a_file_with_wrong_bytes_has_the_same_recipe_or_none(
    name: str, flips: list[tuple[float, int]], near: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = bytearray(small(name, tmp_path_factory.getbasetemp()))
    # Half of them where the recipe stands: elsewhere little can go wrong.
    middle = whole.index("灯塔".encode()) if near else len(whole) // 2
    first, last = max(0, middle - 600), min(len(whole), middle + 600)
    for share, flip in flips:
        index = int(first + (last - first) * share) if near else int(len(whole) * share)
        whole[index] ^= flip
    assert recipe_text(bytes(whole)) in (TEXT, "")


@given(
    data=st.binary(max_size=200), start=st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1", b"RIFF"])
)
def test_noise_has_none(data: bytes, start: bytes) -> None:
    assert recipe_text(start + data) == ""


def test_a_packet_of_a_million_marks_is_read_in_time(tmp_path: Path) -> None:
    hostile = XMP.replace(b"</rdf:RDF>", b"<rdf:li>" + b"&amp;" * 1_000_000 + b"</rdf:li></rdf:RDF>")
    path = tmp_path / "a"
    path.write_bytes(saved(cat(), "WEBP", xmp=hostile))
    with pytest.raises(NoRecipe):
        extract_recipe(path)
    deep = XMP.replace(b"</rdf:RDF>", b"<a>" * 100_000 + b"</a>" * 100_000 + b"</rdf:RDF>")
    path.write_bytes(saved(cat(), "WEBP", xmp=deep))
    assert extract_recipe_from(io.BytesIO(copy(path.read_bytes(), path))) == TEXT


def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))
    path.write_bytes(head + chunk(b"IDAT", bytes(50_000_000)) + chunk(b"IEND", b""))
    tracemalloc.start()
    try:
        with (tmp_path / "b.png").open("wb") as out:
            out.writelines(embed_recipe(path, "image/png", TEXT))
        assert extract_recipe(tmp_path / "b.png") == TEXT
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
