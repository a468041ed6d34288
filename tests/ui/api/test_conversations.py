"""Conversations over HTTP.

Turn 3 on branch B through every route there is, the list, the way out as a zip.
"""

import base64
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.simulator import Simulator
from tests.ui.routes import ROUTES, RouteCase
from tests.ui.run_helpers import done, start, until


async def say(browser: httpx.AsyncClient, prompt: str, **fields: object) -> dict[str, Any]:
    run = await done(browser, prompt, task="chat", **fields)
    assert (run["state"], run["error"]) == ("done", None), run
    return run


def sent_pictures(entry: Any) -> list[bytes]:
    """The pictures of a request, whatever they stand in."""
    if entry.files:
        return [file.data for file in entry.files]
    urls: list[str] = []

    def look(value: Any) -> None:
        match value:
            case str() if value.startswith("data:"):
                urls.append(value)
            case dict():
                for item in value.values():
                    look(item)
            case list():
                for item in value:
                    look(item)

    look(entry.body)
    return [base64.b64decode(url.partition(",")[2]) for url in urls]


@dataclass(slots=True)
class Beginnings:
    """Turns of one visitor, first and on branch A, by each route of a gateway: its models go on from there."""

    turns: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    async def begin(self, browser: httpx.AsyncClient, **by: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The two turns, which the first model of the route says."""
        browser.cookies.update(self.cookies)
        key = (by["gateway"], by["options"]["route"])
        if key not in self.turns:
            await browser.post("/api/keys", json={"gateway": "turing", "key": "sk-sim-default"})
            dog = await say(browser, "draw me a dog", **by)
            self.turns[key] = dog, await say(browser, "add a hat", parent=dog["id"], **by)
            self.cookies = dict(browser.cookies)
        return self.turns[key]


@pytest.fixture(scope="module")
def beginnings() -> Beginnings:
    return Beginnings()


@pytest.mark.parametrize("case", ROUTES, ids=str)
async def test_turn_three_on_branch_b_through_every_route(
    anna: httpx.AsyncClient,
    simulator: Simulator,
    beginnings: Beginnings,
    case: RouteCase,
) -> None:
    gateway, model, route = case.key
    by: dict[str, Any] = {"gateway": gateway, "model": model, "options": {"route": route}}
    if case.is_painted:
        by["size"] = "64x64"  # it takes its time for more
    dog, hat = await beginnings.begin(anna, **by)
    scarf = await say(anna, "add a scarf", parent=dog["id"], **by)
    red = await say(anna, "no, red", parent=scarf["id"], **by)
    assert {run["conversation"] for run in (dog, hat, scarf, red)} == {dog["conversation"]}
    base = scarf["pictures"][-1]
    assert (red["parent"], red["based_on"]) == (scarf["id"], base["id"])
    assert [image["id"] for image in red["asked"]["images"]] == [base["id"]]
    if case.is_painted:
        return
    entry = [request for request in simulator.requests if request.method == "POST"][-1]
    bytes_sent = (await anna.get(base["url"])).content
    assert sent_pictures(entry) == [bytes_sent], "the branch's newest picture alone, and exactly its bytes"
    text = json.dumps(entry.body, ensure_ascii=False)
    assert "draw me a dog" in text and "add a scarf" in text and "no, red" in text
    assert "add a hat" not in text, "what was said on the other branch stays there"


STREAMED = [
    {"gateway": "turing", "model": "turing/gemini-3-pro-image", "options": {"stream": "true"}},
    {"gateway": "tuzi", "model": "gemini-3-pro-image-preview", "options": {"route": "chat"}},
]


@pytest.mark.parametrize("by", STREAMED, ids=lambda case: case["gateway"])
@pytest.mark.parametrize(
    ("fault", "state", "error", "finals", "drafts"),
    [
        ("odd_separators", "done", "", 1, 0),
        ("drafts", "done", "", 1, 2),
        ("words_instead", "done", "", 0, 0),
        ("content_filter", "unknown", "blocked", 0, 0),
        ("cut", "unknown", "cut_off", 0, 0),
    ],
)
async def test_whatever_a_turn_comes_to_the_next_one_goes_on_from_the_picture_that_there_is(
    anna: httpx.AsyncClient,
    simulator: Simulator,
    by: dict[str, Any],
    fault: str,
    state: str,
    error: str,
    finals: int,
    drafts: int,
) -> None:
    await anna.post("/api/keys", json={"gateway": "turing", "key": "sk-sim-default"})
    dog = await say(anna, "draw me a dog", **by)
    simulator.play(fault, **({"at": 0.5} if fault == "cut" else {}))
    hat = await done(anna, "add a hat", task="chat", parent=dog["id"], **by)
    assert (hat["state"], (hat["error"] or {}).get("kind", "")) == (state, error)
    whole = [picture for picture in hat["pictures"] if picture["state"] == "done"]
    assert sum(not picture["draft"] for picture in whole) == finals
    assert sum(picture["draft"] for picture in whole) == drafts
    assert "base64" not in hat["text"] and "![" not in hat["text"]
    if fault == "odd_separators":
        assert "line\u2028separator, next\u0085line" in hat["text"]
    red = await say(anna, "no, red", parent=hat["id"], **by)
    newest = next(
        picture for picture in reversed([*dog["pictures"], *(whole if finals else ())]) if not picture["draft"]
    )
    assert red["based_on"] == newest["id"]
    assert simulator.posts == 3


async def test_a_conversation_is_listed_opened_renamed_deleted_and_restored(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    dog = await say(anna, "画一只狗")
    hat = await say(anna, "加顶帽子", parent=dog["id"])
    path = f"/api/conversations/{dog['conversation']}"
    [listed] = (await anna.get("/api/conversations", params={"search": "帽子"})).json()["conversations"]
    assert (listed["title"], listed["turns"], listed["head"]) == ("画一只狗", 2, hat["id"])
    assert (await anna.get(listed["cover_url"])).headers["content-type"] == "image/webp"
    talk = (await anna.get(path)).json()
    assert [run["id"] for run in talk["runs"]] == [dog["id"], hat["id"]]
    assert talk["versions"] == {dog["pictures"][-1]["id"]: 1, hat["pictures"][-1]["id"]: 2}
    changed = await anna.patch(path, json={"title": "Rex", "head": dog["id"]})
    assert (changed.json()["title"], changed.json()["head"]) == ("Rex", dog["id"])
    for wrong in ({"title": 7}, {"head": ["x"]}, {"colour": "red"}):
        assert (await anna.patch(path, json=wrong)).status_code == 422
    assert (await anna.patch(path, json={"head": "nothing"})).status_code == 404
    for answer in (
        await ben.get(path),
        await ben.get(f"{path}/export"),
        await ben.patch(path, json={"title": "mine"}),
        await ben.delete(path),
        await ben.post(f"{path}/restore", json={}),
    ):
        assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")
    assert (await ben.get("/api/conversations")).json() == {"conversations": [], "next": ""}
    assert (await anna.delete(path)).json()["deleted"] is True
    assert (await anna.get("/api/conversations", params={"search": "Rex"})).json()["conversations"] == []
    assert (await anna.post(f"{path}/restore", json={})).json()["deleted"] is False
    assert len((await anna.get("/api/conversations", params={"search": "Rex"})).json()["conversations"]) == 1


async def test_a_turn_while_the_one_before_goes_on_is_refused_with_what_to_do(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("hold", gateway="custom", at=0.5)
    going = await start(anna, "draw me a dog", task="chat")
    posts = simulator.posts
    again = {"gateway": "custom", "model": "gpt-image-1", "prompt": "a hat", "task": "chat", "parent": going["id"]}
    answer = await anna.post("/api/runs", json=again)
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"], error["may_be_charged"]) == (409, "turn_running", False)
    assert error["message"] and error["advice"]
    assert simulator.posts <= max(posts, 1)
    simulator.release()
    await until(anna, going["id"], lambda run: run["state"] == "done")


async def test_it_is_taken_away_whole(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    dog = await say(anna, "draw <b>me</b> a dog & more")
    cat = await anna.post(
        "/api/references", files={"image": ("my cat.png", (await anna.get(dog["pictures"][-1]["url"])).content)}
    )
    hat = await say(anna, "add this hat", parent=dog["id"], pictures=[cat.json()["id"]])
    await say(anna, "on a beach", parent=dog["id"])
    answer = await anna.get(f"/api/conversations/{dog['conversation']}/export")
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as taken:
        assert taken.testzip() is None
        document = json.loads(taken.read("conversation.json"))
        assert [turn["said"] for turn in document["turns"]] == [
            "draw <b>me</b> a dog & more",
            "add this hat",
            "on a beach",
        ]
        assert [turn["goes_on_from"] for turn in document["turns"]] == [None, 1, 1]
        assert [turn["based_on"] for turn in document["turns"]] == [None, 1, 1]
        for run, turn in zip((dog, hat), document["turns"], strict=False):
            [made] = turn["pictures"]
            assert taken.read(made["file"]) == (await anna.get(run["pictures"][-1]["url"])).content
        [image] = document["turns"][1]["brought"]
        assert image["name"] == "my cat.png"
        assert taken.read(image["file"])
        page = taken.read("index.html").decode()
        assert "draw &lt;b&gt;me&lt;/b&gt; a dog &amp; more" in page and "<b>" not in page
        assert all(made in page for made in ("pictures/v1", "pictures/v2", "pictures/v3"))
    assert "sk-sim" not in answer.text
