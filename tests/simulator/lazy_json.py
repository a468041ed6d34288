"""Lazy JSON and server-sent events: pictures stay pieces, 40 MB of base64 are never copied."""

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.delivery import Delivery
from tests.simulator.pictures import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedDelivery:
    """A delivery with its pictures. `links` are those of the final pictures."""

    delivery: Delivery
    finals: tuple[Picture, ...] = ()
    interim: tuple[Picture, ...] = ()
    links: tuple[str, ...] = ()
    id: str = ""
    created: int = 0


@dataclass(slots=True)
class LazyJson:
    """JSON with placeholders for long ASCII runs, which `pieces` puts between the JSON's own bytes."""

    _runs: dict[str, bytes] = field(default_factory=dict)
    _mark: str = field(default_factory=lambda: secrets.token_hex(6))

    def placeholder(self, run: bytes) -> str:
        token = f"{{{{{self._mark}:{len(self._runs)}}}}}"
        self._runs[token] = run
        return token

    def pieces(self, value: Any) -> tuple[bytes, ...]:
        """`value` as JSON."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        parts = re.split(rf"(\{{\{{{self._mark}:\d+\}}\}})", text)
        return tuple(self._runs[part] if part in self._runs else part.encode() for part in parts if part)

    def event(self, value: Any, *, name: str = "") -> tuple[bytes, ...]:
        """`value` as one server-sent event, the data on one line."""
        head = f"event: {name}\ndata: " if name else "data: "
        first, *others = self.pieces(value)
        *middle, last = [head.encode() + first, *others]
        return (*middle, last + b"\n\n")


def to_base64(picture: Picture, delivery: Delivery) -> bytes:
    """The picture in base64 with the delivery's spelling, ready to stand inside a JSON string."""
    text = (
        picture.base64[: int(len(picture.base64) * delivery.cut) // 4 * 4] if delivery.cut < 1 else picture.base64
    )
    match delivery.spelling:
        case "plain":
            return text
        case "wrapped":
            return b"\\n".join(text[start : start + 76] for start in range(0, len(text), 76))
        case "urlsafe":
            return text.translate(bytes.maketrans(b"+/", b"-_")).rstrip(b"=")
        case "unpadded":
            return text.rstrip(b"=")
        case "data_url":
            return data_url_head(picture, delivery) + text


def data_url(picture: Picture, delivery: Delivery) -> bytes:
    """The picture as a data URL."""
    run = to_base64(picture, delivery)
    return run if delivery.spelling == "data_url" else data_url_head(picture, delivery) + run


def data_url_head(picture: Picture, delivery: Delivery) -> bytes:
    return f"data:{delivery.label or picture.mime};base64,".encode()
