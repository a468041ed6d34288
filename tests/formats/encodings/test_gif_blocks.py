"""Frames and duration of a GIF, none of its pixels decoded."""

import io
from pathlib import Path

import pytest
from PIL import Image

from formats.encodings.gif_blocks import GifTiming, read_gif_timing
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


def test_the_end_mark_of_another_format_ends_no_gif(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif(100)[:-2] + b"\xff\xd9")
    assert completeness("image/gif", path) == "unsure"
    path.write_bytes(gif(100))
    assert completeness("image/gif", path) == "whole"
