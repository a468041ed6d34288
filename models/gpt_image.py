"""Capabilities of OpenAI's gpt-image models, one generation a row over the one before it.

docs/gateways.md, Q25, Q26, "Families".
"""

from dataclasses import replace
from typing import Final

from formats.size_rules import SizeRule
from models.caps import Caps, Choice, Number, Option, OptionDependency, OptionNotice, SingleAnswer, TextOption
from models.frame_sheet import FrameSheet
from models.inputs import GPT_INPUTS, with_inputs
from models.sizes import GPT_IMAGE_1_SIZES, GPT_IMAGE_2_SIZES, RATIOS, TIERS

SIZE_RULE: Final = SizeRule(multiple=16, max_side=3840, ratio=3.0, min_pixels=655_360, max_pixels=8_294_400)
"""The five rules of gpt-image-2's sizes; 2.5 and 2.6 kept them."""
FIDELITY: Final = Choice(name="input_fidelity", values=("low", "high"))
"""Known to gpt-image-1 and 1.5 alone; gpt-image-2 refuses it (docs/gateways.md, Q26)."""

FRAMES: Final = FrameSheet(
    needs="output_format",
    values=("gif",),
    count="frame_count",
    grids=((4, 2), (3, 3), (4, 3), (4, 4)),
    sheet=SIZE_RULE,
)
"""Measured by others: squares of 960 up to 9 frames, 816 up to 12, 720 up to 16; charged in these steps."""
LONGEST_FRAME_MS: Final = 655_350
"""A GIF counts a frame's time in hundredths of a second, in sixteen bits."""


def with_options(caps: Caps, *options: Option, without: tuple[str, ...] = ()) -> Caps:
    """The capabilities with these options.

    Each stands in the stead of the one of its name, the others after all; those in `without` go.
    """
    changed = {option.name: option for option in options}
    unchanged = tuple(changed.pop(option.name, option) for option in caps.options if option.name not in without)
    return replace(caps, options=(*unchanged, *changed.values()))


def _edits(caps: Caps, *options: Option, markup: bool = False) -> Caps:
    """The capabilities of an edit, which knows no `moderation` (openai-python)."""
    return with_inputs(caps, replace(GPT_INPUTS, markup=markup), without=("moderation",), options=options)


GPT_IMAGE_1: Final = Caps(
    aspect_ratios=("1:1", "2:3", "3:2"),
    resolutions=("1K",),
    sizes=GPT_IMAGE_1_SIZES,
    implied_ratio="1:1",
    verbatim=("auto", "1024x1024", "1024x1536", "1536x1024"),
    max_count=10,
    streams=(True, False),
    options=(
        Choice(name="quality", values=("auto", "low", "medium", "high"), default="auto"),
        Choice(name="output_format", values=("png", "jpeg", "webp"), default="png"),
        Number(name="output_compression", minimum=0, maximum=100, default=100),
        Choice(name="background", values=("auto", "opaque", "transparent"), default="auto"),
        Choice(name="moderation", values=("auto", "low"), default="auto"),
        TextOption(name="user"),
        Number(name="partial_images", minimum=0, maximum=3, default=0, sent=2),
    ),
    dependencies=(
        OptionDependency(option="output_compression", needs="output_format", values=("jpeg", "webp")),
        OptionDependency(option="background", value="transparent", needs="output_format", values=("png", "webp")),
        OptionDependency(option="partial_images", needs="stream", values=("true",)),
    ),
    prompt_limit=32_000,
)
GPT_IMAGE_1_EDITS: Final = _edits(GPT_IMAGE_1, FIDELITY)

ANY_SIZE: Final = replace(
    GPT_IMAGE_1,
    aspect_ratios=RATIOS,
    resolutions=TIERS,
    sizes=GPT_IMAGE_2_SIZES,
    verbatim=("auto",),
    free_size=SIZE_RULE,
)
GPT_IMAGE_2: Final = with_options(
    ANY_SIZE,
    Choice(
        name="background",
        values=("auto", "opaque"),
        default="auto",
        withdrawn=("transparent",),
        elsewhere="GPT Image 2.5, 2.6",
    ),
)
"""Its transparent background was a preview, off at OpenAI since 2026-09-30 (docs/gateways.md, C11)."""
GPT_IMAGE_2_EDITS: Final = _edits(GPT_IMAGE_2)

GPT_IMAGE_25: Final = with_options(
    ANY_SIZE, Choice(name="quality", values=("auto", "low", "medium", "high", "xhigh", "max"), default="auto")
)
GPT_IMAGE_25_EDITS: Final = _edits(GPT_IMAGE_25)

RASTER: Final = ("png", "jpeg", "webp")
GPT_IMAGE_26: Final = replace(
    with_options(
        GPT_IMAGE_25,
        Choice(name="output_format", values=(*RASTER, "svg", "gif"), default="png"),
        Choice(name="complexity", values=("low", "medium", "high"), default="high"),
        Number(name="frame_count", minimum=2, maximum=16, default=9),
        Number(name="frame_duration_ms", minimum=20, maximum=LONGEST_FRAME_MS, step=10, default=200),
    ),
    frames=FRAMES,
    singles=(SingleAnswer(option="output_format", values=("svg", "gif")),),
    notices=(OptionNotice(option="output_format", value="svg", kind="svg_tokens"),),
    dependencies=(
        OptionDependency(option="output_compression", needs="output_format", values=("jpeg", "webp")),
        OptionDependency(
            option="background", value="transparent", needs="output_format", values=("png", "webp", "svg", "gif")
        ),
        OptionDependency(option="stream", value="true", needs="output_format", values=RASTER),
        OptionDependency(option="partial_images", needs="output_format", values=RASTER),
        OptionDependency(option="partial_images", needs="stream", values=("true",)),
        OptionDependency(option="mask", needs="output_format", values=(*RASTER, "svg")),
        OptionDependency(option="frame_count", needs="output_format", values=("gif",)),
        OptionDependency(option="frame_duration_ms", needs="output_format", values=("gif",)),
    ),
)
"""A GIF is neither streamed nor masked; that an SVG, which a text model writes, were streamed says no document. Of
both one call gives one: all animations of a call would share the pixels of one sheet, and each SVG is written apart
(docs/gateways.md, "Families")."""
GPT_IMAGE_26_EDITS: Final = _edits(GPT_IMAGE_26, markup=True)
