"""Streaming JSON and multipart bodies; files are read as they are sent.

They are never held whole in memory.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pybase64

from providers.types import Attachment

CHUNK_BYTES: Final = 768 * 1024
"""Bytes read at once: a multiple of 3, so that base64 of the pieces is base64 of the whole."""
EXTENSIONS: Final = {"image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUrl:
    """A placeholder in JSON for a picture's data URL.

    Its type is that of the bytes (docs/gateways.md, C13).
    """

    picture: Attachment


JsonBodyValue = (
    None | bool | int | float | str | DataUrl | Sequence["JsonBodyValue"] | Mapping[str, "JsonBodyValue"]
)
"""JSON with pictures in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """One file of a form."""

    name: str
    filename: str
    picture: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBytes:
    """A file's bytes in a body, as they are or in base64."""

    path: Path
    size: int
    base64: bool = False

    @property
    def length(self) -> int:
        """Bytes in the body."""
        return 4 * -(-self.size // 3) if self.base64 else self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request's body, ready to be sent as often as need be.

    What stands in files must not change meanwhile. `fields` and `files` are what it was made of.
    """

    content_type: str
    segments: tuple[bytes | FileBytes, ...]
    fields: Mapping[str, JsonBodyValue] = field(default_factory=dict)
    files: tuple[FilePart, ...] = ()

    @property
    def length(self) -> int:
        """Bytes, as Content-Length says it."""
        return sum(len(segment) if isinstance(segment, bytes) else segment.length for segment in self.segments)

    def with_fields(self, fields: Mapping[str, JsonBodyValue]) -> "Body":
        """The same request with these fields."""
        return form_body(fields, self.files) if self.files else json_body(fields)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body in chunks, so that the time limit for writing is for each of them.

        Raises OSError, also when a file is not of the size that was announced.
        """
        for segment in self.segments:
            if isinstance(segment, bytes):
                for start in range(0, len(segment), CHUNK_BYTES):
                    yield segment[start : start + CHUNK_BYTES]
                continue
            remaining = segment.size
            with await asyncio.to_thread(segment.path.open, "rb", buffering=0) as file:
                while remaining:
                    chunk = await asyncio.to_thread(file.read, min(CHUNK_BYTES, remaining))
                    if not chunk:
                        raise OSError(f"{segment.path.name} is {remaining} bytes shorter than announced")
                    # A read may give less than asked for; base64 needs whole triples up to the last piece.
                    while len(chunk) % 3 and len(chunk) < remaining and segment.base64:
                        chunk += await asyncio.to_thread(file.read, 3 - len(chunk) % 3)
                    remaining -= len(chunk)
                    yield pybase64.b64encode(chunk) if segment.base64 else chunk


def json_body(fields: Mapping[str, JsonBodyValue]) -> Body:
    """Compact UTF-8; a lone surrogate, which UTF-8 cannot say, becomes "?"."""
    placeholder = secrets.token_hex(16)
    pictures: list[Attachment] = []

    def replace_picture(value: object) -> str:
        if not isinstance(value, DataUrl):
            raise TypeError(f"{type(value).__name__} is no JSON")
        pictures.append(value.picture)
        return placeholder

    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=replace_picture)
    first, *others = text.encode("utf-8", "replace").split(f'"{placeholder}"'.encode())
    segments: list[bytes | FileBytes] = [first]
    for picture, after in zip(pictures, others, strict=True):
        head = f'"data:{picture.mime};base64,'.encode()
        segments += [head, FileBytes(path=picture.path, size=picture.size, base64=True), b'"' + after]
    return Body(content_type="application/json", segments=tuple(segments), fields=fields)


def form_body(fields: Mapping[str, JsonBodyValue], files: Sequence[FilePart]) -> Body:
    """multipart/form-data (RFC 7578): the fields, then the files in their order."""
    boundary = secrets.token_hex(16)
    segments: list[bytes | FileBytes] = []
    for name, value in fields.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        segments.append(f"{head}{value}\r\n".encode("utf-8", "replace"))
    for file in files:
        disposition = f'Content-Disposition: form-data; name="{file.name}"; filename="{file.filename}"'
        segments.append(f"--{boundary}\r\n{disposition}\r\nContent-Type: {file.picture.mime}\r\n\r\n".encode())
        segments += [FileBytes(path=file.picture.path, size=file.picture.size), b"\r\n"]
    segments.append(f"--{boundary}--\r\n".encode())
    content_type = f"multipart/form-data; boundary={boundary}"
    return Body(content_type=content_type, segments=tuple(segments), fields=fields, files=tuple(files))


def filename(stem: str, picture: Attachment) -> str:
    """A file name with the extension that fits the bytes.

    Gateways take the type from it (docs/gateways.md, Q27).
    """
    kind = picture.mime.removeprefix("image/")
    return f"{stem}.{EXTENSIONS.get(picture.mime, kind)}"
