"""The ends of files: a file of countless empty parts is not walked to its end."""

from pathlib import Path

import pytest

from formats.image_format import MAX_PARTS, completeness


@pytest.mark.parametrize(
    ("mime", "part"),
    [("image/png", bytes(12)), ("image/avif", (8).to_bytes(4, "big") + b"free")],
)
def test_countless_empty_parts_are_left_to_whoever_decodes_it(tmp_path: Path, mime: str, part: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(part * (MAX_PARTS + 2) + b"\0\0\0\xffmdat")
    assert completeness(mime, path) == "unsure"
