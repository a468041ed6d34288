"""Delivery: the pictures and text of one answer. A fault changes it, a shape writes it down."""

from dataclasses import dataclass
from typing import Literal

from tests.simulator.pictures import Format, PictureSpec

Spelling = Literal["plain", "wrapped", "urlsafe", "unpadded", "data_url"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Contents of one answer.

    `by`: links, or base64 in the answer. `spelling`: how base64 is written.

    `link` is added to a link's query, where it may name a fault of the link itself. `deltas` is into how many
    deltas a data URL in text is cut, `cut` the share of each picture's file that is delivered, `label` a type
    that the answer claims. `lost_from` is a fault's own note of which pictures to leave out.
    """

    prompt: str
    model: str
    count: int = 1
    width: int = 1024
    height: int = 1024
    format: Format = "png"
    quality: int = 90
    alpha: bool = False
    frames: int = 1
    frame_ms: int = 0
    by: Literal["url", "b64"] = "b64"
    stream: bool = False
    edit: bool = False
    partials: int = 0
    drafts: int = 0
    spelling: Spelling = "plain"
    link: str = ""
    ending: str = "auto"
    deltas: int = 1
    cut: float = 1.0
    label: str = ""
    text: str = ""
    reasoning: str = ""
    lines: tuple[str, ...] = ()
    finish: str = "stop"
    pictures: bool = True
    usage: bool = True
    done: bool = True
    noise: bool = False
    signed: bool = False
    gap: float = 0.0
    shape: str = ""

    def final_pictures(self) -> tuple[PictureSpec, ...]:
        """The final pictures, in order."""
        return tuple(self._picture(index=index) for index in range(self.count if self.pictures else 0))

    def interim_pictures(self) -> tuple[PictureSpec, ...]:
        """Partial pictures and drafts, in order, each sharper than the one before; drafts are half as large."""
        number = max(self.partials, self.drafts) if self.pictures else 0
        shrink = 2 if self.drafts else 1
        return tuple(self._picture(blur=2 ** (number - step + 2), shrink=shrink) for step in range(number))

    def _picture(self, *, index: int = 0, blur: int = 0, shrink: int = 1) -> PictureSpec:
        return PictureSpec(
            prompt="" if self.noise else self.prompt,
            width=self.width // shrink,
            height=self.height // shrink,
            format=self.format,
            quality=0 if self.format == "png" else self.quality,
            alpha=self.alpha,
            noise=self.noise and not blur,
            signed=self.signed,
            index=index,
            blur=blur,
            frames=self.frames,
            frame_ms=self.frame_ms,
        )
