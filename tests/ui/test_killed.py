"""The server killed (SIGKILL) at some twenty moments of runs of every task and wire.

Nothing paid for is lost, and nothing is sent again.

Each run is brought to its moment and stands still there, by the gateway's fault `hold` or by tests/halt_points.py;
then the server is killed under all of them at once, and started again.
"""

import asyncio
import hashlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.maintenance import verify as check_data
from tests.easel_process import running
from tests.simulator import Simulator
from tests.ui.api.test_references import mask, png

Json = dict[str, Any]
SIZE = (512, 512)
LINK = "[link]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A run, how it gets where it is when the server is killed (`prompt`, `there`), and what is true afterwards.

    `whole` and `broken` are its pictures; `left`: the request may have been worked on.
    """

    by: str
    prompt: str
    there: Callable[[Json], object]
    state: str
    task: str = "generate"
    whole: int = 0
    broken: int = 0
    count: int = 1
    left: bool = True


BY: dict[str, tuple[str, str, Json]] = {
    "b64": ("custom", "gpt-image-1", {"response_format": "b64_json"}),
    "url": ("tuzi", "gemini-3-pro-image-preview", {"response_format": "url"}),
    "events": ("openai", "gpt-image-1", {"stream": "true", "partial_images": 2}),
    "chat": ("qiniu", "gemini-3.0-pro-image-preview", {"stream": "true"}),
    "chat-url": ("tuzi", "gemini-3-pro-image-preview", {"route": "chat"}),
}


def waits(run: Json) -> bool:
    return bool(run["state"] == "waiting")


def grows(run: Json) -> bool:
    return any(picture["state"] == "growing" and picture["bytes"] > 1000 for picture in run["pictures"])


def two_grow(run: Json) -> bool:
    return len(run["pictures"]) == 2 and all(picture["bytes"] > 1000 for picture in run["pictures"])


def has_whole(run: Json) -> bool:
    return run["state"] == "receiving" and any(picture["state"] == "done" for picture in run["pictures"])


def grows_or_whole(run: Json) -> bool:
    """Held at its last bytes, a picture is whole or not, by where they are cut."""
    return grows(run) or has_whole(run)


def receives(run: Json) -> bool:
    return bool(run["state"] == "receiving")


def is_halted(run: Json) -> bool:
    """Only the halting server can tell."""
    raise NotImplementedError


MOMENTS = {
    "url generate, being written down before it is sent": Moment(
        by="url", prompt="[halt:sending]", there=is_halted, state="failed", left=False
    ),
    "b64 generate, sent, no word yet": Moment(
        by="b64", prompt="[fault:never_answers]", there=waits, state="unknown"
    ),
    "b64 generate, within base64": Moment(
        by="b64", prompt="[fault:hold at=0.5]", there=grows, state="unknown", broken=1
    ),
    "b64 generate, between two pictures": Moment(
        by="b64", prompt="[fault:hold at=0.7]", there=two_grow, state="unknown", count=2, whole=1, broken=1
    ),
    "b64 generate, after the picture": Moment(
        by="b64", prompt="[fault:hold at=0.9999]", there=grows_or_whole, state="done", whole=1
    ),
    "b64 generate, before the picture is renamed": Moment(
        by="b64", prompt="[halt:store]", there=is_halted, state="done", whole=1
    ),
    "b64 generate, in its place, before that is written down": Moment(
        by="b64", prompt="[halt:done]", there=is_halted, state="done", whole=1
    ),
    "b64 edit, sent, no word yet": Moment(
        by="b64", task="edit", prompt="[fault:never_answers]", there=waits, state="unknown"
    ),
    "b64 edit, within base64": Moment(
        by="b64", task="edit", prompt="[fault:hold at=0.5]", there=grows, state="unknown", broken=1
    ),
    "b64 edit, before the held one is renamed": Moment(
        by="b64", task="edit", prompt="[halt:held]", there=is_halted, state="done", whole=1
    ),
    "b64 chat, within base64": Moment(
        by="b64", task="chat", prompt="[fault:hold at=0.5]", there=grows, state="unknown", broken=1
    ),
    "b64 generate, in the queue": Moment(
        by="b64", prompt="", there=lambda run: run["state"] == "queued", state="failed", left=False
    ),
    "url generate, sent, as that is written down": Moment(
        by="url", prompt="[halt:waiting]", there=is_halted, state="done", whole=1
    ),
    "url generate, the answer cut before the link": Moment(
        by="url", prompt="[fault:hold at=0.2]", there=receives, state="unknown"
    ),
    "url edit, before the picture is renamed": Moment(
        by="url", task="edit", prompt="[halt:store]", there=is_halted, state="done", whole=1
    ),
    "url chat, within the picture behind the link": Moment(
        by="chat-url", task="chat", prompt=LINK, there=grows, state="done", whole=1
    ),
    "events generate, after the first preview": Moment(
        by="events", prompt="[fault:hold at=0.5]", there=has_whole, state="unknown", broken=1
    ),
    "events edit, before the picture is renamed": Moment(
        by="events", task="edit", prompt="[halt:store]", there=is_halted, state="done", whole=1
    ),
    "chat stream generate, within base64": Moment(
        by="chat", prompt="[fault:hold at=0.5]", there=grows, state="unknown", broken=1
    ),
    "chat stream edit, within base64": Moment(
        by="chat", task="edit", prompt="[fault:hold at=0.6]", there=grows, state="unknown", broken=1
    ),
    "chat stream turn, after the picture": Moment(
        by="chat", task="chat", prompt="[fault:hold at=0.9999]", there=grows_or_whole, state="done", whole=1
    ),
    "chat stream turn, in the transaction that writes the picture down": Moment(
        by="chat", task="chat", prompt="[halt:commit]", there=is_halted, state="done", whole=1
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The answers of the server that was started again: each moment's run, and what it serves of each picture."""

    runs: Json
    served: dict[str, bytes]
    gallery: frozenset[str]
    known: tuple[bytes, ...]
    posts: tuple[int, int]
    data: Path


def begin(browser: httpx.Client, moment: Moment) -> str:
    gateway, model, options = BY[moment.by]
    fields = {"task": moment.task, "gateway": gateway, "model": model, "options": json.dumps(options)}
    fields |= {"prompt": f"a lighthouse {moment.prompt}", "count": str(moment.count)}
    files: Any = [(name, (None, value)) for name, value in fields.items()]
    if moment.task == "edit":
        files += [("images", ("it.png", png(SIZE), "image/png")), ("mask", ("m.png", mask(SIZE), "image/png"))]
    answer = browser.post("/api/runs", files=files)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def brought_to(browser: httpx.Client, run: str, moment: Moment, *, halted: Path) -> None:
    """Waits until it is there."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if moment.there is is_halted:
            if (halted / run).exists():
                return
        elif moment.there(browser.get(f"/api/runs/{run}").json()):
            return
        time.sleep(0.02)
    raise AssertionError(f"never came to {moment.prompt}: {browser.get(f'/api/runs/{run}').text}")


def wait_for_end(browser: httpx.Client, run: str) -> Json:
    """The run, when it has ended."""
    with browser.stream("GET", f"/api/runs/{run}/events") as events:
        for _ in events.iter_raw():
            pass
    return dict(browser.get(f"/api/runs/{run}").json())


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[After]:
    folder = tmp_path_factory.mktemp("killed")
    data, halted = folder / "data", folder / "halted"
    # A call has its turn as long as the gateway may say something.
    slots = sum(moment.by == "b64" and "[fault:" in moment.prompt for moment in MOMENTS.values())
    env = {"EASEL_RUNS_PER_VISITOR": "99", "EASEL_CALLS_PER_GATEWAY": str(slots)}
    with Simulator() as simulator:
        env |= simulator.env()
        ids: dict[str, str] = {}
        with running(data, env, command=("-m", "tests.halt_points", str(halted))) as easel:
            with httpx.Client(base_url=easel.url, timeout=30) as browser:
                for name, moment in MOMENTS.items():
                    if moment.prompt == LINK:
                        simulator.play("hold", gateway="tuzi", on="files", at=0.5)
                    ids[name] = begin(browser, moment)
                    brought_to(browser, ids[name], moment, halted=halted)
                cookies = dict(browser.cookies)
            os.kill(easel.pid, signal.SIGKILL)
        posts = simulator.posts
        with running(data, env) as easel, httpx.Client(base_url=easel.url, timeout=30, cookies=cookies) as browser:
            runs = {name: wait_for_end(browser, run) for name, run in ids.items()}
            pictures = [picture for run in runs.values() for picture in run["pictures"]]
            listed = browser.get("/api/pictures", params={"limit": 100}).json()["pictures"]
            yield After(
                runs=runs,
                served={picture["id"]: browser.get(picture["url"]).content for picture in pictures},
                gallery=frozenset(item["picture"]["id"] for item in listed),
                known=tuple(file for file, _ in simulator.app.files._by_path.values()),
                posts=(posts, simulator.posts),
                data=data,
            )


def test_nothing_is_sent_again(after: After) -> None:
    at_the_kill, in_the_end = after.posts
    assert in_the_end == at_the_kill == sum(moment.left for moment in MOMENTS.values())


def test_what_is_kept_is_as_its_rows_say(after: After, capsys: pytest.CaptureFixture[str]) -> None:
    assert asyncio.run(check_data.run("", data=after.data)) == 0, capsys.readouterr().out
    assert "nothing" not in capsys.readouterr().out


@pytest.mark.parametrize("name", MOMENTS)
def test_the_truth_is_told_and_every_whole_picture_is_there(after: After, name: str) -> None:
    moment, run = MOMENTS[name], after.runs[name]
    assert run["state"] == moment.state, run
    assert {call["state"] for call in run["calls"]} == {moment.state}
    if moment.state == "done":
        assert run["error"] is None and "recovered" in {notice["kind"] for notice in run["notices"]}
    else:
        assert (run["error"]["kind"], run["error"]["may_be_charged"]) == ("interrupted", moment.left)
    finals = [picture for picture in run["pictures"] if picture["kind"] == "final" and not picture["draft"]]
    states = [picture["state"] for picture in finals]
    assert (states.count("done"), states.count("broken")) == (moment.whole, moment.broken)
    for picture in run["pictures"]:
        bytes_of = after.served[picture["id"]]
        assert len(bytes_of) == picture["bytes"] > 0
        if picture["state"] == "broken":
            begun = any(known.startswith(bytes_of) for known in after.known)
            # What the simulator sends as a preview, it does not keep.
            assert begun or moment.by == "events", "it is the beginning of what was sent"
            continue
        assert hashlib.sha256(bytes_of).hexdigest() == picture["sha256"]
        assert picture["kind"] == "held" or picture["draft"] or bytes_of in after.known
    composites = {picture["parent"]: picture["id"] for picture in run["pictures"] if picture["kind"] == "held"}
    assert len(composites) == (moment.whole if moment.task == "edit" else 0)
    assert {
        composites.get(picture["id"], picture["id"]) for picture in finals if picture["state"] == "done"
    } <= after.gallery
