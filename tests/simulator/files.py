"""The pictures behind result links, as a picture host serves them: length, type, ranges, no key wanted."""

import re
from dataclasses import dataclass, field

from tests.simulator.answer import Answer
from tests.simulator.errors import json_answer
from tests.simulator.order import Order
from tests.simulator.pictures import Picture


@dataclass(slots=True)
class Files:
    """Kept by path: `/files/{gateway}/{id}{ending}`."""

    _kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def keep(self, gateway: str, *, picture: Picture, order: Order) -> str:
        """Where the picture can be read from now on: a path with its query."""
        data = picture.data[: int(len(picture.data) * order.cut)] if order.cut < 1 else picture.data
        ending = f".{picture.format}" if order.ending == "auto" else order.ending
        mark = f"-{len(data)}" if order.cut < 1 or order.label else ""
        path = f"/files/{gateway}/{picture.id}{mark}{ending}"
        self._kept[path] = (data, order.label or picture.mime)
        return f"{path}?{order.link}" if order.link else path

    def answer(self, path: str, *, wanted: str) -> Answer:
        """The file, or the part of it that `wanted` (a Range header) names."""
        if path not in self._kept:
            return json_answer({"error": "not found"}, status=404)
        data, kind = self._kept[path]
        headers = {"accept-ranges": "bytes", "etag": f'"{path.rsplit("/", 1)[1]}"'}
        found = re.fullmatch(r"bytes=([0-9]+)-([0-9]*)", wanted)
        if not found:
            return Answer(content_type=kind, headers=headers, pieces=(data,))
        start, end = int(found[1]), min(int(found[2] or len(data) - 1), len(data) - 1)
        if start > end:
            return Answer(status=416, headers={"content-range": f"bytes */{len(data)}"})
        headers["content-range"] = f"bytes {start}-{end}/{len(data)}"
        return Answer(status=206, content_type=kind, headers=headers, pieces=(data[start : end + 1],))
