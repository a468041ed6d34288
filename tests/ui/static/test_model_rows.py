"""Rows of a provider's list of models.

What was ticked first, then the list, found by what is typed.
"""

from typing import Any

from tests.node import run_node

ROWS = """
import { findRows, mergeRows } from './providers/model_rows.js';
function run(offered, ticks, first, listed, query, most) {
  const kept = { added: new Map(ticks.added), unticked: new Set(ticks.unticked) };
  const found = findRows(mergeRows(offered, kept, listed, first), query, most);
  return { ...found, rows: found.rows.map((row) => [row.id, row.isTicked, row.isBuiltIn]) };
}
"""


def rows(
    offered: list[Any],
    listed: list[str],
    *,
    added: tuple[str, ...] = (),
    unticked: tuple[str, ...] = (),
    first: tuple[str, ...] = (),
    query: str = "",
    most: int = 100,
) -> Any:
    return run_node(
        ROWS,
        offered,
        {"added": [[name, ""] for name in added], "unticked": unticked},
        first,
        [{"id": name, "image": True} for name in listed],
        query,
        most,
    )


def test_models_ticked_before_come_first_and_a_tick_moves_no_row() -> None:
    offered = [{"id": "built-in", "added": False}, {"id": "mine", "added": True}]
    assert rows(offered, ["built-in", "new"], added=("new",), first=("mine",))["rows"] == [
        ["mine", False, False],
        ["built-in", True, True],
        ["new", True, False],
    ]
    assert rows(offered, [], added=("mine",), unticked=("built-in",))["rows"] == [
        ["built-in", False, True],
        ["mine", True, False],
    ]


def test_of_ten_thousand_the_first_are_drawn_and_the_rest_is_counted() -> None:
    listed = [f"model-{number}" for number in range(10_000)]
    matches = rows([], listed)
    assert (len(matches["rows"]), matches["more"]) == (100, 9_900)
    matches = rows([], listed, query="MODEL 9999")
    assert (matches["rows"], matches["more"]) == ([["model-9999", False, False]], 0)
