"""Pieces of an answer become events: words flow out, pictures end, the last picture of a chat is the final one."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never
from urllib.parse import urljoin, urlsplit

from providers.decoding.incoming_images import IncomingImage, IncomingImages
from providers.decoding.markdown_images import ImageLink, addresses
from providers.decoding.text_stream import Heard, TextStream, repair_surrogates
from providers.errors import CutOff, Damaged
from providers.errors.classify import classify_error
from providers.events import (
    Event,
    PartialPicture,
    PictureDone,
    PictureFailed,
    Progress,
    ReasoningDelta,
    TextDelta,
    Usage,
)
from providers.response.json_shapes import (
    ErrorPiece,
    FinishPiece,
    ImagePiece,
    Piece,
    Position,
    TaskPiece,
    TextPiece,
    UsagePiece,
)
from providers.response.outcome import ResponseSummary, conclude

WORDS_KEPT: Final = 1024 * 1024
UNSURE_LINKS: Final = 8
DATA_URL: Final = re.compile(r"\s*data:[^,]{0,200};base64,", re.IGNORECASE)
RELATIVE: Final = re.compile(
    r"(?:\.{0,2}/)?[^\s<>:?#]+\.(?:png|jpe?g|webp|gif|avif|heic|bmp|tiff?|svg)\b\S*|/[^\s<>]+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A picture by address. `sure=False`: a bare link in the words, to be read only when nothing else came;
    `Notice("answered_in_words")` goes with it and holds only when none of these is a picture. `number` counts."""

    url: str
    sure: bool
    number: int


CollectedItem = Event | Link


class EventCollector:
    """Takes pieces, keeps the tally, and fills `out`."""

    def __init__(self, album: IncomingImages, *, base_url: str, status: int, request_id: str) -> None:
        self.out: list[CollectedItem] = []
        self.tally = ResponseSummary()
        self._album = album
        self._base_url = base_url
        self._status = status
        self._request_id = request_id
        self._speeches: dict[tuple[int, bool], TextStream] = {}
        self._later: list[str] = []
        self._last: dict[int, int] = {}
        self._urls: dict[int, str] = {}
        self._drafts: set[int] = set()
        self._thoughts: list[IncomingImage] = []
        self._thought_links: list[str] = []
        self._links: set[str] = set()
        self._usage = Usage()
        self._ending = False
        self._kept: list[str] = []
        self._kept_length = 0

    @property
    def growing(self) -> bool:
        """Whether some words so far end inside a picture."""
        return any(speech.growing for speech in self._speeches.values())

    def take(self, piece: Piece) -> None:
        """Raises ProviderError for an error that comes before any picture."""
        match piece:
            case TextPiece():
                self._say(piece)
            case ImagePiece():
                self._image(piece)
            case ErrorPiece():
                self._fault(piece)
            case FinishPiece(reason=reason):
                self.tally.reason, self.tally.ended = repair_surrogates(reason), True
            case UsagePiece(tokens=tokens, model=model):
                named = {repair_surrogates(name): number for name, number in tokens.items()}
                self._spend(
                    Usage(tokens=named or self._usage.tokens, model=repair_surrogates(model) or self._usage.model)
                )
                self.tally.ended = self.tally.ended or bool(tokens)
            case TaskPiece(id=task, status=status):
                self.tally.task = {"task": repair_surrogates(task), "status": repair_surrogates(status)}
            case _:
                assert_never(piece)

    def finish(self) -> None:
        """The answer has ended; raises the ProviderError of a failure (providers/response/outcome.py)."""
        self._settle()
        self.tally.tokens = self._usage.tokens
        self.tally.progress = [line for speech in self._speeches.values() for line in speech.status_lines]
        self.tally.words = "".join(self._kept).strip()
        if self._usage.model and not self._usage.tokens:
            self.out.append(self._usage)
        if not self.tally.pictures:
            for url in addresses(self.tally.words)[:UNSURE_LINKS]:
                self.tally.unsure += 1
                self.out.append(Link(url=url, sure=False, number=self.tally.unsure))
        self.out += conclude(self.tally, status=self._status, request_id=self._request_id)

    def _settle(self) -> None:
        """Everything that was held back comes out."""
        self._ending = True
        for speech in self._speeches.values():
            self._hear(speech.finish(), speech=speech)
        for shot in self._album.shots:
            if shot.state == "growing":
                self._picture(shot, place="list" if self.tally.cut else "thought")
        self._settle_thoughts()
        if later := "".join(self._later):
            self.out.append(TextDelta(text=f"\n\n{later}" if self._kept else later))
            self._keep(later)
            self._later = []

    def _settle_thoughts(self) -> None:
        """Pictures of the thinking count only when there are no others; the last one is the final then
        (docs/gateways.md, T35)."""
        final = self._thoughts[-1] if self._thoughts and not self.tally.pictures else None
        if final is not None:
            self.tally.pictures += 1
            self.out.append(PictureDone(key=final.key))
        for shot in self._thoughts:
            if shot is not final:
                self.out.append(PictureDone(key=shot.key, draft=True))
        self._thoughts = []
        if not self.tally.pictures:
            for url in self._thought_links:
                self._link(url, place="chat")

    def _spend(self, usage: Usage) -> None:
        """Tokens are told at once; a model's name alone waits for the end, for it stands in every chunk."""
        if usage.tokens and usage != self._usage:
            self.out.append(usage)
        self._usage = usage

    def _say(self, words: TextPiece) -> None:
        key = (words.choice, words.thought)
        speech = self._speeches.get(key)
        if speech is None:
            speech = self._speeches[key] = TextStream(self._album, choice=words.choice, thought=words.thought)
        if words.whole and speech.streamed:
            return
        speech.streamed = not words.whole
        self._hear(speech.feed(words.text), speech=speech)

    def _hear(self, heard: Iterable[Heard], *, speech: TextStream) -> None:
        place: Position = "thought" if speech.thought else "chat"
        for one in heard:
            match one:
                case TextDelta(text=text) if speech.choice:
                    self._later.append(text)
                case TextDelta(text=text):
                    self.out.append(one)
                    self._keep(text)
                case ReasoningDelta() | Progress():
                    self.out.append(one)
                case IncomingImage():
                    self._picture(one, place=place, choice=speech.choice)
                case ImageLink(url=url):
                    self._link(url, place=place)
                case _:
                    assert_never(one)

    def _keep(self, text: str) -> None:
        self.tally.said = True
        if self._kept_length < WORDS_KEPT:
            self._kept.append(text)
            self._kept_length += len(text)

    def _image(self, image: ImagePiece) -> None:
        base64, source = image.base64.strip(), image.source.strip()
        if base64.lower().startswith(("http://", "https://")):
            base64, source = "", base64
        data = DATA_URL.match(base64 or source)
        if data:
            base64, source = (base64 or source)[data.end() :], source if base64 else ""
        elif not base64 and self._album.looks_like_base64(source):
            base64, source = source, ""
        if base64:
            url = self._address(source)
            shot = self._album.value(base64)
            self._picture(shot, place=image.place, choice=image.choice, slot=image.slot, url=url)
        elif source:
            self._link(source, place=image.place)

    def _picture(
        self, shot: IncomingImage, *, place: Position, choice: int = 0, slot: int = 0, url: str = ""
    ) -> None:
        """Every byte of a picture is here: tell what it is."""
        shot.interim = place == "partial"
        self.out += self._album.end(shot)
        if shot.state == "broken":
            self._broken(shot, url=url)
        elif place == "partial":
            self.tally.partials += 1
            self.out.append(PartialPicture(key=shot.key, slot=slot))
        elif place == "thought":
            self._thoughts += [shot] if shot.state == "whole" else []
        else:
            self._done((shot.twin or shot).key, place=place, choice=choice, url=url)

    def _done(self, key: int, *, place: Position, choice: int, url: str) -> None:
        """A final picture; in a chat the one before it was a draft (Q16). Told again when that changed."""
        if key not in self._urls or key in self._drafts or (url and not self._urls[key]):
            self._urls[key] = url or self._urls.get(key, "")
            self._drafts.discard(key)
            self._thoughts = [shot for shot in self._thoughts if shot.key != key]
            self.out.append(PictureDone(key=key, url=self._urls[key]))
            self.tally.pictures += 1
        if place == "chat":
            before = self._last.get(choice, key)
            self._last[choice] = key
            if before != key:
                self._drafts.add(before)
                self.out.append(PictureDone(key=before, draft=True, url=self._urls[before]))

    def _broken(self, shot: IncomingImage, *, url: str) -> None:
        """Bytes that are no whole picture: cut off when the answer was, else damaged; its address may still do."""
        cut = self._ending and not self.tally.ended
        self.tally.cut = self.tally.cut or cut
        self.tally.damaged = True
        error = (CutOff if cut else Damaged)(status=self._status, request_id=self._request_id)
        if shot.started:
            self.out.append(PictureFailed(error=error, key=shot.key, url=url))
        if url:
            self._link(url, place="list")

    def _link(self, source: str, *, place: Position) -> None:
        url = self._address(source)
        if not url or url in self._links:
            return
        if place == "thought":
            self._thought_links.append(url)
            return
        self._links.add(url)
        self.tally.pictures += 1
        self.out.append(Link(url=url, sure=True, number=len(self._links)))

    def _address(self, source: str) -> str:
        """An absolute http(s) address, "" when the source is none; relative ones are the gateway's (Q23)."""
        source = repair_surrogates(html.unescape(source.strip()))
        if source.lower().startswith(("http://", "https://")):
            return source
        if source.startswith("//"):
            return f"{urlsplit(self._base_url).scheme or 'https'}:{source}"
        if self._base_url and RELATIVE.fullmatch(source):
            return urljoin(f"{self._base_url.rstrip('/')}/", source)
        return ""

    def _fault(self, fault: ErrorPiece) -> None:
        error = classify_error(fault.error, status=self._status, request_id=self._request_id)
        error.said = repair_surrogates(error.said)
        error.args = (error.said or error.kind,)
        if fault.part:
            self.tally.parts_failed.append(error)
            self.out.append(PictureFailed(error=error))
            return
        self.tally.error = self.tally.error or error
        if not self.tally.pictures:
            self._settle()
        if not self.tally.pictures:
            raise self.tally.error
        self._ending = False
