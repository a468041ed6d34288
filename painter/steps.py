"""Steps of one image: what comes next, and the image so far."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from painter.prompt import messages
from painter.prompt.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Progress of an image between two pieces of work.

    `message` names the work that asking for the next step does, `start` is the share of all work before it, and
    `text` is to be told now. `image` is the picture as it is so far, None while there is nothing to see; it may be
    painted over by the next step. `is_final` when it is the finished picture.
    """

    start: float
    message: str = ""
    text: str = ""
    image: Image.Image | None = None
    is_final: bool = False


def finished(image: Image.Image, *, language: Language, text: str = "") -> Iterator[Step]:
    """The last two steps: the finished picture, and the sentence that it is done."""
    message = messages.stage("last", language)
    yield Step(start=0.97, message=message, text=text, image=image, is_final=True)
    yield Step(start=1.0, text=messages.closing(language, width=image.width, height=image.height))
