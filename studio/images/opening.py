"""Image files opened as browsers take them: what pixels do not need is kept from Pillow.

Pillow refuses a whole picture for a note in it: a text or profile that unpacks to over 1 MB, a wrong checksum of
a chunk that browsers skip, an index of pictures that are gone, a missing end mark. Its limits are of the process;
so it reads a PNG or JPEG through a stream that leaves those parts out. All of it blocks.
"""

import hashlib
import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Literal

from PIL import ExifTags, Image, TiffImagePlugin

from formats.encodings.gif_blocks import read_gif_blocks
from formats.image_format import JPEG_FRAMES, MAX_HEADER_BYTES, read_header
from providers.errors import Damaged
from studio.images.containers import EOI, IMAGE_SEGMENTS, Segment, find_marker, iter_segments, read_range
from studio.images.png_chunks import ANIMATION, has_valid_animation, is_valid_chunk, png_data, read_png_profile

MAX_PIXELS: Final = 200_000_000
"""More is refused: a file of a few kilobytes can declare any size."""
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
"""What is decoded. Pillow knows more, and for some of it starts other programs (EPS)."""
ORIENTATION: Final = 0x0112
TRANSPOSES: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned for each EXIF orientation."""
BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow's readers raise on files that are no whole pictures. Whatever else they raise is logged as well."""
XMP_KEYS: Final = ("xmp", "XML:com.adobe.xmp")
HIDDEN_XMP: Final = "hidden_xmp"
"""Where in `info` an XMP packet stands: Pillow takes an orientation from one that it finds, browsers do not."""
HEADER_BYTES: Final = 4096
BUFFER_BYTES: Final = 256 * 1024
SUBFILE_TYPE, SUB_IFDS = 254, 330
MAX_PAGES, MAX_TAGS = 64, 500
PNG_CRITICAL: Final = frozenset({"signature", "IHDR", "PLTE", "IEND"})
PNG_CHECKED: Final = frozenset({"tRNS", "eXIf"})
"""What is left out when its checksum is wrong, as browsers do."""
JUNK: Final = hashlib.shake_256(b"").digest(1024).replace(b"\xff", b"\xaa")
"""Data that no encoder wrote, to see whether what stands before it needed any. Noise: a decoder fills in zeros."""
RESTARTS: Final = b"".join(bytes([0xFF, 0xD0 + number]) + JUNK for number in range(8)) * 2
"""After a restart marker a decoder drops what comes before the next one."""
STRIP_ROWS: Final = 256
MAX_REPAIRED: Final = 20_000_000
"""Pixels in all frames of a GIF up to which it is decoded to see whether its end is missed."""


class SegmentStream(io.RawIOBase):
    """A file of stretches of another file and of bytes, in their order; nothing is copied."""

    def __init__(self, file: BinaryIO, parts: Sequence[Segment | bytes]) -> None:
        self._file = file
        self._parts = [(part, len(part) if isinstance(part, bytes) else part.length) for part in parts]
        self._ends: list[int] = []
        for _, length in self._parts:
            self._ends.append((self._ends[-1] if self._ends else 0) + length)
        self._size = self._ends[-1] if self._ends else 0
        self._position = 0
        self._index = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position, self._index = max(0, start + offset), 0
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._index < len(self._ends) and self._ends[self._index] <= self._position:
            self._index += 1
        if self._index == len(self._ends):
            return 0
        part, length = self._parts[self._index]
        inside = self._position - (self._ends[self._index] - length)
        size = min(len(buffer), length - inside)
        if isinstance(part, bytes):
            piece = part[inside : inside + size]
        else:
            self._file.seek(part.offset + inside)
            piece = self._file.read(size)
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)


@contextmanager
def open_file(path: Path) -> Iterator[Image.Image]:
    """A picture's file, not decoded yet, as a browser takes it.

    Raises one of BROKEN, or Damaged, when it is no whole picture.
    """
    with path.open("rb") as file:
        header = read_header(file.read(HEADER_BYTES))
        match header.mime if header else "":
            case "image/png":
                stream, profile = _png_stream(file)
            case "image/jpeg":
                stream, profile = _jpeg_stream(file), b""
            case "image/gif":
                stream, profile = _gif_stream(file), b""
            case _:
                stream, profile = file, b""
        stream.seek(0)
        with Image.open(stream, formats=FORMATS) as image:
            _seek_main_page(image)
            hide_xmp(image)
            if profile:
                image.info["icc_profile"] = profile
            yield image


def hide_xmp(image: Image.Image) -> None:
    """Keeps an XMP packet from Pillow, which would turn the picture by it."""
    for key in XMP_KEYS:
        if packet := image.info.pop(key, None):
            image.info[HIDDEN_XMP] = packet


def orientation_of(image: Image.Image) -> int:
    """The EXIF orientation, 1 when there is none.

    A torn note breaks no picture.
    """
    with suppress(*BROKEN):
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            # Once it is decoded, Pillow has turned it and dropped the tag.
            value = image.tag_v2.get(ExifTags.Base.Orientation, 1)
        else:
            exif = Image.Exif()
            exif.load(image.info.get("exif") or b"")
            value = exif.get(ORIENTATION, 1)
        return value if value in TRANSPOSES else 1
    return 1


def larger_inside(image: Image.Image, path: Path) -> tuple[int, int] | None:
    """The size of a larger picture that the file holds and that is not read, if any.

    Raw files of cameras (DNG, NEF, ARW) are TIFFs whose first picture is a thumbnail, with the photo in a SubIFD;
    behind a JPEG a larger one may stand. HEIC is read at its primary picture.
    """
    sizes: list[tuple[int, int]] = []
    with suppress(*BROKEN), path.open("rb") as file:
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            sizes = list(_sub_image_sizes(file, image.tag_v2.get(SUB_IFDS, ())))
        elif image.format == "JPEG":
            behind = [part for part in iter_segments(file, "image/jpeg") if part.name == "trailing"]
            heads = (b"".join(read_range(file, part.offset, MAX_HEADER_BYTES)) for part in behind)
            headers = [read_header(head.lstrip(b"\0")) for head in heads]
            sizes = [(header.width, header.height) for header in headers if header]
    largest = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    return largest if largest[0] * largest[1] > image.width * image.height else None


def _sub_image_sizes(file: BinaryIO, offsets: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Width and height of each SubIFD (TIFF 6.0 §2; Adobe PageMaker 6.0 TIFF Technical Note 1)."""
    order: Literal["little", "big"] = "little" if file.read(2) == b"II" else "big"
    for offset in offsets[:MAX_PAGES]:
        file.seek(offset)
        values: dict[int, int] = {}
        for _ in range(min(int.from_bytes(file.read(2), order), MAX_TAGS)):
            entry = file.read(12)
            is_short = int.from_bytes(entry[2:4], order) == 3
            values[int.from_bytes(entry[:2], order)] = int.from_bytes(entry[8 : 10 if is_short else 12], order)
        yield values.get(ExifTags.Base.ImageWidth, 0), values.get(ExifTags.Base.ImageLength, 0)


def _seek_main_page(image: Image.Image) -> None:
    """Goes to the largest page of a TIFF whose first one says that it is a reduced copy of another."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile) or not image.tag_v2.get(SUBFILE_TYPE, 0) & 1:
        return
    areas = {}
    for page in range(min(image.n_frames, MAX_PAGES)):
        image.seek(page)
        areas[page] = image.width * image.height
    image.seek(max(areas, key=lambda page: areas[page]))


def _buffered_stream(file: BinaryIO, parts: Sequence[Segment | bytes]) -> BinaryIO:
    return io.BufferedReader(SegmentStream(file, parts), BUFFER_BYTES)


def _png_stream(file: BinaryIO) -> tuple[BinaryIO, bytes]:
    """The chunks that the pixels need, and the colour profile beside them: Pillow unpacks no more than 1 MB."""
    parts: list[Segment | bytes] = []
    profile = b""
    data = png_data(file)
    needed = PNG_CHECKED | (ANIMATION if has_valid_animation(file) else frozenset())
    for part in iter_segments(file, "image/png"):
        if part.name == "IDAT":
            # Behind the data nothing turns a picture any more: browsers have begun to draw it by then.
            needed -= {"eXIf"}
        if part.name == "iCCP":
            profile = profile or read_png_profile(file, part)
        elif part.name == "IDAT":
            parts += _data_chunks(data)
            data = []
        elif part.name in PNG_CRITICAL or (part.name in needed and is_valid_chunk(file, part)):
            parts.append(part)
    return _buffered_stream(file, parts), profile


def _data_chunks(stretches: Sequence[Segment]) -> Iterator[Segment | bytes]:
    """Chunks of packed pixels; Pillow does not look at their checksums."""
    for stretch in stretches:
        yield stretch.length.to_bytes(4, "big") + b"IDAT"
        yield stretch
        yield bytes(4)


def _jpeg_stream(file: BinaryIO) -> BinaryIO:
    """The first picture of a JPEG alone, with an end. Raises OSError when rows of it are missing."""
    parts = [part for part in iter_segments(file, "image/jpeg") if _is_needed(file, part)]
    if parts[-1].name == "EOI":
        return _buffered_stream(file, parts)
    _check_scans(file, parts)
    last = b"".join(read_range(file, parts[-1].offset + parts[-1].length - 1, 1))
    noise = b"\0" + JUNK if last == b"\xff" else JUNK
    plain, probed = (
        _hash_pixels(_buffered_stream(file, [*parts, *tail])) for tail in ((EOI,), (noise, RESTARTS, EOI))
    )
    if plain != probed:
        raise OSError("rows of the picture are missing")
    return _buffered_stream(file, [*parts, EOI])


def _gif_stream(file: BinaryIO) -> BinaryIO:
    """A GIF without comments, and with an end where it is cut in a code that no pixel needs.

    Raises Damaged, or one of BROKEN where a pixel does.
    """
    try:
        blocks = read_gif_blocks(file)
    except ValueError as error:
        raise Damaged(str(error), may_be_charged=False) from error
    parts = [Segment(name="GIF", offset=offset, length=length) for offset, length in blocks.stretches]
    plain = _buffered_stream(file, parts)
    if not blocks.missing or _pixels_of_frames(plain) > MAX_REPAIRED:
        return plain
    streams = [_buffered_stream(file, [*parts, bytes([fill]) * blocks.missing + b"\0;"]) for fill in (0x00, 0xFF)]
    return streams[0] if _hash_last_frame(streams[0]) == _hash_last_frame(streams[1]) else plain


def _pixels_of_frames(stream: BinaryIO) -> int:
    """Pixels of all frames of a GIF, none of which is decoded."""
    with Image.open(stream) as image:
        return image.width * image.height * getattr(image, "n_frames", 1)


def _hash_last_frame(stream: BinaryIO) -> bytes:
    with Image.open(stream, formats=("GIF",)) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        return hashlib.sha256(image.tobytes()).digest()


def _is_needed(file: BinaryIO, part: Segment) -> bool:
    """Whether a JPEG's segment says something of the pixels, or which way up they are."""
    return part.name in IMAGE_SEGMENTS["image/jpeg"] or (part.name == "APP1" and b"Exif\0\0" in _head(file, part))


def _head(file: BinaryIO, part: Segment) -> bytes:
    """The first bytes of a segment, from its marker on: filling and junk before it belong to it."""
    marker = find_marker(file, part.offset)
    return (
        b"" if marker is None else b"".join(read_range(file, marker, min(512, part.offset + part.length - marker)))
    )


def _hash_pixels(stream: BinaryIO) -> bytes:
    """The hash of a picture's pixels. A decoder fills in what is missing, from whatever comes next."""
    digest = hashlib.sha256()
    with Image.open(stream, formats=("JPEG",)) as image:
        image.load()
        for top in range(0, image.height, STRIP_ROWS):
            strip = image.crop((0, top, image.width, min(image.height, top + STRIP_ROWS)))
            digest.update(strip.tobytes())
    return digest.digest()


def _check_scans(file: BinaryIO, parts: Sequence[Segment]) -> None:
    """Raises OSError when a scan of a JPEG without an end is missing: it would be shown, but coarse.

    A progressive one must bring every coefficient of every component to its last bit (ITU T.81 G.1.1).
    """
    frame = b""
    known: dict[tuple[int, int], int] = {}
    for part in parts:
        head = _head(file, part)
        if part.name == "table" and head[1] in JPEG_FRAMES:
            frame = head
        if part.name == "SOS":
            count = int.from_bytes(head[4:5], "big")
            first, last, bits = head[5 + 2 * count : 8 + 2 * count]
            for component in head[5 : 5 + 2 * count : 2]:
                known.update({(component, index): bits & 0x0F for index in range(first, last + 1)})
    indices = range(64) if frame[1:2] in {b"\xc2", b"\xca"} else range(1)
    components = frame[10 : 10 + 3 * frame[9] : 3] if len(frame) > 9 else b""
    if not components or any(known.get((component, index), 1) for component in components for index in indices):
        raise OSError("scans of the picture are missing")
