"""Keying: a flat background becomes transparent, and its colour is taken off the subject.

All of this blocks. Edges stay soft. Only pixels near the background are weighed: there a pixel P lies between the
background's colour K and the subject's own F, spread from further inside. Its alpha is how far it is on the way,
and F is what the background's share is taken out of it for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.cutouts import grids
from studio.cutouts.backdrop import Backdrop, CannotCutOut, Colour, excess, find_backdrop
from studio.cutouts.grids import Area, Floats

Pixels = NDArray[np.uint8]

EDGE: Final = 0.012
"""How far from the background an edge may reach, as a share of the short side; at least 4 pixels."""
STRANDS: Final = 3
"""How many times as far what still has much of a saturated background's colour counts as edge: hair has."""
MOSTLY_KEY, SOME_KEY = 0.85, 0.12
"""The shares of a saturated background's colour from which on a pixel is background, or may be edge."""
CLEAR, SOLID = 0.03, 0.97
"""Alpha below and above which a pixel is the one or the other: what lies between would be noise."""
SURE, WRONG = 24.0, 64.0
"""How far a pixel may lie beside the way from K to F for F to be believed, and from where on it is not."""
CHUNK: Final = 1 << 19
"""Pixels of the edge that are weighed at once."""
DEEP: Final = 0.09
"""How far inside the colour of a subject is its own however soft the edge, as a share of the short side."""
SOFT: Final = 0.9
"""Up to this share of the subject on the way from K to F a pixel looks soft."""
TELLING: Final = 64
"""How far F must lie from K for a pixel to be told between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """A picture whose background was taken away, and the background that it had.

    `hardened`: the share, 0 to 1, of what lies just inside the edge that looks soft and came out solid.
    """

    image: Image.Image
    backdrop: Backdrop
    hardened: float = 0.0


def cut_out(picture: Image.Image, *, asked: Colour | None = None) -> Keyed:
    """Takes a picture's flat background away.

    `picture` is RGB; `asked` is the colour that was asked for. The result is RGBA, of its size. Raises
    CannotCutOut.
    """
    pixels = np.asarray(picture)
    backdrop = find_backdrop(pixels, asked=asked)
    ground = _find_ground(pixels, backdrop)
    reach = max(4, round(EDGE * min(picture.size)))
    inside = ~grids.grow(ground, reach)
    if ground.all() or not inside.any():
        raise CannotCutOut("empty")
    edge = _find_edge(pixels, backdrop, ground, inside, reach)
    subject = grids.spread_colours(pixels, inside & ~edge)
    behind = grids.spread_colours(pixels, ground)
    hardened = _hardened_share(pixels, behind, ground, solid=inside & ~edge, reach=reach)
    keyed = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    keyed[ground] = 0
    step = grids.step_of(pixels.shape)
    for where in _chunks(edge):
        keyed[where] = _weigh(
            pixels[where].astype(np.float32),
            key=grids.at(behind, *where, step),
            own=grids.at(subject, *where, step),
            backdrop=backdrop,
        )
    if backdrop.high:
        _despill(keyed, grids.grow(ground, STRANDS * reach) & ~ground, backdrop)
    return Keyed(image=Image.fromarray(keyed, "RGBA"), backdrop=backdrop, hardened=hardened)


def _chunks(area: Area) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    rows, columns = np.nonzero(area)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK], columns[start : start + CHUNK]


def _despill(keyed: Pixels, near: Area, backdrop: Backdrop) -> None:
    """Takes off what lies near a saturated background, in place, what it has more of its colour than lies deeper.

    A soft outline reaches further than an edge is looked for: what is just inside it has some of that colour, too.
    """
    colours = np.ascontiguousarray(keyed[..., :3])
    deep = (keyed[..., 3] == 255) & ~near
    if not deep.any():
        return
    own, step = grids.spread_colours(colours, deep), grids.step_of(keyed.shape)
    for where in _chunks(near & (keyed[..., 3] > 0)):
        shown = keyed[where][:, :3].astype(np.float32)
        over = np.maximum(
            0, _excess(shown, backdrop) - np.maximum(0, _excess(grids.at(own, *where, step), backdrop))
        )
        shown[:, list(backdrop.high)] -= over[:, None]
        keyed[where] = np.column_stack([np.rint(shown).astype(np.uint8), keyed[where][:, 3]])


def _find_ground(pixels: Pixels, backdrop: Backdrop) -> Area:
    """The pixels that are background alone."""
    tolerance = min(70.0, max(24.0, 2.5 * backdrop.noise))
    away = np.zeros(pixels.shape[:2], np.int32)
    for channel, value in enumerate(backdrop.colour):
        away += (pixels[..., channel].astype(np.int32) - value) ** 2
    near = away < tolerance**2
    if not backdrop.high:
        return grids.reached_from_border(near)
    return near | (excess(pixels, backdrop.high) > MOSTLY_KEY * _own_excess(backdrop))


def _find_edge(pixels: Pixels, backdrop: Backdrop, ground: Area, inside: Area, reach: int) -> Area:
    """The pixels that may be some of both."""
    edge = ~ground & ~inside
    if backdrop.high:
        strands = excess(pixels, backdrop.high) > SOME_KEY * _own_excess(backdrop)
        edge |= ~ground & strands & grids.grow(ground, STRANDS * reach)
    return edge


def _hardened_share(pixels: Pixels, behind: Floats, ground: Area, *, solid: Area, reach: int) -> float:
    """The share of what is solid just inside the edge that looks soft: on the way from K to what lies deep inside.

    It is told and not keyed. A light part of a subject on white lies on that way as well as a soft edge does, and
    would become see-through.
    """
    deep = ~grids.grow(ground, round(DEEP * min(ground.shape)) + reach)
    rows, columns = np.nonzero(solid & grids.grow(ground, 2 * reach))
    if not deep.any() or not len(rows):
        return 0.0
    every, step = -(-len(rows) // CHUNK), grids.step_of(pixels.shape)
    where = rows[::every], columns[::every]
    key = grids.at(behind, *where, step)
    way = grids.at(grids.spread_colours(pixels, deep), *where, step) - key
    away = pixels[where].astype(np.float32) - key
    length = np.maximum(1, (way**2).sum(axis=1))
    alpha = (away * way).sum(axis=1) / length
    is_between = np.linalg.norm(away - alpha[:, None] * way, axis=1) < SURE
    return float((is_between & (alpha < SOFT) & (length > TELLING**2)).mean())


def _own_excess(backdrop: Backdrop) -> int:
    return int(excess(np.array([backdrop.colour], np.uint8), backdrop.high)[0])


def _weigh(pixels: Floats, *, key: Floats, own: Floats, backdrop: Backdrop) -> Pixels:
    """RGBA of pixels at the edge: how much of each is the subject, and in which colour."""
    alpha = _alpha(pixels, key=key, own=own, backdrop=backdrop)
    alpha[alpha < CLEAR], alpha[alpha > SOLID] = 0, 1
    colours = key + (pixels - key) / np.maximum(alpha, CLEAR)[:, None]
    colours = np.clip(colours, 0, 255)
    if backdrop.high:
        high, low = list(backdrop.high), list(backdrop.low)
        allowed = np.maximum(0, own[:, high].min(axis=1) - own[:, low].max(axis=1))
        over = np.maximum(0, colours[:, high].min(axis=1) - colours[:, low].max(axis=1) - allowed)
        colours[:, high] -= over[:, None]
    colours[alpha == 0] = 0
    keyed: Pixels = np.rint(np.column_stack([colours, 255 * alpha])).astype(np.uint8)
    return keyed


def _alpha(pixels: Floats, *, key: Floats, own: Floats, backdrop: Backdrop) -> Floats:
    if backdrop.high:
        of_key = np.maximum(1, _excess(key, backdrop))
        share, inner = _excess(pixels, backdrop) / of_key, _excess(own, backdrop) / of_key
        alpha = (1 - share) / np.maximum(0.1, 1 - inner)
        unlike = 1 - np.maximum(0, share)
    else:
        way = own - key
        alpha = ((pixels - key) * way).sum(axis=1) / np.maximum(1, (way**2).sum(axis=1))
        unlike = np.ones_like(alpha)
    alpha = np.clip(alpha, 0, 1)
    # Where the subject has another colour here than further inside, F does not explain the pixel.
    beside = np.linalg.norm(pixels - key - alpha[:, None] * (own - key), axis=1)
    doubt = np.clip((beside - SURE) / (WRONG - SURE), 0, 1)
    alpha = alpha + (unlike - alpha) * doubt
    # No colour is darker than 0 or lighter than 255, so that much of it at least is the subject's.
    room = np.where(pixels < key, key, 255 - key)
    least = (np.abs(pixels - key) / np.maximum(64, room)).max(axis=1)
    known: Floats = np.clip(np.maximum(alpha, np.where(least > 0.12, least, 0)), 0, 1).astype(np.float32)
    return known


def _excess(colours: Floats, backdrop: Backdrop) -> Floats:
    more: Floats = colours[:, list(backdrop.high)].min(axis=1) - colours[:, list(backdrop.low)].max(axis=1)
    return more
