"""The pictures of one answer while they grow: files, keys, and what is to be told of them."""

import re
from binascii import a2b_base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from providers.decoding.base64_stream import (
    HEAD,
    LIFTED,
    MARK,
    UNSIZED,
    Base64Extractor,
    Base64FileDecoder,
    standard,
)
from providers.errors import Unreadable
from providers.events import Event, PictureGrew, PictureStarted
from providers.image_format import ENOUGH, is_complete_file, read_header
from providers.spool import Spool

TILED: Final = frozenset({"image/avif", "image/heic"})
TILES_TOLD: Final = 8192
"""Bytes: before so many, the declared size of a tiled format may be the size of one tile."""
TOKENS: Final = re.compile(f"({MARK})")
MOST: Final = 64
"""Pictures of one answer: a file is open for each that has not ended."""
ODD: Final = re.compile(rb"[^A-Za-z0-9+/=]+")
UNKNOWN: Final = "application/octet-stream"


@dataclass(slots=True, eq=False)
class IncomingImage:
    """One picture. `state` is its end: `same` as `twin`, which was there before; `lost` when it was none."""

    key: int
    decoder: Base64FileDecoder
    total: int | None = None
    claimed: bool = False
    started: bool = False
    told: int = 0
    interim: bool = False
    state: Literal["growing", "whole", "broken", "same", "lost"] = "growing"
    twin: "IncomingImage | None" = None


class IncomingImages:
    """Opens pictures, knows the lifted ones by their tokens, and tells how they grow.

    `expected` is the length of the whole answer in bytes where it is known.
    """

    def __init__(self, spool: Spool, *, expected: int | None = None) -> None:
        self.shots: list[IncomingImage] = []
        self.lifter = Base64Extractor(spool.picture, spool.scratch, lines=True)
        self._spool = spool
        self._expected = expected
        self._keys = 0
        self._lifted: dict[str, IncomingImage] = {}

    def lift(self, *, lines: bool) -> None:
        """What kind of stream this is, told before its first byte."""
        self.lifter = Base64Extractor(self._spool.picture, self._spool.scratch, lines=lines)

    def next_key(self) -> int:
        """A key that no picture of this answer has."""
        self._keys += 1
        return self._keys

    def open(self) -> IncomingImage:
        """A new picture whose base64 will be fed to its decoder."""
        return self._add(Base64FileDecoder(self._spool.picture), claimed=True)

    def expose(self, piece: bytes) -> list[Event]:
        """More of an answer that is nothing but the bytes of one picture; it ends with the answer."""
        if not self.shots:
            self.open().total = self._expected
        self.shots[0].decoder.write(piece)
        return self.develop()

    def notice_lifted(self) -> None:
        """Give a key to each picture that the lifter has begun since."""
        for token, decoder in self.lifter.pictures.items():
            if token not in self._lifted:
                self._lifted[token] = self._add(decoder, claimed=False)

    def knows(self, token: str) -> bool:
        """Whether this is a token of the lifter's, and not just words between tildes."""
        return token in self.lifter.pictures or token in self.lifter.scratches

    def adopt(self, token: str) -> IncomingImage:
        """The lifted picture of that token; a heavy run without a known beginning becomes one by being decoded."""
        if token in self._lifted and self._lifted[token].state == "growing":
            shot = self._lifted[token]
            shot.claimed = True
            return shot
        shot = self.open()
        for piece in self.text_of(token):
            shot.decoder.feed(piece)
        return shot

    def text_of(self, token: str) -> Iterator[bytes]:
        """The base64 text that the token stands for, piece by piece."""
        if token in self._lifted:
            shot = self._lifted[token]
            yield from shot.decoder.again()
            if not shot.claimed:
                shot.claimed = True
                self.drop(shot)
            return
        path = self.lifter.scratches[token].path
        with path.open("rb") as stored:
            while piece := stored.read(64 * 1024):
                yield piece
        path.unlink(missing_ok=True)

    def value(self, text: str) -> IncomingImage:
        """A picture from a field that holds nothing but base64, lifted or not (docs/gateways.md, Q22)."""
        shot: IncomingImage | None = None
        for part in TOKENS.split(text):
            if self.knows(part):
                if shot is None:
                    shot = self.adopt(part)
                else:
                    for piece in self.text_of(part):
                        shot.decoder.feed(piece)
            elif run := standard("".join(part.split()).encode("ascii", "replace")):
                shot = shot or self.open()
                sound = ODD.sub(b"", run)
                shot.decoder.feed(sound)
                shot.decoder.damaged = shot.decoder.damaged or len(sound) < len(run)
        return shot or self.open()

    def looks_like_base64(self, text: str) -> bool:
        """Whether a field that may hold an address holds a picture's base64 instead (Q21, T06)."""
        if any(self.knows(part) for part in TOKENS.split(text)):
            return True
        run = standard("".join(text[:LIFTED].split()).encode("ascii", "replace")).partition(b"=")[0]
        return not ODD.search(run) and read_header(a2b_base64(run[: len(run) & ~3])) is not None

    def develop(self, *, quiet: bool = False) -> list[Event]:
        """How the growing pictures have grown. `quiet`: nothing yet of lifted ones whose place is unknown."""
        out: list[Event] = []
        for shot in self.shots:
            if shot.state == "growing" and (shot.claimed or not quiet):
                out += self._grown(shot, ended=False)
        return out

    def end(self, shot: IncomingImage) -> list[Event]:
        """Every byte of `shot` is here: close its file, see whether it is whole, and whether it is new."""
        decoder = shot.decoder
        decoder.finish()
        kind = decoder.sniffed
        sound = kind is not None and not decoder.damaged and is_complete_file(kind.mime, decoder.file.path)
        shot.state = "whole" if sound else "broken"
        shot.twin = next((other for other in self.shots if sound and _same(other, shot)), None)
        if shot.twin:
            self.drop(shot, state="same")
            return []
        return self._grown(shot, ended=True)

    def drop(self, shot: IncomingImage, *, state: Literal["same", "lost"] = "lost") -> None:
        """This is no picture of its own: its file goes."""
        shot.decoder.finish()
        shot.state = state
        if shot.decoder.size:
            shot.decoder.file.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every file, and remove what was only scratch."""
        for shot in self.shots:
            if shot.state == "growing":
                shot.decoder.finish()
        for scratch in self.lifter.scratches.values():
            scratch.close()
            scratch.path.unlink(missing_ok=True)
        self.lifter.close()

    def _add(self, decoder: Base64FileDecoder, *, claimed: bool) -> IncomingImage:
        if len(self.shots) >= MOST:
            raise Unreadable("the answer has too many pictures")
        total = None
        if self._expected and not self.shots and not claimed:
            total = max(0, self._expected - decoder.start) * 3 // 4
        shot = IncomingImage(key=self.next_key(), decoder=decoder, total=total, claimed=claimed)
        self.shots.append(shot)
        return shot

    def _grown(self, shot: IncomingImage, *, ended: bool) -> list[Event]:
        decoder, out = shot.decoder, list[Event]()
        if not shot.started and decoder.size and (ended or self._can_start(shot)):
            shot.started = True
            kind = decoder.sniffed
            mime, width, height = (kind.mime, kind.width, kind.height) if kind else (UNKNOWN, 0, 0)
            path, total = decoder.file.path, shot.total
            out.append(PictureStarted(key=shot.key, path=path, mime=mime, width=width, height=height, total=total))
        if shot.started and decoder.size > shot.told:
            shot.told = decoder.size
            out.append(PictureGrew(key=shot.key, size=decoder.size))
        return out

    def _can_start(self, shot: IncomingImage) -> bool:
        """Format and size are known, and it is not, so far, a picture that came before (T17)."""
        kind, decoder = shot.decoder.sniffed, shot.decoder
        if kind is None:
            return False
        if not kind.width and kind.mime not in UNSIZED and len(decoder.head) < ENOUGH:
            return False
        if kind.mime in TILED and decoder.size < TILES_TOLD:
            return False
        earlier = [other for other in self.shots if other is not shot and other.state in ("growing", "whole")]
        if not earlier:
            return True
        head = decoder.head[:HEAD]
        return len(head) == HEAD and all(other.decoder.head[:HEAD] != head for other in earlier)


def _same(one: IncomingImage, other: IncomingImage) -> bool:
    if one is other or one.state != "whole" or one.interim or other.interim:
        return False
    if one.decoder.size != other.decoder.size or one.decoder.head[:HEAD] != other.decoder.head[:HEAD]:
        return False
    with one.decoder.file.path.open("rb") as first, other.decoder.file.path.open("rb") as second:
        while piece := first.read(256 * 1024):
            if piece != second.read(256 * 1024):
                return False
    return True
