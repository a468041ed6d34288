"""Checks of request fields, one per kind of value, as the documents say.

The rest gets a 4xx.
"""

import base64
import binascii
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

Check = Callable[[Any], str]
"""What is wrong with a value, in words; "" when nothing is."""

Fields = Mapping[str, Any]
RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")


class RequestRejected(Exception):
    """A refusal by the gateway. The message goes out in the gateway's own error shape."""

    def __init__(self, message: str, *, status: int = 400, param: str = "", code: str = "invalid_value") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.param = param
        self.code = code


def one_of(*values: Any) -> Check:
    def check(value: Any) -> str:
        is_allowed = any(value == allowed and type(value) is type(allowed) for allowed in values)
        return "" if is_allowed else f"Supported values are: {', '.join(repr(allowed) for allowed in values)}."

    return check


def integer(low: int, high: int) -> Check:
    def check(value: Any) -> str:
        if type(value) is not int:
            return "Expected an integer."
        return "" if low <= value <= high else f"Expected a value from {low} to {high}."

    return check


def integer_text(low: int, high: int) -> Check:
    """A whole number written as text, as in a form."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]+", value):
            return "Expected an integer."
        return integer(low, high)(int(value))

    return check


def string(max_length: int = 0) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            return "Expected a string."
        if max_length and len(value) > max_length:
            return f"Expected at most {max_length} characters, got {len(value)}."
        return "" if value.strip() else "Expected words, got an empty string."

    return check


def flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "Expected a boolean."


def anything(value: Any) -> str:
    """For a gateway that checks nothing."""
    return ""


def matching(pattern: str, example: str) -> Check:
    def check(value: Any) -> str:
        good = isinstance(value, str) and re.fullmatch(pattern, value)
        return "" if good else f"Expected something like {example!r}."

    return check


def ratio_token(value: Any) -> str:
    """tu-zi: `16x9`, one of the ten, or free pixels `{w}x{h}` (docs/gateways.md, C1)."""
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]*x[1-9][0-9]*", value):
        return "格式{w}x{h}"
    width, height = (int(side) for side in value.split("x"))
    if max(width, height) >= 64:
        return "" if min(width, height) >= 64 and max(width, height) <= 8192 else "尺寸超出范围"
    return "" if f"{width}:{height}" in RATIOS else f"size 必须是 {', '.join(RATIOS).replace(':', 'x')} 之一"


def gpt_image_2_size(value: Any) -> str:
    """The five rules of gpt-image-2: `auto`, or both sides %16, longest 3840, ratio 3:1, 655,360–8,294,400 px."""
    if value == "auto":
        return ""
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]*x[1-9][0-9]*", value):
        return "Expected 'auto' or '<width>x<height>'."
    width, height = (int(side) for side in value.split("x"))
    if width % 16 or height % 16:
        return "Width and height must both be divisible by 16."
    if max(width, height) > 3840:
        return "The longest edge must be at most 3840 pixels."
    if max(width, height) > 3 * min(width, height):
        return "The aspect ratio must be at most 3:1."
    if not 655_360 <= width * height <= 8_294_400:
        return "The total pixels must be between 655360 and 8294400."
    return ""


def record(required: tuple[str, ...] = (), /, **checks: Check) -> Check:
    """An object with these fields and no other."""

    def check(value: Any) -> str:
        if not isinstance(value, dict):
            return "Expected an object."
        for name in required:
            if name not in value:
                return f"Missing required parameter: '{name}'."
        for name, item in value.items():
            if name not in checks:
                return f"Unknown parameter: '{name}'."
            if wrong := checks[name](item):
                return f"'{name}': {wrong}"
        return ""

    return check


def modalities(value: Any) -> str:
    good = isinstance(value, list) and "image" in value and set(map(str, value)) <= {"text", "image"}
    return "" if good else "Expected a list of 'text' and 'image' that holds 'image'."


def chat_messages(value: Any) -> str:
    """Roles, words, and pictures by link or as a data URL that is really a picture."""
    if not isinstance(value, list) or not value:
        return "Expected a list of messages with at least one."
    for message in value:
        if not isinstance(message, dict) or set(message) - {"role", "content"}:
            return "A message has a role and a content."
        if message.get("role") not in ("system", "user", "assistant"):
            return f"Unknown role: {message.get('role')!r}."
        if wrong := _content(message.get("content")):
            return wrong
    return "" if value[-1]["role"] == "user" else "The last message must be the user's."


def _content(content: Any) -> str:
    if isinstance(content, str):
        return string()(content)
    if not isinstance(content, list) or not content:
        return "Expected a string or a list of parts."
    for part in content:
        match part:
            case {"type": "text", "text": text, **rest} if not rest:
                wrong = string()(text)
            case {"type": "image_url", "image_url": {"url": str() as url, **image_fields}, **rest} if not rest:
                detail = image_fields.pop("detail", "auto")
                is_known = detail in ("low", "high", "auto") and not image_fields
                wrong = _check_picture_url(url) if is_known else "Unknown field in image_url."
            case _:
                wrong = "Expected a part of type 'text' or 'image_url'."
        if wrong:
            return wrong
    return ""


def pictures(limit: int) -> Check:
    """One picture or a list of them, each by link or as a data URL."""

    def check(value: Any) -> str:
        urls = value if isinstance(value, list) else [value]
        if not 1 <= len(urls) <= limit:
            return f"Expected 1 to {limit} pictures."
        return next(
            (wrong for url in urls if (wrong := _check_picture_url(url) if isinstance(url, str) else "No URL.")), ""
        )

    return check


def _check_picture_url(url: str) -> str:
    if url.startswith(("http://", "https://")):
        return ""
    head, _, data = url.partition(",")
    if not re.fullmatch(r"data:image/(png|jpeg|jpg|webp|heic|heif);base64", head):
        return "Expected an http(s) link or a data URL of a picture."
    try:
        kind = kind_of(base64.b64decode(data, validate=True))
    except binascii.Error:
        return "The base64 of the picture is damaged."
    return "" if kind else "The data URL holds no picture."


def kind_of(data: bytes) -> str:
    """PNG, JPEG, WEBP, … or "" when it is no picture."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return str(image.format)
    except (OSError, Image.DecompressionBombError):
        return ""


def check_fields(fields: Fields, *, checks: Mapping[str, Check], required: tuple[str, ...]) -> None:
    """Raises RequestRejected at the first field that this gateway would not take."""
    for name in required:
        if name not in fields:
            raise RequestRejected(
                f"Missing required parameter: '{name}'.", param=name, code="missing_required_parameter"
            )
    for name, value in fields.items():
        if name not in checks:
            raise RequestRejected(f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")
        if wrong := checks[name](value):
            raise RequestRejected(f"Invalid value for '{name}': {short_repr(value)}. {wrong}", param=name)


def short_repr(value: Any) -> str:
    """A value for an error's words, shortened."""
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."
