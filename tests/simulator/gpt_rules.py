"""Rules of OpenAI's gpt-image models that join several fields.

Animations, vectors, backgrounds.

docs/gateways.md, "Families"; the numbers of a sheet are those that others measured.
"""

from tests.simulator import strict
from tests.simulator.strict import Fields, RequestRejected

SHEETS = {8: (4, 2), 9: (3, 3), 12: (4, 3), 16: (4, 4)}
"""Columns and rows by the most frames that a sheet holds; a wide frame lies the other way round."""
LONGEST, MIN_PIXELS, MAX_PIXELS = 3840, 655_360, 8_294_400


def transparent_is_off(fields: Fields) -> None:
    """gpt-image-2 since 2026-09-30."""
    if fields.get("background") == "transparent":
        message = "Transparent background is not supported for this model."
        raise RequestRejected(message, param="background")


def frames_are_for_gif(fields: Fields) -> None:
    """Of a picture that does not move there are no frames; one that does comes whole and uncompressed."""
    kind = fields.get("output_format", "png")
    for name in ("frame_count", "frame_duration_ms"):
        if name in fields and kind != "gif":
            raise RequestRejected(f"'{name}' requires output_format 'gif'.", param=name)
    if "output_compression" in fields and kind not in ("jpeg", "webp"):
        message = "'output_compression' is only supported for jpeg and webp."
        raise RequestRejected(message, param="output_compression")
    if kind in ("gif", "svg"):
        if str(fields.get("stream", False)).lower() == "true":
            raise RequestRejected(f"Streaming is not supported for output_format '{kind}'.", param="stream")
        if "partial_images" in fields:
            message = f"'partial_images' is not supported for output_format '{kind}'."
            raise RequestRejected(message, param="partial_images")


def size_fits(fields: Fields) -> None:
    """The five rules of an image; of an animation the sheet that all its frames share."""
    size = fields.get("size", "auto")
    if fields.get("output_format") != "gif":
        wrong = strict.gpt_image_2_size(size)
    else:
        wrong = "" if size == "auto" else _sheet_problem(size, int(fields.get("frame_count", 9)))
    if wrong:
        raise RequestRejected(f"Invalid value for 'size': {size!r}. {wrong}", param="size")


def _sheet_problem(size: str, frames: int) -> str:
    width, height = (int(side) for side in size.split("x"))
    if width % 16 or height % 16:
        return "Width and height of a frame must both be divisible by 16."
    across, down = next(grid for most, grid in SHEETS.items() if frames <= most)
    if width > height:
        across, down = down, across
    longest, pixels = max(width * across, height * down), width * height * across * down
    if longest > LONGEST:
        return f"{frames} frames make a sheet of {longest} pixels on its longest edge; at most {LONGEST} fit."
    if not MIN_PIXELS <= pixels <= MAX_PIXELS:
        return f"{frames} frames make a sheet of {pixels} pixels; it must have {MIN_PIXELS} to {MAX_PIXELS}."
    return ""


def frame_milliseconds(fields: Fields) -> int:
    """The time of one frame, rounded to hundredths of a second."""
    return round(int(fields.get("frame_duration_ms", 200)) / 10) * 10
