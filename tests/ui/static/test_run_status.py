"""Status texts of a run, as keys of the string table.

What is said where, and how far a run is.
"""

from typing import Any

from tests.node import run_node

STATUS = """
import { useStrings } from './lib/i18n.js';
import * as status from './run/run_status.js';

// Each text names its key and its parameters.
const PARAMETERS = '{gateway}{position}{seconds}{time}{got}{total}{good}{all}{typical}';
useStrings(new Proxy({}, { get: (_, key) => `${key}|${PARAMETERS}` }));

function run(one, now) {
  return {
    status: status.statusText(one, now),
    fraction: status.progressFraction(one),
    ratio: status.expectedRatio(one),
    size: status.sizeText(one),
    notices: status.visibleNotices(one),
    recorded: status.recordNotices(one),
    answer: status.answerText(one),
    reasoning: status.reasoningText(one),
    finals: status.finalPictures(one).map((picture) => picture.id),
    drafts: status.draftPictures(one).map((picture) => picture.id),
    composite: one.pictures[0] ? status.compositeOf(one, one.pictures[0])?.id ?? null : null,
  };
}
"""


def status(*, now: float = 100, **fields: Any) -> Any:
    run = {
        "id": "r",
        "state": "waiting",
        "gateway": "g",
        "created": 90,
        "asked": {"options": {}},
        "pictures": [],
        "calls": [],
        "notices": [],
        **fields,
    }
    return run_node(STATUS, run, now)


def call(**fields: Any) -> dict[str, Any]:
    return {"id": "c", "state": "receiving", **fields}


def test_the_time_runs_from_the_first_call_that_was_sent_to_the_end() -> None:
    assert status()["status"] == "card.state.waiting|0:10"
    assert (
        status(calls=[call(timings={"sent": 95}), call(timings={"sent": 97})])["status"]
        == "card.state.waiting|0:05"
    )
    assert status(calls=[call(timings={"sent": 95})], now=4000)["status"] == "card.state.waiting|1:05:05"
    ended = status(state="done", calls=[call(state="done")], timings={"ended": 92.4}, now=500, gateway_name="Gate")
    assert ended["status"] == "card.state.done|Gate2"


def test_how_long_such_a_run_usually_takes_stands_beside_the_time_until_it_is_over() -> None:
    def text(now: float, *calls: float) -> str:
        sent = [call(timings={"sent": start}) for start in calls]
        return str(status(now=now, typical_seconds=39.7, calls=sent)["status"])

    assert text(114, 100) == "card.state.waiting.of|0:140:40"
    assert text(145, 100) == "card.state.waiting.of|0:450:40"
    assert text(152, 100) == "card.state.waiting.longer|0:520:40"
    assert text(152, 100, 140) == "card.state.waiting.longer|0:520:40"
    ended = {**call(timings={"sent": 100}), "state": "done"}
    later = status(now=152, typical_seconds=39.7, calls=[ended, call(timings={"sent": 140})])
    assert later["status"] == "card.state.waiting|0:52", "the second left when the first was there"
    growing = status(now=114, typical_seconds=40, state="receiving", calls=[call(timings={"sent": 100})])
    assert growing["status"] == "card.state.waiting.of|0:140:40"


def test_a_run_in_the_line_tells_its_place() -> None:
    assert status(state="queued", queue_position=7)["status"] == "card.state.queued_at|g7"
    assert status(state="queued", queue_position=0)["status"] == "card.state.queued|g10"


def test_an_announced_resend_is_counted_down() -> None:
    assert status(calls=[call(resend_at=103.2)])["status"] == "card.state.resend|g4"
    assert status(calls=[call(resend_at=99)])["status"] == "card.state.waiting|0:10"


def test_a_call_that_left_once_more_is_told_until_its_answer_begins() -> None:
    for state in ("sending", "waiting"):
        again = status(state=state, calls=[call(state=state, attempt=2), call(state=state, attempt=1)])["status"]
        elapsed = "0:10" if state == "waiting" else "g10"
        assert again == f"card.state.{state}|{elapsed} · card.state.again|"
        assert "again" not in status(state=state, calls=[call(state=state, attempt=1)])["status"]
    assert "again" not in status(state="done", calls=[call(state="done", attempt=2)])["status"]


def test_what_is_received_is_told_in_bytes_where_their_number_is_known_and_with_the_gateways_own_words() -> None:
    growing = {"id": "p", "state": "growing", "kind": "final"}
    texts = [
        status(state="receiving", pictures=[{**growing, "bytes": 1500, "expected": 3_000_000}])["status"],
        status(state="receiving", pictures=[{**growing, "bytes": 1500}], calls=[call(progress_words="half")])[
            "status"
        ],
        status(state="receiving", text="words")["status"],
        status(state="receiving")["status"],
    ]
    assert texts == [
        "card.state.receiving_of|2\N{NO-BREAK SPACE}KB3.0\N{NO-BREAK SPACE}MB",
        "card.state.waiting|0:10 · half",
        "card.state.receiving_words|",
        "card.state.waiting|0:10",
    ]


def test_a_run_of_which_a_call_failed_is_done_in_part() -> None:
    run = status(state="done", calls=[call(state="done"), call(state="failed")], timings={"ended": 95})
    assert run["status"] == "card.state.partly|512"


def test_progress_is_that_of_the_files_else_what_the_gateway_says_else_unknown() -> None:
    growing = {"id": "p", "state": "growing", "kind": "final", "bytes": 25, "expected": 100}
    assert status(pictures=[growing], calls=[call(progress=0.9)])["fraction"] == 0.25
    assert status(pictures=[{**growing, "draft": True}], calls=[call(progress=0.9)])["fraction"] == 0.9
    assert status(calls=[call(progress=0.5), call()])["fraction"] == 0.25
    assert status(calls=[call()])["fraction"] is None


def test_the_frames_shape_is_that_of_the_size_the_ratio_or_the_first_input() -> None:
    def ratio(**asked: Any) -> float:
        return float(status(asked={"options": {}, **asked})["ratio"])

    assert ratio(size="300x200", aspect_ratio="1:1") == 1.5
    assert ratio(aspect_ratio="16:9") == 16 / 9
    assert ratio(images=[{"width": 40, "height": 10}]) == 4
    assert ratio() == 1


def test_the_size_that_was_asked_for_stands_beside_the_one_that_came() -> None:
    came = {"id": "p", "kind": "final", "width": 640, "height": 480}
    assert status(asked={"size": "600x400"}, pictures=[came])["size"] == "600 × 400 → 640 × 480"
    assert status(asked={"aspect_ratio": "4:3", "resolution": "1K"})["size"] == "4:3 · 1K"


def test_a_notice_stands_once_and_not_when_an_error_has_its_address() -> None:
    error = {"message": "See https://a.example/x.", "advice": "", "said": ""}
    notices = ["saved at https://b.example", "saved at https://a.example/x", "slow", "slow"]
    run = status(calls=[call(error=error)], notices=[{"message": message} for message in notices])
    assert run["notices"] == ["saved at https://b.example", "slow"]


def test_what_nobody_acts_on_is_told_in_the_record_and_nothing_of_notes_in_a_picture_that_was_made_here() -> None:
    notices = [
        {"kind": "opaque", "message": "opaque"},
        {"kind": "sent_format", "message": "converted", "number": 1},
        {"kind": "sent_private_removed", "message": "notes of the first", "number": 1},
        {"kind": "sent_private_removed", "message": "notes of the second", "number": 2},
    ]
    images = [{"url": "/pictures/a"}, {"url": "/references/b"}]
    run = status(notices=notices, asked={"options": {}, "images": images})
    assert run["notices"] == ["opaque"]
    assert run["recorded"] == ["converted", "notes of the second"]


def test_the_same_words_again_and_again_are_said_once_with_their_number() -> None:
    assert status(calls=[call(text="Here."), call(text="Here."), call(text=" ")])["answer"] == "Here. × 2"
    assert status(calls=[call(text="好。\n好。\n好。")])["answer"] == "好。× 3"
    assert status(calls=[call(reasoning="a"), call(reasoning="b")])["reasoning"] == "a\n\nb"


def test_pictures_are_told_apart_by_what_they_are() -> None:
    pictures = [
        {"id": "raw", "kind": "final", "state": "done"},
        {"id": "draft", "kind": "final", "draft": True, "state": "done"},
        {"id": "pasted", "kind": "held", "parent": "raw", "state": "done"},
    ]
    run = status(pictures=pictures)
    assert (run["finals"], run["drafts"], run["composite"]) == (["raw"], ["draft"], "pasted")


def test_an_original_lies_where_it_is_on_the_canvas_that_it_was_expanded_to() -> None:
    first = {"view_url": "/references/a", "width": 100, "height": 80}
    expand = {"left": 50, "top": 0, "right": 50, "bottom": 80}
    runs = [
        {"task": "edit", "asked": {"images": [first], "expand": expand}},
        {"task": "edit", "asked": {"images": [first], "expand": None}},
        {"task": "edit", "asked": {"images": [first], "expand": expand, "padding": {**expand, "top": 40}}},
        {"task": "edit", "asked": {"images": [first], "padding": {**expand, "left": 0, "right": 0}}},
        {"task": "generate", "asked": {"images": []}},
        {"task": "chat", "asked": {"images": [first]}},
    ]
    script = """import { originalOf } from './run/run_status.js';
      const run = (runs) => runs.map((one) => ['held', 'final'].map((kind) => originalOf(one, { kind })));"""
    expanded, plain, further, masked, *others = run_node(script, runs)
    canvas = {"url": "/references/a", "width": 200, "height": 160}
    whole = {"url": "/references/a", "width": 100, "height": 80, "inset": None}
    inset = {"left": 0.25, "top": 0, "width": 0.5, "height": 0.5}
    assert expanded == [{**canvas, "inset": inset}] * 2
    assert plain == [whole, whole]
    assert others == [[None, None]] * 2
    # An answer also shows the edge with which the image was sent, and which is cut off what is made of it.
    padded = {**canvas, "height": 200, "inset": {"left": 0.25, "top": 0.2, "width": 0.5, "height": 0.4}}
    assert further == [{**canvas, "inset": inset}, padded]
    above = {"url": "/references/a", "width": 100, "height": 160, "inset": {**inset, "left": 0, "width": 1}}
    assert masked == [whole, above]
