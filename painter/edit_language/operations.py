"""What can be done to a picture: one frozen class for each kind of edit. `on` is the picture's number, from 1."""

from dataclasses import dataclass

from painter.prompt.parser import Subject

Place = tuple[float | None, float | None]
NOWHERE: Place = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A row of words.TONES, or of the painter's TIMES when `hour`. `strength` 1 is as usual."""

    name: str
    strength: float = 1.0
    hour: bool = False
    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """Everything in one named colour; `shade` is light, deep or as it is. With `old` only what has that colour."""

    name: str
    shade: str = ""
    old: str = ""
    strength: float = 1.0
    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A style of painting or a weather over the picture."""

    name: str
    strength: float = 1.0
    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """flip_h, flip_v, cw, ccw or half."""

    name: str
    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A subject painted into the picture."""

    subject: Subject
    place: Place = NOWHERE
    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """A scene painted into the marked area, from the prompt's own `words`."""

    words: str
    label: str
    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """The marked area filled from what is around it."""

    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """Picture `picture` laid into another."""

    picture: int
    place: Place = NOWHERE
    on: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Collage:
    """Several pictures on one sheet: grid, row, column or dissolve. No `pictures` are all of them."""

    layout: str
    pictures: tuple[int, ...] = ()
    on: int = 1


Edit = Tone | Tint | Look | Turn | Guest | Backdrop | Erase | Inset | Collage


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """A prompt as the retoucher takes it: `edits` in their order, `things` it cannot find in a picture, `unknown`
    words, `scenes` that it could paint into a marked area only, and `odd` angles that are no quarter turn. `named`:
    pictures are called by their numbers; `aimless`: something is to go, and no area says where it is."""

    edits: tuple[Edit, ...] = ()
    things: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    named: bool = False
    aimless: bool = False
