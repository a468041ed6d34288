"""Steps of an image, and what the painter says at each in the prompt's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from painter.prompt.language import Language
from painter.prompt.parser import Understood

STAGES: dict[str, tuple[str, str]] = {
    "sky": ("painting the sky", "正在画天空"), "far": ("painting what is far away", "正在画远景"),
    "middle": ("painting the middle ground", "正在画中景"), "front": ("painting the foreground", "正在画近景"),
    "subject": ("painting the subject", "正在画主体"), "light": ("painting the light", "正在画光影"),
    "style": ("finishing it in the style", "正在按风格收尾"), "last": ("writing the picture out", "正在写出图片"),
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
    """The last two steps: the finished picture, and the sentence that it is done."""
    message = stage("last", language)
    yield Step(start=0.97, message=message, text=text, image=image, is_final=True)
    yield Step(start=1.0, text=closing(language, width=image.width, height=image.height))


def stage(name: str, language: Language) -> str:
    """The name of a stage for people."""
    return STAGES[name][language == "zh"]


def opening(understood: Understood, *, count: int, language: Language) -> str:
    """First message: who speaks, and which words are known."""
    known = understood.known
    if language == "zh":
        lines = ["我是按规则作画的画师，不是 AI 模型。\n"]
        lines.append(f"你的描述里我认识：{'、'.join(known)}。其余的字是随机的种子。" if known else "")
        lines.append("" if known else "这些词我都不认识，就让它们来决定偶然。")
        lines.append(f"我会画 {count} 幅不同的。" if count > 1 else "")
        return "".join(lines)
    lines = ["I am a painter by rule, not an AI model.\n"]
    lines.append(f"In your prompt I know: {', '.join(known)}. The rest of it seeds the chance. " if known else "")
    lines.append("" if known else "I know none of these words, so they decide by chance. ")
    lines.append(f"I shall paint {count} variations. " if count > 1 else "")
    return "".join(lines).rstrip()


def closing(language: Language, *, width: int, height: int) -> str:
    """The last sentence about one picture."""
    return f"\n画好了：{width}×{height}。" if language == "zh" else f"\nDone: {width}×{height}."
