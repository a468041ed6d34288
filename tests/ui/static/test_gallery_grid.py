"""The gallery's grid without a browser.

What is selected, where an arrow key leads, how a day is called.
"""

from tests.node import run_node

ORDER = ["a", "b", "c", "d", "e"]
SELECT = """import { Selection } from './gallery/selection.js';
const run = (cases, order) => cases.map((steps) => {
  const selection = new Selection(() => {});
  for (const [name, id] of steps) selection[name](id ?? order, order);
  return [...selection.ids].sort().join('');
});"""
STEP = """import { indexAfterKey } from './gallery/grid_steps.js';
const run = (cases, boxes) => {
  const boxOf = (index) => boxes[index];
  return cases.map(([key, index]) => indexAfterKey(key, index, boxes.length, boxOf));
};"""
DAY = """import { useStrings } from './lib/i18n.js';
import { dayName } from './gallery/days.js';
useStrings({ 'card.gallery.day.today': 'Today', 'card.gallery.day.yesterday': 'Yesterday' });
const at = (text) => new Date(text).getTime() / 1000;
const run = (cases, now) => cases.map(([language, day]) => {
  Object.defineProperty(globalThis, 'navigator', { value: { language }, configurable: true });
  return dayName(at(day), at(now));
});"""


def test_a_range_goes_from_the_last_that_was_chosen() -> None:
    cases: list[tuple[list[tuple[str, object]], str]] = [
        ([("toggle", "b"), ("toggle", "d")], "bd"),
        ([("toggle", "b"), ("toggle", "d"), ("toggle", "b")], "d"),
        ([("toggle", "b"), ("extendTo", "d")], "bcd"),
        ([("toggle", "d"), ("extendTo", "e"), ("extendTo", "b")], "bcd"),
        ([("toggle", "a"), ("toggle", "c"), ("extendTo", "e"), ("extendTo", "d")], "acd"),
        ([("extendTo", "c")], "c"),
        ([("toggle", "a"), ("selectAll", None)], "abcde"),
        ([("selectAll", None), ("drop", ["b", "c"])], "ade"),
        ([("selectAll", None), ("clear", "")], ""),
    ]
    assert run_node(SELECT, [steps for steps, _ in cases], ORDER) == [selected for _, selected in cases]


def test_up_and_down_lead_to_the_tile_that_stands_there() -> None:
    """Rows of three, of two wide ones, and of one."""
    shapes = [(0, 0, 100), (110, 0, 100), (220, 0, 100), (0, 50, 155), (165, 50, 155), (0, 120, 100)]
    boxes = [{"left": left, "top": top, "width": width} for left, top, width in shapes]
    cases = {
        ("ArrowRight", 0): 1,
        ("ArrowRight", 5): -1,
        ("ArrowLeft", 0): -1,
        ("ArrowDown", 0): 3,
        ("ArrowDown", 2): 4,
        ("ArrowUp", 4): 2,
        ("ArrowDown", 4): 5,
        ("ArrowUp", 1): -1,
        ("Home", 4): 0,
        ("End", 0): 5,
        ("x", 0): -1,
    }
    assert run_node(STEP, list(cases), boxes) == list(cases.values())


def test_a_day_is_called_as_people_say_it() -> None:
    cases = {
        ("en-GB", "2026-11-30T00:01"): "Today",
        ("en-GB", "2026-11-29T23:59"): "Yesterday",
        ("en-GB", "2026-11-12T10:00"): "12 November",
        ("en-US", "2025-11-12T10:00"): "November 12, 2025",
        ("zh-CN", "2026-11-12T10:00"): "11月12日",
    }
    assert run_node(DAY, list(cases), "2026-11-30T09:00") == list(cases.values())
