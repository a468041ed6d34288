"""A picture expanded by every model: what is asked and sent, and that the old area stays."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from providers.errors import Unsupported
from providers.request.prompt import full_prompt
from providers.types import ImageRequest
from studio.images import masks
from studio.images.decode import load_normalized
from studio.limits import Limits
from studio.studio import Studio
from studio.types import InputImage, Run, RunRequest
from tests.paths import IMAGES
from tests.studio.references.masked_edits import (
    ROUTES,
    Gateway,
    as_bytes,
    held_of,
    open_studio,
    photo,
    stroke,
)
from tests.studio.references.masked_edits import bring as bring_masked
from tests.studio.scripted_gateway import final_run, kinds

WIDE, TALL, UNEVEN, SMALL = (44, 0, 45, 0), (0, 44, 0, 45), (10, 0, 30, 20), (0, 0, 0, 3)
EXPANSIONS = [WIDE, TALL, UNEVEN, SMALL]


async def bring(studio: Studio, folder: Path, picture: bytes, *, name: str = "it") -> InputImage:
    (folder / name).write_bytes(picture)
    return await studio.references.add("ann", folder / name, name=name)


def press(first: InputImage, sides: tuple[int, ...], **fields: Any) -> RunRequest:
    request = ImageRequest(prompt=fields.pop("prompt", "the sea"), task="edit", expand=sides, **fields)
    return RunRequest(gateway="one", model="brush", request=request, pictures=(first.id,))


def check_expanded(run: Run, original: Image.Image, sides: tuple[int, ...]) -> Image.Image:
    assert (run.state, "expanded" in kinds(run.calls[0].notices)) == ("done", True), (sides, run.calls)
    composite = load_normalized(held_of(run).path)
    left, top, right, bottom = sides
    assert composite.size == (left + original.width + right, top + original.height + bottom)
    inside = composite.crop((left, top, left + original.width, top + original.height))
    assert np.array_equal(np.asarray(inside.convert(original.mode)), np.asarray(original))
    return composite


def check_sent(request: ImageRequest, original: Image.Image, sides: tuple[int, ...]) -> None:
    """The picture lies on the canvas as it lay, mirrored around; all but it may change."""
    sent, mask = request.images[0], request.mask
    assert mask is not None and len(sent.padding) == 4
    assert all(total >= side for total, side in zip(sent.padding, sides, strict=True))
    left, top, right, bottom = sent.padding
    assert (sent.width, sent.height) == (left + original.width + right, top + original.height + bottom)
    box = (left, top, left + original.width, top + original.height)
    assert load_normalized(sent.path).convert("RGB").crop(box).tobytes() == original.tobytes()
    strength = np.asarray(masks.read(mask.path)).copy()
    assert (strength[box[1] : box[3], box[0] : box[2]] == 0).all()
    strength[box[1] : box[3], box[0] : box[2]] = 255
    assert (strength == 255).all()


@pytest.mark.parametrize("name", ROUTES)
async def test_a_picture_is_expanded_by_every_model(tmp_path: Path, name: str) -> None:
    route = ROUTES[name]
    caps = route.edits
    assert caps is not None and caps.inputs is not None
    takes_mask = caps.inputs.mask

    async def edit(studio: Studio, number: int, sides: tuple[int, ...]) -> None:
        original = photo((100, 100), number)
        first = await bring(studio, tmp_path, as_bytes(original), name=f"{number}")
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, sides)))
        composite = check_expanded(run, original, sides)
        check_sent(run.request, original, sides)
        assert bool(run.request.marked) is not takes_mask
        assert run.request.expand == sides and "sent_expanded" in kinds(run.notices)
        far = {WIDE: (2, 50), TALL: (50, 2), UNEVEN: (135, 115)}.get(sides)
        assert far is None or composite.convert("RGB").getpixel(far) == (10, 200, 30)
        prompt = full_prompt(run.request)
        assert "larger canvas" in prompt and ("magenta" in prompt) is not takes_mask

    limits = Limits(grace=0.05, tick=60.0, runs_per_visitor=len(EXPANSIONS))
    async with open_studio(tmp_path / "data", Gateway(caps), route, limits=limits) as studio:
        await asyncio.gather(*(edit(studio, number, sides) for number, sides in enumerate(EXPANSIONS, 1)))


@pytest.mark.parametrize("name", ["phone-rotated-gps.jpg", "cat-alpha.png", "cmyk.jpg", "gray16.png"])
async def test_a_photo_of_any_container_is_expanded_as_it_is_shown(tmp_path: Path, name: str) -> None:
    route, original = ROUTES["openai/gpt-image-1.5/images"], load_normalized(IMAGES / name)
    assert route.edits is not None
    async with open_studio(tmp_path / "data", Gateway(route.edits), route) as studio:
        first = await bring(studio, tmp_path, (IMAGES / name).read_bytes())
        sides = (0, 30, original.width // 2, 0)
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, sides)))
        check_expanded(run, original, sides)


async def test_a_large_canvas_is_sent_small_and_the_original_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.references.outgoing.SENT_PIXELS", 20_000)
    route, original = ROUTES["openai/gpt-image-1.5/images"], photo((200, 160))
    assert route.edits is not None
    async with open_studio(tmp_path / "data", Gateway(route.edits), route) as studio:
        first = await bring(studio, tmp_path, as_bytes(original))
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, (60, 0, 60, 0))))
        check_expanded(run, original, (60, 0, 60, 0))
        sent = run.request.images[0]
        assert sent.width * sent.height <= 20_400
        scaled = next(notice for notice in run.notices if notice.kind == "sent_scaled")
        assert scaled.params["after"] == f"{sent.width}x{sent.height}"
        assert run.request.mask is not None
        assert (run.request.mask.width, run.request.mask.height) == (sent.width, sent.height)


async def test_without_a_prompt_the_canvas_alone_is_asked_for(tmp_path: Path) -> None:
    route = ROUTES["openai/gpt-image-1.5/images"]
    assert route.edits is not None
    gateway = Gateway(route.edits)
    async with open_studio(tmp_path / "data", gateway, route) as studio:
        first = await bring(studio, tmp_path, as_bytes(photo((60, 60))))
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, WIDE, prompt="")))
        assert run.state == "done"
        assert full_prompt(gateway.requests[0]).startswith(
            "Image 1 lies on a larger canvas: what is new of it (left"
        )


@pytest.mark.parametrize(
    ("sides", "reason", "nearest"),
    [
        ((350, 0, 0, 0), "expand_too_far", "400x100"),
        ((0, 0, 250, 0), "expand_too_long", "3:1"),
        ((0, 120, 0, 150), "expand_too_long", "1:3"),
    ],
)
async def test_what_no_model_can_draw_is_refused_with_the_nearest(
    tmp_path: Path, sides: tuple[int, ...], reason: str, nearest: str
) -> None:
    route = ROUTES["openai/gpt-image-1.5/images"]
    assert route.edits is not None
    gateway = Gateway(route.edits)
    async with open_studio(tmp_path / "data", gateway, route) as studio:
        first = await bring(studio, tmp_path, as_bytes(photo((100, 100))))
        if reason == "expand_too_long":
            sides = tuple(side for side in sides)
        with pytest.raises(Unsupported) as raised:
            await studio.submit("ann", press(first, sides))
        assert (raised.value.params["reason"], raised.value.params["nearest"]) == (reason, nearest)
        assert gateway.requests == [] and not (await studio.page("ann"))[0]


async def test_with_a_mask_with_marks_and_without_a_picture_it_is_refused(tmp_path: Path) -> None:
    route = ROUTES["openai/gpt-image-1.5/images"]
    assert route.edits is not None
    async with open_studio(tmp_path / "data", Gateway(route.edits), route) as studio:
        first, mask = await bring_masked(studio, tmp_path, as_bytes(photo((60, 60))), stroke((60, 60)))
        masked = RunRequest(
            gateway="one",
            model="brush",
            request=ImageRequest(prompt="a hat", task="edit", expand=WIDE),
            pictures=(first.id,),
            mask=mask.id,
        )
        alone = RunRequest(
            gateway="one", model="brush", request=ImageRequest(prompt="a hat", task="edit", expand=WIDE)
        )
        marked = replace(masked, mask="", markup=mask.id)
        refused = ((masked, "expand_with_mask"), (marked, "expand_with_markup"), (alone, "expand_alone"))
        for asked, reason in refused:
            with pytest.raises(Unsupported) as raised:
                await studio.submit("ann", asked)
            assert raised.value.params["reason"] == reason
