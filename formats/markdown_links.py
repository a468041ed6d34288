"""Syntax of images, data URLs and links in Markdown, whole and cut off.

CommonMark 0.31 §6.3 and §6.4; what models make of it: docs/gateways.md, Q15, Q23, T26.
"""

import html
import re
from typing import Final

from formats.encodings.base64_stream import BASE64_CHARS, MARKER_PATTERN

ALT: Final = r"(?:[^\[\]\n!]|!(?!\[)|\[[^\[\]\n]*\]){0,300}"
DATA: Final = r"data:[\w.+/-]*(?:;[\w.+=-]+)*?;base64,"
START: Final = re.compile(
    rf"(?P<shell>(?P<linked>\[?)!\[{ALT}\]\(\s{{0,3}}(?P<angle><?))(?P<inside>{DATA}|{MARKER_PATTERN})?|{DATA}|{MARKER_PATTERN}",
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
PREFIX: Final = re.compile(DATA, re.IGNORECASE)
PARTIAL_START: Final = re.compile(
    rf"(?:\[?!(?:\[{ALT}(?:\[[^\[\]\n]*|\](?:\(\s{{0,3}}<?)?)?)?|\[|d(?:a(?:t(?:a(?::[\w.+/;=-]{{0,120}})?)?)?)?)\Z",
    re.IGNORECASE,
)
MAX_PARTIAL: Final = 700
RUN: Final = re.compile(r"[A-Za-z0-9+/_-]*")
PADS: Final = re.compile(r"=*")
MORE_PADS: Final = (re.compile("="), re.compile(""))
TOKEN: Final = re.compile(MARKER_PATTERN)
TERMINATORS: Final = frozenset(" \t\r\n)>\"'")
"""What may follow base64 inside a markdown image; anything else is damage, and no caption."""
NOT_IN_LINKS: Final = r"\s<>\"'`\\^{}|\u2e80-\u9fff\uff00-\uffef"
BARE_LINK: Final = re.compile(rf"https?://(?:(?!(?<![/=?&:%])https?://|\[/)[^{NOT_IN_LINKS}])+", re.IGNORECASE)


def find_links(text: str) -> list[str]:
    """Bare links in a text, without the punctuation behind them (T26), each once."""
    return list(dict.fromkeys(trim_url(match[0]) for match in BARE_LINK.finditer(text)))


def trim_url(url: str) -> str:
    """An address without trailing punctuation; a bracket opened inside stays."""
    url = html.unescape(url) if "&" in url else url
    while url:
        last = url[-1]
        opener = {")": "(", "]": "["}.get(last)
        if last in ".,;:!?*_~。，；" or (opener and url.count(last) > url.count(opener)):
            url = url[:-1]
        else:
            break
    return url


def base64_end(text: str, index: int, *, padded: bool) -> int:
    """The end of the base64 that goes on at `index`.

    After padding nothing but padding follows.
    """
    if index == 0 and not padded and text.isascii() and not text.encode().translate(None, BASE64_CHARS[:-1]):
        return len(text)
    end = index if padded else RUN.match(text, index).end()  # type: ignore[union-attr]  # matches nothing, too
    return PADS.match(text, end).end()  # type: ignore[union-attr]  # matches nothing, too
