"""Changes of the event stream, applied to the runs that the page knows."""

from typing import Any

from tests.node import run_node

APPLY = """
import { RunStore } from './lib/run_store.js';

// `steps` are [method, argument] pairs at a clock that stands still.
function run(steps, clock) {
  const store = new RunStore(() => clock);
  const heard = [];
  store.subscribe((one) => heard.push(one.id));
  const results = steps.map(([method, argument]) => store[method](argument) ?? null);
  return { runs: store.all(), heard, results, now: store.now() };
}
"""


def call(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "state": "receiving", **fields}


def run_of(name: str = "r", *, now: float = 1, created: float = 0, **fields: Any) -> dict[str, Any]:
    return {"id": name, "now": now, "created": created, "state": "receiving", "pictures": [], "calls": [], **fields}


def apply_steps(*steps: tuple[str, Any], clock: float = 100) -> Any:
    return run_node(APPLY, steps, clock)


def test_a_change_sets_its_fields_and_merges_pictures_and_calls_by_id() -> None:
    result = apply_steps(
        ("put", run_of(calls=[call("c1", text="Hello")], pictures=[{"id": "p1", "state": "growing", "bytes": 5}])),
        (
            "apply",
            {
                "id": "r",
                "now": 2,
                "state": "done",
                "calls": [{"id": "c1", "state": "done"}],
                "pictures": [{"id": "p1", "bytes": 9}, {"id": "p2", "state": "growing"}],
            },
        ),
    )
    (run,) = result["runs"]
    assert run["state"] == "done"
    assert run["calls"] == [{"id": "c1", "state": "done", "text": "Hello"}]
    assert run["pictures"] == [{"id": "p1", "state": "growing", "bytes": 9}, {"id": "p2", "state": "growing"}]
    assert result["heard"] == ["r", "r"]


def test_text_is_appended_at_its_code_point_whatever_the_characters_are() -> None:
    def append(index: int, text: str) -> tuple[str, Any]:
        return "apply", {
            "id": "r",
            "now": 2,
            "append": [{"call": "c1", "field": "text", "at": index, "text": text}],
        }

    result = apply_steps(("put", run_of(calls=[call("c1")])), append(0, "画🎨"), append(2, "a cat"), append(7, "!"))
    assert result["runs"][0]["calls"][0]["text"] == "画🎨a cat!"
    again = apply_steps(("put", run_of(calls=[call("c1", text="画🎨a dog")])), append(4, "cat"))
    assert again["runs"][0]["calls"][0]["text"] == "画🎨a cat", "what was sent again is not shown twice"


def test_what_was_written_before_the_newest_event_turns_nothing_back() -> None:
    result = apply_steps(
        ("put", run_of(now=5, state="done")),
        ("put", run_of(now=4, state="receiving")),
        ("apply", {"id": "r", "now": 4.5, "state": "waiting"}),
    )
    assert result["runs"][0]["state"] == "done"
    assert result["heard"] == ["r"]
    assert result["results"][2] is True, "the run is known"


def test_a_change_of_a_run_that_is_not_known_is_not_applied() -> None:
    result = apply_steps(("apply", {"id": "r", "now": 2, "state": "done"}))
    assert (result["runs"], result["results"]) == ([], [False])


def test_runs_are_newest_first_and_the_time_is_the_servers() -> None:
    runs = [run_of("old", created=1), run_of("new", created=3, now=160), run_of("mid", created=2, now=170)]
    result = apply_steps(*[("put", run) for run in runs])
    assert [run["id"] for run in result["runs"]] == ["new", "mid", "old"]
    assert result["now"] == 170
