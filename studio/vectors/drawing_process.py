"""Program that draws one SVG as a PNG, from its input to its output, within limits.

resvg (by resvg-py) was chosen: it is written in Rust and kept up by the Linebender project, runs no script, has no
code for the network at all, and comes as one wheel without any library of the system. CairoSVG fetches what a file
names unless one knows how to forbid it, and needs cairo installed; librsvg and Skia come with tens of megabytes of
libraries that nothing else here needs. One hole is left: `image` and `feImage` read files of the disk, so that no
such name gets here (studio/vectors/safe_svg.py).

A process, unlike for other pictures: how long a drawing takes and what it needs cannot be told from its file (a
filter of a thousand pixels in ten bytes), a thread cannot be stopped, and without memory Rust ends the process.
"""

import math
import signal
import sys
from contextlib import suppress

import resvg_py

if sys.platform != "win32":
    import resource

FONTS = ("DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial", "Helvetica")


def main(memory: int, seconds: float, has_text: bool) -> None:
    """Draws standard input to standard output."""
    limit_process(memory, math.ceil(seconds) + 1)
    markup = sys.stdin.buffer.read().decode()
    if sys.platform != "win32":
        signal.setitimer(
            signal.ITIMER_PROF, seconds
        )  # the drawing's alone: Python and its modules are there by now
    png = resvg_py.svg_to_bytes(svg_string=markup, skip_system_fonts=not has_text)
    sys.stdout.buffer.write(bytes(png))


def limit_process(memory: int, seconds: int) -> None:
    """Limits what this process may take, as far as the system can: it then ends by itself."""
    if sys.platform == "win32":
        return
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for name, value in limits.items():
        with suppress(ValueError, OSError):  # macOS has no limit of memory
            resource.setrlimit(name, (value, value))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] == "text")
