"""A collage being laid, picture by picture: it becomes picture 1, of that picture's size."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PIL import Image

from painter.edit_language.operations import Collage
from painter.editing.collage import cells, dissolved, ground, laid, varied
from painter.editing.image import Box, Sheet, covered
from painter.editing.session import EditSession


@dataclass(slots=True, kw_only=True)
class _Table:
    """`numbers` are the pictures to lay; a single one is laid as four. `first` is picture 1 as it was before."""

    layout: str
    numbers: tuple[int, ...]
    boxes: list[Box] = field(default_factory=list)
    first: Image.Image | None = None


def laying(edit: Collage, session: EditSession) -> list[Callable[[], None]]:
    """An act for every picture."""
    numbers = edit.pictures or tuple(range(1, len(session.request.images) + 1))
    table = _Table(layout=edit.layout, numbers=numbers)
    count = len(numbers) if len(numbers) > 1 else 4
    return [partial(_lay, table, session, place, count) for place in range(count)]


def _lay(table: _Table, session: EditSession, place: int, count: int) -> None:
    size = session.sheet(1).size
    if place == 0:
        table.first = session.source(1, size)
        shapes = [session.shape(number) for number in table.numbers] * (count // len(table.numbers))
        table.boxes = cells(table.layout, shapes, size)
        start = session.source(table.numbers[0], size)
        canvas = covered(start, size) if table.layout == "dissolve" else ground(start, size)
        session.sheets[1] = Sheet(image=canvas, profile=session.sheet(1).profile)
        session.touched.add(1)
    sheet = session.sheets[1]
    image = _picture(table, session, place)
    if table.layout != "dissolve":
        sheet.image = laid(sheet.image, image, table.boxes[place])
    elif place:
        sheet.image = dissolved(sheet.image, image, place, count)


def _picture(table: _Table, session: EditSession, place: int) -> Image.Image:
    """What is laid down at that place."""
    if len(table.numbers) == 1 and table.first is not None:
        return varied(table.first)[place]
    number, box = table.numbers[place], table.boxes[place]
    if number == 1 and table.first is not None:
        return table.first
    return session.source(number, (box[2] - box[0], box[3] - box[1]))
