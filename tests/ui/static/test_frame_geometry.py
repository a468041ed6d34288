"""The frame around a picture and inside it.

As far as it may go, in whole pixels, at the ratio that is named.
"""

from typing import Any

import pytest

from tests.node import run_node

IMPORTS = """
import {
  RATIOS, dragHandle, frameOfGrowth, frameOfRatio, growthOf, mirrorFrame, moveEdge, moveFrame, parseRatio,
  placeOnStage, ratioName, sizeOf, turnFrame, wholeOf,
} from './frame/geometry.js';
const picture = { width: 400, height: 300 };
const around = { picture, grows: true };
const inside = { picture, grows: false };
const whole = wholeOf(picture);
"""


def run(body: str, *arguments: object) -> Any:
    return run_node(f"{IMPORTS}\nconst run = {body};", *arguments)


def frame(left: int, top: int, right: int, bottom: int) -> dict[str, int]:
    return {"left": left, "top": top, "right": right, "bottom": bottom}


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        ("16:9", frame(-66, 0, 467, 300)),
        ("1:1", frame(0, -50, 400, 350)),
        ("4:3", frame(0, 0, 400, 300)),
        ("9:16", frame(0, -205, 400, 506)),
    ],
)
def test_the_smallest_canvas_of_a_ratio_holds_the_picture_in_its_middle(
    ratio: str, expected: dict[str, int]
) -> None:
    made, name = run(
        """(name) => {
          const made = frameOfRatio(parseRatio(name), around);
          return [made, ratioName(sizeOf(made))];
        }""",
        ratio,
    )
    assert (made, name) == (expected, ratio)


def test_a_square_of_1024_becomes_1820_wide() -> None:
    made = run(
        "() => growthOf(frameOfRatio(16 / 9, { picture: { width: 1024, height: 1024 }, grows: true }),"
        " { width: 1024, height: 1024 })"
    )
    assert made == frame(398, 0, 398, 0)


def test_every_ratio_is_called_by_its_name_around_any_picture() -> None:
    names = run(
        """() => [[1024, 1024], [333, 205], [4000, 3000]].map(([width, height]) => RATIOS.filter((name) => {
          const made = frameOfRatio(parseRatio(name), { picture: { width, height }, grows: true });
          return ratioName(sizeOf(made)) !== name;
        }))"""
    )
    assert names == [[], [], []]


def test_an_edge_goes_out_and_not_in_and_no_further_than_four_times() -> None:
    assert run(
        """() => [moveEdge(whole, 'left', -120.4, around), moveEdge(whole, 'left', 50, around),
          moveEdge(whole, 'left', -9000, around), moveEdge({ ...whole, left: -900 }, 'right', 9000, around)]"""
    ) == [frame(-120, 0, 400, 300), frame(0, 0, 400, 300), frame(-1200, 0, 400, 300), frame(-900, 0, 700, 300)]


def test_a_canvas_has_no_more_pixels_than_are_kept() -> None:
    made = run(
        "() => moveEdge(wholeOf({ width: 8000, height: 8000 }), 'right', 32000,"
        " { picture: { width: 8000, height: 8000 }, grows: true })"
    )
    assert made == frame(0, 0, 16000, 8000)


def test_a_corner_moves_two_edges_and_what_is_cut_out_stays_inside() -> None:
    assert run(
        """() => [dragHandle(whole, ['left', 'top'], { x: -30, y: -20 }, around),
          dragHandle(whole, ['right', 'bottom'], { x: -100, y: -90 }, inside),
          dragHandle(whole, ['right', 'bottom'], { x: 100, y: 90 }, inside),
          dragHandle(whole, ['left'], { x: 9000, y: 0 }, inside)]"""
    ) == [
        frame(-30, -20, 400, 300),
        frame(0, 0, 300, 210),
        frame(0, 0, 400, 300),
        frame(384, 0, 400, 300),
    ]


@pytest.mark.parametrize("handle", [["right"], ["bottom"], ["left", "top"], ["right", "bottom"], ["top"]])
def test_what_is_cut_out_keeps_a_ratio_that_was_chosen(handle: list[str]) -> None:
    off, inside = run(
        """(handle) => {
          const start = frameOfRatio(1, inside);
          const made = dragHandle(start, handle, { x: 37, y: 23 }, inside, 1);
          const { width, height } = sizeOf(made);
          const isInside = made.left >= 0 && made.top >= 0 && made.right <= 400 && made.bottom <= 300;
          return [Math.abs(width - height), isInside];
        }""",
        handle,
    )
    assert off <= 1 and inside


def test_what_is_cut_out_is_moved_as_a_whole() -> None:
    made = run("() => moveFrame({ left: 10, top: 10, right: 110, bottom: 60 }, { x: 500, y: -40 }, inside)")
    assert made == frame(300, 0, 400, 50)


def test_turning_four_times_and_mirroring_twice_is_as_before() -> None:
    assert run(
        """() => {
          let [part, size] = [{ left: 10, top: 20, right: 110, bottom: 80 }, picture];
          const seen = [];
          for (let index = 0; index < 4; index += 1) {
            part = turnFrame(part, size, 1);
            size = { width: size.height, height: size.width };
            seen.push(part);
          }
          const back = turnFrame(seen[0], { width: 300, height: 400 }, -1);
          return [seen[0], seen[3], back, mirrorFrame(mirrorFrame(part, picture), picture)];
        }"""
    ) == [frame(220, 10, 280, 110), *([frame(10, 20, 110, 80)] * 3)]


def test_numbers_and_frame_are_the_same_thing() -> None:
    assert run(
        "() => growthOf(frameOfGrowth({ left: 1, top: 2, right: 3, bottom: 4 }, picture), picture)"
    ) == frame(1, 2, 3, 4)


def test_the_frame_has_room_around_it_on_the_stage() -> None:
    position = run("() => placeOnStage({ ...whole, left: -400 }, around, { width: 600, height: 500 }, 25)")
    left, right = position["x"] - 400 * position["scale"], position["x"] + 400 * position["scale"]
    assert left >= 25 and right <= 575 and round(left + right) == 600
