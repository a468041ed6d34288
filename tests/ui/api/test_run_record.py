"""A run's record and its bundle for a help desk.

True to what the gateway got and gave, and without any secret.
"""

import base64
import io
import json
import random
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from providers.types import ImageRequest
from studio.storage.call_files import RAW_FILE, CallSpool, Meta
from studio.types import Call, Run
from tests.easel_process import Easel, running
from tests.hypothesis_profiles import examples
from tests.simulator import Simulator
from tests.ui.conftest import KEY, OWN_KEY
from tests.ui.run_helpers import done, growing, start, until
from ui.exports.support_bundle import (
    HEAD_BYTES,
    TAIL_BYTES,
    SupportBundle,
    redact_json,
    redact_stream,
    strip_signatures,
)
from ui.exports.zip_stream import stream_zip

TIMES = ("created", "sent", "first_byte", "first_pixel", "last_byte", "ended")


@pytest.fixture(scope="module")
def easel(gates: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    """A server of its own: keys stand in prompts here, and other tests search all that a server stores for keys."""
    env = {**gates.env(KEY), "TURING_API_KEY": ""}
    with running(tmp_path_factory.mktemp("record") / "data", env) as easel:
        yield easel


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (96, 64), colour).save(out, "PNG")
    return out.getvalue()


async def bring(browser: httpx.AsyncClient, name: str, data: bytes) -> str:
    answer = await browser.post("/api/references", files={"image": (name, data)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def record_of(browser: httpx.AsyncClient, run: dict[str, Any]) -> dict[str, Any]:
    answer = await browser.get(f"/api/runs/{run['id']}/record")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    discreet(answer.text, browser)
    return dict(answer.json())


async def bundle_of(browser: httpx.AsyncClient, run: dict[str, Any], lang: str = "en") -> dict[str, bytes]:
    answer = await browser.get(f"/api/runs/{run['id']}/helpdesk", headers={"accept-language": lang})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    for data in files.values():
        discreet(data.decode("utf-8", "replace"), browser)
    return files


def discreet(text: str, browser: httpx.AsyncClient) -> None:
    """No key, no cookie, no visitor's id, and no address of this server."""
    cookies = [
        value for cookie in browser.cookies.jar for value in (cookie.value or "", *(cookie.value or "").split("."))
    ]
    for secret in (KEY, OWN_KEY, *cookies, str(browser.base_url).rstrip("/")):
        assert not secret or secret not in text, secret


async def test_a_run_that_went_well(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    run = await done(anna, "一座'灯塔'", count=2, resolution="1K")
    record = await record_of(anna, run)
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert record["asked"] == run["asked"]
    assert (record["prompt"], record["state"], record["by_rule"]) == ("一座'灯塔'", "done", False)
    assert json.loads(record["sent"]["body"]) == entry.body
    assert f"{simulator.origin}{entry.path}" in record["sent"]["curl"]
    assert "$CUSTOM_API_KEY" in record["sent"]["curl"]
    assert 'os.environ["CUSTOM_API_KEY"]' in record["sent"]["sdk"]
    compile(record["sent"]["sdk"], "sdk.py", "exec")
    delivered = record["delivered"]
    assert (delivered["count"], delivered["tokens"]) == (2, run["usage"])
    facts = ("number", "state", "kind", "draft", "width", "height", "mime", "bytes", "sha256")
    for picture, known in zip(delivered["pictures"], run["pictures"], strict=True):
        assert {name: picture[name] for name in facts} == {name: known[name] for name in facts}
        assert (picture["call"], picture["alpha"]) == (1, False)
    times = [record["timeline"][name] for name in TIMES]
    assert all(times)
    assert times == sorted(times)
    (call,) = record["calls"]
    assert [call["timings"][name] for name in TIMES] == [run["calls"][0]["timings"][name] for name in TIMES]
    assert record["request_ids"] == [entry.request_id]
    assert record["errors"] == []
    files = await bundle_of(anna, run)
    assert sorted(files) == ["README.txt", "record.json", "request.txt"], "what went well leaves no raw answer"
    assert files["request.txt"].decode() == record["sent"]["curl"]
    assert json.loads(files["record.json"])["delivered"] == delivered


async def test_alpha_is_told_and_notices_have_sentences(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    options = {"background": "transparent", "stream": "false"}
    clear = await done(anna, "a glass", gateway="openai", model="gpt-image-1", options=options)
    record = await record_of(anna, clear)
    assert [picture["alpha"] for picture in record["delivered"]["pictures"]] == [True]
    simulator.play("size_ignored")
    other = await record_of(anna, await done(anna, "a lighthouse", aspect_ratio="1:1", resolution="2K"))
    assert other["notices"], other
    assert all(notice["kind"] and notice["message"] for notice in other["notices"])


async def test_what_a_gateway_refused_by_name_is_not_in_what_was_sent(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("not_found", status=400, message="Unknown parameter: 'style'.", code="unknown_parameter")
    for posts in (2, 1):
        before = len(simulator.requests)
        run = await done(anna, options={"style": "vivid"})
        sent = [entry for entry in simulator.requests[before:] if entry.method == "POST"]
        record = await record_of(anna, run)
        assert (record["state"], len(sent), record["calls"][0]["attempt"]) == ("done", posts, posts)
        assert record["asked"]["options"] == {"style": "vivid"}
        assert json.loads(record["sent"]["body"]) == sent[-1].body
        assert "style" not in record["sent"]["curl"] + record["sent"]["sdk"] + record["sent"]["body"]
        (notice,) = run["notices"]
        assert record["notices"] == [notice]
        assert "“style”" in notice["message"]


@pytest.mark.parametrize("own", [False, True])
async def test_a_gateway_that_repeats_the_key(anna: httpx.AsyncClient, simulator: Simulator, own: bool) -> None:
    key = OWN_KEY if own else KEY
    if own:
        await anna.post("/api/keys", json={"gateway": "custom", "key": key})
    message = f"upstream refused Bearer {key} at https://user:pw@up.example.com/v1?sig=s1gn3d"
    simulator.play("server_error", status=200, message=message, code=key)
    run = await done(anna, f"a lighthouse, and my key is {key}")
    assert run["state"] != "done"
    record = await record_of(anna, run)
    assert record["errors"][0]["kind"] == run["error"]["kind"]
    assert record["request_ids"] == [simulator.requests[-1].request_id]
    assert record["delivered"]["count"] == 0
    files = await bundle_of(anna, run)
    assert sorted(files) == ["README.txt", "answer-1.json", "answer-1.raw", "record.json", "request.txt"]
    assert b"upstream refused Bearer \xe2\x80\xa6 at" in files["answer-1.raw"], "the rest is as it came"
    meta = json.loads(files["answer-1.json"])
    assert meta["status"] == 200
    assert meta["content_type"].startswith("application/json")
    assert meta["base_url"] == simulator.url("custom")
    shown = files["record.json"].decode()
    assert "s1gn3d" not in shown
    assert "pw@" not in shown
    readme = files["README.txt"].decode()
    assert simulator.requests[-1].request_id in readme
    assert "answer-1.raw" in readme
    chinese = (await bundle_of(anna, run, "zh-CN"))["README.txt"].decode()
    assert "客服" in chinese
    if own:
        await anna.delete("/api/keys/custom")


async def test_a_refusal_has_its_words_but_no_raw_answer(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("moderation_blocked")
    run = await done(anna)
    record = await record_of(anna, run)
    assert record["errors"][0]["said"]
    assert record["request_ids"] == [simulator.requests[-1].request_id]
    assert record["timeline"]["first_pixel"] is None
    files = await bundle_of(anna, run)
    assert sorted(files) == ["README.txt", "record.json", "request.txt"]
    assert b"No raw response" in files["README.txt"]


async def test_an_answer_that_breaks_off(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("cut", at=0.4)
    run = await done(anna)
    files = await bundle_of(anna, run)
    assert files["answer-1.raw"].startswith(b"{")
    assert json.loads(files["answer-1.json"])["bytes"] == len(files["answer-1.raw"])


async def test_an_edit_with_files(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    names = ["my secret holiday.png", "hat.png"]
    ids = [await bring(anna, name, png(colour)) for name, colour in zip(names, ("red", "blue"), strict=True)]
    run = await done(anna, "让图1的猫戴上图2的帽子", task="edit", pictures=ids)
    assert run["state"] == "done", run
    record = await record_of(anna, run)
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    body = json.loads(record["sent"]["body"])
    assert body["fields"] == entry.body
    assert [(file["name"], file["filename"], file["type"], file["bytes"]) for file in body["files"]] == [
        (file.name, file.filename, file.content_type, len(file.data)) for file in entry.files
    ]
    assert "-F 'image[]=@image-1.png;type=image/png'" in record["sent"]["curl"]
    assert [image["name"] for image in record["asked"]["images"]] == names
    files = await bundle_of(anna, run)
    for data in files.values():
        assert b"holiday" not in data
        assert b"/references/" not in data
    (first, _) = json.loads(files["record.json"])["asked"]["images"]
    assert (first["width"], first["height"], first["mime"]) == (96, 64, "image/png")


async def test_a_turn_of_a_chat(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    by: dict[str, Any] = {"gateway": "custom", "model": "gemini-3-pro-image", "options": {"route": "chat"}}
    first = await done(anna, "画一只猫", task="chat", **by)
    second = await done(anna, "戴上帽子", task="chat", parent=first["id"], **by)
    record = await record_of(anna, second)
    entry = simulator.requests[-1]
    body = json.loads(record["sent"]["body"])
    assert body["model"] == entry.body["model"]
    mine, theirs = _blocks(body), _blocks(entry.body)
    assert [block for block in mine if not block.startswith("data:")] == [
        block for block in theirs if not block.startswith("data:")
    ]
    (shown,) = [block for block in mine if block.startswith("data:")]
    (sent,) = [block for block in theirs if block.startswith("data:")]
    size = len(base64.b64decode(sent.partition(",")[2]))
    assert shown == f"data:image/png;base64,<image-1.png, {size} bytes>"
    assert record["delivered"]["model"] or record["delivered"]["tokens"]


def _blocks(body: dict[str, Any]) -> list[str]:
    """Words and addresses of pictures, in their order."""
    blocks = [part for message in body["messages"] for part in message["content"]]
    return [block["text"] if block["type"] == "text" else block["image_url"]["url"] for block in blocks]


async def test_what_is_painted_here_sent_nothing(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    run = await done(anna, gateway="demo", model="painter", size="64x64", options={})
    record = await record_of(anna, run)
    assert record["sent"] == {"curl": "", "sdk": "", "body": ""}
    assert record["by_rule"]
    assert record["delivered"]["count"] == 1
    assert sorted(await bundle_of(anna, run)) == ["README.txt", "record.json"]
    assert simulator.requests == []


async def test_a_run_that_goes_on_has_a_record(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("hold", at=0.5)
    made = await start(anna)
    run = await until(anna, made["id"], growing)
    record = await record_of(anna, run)
    assert (record["delivered"]["count"], record["timeline"]["ended"]) == (0, None)
    assert [picture["alpha"] for picture in record["delivered"]["pictures"]] == [None]
    assert "answer-1.raw" not in await bundle_of(anna, run), "what is still coming is not taken"
    simulator.release()
    await until(anna, made["id"], lambda run: run["state"] == "done")


@pytest.mark.parametrize("what", ["record", "helpdesk"])
async def test_it_is_the_owners_alone(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator, what: str
) -> None:
    run = await done(anna)
    for browser, name in ((ben, run["id"]), (anna, "no-such-run")):
        answer = await browser.get(f"/api/runs/{name}/{what}")
        assert answer.status_code == 404
        assert answer.json()["error"]["kind"] == "not_found"


SECRET = "sk-live-abcdefghijklmnopqrstuvwxyz-0123456789"
SHORT = "k3y-8+ch"


@given(
    parts=st.lists(
        st.sampled_from([SECRET, SHORT, SECRET[:20], SECRET[9:], SECRET[:11], "sk-", "abc", "图", " ", "x" * 40])
    ),
    cuts=st.lists(st.integers(0, 600)),
)
@settings(max_examples=examples(400), deadline=None)
def test_no_cut_lets_a_key_through(parts: list[str], cuts: list[int]) -> None:
    data = "".join(parts).encode()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    redacted = b"".join(redact_stream(pieces, (SECRET, SHORT)))
    assert redacted == b"".join(redact_stream([data], (SECRET, SHORT))), "where it is cut does not matter"
    for key in (SECRET.encode(), SHORT.encode()):
        for index in range(max(1, len(key) - 11)):
            assert key[index : index + 12] not in redacted


def test_what_holds_no_key_stays_as_it_is() -> None:
    data = random.Random(1).randbytes(1_300_000)
    pieces = [data[offset : offset + 1000] for offset in range(0, len(data), 1000)]
    assert b"".join(redact_stream(pieces, (SECRET,))) == data
    assert b"".join(redact_stream(pieces, ())) == data


def test_a_key_is_struck_as_json_spells_it() -> None:
    key = 'odd"key\\with/signs-0123456789'
    redacted = b"".join(redact_stream([json.dumps({"said": key}).encode()], (key,)))
    assert json.loads(redacted) == {"said": "…"}
    assert redact_json({"a": [f"x {key}"]}, (key,)) == {"a": ["x …"]}


def test_addresses_keep_host_and_path() -> None:
    text = "see https://me:pw@cdn.example.com/a/b.png?sig=1&x=2#z, and http://h/p"
    assert strip_signatures({"a": [text, 1]}) == {"a": ["see https://cdn.example.com/a/b.png and http://h/p", 1]}


def test_a_large_answer_keeps_its_beginning_and_its_end(tmp_path: Path) -> None:
    spool = CallSpool(tmp_path / "call")
    spool.note(Meta(content_type="application/json", status=200, base_url="https://u:p@api.example.com/v1?k=v"))
    spool.raw(b"<first>" + b"A" * HEAD_BYTES)
    spool.raw(b"B" * TAIL_BYTES + SECRET.encode() + b"<last>")
    spool.close()
    size = (tmp_path / "call" / RAW_FILE).stat().st_size
    files = dict(_members(tmp_path / "call"))
    raw = files["answer-1.raw"]
    assert len(raw) < HEAD_BYTES + TAIL_BYTES + 100
    assert raw.startswith(b"<first>")
    assert raw.endswith("B…<last>".encode())
    assert f"{size - HEAD_BYTES - TAIL_BYTES} bytes left out".encode() in raw
    assert str(size) in files["README.txt"].decode()
    assert json.loads(files["answer-1.json"])["base_url"] == "https://api.example.com/v1"


def _members(folder: Path) -> Iterator[tuple[str, bytes]]:
    run = Run(
        id="run",
        visitor="anna",
        gateway="custom",
        model="m",
        route="images",
        request=ImageRequest(prompt="a"),
        calls=(Call(id="call", run="run", number=1, state="failed", status=200),),
    )
    bundle = SupportBundle(run=run, record={}, folders=(folder,), keys=(SECRET,), gateway="Custom", lang="en")
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(bundle.entries())))) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
