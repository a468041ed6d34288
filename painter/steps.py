"""Steps of an image, and what the painter says at each in either language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image

from painter.prompt.parser import Understood
from painter.prompt.tokenizer import Language

STAGES: dict[str, tuple[str, str]] = {
    "sky": ("painting the sky", "正在画天空"), "far": ("painting the background", "正在画远景"),
    "middle": ("painting the middle ground", "正在画中景"), "front": ("painting the foreground", "正在画近景"),
    "subject": ("painting the subject", "正在画主体"), "light": ("painting the light", "正在画光影"),
    "style": ("applying the style", "正在应用风格"), "last": ("saving the image", "正在保存图片"),
}  # fmt: skip
KNOWN, UNKNOWN = ("Recognised: {0}.", "已识别：{0}。"), (" Not recognised: {0}.", "未识别：{0}。")
RANDOM = "No word was recognised, so the image is random.", "没有识别出任何词，将随机作画。"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintStep:
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


def final_steps(image: Image.Image, *, language: Language, text: str = "") -> Iterator[PaintStep]:
    """The last two steps: the finished picture, and the end."""
    message = sentence(STAGES["last"], language)
    yield PaintStep(start=0.97, message=message, text=text, image=image, is_final=True)
    yield PaintStep(start=1.0)


def sentence(pair: tuple[str, str], language: Language, items: Iterable[object] = ()) -> str:
    """The English or the Chinese of a pair, with words listed in it."""
    between = "、" if language == "zh" else ", "
    return pair[language == "zh"].format(between.join(map(str, items)))


def summary(understood: Understood, language: Language) -> str:
    """First message: which words of the prompt are painted, and which are not."""
    known = sentence(KNOWN if understood.known else RANDOM, language, understood.known)
    return known + (sentence(UNKNOWN, language, understood.unknown) if understood.unknown else "")
