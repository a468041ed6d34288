"""Images by rule, without an AI model: `paint` makes one from a prompt, `edit` changes given ones.

Both yield steps (painter/steps.py). Asking for the next step does the work of the one before, so it may take long:
a caller with an event loop asks from a thread. Nothing else of this package is for others, and it imports nothing
of theirs.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from PIL import Image

from painter.compose.pipeline import stages
from painter.editing.pipeline import edited
from painter.editing.session import EditRequest
from painter.prompt import messages
from painter.prompt.language import Language, language_of
from painter.prompt.parser import understand
from painter.render.canvas import Canvas
from painter.scene.plan import plan, seed_of
from painter.steps import Step, finished

__all__ = ["Step", "edit", "paint"]


def paint(
    *,
    prompt: str,
    size: tuple[int, int],
    seed: int = 0,
    language: Language | None = None,
    style: str = "auto",
    number: int = 0,
    count: int = 1,
    halt: Event | None = None,
) -> Iterator[Step]:
    """Paint image `number` (from 0) of `count` variations, exactly `size` (width, height) large.

    Equal arguments give equal pixels. `style` "auto" is the prompt's own; `language` None is that of the prompt.
    Once `halt` is set the next step raises painter.render.canvas.Stopped.
    """
    understood = understand(prompt)
    speaks = language or language_of(prompt)
    scene = plan(understood, width=size[0], height=size[1], seed=seed_of(prompt, seed, number), style=style)
    canvas = Canvas(image=Image.new("RGB", size), halt=halt or Event())
    text = messages.opening(understood, count=count, language=speaks) if number == 0 else ""
    shown = None
    for stage in stages(scene):
        yield Step(start=stage.start, message=messages.stage(stage.name, speaks), text=text, image=shown)
        stage.paint(canvas, scene)
        text, shown = "", canvas.image
    yield from finished(canvas.image, language=speaks)


def edit(
    *,
    prompt: str,
    images: Sequence[Path],
    mask: Path | None = None,
    size: tuple[int, int] | None = None,
    seed: int = 0,
    language: Language | None = None,
    number: int = 0,
    count: int = 1,
    halt: Event | None = None,
) -> Iterator[Step]:
    """Edit `images` (PNG, JPEG or WebP files) as the prompt says; image `number` (from 0) of `count` variations.

    Where `mask` (a PNG as large as the first image) is opaque nothing changes. The result is exactly `size`, or as
    large as the image itself when that is None. Raises OSError when a file cannot be read, and Stopped as `paint`
    does.
    """
    request = EditRequest(
        prompt=prompt, images=tuple(images), mask=mask, size=size, seed=seed,
        language=language or language_of(prompt), number=number, count=count,
    )  # fmt: skip
    return edited(request, halt=halt or Event())
