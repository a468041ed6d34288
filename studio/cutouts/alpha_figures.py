"""Figures of a picture's alpha: shares that are clear or soft, fringe of its edge. Blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from studio.cutouts import grids
from studio.cutouts.backdrop import Backdrop, excess

CLEAR, SOLID, VISIBLE = 2, 253, 40
"""Alpha, of 255: up to where it is clear, from where on it is solid, and from where on a fringe would be seen."""
RIM: Final = 2
"""Pixels from what is clear within which an edge is looked at."""
REACH: Final = 0.012
"""How far inside it the subject's own colour is taken from, as a share of the short side; at least 4 pixels."""
SPILL: Final = 20
"""From so much more of the background's colour than the subject has itself, an edge has a fringe."""
LIGHT, LIGHTER = 200, 60
"""An edge that is this light, and so much lighter than the subject inside it, has a halo."""
LEAST_CLEAR: Final = 0.01
"""From this share of clear pixels on a picture is called transparent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaFigures:
    """Shares of a picture, 0 to 1.

    `clear` and `soft` are of all its pixels, `fringe` of those at the edge of what is clear.
    """

    clear: float
    soft: float
    fringe: float

    @property
    def is_transparent(self) -> bool:
        return self.clear >= LEAST_CLEAR

    @property
    def params(self) -> Mapping[str, str]:
        """In percent, for a sentence."""
        values = {"clear": self.clear, "soft": self.soft, "fringe": self.fringe}
        return {name: _percent(value) for name, value in values.items()}


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.1f}" if percent < 10 else f"{percent:.0f}"


def measure_alpha(picture: Image.Image, *, backdrop: Backdrop | None = None) -> AlphaFigures:
    """Measures a picture.

    `backdrop` is the background that was taken away from it, None for one that came as it is.
    """
    if picture.mode != "RGBA":
        return AlphaFigures(clear=0, soft=0, fringe=0)
    pixels = np.asarray(picture)
    alpha = pixels[..., 3]
    clear, solid = alpha <= CLEAR, alpha >= SOLID
    shares = {"clear": float(clear.mean()), "soft": float((~clear & ~solid).mean())}
    if not clear.any() or not solid.any():
        return AlphaFigures(**shares, fringe=0)
    rim = grids.grow(clear, RIM) & (alpha >= VISIBLE)
    inside = solid & ~grids.grow(clear, max(4, round(REACH * min(picture.size))))
    colours = np.ascontiguousarray(pixels[..., :3])
    own = grids.spread_colours(colours, inside if inside.any() else solid)
    rows, columns = np.nonzero(rim)
    if not len(rows):
        return AlphaFigures(**shares, fringe=0)
    inner = grids.at(own, rows, columns, grids.step_of(colours.shape))
    edge = colours[rows, columns]
    high = backdrop.high if backdrop else (1,)
    if high:
        more = excess(edge, high) - np.maximum(0, excess(np.rint(inner).astype(np.uint8), high))
        fringed = more > SPILL
    else:
        fringed = np.zeros(len(rows), bool)
    if not (backdrop and backdrop.high):
        fringed |= (edge.min(axis=1) >= LIGHT) & ((edge - inner).min(axis=1) >= LIGHTER)
    return AlphaFigures(**shares, fringe=float(fringed.mean()))
