"""Content-addressed image store and thumbnails. Pillow lives here; all of it blocks."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageFile

from formats.encodings.gif_blocks import MAX_FRAMES, read_gif_timing
from formats.image_format import MAX_HEADER_BYTES, read_header
from formats.picture_file import read_in_chunks
from providers.errors import Damaged
from studio.errors import SvgPicture
from studio.images.opening import BROKEN, MAX_PIXELS, TRANSPOSES, open_file, orientation_of
from studio.memory.png_strips import iter_strips, reads_in_strips, reduce_strips
from studio.vectors.drawing import SVG, draw_thumb, has_fonts
from studio.vectors.safe_svg import read_svg

THUMB = (512, 512)
CHUNK_SIZE = 1024 * 1024
ENDINGS = {"jpeg": "jpg", "svg+xml": "svg", "x-icon": "ico"}
BEYOND_PILLOW = frozenset({"image/heic", "image/heif", "image/jxl", "image/x-icon"})
"""Pictures that nothing here reads when they arrive; they are kept as they are, unchecked."""
UNREAD = frozenset({"image/jxl", "image/x-icon"})
"""Pictures that nothing here reads at all: only browsers and phones do."""
WITHHELD = frozenset({"entities", "complex", "slow"})
"""Flaws of an SVG that a browser might choke on: it is only to be downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageInfo:
    """Format, size and hash of an image file.

    `width` and `height` are the pixels as they are shown, turned by the EXIF orientation.

    `has_alpha`: something in it is see-through. `checked`: it was decoded to the end. `frames` are shown one after
    the other, those of a GIF in `duration_ms`. `flaw` is why an SVG was not drawn (SvgPicture), or "fontless" where
    its letters were not. `is_active`: it has scripts, or links to be loaded.
    """

    mime: str
    width: int
    height: int
    size: int
    sha256: str
    has_alpha: bool
    checked: bool
    frames: int = 1
    duration_ms: int = 0
    flaw: str = ""
    is_active: bool = False

    @property
    def is_withheld(self) -> bool:
        """Whether a browser might choke on it."""
        return self.flaw in WITHHELD

    @property
    def ending(self) -> str:
        name = self.mime.partition("/")[2]
        return ENDINGS.get(name, name)


def check_image(path: Path, *, mime: str, thumbs: Path) -> ImageInfo:
    """Decodes the whole file, hashes it, and leaves its thumbnail below the folder `thumbs`.

    `mime` is what the first bytes said. Raises Damaged when it is no whole picture or declares too many pixels.
    """
    if mime == SVG:
        return _check_svg(path, thumbs=thumbs)
    if mime in BEYOND_PILLOW:
        size, sha256 = size_and_hash(path)
        return ImageInfo(mime=mime, width=0, height=0, size=size, sha256=sha256, has_alpha=False, checked=False)
    try:
        with open_file(path) as image:
            info, small = _decode(image, path=path)
        if info.mime == "image/gif":
            info = _with_duration(info, path)
    except BROKEN as error:
        raise Damaged(_error_text(error, path)) from error
    _keep_thumb(small, thumbs, info)
    return info


def _with_duration(info: ImageInfo, path: Path) -> ImageInfo:
    """The same with all of its frames, and the time for which a browser plays them once."""
    with path.open("rb") as file:
        timing = read_gif_timing(file)
    return replace(info, frames=max(info.frames, timing.frames), duration_ms=timing.duration_ms)


def _check_svg(path: Path, *, thumbs: Path) -> ImageInfo:
    """The same of an SVG: all of it is XML, and it is drawn small. One that cannot be drawn is kept as well."""
    size, sha256 = size_and_hash(path)
    # Nothing is said of the transparency of what was not seen.
    info = ImageInfo(mime=SVG, width=0, height=0, size=size, sha256=sha256, has_alpha=True, checked=False)
    try:
        svg = read_svg(path)
    except SvgPicture as error:
        return replace(info, flaw=str(error.params["reason"]))
    info = replace(info, width=svg.width, height=svg.height, is_active=svg.is_active)
    try:
        with draw_thumb(svg, longest=THUMB[0]) as image:
            small, has_alpha = _thumbnail(image, orientation=1)
    except SvgPicture as error:
        reason = str(error.params["reason"])
        # Of what could not be tried nobody knows how long a browser takes, unless there is little of it.
        return replace(info, flaw=reason if svg.is_light or reason in WITHHELD else "complex")
    _keep_thumb(small, thumbs, info)
    flaw = "fontless" if svg.has_text and not has_fonts() else ""
    return replace(info, has_alpha=has_alpha, checked=True, flaw=flaw)


def _keep_thumb(small: Image.Image, thumbs: Path, info: ImageInfo) -> None:
    with suppress(OSError):  # a full disk costs the thumbnail, not the picture: it is made when it is asked for
        _write_thumb(small, content_path(thumbs, info.sha256, "webp"))


def _decode(image: Image.Image, *, path: Path) -> tuple[ImageInfo, Image.Image]:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Image.DecompressionBombError(f"it declares {width}×{height} pixels")
    mime = f"image/{(image.format or '').lower()}"
    frames = getattr(image, "n_frames", 1)
    if reads_in_strips(image):
        small, has_alpha = _thumbnail_of_strips(image, path)
        return _image_info(path, mime, image.size, orientation=orientation_of(image), has_alpha=has_alpha), small
    # A JPEG is decoded at down to an eighth: all its bytes are read, and a 4K one costs 1 MB instead of 50.
    image.draft(None, THUMB)
    image.load()
    # Asked for only now: Pillow turns a TIFF by itself while it decodes it, and its pixels are then turned ones.
    orientation = orientation_of(image)
    if image.format == "TIFF":
        width, height = image.size
    small, has_alpha = _thumbnail(image, orientation=orientation)
    for frame in range(1, min(frames, MAX_FRAMES, MAX_PIXELS // (width * height))):
        try:
            image.seek(frame)
            image.load()
        except BROKEN:
            if image.format != "PNG":
                raise
            frames = frame  # what is not whole of a PNG's frames leaves its picture whole
            break
    info = _image_info(path, mime, (width, height), orientation=orientation, has_alpha=has_alpha)
    return replace(info, frames=frames), small


def _image_info(path: Path, mime: str, decoded: tuple[int, int], *, orientation: int, has_alpha: bool) -> ImageInfo:
    width, height = decoded if orientation < 5 else decoded[::-1]
    size, sha256 = size_and_hash(path)
    return ImageInfo(
        mime=mime, width=width, height=height, size=size, sha256=sha256, has_alpha=has_alpha, checked=True
    )


def _thumbnail(image: Image.Image, *, orientation: int) -> tuple[Image.Image, bool]:
    """A turned RGB(A) picture of at most 512×512, and whether anything in the picture is see-through."""
    profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    whole = _resizable_mode(image)
    has_alpha = whole.mode in {"RGBA", "LA"} and _min_alpha(whole) < 255
    small = whole.resize(_thumb_size(whole.size), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _finish_thumb(small, orientation=orientation, has_alpha=has_alpha, profile=profile), has_alpha


def _thumbnail_of_strips(image: ImageFile.ImageFile, path: Path) -> tuple[Image.Image, bool]:
    """The same of a large PNG that is not decoded."""
    profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    size = _thumb_size(image.size)
    factor = max(1, min(image.width // size[0], image.height // size[1]) // 2)
    least = 255.0

    def convert() -> Iterator[Image.Image]:
        nonlocal least
        for strip in iter_strips(image, path, multiple=factor):
            plain = _resizable_mode(strip)
            least = min(least, _min_alpha(plain)) if plain.mode in {"RGBA", "LA"} else least
            yield plain

    small = reduce_strips(convert(), image.size, size, factor=factor)
    shown = _finish_thumb(small, orientation=orientation_of(image), has_alpha=least < 255, profile=profile)
    return shown, least < 255


def _thumb_size(size: tuple[int, int]) -> tuple[int, int]:
    shrink = min(1.0, THUMB[0] / size[0], THUMB[1] / size[1])
    return max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink))


def _finish_thumb(small: Image.Image, *, orientation: int, has_alpha: bool, profile: bytes | None) -> Image.Image:
    shown = small.convert("RGBA" if has_alpha else "RGB")
    if orientation in TRANSPOSES:
        shown = shown.transpose(TRANSPOSES[orientation])
    shown.info = {"icc_profile": profile} if profile else {}
    return shown


def _resizable_mode(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller; the common ones as they are, without a copy."""
    if image.mode.startswith("I"):
        # 16 bits: Pillow's own conversion to L cuts everything above 255 off instead of scaling it.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data and image.mode not in {"RGBA", "LA"}:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA", "LA", "CMYK"} else image.convert("RGB")


def _min_alpha(image: Image.Image) -> float:
    least, _ = image.getchannel("A").getextrema()
    return least if isinstance(least, int | float) else 255


def has_transparency(thumb: Path) -> bool:
    """Whether something in the picture of that thumbnail is see-through; blocks. Raises OSError."""
    with Image.open(thumb) as image:
        return "A" in image.mode


def size_and_hash(path: Path) -> tuple[int, str]:
    """The file's size and hash, read a piece at a time."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        for piece in read_in_chunks(file, CHUNK_SIZE):
            digest.update(piece)
        return file.tell(), digest.hexdigest()


def content_path(root: Path, sha256: str, ending: str) -> Path:
    """Path of content by its hash, below `root`."""
    return root / sha256[:2] / f"{sha256}.{ending}"


def store(path: Path, info: ImageInfo, *, root: Path) -> Path:
    """Gives a checked file its place by content below `root`, and returns it. Raises OSError.

    The old name goes on to work until its folder is removed: somebody may be about to open it.
    """
    target = content_path(root, info.sha256, info.ending)
    if target.exists() and target.stat().st_size == info.size and _renew(target):
        return target
    with atomic_write(target, sync=True) as temp:
        try:
            os.link(path, temp)
        except OSError:
            # Not every file system has hard links (some network and FUSE mounts have none).
            shutil.copyfile(path, temp)
    return target


def _renew(path: Path) -> bool:
    """Makes a kept file young again, so that it is not swept with a deleted picture of these bytes.

    False where it was swept just now.
    """
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # read-only, where nothing is swept either
    return True


def make_thumb(path: Path, target: Path) -> None:
    """Makes a stored picture's thumbnail again.

    Raises Damaged, or OSError when the disk does not take it.
    """
    try:
        small = _thumbnail_of_svg(path) if is_svg(path) else _thumbnail_of_file(path)
    except (*BROKEN, SvgPicture) as error:
        raise Damaged(_error_text(error, path)) from error
    _write_thumb(small, target)


def is_svg(path: Path) -> bool:
    """Whether the first bytes of a file are those of an SVG; blocks."""
    with path.open("rb") as file:
        header = read_header(file.read(MAX_HEADER_BYTES))
    return header is not None and header.mime == SVG


def _thumbnail_of_svg(path: Path) -> Image.Image:
    with draw_thumb(read_svg(path), longest=THUMB[0]) as image:
        return _thumbnail(image, orientation=1)[0]


def _thumbnail_of_file(path: Path) -> Image.Image:
    with open_file(path) as image:
        if reads_in_strips(image):
            return _thumbnail_of_strips(image, path)[0]
        image.draft(None, THUMB)
        image.load()
        return _thumbnail(image, orientation=orientation_of(image))[0]


def save_thumb(shown: Image.Image, target: Path) -> None:
    """Makes the thumbnail of a picture that is decoded already. Raises OSError."""
    small, _ = _thumbnail(shown, orientation=1)
    _write_thumb(small, target)


def _write_thumb(small: Image.Image, target: Path) -> None:
    with atomic_write(target) as temp:
        small.save(temp, "WEBP", quality=82, method=2)


@contextmanager
def temp_path(path: Path) -> Iterator[Path]:
    """Yields a path beside `path` to write to; what is left there is removed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temp = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        yield temp
    finally:
        temp.unlink(missing_ok=True)


@contextmanager
def atomic_write(path: Path, *, sync: bool = False) -> Iterator[Path]:
    """Yields a temporary path that takes the name `path` when all went well, else is removed.

    `sync`: the file and its name survive a power cut from then on.
    """
    with temp_path(path) as temp:
        yield temp
        if sync:
            _sync(temp)
        temp.replace(path)
    if sync:
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _error_text(error: BaseException, path: Path) -> str:
    return f"{type(error).__name__}: {error}".replace(str(path), path.name)[:200]
