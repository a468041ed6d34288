"""A request in words: the SDK's code and the curl command say what the wires say, whatever the prompt holds."""

import ast
import base64
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from providers.catalog import generate, load_catalog, route_of
from providers.request.validation import capabilities_for, validate
from providers.transport.client import HttpClient
from providers.types import Attachment, Gateway, ImageRequest, Model, PaintWire, PastTurn, Route
from providers.wires.code_samples import CodeSamples, code_samples
from studio.storage.call_files import CallSpool
from tests.hypothesis_profiles import examples
from tests.simulator import Simulator

KEY = "sk-sim-wording-secret-0123456789"
NASTY = "画一只\"橘猫\"，it's $HOME `id` \\ %s {x}\n@第二行 ;type=text/plain <a> 'end'\u2028🐈"
ENV = {
    "CUSTOM_BASE_URL": "http://127.0.0.1:9/v1",
    "CUSTOM_MODELS": "gpt-image-1@images, gemini-3-pro-image@chat",
}
CATALOG = load_catalog(ENV)[0]
PLACES = [
    (gateway.id, model.id, route.name)
    for gateway in CATALOG.gateways
    for model in gateway.models
    for route in model.routes
    if not isinstance(route.wire, PaintWire)
]
WITH = ["words", "before", "one", "three", "mask", "marked", "several", "turned"]


def takes(place: tuple[str, str, str], what: str) -> bool:
    """A model takes a mask, or the first picture marked, never both."""
    inputs = route_of(CATALOG.model(*place[:2]), place[2]).edits
    masks = inputs is not None and inputs.inputs is not None and inputs.inputs.mask
    return what not in ("mask", "marked") or masks == (what == "mask")


CASES = [(place, what) for place in PLACES for what in WITH if takes(place, what)]
NAMES = ["-".join((*place, what)) for place, what in CASES]


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files lie where the words look for them, and the key where they take it from."""
    monkeypatch.chdir(tmp_path)
    for gateway in CATALOG.gateways:
        if gateway.key_env:
            monkeypatch.setenv(gateway.key_env, KEY)
    return tmp_path


def picture(folder: Path, name: str, mode: str = "RGB", colour: Any = "red") -> Attachment:
    path = folder / name
    Image.new(mode, (48, 32), colour).save(path)
    mime = {"png": "image/png", "jpg": "image/jpeg"}[path.suffix[1:]]
    return Attachment(path=path, mime=mime, width=48, height=32, size=path.stat().st_size)


def asked(folder: Path, what: str, *, route: Route, prompt: str = NASTY) -> ImageRequest:
    """A press of the button: with words alone, or with pictures in one of the ways there are."""
    pictures = [picture(folder, "image-1.png"), picture(folder, "image-2.jpg"), picture(folder, "image-3.png")]
    options: dict[str, str | int] = {"route": route.name}
    plain = ImageRequest(prompt=prompt, options=options)
    before = (PastTurn(said="先画一只猫", answered="好的"), PastTurn(said="again", answered="", made=1))
    edit = replace(plain, task="edit", images=tuple(pictures[:2]))
    match what:
        case "words":
            return replace(plain, aspect_ratio=next(iter(route.caps.aspect_ratios), ""))
        case "several":
            return replace(plain, count=3)
        case "before":
            return replace(plain, task="chat", before=before[:1])
        case "turned":
            return replace(edit, task="chat", before=before)
        case "one":
            return replace(edit, images=(pictures[0],))
        case "three":
            return replace(edit, images=tuple(pictures))
        case "mask":
            return replace(edit, mask=picture(folder, "mask.png", "RGBA", (0, 0, 0, 0)))
        case _:
            marked = picture(folder, "image-3.png", colour="magenta")
            return replace(edit, mask=picture(folder, "mask.png", "RGBA", (0, 0, 0, 0)), marked=marked)


def found(simulator: Simulator, place: tuple[str, str, str]) -> tuple[Gateway, Model, Route]:
    catalog, _ = load_catalog(simulator.env(KEY))
    gateway_id, model_id, route_name = place
    model = catalog.model(gateway_id, model_id)
    return catalog.gateway(gateway_id), model, route_of(model, route_name)


def ask(simulator: Simulator, folder: Path, place: tuple[str, str, str], what: str) -> tuple[Any, ...]:
    """→ the gateway, the model, the request and its words."""
    gateway, model, route = found(simulator, place)
    request = asked(folder, what, route=route)
    validate(request, capabilities_for(route, request))
    return gateway, model, request, code_samples(gateway, model, route=route, request=request)


async def ours(simulator: Simulator, folder: Path, *, call: tuple[Gateway, Model, ImageRequest]) -> Any:
    """What the simulator logged of our own call."""
    simulator.reset()
    gateway, model, request = call
    async with HttpClient() as http:
        spool = CallSpool(folder / "call")
        async with aclosing(generate(gateway, model, request, spool, http=http, key=KEY)) as events:
            async for _ in events:
                pass
        spool.close()
    return next(entry for entry in simulator.requests if entry.method == "POST")


def told(entry: Any) -> tuple[Any, ...]:
    """All that a gateway reads of a request."""
    files = [(each.name, each.filename, each.content_type, each.data) for each in entry.files]
    kind = entry.headers["content-type"].partition(";")[0]
    return entry.path, entry.key, kind, entry.body, files


def first_call(request: ImageRequest, words: CodeSamples) -> ImageRequest:
    """The request with the count of the words: where one call gives fewer, the press makes several."""
    body = json.loads(words.body)
    fields = body.get("fields", body)
    return replace(request, count=int(fields.get("n", 1)))


@pytest.mark.parametrize(("place", "what"), CASES, ids=NAMES)
async def test_the_sdks_code_sends_what_we_send(
    simulator: Simulator, folder: Path, place: tuple[str, str, str], what: str
) -> None:
    gateway, model, request, words = ask(simulator, folder, place, what)
    mine = await ours(simulator, folder, call=(gateway, model, first_call(request, words)))
    assert mine.status == 200, mine.body
    simulator.reset()
    names: dict[str, Any] = {}
    exec(compile(words.sdk, "sdk.py", "exec"), names)
    names["client"].close()
    (theirs,) = [entry for entry in simulator.requests if entry.method == "POST"]
    assert theirs.status == 200
    assert told(theirs) == told(mine)


def curl_of(words: CodeSamples) -> tuple[str, list[str], str, dict[str, str], list[str]]:
    """→ address, headers, JSON, fields and files of a command, as the shell would give them to curl."""
    # Where a line goes on, shlex gives the line break as a word, which a shell does not.
    program, url, *rest = [each for each in shlex.split(words.curl) if each != "\n"]
    assert program == "curl"
    given: dict[str, list[str]] = {"-H": [], "-d": [], "--form-string": [], "-F": []}
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        given[name].append(value)
    fields = dict(each.split("=", 1) for each in given["--form-string"])
    return url, given["-H"], "".join(given["-d"]), fields, given["-F"]


def undone(value: Any, folder: Path) -> Any:
    """JSON in which the placeholders of pictures are data URLs again."""
    match value:
        case str() if value.startswith("data:") and value.endswith(" bytes>"):
            head, _, rest = value.partition(",<")
            name, _, size = rest.removesuffix(" bytes>").partition(", ")
            data = (folder / name).read_bytes()
            assert len(data) == int(size)
            return f"{head},{base64.b64encode(data).decode()}"
        case dict():
            return {name: undone(each, folder) for name, each in value.items()}
        case list():
            return [undone(each, folder) for each in value]
        case _:
            return value


@pytest.mark.parametrize(("place", "what"), CASES, ids=NAMES)
async def test_curl_says_what_we_send(
    simulator: Simulator, folder: Path, place: tuple[str, str, str], what: str
) -> None:
    gateway, model, request, words = ask(simulator, folder, place, what)
    mine = await ours(simulator, folder, call=(gateway, model, first_call(request, words)))
    url, headers, body, fields, files = curl_of(words)
    assert url == simulator.origin + mine.path
    assert f"Authorization: Bearer ${gateway.key_env}" in headers
    if mine.files:
        assert fields == mine.body
        assert files == [f"{each.name}=@{each.filename};type={each.content_type}" for each in mine.files]
        assert json.loads(words.body)["fields"] == fields
    else:
        assert "Content-Type: application/json" in headers
        assert undone(json.loads(body), folder) == mine.body
        assert json.loads(words.body) == json.loads(body)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
@pytest.mark.parametrize("what", ["words", "three", "mask"])
@pytest.mark.parametrize("place", [PLACES[0], ("openai", "gpt-image-1", "images")], ids="-".join)
async def test_a_real_curl_in_a_real_shell(
    simulator: Simulator, folder: Path, place: tuple[str, str, str], what: str
) -> None:
    gateway, model, request, words = ask(simulator, folder, place, what)
    mine = await ours(simulator, folder, call=(gateway, model, request))
    simulator.reset()
    # -q keeps this machine's own .curlrc and --noproxy its proxy out of it.
    command = words.curl.replace("curl ", "curl -q -sS --noproxy '*' ", 1)
    script = folder / "request.sh"
    script.write_text(command)
    ran = subprocess.run(["sh", str(script)], cwd=folder, env=dict(os.environ), capture_output=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert told(simulator.requests[-1]) == told(mine)


@pytest.mark.parametrize("place", PLACES, ids="-".join)
def test_no_key_and_nothing_of_an_address_but_host_and_path(
    simulator: Simulator, folder: Path, place: tuple[str, str, str]
) -> None:
    gateway, model, route = found(simulator, place)
    odd = replace(gateway, base_url="https://anna:hunter2@api.example.com:8443/v1?token=t0ps3cret#frag")
    for what in ("words", "one"):
        request = asked(folder, what, route=route)
        words = code_samples(odd, model, route=route, request=request)
        whole = words.curl + words.sdk + words.body
        for secret in (KEY, "hunter2", "anna", "t0ps3cret", "frag", str(folder)):
            assert secret not in whole
        assert curl_of(words)[0].startswith("https://api.example.com:8443/v1/")
        assert "base_url='https://api.example.com:8443/v1'" in words.sdk


def test_a_gateway_without_a_key_needs_none(simulator: Simulator, folder: Path) -> None:
    gateway, model, route = found(simulator, ("custom", "gpt-image-1", "images"))
    words = code_samples(
        replace(gateway, key_env=""), model, route=route, request=asked(folder, "words", route=route)
    )
    assert "Authorization" not in words.curl
    assert "os.environ" not in words.sdk
    compile(words.sdk, "sdk.py", "exec")


def test_what_is_painted_here_sends_nothing(folder: Path) -> None:
    catalog, _ = load_catalog({})
    model = catalog.model("demo", "painter")
    route = route_of(model)
    request = asked(folder, "words", route=route)
    assert code_samples(catalog.gateway("demo"), model, route=route, request=request) == CodeSamples(
        curl="", sdk="", body=""
    )


ANYTHING = st.text(st.characters(blacklist_categories=[]), min_size=1, max_size=60)
SIGNS = st.text(st.sampled_from("'\"\\$`!\n\r\t@<;=#&|*?[]{}()~ a图\x00\ud800\u2028"), min_size=1, max_size=40)


@given(prompt=ANYTHING | SIGNS, place=st.sampled_from(PLACES), what=st.sampled_from(["words", "one", "turned"]))
@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_quoting_survives_any_text(folder: Path, prompt: str, place: tuple[str, str, str], what: str) -> None:
    gateway, model = CATALOG.gateway(place[0]), CATALOG.model(*place[:2])
    route = route_of(model, place[2])
    one = Attachment(path=folder / "a", mime="image/png", width=1, height=1, size=7)
    said = ImageRequest(prompt=prompt)
    if what != "words":
        said = replace(said, task="edit", images=(one,))
    if what == "turned":
        said = replace(said, before=(PastTurn(said=prompt, answered=prompt, made=1),))
    words = code_samples(gateway, model, route=route, request=said)
    _, _, body, fields, _ = curl_of(words)
    sent = json.loads(body) if body else fields
    shown = json.loads(words.body)
    assert sent == shown.get("fields", shown)
    kept = prompt.encode("utf-8", "replace").decode()
    if what == "words":
        assert kept in (sent.get("prompt"), sent.get("messages", [{}])[0].get("content"))
    spoken = {node.value for node in ast.walk(ast.parse(words.sdk)) if isinstance(node, ast.Constant)}
    # A form says "true" where the SDK takes True.
    assert _strings(sent) - {"true"} <= spoken, "the code says the same words"


def _strings(value: Any) -> set[str]:
    match value:
        case str():
            return set() if value.startswith("data:") else {value}
        case dict():
            return set().union(*map(_strings, value.values()))
        case list():
            return set().union(*map(_strings, value))
        case _:
            return set()
