"""Reads an answer in any cuts and tells what a person would have got of it.

Makes pictures and answers for that.
"""

import atexit
import base64
import functools
import json
import random
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from providers.errors import ProviderError
from providers.events import (
    Notice,
    PartialPicture,
    PictureDone,
    PictureFailed,
    PictureGrew,
    PictureStarted,
    Progress,
    ReasoningDelta,
    TextDelta,
    Usage,
)
from providers.response.parser import CollectedItem, Link, ResponseParser
from tests.providers.folder_spool import FolderSpool

SSE = "text/event-stream; charset=utf-8"
MEMORY = Path("/dev/shm")
JSON = "application/json"


@dataclass
class ParsedResponse:
    """All that came of an answer; pictures are bytes, in the order in which they were done."""

    finals: list[bytes] = field(default_factory=list)
    drafts: list[bytes] = field(default_factory=list)
    partials: list[tuple[int, bytes]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    sizes: list[tuple[str, int, int]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    text: str = ""
    reasoning: str = ""
    progress: list[Progress] = field(default_factory=list, compare=False)
    notices: list[str] = field(default_factory=list)
    usage: dict[str, int] = field(default_factory=dict)
    model: str = ""
    error: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    may_be_charged: bool = False
    events: list[CollectedItem] = field(default_factory=list, compare=False, repr=False)


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


def parse_chunks(chunks: Iterable[bytes], *, folder: Path | None = None, **options: Any) -> ParsedResponse:
    """The answer in these chunks, read to its end."""
    spool = FolderSpool(folder or _shared_folder())
    try:
        return _parse_into(chunks, spool, options)
    finally:
        for file in spool.files if folder is None else ():
            file.path.unlink(missing_ok=True)


@functools.cache
def _shared_folder() -> Path:
    """One for all answers: making and removing a folder is a quarter of what reading a short answer takes."""
    folder = tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None)
    atexit.register(shutil.rmtree, folder)
    return Path(folder)


def _parse_into(chunks: Iterable[bytes], spool: FolderSpool, options: dict[str, Any]) -> ParsedResponse:
    reader = ResponseParser(spool, **options)
    out = ParsedResponse()
    try:
        for chunk in chunks:
            out.events += reader.feed(chunk)
        out.events += reader.finish()
    except ProviderError as error:
        out.events += reader.drain()
        out.error, out.message, out.params = error.kind, error.gateway_message, dict(error.params)
        out.may_be_charged = error.may_be_charged
    finally:
        reader.close()
    assert all(file.closed for file in spool.files)
    _collect_events(out)
    return out


def _collect_events(out: ParsedResponse) -> None:
    started: dict[int, PictureStarted] = {}
    sizes: dict[int, int] = {}
    done: dict[int, PictureDone] = {}
    for event in out.events:
        match event:
            case PictureStarted(key=key):
                assert key not in started
                started[key] = event
            case PictureGrew(key=key, size=size):
                assert size > sizes.get(key, 0)
                sizes[key] = size
            case PictureDone(key=key):
                done[key] = event
            case PartialPicture(key=key, slot=slot):
                out.partials.append((slot, started[key].path.read_bytes()))
            case PictureFailed(error=error):
                out.failed.append(error.kind)
            case Link(url=url, sure=sure):
                (out.links if sure else out.unsure).append(url)
            case TextDelta(text=text):
                assert text
                out.text += text
            case ReasoningDelta(text=text):
                out.reasoning += text
            case Progress():
                out.progress.append(event)
            case Notice(kind=kind):
                out.notices.append(kind)
            case Usage(tokens=tokens, model=model):
                out.usage, out.model = dict(tokens), model
            case _:
                raise AssertionError(event)
    for key, event in done.items():
        data = started[key].path.read_bytes()
        assert sizes[key] == len(data)
        (out.drafts if event.draft else out.finals).append(data)
        out.urls += [event.url] if event.url else []
        if not event.draft:
            out.sizes.append((started[key].mime, started[key].width, started[key].height))


def noise(width: int, height: int, *, seed: int = 0, form: str = "PNG", **settings: Any) -> bytes:
    """A picture that does not compress: about three bytes a pixel as PNG."""
    image = Image.frombytes("RGB", (width, height), random.Random(seed).randbytes(width * height * 3))
    file = BytesIO()
    image.save(file, form, **settings)
    return file.getvalue()


def big_png(size: int) -> bytes:
    """A valid PNG of exactly `size` bytes: a chunk of filling makes up the length."""
    small = noise(64, 64)
    filling = random.Random(1).randbytes(size - len(small) - 12)
    chunk = b"teSt" + filling
    return (
        small[:-12] + struct.pack(">I", len(filling)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + small[-12:]
    )


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def data_url(data: bytes, mime: str = "image/png") -> str:
    return f"data:{mime};base64,{b64(data)}"


def body(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def event(value: Any, *, name: str = "", end: str = "\n") -> bytes:
    head = f"event: {name}{end}".encode() if name else b""
    return head + b"data: " + (value if isinstance(value, bytes) else body(value)) + f"{end}{end}".encode()


def delta(finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


def stream(*values: Any, done: bool = True) -> bytes:
    return b"".join(map(event, values)) + (b"data: [DONE]\n\n" if done else b"")


def chat(*deltas: dict[str, Any], finish: str | None = "stop", done: bool = True) -> bytes:
    """A chat stream as gateways send it: a role, the deltas, a finish, usage, the end mark."""
    ending = [delta(finish), {"choices": [], "usage": {"total_tokens": 9}, "model": "m"}] if finish else []
    return stream(delta(role="assistant", content=""), *(delta(**one) for one in deltas), *ending, done=done)


def message(finish: str = "stop", **fields: Any) -> bytes:
    return body({"choices": [{"index": 0, "message": {"role": "assistant", **fields}, "finish_reason": finish}]})
