"""Words of another server made fit to be shown: without keys, markup, hosts and addresses."""

import html
import re
from typing import Final

KEY: Final = re.compile(r"\bsk-[\w*.…-]*[\w*…-]|\bAIza[\w-]{10,}|\beyJ[\w-]{8,}(?:\.[\w-]+)*")
BEARER: Final = re.compile(r"\b(Bearer|Basic)\s+[^\s\"',;)]+", re.IGNORECASE)
NAMED_KEY: Final = re.compile(r"(?i)\b((?:api[_-]?key|token|authorization)[\"']?\s*[:=]\s*[\"']?)[\w*.…-]{6,}")
URL: Final = re.compile(r"[a-z][a-z0-9+.-]{0,15}://[^\s\"'<>，。）)]+", re.IGNORECASE)
DATA_URL: Final = re.compile(r"\bdata:[\w/+.-]+;base64,[\w+/=-]*", re.IGNORECASE)
ADDRESS: Final = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?![\w.]*\w)|\[[0-9a-f:.%]*:[0-9a-f:.%]*\](?::\d+)?", re.I
)
HOST: Final = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:com|cn|net|org|io|ai|app|dev|cloud|top|xyz|site|tech|vip|pro|info|co|us|local|internal|svc|lan|localdomain)"
    r"(?::\d+)?(?![\w-]|\.\w)(?:/[^\s\"'<>]*)?",
    re.IGNORECASE,
)
PORT_HOST: Final = re.compile(r"(?<![\w.-])(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*:\d{2,5}(?!\d)", re.IGNORECASE)
LONG_TOKEN: Final = re.compile(r"(?<![\w+/=-])(?=[\w+/=-]*\d)[\w+/=-]{48,}")
HIDDEN_TEXT: Final = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
TAG: Final = re.compile(r"<(?:!--.*?(?:-->|\Z)|/?[a-z!][^<>]*(?:>|\Z))", re.IGNORECASE | re.DOTALL)
TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
PAGE: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|center)\b", re.IGNORECASE | re.DOTALL
)
REQUEST_ID: Final = re.compile(
    r"(?:request|trace)[ _-]?id[\"']?\s*[:：=]?\s*[\"']?([A-Za-z0-9][\w.-]{5,127})", re.IGNORECASE
)
UNDECODED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ud800-\udfff]+")
CONTROL: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")

MAX_TEXT: Final = 8_000
MAX_UNDECODED_SHARE: Final = 0.25
"""Words of which more than this could not be decoded are none."""


def sanitize(raw: str, *, limit: int = 500) -> str:
    """Removes keys, markup, hosts and addresses from text, for display.

    On one line, at most about `limit` characters. The request id stays, also when it stood behind the cut
    (docs/gateways.md, Q8). Bytes that are no text give "".
    """
    if sum(map(len, UNDECODED.findall(raw[:MAX_TEXT]))) > MAX_UNDECODED_SHARE * len(raw[:MAX_TEXT]):
        return ""
    text = html.unescape(TAG.sub(" ", HIDDEN_TEXT.sub(" ", raw[:MAX_TEXT])))
    text = TAG.sub(" ", text)
    id_match = REQUEST_ID.search(text)
    for pattern in (DATA_URL, URL, KEY, HOST, PORT_HOST, ADDRESS, LONG_TOKEN, UNDECODED):
        text = pattern.sub("…", text)
    text = NAMED_KEY.sub(r"\1…", BEARER.sub(r"\1 …", text))
    text = CONTROL.sub(" ", text).strip()
    if len(text) <= limit:
        return text
    cut = text[:limit].rstrip() + "…"
    return f"{cut} (request id: {id_match[1]})" if id_match and id_match[1] not in cut else cut


def is_page(body: bytes, content_type: str = "") -> bool:
    """Whether this is a web page, by its first bytes, or by its type when it is no JSON."""
    if PAGE.match(body[:2048]):
        return True
    return content_type.lower().startswith(("text/html", "application/xhtml")) and body.lstrip()[:1] not in (
        b"{",
        b"[",
    )
