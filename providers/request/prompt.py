"""Prompt text: image numbering, the chat history, what is added of Easel's own.

Pure. A model is told of a conversation that it does not remember, and which image is which."""

import re
from typing import Final

from providers.types import Attachment, ImageRequest, Language, PastTurn

EARLIER: Final = {"en": "Earlier in this conversation, oldest first:", "zh": "这段对话此前的内容，从早到晚："}
PROMPT_LINE: Final = {"en": "- I said: {said}", "zh": "- 我说：{said}"}
ANSWERED: Final = {"en": "- You answered: {answered}", "zh": "- 你回答：{answered}"}
MADE: Final = {
    "en": "Image {number} is what came of it so far. Change it as I say now:",
    "zh": "图{number}是目前的结果。请按我现在说的修改：",
}
MADE_SEVERAL: Final = {
    "en": "Images {numbers} are what came of it so far. Change image {first} as I say now, or the one that I name:",
    "zh": "图{numbers}都是目前的结果。请按我现在说的修改图{first}；我指明哪张，就改哪张：",
}
SEPARATOR: Final = {"en": ", ", "zh": "、图"}
NOW: Final = {"en": "Now I say:", "zh": "现在我说："}
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
LABEL: Final = {"en": "Image {number}:", "zh": "图{number}："}


def attachments_of(request: ImageRequest) -> tuple[Attachment, ...]:
    """The input images as they are sent; the copies come last, so that they renumber none."""
    return (*request.images, *filter(None, (request.annotated, request.marked)))


def image_label(request: ImageRequest, number: int) -> str:
    """The label of an input image, in the prompt's language. A prompt may say `image 2` or `图2`."""
    return LABEL[prompt_language(request)].format(number=number)


def full_prompt(request: ImageRequest, *, limit: int = 0) -> str:
    """The whole prompt: chat history, the prompt itself, and what is added to it.

    `limit` is the number of characters that the model takes, 0 for no limit.
    """
    added = "\n\n".join(request.added)
    history = history_text(request, prompt_language(request), limit=max(1, limit - len(added) - 2) if limit else 0)
    return "\n\n".join(filter(None, (history, request.prompt, added)))


def prompt_language(request: ImageRequest) -> Language:
    """The language of the prompt, in which all that is said beside it stands."""
    return "zh" if CHINESE.search(request.prompt) else "en"


def history_text(request: ImageRequest, language: Language, *, limit: int = 0) -> str:
    """Earlier turns of the conversation as text, "" where there are none.

    It goes before the prompt. With a `limit` of characters for the whole prompt the oldest turns are left out until
    it holds.
    """
    turns = list(request.before)
    while turns:
        text = _format_turns(tuple(turns), language)
        if not limit or len(text) + 2 + len(request.prompt) <= limit:
            return text
        turns.pop(0)
    return ""


def _format_turns(turns: tuple[PastTurn, ...], language: Language) -> str:
    lines = [EARLIER[language]]
    for turn in turns:
        lines.append(PROMPT_LINE[language].format(said=turn.said))
        if turn.answered:
            lines.append(ANSWERED[language].format(answered=turn.answered))
    made = next((turn.made for turn in reversed(turns) if turn.made), ())
    return "\n".join(lines) + "\n\n" + (_made_text(made, language) if made else NOW[language])


def _made_text(made: tuple[int, ...], language: Language) -> str:
    if len(made) == 1:
        return MADE[language].format(number=made[0])
    return MADE_SEVERAL[language].format(numbers=SEPARATOR[language].join(map(str, made)), first=made[0])
