"""SVG as pixels: drawn by a process of its own, within limits. All of it blocks."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from studio.errors import SvgPicture
from studio.vectors.safe_svg import SafeSvg, read_svg

SVG: Final = "image/svg+xml"
LIBRARY: Final = "resvg_py"
PROGRAM: Final = Path(__file__).with_name("drawing_process.py")
LONGEST, SHORTEST = 2048, 1024
"""Pixels of the longer side with which an SVG goes on: an icon would go as a blur, and a poster take for ever."""
MAX_ADDRESS_SPACE: Final = 400_000_000
"""Bytes of addresses that the process may have; a drawing of 2048×2048 has 150 MB, most of it Python's own."""
SECONDS: Final = 10.0
"""Of processor, for a picture that goes on; a drawing of some thousand elements takes a tenth of one."""
SHOWN_SECONDS, DASHED_SECONDS, FILTERED_SECONDS, MOVING_SECONDS = 2.0, 0.8, 0.6, 0.3
"""Of processor, for the thumbnail of what a browser is to show, of what has dashes, has filters, or moves.

Measured against a picture of 1024×1024 in Chromium: that takes a fifth of this thumbnail's time for see-through
shapes, layers, masks and clips, as much for long paths and opaque shapes, twice as much for wide dashes, and four
times as much for filters.
"""
OVERTIME: Final = frozenset({9, 24, 27})
"""Signals by which the process is ended at its limit of time (POSIX)."""
ABORTED: Final = 6
"""The signal by which Rust ends the process that gets no memory; a browser has no such limit, and hangs instead."""
FONT_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
"""Where Linux has fonts; other systems never come without."""
PATIENCE: Final = 30
"""Seconds by the clock, on a machine that has other things to do."""


def pixel_size(width: int, height: int, *, longest: int = LONGEST) -> tuple[int, int]:
    """The size in pixels in which an SVG goes on.

    Its own, where that is neither tiny nor longer than `longest`.
    """
    own = max(1, width, height)
    scale = min(max(own, SHORTEST), longest) / own
    return max(1, round(width * scale)), max(1, round(height * scale))


@contextmanager
def open_svg(path: Path) -> Iterator[Image.Image]:
    """An SVG as pixels, in the size of pixel_size. Raises SvgPicture or Damaged."""
    with draw(read_svg(path)) as image:
        yield image


def has_fonts() -> bool:
    """Whether the system has fonts to draw letters with; a bare container has none."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    fonts = (font for folder in folders for font in folder.rglob("*.[ot]t[fc]"))
    return sys.platform != "linux" or next(fonts, None) is not None


def draw_thumb(svg: SafeSvg, *, longest: int) -> Image.Image:
    """Draws an SVG small, within the time that a browser may take; raises as `draw`."""
    traits = (svg.is_moving, MOVING_SECONDS), (svg.has_filters, FILTERED_SECONDS), (svg.has_dashes, DASHED_SECONDS)
    seconds = (seconds for holds, seconds in traits if holds)
    return draw(svg, longest=longest, seconds=next(seconds, SHOWN_SECONDS))


def draw(svg: SafeSvg, *, longest: int = LONGEST, seconds: float = SECONDS) -> Image.Image:
    """Draws an SVG within `seconds` of processor.

    Its longer side has at most `longest` pixels. Raises SvgPicture, whose `reason` is "missing" (the library),
    "slow", "complex" (no memory) or "failed".
    """
    if importlib.util.find_spec(LIBRARY) is None:
        raise SvgPicture(params={"reason": "missing"})
    letters = "text" if svg.has_text else "plain"
    command = [sys.executable, "-I", str(PROGRAM), str(MAX_ADDRESS_SPACE), str(seconds), letters]
    # No key of the server is in its environment. Windows alone starts no program without one.
    environment = None if sys.platform == "win32" else {"LANG": "C.UTF-8"}
    markup = svg.markup(pixel_size(svg.width, svg.height, longest=longest)).encode()
    try:
        ended = subprocess.run(  # noqa: S603 - a program of this folder, and nothing of the file is among its words
            command, input=markup, capture_output=True, timeout=PATIENCE, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SvgPicture(params={"reason": "slow"}) from error
    except OSError as error:
        raise SvgPicture(str(error), params={"reason": "failed"}) from error
    if -ended.returncode in OVERTIME:
        raise SvgPicture(params={"reason": "slow"})
    if -ended.returncode == ABORTED:
        raise SvgPicture(params={"reason": "complex"})
    if ended.returncode:
        last_line = ended.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise SvgPicture(last_line[:200], params={"reason": "failed"})
    return Image.open(BytesIO(ended.stdout), formats=("PNG",))
