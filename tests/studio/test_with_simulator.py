"""The studio with the real wires.

The strict simulator of the gateways on a real port, and the painter.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from providers.catalog import load_catalog
from providers.errors import Unsupported
from providers.transport.client import HttpClient
from providers.types import ImageRequest
from studio.studio import Studio
from studio.types import RunRequest
from tests.simulator import Simulator
from tests.studio.scripted_gateway import final_run, kinds, until

ANN = "ann"


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(running: Simulator) -> Simulator:
    running.reset()
    return running


@asynccontextmanager
async def open_studio(data: Path, env: dict[str, str]) -> AsyncIterator[Studio]:
    catalog, keys = load_catalog(env)
    async with HttpClient() as http, Studio(catalog=catalog, keys=keys, http=http, data=data) as studio:
        yield studio


def press(gateway: str, model: str, **fields: Any) -> RunRequest:
    return RunRequest(gateway=gateway, model=model, request=ImageRequest(prompt="a lighthouse", **fields))


@pytest.mark.parametrize(
    ("gateway", "model", "options"),
    [
        ("tuzi", "gemini-3-pro-image-preview", {"response_format": "b64_json"}),
        ("tuzi", "gemini-3-pro-image-preview", {"response_format": "url"}),
        ("tuzi", "gemini-3-pro-image-preview", {"route": "chat"}),
        ("qiniu", "gemini-3.0-pro-image-preview", {}),
        ("openai", "gpt-image-1", {"stream": "true", "partial_images": 2}),
        ("openai", "gpt-image-1", {"background": "transparent", "output_format": "png"}),
    ],
)
async def test_every_wire_ends_in_a_whole_picture(
    simulator: Simulator, tmp_path: Path, gateway: str, model: str, options: dict[str, str | int]
) -> None:
    async with open_studio(tmp_path, simulator.env()) as studio:
        run = await final_run(studio, ANN, await studio.submit(ANN, press(gateway, model, options=options)))
        assert run.state == "done", run
        assert run.pictures[-1].state == "done" and run.pictures[-1].width
        assert b"".join([piece async for piece in studio.stream_picture(ANN, run.pictures[-1].id)])
        assert [picture.draft for picture in run.pictures][-1:] == [False]
        assert simulator.posts == 1 and run.calls[0].status == 200
    assert list((tmp_path / "spool").iterdir()) == []


NEW: list[tuple[str, dict[str, str | int], dict[str, Any]]] = [
    ("gpt-image-2.5-flare", {"quality": "xhigh"}, {"quality": "xhigh", "stream": True, "partial_images": 2}),
    ("gpt-image-2.6-flare", {"quality": "max"}, {"quality": "max", "stream": True, "partial_images": 2}),
    ("gpt-image-2.6-sunburst", {"complexity": "low"}, {"complexity": "low", "stream": True, "partial_images": 2}),
    ("gpt-image-2.6-flare", {"output_format": "svg"}, {"output_format": "svg"}),
    (
        "gpt-image-2.6-sunburst",
        {"output_format": "gif", "frame_count": 3, "frame_duration_ms": 104},
        {"output_format": "gif", "frame_count": 3, "frame_duration_ms": 100},
    ),
    ("gpt-image-2.7-x", {"quality": "max", "complexity": "medium"}, {"quality": "max", "complexity": "medium"}),
    ("gpt-image-3-nova", {"complexity": "high"}, {"complexity": "high"}),
]


@pytest.mark.parametrize(("model", "options", "sent"), NEW, ids=lambda value: str(value)[:40])
async def test_what_came_with_the_newest_models_is_sent_as_it_was_asked_for(
    simulator: Simulator, tmp_path: Path, model: str, options: dict[str, str | int], sent: dict[str, Any]
) -> None:
    """The last two are not in any file: the first relay that names them serves them with their family's options."""
    env = simulator.env() | {"CUSTOM_MODELS": "gpt-image-2.7-x@images, gpt-image-3-nova@images"}
    gateway = "openai" if model.startswith(("gpt-image-2.5", "gpt-image-2.6")) else "custom"
    async with open_studio(tmp_path, env) as studio:
        run = await final_run(studio, ANN, await studio.submit(ANN, press(gateway, model, options=options)))
        assert run.request.options == options
        assert [request.body for request in simulator.requests if request.method == "POST"] == [
            {"model": model, "prompt": "a lighthouse", **sent}
        ]
        assert run.calls[0].status == 200
        notices = {notice.kind for notice in run.notices}
        assert ("frames_charged" in notices, "rounded" in notices) == ("frame_count" in options,) * 2
        assert run.state == "done", run
        (final,) = [picture for picture in run.pictures if not picture.draft]
        kinds = {"svg": "image/svg+xml", "gif": "image/gif"}
        assert (final.state, final.mime) == ("done", kinds.get(str(options.get("output_format")), "image/png"))


async def test_six_frames_that_do_not_fit_are_refused_before_anything_is_sent(
    simulator: Simulator, tmp_path: Path
) -> None:
    options: dict[str, str | int] = {"output_format": "gif", "frame_count": 6}
    async with open_studio(tmp_path, simulator.env()) as studio:
        with pytest.raises(Unsupported) as error:
            await studio.submit(ANN, press("openai", "gpt-image-2.6-flare", size="1024x1024", options=options))
        assert (error.value.reason, error.value.nearest) == ("frames_too_large", "960x960")
        assert simulator.posts == 0
        run = await studio.submit(
            ANN, press("openai", "gpt-image-2.6-flare", size=error.value.nearest, options=options)
        )
        assert (await final_run(studio, ANN, run)).calls[0].status == 200, "and the nearest is taken"


@pytest.mark.parametrize(
    ("fault", "state"),
    [("html_524", "unknown"), ("quota_429", "failed"), ("unauthorized", "failed")],
)
async def test_a_failure_ends_as_it_should_and_is_not_repeated(
    simulator: Simulator, tmp_path: Path, fault: str, state: str
) -> None:
    simulator.play(fault, times=-1)
    async with open_studio(tmp_path, simulator.env()) as studio:
        run = await final_run(studio, ANN, await studio.submit(ANN, press("tuzi", "gemini-3-pro-image-preview")))
        failure = run.calls[0].error
        assert run.state == state and failure and failure.may_be_charged == (state == "unknown")
        assert simulator.posts == 1


async def test_stop_in_the_middle_of_a_picture_keeps_what_came(simulator: Simulator, tmp_path: Path) -> None:
    simulator.play("hold", at=0.6)
    async with open_studio(tmp_path, simulator.env()) as studio:
        options: dict[str, str | int] = {"response_format": "b64_json"}
        run = await studio.submit(ANN, press("tuzi", "gemini-3-pro-image-preview", options=options))
        seen = await until(studio, ANN, run, lambda run: run.pictures and run.pictures[0].size > 1000)
        assert seen.state == "receiving" and seen.pictures[0].width
        run = await studio.cancel(ANN, run.id)
        assert run.state == "cancelled" and run.pictures[0].state == "broken"
        assert run.pictures[0].path.stat().st_size == run.pictures[0].size > 1000
    simulator.release()
    assert simulator.posts == 1


async def test_the_painter_needs_no_network(tmp_path: Path) -> None:
    async with open_studio(tmp_path, {}) as studio:
        run = await studio.submit(ANN, press("demo", "painter", size="256x256"))
        run = await final_run(studio, ANN, run)
        finals = [picture for picture in run.pictures if not picture.draft]
        assert run.state == "done" and len(finals) == 1 and finals[0].state == "done"
        assert len(run.pictures) > 1 and run.calls[0].text and kinds(run.calls[0].notices) == set()


@pytest.mark.parametrize(
    ("fault", "kind", "reason", "state"),
    [
        ("quota_reset", "rate_limited", "", "failed"),
        ("region", "forbidden", "region", "failed"),
        ("unverified", "forbidden", "unverified", "failed"),
        ("firewall", "forbidden", "firewall", "failed"),
        ("class_word", "server_fault", "", "unknown"),
    ],
)
async def test_a_refusal_is_told_as_what_it_is_and_asked_once(
    simulator: Simulator, tmp_path: Path, fault: str, kind: str, reason: str, state: str
) -> None:
    """docs/gateways.md, T120 to T123."""
    async with open_studio(tmp_path, simulator.env()) as studio:
        simulator.play(fault, times=-1)
        run = await final_run(studio, ANN, await studio.submit(ANN, press("tuzi", "gemini-3-pro-image-preview")))
        error = run.calls[0].error
        assert error and (run.state, error.kind, error.params.get("reason", "")) == (state, kind, reason)
        assert error.retry_after == (8639 if fault == "quota_reset" else None)
        assert error.said != "server_error"
        assert simulator.posts == 1


async def test_a_quota_per_minute_is_waited_for(simulator: Simulator, tmp_path: Path) -> None:
    async with open_studio(tmp_path, simulator.env()) as studio:
        simulator.play("quota_per_minute")
        run = await final_run(studio, ANN, await studio.submit(ANN, press("tuzi", "gemini-3-pro-image-preview")))
        assert (run.state, simulator.posts) == ("done", 2)
