"""Image decoding: opens any upload safely, upright and in 8 bits. All of it blocks."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image, ImageCms, ImageFile

from formats.image_format import MAX_HEADER_BYTES, read_header
from providers.errors import Damaged, Unsupported
from studio.errors import SvgPicture
from studio.images.containers import SEGMENT_READERS, has_metadata, iter_segments
from studio.images.opening import (
    BROKEN,
    HIDDEN_XMP,
    MAX_PIXELS,
    TRANSPOSES,
    hide_xmp,
    larger_inside,
    open_file,
    orientation_of,
)
from studio.images.png_chunks import PROFILE_BYTES, is_flawed
from studio.memory.png_strips import iter_strips, join_strips, reads_in_strips, resize_strips
from studio.vectors.drawing import SVG, open_svg

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
FORMAT_NAMES: Final = {
    JPEG: "JPEG",
    PNG: "PNG",
    WEBP: "WebP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
    "image/heif": "HEIF",
    SVG: "SVG",
}
"""What the formats are called to people."""
HEIF: Final = frozenset({"image/heic", "image/heif"})
LOSSY: Final = frozenset({JPEG, "image/avif"}) | HEIF
MODE_NAMES: Final = {"P": "palette", "PA": "palette", "1": "1 bit", "I": "32 bit", "F": "32 bit"}
"""What Pillow's modes are called to people, where that is not their name."""
COMMON_MODES: Final = frozenset({"L", "LA", "RGB", "RGBA"})
SPACES: Final = {"CMYK": b"CMYK", "L": b"GRAY"}
"""The colour space of a profile that speaks about pixels of that mode; its name stands at byte 16 (ICC.1 §7.2)."""
METADATA_KEYS: Final = frozenset({"comment", HIDDEN_XMP, "photoshop"})
METADATA_TAGS: Final = frozenset({270, 271, 272, 305, 306, 315, 316, 700, 33432, 33723, 34377, 34665, 34853})
"""TIFF and EXIF tags that say who, when, where and with what (EXIF 2.32 §4.6; 34853 is the GPS position)."""
LARGEST: Final = "largest"
"""Where in `info` the size of the largest picture of a HEIC stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTraits:
    """Traits of an image before it is decoded.

    `orientation` is EXIF's. `mode` names what not every model reads ("CMYK", "16 bit", "palette"), else it is "".
    `frames` are shown one after the other. `notes`: it says more than its picture. `flawed`: a strict reader
    refuses it, although all of the picture is there. `lossy`: its format has already lost something. `larger`: the
    size of a larger picture in the file, of which this one is a preview.
    """

    mime: str
    orientation: int
    mode: str
    frames: int
    notes: bool
    flawed: bool
    lossy: bool
    larger: tuple[int, int] | None


@contextmanager
def open_image(path: Path, mime: str) -> Iterator[Image.Image]:
    """A picture whose first bytes say `mime`, not decoded where that can wait; an SVG is drawn.

    Raises Damaged when it, or what is done with it inside, meets no whole picture or too many pixels, and
    Unsupported for an SVG that cannot be drawn.
    """
    try:
        with _opener(path, mime) as image:
            _check_pixels(image.size)
            yield image
    except SvgPicture as error:
        raise Unsupported(field="images", reason="image_svg", value="SVG", nearest="PNG") from error
    except (*BROKEN, RuntimeError) as error:  # libheif's readers raise the latter too
        message = f"{type(error).__name__}: {error}".replace(str(path), path.name)[:200]
        # Nothing was sent yet, so nothing can have been charged.
        raise Damaged(message, may_be_charged=False) from error


def inspect(image: Image.Image, *, path: Path, mime: str) -> SourceTraits:
    """Inspects an opened image. Raises Damaged when its file cannot be walked."""
    return SourceTraits(
        mime=mime,
        orientation=orientation_of(image),
        mode=_unusual_mode(image),
        # Pictures behind a JPEG's first one (MPO) are no frames: no browser shows them.
        # Nor are the reduced copies before a TIFF's main page.
        frames=1 if mime == JPEG or image.tell() else getattr(image, "n_frames", 1),
        notes=has_metadata(path, mime) if mime in SEGMENT_READERS else _has_metadata_keys(image),
        flawed=is_flawed(path, mime),
        lossy=mime in LOSSY or (mime == WEBP and not _is_lossless_webp(path)),
        larger=_larger_heif(image) if mime in HEIF else larger_inside(image, path),
    )


def load_normalized(path: Path) -> Image.Image:
    """The picture as it is shown: turned, 8 bits, RGB, or RGBA where something is see-through.

    It opens whatever the bytes are. `info` holds nothing but the `icc_profile` that belongs to these pixels.
    Raises Damaged, and Unsupported for an SVG that cannot be drawn.
    """
    with path.open("rb") as file:
        sniffed = read_header(file.read(MAX_HEADER_BYTES))
    with open_image(path, sniffed.mime if sniffed else "") as image:
        return normalize(image, path=path)


def normalize(image: Image.Image, *, path: Path | None = None, into: tuple[int, int] | None = None) -> Image.Image:
    """An opened picture as `load_normalized` gives it.

    It is decoded, and need not be open any more.
    With its `path`, a large PNG is read in strips, and comes in the size `into`.
    """
    profile = image.info.get("icc_profile") or b""
    if path is not None and reads_in_strips(image):
        colours = _strips_to_8_bit(image, path, profile, into=into or image.size)
    else:
        image.load()
        colours = to_8_bit(image, profile)
    # Asked for after decoding: Pillow turns a TIFF while it decodes it, and then no longer tells an orientation.
    transpose = TRANSPOSES.get(orientation_of(image))
    if transpose is not None:
        colours = colours.transpose(transpose)
    if profile[16:20] != b"RGB ":
        profile = b""
    if len(profile) > PROFILE_BYTES:
        colours, profile = convert_by_profile(colours, profile, mode=colours.mode), b""
    colours.info = {"icc_profile": profile} if profile else {}
    return colours


def _opener(path: Path, mime: str) -> AbstractContextManager[Image.Image]:
    if mime == SVG:
        return open_svg(path)
    return _open_heif(path) if mime in HEIF else open_file(path)


def _open_heif(path: Path) -> Image.Image:
    """Read here and nowhere else: registered with Pillow, HEIC would open in every part of the program."""
    file = pillow_heif.open_heif(path)
    _check_pixels(file.size)
    image = file.to_pillow()
    hide_xmp(image)
    image.info[LARGEST] = max((one.size for one in file), key=lambda size: size[0] * size[1])
    return image


def _larger_heif(image: Image.Image) -> tuple[int, int] | None:
    """The size of a picture larger than the primary one, which is what is shown."""
    width, height = image.info.get(LARGEST, (0, 0))
    return (width, height) if width * height > image.width * image.height else None


def _check_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise Image.DecompressionBombError(f"it declares {size[0]}×{size[1]} pixels")


def _unusual_mode(image: Image.Image) -> str:
    # Of a colour picture with 16 bits Pillow keeps the upper 8; only its tiles tell so.
    if isinstance(image, ImageFile.ImageFile) and any(";16" in str(tile.args) for tile in image.tile):
        return "16 bit"
    return "" if image.mode in COMMON_MODES else MODE_NAMES.get(image.mode, image.mode)


def _has_metadata_keys(image: Image.Image) -> bool:
    """Whether a picture whose file cannot be walked has private notes."""
    with suppress(*BROKEN):
        return any(image.info.get(key) for key in METADATA_KEYS) or not METADATA_TAGS.isdisjoint(image.getexif())
    return True


def _is_lossless_webp(path: Path) -> bool:
    with path.open("rb") as file:
        return any(part.name == "VP8L" for part in iter_segments(file, WEBP))


def to_8_bit(image: Image.Image, profile: bytes) -> Image.Image:
    """A decoded picture of any mode in RGB, or RGBA where something is see-through."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion to L cuts everything above 255 off instead of scaling it.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.mode in {"I", "F"}:
        return _stretch_range(image.convert("F")).convert("RGB")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        least, _ = clear.getchannel("A").getextrema()
        return clear if least != 255 else clear.convert("RGB")
    if SPACES.get(image.mode) == profile[16:20]:
        return convert_by_profile(image, profile)
    return image.convert("RGB")


def _strips_to_8_bit(
    image: ImageFile.ImageFile, path: Path, profile: bytes, *, into: tuple[int, int]
) -> Image.Image:
    clear = image.has_transparency_data
    strips = (strip.convert("RGBA") if clear else to_8_bit(strip, profile) for strip in iter_strips(image, path))
    if into == image.size:
        colours = join_strips(strips, into)
    else:
        colours = resize_strips(strips, image.size, into, Image.Resampling.LANCZOS)
    return colours.convert("RGB") if clear and colours.getchannel("A").getextrema()[0] == 255 else colours


def _stretch_range(image: Image.Image) -> Image.Image:
    """32 bits have no agreed white: the darkest becomes black and the brightest white."""
    low, high = image.getextrema()
    if not isinstance(low, float) or not isinstance(high, float):
        raise ValueError("a picture with no darkest and no brightest")
    scale = 255 / ((high - low) or 1)
    return image.point(lambda value: value * scale - low * scale).convert("L")


def convert_by_profile(image: Image.Image, profile: bytes, *, mode: str = "RGB") -> Image.Image:
    """A picture whose colours are those of `profile`, in sRGB."""
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode=mode,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):
        return image.convert(mode)  # a torn profile costs the exact colours, not the picture
    return converted or image.convert(mode)
