"""A parameter that a gateway refuses by name.

From the press to the record, POSTs counted at the gateway.
"""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from providers.errors import LinkDead
from providers.request.parameters import changes_of
from studio.types import RunRequest
from tests.providers.fake_gateway import FakeGateway, Wire, as_json, gateway, png
from tests.simulator import Simulator
from tests.studio.scripted_gateway import final_run
from tests.studio.test_with_simulator import open_studio, press, running, simulator

__all__ = ["running", "simulator"]

ANN, BEN = "ann", "ben"
DATA_URL = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
PICTURE = {"choices": [{"message": {"content": "", "images": [{"image_url": {"url": DATA_URL}}]}}]}
NO_ENDPOINTS = {
    "error": {
        "message": "No endpoints found that support the requested output modalities: image, text",
        "code": 404,
    }
}


def bodies(fake: FakeGateway) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in fake.requests if request.method == "POST"]


def env(fake: FakeGateway) -> dict[str, str]:
    return {"CUSTOM_BASE_URL": f"{fake.url}/v1", "CUSTOM_MODELS": "flux@chat, brush@images"}


def picture_only(refusal: Callable[[list[str]], bool]) -> Any:
    async def script(wire: Wire) -> None:
        if refusal(json.loads(wire.request.body)["modalities"]):
            await wire.answer(404, as_json(NO_ENDPOINTS))
        else:
            await wire.answer(200, as_json(PICTURE))

    return script


def flux(**fields: Any) -> RunRequest:
    return press("custom", "flux", options={"stream": "false"}, **fields)


async def test_f12_a_model_of_pictures_only_is_asked_for_a_picture_alone(tmp_path: Path) -> None:
    script = picture_only(lambda asked: "text" in asked)
    async with gateway(script) as fake, open_studio(tmp_path, env(fake)) as studio:
        run = await final_run(studio, ANN, await studio.submit(ANN, flux()))
        assert (run.state, run.calls[0].attempt, run.calls[0].error) == ("done", 2, None), run
        assert [picture.state for picture in run.pictures] == ["done"]
        assert [body["modalities"] for body in bodies(fake)] == [["text", "image"], ["image"]]
        (change,) = changes_of(run.calls[0].notices)
        assert (change.name, change.values) == ("modalities", ("image",))
        again = await final_run(studio, BEN, await studio.submit(BEN, flux()))
        assert (again.state, again.calls[0].attempt) == ("done", 1)
        assert [body["modalities"] for body in bodies(fake)[2:]] == [["image"]]
        assert changes_of(again.calls[0].notices) == (change,)
        stored = (await studio.page(ANN))[0][0]
        assert changes_of(stored.calls[0].notices) == (change,)


async def test_f12_where_it_does_not_help_is_no_wrong_address(tmp_path: Path) -> None:
    async with gateway(picture_only(lambda asked: True)) as fake, open_studio(tmp_path, env(fake)) as studio:
        run = await final_run(studio, ANN, await studio.submit(ANN, flux()))
        failure = run.calls[0].error
        assert run.state == "failed" and failure and not failure.may_be_charged
        assert (failure.kind, failure.status) == ("bad_request", 404)
        assert failure.said == NO_ENDPOINTS["error"]["message"]
        assert fake.posts == 2


@pytest.mark.parametrize(
    ("model", "behind", "options", "name"),
    [
        ("gpt-image-1@images", "openai", {"response_format": "b64_json"}, "response_format"),
        ("gpt-image-1@images", "openai", {"seed": 7}, "seed"),
        ("turing/gpt-image-2@images", "turing", {"style": "vivid"}, "style"),
        ("gemini-3.0-pro-image-preview@chat", "qiniu", {"stream": "false"}, "modalities"),
    ],
)
async def test_a_strict_gateway_that_nobody_described(
    simulator: Simulator, tmp_path: Path, model: str, behind: str, options: dict[str, Any], name: str
) -> None:
    settings = {"CUSTOM_BASE_URL": simulator.url(behind), "CUSTOM_API_KEY": "sk-sim-x", "CUSTOM_MODELS": model}
    async with open_studio(tmp_path, settings) as studio:
        model_id = model.partition("@")[0]
        for posts in (2, 1):
            simulator.reset()
            ask = press("custom", model_id, options=options)
            run = await final_run(studio, ANN, await studio.submit(ANN, ask))
            assert (run.state, run.calls[0].attempt) == ("done", posts), run
            assert [change.name for change in changes_of(run.calls[0].notices)] == [name]
            assert [name in entry.body for entry in simulator.requests] == [True, False][-posts:]


async def test_a_form_is_sent_again_with_its_files(simulator: Simulator, tmp_path: Path) -> None:
    settings = {
        "CUSTOM_BASE_URL": simulator.url("openai"),
        "CUSTOM_API_KEY": "sk-sim-x",
        "CUSTOM_MODELS": "gpt-image-2@images",
    }
    async with open_studio(tmp_path, settings) as studio:
        cat = tmp_path / "cat.png"
        cat.write_bytes(png())
        reference = await studio.references.add(ANN, cat, name=cat.name)
        edit = press("custom", "gpt-image-2", task="edit", options={"input_fidelity": "high"})
        asked = RunRequest(gateway="custom", model="gpt-image-2", request=edit.request, pictures=(reference.id,))
        run = await final_run(studio, ANN, await studio.submit(ANN, asked))
        assert (run.state, simulator.posts) == ("done", 2), run
        first, second = (entry for entry in simulator.requests if entry.method == "POST")
        assert ("input_fidelity" in first.body, "input_fidelity" in second.body) == (True, False)
        assert [file.data for file in first.files] == [file.data for file in second.files]


async def test_an_answer_that_is_read_again_still_tells_how_it_was_asked(tmp_path: Path) -> None:
    dead = as_json({"data": [{"url": "http://127.0.0.1:9/none.png"}]})
    refusal = as_json({"error": {"message": "Unknown parameter: 'quality'."}})

    async def script(wire: Wire) -> None:
        has_quality = "quality" in json.loads(wire.request.body)
        await (wire.answer(400, refusal) if has_quality else wire.answer(200, dead))

    async with gateway(script) as fake, open_studio(tmp_path, env(fake)) as studio:
        run = await studio.submit(ANN, press("custom", "brush", options={"quality": "high"}))
        failed = await final_run(studio, ANN, run)
        assert failed.calls[0].error and failed.calls[0].error.kind == LinkDead.kind
        again = await final_run(studio, ANN, await studio.read_again(ANN, failed.id))
        assert [change.name for change in changes_of(again.calls[0].notices)] == ["quality"]
        assert fake.posts == 2
