"""The sheet of an animation: which frames fit on it, and in which steps they are charged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.size_rules import broken_rule, nearest_size
from models.gpt_image import FRAMES, SIZE_RULE


@pytest.mark.parametrize(
    ("frames", "largest"), [(2, 960), (6, 960), (8, 960), (9, 960), (10, 816), (12, 816), (13, 720), (16, 720)]
)
def test_the_largest_square_frame_is_the_one_that_was_measured(frames: int, largest: int) -> None:
    rule = FRAMES.frame_rule(frames)
    assert nearest_size(2048, 2048, rule) == (largest, largest)
    assert broken_rule(largest + 16, largest + 16, rule)


def test_the_steps() -> None:
    assert FRAMES.steps == ("2–8", "9", "10–12", "13–16")
    assert [FRAMES.step(frames) for frames in (2, 8, 9, 10, 16)] == ["2–8", "2–8", "9", "10–12", "13–16"]


@given(frames=st.integers(2, 16), width=st.integers(16, 4000), height=st.integers(16, 4000))
def test_the_nearest_frame_fits_on_the_sheet(frames: int, width: int, height: int) -> None:
    nearest = nearest_size(width, height, FRAMES.frame_rule(frames))
    many, few = FRAMES.grid(frames)
    sheet = (min(nearest) * many, max(nearest) * few)
    assert many * few >= frames
    assert max(sheet) <= SIZE_RULE.max_side
    assert SIZE_RULE.min_pixels <= sheet[0] * sheet[1] <= SIZE_RULE.max_pixels
    assert not (nearest[0] % 16 or nearest[1] % 16)
