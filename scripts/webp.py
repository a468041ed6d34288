"""WebP files of screenshots: one, several side by side, or what was seen over time."""

import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from PIL import Image

LANCZOS: Final = Image.Resampling.LANCZOS
STILL_BYTES: Final = 120_000
ANIMATION_BYTES: Final = 1_500_000
ANIMATION_WIDTH: Final = 900
QUALITIES: Final = (88, 82, 76, 70, 62, 54, 46, 38)
FIRST_MS, PAINTING_MS, LAST_MS = 1_000, 7_500, 3_000
"""How long the animation shows the prompt, the picture developing, and the result."""
GAP: Final = 24
Frame = tuple[float, Image.Image]
"""A moment in seconds, and what the page showed from then on."""


def save_stills(shots: Sequence[Image.Image], target: Path) -> None:
    """Writes pictures side by side, all as high as the first, in the best quality that is small enough."""
    height = shots[0].height
    scaled = [shot.resize((round(shot.width * height / shot.height), height), LANCZOS) for shot in shots]
    sheet = Image.new("RGBA", (sum(shot.width for shot in scaled) + GAP * (len(scaled) - 1), height))
    left = 0
    for shot in scaled:
        sheet.paste(shot, (left, 0))
        left += shot.width + GAP
    save_smallest(target, STILL_BYTES, [sheet if len(shots) > 1 else scaled[0]])


def save_animation(frames: Sequence[Frame], target: Path) -> None:
    """Writes what was seen as a loop of 8 to 12 s. However long painting took, it takes PAINTING_MS here."""
    changed = [
        frames[0],
        *(later for earlier, later in pairwise(frames) if later[1].tobytes() != earlier[1].tobytes()),
    ]
    times = [moment for moment, _ in changed]
    pace = PAINTING_MS / (times[-1] - times[1])
    durations = [FIRST_MS, *(round((later - earlier) * pace) for earlier, later in pairwise(times[1:])), LAST_MS]
    first = changed[0][1]
    size = ANIMATION_WIDTH, round(ANIMATION_WIDTH * first.height / first.width)
    images = [image.resize(size, LANCZOS) for _, image in changed]
    save_smallest(target, ANIMATION_BYTES, images, duration=durations)


def save_smallest(target: Path, limit: int, images: Sequence[Image.Image], **options: Any) -> None:
    """Writes WebP in the best of QUALITIES that keeps the limit. Raises ValueError when none does."""
    for quality in QUALITIES:
        out = io.BytesIO()
        images[0].save(
            out, "WEBP", quality=quality, method=4, save_all=True, append_images=images[1:], loop=0, **options
        )
        if out.tell() <= limit:
            target.write_bytes(out.getvalue())
            print(f"{target.name}: {out.tell() // 1000} kB, quality {quality}, {len(images)} frames")
            return
    raise ValueError(f"{target.name} is larger than {limit} bytes in every quality")
