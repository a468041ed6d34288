"""Markdown images, data URLs and links in a model's streamed text.

One scanner reads one text (the content, or the reasoning, of one choice). Only what may be the beginning of a
picture is held back; inside base64 each delta goes straight to the picture's file (nothing is quadratic). What
gateways send: docs/gateways.md, Q11, Q15, Q23."""

import html
import re
from dataclasses import dataclass
from typing import Final

from formats.encodings.base64_stream import WRAPPED_LINE
from formats.markdown_links import (
    ANGLED,
    ANGLED_SO_FAR,
    CLOSE,
    CLOSE_SO_FAR,
    DESTINATION,
    DESTINATION_SO_FAR,
    MAX_PARTIAL,
    MORE_PADS,
    OUTER,
    OUTER_SO_FAR,
    PARTIAL_START,
    PREFIX,
    START,
    TERMINATORS,
    TOKEN,
    base64_end,
)
from providers.decoding.incoming_images import IncomingImage, IncomingImages

MAX_LINK: Final = 8192
FAR: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageLink:
    """A markdown image's address, as it stands in the text."""

    url: str


class MarkdownImageScanner:
    """Scans streamed text for images: text, ended images and image links out, in order."""

    def __init__(self, images: IncomingImages) -> None:
        self._images = images
        self._buffered = ""
        self._image: IncomingImage | None = None
        self._in_image = False
        self._suffixes: list[tuple[re.Pattern[str], re.Pattern[str]]] = []
        self._line_length = 0
        self._wrapped = False

    @property
    def growing(self) -> bool:
        """Whether the text so far ends inside a picture."""
        return self._in_image

    def feed(self, text: str) -> list[str | IncomingImage | ImageLink]:
        """More of the text. Raises OSError when the disk does not take a picture."""
        out: list[str | IncomingImage | ImageLink] = []
        index = 0
        text, self._buffered = self._buffered + text, ""
        while index < len(text):
            index = self._feed_base64(text, index, out) if self._in_image else self._scan_text(text, index, out)
        if self._in_image and not self._suffixes and self._image and self._image.decoder.is_complete():
            self._suffixes = [MORE_PADS] if self._image.decoder.padded else []
            out += self._finish_image()
        return out

    def finish(self) -> list[str | IncomingImage | ImageLink]:
        """The end of the text: what was held back, and the picture that was still growing."""
        if self._in_image:
            return self._finish_image()
        buffered, self._buffered = self._buffered, ""
        if self._suffixes:
            self._suffixes = []
            return [buffered] if buffered.strip() else []
        return [buffered] if buffered else []

    def _scan_text(self, text: str, index: int, out: list[str | IncomingImage | ImageLink]) -> int:
        while self._suffixes:
            complete, so_far = self._suffixes[0]
            if match := complete.match(text, index):
                index = match.end()
                self._suffixes.pop(0)
            elif len(text) - index < MAX_PARTIAL and so_far.fullmatch(text, index):
                self._buffered = text[index:]
                return len(text)
            else:
                self._suffixes = []
        match = START.search(text, index)
        if match is None:
            partial = PARTIAL_START.search(text, max(index, len(text) - MAX_PARTIAL))
            end = partial.start() if partial else len(text)
            if end > index:
                out.append(text[index:end])
            self._buffered = text[end:]
            return len(text)
        if match.start() > index:
            out.append(text[index : match.start()])
        return self._start_image(text, match, out)

    def _start_image(self, text: str, match: re.Match[str], out: list[str | IncomingImage | ImageLink]) -> int:
        """Something like an image begins at `match`: enter it, buffer it, or pass it on as text."""
        inside = match["inside"] if match["shell"] else match[0]
        is_token = bool(inside) and inside.startswith("~")
        if inside and not (is_token and not self._images.is_token(inside)):
            if match["shell"]:
                self._suffixes = [(CLOSE, CLOSE_SO_FAR)]
                if match["linked"]:
                    self._suffixes.append((OUTER, OUTER_SO_FAR))
            self._in_image, self._line_length, self._wrapped = True, 0, False
            return match.end() - len(inside) if is_token else match.end()
        if not match["shell"]:
            out.append(match[0][0])
            return match.start() + 1
        index = match.end() - len(inside or "")
        target, so_far = (ANGLED, ANGLED_SO_FAR) if match["angle"] else (DESTINATION, DESTINATION_SO_FAR)
        if link := target.match(text, index):
            out.append(ImageLink(url=html.unescape(link["url"])))
            self._suffixes = [(OUTER, OUTER_SO_FAR)] if match["linked"] else []
            return link.end()
        if len(text) - index < MAX_LINK and so_far.fullmatch(text, index):
            self._buffered = text[match.start() :]
            return len(text)
        end = text.index("![", match.start()) + 2
        out.append(text[match.start() : end])
        return end

    def _feed_base64(self, text: str, index: int, out: list[str | IncomingImage | ImageLink]) -> int:
        """Feed the picture from `at` on; returns where its base64 ends, or the end of the text."""
        while index < len(text):
            image = self._image
            padded = image is not None and image.decoder.padded
            if image is None and text[index] in "dD":
                if prefix := PREFIX.match(text, index):  # prefixed once more (docs/gateways.md, Q21)
                    index = prefix.end()
                    continue
                if PARTIAL_START.fullmatch(text, index):
                    self._buffered = text[index:]
                    return len(text)
            stop = base64_end(text, index, padded=padded)
            if stop > index:
                image = self._image = image or self._images.open()
                image.decoder.feed(text[index:stop].replace("-", "+").replace("_", "/").encode())
                self._line_length += stop - index
                index = stop
            elif not padded and (token := TOKEN.match(text, index)) and self._images.is_token(token[0]):
                self._feed_token(token[0])
                index = token.end()
            elif not padded and text[index] in "\r\n" and self._is_wrapped_break():
                index += 1
            elif image is not None and self._suffixes and text[index] not in TERMINATORS:
                image.decoder.damaged = True
                index += 1
            else:
                out += self._finish_image()
                return index
        return index

    def _is_wrapped_break(self) -> bool:
        """Whether a line break here is part of the base64: wrapped text, not the end of it (Q21)."""
        image = self._image
        if image is None or image.decoder.is_complete():
            return False
        self._wrapped = self._wrapped or image.decoder.wrapped or self._line_length in WRAPPED_LINE
        return self._wrapped

    def _feed_token(self, token: str) -> None:
        """A run that was extracted from the stream: the picture itself, or more of it."""
        if self._image is None:
            self._image = self._images.claim(token)
        else:
            for piece in self._images.base64_of(token):
                self._image.decoder.feed(piece)
        self._line_length = FAR

    def _finish_image(self) -> list[str | IncomingImage | ImageLink]:
        image, self._image, self._in_image = self._image, None, False
        if image is None:
            return []
        image.decoder.finish()
        return [image]
