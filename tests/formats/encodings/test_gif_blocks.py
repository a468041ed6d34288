"""Frames and duration of a GIF, none of its pixels decoded."""

import io
from pathlib import Path

import pytest
from PIL import Image

from formats.encodings.gif_blocks import GifTiming, gif_size, read_gif_blocks, read_gif_timing
from formats.image_format import completeness


def gif(*delays: int) -> bytes:
    out = io.BytesIO()
    first, *others = [Image.new("RGB", (16, 9), (20 * number, 90, 0)) for number in range(len(delays))]
    first.save(out, "GIF", save_all=True, append_images=others, duration=list(delays), loop=0)
    return out.getvalue()


@pytest.mark.parametrize(
    ("delays", "duration"),
    [((200,) * 9, 1800), ((20, 30), 50), ((10, 10, 10), 300), ((0, 500), 600)],
    ids=["even", "fast", "too-fast", "none"],
)
def test_frames_are_counted_and_timed_as_a_browser_plays_them(delays: tuple[int, ...], duration: int) -> None:
    timing = read_gif_timing(io.BytesIO(gif(*delays)))
    assert timing == GifTiming(frames=len(delays), duration_ms=duration)


def test_a_frame_that_is_cut_is_none() -> None:
    whole = gif(100, 100, 100)
    assert read_gif_timing(io.BytesIO(whole[:-6])).frames == 2
    assert read_gif_timing(io.BytesIO(whole[:20])).frames == 0


def frame(side: int, *, at: int = 0) -> bytes:
    """A frame with its time, and one pixel's data."""
    position = at.to_bytes(2, "little") * 2 + side.to_bytes(2, "little") * 2
    return b"!\xf9\x04\x04\0\0\0\0," + position + b"\0\x02\x02D\x01\0"


def canvas(side: int) -> bytes:
    return b"GIF89a" + side.to_bytes(2, "little") * 2 + b"\x80\0\0" + bytes(3) + b"\xff\xff\xff"


@pytest.mark.parametrize(
    ("frames", "size", "commas"),
    [
        ([frame(1)] * 3, (1, 1), 3),
        ([frame(1), frame(60_000), frame(1, at=60_000), frame(1)], (1, 1), 2),
        ([frame(9), frame(9), frame(10)], (9, 9), 2),
        ([frame(1)] * 5000, (1, 1), 2000),
    ],
    ids=["plain", "beyond-the-canvas", "canvas-of-the-first", "many"],
)
def test_what_is_looked_at_of_a_gif_is_bounded(frames: list[bytes], size: tuple[int, int], commas: int) -> None:
    data = canvas(1) + b"".join(frames) + b";"
    stretches = read_gif_blocks(io.BytesIO(data)).stretches
    looked_at = b"".join(data[offset : offset + length] for offset, length in stretches)
    assert (looked_at.count(b","), looked_at[-1:]) == (commas, b";")
    assert read_gif_timing(io.BytesIO(data)) == GifTiming(frames=len(frames), duration_ms=100 * len(frames))
    assert read_gif_blocks(io.BytesIO(looked_at)).stretches == ((0, len(looked_at)),)
    assert gif_size(data) == size
    assert all(gif_size(data[:end]) in {(0, 0), (1, 1), size} for end in range(60)), "never half a number"


def test_the_end_mark_of_another_format_ends_no_gif(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif(100)[:-2] + b"\xff\xd9")
    assert completeness("image/gif", path) == "unsure"
    path.write_bytes(gif(100))
    assert completeness("image/gif", path) == "whole"
