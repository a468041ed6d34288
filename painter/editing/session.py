"""One edit request at work: what is to be done, and the pictures as they are by now."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from PIL import Image

from painter.edit_language.planner import Orders
from painter.editing.image import FORMATS, Box, Sheet, Size, glance, on_white, open_sheet
from painter.prompt.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRequest:
    """What `painter.edit` was given: `size` None is the picture's own."""

    prompt: str
    images: tuple[Path, ...]
    language: Language
    mask: Path | None = None
    size: Size | None = None
    seed: int = 0
    number: int = 0
    count: int = 1


@dataclass(slots=True, kw_only=True)
class EditSession:
    """One picture at work. `sheets` are the pictures that were opened, by their numbers, `touched` those that are
    no longer as they were given; `taken` is where subjects stand."""

    request: EditRequest
    orders: Orders
    halt: Event
    seed: int
    sheets: dict[int, Sheet] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    taken: list[Box] = field(default_factory=list)
    text: str = ""

    def sheet(self, number: int) -> Sheet:
        """Picture `number` as it is by now."""
        if number not in self.sheets:
            request = self.request
            self.sheets[number] = open_sheet(
                request.images[number - 1],
                mask=request.mask if number == 1 else None,
                size=request.size if number == self.orders.final else None,
            )
        return self.sheets[number]

    def source(self, number: int, size: Size) -> Image.Image:
        """Picture `number` to be laid into another at about `size`."""
        if number not in self.touched:
            return glance(self.request.images[number - 1], size)
        image = self.sheets[number].finished()
        return on_white(image) if image.mode == "RGBA" else image

    def shape(self, number: int) -> float:
        """How wide picture `number` is for its height."""
        if number in self.touched:
            width, height = self.sheets[number].size
        else:
            with Image.open(self.request.images[number - 1], formats=FORMATS) as file:
                width, height = file.size
        return width / height
