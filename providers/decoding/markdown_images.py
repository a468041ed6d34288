"""Pictures and links found in a model's words as they stream: split data URLs, markdown images.

One scanner reads one text (the content, or the thinking, of one choice). Only what may be the beginning of a
picture is held back; inside base64 each delta goes straight to the picture's file (nothing is
quadratic). What gateways send: docs/gateways.md, Q11, Q15, Q23.
"""

import html
import re
from dataclasses import dataclass
from typing import Final

from providers.decoding.base64_stream import MARK, SIGNS, WRAPPED
from providers.decoding.incoming_images import IncomingImage, IncomingImages

LONGEST_LINK: Final = 8192
FAR: Final = 1 << 30

ALT: Final = r"(?:[^\[\]\n!]|!(?!\[)|\[[^\[\]\n]*\]){0,300}"
DATA: Final = r"data:[\w.+/-]*(?:;[\w.+=-]+)*?;base64,"
START: Final = re.compile(
    rf"(?P<shell>(?P<linked>\[?)!\[{ALT}\]\(\s{{0,3}}(?P<angle><?))(?P<inside>{DATA}|{MARK})?|{DATA}|{MARK}",
    re.IGNORECASE,
)
DESTINATION: Final = re.compile(
    r"(?P<url>(?:(?!!\[)[^\s()<>]|\((?:[^\s()<>]|\([^\s()<>]*\))*\))+)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
ANGLED: Final = re.compile(r"(?P<url>(?:(?!!\[)[^<>\n])*)>(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)")
DESTINATION_SO_FAR: Final = re.compile(r"(?:(?!!\[)[^\s<>])*(?:\s+(?:[\"'(][^\n]*)?)?")
ANGLED_SO_FAR: Final = re.compile(r"(?:(?!!\[)[^<>\n])*(?:>[^\n]*)?")
CLOSE: Final = re.compile(r"\s*>?\s*(?:\"[^\"\n]*\"|'[^'\n]*')?\s*\)")
CLOSE_SO_FAR: Final = re.compile(r"\s*>?\s*(?:\"[^\"\n]*\"?|'[^'\n]*'?)?\s*")
OUTER: Final = re.compile(r"\]\([^()\s]*\)")
OUTER_SO_FAR: Final = re.compile(r"(?:\](?:\([^()\s]*)?)?")
HELD: Final = re.compile(
    rf"(?:\[?!(?:\[{ALT}(?:\[[^\[\]\n]*|\](?:\(\s{{0,3}}<?)?)?)?|\[|d(?:a(?:t(?:a(?::[\w.+/;=-]{{0,120}})?)?)?)?)\Z",
    re.IGNORECASE,
)
HELD_WITHIN: Final = 700
RUN: Final = re.compile(r"[A-Za-z0-9+/_-]*")
PADS: Final = re.compile(r"=*")
MORE_PADS: Final = (re.compile("="), re.compile(""))
LIFTED: Final = re.compile(MARK)
ENDERS: Final = frozenset(" \t\r\n)>\"'")
"""What may follow base64 inside a markdown image; anything else is damage, and no caption."""
NOT_IN_LINKS: Final = r"\s<>\"'`\\^{}|\u2e80-\u9fff\uff00-\uffef"
ADDRESS: Final = re.compile(rf"https?://(?:(?!(?<![/=?&:%])https?://)[^{NOT_IN_LINKS}])+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageLink:
    """A markdown image's address, as it stands in the text."""

    url: str


def addresses(text: str) -> list[str]:
    """Bare links in a text, without the punctuation behind them (T26), each once."""
    return list(dict.fromkeys(trimmed(found[0]) for found in ADDRESS.finditer(text)))


def trimmed(url: str) -> str:
    """An address without trailing punctuation; a closing bracket stays when it was opened inside."""
    url = html.unescape(url) if "&" in url else url
    while url:
        last = url[-1]
        opener = {")": "(", "]": "["}.get(last)
        if last in ".,;:!?*_~。，；" or (opener and url.count(last) > url.count(opener)):
            url = url[:-1]
        else:
            break
    return url


def _run_end(text: str, at: int, *, padded: bool) -> int:
    """Where the base64 that goes on at `at` ends; after padding nothing but padding follows."""
    if at == 0 and not padded and text.isascii() and not text.encode().translate(None, SIGNS[:-1]):
        return len(text)
    end = at if padded else RUN.match(text, at).end()  # type: ignore[union-attr]  # matches nothing, too
    return PADS.match(text, end).end()  # type: ignore[union-attr]  # matches nothing, too


class MarkdownImageScanner:
    """Text in; words, ended pictures and markdown targets out, in order."""

    def __init__(self, album: IncomingImages) -> None:
        self._album = album
        self._held = ""
        self._shot: IncomingImage | None = None
        self._inside = False
        self._expected: list[tuple[re.Pattern[str], re.Pattern[str]]] = []
        self._line = 0
        self._wrapped = False

    @property
    def growing(self) -> bool:
        """Whether the text so far ends inside a picture."""
        return self._inside

    def feed(self, text: str) -> list[str | IncomingImage | ImageLink]:
        """More of the text. Raises OSError when the disk does not take a picture."""
        out: list[str | IncomingImage | ImageLink] = []
        at = 0
        if not self._inside:
            text, self._held = self._held + text, ""
        while at < len(text):
            at = self._base64(text, at, out) if self._inside else self._words(text, at, out)
        if self._inside and not self._expected and self._shot and self._shot.decoder.complete():
            self._expected = [MORE_PADS] if self._shot.decoder.padded else []
            out += self._ended()
        return out

    def finish(self) -> list[str | IncomingImage | ImageLink]:
        """The end of the text: what was held back, and the picture that was still growing."""
        if self._inside:
            return self._ended()
        held, self._held = self._held, ""
        if self._expected:
            self._expected = []
            return [held] if held.strip() else []
        return [held] if held else []

    def _words(self, text: str, at: int, out: list[str | IncomingImage | ImageLink]) -> int:
        while self._expected:
            whole, so_far = self._expected[0]
            if found := whole.match(text, at):
                at = found.end()
                self._expected.pop(0)
            elif len(text) - at < HELD_WITHIN and so_far.fullmatch(text, at):
                self._held = text[at:]
                return len(text)
            else:
                self._expected = []
        found = START.search(text, at)
        if found is None:
            held = HELD.search(text, max(at, len(text) - HELD_WITHIN))
            end = held.start() if held else len(text)
            if end > at:
                out.append(text[at:end])
            self._held = text[end:]
            return len(text)
        if found.start() > at:
            out.append(text[at : found.start()])
        return self._began(text, found, out)

    def _began(self, text: str, found: re.Match[str], out: list[str | IncomingImage | ImageLink]) -> int:
        """Something like a picture begins at `found`: enter it, hold it back, or pass it on as words."""
        inside = found["inside"] if found["shell"] else found[0]
        token = bool(inside) and inside.startswith("~")
        if inside and not (token and not self._album.knows(inside)):
            if found["shell"]:
                self._expected = [(CLOSE, CLOSE_SO_FAR)]
                if found["linked"]:
                    self._expected.append((OUTER, OUTER_SO_FAR))
            self._inside, self._line, self._wrapped = True, 0, False
            return found.end() - len(inside) if token else found.end()
        if not found["shell"]:
            out.append(found[0][0])
            return found.start() + 1
        at = found.end() - len(inside or "")
        target, so_far = (ANGLED, ANGLED_SO_FAR) if found["angle"] else (DESTINATION, DESTINATION_SO_FAR)
        if closed := target.match(text, at):
            out.append(ImageLink(url=html.unescape(closed["url"])))
            self._expected = [(OUTER, OUTER_SO_FAR)] if found["linked"] else []
            return closed.end()
        if len(text) - at < LONGEST_LINK and so_far.fullmatch(text, at):
            self._held = text[found.start() :]
            return len(text)
        end = text.index("![", found.start()) + 2
        out.append(text[found.start() : end])
        return end

    def _base64(self, text: str, at: int, out: list[str | IncomingImage | ImageLink]) -> int:
        """Feed the picture from `at` on; returns where its base64 ends, or the end of the text."""
        while at < len(text):
            shot = self._shot
            padded = shot is not None and shot.decoder.padded
            stop = _run_end(text, at, padded=padded)
            if stop > at:
                shot = self._shot = shot or self._album.open()
                shot.decoder.feed(text[at:stop].replace("-", "+").replace("_", "/").encode())
                self._line += stop - at
                at = stop
            elif not padded and (token := LIFTED.match(text, at)) and self._album.knows(token[0]):
                self._token(token[0])
                at = token.end()
            elif not padded and text[at] in "\r\n" and self._folds():
                at += 1
            elif shot is not None and self._expected and text[at] not in ENDERS:
                shot.decoder.damaged = True
                at += 1
            else:
                out += self._ended()
                return at
        return at

    def _folds(self) -> bool:
        """Whether a line break here is part of the base64: wrapped text, not the end of it (Q21)."""
        shot = self._shot
        if shot is None or shot.decoder.complete():
            return False
        self._wrapped = self._wrapped or shot.decoder.wrapped or self._line in WRAPPED
        return self._wrapped

    def _token(self, token: str) -> None:
        """A run that was lifted out of the stream: the picture itself, or more of it."""
        if self._shot is None:
            self._shot = self._album.adopt(token)
        else:
            for piece in self._album.text_of(token):
                self._shot.decoder.feed(piece)
        self._line = FAR

    def _ended(self) -> list[str | IncomingImage | ImageLink]:
        shot, self._shot, self._inside = self._shot, None, False
        if shot is None:
            return []
        shot.decoder.finish()
        return [shot]
