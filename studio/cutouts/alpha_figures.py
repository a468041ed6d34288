"""Figures of a picture's alpha: shares that are clear or soft, fringe of its edge. Blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.cutouts import grids
from studio.cutouts.backdrop import Backdrop, excess
from studio.cutouts.grids import Area

CLEAR, SOLID, VISIBLE = 2, 253, 40
"""Alpha, of 255: up to where it is clear, from where on it is solid, and from where on a fringe would be seen."""
RIM: Final = 2
"""Pixels from what is clear within which an edge is looked at, and however far it is soft."""
REACH: Final = 0.012
"""How far inside it the subject's own colour is taken from, as a share of the short side; at least 4 pixels."""
SPILL: Final = 20
"""From so much more of the background's colour than the subject has itself, an edge has a fringe."""
LIGHT, LIGHTER = 200, 60
"""An edge that is this light, and so much lighter than the subject inside it, has a halo."""
TINT: Final = 0.19
"""From this share of a saturated background's own excess on, a pixel still has some of that background."""
MIN_TINTED: Final = 0.02
"""From this share of what is seen on that is told: edges softer than an edge may be, hair, glass."""
MIN_HARDENED: Final = 0.3
"""From this share of what lies just inside the edge on, that it looks soft and came out solid is told."""
MIN_CLEAR: Final = 0.01
"""From this share of clear pixels on a picture is called transparent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaFigures:
    """Shares of a picture, 0 to 1.

    `clear` and `soft` are of all its pixels, `fringe` of those at the edge of what is clear. `tint` is of those
    that are seen: they still have the background's colour, as in edges wider than can be keyed, and in glass.
    `hardened` is of what lies just inside the edge: it looks soft and came out solid.
    """

    clear: float
    soft: float
    fringe: float
    tint: float = 0.0
    hardened: float = 0.0

    @property
    def is_transparent(self) -> bool:
        return self.clear >= MIN_CLEAR

    @property
    def is_tinted(self) -> bool:
        return self.tint >= MIN_TINTED

    @property
    def is_hardened(self) -> bool:
        return self.hardened >= MIN_HARDENED

    @property
    def params(self) -> Mapping[str, str]:
        """In percent, for a sentence."""
        values = {
            "clear": self.clear,
            "soft": self.soft,
            "fringe": self.fringe,
            "tint": self.tint,
            "hardened": self.hardened,
        }
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
    fringe = _fringe(pixels, clear, solid, backdrop) if clear.any() and solid.any() else 0.0
    return AlphaFigures(
        clear=float(clear.mean()),
        soft=float((~clear & ~solid).mean()),
        fringe=fringe,
        tint=_tint(pixels, backdrop) if backdrop and backdrop.high else 0.0,
    )


def _tint(pixels: NDArray[np.uint8], backdrop: Backdrop) -> float:
    """The share of what is seen that has much of the background's colour; nobody can tell that of a grey one."""
    seen = pixels[pixels[..., 3] >= VISIBLE][:, :3]
    if not len(seen):
        return 0.0
    own = int(excess(np.array([backdrop.colour], np.uint8), backdrop.high)[0])
    return float((excess(seen, backdrop.high) > TINT * own).mean())


def _fringe(pixels: NDArray[np.uint8], clear: Area, solid: Area, backdrop: Backdrop | None) -> float:
    """The share of the edge of what is clear that has more of the background's colour than what lies inside it."""
    rim = (grids.grow(clear, RIM) | ~solid) & (pixels[..., 3] >= VISIBLE)
    inside = solid & ~grids.grow(clear, max(4, round(REACH * min(pixels.shape[:2]))))
    colours = np.ascontiguousarray(pixels[..., :3])
    own = grids.spread_colours(colours, inside if inside.any() else solid)
    rows, columns = np.nonzero(rim)
    if not len(rows):
        return 0.0
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
    return float(fringed.mean())
