"""Bounds of an SVG, each with its reason. Pure.

Seconds are those of a processor that Chromium took on a busy core, all of its processes together, for a picture of
1024×1024. For a PNG of 4 megapixels it took 0.7 to 0.95 there; what comes close to these limits took 0.3 to 2.2.
"""

from typing import Final

from studio.errors import SvgPicture

MAX_BYTES: Final = 10_000_000
"""The markup alone: 0.3 s to parse."""
MAX_DEPTH: Final = 100
"""Drawing programs nest some 20; a drawing library may follow each by a call of its own stack."""
MAX_CHAIN: Final = 40
"""References that lead on from one to the next; drawing programs have some five."""
MAX_ELEMENTS: Final = 100_000
MAX_REFERENCES: Final = 100_000
"""Of elements and their styles: what is walked here, in half a second."""
MAX_SECONDS: Final = 1.25
"""Of work that is told by a file, whatever it covers: elements, points, letters, dashes, pixels of pictures."""
MAX_COVERING_SECONDS: Final = 2.0
"""Of work where each element covers the whole picture: for what cannot be tried here."""

MAX_MOVING_SECONDS: Final = 0.5
"""The same of what moves by itself: as long as it is in view, the page around it is painted as often as it."""


def too_complex() -> SvgPicture:
    """The refusal of an SVG that could keep a browser busy."""
    return SvgPicture(params={"reason": "complex"})
