"""The geometry of marks: bounds, moving, fitting, what a drag makes, and undo and redo."""

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from tests.node import run_node

MARKS = """
import * as marks from './markup/marks.js';
import { MarkHistory } from './markup/history.js';
"""
ARROW = {"kind": "arrow", "colour": "red", "width": 4, "points": [{"x": 10, "y": 80}, {"x": 90, "y": 20}]}
ELLIPSE = {"kind": "ellipse", "colour": "blue", "width": 4, "points": [{"x": 20, "y": 20}, {"x": 80, "y": 60}]}
TEXT_MARK = {"kind": "text", "colour": "red", "width": 4, "points": [{"x": 10, "y": 10}], "words": "red hat"}
PICTURE = {"width": 200, "height": 100}


def run_marks(body: str, *arguments: object) -> Any:
    return run_node(f"{MARKS}\nconst run = {body};", *arguments)


def test_bounds_are_around_all_points() -> None:
    bounds = run_marks("(...all) => all.map(marks.boundsOf)", ARROW, ELLIPSE, TEXT_MARK)
    assert bounds[0] == {"left": 10, "top": 20, "width": 80, "height": 60}
    assert bounds[1] == {"left": 20, "top": 20, "width": 60, "height": 40}
    assert (bounds[2]["left"], bounds[2]["top"], bounds[2]["height"]) == (10, 10, 30)
    assert bounds[2]["width"] == pytest.approx(7 * 0.56 * 24, abs=1)


def test_chinese_words_are_as_wide_as_they_are_high() -> None:
    width = run_marks("(mark) => marks.boundsOf(mark).width", {**TEXT_MARK, "words": "红帽子"})
    assert width == 3 * 24


@pytest.mark.parametrize(("by", "middle"), [((5, -5), (55, 45)), ((-500, 0), (0, 50)), ((500, 500), (200, 100))])
def test_a_mark_that_is_moved_stays_on_the_picture_by_its_middle(
    by: tuple[int, int], middle: tuple[int, int]
) -> None:
    moved = run_marks(
        "(mark, dx, dy, picture) => marks.boundsOf(marks.moveMark(mark, dx, dy, picture))", ARROW, *by, PICTURE
    )
    assert (moved["width"], moved["height"]) == (80, 60)
    assert (moved["left"] + 40, moved["top"] + 30) == middle


def test_a_mark_is_fitted_into_a_box_and_an_arrow_still_points_the_same_way() -> None:
    box = {"left": 100, "top": 0, "width": 40, "height": 30}
    fitted = run_marks("(mark, box) => marks.fitMark(mark, box)", ARROW, box)
    assert fitted["points"] == [{"x": 100, "y": 30}, {"x": 140, "y": 0}]
    flat = {**ARROW, "points": [{"x": 10, "y": 50}, {"x": 90, "y": 50}]}
    level = run_marks("(mark, box) => marks.boundsOf(marks.fitMark(mark, box))", flat, box)
    assert (level["left"], level["width"], level["height"]) == (100, 40, 0), "what has no height gets none"
    bounds = run_marks("(mark, box) => marks.boundsOf(marks.fitMark(mark, box))", TEXT_MARK, {**box, "height": 60})
    assert bounds["height"] == pytest.approx(60, abs=0.5)


def test_the_head_of_an_arrow_lies_at_its_end_and_across_it() -> None:
    tip, one, other = run_marks("(mark) => marks.arrowHead(mark)", ARROW)
    assert tip == {"x": 90, "y": 20}
    middle = ((one["x"] + other["x"]) / 2, (one["y"] + other["y"]) / 2)
    along = (80 / 100, -60 / 100)
    size = 4.5 * 4
    assert middle == pytest.approx((90 - along[0] * size, 20 - along[1] * size))
    across = (one["x"] - other["x"]) * along[0] + (one["y"] - other["y"]) * along[1]
    assert across == pytest.approx(0, abs=1e-9)


def test_what_is_under_a_point_is_the_topmost_mark_and_not_the_inside_of_a_circle() -> None:
    hits = run_marks(
        "(list, points) => points.map(([x, y]) => marks.markAt(list, { x, y }, 3))",
        [ARROW, ELLIPSE, {**TEXT_MARK, "points": [{"x": 110, "y": 10}]}],
        [[50, 50], [50, 40], [20, 40], [120, 20], [190, 90]],
    )
    assert hits == [0, -1, 1, 2, -1]


def test_a_drag_makes_a_mark_and_a_press_none() -> None:
    style = {"colour": "red", "width": 4}
    path = [{"x": 10, "y": 10}, {"x": 40, "y": 12}, {"x": 60, "y": 50}]
    made = run_marks(
        "(kinds, path, style) => kinds.map((kind) => marks.markOfDrag(kind, path, style))",
        ["arrow", "ellipse", "pen"], path, style,
    )  # fmt: skip
    assert [mark["kind"] for mark in made] == ["arrow", "ellipse", "pen"]
    assert made[0]["points"] == [path[0], path[2]]
    assert made[2]["points"] == path
    short = run_marks(
        "(path, style) => marks.markOfDrag('arrow', path, style)", [path[0], {"x": 14, "y": 11}], style
    )
    assert short is None


def test_a_stroke_keeps_its_corners_and_drops_what_lies_on_the_way() -> None:
    line = [{"x": x, "y": 0} for x in range(0, 101, 2)] + [{"x": 100, "y": y} for y in range(2, 101, 2)]
    assert run_marks("(points) => marks.simplify(points, 0.5)", line) == [line[0], {"x": 100, "y": 0}, line[-1]]
    single = run_marks("(points) => marks.simplify(points, 0.5)", line[:1])
    assert single == line[:1], "a dot"


def test_what_was_stored_is_read_as_far_as_it_is_marks() -> None:
    stored = [ARROW, {"kind": "arrow", "points": [{"x": 1, "y": 1}], "width": 4}, {"kind": "bomb"}, None, TEXT_MARK]
    assert run_marks("(stored) => marks.readMarks(stored)", stored) == [ARROW, TEXT_MARK]
    assert run_marks("(stored) => marks.readMarks(stored)", "nothing") == []


def test_every_change_is_a_step_and_a_held_key_is_one() -> None:
    steps = run_marks(
        """(arrow, ellipse) => {
          const history = new MarkHistory();
          const seen = [];
          const note = () => seen.push([history.marks.map(({ kind }) => kind), history.selected]);
          history.add(arrow); note();
          history.add(ellipse); note();
          history.replace({ ...ellipse, colour: 'black' });
          history.replace({ ...ellipse, colour: 'yellow' }, { joins: true });
          history.undo(); note();
          seen.push(history.mark.colour);
          history.redo();
          seen.push(history.mark.colour);
          history.step(1); note();
          history.remove(); note();
          history.clear(); note();
          history.undo(); history.undo(); note();
          history.add(arrow);
          seen.push(history.canRedo);
          return seen;
        }""",
        ARROW, ELLIPSE,
    )  # fmt: skip
    assert steps == [
        [["arrow"], 0],
        [["arrow", "ellipse"], 1],
        [["arrow", "ellipse"], 1],
        "blue",
        "yellow",
        [["arrow", "ellipse"], 0],
        [["ellipse"], 0],
        [[], -1],
        [["arrow", "ellipse"], -1],
        False,
    ]


STORED = "import { marksChunks, marksOfPng } from './markup/stored_marks.js';"


def png_with(text: str) -> str:
    """A PNG that keeps these words where the marks are kept, in base64."""
    info, data = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_itxt("Comment", "another one")
    info.add_itxt("Easel marks", text)
    Image.new("RGBA", (4, 4)).save(data, "PNG", pnginfo=info)
    return base64.b64encode(data.getvalue()).decode()


def test_marks_come_back_from_their_own_png_one_by_one() -> None:
    script = f"{STORED} const run = (text) => marksOfPng(new Uint8Array(Buffer.from(text, 'base64')));"
    marks = [ARROW, {**TEXT_MARK, "words": "红帽子 “hat”"}]
    assert run_node(script, png_with(json.dumps(marks))) == marks
    hostile = [{**ARROW, "kind": "image", "url": "https://elsewhere.example/"}, {**ARROW, "colour": "url(x)"}, 7]
    assert run_node(script, png_with(json.dumps([*hostile, ARROW]))) == [ARROW], "nothing is loaded from elsewhere"
    for broken in ("not json", '{"a": 1}', ""):
        assert run_node(script, png_with(broken)) == []
    assert run_node(script, base64.b64encode(b"\x89PNG\r\n\x1a\n\xff\xff").decode()) == []


def test_the_chunk_that_keeps_marks_is_read_by_others_and_left_out_where_only_a_picture_is_known() -> None:
    script = f"{STORED} const run = (all) => all.map((marks) => marksChunks(marks).map((one) => [...one]));"
    (written,), without = run_node(script, [[ARROW], [{**ARROW, "kind": "image", "url": "/references/a"}]])
    data = io.BytesIO()
    Image.new("RGBA", (4, 4)).save(data, "PNG")
    png = data.getvalue()
    with Image.open(io.BytesIO(png[:33] + bytes(written) + png[33:])) as image:
        image.load()
        assert isinstance(image, PngImagePlugin.PngImageFile)
        assert json.loads(image.text["Easel marks"]) == [ARROW]
    assert without == []
