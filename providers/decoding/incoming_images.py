"""Images of one answer while they grow: files, keys, and the events about them."""

import re
from binascii import a2b_base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from formats.encodings.base64_stream import (
    HEAD_BYTES,
    MARKER_PATTERN,
    MIN_EXTRACTED,
    UNSIZED,
    Base64Extractor,
    Base64FileDecoder,
    normalize_base64,
)
from formats.image_comparison import has_same_pixels
from formats.image_format import MAX_HEADER_BYTES, completeness, read_header
from formats.picture_file import read_in_chunks
from providers.errors import Unreadable
from providers.events import Event, PictureGrew, PictureStarted
from providers.spool import Spool

TILED: Final = frozenset({"image/avif", "image/heic"})
MIN_TILED_BYTES: Final = 8192
"""Bytes: before so many, the declared size of a tiled format may be the size of one tile."""
TOKEN: Final = re.compile(f"({MARKER_PATTERN})")
MAX_IMAGES: Final = 64
"""Pictures of one answer: a file is open for each that has not ended."""
NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]+")
UNKNOWN_MIME: Final = "application/octet-stream"


@dataclass(slots=True, eq=False)
class IncomingImage:
    """One image that is arriving.

    `state` is its end: `same` as `duplicate_of`, which was there before; `lost` when it was none.
    """

    key: int
    decoder: Base64FileDecoder
    total: int | None = None
    claimed: bool = False
    started: bool = False
    reported_size: int = 0
    interim: bool = False
    state: Literal["growing", "whole", "broken", "same", "lost"] = "growing"
    duplicate_of: "IncomingImage | None" = None


class IncomingImages:
    """Opens images, knows the extracted ones by their tokens, and reports how they grow.

    `expected` is the length of the whole answer in bytes where it is known. `answer_ended`: it is nothing but one
    picture, and its last byte came.
    """

    def __init__(self, spool: Spool, *, expected: int | None = None) -> None:
        self.images: list[IncomingImage] = []
        self.answer_ended = False
        self.extractor = Base64Extractor(spool.picture, spool.scratch, line_based=True)
        self._spool = spool
        self._expected = expected
        self._keys = 0
        self._by_token: dict[str, IncomingImage] = {}

    def reset_extractor(self, *, line_based: bool) -> None:
        """Chooses the kind of stream, before its first byte."""
        self.extractor = Base64Extractor(self._spool.picture, self._spool.scratch, line_based=line_based)

    def next_key(self) -> int:
        """A key that no picture of this answer has."""
        self._keys += 1
        return self._keys

    def open(self) -> IncomingImage:
        """A new picture whose base64 will be fed to its decoder."""
        return self._add(Base64FileDecoder(self._spool.picture), claimed=True)

    def feed_raw_image(self, piece: bytes) -> list[Event]:
        """Adds bytes of an answer that is nothing but one image's file. It ends with the answer."""
        if not self.images:
            self.open().total = self._expected
        self.images[0].decoder.write(piece)
        return self.report_growth()

    def register_extracted(self) -> None:
        """Gives a key to each image that the extractor has begun since."""
        for token, decoder in self.extractor.pictures.items():
            if token not in self._by_token:
                self._by_token[token] = self._add(decoder, claimed=False)

    def is_token(self, token: str) -> bool:
        """Whether this is one of the extractor's tokens, and not just text between tildes."""
        return token in self.extractor.pictures or token in self.extractor.scratch_files

    def claim(self, token: str) -> IncomingImage:
        """The extracted image of that token.

        A heavy run without a known beginning becomes one by being decoded.
        """
        if token in self._by_token and self._by_token[token].state == "growing":
            image = self._by_token[token]
            image.claimed = True
            return image
        image = self.open()
        for piece in self.base64_of(token):
            image.decoder.feed(piece)
        return image

    def base64_of(self, token: str) -> Iterator[bytes]:
        """The base64 text that the token stands for, chunk by chunk."""
        if token in self._by_token:
            image = self._by_token[token]
            yield from image.decoder.reencode()
            if not image.claimed:
                image.claimed = True
                self.discard(image)
            return
        path = self.extractor.scratch_files[token].path
        with path.open("rb") as file:
            yield from read_in_chunks(file, 64 * 1024)
        path.unlink(missing_ok=True)

    def from_base64(self, text: str) -> IncomingImage:
        """An image from a field of nothing but base64, extracted or not (docs/gateways.md, Q22)."""
        image: IncomingImage | None = None
        for part in TOKEN.split(text):
            if self.is_token(part):
                if image is None:
                    image = self.claim(part)
                else:
                    for piece in self.base64_of(part):
                        image.decoder.feed(piece)
            elif run := normalize_base64("".join(part.split()).encode("ascii", "replace")):
                image = image or self.open()
                valid = NOT_BASE64.sub(b"", run)
                image.decoder.feed(valid)
                image.decoder.damaged = image.decoder.damaged or len(valid) < len(run)
        return image or self.open()

    def from_markup(self, text: str) -> IncomingImage:
        """An SVG that stands in the answer as it is; a picture inside of it may have been extracted."""
        image = self.open()
        for part in TOKEN.split(text):
            if self.is_token(part):
                for piece in self.base64_of(part):
                    image.decoder.write(piece)
            else:
                image.decoder.write(part.encode("utf-8", "surrogateescape"))
        return image

    def looks_like_base64(self, text: str) -> bool:
        """Whether a field that may hold an address holds a picture's base64 instead (Q21, T06)."""
        if any(self.is_token(part) for part in TOKEN.split(text)):
            return True
        run = normalize_base64("".join(text[:MIN_EXTRACTED].split()).encode("ascii", "replace")).partition(b"=")[0]
        return not NOT_BASE64.search(run) and read_header(a2b_base64(run[: len(run) & ~3])) is not None

    def report_growth(self, *, claimed_only: bool = False) -> list[Event]:
        """Events about how the growing images have grown.

        `claimed_only`: nothing yet of extracted ones whose position is unknown.
        """
        out: list[Event] = []
        for image in self.images:
            if image.state == "growing" and (image.claimed or not claimed_only):
                out += self._growth_of(image, ended=False)
        return out

    def finish(self, image: IncomingImage, *, cut: bool) -> list[Event]:
        """Ends `image`: closes its file, sees whether it is whole, and whether it is new.

        Every byte of it is here, unless the answer was `cut`. Where that cannot be seen it counts as whole: whoever
        decodes it will know.
        """
        decoder = image.decoder
        decoder.finish()
        header = decoder.header
        ending = "cut" if header is None or decoder.damaged else completeness(header.mime, decoder.file.path)
        trusted = self.answer_ended or not cut
        intact = ending == "whole" or (ending == "unsure" and trusted)
        image.state = "whole" if intact else "broken"
        image.duplicate_of = next((other for other in self.images if intact and _is_duplicate(other, image)), None)
        if image.duplicate_of:
            self.discard(image, state="same")
            return []
        return self._growth_of(image, ended=True)

    def discard(self, image: IncomingImage, *, state: Literal["same", "lost"] = "lost") -> None:
        """Removes the file of what is no image of its own."""
        image.decoder.finish()
        image.state = state
        if image.decoder.size:
            image.decoder.file.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every file, and remove what was only scratch."""
        for image in self.images:
            if image.state == "growing":
                image.decoder.finish()
        for scratch in self.extractor.scratch_files.values():
            scratch.close()
            scratch.path.unlink(missing_ok=True)
        self.extractor.close()

    def _add(self, decoder: Base64FileDecoder, *, claimed: bool) -> IncomingImage:
        if len(self.images) >= MAX_IMAGES:
            raise Unreadable("the answer has too many pictures")
        total = None
        if self._expected and not self.images and not claimed:
            total = max(0, self._expected - decoder.start) * 3 // 4
        image = IncomingImage(key=self.next_key(), decoder=decoder, total=total, claimed=claimed)
        self.images.append(image)
        return image

    def _growth_of(self, image: IncomingImage, *, ended: bool) -> list[Event]:
        decoder, out = image.decoder, list[Event]()
        if not image.started and decoder.size and (ended or self._can_start(image)):
            image.started = True
            header = decoder.header
            mime, width, height = (header.mime, header.width, header.height) if header else (UNKNOWN_MIME, 0, 0)
            path, total = decoder.file.path, image.total
            out.append(PictureStarted(key=image.key, path=path, mime=mime, width=width, height=height, total=total))
        if image.started and decoder.size > image.reported_size:
            image.reported_size = decoder.size
            out.append(PictureGrew(key=image.key, size=decoder.size))
        return out

    def _can_start(self, image: IncomingImage) -> bool:
        """Format and size are known, and it is not, so far, a picture that came before (T17)."""
        header, decoder = image.decoder.header, image.decoder
        if header is None:
            return False
        if not header.width and header.mime not in UNSIZED and len(decoder.head) < MAX_HEADER_BYTES:
            return False
        if header.mime in TILED and decoder.size < MIN_TILED_BYTES:
            return False
        earlier = [other for other in self.images if other is not image and other.state in ("growing", "whole")]
        if not earlier:
            return True
        head = decoder.head[:HEAD_BYTES]
        return len(head) == HEAD_BYTES and all(other.decoder.head[:HEAD_BYTES] != head for other in earlier)


def is_markedly_smaller(one: IncomingImage, other: IncomingImage) -> bool:
    """Whether `one` has at most half the pixels of `other`; not where a file hides them."""
    pixels, others = (
        header.width * header.height if (header := image.decoder.header) else 0 for image in (one, other)
    )
    return 0 < 2 * pixels <= others


def shows_the_same(one: IncomingImage, other: IncomingImage) -> bool:
    """Whether two whole pictures differ in nothing but their metadata."""
    header = one.decoder.header
    return (
        header is not None
        and header == other.decoder.header
        and has_same_pixels(one.decoder.file.path, other.decoder.file.path, header.mime)
    )


def _is_duplicate(one: IncomingImage, other: IncomingImage) -> bool:
    if one is other or one.state != "whole" or one.interim or other.interim:
        return False
    if one.decoder.size != other.decoder.size or one.decoder.head[:HEAD_BYTES] != other.decoder.head[:HEAD_BYTES]:
        return False
    with one.decoder.file.path.open("rb") as first, other.decoder.file.path.open("rb") as second:
        pairs = zip(read_in_chunks(first, 256 * 1024), read_in_chunks(second, 256 * 1024), strict=False)
        return all(one_chunk == other_chunk for one_chunk, other_chunk in pairs)
