"""The request of a cut-out: the model's own option where it has one, else nothing but words."""

import pytest

from models.caps import Caps, Choice, OptionDependency
from providers.errors import Unsupported
from providers.request.validation import validate
from providers.types import ImageRequest
from studio.cutouts.transparency import ask_for_transparency, can_be_transparent

BACKGROUND = Choice(name="background", values=("auto", "opaque", "transparent"), default="auto")
NEEDS_ALPHA = OptionDependency(
    option="background", value="transparent", needs="output_format", values=("png", "webp")
)


def caps(default: str = "png", *, background: Choice = BACKGROUND) -> Caps:
    form = Choice(name="output_format", values=("png", "jpeg", "webp"), default=default)
    return Caps(options=(background, form), dependencies=(NEEDS_ALPHA,))


CUTOUT = ImageRequest(prompt="a boat", cutout=True)


def test_it_asks_by_option_where_the_model_has_it() -> None:
    assert ask_for_transparency(CUTOUT, caps()).options == {"background": "transparent"}
    asked = ask_for_transparency(CUTOUT, caps("jpeg")).options
    assert asked == {"background": "transparent", "output_format": "png"}, "a format that has an alpha"
    assert ask_for_transparency(ImageRequest(prompt="a boat"), caps()).options == {}


def test_a_format_without_alpha_that_was_chosen_is_refused() -> None:
    chosen = ImageRequest(prompt="a boat", cutout=True, options={"output_format": "jpeg"})
    with pytest.raises(Unsupported) as refused:
        validate(ask_for_transparency(chosen, caps()), caps())
    assert (refused.value.reason, refused.value.nearest) == ("needs", "png")


def test_a_model_without_it_is_asked_for_nothing_that_it_does_not_know() -> None:
    opaque = caps(background=Choice(name="background", values=("auto", "opaque")))
    for other in (opaque, Caps()):
        assert not can_be_transparent(other)
        assert ask_for_transparency(CUTOUT, other) == CUTOUT
