"""Runs as the API tells them.

Whose error is the run's, what a change leaves out, what each language says.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from providers.events import Notice
from providers.types import ImageRequest
from studio.types import Call, CallError, Picture, Run, RunChange, State, TextAppend
from ui.i18n import LANGUAGES
from ui.responses import picture_disposition
from ui.schemas.serialize import ViewContext, change_view, dumps, notice_view, run_view

READER = ViewContext(lang="en", gateway_name={"g": "Gate"}.get, now=lambda: 9.0)  # type: ignore[arg-type]
BUSY = CallError(kind="busy", status=503, request_id="r-1", retry_after=2.0, said="try later")
LOST = CallError(kind="connection_lost", may_be_charged=True)
RUN = Run(
    id="r",
    visitor="v",
    gateway="g",
    model="m",
    route="chat",
    request=ImageRequest(prompt="p", count=2, options={"stream": "true"}),
    state="unknown",
    created=1.0,
    ended=8.0,
    calls=(
        Call(id="a", run="r", number=1, state="failed", error=BUSY, text="one", sent=2.0, first_byte=4.0),
        Call(id="b", run="r", number=2, state="unknown", error=LOST, text="two", usage={"total": 3}, sent=3.0,
             first_byte=3.5, last_byte=7.0, notices=(Notice(kind="opaque"),)),
        Call(id="c", run="r", number=3, state="done", usage={"total": 4}, notices=(Notice(kind="opaque"),)),
    ),
    pictures=(Picture(id="x", run="r", call="c", number=1, path=Path("x"), mime="image/png", size=5),),
)  # fmt: skip


def as_json(view: object) -> dict[str, object]:
    return dict(json.loads(dumps(view)))


def test_a_run_tells_the_error_that_made_it_what_it_is() -> None:
    whole = as_json(run_view(RUN, READER))
    error = whole["error"]
    assert isinstance(error, dict)
    assert (error["kind"], error["may_be_charged"]) == ("connection_lost", True)
    assert error["message"] == "The connection to Gate was lost after the request was sent."
    assert (whole["text"], whole["usage"]) == ("one\n\ntwo", {"total": 7})
    assert whole["notices"] == [
        {"kind": "opaque", "message": "You asked for a transparent background, but this image is opaque."}
    ]
    assert whole["timings"] == {
        "created": 1.0, "sent": 2.0, "first_byte": 3.5, "first_pixel": None, "last_byte": 7.0, "ended": 8.0,
    }  # fmt: skip
    assert (whole["gateway_name"], whole["by_rule"], whole["now"]) == ("Gate", False, 9.0)


@pytest.mark.parametrize("state", ["done", "waiting"])
def test_a_run_that_goes_on_or_brought_a_picture_is_no_error(state: State) -> None:
    assert run_view(replace(RUN, state=state), READER).error is None


def test_a_gateways_own_words_and_numbers_are_passed_on() -> None:
    first = run_view(RUN, READER).calls[0].error
    assert first is not None
    assert (first.said, first.status, first.request_id, first.retry_after) == ("try later", 503, "r-1", 2.0)
    chinese = run_view(RUN, replace(READER, lang="zh")).calls[0].error
    assert chinese is not None
    assert chinese.message == "Gate 当前过载。"


def test_a_change_tells_only_what_changed() -> None:
    news = RunChange(
        run=RUN,
        rev=5,
        fresh=False,
        fields=frozenset({"state", "ended"}),
        pictures=RUN.pictures,
        calls=RUN.calls[1:2],
        appended=(TextAppend(call="b", field="text", at=1, text="wo"),),
    )
    body = as_json(change_view(news, READER))
    assert set(body) == {
        "id", "state", "now", "error", "usage", "notices", "timings", "pictures", "calls", "append",
    }  # fmt: skip
    assert body["append"] == [{"call": "b", "field": "text", "at": 1, "text": "wo"}]
    (call,) = body["calls"]  # type: ignore[misc]
    assert "text" not in call
    assert "reasoning" not in call


def test_a_change_of_words_alone_is_small() -> None:
    long = replace(RUN, calls=(replace(RUN.calls[0], text="x" * 100_000),))
    news = RunChange(
        run=long, rev=5, fresh=False, appended=(TextAppend(call="a", field="text", at=99_999, text="x"),)
    )
    assert len(dumps(change_view(news, READER))) < 150


@pytest.mark.parametrize(
    ("prompt", "mime", "name"),
    [
        ("A cat, at dusk!", "image/png", 'filename="A-cat-at-dusk-x.png"'),
        ("黄昏的猫", "image/webp", "filename*=UTF-8''%E9%BB%84%E6%98%8F%E7%9A%84%E7%8C%AB-x.webp"),
        ("黄昏的猫", "image/jpeg", 'filename="picture-x.jpg"'),
        ('../../"; filename="evil.exe', "image/png", 'filename="filename-evil-exe-x.png"'),
        ("a\r\nset-cookie: b", "image/svg+xml", 'filename="a-set-cookie-b-x.svg"'),
        ("", "application/x-evil", 'filename="picture-x.bin"'),
        ("x" * 5000, "image/gif", f'filename="{"x" * 60}-x.gif"'),
    ],
)
def test_a_saved_picture_is_named_by_its_prompt_and_what_it_is(prompt: str, mime: str, name: str) -> None:
    line = picture_disposition(replace(RUN.pictures[0], mime=mime), prompt)
    assert name in line
    assert line.isascii()
    assert line.isprintable()


def test_a_picture_that_failed_among_others_says_why_in_the_readers_language() -> None:
    notice = Notice(kind="part_failed", params={"said": "404", "error": "link_dead"})
    english, chinese = (notice_view(notice, lang, gateway="tu-zi")["message"] for lang in LANGUAGES)
    assert "tu-zi generated the image, but its link can't be opened. 404" in str(english)
    assert "链接无法打开" in str(chinese)
