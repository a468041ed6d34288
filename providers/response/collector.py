"""Collects pieces of an answer into events, and tells results from drafts.

Words flow out, pictures end; a picture is a result unless something says that it is a draft.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never
from urllib.parse import urljoin, urlsplit

from formats.encodings.data_url import without_data_url
from formats.encodings.svg_markup import svg_in_field, svgs_in_text
from formats.markdown_links import find_links
from formats.surrogates import repair_surrogates
from formats.texts.thinking_tags import ThinkingTags
from providers.decoding.incoming_images import IncomingImage, IncomingImages, is_markedly_smaller, shows_the_same
from providers.decoding.markdown_images import ImageLink
from providers.decoding.text_stream import TextStream, TextStreamItem
from providers.errors import CutOff, Damaged, LinkDead
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
from providers.response.finish_reasons import NORMAL_REASONS
from providers.response.outcome import ResponseSummary, conclude
from providers.response.pieces import (
    ErrorPiece,
    FinishPiece,
    ImagePiece,
    Piece,
    Position,
    StrayPiece,
    TaskPiece,
    TextPiece,
    UsagePiece,
)

MAX_TEXT: Final = 1024 * 1024
MAX_UNSURE_LINKS: Final = 8
LISTED: Final = -1
"""The choice of pictures that stand in a list: each of them is a result."""
SOURCE: Final = re.compile(r"\s*(?:https?:|data:|~\w|/?/[\w.]|[A-Za-z0-9+/_-]{400})", re.IGNORECASE)
"""What a picture under an unknown name may begin with: less base64 than that is an id."""
POINTER: Final = re.compile(r"(?!data:|https?:)[a-z][a-z0-9+.-]{1,15}:(?!\d)\S+\Z", re.IGNORECASE)
RELATIVE: Final = re.compile(
    r"(?:\.{0,2}/)?[^\s<>:?#]+\.(?:png|jpe?g|webp|gif|avif|heic|bmp|tiff?|svg)\b\S*|/[^\s<>]+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An image by its address.

    `by_model`: the model wrote it, and who wrote the prompt may have had it do so; the gateway did not give it.
    `sure=False`: a bare link in the text, to be read only when nothing else came; `Notice("answered_in_words")`
    goes with it and holds only when none of these is a picture. `number` counts.
    """

    url: str
    sure: bool
    number: int
    by_model: bool = False


CollectedItem = Event | Link


class EventCollector:
    """Turns pieces into events in `out`, and sums them up in `summary`."""

    def __init__(self, images: IncomingImages, *, base_url: str, status: int, request_id: str) -> None:
        self.out: list[CollectedItem] = []
        self.summary = ResponseSummary()
        self._images = images
        self._base_url = base_url
        self._status = status
        self._request_id = request_id
        self._text_streams: dict[tuple[int, bool], TextStream] = {}
        self._thinking_tags: dict[int, ThinkingTags] = {}
        self._other_choices: list[str] = []
        self._results: list[tuple[int, IncomingImage]] = []
        self._urls: dict[int, str] = {}
        self._drafts: set[int] = set()
        self._reasoning_images: list[IncomingImage] = []
        self._reasoning_links: list[tuple[str, bool]] = []
        self._links: dict[str, bool] = {}
        self._strays: dict[str, None] = {}
        self._usage = Usage()
        self._ending = False
        self._text_parts: list[str] = []
        self._text_length = 0

    @property
    def growing(self) -> bool:
        """Whether some text so far ends inside a picture."""
        return any(stream.growing for stream in self._text_streams.values())

    def is_growing(self, piece: TextPiece) -> bool:
        """Whether the text that this one goes on with ends inside a picture."""
        stream = self._text_streams.get((piece.choice, piece.is_reasoning))
        return stream is not None and stream.growing

    def add(self, piece: Piece) -> None:
        """Adds a piece. Raises ProviderError for an error that comes before any picture."""
        match piece:
            case TextPiece():
                self._add_text(piece)
            case ImagePiece():
                self._add_image(piece)
            case ErrorPiece():
                self._add_error(piece)
            case FinishPiece():
                self._add_finish(piece)
            case UsagePiece(tokens=tokens, model=model):
                named = {repair_surrogates(name): number for name, number in tokens.items()}
                self._add_usage(
                    Usage(tokens=named or self._usage.tokens, model=repair_surrogates(model) or self._usage.model)
                )
                self.summary.ended = self.summary.ended or bool(tokens)
            case TaskPiece(id=task, status=status, url=url):
                self.summary.task = {"task": repair_surrogates(task), "status": repair_surrogates(status)}
                if url:
                    self.summary.task |= {"url": repair_surrogates(url), "hint": "polling"}
            case StrayPiece(text=text):
                if SOURCE.match(text) and len(self._strays) < MAX_UNSURE_LINKS:
                    self._strays[text] = None
            case _:
                assert_never(piece)

    def finish(self) -> None:
        """Ends the answer; raises the ProviderError that `conclude` decides on."""
        self._flush()
        self.summary.tokens = self._usage.tokens
        self.summary.progress = [line for stream in self._text_streams.values() for line in stream.status_lines]
        self.summary.text = "".join(self._text_parts).strip()
        if self._usage.model and not self._usage.tokens:
            self.out.append(self._usage)
        if not self.summary.pictures:
            for drawing in svgs_in_text(self.summary.text):
                self._finish_image(self._images.from_markup(drawing), position="chat")
        if self.summary.has_nothing:
            for text in self._strays:  # under such a name the model's words may stand: no key for their links
                self._add_image(ImagePiece(source=text, by_model=True))
        if not self.summary.pictures:
            given = [text for text in self._strays if text.startswith("http")] if self.summary.has_text else []
            for url in dict.fromkeys([*given, *find_links(self.summary.text)][:MAX_UNSURE_LINKS]):
                self.summary.unsure += 1
                self.out.append(Link(url=url, sure=False, number=self.summary.unsure, by_model=True))
        self.out += conclude(self.summary, status=self._status, request_id=self._request_id)

    def _flush(self) -> None:
        """Everything that was held back comes out."""
        self._ending = True
        for choice, tags in self._thinking_tags.items():
            text, is_thinking = tags.finish()
            stream = self._stream_of(choice, is_reasoning=is_thinking)
            self._add_items(stream.feed(text), stream=stream)
        for stream in self._text_streams.values():
            self._add_items(stream.finish(), stream=stream)
        for image in self._images.images:
            if image.state == "growing":
                self._finish_image(image, position="list" if self.summary.cut else "thought")
        self._finish_reasoning()
        if text := "".join(self._other_choices):
            self.out.append(TextDelta(text=f"\n\n{text}" if self._text_parts else text))
            self._store_text(text)
            self._other_choices = []

    def _finish_reasoning(self) -> None:
        """Pictures of the thinking count only when there are no others; the last one is the final then
        (docs/gateways.md, T35)."""
        final = self._reasoning_images[-1] if self._reasoning_images and not self.summary.pictures else None
        if final is not None:
            self.summary.pictures += 1
            self.out.append(PictureDone(key=final.key))
        for image in self._reasoning_images:
            if image is not final:
                self.out.append(PictureDone(key=image.key, draft=True))
        self._reasoning_images = []
        if not self.summary.pictures:
            for url, by_model in self._reasoning_links:
                self._add_link(url, position="chat", by_model=by_model)

    def _add_finish(self, piece: FinishPiece) -> None:
        """A normal end that is told after a reason does not take it back."""
        self.summary.ended = True
        if not self.summary.finish_reason or piece.reason.lower() not in NORMAL_REASONS:
            self.summary.finish_reason = repair_surrogates(piece.reason)
            self.summary.finish_message = repair_surrogates(piece.message) or self.summary.finish_message

    def _add_usage(self, usage: Usage) -> None:
        """Token counts go out at once; a model's name alone waits for the end, for it stands in every chunk."""
        if usage.tokens and usage != self._usage:
            self.out.append(usage)
        self._usage = usage

    def _add_text(self, piece: TextPiece) -> None:
        stream = self._stream_of(piece.choice, is_reasoning=piece.is_reasoning)
        if piece.whole and stream.streamed:
            return
        stream.streamed = not piece.whole
        if piece.is_reasoning:
            self._add_items(stream.feed(piece.text), stream=stream)
            return
        if piece.choice not in self._thinking_tags:
            self._thinking_tags[piece.choice] = ThinkingTags()
        for text, is_thinking in self._thinking_tags[piece.choice].feed(piece.text):
            part = self._stream_of(piece.choice, is_reasoning=is_thinking)
            self._add_items(part.feed(text), stream=part)

    def _stream_of(self, choice: int, *, is_reasoning: bool) -> TextStream:
        key = (choice, is_reasoning)
        if key not in self._text_streams:
            self._text_streams[key] = TextStream(self._images, choice=choice, is_reasoning=is_reasoning)
        return self._text_streams[key]

    def _add_items(self, items: Iterable[TextStreamItem], *, stream: TextStream) -> None:
        position: Position = "thought" if stream.is_reasoning else "chat"
        for item in items:
            match item:
                case TextDelta(text=text) if stream.choice:
                    self._other_choices.append(text)
                case TextDelta(text=text):
                    self.out.append(item)
                    self._store_text(text)
                case ReasoningDelta() | Progress():
                    self.out.append(item)
                case IncomingImage():
                    self._finish_image(item, position=position, choice=stream.choice)
                case ImageLink(url=url):
                    piece = ImagePiece(source=url, position=position, choice=stream.choice, by_model=True)
                    self._add_image(piece)
                case _:
                    assert_never(item)

    def _store_text(self, text: str) -> None:
        self.summary.has_text = True
        if self._text_length < MAX_TEXT:
            self._text_parts.append(text)
            self._text_length += len(text)

    def _add_image(self, piece: ImagePiece) -> None:
        base64, source = piece.base64.strip(), piece.source.strip()
        if markup := svg_in_field(base64) or svg_in_field(source):
            image = self._images.from_markup(markup)
            self._finish_image(image, position=piece.position, choice=piece.choice, slot=piece.slot)
            return
        plain = without_data_url(base64 or source)
        if plain is not None:
            base64, source = plain, source if base64 else ""
        elif base64.lower().startswith(("http://", "https://")):
            base64, source = "", base64
        elif not base64 and self._images.looks_like_base64(source):
            base64, source = source, ""
        if base64:
            url = self._absolute_url(source)
            image = self._images.from_base64(base64)
            self._finish_image(image, position=piece.position, choice=piece.choice, slot=piece.slot, url=url)
        elif source:
            self._add_link(source, position=piece.position, by_model=piece.by_model)

    def _finish_image(
        self, image: IncomingImage, *, position: Position, choice: int = 0, slot: int = 0, url: str = ""
    ) -> None:
        """Every byte of a picture is here: tell what it is."""
        image.interim = position == "partial"
        self.out += self._images.finish(image, cut=self._ending and not self.summary.ended)
        if image.state == "broken":
            self._report_broken(image, url=url)
        elif position == "partial":
            self.summary.partials += 1
            self.out.append(PartialPicture(key=image.key, slot=slot))
        elif position == "thought":
            self._reasoning_images += [image] if image.state == "whole" else []
        else:
            self._report_done(image.duplicate_of or image, choice=choice if position == "chat" else LISTED, url=url)

    def _report_done(self, image: IncomingImage, *, choice: int, url: str) -> None:
        """A result, unless it turns out to be a draft of another (Q16); told again when more is known of it."""
        key = image.key
        is_new = key not in self._urls
        if not is_new and not (url and not self._urls[key]):
            return
        self._urls[key] = url or self._urls.get(key, "")
        self._reasoning_images = [thought for thought in self._reasoning_images if thought.key != key]
        if is_new:
            self._mark_drafts(choice, image)
            self._results.append((choice, image))
            self.summary.pictures += 1
        self.out.append(PictureDone(key=key, draft=key in self._drafts, url=self._urls[key]))

    def _mark_drafts(self, choice: int, newest: IncomingImage) -> None:
        """Marks what the newest picture makes a draft: a smaller one before it, or the barer of two copies."""
        for other_choice, other in self._results:
            if other.key in self._drafts:
                continue
            if choice == other_choice != LISTED and is_markedly_smaller(other, newest):
                self._tell_draft(other)
            elif shows_the_same(other, newest):
                if other.decoder.size >= newest.decoder.size:
                    self._drafts.add(newest.key)
                else:
                    self._tell_draft(other)

    def _tell_draft(self, image: IncomingImage) -> None:
        self._drafts.add(image.key)
        self.out.append(PictureDone(key=image.key, draft=True, url=self._urls[image.key]))

    def _report_broken(self, image: IncomingImage, *, url: str) -> None:
        """Bytes that are no whole picture: cut off when the answer was, else damaged; its address may still do."""
        cut = self._ending and not self.summary.ended
        self.summary.cut = self.summary.cut or cut
        self.summary.damaged = True
        error = (CutOff if cut else Damaged)(status=self._status, request_id=self._request_id)
        if image.started:
            self.out.append(PictureFailed(error=error, key=image.key, url=url))
        if url:
            self._add_link(url, position="list")

    def _add_link(self, source: str, *, position: Position, by_model: bool = False) -> None:
        """A link is told once, and again where the gateway itself gives what only words had named."""
        url = self._absolute_url(source)
        if not url and POINTER.match(source.strip()):
            self._report_pointer(repair_surrogates(source.strip()))
        if not url or self._links.get(url) in (False, by_model):
            return
        if position == "thought":
            self._reasoning_links.append((url, by_model))
            return
        self.summary.pictures += url not in self._links
        self._links[url] = by_model
        self.out.append(Link(url=url, sure=True, number=len(self._links), by_model=by_model))

    def _report_pointer(self, source: str) -> None:
        """A picture in a store that is no web address (gs://, s3://)."""
        error = LinkDead(
            status=self._status, request_id=self._request_id, params={"url": source, "reason": "scheme"}
        )
        self.summary.part_errors.append(error)
        self.out.append(PictureFailed(error=error, url=source))

    def _absolute_url(self, source: str) -> str:
        """An absolute http(s) address, "" when the source is none; relative ones are the gateway's (Q23)."""
        source = repair_surrogates(html.unescape(source.strip()))
        if source.lower().startswith(("http://", "https://")):
            return source
        if source.startswith("//"):
            return f"{urlsplit(self._base_url).scheme or 'https'}:{source}"
        if self._base_url and RELATIVE.fullmatch(source):
            return urljoin(f"{self._base_url.rstrip('/')}/", source)
        return ""

    def _add_error(self, piece: ErrorPiece) -> None:
        error = classify_error(piece.error, status=self._status, request_id=self._request_id)
        error.gateway_message = repair_surrogates(error.gateway_message)
        error.args = (error.gateway_message or error.kind,)
        if piece.part:
            self.summary.part_errors.append(error)
            self.out.append(PictureFailed(error=error))
            return
        self.summary.error = self.summary.error or error
        if not self.summary.pictures:
            self._flush()
        if not self.summary.pictures:
            raise self.summary.error
        self._ending = False
