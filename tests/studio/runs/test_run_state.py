"""The run's state, watched from any revision.

It gives the same picture as having watched from the start.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from providers.events import Notice
from providers.types import ImageRequest
from studio.runs.outcome import revision_of
from studio.runs.run_state import RunState
from studio.types import Call, Picture, Run, RunChange, TextAppend

RUN = Run(
    id="r",
    visitor="ann",
    gateway="many",
    model="brush",
    route="images",
    request=ImageRequest(prompt="a cat"),
    calls=tuple(Call(id=f"c{number}", run="r", number=number) for number in (1, 2)),
    created=5.0,
)
STATES = ("sending", "waiting", "receiving", "done", "unknown", "cancelled")
Step = Callable[[RunState], None]


def with_words(call: Call, addition: TextAppend) -> Call:
    known = call.text if addition.field == "text" else call.reasoning
    assert len(known) >= addition.at, "words must join what is known"
    grown = known[: addition.at] + addition.text
    return replace(call, text=grown) if addition.field == "text" else replace(call, reasoning=grown)


def fold(known: Run | None, change: RunChange) -> Run:
    """A watcher's knowledge after a change, by what the change says and no more."""
    if change.fresh or known is None:
        assert change.fresh
        return change.run
    head: dict[str, Any] = {name: getattr(change.run, name) for name in change.fields}
    calls = {call.id: call for call in known.calls} | {call.id: call for call in change.calls}
    for addition in change.appended:
        calls[addition.call] = with_words(calls[addition.call], addition)
    pictures = {picture.id: picture for picture in known.pictures} | {
        picture.id: picture for picture in change.pictures
    }
    return replace(known, **head, calls=tuple(calls.values()), pictures=tuple(pictures.values()))


def picture_step(number: int, size: int, state: Any) -> Step:
    picture = Picture(id=f"p{number}", run="r", call="c1", number=number, path=Path("x"), size=size, state=state)
    return lambda live: live.set_picture(picture)


def call_step(call_id: str, state: Any, received: int) -> Step:
    ended = 9.0 if state in ("done", "unknown", "cancelled") else 0.0
    return lambda live: live.set_call(
        replace(live.call(call_id), state=state, received=received, ended=ended, notices=(Notice(kind=state),))
    )


def grown_step(number: int, size: int) -> Step:
    return lambda live: live.picture_grew(f"p{number}", size) if live.has_picture(f"p{number}") else None


CALLS = st.sampled_from(["c1", "c2"])
STEPS = st.one_of(
    st.builds(call_step, CALLS, st.sampled_from(STATES), st.integers(0, 3)),
    st.builds(picture_step, st.integers(1, 3), st.integers(0, 3), st.sampled_from(["growing", "done", "broken"])),
    st.builds(
        lambda call, kind, text: lambda live: live.append_text(call, kind, text),
        CALLS,
        st.sampled_from(["text", "reasoning"]),
        st.text(max_size=4),
    ),
    st.builds(lambda kind: lambda live: live.set_notices((Notice(kind=kind),)), st.sampled_from(["a", "b"])),
    st.just(lambda live: live.reset_text("c1")),
    st.builds(grown_step, st.integers(1, 3), st.integers(0, 9)),
)


@given(st.lists(STEPS, max_size=30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_any_watcher_arrives_at_the_run_as_it_is(steps: list[Step], looks: list[bool]) -> None:
    live = RunState(RUN, now=lambda: 7.0)
    known, since = None, 0
    resumes: list[tuple[Run, int]] = []
    for step, look in zip(steps, looks, strict=False):
        step(live)
        if look:
            change = live.changes_since(since)
            known, since = fold(known, change), change.rev
            resumes.append((known, since))
            assert known == live.run
    for known_then, rev in resumes:
        assert fold(known_then, live.changes_since(rev)) == live.run
    assert fold(None, live.changes_since(0)) == live.run
    assert fold(None, live.changes_since(live.rev + 1)).state == live.run.state


def test_a_revision_from_before_a_restart_is_known_to_be_old() -> None:
    before = RunState(RUN, now=lambda: 7.0)
    before.append_text("c1", "text", "half a sen")
    after = RunState(RUN, now=lambda: 8.0)
    after.append_text("c1", "text", "something else")
    assert after.changes_since(before.rev).fresh


def test_the_last_revision_is_the_journals() -> None:
    live = RunState(RUN, now=lambda: 7.0)
    for call in RUN.calls:
        live.set_call(replace(call, state="done", ended=9.25))
    assert live.ended and live.rev == revision_of(live.run) == 9_250_000


def test_only_what_changed_is_told_and_worked_out_once() -> None:
    live = RunState(RUN, now=lambda: 7.0)
    start = live.rev
    live.append_text("c2", "text", "hello ")
    middle = live.rev
    live.append_text("c2", "text", "there")
    live.set_picture(Picture(id="p", run="r", call="c2", number=1, path=Path("x")))
    change = live.changes_since(middle)
    assert change.appended == (TextAppend(call="c2", field="text", at=6, text="there"),)
    assert (change.calls, change.fields, [picture.id for picture in change.pictures]) == ((), frozenset(), ["p"])
    assert live.changes_since(middle) is change
    assert live.changes_since(start).appended[0].text == "hello there"
