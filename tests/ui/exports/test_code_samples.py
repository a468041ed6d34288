"""A request in words.

The SDK's code and the curl command say what the wires say, whatever the prompt holds.
"""

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
from providers.types import Attachment, Gateway, ImageRequest, Model, PastTurn, Route
from studio.storage.call_files import CallSpool
from tests.hypothesis_profiles import examples
from tests.simulator import Simulator
from tests.ui.routes import CATALOG, EVERY_ROUTE, ROUTES
from ui.exports.code_samples import CodeSamples, code_samples

KEY = "sk-sim-wording-secret-0123456789"
NASTY = "画一只\"橘猫\"，it's $HOME `id` \\ %s {x}\n@第二行 ;type=text/plain <a> 'end'\u2028🐈"
ROUTE_KEYS = [case.key for case in EVERY_ROUTE if not case.is_painted]
WITH = ["words", "before", "one", "three", "mask", "marked", "several", "turned"]


def is_supported(route_key: tuple[str, str, str], what: str) -> bool:
    """A model takes a mask, or the first picture marked, never both."""
    inputs = route_of(CATALOG.model(*route_key[:2]), route_key[2]).edits
    masks = inputs is not None and inputs.inputs is not None and inputs.inputs.mask
    return what not in ("mask", "marked") or masks == (what == "mask")


CASES = [
    (case.key, what)
    for case in EVERY_ROUTE
    for what in (WITH if case in ROUTES else WITH[:1])
    if not case.is_painted and is_supported(case.key, what)
]
NAMES = ["-".join((*route_key, what)) for route_key, what in CASES]


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


def make_request(folder: Path, what: str, *, route: Route, prompt: str = NASTY) -> ImageRequest:
    """A press of the button: with words alone, or with pictures in one of the ways there are."""
    pictures = [picture(folder, "image-1.png"), picture(folder, "image-2.jpg"), picture(folder, "image-3.png")]
    options: dict[str, str | int] = {"route": route.name}
    plain = ImageRequest(prompt=prompt, options=options)
    before = (PastTurn(said="先画一只猫", answered="好的"), PastTurn(said="again", answered="", made=(1,)))
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


def find_route(simulator: Simulator, route_key: tuple[str, str, str]) -> tuple[Gateway, Model, Route]:
    catalog, _ = load_catalog(simulator.env(KEY))
    gateway_id, model_id, route_name = route_key
    model = catalog.model(gateway_id, model_id)
    return catalog.gateway(gateway_id), model, route_of(model, route_name)


def request_and_samples(
    simulator: Simulator, folder: Path, route_key: tuple[str, str, str], what: str
) -> tuple[Any, ...]:
    """→ the gateway, the model, the request and its words."""
    gateway, model, route = find_route(simulator, route_key)
    request = make_request(folder, what, route=route)
    validate(request, capabilities_for(route, request))
    return gateway, model, request, code_samples(gateway, model, route=route, request=request)


async def our_request(simulator: Simulator, folder: Path, *, call: tuple[Gateway, Model, ImageRequest]) -> Any:
    """The simulator's log of our own call."""
    simulator.reset()
    gateway, model, request = call
    async with HttpClient() as http:
        spool = CallSpool(folder / "call")
        async with aclosing(generate(gateway, model, request, spool, http=http, key=KEY)) as events:
            async for _ in events:
                pass
        spool.close()
    return next(entry for entry in simulator.requests if entry.method == "POST")


def comparable(entry: Any) -> tuple[Any, ...]:
    """All that a gateway reads of a request."""
    files = [(file.name, file.filename, file.content_type, file.data) for file in entry.files]
    kind = entry.headers["content-type"].partition(";")[0]
    return entry.path, entry.key, kind, entry.body, files


def first_call(request: ImageRequest, samples: CodeSamples) -> ImageRequest:
    """The request with the count of the words: where one call gives fewer, the press makes several."""
    body = json.loads(samples.body)
    fields = body.get("fields", body)
    return replace(request, count=int(fields.get("n", 1)))


@pytest.mark.parametrize(("route_key", "what"), CASES, ids=NAMES)
async def test_the_sdks_code_and_curl_send_what_we_send(
    simulator: Simulator, folder: Path, route_key: tuple[str, str, str], what: str
) -> None:
    gateway, model, request, samples = request_and_samples(simulator, folder, route_key, what)
    mine = await our_request(simulator, folder, call=(gateway, model, first_call(request, samples)))
    assert mine.status == 200, mine.body
    simulator.reset()
    names: dict[str, Any] = {}
    exec(compile(samples.sdk, "sdk.py", "exec"), names)
    names["client"].close()
    (theirs,) = [entry for entry in simulator.requests if entry.method == "POST"]
    assert theirs.status == 200
    assert comparable(theirs) == comparable(mine)
    assert_curl_says(simulator, folder, samples, gateway=gateway, mine=mine)


def curl_of(samples: CodeSamples) -> tuple[str, list[str], str, dict[str, str], list[str]]:
    """→ address, headers, JSON, fields and files of a command, as the shell would give them to curl."""
    # Where a line goes on, shlex gives the line break as a word, which a shell does not.
    program, url, *rest = [argument for argument in shlex.split(samples.curl) if argument != "\n"]
    assert program == "curl"
    given: dict[str, list[str]] = {"-H": [], "-d": [], "--form-string": [], "-F": []}
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        given[name].append(value)
    fields = dict(argument.split("=", 1) for argument in given["--form-string"])
    return url, given["-H"], "".join(given["-d"]), fields, given["-F"]


def with_data_urls(value: Any, folder: Path) -> Any:
    """JSON in which the placeholders of pictures are data URLs again."""
    match value:
        case str() if value.startswith("data:") and value.endswith(" bytes>"):
            head, _, rest = value.partition(",<")
            name, _, size = rest.removesuffix(" bytes>").partition(", ")
            data = (folder / name).read_bytes()
            assert len(data) == int(size)
            return f"{head},{base64.b64encode(data).decode()}"
        case dict():
            return {name: with_data_urls(item, folder) for name, item in value.items()}
        case list():
            return [with_data_urls(item, folder) for item in value]
        case _:
            return value


def assert_curl_says(
    simulator: Simulator, folder: Path, samples: CodeSamples, *, gateway: Gateway, mine: Any
) -> None:
    """The curl command says what the simulator logged of our own call."""
    url, headers, body, fields, files = curl_of(samples)
    assert url == simulator.origin + mine.path
    assert f"Authorization: Bearer ${gateway.key_env}" in headers
    if mine.files:
        assert fields == mine.body
        assert files == [f"{file.name}=@{file.filename};type={file.content_type}" for file in mine.files]
        assert json.loads(samples.body)["fields"] == fields
    else:
        assert "Content-Type: application/json" in headers
        assert with_data_urls(json.loads(body), folder) == mine.body
        assert json.loads(samples.body) == json.loads(body)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
@pytest.mark.parametrize("what", ["words", "three", "mask"])
@pytest.mark.parametrize("route_key", [ROUTE_KEYS[0], ("openai", "gpt-image-1", "images")], ids="-".join)
async def test_a_real_curl_in_a_real_shell(
    simulator: Simulator, folder: Path, route_key: tuple[str, str, str], what: str
) -> None:
    gateway, model, request, samples = request_and_samples(simulator, folder, route_key, what)
    mine = await our_request(simulator, folder, call=(gateway, model, request))
    simulator.reset()
    # -q keeps this machine's own .curlrc and --noproxy its proxy out of it.
    command = samples.curl.replace("curl ", "curl -q -sS --noproxy '*' ", 1)
    script = folder / "request.sh"
    script.write_text(command)
    ran = subprocess.run(["sh", str(script)], cwd=folder, env=dict(os.environ), capture_output=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert comparable(simulator.requests[-1]) == comparable(mine)


@pytest.mark.parametrize("route_key", ROUTE_KEYS, ids="-".join)
def test_no_key_and_nothing_of_an_address_but_host_and_path(
    simulator: Simulator, folder: Path, route_key: tuple[str, str, str]
) -> None:
    gateway, model, route = find_route(simulator, route_key)
    odd = replace(gateway, base_url="https://anna:hunter2@api.example.com:8443/v1?token=t0ps3cret#frag")
    for what in ("words", "one"):
        request = make_request(folder, what, route=route)
        samples = code_samples(odd, model, route=route, request=request)
        whole = samples.curl + samples.sdk + samples.body
        for secret in (KEY, "hunter2", "anna", "t0ps3cret", "frag", str(folder)):
            assert secret not in whole
        assert curl_of(samples)[0].startswith("https://api.example.com:8443/v1/")
        assert "base_url='https://api.example.com:8443/v1'" in samples.sdk


def test_a_gateway_without_a_key_needs_none(simulator: Simulator, folder: Path) -> None:
    gateway, model, route = find_route(simulator, ("custom", "gpt-image-1", "images"))
    samples = code_samples(
        replace(gateway, key_env=""), model, route=route, request=make_request(folder, "words", route=route)
    )
    assert "Authorization" not in samples.curl
    assert "os.environ" not in samples.sdk
    compile(samples.sdk, "sdk.py", "exec")


def test_what_is_painted_here_sends_nothing(folder: Path) -> None:
    catalog, _ = load_catalog({})
    model = catalog.model("demo", "painter")
    route = route_of(model)
    request = make_request(folder, "words", route=route)
    assert code_samples(catalog.gateway("demo"), model, route=route, request=request) == CodeSamples(
        curl="", sdk="", body=""
    )


ANYTHING = st.text(st.characters(blacklist_categories=[]), min_size=1, max_size=60)
SIGNS = st.text(st.sampled_from("'\"\\$`!\n\r\t@<;=#&|*?[]{}()~ a图\x00\ud800\u2028"), min_size=1, max_size=40)


@given(
    prompt=ANYTHING | SIGNS, route_key=st.sampled_from(ROUTE_KEYS), what=st.sampled_from(["words", "one", "turned"])
)
@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_quoting_survives_any_text(folder: Path, prompt: str, route_key: tuple[str, str, str], what: str) -> None:
    gateway, model = CATALOG.gateway(route_key[0]), CATALOG.model(*route_key[:2])
    route = route_of(model, route_key[2])
    one = Attachment(path=folder / "a", mime="image/png", width=1, height=1, size=7)
    request = ImageRequest(prompt=prompt)
    if what != "words":
        request = replace(request, task="edit", images=(one,))
    if what == "turned":
        request = replace(request, before=(PastTurn(said=prompt, answered=prompt, made=(1,)),))
    samples = code_samples(gateway, model, route=route, request=request)
    _, _, body, fields, _ = curl_of(samples)
    sent = json.loads(body) if body else fields
    shown = json.loads(samples.body)
    assert sent == shown.get("fields", shown)
    stored = prompt.encode("utf-8", "replace").decode()
    if what == "words":
        assert stored in (sent.get("prompt"), sent.get("messages", [{}])[0].get("content"))
    spoken = {node.value for node in ast.walk(ast.parse(samples.sdk)) if isinstance(node, ast.Constant)}
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
