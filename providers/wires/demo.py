"""The painter by rule as a wire: no network, no key, no AI model. It paints in worker threads and tells as it goes;
pictures that go along it retouches.

The same request paints the same pixels. The pictures of one call are variations of one another.
"""

import asyncio
import io
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from functools import partial
from threading import Event as Flag

from PIL import Image

from painter.compose.pipeline import Stage, stages
from painter.editing.image import on_white
from painter.editing.pipeline import Shown, Step, steps
from painter.editing.session import understood
from painter.prompt import messages as speech
from painter.prompt.parser import Language, Understood, understand
from painter.render.canvas import Canvas
from painter.scene.plan import Scene, plan, seed_of
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
from providers.request.sizing import nearest_ratio, parse_size
from providers.spool import Spool
from providers.types import Caps, ImageRequest

PIECE = 96 * 1024
PREVIEW = 640
GROWING = 1.3
LARGE = 6_000_000
"""From so many pixels on a PNG is packed fast: a second less for a twentieth more bytes."""
FORMATS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What a request comes to: the first words, and the steps of picture `number`, from 0."""

    language: Language
    opening: str
    steps: Callable[[int], Iterator[Step]]


@dataclass(slots=True, kw_only=True)
class _Desk:
    """One call at work. `pace` is the seconds over which a finished picture is written out; `halt` is set once
    nobody waits."""

    request: ImageRequest
    spool: Spool
    pace: float
    keys: int = 0
    halt: Flag = field(default_factory=Flag)

    def key(self) -> int:
        self.keys += 1
        return self.keys - 1


def pixels(request: ImageRequest, caps: Caps) -> tuple[int, int]:
    """Width and height of what was asked: the free size, else the table's, 1:1 and 1K where not said."""
    if request.size:
        return parse_size(request.size) or (1024, 1024)
    ratio = request.aspect_ratio or caps.aspect_ratios[0]
    return caps.sizes[ratio, request.resolution or caps.resolutions[0]]


def pixels_of_edit(request: ImageRequest, caps: Caps) -> tuple[int, int] | None:
    """The same of an edit: None is the first picture's own size, and its shape is nearly kept where only a
    resolution was asked for."""
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
    """Paint `request.count` pictures, or edit those that go along: words, progress, previews, and each picture
    growing. The request must have passed `check`. Raises OSError when the disk does not take the bytes or a picture
    cannot be read; can be closed at any event."""
    desk = _Desk(request=request, spool=spool, pace=pace)
    task = _retouching(desk, caps) if request.images else _painting(desk, caps)
    files = [*request.images, *([request.mask] if request.mask else [])]
    yield Sent(body_bytes=len(request.prompt.encode()) + sum(file.size for file in files))
    yield Answered(status=200)
    try:
        async with aclosing(_spoken(task.opening, pace=pace)) as words:
            async for word in words:
                yield word
        for number in range(request.count):
            async with aclosing(_picture(desk, task, number)) as events:
                async for event in events:
                    yield event
    finally:
        desk.halt.set()


def _painting(desk: _Desk, caps: Caps) -> _Task:
    """Pictures from nothing but words."""
    found = understand(desk.request.prompt)
    size = pixels(desk.request, caps)
    return _Task(
        language=found.language,
        opening=speech.opening(found, count=desk.request.count),
        steps=lambda number: _painted(desk, found, size, number),
    )


def _painted(desk: _Desk, found: Understood, size: tuple[int, int], number: int) -> Iterator[Step]:
    """The stages of one painting as steps."""
    asked = chosen_options(desk.request)
    seed = seed_of(desk.request.prompt, int(asked.get("seed", "0")), number)
    scene = plan(found, width=size[0], height=size[1], seed=seed, style=asked.get("style", "auto"))
    canvas = Canvas(image=Image.new("RGB", size), halt=desk.halt)
    for stage in stages(scene):
        words = speech.stage(stage.name, found.language)
        yield Step(words=words, start=stage.start, run=partial(_stroke, stage, canvas, scene))


def _stroke(stage: Stage, canvas: Canvas, scene: Scene) -> Shown:
    stage.paint(canvas, scene)
    return Shown(image=canvas.image)


def _retouching(desk: _Desk, caps: Caps) -> _Task:
    """Pictures from those that go along."""
    request = desk.request
    seed = int(chosen_options(request).get("seed", "0"))
    work = understood(request, size=pixels_of_edit(request, caps), seed=seed)
    return _Task(
        language=work.wishes.language,
        opening=work.opening,
        steps=lambda number: steps(work, variation=number, halt=desk.halt),
    )


async def _spoken(text: str, *, pace: float) -> AsyncGenerator[Event, None]:
    """Text as it would be said: in a few deltas."""
    for start in range(0, len(text), 24):
        yield TextDelta(text=text[start : start + 24])
        await asyncio.sleep(0.012 * pace)


async def _picture(desk: _Desk, task: _Task, number: int) -> AsyncGenerator[Event, None]:
    """One picture, step by step; a preview after each."""
    done, share = number / desk.request.count, 1 / desk.request.count
    image = Image.new("RGB", (1, 1))
    ahead = task.steps(number)
    while (step := await asyncio.to_thread(next, ahead, None)) is not None:
        yield Progress(fraction=round(done + share * step.start, 3), words=step.words)
        shown = await asyncio.to_thread(step.run)
        image = shown.image
        if shown.said:
            yield TextDelta(text=shown.said)
        async with aclosing(_preview(desk, image, number)) as events:
            async for event in events:
                yield event
    yield Progress(fraction=round(done + share * 0.97, 3), words=speech.stage("last", task.language))
    sort = chosen_options(desk.request).get("output_format", "png")
    data = await asyncio.to_thread(_encoded, image, sort)
    key = desk.key()
    written = _written(desk, key, data, mime=FORMATS[sort], size=image.size, pace=desk.pace)
    async with aclosing(written) as events:
        async for event in events:
            yield event
    yield PictureDone(key=key)
    yield Progress(fraction=round(done + share, 3))
    yield TextDelta(text=speech.closing(task.language, width=image.width, height=image.height))


async def _preview(desk: _Desk, image: Image.Image, slot: int) -> AsyncGenerator[Event, None]:
    """The picture so far, small."""
    key = desk.key()
    sort = "webp" if image.mode == "RGBA" else "jpeg"
    data, size = await asyncio.to_thread(_small, image, sort)
    async with aclosing(_written(desk, key, data, mime=FORMATS[sort], size=size, pace=0.0)) as events:
        async for event in events:
            yield event
    yield PartialPicture(key=key, slot=slot)


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


def _small(image: Image.Image, sort: str) -> tuple[bytes, tuple[int, int]]:
    part = min(1.0, PREVIEW / max(image.size))
    size = max(1, round(image.width * part)), max(1, round(image.height * part))
    small = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return _encoded(small, sort, quality=82), size


def _encoded(image: Image.Image, sort: str, *, quality: int = 93) -> bytes:
    """The file's bytes. A JPEG is progressive: its rough whole stands before its detail."""
    out = io.BytesIO()
    profile = image.info.get("icc_profile")
    match sort:
        case "jpeg":
            plain = on_white(image) if image.mode == "RGBA" else image
            plain.save(out, "JPEG", quality=quality, progressive=True, icc_profile=profile)
        case "webp":
            image.save(out, "WEBP", quality=quality, method=2, icc_profile=profile or b"")
        case _:
            level = 3 if image.width * image.height < LARGE else 1
            image.save(out, "PNG", compress_level=level, icc_profile=profile)
    return out.getvalue()
