"""Masked edits by any model.

Photos, masks, a gateway that answers in the size that it was asked for.
"""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from formats.dimensions import parse_size
from models.caps import Caps
from providers.catalog import Catalog, discover
from providers.events import Answered, Event, Sent
from providers.request.sizing import expected_size
from providers.spool import Spool
from providers.types import ImageRequest, Model, Route
from studio.images.decode import load_normalized
from studio.studio import Studio
from studio.types import InputImage, Picture, Run, RunRequest
from tests.studio.scripted_gateway import image_events, studio_in

SHAPES = [
    (40, 120),  # 1:3
    (45, 100),  # a phone's screenshot
    (60, 110),
    (60, 100),
    (85, 120),  # A4, upright
    (77, 100),
    (100, 100),
    (120, 85),
    (112, 70),  # 16:10
    (111, 60),
    (119, 55),
    (120, 40),  # 3:1
]


def routes() -> Iterator[tuple[str, Route]]:
    """The routes that take pictures along, one of those that have the same shapes and take a mask alike."""
    seen: set[str] = set()
    for gateway in discover():
        listed = [(model.id, route) for model in gateway.models for route in model.routes]
        for model, route in (*listed, *(("any", route) for route in gateway.templates)):
            edits = route.edits
            inputs = edits and edits.inputs
            if edits is None or inputs is None:
                continue
            shapes = edits.aspect_ratios, edits.sizes, edits.free_size, edits.verbatim, edits.any_size
            key = repr((shapes, edits.implied_ratio, inputs.mask))
            if key not in seen:
                seen.add(key)
                yield f"{gateway.id}/{model}/{route.name}", route


ROUTES = dict(routes())


def catalog_of(route: Route) -> Catalog:
    template = next(gateway for gateway in discover() if gateway.id == "demo")
    return Catalog(
        gateways=(
            type(template)(
                id="one",
                name="One",
                base_url="http://127.0.0.1:9/v1",
                models=(Model(id="brush", routes=(route,)),),
                needs_key=False,
            ),
        )
    )


def photo(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """Noise, in which every pixel that moves is seen."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def stroke(size: tuple[int, int]) -> Image.Image:
    """A strength: a stroke across the middle, and a corner."""
    strength = Image.new("L", size)
    brush = ImageDraw.Draw(strength)
    brush.line((size[0] // 3, size[1] // 2, 2 * size[0] // 3, size[1] // 2), fill=255, width=min(size) // 4)
    brush.rectangle((0, 0, 6, 6), fill=255)
    return strength


def mask_of(strength: Image.Image) -> Image.Image:
    mask = Image.new("RGBA", strength.size)
    mask.putalpha(ImageChops.invert(strength))
    return mask


def as_bytes(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **how)
    return data.getvalue()


def asked_size(request: ImageRequest, caps: Caps) -> tuple[int, int]:
    """The pixels that were asked for, made small; a square where nothing can be asked for."""
    size = expected_size(request, caps) or parse_size(request.size)
    if size is None:
        wide, _, tall = (request.aspect_ratio or "1:1").partition(":")
        size = 300 * int(wide), 300 * int(tall)
    scale = 300 / max(size)
    return round(scale * size[0]), round(scale * size[1])


class Gateway:
    """Answers with one colour in the size that was asked for, or with what `answer` makes of the request."""

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.requests: list[ImageRequest] = []

    def answer(self, request: ImageRequest) -> bytes:
        return as_bytes(Image.new("RGB", asked_size(request, self.caps), (10, 200, 30)))

    async def script(self, request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        self.requests.append(request)
        yield Sent()
        yield Answered(status=200, request_id="r", content_type="application/json")
        async for event in image_events(spool, self.answer(request)):
            yield event


def open_studio(data: Path, gateway: Gateway, route: Route, **more: Any) -> Studio:
    return studio_in(data, gateway.script, catalog=catalog_of(route), **more)


async def bring(
    studio: Studio, folder: Path, picture: bytes, strength: Image.Image, *, name: str = "it"
) -> tuple[InputImage, InputImage]:
    """A picture and a mask, brought by Ann."""
    (folder / name).write_bytes(picture)
    first = await studio.references.add("ann", folder / name, name=name)
    painted = folder / f"{name}-mask"
    painted.write_bytes(as_bytes(mask_of(strength)))
    return first, await studio.references.add("ann", painted, name="mask", painted_for=first.id)


def press(first: InputImage, mask: InputImage, **fields: Any) -> RunRequest:
    fit = fields.pop("fit", frozenset())
    request = ImageRequest(prompt="a hat", task="edit", **fields)
    return RunRequest(gateway="one", model="brush", request=request, pictures=(first.id,), mask=mask.id, fit=fit)


def held_of(run: Run) -> Picture:
    (composite,) = [picture for picture in run.pictures if picture.kind == "held"]
    return composite


def check_held(run: Run, original: Image.Image, strength: Image.Image) -> None:
    """Outside no pixel differs; in the middle of the stroke the answer lies."""
    composite = load_normalized(held_of(run).path)
    assert composite.size == original.size
    keep = np.asarray(strength) == 0
    assert np.array_equal(np.asarray(composite.convert("RGB"))[keep], np.asarray(original.convert("RGB"))[keep])
    middle = original.width // 2, original.height // 2
    assert composite.convert("RGB").getpixel(middle) == (10, 200, 30)
