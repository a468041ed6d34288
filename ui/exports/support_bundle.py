"""A run as a zip for a gateway's support: record, request, raw answers, a readme.

No key is in any of it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

from formats.encodings.content_encoding import ContentDecoder, is_plain
from formats.encodings.errors import DecodingError
from formats.picture_file import read_in_chunks
from providers.transport.answer import MIN_SECRET_LENGTH
from providers.transport.redaction import MIN_KEY_PART as LONG_PIECE
from providers.transport.redaction import redact
from providers.types import JSON
from studio.storage.call_files import RAW_FILE, Meta, stored_answer
from studio.types import ENDED, Call, Run
from ui.exports.code_samples import plain_address
from ui.exports.zip_stream import ZipEntry
from ui.i18n import Language, t

HEAD_BYTES: Final = 4 * 2**20
TAIL_BYTES: Final = 2**20
"""Bytes of a raw answer that go along: how it began, and how it ended. A 4K picture in base64 is 30 MB."""
CHUNK: Final = 256 * 1024
REDACTED: Final = "…".encode()
ADDRESS: Final = re.compile(
    r"(https?://)(?:[^\s/?#\"'<>]*@)?([^\s?#\"'<>]*)(?:[?#][^\s\"'<>]*)?", re.IGNORECASE | re.ASCII
)
PICTURE_FIELDS: Final = ("width", "height", "mime", "bytes", "sha256")
"""What is told of a picture that went along: its name and its address here are nobody's business."""


def secret_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys that are secrets.

    One so short that it may be a common word is none (transport/redaction.py).
    """
    return tuple({key.strip(): None for key in keys if len(key.strip()) >= MIN_SECRET_LENGTH})


def redact_json(value: JSON, keys: Sequence[str]) -> JSON:
    """JSON with none of the keys in any of its texts."""
    match value:
        case str():
            for key in keys:
                value = redact(value, key)
            return value
        case list():
            return [redact_json(item, keys) for item in value]
        case dict():
            return {name: redact_json(item, keys) for name, item in value.items()}
        case _:
            return value


def strip_signatures(value: JSON) -> JSON:
    """JSON whose addresses keep host and path: links are often signed in what follows."""
    match value:
        case str():
            return ADDRESS.sub(r"\1\2", value)
        case list():
            return [strip_signatures(item) for item in value]
        case dict():
            return {name: strip_signatures(item) for name, item in value.items()}
        case _:
            return value


def redact_stream(pieces: Iterable[bytes], keys: Sequence[str]) -> Iterator[bytes]:
    """Redact keys, and long pieces of them, from a stream of bytes.

    Wherever the pieces are cut: every window of a key is looked for; held back is what may be the beginning
    of one.
    """
    windows = _windows(keys)
    longest = max(map(len, windows), default=1)
    buffered = b""
    for piece in pieces:
        buffered += piece
        spans = _find_spans(buffered, windows)
        cut = max(0, len(buffered) - longest + 1)
        # Nothing that ends after the cut begins before it, but what was found: that waits as a whole.
        cut = next((start for start, end in spans if start < cut < end), cut)
        yield _remove_spans(buffered[:cut], [span for span in spans if span[1] <= cut])
        buffered = buffered[cut:]
    yield _remove_spans(buffered, _find_spans(buffered, windows))


def _windows(keys: Sequence[str]) -> frozenset[bytes]:
    spelled = {form.encode() for key in keys for form in (key, json.dumps(key)[1:-1])}
    return frozenset(
        key[start : start + LONG_PIECE] for key in spelled for start in range(max(1, len(key) - LONG_PIECE + 1))
    )


def _find_spans(data: bytes, windows: Iterable[bytes]) -> list[tuple[int, int]]:
    """Spans in which any of the windows stands, in their order; those that overlap are one."""
    matches: list[tuple[int, int]] = []
    for window in windows:
        index = data.find(window)
        while index >= 0:
            matches.append((index, index + len(window)))
            index = data.find(window, index + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(matches):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _remove_spans(data: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    parts, position = [], 0
    for start, end in spans:
        parts += [data[position:start], REDACTED]
        position = end
    return b"".join([*parts, data[position:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoredAnswer:
    """A call's raw answer that is still there, and how it was announced."""

    call: Call
    raw: Path
    meta: Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportBundle:
    """One run for a gateway's help desk.

    `record` is its record as JSON, without keys; `folders` are those of its calls, in their order; `gateway`
    is its name for people.
    """

    run: Run
    record: Mapping[str, JSON]
    folders: tuple[Path, ...]
    keys: tuple[str, ...]
    gateway: str
    lang: Language

    def entries(self) -> Iterator[ZipEntry]:
        """The files of the zip. Looks at the disk."""
        answers = tuple(self._stored_answers())
        sizes = {answer.call.number: answer.raw.stat().st_size for answer in answers}
        yield ZipEntry(name="README.txt", content=self._readme(sizes).encode("utf-8", "replace"))
        yield ZipEntry(name="record.json", content=_pretty(self._record()))
        if curl := self._curl():
            yield ZipEntry(name="request.txt", content=curl.encode("utf-8", "replace"))
        for answer in answers:
            info = redact_json(_answer_info(answer), self.keys)
            yield ZipEntry(name=f"answer-{answer.call.number}.json", content=_pretty(info))
            pieces = redact_stream(_readable(answer), self.keys)
            yield ZipEntry(name=f"answer-{answer.call.number}.raw", content=pieces)

    def _stored_answers(self) -> Iterator[_StoredAnswer]:
        """Of each call that did not go well in all: of one that did, the folder may go at any moment."""
        for call, folder in zip(self.run.calls, self.folders, strict=True):
            broken = any(picture.call == call.id and picture.state == "broken" for picture in self.run.pictures)
            meta = stored_answer(folder) if call.state in ENDED and (call.state != "done" or broken) else None
            if meta is not None:
                yield _StoredAnswer(call=call, raw=folder / RAW_FILE, meta=meta)

    def _record(self) -> JSON:
        """The record without what names a person's files or this server's addresses."""
        record = dict(self.record)
        asked = record.get("asked")
        if isinstance(asked, dict):
            images = asked.get("images")
            listed = [_strip_picture(image) for image in images] if isinstance(images, list) else []
            drawn = {name: _strip_picture(asked.get(name)) for name in ("mask", "markup")}
            record["asked"] = {**asked, "images": listed, **drawn}
        return record

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
            if size > HEAD_BYTES + TAIL_BYTES:
                lines.append(self._say("cut", number=number, size=size, first=HEAD_BYTES, last=TAIL_BYTES))
        lines += [] if answers else [self._say("no_answer")]
        lines += ["", self._say("secrets")]
        return str(redact_json("\n".join(lines) + "\n", self.keys))

    def _curl(self) -> str:
        sent = self.record.get("sent")
        return str(sent.get("curl", "")) if isinstance(sent, dict) else ""

    def _say(self, name: str, **params: str | int) -> str:
        return t(f"record.readme.{name}", self.lang, gateway=self.gateway, **params)


def _answer_info(left: _StoredAnswer) -> JSON:
    return {
        "status": left.meta.status,
        "request_id": left.call.request_id,
        "content_type": left.meta.content_type,
        "base_url": plain_address(left.meta.base_url),
        "bytes": left.raw.stat().st_size,
    }


def _strip_picture(picture: JSON) -> JSON:
    return {name: picture.get(name) for name in PICTURE_FIELDS} if isinstance(picture, dict) else None


def _pretty(value: JSON) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _readable(answer: _StoredAnswer) -> Iterator[bytes]:
    """The answer, unpacked where it is compressed: a key is not found in packed bytes. Raises OSError."""
    with answer.raw.open("rb") as file:
        head = file.read(CHUNK)
        if is_plain(head, named=answer.meta.content_encoding):
            yield from _head_and_tail(answer.raw)
            return
        decoder, left = ContentDecoder(answer.meta.content_encoding, patient=True), HEAD_BYTES + TAIL_BYTES
        with suppress(DecodingError):
            for packed in chain((head,), read_in_chunks(file, CHUNK, limit=answer.raw.stat().st_size)):
                for piece in decoder.feed(packed):
                    yield piece[:left]
                    left -= len(piece)
                    if left <= 0:
                        yield "\n\n[…]\n\n".encode()
                        return
        yield from decoder.finish()


def _head_and_tail(path: Path) -> Iterator[bytes]:
    """A file's bytes; of a large one its beginning and its end, with a line between them. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = size if size <= HEAD_BYTES + TAIL_BYTES else HEAD_BYTES
        yield from read_in_chunks(file, CHUNK, limit=first)
        if first < size:
            yield f"\n\n[… {size - HEAD_BYTES - TAIL_BYTES} bytes left out …]\n\n".encode()
            file.seek(size - TAIL_BYTES)
            yield from read_in_chunks(file, CHUNK, limit=TAIL_BYTES)
