"""Recipe metadata in PNG, JPEG and WebP files: embedded and read back.

A copy with a recipe is made without decoding one pixel.

PNG: an iTXt chunk (W3C PNG §11.3.3.4). JPEG and WebP: a property in the XMP packet (ISO 16684-1; XMP Specification
Part 3 §1.1.3; RFC 9649 §2.7.1.4-5), and beside it the hash of its text: those formats have no checksum.

What a file says already stays. It has one XMP packet, and of two each program takes another; so the recipe goes
into the one that is there, with every other byte kept. One that is no XML is not replaced: the file is refused. So
is a recipe over the 64 KB of a JPEG's segment: few programs read what goes beyond.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from providers.errors import Damaged
from studio.errors import NoRecipe
from studio.images.containers import MARKER, METADATA_FLAGS, SIGNATURE, Segment, iter_segments, read_range
from studio.recipes import recipe as recipes

KEYWORD: Final = b"easel:recipe\0"
UNCOMPRESSED: Final = b"iTXt" + KEYWORD + b"\0\0\0\0"
"""The beginning of our chunk: not compressed, of no language."""
MAX_PACKET: Final = 8 * 1024 * 1024
"""Bytes of a chunk or a packet that is looked into."""
MAX_JPEG_PACKET: Final = 65_502
"""Bytes of an XMP packet in a JPEG (XMP Specification Part 3 §1.1.3.1)."""
ADOBE: Final = b"http://ns.adobe.com/xap/1.0/\0"
XMP_FLAG: Final = 0x04
EXIF_FLAG: Final = METADATA_FLAGS & ~XMP_FLAG
ALPHA_FLAG: Final = 0x10
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMESPACE: Final = "urn:easel:recipe:1.0/"
RECIPE, CHECKSUM = f"{NAMESPACE} recipe", f"{NAMESPACE} sha256"
"""The names of the two properties, as expat tells them."""
PACKET: Final = (
    f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    f'<rdf:RDF xmlns:rdf="{RDF}"></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()
END: Final = re.compile(rb"</(?:[^\s:>]+:)?RDF\s*>")
SIGNATURES: Final = {SIGNATURE: "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePatch:
    """From `at` on `gone` bytes go, and `new` ones stand there instead."""

    offset: int
    removed: int = 0
    inserted: bytes = b""


def has_room_for_recipe(mime: str) -> bool:
    """Whether a recipe can be embedded in files of that format."""
    return mime in WRITERS


def embed_recipe(source: Path, mime: str, text: str) -> Iterator[bytes]:
    """Embeds the recipe `text` in a copy of the file, yielded in chunks; blocks on the disk.

    `text` is as studio.recipes.recipe.to_json gives it. A recipe that was in it is replaced. Raises NoRecipe,
    before the first chunk, when the file cannot hold it, and OSError, also later, when it cannot be read.
    """
    if mime not in WRITERS:
        raise NoRecipe(mime, params={"reason": "format"})
    if len(text) > recipes.MAX_LENGTH:
        raise NoRecipe(params={"reason": "too_long"})
    try:
        with source.open("rb") as file:
            changes = list(WRITERS[mime](file, list(iter_segments(file, mime)), text))
    except Damaged as error:
        raise _unwritable(str(error)) from error
    return _apply_patches(source, sorted(changes, key=lambda change: change.offset))


def extract_recipe(path: Path) -> str:
    """Extracts the recipe of a file, whole as it was written.

    Raises NoRecipe when there is none, or OSError.
    """
    with path.open("rb") as file:
        return extract_recipe_from(file)


def extract_recipe_from(file: BinaryIO) -> str:
    """The same of an open file. Only what its checksum confirms is told."""
    file.seek(0)
    start = file.read(12)
    mime = next((mime for sign, mime in SIGNATURES.items() if start.startswith(sign)), "")
    if not mime:
        raise NoRecipe("another format", params={"reason": "format"})
    try:
        for text in READERS[mime](file, iter_segments(file, mime)):
            return text
    except (Damaged, UnicodeDecodeError) as error:
        raise NoRecipe(str(error)) from error
    raise NoRecipe


def _apply_patches(source: Path, changes: Sequence[FilePatch]) -> Iterator[bytes]:
    """The file's bytes with the changes, which are in their order and do not overlap."""
    with source.open("rb") as file:
        position = 0
        for change in changes:
            yield from read_range(file, position, change.offset - position)
            if change.inserted:
                yield change.inserted
            position = change.offset + change.removed
        yield from read_range(file, position, file.seek(0, 2) - position)


def _segment_bytes(file: BinaryIO, part: Segment, *, limit: int = MAX_PACKET) -> bytes:
    """A part's own bytes, the first `most` of them."""
    file.seek(part.offset)
    return file.read(min(part.length, limit))


def _patch_png(file: BinaryIO, segments: Sequence[Segment], text: str) -> Iterator[FilePatch]:
    body = UNCOMPRESSED + text.encode()
    for part in segments:
        if part.name == "iTXt" and _segment_bytes(file, part, limit=8 + len(KEYWORD))[8:] == KEYWORD:
            yield FilePatch(offset=part.offset, removed=part.length)
    before = next((part.offset for part in segments if part.name == "IDAT"), 0)
    if not before:
        raise _unwritable("no IDAT")
    yield FilePatch(
        offset=before, inserted=(len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    )


def _read_png(file: BinaryIO, segments: Iterator[Segment]) -> Iterator[str]:
    for part in segments:
        if part.name == "iTXt" and part.length <= MAX_PACKET:
            chunk = _segment_bytes(file, part)
            body = chunk[4:-4]
            if body.startswith(UNCOMPRESSED) and zlib.crc32(body).to_bytes(4, "big") == chunk[-4:]:
                yield body.removeprefix(UNCOMPRESSED).decode()


def _patch_jpeg(file: BinaryIO, segments: Sequence[Segment], text: str) -> Iterator[FilePatch]:
    # After JFIF and EXIF, which readers want first.
    position, gone, packet = segments[0].length, 0, PACKET
    for part in segments:
        body = _app1(file, part)
        if body.startswith(ADOBE):
            gone, packet = 4 + len(body), body.removeprefix(ADOBE)
            position = part.offset + part.length - gone
        elif part.offset == position and (part.name in {"JFIF", "APP0"} or body.startswith(b"Exif\0")):
            position += part.length
        if gone or part.name == "SOS":
            break
    segment = ADOBE + _merge(packet, text, limit=MAX_JPEG_PACKET)
    yield FilePatch(
        offset=position, removed=gone, inserted=b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment
    )


def _read_jpeg(file: BinaryIO, segments: Iterator[Segment]) -> Iterator[str]:
    for part in segments:
        if part.name == "SOS":
            return
        body = _app1(file, part)
        if body.startswith(ADOBE):
            yield from _recipes_in(body.removeprefix(ADOBE))


def _app1(file: BinaryIO, part: Segment) -> bytes:
    """The content of an APP1 segment; b"" of any other. Filling and junk before the marker belong to its part."""
    if part.name != "APP1":
        return b""
    segment = _segment_bytes(file, part)
    marker = MARKER.search(segment)
    return segment[marker.start() + 4 :] if marker else b""


def _patch_webp(file: BinaryIO, segments: Sequence[Segment], text: str) -> Iterator[FilePatch]:
    chunks = [part for part in segments if part.name not in {"RIFF", "trailing"}]
    packets = [part for part in chunks if part.name == "XMP"]
    packet = _payload(_segment_bytes(file, packets[0])) if packets else PACKET
    packet = _merge(packet, text, limit=MAX_PACKET - 9)
    chunk = b"XMP " + len(packet).to_bytes(4, "little") + packet + b"\0" * (len(packet) % 2)
    end = chunks[-1].offset + chunks[-1].length
    changes = [_vp8x_patch(file, chunks)]
    if packets:
        changes.append(FilePatch(offset=packets[0].offset, removed=packets[0].length, inserted=chunk))
    else:
        # The last chunk's filling byte, where its writer left it out: another chunk follows now.
        changes.append(FilePatch(offset=end, inserted=b"\0" * (end % 2) + chunk))
    size = end - 8 + sum(len(change.inserted) - change.removed for change in changes)
    yield FilePatch(offset=4, removed=4, inserted=size.to_bytes(4, "little"))
    yield from changes


def _read_webp(file: BinaryIO, segments: Iterator[Segment]) -> Iterator[str]:
    for part in segments:
        if part.name == "XMP" and part.length <= MAX_PACKET:
            yield from _recipes_in(_payload(_segment_bytes(file, part)))


def _payload(chunk: bytes) -> bytes:
    """The content of a RIFF chunk, without its head and its filling byte."""
    return chunk[8 : 8 + int.from_bytes(chunk[4:8], "little")]


def _vp8x_patch(file: BinaryIO, chunks: Sequence[Segment]) -> FilePatch:
    """VP8X, which tells what else is in the file: with its XMP flag, or made from the one picture's own head."""
    first = chunks[0]
    data = _segment_bytes(file, first, limit=18)[8:]
    if first.name == "VP8X" and len(data) == 10:
        return FilePatch(offset=first.offset + 8, removed=1, inserted=bytes([data[0] | XMP_FLAG]))
    flags = XMP_FLAG | (EXIF_FLAG if any(part.name == "EXIF" for part in chunks) else 0)
    if first.name == "VP8L" and data[:1] == b"\x2f":
        bits = int.from_bytes(data[1:5], "little")
        wide, tall = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        flags |= ALPHA_FLAG if bits >> 28 & 1 else 0
    elif first.name == "VP8" and data[3:6] == b"\x9d\x01\x2a":
        wide, tall = (int.from_bytes(data[offset : offset + 2], "little") & 0x3FFF for offset in (6, 8))
    else:
        raise _unwritable("no picture where one must stand")
    canvas = b"".join(max(0, pixels - 1).to_bytes(3, "little") for pixels in (wide, tall))
    return FilePatch(offset=first.offset, inserted=b"VP8X\x0a\0\0\0" + bytes([flags, 0, 0, 0]) + canvas)


class _Packet:
    """An XMP packet: the `properties` of the recipe, `spans` where they stand as elements, `about` what it
    tells of, `end` where all properties end. Raises NoRecipe when it is no plain XML in UTF-8."""

    def __init__(self, packet: bytes) -> None:
        self.properties: dict[str, str] = {}
        self.spans: list[tuple[int, int]] = []
        self.about = ""
        self.end = 0
        self._packet, self._start, self._text = packet, -1, [""]
        self._parser = expat.ParserCreate("UTF-8", " ")
        self._parser.StartElementHandler = self._on_start
        self._parser.CharacterDataHandler = self._text.append
        self._parser.EndElementHandler = self._on_end
        self._parser.StartDoctypeDeclHandler = self._on_doctype
        try:
            self._parser.Parse(packet, True)
        except (expat.ExpatError, ValueError) as error:
            raise _unwritable("no XML") from error

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self.properties |= {key: value for key, value in attributes.items() if key in {RECIPE, CHECKSUM}}
        self.about = attributes.get(f"{RDF} about", self.about)
        self._start = self._parser.CurrentByteIndex
        self._text.clear()

    def _on_end(self, name: str) -> None:
        index = self._parser.CurrentByteIndex
        if name in {RECIPE, CHECKSUM}:
            self.properties[name] = "".join(self._text)
            self.spans.append((self._start, self._packet.index(b">", index) + 1))
        elif name == f"{RDF} RDF":
            self.end = index

    def _on_doctype(self, *_: object) -> None:
        # A document type can define words that grow without end.
        raise _unwritable("a document type in XMP")


def _merge(packet: bytes, text: str, *, limit: int) -> bytes:
    """The packet with this recipe instead of the one that was there.

    Raises NoRecipe when that cannot be.
    """
    read = _Packet(packet)
    # Programs that write properties as attributes write files of their own, not what a gateway delivered.
    if not END.match(packet, read.end) or len(read.spans) != len(read.properties):
        raise _unwritable("XMP that cannot be added to")
    new = (
        f'<rdf:Description xmlns:rdf="{RDF}" rdf:about={quoteattr(read.about)} xmlns:easel="{NAMESPACE}">'
        f"<easel:recipe>{escape(text)}</easel:recipe><easel:sha256>{_sha256(text)}</easel:sha256></rdf:Description>"
    )
    merged = packet[: read.end] + new.encode() + packet[read.end :]
    for start, end in reversed(read.spans):
        merged = merged[:start] + merged[end:]
    if len(merged) > limit:
        raise NoRecipe(params={"reason": "too_long"})
    if next(_recipes_in(merged), "") != text:
        raise _unwritable("XMP in which it cannot be found again")
    return merged


def _recipes_in(packet: bytes) -> Iterator[str]:
    """The packet's recipe, when it has one and its hash is the one beside it."""
    properties = _Packet(packet).properties
    text = properties.get(RECIPE, "")
    if text and _sha256(text) == properties.get(CHECKSUM):
        yield text


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _unwritable(reason: str) -> NoRecipe:
    return NoRecipe(reason, params={"reason": "unwritable"})


WRITERS: Final = {"image/png": _patch_png, "image/jpeg": _patch_jpeg, "image/webp": _patch_webp}
READERS: Final = {"image/png": _read_png, "image/jpeg": _read_jpeg, "image/webp": _read_webp}
