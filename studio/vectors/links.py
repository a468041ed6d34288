"""Addresses in an SVG: of something in it, of a data URL, of something outside. Pure."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from formats.image_format import read_header
from studio.vectors.browser_limits import too_complex

PICTURES: Final = frozenset({"image", "feImage"})
DATA_PICTURE: Final = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp)((?:;[\w=.-]*+)*+),", re.IGNORECASE)
"""Not an SVG in an SVG: that would be read by other eyes than these."""
DATA: Final = re.compile(r"\bdata:(?=[^,]{0,200},)", re.IGNORECASE)
DATA_FONT: Final = re.compile(r"data:(?:font/|application/)", re.IGNORECASE)
DATA_HEAD: Final = 32 * 1024
URL: Final = re.compile(r"url\(\s*+([\"']?)(.*?)\1\s*+\)", re.IGNORECASE | re.DOTALL)
OTHER_URL: Final = re.compile(r"url\(\s*+(?!#|['\"]\s*+#)[^)]*+\)?", re.IGNORECASE)
"""All but the name of something in the file; a font in a data URL among them."""
OUTSIDE: Final = re.compile(r"@import|url\(\s*+(?!#|['\"]\s*+#|['\"]?\s*+data:)", re.IGNORECASE)
IMPORT: Final = re.compile(r"@import[^;]*;?", re.IGNORECASE)
FAR_IMPORT: Final = re.compile(r"\s*+(?:url\(\s*+)?[\"']?\s*+(?:https?:)?//", re.IGNORECASE)
"""What a picture cannot load: a style sheet in a data URL it could."""
FAR_SHEET: Final = re.compile(r"(?:.*\s)?href\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE | re.DOTALL)
SKIPPED: Final = str.maketrans("", "", "\t\r\n")
"""What addresses may have anywhere (URL Standard §4.4)."""
REFERRING: Final = frozenset(
    {"fill", "stroke", "filter", "clip-path", "marker", "marker-start", "marker-mid", "marker-end", "cursor", "src"}
    | {"mask", "mask-image", "-webkit-mask", "-webkit-mask-image", "-webkit-clip-path", "-webkit-filter"}
    | {"shape-inside", "shape-subtract"}
)
"""Properties with addresses; in another one, a variable say, it is not known where what it names is drawn."""


def own_id(address: str) -> str:
    """The id that an address names in its own file, or ""."""
    plain = address.translate(SKIPPED).strip()
    return unquote(plain[1:]) if plain.startswith("#") else ""


def ids_in(property_name: str, value: str) -> Iterator[str]:
    """The ids that a value of CSS names. Raises SvgPicture where it is not known what they draw."""
    for _, address in URL.findall(value) if "(" in value else ():
        if target := own_id(address):
            if property_name not in REFERRING:
                raise too_complex()
            yield target


def pixels_in(element: str, property_name: str, value: str) -> int:
    """Pixels of the pictures in a value's data URLs.

    Raises SvgPicture for what is no picture that is known here, or no font.
    """
    if "data:" not in value.translate(SKIPPED).lower() or element == "a":
        return 0
    if property_name == "href":
        return _pixels_of(value) if element in PICTURES else _refuse()
    addresses = [address for _, address in URL.findall(value)]
    if not addresses:
        return _refuse() if DATA.search(value.translate(SKIPPED)) else 0
    return sum(_pixels_of_styled(property_name, address.strip()) for address in addresses)


def is_safe(element: str, attribute: str, value: str) -> bool:
    """Whether an attribute runs nothing and names nothing outside."""
    if attribute == "base" or attribute.lower().startswith("on") or OTHER_URL.search(value):
        return False
    if attribute in {"href", "src"}:
        return value.strip().startswith("#") or (element in PICTURES and DATA_PICTURE.match(value) is not None)
    return True


def is_loading(element: str, attribute: str, value: str) -> bool:
    """Whether an attribute would run or load something; a link that is pressed does not."""
    if attribute in {"href", "src"}:
        return element != "a" and not value.strip().lower().startswith("data:")
    return attribute == "base" or attribute.lower().startswith("on") or OUTSIDE.search(value) is not None


def _pixels_of_styled(property_name: str, address: str) -> int:
    if not address.translate(SKIPPED).lower().startswith("data:"):
        return 0
    return 0 if property_name == "src" and DATA_FONT.match(address) else _pixels_of(address)


def _pixels_of(url: str) -> int:
    """Pixels that a picture in a data URL declares in its first bytes."""
    match = DATA_PICTURE.match(url)
    if match is None:
        return _refuse()
    head = url[match.end() : match.end() + DATA_HEAD]
    try:
        data = (
            b64decode(_base64_of(head), validate=True)
            if match[1].lower().endswith(";base64")
            else unquote_to_bytes(head)
        )
    except (binascii.Error, ValueError):
        return _refuse()
    header = read_header(data)
    return header.width * header.height if header and header.width and header.mime != "image/svg+xml" else _refuse()


def _base64_of(head: str) -> str:
    letters = re.sub(r"\s+", "", unquote(head)).rstrip("=")
    return letters[: len(letters) & ~3]


def _refuse() -> int:
    raise too_complex()
