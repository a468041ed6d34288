"""What goes to a gateway's help desk: the record, the request, the raw answers, a readme; no key in any of it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from providers.transport.answer import SHORTEST_KEY
from providers.transport.redaction import PIECE as LONG_PIECE
from providers.transport.redaction import redact
from providers.types import JSON
from providers.wires.code_samples import plain_address
from studio.storage.call_files import RAW, Meta, left_behind
from studio.types import ENDED, Call, Run
from ui.exports.zip_stream import Member
from ui.i18n import Language, t

FIRST: Final = 4 * 2**20
LAST: Final = 2**20
"""Bytes of a raw answer that go along: how it began, and how it ended. A 4K picture in base64 is 30 MB."""
PIECE: Final = 256 * 1024
STRUCK: Final = "…".encode()
ADDRESS: Final = re.compile(
    r"(https?://)(?:[^\s/?#\"'<>]*@)?([^\s?#\"'<>]*)(?:[?#][^\s\"'<>]*)?", re.IGNORECASE | re.ASCII
)
KEPT_OF_PICTURES: Final = ("width", "height", "mime", "bytes", "sha256")
"""What is told of a picture that went along: its name and its address here are nobody's business."""


def secret(keys: Iterable[str]) -> tuple[str, ...]:
    """Those that are secrets: one so short that it may be a common word is none (transport/redaction.py)."""
    return tuple({each.strip(): None for each in keys if len(each.strip()) >= SHORTEST_KEY})


def without_keys(value: JSON, keys: Sequence[str]) -> JSON:
    """JSON with none of the keys in any of its texts."""
    match value:
        case str():
            for key in keys:
                value = redact(value, key)
            return value
        case list():
            return [without_keys(each, keys) for each in value]
        case dict():
            return {name: without_keys(each, keys) for name, each in value.items()}
        case _:
            return value


def plain_addresses(value: JSON) -> JSON:
    """JSON whose addresses keep host and path: links are often signed in what follows."""
    match value:
        case str():
            return ADDRESS.sub(r"\1\2", value)
        case list():
            return [plain_addresses(each) for each in value]
        case dict():
            return {name: plain_addresses(each) for name, each in value.items()}
        case _:
            return value


def struck_out(pieces: Iterable[bytes], keys: Sequence[str]) -> Iterator[bytes]:
    """The same bytes without the keys and without long pieces of them, wherever the pieces are cut.

    Every window of a key is looked for; held back is what may be the beginning of one.
    """
    windows = _windows(keys)
    longest = max(map(len, windows), default=1)
    held = b""
    for piece in pieces:
        held += piece
        spans = _found(held, windows)
        cut = max(0, len(held) - longest + 1)
        # Nothing that ends after the cut begins before it, but what was found: that waits as a whole.
        cut = next((start for start, end in spans if start < cut < end), cut)
        yield _without(held[:cut], [span for span in spans if span[1] <= cut])
        held = held[cut:]
    yield _without(held, _found(held, windows))


def _windows(keys: Sequence[str]) -> frozenset[bytes]:
    spelled = {each.encode() for key in keys for each in (key, json.dumps(key)[1:-1])}
    return frozenset(
        key[at : at + LONG_PIECE] for key in spelled for at in range(max(1, len(key) - LONG_PIECE + 1))
    )


def _found(data: bytes, windows: Iterable[bytes]) -> list[tuple[int, int]]:
    """Where any of the windows stands, as spans in their order; those that overlap are one."""
    found: list[tuple[int, int]] = []
    for window in windows:
        at = data.find(window)
        while at >= 0:
            found.append((at, at + len(window)))
            at = data.find(window, at + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _without(data: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    kept, at = [], 0
    for start, end in spans:
        kept += [data[at:start], STRUCK]
        at = end
    return b"".join([*kept, data[at:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """A call's raw answer that is still there, and how it was announced."""

    call: Call
    raw: Path
    meta: Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One run for a help desk. `record` is its record as JSON, without keys; `folders` are those of its calls, in
    their order; `gateway` is its name for people."""

    run: Run
    record: Mapping[str, JSON]
    folders: tuple[Path, ...]
    keys: tuple[str, ...]
    gateway: str
    lang: Language

    def members(self) -> Iterator[Member]:
        """The files of the zip. Looks at the disk."""
        left = tuple(self._left())
        sizes = {each.call.number: each.raw.stat().st_size for each in left}
        yield Member(name="README.txt", holds=self._readme(sizes).encode("utf-8", "replace"))
        yield Member(name="record.json", holds=_pretty(self._record()))
        if curl := self._curl():
            yield Member(name="request.txt", holds=curl.encode("utf-8", "replace"))
        for each in left:
            told = without_keys(_announced(each), self.keys)
            yield Member(name=f"answer-{each.call.number}.json", holds=_pretty(told))
            pieces = struck_out(_ends_of(each.raw), self.keys)
            yield Member(name=f"answer-{each.call.number}.raw", holds=pieces)

    def _left(self) -> Iterator[_Left]:
        """Of each call that did not go well in all: of one that did, the folder may go at any moment."""
        for call, folder in zip(self.run.calls, self.folders, strict=True):
            broken = any(each.call == call.id and each.state == "broken" for each in self.run.pictures)
            meta = left_behind(folder) if call.state in ENDED and (call.state != "done" or broken) else None
            if meta is not None:
                yield _Left(call=call, raw=folder / RAW, meta=meta)

    def _record(self) -> JSON:
        """The record without what names a person's files or this server's addresses."""
        told = dict(self.record)
        asked = told.get("asked")
        if isinstance(asked, dict):
            images = asked.get("images")
            listed = [_bare(each) for each in images] if isinstance(images, list) else []
            told["asked"] = {**asked, "images": listed, "mask": _bare(asked.get("mask"))}
        return told

    def _readme(self, answers: Mapping[int, int]) -> str:
        lines = [
            self._say("title"),
            "",
            self._say("run", model=self.run.model, state=self.run.state, when=_when(self.run.created)),
        ]
        for call in self.run.calls:
            status = call.status or (call.error.status if call.error else None) or "–"
            named = call.request_id or (call.error.request_id if call.error else "") or "–"
            sent = _when(call.sent) if call.sent else "–"
            lines.append(self._say("call", number=call.number, status=status, id=named, when=sent))
        lines += ["", self._say("record"), *([self._say("request")] if self._curl() else [])]
        for number, size in answers.items():
            lines.append(self._say("answer", number=number))
            if size > FIRST + LAST:
                lines.append(self._say("cut", number=number, size=size, first=FIRST, last=LAST))
        lines += [] if answers else [self._say("no_answer")]
        lines += ["", self._say("secrets")]
        return str(without_keys("\n".join(lines) + "\n", self.keys))

    def _curl(self) -> str:
        sent = self.record.get("sent")
        return str(sent.get("curl", "")) if isinstance(sent, dict) else ""

    def _say(self, name: str, **params: str | int) -> str:
        return t(f"record.readme.{name}", self.lang, gateway=self.gateway, **params)


def _announced(left: _Left) -> JSON:
    return {
        "status": left.meta.status,
        "request_id": left.call.request_id,
        "content_type": left.meta.content_type,
        "base_url": plain_address(left.meta.base_url),
        "bytes": left.raw.stat().st_size,
    }


def _bare(picture: JSON) -> JSON:
    return {name: picture.get(name) for name in KEPT_OF_PICTURES} if isinstance(picture, dict) else None


def _pretty(value: JSON) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _ends_of(path: Path) -> Iterator[bytes]:
    """A file's bytes; of a large one its beginning and its end, with a line between them. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = size if size <= FIRST + LAST else FIRST
        yield from _read(file, first)
        if first < size:
            yield f"\n\n[… {size - FIRST - LAST} bytes left out …]\n\n".encode()
            file.seek(size - LAST)
            yield from _read(file, LAST)


def _read(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (piece := file.read(min(PIECE, size))):
        size -= len(piece)
        yield piece
