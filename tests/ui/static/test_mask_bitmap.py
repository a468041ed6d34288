"""The mask's bitmap: strokes, rectangles, inversion, undo and redo, at every bit."""

from math import hypot
from typing import Any

import pytest

from tests.node import run_node

SIZES = ((1, 1), (7, 3), (8, 8), (31, 5), (32, 5), (33, 5), (65, 40))
BITMAP = """
import { MaskBitmap } from './mask/bitmap.js';
const isSet = (bitmap, x, y) => (bitmap.bits[y * bitmap.stride + (x >> 3)] >> (7 - (x & 7))) & 1;
const rowsOf = (bitmap) => Array.from({ length: bitmap.height },
  (_, y) => Array.from({ length: bitmap.width }, (_, x) => isSet(bitmap, x, y)).join(''));
const spareBits = (bitmap) => Array.from({ length: bitmap.height },
  (_, y) => Array.from({ length: bitmap.stride * 8 - bitmap.width }, (_, x) => isSet(bitmap, bitmap.width + x, y)))
  .flat().reduce((sum, bit) => sum + bit, 0);
const step = (bitmap, work) => { bitmap.begin(); work(); return bitmap.commit(); };
"""


def run_bitmap(body: str, *arguments: object) -> Any:
    return run_node(f"{BITMAP}\nconst run = {body};", *arguments)


def distance(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """From a point to the line between two."""
    (x, y), (ax, ay), (bx, by) = point, a, b
    length = hypot(bx - ax, by - ay) ** 2
    part = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
    return hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay))


@pytest.mark.parametrize(
    ("a", "b", "radius"),
    [
        ((20, 20), (20, 20), 6),
        ((10, 12), (50, 30), 5.5),
        ((-30, 20), (20, 20), 4),
        ((60, 35), (5, 5), 0.75),
        ((33, -10), (33, 60), 9),
        ((64.5, 39.5), (64.5, 39.5), 0.75),
        ((-20, -20), (-5, -5), 3),
    ],
)
def test_a_line_is_all_within_its_radius(a: tuple[float, float], b: tuple[float, float], radius: float) -> None:
    width, height = 65, 40
    rows = run_bitmap(
        """(size, [ax, ay], [bx, by], radius) => {
          const bitmap = new MaskBitmap(...size);
          bitmap.drawLine({ x: ax, y: ay }, { x: bx, y: by }, radius, true);
          return rowsOf(bitmap);
        }""",
        (width, height), a, b, radius,
    )  # fmt: skip
    wrong = [
        (x, y)
        for y in range(height)
        for x in range(width)
        if abs(gap := distance((x + 0.5, y + 0.5), a, b) - radius) > 1e-6
        and rows[y][x] != ("0" if gap > 0 else "1")
    ]
    assert wrong == []


def test_a_line_that_erases_takes_away_what_a_line_set() -> None:
    result = run_bitmap(
        """() => {
          const bitmap = new MaskBitmap(65, 40);
          bitmap.drawLine({ x: 5, y: 5 }, { x: 60, y: 30 }, 5, true);
          const some = !bitmap.isRowEmpty(10);
          const area = bitmap.drawLine({ x: 5, y: 5 }, { x: 60, y: 30 }, 5, false);
          return [some, rowsOf(bitmap).join('').includes('1'), area];
        }"""
    )
    assert result == [True, False, {"left": 0, "right": 65, "top": 0, "bottom": 35}]


@pytest.mark.parametrize("box", [(0, 0, 65, 40), (13, 7, 20, 5), (8, 0, 8, 1), (60, 35, 40, 40), (-5, -5, 10, 10)])
def test_a_rectangle_is_set_and_cleared(box: tuple[int, int, int, int]) -> None:
    left, top, width, height = box
    rows = run_bitmap(
        """(left, top, width, height) => {
          const bitmap = new MaskBitmap(65, 40);
          bitmap.fillRectangle({ left, top, width, height }, true);
          const rows = rowsOf(bitmap);
          bitmap.fillRectangle({ left, top, width, height }, false);
          return [rows, bitmap.words.some(Boolean)];
        }""",
        *box,
    )
    expected = [
        "".join(str(int(left <= x < left + width and top <= y < top + height)) for x in range(65))
        for y in range(40)
    ]
    assert rows == [expected, False]


@pytest.mark.parametrize("size", SIZES)
def test_invert_turns_every_pixel_and_nothing_after_a_rows_last_one(size: tuple[int, int]) -> None:
    width, height = size
    result = run_bitmap(
        """(width, height) => {
          const bitmap = new MaskBitmap(width, height);
          step(bitmap, () => bitmap.fillSpan(0, 0, 3, true));
          const before = rowsOf(bitmap);
          step(bitmap, () => bitmap.invert());
          return [before, rowsOf(bitmap), spareBits(bitmap), bitmap.count];
        }""",
        *size,
    )
    before, after, spare, count = result
    swapped = str.maketrans("01", "10")
    assert after == [row.translate(swapped) for row in before]
    assert spare == 0
    assert count == width * height - min(3, width)


def test_undo_redo_and_clear() -> None:
    states = run_bitmap(
        """() => {
          const bitmap = new MaskBitmap(333, 205);
          const states = [];
          const record = () => states.push([rowsOf(bitmap).join(), bitmap.count, bitmap.canUndo, bitmap.canRedo]);
          const box = (top) => ({ left: 20, top, width: 200, height: 30 });
          record();
          for (const top of [10, 60, 110]) { step(bitmap, () => bitmap.fillRectangle(box(top), true)); record(); }
          step(bitmap, () => bitmap.clear()); record();
          for (let undo = 0; undo < 4; undo += 1) { bitmap.undo(); record(); }
          bitmap.redo(); record();
          step(bitmap, () => bitmap.invert()); record();
          return [states, bitmap.redo(), bitmap.undo() && bitmap.undo() && bitmap.undo()];
        }"""
    )
    (blank, one, two, three, cleared, *undone, again, inverted), redone, too_far = states
    assert [state[1] for state in (blank, one, two, three, cleared)] == [0, 6000, 12000, 18000, 0]
    assert cleared[0] == blank[0]
    assert [state[:2] for state in undone] == [state[:2] for state in (three, two, one, blank)]
    assert undone[-1][2:] == [False, True]
    assert again[:2] == one[:2]
    assert inverted[1] == 333 * 205 - 6000
    assert inverted[2:] == [True, False], "a new step ends what could be done again"
    assert redone is False
    assert too_far is False


def test_a_step_that_changes_nothing_is_none() -> None:
    result = run_bitmap(
        """() => {
          const bitmap = new MaskBitmap(40, 40);
          const none = step(bitmap, () => bitmap.clear());
          bitmap.begin();
          bitmap.fillSpan(3, 0, 40, true);
          bitmap.cancel();
          return [none, bitmap.canUndo, bitmap.empty, bitmap.words.some(Boolean), bitmap.commit()];
        }"""
    )
    assert result == [False, False, True, False, False]


def test_share_empty_and_full() -> None:
    result = run_bitmap(
        """() => {
          const bitmap = new MaskBitmap(10, 10);
          const states = [[bitmap.empty, bitmap.full, bitmap.share]];
          step(bitmap, () => bitmap.fillRectangle({ left: 0, top: 0, width: 5, height: 5 }, true));
          states.push([bitmap.empty, bitmap.full, bitmap.share]);
          step(bitmap, () => bitmap.fillRectangle({ left: 0, top: 0, width: 10, height: 10 }, true));
          return [...states, [bitmap.empty, bitmap.full, bitmap.share]];
        }"""
    )
    assert result == [[True, False, 0], [False, False, 0.25], [False, True, 1]]


def test_the_history_forgets_its_oldest_steps_and_never_the_last() -> None:
    steps = run_bitmap(
        """() => {
          const bitmap = new MaskBitmap(8192, 8192); // 8 MB each
          for (let turn = 0; turn < 9; turn += 1) step(bitmap, () => bitmap.invert());
          return [bitmap.undoSteps.length, bitmap.full];
        }"""
    )
    assert steps == [5, True]
