"""Transparency of a cut-out: asked for by option, or as a flat background in words. Pure."""

from dataclasses import replace
from typing import Final

from models.caps import Caps, Choice
from providers.request.options import chosen_options, unmet_dependency
from providers.types import ImageRequest

BACKGROUND, TRANSPARENT, FORMAT = "background", "transparent", "output_format"
FORMATS_WITH_ALPHA: Final = frozenset({"png", "webp"})


def can_be_transparent(caps: Caps) -> bool:
    """Whether the model can be asked for a transparent background, in a format that has one."""
    background, form = caps.option(BACKGROUND), caps.option(FORMAT)
    formats = form.values if isinstance(form, Choice) else FORMATS_WITH_ALPHA
    return (
        isinstance(background, Choice)
        and TRANSPARENT in background.values
        and not FORMATS_WITH_ALPHA.isdisjoint(formats)
    )


def ask_for_transparency(request: ImageRequest, caps: Caps) -> ImageRequest:
    """A cut-out's request with the options that ask for it, where the model has them.

    A format that was chosen stays: one without alpha is refused where the request is validated.
    """
    if not request.cutout or not can_be_transparent(caps):
        return request
    options = {**request.options, BACKGROUND: TRANSPARENT}
    needed = unmet_dependency(BACKGROUND, TRANSPARENT, replace(request, options=options), caps)
    if needed and not chosen_options(request).get(needed.needs):
        options[needed.needs] = needed.values[0]
    return replace(request, options=options)


def wants_transparency(request: ImageRequest) -> bool:
    """Whether what comes is to be transparent, so that its alpha is measured."""
    return request.cutout or request.options.get(BACKGROUND) == TRANSPARENT
