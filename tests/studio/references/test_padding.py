"""A masked edit of a photo of any shape, by every model.

What is sent, and that outside no pixel differs.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.caps import Caps
from providers.errors import LinkDead, Unsupported
from providers.events import Answered, Event, Sent
from providers.spool import Spool
from providers.types import ImageRequest, Route
from studio.images import masks
from studio.images.decode import load_normalized
from studio.limits import Limits
from studio.references.edit_mask import MARKED
from studio.studio import Studio
from tests.paths import IMAGES
from tests.studio.references.masked_edits import (
    ROUTES,
    SHAPES,
    Gateway,
    as_bytes,
    asked_size,
    bring,
    catalog_of,
    check_held,
    held_of,
    open_studio,
    photo,
    press,
    stroke,
)
from tests.studio.scripted_gateway import final_run, image_events, kinds, studio_in

GIVEN = ["1:1", "16:9", "21:9"]
"""Ratios that a person may choose for a photo of another shape."""


def check_sent(request: ImageRequest, original: Image.Image, strength: Image.Image, caps: Caps) -> None:
    """The picture that is sent lies as it lay, has the shape that was asked for, and the mask goes with it."""
    first, inputs = request.images[0], caps.inputs
    assert inputs is not None and request.mask is not None
    assert bool(request.marked) is not inputs.mask
    wide, tall = asked_size(request, caps)
    off = (wide / tall) / (first.width / first.height)
    assert max(off, 1 / off) < 1.04, "what is made small may be a little more than 3 % off"
    left, top, right, bottom = first.padding or (0, 0, 0, 0)
    assert (first.width, first.height) == (left + original.width + right, top + original.height + bottom)
    sent = load_normalized(first.path).convert("RGB")
    box = (left, top, left + original.width, top + original.height)
    assert sent.crop(box).tobytes() == original.tobytes()
    drawn = masks.read(request.mask.path)
    assert drawn.crop(box).tobytes() == strength.tobytes() and drawn.getbbox() == shifted(strength, left, top)
    if request.marked:
        assert load_normalized(request.marked.path).size == sent.size
        assert request.added == (MARKED["en"].format(number=2),)


def shifted(strength: Image.Image, right: int, down: int) -> tuple[int, int, int, int]:
    box = strength.getbbox()
    assert box is not None
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down


@pytest.mark.parametrize("name", ROUTES)
async def test_a_photo_of_any_shape_is_held_by_every_model(tmp_path: Path, name: str) -> None:
    route = ROUTES[name]
    caps = route.edits
    assert caps is not None

    async def edit(studio: Studio, number: int, size: tuple[int, int]) -> None:
        original, strength = photo(size, number), stroke(size)
        first, mask = await bring(studio, tmp_path, as_bytes(original), strength, name=f"{number}")
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, mask)))
        assert (run.state, "held" in kinds(run.calls[0].notices)) == ("done", True), (size, run.calls)
        check_held(run, original, strength)
        check_sent(run.request, original, strength, caps)
        assert ("sent_padded" in kinds(run.notices)) == bool(run.request.images[0].padding)

    limits = Limits(grace=0.05, tick=60.0, runs_per_visitor=len(SHAPES))
    async with open_studio(tmp_path / "data", Gateway(caps), route, limits=limits) as studio:
        await asyncio.gather(*(edit(studio, number, size) for number, size in enumerate(SHAPES)))


@pytest.mark.parametrize("ratio", GIVEN)
@pytest.mark.parametrize("name", ["turing/turing/gpt-image-2/images", "dmxapi/nano-banana-2/images"])
async def test_a_ratio_that_was_chosen_is_asked_for_and_the_photo_held(
    tmp_path: Path, name: str, ratio: str
) -> None:
    route, original, strength = ROUTES[name], photo((60, 80)), stroke((60, 80))
    assert route.edits is not None
    gateway = Gateway(route.edits)
    async with open_studio(tmp_path / "data", gateway, route) as studio:
        first, mask = await bring(studio, tmp_path, as_bytes(original), strength)
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, mask, aspect_ratio=ratio)))
        assert gateway.requests[0].aspect_ratio == ratio
        check_held(run, original, strength)
        check_sent(run.request, original, strength, route.edits)


@pytest.mark.parametrize("size", ["auto", "1024x1536"])
async def test_a_size_that_was_written_is_sent_and_the_photo_held(tmp_path: Path, size: str) -> None:
    route, original, strength = ROUTES["openai/gpt-image-1.5/images"], photo((90, 60)), stroke((90, 60))
    assert route.edits is not None
    gateway = Gateway(route.edits)
    async with open_studio(tmp_path / "data", gateway, route) as studio:
        first, mask = await bring(studio, tmp_path, as_bytes(original), strength)
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, mask, size=size)))
        assert (gateway.requests[0].size, gateway.requests[0].aspect_ratio) == (size, "")
        (padded,) = [notice for notice in run.notices if notice.kind == "sent_padded"]
        assert padded.params["shape"] == ("1:1" if size == "auto" else "2:3")
        check_held(run, original, strength)


@pytest.mark.parametrize(
    "name",
    [
        "phone-rotated-gps.jpg",
        "cat-alpha.png",
        "palette.png",
        "cmyk.jpg",
        "gray16.png",
        "animated.gif",
        "astronaut.webp",
    ],
)
async def test_a_photo_of_any_container_is_padded_as_it_is_shown(tmp_path: Path, name: str) -> None:
    """Turned by its notes, see-through, with a palette, deep: a square is asked for where it is none, and back."""
    route, original = ROUTES["dmxapi/nano-banana-2/images"], load_normalized(IMAGES / name)
    strength, ratio = stroke(original.size), "21:9" if original.width == original.height else "1:1"
    assert route.edits is not None
    async with open_studio(tmp_path / "data", Gateway(route.edits), route) as studio:
        first, mask = await bring(studio, tmp_path, (IMAGES / name).read_bytes(), strength)
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, mask, aspect_ratio=ratio)))
        check_held(run, original, strength)
        sent = run.request.images[0]
        assert abs(sent.width / sent.height / (1 if ratio == "1:1" else 21 / 9) - 1) < 0.02
        composite = load_normalized(held_of(run).path)
        keep = np.asarray(strength) == 0
        if "A" in original.mode:
            assert np.array_equal(
                np.asarray(composite.getchannel("A"))[keep], np.asarray(original.getchannel("A"))[keep]
            )


async def test_a_padded_photo_over_the_limit_is_told_and_made_smaller_when_asked(tmp_path: Path) -> None:
    """The photo alone is within the model's pixels; with its padding it is not."""
    route = ROUTES["dmxapi/nano-banana-2/images"]
    original, strength = photo((85, 120)), stroke((85, 120))
    assert route.edits is not None and route.edits.inputs is not None
    limit = 85 * 120 + 200
    small = type(route.edits.inputs)(max_images=4, formats=("image/png",), max_pixels=limit)
    caps = type(route.edits)(aspect_ratios=route.edits.aspect_ratios, sizes=route.edits.sizes, inputs=small)
    limited = Route(name="images", wire=route.wire, caps=caps, edits=caps)
    gateway = Gateway(caps)
    async with open_studio(tmp_path / "data", gateway, limited) as studio:
        first, mask = await bring(studio, tmp_path, as_bytes(original), strength)
        with pytest.raises(Unsupported) as refused:
            await studio.submit("ann", press(first, mask))
        assert (refused.value.reason, gateway.requests) == ("image_too_many_pixels", [])
        assert refused.value.nearest
        fitted = press(first, mask, fit=frozenset({first.id}))
        run = await final_run(studio, "ann", await studio.submit("ann", fitted))
        assert {"sent_padded", "sent_scaled"} <= kinds(run.notices)
        sent = run.request.images[0]
        assert sent.width * sent.height <= limit
        check_held(run, original, strength)


async def test_an_answer_that_is_read_after_a_restart_is_cut_back_too(tmp_path: Path) -> None:
    route, original, strength = ROUTES["dmxapi/nano-banana-2/images"], photo((85, 120)), stroke((85, 120))
    assert route.edits is not None
    gateway = Gateway(route.edits)

    async def dead(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        gateway.requests.append(request)
        yield Sent()
        yield Answered(status=200, request_id="r", content_type="application/json")
        spool.raw(b"{}")
        raise LinkDead(params={"url": "https://pictures.example/1"})

    async def again(chunks: AsyncIterator[bytes], spool: Spool, /, **more: Any) -> AsyncIterator[Event]:
        async for event in image_events(spool, gateway.answer(gateway.requests[0])):
            yield event

    catalog = catalog_of(route)
    async with studio_in(tmp_path / "data", dead, catalog=catalog) as studio:
        first, mask = await bring(studio, tmp_path, as_bytes(original), strength)
        failed = await final_run(studio, "ann", await studio.submit("ann", press(first, mask)))
        assert not failed.pictures
    async with studio_in(tmp_path / "data", dead, catalog=catalog, read_again=again) as studio:
        stored = await studio.get("ann", failed.id)
        assert any(stored.request.images[0].padding)
        assert stored.request.images == failed.request.images
        run = await final_run(studio, "ann", await studio.read_again("ann", failed.id))
        check_held(run, original, strength)
    assert len(gateway.requests) == 1


async def test_two_presses_of_the_same_masked_edit_are_the_same(tmp_path: Path) -> None:
    route, original, strength = ROUTES["dmxapi/nano-banana-2/images"], photo((85, 120)), stroke((85, 120))
    assert route.edits is not None
    gateway, going = Gateway(route.edits), asyncio.Event()

    async def slow(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        await going.wait()
        async for event in gateway.script(request, spool):
            yield event

    async with studio_in(tmp_path / "data", slow, catalog=catalog_of(route)) as studio:
        first, mask = await bring(studio, tmp_path, as_bytes(original), strength)
        run = await studio.submit("ann", press(first, mask))
        assert studio.duplicate_of("ann", press(first, mask)) == run.id
        going.set()
        await final_run(studio, "ann", run)
