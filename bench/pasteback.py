"""An answer of 4096×4096 laid over its original along the mask.

In a worker thread, beside an event loop that must go on meanwhile.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image, ImageDraw

from bench.report import Line, spread
from studio.images.compositing import composite_file
from studio.images.decode import load_normalized
from studio.memory.workers import lower_thread_priority

SIDE = 4096
PAUSE = 0.001
"""Between two ticks of the loop, in seconds."""


def measure(folder: Path, rounds: int) -> list[Line]:
    """A grainy photograph of about 30 MB and noise, each with an answer as JPEG and one as PNG."""
    pairs = _pictures(folder)
    taken: list[float] = []
    blocked: list[float] = []
    with ThreadPoolExecutor(1, initializer=lower_thread_priority) as worker:
        for _ in range(rounds):
            for original, answer in pairs:
                seconds, longest = asyncio.run(_time_pasteback(folder, original, answer, worker))
                taken.append(seconds)
                blocked.append(longest)
    what = f"paste-back of a {SIDE}×{SIDE} picture"
    return [
        Line(name=what, value=median(taken), limit=2, unit="s", note=spread(taken)),
        Line(
            name="event loop blocked at most meanwhile",
            value=max(blocked) * 1000,
            limit=50,
            unit="ms",
            note=spread(blocked),
        ),
    ]


async def _time_pasteback(
    folder: Path, original: Path, answer: Path, worker: ThreadPoolExecutor
) -> tuple[float, float]:
    """The seconds that it took, and the longest that the loop stood still meanwhile."""
    work = partial(
        composite_file,
        original=original,
        strength=folder / "mask.png",
        answer=answer,
        into=folder / "held.png",
        load=load_normalized,
    )
    begun = last = time.perf_counter()
    longest = 0.0
    future = asyncio.get_running_loop().run_in_executor(worker, work)
    while not future.done():
        await asyncio.sleep(PAUSE)
        now = time.perf_counter()
        longest, last = max(longest, now - last - PAUSE), now
    await future
    return time.perf_counter() - begun, longest


def _pictures(folder: Path) -> list[tuple[Path, Path]]:
    """Originals with their answers, and beside them the mask: a disc over a fifth of the picture."""
    random = np.random.default_rng(11)
    coarse = random.integers(0, 256, (24, 24, 3), dtype=np.uint8)
    smooth = Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    grain = random.normal(0, 4, (SIDE, SIDE, 3))
    photo = Image.fromarray(np.clip(np.asarray(smooth) + grain, 0, 255).astype(np.uint8))
    noise = Image.fromarray(random.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8))
    disc = SIDE // 4, SIDE // 4, 3 * SIDE // 4, 3 * SIDE // 4
    mask = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 255))
    ImageDraw.Draw(mask).ellipse(disc, fill=(0, 0, 0, 0))
    mask.save(folder / "mask.png")
    pairs = []
    for name, picture in (("photo", photo), ("noise", noise)):
        picture.save(folder / f"{name}.png", compress_level=1)
        ImageDraw.Draw(picture).ellipse(disc, fill="teal")
        picture.save(folder / f"{name}-answer.png", compress_level=1)
        picture.save(folder / f"{name}-answer.jpg", quality=92)
        pairs += [(folder / f"{name}.png", folder / f"{name}-answer.{ending}") for ending in ("jpg", "png")]
    return pairs
