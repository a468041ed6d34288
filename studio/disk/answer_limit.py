"""Answer limit: the bytes that one answer of a model may have, by what the model can bring.

A gateway that does not stop costs the disk what its model's largest pictures would, not a flat half gigabyte.
"""

from typing import Final

from models.caps import Caps

BYTES_PER_PIXEL: Final = 4
"""RGBA with a byte each: what a PNG of noise takes."""
BASE64: Final = 1.4
"""What base64 takes in JSON, with the line breaks that some gateways put in."""
UNKNOWN_PIXELS: Final = 4096 * 4096
"""What a model whose sizes are not known may bring: no model here makes more."""
MIN_ANSWER_BYTES: Final = 128 * 2**20
"""Room for the drafts and words beside a small picture, and for a model that makes larger ones than it says."""


def max_answer_bytes(caps: Caps, count: int) -> int:
    """The most bytes that an answer with `count` pictures may have, packed or unpacked."""
    return max(MIN_ANSWER_BYTES, round(count * _max_pixels(caps) * BYTES_PER_PIXEL * BASE64))


def _max_pixels(caps: Caps) -> int:
    """Pixels of the largest picture that the model makes."""
    listed = max((width * height for width, height in caps.sizes.values()), default=0)
    rule = caps.free_size
    free = (rule.max_pixels or rule.max_side**2) if rule else 0
    return max(listed, free) or UNKNOWN_PIXELS
