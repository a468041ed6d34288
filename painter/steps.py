"""Steps of an image, and what the painter says at each in either language."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from painter.prompt.language import Language
from painter.prompt.parser import Understood

STAGES: dict[str, tuple[str, str]] = {
    "sky": ("painting the sky", "正在画天空"), "far": ("painting the background", "正在画远景"),
    "middle": ("painting the middle ground", "正在画中景"), "front": ("painting the foreground", "正在画近景"),
    "subject": ("painting the subject", "正在画主体"), "light": ("painting the light", "正在画光影"),
    "style": ("applying the style", "正在应用风格"), "last": ("saving the image", "正在保存图片"),
}  # fmt: skip


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


def final_steps(image: Image.Image, *, language: Language, text: str = "") -> Iterator[Step]:
    """The last two steps: the finished picture, and the end."""
    message = stage("last", language)
    yield Step(start=0.97, message=message, text=text, image=image, is_final=True)
    yield Step(start=1.0)


def stage(name: str, language: Language) -> str:
    """The name of a stage for people."""
    return STAGES[name][language == "zh"]


def opening(understood: Understood, language: Language) -> str:
    """First message: which words of the prompt are painted, and which are not."""
    known, unknown = understood.known, understood.unknown
    if language == "zh":
        known_text = f"已识别：{'、'.join(known)}。" if known else "没有识别出任何词，将随机作画。"
        return known_text + (f"未识别：{'、'.join(unknown)}。" if unknown else "")
    known_text = f"Recognised: {', '.join(known)}." if known else "No word was recognised, so the image is random."
    return known_text + (f" Not recognised: {', '.join(unknown)}." if unknown else "")
