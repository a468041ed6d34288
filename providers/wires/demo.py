"""The local demo painter as a wire: no network, no key, no AI model.

It paints in worker threads and reports as it goes; pictures that go along it edits. The same request paints the
same pixels, and the pictures of one call are variations of one another.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from threading import Event as Flag
from typing import Final

from PIL import Image, ImageColor

from formats.dimensions import nearest_ratio, parse_size
from models.caps import Caps
from providers.events import (
    Answered,
    Event,
    PartialPicture,
    PictureDone,
    PictureGrew,
    PictureStarted,
    Progress,
    Sent,
    TextDelta,
)
from providers.request.options import chosen_options
from providers.spool import Spool
from providers.types import ImageRequest

AVAILABLE: Final = bool(find_spec("painter"))
"""Whether the painter is installed: its folder can be left out, and with it this wire."""
if AVAILABLE:
    import painter

PIECE = 96 * 1024
PREVIEW = 640
GROWING = 1.3
FORMATS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(slots=True, kw_only=True)
class _Painting:
    """One call at work. `pace` is the seconds over which a finished picture is written out, `keys` the key of the
    picture that was begun last; `halt` is set once nobody waits."""

    request: ImageRequest
    caps: Caps
    spool: Spool
    pace: float
    keys: int = -1
    halt: Flag = field(default_factory=Flag)


def pixels(request: ImageRequest, caps: Caps) -> tuple[int, int]:
    """Width and height of a request: its free size, else the table's; 1:1 and 1K by default."""
    if request.size:
        return parse_size(request.size) or (1024, 1024)
    ratio = request.aspect_ratio or caps.aspect_ratios[0]
    return caps.sizes[ratio, request.resolution or caps.resolutions[0]]


def pixels_of_edit(request: ImageRequest, caps: Caps) -> tuple[int, int] | None:
    """Width and height of an edit, in the first picture's shape; None for its very size."""
    if not (request.size or request.aspect_ratio or request.resolution):
        return None
    if request.size or request.aspect_ratio:
        return pixels(request, caps)
    first = request.images[0]
    offered = tuple(ratio for ratio, tier in caps.sizes if tier == request.resolution)
    return caps.sizes[nearest_ratio(first.width / first.height, offered), request.resolution]


async def paint(
    request: ImageRequest, caps: Caps, spool: Spool, *, pace: float = GROWING
) -> AsyncGenerator[Event, None]:
    """Paint `request.count` pictures, or edit those that go along.

    The events are text, progress, previews and each picture growing. The request must have passed `validate`.
    Raises OSError when the disk does not take the bytes or a picture cannot be read; can be closed at any event.
    """
    call = _Painting(request=request, caps=caps, spool=spool, pace=pace)
    files = [*request.images, *(file for file in (request.mask, request.markup) if file)]
    yield Sent(body_bytes=len(request.prompt.encode()) + sum(file.size for file in files))
    yield Answered(status=200)
    try:
        for number in range(request.count):
            async with aclosing(_picture(call, number)) as events:
                async for event in events:
                    yield event
    finally:
        call.halt.set()


def _steps(call: _Painting, number: int) -> "Iterator[painter.PaintStep]":
    """The painter's steps for picture `number` of the call."""
    request, options = call.request, chosen_options(call.request)
    start: Callable[..., Iterator[painter.PaintStep]]
    if request.images:
        size = pixels_of_edit(request, call.caps)
        mask, marks = (file.path if file else None for file in (request.mask, request.markup))
        paths = [image.path for image in request.images]
        start = partial(painter.edit, images=paths, mask=mask, marks=marks, size=size, expands=any(request.expand))
    else:
        start = partial(painter.paint, size=pixels(request, call.caps), style=options.get("style", "auto"))
    return start(
        prompt=request.prompt, seed=int(options.get("seed", "0")), language=request.language, number=number,
        halt=call.halt, backdrop=ImageColor.getcolor(request.backdrop, "RGB") if request.backdrop else None,
    )  # fmt: skip


async def _picture(call: _Painting, number: int) -> AsyncGenerator[Event, None]:
    """One picture, step by step: a preview of what there is at each, and at last the file."""
    done, share = number / call.request.count, 1 / call.request.count
    steps = _steps(call, number)
    while (step := await asyncio.to_thread(next, steps, None)) is not None:
        if step.image is not None:
            async with aclosing(_write(call, step.image)) as events:
                async for event in events:
                    yield event
            yield PartialPicture(key=call.keys, slot=number)
        yield Progress(fraction=round(done + share * step.start, 3), message=step.message)
        for start in range(0, len(step.text), 24):
            yield TextDelta(text=step.text[start : start + 24])
            await asyncio.sleep(0.012 * call.pace)
        if step.image is not None and step.is_final:
            form = chosen_options(call.request).get("output_format", "png")
            async with aclosing(_write(call, step.image, form)) as events:
                async for event in events:
                    yield event
            yield PictureDone(key=call.keys)


async def _write(call: _Painting, image: Image.Image, form: str = "") -> AsyncGenerator[Event, None]:
    """The bytes into a new picture's file, piece by piece over `call.pace` seconds; `call.keys` is its key.

    Without a `form` it is a preview: small, and at once.
    """
    pace, quality = (call.pace, 93) if form else (0.0, 82)
    if not form:
        form = "webp" if image.mode == "RGBA" else "jpeg"
        part = min(1.0, PREVIEW / max(image.size))
        size = max(1, round(image.width * part)), max(1, round(image.height * part))
        image = await asyncio.to_thread(image.resize, size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    data = await asyncio.to_thread(painter.encode, image, form, quality=quality)
    call.keys += 1
    pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)]
    with closing(call.spool.picture()) as file:
        for number, piece in enumerate(pieces):
            file.write(piece)
            if number == 0:
                yield PictureStarted(
                    key=call.keys, path=file.path, mime=FORMATS[form], width=image.width, height=image.height,
                    total=len(data),
                )  # fmt: skip
            yield PictureGrew(key=call.keys, size=file.size)
            await asyncio.sleep(pace / len(pieces))
