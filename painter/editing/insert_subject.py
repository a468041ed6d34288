"""Subjects painted into a picture: in its light, with a shadow, inside the marked area."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from painter.edit_language.operations import Guest
from painter.editing.image import Box, Sheet, Size, bounds, inward
from painter.editing.relight import lit_scene
from painter.editing.subject_placement import Seat, calm_seat, contained, seat_in_area
from painter.figures.drawing import Figure
from painter.figures.registry import Drawing, drawing, figure_of
from painter.prompt.parser import Subject
from painter.render.noise import Rng
from painter.render.palette import RGB, mix, rgb
from painter.scene.plan import Scene

MOST_HIGH: Final = 1100
"""A figure is drawn at most that many pixels high and enlarged from there: its edges are smooth anyway."""
OUTLINE: Final = 200
"""High enough to see what shape it has."""
_FLOATING: Final = frozenset({"sky", "deep"})
_DARK: RGB = (0.03, 0.03, 0.05)


def _sun(fig: Figure, colour: RGB) -> None:
    for size, part in ((0.5, 0.0), (0.46, 0.35), (0.4, 0.7)):
        fig.oval(0, 0.5, size, size, mix(colour, rgb("#ffffff"), part), glow=True)


def _moon(fig: Figure, colour: RGB) -> None:
    fig.oval(0, 0.5, 0.5, 0.5, colour, glow=True)
    for x, y, size in (
        (-0.16, 0.62, 0.13),
        (0.14, 0.7, 0.08),
        (0.1, 0.36, 0.15),
        (-0.24, 0.34, 0.07),
        (0.3, 0.52, 0.06),
    ):
        fig.oval(x, y, size, size * 0.92, mix(colour, rgb("#8f8a80"), 0.3), glow=True)


_LIGHTS: Final = {
    "sun": Drawing(paint=_sun, spot="sky", tall=0.2, colours="#ffd860", wide=1.0, turns=False),
    "moon": Drawing(paint=_moon, spot="sky", tall=0.18, colours="#f4efdc", wide=1.0, turns=False),
}
"""What the painter makes with its sky, and here stands alone: with a halo, without a shadow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A figure cut to its outline."""

    image: Image.Image
    sort: Drawing
    shines: bool

    @property
    def floats(self) -> bool:
        return self.sort.spot in _FLOATING


def invite(sheet: Sheet, guest: Guest, *, seed: int, variation: int, taken: list[Box]) -> None:
    """Paint all of the guest's subjects; `taken` are the boxes of those painted before, and grows."""
    box = sheet.box
    if box is None:
        return
    rooms = [box] * guest.subject.count if sheet.area is None else _columns(box, guest.subject.count)
    for number, room in enumerate(rooms):
        _one(sheet, guest, room, seed=seed + number, side=(variation + number) % 2, taken=taken)
        if guest.place[1] is None and number == 0:
            guest = _beside(guest, taken[-1], sheet.size)


def _beside(guest: Guest, first: Box, size: Size) -> Guest:
    """The others stand on the same ground."""
    return replace(guest, place=(guest.place[0], (first[1] + first[3]) / 2 / size[1]))


def _columns(box: Box, count: int) -> list[Box]:
    """The box cut across, one part for each."""
    edges = [round(edge) for edge in np.linspace(box[0], box[2], count + 1)]
    return [(left, box[1], right, box[3]) for left, right in pairwise(edges)]


def _one(sheet: Sheet, guest: Guest, room: Box, *, seed: int, side: int, taken: list[Box]) -> None:
    scene = lit_scene(sheet.image, room, seed=seed)
    flip = bool(side) != (scene.facing[0] > 0)
    high = room[3] - room[1] if sheet.area is not None else _usual(sheet, guest.subject, scene)
    outline = _draw(guest.subject, scene, high=min(high, OUTLINE), flip=flip)
    seat = _seat(sheet, guest, outline, room, high=high, lean=0.68 if side == 0 else 0.32, taken=taken)
    scene = lit_scene(sheet.image, seat.box, seed=seed)
    drawn = _draw(guest.subject, scene, high=seat.size[1], flip=flip)
    taken.append(seat.box)
    image = drawn.image.resize(seat.size, Image.Resampling.LANCZOS)
    after = sheet.image.copy()
    if drawn.shines:
        _halo(after, seat, rgb(drawn.sort.colours))
    elif not drawn.floats:
        _shadow(after, image.getchannel("A"), seat, scene)
    if sheet.area is not None:
        fading = inward(sheet.area.crop(room), 0.07 * min(room[2] - room[0], room[3] - room[1]))
        after.paste(sheet.image.crop(room), room[:2], ImageChops.invert(fading))
    after.paste(_photographed(image, seed), seat.box[:2], image)
    _uncover(sheet, image.getchannel("A"), seat)
    sheet.lay(after)


def _usual(sheet: Sheet, subject: Subject, scene: Scene) -> int:
    """How high such a thing is in a picture that says nothing about it."""
    sort = _LIGHTS.get(subject.name) or drawing(subject.name, scene)
    tall = sort.tall if sort else 0.3
    crowd = 1.0 if subject.count == 1 else max(0.5, 0.95 - 0.08 * subject.count)
    measure = min(sheet.size[1], sheet.size[0] * 1.05)
    return max(8, round(measure * min(0.8, tall * 1.25 * subject.scale * crowd)))


def _draw(subject: Subject, scene: Scene, *, high: int, flip: bool) -> _Drawn:
    sort = _LIGHTS.get(subject.name) or drawing(subject.name, scene)
    if sort is None:
        raise KeyError(subject.name)
    rng: Rng = scene.rng(f"guest {subject.name}")
    turned = flip and sort.turns
    figure = figure_of(scene, sort, rng, pixels=min(MOST_HIGH, max(24, high)), colour=subject.colour, flip=turned)
    image = figure.image(flip=turned)
    box = bounds(image.getchannel("A")) or (0, 0, *image.size)
    return _Drawn(image=image.crop(box), sort=sort, shines=subject.name in _LIGHTS)


def _seat(
    sheet: Sheet, guest: Guest, drawn: _Drawn, room: Box, *, high: int, lean: float, taken: list[Box]
) -> Seat:
    if sheet.area is not None:
        seat = seat_in_area(sheet.area, room, drawn.image.getchannel("A"), floats=drawn.floats)
        return seat if drawn.floats else replace(seat, y=seat.y - 0.03 * seat.size[1])
    limit = round(sheet.size[0] * 0.9), round(sheet.size[1] * 0.9)
    wide = max(1, round(drawn.image.width * high / drawn.image.height))
    size = (wide, high) if wide <= limit[0] and high <= limit[1] else contained((wide, high), limit)
    return calm_seat(sheet.image, size, floats=drawn.floats, place=guest.place, taken=taken, lean=lean)


def _photographed(image: Image.Image, seed: int) -> Image.Image:
    """With the slight softness and grain of a photograph, so that it does not lie on it like a sticker."""
    soft = image.convert("RGB").filter(ImageFilter.GaussianBlur(max(0.4, max(image.size) / 1600)))
    rng = np.random.default_rng(seed)
    grain = rng.normal(128, 2.4, size=(min(256, image.height), min(256, image.width))).astype(np.uint8)
    rows, columns = np.arange(image.height) % grain.shape[0], np.arange(image.width) % grain.shape[1]
    noise = Image.fromarray(grain[rows][:, columns])
    return ImageChops.add(soft, Image.merge("RGB", [noise] * 3), offset=-128)


def _shadow(image: Image.Image, shape: Image.Image, seat: Seat, scene: Scene) -> None:
    """The shape laid on the ground away from the light, and the dark line where it touches."""
    wide, high = seat.size
    fall = max(3, round(high * 0.24))
    lean = round(-scene.facing[0] * high * 0.8)
    pad = max(4, round(high * 0.12))
    size = wide + abs(lean) + 2 * pad, fall + 2 * pad
    slope = lean / fall
    left = max(0, -lean) + pad
    way = (1.0, slope, -left - slope * (fall + pad), 0.0, high / fall, -pad * high / fall)
    cast = shape.transform(size, Image.Transform.AFFINE, way, Image.Resampling.BILINEAR)
    fade = Image.linear_gradient("L").resize((1, size[1])).resize(size)
    cast = ImageChops.multiply(cast, fade.point(lambda value: round(90 + value * 0.6)))
    cast = cast.filter(ImageFilter.GaussianBlur(max(1.0, high * 0.018)))
    _darken(image, cast, (seat.box[0] - left, seat.box[3] - fall - pad), scene, 0.85)
    foot = bounds(shape.crop((0, round(high * 0.93), wide, high))) or (0, 0, wide, 1)
    across = max(4, round((foot[2] - foot[0]) * 1.34))
    down = max(4, round(min(high * 0.12, across * 0.22)))
    spot = Image.radial_gradient("L").point(lambda value: max(0, min(255, round((180 - value) * 2.2))))
    middle = seat.box[0] + (foot[0] + foot[2]) / 2
    corner = round(middle - across / 2), round(seat.box[3] - down * 0.55)
    _darken(image, spot.resize((across, down), Image.Resampling.BILINEAR), corner, scene, 0.95)


def _darken(image: Image.Image, mask: Image.Image, corner: tuple[int, int], scene: Scene, amount: float) -> None:
    """What lies in shadow keeps its own look, darker."""
    box = (*corner, corner[0] + mask.width, corner[1] + mask.height)
    tone = mix(_DARK, scene.palette.shade, 0.3)
    deep = ImageChops.multiply(
        image.crop(box), Image.new("RGB", mask.size, tuple(round(255 * (0.14 + 0.4 * part)) for part in tone))
    )
    image.paste(deep, corner, mask.point(lambda value: round(value * amount)))


def _halo(image: Image.Image, seat: Seat, colour: RGB) -> None:
    """Light around what shines."""
    reach = round(max(seat.size) * 2.6)
    left, top = round(seat.x - reach / 2), round(seat.y - seat.size[1] / 2 - reach / 2)
    glow = Image.radial_gradient("L").point(
        [round(255 * max(0.0, 1 - value / 180) ** 2.2 * 0.7) for value in range(256)]
    )
    glow = glow.resize((reach, reach), Image.Resampling.BILINEAR)
    light = Image.merge("RGB", [glow.point(lambda value, part=part: round(value * part)) for part in colour])
    box = left, top, left + reach, top + reach
    image.paste(ImageChops.screen(image.crop(box), light), (left, top))


def _uncover(sheet: Sheet, shape: Image.Image, seat: Seat) -> None:
    """The figure is seen where the picture was transparent."""
    if sheet.alpha is None:
        return
    cover = Image.new("L", sheet.size)
    cover.paste(shape, seat.box[:2])
    if sheet.area is not None:
        cover = ImageChops.multiply(cover, sheet.area)
    sheet.alpha = ImageChops.lighter(sheet.alpha, cover)
