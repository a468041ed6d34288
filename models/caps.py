"""Capabilities of a model: `Caps`, its options and its input images.

What a model can do is data here, never a test of a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from formats.size_rules import SizeRule
from models.frame_sheet import FrameSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option with listed values.

    `default` is what the gateway does without it: shown, never sent. `sent` is what goes out when nothing is
    chosen, "" for nothing. `withdrawn` are values that the model once took and now refuses; `elsewhere` names the
    models that take them.
    """

    name: str
    values: tuple[str, ...]
    default: str = ""
    sent: str = ""
    withdrawn: tuple[str, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number from `minimum` to `maximum`, both included.

    `sent` is what goes out when nothing is chosen. Others are rounded to a multiple of `step` before they are sent.
    """

    name: str
    minimum: int
    maximum: int
    step: int = 1
    default: int | None = None
    sent: int | None = None

    def round(self, number: int) -> int:
        """The nearest multiple of the step within the range, up from the middle."""
        rounded = (number + self.step // 2) // self.step * self.step
        return rounded if rounded <= self.maximum else rounded - self.step


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOption:
    """Free text of up to `max_length` characters."""

    name: str
    max_length: int = 256


Option = Choice | Number | TextOption


PSEUDO_OPTIONS: Final = frozenset({"stream", "mask"})
"""What a dependency can be about beside the options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDependency:
    """An option that works only together with another.

    `option` (at `value`, or at any when "") is understood only when `needs` is one of `values`. An option that is
    not chosen counts as its default. `option` may also be "stream", which then is off by itself where it must be,
    or "mask" for a mask that goes along.
    """

    option: str
    value: str = ""
    needs: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionNotice:
    """A notice before a press that chooses a value of an option; `kind` names its sentence."""

    option: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleAnswer:
    """Values of an option with which one call gives one picture."""

    option: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Limits of the input images that a model takes; 0 is no limit.

    `max_images` in one call; `formats` are the MIME types that it reads; `max_bytes` and `max_pixels` are of one
    picture. `mask`: it takes an alpha PNG of at most `mask_max_bytes` that says where the first picture may change.
    `markup`: it takes a transparent PNG of the first picture's size with marks drawn on it. Above
    `recommended_images` or `recommended_bytes` it warns: the model may leave some out or refuse.
    `unconfirmed`: the gateway's documents do not say that it takes any.
    """

    max_images: int
    formats: tuple[str, ...]
    max_bytes: int = 0
    max_pixels: int = 0
    mask: bool = False
    mask_max_bytes: int = 0
    markup: bool = False
    recommended_images: int = 0
    recommended_bytes: int = 0
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Capabilities of one model by one route.

    The form is made from them, and `request.validation.validate` enforces them. `sizes` maps (aspect ratio,
    resolution) to the pixels that the gateway's document promises. `max_count` is the number of pictures in one
    call, `max_count_streamed` the same when the answer is streamed; with `singles` it is one. `streams` lists the
    allowed settings, the default first. `verbatim` are extra `size` values taken as they are ("auto", "2K");
    `any_size` takes any printable text. `size_replaces` are the request's fields that a `size` stands for and so
    excludes. `implied_ratio` is the aspect ratio that goes out when only a resolution is chosen. `frames`: how it
    draws animations, None where it draws none. `inputs`: which pictures go along; None where there are none.
    """

    aspect_ratios: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    sizes: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    free_size: SizeRule | None = None
    frames: FrameSheet | None = None
    verbatim: tuple[str, ...] = ()
    any_size: bool = False
    size_replaces: tuple[str, ...] = ("aspect_ratio", "resolution")
    implied_ratio: str = ""
    max_count: int = 1
    max_count_streamed: int = 1
    singles: tuple[SingleAnswer, ...] = ()
    streams: tuple[bool, ...] = (False,)
    options: tuple[Option, ...] = ()
    dependencies: tuple[OptionDependency, ...] = ()
    notices: tuple[OptionNotice, ...] = ()
    prompt_limit: int = 0
    prompt_recommended: int = 0
    inputs: Inputs | None = None

    def option(self, name: str) -> Option | None:
        """The option of that name, or None when the model has none such."""
        return next((option for option in self.options if option.name == name), None)
