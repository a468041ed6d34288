"""The painter by rule as a wire: no network, no key, no AI model. It paints in worker threads and tells as it goes.

The same request paints the same pixels. The pictures of one call are variations of one another.
"""

import asyncio
import io
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing
from dataclasses import dataclass, field

from PIL import Image

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
from providers.geometry import parse_size
from providers.model import Caps, ImageRequest
from providers.options import chosen
from providers.painting import speech
from providers.painting.artist import stages
from providers.painting.canvas import Canvas
from providers.painting.parse import Understood, understand
from providers.painting.plan import plan, seed_of
from providers.spool import Spool

PIECE = 96 * 1024
PREVIEW = 640
GROWING = 1.3
FORMATS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(slots=True, kw_only=True)
class _Desk:
    """One call at work. `pace` is the seconds over which a finished picture is written out."""

    request: ImageRequest
    understood: Understood
    spool: Spool
    size: tuple[int, int]
    pace: float
    keys: int = 0
    canvases: list[Canvas] = field(default_factory=list)

    def key(self) -> int:
        self.keys += 1
        return self.keys - 1


def pixels(request: ImageRequest, caps: Caps) -> tuple[int, int]:
    """Width and height of what was asked: the free size, else the table's, 1:1 and 1K where not said."""
    if request.size:
        return parse_size(request.size) or (1024, 1024)
    ratio = request.aspect_ratio or caps.aspect_ratios[0]
    return caps.sizes[ratio, request.resolution or caps.resolutions[0]]


async def paint(
    request: ImageRequest, caps: Caps, spool: Spool, *, pace: float = GROWING
) -> AsyncGenerator[Event, None]:
    """Paint `request.count` pictures: words, progress, previews, and each picture growing. The request must have
    passed `check`. Raises OSError when the disk does not take the bytes; can be closed at any event."""
    understood = understand(request.prompt)
    desk = _Desk(request=request, understood=understood, spool=spool, size=pixels(request, caps), pace=pace)
    yield Sent(body_bytes=len(request.prompt.encode()))
    yield Answered(status=200)
    try:
        async with aclosing(_spoken(speech.opening(understood, count=request.count), pace=pace)) as words:
            async for word in words:
                yield word
        for number in range(request.count):
            async with aclosing(_picture(desk, number)) as events:
                async for event in events:
                    yield event
    finally:
        for canvas in desk.canvases:
            canvas.halt.set()


async def _spoken(text: str, *, pace: float) -> AsyncGenerator[Event, None]:
    """Text as it would be said: in a few deltas."""
    for start in range(0, len(text), 24):
        yield TextDelta(text=text[start : start + 24])
        await asyncio.sleep(0.012 * pace)


async def _picture(desk: _Desk, number: int) -> AsyncGenerator[Event, None]:
    """One picture, stage by stage; a preview after each."""
    asked = chosen(desk.request)
    width, height = desk.size
    seed = seed_of(desk.request.prompt, int(asked.get("seed", "0")), number)
    style = asked.get("style", "auto")
    scene = plan(desk.understood, width=width, height=height, seed=seed, style=style)
    canvas = Canvas(image=await asyncio.to_thread(Image.new, "RGB", desk.size))
    desk.canvases.append(canvas)
    done, share = number / desk.request.count, 1 / desk.request.count
    for stage in stages(scene):
        words = speech.stage(stage.name, desk.understood.language)
        yield Progress(fraction=round(done + share * stage.start, 3), words=words)
        await asyncio.to_thread(stage.paint, canvas, scene)
        key = desk.key()
        data, size = await asyncio.to_thread(_preview, canvas.image)
        async with aclosing(_written(desk, key, data, mime="image/jpeg", size=size, pace=0.0)) as events:
            async for event in events:
                yield event
        yield PartialPicture(key=key, slot=number)
    yield Progress(fraction=round(done + share * 0.97, 3), words=speech.stage("last", desk.understood.language))
    sort = asked.get("output_format", "png")
    data = await asyncio.to_thread(_encoded, canvas.image, sort)
    key = desk.key()
    async with aclosing(_written(desk, key, data, mime=FORMATS[sort], size=desk.size, pace=desk.pace)) as events:
        async for event in events:
            yield event
    yield PictureDone(key=key)
    yield Progress(fraction=round(done + share, 3))
    yield TextDelta(text=speech.closing(desk.understood.language, width=width, height=height))


async def _written(
    desk: _Desk, key: int, data: bytes, *, mime: str, size: tuple[int, int], pace: float
) -> AsyncGenerator[Event, None]:
    """The bytes into a picture's file, piece by piece over `pace` seconds."""
    pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)]
    with closing(desk.spool.picture()) as file:
        for number, piece in enumerate(pieces):
            file.write(piece)
            if number == 0:
                yield PictureStarted(
                    key=key, path=file.path, mime=mime, width=size[0], height=size[1], total=len(data)
                )
            yield PictureGrew(key=key, size=file.size)
            await asyncio.sleep(pace / len(pieces))


def _preview(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """The picture so far, small."""
    part = min(1.0, PREVIEW / max(image.size))
    size = max(1, round(image.width * part)), max(1, round(image.height * part))
    small = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return _encoded(small, "jpeg", quality=82), size


def _encoded(image: Image.Image, sort: str, *, quality: int = 93) -> bytes:
    """The file's bytes. A JPEG is progressive: its rough whole stands before its detail."""
    out = io.BytesIO()
    match sort:
        case "jpeg":
            image.save(out, "JPEG", quality=quality, progressive=True)
        case "webp":
            image.save(out, "WEBP", quality=quality, method=2)
        case _:
            image.save(out, "PNG", compress_level=3)
    return out.getvalue()
