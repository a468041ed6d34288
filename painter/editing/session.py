"""One request on the bench: what is to be done, and the pictures as they are by now."""

from dataclasses import dataclass, field
from threading import Event

from PIL import Image

from painter.edit_language import messages as speech
from painter.edit_language.operations import Wishes
from painter.edit_language.parser import read
from painter.edit_language.planner import Orders, settle
from painter.editing.image import Box, Sheet, Size, glance, on_white, open_sheet
from painter.prompt.parser import Language
from providers.types import ImageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A request as it was understood; `size` is what was asked for, None for the picture's own."""

    request: ImageRequest
    wishes: Wishes
    orders: Orders
    size: Size | None
    seed: int

    @property
    def opening(self) -> str:
        """What the retoucher says before it begins."""
        return speech.opening(
            self.wishes, self.orders, count=self.request.count, marked=self.request.mask is not None
        )


@dataclass(slots=True, kw_only=True)
class Bench:
    """One picture at work. `sheets` are the pictures that were opened, by their numbers, `touched` those that are
    no longer as they were given; `taken` is where guests stand."""

    task: Task
    halt: Event
    seed: int
    variation: int
    sheets: dict[int, Sheet] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    taken: list[Box] = field(default_factory=list)
    said: str = ""

    @property
    def language(self) -> Language:
        return self.task.wishes.language

    def sheet(self, number: int) -> Sheet:
        """Picture `number` as it is by now."""
        if number not in self.sheets:
            request = self.task.request
            self.sheets[number] = open_sheet(
                request.images[number - 1],
                mask=request.mask if number == 1 else None,
                size=self.task.size if number == self.task.orders.final else None,
            )
        return self.sheets[number]

    def source(self, number: int, size: Size) -> Image.Image:
        """Picture `number` to be laid into another at about `size`."""
        if number not in self.touched:
            return glance(self.task.request.images[number - 1], size)
        image = self.sheets[number].finished()
        return on_white(image) if image.mode == "RGBA" else image

    def shape(self, number: int) -> float:
        """How wide picture `number` is for its height."""
        reference = self.task.request.images[number - 1]
        size = self.sheets[number].size if number in self.touched else (reference.width, reference.height)
        return size[0] / size[1]


def understood(request: ImageRequest, *, size: Size | None, seed: int) -> Task:
    """What will be done with the request's pictures."""
    marked = request.mask is not None
    wishes = read(request.prompt, marked=marked)
    orders = settle(wishes, pictures=len(request.images), marked=marked)
    return Task(request=request, wishes=wishes, orders=orders, size=size, seed=seed)
