"""The contract that scripts rely on, on a running server.

From the first cookie to the picture's last byte.
"""

import asyncio
import hashlib
import io
import json
import re

import httpx
import pytest
from PIL import Image

from tests.easel_process import Easel
from tests.simulator import Simulator
from tests.ui.conftest import OWN_KEY
from tests.ui.run_helpers import done, growing, listening, start, until
from ui.static_files import SCRIPT_BUNDLE

RUN = {
    "id", "task", "state", "gateway", "model", "prompt", "asked", "pictures", "text", "reasoning", "notices",
    "usage", "error", "calls", "timings",
}  # fmt: skip
PICTURE = {
    "id", "url", "thumb_url", "state", "kind", "width", "height", "mime", "bytes", "sha256", "draft", "parent",
}  # fmt: skip
ERROR = {"kind", "message", "advice", "may_be_charged", "status", "request_id", "retry_after"}


async def test_the_demo_speaks_the_language_of_who_asks(anna: httpx.AsyncClient) -> None:
    body = {"gateway": "demo", "model": "painter", "prompt": "a red boat", "size": "64x64"}
    made = (await anna.post("/api/runs", json=body, headers={"accept-language": "zh-CN"})).json()
    run = await until(anna, made["id"], lambda run: run["state"] == "done")
    assert run["text"] == "已识别：red、boat。"


async def test_a_picture_from_prompt_to_bytes(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    made = await start(anna, "a lighthouse", size="1024x1024")
    assert set(made) >= RUN
    assert made["state"] in {"queued", "sending", "waiting"}
    run = await until(anna, made["id"], lambda run: run["state"] == "done")
    (picture,) = run["pictures"]
    assert set(picture) >= PICTURE
    assert (picture["state"], picture["kind"], picture["draft"], picture["parent"]) == ("done", "final", False, "")
    body = (await anna.get(picture["url"])).content
    assert len(body) == picture["bytes"]
    assert hashlib.sha256(body).hexdigest() == picture["sha256"]
    with Image.open(io.BytesIO(body)) as image:
        assert (image.size, Image.MIME[str(image.format)]) == (
            (picture["width"], picture["height"]),
            picture["mime"],
        )
    thumb = await anna.get(picture["thumb_url"])
    assert thumb.headers["content-type"] == "image/webp"
    assert run["asked"] == {
        "aspect_ratio": "", "resolution": "", "size": "1024x1024", "count": 1,
        "options": {"response_format": "b64_json"}, "extra": {}, "images": [], "mask": None,
        "markup": None, "expand": None, "padding": None, "cutout": False,
    }  # fmt: skip
    timings = run["timings"]
    assert (
        timings["created"] <= timings["sent"] <= timings["first_byte"] <= timings["last_byte"] <= timings["ended"]
    )
    assert simulator.posts == 1


async def test_the_gateways_are_told_without_a_key_or_an_address(anna: httpx.AsyncClient, easel: Easel) -> None:
    answer = await anna.get("/api/gateways")
    gateways = {gateway["id"]: gateway for gateway in answer.json()["gateways"]}
    assert (gateways["tuzi"]["key"], gateways["tuzi"]["key_set"]) == ("server", True)
    assert (gateways["turing"]["key"], gateways["turing"]["key_set"]) == ("none", False)
    (route,) = gateways["dmxapi"]["models"][0]["routes"]
    assert route["name"] == "images"
    assert {"aspect_ratio": "16:9", "resolution": "1K"}.items() <= next(
        size.items() for size in route["caps"]["sizes"] if size["aspect_ratio"] == "16:9"
    )
    assert "sk-" not in answer.text
    assert "127.0.0.1" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_runs_are_paged_newest_first(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    made = [(await done(anna, f"number {number}"))["id"] for number in range(3)]
    first = (await anna.get("/api/runs", params={"limit": 2})).json()
    second = (await anna.get("/api/runs", params={"limit": 2, "cursor": first["next"]})).json()
    assert [run["id"] for run in (*first["runs"], *second["runs"])] == made[::-1]
    assert second["next"] == ""
    for wrong in ({"limit": 0}, {"limit": "x"}, {"limit": 1000}):
        assert (await anna.get("/api/runs", params=wrong)).json()["error"]["kind"] == "bad_input"
    assert (await anna.get("/api/runs", params={"cursor": "nonsense"})).status_code == 404


async def test_fields_come_as_a_form_too(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    form = {
        "task": "generate", "gateway": "custom", "model": "gpt-image-1", "prompt": "a boat", "count": "1",
        "options": json.dumps({"quality": "low"}),
    }  # fmt: skip
    answer = await anna.post("/api/runs", files={name: (None, value) for name, value in form.items()})
    assert answer.status_code == 202
    assert answer.json()["asked"]["options"] == {"quality": "low"}
    await until(anna, answer.json()["id"], lambda run: run["state"] == "done")


@pytest.mark.parametrize(
    ("fields", "status", "kind", "field"),
    [
        ({"prompt": ""}, 422, "unsupported", "prompt"),
        ({"prompt": "x", "gateway": "nobody", "model": "m"}, 422, "unknown_model", ""),
        ({"prompt": "x", "gateway": "custom", "model": "nothing"}, 422, "unknown_model", ""),
        ({"prompt": "x", "gateway": "turing", "model": "turing/gpt-image-2"}, 422, "no_key", ""),
        ({"prompt": "x", "count": "many"}, 422, "bad_input", "count"),
        ({"prompt": "x", "count": True}, 422, "bad_input", "count"),
        ({"prompt": "x", "count": 10_000}, 422, "unsupported", "count"),
        ({"prompt": 7}, 422, "bad_input", "prompt"),
        ({"prompt": "a\0b"}, 422, "bad_input", "prompt"),
        ({"prompt": "x", "pictures": ["p\0"]}, 422, "bad_input", "pictures"),
        ({"prompt": "x", "options": {"a": "\0"}}, 422, "bad_input", "options"),
        ({"prompt": "x", "options": "{"}, 422, "bad_input", "options"),
        ({"prompt": "x", "options": {"a": [1]}}, 422, "bad_input", "options.a"),
        ({"prompt": "x", "colour": "red"}, 422, "bad_input", "colour"),
        ({"prompt": "x", "task": "dance"}, 422, "bad_input", "task"),
        ({"prompt": "x", "task": "chat", "parent": "r-nobodys"}, 404, "not_found", ""),
        ({"prompt": "x", "task": "chat", "conversation": "c-nobodys"}, 404, "not_found", ""),
        ({"prompt": "x", "task": "chat", "based_on": "p-nobodys"}, 404, "not_found", ""),
        ({"prompt": "x", "task": "edit"}, 422, "unsupported", "images"),
        ({"prompt": "x", "pictures": ["p"]}, 404, "not_found", ""),
        ({"prompt": "x", "pictures": "p"}, 422, "bad_input", "pictures"),
        ({"prompt": "x", "parent": "r-nobodys"}, 404, "not_found", ""),
    ],
)
async def test_what_cannot_be_done_is_said_and_nothing_is_sent(
    anna: httpx.AsyncClient, simulator: Simulator, fields: dict[str, object], status: int, kind: str, field: str
) -> None:
    body = {"gateway": "custom", "model": "gpt-image-1", **fields}
    answer = await anna.post("/api/runs", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"], error["field"]) == (status, kind, field)
    assert set(error) >= ERROR
    assert error["message"]
    assert error["advice"]
    assert error["may_be_charged"] is False
    assert simulator.posts == 0
    assert (await anna.get("/api/runs")).json()["runs"] == []


async def test_a_size_that_the_model_cannot_do_names_the_nearest(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    await anna.post("/api/keys", json={"gateway": "turing", "key": OWN_KEY})
    body = {"gateway": "turing", "model": "turing/gpt-image-2", "prompt": "x", "size": "1000x1000"}
    error = (await anna.post("/api/runs", json=body, headers={"accept-language": "zh-CN"})).json()["error"]
    assert (error["kind"], error["field"], error["value"]) == ("unsupported", "size", "1000x1000")
    assert error["nearest"]
    assert not error["message"].isascii()


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'"x"', b"\xff\xfe", b"[" * 50_000])
async def test_a_body_that_is_no_object_is_refused(anna: httpx.AsyncClient, body: bytes) -> None:
    answer = await anna.post("/api/runs", content=body)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "bad_input")


async def test_a_form_that_is_none_is_refused(anna: httpx.AsyncClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await anna.post("/api/runs", content=b"nonsense", headers=headers)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "bad_input")


async def test_too_many_runs_at_once_are_refused(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("hold", times=-1, at=0.1)
    made = [await start(anna, f"number {number}") for number in range(8)]
    answer = await anna.post("/api/runs", json={"gateway": "custom", "model": "gpt-image-1", "prompt": "one more"})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (429, "too_many_runs")
    for run in made:
        assert (await anna.post(f"/api/runs/{run['id']}/cancel")).json()["state"] == "cancelled"


async def test_stopping_says_that_it_may_be_charged(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("hold", at=0.5)
    made = await start(anna)
    await until(anna, made["id"], lambda run: run["state"] == "receiving")
    run = (await anna.post(f"/api/runs/{made['id']}/cancel", headers={"accept-language": "zh"})).json()
    assert run["state"] == "cancelled"
    assert run["error"]["may_be_charged"] is True
    assert run["error"]["advice"] == "服务商仍可能计费。"
    assert simulator.posts == 1


async def test_nobody_charges_for_what_is_painted_by_rule(anna: httpx.AsyncClient) -> None:
    made = await start(anna, "a large meadow", gateway="demo", model="painter", resolution="2K", options={})
    await until(anna, made["id"], lambda run: run["state"] in {"waiting", "receiving"})
    run = (await anna.post(f"/api/runs/{made['id']}/cancel")).json()
    assert (run["state"], run["error"]["may_be_charged"]) == ("cancelled", False)
    assert run["error"]["advice"] == "Nothing was charged."


async def test_a_gateways_error_is_told_in_the_readers_language(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("html_524")
    run = await done(anna)
    assert run["state"] == "unknown"
    assert (run["error"]["kind"], run["error"]["status"]) == ("gateway_timeout", 524)
    assert run["error"]["may_be_charged"] is True
    chinese = (await anna.get(f"/api/runs/{run['id']}", headers={"accept-language": "zh"})).json()
    assert chinese["error"]["message"] != run["error"]["message"]
    assert run["calls"][0]["error"] == run["error"]


async def test_a_visitors_own_key_is_used_and_never_told(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    answer = await anna.post("/api/keys", json={"gateway": "custom", "key": f" {OWN_KEY}\n"})
    assert (answer.status_code, answer.content) == (204, b"")
    keys = {gateway["id"]: gateway["key"] for gateway in (await anna.get("/api/gateways")).json()["gateways"]}
    assert keys["custom"] == "yours"
    run = await done(anna)
    assert simulator.requests[-1].headers["authorization"] == f"Bearer {OWN_KEY}"
    await done(ben)
    assert simulator.requests[-1].headers["authorization"] != f"Bearer {OWN_KEY}"
    assert OWN_KEY not in json.dumps(run)
    assert (await anna.delete("/api/keys/custom")).status_code == 204
    await done(anna)
    assert simulator.requests[-1].headers["authorization"] != f"Bearer {OWN_KEY}"
    assert OWN_KEY not in easel.log
    assert [
        file for file in easel.data.rglob("*") if file.is_file() and OWN_KEY.encode() in file.read_bytes()
    ] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"gateway": "custom"},
        {"gateway": "custom", "key": ""},
        {"gateway": "custom", "key": "a b"},
        {"gateway": "custom", "key": "x" * 5000},
        {"gateway": 3, "key": "x"},
        {"gateway": "nobody", "key": "x"},
    ],
)
async def test_a_key_that_is_none_is_refused(anna: httpx.AsyncClient, body: dict[str, object]) -> None:
    answer = await anna.post("/api/keys", json=body)
    assert answer.status_code == 422
    assert "x" * 100 not in answer.text


async def test_a_growing_picture_is_followed_and_then_kept(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("hold", at=0.6)
    made = await start(anna)
    run = await until(anna, made["id"], growing)
    (picture,) = run["pictures"]
    async with anna.stream("GET", picture["url"]) as answer:
        assert answer.headers["content-type"] == picture["mime"]
        assert answer.headers["cache-control"] == "no-store"
        assert "content-length" not in answer.headers
        pieces = answer.aiter_raw()
        got = await anext(pieces)
        assert got
        assert (await anna.get(f"/api/runs/{made['id']}")).json()["pictures"][0]["state"] == "growing"
        simulator.release()
        async for piece in pieces:
            got += piece
    ended = await until(anna, made["id"], lambda run: run["state"] == "done")
    assert hashlib.sha256(got).hexdigest() == ended["pictures"][0]["sha256"]


async def test_a_picture_that_breaks_off_gives_what_there_is(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("cut", at=0.6)
    run = await done(anna)
    assert run["state"] == "unknown"
    (picture,) = run["pictures"]
    assert picture["state"] == "broken"
    body = (await anna.get(picture["url"])).content
    assert len(body) == picture["bytes"] > 0


async def test_a_done_picture_is_served_as_browsers_want_it(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    run = await done(anna, "黄昏的灯塔, a “lighthouse”/../\r\nx: y")
    (picture,) = run["pictures"]
    url = picture["url"]
    whole = await anna.get(url)
    assert whole.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert whole.headers["etag"] == f'"{picture["sha256"]}"'
    assert "sandbox" in whole.headers["content-security-policy"]
    assert "content-encoding" not in whole.headers
    head = await anna.head(url)
    assert (head.content, int(head.headers["content-length"])) == (b"", picture["bytes"])
    same = await anna.get(url, headers={"if-none-match": whole.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    part = await anna.get(url, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    tail = await anna.get(url, headers={"range": "bytes=-5"})
    assert tail.content == whole.content[-5:]
    beyond = await anna.get(url, headers={"range": f"bytes={10**9}-"})
    assert beyond.status_code == 416
    changed = await anna.get(url, headers={"range": "bytes=0-1", "if-range": '"other"'})
    assert (changed.status_code, len(changed.content)) == (200, len(whole.content))
    saved = (await anna.get(url, params={"download": "1"})).headers["content-disposition"]
    assert saved.startswith('attachment; filename="a-lighthouse-x-y-')
    assert "filename*=UTF-8''%E9%BB%84%E6%98%8F%E7%9A%84%E7%81%AF%E5%A1%94" in saved
    assert saved.endswith(".png")


async def test_events_tell_the_whole_then_only_what_changes(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("hold", at=0.6)
    made = await start(anna)
    await until(anna, made["id"], growing)
    async with listening(anna, f"/api/runs/{made['id']}/events") as heard:
        first = await anext(heard)
        assert (first.name, set(first.data) >= RUN, first.data["state"]) == ("run", True, "receiving")
        simulator.release()
        rest = [event async for event in heard]
    assert {event.name for event in rest} == {"change"}
    assert rest[-1].data["state"] == "done"
    assert all(event.data["id"] == made["id"] for event in rest)
    assert all("prompt" not in event.data for event in rest)
    assert [int(event.id) for event in (first, *rest)] == sorted({int(event.id) for event in (first, *rest)})
    pictures = [picture for event in rest for picture in event.data.get("pictures", ())]
    assert pictures[-1]["state"] == "done"

    again = await anna.get(f"/api/runs/{made['id']}/events", headers={"last-event-id": rest[-1].id})
    assert (again.status_code, again.content) == (204, b"")
    async with listening(anna, f"/api/runs/{made['id']}/events", last=first.id) as heard:
        missed = [event async for event in heard]
    assert missed[-1].data["state"] == "done"
    for nonsense in ("x", "-1", "9" * 40, "1"):
        async with listening(anna, f"/api/runs/{made['id']}/events", last=nonsense) as heard:
            assert (await anext(heard)).name == "run"


async def test_words_come_as_they_are_written(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.pace(gap=0.05)
    made = await start(anna, gateway="custom", model="gemini-3-pro-image", options={"stream": True})
    texts: dict[tuple[str, str], str] = {}
    async with listening(anna, f"/api/runs/{made['id']}/events") as heard:
        async for event in heard:
            for call in event.data.get("calls", ()):
                if event.name == "run":
                    texts |= {(call["id"], field): call[field] for field in ("text", "reasoning")}
                else:
                    assert "text" not in call
            for more in event.data.get("append", ()):
                key = (more["call"], more["field"])
                texts[key] = texts[key][: more["at"]] + more["text"]
    run = (await anna.get(f"/api/runs/{made['id']}")).json()
    assert run["state"] == "done"
    assert {(call["id"], field): call[field] for call in run["calls"] for field in ("text", "reasoning")} == texts


async def test_a_line_that_breaks_off_while_it_tells_what_was_missed_loses_none(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    """The id of the first end that was told named no other run, and whoever went on from there heard of no more."""
    first, second = await done(anna, "a lighthouse"), await done(anna, "a castle")
    simulator.play("hold", at=0.5)
    live = await start(anna, "a boat")
    await until(anna, live["id"], growing)
    async with listening(anna, "/api/events", last=",".join([live["id"], first["id"], second["id"]])) as stream:
        event = await anext(stream)
    assert event.data["id"] == second["id"]
    assert set(event.id.split(",")) == {live["id"], first["id"]}
    async with listening(anna, "/api/events", last=event.id) as stream:
        event = await anext(stream)
    assert (event.data["id"], event.id) == (first["id"], live["id"])
    simulator.release()


async def test_one_line_tells_of_all_runs_and_who_comes_back_misses_none(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("hold", times=-1, at=0.6)
    async with listening(anna, "/api/events") as heard:
        first, second = await start(anna, "one"), await start(anna, "two")
        seen, last = set(), ""
        async for event in heard:
            seen.add(event.data["id"])
            last = event.id
            if seen == {first["id"], second["id"]} == set(last.split(",")):
                break
    simulator.release()
    for run in (first, second):
        await until(anna, run["id"], lambda run: run["state"] == "done")
    async with listening(anna, "/api/events", last=last) as heard:
        events = [await anext(heard), await anext(heard)]
    assert {event.data["id"] for event in events} == seen
    assert {(event.name, event.data["state"]) for event in events} == {("run", "done")}


async def test_a_stream_that_nobody_reads_any_more_ends(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    for _ in range(30):
        async with listening(anna, "/api/events"):
            pass
    assert (await asyncio.wait_for(anna.get("/healthz"), 5)).text == "ok\n"


async def test_the_api_describes_itself_without_another_host(anna: httpx.AsyncClient, easel: Easel) -> None:
    described = (await anna.get("/openapi.json")).json()
    assert "Duplicate Operation ID" not in easel.log
    paths = described["paths"]
    run, picture = "/api/runs/{run_id}", "/pictures/{picture_id}"
    assert {run, f"{run}/events", f"{run}/cancel", picture, f"{picture}/thumb", "/api/gateways"} <= set(paths)
    page = await anna.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "/api/runs/{run_id}/cancel" in page.text
    assert "<script" not in page.text
    assert "http://" not in page.text.replace("http://127.0.0.1", "")
    assert "https://" not in page.text


async def test_static_files_are_named_by_their_content(anna: httpx.AsyncClient) -> None:
    page = (await anna.get("/")).text
    address = re.search(rf"/static/[^/'\"]+/{re.escape(SCRIPT_BUNDLE)}", page)
    assert address is not None
    script = await anna.get(address[0])
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    plain = await anna.get("/static/run/run_list.js")
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.headers["content-type"].startswith("text/javascript")
    again = await anna.get("/static/run/run_list.js", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/static/"):
        assert (await anna.get(path)).status_code in {400, 403, 404}
