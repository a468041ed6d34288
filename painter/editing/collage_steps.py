"""A collage being laid, picture by picture: it becomes picture 1, of that picture's size."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PIL import Image

from painter.edit_language.operations import Collage
from painter.editing.collage import cells, dissolved, ground, laid, varied
from painter.editing.image import Box, Sheet, covered
from painter.editing.session import Bench


@dataclass(slots=True, kw_only=True)
class _Table:
    """`numbers` are the pictures to lay; a single one is laid as four. `first` is picture 1 as it was before."""

    layout: str
    numbers: tuple[int, ...]
    boxes: list[Box] = field(default_factory=list)
    first: Image.Image | None = None


def laying(edit: Collage, bench: Bench) -> list[Callable[[], None]]:
    """An act for every picture."""
    numbers = edit.pictures or tuple(range(1, len(bench.task.request.images) + 1))
    table = _Table(layout=edit.layout, numbers=numbers)
    count = len(numbers) if len(numbers) > 1 else 4
    return [partial(_lay, table, bench, place, count) for place in range(count)]


def _lay(table: _Table, bench: Bench, place: int, count: int) -> None:
    size = bench.sheet(1).size
    if place == 0:
        table.first = bench.source(1, size)
        shapes = [bench.shape(number) for number in table.numbers] * (count // len(table.numbers))
        table.boxes = cells(table.layout, shapes, size)
        start = bench.source(table.numbers[0], size)
        canvas = covered(start, size) if table.layout == "dissolve" else ground(start, size)
        bench.sheets[1] = Sheet(image=canvas, profile=bench.sheet(1).profile)
        bench.touched.add(1)
    sheet = bench.sheets[1]
    image = _picture(table, bench, place)
    if table.layout != "dissolve":
        sheet.image = laid(sheet.image, image, table.boxes[place])
    elif place:
        sheet.image = dissolved(sheet.image, image, place, count)


def _picture(table: _Table, bench: Bench, place: int) -> Image.Image:
    """What is laid down at that place."""
    if len(table.numbers) == 1 and table.first is not None:
        return varied(table.first)[place]
    number, box = table.numbers[place], table.boxes[place]
    if number == 1 and table.first is not None:
        return table.first
    return bench.source(number, (box[2] - box[0], box[3] - box[1]))
