"""Zoom and pan.

The picture stays on the stage, and the pixel under the pointer stays under it.
"""

from typing import Any

import pytest

from tests.node import run_node

STAGE = """
import { Viewport } from './mask/viewport.js';
const open = (picture = [800, 600], stage = [400, 400]) => {
  const viewport = new Viewport();
  viewport.picture = { width: picture[0], height: picture[1] };
  viewport.resize(...stage);
  return viewport;
};
const placeOf = ({ scale, x, y, isFitted }) => ({ scale, x, y, isFitted });
"""


def run_viewport(body: str, *arguments: object) -> Any:
    return run_node(f"{STAGE}\nconst run = {body};", *arguments)


def test_a_picture_is_fitted_into_the_middle() -> None:
    assert run_viewport("() => placeOf(open())") == {"scale": 0.5, "x": 0, "y": 50, "isFitted": True}


def test_a_small_picture_is_shown_at_most_eight_times_as_large() -> None:
    assert run_viewport("() => placeOf(open([10, 10]))") == {"scale": 8, "x": 160, "y": 160, "isFitted": True}


def test_the_pixel_under_the_pointer_stays_there() -> None:
    before, after, scale = run_viewport(
        """() => {
          const viewport = open();
          const point = { x: 210, y: 190 };
          const before = viewport.toPixel(point);
          viewport.zoom(4, point);
          return [before, viewport.toPixel(point), viewport.scale];
        }"""
    )
    assert scale == 2
    assert after == pytest.approx(before)


def test_zooming_out_ends_where_all_of_it_is_seen() -> None:
    result = run_viewport(
        """() => {
          const viewport = open();
          viewport.zoom(100);
          const closest = viewport.scale;
          viewport.zoom(0.0001);
          return [closest, placeOf(viewport)];
        }"""
    )
    assert result == [8, {"scale": 0.5, "x": 0, "y": 50, "isFitted": True}]


def test_it_cannot_be_moved_off_the_stage() -> None:
    result = run_viewport(
        """() => {
          const viewport = open();
          const fitted = viewport.pan(50, 50);
          viewport.zoom(4);
          const moved = viewport.pan(1e6, 1e6);
          return [fitted, moved, viewport.x, viewport.y, viewport.pan(1, 1)];
        }"""
    )
    assert result == [False, True, 0, 0, False]


def test_a_stage_of_another_size_keeps_what_is_in_its_middle() -> None:
    before, after, fitted = run_viewport(
        """() => {
          const viewport = open();
          viewport.zoom(4);
          const before = viewport.toPixel(viewport.center);
          viewport.resize(300, 500);
          const after = viewport.toPixel(viewport.center);
          viewport.fit();
          viewport.resize(200, 200);
          return [before, after, viewport.scale];
        }"""
    )
    assert after == pytest.approx(before)
    assert fitted == 0.25


def test_a_box_is_brought_into_view_by_as_little_as_it_takes() -> None:
    places = run_viewport(
        """(boxes) => boxes.map(([left, top, width, height]) => {
          const viewport = open();
          viewport.zoom(4);
          const before = [viewport.x, viewport.y];
          viewport.reveal({ left, top, width, height });
          return [viewport.x - before[0], viewport.y - before[1], viewport.x, viewport.y];
        })""",
        [[350, 250, 100, 100], [0, 0, 100, 100], [700, 250, 100, 100], [0, 250, 800, 100]],
    )
    assert places[0][:2] == [0, 0], "seen already"
    assert places[1][2:] == [0, 0]
    assert places[2][2] == 400 - 1600 and places[2][1] == 0
    assert places[3][2] == -600, "too wide: its middle"
