"""JSON and server-sent events in which pictures stand as pieces: 40 MB of base64 are never copied."""

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.order import Order
from tests.simulator.pictures import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An order with its pictures. `links` are those of the final pictures."""

    order: Order
    finals: tuple[Picture, ...] = ()
    interim: tuple[Picture, ...] = ()
    links: tuple[str, ...] = ()
    id: str = ""
    created: int = 0


@dataclass(slots=True)
class Ink:
    """Tokens stand in JSON for long ASCII runs; `pieces` puts the runs back between the JSON's own bytes."""

    _runs: dict[str, bytes] = field(default_factory=dict)
    _mark: str = field(default_factory=lambda: secrets.token_hex(6))

    def put(self, run: bytes) -> str:
        token = f"{{{{{self._mark}:{len(self._runs)}}}}}"
        self._runs[token] = run
        return token

    def pieces(self, value: Any) -> tuple[bytes, ...]:
        """`value` as JSON."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        found = re.split(rf"(\{{\{{{self._mark}:\d+\}}\}})", text)
        return tuple(self._runs[part] if part in self._runs else part.encode() for part in found if part)

    def event(self, value: Any, *, name: str = "") -> tuple[bytes, ...]:
        """`value` as one server-sent event, the data on one line."""
        head = f"event: {name}\ndata: " if name else "data: "
        first, *rest = self.pieces(value)
        *middle, last = [head.encode() + first, *rest]
        return (*middle, last + b"\n\n")


def spelled(picture: Picture, order: Order) -> bytes:
    """The picture in base64 as the order spells it, ready to stand inside a JSON string."""
    text = picture.base64[: int(len(picture.base64) * order.cut) // 4 * 4] if order.cut < 1 else picture.base64
    match order.spelling:
        case "plain":
            return text
        case "wrapped":
            return b"\\n".join(text[start : start + 76] for start in range(0, len(text), 76))
        case "urlsafe":
            return text.translate(bytes.maketrans(b"+/", b"-_")).rstrip(b"=")
        case "unpadded":
            return text.rstrip(b"=")
        case "data_url":
            return data_url_head(picture, order) + text


def data_url(picture: Picture, order: Order) -> bytes:
    """The picture as a data URL."""
    run = spelled(picture, order)
    return run if order.spelling == "data_url" else data_url_head(picture, order) + run


def data_url_head(picture: Picture, order: Order) -> bytes:
    return f"data:{order.label or picture.mime};base64,".encode()
