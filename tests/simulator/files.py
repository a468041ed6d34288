"""Picture host behind result links: length, type and ranges; it wants no key."""

import re
from dataclasses import dataclass, field

from tests.simulator.answer import Answer
from tests.simulator.delivery import Delivery
from tests.simulator.errors import json_answer
from tests.simulator.pictures import Picture


@dataclass(slots=True)
class Files:
    """Files by path: `/files/{gateway}/{id}{ending}`."""

    _by_path: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def publish(self, gateway: str, *, picture: Picture, delivery: Delivery) -> str:
        """Makes a picture readable. Returns its path with the query."""
        data = picture.data[: int(len(picture.data) * delivery.cut)] if delivery.cut < 1 else picture.data
        ending = f".{picture.format}" if delivery.ending == "auto" else delivery.ending
        mark = f"-{len(data)}" if delivery.cut < 1 or delivery.label else ""
        path = f"/files/{gateway}/{picture.id}{mark}{ending}"
        self._by_path[path] = (data, delivery.label or picture.mime)
        return f"{path}?{delivery.link}" if delivery.link else path

    def answer(self, path: str, *, range_header: str) -> Answer:
        """The file, or the part of it that a Range header names."""
        if path not in self._by_path:
            return json_answer({"error": "not found"}, status=404)
        data, kind = self._by_path[path]
        headers = {"accept-ranges": "bytes", "etag": f'"{path.rsplit("/", 1)[1]}"'}
        match = re.fullmatch(r"bytes=([0-9]+)-([0-9]*)", range_header)
        if not match:
            return Answer(content_type=kind, headers=headers, pieces=(data,))
        start, end = int(match[1]), min(int(match[2] or len(data) - 1), len(data) - 1)
        if start > end:
            return Answer(status=416, headers={"content-range": f"bytes */{len(data)}"})
        headers["content-range"] = f"bytes {start}-{end}/{len(data)}"
        return Answer(status=206, content_type=kind, headers=headers, pieces=(data[start : end + 1],))
